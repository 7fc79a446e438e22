package match

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"
)

// Index finds the few names of a list that are worth comparing with a query. It
// is filled by Add and then read by any number of goroutines.
//
// Every distinct word of the list stands once in a dictionary, under its consonant
// skeleton and under that skeleton with any one consonant left out (the deletion
// neighbourhood of Mor and Fraenkel 1982). Vowels, doubling and script are gone
// from the skeleton already, so two slips of the hand in one word seldom hide it.
type Index struct {
	names   []*Name
	entries []entry
	shapes  []shape // of the entries, apart from them because every query reads many
	bySound map[string]int32
	byKey   map[string][]int32
	pool    sync.Pool
}

// shape is what rules most words out before they are aligned.
type shape struct {
	mask   uint16
	length uint8
	script Script
}

// entry is one word of the dictionary and the names that have it.
type entry struct {
	word  Token
	names []int32
}

// Hit is a name of the index, by the number Add gave it, and how it compares.
type Hit struct {
	Number int
	Score  float64
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{bySound: map[string]int32{}, byKey: map[string][]int32{}}
}

// Len returns how many names the index holds.
func (x *Index) Len() int { return len(x.names) }

// Name returns the name that has a number.
func (x *Index) Name(number int) *Name { return x.names[number] }

// Add puts a name into the index and returns its number, counted from 0. It may
// not run beside other calls.
func (x *Index) Add(n *Name) int {
	number := int32(len(x.names))
	x.names = append(x.names, n)
	for _, r := range n.forms {
		for i := range r.words {
			x.addWord(&r.words[i], number)
		}
		for i := range r.runs {
			if w, ok := r.runs[i].word(r.words); ok {
				x.addWord(&w, number)
			}
		}
	}
	return int(number)
}

// word returns a run of two words as a word of its own; runs of rare words are
// found by their parts.
func (g *run) word(words []Token) (Token, bool) {
	if g.n != 2 || g.weight > 2*rarest-2 {
		return Token{}, false
	}
	t := words[g.from]
	t.Sounds, t.code, t.n, t.mask, t.best = spell(g.code[:g.length]), g.code, g.length, g.mask, g.best
	t.Role, t.also, t.Weight = RoleOpen, nil, max(words[g.from].Weight, words[g.from+1].Weight)
	return t, true
}

func (x *Index) addWord(w *Token, number int32) {
	if w.n == 0 || w.Weight <= idle {
		return
	}
	sound := w.Script.String() + w.Sounds
	at, ok := x.bySound[sound]
	if !ok {
		at = int32(len(x.entries))
		x.bySound[sound] = at
		x.entries = append(x.entries, entry{word: *w})
		x.shapes = append(x.shapes, shape{w.mask, w.n, w.Script})
		for _, k := range keys(w) {
			x.byKey[k] = append(x.byKey[k], at)
		}
	}
	e := &x.entries[at]
	if n := len(e.names); n == 0 || e.names[n-1] != number {
		e.names = append(e.names, number)
	}
}

// keys lists what a word is found under: its skeleton, the skeleton with one
// consonant left out where enough remains, and its cognates' skeletons.
func keys(w *Token) []string {
	full := Skeleton(w.Sounds)
	out := []string{full}
	if len(full) > 2 {
		for i := range full {
			out = append(out, full[:i]+full[i+1:])
		}
	}
	for _, a := range w.also {
		out = append(out, Skeleton(a))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// tally is the working memory of one query.
type tally struct {
	gain   []float32
	stamp  []uint16
	tried  []uint16
	turn   uint16
	listed []int32
}

func (x *Index) borrow() *tally {
	t, ok := x.pool.Get().(*tally)
	if !ok || len(t.gain) != len(x.names) || len(t.tried) != len(x.entries) {
		t = &tally{gain: make([]float32, len(x.names)), stamp: make([]uint16, len(x.names)), tried: make([]uint16, len(x.entries))}
	}
	return t
}

func (x *Index) giveBack(t *tally) {
	for _, n := range t.listed {
		t.gain[n], t.stamp[n] = 0, 0
	}
	t.listed = t.listed[:0]
	if t.turn > 60000 {
		clear(t.tried)
		t.turn = 0
	}
	x.pool.Put(t)
}

// Candidates returns at most limit numbers of names that share words with the
// query, the likeliest first.
func (x *Index) Candidates(q *Name, limit int) []int {
	t := x.borrow()
	defer x.giveBack(t)
	for _, r := range q.forms {
		var known [maxTokens]bool
		for i := range r.words {
			known[i] = x.vote(&r.words[i], t, t.turn+1)
		}
		for i := range r.runs {
			g := &r.runs[i]
			if w, ok := g.word(r.words); ok && !(known[g.from] && known[g.from+1]) {
				x.vote(&w, t, t.turn+1)
			}
		}
	}
	slices.SortFunc(t.listed, func(a, b int32) int {
		return cmp.Or(cmp.Compare(t.gain[b], t.gain[a]), cmp.Compare(a, b))
	})
	out := make([]int, 0, 64)
	for i, n := range t.listed[:min(limit, len(t.listed))] {
		if i >= always && t.gain[n] < worthwhile*t.gain[t.listed[0]] {
			break
		}
		out = append(out, int(n))
	}
	return out
}

// A name is worth comparing while it has gained so much of what the first has;
// so many are compared whatever they have.
const (
	worthwhile = .4
	always     = 40
)

// near is an entry that fits a word of the query.
type near struct {
	entry int32
	gain  float32
}

// vote adds what one word of the query says for every name that has a word like
// it, and says whether the list has the very word.
func (x *Index) vote(w *Token, t *tally, turn uint16) (known bool) {
	t.turn = turn
	if w.n == 0 || w.Weight <= idle {
		return true
	}
	var found []near
	for _, k := range keys(w) {
		for _, at := range x.byKey[k] {
			if t.tried[at] == turn {
				continue
			}
			t.tried[at] = turn
			if x.shapes[at].unlike(w) {
				continue
			}
			e := &x.entries[at].word
			fit := fitOf(w, e)
			known = known || fit > .95
			if fit > .4 {
				found = append(found, near{at, float32(fit * pairWeight(w, e))})
			}
		}
	}
	slices.SortFunc(found, func(a, b near) int { return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.entry, b.entry)) })
	for _, f := range found {
		for _, n := range x.entries[f.entry].names {
			if t.stamp[n] == turn {
				continue
			}
			if t.stamp[n] == 0 {
				t.listed = append(t.listed, n)
			}
			t.stamp[n] = turn
			t.gain[n] += f.gain
		}
	}
	return known
}

// unlike rules out words that no two slips of the hand turn into another: in one
// script, by length and by classes of consonants.
func (s shape) unlike(w *Token) bool {
	if s.script != w.Script {
		return apart(s.mask, w.mask)
	}
	return s.length > w.n+3 && !w.article || w.n > s.length+3 && !w.article || bits.OnesCount16(s.mask^w.mask) > 2
}

// Search compares a query with its candidates and returns those of at least a
// score, the best first: at most one in fifty of the names, or 200, is compared.
func (x *Index) Search(q *Name, least float64, limit int) []Hit {
	var hits []Hit
	for _, number := range x.Candidates(q, max(200, len(x.names)/50)) {
		if s := Score(q, x.names[number]); s >= least {
			hits = append(hits, Hit{number, s})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return hits[:min(limit, len(hits))]
}
