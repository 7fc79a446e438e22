// Trial measures whether the stage filter's figures come true in lives of its own
// kind: with the true numbers, with copies that are or are not seen as such, and
// with the numbers of experts who err.
//
//	go run ./bench/trial -lives 60000
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing/fstest"

	"outrider/internal/assess"
	"outrider/internal/assess/trial"
	"outrider/internal/calibration"
	"outrider/parameters"
)

// way is one way of forecasting the same lives.
type way struct {
	what string
	p    *assess.Params
	own  float64 // share of copies recognised
}

func main() {
	lives := flag.Int("lives", 60000, "open cases")
	seed := flag.Uint64("seed", 1, "seed")
	blocks := flag.Bool("blocks", false, "the blocks of the reliability curve with the true numbers, and no more")
	flag.Parse()
	if err := run(*lives, *seed, *blocks); err != nil {
		log.Fatal(err)
	}
}

func run(lives int, seed uint64, blocks bool) error {
	published, err := trial.Read(parameters.FS)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	truth := published
	truth.Prior = []float64{.80, .12, .04, .01, .015, .015} // open cases: something has been told before
	published.Prior = truth.Prior
	truth.Reports = published.Mistaken(rng, .5) // other numbers than the filter's own
	ways, err := ways(published, truth, rng)
	if err != nil {
		return err
	}
	params, err := quick()
	if err != nil {
		return err
	}
	if blocks {
		for _, b := range calibration.Measure(play(truth, ways[0], lives, seed), params, 1).Blocks {
			fmt.Printf("%d forecasts around %.4f: %.4f came true\n", b.Count, b.Forecast, b.Observed)
		}
		return nil
	}
	fmt.Printf("| way | lives | harmed | Brier skill | log skill | largest gap in a block of >= 50 forecasts; where >= 10 came true | forecasts >= .2: n, mean, came true |\n|---|---|---|---|---|---|---|\n")
	for _, w := range ways {
		all := play(truth, w, lives, seed)
		r := calibration.Measure(all, params, 1)
		any, ten := worst(r, 0), worst(r, 10)
		n, mean, came := high(all)
		fmt.Printf("| %s | %d | %d | %+.3f | %+.3f | %.3f; %.3f | %d, %.2f, %.2f |\n", w.what, r.Outcomes, r.Happened, *r.Brier.Skill, *r.Log.Skill, any, ten, n, mean, came)
	}
	return nil
}

// ways lists what is compared.
func ways(published, truth trial.Table, rng *rand.Rand) ([]way, error) {
	var out []way
	var first error
	add := func(what string, t trial.Table, recognised float64) {
		p, err := t.Params()
		if err != nil && first == nil {
			first = err
		}
		out = append(out, way{what, p, recognised})
	}
	few := func(t trial.Table) trial.Table { t.Numbers = map[string]float64{"draws": 1}; return t }
	add("true numbers, weighing alone", truth.Alone(), 1)
	add("true numbers, as shipped", few(truth), 1)
	add("copies counted, weighing alone", truth.Alone(), 0)
	add("70 % of copies recognised, weighing alone", truth.Alone(), .7)
	add("70 % of copies recognised, as shipped", few(truth), .7)
	bare := few(truth)
	bare.Numbers["threat_floor"] = 1e-9
	add("true numbers, as shipped without the floor", bare, 1)
	add("70 % of copies recognised, as shipped without the floor", bare, .7)
	add("published numbers (off by .5 nat), as shipped", few(published), 1)
	for i := range 3 {
		one := truth.Alone()
		one.Reports = truth.Mistaken(rng, .6)
		add(fmt.Sprintf("one expert at .6 nat, no. %d", i+1), one, 1)
	}
	for i := range 2 {
		five := truth.Alone()
		for range 5 {
			five.Experts = append(five.Experts, truth.Mistaken(rng, .6))
		}
		add(fmt.Sprintf("five experts at .6 nat, pooled, no. %d", i+1), five, 1)
		shipped := few(truth)
		shipped.Experts = five.Experts
		add(fmt.Sprintf("the same five, 70 %% of copies recognised, as shipped, no. %d", i+1), shipped, .7)
	}
	return out, first
}

// quick is scoring without hundreds of resamplings, which say nothing here.
func quick() (calibration.Params, error) {
	b, err := parameters.FS.ReadFile("calibration.json")
	if err != nil {
		return calibration.Params{}, err
	}
	var doc map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		return calibration.Params{}, err
	}
	doc["numbers"].(map[string]any)["draws"].(map[string]any)["value"] = 2
	if b, err = json.Marshal(doc); err != nil {
		return calibration.Params{}, err
	}
	return calibration.Load(fstest.MapFS{"calibration.json": {Data: b}})
}

// play forecasts the same lives, each from its own source of chance, one way.
func play(truth trial.Table, w way, lives int, seed uint64) []calibration.Forecast {
	parts := make([][]calibration.Forecast, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for part := range parts {
		wg.Go(func() {
			for i := part; i < lives; i += len(parts) {
				l, ok := truth.Live(rand.New(rand.NewPCG(seed, uint64(i)+1)), 1.5, w.own)
				if !ok {
					continue
				}
				p, base := trial.Forecast(w.p, l)
				parts[part] = append(parts[part], calibration.Forecast{Person: fmt.Sprint(i), P: p, Happened: l.Harmed, Base: base})
			}
		})
	}
	wg.Wait()
	var out []calibration.Forecast
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// worst is how far forecast and outcome lie apart in the worst block of at least
// fifty forecasts in which so many came true.
func worst(r calibration.Report, came float64) float64 {
	gap := 0.0
	for _, b := range r.Blocks {
		if b.Count >= 50 && b.Observed*float64(b.Count) >= came {
			gap = math.Max(gap, math.Abs(b.Observed-b.Forecast))
		}
	}
	return gap
}

func high(all []calibration.Forecast) (n int, mean, came float64) {
	for _, f := range all {
		if f.P >= .2 {
			n++
			mean += f.P
			if f.Happened {
				came++
			}
		}
	}
	return n, mean / max(1, float64(n)), came / max(1, float64(n))
}
