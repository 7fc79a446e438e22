package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// OpenCase opens a file on a threat: from an alert, a finding, a report or a person,
// or about people by name. Whoever opens it owns it.
type OpenCase struct {
	From   []outrider.CaseLink `json:"from,omitempty"`
	People []outrider.PersonID `json:"people,omitempty"` // added to those of From
	Why    string              `json:"why"`              // the threat, in a sentence
}

// LinkCase adds something to a case, or takes it away.
type LinkCase struct {
	Case outrider.CaseID   `json:"case,omitempty"`
	Link outrider.CaseLink `json:"link"`
	Gone bool              `json:"gone,omitempty"`
}

// NoteCase writes down what was done or said. People says whom it concerns; none:
// everybody in the case of whom the writer may know.
type NoteCase struct {
	Case    outrider.CaseID     `json:"case,omitempty"`
	Text    string              `json:"text"`
	Contact bool                `json:"contact,omitempty"`
	People  []outrider.PersonID `json:"people,omitempty"`
}

// StandCase lets a case wait until a day, or go on: Until zero.
type StandCase struct {
	Case  outrider.CaseID `json:"case,omitempty"`
	Until time.Time       `json:"until,omitzero"`
	Why   string          `json:"why,omitempty"`
}

// maxCaseText bounds what is written about a case at once.
const maxCaseText = 8000

// caseFor returns a case that a user may work on, with the people in it of whom they
// may know. A case of which they may know nobody is not there.
func (d *Desk) caseFor(by outrider.UserID, id outrider.CaseID, act policy.Act) (picture.View, *picture.Case, []outrider.PersonID, error) {
	v, err := d.view(by, act)
	if err != nil {
		return v, nil, nil, err
	}
	c, seen, ok := v.Case(id)
	if !ok {
		return v, nil, nil, outrider.ErrNotFound
	}
	people := make([]outrider.PersonID, len(seen))
	for i, x := range seen {
		people[i] = x.Protectee.ID
	}
	return v, c, people, nil
}

// writeCase is liveCase for acts that write more down: about those alone who have not
// withdrawn their record. A case of nobody else waits to be closed.
func (d *Desk) writeCase(by outrider.UserID, id outrider.CaseID, act policy.Act) (picture.View, *picture.Case, []outrider.PersonID, error) {
	v, c, people, err := d.liveCase(by, id, act)
	if err == nil {
		people, err = d.withRecord(people)
	}
	return v, c, people, err
}

// liveCase is caseFor for acts that only an open case allows.
func (d *Desk) liveCase(by outrider.UserID, id outrider.CaseID, act policy.Act) (picture.View, *picture.Case, []outrider.PersonID, error) {
	v, c, people, err := d.caseFor(by, id, act)
	if err == nil && !c.Live() {
		err = &outrider.Error{Code: outrider.CodeConflict, Safe: "this case is closed", Hint: "open it again and say why"}
	}
	return v, c, people, err
}

// noted makes the fact of an act on a case, with words sealed for those they concern.
func (d *Desk) noted(t outrider.EntryType, by outrider.UserID, body any, words string, people []outrider.PersonID) (outrider.Entry, error) {
	words = strings.TrimSpace(words)
	if len(words) > maxCaseText {
		return outrider.Entry{}, outrider.Invalid("at most %d characters are kept at once", maxCaseText)
	}
	e, err := d.entry(t, by, body)
	if err != nil {
		return e, err
	}
	return withNote(e, words, people)
}

func (d *Desk) openCase(ctx context.Context, by outrider.UserID, o OpenCase) (Outcome, error) {
	v, err := d.view(by, policy.WorkCase)
	if err != nil {
		return Outcome{}, err
	}
	if strings.TrimSpace(o.Why) == "" {
		return Outcome{}, outrider.Invalid("say in a sentence which threat the case is about")
	}
	c := outrider.Case{ID: outrider.CaseID(d.o.NewID("f")), Owner: by, People: slices.Clone(o.People)}
	for _, l := range o.From {
		people, ok := d.leadsTo(v, l)
		if !ok {
			return Outcome{}, outrider.ErrNotFound
		}
		c.People = append(c.People, people...)
		if l.Kind != outrider.LinkPerson {
			c.From = append(c.From, l)
		}
	}
	c.People = unique(c.People)
	if !d.knowsAll(v, c.People) {
		return Outcome{}, outrider.ErrNotFound
	}
	if open, err := d.withRecord(c.People); err != nil || len(open) < len(c.People) {
		return Outcome{}, errNoRecord
	}
	if err := c.Validate(); err != nil {
		return Outcome{}, err
	}
	e, err := d.noted(outrider.EntryCaseOpened, by, picture.CaseBody{Case: c}, o.Why, c.People)
	return Outcome{ID: string(c.ID)}, d.fact(ctx, e, err)
}

// leadsTo says whom a thing is about of whom a user may know; ok is false for a thing
// that they may not see, which cannot be told from one that is not there.
func (d *Desk) leadsTo(v picture.View, l outrider.CaseLink) (people []outrider.PersonID, ok bool) {
	if l.Validate() != nil {
		return nil, false
	}
	switch l.Kind {
	case outrider.LinkPerson:
		people, ok = []outrider.PersonID{outrider.PersonID(l.ID)}, true
	case outrider.LinkAlert:
		a, known := d.p.Alert(outrider.AlertID(l.ID))
		if !known || !v.SeesAll(a.Alert.Basis) || !d.knowsOf(v, a.Alert) || d.stopped(a) {
			return nil, false
		}
		people, ok = append(slices.Clone(a.Alert.Others), a.Alert.Person), true
	case outrider.LinkReport:
		it, seen := v.Report(outrider.ReportID(l.ID))
		if !seen || it.Erased {
			return nil, false
		}
		people, ok = it.Report.About, true
	case outrider.LinkFinding:
		f, known := d.p.Finding(outrider.FindingID(l.ID))
		if !known || !v.SeesAll(f.Reports) {
			return nil, false
		}
		people, ok = f.People, true
	case outrider.LinkTask:
		x, t := d.taskOf(l.ID)
		if t == nil {
			return nil, false
		}
		people, ok = []outrider.PersonID{x.Protectee.ID}, true
	case outrider.LinkRecord:
		for _, x := range v.People() {
			if slices.ContainsFunc(x.Dangers, func(r *picture.Danger) bool { return string(r.ID) == l.ID }) {
				people, ok = []outrider.PersonID{x.Protectee.ID}, true
			}
		}
	case outrider.LinkPlan:
		for _, x := range v.People() {
			if slices.ContainsFunc(x.Plans, func(a *picture.Agreed) bool { return a.ID == l.ID }) {
				people, ok = []outrider.PersonID{x.Protectee.ID}, true
			}
		}
	}
	people = slices.DeleteFunc(slices.Clone(people), func(id outrider.PersonID) bool { return id == "" })
	known := slices.DeleteFunc(slices.Clone(people), func(id outrider.PersonID) bool { return !d.knowsAll(v, []outrider.PersonID{id}) })
	return known, ok && (len(known) > 0 || len(people) == 0)
}

// linkCase keeps something with a case. Somebody who joins brings the case's words
// with them to nobody: each text stays sealed for those it was written about.
func (d *Desk) linkCase(ctx context.Context, by outrider.UserID, l LinkCase) (Outcome, error) {
	v, c, people, err := d.writeCase(by, l.Case, policy.WorkCase)
	if err != nil {
		return Outcome{}, err
	}
	if _, ok := d.leadsTo(v, l.Link); !ok {
		return Outcome{}, outrider.ErrNotFound
	}
	switch held := c.Holds(l.Link); {
	case held && !l.Gone:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this is kept with the case already"}
	case !held && l.Gone:
		return Outcome{}, outrider.ErrNotFound
	case l.Gone && l.Link.Kind == outrider.LinkPerson && len(people) == 1:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "a case is about somebody", Hint: "close it instead, on a ground of the list"}
	}
	if l.Link.Kind == outrider.LinkPerson && !l.Gone && !d.mayOwn(c.Owner, append(slices.Clone(c.People), outrider.PersonID(l.Link.ID))) {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "the owner of this case may not know of this person", Hint: "move the case first, or open another"}
	}
	e, err := d.entry(outrider.EntryCaseLinked, by, picture.CaseLinkedBody{Linked: outrider.CaseLinked{Case: l.Case, Link: l.Link, Gone: l.Gone}})
	return Outcome{ID: string(l.Case)}, d.fact(ctx, e, err)
}

func (d *Desk) noteCase(ctx context.Context, by outrider.UserID, n NoteCase) (Outcome, error) {
	_, c, people, err := d.writeCase(by, n.Case, policy.WorkCase)
	if err != nil {
		return Outcome{}, err
	}
	if strings.TrimSpace(n.Text) == "" {
		return Outcome{}, outrider.Invalid("write down what was done or said")
	}
	for _, id := range n.People {
		if !slices.Contains(people, id) {
			return Outcome{}, outrider.ErrNotFound
		}
	}
	if len(n.People) > 0 {
		people = unique(slices.Clone(n.People))
	}
	e, err := d.noted(outrider.EntryCaseNoted, by, picture.CaseNotedBody{Noted: outrider.CaseNoted{Case: c.ID, Contact: n.Contact}}, n.Text, people)
	return Outcome{ID: e.ID}, d.fact(ctx, e, err)
}

// standCase lets a case wait, or go on. Nothing waits for ever: a waiting case comes
// back to its owner on its day.
func (d *Desk) standCase(ctx context.Context, by outrider.UserID, s StandCase) (Outcome, error) {
	_, c, people, err := d.writeCase(by, s.Case, policy.WorkCase)
	if err != nil {
		return Outcome{}, err
	}
	if c.Owner != by {
		return Outcome{}, errOwner
	}
	to := outrider.CaseStanding{Case: c.ID, State: outrider.CaseOpen}
	now := d.now()
	switch {
	case s.Until.IsZero() && c.State() == outrider.CaseOpen:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this case does not wait"}
	case s.Until.IsZero():
	case strings.TrimSpace(s.Why) == "":
		return Outcome{}, outrider.Invalid("say what the case waits for")
	case !s.Until.After(now) || s.Until.After(now.Add(d.o.Casework.Cases.MostWait)):
		return Outcome{}, outrider.Invalid("a case waits until a day ahead, within %d days", int(d.o.Casework.Cases.MostWait.Hours()/24))
	case d.actOn(c) != nil:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "an alert that asks to act now is open: this case cannot wait"}
	default:
		to.State, to.Until = outrider.CaseWaiting, s.Until
	}
	e, err := d.noted(outrider.EntryCaseStanding, by, picture.CaseStandingBody{Standing: to}, s.Why, people)
	return Outcome{ID: string(c.ID)}, d.fact(ctx, e, err)
}

// errOwner is said to whoever does what only the owner of a case may.
var errOwner = &outrider.Error{Code: outrider.CodeConflict, Safe: "only the owner of the case does this", Hint: "ask them to hand it over, or ask that it be moved"}

// actOn is an open alert that asks to act now about anybody in a case; nil: none is.
func (d *Desk) actOn(c *picture.Case) *picture.AlertState {
	for _, id := range d.p.Threads() {
		t, _ := d.p.Thread(id)
		if a := d.leading(t); a != nil && !quiet(t) && a.Alert.Level == outrider.LevelAct && !d.stopped(a) && concerns(a.Alert, c.People) {
			return a
		}
	}
	return nil
}

// concerns reports whether an alert is about any of some people.
func concerns(a outrider.Alert, people []outrider.PersonID) bool {
	return slices.ContainsFunc(people, func(id outrider.PersonID) bool { return a.Person == id || slices.Contains(a.Others, id) })
}

// reopenCases opens closed cases again on whose people a new alert asks to act. It is
// worked out from the picture, so that a crash between the two loses nothing.
func (d *Desk) reopenCases(ctx context.Context) error {
	if !d.dues.raised {
		return nil
	}
	d.dues.raised = false
	var facts []outrider.Entry
	for _, c := range d.p.Cases() {
		if c.Live() || len(c.People) == 0 {
			continue
		}
		a := d.actSince(c)
		if a == nil {
			continue
		}
		e, err := d.entry(outrider.EntryCaseReopened, "", picture.CaseReopenedBody{Reopened: outrider.CaseReopened{Case: c.ID, Alert: a.Alert.ID}})
		if err != nil {
			return err
		}
		facts = append(facts, e)
	}
	err := d.record(ctx, ledger.Any(), facts...)
	d.dues.raised = d.dues.raised || err != nil
	return err
}

// actSince is the first alert that asks to act now, is open, and was raised about
// somebody in a case after it was closed.
func (d *Desk) actSince(c *picture.Case) *picture.AlertState {
	var first *picture.AlertState
	for _, id := range d.p.Threads() {
		t, _ := d.p.Thread(id)
		if quiet(t) {
			continue
		}
		for _, aid := range t.Alerts {
			a, ok := d.p.Alert(aid)
			if ok && a.Alert.Level == outrider.LevelAct && a.Seq > c.Closing.Seq && !d.stopped(a) && concerns(a.Alert, c.People) && (first == nil || a.Seq < first.Seq) {
				first = a
			}
		}
	}
	return first
}

// ReopenCase opens a closed case again by hand; its last owner has it.
type ReopenCase struct {
	Case outrider.CaseID `json:"case,omitempty"`
	Why  string          `json:"why"`
}

func (d *Desk) reopenCase(ctx context.Context, by outrider.UserID, r ReopenCase) (Outcome, error) {
	_, c, people, err := d.caseFor(by, r.Case, policy.WorkCase)
	if err != nil {
		return Outcome{}, err
	}
	if people, err = d.withRecord(people); err != nil {
		return Outcome{}, err
	}
	switch {
	case c.Live():
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this case is open"}
	case strings.TrimSpace(r.Why) == "":
		return Outcome{}, outrider.Invalid("say why it is opened again")
	}
	e, err := d.noted(outrider.EntryCaseReopened, by, picture.CaseReopenedBody{Reopened: outrider.CaseReopened{Case: c.ID}}, r.Why, people)
	return Outcome{ID: string(c.ID)}, d.fact(ctx, e, err)
}
