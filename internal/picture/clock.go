package picture

import (
	"maps"
	"slices"
	"strings"
	"time"

	"outrider"
)

// CheckInBody is the body of checkin.set, sealed with the person's identity: it
// holds addresses.
type CheckInBody struct {
	CheckIn outrider.CheckIn `json:"checkin"`
}

// AnsweredBody is the body of checkin.answered, sealed for the person. Whichever
// sign it holds, it is as long.
type AnsweredBody struct {
	Person outrider.PersonID `json:"person"`
	Sign   outrider.Sign     `json:"sign"`
}

// DutiesBody is the body of duty.opened: everything that one tick opened.
type DutiesBody struct {
	Duties []outrider.Duty `json:"duties"`
}

// MetBody is the body of duty.met.
type MetBody struct {
	Met []DutyMet `json:"met"`
}

// DutyMet says how a duty ended well: "done" what it asked for was done, "early"
// before it was due, "staff" on the person's word, "carried" by a channel, "ended"
// because nobody asks for it any more.
type DutyMet struct {
	Duty outrider.DutyID `json:"duty"`
	How  string          `json:"how"`
}

// MissedBody is the body of duty.missed.
type MissedBody struct {
	Missed []DutyMissed `json:"missed"`
}

// DutyMissed says when a duty was missed; the entry says when that was learnt.
type DutyMissed struct {
	Duty outrider.DutyID `json:"duty"`
	At   time.Time       `json:"at"`
}

// SteppedBody is the body of duty.stepped.
type SteppedBody struct {
	Steps []DutyStep `json:"steps"`
}

// DutyStep is a step of a duty that fell due, and when.
type DutyStep struct {
	Duty outrider.DutyID `json:"duty"`
	N    int             `json:"n"`
	Name string          `json:"name"`
	At   time.Time       `json:"at"`
}

// ToldBody is the body of duty.told.
type ToldBody struct {
	Told []StepTold `json:"told"`
}

// StepTold says how far a step came: handed-over, failed, or superseded by the same
// step of a later duty.
type StepTold struct {
	Duty    outrider.DutyID `json:"duty"`
	N       int             `json:"n"`
	Name    string          `json:"name"`
	Channel string          `json:"channel,omitempty"`
	State   string          `json:"state"`
	Message string          `json:"message,omitempty"` // id, where the desk's people were called; older entries have none
	Why     string          `json:"why,omitempty"`     // of a failure, without an address; older entries have none
}

// ShiftBody is the body of shift.offered and of shift.accepted.
type ShiftBody struct {
	Shift outrider.Shift `json:"shift"`
}

// States of a step beyond those of a message.
const (
	StepWaits      = "waits"
	StepHandedOver = "handed-over"
	StepFailed     = "failed"
	StepSuperseded = "superseded"
)

// clockChange is what a change says about clocks: one of its fields is set, or none.
type clockChange struct {
	checkIn  *CheckInBody
	answered *AnsweredBody
	duties   *DutiesBody
	met      *MetBody
	missed   *MissedBody
	stepped  *SteppedBody
	told     *ToldBody
	shift    *ShiftBody
	rota     *RotaBody
	swap     *RotaSwapBody
}

// target is Change.target for these entries.
func (c *clockChange) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryCheckIn:
		return into(&c.checkIn), true
	case outrider.EntryAnswered:
		return into(&c.answered), true
	case outrider.EntryDuties:
		return into(&c.duties), true
	case outrider.EntryDutyMet:
		return into(&c.met), true
	case outrider.EntryDutyMissed:
		return into(&c.missed), true
	case outrider.EntryStepped:
		return into(&c.stepped), true
	case outrider.EntryTold:
		return into(&c.told), true
	case outrider.EntryShift, outrider.EntryShiftTaken:
		return into(&c.shift), true
	case outrider.EntryRota:
		return into(&c.rota), true
	case outrider.EntryRotaSwap:
		return into(&c.swap), true
	}
	return nil, false
}

// CheckIn is one person's check-ins.
type CheckIn struct {
	Plan    outrider.CheckIn
	Set     time.Time
	Seq     uint64
	Last    time.Time // when the last that was opened was due
	Well    time.Time // last answer that was no wrong word
	Wrong   int       // wrong words since
	Answers []Answered
}

// Answered is one answer that asks for attention: given under duress, or a wrong
// word. Of the others only the last one's time is kept.
type Answered struct {
	ID   string // of the entry
	Sign outrider.Sign
	At   time.Time
	N    int // how many wrong words in a row
}

// Duty is a duty and what became of it.
type Duty struct {
	outrider.Duty
	Opened time.Time
	Missed time.Time // when it was missed; zero: it was not
	Met    time.Time // when it was met; zero: it was not
	How    string
	MetBy  outrider.UserID
	Note   string
	Steps  []Step
}

// Open reports whether somebody still has to do it.
func (d *Duty) Open() bool { return d.Met.IsZero() }

// unsettled reports whether somebody is still to be told of a step.
func (d *Duty) unsettled() bool { return slices.ContainsFunc(d.Steps, Step.Unsettled) }

// Step is a step of a duty and how far it came.
type Step struct {
	Name    string
	At      time.Time // when it fell due
	State   string
	Channel string
	Told    time.Time
	Why     string // of a failure
}

// Unsettled reports whether somebody is still to be told of it.
func (s Step) Unsettled() bool { return s.State == StepWaits || s.State == StepFailed }

// kept is how long closed duties and calls stay in memory; the ledger has all.
const kept = 48 * time.Hour

// clocks is everything that time brings about.
type clocks struct {
	plans  map[outrider.PersonID]*CheckIn
	duties map[outrider.DutyID]*Duty
	open   map[outrider.DutyID]*Duty
	about  map[dutyGroup][]*Duty // the open ones
	wait   map[dutyGroup]bool    // where a step waits to be told
	closed []*Duty               // the last ones, oldest first
	trials map[string]time.Time  // by channel: when the last one was due
	shift  outrider.Shift        // who has the desk
	since  time.Time
	offer  outrider.Shift // waits for a second signature; without id: none
	calls  []calling      // of the desk's people, in the last two days
	rota   rotaState
	moved  map[string]time.Time // by channel: when it last took anything
}

// dutyGroup is what duties of one sort are about: of its steps a later one makes an
// earlier one pointless.
type dutyGroup struct {
	sort  outrider.DutySort
	about string
}

func groupOf(d *Duty) dutyGroup { return dutyGroup{d.Sort, d.About} }

// calling is one interruption of the desk's people.
type calling struct {
	at      time.Time
	message string
}

func newClocks() clocks {
	return clocks{plans: map[outrider.PersonID]*CheckIn{}, duties: map[outrider.DutyID]*Duty{}, open: map[outrider.DutyID]*Duty{},
		about: map[dutyGroup][]*Duty{}, wait: map[dutyGroup]bool{}, trials: map[string]time.Time{}}
}

// applyClock keeps what time brought about and what people did about it.
func (p *Picture) applyClock(c Change) {
	switch k := c.clock; {
	case k.checkIn != nil:
		p.setCheckIn(c, k.checkIn.CheckIn)
	case k.answered != nil:
		p.answerCheckIn(c, *k.answered)
	case k.duties != nil:
		for _, d := range k.duties.Duties {
			p.openDuty(c, d)
		}
	case k.met != nil:
		for _, m := range k.met.Met {
			p.closeDuty(p.clocks.duties[m.Duty], m.How, c)
		}
	case k.missed != nil:
		for _, m := range k.missed.Missed {
			if d := p.clocks.duties[m.Duty]; d != nil {
				d.Missed = m.At
			}
		}
	case k.stepped != nil:
		p.stepDuties(k.stepped.Steps)
	case k.told != nil:
		for _, t := range k.told.Told {
			p.tellStep(c, t)
		}
	case k.shift != nil && c.Type == outrider.EntryShift:
		p.clocks.offer = k.shift.Shift
	case k.rota != nil || k.swap != nil:
		p.applyRota(c, k.rota, k.swap)
	case k.shift != nil:
		p.clocks.shift, p.clocks.since, p.clocks.offer = k.shift.Shift, c.Recorded, outrider.Shift{}
	}
}

// setCheckIn keeps a schedule; the check-ins of an old one need nobody any more.
func (p *Picture) setCheckIn(c Change, plan outrider.CheckIn) {
	if x := p.people[plan.Person]; x == nil || x.Erased {
		return
	}
	for _, d := range p.OpenAbout(outrider.DutyCheckIn, string(plan.Person)) {
		p.closeDuty(d, "ended", c)
	}
	delete(p.clocks.plans, plan.Person)
	if !plan.Ended {
		p.clocks.plans[plan.Person] = &CheckIn{Plan: plan, Set: c.Recorded, Seq: c.Seq, Last: c.Recorded}
	}
}

// answerCheckIn meets every check-in that was due, unless the word was wrong. An
// answer under duress meets them too: a reminder now would betray the person.
func (p *Picture) answerCheckIn(c Change, a AnsweredBody) {
	x := p.clocks.plans[a.Person]
	if x == nil {
		return
	}
	if a.Sign == outrider.SignNone {
		x.Wrong++
	} else {
		x.Wrong, x.Well = 0, c.Recorded
		for _, d := range p.OpenAbout(outrider.DutyCheckIn, string(a.Person)) {
			p.closeDuty(d, "done", c)
		}
	}
	if a.Sign != outrider.SignFree {
		x.Answers = append(x.Answers, Answered{ID: c.ID, Sign: a.Sign, At: c.Recorded, N: x.Wrong})
	}
}

func (p *Picture) openDuty(c Change, d outrider.Duty) {
	if d.Person != "" {
		if x := p.people[d.Person]; x == nil || x.Erased {
			return
		}
	}
	if p.clocks.duties[d.ID] != nil {
		return
	}
	x := &Duty{Duty: d, Opened: c.Recorded}
	p.clocks.duties[d.ID], p.clocks.open[d.ID] = x, x
	p.clocks.about[groupOf(x)] = append(p.clocks.about[groupOf(x)], x)
	if d.Sort == outrider.DutyTrial {
		p.clocks.trials[d.About] = d.Due
	}
	if plan := p.clocks.plans[d.Person]; plan != nil && d.Sort == outrider.DutyCheckIn {
		plan.Last = d.Due
	}
}

func (p *Picture) closeDuty(d *Duty, how string, c Change) {
	if d == nil || !d.Open() {
		return
	}
	d.Met, d.How, d.MetBy, d.Note = c.Recorded, how, c.By, c.note
	p.clocks.drop(d)
	p.clocks.closed = append(p.clocks.closed, d)
	for len(p.clocks.closed) > 0 && c.Recorded.Sub(p.clocks.closed[0].Met) > kept {
		delete(p.clocks.duties, p.clocks.closed[0].ID)
		p.clocks.closed = p.clocks.closed[1:]
	}
}

func (p *Picture) stepDuties(steps []DutyStep) {
	for _, s := range steps {
		if d := p.clocks.duties[s.Duty]; d != nil && s.N == len(d.Steps) {
			d.Steps = append(d.Steps, Step{Name: s.Name, At: s.At, State: StepWaits})
			p.clocks.settle(groupOf(d))
		}
	}
}

func (p *Picture) tellStep(c Change, t StepTold) {
	if t.State == StepHandedOver {
		p.moved(c.Recorded, t.Channel)
		if t.Name == outrider.StepCall {
			p.called(c.Recorded, t.Message)
		}
	}
	d := p.clocks.duties[t.Duty]
	if d == nil || t.N < 0 || t.N >= len(d.Steps) {
		return
	}
	s := &d.Steps[t.N]
	s.State, s.Channel, s.Told, s.Why = t.State, t.Channel, c.Recorded, t.Why
	p.clocks.settle(groupOf(d))
}

// drop takes a duty out of those that are open.
func (c *clocks) drop(d *Duty) {
	delete(c.open, d.ID)
	g := groupOf(d)
	if c.about[g] = slices.DeleteFunc(c.about[g], func(o *Duty) bool { return o == d }); len(c.about[g]) == 0 {
		delete(c.about, g)
	}
	c.settle(g)
}

// settle notes whether a step of a group waits to be told.
func (c *clocks) settle(g dutyGroup) {
	if slices.ContainsFunc(c.about[g], (*Duty).unsettled) {
		c.wait[g] = true
	} else {
		delete(c.wait, g)
	}
}

// called counts an interruption of the desk's people: a message counts once, however
// many duties it tells of.
func (p *Picture) called(at time.Time, message string) {
	calls := p.clocks.calls
	if message != "" && slices.ContainsFunc(calls, func(c calling) bool { return c.message == message }) {
		return
	}
	old := func(c calling) bool { return at.Sub(c.at) > kept }
	p.clocks.calls = append(slices.DeleteFunc(calls, old), calling{at, message})
}

// opened marks an alert as read by whoever first opened its page.
func (p *Picture) opened(c Change) {
	if c.read.Act != "alert" || len(c.read.Objects) == 0 {
		return
	}
	if a := p.alerts[outrider.AlertID(c.read.Objects[0])]; a != nil && a.Read.IsZero() {
		a.Read, a.Reader = c.Recorded, c.By
	}
}

// forgetClocks drops a person's check-ins and everything somebody owed them.
func (p *Picture) forgetClocks(id outrider.PersonID) {
	delete(p.clocks.plans, id)
	mine := func(d *Duty) bool { return d.Person == id }
	for _, d := range p.clocks.duties {
		if mine(d) {
			delete(p.clocks.duties, d.ID)
			p.clocks.drop(d)
		}
	}
	p.clocks.closed = slices.DeleteFunc(p.clocks.closed, mine)
}

// CheckIn returns a person's check-ins.
func (p *Picture) CheckIn(id outrider.PersonID) (*CheckIn, bool) {
	x, ok := p.clocks.plans[id]
	return x, ok
}

// CheckIns are everybody's check-ins, in no order.
func (p *Picture) CheckIns() map[outrider.PersonID]*CheckIn { return p.clocks.plans }

// Duty returns a duty that is open, or was closed lately.
func (p *Picture) Duty(id outrider.DutyID) (*Duty, bool) {
	d, ok := p.clocks.duties[id]
	return d, ok
}

// Duties lists what is open, and what was closed lately, by when it is due.
func (p *Picture) Duties() []*Duty {
	return slices.SortedFunc(maps.Values(p.clocks.duties), ByDue)
}

// OpenDuties lists what somebody still has to do, by when it is due.
func (p *Picture) OpenDuties() []*Duty {
	return slices.SortedFunc(maps.Values(p.clocks.open), ByDue)
}

// OpenAbout lists the open duties of one sort about one thing, by when they are due.
func (p *Picture) OpenAbout(sort outrider.DutySort, about string) []*Duty {
	return slices.SortedFunc(slices.Values(p.clocks.about[dutyGroup{sort, about}]), ByDue)
}

// Untold reports whether somebody is still to be told of something: of an alert, or of a
// step.
func (p *Picture) Untold() bool { return len(p.outbox)+len(p.clocks.wait) > 0 }

// Unsettled lists the open duties of which a step was not told yet, with the others of
// their sort about the same thing, by when they are due.
func (p *Picture) Unsettled() []*Duty {
	var out []*Duty
	for g := range p.clocks.wait {
		out = append(out, p.clocks.about[g]...)
	}
	slices.SortFunc(out, ByDue)
	return out
}

// ByDue orders duties by when they are due.
func ByDue(a, b *Duty) int {
	if c := a.Due.Compare(b.Due); c != 0 {
		return c
	}
	return strings.Compare(string(a.ID), string(b.ID))
}

// LastTrial is when the last trial of a channel was due; zero: there was none.
func (p *Picture) LastTrial(channel string) time.Time { return p.clocks.trials[channel] }

// Shift is who has the desk, since when, and the hand-over that waits for a second
// signature.
func (p *Picture) Shift() (now outrider.Shift, since time.Time, offer outrider.Shift) {
	return p.clocks.shift, p.clocks.since, p.clocks.offer
}

// Calls counts how often the desk's people were called since a moment.
func (p *Picture) Calls(since time.Time) int {
	n := 0
	for _, c := range p.clocks.calls {
		if !c.at.Before(since) {
			n++
		}
	}
	return n
}

// LastCall is when the desk's people were last called; zero: not lately.
func (p *Picture) LastCall() time.Time {
	if n := len(p.clocks.calls); n > 0 {
		return p.clocks.calls[n-1].at
	}
	return time.Time{}
}
