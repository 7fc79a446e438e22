package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// PassOn records that something about a person goes to somebody outside the desk.
// It is refused where the person has not agreed; with a Ground it waits for a
// second person.
type PassOn struct {
	Person outrider.PersonID
	To     string
	What   string
	Ground outrider.Ground
	Why    string
}

// SettlePassed is a second person's word on something to be passed on without consent.
type SettlePassed struct {
	Person  outrider.PersonID
	ID      string
	Confirm bool
	Why     string
}

// CloseRecall says what became of a recall; one that was not done says why.
type CloseRecall struct {
	Recall string
	Done   bool
	Note   string
}

// passOn asks policy first. A ground opens the way without consent, and never to
// somebody whom the person asked not to tell: they may be the danger.
func (d *Desk) passOn(ctx context.Context, by outrider.UserID, p PassOn) (Outcome, error) {
	_, x, err := d.personFor(by, p.Person, policy.PassOn)
	if err != nil {
		return Outcome{}, err
	}
	made := outrider.Passed{ID: d.o.NewID("x"), Person: p.Person, To: strings.TrimSpace(p.To), What: strings.TrimSpace(p.What), Ground: p.Ground, Why: strings.TrimSpace(p.Why)}
	if err := made.Validate(); err != nil {
		return Outcome{}, err
	}
	leave := policy.Flow(outrider.ForSharing, x.Consents, d.outside(made.To), d.now())
	switch {
	case leave.Denied:
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this recipient is on the list of those who must not be told", Hint: "no ground opens it; ask the person whether the list still holds"}
	case !leave.OK && p.Ground == "":
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "there is no consent to tell this recipient: it is " + string(leave.State),
			Hint: "ask the person; where a life, a child or a legal duty cannot wait, name the ground, and a second person confirms it"}
	case leave.OK && p.Ground != "":
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the person has agreed to tell this recipient", Hint: "leave out the ground and its reason"}
	}
	e, err := personEntryOf(outrider.EntryPassed, by, made.ID, p.Person, picture.PassedBody{Passed: made})
	return Outcome{ID: made.ID}, d.fact(ctx, e, err)
}

// outside is a recipient by name: a liaison under every name they have.
func (d *Desk) outside(name string) policy.Recipient {
	if u, ok := d.p.UserNamed(name); ok {
		to := policy.Of(u)
		to.Desk = false
		return to
	}
	return policy.Outside(name)
}

func (d *Desk) settlePassed(ctx context.Context, by outrider.UserID, s SettlePassed) (Outcome, error) {
	_, x, err := d.personFor(by, s.Person, policy.PassOn)
	if err != nil {
		return Outcome{}, err
	}
	p := x.PassedOn(s.ID)
	if p == nil {
		return Outcome{}, outrider.ErrNotFound
	}
	switch {
	case !p.Waits():
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this does not wait any more", Hint: "open the person's page: somebody answered it"}
	case p.By == by:
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a second person confirms: not the one who asked", Hint: "ask another duty officer or case officer"}
	case !s.Confirm && strings.TrimSpace(s.Why) == "":
		return Outcome{}, outrider.Invalid("say why it must not be passed on")
	case s.Confirm && policy.Flow(outrider.ForSharing, x.Consents, d.outside(p.To), d.now()).Denied:
		return Outcome{}, outrider.Invalid("this recipient is on the list of those who must not be told by now")
	}
	e, err := personEntryOf(outrider.EntryPassedSettled, by, d.o.NewID("e"), s.Person, picture.PassedSettledBody{Settled: outrider.PassedSettled{Passed: s.ID, Person: s.Person, Confirm: s.Confirm, Why: strings.TrimSpace(s.Why)}})
	return Outcome{ID: s.ID}, d.fact(ctx, e, err)
}

// lent is something about a person that somebody outside the desk has.
type lent struct {
	from, what string
	owner      outrider.UserID // who gave it away
}

// recallsOf are the recalls that a withdrawal opens: for all that was passed on to
// those it covers, and for every report that a user of another house was named on
// and has opened. What is being recalled already is not recalled twice.
func (d *Desk) recallsOf(by outrider.UserID, x *picture.Person, w outrider.Withdrawal) ([]outrider.Entry, error) {
	var out []outrider.Entry
	for _, l := range d.outThere(x) {
		again := slices.ContainsFunc(x.Recalls, func(r *picture.Recall) bool { return r.From == l.from && r.What == l.what })
		if !covered(w, l.from) || again {
			continue
		}
		e, err := d.recallOf(by, x, l)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// covered reports whether a withdrawal takes back what somebody was told.
func covered(w outrider.Withdrawal, to string) bool {
	if w.Purpose != outrider.ForSharing {
		return w.Purpose == outrider.ForRecord
	}
	return len(w.With) == 0 || slices.ContainsFunc(w.With, func(n string) bool { return outrider.RecipientKey(n) == outrider.RecipientKey(to) })
}

// recallOf is the duty to get one thing back; whoever gave it away has it, where they may.
func (d *Desk) recallOf(by outrider.UserID, x *picture.Person, l lent) (outrider.Entry, error) {
	owner := by
	if by == outrider.Self {
		owner = x.Portal.Linked.By
	}
	if u, ok := d.p.User(l.owner); ok && policy.May(u, policy.RecordConsent) {
		owner = l.owner
	}
	r := outrider.Recall{ID: d.o.NewID("z"), Person: x.Protectee.ID, From: l.from, What: l.what, Owner: owner, Due: d.now().Add(d.o.Consent.Recall)}
	return personEntryOf(outrider.EntryRecall, by, r.ID, r.Person, picture.RecallBody{Recall: r})
}

// outThere lists what others have about a person, in a fixed order.
func (d *Desk) outThere(x *picture.Person) []lent {
	var out []lent
	for _, p := range x.Passed {
		if p.Went() {
			out = append(out, lent{p.To, p.What, p.By})
		}
	}
	for _, it := range x.Reports {
		for _, id := range it.Recipients {
			u, ok := d.p.User(id)
			if ok && !policy.Of(u).Desk && it.By != id && !d.p.LastLook(id, string(it.Report.ID)).IsZero() {
				out = append(out, lent{u.Name, "report " + string(it.Report.ID), it.By})
			}
		}
	}
	return out
}

func (d *Desk) closeRecall(ctx context.Context, by outrider.UserID, c CloseRecall) (Outcome, error) {
	v, err := d.view(by, policy.RecordConsent)
	if err != nil {
		return Outcome{}, err
	}
	x, r := d.recallFor(v, c.Recall)
	if r == nil {
		return Outcome{}, outrider.ErrNotFound
	}
	if r.Closed != nil {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this recall is closed already"}
	}
	if strings.TrimSpace(c.Note) == "" {
		return Outcome{}, outrider.Invalid("say what the other side answered, or why it could not be got back")
	}
	body := outrider.RecallClosed{Recall: c.Recall, Person: x.Protectee.ID, Done: c.Done, Note: strings.TrimSpace(c.Note)}
	e, err := personEntryOf(outrider.EntryRecallClosed, by, d.o.NewID("e"), x.Protectee.ID, picture.RecallClosedBody{Closed: body})
	return Outcome{ID: c.Recall}, d.fact(ctx, e, err)
}

// recallFor finds a recall. Withdrawing everything closes the person's page to most,
// and the recall must still be done: its owner may close it, unless they are now one of
// those to be told nothing.
func (d *Desk) recallFor(v picture.View, id string) (*picture.Person, *picture.Recall) {
	for _, x := range d.p.People() {
		if r := x.Recall(id); r != nil && (v.Knows(x) || d.getsBack(v, x, r)) {
			return x, r
		}
	}
	return nil, nil
}

// getsBack reports whether a recall is a user's to do though the person's page has
// closed to them.
func (d *Desk) getsBack(v picture.View, x *picture.Person, r *picture.Recall) bool {
	return r.Owner == v.User().ID && !v.Denied(x)
}

// RecallLine is one recall: what to get back, from whom, by when, whose task it is.
type RecallLine struct {
	ID      string            `json:"id"`
	Person  outrider.PersonID `json:"person"`
	Code    string            `json:"code"`
	From    string            `json:"from"`
	What    string            `json:"what"`
	Owner   string            `json:"owner"`
	Mine    bool              `json:"mine,omitempty"`
	Due     time.Time         `json:"due"`
	Overdue bool              `json:"overdue,omitempty"`
	State   string            `json:"state"` // open, done, not done
	Note    string            `json:"note,omitempty"`
	By      string            `json:"by,omitempty"`
}

// recallLines lists recalls that a user may know of or owns, open ones first, by day.
func (d *Desk) recallLines(v picture.View, people []*picture.Person, closed bool) []RecallLine {
	var out []RecallLine
	for _, x := range people {
		for _, r := range x.Recalls {
			if r.Closed != nil && !closed || !v.Knows(x) && !d.getsBack(v, x, r) {
				continue
			}
			l := RecallLine{ID: r.ID, Person: x.Protectee.ID, Code: d.code(x.Protectee.ID), From: r.From, What: r.What, Owner: d.userName(r.Owner),
				Mine: r.Owner == v.User().ID, Due: r.Due, Overdue: r.Closed == nil && !d.now().Before(r.Due), State: "open"}
			if r.Closed != nil {
				l.State, l.Note, l.By = "not done", r.Closed.Note, d.userName(r.ClosedBy.By)
				if r.Closed.Done {
					l.State = "done"
				}
			}
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b RecallLine) int {
		return cmp.Or(b2i(a.State != "open")-b2i(b.State != "open"), a.Due.Compare(b.Due))
	})
	return out
}

// openRecalls counts the recalls that wait, for whoever sees no names.
func (d *Desk) openRecalls() (open, late int) {
	for _, x := range d.p.People() {
		for _, r := range x.Recalls {
			open += b2i(r.Closed == nil)
			late += b2i(r.Closed == nil && !d.now().Before(r.Due))
		}
	}
	return open, late
}

// consentWarnings are the lines about consent on the health page: counts alone.
func (d *Desk) consentWarnings() []string {
	var out []string
	now, lapsing, unasked := d.now(), 0, 0
	for _, x := range d.p.People() {
		if x.Erased {
			continue
		}
		lapsing += len(lapses(x, now, d.o.Consent.Soon))
		unasked += b2i(x.Consents.Purposes[outrider.ForRecord].State(now) == outrider.ConsentUnasked)
	}
	if lapsing > 0 {
		out = append(out, fmt.Sprintf("%s run out within %d days or have run out: ask again.", count(lapsing, "consent"), int(d.o.Consent.Soon.Hours()/24)))
	}
	if unasked > 0 {
		out = append(out, fmt.Sprintf("Of %d in the register no consent to a record is written down.", unasked))
	}
	if open, late := d.openRecalls(); open > 0 {
		out = append(out, fmt.Sprintf("%s open, %d of them overdue.", count(open, "recall"), late))
	}
	return out
}
