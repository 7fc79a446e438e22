package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// SetCheckIn agrees with a person when they say that all is well. Minutes that are
// 0 are the organisation's own; words that are empty stay as they were.
type SetCheckIn struct {
	Person  outrider.PersonID
	At      []string       // local times, "08:30"
	Days    []string       // mon to sun; none: every day
	Zone    string         // "Europe/Vienna"
	Ways    []outrider.Way // none: by the person's wishes
	Contact []outrider.Way // their second contact; none: by their wishes
	Again   int            // minutes until the second way
	Second  int            // minutes until the second contact
	Missed  int            // minutes until the desk is alerted
	End     bool           // they check in no more
}

// AnswerCheckIn says that a person has checked in: by the word they gave, or, with
// a note of how, on the word of staff who have spoken to them.
type AnswerCheckIn struct {
	Person outrider.PersonID
	Word   string
	Note   string
}

// CheckedIn is the whole answer to a check-in: the same whichever word was given.
type CheckedIn struct {
	Said string    `json:"said"`
	Next time.Time `json:"next"`
}

// receivedWords is all that a check-in says when it was received.
const receivedWords = "Received. Thank you."

// errWord is said where neither word was given: whoever mistyped may try again.
var errWord = &outrider.Error{Code: outrider.CodeInvalid, Safe: "this was not understood", Hint: "give one of the words that were agreed"}

// errNoCheckIn is said where nobody agreed on any check-in.
var errNoCheckIn = &outrider.Error{Code: outrider.CodeConflict, Safe: "no check-in is agreed with this person", Hint: "agree on one first: outrider person checkin set"}

func (d *Desk) setCheckIn(ctx context.Context, by outrider.UserID, s SetCheckIn) (Outcome, error) {
	v, err := d.view(by, policy.ChangePerson)
	if err != nil {
		return Outcome{}, err
	}
	x, ok := v.Person(s.Person)
	if !ok || !s.End && !x.Allows(outrider.ForAdvice, d.now()) {
		return Outcome{}, outrider.ErrNotFound
	}
	if !d.o.Clocks.On() {
		return Outcome{}, outrider.Invalid("this desk keeps no clocks")
	}
	c := outrider.CheckIn{Person: s.Person, At: s.At, Days: s.Days, Zone: s.Zone, Ways: s.Ways, Contact: s.Contact, Owner: by, Ended: s.End,
		Again: cmp.Or(s.Again, d.o.Clocks.Again), Second: cmp.Or(s.Second, d.o.Clocks.Contact), Missed: cmp.Or(s.Missed, d.o.Clocks.Missed)}
	if err := c.Validate(); err != nil {
		return Outcome{}, err
	}
	if !s.End {
		if _, err := d.scheduleOf(c); err != nil {
			return Outcome{}, err
		}
	}
	e, err := d.checkInEntry(by, c)
	return Outcome{ID: string(s.Person)}, d.fact(ctx, e, err)
}

func (d *Desk) checkInEntry(by outrider.UserID, c outrider.CheckIn) (outrider.Entry, error) {
	p, err := part(picture.CheckInBody{CheckIn: c}, outrider.PurposeIdentity, c.Person)
	return outrider.Entry{ID: d.o.NewID("e"), Type: outrider.EntryCheckIn, Version: 1, By: by, Parts: []outrider.Part{p}}, err
}

// slowly does the acts whose slow hashes and slow pictures must not hold up the door.
func (d *Desk) slowly(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, done bool, err error) {
	switch {
	case dec.CheckIn != nil:
		out, err = d.staffCheckIn(ctx, by, *dec.CheckIn)
	case dec.AddPhotos != nil:
		out, err = d.addPhotos(ctx, by, *dec.AddPhotos)
	default:
		return Outcome{}, false, nil
	}
	return out, true, err
}

// CheckIn takes a person's own answer. It is for the portal, which knows whose
// session it is; the word may be empty where none was agreed. What it does, writes
// and answers is the same for either word: both words' hashes are always compared,
// one entry of one size is written, and what follows from duress happens later,
// when the desk is rung.
func (d *Desk) CheckIn(ctx context.Context, who outrider.PersonID, word string) (CheckedIn, error) {
	return d.answer(ctx, "", who, word, false)
}

// staffCheckIn takes an answer that staff pass on.
func (d *Desk) staffCheckIn(ctx context.Context, by outrider.UserID, a AnswerCheckIn) (Outcome, error) {
	d.mu.Lock()
	_, _, err := d.personFor(by, a.Person, policy.DecideAlert)
	d.mu.Unlock()
	if err != nil {
		return Outcome{}, err
	}
	if a.Word != "" {
		_, err := d.answer(ctx, by, a.Person, a.Word, false)
		return Outcome{ID: string(a.Person)}, err
	}
	if strings.TrimSpace(a.Note) == "" {
		return Outcome{}, outrider.Invalid("say how you know that all is well: who spoke to them, and when")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.p.CheckIn(a.Person); !ok || !d.advises(a.Person) {
		return Outcome{}, errNoCheckIn
	}
	if err := d.openCheckIns(ctx, a.Person); err != nil {
		return Outcome{}, err
	}
	var met []picture.DutyMet
	for _, x := range d.p.OpenAbout(outrider.DutyCheckIn, string(a.Person)) {
		met = append(met, picture.DutyMet{Duty: x.ID, How: "staff"})
	}
	if len(met) == 0 {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "no check-in is due", Hint: "nothing needs doing"}
	}
	e, err := d.entry(outrider.EntryDutyMet, by, picture.MetBody{Met: met})
	if err != nil {
		return Outcome{}, err
	}
	e, err = withNote(e, strings.TrimSpace(a.Note), []outrider.PersonID{a.Person})
	return Outcome{ID: string(a.Person)}, d.fact(ctx, e, err)
}

// answer compares a word with both that were agreed and writes down which it was.
// Nothing branches on the outcome until it is written, and nothing does between the
// two words of the person. Where they are held already, no word of theirs says that
// all is well.
func (d *Desk) answer(ctx context.Context, by outrider.UserID, who outrider.PersonID, word string, held bool) (CheckedIn, error) {
	said := d.WordSaid(ctx, who, word)
	d.mu.Lock()
	defer d.mu.Unlock()
	c, ok := d.p.CheckIn(who)
	if !ok || !d.advises(who) {
		return CheckedIn{}, outrider.ErrNotFound
	}
	plan, sign := c.Plan, d.signOf(who, said)
	if held && sign == outrider.SignFree {
		sign = outrider.SignHeld
	}
	if err := d.openCheckIns(ctx, who); err != nil {
		return CheckedIn{}, err
	}
	p, err := part(picture.AnsweredBody{Person: who, Sign: sign}, outrider.PurposeRecord, who)
	e := outrider.Entry{ID: d.o.NewID("e"), Type: outrider.EntryAnswered, Version: 1, By: by, Parts: []outrider.Part{p}}
	if err := d.fact(ctx, e, err); err != nil {
		return CheckedIn{}, err
	}
	if d.o.Ring != nil {
		d.o.Ring()
	}
	if sign == outrider.SignNone {
		return CheckedIn{}, errWord
	}
	when, err := d.scheduleOf(plan)
	if err != nil {
		return CheckedIn{}, err
	}
	return CheckedIn{Said: receivedWords, Next: when.Next(d.now().Add(d.o.Clocks.Early))}, nil
}

// signOf is what an answer came to. Where no word says that all is well, the answer
// itself does.
func (d *Desk) signOf(who outrider.PersonID, said outrider.Word) outrider.Sign {
	signs := map[outrider.Word]outrider.Sign{outrider.WordCancel: outrider.SignFree, outrider.WordDuress: outrider.SignHeld, outrider.WordNeither: outrider.SignNone}
	if x, ok := d.p.Person(who); !ok || x.Wants == nil || x.Wants.Cancel == "" {
		signs[outrider.WordNeither] = outrider.SignFree
	}
	return signs[said]
}

// advises reports whether the desk may still look after somebody: check-ins end with
// the consent to it.
func (d *Desk) advises(who outrider.PersonID) bool {
	x, ok := d.p.Person(who)
	return ok && x.Allows(outrider.ForAdvice, d.now())
}

// endCheckIns ends those of people who have withdrawn: to begin again they agree again.
func (d *Desk) endCheckIns() ([]outrider.Entry, error) {
	var out []outrider.Entry
	now := d.now()
	for _, x := range d.p.People() {
		if x.Allows(outrider.ForAdvice, now) {
			continue
		}
		who := x.Protectee.ID
		if _, ok := d.p.CheckIn(who); !ok {
			continue
		}
		e, err := d.checkInEntry("", outrider.CheckIn{Person: who, Ended: true})
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b outrider.Entry) int {
		return strings.Compare(string(a.Parts[0].People[0]), string(b.Parts[0].People[0]))
	})
	return out, nil
}

// heed raises the alerts of answers that were given under duress, and of several
// wrong words in a row. It runs apart from whoever answered.
func (d *Desk) heed(now time.Time) ([]outrider.Entry, error) {
	if !d.o.Clocks.On() {
		return nil, nil
	}
	var out []outrider.Entry
	for _, who := range slices.Sorted(maps.Keys(d.dues.answered)) {
		x, ok := d.p.CheckIn(who)
		if !ok {
			delete(d.dues.answered, who)
			continue
		}
		before := len(out)
		for _, ans := range x.Answers {
			a := outrider.Alert{Rule: outrider.RuleDuress, Level: outrider.LevelAct, Person: who, For: x.Plan.Owner, Raised: now, Attack90: outrider.Probability{NoData: true},
				Basis: []outrider.ReportID{}, Handling: outrider.DefaultHandling,
				Why: "A check-in was answered with the word for duress.",
				Do:  "Do what was agreed for this. Do not call, write or visit in a way that shows that you know: somebody may be watching."}
			if ans.Sign != outrider.SignHeld {
				if ans.N != d.o.Clocks.Wrong {
					continue
				}
				a.Rule, a.Why, a.Do = outrider.RuleCheckIn, "A check-in was answered with wrong words several times.", "Call them, and ask for their word."
			}
			e, fresh, err := d.clockAlert(a, ans.ID)
			if err != nil {
				return nil, err
			}
			if fresh {
				out = append(out, e)
			}
		}
		if len(out) == before { // every alert of theirs is written down
			delete(d.dues.answered, who)
		}
	}
	heard, err := d.heedPortal(now)
	if err != nil {
		return nil, err
	}
	tried, err := d.heedTries(now)
	if err != nil {
		return nil, err
	}
	papers, err := d.heedPaperTries(now)
	out = append(append(append(out, heard...), tried...), papers...)
	slices.SortFunc(out, func(a, b outrider.Entry) int { return strings.Compare(a.ID, b.ID) })
	return out, err
}
