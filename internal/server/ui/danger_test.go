package ui_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

// A page that bore the name of somebody else's scheme would be read by what its words
// mean there.
func TestNoPageNamesAnothersScheme(t *testing.T) {
	others := regexp.MustCompile(`\b(?:NPCC|ACPO|College of Policing|Osman|OCAM|CUTA|NCTV)\b`)
	files, err := filepath.Glob("templates/*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("templates/*.html")
	if err != nil || len(files)+len(more) < 30 {
		t.Fatalf("%d templates, %v", len(files)+len(more), err)
	}
	for _, name := range append(files, more...) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if m := others.Find(b); m != nil {
			t.Errorf("%s names %s", name, m)
		}
	}
}

func TestStairs(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2031, 3, 14, h, 0, 0, 0, time.UTC) }
	step := func(name string, h int, after float64) desk.DangerRungLine {
		return desk.DangerRungLine{DangerRung: outrider.DangerRung{Name: name, Given: at(h)}, Hours: after}
	}
	d := ui.Danger{DangerView: desk.DangerView{Now: at(10), Line: desk.DangerLine{Opened: at(0)}}}
	if d.Ladder = []desk.DangerRungLine{step("Letter", 2, 2)}; d.Chart() != nil {
		t.Error("one step has no shape")
	}
	d.Ladder = append(d.Ladder, step("Visit", 5, 3))
	c := d.Chart()
	if c == nil || c.Line != "0,50 20.00,50.00 20.00,25.00 50.00,25.00 50.00,0.00 100,0" || len(c.Marks) != 2 || !strings.Contains(c.Words, "Visit after 3 hours") {
		t.Fatalf("%+v", c)
	}
	d.Line.Opened, d.Now = at(3), at(5) // a letter from before the record was opened
	if c := d.Chart(); !strings.HasPrefix(c.Line, "0,50 0.00,50.00") || !strings.Contains(c.Line, "100.00,0.00") {
		t.Errorf("%+v", c)
	}
	for minutes, want := range map[int]string{45: "45 minutes", 180: "3 hours", 4320: "3 days"} {
		if got := d.Minutes(minutes); got != want {
			t.Errorf("%d: %s, want %s", minutes, got, want)
		}
	}
}
