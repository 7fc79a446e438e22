package shelf_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/shelf"
)

const (
	march = "key,name\nK1,Ansel Larch\nK2,Idris Rowan\n"
	april = "key,name\nK1,Ansel Larch\nK2,Idris Rowan\nK3,Ada Alder\n"
)

func day(s string) watchlist.Date {
	d, _ := watchlist.ParseDate(s)
	return d
}

func keep(t *testing.T, s shelf.Shelf, v watchlist.Version, content string) {
	t.Helper()
	v.List, v.SHA256, v.Seen = "own", []string{shelf.Digest([]byte(content))}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := s.Keep(v, [][]byte{[]byte(content)}); err != nil {
		t.Fatal(err)
	}
}

func TestTheVersionInForce(t *testing.T) {
	s := shelf.New(filepath.Join(t.TempDir(), "lists"))
	if v, err := s.Versions(); err != nil || len(v) != 0 {
		t.Fatalf("an absent folder holds %v, %v", v, err)
	}
	keep(t, s, watchlist.Version{Published: day("2024-04"), State: watchlist.InForce}, april)
	keep(t, s, watchlist.Version{Published: day("2024-03-05"), State: watchlist.InForce}, march)
	keep(t, s, watchlist.Version{Published: day("2024-05-01"), State: watchlist.Refused}, "key,name\n")
	for at, want := range map[string]int{"2024-03-04": 0, "2024-03-05": 2, "2024-04-29": 2, "2024-04-30": 3, "2024-06": 3, "2026": 3} {
		d, _, ok, err := s.InForce("own", day(at).Last())
		if err != nil || ok != (want > 0) || ok && len(d.Records) != want {
			t.Errorf("on %s: %v, %v, %+v", at, ok, err, d)
		}
	}
	keep(t, s, watchlist.Version{Published: day("2024-07-01"), State: watchlist.Lapsed}, "closed")
	if _, _, ok, err := s.InForce("own", day("2024-08").Last()); ok || err != nil {
		t.Errorf("a discontinued list is in force: %v, %v", ok, err)
	}
}

func TestDamageIsNamed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lists")
	s := shelf.New(dir)
	keep(t, s, watchlist.Version{Published: day("2024-03-05"), State: watchlist.InForce}, march)
	file := filepath.Join(dir, "files", shelf.Digest([]byte(march)))
	if err := os.WriteFile(file, []byte(april), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := s.InForce("own", day("2025").Last()); outrider.CodeOf(err) != outrider.CodeDamaged {
		t.Errorf("a changed file: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "versions.jsonl"), []byte("{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Versions(); outrider.CodeOf(err) != outrider.CodeDamaged {
		t.Errorf("a broken line: %v", err)
	}
}

func TestAFullDiskKeepsWhatThereWas(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lists")
	s := shelf.New(dir)
	keep(t, s, watchlist.Version{Published: day("2024-03-05"), State: watchlist.InForce}, march)
	if err := os.RemoveAll(filepath.Join(dir, "files")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "files"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	v := watchlist.Version{List: "own", SHA256: []string{shelf.Digest([]byte(april))}}
	if err := s.Keep(v, [][]byte{[]byte(april)}); outrider.CodeOf(err) != outrider.CodeStorage {
		t.Errorf("a folder that is none: %v", err)
	}
	if held, err := s.Versions(); err != nil || len(held) != 1 {
		t.Errorf("%d versions are held, %v", len(held), err)
	}
}

func TestNamesOfLists(t *testing.T) {
	for name, ok := range map[string]bool{"ofac-sdn": true, "eu-32014r0269": true, "": false, "a@b": false, "../x": false, "Own": false, strings.Repeat("a", 61): false} {
		if err := watchlist.CheckName(name); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// A running desk looks at the stamp alone to know whether a version came.
func TestStampChangesWithEveryVersion(t *testing.T) {
	s := shelf.New(filepath.Join(t.TempDir(), "lists"))
	seen := map[string]bool{}
	look := func() {
		t.Helper()
		stamp, err := s.Stamp()
		if err != nil || seen[stamp] {
			t.Errorf("stamp %q again, %v", stamp, err)
		}
		seen[stamp] = true
		if again, err := s.Stamp(); err != nil || again != stamp {
			t.Errorf("stamp %q became %q by itself, %v", stamp, again, err)
		}
	}
	look()
	for _, d := range []string{"2024-03-05", "2024-04-05", "2024-05-05"} {
		keep(t, s, watchlist.Version{Published: day(d), State: watchlist.InForce}, march)
		look()
	}
}
