package desk

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// ConsentView is what a person agreed to, what they wish, and what left the desk.
type ConsentView struct {
	Lines    []ConsentLine      `json:"lines"` // every purpose, and every recipient of sharing
	Withheld []string           `json:"withheld,omitempty"`
	Telling  outrider.Telling   `json:"telling"`
	Tell     string             `json:"tell"`              // how to tell them, in words
	Reaches  int                `json:"reaches"`           // ways to reach them that are written down
	Words    bool               `json:"words"`             // both words are agreed
	Second   bool               `json:"second"`            // there is a second contact
	Contact  *ContactView       `json:"contact,omitempty"` // only where the identity is shown
	Passed   []PassedLine       `json:"passed,omitempty"`
	Recalls  []RecallLine       `json:"recalls,omitempty"`
	History  []ConsentWordLine  `json:"history,omitempty"` // every yes and no, the newest first
	Linked   []LinkLine         `json:"linked,omitempty"`
	Journeys []outrider.Journey `json:"journeys,omitempty"`
	Stopped  string             `json:"stopped,omitempty"` // what has stopped, in a sentence
	May      bool               `json:"may"`               // this user may record consent
}

// ConsentLine is how one purpose stands.
type ConsentLine struct {
	Purpose   outrider.ConsentPurpose `json:"purpose"`
	With      string                  `json:"with,omitempty"`
	State     outrider.ConsentState   `json:"state"`
	Expires   time.Time               `json:"expires,omitzero"`
	Withdrawn time.Time               `json:"withdrawn,omitzero"`
	Soon      bool                    `json:"soon,omitempty"` // it has run out or will soon
}

// ConsentWordLine is one yes or one no, with its source.
type ConsentWordLine struct {
	At      time.Time               `json:"at"`
	By      string                  `json:"by"`
	Yes     bool                    `json:"yes"`
	Renewal bool                    `json:"renewal,omitempty"`
	Purpose outrider.ConsentPurpose `json:"purpose"`
	With    []string                `json:"with,omitempty"`
	Told    outrider.Told           `json:"told"`
	Expires time.Time               `json:"expires,omitzero"`
	Note    string                  `json:"note,omitempty"`
}

// ContactView is how to reach a person and whom else to ask. It is as secret as
// their name and shown with it.
type ContactView struct {
	Reach  []outrider.Reach        `json:"reach,omitempty"`
	Second *outrider.SecondContact `json:"second,omitempty"`
}

// PassedLine is something that was passed on, or waits for a second person.
type PassedLine struct {
	ID     string          `json:"id"`
	To     string          `json:"to"`
	What   string          `json:"what"`
	By     string          `json:"by"`
	At     time.Time       `json:"at"`
	Ground outrider.Ground `json:"ground,omitempty"`
	Why    string          `json:"why,omitempty"`
	State  string          `json:"state"` // passed on, waits, refused
	Second string          `json:"second,omitempty"`
	Mine   bool            `json:"mine,omitempty"` // this user asked, and so may not confirm
}

// LinkLine is somebody with a sheet of their own, and how the two stand to each other.
type LinkLine struct {
	Person outrider.PersonID `json:"person"`
	Code   string            `json:"code"`
	How    string            `json:"how"`
	Sheet  outrider.Sheet    `json:"sheet,omitempty"`
	Theirs bool              `json:"theirs,omitempty"` // the other's sheet says so, not this one
}

// ConsentDigest is consent for the queue: what runs out, and what is to be got back.
type ConsentDigest struct {
	Lapses  []LapseLine  `json:"lapses,omitempty"`
	Recalls []RecallLine `json:"recalls,omitempty"`
	Waiting []LapseLine  `json:"waiting,omitempty"` // people with something that waits for a second person
}

// LapseLine is a consent that ran out or soon will.
type LapseLine struct {
	Person  outrider.PersonID       `json:"person"`
	Code    string                  `json:"code"`
	Purpose outrider.ConsentPurpose `json:"purpose"`
	With    string                  `json:"with,omitempty"`
	Expires time.Time               `json:"expires"`
	Over    bool                    `json:"over,omitempty"`
}

var tellings = map[outrider.Telling]string{
	outrider.TellToDo:    "Tell them what to do and one sentence; the number only where they ask.",
	outrider.TellWords:   "Tell them in words, without the number.",
	outrider.TellNumbers: "Tell them the numbers, with their range.",
}

// consentView is the consent card of a person's page.
func (d *Desk) consentView(v picture.View, x *picture.Person) *ConsentView {
	now, c := d.now(), x.Consents
	cv := &ConsentView{Withheld: c.Withheld, Telling: x.Telling.Or(), Tell: tellings[x.Telling.Or()], Journeys: x.Protectee.Journeys,
		Recalls: d.recallLines(v, []*picture.Person{x}, true), May: v.May(policy.RecordConsent), Linked: d.links(v, x)}
	for _, p := range outrider.ConsentPurposes {
		if p != outrider.ForSharing {
			cv.Lines = append(cv.Lines, d.consentLine(p, "", c.Purposes[p]))
			continue
		}
		for _, n := range slices.Sorted(maps.Keys(c.Shares)) {
			cv.Lines = append(cv.Lines, d.consentLine(p, n, c.Shares[n]))
		}
		if len(c.Shares) == 0 {
			cv.Lines = append(cv.Lines, ConsentLine{Purpose: p, State: outrider.ConsentUnasked})
		}
	}
	if w := x.Wants; w != nil {
		cv.Reaches, cv.Words, cv.Second = len(w.Reach), w.Cancel != "" && w.Duress != "", w.Second != nil
	}
	for _, p := range slices.Backward(x.Passed) {
		cv.Passed = append(cv.Passed, d.passedLine(v, p))
	}
	for _, w := range slices.Backward(x.Words) {
		cv.History = append(cv.History, d.wordLine(w))
	}
	switch {
	case !policy.Thinks(outrider.ForRecord, c, now):
		cv.Stopped = "The record was withdrawn: nothing is used or told any more. Erase it, or ask whether they want it back."
	case !policy.Thinks(outrider.ForAdvice, c, now):
		cv.Stopped = "Advice was withdrawn: nothing is assessed any more. An urgent report still calls somebody."
	}
	return cv
}

func (d *Desk) consentLine(p outrider.ConsentPurpose, with string, a outrider.Agreed) ConsentLine {
	now := d.now()
	return ConsentLine{Purpose: p, With: with, State: a.State(now), Expires: a.Expires, Withdrawn: a.Withdrawn, Soon: lapsing(a, now, d.o.Consent.Soon)}
}

func (d *Desk) passedLine(v picture.View, p *picture.Passed) PassedLine {
	l := PassedLine{ID: p.ID, To: p.To, What: p.What, By: d.userName(p.By), At: p.At, Ground: p.Ground, Why: p.Why, State: "passed on", Mine: p.By == v.User().ID}
	switch {
	case p.Waits():
		l.State = "waits"
	case !p.Went():
		l.State = "refused"
	}
	if p.Settled != nil {
		l.Second = d.userName(p.SettledBy.By)
	}
	return l
}

func (d *Desk) wordLine(w *picture.ConsentWord) ConsentWordLine {
	l := ConsentWordLine{At: w.At, By: d.userName(w.By)}
	if g := w.Given; g != nil {
		l.Yes, l.Renewal, l.Purpose, l.With, l.Told, l.Expires, l.Note = true, g.Renews, g.Purpose, g.With, g.Told, g.Expires, g.Note
	} else if t := w.Taken; t != nil {
		l.Purpose, l.With, l.Told, l.Note = t.Purpose, t.With, t.Told, t.Note
	}
	return l
}

// links lists who stands near a person, by either sheet.
func (d *Desk) links(v picture.View, x *picture.Person) []LinkLine {
	var out []LinkLine
	for _, r := range x.Protectee.Of {
		if y, ok := v.Person(r.To); ok && !y.Erased {
			out = append(out, LinkLine{Person: r.To, Code: y.Protectee.Code, How: r.How, Sheet: y.Protectee.Sheet})
		}
	}
	for _, y := range v.People() {
		for _, r := range y.Protectee.Of {
			if r.To == x.Protectee.ID && !y.Erased {
				out = append(out, LinkLine{Person: y.Protectee.ID, Code: y.Protectee.Code, How: r.How, Sheet: y.Protectee.Sheet, Theirs: true})
			}
		}
	}
	return out
}

// contactView shows how to reach somebody, for whoever was shown who they are.
func contactView(x *picture.Person) *ContactView {
	if x.Wants == nil {
		return nil
	}
	return &ContactView{Reach: x.Wants.Reach, Second: x.Wants.Second}
}

// lapsing reports whether a yes ran out or soon will.
func lapsing(a outrider.Agreed, now time.Time, soon time.Duration) bool {
	s := a.State(now)
	return s == outrider.ConsentExpired || s == outrider.ConsentGiven && !a.Expires.After(now.Add(soon))
}

// lapses lists the consents of a person that ran out or soon will, soonest first.
func lapses(x *picture.Person, now time.Time, soon time.Duration) []LapseLine {
	var out []LapseLine
	add := func(p outrider.ConsentPurpose, with string, a outrider.Agreed) {
		if lapsing(a, now, soon) {
			out = append(out, LapseLine{Person: x.Protectee.ID, Code: x.Protectee.Code, Purpose: p, With: with, Expires: a.Expires, Over: !now.Before(a.Expires)})
		}
	}
	for _, p := range outrider.ConsentPurposes {
		add(p, "", x.Consents.Purposes[p])
	}
	for _, n := range slices.Sorted(maps.Keys(x.Consents.Shares)) {
		add(outrider.ForSharing, n, x.Consents.Shares[n])
	}
	return out
}

// consentDigest is consent for the queue; nil where nothing waits or the user has
// no part in it.
func (d *Desk) consentDigest(v picture.View) *ConsentDigest {
	if !v.May(policy.RecordConsent) {
		return nil
	}
	g := &ConsentDigest{Recalls: d.recallLines(v, d.p.People(), false)}
	for _, x := range v.People() {
		if x.Erased {
			continue
		}
		g.Lapses = append(g.Lapses, lapses(x, d.now(), d.o.Consent.Soon)...)
		if slices.ContainsFunc(x.Passed, (*picture.Passed).Waits) {
			g.Waiting = append(g.Waiting, LapseLine{Person: x.Protectee.ID, Code: x.Protectee.Code})
		}
	}
	slices.SortStableFunc(g.Lapses, func(a, b LapseLine) int { return cmp.Or(a.Expires.Compare(b.Expires), cmp.Compare(a.Code, b.Code)) })
	if len(g.Lapses)+len(g.Recalls)+len(g.Waiting) == 0 {
		return nil
	}
	return g
}
