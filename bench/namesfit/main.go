// Command namesfit learns what one sound costs when another is written for it,
// from pairs of a word and its spelling in another script.
//
//	go run ./bench/namesfit FOLDER PAIRS.csv costs >internal/match/tables/costs.tsv
//	go run ./bench/namesfit FOLDER SDN.csv >internal/match/tables/bearers.tsv
//	go run ./bench/namesfit FOLDER cognates >internal/match/tables/cognates.tsv
//	go run ./bench/namesfit PAIRS.csv LISTS weights >internal/match/tables/weights.tsv
//
// FOLDER holds the training parts (named like russian_80) of the Wikidata name
// pairs of Merhav and Ash 2018 (CC0), a pair a line: the Latin word, a tab, the
// other word with a space between its letters, a tab, how often. The parts kept
// for tests (russian_20) are not read.
package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"outrider/internal/match"
)

const alphabet = match.Alphabet

// pair is two readings of one name.
type pair struct{ a, b string }

// table holds log-likelihood ratios of sound pairs; row or column 0 is silence.
type table [len(alphabet) + 1][len(alphabet) + 1]float64

func main() {
	switch {
	case len(os.Args) == 3 && os.Args[2] == "cognates":
		findCognates(os.Args[1])
		return
	case len(os.Args) == 4 && os.Args[3] == "weights":
		fitWeights(os.Args[1], os.Args[2])
		return
	case len(os.Args) == 4 && os.Args[3] == "costs":
		fitCosts(os.Args[1], os.Args[2])
		return
	case len(os.Args) == 3:
		countBearers(os.Args[1], os.Args[2])
		return
	default:
		fmt.Fprintln(os.Stderr, "namesfit FOLDER PAIRS.csv costs | FOLDER SDN.csv | FOLDER cognates | PAIRS.csv LISTS weights")
		os.Exit(2)
	}
}

// sources are the scripts and the files their pairs are in.
var sources = []struct{ script, file string }{{"Cyrl", "russian"}, {"Arab", "arabic"}, {"Hebr", "hebrew"}, {"Hang", "korean"}, {"Kana", "katakana"}, {"Hani", "chinese"}}

// fitCosts prints the costs of sounds.
func fitCosts(folder, labelled string) {
	fmt.Println("# What a sound costs when another is written for it: script, Latin sound, other sound, hundredths of a nat; - is silence, = the mean of a sound.")
	fmt.Println("# Log-likelihood ratios of a pair model fitted by expectation-maximisation (bench/namesfit) on the training parts of the")
	fmt.Println("# Wikidata name pairs of Merhav and Ash, COLING 2018 (CC0). Latn is learnt from Latin spellings that share one spelling in another script, and from the even half of the labelled pairs.")
	var latin []pair
	for _, s := range sources {
		pairs := load(filepath.Join(folder, s.file+"_80"))
		t := fit(pairs, s.script)
		write(s.script, t)
		latin = append(latin, shared(pairs, t)...)
	}
	for _, p := range aliases(labelled) {
		for range aliasWeight {
			latin = append(latin, p, pair{p.b, p.a})
		}
	}
	write("Latn", fit(latin, "Latn"))
}

// aliasWeight is how often a pair of words from lists counts: lists spell more
// freely than an encyclopaedia, and are what is screened.
const aliasWeight = 40

// aliases pairs the words of Latin names that are labelled the same, in the half
// that may be learnt from, where they are likelier one word than two.
func aliases(path string) (out []pair) {
	for _, r := range rowsOf(path) {
		if len(r) < 7 || r[2] != "Person" || r[3] != "Latn" || r[4] != "Latn" || r[5] != "1" || r[6] == "unrecoverable" || Held(r[0], r[1]) {
			continue
		}
		left, right := match.New(r[0], match.KindPerson).Tokens(), match.New(r[1], match.KindPerson).Tokens()
		for _, a := range left {
			best, fits := match.Token{}, .1
			for _, b := range right {
				if f := match.Words(a.Text, b.Text); f > fits && len(a.Sounds) > 2 && len(b.Sounds) > 2 {
					best, fits = b, f
				}
			}
			if best.Sounds != "" && len(a.Sounds) <= 20 && len(best.Sounds) <= 20 {
				out = append(out, pair{a.Sounds, best.Sounds})
			}
		}
	}
	fmt.Fprintln(os.Stderr, "words of aliases", len(out))
	return out
}

// load reads the pairs of one file as sounds.
func load(path string) []pair {
	f := open(path)
	defer f.Close()
	var out []pair
	for s := bufio.NewScanner(f); s.Scan(); {
		cols := strings.Split(s.Text(), "\t")
		if len(cols) < 2 {
			continue
		}
		a, _ := match.Sounds(cols[0])
		b, _ := match.Sounds(strings.ReplaceAll(cols[1], " ", ""))
		if a != "" && b != "" && len(a) <= 20 && len(b) <= 20 {
			out = append(out, pair{a, b})
		}
	}
	fmt.Fprintln(os.Stderr, path, len(out))
	return out
}

// shared pairs the Latin spellings of one foreign spelling, where both fit it.
func shared(pairs []pair, t *table) []pair {
	by := map[string][]string{}
	for _, p := range pairs {
		if s, _ := t.align(p, nil); s > 1.2*float64(len(p.b)) {
			by[p.b] = append(by[p.b], p.a)
		}
	}
	keys := make([]string, 0, len(by))
	for k := range by {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var out []pair
	for _, k := range keys {
		list := by[k]
		slices.Sort(list)
		list = slices.Compact(list)
		for i := 0; i < len(list) && i < 6; i++ {
			for j := i + 1; j < len(list) && j < 6; j++ {
				out = append(out, pair{list[i], list[j]}, pair{list[j], list[i]})
			}
		}
		if len(list) > 0 {
			out = append(out, pair{list[0], list[0]})
		}
	}
	return out
}

// fit runs ten rounds of hard expectation-maximisation. Pairs whose best alignment
// says they are not the same name are left out: the source holds some.
func fit(pairs []pair, script string) *table {
	t := start()
	var counts table
	for round := range 10 {
		counts = table{}
		kept := 0
		for _, p := range pairs {
			var steps [64][2]uint8
			s, n := t.align(p, &steps)
			if round > 1 && s < .5*float64(max(len(p.a), len(p.b))) {
				continue
			}
			kept++
			for _, st := range steps[:n] {
				counts[st[0]][st[1]]++
				if script == "Latn" {
					counts[st[1]][st[0]]++
				}
			}
		}
		counts.habits(script)
		if script == "Latn" {
			for i := 1; i < len(counts); i++ {
				counts[i][i] += 300 // sounds of other scripts, which Latin pairs do not show
			}
		}
		slip := .004
		if script == "Latn" {
			slip = .03 // within one script people mistype; across they transliterate
		}
		t = counts.ratios(slip)
		fmt.Fprintln(os.Stderr, round, kept, len(pairs))
	}
	counts.expected(script, t)
	return t
}

// habits adds what the pairs do not show because they are of the Arabic language:
// how Persian, Dari, Urdu and Pashto read the same letters, as a share of each
// letter's count (BGN/PCGN 1958).
func (c *table) habits(script string) {
	if script != "Arab" {
		return
	}
	var cols [len(c)]float64
	for i := range c {
		for j := range c[i] {
			cols[j] += c[i][j]
		}
	}
	for _, h := range strings.Fields("zL.6 zV.6 zD.6 sT.6 vw.15 -h.1 eh.08 ah.05 ey.1 -A.3 iA.1 eA.05 uA.05 oA.05 qG.1 qq.4 -Q.4 iQ.1 aM.3 hM.2 tM.2 ow.1 fT.02 jj.3 gj.05") {
		col := code(h[1])
		share, err := strconv.ParseFloat(h[2:], 64)
		if err == nil {
			c[code(h[0])][col] += share * max(cols[col], 200)
		}
	}
}

// code is a sound's number, 0 for silence.
func code(b byte) int { return strings.IndexByte(alphabet, b) + 1 }

// start favours equal sounds and vowels for vowels.
func start() *table {
	var t table
	vowel := func(i int) bool { return i > 0 && strings.IndexByte("aeiouyEOUWYwMQA", alphabet[i-1]) >= 0 }
	for i := range t {
		for j := range t[i] {
			switch {
			case i == 0 || j == 0:
				t[i][j] = -2
				if vowel(i) || vowel(j) {
					t[i][j] = -.5
				}
			case i == j:
				t[i][j] = 3
			case vowel(i) && vowel(j):
				t[i][j] = .5
			case vowel(i) || vowel(j):
				t[i][j] = -4
			default:
				t[i][j] = -.5
			}
		}
	}
	return &t
}

// ratios turns counts into smoothed log-likelihood ratios. A hundredth of all
// pairs is held to be a slip of the hand, any sound for any other.
func (c *table) ratios(slip float64) *table {
	var rows, cols [len(c)]float64
	total := 0.0
	for i := range c {
		for j := range c[i] {
			c[i][j] += .05
			rows[i] += c[i][j]
			cols[j] += c[i][j]
			total += c[i][j]
		}
	}
	var t table
	for i := range c {
		for j := range c[i] {
			if i == 0 && j == 0 {
				continue
			}
			p := (1-slip)*c[i][j]/total + slip*rows[i]/total*cols[j]/total
			switch {
			case i == 0:
				t[i][j] = math.Log((c[i][j]/total + slip*cols[j]/total*.3) / (cols[j] / total))
			case j == 0:
				t[i][j] = math.Log((c[i][j]/total + slip*rows[i]/total*.3) / (rows[i] / total))
			default:
				t[i][j] = math.Log(p / (rows[i] / total) / (cols[j] / total))
			}
		}
	}
	return &t
}

// align finds the best alignment, its score, and its steps if wanted.
func (t *table) align(p pair, steps *[64][2]uint8) (float64, int) {
	var m [32][32]float64
	a, b := codes(p.a), codes(p.b)
	for i := 0; i <= len(a); i++ {
		for j := 0; j <= len(b); j++ {
			if i == 0 && j == 0 {
				continue
			}
			best := math.Inf(-1)
			if i > 0 && j > 0 {
				best = m[i-1][j-1] + t[a[i-1]][b[j-1]]
			}
			if i > 0 {
				best = max(best, m[i-1][j]+t[a[i-1]][0])
			}
			if j > 0 {
				best = max(best, m[i][j-1]+t[0][b[j-1]])
			}
			m[i][j] = best
		}
	}
	if steps == nil {
		return m[len(a)][len(b)], 0
	}
	n := 0
	for i, j := len(a), len(b); i > 0 || j > 0; n++ {
		switch {
		case i > 0 && j > 0 && m[i][j] == m[i-1][j-1]+t[a[i-1]][b[j-1]]:
			i, j = i-1, j-1
			steps[n] = [2]uint8{a[i], b[j]}
		case i > 0 && m[i][j] == m[i-1][j]+t[a[i-1]][0]:
			i--
			steps[n] = [2]uint8{a[i], 0}
		default:
			j--
			steps[n] = [2]uint8{0, b[j]}
		}
	}
	return m[len(a)][len(b)], n
}

func codes(s string) []uint8 {
	out := make([]uint8, len(s))
	for i := range len(s) {
		out[i] = uint8(strings.IndexByte(alphabet, s[i]) + 1)
	}
	return out
}

// expected prints what a sound scores on the average when the words are the same:
// the yardstick for the score of a whole word.
func (c *table) expected(script string, t *table) {
	for i := 1; i < len(c); i++ {
		var sumA, nA, sumB, nB float64
		for j := range c {
			sumA, nA = sumA+c[i][j]*t[i][j], nA+c[i][j]
			sumB, nB = sumB+c[j][i]*t[j][i], nB+c[j][i]
		}
		fmt.Printf("%s\t%s\t=\t%.0f\n%s\t=\t%s\t%.0f\n", script, alphabet[i-1:i], 100*sumA/nA, script, alphabet[i-1:i], 100*sumB/nB)
	}
}

// write prints what is not the floor.
func write(script string, t *table) {
	name := func(i int) string {
		if i == 0 {
			return "-"
		}
		return alphabet[i-1 : i]
	}
	for i := range t {
		for j := range t[i][:len(alphabet)+1] {
			if v := math.Round(t[i][j] * 100); (i > 0 || j > 0) && v > -500 {
				fmt.Printf("%s\t%s\t%s\t%.0f\n", script, name(i), name(j), v)
			}
		}
	}
}
