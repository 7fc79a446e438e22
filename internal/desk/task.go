package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// makeTask turns an observation that would change an assessment into one action
// with an owner and a day.
func (d *Desk) makeTask(ctx context.Context, by outrider.UserID, m MakeTask) (Outcome, error) {
	v, x, err := d.personFor(by, m.Person, policy.Collect)
	if err != nil {
		return Outcome{}, err
	}
	t := outrider.Task{ID: d.o.NewID("k"), Person: m.Person, Do: strings.TrimSpace(m.Do), If: strings.TrimSpace(m.If), Due: m.Due, Basis: seenBasis(v, x)}
	if t.If != "" {
		if err := d.fromChange(x, &t); err != nil {
			return Outcome{}, err
		}
	}
	if t.Owner, err = d.ownerNamed(by, m.Owner); err != nil {
		return Outcome{}, err
	}
	now := d.now()
	if t.Due.IsZero() {
		t.Due = now.Add(d.o.Judging.Due)
	}
	if !t.Due.After(now) || t.Due.After(now.Add(d.o.Judging.MaxDue)) {
		return Outcome{}, outrider.Invalid("a task is due ahead, within %d days", int(d.o.Judging.MaxDue.Hours()/24))
	}
	if err := t.Validate(); err != nil {
		return Outcome{}, err
	}
	e, err := personEntryOf(outrider.EntryTask, by, t.ID, m.Person, picture.TaskBody{Task: t})
	return Outcome{ID: t.ID}, d.fact(ctx, e, err)
}

// fromChange takes the action and the number from the assessment's own row.
func (d *Desk) fromChange(x *picture.Person, t *outrider.Task) error {
	if x.Assessment != nil {
		for _, c := range x.Assessment.ChangesIf {
			if c.If != t.If {
				continue
			}
			if t.Do == "" {
				t.Do = c.Task
			}
			t.To = &c.Attack
			return nil
		}
	}
	return &outrider.Error{Code: outrider.CodeConflict, Safe: "the assessment does not ask for this any more", Hint: "open the person's page again: news came in between"}
}

// ownerNamed finds who is to do a task: a user who may.
func (d *Desk) ownerNamed(by outrider.UserID, name string) (outrider.UserID, error) {
	if strings.TrimSpace(name) == "" {
		return by, nil
	}
	u, ok := d.p.UserNamed(name)
	if !ok || !policy.May(u, policy.Collect) {
		return "", outrider.Invalid("the owner of a task is an active duty officer, case officer or analyst, by name")
	}
	return u.ID, nil
}

// closeTask says what became of a task. A report that answers it is one about the
// same person that the user may see.
func (d *Desk) closeTask(ctx context.Context, by outrider.UserID, c CloseTask) (Outcome, error) {
	v, err := d.view(by, policy.Collect)
	if err != nil {
		return Outcome{}, err
	}
	x, t := d.taskOf(c.Task)
	if t == nil || !v.Knows(x) || !x.Allows(outrider.ForAdvice, d.now()) {
		return Outcome{}, outrider.ErrNotFound
	}
	if t.Closed != nil {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this task is closed already", Hint: "make another where there is more to find out"}
	}
	if !c.Done && strings.TrimSpace(c.Note) == "" {
		return Outcome{}, outrider.Invalid("say why it was not done")
	}
	if c.Report != "" {
		it, ok := v.Report(c.Report)
		if !ok || it.Erased || !slices.Contains(it.Report.About, x.Protectee.ID) {
			return Outcome{}, outrider.Invalid("the answer is a report about the same person that you may see")
		}
	}
	body := outrider.TaskClosed{Task: c.Task, Person: x.Protectee.ID, Done: c.Done, Note: strings.TrimSpace(c.Note), Report: c.Report}
	e, err := personEntryOf(outrider.EntryTaskClosed, by, d.o.NewID("e"), x.Protectee.ID, picture.TaskClosedBody{Closed: body})
	return Outcome{ID: c.Task}, d.fact(ctx, e, err)
}

// taskOf finds a task and whom it is about.
func (d *Desk) taskOf(id string) (*picture.Person, *picture.Task) {
	for _, x := range d.p.People() {
		if t := x.Task(id); t != nil {
			return x, t
		}
	}
	return nil, nil
}

// Tasks lists tasks of one person or of everybody.
func (d *Desk) Tasks(ctx context.Context, by outrider.UserID, q TasksQuery) (TasksView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.Collect)
	if err != nil {
		return TasksView{}, err
	}
	people := v.People()
	if q.Person != "" {
		x, ok := v.Person(q.Person)
		if !ok || x.Erased {
			return TasksView{}, outrider.ErrNotFound
		}
		people = []*picture.Person{x}
	}
	tv := TasksView{Tasks: d.tasks(v, people, q.Closed)}
	var objects []string
	for _, l := range tv.Tasks {
		objects = append(objects, l.ID)
	}
	return tv, d.look(ctx, by, picture.ReadBody{Act: "tasks", Objects: objects, Blind: true})
}

// tasks lists tasks, open ones first by day, then closed ones, newest first.
func (d *Desk) tasks(v picture.View, people []*picture.Person, closed bool) []TaskLine {
	if !v.May(policy.Collect) {
		return nil
	}
	var out []TaskLine
	for _, x := range people {
		for _, t := range x.Tasks {
			if t.Closed == nil && x.Allows(outrider.ForAdvice, d.now()) || t.Closed != nil && closed {
				out = append(out, d.taskLine(v, x, t))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b TaskLine) int {
		if c := cmp.Compare(b2i(a.State != "open"), b2i(b.State != "open")); c != 0 {
			return c
		}
		if a.State != "open" {
			return b.Closed.Compare(a.Closed)
		}
		return a.Due.Compare(b.Due)
	})
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// taskLine writes a task. Its words rest on reports: whoever may not see them all
// sees that there is a task, by when, and whose. The number it would move to is a
// figure of the model and is held back with the others.
func (d *Desk) taskLine(v picture.View, x *picture.Person, t *picture.Task) TaskLine {
	l := TaskLine{ID: t.ID, Person: x.Protectee.ID, Code: x.Protectee.Code, Owner: d.userName(t.Owner), Mine: t.Owner == v.User().ID, Due: t.Due, Made: t.At,
		State: "open", Overdue: t.Closed == nil && !d.now().Before(t.Due)}
	if t.Closed != nil {
		l.State, l.Closed, l.By = "not done", t.ClosedBy.At, d.userName(t.ClosedBy.By)
		if t.Closed.Done {
			l.State = "done"
		}
		if it, ok := v.Report(t.Closed.Report); ok && !it.Erased {
			l.Report = t.Closed.Report
		}
	}
	if l.Masked = !v.SeesAll(t.Basis); l.Masked && !l.Mine {
		l.Do = "A task rests on reports that you may not see."
		return l
	}
	l.Masked, l.Do, l.If = false, t.Do, t.If
	if t.To != nil && !d.withheld(v, x.Protectee.ID) {
		l.To = outrider.Percent(t.To.P)
	}
	if t.Closed != nil {
		l.Note = t.Closed.Note
	}
	return l
}

// changeLines lists what would change an assessment, with the task for each.
func changeLines(x *picture.Person) []ChangeLine {
	if x.Assessment == nil {
		return nil
	}
	var out []ChangeLine
	for _, c := range x.Assessment.ChangesIf {
		out = append(out, ChangeLine{If: c.If, To: outrider.Percent(c.Attack.P), Do: c.Task,
			Open: slices.ContainsFunc(x.Tasks, func(t *picture.Task) bool { return t.If == c.If && t.Closed == nil })})
	}
	return out
}
