package match_test

import (
	"encoding/csv"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"outrider/internal/match"
)

// labelled is one pair of the development set.
type labelled struct {
	left, right, group, tier string
	kind                     match.Kind
	scripts                  string
	same, held               bool
	result                   match.Result
}

// loadPairs reads the labelled pairs, or skips loudly.
func loadPairs(t testing.TB) []labelled {
	t.Helper()
	shared := os.Getenv("OUTRIDER_SHARED")
	if shared == "" {
		t.Skip("OUTRIDER_SHARED is not set: large-data check skipped")
	}
	f, err := os.Open(filepath.Join(shared, "data", "pairs-dev.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]match.Kind{"Person": match.KindPerson, "Token": match.KindToken, "Vessel": match.KindVessel}
	var out []labelled
	for _, r := range rows[1:] {
		p := labelled{left: r[0], right: r[1], kind: kinds[r[2]], scripts: r[3] + "-" + r[4], same: r[5] == "1", tier: r[6], group: r[7]}
		if p.kind == "" {
			p.kind = match.KindOrganisation
		}
		h := fnv.New32a()
		h.Write([]byte(r[0] + "|" + r[1]))
		p.held = h.Sum32()%2 == 1
		out = append(out, p)
	}
	return out
}

func (p *labelled) abstain() bool { return p.tier == "subset" || p.tier == "unrecoverable" }

// figures are what the goals are stated in.
type figures struct {
	same, different   int
	auc, at1, at5, f1 float64
}

// measureFigures sorts by score, ties counted against us.
func measureFigures(list []*labelled) figures {
	slices.SortStableFunc(list, func(a, b *labelled) int {
		switch {
		case a.result.Score > b.result.Score:
			return -1
		case a.result.Score < b.result.Score:
			return 1
		case a.same == b.same:
			return 0
		case b.same:
			return -1
		}
		return 1
	})
	var f figures
	for _, p := range list {
		if p.same {
			f.same++
		} else {
			f.different++
		}
	}
	tp, fp := 0, 0
	for _, p := range list {
		if p.same {
			tp++
		} else {
			fp++
			f.auc += float64(tp)
		}
		if fp*100 <= f.different {
			f.at1 = float64(tp) / float64(f.same)
		}
		if fp*20 <= f.different {
			f.at5 = float64(tp) / float64(f.same)
		}
		f.f1 = max(f.f1, 2*float64(tp)/float64(tp+fp+f.same))
	}
	f.auc /= float64(max(1, f.same*f.different))
	return f
}

// The goals of the pair score, on the half of the labelled pairs that no number of
// this package was fitted on.
func TestPairQuality(t *testing.T) {
	pairs := loadPairs(t)
	for i := range pairs {
		p := &pairs[i]
		p.result = match.Compare(match.Subject{Name: match.New(p.left, p.kind)}, match.Subject{Name: match.New(p.right, p.kind)})
	}
	slices := []struct {
		name     string
		in       func(*labelled) bool
		auc, at1 float64
	}{
		{"persons, all", func(p *labelled) bool { return p.kind == match.KindPerson }, .95, .60},
		{"persons, Latin-Latin", func(p *labelled) bool { return p.kind == match.KindPerson && p.scripts == "Latn-Latn" }, .9, .48},
		{"persons, Latin-Cyrillic", func(p *labelled) bool { return p.kind == match.KindPerson && p.scripts == "Latn-Cyrl" }, .95, .92},
		{"persons, Latin-Arabic", func(p *labelled) bool { return p.kind == match.KindPerson && p.scripts == "Latn-Arab" }, .95, .85},
		{"persons, Latin-Han", func(p *labelled) bool { return p.kind == match.KindPerson && p.scripts == "Latn-Hani" }, .9, .70},
		{"persons, OFAC", func(p *labelled) bool { return p.kind == match.KindPerson && strings.HasPrefix(p.group, "ofac") }, .92, .466},
		{"persons, nomenklatura", func(p *labelled) bool { return p.kind == match.KindPerson && strings.HasPrefix(p.group, "nk_") }, .5, 0},
		{"tokens, Cyrillic", func(p *labelled) bool { return p.kind == match.KindToken && p.scripts == "Latn-Cyrl" }, .95, .81},
		{"tokens, Arabic", func(p *labelled) bool { return p.kind == match.KindToken && p.scripts == "Latn-Arab" }, .95, .34},
		{"tokens, Han", func(p *labelled) bool { return p.kind == match.KindToken && p.scripts == "Latn-Hani" }, .9, .14},
		{"tokens, Hebrew", func(p *labelled) bool { return p.kind == match.KindToken && p.scripts == "Latn-Hebr" }, .9, .25},
		{"tokens, Hangul", func(p *labelled) bool { return p.kind == match.KindToken && p.scripts == "Latn-Hang" }, .9, .47},
		{"tokens, Kana", func(p *labelled) bool { return p.kind == match.KindToken && p.scripts == "Latn-Kana" }, .9, .52},
		{"organisations", func(p *labelled) bool { return p.kind == match.KindOrganisation }, .5, 0},
	}
	for _, s := range slices {
		var fitted, held []*labelled
		for i := range pairs {
			if p := &pairs[i]; s.in(p) && !p.abstain() {
				if p.held {
					held = append(held, p)
				} else {
					fitted = append(fitted, p)
				}
			}
		}
		f := measureFigures(held)
		g := measureFigures(fitted)
		stated := 0.0
		for _, p := range held {
			stated += p.result.Score / float64(len(held))
		}
		if observed := float64(f.same) / float64(len(held)); math.Abs(stated-observed) > .12 {
			t.Errorf("%s: %.3f is stated on the average, %.3f observed", s.name, stated, observed)
		} else {
			t.Logf("%-26s stated %.3f, observed %.3f", s.name, stated, observed)
		}
		t.Logf("%-26s held %3d/%3d: AUC %.3f, recall at 1%% %.3f, at 5%% %.3f, F1 %.3f   (fitted half: %.3f, %.3f, %.3f)", s.name, f.same, f.different, f.auc, f.at1, f.at5, f.f1, g.auc, g.at1, g.at5)
		if f.auc < s.auc || f.at1 < s.at1 {
			t.Errorf("%s: AUC %.3f (goal %.2f), recall at 1%% false positives %.3f (goal %.2f)", s.name, f.auc, s.auc, f.at1, s.at1)
		}
	}
	checkCertain(t, pairs)
	checkCalibration(t, pairs)
}

// checkCertain: what a name alone cannot decide is not called certain.
func checkCertain(t *testing.T, pairs []labelled) {
	certain, all := 0, 0
	decided := map[match.Decision][2]int{}
	for _, p := range pairs {
		d := decided[p.result.Decision]
		switch {
		case p.abstain():
			all++
			if p.result.Decision == match.DecisionMatch {
				certain++
				t.Logf("certain: %s | %s", p.left, p.right)
			}
			continue
		case p.same:
			d[0]++
		default:
			d[1]++
		}
		decided[p.result.Decision] = d
	}
	t.Logf("subset and unrecoverable: %d of %d called certain; decisions (same, different): match %v, review %v, no %v",
		certain, all, decided[match.DecisionMatch], decided[match.DecisionReview], decided[match.DecisionNo])
	if certain*20 > all {
		t.Errorf("%d of %d undecidable pairs are called certain", certain, all)
	}
}

// checkCalibration: in blocks of a hundred held persons by score, what is stated is
// what is observed.
func checkCalibration(t *testing.T, pairs []labelled) {
	var held []*labelled
	for i := range pairs {
		if p := &pairs[i]; p.kind == match.KindPerson && p.held && !p.abstain() {
			held = append(held, p)
		}
	}
	measureFigures(held) // sorts
	const blocks = 5
	for b := range blocks {
		block := held[b*len(held)/blocks : (b+1)*len(held)/blocks]
		stated, observed := 0.0, 0.0
		for _, p := range block {
			stated += p.result.Score
			if p.same {
				observed++
			}
		}
		n := float64(len(block))
		t.Logf("calibration, block %d of %d pairs: stated %.3f, observed %.3f", b+1, len(block), stated/n, observed/n)
	}
}

// BenchmarkScore measures the comparison of names that have been read.
func BenchmarkScore(b *testing.B) {
	pairs := loadPairs(b)
	var names [][2]*match.Name
	for _, p := range pairs {
		if p.kind == match.KindPerson {
			names = append(names, [2]*match.Name{match.New(p.left, p.kind), match.New(p.right, p.kind)})
		}
	}
	b.ResetTimer()
	sum := 0.0
	for i := range b.N {
		p := names[i%len(names)]
		sum += match.Score(p[0], p[1])
	}
	if sum < 0 {
		b.Fatal("scores below 0")
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pairs/s")
}
