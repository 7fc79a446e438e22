package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// CloseCase asks to close a case on a listed ground. It is done once everything that
// the ground needs is there and a second person has said yes.
type CloseCase struct {
	Case    outrider.CaseID `json:"case,omitempty"`
	Ground  string          `json:"ground"`
	Other   outrider.CaseID `json:"other,omitempty"` // for a duplicate: the case that goes on
	Why     string          `json:"why"`
	Reopens string          `json:"reopens"` // what would open it again
}

// closingNeeds are what a ground may need: each says what is still missing, or nothing.
var closingNeeds = map[string]func(*Desk, *picture.Case, outrider.CaseClosing) string{
	"no-act-alert": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		return missing(d.actOn(c) != nil, "an alert that asks to act now is open")
	},
	"no-open-duty": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		n := len(d.dutiesOn(c))
		return missing(n > 0, fmt.Sprintf("%s still open about the people in it", are(n, "duty", "duties")))
	},
	"no-open-task": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		n := d.openTasks(c)
		return missing(n > 0, fmt.Sprintf("%s still open that it keeps", are(n, "task", "tasks")))
	},
	"no-hand-over": func(_ *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		return missing(c.Offer != nil || c.Wanted != nil, "a hand-over or a request to move it waits for an answer")
	},
	"reviewed": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		return missing(!d.everyone(c, func(x *picture.Person) bool { last, _ := lastLook(x); return last.After(c.Since) }), "nobody has judged the situation of everybody in it again since it was opened")
	},
	"lowest-tier": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		return missing(!d.everyone(c, d.atLowest), "somebody in it does not stand at the lowest tier of risk")
	},
	"plan-review": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		return missing(!d.everyone(c, d.planLookedAfter), "a plan of somebody in it has no review ahead")
	},
	"record-closed": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		return missing(!d.everyone(c, func(x *picture.Person) bool {
			return !slices.ContainsFunc(x.Dangers, func(r *picture.Danger) bool { return r.Closed() == nil })
		}), "a threat record of somebody in it is open")
	},
	"children": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		return missing(!d.everyone(c, func(x *picture.Person) bool { return !d.unguarded(x) }), "a child in it, or linked to somebody in it, has no safeguarding note")
	},
	"withdrawn": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		return missing(!d.everyone(c, func(x *picture.Person) bool { return !x.Allows(outrider.ForAdvice, d.now()) }), "no withdrawal of everybody in it is written down under consent")
	},
	"no-open-referral": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		n := len(d.referralsOf(c, outrider.ReferralState.Open))
		return missing(n > 0, fmt.Sprintf("%s still open that it sent", are(n, "referral", "referrals")))
	},
	"accepted-referral": func(d *Desk, c *picture.Case, _ outrider.CaseClosing) string {
		took := d.referralsOf(c, func(s outrider.ReferralState) bool {
			return s == outrider.ReferralAccepted || s == outrider.ReferralDone
		})
		return missing(!d.everyone(c, func(x *picture.Person) bool {
			return slices.ContainsFunc(took, func(r *picture.Referral) bool { return r.Person == x.Protectee.ID })
		}), "no other house has accepted a referral of everybody in it")
	},
	"other-case": func(d *Desk, c *picture.Case, x outrider.CaseClosing) string {
		return missing(!d.covers(outrider.CaseID(x.Other), c), "the other case must be open and hold everybody of this one")
	},
}

func missing(is bool, what string) string {
	if is {
		return what
	}
	return ""
}

func are(n int, one, many string) string {
	if n == 1 {
		return "1 " + one + " is"
	}
	return fmt.Sprintf("%d %s are", n, many)
}

// everyone reports whether something is so of each person in a case.
func (d *Desk) everyone(c *picture.Case, so func(*picture.Person) bool) bool {
	return !slices.ContainsFunc(c.People, func(id outrider.PersonID) bool {
		x, ok := d.p.Person(id)
		return ok && !x.Erased && !so(x)
	})
}

// atLowest reports whether somebody stands at the lowest tier of risk. Where no tier
// is set nobody does: nothing would look again.
func (d *Desk) atLowest(x *picture.Person) bool {
	t := d.o.Clocks.Tiers
	return len(t) > 0 && d.tierOf(x).Name == t[len(t)-1].Name
}

// unguarded reports whether somebody is, or stands near, a child without a
// safeguarding note.
func (d *Desk) unguarded(x *picture.Person) bool {
	return x.Protectee.Unguarded() || slices.ContainsFunc(d.p.People(), func(y *picture.Person) bool {
		return !y.Erased && y.Protectee.Unguarded() && slices.ContainsFunc(y.Protectee.Of, func(r outrider.Relation) bool { return r.To == x.Protectee.ID })
	})
}

// planLookedAfter reports whether the plan of somebody who lives by measures is looked
// at again on a day ahead.
func (d *Desk) planLookedAfter(x *picture.Person) bool {
	if !slices.ContainsFunc(x.Offers, func(o *picture.Offered) bool { return o.State().Standing() }) {
		return true
	}
	p := x.Plan()
	return p != nil && p.Review.After(d.now())
}

// covers reports whether another open case holds everybody of a case.
func (d *Desk) covers(id outrider.CaseID, c *picture.Case) bool {
	other, ok := d.p.Case(id)
	return ok && other.ID != c.ID && other.Live() && !slices.ContainsFunc(c.People, func(p outrider.PersonID) bool { return !slices.Contains(other.People, p) })
}

// dutiesOn are the open duties about the people in a case; a check-in counts once it
// was missed.
func (d *Desk) dutiesOn(c *picture.Case) []*picture.Duty {
	return slices.DeleteFunc(d.p.OpenDuties(), func(x *picture.Duty) bool {
		if x.Person == "" || !slices.Contains(c.People, x.Person) || x.Sort == outrider.DutyReferral {
			return true
		}
		return x.Sort == outrider.DutyCheckIn && x.Missed.IsZero()
	})
}

// referralsOf are the referrals of a case whose state is of some sort.
func (d *Desk) referralsOf(c *picture.Case, of func(outrider.ReferralState) bool) []*picture.Referral {
	var out []*picture.Referral
	for _, id := range c.People {
		if x, ok := d.p.Person(id); ok {
			for _, r := range x.Referrals {
				if r.Case == c.ID && of(r.State) {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// openTasks counts the open tasks that are kept with a case.
func (d *Desk) openTasks(c *picture.Case) int {
	n := 0
	for _, l := range c.Links {
		if l.Kind == outrider.LinkTask {
			_, t := d.taskOf(l.ID)
			n += b2i(t != nil && t.Closed == nil)
		}
	}
	return n
}

// lacking lists what a closing still needs, in the order of its ground.
func (d *Desk) lacking(c *picture.Case, x outrider.CaseClosing) []string {
	g, _ := d.o.Casework.Cases.Ground(x.Ground)
	var out []string
	for _, n := range g.Needs {
		if what := closingNeeds[n](d, c, x); what != "" {
			out = append(out, what)
		}
	}
	return out
}

// errLacking says why a case cannot be closed yet.
func errLacking(what []string) error {
	return &outrider.Error{Code: outrider.CodeConflict, Safe: "this case cannot be closed yet because " + strings.Join(what, "; "), Hint: "settle these first; a threat is never closed quietly"}
}

func (d *Desk) closeCase(ctx context.Context, by outrider.UserID, q CloseCase) (Outcome, error) {
	v, c, _, err := d.liveCase(by, q.Case, policy.WorkCase)
	if err != nil {
		return Outcome{}, err
	}
	if c.Owner != by || !d.knowsAll(v, c.People) {
		return Outcome{}, errOwner
	}
	x := outrider.CaseClosing{Case: c.ID, Ground: q.Ground, Other: string(q.Other)}
	if _, ok := d.o.Casework.Cases.Ground(q.Ground); !ok {
		return Outcome{}, notListed("a case is closed on a ground of the list", d.o.Casework.Cases.Grounds, func(g CloseGround) string { return g.ID })
	}
	why, reopens := strings.TrimSpace(q.Why), strings.TrimSpace(q.Reopens)
	if why == "" || reopens == "" {
		return Outcome{}, outrider.Invalid("say why the ground holds, and what would open the case again")
	}
	if what := d.lacking(c, x); len(what) > 0 {
		return Outcome{}, errLacking(what)
	}
	words := why + "\nIt is opened again if: " + reopens
	if !d.o.Casework.Rule(outrider.ApproveClosure).Second {
		e, err := d.noted(outrider.EntryCaseClosed, by, picture.CaseClosingBody{Closing: x}, words, c.People)
		return Outcome{ID: string(c.ID)}, d.fact(ctx, e, err)
	}
	e, err := d.noted(outrider.EntryCaseClosing, by, picture.CaseClosingBody{Closing: x}, words, c.People)
	if err != nil {
		return Outcome{}, err
	}
	asked, _, err := d.askApproval(by, closure(c, x, words), words)
	if err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: string(c.ID), Second: []string{"nobody closes a threat alone"}}, d.record(ctx, ledger.Any(), e, asked)
}

// closure is a closing as it is put before a second person.
func closure(c *picture.Case, x outrider.CaseClosing, words string) approval {
	return approval{act: outrider.ApproveClosure, about: string(c.ID), of: sumOf(x.Ground, x.Other, words), people: c.People}
}

// closedBy is the closing that a second person's yes brings about, in the same batch.
// What the ground needs is asked again: news may have come in between.
func (d *Desk) closedBy(by outrider.UserID, a *picture.Approval) ([]outrider.Entry, error) {
	if a.Act != outrider.ApproveClosure {
		return nil, nil
	}
	c, ok := d.p.Case(outrider.CaseID(a.About))
	if !ok || !c.Live() || c.Closing == nil {
		return nil, &outrider.Error{Code: outrider.CodeConflict, Safe: "nobody asks to close this case any more"}
	}
	x, words := c.Closing.Close, c.Closing.Words.Text
	if closure(c, x, words).of != a.Of {
		return nil, &outrider.Error{Code: outrider.CodeConflict, Safe: "what was put before a second person has changed since", Hint: "the owner asks again"}
	}
	if what := d.lacking(c, x); len(what) > 0 {
		return nil, errLacking(what)
	}
	e, err := d.noted(outrider.EntryCaseClosed, by, picture.CaseClosingBody{Closing: x}, words, c.People)
	return []outrider.Entry{e}, err
}
