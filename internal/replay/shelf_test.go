package replay_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/intake/chronology"
	"outrider/internal/precedent"
	"outrider/internal/replay"
	"outrider/precedents"
)

var _ desk.Shelf = (*replay.Shelf)(nil)

func shelf(t *testing.T) *replay.Shelf {
	t.Helper()
	s, err := replay.NewShelf(precedents.FS, options(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheShelfListsTheLibraryAndItsGaps(t *testing.T) {
	v := shelf(t).List()
	if len(v.Cases) != 8 || len(v.Excluded) == 0 {
		t.Fatalf("%d cases, %d left out", len(v.Cases), len(v.Excluded))
	}
	for _, l := range v.Cases {
		if l.Title == "" || l.Years == "" || l.Events == 0 || l.Sources == 0 {
			t.Errorf("an empty field: %+v", l)
		}
	}
}

func TestAShownCaseKeepsTheEndingApart(t *testing.T) {
	s := shelf(t)
	for _, l := range s.List().Cases[3:5] {
		v, err := s.Show(desk.PrecedentQuery{Case: l.ID, Tier: "C", Step: -1})
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Steps) == 0 || v.At != len(v.Steps)-1 || v.Critical == "" || v.Bound != replay.Bound {
			t.Errorf("%s: %d steps at %d, critical %q", l.ID, len(v.Steps), v.At, v.Critical)
		}
		for _, st := range v.Steps {
			if st.Seen == "" || len(st.P) != len(outrider.Hypotheses) || strings.Contains(st.Seen, v.Critical) {
				t.Errorf("%s %s: %q with %d explanations", l.ID, st.Event, st.Seen, len(st.P))
			}
		}
	}
}

func TestAStepShowsOnlyWhatTheReplaySaidThen(t *testing.T) {
	s := shelf(t)
	v, err := s.Show(desk.PrecedentQuery{Case: "o05-khangoshvili", Tier: "B", Step: 3})
	if err != nil {
		t.Fatal(err)
	}
	if v.At != 3 || v.Protectee != "khangoshvili" || v.View != "reported" || v.Tier != "B" {
		t.Errorf("%d %s %s %s", v.At, v.Protectee, v.View, v.Tier)
	}
	o := options(t)
	o.Tier = chronology.TierB
	lines := run(t, chronologies(t)[4], o)
	acts := 0
	for _, st := range v.Steps {
		if st.Alarm != outrider.LevelAct {
			continue
		}
		acts++
		if !slices.ContainsFunc(lines[0].Alarms, func(a replay.Alarm) bool {
			return a.Level == outrider.LevelAct && a.At.Equal(st.At) && slices.Contains(a.Because, st.Event)
		}) {
			t.Errorf("%s: the shelf shows an act that the replay does not have", st.Event)
		}
	}
	if acts == 0 {
		t.Error("nothing was compared")
	}
}

func TestTheShelfDoesNotGuess(t *testing.T) {
	s := shelf(t)
	for _, q := range []desk.PrecedentQuery{{Case: "none"}, {Case: "o02-markov", Protectee: "nobody"}} {
		if _, err := s.Show(q); outrider.CodeOf(err) != outrider.CodeNotFound {
			t.Errorf("%+v: %v", q, err)
		}
	}
	if _, err := s.Show(desk.PrecedentQuery{Case: "o02-markov", Tier: "Z"}); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Errorf("an unknown tier: %v", err)
	}
}

func TestOverlappingCasesAreNamed(t *testing.T) {
	o := options(t)
	twin := o.Corpus[7]
	twin.About.ID = "x99-twin"
	o.Corpus = append([]precedent.Case{twin}, o.Corpus...)
	l := run(t, chronologies(t)[7], o)[0]
	if d := cmp.Diff([]string{"o08-kuzminov", "x99-twin"}, l.Excluded); d != "" {
		t.Error(d)
	}
}
