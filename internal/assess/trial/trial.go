// Package trial plays lives of the filter's own kind with other numbers than the
// filter has, copies and mistaken experts among them, to see whether its figures
// come true as often as they say. That is a test of the arithmetic and of what
// errors cost, not of the world: nothing here knows how hostile states behave.
//
// The design follows docs/design/assessment.md: thirteen weeks of reports, and a
// forecast of harm within the ninety days after them.
package trial

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing/fstest"
	"time"

	"outrider"
	"outrider/internal/assess"
)

// Table is the numbers of the filter as its file lays them out, so that they can
// be changed and read again by the filter itself.
type Table struct {
	doc     map[string]any
	aside   fstest.MapFS           // the files beside it
	Prior   []float64              // by explanation
	Change  map[string][]float64   // weekly, from an explanation to each and to harm
	Reports map[string][]float64   // weekly, a row a kind
	Experts []map[string][]float64 // tables of reports by expert
	Numbers map[string]float64     // single figures to put in the place of the file's
}

// Read takes the filter's files as they are.
func Read(fsys fs.FS) (Table, error) {
	t := Table{aside: fstest.MapFS{}, Numbers: map[string]float64{}}
	b, err := fs.ReadFile(fsys, "assess.json")
	if err != nil {
		return t, err
	}
	q, err := fs.ReadFile(fsys, "questions.json")
	if err != nil {
		return t, err
	}
	t.aside["questions.json"] = &fstest.MapFile{Data: q}
	var f struct {
		Prior  struct{ Values []float64 }           `json:"prior"`
		Change struct{ From map[string][]float64 }  `json:"weekly_change"`
		Rates  struct{ Kinds map[string][]float64 } `json:"weekly_rates"`
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return t, err
	}
	t.Prior, t.Change, t.Reports = f.Prior.Values, f.Change.From, f.Rates.Kinds
	return t, json.Unmarshal(b, &t.doc)
}

// Params reads a table back as the filter reads its file.
func (t Table) Params() (*assess.Params, error) {
	doc := maps.Clone(t.doc)
	doc["prior"] = map[string]any{"values": t.Prior, "origin": "a trial"}
	doc["weekly_change"] = map[string]any{"from": t.Change, "origin": "a trial"}
	doc["weekly_rates"] = map[string]any{"kinds": t.Reports, "origin": "a trial"}
	doc["source_reliability"] = map[string]any{"admiralty": map[string]float64{"A": .9999}, "3x5x2": map[string]float64{}, "5x5x5": map[string]float64{}, "unjudged": .5}
	var experts []map[string]any
	for i, kinds := range t.Experts {
		experts = append(experts, map[string]any{"id": fmt.Sprintf("expert-%d", i+1), "date": "2026-01-01", "origin": "a trial", "weekly_rates": kinds})
	}
	doc["experts"] = experts
	numbers := maps.Clone(doc["numbers"].(map[string]any))
	for name, v := range t.Numbers {
		numbers[name] = map[string]any{"value": v, "origin": "a trial"}
	}
	doc["numbers"] = numbers
	b, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	files := maps.Clone(t.aside)
	files["assess.json"] = &fstest.MapFile{Data: b}
	return assess.Load(files)
}

// Alone takes off what the filter does besides weighing: mixing, floors and the
// discount of reports of one kind. What is left is Bayes' rule on the model.
func (t Table) Alone() Table {
	t.Numbers = maps.Clone(t.Numbers)
	t.Numbers["mixing"], t.Numbers["threat_floor"], t.Numbers["dependence"], t.Numbers["draws"] = 1e-9, 1e-9, 1e-9, 1
	return t
}

// Mistaken is somebody's table of reports, each rate off by a lognormal factor.
func (t Table) Mistaken(rng *rand.Rand, sd float64) map[string][]float64 {
	out := map[string][]float64{}
	for _, k := range slices.Sorted(maps.Keys(t.Reports)) {
		row := slices.Clone(t.Reports[k])
		for i := range row {
			row[i] *= math.Exp(sd * rng.NormFloat64())
		}
		out[k] = row
	}
	return out
}

// Life is one open case: what was told in thirteen weeks, and what came.
type Life struct {
	told   []outrider.Report
	Harmed bool // within ninety days of the last of the weeks
}

const (
	weeksTold = 13
	daysAhead = 90
)

var begin = time.Date(2025, 1, 6, 0, 0, 0, 0, time.UTC)

// Live plays a life of the table: an explanation that changes by chance, reports
// that arrive as it lets them, each with so many copies on average that are or are
// not seen as such. ok is false where harm came before the weeks were over.
func (t Table) Live(rng *rand.Rand, copies, recognised float64) (l Life, ok bool) {
	end := float64(weeksTold)
	last := end + daysAhead/7.
	h := pick(rng, t.Prior)
	kinds := slices.Sorted(maps.Keys(t.Reports))
	for at := 0.0; at < last; {
		row := t.Change[string(outrider.Hypotheses[h])]
		leave := total(row)
		stay := min(rng.ExpFloat64()/leave, last-at)
		t.tell(rng, &l, kinds, h, at, min(at+stay, end), copies, recognised)
		if at += stay; at >= last {
			break
		}
		if h = pick(rng, row); h == len(outrider.Hypotheses) {
			l.Harmed = true
			return l, at >= end
		}
	}
	return l, true
}

// tell adds the reports of a stretch under one explanation.
func (t Table) tell(rng *rand.Rand, l *Life, kinds []string, h int, from, to, copies, recognised float64) {
	for _, k := range kinds {
		for at := from + rng.ExpFloat64()/t.Reports[k][h]; at < to; at += rng.ExpFloat64() / t.Reports[k][h] {
			when := begin.Add(time.Duration(at * 7 * 24 * float64(time.Hour)))
			l.add(k, when)
			for range poisson(rng, copies) {
				if rng.Float64() >= recognised {
					l.add(k, when)
				}
			}
		}
	}
}

func (l *Life) add(kind string, at time.Time) {
	l.told = append(l.told, outrider.Report{ID: outrider.ReportID(fmt.Sprintf("r-%04d", len(l.told))), Kind: outrider.Kind(kind),
		About: []outrider.PersonID{"p"}, Occurred: outrider.At(at), Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "A", Content: "1"}})
}

// Forecast is the chance of harm that the filter states at the end of the weeks,
// and what it states without any report.
func Forecast(p *assess.Params, l Life) (stated, base float64) {
	in := assess.Input{Person: "p", Since: begin, Now: begin.AddDate(0, 0, weeksTold*7), Coverage: 1}
	byID := make(map[outrider.ReportID]outrider.Report, len(l.told))
	for _, r := range l.told {
		byID[r.ID] = r
		in.Claims = append(in.Claims, outrider.Claim{ID: "c-" + string(r.ID), Kind: r.Kind, About: r.About, Occurred: r.Occurred,
			Roots: []outrider.Root{{First: r.ID, Grade: r.Grade, Reports: []outrider.ReportID{r.ID}}}})
	}
	in.Reports = func(id outrider.ReportID) (outrider.Report, bool) { r, ok := byID[id]; return r, ok }
	a := assess.Point(p, in)
	return a.Harm["90d"].P, a.BaseHarm["90d"].P
}

// pick draws a place in proportion to weights.
func pick(rng *rand.Rand, weights []float64) int {
	u := rng.Float64() * total(weights)
	for i, w := range weights {
		if u -= w; u < 0 {
			return i
		}
	}
	return len(weights) - 1
}

func total(weights []float64) float64 {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	return sum
}

func poisson(rng *rand.Rand, mean float64) int {
	n, left := 0, math.Exp(-mean)
	for p := rng.Float64(); p > left; p *= rng.Float64() {
		n++
	}
	return n
}
