package ui

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// funcs are the helpers that templates may call. All are pure.
func funcs() template.FuncMap {
	return template.FuncMap{
		"bar":            barOf,
		"sheet":          sheetOf,
		"weights":        weightsOf,
		"columns":        columnsOf,
		"urgency":        urgencyOf,
		"calm":           func() Urgency { return Urgency{"quiet", "circle"} },
		"iso":            func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"stamp":          func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") },
		"waited":         waited,
		"mainKinds":      mainKinds,
		"otherKinds":     otherKinds,
		"kind":           kindWord,
		"behaviours":     behaviours,
		"stories":        stories,
		"selectorFields": selectorFields,
		"role":           roleWord,
		"reason":         reasonWord,
		"short":          short,
		"steps":          StepsFor,
		"sources":        sourceGrades,
		"contents":       contentGrades,
		"tlps":           tlps,
		"observers":      observers,
		"rule":           ruleWord,
		"join":           strings.Join,
		"gradesOf":       func(c []Choice, was string) chosen { return chosen{c, was} },
		"places":         ownPlaces,
		"several":        several,
		"step":           stepAddress,
		"track":          trackOf,
		"add":            func(a, b int) int { return a + b },
		"versionDay":     versionDay,
		"state":          stateWord,
		"entries":        entriesText,
		"decision":       decisionWord,
		"score":          scoreText,
		"decibans":       weightText,
		"change":         changeWord,
		"stands":         standsWord,
		"from":           fromWord,
		"day":            func(t time.Time) string { return t.UTC().Format("2006-01-02") },
		"scoresOf":       scoresOf,
		"blocksOf":       blocksOf,
		"leaning":        leaning,
		"via":            viaWord,
		"hitState":       hitStateWord,
		"verdict":        verdictWord,
		"trust":          trustWord,
		"purpose":        purposeWord,
		"ground":         groundWord,
		"silence":        Silence,
	}
}

// Choice is one value of a form field with the words a person reads.
type Choice struct{ Value, Words string }

// chosen is a list of choices with the one that was made.
type chosen struct {
	Choices []Choice
	Was     string
}

// ownPlaces are the places of a life that the enrolment form asks for.
func ownPlaces() []Choice {
	return []Choice{{"home", "Home"}, {"work", "Work or study"}, {"other", "Another place they often go"}}
}

// stepAddress is the address of one moment of a replay: the address is the
// whole state, so that it can be shown to somebody else.
func stepAddress(p Precedent, number int) string {
	q := url.Values{"protectee": {p.Protectee}, "view": {p.View}, "tier": {p.Tier}, "step": {strconv.Itoa(number)}}
	return "/precedents/" + url.PathEscape(p.Line.ID) + "?" + q.Encode()
}

// Urgency is how loudly something asks: a word and a shape, so that no colour is
// needed to tell them apart.
type Urgency struct{ Word, Shape string }

// urgencyOf reads the urgency of something that waits.
func urgencyOf(i desk.QueueItem) Urgency {
	switch {
	case i.Urgent:
		return Urgency{"life first", "octagon"}
	case i.Level == outrider.LevelAct:
		return Urgency{"act now", "triangle"}
	}
	return Urgency{"look", "square"}
}

// waited writes how long something has waited, as a clock reads it.
func waited(d time.Duration) string {
	switch m := int(d.Minutes()); {
	case m < 1:
		return "just now"
	case m < 60:
		return fmt.Sprintf("%d min", m)
	case m < 24*60:
		return fmt.Sprintf("%d h %02d", m/60, m%60)
	default:
		return fmt.Sprintf("%d d %d h", m/(24*60), m/60%24)
	}
}

// short cuts a hash or a text to what fits a line, by whole characters.
func short(n int, s string) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}

// kindWords says each kind of report in the words of somebody who saw it.
func kindWords() []Choice {
	return []Choice{
		{string(outrider.KindWatched), "Watched or followed"},
		{string(outrider.KindVisit), "Unfamiliar visitor or vehicle"},
		{string(outrider.KindApproach), "Approach by a stranger"},
		{string(outrider.KindThreat), "Threat"},
		{string(outrider.KindDelivery), "Suspicious delivery"},
		{string(outrider.KindIllness), "Unexplained illness"},
		{string(outrider.KindPhishing), "Phishing or account taken"},
		{string(outrider.KindTechnical), "Device found or tampering"},
		{string(outrider.KindBreakIn), "Break-in"},
		{string(outrider.KindIncident), "Attack or other incident"},
		{string(outrider.KindAssociate), "Somebody close was harmed"},
		{string(outrider.KindFamily), "Pressure on family"},
		{string(outrider.KindLegal), "Legal harassment"},
		{string(outrider.KindLeak), "Private details leaked"},
		{string(outrider.KindStatement), "Statement by a state"},
		{string(outrider.KindWarning), "Official warning"},
		{string(outrider.KindTravel), "Travel record"},
		{string(outrider.KindPublicExposure), "Public appearance or coverage"},
		{string(outrider.KindRoutine), "Routine, nothing unusual"},
		{string(outrider.KindResponse), "Answer by authorities"},
		{string(outrider.KindOther), "Something else"},
	}
}

// mainKindCount is how many kinds stand as buttons: what people report in a hurry.
const mainKindCount = 7

func mainKinds() []Choice {
	all := kindWords()
	return append(all[:mainKindCount:mainKindCount], all[len(all)-1])
}

func otherKinds() []Choice {
	all := kindWords()
	return all[mainKindCount : len(all)-1]
}

// kindWord says a kind in words; an unknown one as it is written.
func kindWord(k outrider.Kind) string {
	for _, c := range kindWords() {
		if c.Value == string(k) {
			return c.Words
		}
	}
	return string(k)
}

// stories are the reasons that a stranger may give, in words.
func stories() []Choice {
	out := make([]Choice, len(outrider.Stories))
	for i, s := range outrider.Stories {
		out[i] = Choice{Value: string(s), Words: strings.ReplaceAll(string(s), "-", " ")}
	}
	return out
}

func behaviours() []Choice {
	return []Choice{
		{string(outrider.BehaviourWaiting), "waiting"},
		{string(outrider.BehaviourPhotographing), "photographing or filming"},
		{string(outrider.BehaviourFollowing), "following on foot"},
		{string(outrider.BehaviourQuestions), "asking questions"},
		{string(outrider.BehaviourOther), "something else"},
	}
}

// selectorFields are the things a stranger can be recognised by, as form fields.
func selectorFields() []Choice {
	return []Choice{
		{"plate", "Number plate (? for a character you did not read)"},
		{"phone", "Phone number, with country code"},
		{"email", "E-mail address"},
		{"handle", "Account name, such as platform:name"},
		{"url", "Web address"},
		{"device", "Device number or address"},
		{"other", "Anything else that can be recognised again"},
	}
}

// observers are the roles in which somebody saw it; never a name.
func observers() []Choice {
	return []Choice{{"protectee", "the protected person"}, {"family", "family"}, {"colleague", "colleague or neighbour"},
		{"staff", "our staff"}, {"police", "police"}, {"open-source", "published source"}}
}

func roleWord(r outrider.Role) string { return strings.ReplaceAll(string(r), "-", " ") }

func reasonWord(code string) string {
	switch code {
	case "innocent":
		return "an innocent explanation was confirmed"
	case "known":
		return "known and already being dealt with"
	case "duplicate":
		return "the same thing as another alert"
	case "handled":
		return "dealt with"
	}
	return "another reason (say which in the note)"
}

func ruleWord(r outrider.Rule) string {
	switch r {
	case outrider.RuleRepeat:
		return "The same thing seen again"
	case outrider.RuleShared:
		return "The same thing near several people"
	case outrider.RuleStage:
		return "The assessment moved"
	case outrider.RuleUrgent:
		return "Urgent report"
	case outrider.RuleStated:
		return "Somebody said it"
	case outrider.RuleSameNews:
		return "One story told several times"
	case outrider.RuleCheckIn:
		return "Check-in"
	case outrider.RuleDuress:
		return "Duress"
	case outrider.RulePager:
		return "A channel is silent"
	case outrider.RuleTried:
		return "Somebody tried to open their pages"
	case outrider.RulePaperTried:
		return "Somebody tried to open what was sent about them"
	}
	return string(r)
}

// sourceGrades and contentGrades are the two axes of the Admiralty code, which
// are judged apart.
func sourceGrades() []Choice {
	return []Choice{{"A", "A completely reliable"}, {"B", "B usually reliable"}, {"C", "C fairly reliable"},
		{"D", "D not usually reliable"}, {"E", "E unreliable"}, {"F", "F cannot be judged"}}
}

func contentGrades() []Choice {
	return []Choice{{"1", "1 confirmed by other sources"}, {"2", "2 probably true"}, {"3", "3 possibly true"},
		{"4", "4 doubtful"}, {"5", "5 improbable"}, {"6", "6 cannot be judged"}}
}

func tlps() []outrider.TLP {
	return []outrider.TLP{outrider.TLPRed, outrider.TLPAmberStrict, outrider.TLPAmber, outrider.TLPGreen, outrider.TLPClear}
}

// several leaves the claims that have a tree to look at.
func several(cs []desk.ClaimLine) []desk.ClaimLine {
	var out []desk.ClaimLine
	for _, c := range cs {
		if c.Several() {
			out = append(out, c)
		}
	}
	return out
}
