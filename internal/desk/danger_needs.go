package desk

import (
	"fmt"
	"slices"
	"time"

	"outrider"
	"outrider/internal/picture"
)

// dangerNeeds lists what an open record still lacks before it may close; see
// docs/design/record.md. Somebody who withdrew and was told nothing is left alone
// without all of it.
func (d *Desk) dangerNeeds(x *picture.Person, r *picture.Danger) []string {
	told, sure := r.Told()
	if d.stoppedDanger(x, r) && !told {
		return nil
	}
	var out []string
	need := func(missing bool, what string) {
		if missing && !slices.Contains(out, what) {
			out = append(out, what)
		}
	}
	least := d.levels().Least
	need(r.Count(outrider.EntryDangerKnown) == 0, "what was known, and since when")
	need(r.Count(outrider.EntryDangerOption) < least, fmt.Sprintf("%s, each with what speaks for it and against it", count(least, "option")))
	in := d.p.Decided(r, d.now())
	_, waits := d.p.Proposed(r)
	need(in == nil && waits, "a second person's word on not warning")
	need(in == nil && !waits, "a decision whether to warn")
	need(in != nil && in.Decision.Verdict == outrider.DangerWarn && !sure, "a warning that is known to have reached the person")
	need((told || in != nil && in.Decision.Verdict == outrider.DangerWarn) && d.offers(x, r) == 0, "an offer of measures to the person, made for this record since it was opened or raised")
	for _, l := range r.Linked() {
		need(!d.hasSheet(l), "a sheet of their own for everybody linked, or a note how they are cared for and why they have none")
	}
	return out
}

// hasSheet reports whether a linked person has a sheet of their own, or a note why not.
// Who was erased needs none.
func (d *Desk) hasSheet(l outrider.DangerLink) bool {
	if l.Person == "" {
		return l.Note != ""
	}
	_, ok := d.p.Person(l.Person)
	return ok
}

// offers counts the offers that answer a record since its clocks began: in the
// person's plan, and by word where no plan may be kept. One that was taken back
// answers nothing.
func (d *Desk) offers(x *picture.Person, r *picture.Danger) int {
	n := r.Offers()
	for _, o := range x.Offers {
		if _, ok := o.AnswersTo(string(r.ID)); ok && slices.ContainsFunc(o.Links, func(l picture.Link) bool { return l.For == string(r.ID) && r.Counts(l.Seq, l.At) }) {
			n++
		}
	}
	return n
}

// openDangers lists the open records of a person, the highest level first.
func openDangers(x *picture.Person) []*picture.Danger {
	out := slices.DeleteFunc(slices.Clone(x.Dangers), func(r *picture.Danger) bool { return r.Closed() != nil })
	slices.SortStableFunc(out, func(a, b *picture.Danger) int { return a.Level().Warn - b.Level().Warn })
	return out
}

// dangersOf lists what somebody has to do about a person's records. They stand
// whether or not advice is agreed to: a danger to a life does not lapse by itself.
func (d *Desk) dangersOf(x *picture.Person, add adder) {
	for _, r := range x.Dangers {
		if r.Closed() != nil {
			d.restingOf(r, add)
			continue
		}
		if d.stoppedDanger(x, r) {
			at, _ := d.withdrew(x)
			d.addDuty(add, r, clock{outrider.DutyDangerVital, at, at.Add(minutes(r.Level().Decide))})
			continue
		}
		for _, c := range d.dangerClocks(r) {
			d.addDuty(add, r, c)
		}
	}
}

// clock is one thing that has to be done about a record, since when and until when.
type clock struct {
	sort    outrider.DutySort
	due, by time.Time
}

func (d *Desk) addDuty(add adder, r *picture.Danger, c clock) {
	level := outrider.LevelLook
	if r.Level().Imminent {
		level = outrider.LevelAct
	}
	add(outrider.Duty{Sort: c.sort, Person: r.Person, About: string(r.ID), Owner: r.Owner(), Level: level, Due: c.due, By: c.by}, c.due)
}

// dangerClocks are the clocks of an open record. Those of deciding and warning run
// from when it was opened, reopened or raised, so that nobody gains time to warn by
// deciding late; until a decision not to warn is in force, the clock of the warning runs.
func (d *Desk) dangerClocks(r *picture.Danger) []clock {
	l, now, began := r.Level(), d.now(), r.Began()
	var out []clock
	in := d.p.Decided(r, now)
	proposed, waits := d.p.Proposed(r)
	if waits {
		out = append(out, clock{outrider.DutyDangerApprove, proposed.At, proposed.At.Add(minutes(l.Approve))})
	}
	ran := d.p.RanOut(r, now)
	switch {
	case ran != nil:
		began = ran.Decision.Review
		out = append(out, clock{outrider.DutyDangerSilence, began, began.Add(minutes(l.Decide))})
	case in == nil && !waits:
		since := began
		if proposed != nil { // it was given back: the duty to decide is a new one
			a, _ := d.p.Approval(proposed.Decision.Approval)
			since = a.Answered.At
		}
		out = append(out, clock{outrider.DutyDangerDecide, since, since.Add(minutes(l.Decide))})
	}
	if in != nil && in.Decision.Verdict == outrider.DangerSilent {
		ends := in.Decision.Review
		out = append(out, clock{outrider.DutyDangerSilence, ends, ends.Add(minutes(l.Decide))})
	} else {
		out = append(out, warning(r, began, in, proposed))
	}
	out = slices.DeleteFunc(out, func(c clock) bool { return c.sort == "" })
	if !r.Review().IsZero() {
		out = append(out, clock{outrider.DutyDangerReview, r.Review(), r.Review().Add(minutes(l.Decide))})
	}
	return out
}

// warning is the clock of telling the person, and after that of knowing that it reached
// them: a letter in the post has warned nobody yet. The zero value: it reached them.
func warning(r *picture.Danger, began time.Time, decided ...*picture.DangerFact) clock {
	l := r.Level()
	by := began.Add(minutes(l.Warn))
	if told, _ := r.Told(); told {
		f := r.Unsure()
		if f == nil {
			return clock{}
		}
		if later := f.Rung.Given.Add(minutes(l.Decide)); later.After(by) {
			by = later
		}
		return clock{outrider.DutyDangerReach, f.Rung.Given, by}
	}
	since := began.Add(minutes(l.Decide))
	for _, f := range decided {
		if f != nil && f.At.Before(since) && !f.At.Before(began) {
			since = f.At
		}
	}
	if missed := r.Missed(); missed.After(since) {
		since = missed // the duty was met by a step that did not reach them: it is a new one
	}
	return clock{outrider.DutyDangerWarn, since, by}
}

// restingOf asks for another look at a closed record, on its day and where something
// came since: it never wakes unnoticed, and never sleeps through.
func (d *Desk) restingOf(r *picture.Danger, add adder) {
	grace := minutes(r.Level().Decide)
	if !r.Review().IsZero() {
		d.addDuty(add, r, clock{outrider.DutyDangerReview, r.Review(), r.Review().Add(grace)})
	}
	if w := d.p.Wakes(r); len(w) > 0 {
		d.addDuty(add, r, clock{outrider.DutyDangerLook, w[0].At, w[0].At.Add(grace)})
	}
}

// dangerDoes says what a duty of a record asks for, and what its alert proposes once
// it was missed. Somebody who was not decided about, or not warned, is not left to a list.
var dangerDoes = map[outrider.DutySort]struct {
	what, do string
	loud     bool
}{
	outrider.DutyDangerDecide:  {"Decide whether to warn", "Open the threat record and decide whether the person is warned; warning needs no second person.", true},
	outrider.DutyDangerWarn:    {"Warn the person", "Open the threat record and warn the person now, in the way in which they want to be told.", true},
	outrider.DutyDangerReach:   {"Find out whether the warning reached the person", "Open the threat record: say whether the warning reached the person and how that is known, or warn them in another way.", true},
	outrider.DutyDangerApprove: {"Say whether somebody may be left unwarned", "Open the threat record: a second person agrees, or gives it back. Until then the person is to be warned.", true},
	outrider.DutyDangerReview:  {"Look at the threat record again", "Open the threat record and look at it again.", false},
	outrider.DutyDangerSilence: {"A decision not to warn runs out: warn, or decide again", "Open the threat record: warn the person, or decide again with a second person.", true},
	outrider.DutyDangerLook:    {"Something came after a threat record was closed", "Open the threat record: reopen it, or say why it stays closed.", false},
	outrider.DutyDangerVital:   {"The person withdrew: go on with a threat record, or close it", "Open the threat record: say on which ground it goes on, or close it.", false},
}

// isDanger reports whether a duty is about a threat record.
func isDanger(s outrider.DutySort) bool { _, ok := dangerDoes[s]; return ok }

// dangerMissed makes the alert of a missed duty of a record; ok is false for other duties.
func dangerMissed(a *outrider.Alert, x *picture.Duty) bool {
	does, ok := dangerDoes[x.Sort]
	if !ok {
		return false
	}
	a.Rule, a.Why, a.Do = outrider.RuleDanger, "A threat record waits past its clock: "+does.what+".", does.do
	if !does.loud && x.Level != outrider.LevelAct {
		a.Level = outrider.LevelLook
	}
	return true
}
