package outrider_test

import (
	"encoding/json"
	"strings"
	"testing"

	"outrider"

	"github.com/google/go-cmp/cmp"
)

func TestGradeIsReadWithItsScheme(t *testing.T) {
	cases := []struct {
		in   string
		want outrider.Grade
	}{
		{"", outrider.Grade{}},
		{"admiralty:B2", outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "B", Content: "2"}},
		{" Admiralty:f6 ", outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "F", Content: "6"}},
		{"3x5x2:2BP", outrider.Grade{Scheme: outrider.Scheme3x5x2, Source: "2", Content: "B", Handling: "P"}},
		{"5x5x5:B21", outrider.Grade{Scheme: outrider.Scheme5x5x5, Source: "B", Content: "2", Handling: "1"}},
	}
	for _, c := range cases {
		got, err := outrider.ParseGrade(c.in)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.in, diff)
		}
	}
}

// A bare "B2" means different things in three live schemes; a guess would be wrong somewhere.
func TestGradeRefuses(t *testing.T) {
	for _, in := range []string{"B2", "2B", "admiralty:", "admiralty:2B", "admiralty:G1", "admiralty:A7", "admiralty:B2P",
		"3x5x2:B2", "3x5x2:1AX", "5x5x5:A6", "5x5x5:A10", "nato:B2", "admiralty:B", "admiralty:éé"} {
		if g, err := outrider.ParseGrade(in); err == nil {
			t.Errorf("%q was read as %v", in, g)
		} else if outrider.CodeOf(err) != outrider.CodeInvalid {
			t.Errorf("%q: code %s", in, outrider.CodeOf(err))
		}
	}
	for _, in := range []string{`{"source":"B","content":"2"}`, `"B2"`, `5`, `{"scheme":"admiralty","source":"B"}`,
		`{"scheme":"admiralty","source":"BB","content":"2"}`} {
		var g outrider.Grade
		if err := json.Unmarshal([]byte(in), &g); err == nil {
			t.Errorf("%s was read as %v", in, g)
		}
	}
}

func TestEveryGradeSurvivesJSONAndText(t *testing.T) {
	schemes := map[outrider.Scheme][3]string{
		outrider.SchemeAdmiralty: {"ABCDEF", "123456", ""},
		outrider.Scheme3x5x2:     {"123", "ABCDE", "PC"},
		outrider.Scheme5x5x5:     {"ABCDE", "12345", "12345"},
	}
	for scheme, axes := range schemes {
		for _, source := range strings.Split(axes[0], "") {
			for _, content := range strings.Split(axes[1], "") {
				for _, handling := range append(strings.Split(axes[2], ""), "") {
					want := outrider.Grade{Scheme: scheme, Source: source, Content: content, Handling: handling}
					roundTrip(t, want)
				}
			}
		}
	}
	roundTrip(t, outrider.Grade{})
}

func roundTrip(t *testing.T, want outrider.Grade) {
	t.Helper()
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got outrider.Grade
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Errorf("%v came back from JSON as %v (%v)", want, got, err)
	}
	if want.IsZero() {
		return
	}
	if got, err := outrider.ParseGrade(want.String()); err != nil || got != want {
		t.Errorf("%v came back from text as %v (%v)", want, got, err)
	}
}

// "Cannot be judged" is a value of its own on both axes, and is never a number.
func TestCannotBeJudgedIsAValueOfItsOwn(t *testing.T) {
	cases := []struct {
		grade           string
		source, content bool
	}{
		{"admiralty:F6", false, false}, {"admiralty:F1", false, true}, {"admiralty:A6", true, false}, {"admiralty:E5", true, true},
		{"3x5x2:2D", false, false}, {"3x5x2:1D", true, false}, {"3x5x2:3A", true, true},
		{"5x5x5:E4", false, false}, {"5x5x5:A4", true, false}, {"5x5x5:D5", true, true},
	}
	for _, c := range cases {
		g, err := outrider.ParseGrade(c.grade)
		if err != nil {
			t.Fatal(err)
		}
		if g.SourceJudged() != c.source || g.ContentJudged() != c.content {
			t.Errorf("%s: judged %v and %v", c.grade, g.SourceJudged(), g.ContentJudged())
		}
		if g.IsZero() {
			t.Errorf("%s was taken for no grade at all", c.grade)
		}
	}
	var none outrider.Grade
	if none.SourceJudged() || none.ContentJudged() || none.String() != "not graded" {
		t.Error("a report that was never graded passes for graded")
	}
}

func FuzzParseGrade(f *testing.F) {
	for _, s := range []string{"", "admiralty:B2", "3x5x2:2BP", "5x5x5:B21", ":", "B2", "admiralty:\x00\xff", "ADMIRALTY:f6"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g, err := outrider.ParseGrade(s)
		if err != nil || g.IsZero() {
			return
		}
		if again, err := outrider.ParseGrade(g.String()); err != nil || again != g {
			t.Errorf("%q: %v came back as %v (%v)", s, g, again, err)
		}
	})
}
