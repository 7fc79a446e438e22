package plan_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/advice"
	"outrider/internal/guidance"
	"outrider/internal/plan"
	"outrider/parameters"
)

var day = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// three is an assessed risk of 3 % a year.
var three = outrider.Probability{P: .03, Low: .01, High: .08}

// shipped returns the shipped numbers, with fewer draws, and the library.
func shipped(t testing.TB) (plan.Params, []outrider.Measure) {
	t.Helper()
	p, err := plan.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	set, faults := guidance.Read(advice.FS)
	if set == nil {
		t.Fatal(faults)
	}
	var list []outrider.Measure
	for _, m := range set.Measures("", "en") {
		list = append(list, m.Measure)
	}
	return with(p, map[string]float64{"draws": 100}), list
}

// with returns the numbers with some of them set.
func with(p plan.Params, set map[string]float64) plan.Params {
	p.Numbers = maps.Clone(p.Numbers)
	for k, v := range set {
		n := p.Numbers[k]
		n.Value, n.Low, n.High = v, 0, 0
		p.Numbers[k] = n
	}
	return p
}

func model(t testing.TB, p plan.Params, list []outrider.Measure) *plan.Model {
	t.Helper()
	m, err := plan.New(p, list)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func counted(p plan.Params, list []outrider.Measure) []string {
	var out []string
	for _, m := range list {
		if _, ok := p.Measures.List[m.ID]; ok {
			out = append(out, m.ID)
		}
	}
	return out
}

type failer interface {
	Helper()
	Fatal(...any)
}

func propose(t failer, m *plan.Model, s plan.Situation) plan.Proposal {
	t.Helper()
	out, err := m.Propose(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func residual(t failer, m *plan.Model, answers ...plan.Answer) plan.Residual {
	t.Helper()
	out, err := m.Residual(plan.Situation{Risk: three, At: day}, answers...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The shipped numbers name measures of the library, and what is not in place
// changes nothing: the risk before is the assessment.
func TestBeforeIsTheAssessment(t *testing.T) {
	p, list := shipped(t)
	for id := range p.Measures.List {
		if !slices.ContainsFunc(list, func(m outrider.Measure) bool { return m.ID == id }) {
			t.Errorf("plan.json knows %q, the library does not", id)
		}
	}
	r := residual(t, model(t, with(p, map[string]float64{"draws": 500}), list))
	for _, x := range [][2]float64{{r.Harm.P, .03}, {r.Harm.Low, .01}, {r.Harm.High, .08}} {
		if math.Abs(x[0]-x[1]) > .002 {
			t.Errorf("before: %+v, want %+v", r.Harm, three)
		}
	}
	if r.Grave.P >= r.Harm.P {
		t.Errorf("grave harm %.4f is no rarer than harm %.4f", r.Grave.P, r.Harm.P)
	}
}

// Invariant: without displacement an accepted measure never raises what stays,
// neither the number nor the ends of its interval, and nothing makes it zero.
func TestAddingNeverRaises(t *testing.T) {
	p, list := shipped(t)
	m := model(t, with(p, map[string]float64{"displacement": 0}), list)
	ids := counted(p, list)
	rapid.Check(t, func(t *rapid.T) {
		var answers []plan.Answer
		before := residual(t, m)
		for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, 12, rapid.ID[string]).Draw(t, "measures") {
			answers = append(answers, plan.Answer{Measure: id, State: rapid.SampledFrom([]plan.State{plan.Agreed, plan.InPlace, plan.Proven}).Draw(t, "state")})
			after := residual(t, m, answers...)
			for _, x := range [][2]outrider.Probability{{before.Harm, after.Harm}, {before.Grave, after.Grave}} {
				const eps = 1e-12
				if x[1].P > x[0].P+eps || x[1].Low > x[0].Low+eps || x[1].High > x[0].High+eps || x[1].Low <= 0 || x[1].Validate() != nil {
					t.Fatalf("%s: %+v -> %+v", id, x[0], x[1])
				}
			}
			before = after
		}
	})
}

func TestEverythingTogetherLeavesSomething(t *testing.T) {
	p, list := shipped(t)
	var all []plan.Answer
	for _, id := range counted(p, list) {
		all = append(all, plan.Answer{Measure: id, State: plan.Proven, Kept: day})
	}
	r := residual(t, model(t, p, list), all...)
	if r.Grave.Low < outrider.Floor || r.Harm.P < .001 || r.Harm.P > .03 {
		t.Errorf("%+v", r)
	}
}

// Of the attempts that measures stop, more that come again elsewhere never means
// less risk.
func TestDisplacementNeverHelps(t *testing.T) {
	p, list := shipped(t)
	answers := []plan.Answer{{Measure: "vary-routes", State: plan.Proven}, {Measure: "home-locks", State: plan.Proven}, {Measure: "delivery-rule", State: plan.Agreed}}
	last := 0.0
	for _, d := range []float64{0, .2, .5, 1} {
		r := residual(t, model(t, with(p, map[string]float64{"displacement": d}), list), answers...)
		if r.Harm.P <= last {
			t.Errorf("displacement %g: %.5f after %.5f", d, r.Harm.P, last)
		}
		last = r.Harm.P
	}
}

// Three measures that lean on one guard fail together: they leave more than
// three that each hold as often, one by one.
func TestOneGuardServingThree(t *testing.T) {
	p, list := shipped(t)
	p = with(p, map[string]float64{"displacement": 0})
	cut := plan.Uncertain{Mean: .5, Low: .3, High: .7}
	three := func(guard string, scale float64) plan.Params {
		q := p
		q.Measures.List = map[string]plan.Worth{}
		q.Guards.List = map[string]plan.Uncertain{"police": {Mean: .6, Low: .4, High: .8}}
		for _, id := range []string{"patrols", "address-marker", "police-contact"} {
			c := plan.Uncertain{Mean: cut.Mean * scale, Low: cut.Low * scale, High: cut.High * scale}
			var e []plan.Effect
			for _, path := range p.Paths.List {
				e = append(e, plan.Effect{Path: path.ID, Step: path.Steps[0].ID, Cut: c, Guard: guard})
			}
			q.Measures.List[id] = plan.Worth{KeepDays: 30, Effects: e}
		}
		return q
	}
	common, apart := model(t, three("police", 1), list), model(t, three("", .6), list)
	one := plan.Answer{Measure: "patrols", State: plan.Proven}
	if a, b := residual(t, common, one).Harm.P, residual(t, apart, one).Harm.P; math.Abs(a-b) > 1e-3 {
		t.Errorf("one alone: %.4f and %.4f", a, b)
	}
	all := []plan.Answer{one, {Measure: "address-marker", State: plan.Proven}, {Measure: "police-contact", State: plan.Proven}}
	if a, b := residual(t, common, all...).Harm.P, residual(t, apart, all...).Harm.P; a < 1.15*b {
		t.Errorf("three on one guard leave %.4f, three apart %.4f", a, b)
	}
}

// What is shown counts for more than what is said, and what nobody sees to fades.
func TestProofAndUpkeep(t *testing.T) {
	p, list := shipped(t)
	m := model(t, p, list)
	at := func(s plan.State, days int) outrider.Probability {
		return residual(t, m, plan.Answer{Measure: "home-locks", State: s, Kept: day.AddDate(0, 0, -days)}).Harm
	}
	if a, b, c := at(plan.Agreed, 0).P, at(plan.InPlace, 0).P, at(plan.Proven, 0).P; !(a > b && b > c) {
		t.Errorf("agreed %.5f, said %.5f, proven %.5f", a, b, c)
	}
	keep := p.Measures.List["home-locks"].KeepDays
	if at(plan.Proven, keep) != at(plan.Proven, 0) {
		t.Error("it fades before its day of upkeep")
	}
	last := at(plan.Proven, keep).P
	for _, late := range []int{1, 30, 60, 600} {
		if now := at(plan.Proven, keep+late).P; now <= last {
			t.Errorf("%d days late: %.6f, before %.6f", late, now, last)
		} else {
			last = now
		}
	}
	if bare := residual(t, m).Harm.P; last > bare {
		t.Errorf("neglect is worse than nothing: %.6f > %.6f", last, bare)
	}
}

// Whoever declines is not asked again at the same level, is not punished, and is
// asked again when the level has changed.
func TestDeclinedMeasures(t *testing.T) {
	p, list := shipped(t)
	p, list = with(p, map[string]float64{"draws": 50}), list[:30]
	m := model(t, p, list)
	ids := counted(p, list)
	rapid.Check(t, func(t *rapid.T) {
		declined := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, 20, rapid.ID[string]).Draw(t, "declined")
		s := plan.Situation{Risk: three, At: day, Level: "raised"}
		for _, id := range declined {
			s.Answers = append(s.Answers, plan.Answer{Measure: id, State: plan.Declined, Level: "raised"})
		}
		got := propose(t, m, s)
		titles := map[string]string{}
		for _, x := range list {
			titles[x.ID] = x.Title
		}
		for _, id := range declined {
			for _, c := range got.Choices {
				if c.Measure == id || c.Next == titles[id] || strings.Contains(c.Why, titles[id]+":") {
					t.Fatalf("%s was declined: %+v", id, c)
				}
			}
			if slices.ContainsFunc(got.Besides, func(o plan.Offer) bool { return o.Measure == id }) || slices.Contains(got.Uncounted, id) {
				t.Fatalf("%s was declined and is offered", id)
			}
		}
		less, err := plan.New(p, slices.DeleteFunc(slices.Clone(list), func(x outrider.Measure) bool { return slices.Contains(declined, x.ID) }))
		if err != nil {
			t.Fatal(err)
		}
		free := propose(t, less, plan.Situation{Risk: three, At: day, Level: "raised"})
		if math.Abs(free.After.Grave.P-got.After.Grave.P) > 1e-9 {
			t.Fatalf("declining costs: %.6f, without the measures %.6f", got.After.Grave.P, free.After.Grave.P)
		}
	})
}

func TestALevelThatChangesAsksAgain(t *testing.T) {
	p, list := shipped(t)
	m := model(t, p, list)
	s := plan.Situation{Risk: three, At: day, Level: "high"}
	free := propose(t, m, s)
	first := free.Choices[0].Measure
	s.Answers = []plan.Answer{{Measure: first, State: plan.Declined, Level: "raised"}}
	again := propose(t, m, s)
	if again.Choices[0].Measure != first || !again.Choices[0].Again || again.After != free.After {
		t.Errorf("%+v", again.Choices[0])
	}
}

// At an imminent level only what works within a day is proposed.
func TestImminent(t *testing.T) {
	p, list := shipped(t)
	hours := map[string]int{}
	for _, x := range list {
		hours[x.ID] = x.EffectHours
	}
	m := model(t, p, list)
	got := propose(t, m, plan.Situation{Risk: outrider.Probability{P: .2, Low: .08, High: .4}, Days: 30, At: day, Imminent: true})
	if len(got.Choices) == 0 || got.TooSlow == 0 {
		t.Fatalf("%+v", got)
	}
	for _, c := range got.Choices {
		if hours[c.Measure] > 24 || !strings.Contains(c.Why, "within 30 days") {
			t.Errorf("%s works after %d h: %s", c.Measure, hours[c.Measure], c.Why)
		}
	}
	for _, o := range got.Besides {
		if hours[o.Measure] > 24 {
			t.Errorf("%s is offered and works after %d h", o.Measure, hours[o.Measure])
		}
	}
	calm := propose(t, m, plan.Situation{Risk: three, At: day})
	for _, c := range calm.Choices {
		if p.Measures.List[c.Measure].ImminentOnly {
			t.Errorf("%s is proposed for a year", c.Measure)
		}
	}
}

// A plan stays within its limits, says how each measure helps, and is the same
// when it is thought again, whatever the order of the library.
func TestPlansKeepTheirLimitsAndAreRepeatable(t *testing.T) {
	p, list := shipped(t)
	p, list = with(p, map[string]float64{"draws": 50}), list[:40]
	m := model(t, p, list)
	rapid.Check(t, func(t *rapid.T) {
		b := plan.Budget{Money: rapid.Float64Range(0, 20000).Draw(t, "money"), Hours: rapid.Float64Range(0, 200).Draw(t, "hours"),
			Burden: float64(rapid.IntRange(0, 12).Draw(t, "burden")), Measures: rapid.IntRange(0, 9).Draw(t, "measures")}
		s := plan.Situation{Risk: three, At: day, Budget: &b, Answers: []plan.Answer{{Measure: "door-camera", State: plan.InPlace}}}
		got := propose(t, m, s)
		if got.Spent.Money > b.Money || got.Spent.Hours > b.Hours || got.Spent.Burden > max(0, b.Burden-2) || len(got.Choices) > b.Measures {
			t.Fatalf("%+v spends %+v", b, got.Spent)
		}
		if got.Net < 0 {
			t.Fatalf("net %g", got.Net)
		}
		for _, c := range got.Choices {
			if c.After.Grave.P > c.Before.Grave.P || !strings.Contains(c.Why, "range") || c.Measure == "door-camera" {
				t.Fatalf("%+v", c)
			}
		}
		shuffled, err := plan.New(p, rapid.Permutation(list).Draw(t, "order"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, propose(t, shuffled, s)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The greedy rule gets .63 at least of what trying every set gets.
func TestGreedyIsNearlyExact(t *testing.T) {
	p, list := shipped(t)
	p = with(p, map[string]float64{"draws": 50, "displacement": 0, "burden_worth": 0, "shortlist": 1})
	lazy := with(p, map[string]float64{"exact_up_to": 1})
	known := slices.DeleteFunc(slices.Clone(list), func(m outrider.Measure) bool { return p.Measures.List[m.ID].KeepDays == 0 })
	worst := 1.0
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SliceOfNDistinct(rapid.SampledFrom(known), 4, 11, func(m outrider.Measure) string { return m.ID }).Draw(t, "library")
		b := plan.Budget{Money: rapid.Float64Range(0, 6000).Draw(t, "money"), Hours: rapid.Float64Range(0, 60).Draw(t, "hours"),
			Burden: float64(rapid.IntRange(0, 8).Draw(t, "burden")), Measures: rapid.IntRange(1, 9).Draw(t, "measures")}
		s := plan.Situation{Risk: three, At: day, Budget: &b}
		best, near := taken(t, p, few, s), taken(t, lazy, few, s)
		if near < .63*best-1e-12 {
			t.Fatalf("greedy %g, exact %g", near, best)
		}
		if best > 0 {
			worst = min(worst, near/best)
		}
	})
	t.Logf("the worst greedy plan reached %.3f of the exact one", worst)
}

// taken is the hazard of grave harm in the expected world that a plan takes away.
func taken(t failer, p plan.Params, list []outrider.Measure, s plan.Situation) float64 {
	m, err := plan.New(p, list)
	if err != nil {
		t.Fatal(err)
	}
	x := propose(t, m, s)
	return math.Log1p(-x.After.Grave.P) - math.Log1p(-x.Bare.Grave.P)
}

// Burden is harm: what takes off less than its burden weighs is not proposed.
func TestBurdenCounts(t *testing.T) {
	p, list := shipped(t)
	i := slices.IndexFunc(list, func(m outrider.Measure) bool { return m.ID == "vary-routes" })
	light := slices.Clone(list[i : i+1])
	s := plan.Situation{Risk: three, At: day}
	if got := propose(t, model(t, p, light), s); len(got.Choices) != 1 || got.Net <= 0 {
		t.Fatalf("%+v", got)
	}
	if got := propose(t, model(t, with(p, map[string]float64{"burden_worth": .01}), light), s); len(got.Choices) != 0 || got.After != got.Now {
		t.Errorf("%+v", got)
	}
}

// The same measures at the heaviest burden are worth less, by exactly that burden.
func TestAHeavierPlanIsWorthLess(t *testing.T) {
	p, list := shipped(t)
	i := slices.IndexFunc(list, func(m outrider.Measure) bool { return m.ID == "escort" })
	light, heavy := list[i], list[i]
	light.Burden, heavy.Burden = 0, outrider.MaxBurden
	s := plan.Situation{Risk: three, At: day}
	a, b := propose(t, model(t, p, []outrider.Measure{light}), s), propose(t, model(t, p, []outrider.Measure{heavy}), s)
	if len(a.Choices) != 1 || len(b.Choices) != 1 || a.After != b.After || math.Abs(a.Net-b.Net-outrider.MaxBurden*p.Numbers["burden_worth"].Value) > 1e-12 {
		t.Errorf("light %g, heavy %g", a.Net, b.Net)
	}
}

// A person who is offered one thing is not choosing.
func TestThereIsAChoice(t *testing.T) {
	p, list := shipped(t)
	b := plan.Budget{Money: 5000, Hours: 80, Burden: 10, Measures: 1}
	got := propose(t, model(t, p, list), plan.Situation{Risk: three, At: day, Budget: &b})
	if len(got.Choices) != 1 || len(got.Choices)+len(got.Besides) < 3 {
		t.Errorf("%d chosen, %d besides", len(got.Choices), len(got.Besides))
	}
	cuts := map[outrider.Cut]bool{}
	for _, x := range list {
		if x.ID == got.Choices[0].Measure || slices.ContainsFunc(got.Besides, func(o plan.Offer) bool { return o.Measure == x.ID }) {
			for _, c := range x.Cuts {
				cuts[c] = true
			}
		}
	}
	if len(cuts) != 3 {
		t.Errorf("the offers cut %v only", cuts)
	}
}

func TestStrangeSituations(t *testing.T) {
	p, list := shipped(t)
	m := model(t, p, list)
	for name, s := range map[string]plan.Situation{
		"no data":  {Risk: outrider.Probability{NoData: true}},
		"no risk":  {Risk: outrider.Probability{P: math.NaN()}},
		"negative": {Risk: three, Budget: &plan.Budget{Money: -1}},
		"days":     {Risk: three, Days: -3},
	} {
		if _, err := m.Propose(s); outrider.CodeOf(err) != outrider.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, r := range []outrider.Probability{{}, {P: 1, Low: 1, High: 1}, {P: .5, Low: .5, High: .5}, {P: .001, Low: 0, High: 1}} {
		x := propose(t, m, plan.Situation{Risk: r, At: day, Answers: []plan.Answer{{Measure: "not-in-the-library", State: plan.InPlace}}})
		for _, q := range []outrider.Probability{x.Bare.Harm, x.Now.Grave, x.After.Grave} {
			if q.Validate() != nil || q.P < outrider.Floor || q.P > outrider.Ceiling {
				t.Errorf("%+v gives %+v", r, q)
			}
		}
	}
}
