package folder_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"outrider"
	"outrider/internal/answers/folder"
)

func day(d int) time.Time { return time.Date(2026, 3, d, 12, 0, 0, 0, time.UTC) }

func TestVersions(t *testing.T) {
	f := folder.New(filepath.Join(t.TempDir(), "answers"))
	if _, name, err := f.Current(day(1)); name != "" || err != nil {
		t.Fatalf("nothing kept: %q, %v", name, err)
	}
	for d, text := range map[int]string{2: "first", 4: "second"} {
		if _, err := f.Keep([]byte(text), day(d)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Keep([]byte("second"), day(5)); err != nil {
		t.Fatal(err)
	}
	if all, err := f.Versions(); len(all) != 2 || err != nil {
		t.Errorf("%v, %v", all, err)
	}
	for d, want := range map[int]string{1: "", 2: "first", 3: "first", 4: "second", 9: "second"} {
		if got, _, err := f.Current(day(d)); string(got) != want || err != nil {
			t.Errorf("day %d: %q, %v", d, got, err)
		}
	}
}

func TestDamage(t *testing.T) {
	dir := t.TempDir()
	f := folder.New(dir)
	name, err := f.Keep([]byte("as it was"), day(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Current(day(2)); outrider.CodeOf(err) != outrider.CodeDamaged {
		t.Errorf("damage gives %v", err)
	}
}
