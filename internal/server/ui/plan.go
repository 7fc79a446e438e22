package ui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
)

// Plan is the page of one person's measures.
type Plan struct {
	desk.PlanView
	Status        int
	Fields        Fields
	Problem, Hint string
}

// PlanPaper is the sheet that a person takes home. It draws its own frame: nothing
// on it names the desk, this program or the person.
type PlanPaper struct {
	Person    outrider.PersonID // for the way back, which is not printed
	Lines     []desk.CopyLine
	Review    time.Time
	Words     map[string]string
	Stamp     guidance.Stamp
	Languages []guidance.Language
	Stopped   bool
}

// NewPlanPaper is what somebody takes home of their plan, in a language, else in theirs.
func NewPlanPaper(v desk.PlanView, set *guidance.Set, lang string) PlanPaper {
	page := PlanPaper{Person: v.Person, Lines: v.Copy, Languages: set.Languages(), Stopped: v.Stopped != ""}
	page.Words, page.Stamp = set.Strings(cmp.Or(lang, v.Language, guidance.Original))
	if v.Agreed != nil {
		page.Review = v.Agreed.Review
	}
	return page
}

func (Plan) place() place      { return place{"plan", "Plan", areaPeople} }
func (PlanPaper) place() place { return place{"planpaper", "", areaPeople} }
func (PlanPaper) whole()       {}

// Offers lists what may be offered, group by group.
func (p Plan) Offers() []OfferGroup {
	return []OfferGroup{
		{Title: "Proposed, in the order of what each adds", Lines: p.Proposed},
		{Title: "Besides, so that they have a choice", Lines: p.Besides},
		{Title: "Others that fit", Lines: p.Others, Folded: len(p.Proposed)+len(p.Besides) > 0},
	}
}

// OfferGroup is one part of what may be offered.
type OfferGroup struct {
	Title  string
	Lines  []desk.CandidateLine
	Folded bool
}

// Groups lists what was offered by how it stands, empty groups left out.
func (p Plan) Groups() []PlanGroup {
	var out []PlanGroup
	for _, s := range []struct {
		state outrider.OfferState
		title string
	}{{outrider.OfferOpen, "Offered: they have not said anything yet"}, {outrider.OfferAccepted, "Accepted: not in place yet"}, {outrider.OfferInPlace, "Said to be in place"},
		{outrider.OfferShown, "Shown to be in place"}, {outrider.OfferDeclined, "Declined: kept, and not asked about again at this level"}, {outrider.OfferEndedNow, "Ended"}} {
		g := PlanGroup{State: s.state, Title: s.title}
		for _, l := range p.Lines {
			if l.State == s.state {
				g.Lines = append(g.Lines, l)
			}
		}
		if len(g.Lines) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// PlanGroup is what stands alike.
type PlanGroup struct {
	State outrider.OfferState
	Title string
	Lines []desk.PlanLine
}

// BurdenWord says what a burden is, in a word.
func (Plan) BurdenWord(n int) string {
	words := []string{"none", "light", "some", "heavy", "severe"}
	return words[min(max(n, 0), len(words)-1)]
}

// InEffect says after how long a measure works.
func (Plan) InEffect(hours int) string {
	switch {
	case hours == 0:
		return "at once"
	case hours < 48:
		return fmt.Sprintf("after %d h", hours)
	}
	return fmt.Sprintf("after %d days", (hours+12)/24)
}

// ProofWord is what a reader sees for a kind of proof.
func (Plan) ProofWord(p outrider.Proof) string {
	return map[outrider.Proof]string{"": "seen to", outrider.ProofSaid: "somebody says so", outrider.ProofNote: "seen by us", outrider.ProofPhoto: "a photo", outrider.ProofTest: "tried, and it worked"}[p]
}

// EndWord is what a reader sees for how a measure ended.
func (Plan) EndWord(h outrider.EndedHow) string {
	return map[outrider.EndedHow]string{outrider.EndedBack: "taken back", outrider.EndedOver: "not needed any more", outrider.EndedLapsed: "found not to be in place"}[h]
}

// Stays writes a risk that stays as the page of a signed plan does.
func (Plan) Stays(s *outrider.Staying) string {
	one := func(p outrider.Probability) string {
		p = p.Shown()
		return outrider.Percent(p.P) + " (" + outrider.Percent(p.Low) + " to " + outrider.Percent(p.High) + ")"
	}
	return "harm " + one(s.Harm) + ", grave harm " + one(s.Grave)
}

// Word is a string in the person's language, with a day put in.
func (p PlanPaper) Word(key string, day ...time.Time) string {
	w := p.Words[key]
	if len(day) > 0 {
		w = strings.ReplaceAll(w, "{time}", "\u2066"+day[0].UTC().Format(time.DateOnly)+"\u2069") // digits of a day keep their order in every script
	}
	return w
}

// Trust is what the paper says of its words, in the person's language.
func (p PlanPaper) Trust() []string {
	var out []string
	for _, s := range p.stamps() {
		key := "advice.reviewed"
		switch {
		case s.Asked != "":
			key = "advice.missing"
		case s.Reviewed == guidance.MachineMade:
			key = "advice.machine"
		case s.Unreviewed():
			key = "advice.unreviewed"
		}
		out = append(out, strings.ReplaceAll(p.Words[key], "{name}", s.Reviewed))
	}
	return out
}

// stamps are those of the words on the paper, one of each sort.
func (p PlanPaper) stamps() []guidance.Stamp {
	out, seen := []guidance.Stamp{p.Stamp}, map[string]bool{p.Stamp.Reviewed: true}
	for _, l := range p.Lines {
		key := l.Stamp.Reviewed
		if l.Stamp.Asked != "" {
			key = "asked"
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, l.Stamp)
		}
	}
	return out
}
