package servertest

import (
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/precedent"
)

// Audit shows two acts and says that there are older ones.
func (d *Desk) Audit(_ context.Context, by outrider.UserID, before uint64) (desk.AuditView, error) {
	if err := d.may(by, "read-audit"); err != nil {
		return desk.AuditView{}, err
	}
	v := desk.AuditView{Head: "3f1c9a0d5b7e2468ace013579bdf02468ace1357", Total: 902, Before: 901, Lines: []desk.AuditLine{
		{Seq: 902, Recorded: Now(), By: "mira", Act: "looked at a name", Object: "p-k07", Reason: "to call"},
		{Seq: 901, Recorded: Now().Add(-time.Minute), Act: "raised an alert", Object: "a-van"}}}
	if before != 0 {
		v.Lines, v.Before = v.Lines[1:], 0
	}
	return v, nil
}

// Users lists the invented users by name.
func (d *Desk) Users(_ context.Context, by outrider.UserID) (desk.UsersView, error) {
	if err := d.may(by, "manage-users"); err != nil {
		return desk.UsersView{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var v desk.UsersView
	for id, u := range d.users {
		v.Users = append(v.Users, desk.UserLine{ID: id, Name: u.Name, Role: u.Role, Disabled: u.Disabled, Added: u.Added, HasPass: d.pass[id]})
	}
	slices.SortFunc(v.Users, func(a, b desk.UserLine) int { return strings.Compare(a.Name, b.Name) })
	return v, nil
}

// Health shows a warning and the limits.
func (d *Desk) Health(_ context.Context, by outrider.UserID) (desk.HealthView, error) {
	if err := d.may(by, "read-health"); err != nil {
		return desk.HealthView{}, err
	}
	return desk.HealthView{Version: "test", Entries: 902, People: 3, Backup: "none yet", Warnings: []string{"No backup was ever made."},
		NotYet: []string{"Nobody is paged: somebody has to look."}}, nil
}

// Precedents lists one invented case.
func (d *Desk) Precedents(_ context.Context, by outrider.UserID) (desk.PrecedentsView, error) {
	if err := d.may(by, "read-precedents"); err != nil {
		return desk.PrecedentsView{}, err
	}
	return desk.PrecedentsView{Cases: []desk.PrecedentLine{caseLine()}, Excluded: []string{"An invented rumour: no source names a date."}}, nil
}

func caseLine() desk.PrecedentLine {
	return desk.PrecedentLine{ID: "invented-2001", Title: "The invented case of Exampleville", Host: "Exampleland", Years: "2000-2001", Events: 4, Sources: 1, Basis: "invented for tests"}
}

// Precedent replays the invented case.
func (d *Desk) Precedent(_ context.Context, by outrider.UserID, q desk.PrecedentQuery) (desk.PrecedentView, error) {
	if err := d.may(by, "read-precedents"); err != nil {
		return desk.PrecedentView{}, err
	}
	if q.Case != "invented-2001" {
		return desk.PrecedentView{}, outrider.ErrNotFound
	}
	v := desk.PrecedentView{Line: caseLine(), Protectee: "first", Protectees: []string{"first", "second"}, View: orElse(q.View, "reported"), Tier: orElse(q.Tier, "A"),
		Bound:    "An upper bound: everybody who could have noticed did, and told.",
		Critical: "In the end nothing happened, because this case is invented.", Attribution: "none",
		Excluded: []string{"invented-2001"}, Sources: []desk.SourceLine{{ID: "s1", Title: "An invented report", Publisher: "Nobody", Date: "2002", URL: "https://example.org/invented"}}}
	for i := range 4 {
		s := desk.PrecedentStep{At: Now().AddDate(-30, i, 0), Seen: "A stranger asked the neighbours about opening hours.", Kind: "approach", P: hypotheses(),
			Harm90: judgement("Harm within 90 days", 0.01*float64(i+2), 0.01, 0.2), Sources: []string{"s1"}}
		if i == 2 {
			s.Alarm = outrider.LevelAct
		}
		v.Steps = append(v.Steps, s)
	}
	v.At = len(v.Steps) - 1
	if q.Step >= 0 && q.Step < len(v.Steps) {
		v.At = q.Step
	}
	if q.View == "known" {
		v.Steps, v.At = nil, 0
	}
	return v, nil
}

// Like finds the same invented case for everybody.
func (d *Desk) Like(_ context.Context, by outrider.UserID, q desk.LikeQuery) (desk.LikeView, error) {
	if err := d.may(by, "read-precedents"); err != nil {
		return desk.LikeView{}, err
	}
	if err := q.Features.Check(); err != nil {
		return desk.LikeView{}, err
	}
	v := desk.LikeView{Kinds: []string{"Threat"}, Likeness: []precedent.Likeness{{Case: "invented-2001", Protected: "first", Title: caseLine().Title, Distance: .25, Compared: 3,
		Agrees: []precedent.Feature{{Name: "threats before", Here: "yes", There: "yes", Alike: 1}}, Differs: []precedent.Feature{{Name: "role", Here: "media", There: "law"}},
		Next: "nothing, for it is invented"}}}
	if q.Case == caseLine().ID {
		v.Case, v.People, v.Of = caseLine().Title, []string{"first", "second"}, orElse(q.Of, "first")
		return v, nil
	}
	if q.Case != "" {
		return desk.LikeView{}, outrider.ErrNotFound
	}
	p, err := d.Person(context.Background(), by, desk.PersonQuery{ID: q.Person})
	if err != nil || p.Line.Erased {
		return desk.LikeView{}, outrider.ErrNotFound
	}
	v.Line = p.Line
	return v, nil
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
