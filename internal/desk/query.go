package desk

import (
	"context"
	"time"

	"outrider"
	"outrider/internal/claim"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// Query asks for exactly one view; AsOf, where set, asks for it as it stood then.
type Query struct {
	Queue      bool              `json:"queue,omitempty"`
	Alert      outrider.AlertID  `json:"alert,omitempty"`
	People     bool              `json:"people,omitempty"`
	Person     *PersonQuery      `json:"person,omitempty"`
	Report     outrider.ReportID `json:"report,omitempty"`
	Search     string            `json:"search,omitempty"`
	Audit      bool              `json:"audit,omitempty"`
	Before     uint64            `json:"before,omitempty"`
	Users      bool              `json:"users,omitempty"`
	Health     bool              `json:"health,omitempty"`
	Precedent  *PrecedentQuery   `json:"precedent,omitempty"`
	Learn      *LearnQuery       `json:"learn,omitempty"`
	Hits       *HitsQuery        `json:"hits,omitempty"`
	Hit        outrider.HitID    `json:"hit,omitempty"`
	Watches    bool              `json:"watches,omitempty"`
	Sources    bool              `json:"sources,omitempty"`
	Watch      outrider.WatchID  `json:"watch,omitempty"`
	Record     bool              `json:"record,omitempty"` // how far forecasts were borne out
	AsOf       time.Time         `json:"as_of,omitzero"`
	ToJudge    bool              `json:"to_judge,omitempty"`
	Judge      *JudgeQuery       `json:"judge,omitempty"`
	Judgements outrider.PersonID `json:"judgements,omitempty"`
	Tasks      *TasksQuery       `json:"tasks,omitempty"`
	InForce    bool              `json:"in_force,omitempty"` // the rates that the assessment reads
	Duties     bool              `json:"duties,omitempty"`
	CheckIns   outrider.PersonID `json:"check_ins,omitempty"`
	Portal     outrider.PersonID `json:"portal,omitempty"` // the person's own pages, as staff see them
	Photo      *PhotoQuery       `json:"photo,omitempty"`
	Plan       *PlanQuery        `json:"plan,omitempty"`
	Danger     *DangerQuery      `json:"danger,omitempty"`
	Dangers    *DangersQuery     `json:"dangers,omitempty"`
	Levels     bool              `json:"levels,omitempty"`
	Casework   *CaseworkQuery    `json:"casework,omitempty"`
}

// Answer holds the view that was asked for.
type Answer struct {
	Queue     *QueueView     `json:"queue,omitempty"`
	Alert     *AlertView     `json:"alert,omitempty"`
	People    *PeopleView    `json:"people,omitempty"`
	Person    *PersonView    `json:"person,omitempty"`
	Report    *ReportView    `json:"report,omitempty"`
	Search    *SearchView    `json:"search,omitempty"`
	Audit     *AuditView     `json:"audit,omitempty"`
	Users     *UsersView     `json:"users,omitempty"`
	Health    *HealthView    `json:"health,omitempty"`
	Precedent *PrecedentView `json:"precedent,omitempty"`
	Learn     *LearnView     `json:"learn,omitempty"`
	Hits      *HitsView      `json:"hits,omitempty"`
	Hit       *HitView       `json:"hit,omitempty"`
	Watches   *WatchesView   `json:"watches,omitempty"`
	Watch     *WatchView     `json:"watch,omitempty"`

	Sources    []outrider.ListSource `json:"sources,omitempty"`
	Record     *RecordView           `json:"record,omitempty"`
	ToJudge    *ToJudgeView          `json:"to_judge,omitempty"`
	Judge      *JudgeView            `json:"judge,omitempty"`
	Judgements *JudgementsView       `json:"judgements,omitempty"`
	Tasks      *TasksView            `json:"tasks,omitempty"`
	InForce    *InForceView          `json:"in_force,omitempty"`
	Duties     *DutiesView           `json:"duties,omitempty"`
	CheckIns   *CheckInView          `json:"check_ins,omitempty"`
	Portal     *PortalView           `json:"portal,omitempty"`
	Photo      *PhotoView            `json:"photo,omitempty"`
	Plan       *PlanView             `json:"plan,omitempty"`
	Danger     *DangerView           `json:"danger,omitempty"`
	Dangers    *DangersView          `json:"dangers,omitempty"`
	Levels     *LevelsView           `json:"levels,omitempty"`
	Casework   *CaseworkAnswer       `json:"casework,omitempty"`
}

// Read is every view through one door, for commands and for the JSON interface.
func (d *Desk) Read(ctx context.Context, by outrider.UserID, q Query) (Answer, error) {
	var a Answer
	var err error
	switch {
	case !q.AsOf.IsZero():
		return d.readAsOf(ctx, by, q)
	case q.Queue:
		a.Queue, err = ptr(d.Queue(ctx, by))
	case q.Alert != "":
		a.Alert, err = ptr(d.Alert(ctx, by, q.Alert))
	case q.People:
		a.People, err = ptr(d.People(ctx, by))
	case q.Person != nil:
		a.Person, err = ptr(d.Person(ctx, by, *q.Person))
	case q.Report != "":
		a.Report, err = ptr(d.Report(ctx, by, q.Report))
	case q.Search != "":
		a.Search, err = ptr(d.Search(ctx, by, q.Search))
	case q.Audit:
		a.Audit, err = ptr(d.Audit(ctx, by, q.Before))
	case q.Users:
		a.Users, err = ptr(d.Users(ctx, by))
	case q.Health:
		a.Health, err = ptr(d.Health(ctx, by))
	case q.Precedent != nil:
		a.Precedent, err = ptr(d.Precedent(ctx, by, *q.Precedent))
	case q.Learn != nil:
		a.Learn, err = ptr(d.Learn(ctx, by, *q.Learn))
	case q.Duties:
		a.Duties, err = ptr(d.Duties(ctx, by))
	case q.CheckIns != "":
		a.CheckIns, err = ptr(d.CheckIns(ctx, by, q.CheckIns))
	case q.Portal != "":
		a.Portal, err = ptr(d.Portal(ctx, by, q.Portal))
	case q.Photo != nil:
		a.Photo, err = ptr(d.Photo(ctx, by, *q.Photo))
	case q.Plan != nil:
		a.Plan, err = ptr(d.Plan(ctx, by, *q.Plan))
	case q.Casework != nil:
		a.Casework, err = ptr(d.readCases(ctx, by, *q.Casework))
	case q.Record:
		a.Record, err = ptr(d.Record(ctx, by))
	default:
		if a, asked, err := d.readJudging(ctx, by, q); asked {
			return a, err
		}
		if a, asked, err := d.readDanger(ctx, by, q); asked {
			return a, err
		}
		return d.readHits(ctx, by, q)
	}
	return a, err
}

// readHits is Read for what screening gives.
func (d *Desk) readHits(ctx context.Context, by outrider.UserID, q Query) (a Answer, err error) {
	switch {
	case q.Hits != nil:
		a.Hits, err = ptr(d.Hits(ctx, by, *q.Hits))
	case q.Hit != "":
		a.Hit, err = ptr(d.Hit(ctx, by, q.Hit))
	case q.Watches:
		a.Watches, err = ptr(d.Watches(ctx, by))
	case q.Sources:
		a.Sources, err = d.sources(by)
	case q.InForce:
		a.InForce, err = ptr(d.InForce(ctx, by))
	case q.Watch != "":
		a.Watch, err = ptr(d.Watching(ctx, by, q.Watch))
	default:
		err = outrider.Invalid("nothing was asked")
	}
	return a, err
}

func ptr[T any](v T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	return &v, nil
}

// readAsOf answers "what did the officer see at T": it folds the entries recorded
// until then, and nothing later, and cuts that picture to the user as they are
// now. The look itself is recorded today.
func (d *Desk) readAsOf(ctx context.Context, by outrider.UserID, q Query) (Answer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, err := d.may(by, policy.ReadQueue)
	if err != nil {
		return Answer{}, err
	}
	past, err := d.past(ctx, q.AsOf)
	if err != nil {
		return Answer{}, err
	}
	past.p.ConsentOf(d.p) // a no that was said since holds for what was held before
	v := past.p.For(u).At(d.now())
	var a Answer
	body := picture.ReadBody{Act: "as of " + q.AsOf.UTC().Format(time.RFC3339)}
	switch {
	case q.Queue:
		qv := past.queue(v)
		a.Queue = &qv
	case q.Person != nil:
		x, ok := v.Person(q.Person.ID)
		if !ok {
			return Answer{}, outrider.ErrNotFound
		}
		pv := past.personView(v, x)
		a.Person, body.Objects = &pv, []string{string(q.Person.ID)}
	case q.Plan != nil:
		pv, err := past.pastPlan(v, *q.Plan)
		if err != nil {
			return Answer{}, err
		}
		a.Plan, body.Objects = &pv, []string{string(q.Plan.Person)}
	case q.Danger != nil:
		if a.Danger, err = ptr(d.dangerPast(ctx, v, past, q.Danger.ID)); err != nil {
			return Answer{}, err
		}
		body.Objects = []string{string(q.Danger.ID), string(a.Danger.Line.Person)}
	default:
		return Answer{}, outrider.Invalid("only the queue, a person, a plan and a threat record can be asked for as of a date")
	}
	return a, d.look(ctx, by, body)
}

// past is a desk as it stood at a moment: it reads and never writes.
func (d *Desk) past(ctx context.Context, t time.Time) (*Desk, error) {
	p, err := d.asOf(ctx, t)
	if err != nil {
		return nil, err
	}
	return d.pastOf(p, t), nil
}

// pastOf is a desk around a picture of the past.
func (d *Desk) pastOf(p *picture.Picture, t time.Time) *Desk {
	o := d.o
	o.Clock = func() time.Time { return t }
	texts := claim.NewIndex()
	for _, it := range p.Reports() {
		if !it.Erased && !it.Retracted && it.Report.Text != "" {
			texts.Add(it.Report)
		}
	}
	return &Desk{o: o, p: p, texts: texts}
}
