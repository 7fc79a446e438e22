package rates_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/rates"
	"outrider/parameters"
)

func inForce(t testing.TB) rates.Rates {
	t.Helper()
	r, err := rates.LoadRates(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func answer(expert string, best float64) rates.Answer {
	return rates.Answer{Expert: expert, Role: "analyst", Date: "2026-11-21", Round: 1, Hypothesis: outrider.HypAttack, Kind: outrider.KindThreat,
		Lowest: best / 2, Highest: min(2*best, 100), Best: best, Sure: 80}
}

func pool(t testing.TB, answers ...rates.Answer) rates.Elicited {
	t.Helper()
	e, err := rates.Pool(params(t), inForce(t).Columns, answers, "2026-11-21")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestQuestionsAskForFrequencies(t *testing.T) {
	r := inForce(t)
	all := rates.Questions(r, nil, nil)
	if want := len(r.Kinds) * len(r.Columns); len(all) != want {
		t.Errorf("%d questions for %d cells", len(all), want)
	}
	for _, q := range all {
		if !strings.HasPrefix(q.Text, "Of 100 people ") || !strings.HasSuffix(q.Text, "within a month?") {
			t.Errorf("no frequency: %s", q.Text)
		}
	}
	if one := rates.Questions(r, []outrider.Kind{outrider.KindThreat}, []outrider.Hypothesis{outrider.HypAttack}); len(one) != 1 || one[0].Kind != outrider.KindThreat {
		t.Errorf("got %v", one)
	}
}

// Five experts, one of whom thinks again: the last word of each counts once, the
// mean is geometric, and every answer is kept.
func TestPool(t *testing.T) {
	second := answer("E-1", 20)
	second.Round = 2
	got := pool(t, answer("E-1", 90), answer("E-2", 40), second)
	if len(got.Cells) != 1 || len(got.Answers) != 3 || len(got.Experts) != 2 || got.Experts[0].Cells != 1 || got.Wanted != 5 {
		t.Fatalf("got %+v", got)
	}
	weekly := func(v float64) float64 { return -math.Log(1-v/100) * 7 / 30 }
	want := math.Sqrt(weekly(20) * weekly(40))
	c := got.Cells[0]
	if math.Abs(c.Weekly/want-1) > 1e-12 || c.Experts != 2 {
		t.Errorf("%+v, want %g a week", c, want)
	}
	if want := math.Abs(math.Log(weekly(40)/weekly(20))) / math.Sqrt2; math.Abs(c.Spread-want) > 1e-12 {
		t.Errorf("apart by %g nats, want %g", c.Spread, want)
	}
	// E-1 was 80 % sure of 10 to 40 around 20: at 90 % that is 8.75 to 42.5
	if math.Abs(c.Low-8.75) > 1e-9 || math.Abs(c.High-(40+40*90./80)) > 1e-9 {
		t.Errorf("from %g to %g", c.Low, c.High)
	}
	if len(got.Rates.Kinds) != 0 {
		t.Error("a kind with one column answered became a row of the table")
	}
}

func TestAFullRowTakesTheShapeOfTheParameters(t *testing.T) {
	r := inForce(t)
	var answers []rates.Answer
	for i, h := range r.Columns {
		a := answer("E-1", float64(10+i))
		a.Hypothesis = h
		answers = append(answers, a)
	}
	got := pool(t, answers...)
	if row := got.Rates.Kinds[outrider.KindThreat]; len(row) != len(r.Columns) || !(row[0] > 0 && row[0] < row[5]) {
		t.Errorf("got %v", got.Rates)
	}
	if d := cmp.Diff(got.Rates.Kinds, got.Experts[0].Rates, cmpopts.EquateApprox(1e-12, 0)); d != "" {
		t.Error("one expert is the pool: ", d)
	}
	moved := got.Changes(r)
	if len(moved) != len(r.Columns) {
		t.Fatalf("got %v", moved)
	}
	var attack, benign rates.Moved
	for i, m := range moved {
		if was, _ := r.At(m.Hypothesis, m.Kind); was != m.From || i > 0 && math.Abs(m.Nats) > math.Abs(moved[i-1].Nats) {
			t.Errorf("%+v", m)
		}
		switch m.Hypothesis {
		case outrider.HypAttack:
			attack = m
		case outrider.HypBenign:
			benign = m
		}
	}
	if math.Abs(attack.Weight-(attack.Nats-benign.Nats)) > 1e-12 {
		t.Errorf("the weight against benign moves by %g, not %g", attack.Nats-benign.Nats, attack.Weight)
	}
}

// What a pool says of its experts can be laid into assess.json as it is.
func TestAssessTakesTheExperts(t *testing.T) {
	r, all := inForce(t), fstest.MapFS{}
	var answers []rates.Answer
	for _, h := range r.Columns {
		a := answer("E-1", 10)
		a.Hypothesis = h
		answers = append(answers, a)
	}
	files, err := parameters.FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := parameters.FS.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name()] = &fstest.MapFile{Data: data}
	}
	var tree map[string]any
	if err := json.Unmarshal(all["assess.json"].Data, &tree); err != nil {
		t.Fatal(err)
	}
	tree["experts"] = pool(t, answers...).Experts
	if all["assess.json"].Data, err = json.Marshal(tree); err != nil {
		t.Fatal(err)
	}
	if _, err := assess.Load(all); err != nil {
		t.Error(err)
	}
}

func TestPoolRefusesTwoWordsOfOneExpert(t *testing.T) {
	if _, err := rates.Pool(params(t), inForce(t).Columns, []rates.Answer{answer("E-1", 10), answer("E-1", 20)}, "2026-11-21"); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("got %v", err)
	}
}

func TestASpreadShowsNobody(t *testing.T) {
	q := rates.Question{Hypothesis: outrider.HypAttack, Kind: outrider.KindThreat}
	group := []rates.Answer{answer("E-1", 10), answer("E-2", 30)}
	if _, ok := rates.GroupSpread(group, q); ok {
		t.Error("with two answers everybody knows whose is whose")
	}
	s, ok := rates.GroupSpread(append(group, answer("E-3", 20)), q)
	if d := cmp.Diff(rates.Spread{Experts: 3, Lowest: 10, Middle: 20, Highest: 30}, s); d != "" || !ok {
		t.Error(d)
	}
}

func TestAnswersThatCannotBe(t *testing.T) {
	for want, spoil := range map[string]func(*rates.Answer){
		"in that order":     func(a *rates.Answer) { a.Lowest, a.Highest = 30, 5 },
		"best guess lies":   func(a *rates.Answer) { a.Best = a.Highest + 1 },
		"such as 0.1":       func(a *rates.Answer) { a.Lowest, a.Best = 0, 0 },
		"between 50 and":    func(a *rates.Answer) { a.Sure = 40 },
		"2026-11-21":        func(a *rates.Answer) { a.Date = "21/11/2026" },
		"code name":         func(a *rates.Answer) { a.Expert = "Ann Ashgrove" },
		"has a role":        func(a *rates.Answer) { a.Role = "" },
		"round is 1 or 2":   func(a *rates.Answer) { a.Round = 3 },
		"names its hypothe": func(a *rates.Answer) { a.Hypothesis = "guilty" },
		"between 0 and 100": func(a *rates.Answer) { a.Highest = math.NaN() },
	} {
		a := answer("E-1", 10)
		spoil(&a)
		if err := a.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func TestATemplateComesBackAsAnswers(t *testing.T) {
	var b bytes.Buffer
	r := inForce(t)
	if err := rates.WriteTemplate(&b, answer("E-1", 10), rates.Questions(r, []outrider.Kind{outrider.KindThreat}, nil)); err != nil {
		t.Fatal(err)
	}
	if got, err := rates.ReadAnswers(b.Bytes()); err != nil || len(got) != 0 {
		t.Errorf("an empty template holds %v, %v", got, err)
	}
	filled := strings.Replace(b.String(), "attack,threat-message,,,,", "attack,threat-message,5,20,10,80", 1)
	got, err := rates.ReadAnswers([]byte(filled))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]rates.Answer{answer("E-1", 10)}, got); d != "" {
		t.Error(d)
	}
	if _, err := rates.ReadAnswers([]byte(strings.Replace(filled, "5,20,10,80", "5,20,ten,80", 1))); err == nil || !strings.Contains(err.Error(), "line 6: best is not a number") {
		t.Errorf("got %v", err)
	}
	if _, err := rates.ReadAnswers([]byte("expert,role\n")); err == nil || !strings.Contains(err.Error(), "no column date") {
		t.Errorf("got %v", err)
	}
}

// Whatever order answers come in, the pool is the same to the bit; it lies between
// the experts, and one who agrees with it moves nothing.
func TestThePoolLiesBetweenTheExperts(t *testing.T) {
	p, columns := params(t), inForce(t).Columns
	rapid.Check(t, func(t *rapid.T) {
		var answers []rates.Answer
		for i, best := range rapid.SliceOfN(rapid.Float64Range(.1, 99), 1, 8).Draw(t, "best") {
			answers = append(answers, answer("E-"+string(rune('A'+i)), best))
		}
		got, err := rates.Pool(p, columns, answers, "2026-11-21")
		if err != nil {
			t.Fatal(err)
		}
		again, err := rates.Pool(p, columns, rapid.Permutation(answers).Draw(t, "order"), "2026-11-21")
		if d := cmp.Diff(got, again); d != "" || err != nil {
			t.Error(d, err)
		}
		lo, hi := 100., 0.
		for _, a := range answers {
			lo, hi = min(lo, a.Best), max(hi, a.Best)
		}
		c := got.Cells[0]
		if c.Best < lo*(1-1e-9) || c.Best > hi*(1+1e-9) || c.Low > lo || c.High < hi || math.IsNaN(c.Spread) {
			t.Errorf("%+v for %v", c, answers)
		}
	})
}

func FuzzReadAnswers(f *testing.F) {
	f.Add([]byte("expert,role,date,round,hypothesis,kind,lowest,highest,best,sure\nE-1,analyst,2026-11-21,1,attack,watched,5,20,10,80\n"))
	f.Add([]byte(`[{"expert":"E-1","role":"analyst","date":"2026-11-21","round":1,"hypothesis":"attack","kind":"watched","lowest":5,"highest":20,"best":10,"sure":80}]`))
	f.Add([]byte(`{"answers":[]}`))
	f.Add([]byte("expert,\"role"))
	p := params(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		answers, err := rates.ReadAnswers(data)
		if err != nil {
			return
		}
		got, err := rates.Pool(p, outrider.Hypotheses, answers, "2026-11-21")
		if err != nil {
			return
		}
		for _, c := range got.Cells {
			if !(c.Weekly > 0) || math.IsInf(c.Weekly, 0) || !(c.Low <= c.High) {
				t.Errorf("%+v", c)
			}
		}
	})
}
