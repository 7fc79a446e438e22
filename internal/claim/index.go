// Package claim turns reports into what is said to have happened, and counts how
// many people really said so. Forty reprints of one story are one root: counting
// them as forty would make a forecast worse than none.
package claim

import (
	"cmp"
	"slices"
	"strings"

	"outrider"
	"outrider/internal/selector"
)

// The near-duplicate settings: 96 MinHash values in 32 bands of 3 over shingles
// of three words, verified by Jaccard similarity. With up to a tenth of the words
// edited a reprint becomes a candidate with probability above .999 (Broder 1997).
const (
	bands     = 32
	rows      = 3
	shingle   = 3
	minWords  = 20  // shorter texts coincide by chance and are not compared
	sameStory = .35 // Jaccard similarity from which two texts are one story
	maxBucket = 256 // documents looked at in one band: bounds the cost of boilerplate
)

// document is what the index keeps of a text: the hashes of its shingles.
type document struct {
	id       outrider.ReportID
	shingles []uint64 // sorted, distinct
	bands    [bands]uint64
}

// Index finds near-identical texts. It is not safe for concurrent use.
type Index struct {
	docs    map[outrider.ReportID]*document
	buckets map[uint64][]outrider.ReportID
	links   map[outrider.ReportID][]outrider.ReportID // verified neighbours, both ways
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{docs: map[outrider.ReportID]*document{}, buckets: map[uint64][]outrider.ReportID{}, links: map[outrider.ReportID][]outrider.ReportID{}}
}

// Add takes in a report's text; one that is too short to compare is left out.
func (x *Index) Add(r outrider.Report) {
	if _, again := x.docs[r.ID]; again {
		return
	}
	sh := shingles(r.Text)
	if sh == nil {
		return
	}
	d := &document{id: r.ID, shingles: sh, bands: signature(sh)}
	seen := map[outrider.ReportID]bool{}
	for _, b := range d.bands {
		for _, other := range x.buckets[b] {
			if !seen[other] {
				seen[other] = true
				x.link(d, x.docs[other])
			}
		}
		if len(x.buckets[b]) < maxBucket {
			x.buckets[b] = append(x.buckets[b], r.ID)
		}
	}
	x.docs[r.ID] = d
}

func (x *Index) link(a, b *document) {
	if Jaccard(a.shingles, b.shingles) >= sameStory {
		x.links[a.id] = append(x.links[a.id], b.id)
		x.links[b.id] = append(x.links[b.id], a.id)
	}
}

// Forget takes a report out, as if it had never been there.
func (x *Index) Forget(id outrider.ReportID) {
	d, ok := x.docs[id]
	if !ok {
		return
	}
	is := func(o outrider.ReportID) bool { return o == id }
	for _, b := range d.bands {
		x.buckets[b] = slices.DeleteFunc(x.buckets[b], is)
		if len(x.buckets[b]) == 0 {
			delete(x.buckets, b)
		}
	}
	for _, o := range x.links[id] {
		x.links[o] = slices.DeleteFunc(x.links[o], is)
	}
	delete(x.links, id)
	delete(x.docs, id)
}

// SameStory lists the reports whose texts hang together with a report's,
// itself included, sorted by id.
func (x *Index) SameStory(id outrider.ReportID) []outrider.ReportID {
	seen := map[outrider.ReportID]bool{id: true}
	todo := []outrider.ReportID{id}
	for len(todo) > 0 {
		next := todo[0]
		todo = todo[1:]
		for _, o := range x.links[next] {
			if !seen[o] {
				seen[o] = true
				todo = append(todo, o)
			}
		}
	}
	out := make([]outrider.ReportID, 0, len(seen))
	for o := range seen {
		out = append(out, o)
	}
	slices.Sort(out)
	return out
}

// shingles hashes every run of three folded words; nil for a text that is too short.
func shingles(text string) []uint64 {
	words := strings.FieldsFunc(selector.Fold(text), func(r rune) bool {
		return r <= ' ' || strings.ContainsRune(`.,;:!?"'()[]«»“”‘’–—`, r)
	})
	if len(words) < minWords {
		return nil
	}
	out := make([]uint64, 0, len(words))
	for i := 0; i+shingle <= len(words); i++ {
		h := uint64(14695981039346656037) // FNV-1a, fixed so that every node agrees
		for _, w := range words[i : i+shingle] {
			for j := range len(w) {
				h = (h ^ uint64(w[j])) * 1099511628211
			}
			h = (h ^ ' ') * 1099511628211
		}
		out = append(out, mix(h))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mix is the finaliser of SplitMix64: it spreads FNV's weak low bits.
func mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// signature computes the band keys of a document's MinHash values. The i-th hash
// function is the shingle's hash mixed with a fixed constant of its own.
func signature(sh []uint64) [bands]uint64 {
	var out [bands]uint64
	for b := range bands {
		key := uint64(b) + 1
		for r := range rows {
			salt := mix(uint64(b*rows+r) + 0x9e3779b97f4a7c15)
			low := ^uint64(0)
			for _, s := range sh {
				low = min(low, mix(s^salt))
			}
			key = mix(key ^ low)
		}
		out[b] = key
	}
	return out
}

// Jaccard is the share of two sorted sets that they have in common.
func Jaccard(a, b []uint64) float64 {
	i, j, both := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch cmp.Compare(a[i], b[j]) {
		case 0:
			both++
			i++
			j++
		case -1:
			i++
		default:
			j++
		}
	}
	union := len(a) + len(b) - both
	if union == 0 {
		return 0
	}
	return float64(both) / float64(union)
}
