package picture

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"outrider"
)

// AsOf folds entries up to and including a moment: what the officer could see
// then. Entries recorded later are not looked at.
func AsOf(entries iter.Seq2[outrider.Entry, error], t time.Time) (*Picture, error) {
	p := New()
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		if e.Recorded.After(t) {
			break
		}
		c, err := Decode(e)
		if err != nil {
			return nil, err
		}
		if err := p.Apply(c); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Apply adds one change. Changes come in order and without gaps; anything else
// is a fault in the store or in the caller and leaves the picture as it was.
func (p *Picture) Apply(c Change) error {
	if c.Seq != p.Seq+1 {
		return &outrider.Error{Code: outrider.CodeDamaged, Safe: fmt.Sprintf("entry %d does not follow entry %d", c.Seq, p.Seq), Hint: "run outrider verify"}
	}
	p.Seq, p.When = c.Seq, c.Recorded
	p.note(c)
	if c.erased {
		p.Told = c.Seq
		p.applyErased(c)
		return nil
	}
	switch c.Type {
	case outrider.EntryReportFiled:
		p.Told = c.Seq
		p.file(c, *c.filed)
	case outrider.EntryReportGraded, outrider.EntryReportRetract, outrider.EntryProposal:
		p.Told = c.Seq
		p.applyToReport(c)
	case outrider.EntryUserAdded, outrider.EntryUserChanged:
		p.users[c.user.User.ID] = c.user.User
		p.byName[strings.ToLower(c.user.User.Name)] = c.user.User.ID
	case outrider.EntryUserInvited:
		p.invites[c.invited.Token] = *c.invited
	case outrider.EntryPersonAdded, outrider.EntryPersonChanged:
		p.applyPerson(c)
	case outrider.EntryPersonErased:
		p.Told = c.Seq
		p.Forget(c.erase.Person)
	case outrider.EntryAlertTaken, outrider.EntryAlertDismissed, outrider.EntryDelivered, outrider.EntryAlert:
		p.applyToAlert(c)
	case outrider.EntryRead:
		p.applyRead(c)
	case outrider.EntryParameters:
		p.params[c.params.Name] = Adopted{ParametersBody: *c.params, Signed: Signed{By: c.By, At: c.Recorded, Seq: c.Seq}}
	case outrider.EntryBackup:
		p.backup = c.Recorded
	case outrider.EntryQuestion, outrider.EntryAnswer:
		p.applyQuestion(c)
	case outrider.EntryFinding:
		p.found(c)
	case outrider.EntryAssessment:
		return p.applyAssessment(*c.assessed, c.Seq)
	default:
		p.applyToHits(c)
		p.applyJudging(c)
		p.applyConsent(c)
		p.applyClock(c)
		p.applyPhoto(c)
		p.applyOffline(c)
		p.applyApproval(c)
		p.applyPlan(c)
		p.applyDanger(c)
		p.applyPortal(c)
		p.applyCase(c)
		p.applyReferral(c)
		p.applyPage(c)
	}
	return nil
}

// applyErased keeps the place of an entry whose body is gone.
func (p *Picture) applyErased(c Change) {
	if c.Type == outrider.EntryPersonAdded {
		for _, part := range c.Parts {
			for _, id := range part.People {
				if p.people[id] == nil {
					p.people[id], p.sorted = &Person{Protectee: outrider.Protectee{ID: id}, Erased: true}, nil
				}
			}
		}
	}
	if c.Type != outrider.EntryReportFiled {
		return
	}
	if len(c.own) == 0 {
		it := &Item{Report: outrider.Report{ID: outrider.ReportID(c.ID)}, Seq: c.Seq, Recorded: c.Recorded, Erased: true}
		p.reports[it.Report.ID] = it
		p.order = append(p.order, it)
		return
	}
	p.file(c, mergeOwn(c.own))
}

// mergeOwn puts together what is left of a report about several people, one of
// whom was erased: the survivors and their own facts, without the shared text.
func mergeOwn(own []FiledBody) FiledBody {
	b := own[0]
	b.Report.About = nil
	for _, o := range own {
		b.Report.About = append(b.Report.About, o.Report.About...)
	}
	return b
}

func (p *Picture) file(c Change, b FiledBody) {
	it := &Item{Report: b.Report, Seq: c.Seq, Changed: c.Seq, ChangedAt: c.Recorded, Recorded: c.Recorded, By: c.By, Proposals: b.Proposals,
		filedAbout: b.Report.About, Notices: b.Notices, Subjects: b.Subjects, Links: b.Links, Recipients: b.Recipients, Partial: b.Partial}
	if !b.Report.Grade.IsZero() {
		it.Grades = []Graded{{Grade: b.Report.Grade, By: c.By, At: c.Recorded}}
	}
	it.folded = foldReport(b.Report)
	p.reports[b.Report.ID] = it
	p.order = append(p.order, it)
	if it.By == outrider.Self {
		p.portals.unread = append(p.portals.unread, it)
	}
	for _, s := range b.Report.Selectors {
		p.selector[s.Key()] = append(p.selector[s.Key()], it)
	}
	for _, t := range b.Subjects {
		p.subject[t] = append(p.subject[t], it)
	}
	if b.Report.Corrects() != "" {
		p.against = append(p.against, it)
	}
	if k := b.Report.EventKey; k != "" {
		p.event[k] = append(p.event[k], it)
	}
	for _, id := range b.Report.About {
		if x := p.people[id]; x != nil {
			x.Reports = append(x.Reports, it)
		}
	}
}

// applyToReport applies a decision about a report; of an erased one nothing is
// left to decide about.
func (p *Picture) applyToReport(c Change) {
	it := p.reports[c.aboutReport()]
	if it == nil || it.Erased {
		return
	}
	it.Changed, it.ChangedAt = c.Seq, c.Recorded
	switch {
	case c.graded != nil:
		it.Report.Grade = c.graded.Grade
		it.Grades = append(it.Grades, Graded{Grade: c.graded.Grade, By: c.By, At: c.Recorded, Why: c.note, whose: c.whose})
	case c.retracted != nil:
		it.Retracted, it.Withdrawn = true, c.Recorded
	case c.settled != nil:
		p.settle(it, *c.settled, c.Recorded)
	}
}

// settle records what a human made of a proposal; a confirmed person joins the
// people the report is about.
func (p *Picture) settle(it *Item, s SettledBody, at time.Time) {
	if s.Index < 0 || s.Index >= len(it.Proposals) {
		return
	}
	if it.Settled == nil {
		it.Settled = map[int]SettledBody{}
	}
	x := p.people[s.Person]
	if x == nil || x.Erased {
		s.Person = ""
	}
	it.Settled[s.Index] = s
	if !s.Confirm || s.Person == "" || slices.Contains(it.Report.About, s.Person) {
		return
	}
	it.Report.About = append(slices.Clone(it.Report.About), s.Person)
	if it.Joined == nil {
		it.Joined = map[outrider.PersonID]time.Time{}
	}
	it.Joined[s.Person] = at
	x.Reports = append(x.Reports, it)
}

func (p *Picture) applyPerson(c Change) {
	id := c.person.Protectee.ID
	x := p.people[id]
	if x == nil {
		x = &Person{Findings: map[outrider.FindingID]bool{}, Readers: map[outrider.UserID]time.Time{}, Added: c.Recorded}
		p.people[id] = x
	}
	delete(p.codes, strings.ToLower(x.Protectee.Code))
	x.Protectee, p.sorted = c.person.Protectee, nil
	p.codes[strings.ToLower(x.Protectee.Code)] = id
	if c.identity != nil {
		x.Identity = c.identity
	}
}

// found keeps a finding and when it was first made, and wakes closed records of
// those whom it is newly about.
func (p *Picture) found(c Change) {
	f := *c.finding
	before := p.findings[f.ID]
	p.applyFinding(f)
	if len(f.Rows) == 0 {
		delete(p.since, f.ID)
		return
	}
	fresh := f.People
	when := p.since[f.ID]
	if before == nil {
		when = Found{First: c.Recorded, Since: c.Recorded}
	} else {
		if before.Summary != f.Summary || !slices.Equal(before.Reports, f.Reports) {
			when.Since = c.Recorded
		}
		fresh = slices.DeleteFunc(slices.Clone(f.People), func(id outrider.PersonID) bool { return slices.Contains(before.People, id) })
	}
	p.since[f.ID] = when
	p.wake(Wake{At: c.Recorded, Finding: f.ID}, fresh...)
}

// applyFinding keeps the newest state of a finding; one without rows has been
// withdrawn, because what it rested on was.
func (p *Picture) applyFinding(f outrider.Finding) {
	if p.findings[f.ID] != nil {
		p.dropFinding(f.ID) // it may have been about somebody whom it no longer concerns
	}
	if len(f.Rows) == 0 {
		return
	}
	p.findings[f.ID] = &f
	for _, id := range f.People {
		if x := p.people[id]; x != nil && !x.Erased {
			x.Findings[f.ID] = true
		}
	}
}

func (p *Picture) applyToAlert(c Change) {
	switch {
	case c.alert != nil:
		p.raise(c)
	case c.taken != nil:
		if t := p.threads[c.taken.Thread]; t != nil {
			t.Owner, t.Taken = c.By, c.Recorded
		}
	case c.dismissed != nil:
		if t := p.threads[c.dismissed.Dismissal.Thread]; t != nil {
			d := c.dismissed.Dismissal
			d.Note = c.note
			t.Dismissal, t.Awake, t.wokenBy, t.Owner, t.whose = &d, "", "", "", c.whose
		}
	case c.delivered != nil:
		for _, id := range c.delivered.All() {
			if a := p.alerts[id]; a != nil {
				a.Delivered[c.delivered.Channel] = c.delivered.State
				delete(p.outbox, id)
			}
		}
		if c.delivered.State == StepHandedOver {
			p.moved(c.Recorded, c.delivered.Channel)
			p.called(c.Recorded, c.delivered.Message)
		}
	}
}

// raise adds an alert to its thread and wakes the thread where its dismissal
// says so. Taking a thread holds until the next alert at a higher level.
func (p *Picture) raise(c Change) {
	a := *c.alert
	if _, again := p.alerts[a.ID]; again {
		return
	}
	p.alerts[a.ID] = &AlertState{Alert: a, Seq: c.Seq, Delivered: map[string]string{}}
	p.outbox[a.ID] = true
	p.triedPortal(a)
	t := p.threads[a.Thread]
	if t == nil {
		t = &Thread{}
		p.threads[a.Thread] = t
	}
	t.Alerts = append(t.Alerts, a.ID)
	if a.Level == outrider.LevelAct && a.Rule != outrider.RuleDanger {
		p.wake(Wake{At: c.Recorded, Alert: a.ID}, append(slices.Clone(a.Others), a.Person)...)
	}
	if t.Dismissal != nil && t.Awake == "" {
		if wakes, why := t.Dismissal.Wakes(a); wakes {
			t.Awake, t.wokenBy = why, a.ID
		}
	}
}

func (p *Picture) applyRead(c Change) {
	p.opened(c)
	p.readReferral(*c.read)
	for _, o := range c.read.Objects {
		p.looks[string(c.By)+" "+o] = c.Recorded
		if it := p.reports[outrider.ReportID(o)]; it != nil && c.read.Act == "report" && it.Opened.IsZero() && !it.Erased {
			it.Opened = c.Recorded
		}
		if x := p.people[outrider.PersonID(o)]; x != nil && !x.Erased {
			x.Readers[c.By] = c.Recorded
			x.looked(Look{By: c.By, At: c.Recorded, Act: c.read.Act})
		}
	}
	p.applySeen(c)
}

// Forget clears a person from memory: their record, their indexes, their
// findings and alerts, and every note that was sealed for them. What remains of
// joint reports is cut to the others' own facts, exactly as a fold without the
// key would find it.
func (p *Picture) Forget(id outrider.PersonID) {
	x := p.people[id]
	if x == nil || x.Erased {
		if x != nil {
			x.Noted = true
		}
		return
	}
	delete(p.codes, strings.ToLower(x.Protectee.Code))
	for _, it := range slices.Clone(x.Reports) {
		p.forgetIn(it, id)
	}
	for _, it := range p.order {
		it.forgetMentions(id)
	}
	for f, fi := range p.findings {
		if slices.Contains(fi.People, id) {
			p.dropFinding(f)
			delete(p.since, f)
		}
	}
	p.forgetDangers(x)
	p.unsee(id)
	for a, st := range p.alerts {
		if st.Alert.Person == id || slices.Contains(st.Alert.Others, id) || p.restsOnNothing(st.Alert) {
			p.dropAlert(a)
		}
	}
	p.forgetHits(id)
	p.forgetQuestions(id)
	p.forgetClocks(id)
	p.forgetApprovals(id)
	p.forgetPortal(x)
	p.forgetPages(id)
	p.forgetCases(id)
	for _, t := range p.threads {
		if slices.Contains(t.whose, id) {
			t.Dismissal.Note, t.whose = "", nil
		}
	}
	p.people[id], p.sorted = &Person{Protectee: outrider.Protectee{ID: id}, Erased: true, Noted: true}, nil
}

// restsOnNothing reports whether an alert about nobody in the register was sealed
// with a report that is gone.
func (p *Picture) restsOnNothing(a outrider.Alert) bool {
	if a.Person != "" || len(a.Basis) == 0 {
		return false
	}
	it := p.reports[a.Basis[0]]
	return it == nil || it.Erased
}

// forgetIn cuts one person out of one report, to exactly what a fold finds once
// the keys are gone: nothing where the report was theirs alone, the others' own
// facts where it was filed about several, all of it where they were only linked
// to somebody else's report later.
func (p *Picture) forgetIn(it *Item, id outrider.PersonID) {
	delete(it.Joined, id)
	isID := func(x outrider.PersonID) bool { return x == id }
	others := slices.DeleteFunc(slices.Clone(it.filedAbout), isID)
	switch {
	case !slices.Contains(it.filedAbout, id) && len(it.filedAbout) > 0:
		it.Report.About = slices.DeleteFunc(slices.Clone(it.Report.About), isID)
	case len(others) == 0:
		p.unindex(it)
		p.unlink(it, nil)
		*it = Item{Report: outrider.Report{ID: it.Report.ID}, Seq: it.Seq, Recorded: it.Recorded, Erased: true}
	default:
		p.unlink(it, others)
		it.Report = OwnFacts(it.Report, others...)
		it.filedAbout = others
		it.Proposals, it.Settled, it.Joined, it.Notices, it.Photos, it.Partial = nil, nil, nil, nil, nil, true
		it.folded = foldReport(it.Report)
	}
}

// forgetMentions drops what a report that stays still says of a person: that
// something in it was, or was not, them, and the reasons sealed for them.
func (it *Item) forgetMentions(id outrider.PersonID) {
	for i, s := range it.Settled {
		if s.Person == id {
			s.Person = ""
			it.Settled[i] = s
		}
	}
	for i, g := range it.Grades {
		if slices.Contains(g.whose, id) {
			it.Grades[i].Why, it.Grades[i].whose = "", nil
		}
	}
}

// unlink takes a report off the lists of everybody but those it still concerns.
func (p *Picture) unlink(it *Item, keep []outrider.PersonID) {
	for _, who := range it.Report.About {
		if x := p.people[who]; x != nil && !slices.Contains(keep, who) {
			x.Reports = slices.DeleteFunc(x.Reports, func(o *Item) bool { return o == it })
		}
	}
}

// OwnFacts cuts a report about several people to what concerns some of them: the
// structured facts without the shared text.
func OwnFacts(r outrider.Report, who ...outrider.PersonID) outrider.Report {
	r.About = who
	r.Text, r.Publication, r.Said = "", nil, outrider.Said{}
	return r
}

func (p *Picture) unindex(it *Item) {
	for _, s := range it.Report.Selectors {
		dropItem(p.selector, s.Key(), it)
	}
	for _, t := range it.Subjects {
		dropItem(p.subject, t, it)
	}
	if it.Report.EventKey != "" {
		dropItem(p.event, it.Report.EventKey, it)
	}
}

func dropItem[K comparable](index map[K][]*Item, key K, it *Item) {
	rest := slices.DeleteFunc(index[key], func(x *Item) bool { return x == it })
	if len(rest) == 0 {
		delete(index, key)
		return
	}
	index[key] = rest
}

func (p *Picture) dropFinding(id outrider.FindingID) {
	for _, who := range p.findings[id].People {
		if x := p.people[who]; x != nil {
			delete(x.Findings, id)
		}
	}
	delete(p.findings, id)
}

func (p *Picture) dropAlert(id outrider.AlertID) {
	t := p.threads[p.alerts[id].Alert.Thread]
	delete(p.alerts, id)
	delete(p.outbox, id)
	if t != nil {
		t.Alerts = slices.DeleteFunc(t.Alerts, func(a outrider.AlertID) bool { return a == id })
		if t.wokenBy == id {
			t.Awake, t.wokenBy = "", ""
		}
	}
	maps.DeleteFunc(p.threads, func(_ outrider.ThreadID, t *Thread) bool { return len(t.Alerts) == 0 })
}
