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

// Print is what a text is compared by: the hashes of its shingles and the keys of
// its bands. Making one is the costly part and needs no index.
type Print struct {
	shingles []uint32 // sorted, distinct
	bands    [bands]uint64
}

// PrintOf makes the print of a text; nil for one that is too short to compare.
func PrintOf(text string) *Print {
	sh := shingles(text)
	if sh == nil {
		return nil
	}
	return &Print{shingles: sh, bands: signature(sh)}
}

// document is what the index keeps of a text. Its places in the buckets' chains
// stand for its bands, which can be computed again.
type document struct {
	id       outrider.ReportID
	shingles []uint32
	next     [bands]int32 // the document before it in each bucket, 0 for none
}

// Index finds near-identical texts. A bucket is a chain through its documents, so
// that a text that resembles no other costs a kilobyte. It is not safe for
// concurrent use.
type Index struct {
	docs    []*document // from 1; nil where one was forgotten
	at      map[outrider.ReportID]int32
	buckets map[uint64]int32                          // the newest document of each band key
	links   map[outrider.ReportID][]outrider.ReportID // verified neighbours, both ways
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{docs: make([]*document, 1), at: map[outrider.ReportID]int32{}, buckets: map[uint64]int32{}, links: map[outrider.ReportID][]outrider.ReportID{}}
}

// Add takes in a report's text; one that is too short to compare is left out.
func (x *Index) Add(r outrider.Report) { x.AddPrint(r.ID, PrintOf(r.Text)) }

// AddPrint is Add for a print that was made before.
func (x *Index) AddPrint(id outrider.ReportID, p *Print) {
	if _, again := x.at[id]; again || p == nil {
		return
	}
	d := &document{id: id, shingles: p.shingles}
	n := int32(len(x.docs))
	var seen []int32
	for b, key := range p.bands {
		d.next[b] = x.buckets[key]
		for o, steps := d.next[b], 0; o != 0 && steps < maxBucket; o, steps = x.docs[o].next[b], steps+1 {
			if !slices.Contains(seen, o) {
				seen = append(seen, o)
				x.link(d, x.docs[o])
			}
		}
		x.buckets[key] = n
	}
	x.docs = append(x.docs, d)
	x.at[id] = n
}

func (x *Index) link(a, b *document) {
	if Jaccard(a.shingles, b.shingles) >= sameStory {
		x.links[a.id] = append(x.links[a.id], b.id)
		x.links[b.id] = append(x.links[b.id], a.id)
	}
}

// Forget takes a report out, as if it had never been there.
func (x *Index) Forget(id outrider.ReportID) {
	n, ok := x.at[id]
	if !ok {
		return
	}
	d := x.docs[n]
	for b, key := range signature(d.shingles) {
		x.unchain(b, key, n)
	}
	for _, o := range x.links[id] {
		x.links[o] = slices.DeleteFunc(x.links[o], func(o outrider.ReportID) bool { return o == id })
	}
	delete(x.links, id)
	delete(x.at, id)
	x.docs[n] = nil
}

// unchain takes a document out of one bucket's chain.
func (x *Index) unchain(b int, key uint64, n int32) {
	after := x.docs[n].next[b]
	if x.buckets[key] == n {
		x.buckets[key] = after
		if after == 0 {
			delete(x.buckets, key)
		}
		return
	}
	for o := x.buckets[key]; o != 0; o = x.docs[o].next[b] {
		if x.docs[o].next[b] == n {
			x.docs[o].next[b] = after
			return
		}
	}
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
func shingles(text string) []uint32 {
	words := strings.FieldsFunc(selector.Fold(text), func(r rune) bool {
		return r <= ' ' || strings.ContainsRune(`.,;:!?"'()[]«»“”‘’–—`, r)
	})
	if len(words) < minWords {
		return nil
	}
	out := make([]uint32, 0, len(words))
	for i := 0; i+shingle <= len(words); i++ {
		h := uint64(14695981039346656037) // FNV-1a, fixed so that every node agrees
		for _, w := range words[i : i+shingle] {
			for j := range len(w) {
				h = (h ^ uint64(w[j])) * 1099511628211
			}
			h = (h ^ ' ') * 1099511628211
		}
		out = append(out, uint32(mix(h)>>32))
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
func signature(sh []uint32) [bands]uint64 {
	var out [bands]uint64
	for b := range bands {
		key := uint64(b) + 1
		for r := range rows {
			salt := mix(uint64(b*rows+r) + 0x9e3779b97f4a7c15)
			low := ^uint64(0)
			for _, s := range sh {
				low = min(low, mix(uint64(s)^salt))
			}
			key = mix(key ^ low)
		}
		out[b] = key
	}
	return out
}

// Jaccard is the share of two sorted sets that they have in common.
func Jaccard[T cmp.Ordered](a, b []T) float64 {
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
