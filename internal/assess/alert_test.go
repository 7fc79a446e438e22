package assess_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"outrider"
	"outrider/internal/assess"
	"outrider/parameters"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// news is what has come in between two inputs.
func news(p *assess.Params, before, after assess.Input, fresh ...told) assess.News {
	n := assess.News{Prev: assess.Assess(p, before), Cur: assess.Assess(p, after), Input: after}
	for _, x := range fresh {
		n.Reports = append(n.Reports, x.report())
	}
	return n
}

func ofRule(as []outrider.Alert, rule outrider.Rule) []outrider.Alert {
	return slices.DeleteFunc(slices.Clone(as), func(a outrider.Alert) bool { return a.Rule != rule })
}

// A life at risk does not wait for a number. A delivery and an illness stand in
// front at once, and wake somebody where something else says that they are meant.
func TestUrgentReportsStandInFront(t *testing.T) {
	p := figures(t)
	near := []told{{"r-0", outrider.KindWatched, 3, "C"}, {"r-2", outrider.KindVisit, 4, "C"}}
	for _, k := range outrider.Kinds {
		for _, risk := range []bool{false, true} {
			for _, before := range [][]told{nil, near} {
				x := told{"r-1", k, 5, "F"}
				n := news(p, history(4, before...), history(5, append(before, x)...), x)
				n.Reports[0].LifeAtRisk = risk
				got := ofRule(assess.Alerts(p, n), outrider.RuleUrgent)
				if n.Reports[0].Urgent() != (len(got) == 1) {
					t.Errorf("%s, life at risk %v: %d alerts", k, risk, len(got))
				}
				want := outrider.LevelLook
				if risk || before != nil {
					want = outrider.LevelAct
				}
				for _, a := range got {
					if a.Level != want || !slices.Equal(a.Basis, []outrider.ReportID{"r-1"}) || !strings.HasPrefix(a.Do, "Call") {
						t.Errorf("%s, life at risk %v, after %v: %+v", k, risk, before, a)
					}
				}
			}
		}
	}
}

// posing is one case of the rule for what was stated.
type posing struct {
	what  string
	kind  outrider.Kind
	state string
	grade string
	with  []told
	want  outrider.Level
}

// Who makes a threat is always seen; who poses one wakes somebody.
func TestAThreatPosedWakesSomebody(t *testing.T) {
	p := figures(t)
	often := func(n, every int) (out []told) {
		for i := range n {
			out = append(out, told{fmt.Sprintf("r-x%02d", i), outrider.KindWatched, 400 - i*every, "C"})
		}
		return out
	}
	for _, c := range []posing{
		{"made by a stranger", outrider.KindThreat, "", "A1", nil, outrider.LevelLook},
		{"connected with a state, doubtful", outrider.KindThreat, "ZZ", "B4", often(1, 1), outrider.LevelLook},
		{"connected with a state, and no more", outrider.KindThreat, "ZZ", "C3", nil, outrider.LevelLook},
		{"credible", outrider.KindThreat, "ZZ", "B2", nil, outrider.LevelAct},
		{"in company", outrider.KindThreat, "ZZ", "F3", often(2, 2), outrider.LevelAct},
		{"in the company that this person always has", outrider.KindThreat, "ZZ", "F3", often(40, 10), outrider.LevelLook},
		{"in more company than this person ever has", outrider.KindThreat, "ZZ", "F3", often(14, 2), outrider.LevelAct},
		{"after a warning within the year", outrider.KindThreat, "ZZ", "F3", []told{{"r-w", outrider.KindWarning, 200, "B"}}, outrider.LevelAct},
		{"an official warning", outrider.KindWarning, "", "F6", nil, outrider.LevelAct},
		{"an official warning, doubtful", outrider.KindWarning, "", "F5", nil, outrider.LevelLook},
		{"an attack that a state is held to be behind", outrider.KindIncident, "ZZ", "A1", nil, outrider.LevelAct},
		{"an attack that nobody connects with a state", outrider.KindIncident, "", "A1", nil, ""},
		{"somebody close harmed by a state", outrider.KindAssociate, "ZZ", "B1", nil, outrider.LevelAct},
	} {
		t.Run(c.what, func(t *testing.T) {
			x := told{"r-1", c.kind, 401, c.grade[:1]}
			n := news(p, history(400, c.with...), history(401, append(c.with, x)...), x)
			r := &n.Reports[0]
			r.AboutState, r.Grade.Content = c.state, c.grade[1:]
			by := n.Input.Reports
			n.Input.Reports = func(id outrider.ReportID) (outrider.Report, bool) {
				if id == r.ID {
					return *r, true
				}
				return by(id)
			}
			for i := range n.Input.Claims {
				if n.Input.Claims[i].Roots[0].First == r.ID {
					n.Input.Claims[i].Roots[0].Grade = r.Grade
				}
			}
			got := ofRule(assess.Alerts(p, n), outrider.RuleStated)
			var level outrider.Level
			if len(got) == 1 {
				level = got[0].Level
			}
			if level != c.want || len(got) > 1 {
				t.Errorf("level %q in %d alerts, want %q", level, len(got), c.want)
			}
		})
	}
}

// A threat told alone comes back before a human when company comes to it, once for
// each new account, and not where such company is what this person always has.
func TestCompanyThatComesLateIsSeen(t *testing.T) {
	p := figures(t)
	threat := told{"r-1", outrider.KindThreat, 400, "F"}
	seen := func(name string, day int) told { return told{name, outrider.KindWatched, day, "C"} }
	var always []told
	for i := range 40 {
		always = append(always, seen(fmt.Sprintf("r-x%02d", i), 399-9*i))
	}
	for _, c := range []struct {
		what   string
		before []told
		fresh  told
		want   int
	}{
		{"company comes", []told{threat, seen("r-2", 403)}, seen("r-3", 405), 1},
		{"something else comes", []told{threat, seen("r-2", 403)}, told{"r-3", outrider.KindRoutine, 405, "C"}, 0},
		{"it comes too late", []told{threat, seen("r-2", 440)}, seen("r-3", 441), 0},
		{"company as always", append(slices.Clone(always), threat), seen("r-3", 405), 0},
		{"no threat before", []told{seen("r-1", 400), seen("r-2", 403)}, seen("r-3", 405), 0},
	} {
		t.Run(c.what, func(t *testing.T) {
			n := news(p, history(c.fresh.day, c.before...), history(c.fresh.day+1, append(slices.Clone(c.before), c.fresh)...), c.fresh)
			by := n.Input.Reports
			n.Input.Reports = func(id outrider.ReportID) (outrider.Report, bool) {
				r, ok := by(id)
				if r.Kind == outrider.KindThreat {
					r.AboutState = "ZZ"
				}
				return r, ok
			}
			got := ofRule(assess.Alerts(p, n), outrider.RuleStated)
			if len(got) != c.want {
				t.Fatalf("%d alerts, want %d: %+v", len(got), c.want, got)
			}
			if c.want > 0 && (got[0].Level != outrider.LevelLook || !slices.Equal(got[0].Basis, []outrider.ReportID{"r-1", "r-3"})) {
				t.Errorf("raised %s on %v", got[0].Level, got[0].Basis)
			}
		})
	}
}

// Time and quiet raise nothing, and neither does what was told before.
func TestOnlyNewEvidenceRaises(t *testing.T) {
	p := figures(t)
	warning := told{"r-1", outrider.KindWarning, 5, "A"}
	first := assess.Alerts(p, news(p, history(4), history(5, warning), warning))
	if len(first) != 1 || first[0].Rule != outrider.RuleStated || first[0].Level != outrider.LevelAct {
		t.Fatalf("a good warning raises %+v", first)
	}
	if got := assess.Alerts(p, news(p, history(4), history(5, warning))); len(got) != 0 {
		t.Errorf("without news: %+v", got)
	}
	if got := assess.Alerts(p, news(p, history(5, warning), history(900, warning))); len(got) != 0 {
		t.Errorf("by time alone: %+v", got)
	}
	dull := told{"r-2", outrider.KindRoutine, 6, "A"}
	if got := assess.Alerts(p, news(p, history(5, warning), history(6, warning, dull), dull)); len(got) != 0 {
		t.Errorf("by a report that says nothing: %+v", got)
	}
	second := told{"r-3", outrider.KindAssociate, 7, "A"}
	got := ofRule(assess.Alerts(p, news(p, history(5, warning), history(7, warning, second), second)), outrider.RuleStage)
	if len(got) != 1 || !slices.Equal(got[0].Basis, []outrider.ReportID{"r-3"}) {
		t.Errorf("by more of it: %+v", got)
	}
}

// A reprint of what was told before wakes nobody.
func TestAReprintWakesNobody(t *testing.T) {
	p := figures(t)
	one := told{"r-1", outrider.KindWarning, 5, "B"}.report()
	one.Text = strings.Repeat("an officer said on tuesday that a plan against the writer had been found and two people were being looked for ", 3)
	copied := one
	copied.ID, copied.CopyOf = "r-2", one.ID
	n := assess.News{Prev: assess.Assess(p, merged(6, one)), Cur: assess.Assess(p, merged(7, one, copied)), Reports: []outrider.Report{copied}}
	if got := assess.Alerts(p, n); len(got) != 0 {
		t.Errorf("a reprint raised %+v", got)
	}
}

func TestFindingsByTheirScore(t *testing.T) {
	p := figures(t)
	cur := assess.Assess(p, history(5))
	cases := []struct {
		score float64
		want  outrider.Level
	}{{1, ""}, {3.40, ""}, {3.41, outrider.LevelLook}, {5.70, outrider.LevelLook}, {5.71, outrider.LevelAct}, {40, outrider.LevelAct}}
	for _, c := range cases {
		f := finding(c.score, 4)
		f.People = append(f.People, "p-2")
		got := ofRule(assess.Alerts(p, assess.News{Prev: cur, Cur: cur, Findings: []outrider.Finding{f}}), outrider.RuleRepeat)
		if (len(got) == 1) != (c.want != "") {
			t.Errorf("score %v raises %d alerts", c.score, len(got))
			continue
		}
		if len(got) == 1 && (got[0].Level != c.want || got[0].Finding != f.ID || got[0].Places != 3 || !slices.Equal(got[0].Others, []outrider.PersonID{"p-2"})) {
			t.Errorf("score %v raises %+v", c.score, got[0])
		}
	}
	withdrawn := finding(9, 4)
	withdrawn.Rows = nil
	other := finding(9, 4)
	other.People = []outrider.PersonID{"p-0", "p-1"} // raised once, with the first of them
	if got := assess.Alerts(p, assess.News{Prev: cur, Cur: cur, Findings: []outrider.Finding{withdrawn, other}}); len(got) != 0 {
		t.Errorf("a withdrawn finding, or one raised with somebody else: %+v", got)
	}
}

// The same news gives the same alerts, with the same ids and lawful sentences.
func TestAlertsAreRepeatable(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t, 6)
		n := assess.News{Prev: assess.Assess(p, history(1000)), Cur: assess.Assess(p, history(1001, things...)), Findings: []outrider.Finding{finding(rapid.Float64Range(0, 9).Draw(t, "score"), 900)}}
		for _, x := range things {
			n.Reports = append(n.Reports, x.report())
		}
		want := assess.Alerts(p, n)
		n.Reports = rapid.Permutation(n.Reports).Draw(t, "reports")
		got := assess.Alerts(p, n)
		byID := func(a, b outrider.Alert) int { return strings.Compare(string(a.ID), string(b.ID)) }
		slices.SortFunc(want, byID)
		slices.SortFunc(got, byID)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		for _, a := range want {
			if s := lintSentences([]string{a.Why, a.Do}); s != "" || a.Do == "" || a.Why == "" {
				t.Fatalf("an alert says %q and %q", a.Why, a.Do)
			}
		}
	})
}

// A threat leaves a floor that ten years of quiet do not wear down; only a
// documented review lowers it.
func TestQuietDoesNotWearDownAThreat(t *testing.T) {
	p := figures(t)
	threat := told{"r-1", outrider.KindThreat, 5, "A"}
	for _, years := range []int{1, 3, 10, 40} {
		in := history(5+365*years, threat)
		in.Coverage = 1
		if got := assess.Assess(p, in).P[outrider.HypAttack].P; got < .02*.95-1e-12 {
			t.Errorf("after %d years attack stands at %v, under its floor", years, got)
		}
		in.Reviews = []assess.Review{{At: day(6), To: 0, Why: "the sender was found, and was a neighbour's child"}}
		if got := assess.Assess(p, in).P[outrider.HypAttack].P; got >= .02*.95 {
			t.Errorf("reviewed, attack still stands at %v after %d years", got, years)
		}
	}
}

// Nobody looking is a state of its own, and silence then says nothing.
func TestNoDataIsNotALowNumber(t *testing.T) {
	p := figures(t)
	in := history(400)
	in.Coverage = 0
	a := assess.Assess(p, in)
	for k, v := range a.Harm {
		if !v.NoData {
			t.Errorf("nobody looks, and harm within %s is %v", k, v.P)
		}
	}
	if len(a.Missing) == 0 {
		t.Error("it does not say that nobody looks")
	}
	watched := history(400)
	watched.Coverage = 1
	if a, b := assess.Assess(p, watched).P[outrider.HypBenign].P, a.P[outrider.HypBenign].P; a <= b {
		t.Errorf("silence of somebody who looks says nothing: %v and %v", a, b)
	}
	told := history(400, told{"r-1", outrider.KindVisit, 3, "B"})
	told.Coverage = 0
	if assess.Assess(p, told).Harm["90d"].NoData {
		t.Error("a report is data even where nobody looks all the time")
	}
}

// What would change it points where it says, and offers something to do.
func TestWhatWouldChangeIt(t *testing.T) {
	p := figures(t)
	a := assess.Assess(p, history(30, told{"r-1", outrider.KindWarning, 5, "A"}, told{"r-2", outrider.KindVisit, 9, "C"}))
	now := a.Harm["90d"].P
	if len(a.ChangesIf) != 3 {
		t.Fatalf("%d things would change it", len(a.ChangesIf))
	}
	for i, c := range a.ChangesIf {
		if up := c.Attack.P > now; up != (i < 2) || c.Task == "" {
			t.Errorf("%q leads from %v to %v", c.If, now, c.Attack.P)
		}
	}
	if !strings.Contains(a.ChangesIf[2].If, "official warning") {
		t.Errorf("the strongest report is said to be %q", a.ChangesIf[2].If)
	}
}

func TestLoadNamesWhatIsWrong(t *testing.T) {
	good, err := parameters.FS.ReadFile("assess.json")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string][2]string{
		"prior adds up":       {"0.928", "0.828"},
		"weekly_change":       {`"benign": [0, 0.003`, `"benign": [1, 0.003`},
		"columns":             {`"threat-message": [0.02, `, `"threat-message": [`},
		"nothing is impossib": {`"threat-message": [0.02`, `"threat-message": [0`},
		"has no rates":        {`"break-in": [`, `"breakin": [`},
		"admiralty.A":         {`"A": 0.95`, `"A": 1.0`},
		"unjudged":            {`"unjudged": 0.5`, `"unjudged": 0`},
		"numbers.renew":       {`"renew": {"value": 0.6931`, `"renew": {"value": 0`},
		"mixing under":        {`"mixing": {"value": 0.0005`, `"mixing": {"value": 0.5`},
		"valid JSON":          {"{", ""},
	}
	for want, change := range cases {
		text := strings.Replace(string(good), change[0], change[1], 1)
		if text == string(good) {
			t.Fatalf("%s: the case does not change the file", want)
		}
		_, err := assess.Load(fstest.MapFS{"assess.json": {Data: []byte(text)}})
		if err == nil || !strings.Contains(outrider.SafeText(err), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := assess.Load(fstest.MapFS{}); outrider.HintText(err) == "" {
		t.Errorf("a missing file has no next step: %v", err)
	}
	p := params(t)
	if p.Reliable(outrider.Grade{Scheme: "nato", Source: "A"}) != p.Reliable(outrider.Grade{}) {
		t.Error("an unknown grade does not count as one that nobody judged")
	}
}

// One person with a hundred claims: what a filing costs at its dearest.
func BenchmarkAssessOnePersonWithAHundredClaims(b *testing.B) {
	p := params(b)
	var things []told
	for i := range 100 {
		things = append(things, told{id: fmt.Sprintf("r-%03d", i), kind: outrider.Kinds[i%len(outrider.Kinds)], day: 7 * i, grade: string("ABCDEF"[i%6])})
	}
	in := history(720, things...)
	assess.Assess(p, in) // powers are made once
	for b.Loop() {
		assess.Assess(p, in)
	}
}
