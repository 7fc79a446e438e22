package desk

import (
	"outrider"
)

// kindNames are what a reader sees for each kind of report.
var kindNames = map[outrider.Kind]string{
	outrider.KindThreat: "Threat", outrider.KindApproach: "Approach by a stranger", outrider.KindWatched: "Watched or followed",
	outrider.KindVisit: "Unfamiliar visit", outrider.KindDelivery: "Suspicious delivery", outrider.KindTechnical: "Technical sign",
	outrider.KindPhishing: "Phishing or compromise", outrider.KindBreakIn: "Break-in", outrider.KindIllness: "Unexplained illness",
	outrider.KindIncident: "Incident", outrider.KindAssociate: "Associate harmed", outrider.KindFamily: "Pressure on family",
	outrider.KindLegal: "Legal harassment", outrider.KindLeak: "Leak or doxxing", outrider.KindStatement: "Statement by a state",
	outrider.KindWarning: "Official warning", outrider.KindTravel: "Travel record", outrider.KindPublicExposure: "Public exposure",
	outrider.KindRoutine: "Routine", outrider.KindResponse: "Response", outrider.KindOther: "Something else",
}

// KindName is what a reader sees for a kind of report.
func KindName(k outrider.Kind) string {
	if n, ok := kindNames[k]; ok {
		return n
	}
	return string(k)
}

// Steps for the first minutes; they come before every other thing on a page. The
// deliveries and contamination steps follow public police advice.
var (
	stepsLife = []string{
		"Call the local emergency number now (112 in Europe, 999 in the United Kingdom, 911 in North America).",
		"Get away from the danger to a busy, staffed place. Do not go home if you are followed.",
		"Say who you are, where you are, and that a state may be behind it.",
		"Stay on the line; then call your safety contact.",
	}
	stepsDelivery = []string{
		"Do not open it, shake it, smell it or move it. Put it down gently if you hold it.",
		"Leave the room, close the door, keep others out.",
		"Call the local emergency number and say: suspicious delivery.",
		"Wash your hands with soap and water. Note who brought it and when.",
	}
	stepsIllness = []string{
		"Call the local emergency number and say: possible poisoning.",
		"If something is on skin or clothes: take the outer clothes off, dab dry, rinse with water, and keep away from others.",
		"Ask the doctors to take and keep early samples.",
		"Note what was eaten, drunk and touched in the last two days, and who was there. Keep it, do not touch it.",
	}
)

// emergency lists the first steps for an urgent report, none for others.
func emergency(r outrider.Report) []string {
	switch {
	case r.Kind == outrider.KindDelivery:
		return stepsDelivery
	case r.Kind == outrider.KindIllness:
		return stepsIllness
	case r.LifeAtRisk:
		return stepsLife
	}
	return nil
}

// Emergency lists the first steps for a kind of report, before anything is filed.
func Emergency(k outrider.Kind, lifeAtRisk bool) []string {
	return emergency(outrider.Report{Kind: k, LifeAtRisk: lifeAtRisk})
}

// NotYet says what this version does not do; pages show it.
var NotYet = []string{
	"Rates behind every probability are illustrative numbers, not data.",
	"No sharing with partners; no passkeys.",
	"Channels were tried with servers' own software on one machine, not with live services: try each one.",
}

// illustrative stands beside every assessment.
const illustrative = "The rates behind these numbers are documented illustrations, not data. Use them to see what moves what, and decide yourself."
