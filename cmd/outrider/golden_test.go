package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/backup"
	"outrider/internal/desk"
	"outrider/internal/seal/keytable"
)

var writeGolden = flag.Bool("golden", false, "write a new golden ledger; for a new format only: old ones are never rewritten")

const goldenDir = "testdata/golden/v1"

// goldenState is what must come out of a golden ledger for ever: facts, not words
// of pages, which may change.
type goldenState struct {
	Entries uint64
	Head    string
	People  []string
	Reports []string
	Alerts  []string
	Users   []string
}

// TestGoldenLedger restores the ledger that the first version wrote, verifies it
// and folds it: every entry ever written can be read for ever.
func TestGoldenLedger(t *testing.T) {
	if *writeGolden {
		makeGolden(t)
	}
	key, err := os.ReadFile(filepath.Join(goldenDir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(goldenDir, "ledger.backup"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	o, err := backup.Open(f, backup.Key{Secret: keytable.Secret{KeyFile: key}})
	if err != nil {
		t.Fatal(err)
	}
	e := goldenEnv(t, filepath.Join(t.TempDir(), "store"))
	if _, err := o.Restore(e.ctx, e.cli.Data, backup.Names{Ledger: ledgerName, Head: headName}, nil); err != nil {
		t.Fatal(err)
	}
	rep, err := e.verifyClosed()
	if err != nil || !rep.Whole() {
		t.Fatalf("the golden ledger does not verify: %+v, %v", rep, err)
	}
	var want goldenState
	raw, err := os.ReadFile(filepath.Join(goldenDir, "want.json"))
	if err == nil {
		err = json.Unmarshal(raw, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := e.openStore(nil)
	if err != nil {
		t.Fatal(err)
	}
	got := stateOf(t, e, s)
	got.Entries, got.Head = rep.Entries, rep.Hash
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the golden ledger folds to something else:\n%s", diff)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

func goldenEnv(t *testing.T, dir string) *env {
	t.Helper()
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	return &env{ctx: context.Background(), cli: &cli{Data: dir, KeyFile: filepath.Join(goldenDir, "key")}, out: &bytes.Buffer{}, errw: &bytes.Buffer{}, in: &bytes.Buffer{},
		clock: func() time.Time { at = at.Add(time.Minute); return at }, getenv: func(string) string { return "" }}
}

// stateOf reads the facts of a desk through its own door.
func stateOf(t *testing.T, e *env, s *store) goldenState {
	t.Helper()
	var g goldenState
	admin, officer := mustLookup(t, s.desk, defaultAdmin), mustLookup(t, s.desk, defaultOfficer)
	people := must(s.desk.People(e.ctx, officer))(t)
	seen := map[string]bool{}
	add := func(l desk.ReportLine) {
		line := string(l.ID) + " " + string(l.Kind) + " " + l.Grade + " " + l.Text
		if l.Erased {
			line += " erased"
		}
		if l.Retracted {
			line += " retracted"
		}
		if !seen[line] {
			seen[line] = true
			g.Reports = append(g.Reports, line)
		}
	}
	for _, p := range people.People {
		line := string(p.ID) + " " + p.Code
		if p.Erased {
			line += " erased"
		}
		g.People = append(g.People, line)
		if v, err := s.desk.Person(e.ctx, officer, desk.PersonQuery{ID: p.ID}); err == nil {
			for _, r := range v.Reports {
				add(r)
			}
		}
	}
	q := must(s.desk.Queue(e.ctx, officer))(t)
	for _, it := range slices.Concat(q.Items, q.Taken) {
		g.Alerts = append(g.Alerts, string(it.Alert)+" "+string(it.Level)+" "+string(it.Rule)+" "+it.Owner)
	}
	for _, u := range must(s.desk.Users(e.ctx, admin))(t).Users {
		g.Users = append(g.Users, u.Name+" "+string(u.Role))
	}
	slices.Sort(g.Reports)
	slices.Sort(g.Alerts)
	slices.Sort(g.People)
	return g
}

func mustLookup(t *testing.T, d *desk.Desk, name string) outrider.UserID {
	t.Helper()
	return must(d.Lookup(t.Context(), name))(t)
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// makeGolden lives a short life with every kind of entry in it.
func makeGolden(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll(goldenDir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(goldenDir, "key"), []byte("this key opens invented people only\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := goldenEnv(t, filepath.Join(t.TempDir(), "made"))
	if err := (&initCmd{Admin: defaultAdmin, Officer: defaultOfficer}).Run(e); err != nil {
		t.Fatal(err)
	}
	s := must(e.openStore(nil))(t)
	live(t, e, s)
	state := stateOf(t, e, s)
	out := filepath.Join(goldenDir, "ledger.backup")
	_ = os.Remove(out) // a golden ledger that is being made anew
	k, err := s.backup(e.ctx, out)
	if err != nil {
		t.Fatal(err)
	}
	state.Entries, state.Head = k.Entries, k.Head
	b := must(json.MarshalIndent(state, "", " "))(t)
	if err := os.WriteFile(filepath.Join(goldenDir, "want.json"), append(b, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
}

func live(t *testing.T, e *env, s *store) {
	t.Helper()
	officer, admin := mustLookup(t, s.desk, defaultOfficer), mustLookup(t, s.desk, defaultAdmin)
	do := func(by outrider.UserID, d desk.Decision) desk.Outcome {
		t.Helper()
		return must(s.desk.Decide(e.ctx, by, d))(t)
	}
	for _, p := range []outrider.Protectee{{ID: "p-a", Code: "K-01", Coverage: .7}, {ID: "p-b", Code: "K-02", Coverage: .5}, {ID: "p-c", Code: "K-03", Coverage: .5}} {
		do(officer, desk.Decision{AddPerson: &desk.AddPerson{Protectee: p, Identity: outrider.Identity{Name: "Invented " + p.Code}}})
	}
	for _, l := range goldenReports {
		got := must(s.desk.File(e.ctx, officer, readFile("golden", []byte(l), nil).Drafts...))(t)
		if got[0].Refused != "" {
			t.Fatalf("%s: %s", l, got[0].Refused)
		}
	}
	do(officer, desk.Decision{Grade: &desk.GradeReport{Report: "r-1", Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "B", Content: "2"}, Why: "spoke to her"}})
	do(officer, desk.Decision{Retract: &desk.RetractReport{Report: "r-5", Why: "another street"}})
	do(officer, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: outrider.Protectee{ID: "p-b", Code: "K-02", Coverage: .8}}})
	do(officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: "p-c", Confirm: "K-03", Reason: "asked for it"}})
	q := must(s.desk.Queue(e.ctx, officer))(t)
	do(officer, desk.Decision{Take: &desk.TakeAlert{Alert: q.Items[0].Alert}})
	do(officer, desk.Decision{Dismiss: &desk.DismissAlert{Alert: q.Items[len(q.Items)-1].Alert, Reason: "known", Note: "explained", Until: e.clock().AddDate(0, 1, 0)}})
	more := do(admin, desk.Decision{AddUser: &desk.AddUser{Name: "noor", Role: outrider.RoleAuditor}})
	do(outrider.UserID(more.ID), desk.Decision{SetPass: &desk.SetPassphrase{Passphrase: "nine invented herons"}})
	do(admin, desk.Decision{DisableUser: &desk.DisableUser{User: outrider.UserID(more.ID)}})
}

var goldenReports = []string{
	`{"id":"r-1","kind":"watched","person":"K-01","occurred":"2026-02-10T18:00:00Z","text":"A grey van across the road.","place":{"lat":54.70,"lon":2.20},"selectors":[{"kind":"plate","value":"ZZ 01 AAA"}],"behaviour":["waiting"]}`,
	`{"id":"r-2","kind":"watched","person":"K-01","occurred":"2026-02-14T08:00:00Z","text":"The van by the school.","place":{"lat":54.72,"lon":2.16},"selectors":[{"kind":"plate","value":"ZZ01AAA"}]}`,
	`{"id":"r-3","kind":"watched","person":"K-01, K-03","occurred":"2026-02-20T12:00:00Z","text":"The van outside the office, seen by both.","place":{"lat":54.71,"lon":2.25},"selectors":[{"kind":"plate","value":"ZZ01AAA"}]}`,
	`{"id":"r-4","kind":"unfamiliar-visit","person":"K-02","occurred":"2026-02-21T12:00:00Z","text":"A van in our yard.","place":{"lat":54.61,"lon":2.05},"selectors":[{"kind":"plate","value":"ZZ01AAA"}]}`,
	`{"id":"r-5","kind":"watched","person":"K-02","occurred":"2026-02-22","text":"A man at the corner."}`,
	`{"id":"r-6","kind":"suspicious-delivery","person":"K-02","text":"A parcel without sender.","handling":{"tlp":"TLP:RED","pap":"PAP:RED"}}`,
	`{"id":"r-7","kind":"threat-message","text":"A threat that names nobody in the register.","names":["Ada Muster"]}`,
}
