package main

import (
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"outrider/internal/match"
)

// signs bind the direction of each measure: +1 may not lower, -1 may not raise,
// 0 is free.
var signs = map[string]int{"agree": 1, "contradict": -1, "omit": -1, "doubt": -1, "worst": -1, "cover-low": 1, "cover-high": 1,
	"patronymic": -1, "family": -1, "given": -1, "foreign-loss": -1, "clashes": -1, "initial": -1, "shift": -1, "chain": -1, "single": -1, "thin": -1}

// expected is where the ridge pulls each coefficient: what field workers hold, for
// measures that few pairs show.
var expected = map[string]float64{"agree": .7, "omit": -.2, "worst": -2, "foreign-loss": -.5, "cover-low": 1.5, "patronymic": -1, "family": -.8, "given": -.8,
	"clashes": -2.5, "initial": -2.5, "shift": -.7, "chain": -2.5, "single": -1.5, "thin": -1.5}

// sample is one labelled pair.
type sample struct {
	a, b *match.Name
	x    match.Measures
	same float64
	n    float64 // how often it counts
}

// fitWeights prints the coefficients of the score, fitted on the first half of
// the labelled pairs: those whose hash is even. The other half is for tests.
func fitWeights(path, lists string) {
	fmt.Println("# Coefficients of the score in log-odds, by kind of bearer and measure: logistic regression with bound signs and a ridge,")
	fmt.Println("# fitted on the even half (by FNV-1a of \"left|right\") of the labelled development pairs; the odd half measures it. Made by bench/namesfit.")
	kinds := map[string]match.Kind{"Person": match.KindPerson, "Token": match.KindToken, "Company": match.KindOrganisation, "Organization": match.KindOrganisation,
		"LegalEntity": match.KindOrganisation, "Vessel": match.KindOrganisation}
	by := map[match.Kind][]sample{}
	f := open(path)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for _, r := range rows[1:] {
		kind := kinds[r[2]]
		if kind == "" || r[6] == "subset" || r[6] == "unrecoverable" || Held(r[0], r[1]) {
			continue
		}
		s := sample{a: match.New(r[0], kind), b: match.New(r[1], kind), n: 1}
		if r[5] == "1" {
			s.same = 1
		}
		by[kind] = append(by[kind], s)
	}
	by[match.KindOrganisation] = append(by[match.KindOrganisation], namesakes(lists)...)
	by[match.KindPerson] = append(by[match.KindPerson], passersBy(lists)...)
	by[match.KindPerson] = append(by[match.KindPerson], recombined(lists)...)
	for _, kind := range []match.Kind{match.KindPerson, match.KindToken, match.KindOrganisation} {
		for i, v := range descend(strangers(by[kind])) {
			fmt.Printf("%s\t%s\t%.3f\n", kind, match.MeasureNames[i], v)
		}
	}
}

// strangers adds pairs of names that have nothing to do with each other, as most
// of what is screened: the left of one pair with the right of others, a tenth of
// the weight of a labelled pair each.
func strangers(list []sample) []sample {
	n := len(list)
	for i := range n {
		for _, step := range []int{37, 101} {
			if j := (i + step) % n; list[i].a.Text != list[j].a.Text && list[i].b.Text != list[j].b.Text {
				list = append(list, sample{a: list[i].a, b: list[j].b, n: .1})
			}
		}
	}
	return list
}

// passersBy adds people of one list that stand on no other, each with the three
// persons of the OFAC list that look most alike: what a screening desk sees all
// day. The even half of them; the odd half is for tests.
func passersBy(lists string) []sample {
	x := match.NewIndex()
	for _, r := range rowsOf(filepath.Join(lists, "sdn_2024-05-03.csv")) {
		if len(r) > 2 && strings.TrimSpace(r[2]) == "individual" {
			x.Add(match.New(r[1], match.KindPerson))
		}
	}
	var out []sample
	for _, r := range rowsOf(filepath.Join(lists, "cn_sanctions_2026-08.csv")) {
		if r[0] != "Person" || Held(r[2], "") {
			continue
		}
		q := match.New(r[2], match.KindPerson)
		for _, h := range x.Search(q, 0, 3) {
			out = append(out, sample{a: q, b: x.Name(h.Number), n: .6})
		}
	}
	return out
}

// recombined adds strangers who share words with the OFAC list by chance alone: the
// given names of one person with the family name of another, each with the three
// of the list that look most alike. Where a whole name is covered nobody can tell,
// and the pair is left out. Of the even half, as above.
func recombined(lists string) []sample {
	x := match.NewIndex()
	var listed, passing people
	for _, r := range rowsOf(filepath.Join(lists, "sdn_2024-05-03.csv")) {
		if len(r) < 3 || strings.TrimSpace(r[2]) != "individual" {
			continue
		}
		x.Add(match.New(r[1], match.KindPerson))
		if f, g, ok := strings.Cut(r[1], ", "); ok {
			listed.add(g, f)
		}
	}
	for _, r := range rowsOf(filepath.Join(lists, "cn_sanctions_2026-08.csv")) {
		if i := strings.LastIndexByte(r[2], ' '); r[0] == "Person" && i > 0 && !Held(r[2], "") {
			passing.add(r[2][:i], r[2][i+1:])
		}
	}
	var out []sample
	for _, text := range append(listed.mixed(listed.len()/2, 3), append(passing.mixed(7, 1), passing.mixed(31, 1)...)...) {
		q := match.New(text, match.KindPerson)
		for _, h := range x.Search(q, 0, 3) {
			s := sample{a: q, b: x.Name(h.Number), n: recombinedWeight}
			if m := match.Measure(s.a, s.b); m[coverHigh] < .9 && !Held(text, "") {
				out = append(out, s)
			}
		}
	}
	return out
}

// people are given and family names of the same persons in the same order.
type people struct{ given, family []string }

func (p *people) add(given, family string) {
	p.given, p.family = append(p.given, given), append(p.family, family)
}

func (p *people) len() int { return len(p.given) }

// mixed gives every step-th person the family name of another, so many further on.
func (p *people) mixed(on, step int) (out []string) {
	for i := 0; i < p.len(); i += step {
		out = append(out, p.given[i]+" "+p.family[(i+on)%p.len()])
	}
	return out
}

// recombinedWeight is how often a recombined pair counts: there are many, and the
// labelled pairs must lead.
const recombinedWeight = .025

// coverHigh is where the share of the shorter name that agrees stands among the measures.
var coverHigh = slices.Index(match.MeasureNames[:], "cover-high")

// namesakes adds organisations of the OFAC list with the two others on it that look
// most alike: other entries, so other organisations.
func namesakes(lists string) []sample {
	x := match.NewIndex()
	for _, r := range rowsOf(filepath.Join(lists, "sdn_2024-05-03.csv")) {
		if len(r) > 2 && strings.TrimSpace(r[2]) == "-0-" {
			x.Add(match.New(r[1], match.KindOrganisation))
		}
	}
	var out []sample
	for i := 0; i < x.Len(); i += 40 {
		for _, h := range x.Search(x.Name(i), 0, 3) {
			if h.Number != i {
				out = append(out, sample{a: x.Name(i), b: x.Name(h.Number), n: .06})
			}
		}
	}
	return out
}

// rowsOf reads a list's rows; a row that cannot be read is left out.
func rowsOf(path string) (out [][]string) {
	f := open(path)
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for {
		row, err := r.Read()
		if err == io.EOF {
			return out
		}
		if err == nil {
			out = append(out, row)
		}
	}
}

// Held says whether a pair belongs to the half that is kept for measuring.
func Held(left, right string) bool {
	h := fnv.New32a()
	h.Write([]byte(left + "|" + right))
	return h.Sum32()%2 == 1
}

// descend minimises the ridged logistic loss by Adam (Kingma and Ba 2015), the
// signs kept by projection.
func descend(list []sample) (w match.Measures) {
	for i := range list {
		list[i].x = match.Measure(list[i].a, list[i].b)
	}
	var m, v match.Measures
	for range 4000 {
		var g match.Measures
		for i := range list {
			z := 0.0
			for k := range w {
				z += w[k] * list[i].x[k]
			}
			e := list[i].n * (1/(1+math.Exp(-z)) - list[i].same)
			for k := range w {
				g[k] += e * list[i].x[k]
			}
		}
		for k := range w {
			g[k] += 1 * (w[k] - expected[match.MeasureNames[k]])
			m[k] = .9*m[k] + .1*g[k]
			v[k] = .99*v[k] + .01*g[k]*g[k]
			w[k] -= .02 * m[k] / (math.Sqrt(v[k]) + 1e-9)
			if s := signs[match.MeasureNames[k]]; s > 0 && w[k] < 0 || s < 0 && w[k] > 0 {
				w[k] = 0
			}
		}
	}
	return w
}
