package desk

import (
	"context"
	"slices"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// DutyLine is a duty as shown: what somebody has to do, by when, and how far it came.
type DutyLine struct {
	ID      outrider.DutyID   `json:"id"`
	Sort    outrider.DutySort `json:"sort"`
	Level   outrider.Level    `json:"level"` // how loudly it asks
	What    string            `json:"what"`
	Person  outrider.PersonID `json:"person,omitempty"`
	Code    string            `json:"code,omitempty"`
	Alert   outrider.AlertID  `json:"alert,omitempty"`
	Channel string            `json:"channel,omitempty"` // of a trial
	Record  outrider.DangerID `json:"record,omitempty"`  // the threat record that it is about
	Link    string            `json:"link,omitempty"`    // page of the case, referral or approval that it is about
	Owner   string            `json:"owner"`
	Mine    bool              `json:"mine,omitempty"`
	Due     time.Time         `json:"due"`
	Local   string            `json:"local"` // due, in the zone that it was reckoned in
	By      time.Time         `json:"by"`
	State   string            `json:"state"`          // due, missed, met
	Late    bool              `json:"late,omitempty"` // the desk learnt of it late: it was closed
	Met     time.Time         `json:"met,omitzero"`
	How     string            `json:"how,omitempty"`
	Warn    string            `json:"warn,omitempty"` // what did not come to pass as it was agreed, such as word to the second contact
	Steps   []StepLine        `json:"steps,omitempty"`
	MayMeet bool              `json:"may_meet,omitempty"` // by the word of staff
}

// StepLine is one step of a duty and what is known of it.
type StepLine struct {
	Name    string    `json:"name"`
	At      time.Time `json:"at"` // when it fell due
	State   string    `json:"state"`
	Channel string    `json:"channel,omitempty"`
	Told    time.Time `json:"told,omitzero"`
	Why     string    `json:"why,omitempty"` // of a failure
}

// ShiftLine is who has the desk, and what waits for a second signature.
type ShiftLine struct {
	Holder  string    `json:"holder"` // empty: nobody
	Mine    bool      `json:"mine,omitempty"`
	Since   time.Time `json:"since,omitzero"`
	Note    string    `json:"note,omitempty"` // of the last hand-over
	OfferTo string    `json:"offer_to,omitempty"`
	Offered time.Time `json:"offered,omitzero"`
	ForMe   bool      `json:"for_me,omitempty"` // the reader is to sign
	Says    string    `json:"says,omitempty"`   // the note of the offer
	Calls   int       `json:"calls"`            // interruptions in this shift
	Budget  int       `json:"budget"`           // how many are bearable
}

// DutiesView is the page of a shift.
type DutiesView struct {
	Now      time.Time     `json:"now"`
	Shift    ShiftLine     `json:"shift"`
	Rota     *RotaView     `json:"rota,omitempty"` // nil: there is none
	Missed   []DutyLine    `json:"missed"`
	Due      []DutyLine    `json:"due"`
	Met      []DutyLine    `json:"met"` // within two days
	Channels []ChannelLine `json:"channels,omitempty"`
	Warnings []string      `json:"warnings,omitempty"`
}

// CheckInView is one person's check-ins as staff see them.
type CheckInView struct {
	Person  outrider.PersonID `json:"person"`
	Code    string            `json:"code"`
	Agreed  bool              `json:"agreed"`
	At      []string          `json:"at,omitempty"`
	Days    []string          `json:"days,omitempty"`
	Zone    string            `json:"zone,omitempty"`
	Ways    []string          `json:"ways,omitempty"` // channels; addresses stay sealed
	Contact []string          `json:"contact,omitempty"`
	Again   int               `json:"again_minutes"`
	Second  int               `json:"contact_minutes"`
	Missed  int               `json:"missed_minutes"`
	Words   bool              `json:"words"` // an answer needs one of the words that were agreed
	Last    time.Time         `json:"last,omitzero"`
	Next    time.Time         `json:"next,omitzero"`
	Local   string            `json:"local,omitempty"` // next, in their zone
	Warn    string            `json:"warn,omitempty"`  // ways that lead nowhere
	Duties  []DutyLine        `json:"duties"`
	MaySet  bool              `json:"may_set"`
}

// Duties is the page of a shift: who has the desk, what was missed, what is due.
func (d *Desk) Duties(ctx context.Context, by outrider.UserID) (DutiesView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.ReadQueue)
	if err != nil {
		return DutiesView{}, err
	}
	dv := DutiesView{Now: d.now(), Shift: d.shiftLine(v), Rota: d.rotaView(), Missed: []DutyLine{}, Due: []DutyLine{}, Met: []DutyLine{}}
	for _, x := range d.p.Duties() {
		l, ok := d.dutyLine(v, x)
		if !ok {
			continue
		}
		switch l.State {
		case "missed":
			dv.Missed = append(dv.Missed, l)
		case "due":
			dv.Due = append(dv.Due, l)
		default:
			dv.Met = append(dv.Met, l)
		}
	}
	dv.Channels, dv.Warnings = d.channelLines()
	dv.Warnings = append(append(dv.Warnings, d.overBudget(dv.Shift)...), d.rotaWarnings()...)
	return dv, d.look(ctx, by, picture.ReadBody{Act: "duties"})
}

// Open finds an open duty that the reader may see.
func (v DutiesView) Open(id outrider.DutyID) (DutyLine, bool) {
	for _, lines := range [][]DutyLine{v.Missed, v.Due} {
		if i := slices.IndexFunc(lines, func(l DutyLine) bool { return l.ID == id }); i >= 0 {
			return lines[i], true
		}
	}
	return DutyLine{}, false
}

// ErrNotByWord is said where a duty ends by being done and not by anybody's word.
var ErrNotByWord = &outrider.Error{Code: outrider.CodeInvalid, Safe: "this duty is not met by a word", Hint: "do what it asks for; it ends by itself"}

func (d *Desk) overBudget(s ShiftLine) []string {
	var out []string
	if s.Budget > 0 && s.Calls > s.Budget {
		out = append(out, count(s.Calls, "call")+" in this shift, where "+count(s.Budget, "call")+" are the budget: somebody who is called too often stops listening.")
	}
	return append(out, d.gathered()...)
}

// shiftLine says who has the desk.
func (d *Desk) shiftLine(v picture.View) ShiftLine {
	now, since, offer := d.p.Shift()
	me := v.User().ID
	l := ShiftLine{Since: since, Note: now.Note, Mine: now.ID != "" && now.To == me, Budget: d.o.Clocks.Budget}
	if now.ID != "" {
		l.Holder = d.userName(now.To)
	}
	l.Calls = d.p.Calls(d.shiftFrom())
	if offer.ID != "" {
		l.OfferTo, l.Offered, l.ForMe, l.Says = d.userName(offer.To), offer.At, offer.To == me, offer.Note
	}
	return l
}

// dutyWords says what a duty asks for.
var dutyWords = map[outrider.DutySort]string{
	outrider.DutyCheckIn: "Check-in: a sign that all is well",
	outrider.DutyReview:  "Judge the situation again",
	outrider.DutyExpired: "Publish a new figure: the last one has expired",
	outrider.DutyTask:    "Close or renew a task",
	outrider.DutyAlert:   "Take an alert",
	outrider.DutySilent:  "Go on with an alert that was taken",
	outrider.DutyTrial:   "Daily trial of a channel",
	outrider.DutyRecall:  "Get back what was passed on: they have withdrawn",
	outrider.DutyRenewal: "Ask again: a consent runs out",
	outrider.DutyOffer:   "Ask what they think of an offer; no is an answer",
	outrider.DutyPlace:   "A measure was to be in place by now",
	outrider.DutyUpkeep:  "See to a measure: it fades unless somebody does",
	outrider.DutyPlan:    "Look at the plan again, with them",
	outrider.DutyUnread:  "Read what they told on their own pages",

	outrider.DutyCase:      "Write down what was done on a case",
	outrider.DutyOwnerless: "Give a case an owner",
	outrider.DutyReopened:  "Look at a case that an alert has opened again",
	outrider.DutyHandOver:  "Answer the hand-over of a case",
	outrider.DutyMove:      "Answer a request to move a case",
	outrider.DutyReferral:  "Ask after a referral",

	outrider.DutyReferralSaid: "Read what a receiver answered on their page",

	outrider.DutyApproval: "Answer an act that waits for a second person",
}

// dutyLine writes a duty; one about somebody of whom the user may not know, or
// about an alert that they may not see in full, is not there.
func (d *Desk) dutyLine(v picture.View, x *picture.Duty) (DutyLine, bool) {
	l := DutyLine{ID: x.ID, Sort: x.Sort, Level: x.Level, What: dutyWords[x.Sort], Owner: d.ownerLine(x.Owner), Due: x.Due, By: x.By, Local: d.local(x.Due, x.Zone), State: "due", Met: x.Met, How: x.How,
		Mine: x.Owner == v.User().ID, Late: x.Opened.Sub(x.Due) > d.o.Clocks.Late && x.Sort == outrider.DutyCheckIn}
	switch {
	case !x.Open():
		l.State = "met"
	case !x.Missed.IsZero():
		l.State = "missed"
	}
	l.MayMeet = x.Open() && x.Sort == outrider.DutyCheckIn && v.May(policy.DecideAlert)
	if x.Person != "" {
		if !d.mayKnowDuty(v, x) {
			return DutyLine{}, false
		}
		l.Person, l.Code = x.Person, d.code(x.Person)
	}
	if isDanger(x.Sort) {
		l.What, l.Record, l.Link = dangerDoes[x.Sort].what, outrider.DangerID(x.About), "/records/"+x.About
		if !v.May(policy.ReadDanger) {
			return DutyLine{}, false
		}
	}
	if x.Sort == outrider.DutyTrial {
		l.Channel = x.About
	}
	if x.Sort == outrider.DutyUnread {
		if _, ok := v.Report(outrider.ReportID(x.About)); !ok {
			return DutyLine{}, false
		}
		l.Link = "/reports/" + x.About
	}
	if !d.ofCase(v, &l, x) {
		return DutyLine{}, false
	}
	if t, ok := d.p.Thread(outrider.ThreadID(x.About)); ok {
		a := d.leading(t)
		if a == nil || !v.SeesAll(a.Alert.Basis) {
			return DutyLine{}, false
		}
		l.Alert = a.Alert.ID
	}
	l.Warn = d.contactWarning(x)
	for _, s := range x.Steps {
		l.Steps = append(l.Steps, StepLine{Name: stepWords[s.Name], At: s.At, State: s.State, Channel: s.Channel, Told: s.Told, Why: s.Why})
	}
	return l, true
}

// contactWarning says where a person's second contact was not told, or was told late:
// whoever reads it calls them by another way.
func (d *Desk) contactWarning(x *picture.Duty) string {
	i := slices.IndexFunc(x.Steps, func(s picture.Step) bool { return s.Name == outrider.StepContact })
	if i < 0 || x.Sort != outrider.DutyCheckIn {
		return ""
	}
	s := x.Steps[i]
	late := d.o.Clocks.Late
	switch {
	case s.State == picture.StepHandedOver && s.Told.Sub(s.At) > late:
		return "Their second contact was told " + count(int(s.Told.Sub(s.At)/time.Minute), "minute") + " late."
	case !x.Open():
		return ""
	case s.State == picture.StepFailed:
		if _, contact := d.waysTo(x.Person); len(contact) == 0 {
			return "Their second contact was NOT told: there is no way to one now. Nobody but the desk knows."
		}
		return "Their second contact was NOT told: no way to them carries. The desk tries again each minute; reach them by another way."
	case s.State == picture.StepWaits && d.now().Sub(s.At) > late:
		return "Their second contact has not been told yet."
	}
	return ""
}

// stepWords are the steps as a page calls them.
var stepWords = map[string]string{outrider.StepRemind: "reminder", outrider.StepAgain: "second reminder", outrider.StepContact: "second contact",
	outrider.StepCall: "the desk called", outrider.StepTrial: "trial"}

// ownerLine is who is asked first.
func (d *Desk) ownerLine(id outrider.UserID) string {
	if id != "" {
		return d.userName(id)
	}
	if now, _, _ := d.p.Shift(); now.ID != "" {
		return d.userName(now.To)
	}
	switch turn := d.askedNow(); {
	case turn.Second != "":
		return turn.First + ", then " + turn.Second
	case turn.First != "":
		return turn.First
	}
	return "whoever has the shift"
}

// local writes a moment in a zone, so that "half past eight" is theirs.
func (d *Desk) local(t time.Time, name string) string {
	if zone, ok := d.zone(name); ok {
		return t.In(zone).Format("Mon 2 Jan 15:04") + " " + name
	}
	return t.UTC().Format("Mon 2 Jan 15:04") + " UTC"
}

// dutyLines are the duties that stand on the queue: missed ones first.
func (d *Desk) dutyLines(v picture.View) []DutyLine {
	var missed, due []DutyLine
	for _, x := range d.p.OpenDuties() {
		if x.Sort == outrider.DutyAlert || x.Sort == outrider.DutySilent {
			continue // the alert itself stands above
		}
		l, ok := d.dutyLine(v, x)
		switch {
		case !ok:
		case l.State == "missed":
			missed = append(missed, l)
		default:
			due = append(due, l)
		}
	}
	return append(missed, due...)
}

// CheckIns is one person's check-ins, by id or code name.
func (d *Desk) CheckIns(ctx context.Context, by outrider.UserID, who outrider.PersonID) (CheckInView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.ReadPerson)
	if err != nil {
		return CheckInView{}, err
	}
	x, ok := v.Person(who)
	if !ok || x.Erased {
		return CheckInView{}, outrider.ErrNotFound
	}
	cv := CheckInView{Person: who, Code: x.Protectee.Code, Again: d.o.Clocks.Again, Second: d.o.Clocks.Contact, Missed: d.o.Clocks.Missed, Zone: d.o.Clocks.Zone,
		Duties: []DutyLine{}, MaySet: v.May(policy.ChangePerson)}
	if c, agreed := d.p.CheckIn(who); agreed {
		d.agreed(&cv, c)
	}
	for _, y := range d.p.Duties() {
		if y.Sort == outrider.DutyCheckIn && y.Person == who {
			if l, ok := d.dutyLine(v, y); ok {
				cv.Duties = append(cv.Duties, l)
			}
		}
	}
	return cv, d.look(ctx, by, picture.ReadBody{Act: "check-ins", Objects: []string{string(who)}})
}

// agreed fills in what was agreed with a person. Addresses stay where they are.
func (d *Desk) agreed(cv *CheckInView, c *picture.CheckIn) {
	p := c.Plan
	cv.Agreed, cv.At, cv.Days, cv.Zone, cv.Words, cv.Last = true, p.At, p.Days, p.Zone, d.signOf(p.Person, outrider.WordNeither) == outrider.SignNone, c.Well
	cv.Again, cv.Second, cv.Missed = p.Again, p.Second, p.Missed
	for _, w := range p.Ways {
		cv.Ways = append(cv.Ways, w.Channel)
	}
	for _, w := range p.Contact {
		cv.Contact = append(cv.Contact, w.Channel)
	}
	if none := d.nowhere(append(slices.Clone(p.Ways), p.Contact...)); none != "" {
		cv.Warn = "The desk has no channel " + none + ": what goes that way reaches nobody. Agree anew, or ask the administrator for the channel."
	}
	if when, err := d.scheduleOf(p); err == nil {
		cv.Next = when.Next(d.now())
		cv.Local = d.local(cv.Next, p.Zone)
	}
}
