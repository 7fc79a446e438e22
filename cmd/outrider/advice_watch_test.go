package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"outrider/advice"
	"outrider/internal/guidance"
)

// A desk that runs takes a change of its own texts, refuses a broken one by file and
// line, and keeps what it had until that is mended.
func TestARunningDeskKeepsTheLastGoodAdvice(t *testing.T) {
	folder, log := t.TempDir(), &bytes.Buffer{}
	write := func(text string) {
		t.Helper()
		name := filepath.Join(folder, "en", "measures", "dashcam.json")
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	texts := &guidance.Keeper{}
	if ok, faults := texts.Use(advice.FS); !ok {
		t.Fatal(faults)
	}
	own := (&env{errw: log}).watchTexts(texts, folder, t.TempDir())
	own.log = slog.New(slog.NewTextHandler(log, nil))
	title := func() string { m, _ := texts.Measure("dashcam", "en"); return m.Title }
	shipped := title()
	own.look()
	if title() != shipped || log.Len() > 0 {
		t.Fatalf("nothing changed, yet: %q, %s", title(), log)
	}
	good := `{"revision":1,"reviewed_by":"officer, 2031-03-01","title":"Our camera","steps":["Ask.","Keep.","Save."],"does_not":"It stops nobody."}`
	write(good)
	own.look()
	if title() != "Our camera" {
		t.Error("a change is not taken:", title(), log)
	}
	log.Reset()
	write(strings.Replace(good, "title", "tittle", 1) + "\n")
	own.look()
	if title() != "Our camera" || len(texts.Refused()) == 0 || !strings.Contains(log.String(), "file=en/measures/dashcam.json line=1 field=/tittle") {
		t.Error("a broken change:", title(), texts.Refused(), log)
	}
	log.Reset()
	own.look()
	if log.Len() > 0 {
		t.Error("the same fault is said every minute:", log)
	}
	write(good)
	if own.look(); texts.Refused() != nil {
		t.Error("what was mended is still refused:", texts.Refused())
	}
	if (&env{}).watchTexts(texts, "", "") != nil {
		t.Error("no folder is watched")
	}
}

// A desk that starts with broken texts of its own serves those that were in force
// before, and says what is wrong.
func TestAStartKeepsTheLastGoodAdvice(t *testing.T) {
	folder, dir, said := t.TempDir(), t.TempDir(), &bytes.Buffer{}
	name := filepath.Join(folder, "en", "measures", "dashcam.json")
	write := func(text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	start := func() (string, *guidance.Keeper) {
		t.Helper()
		said.Reset()
		k, err := (&env{errw: said, cli: &cli{}}).servedLibrary(folder, dir)
		if err != nil {
			t.Fatal(err)
		}
		m, _ := k.Measure("dashcam", "en")
		return m.Title, k
	}
	good := `{"revision":1,"reviewed_by":"officer, 2031-03-01","title":"Our camera","steps":["Ask.","Keep.","Save."],"does_not":"It stops nobody."}`
	write("{")
	if title, k := start(); title == "Our camera" || k.Refused() == nil || !strings.Contains(said.String(), "ours stay") {
		t.Error("broken from the first start:", title, said)
	}
	write(good)
	if title, k := start(); title != "Our camera" || k.Refused() != nil || said.Len() > 0 {
		t.Error("good:", title, said)
	}
	write(good[:40])
	if title, k := start(); title != "Our camera" || k.Refused() == nil || !strings.Contains(said.String(), "en/measures/dashcam.json:1") || !strings.Contains(said.String(), "those that were in force before stay") {
		t.Error("broken after a good one:", title, said)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if title, _ := start(); title != "Our camera" {
		t.Error("a folder that is gone:", title, said)
	}
	folder = ""
	if title, _ := start(); title == "Our camera" {
		t.Error("texts of one's own without asking for them")
	}
}
