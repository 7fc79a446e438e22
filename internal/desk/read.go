package desk

import (
	"context"
	"maps"
	"slices"
	"time"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// maxQuietShown bounds the list of quiet people on the queue; the register has all.
const maxQuietShown = 40

// Queue is the duty officer's screen: decisions that wait, and the people about
// whom nothing new was seen.
func (d *Desk) Queue(ctx context.Context, by outrider.UserID) (QueueView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.ReadQueue)
	if err != nil {
		return QueueView{}, err
	}
	q := d.queue(v)
	d.blindQueue(v, &q)
	q.Tasks, q.Duties = d.tasks(v, v.People(), false), d.dutyLines(v)
	return q, d.look(ctx, by, picture.ReadBody{Act: "queue", Objects: queueObjects(q), Blind: readsBlind(v)})
}

func queueObjects(q QueueView) []string {
	var ids []string
	for _, it := range append(slices.Clone(q.Items), q.Taken...) {
		if it.Alert != "" {
			ids = append(ids, string(it.Alert))
		}
	}
	return ids
}

func (d *Desk) queue(v picture.View) QueueView {
	q := QueueView{Now: d.now(), Items: []QueueItem{}, Quiet: []Quiet{}, Detection: d.detection(), NotYet: NotYet}
	busy := map[outrider.PersonID]bool{}
	for _, id := range d.p.Threads() {
		t, _ := d.p.Thread(id)
		a := d.leading(t)
		if a == nil {
			continue
		}
		if quiet(t) {
			q.Dismissed++
			continue
		}
		if d.stopped(a) {
			continue
		}
		busy[a.Alert.Person] = true
		item := d.queueItem(v, t, a)
		if t.Owner == "" {
			q.Items = append(q.Items, item)
		} else {
			q.Taken = append(q.Taken, item)
		}
	}
	q.Screening = d.digest(v)
	q.Items, q.Taken, q.Campaigns = sortQueue(q.Items), sortQueue(q.Taken), d.campaigns(v)
	q.Consent = d.consentDigest(v)
	for _, x := range v.People() {
		if x.Allows(outrider.ForAdvice, d.now()) && !busy[x.Protectee.ID] && len(q.Quiet) < maxQuietShown {
			q.Quiet = append(q.Quiet, Quiet{Person: x.Protectee.ID, Code: x.Protectee.Code, Judgement: harm90(x.Assessment)})
		}
	}
	for _, it := range d.p.Reports() {
		if !it.Erased && !it.Retracted && len(it.Report.About) == 0 {
			q.Unassigned++
		}
	}
	return q
}

// Alert is one alert with everything that explains it.
func (d *Desk) Alert(ctx context.Context, by outrider.UserID, id outrider.AlertID) (AlertView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a, t, err := d.alertFor(by, id, policy.ReadQueue)
	if err != nil {
		return AlertView{}, err
	}
	v, err := d.view(by, policy.ReadQueue)
	if err != nil {
		return AlertView{}, err
	}
	av := d.alertView(v, a, t)
	av.Changed = d.changedSince(a, d.p.LastLook(by, string(id)))
	objects := []string{string(id)}
	for _, who := range peopleOf(a.Alert) {
		objects = append(objects, string(who))
	}
	return av, d.look(ctx, by, picture.ReadBody{Act: "alert", Objects: objects})
}

func (d *Desk) alertView(v picture.View, a *picture.AlertState, t *picture.Thread) AlertView {
	av := AlertView{Item: d.queueItem(v, t, a), Handling: a.Alert.Handling.Or().String(), Dismissal: t.Dismissal, Awake: t.Awake}
	if x, ok := d.p.Person(a.Alert.Person); ok && a.Alert.Person != "" && d.assessed(x) != nil {
		av.Hypotheses, av.Account = hypotheses(x.Assessment), account(x.Account())
	}
	if x, ok := d.p.Duty(a.Alert.Duty); ok {
		if l, ok := d.dutyLine(v, x); ok {
			av.Duty = &l
		}
	}
	for _, ch := range slices.Sorted(maps.Keys(a.Delivered)) {
		av.Delivery = append(av.Delivery, DeliveryLine{Channel: ch, State: a.Delivered[ch]})
	}
	if !a.Read.IsZero() {
		av.Delivery = append(av.Delivery, DeliveryLine{Channel: d.userName(a.Reader), State: string(notify.Read), At: a.Read})
	}
	if x, ok := v.Person(a.Alert.Person); ok && a.Alert.Person != "" {
		av.Tell = tellings[x.Telling.Or()]
	}
	if f, ok := d.p.Finding(a.Alert.Finding); ok && v.SeesAll(f.Reports) {
		l := d.findingLine(v, f)
		av.Finding = &l
	}
	for _, id := range a.Alert.Basis {
		if it, ok := v.Report(id); ok {
			av.Reports = append(av.Reports, d.reportLine(v, it))
			if steps := emergency(it.Report); steps != nil && av.Emergency == nil {
				av.Emergency = steps
			}
		}
	}
	return av
}

// changedSince says what came in about an alert's person since a user last looked.
func (d *Desk) changedSince(a *picture.AlertState, last time.Time) []string {
	if last.IsZero() {
		return nil
	}
	x, ok := d.p.Person(a.Alert.Person)
	if !ok || a.Alert.Person == "" {
		return nil
	}
	filed, graded, withdrawn := 0, 0, 0
	for _, it := range x.Reports {
		if it.Recorded.After(last) {
			filed++
		}
		if n := len(it.Grades); n > 0 && it.Grades[n-1].At.After(last) && !it.Recorded.After(last) {
			graded++
		}
		if it.Retracted {
			withdrawn++
		}
	}
	var out []string
	if filed > 0 {
		out = append(out, count(filed, "new report")+" since you last looked")
	}
	if graded > 0 {
		out = append(out, count(graded, "report")+" graded again since you last looked")
	}
	if withdrawn > 0 {
		out = append(out, count(withdrawn, "report")+" withdrawn in all")
	}
	if len(out) == 0 {
		out = []string{"Nothing new since you last looked."}
	}
	return out
}

// People is the register, by code name.
func (d *Desk) People(ctx context.Context, by outrider.UserID) (PeopleView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.ReadPerson)
	if err != nil {
		return PeopleView{}, err
	}
	pv := PeopleView{}
	open := d.openByPerson()
	for _, x := range v.People() {
		if !x.Erased {
			l := d.personLineWith(x, open[x.Protectee.ID])
			pv.People = append(pv.People, l)
		}
	}
	d.blindLines(v, pv.People)
	return pv, d.look(ctx, by, picture.ReadBody{Act: "register", Blind: readsBlind(v)})
}

// openByPerson counts the open threads of everybody in one pass.
func (d *Desk) openByPerson() map[outrider.PersonID]int {
	n := map[outrider.PersonID]int{}
	for _, id := range d.p.Threads() {
		t, _ := d.p.Thread(id)
		if a := d.leading(t); a != nil && !quiet(t) && !d.stopped(a) {
			n[a.Alert.Person]++
		}
	}
	return n
}

// Person is one protected person's page. The identity is shown only to a user
// who may see it, asked for it and said why.
func (d *Desk) Person(ctx context.Context, by outrider.UserID, q PersonQuery) (PersonView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.ReadPerson)
	if err != nil {
		return PersonView{}, err
	}
	x, ok := v.Person(q.ID)
	if !ok {
		return PersonView{}, outrider.ErrNotFound
	}
	body := picture.ReadBody{Act: "person", Objects: []string{string(q.ID)}}
	pv := d.personView(v, x)
	if x.Allows(outrider.ForAdvice, d.now()) {
		if pv.Since, err = d.sinceLooked(ctx, v, x); err != nil {
			return PersonView{}, err
		}
		if q.Weigh {
			pv.Weighed = d.weighed(x)
		}
	}
	if q.Reveal {
		if q.Reason == "" {
			return PersonView{}, outrider.Invalid("say why you need to see who this is; the look is recorded")
		}
		if !mayReveal(v, x) {
			return PersonView{}, outrider.ErrNotFound
		}
		pv.Identity, pv.Consent.Contact = x.Identity, contactView(x)
		body.Act, body.Reason = "identity", q.Reason
	}
	return pv, d.look(ctx, by, body)
}

func (d *Desk) personView(v picture.View, x *picture.Person) PersonView {
	pv := PersonView{Line: d.personLine(x), Protectee: sheetFor(v, x), MayReveal: mayReveal(v, x), Reports: d.reportLines(v, v.Reports(x)), Illustrative: illustrative, Consent: d.consentView(v, x)}
	if a := d.assessed(x); a != nil || x.Assessment == nil {
		pv.Hypotheses, pv.Horizons, pv.Account, pv.Standing = hypotheses(a), allHorizons(a), account(x.Account()), standing(a)
	}
	seen, masked := v.Findings(x)
	pv.Findings = d.findingLines(v, seen, masked)
	pv.Claims = d.claimLines(v, x)
	if pv.Standing != nil {
		pv.Standing.Reviews = d.reviewLines(v, x)
	}
	if x.Assessment != nil {
		pv.Engine = x.Assessment.Engine
	}
	for _, id := range d.p.Threads() {
		t, _ := d.p.Thread(id)
		if a := d.leading(t); a != nil && a.Alert.Person == x.Protectee.ID && !d.stopped(a) {
			pv.Alerts = append(pv.Alerts, d.queueItem(v, t, a))
		}
	}
	for _, id := range x.Protectee.Ties {
		if y, ok := v.Person(id); ok && !y.Erased {
			pv.Ties = append(pv.Ties, d.personLine(y))
		}
	}
	pv.Wanted, pv.Dangers = d.wanted(v, x), d.dangerLines(v, x)
	pv.Published, pv.Asks, pv.Tasks = d.publishedNow(v, x), changeLines(x), d.tasks(v, []*picture.Person{x}, true)
	week := d.now().AddDate(0, 0, -7)
	for _, at := range x.Readers {
		if at.After(week) {
			pv.Readers++
		}
	}
	return pv
}

// Report is one report with its original and what was made of it.
func (d *Desk) Report(ctx context.Context, by outrider.UserID, id outrider.ReportID) (ReportView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.ReadReport)
	if err != nil {
		return ReportView{}, err
	}
	it, ok := v.Report(id)
	if !ok || it.Erased {
		return ReportView{}, outrider.ErrNotFound
	}
	objects := []string{string(id)}
	for _, who := range it.Report.About {
		objects = append(objects, string(who))
	}
	return d.reportView(v, it), d.look(ctx, by, picture.ReadBody{Act: "report", Objects: objects})
}

func (d *Desk) reportView(v picture.View, it *picture.Item) ReportView {
	rv := ReportView{Report: d.textFor(v, it), Line: d.reportLine(v, it), By: d.userName(it.By), Warnings: it.Notices, Emergency: emergency(it.Report),
		MayGrade: v.May(policy.GradeReport), MayRetract: v.May(policy.GradeReport) && !it.Retracted, MayDescribe: v.May(policy.SettleProposal)}
	for _, g := range it.Grades {
		rv.Grades = append(rv.Grades, GradeLine{Grade: g.Grade.String(), By: d.userName(g.By), At: g.At, Why: g.Why})
	}
	if d.p.HeldVisit(it.Report.SourceRef) {
		rv.Warnings = append(slices.Clone(rv.Warnings), outrider.Notice{Where: "source", What: "the pages on which this was told had been opened with the word for duress: somebody may have dictated it"})
	}
	rv.Claim, rv.Photos = d.claimOf(v, it), d.photoLines(it)
	rv.Hits = d.hitsOf(v, it)
	for i, p := range it.Proposals {
		rv.Proposals = append(rv.Proposals, d.proposalLine(v, it, i, p))
	}
	for _, who := range it.Report.About {
		x, ok := v.Person(who)
		if !ok {
			continue
		}
		seen, _ := v.Findings(x)
		for _, f := range seen {
			if slices.Contains(f.Reports, it.Report.ID) {
				rv.Findings = append(rv.Findings, d.findingLine(v, f))
			}
		}
	}
	return rv
}
