package ui

// Steps is what to do at once, before anything is written down.
type Steps struct {
	Title string
	Lines []string
}

// StepsFor returns the first steps for "life", "suspicious-delivery" and
// "illness"; for anything else there are none. They follow the common public
// advice of emergency, postal-security and poison services, and put calling for
// help before filing.
func StepsFor(what string) Steps {
	switch what {
	case "life":
		return Steps{"Do this first", []string{
			"Call the local emergency number now: 112 in most of Europe, 999 in the United Kingdom, 911 in North America.",
			"Say first where the person is, then what is happening, then that they are at risk from a hostile state.",
			"If it can be done without more danger: go where other people are, or behind a locked door, away from windows.",
			"Stay on the line with the person. Then send this report: a few words are enough.",
		}}
	case "suspicious-delivery":
		return Steps{"Leave it where it is", []string{
			"Do not touch, move, open, shake or smell it, and put nothing over it.",
			"Leave the room, close the door, keep everybody away, and switch off fans and air conditioning if that can be done from outside.",
			"Call the local emergency number from another place, and say that the person is at risk from a hostile state.",
			"Whoever touched it: hands away from face, wash with soap and water, stay apart from others nearby, tell the emergency services.",
		}}
	case "illness":
		return Steps{"Get medical help now", []string{
			"Call the local emergency number. Say that poisoning is possible, and why.",
			"Take nothing more of what was eaten, drunk, worn or handled. Leave it where it is, untouched, for those who come.",
			"Write down when it began and in what order things were felt.",
			"Ask the hospital to take and keep early blood and urine samples, and to call a poison centre.",
			"If others were there, they should be looked at as well, even when they feel well.",
		}}
	}
	return Steps{}
}
