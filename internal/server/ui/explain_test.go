package ui_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"

	"pgregory.net/rapid"
)

// TestSheetAddsUp holds what a reader would add up: the printed rows give the
// printed sum, no row is off by a tenth or more, and the sum is rounded right.
func TestSheetAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-200, 200), 0, 40).Draw(t, "decibans")
		a := desk.Account{}
		for _, v := range values {
			a.Rows = append(a.Rows, desk.RowLine{Decibans: v})
			a.Sum += v
		}
		s := ui.SheetOf(a)
		sum := 0
		for i, r := range s.Rows {
			shown := tenths(t, r.Shown)
			sum += shown
			if d := math.Abs(float64(shown)/10 - values[i]); d >= 0.1+1e-9 {
				t.Fatalf("row %d prints %s for %v", i, r.Shown, values[i])
			}
		}
		if sum != tenths(t, s.Sum) || math.Abs(float64(sum)-a.Sum*10) > 0.5+1e-6 || s.Off {
			t.Fatalf("rows print %d tenths, the sum prints %s, the truth is %v", sum, s.Sum, a.Sum)
		}
	})
}

func tenths(t *rapid.T, s string) int {
	var v float64
	if _, err := fmt.Sscanf(strings.ReplaceAll(strings.TrimPrefix(s, "+"), "−", "-"), "%g", &v); err != nil {
		t.Fatalf("%q is not a number", s)
	}
	return int(math.Round(v * 10))
}

// TestSheetOff says so when rows and sum disagree, instead of rounding it away.
func TestSheetOff(t *testing.T) {
	s := ui.SheetOf(desk.Account{Rows: []desk.RowLine{{Decibans: 1}}, Sum: 1.01})
	if !s.Off {
		t.Error("a wrong sum was accepted")
	}
}

// TestBarInside keeps every drawing inside its box, and the number inside the band.
func TestBarInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(0, 1).Draw(t, "low")
		p := rapid.Float64Range(low, 1).Draw(t, "p")
		high := rapid.Float64Range(p, 1).Draw(t, "high")
		b := ui.BarOf(desk.Judgement{P: outrider.Probability{P: p, Low: low, High: high}})
		var x, w, m float64
		if _, err := fmt.Sscan(b.X, &x); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Sscan(b.W, &w); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Sscan(b.P, &m); err != nil {
			t.Fatal(err)
		}
		if x < -0.01 || w <= 0 || x+w > 100.01 || m < x-0.5 || m > x+w+0.5 {
			t.Fatalf("x %v, width %v, mark %v", x, w, m)
		}
	})
}

func TestWaited(t *testing.T) {
	for d, want := range map[time.Duration]string{
		30 * time.Second: "just now", 12 * time.Minute: "12 min", 65 * time.Minute: "1 h 05", 26 * time.Hour: "1 d 2 h",
	} {
		if got := ui.WaitedFor(d); got != want {
			t.Errorf("%v reads %q, want %q", d, got, want)
		}
	}
}

// TestKindsCovered has words for every kind, so that no page shows a code.
func TestKindsCovered(t *testing.T) {
	for _, k := range outrider.Kinds {
		if ui.KindWord(k) == string(k) {
			t.Errorf("no words for %s", k)
		}
	}
	if got, want := len(ui.MainKinds())+len(ui.OtherKinds()), len(outrider.Kinds); got != want {
		t.Errorf("the form offers %d kinds, there are %d", got, want)
	}
	for _, b := range outrider.Behaviours {
		found := false
		for _, c := range ui.BehaviourOf() {
			found = found || c.Value == string(b)
		}
		if !found {
			t.Errorf("the form does not offer %s", b)
		}
	}
}

// TestSteps puts the call for help first, and promises nothing.
func TestSteps(t *testing.T) {
	for _, what := range []string{"life", "suspicious-delivery", "illness"} {
		s := ui.StepsFor(what)
		said := strings.Join(s.Lines, " ")
		if len(s.Lines) < 4 || !strings.Contains(said, "emergency number") {
			t.Errorf("%s: %v", what, s)
		}
		if strings.Contains(said, "safe") {
			t.Errorf("%s promises: %s", what, said)
		}
	}
	if len(ui.StepsFor("routine").Lines) != 0 {
		t.Error("steps for what needs none")
	}
}

// TestTrack draws every moment and every alarm, and nothing for one moment.
func TestTrack(t *testing.T) {
	p := ui.Precedent{}
	for i := range 3 {
		s := desk.PrecedentStep{Harm90: desk.Judgement{Percent: "1 %", P: outrider.Probability{P: .01 * float64(i+1), Low: .005, High: .1}}}
		if i == 1 {
			s.Alarm = outrider.LevelAct
		}
		p.Steps = append(p.Steps, s)
	}
	tr := ui.TrackOf(p)
	if got := len(strings.Fields(tr.Line)); got != 3 {
		t.Errorf("the line has %d points", got)
	}
	if got := len(strings.Fields(tr.Band)); got != 6 {
		t.Errorf("the band has %d points", got)
	}
	if len(tr.Alarms) != 1 || tr.Alarms[0] != "50.00" || tr.Top != "10 %" {
		t.Errorf("alarms %v, top %s", tr.Alarms, tr.Top)
	}
	p.Steps = p.Steps[:1]
	if ui.TrackOf(p) != nil {
		t.Error("a course of one moment")
	}
}
