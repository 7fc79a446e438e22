// Package demo is the worked example: invented people of the invented town of
// Doggerhaven, a month of reports of every kind, saved articles with reprints and
// a paraphrase, and the check of what must be found in them. Everything goes in at
// the same door as on any other desk; what was hidden is in a file that nothing
// but the check reads.
package demo

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"io/fs"
	"slices"
	"sync"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/intake"
	"outrider/internal/intake/article"
	"outrider/internal/intake/csv"
	"outrider/internal/intake/jsonl"
)

//go:embed data
var data embed.FS

// Clock is the demo desk's clock: set while the month is fed, and from then on
// the real one. It is safe for concurrent use.
type Clock struct {
	mu   sync.Mutex
	at   time.Time
	real func() time.Time
}

// NewClock returns a clock that stands where it is set, until it is let run.
func NewClock(real func() time.Time) *Clock { return &Clock{real: real, at: real()} }

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		return c.real()
	}
	return c.at
}

// Set makes the clock stand at a moment.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// Run lets the clock run from now on.
func (c *Clock) Run() { c.Set(time.Time{}) }

// Person is one invented protected person.
type Person struct {
	Protectee outrider.Protectee `json:"protectee"`
	Identity  outrider.Identity  `json:"identity"`
}

// Month is the month as it is to be fed: people first, then drafts by the moment
// at which somebody told them.
type Month struct {
	People  []Person
	Drafts  []outrider.Draft
	Start   time.Time
	Files   int // that the drafts were read from
	Notices int // that intake had about them
}

// Load reads the month and shifts it by whole days so that it ends at now. Whatever
// is refused on the way is an error: the demo's own files must read.
func Load(now time.Time) (Month, error) {
	var m Month
	raw, err := data.ReadFile("data/people.json")
	if err != nil {
		return m, err
	}
	var people struct {
		People []Person `json:"people"`
	}
	if err := json.Unmarshal(raw, &people); err != nil {
		return m, err
	}
	m.People = people.People
	if err := m.read(); err != nil {
		return m, err
	}
	m.shift(now)
	return m, nil
}

// read reads every file of reports through intake.
func (m *Month) read() error {
	names := []string{"data/reports.ndjson", "data/partner.csv"}
	articles, err := fs.Glob(data, "data/articles/*.html")
	if err != nil {
		return err
	}
	for _, name := range append(names, articles...) {
		raw, err := data.ReadFile(name)
		if err != nil {
			return err
		}
		res := readFile(name, raw)
		if len(res.Refused) > 0 {
			return outrider.Invalid("the demo's own file %s was refused: %s", res.Refused[0].Where, res.Refused[0].What)
		}
		m.Files++
		m.Notices += len(res.Notices)
		for _, d := range res.Drafts {
			m.Notices += len(d.Warnings)
			m.Drafts = append(m.Drafts, told(d))
		}
	}
	slices.SortStableFunc(m.Drafts, func(a, b outrider.Draft) int { return a.Report.Told.Compare(b.Report.Told) })
	return nil
}

func readFile(name string, raw []byte) intake.Result {
	switch {
	case bytes.HasPrefix(raw, []byte("{")):
		return jsonl.Read(name, raw)
	case bytes.HasPrefix(raw, []byte("<")):
		return article.Read(name, raw)
	}
	return csv.Read(name, raw, nil)
}

// told gives an article the moment at which the desk's reader found it: two hours
// after it came out. Its subject is assigned by hand, as an analyst would.
func told(d outrider.Draft) outrider.Draft {
	r := &d.Report
	if r.Publication != nil && r.Told.IsZero() {
		r.Told = r.Publication.Dated.Last().Add(2 * time.Hour)
		r.Kind, d.Person = outrider.KindStatement, "K-01"
	}
	return d
}

// shift moves the whole month by whole days, so that hours of day stay true.
func (m *Month) shift(now time.Time) {
	last := m.Drafts[len(m.Drafts)-1].Report.Told
	by := now.Sub(last).Truncate(24 * time.Hour)
	for i := range m.Drafts {
		r := &m.Drafts[i].Report
		r.Told, r.Occurred = r.Told.Add(by), moved(r.Occurred, by)
		if r.Publication != nil {
			p := *r.Publication
			p.Dated = moved(p.Dated, by)
			r.Publication = &p
		}
	}
	m.Start = m.Drafts[0].Report.Told.Add(-24 * time.Hour)
}

func moved(w outrider.When, by time.Duration) outrider.When {
	if !w.IsZero() {
		w.From, w.To = w.From.Add(by), w.To.Add(by)
	}
	return w
}

// Desk is the desk as the demo uses it: like everybody else.
type Desk interface {
	File(ctx context.Context, by outrider.UserID, drafts ...outrider.Draft) ([]desk.Receipt, error)
	Decide(ctx context.Context, by outrider.UserID, d desk.Decision) (desk.Outcome, error)
	Read(ctx context.Context, by outrider.UserID, q desk.Query) (desk.Answer, error)
	Tick(ctx context.Context) (desk.Ticked, error)
	Screen(ctx context.Context, tell func(done, total int)) (desk.Pass, error)
}

// Users of the demo desk and the one-time link of each.
type Users struct {
	Admin, Officer, Duty outrider.UserID
	Link                 string            // signs the officer in
	Person               outrider.PersonID // who is looked after; set by Protect
}

// Feed enrols the people and files the month, report by report at its own moment,
// then lets the clock run.
func Feed(ctx context.Context, d Desk, c *Clock, m Month) (Users, error) {
	c.Set(m.Start)
	u, err := enrol(ctx, d, m.People)
	if err != nil {
		return u, err
	}
	for _, dr := range m.Drafts {
		c.Set(dr.Report.Told)
		got, err := d.File(ctx, u.Officer, dr)
		if err != nil {
			return u, err
		}
		if got[0].Refused != "" {
			return u, outrider.Invalid("a report of the demo was refused: %s %s", got[0].Where, got[0].Refused)
		}
	}
	c.Run()
	if _, err = d.Tick(ctx); err != nil {
		return u, err
	}
	_, err = d.Screen(ctx, nil)
	return u, err
}

func enrol(ctx context.Context, d Desk, people []Person) (Users, error) {
	var u Users
	add := func(by outrider.UserID, name string, role outrider.Role) (outrider.UserID, string, error) {
		got, err := d.Decide(ctx, by, desk.Decision{AddUser: &desk.AddUser{Name: name, Role: role}})
		return outrider.UserID(got.ID), got.Link, err
	}
	var err error
	if u.Admin, _, err = add("", "admin", outrider.RoleAdmin); err != nil {
		return u, err
	}
	if u.Officer, _, err = add(u.Admin, "officer", outrider.RoleCase); err != nil {
		return u, err
	}
	if u.Duty, _, err = add(u.Admin, "duty", outrider.RoleDuty); err != nil {
		return u, err
	}
	for _, p := range people {
		if _, err := d.Decide(ctx, u.Officer, desk.Decision{AddPerson: &desk.AddPerson{Protectee: p.Protectee, Identity: p.Identity, Consents: agreed()}}); err != nil {
			return u, err
		}
	}
	return u, nil
}

// agreed is what everybody in the example agreed to.
func agreed() []desk.GiveConsent {
	told := outrider.Told{Source: outrider.SaidBySelf, How: outrider.InPerson, Language: "en"}
	return []desk.GiveConsent{{Purpose: outrider.ForRecord, Told: told}, {Purpose: outrider.ForAdvice, Told: told}}
}

// Invite gives the officer a fresh one-time link: those made while the month was
// fed have run out.
func Invite(ctx context.Context, d Desk, u *Users) error {
	got, err := d.Decide(ctx, u.Admin, desk.Decision{AddUser: &desk.AddUser{Name: "officer", Role: outrider.RoleCase}})
	u.Link = got.Link
	return err
}

// OwnPages makes a one-time link to the own pages of the person whom Protect chose.
func OwnPages(ctx context.Context, d Desk, u Users) (string, error) {
	got, err := d.Decide(ctx, u.Officer, desk.Decision{LinkPortal: &desk.LinkPortal{Person: u.Person}})
	return got.Link, err
}
