// Package screen holds the name of somebody who made contact against lists, and
// says for every hit which list, which version, and why, field by field.
//
// A hit is a question for a human. A name alone rarely decides; a weak alias never
// does; a country that is stated of a contact is neither weighed nor compared.
package screen

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"

	"outrider/internal/match"
	"outrider/internal/match/watch"
	"outrider/internal/watchlist"
)

// Query is what is known of a contact. An empty Kind is held against all kinds.
type Query struct {
	Name       string
	Kind       match.Kind
	Born       []match.Date
	Identifier []string
}

// Hit is an entry of a list that may be the contact. Matched is the name that was
// found, where it is not the entry's first.
type Hit struct {
	List     string         `json:"list"`
	Version  string         `json:"version"`
	Key      string         `json:"key"`
	Name     string         `json:"name"`
	Matched  string         `json:"matched,omitempty"`
	Weak     bool           `json:"weak,omitempty"`  // found by a weak alias only
	Ended    string         `json:"ended,omitempty"` // the day on which the listing ended, for lists that keep what they ended
	Score    float64        `json:"score"`
	Decision match.Decision `json:"decision"`
	Reasons  []match.Reason `json:"reasons"`
}

// Options bound what comes back.
type Options struct {
	Least float64 // lowest score
	Most  int     // hits a query
}

// version is one list as it is screened against.
type version struct {
	list, name string
	bearers    []bearer
}

// bearer is a record with what is worked out once.
type bearer struct {
	record  *watchlist.Record
	first   string
	details match.Details
}

// ref is where a name of an index stands.
type ref struct {
	version, record int32
	name            int32
}

// kindIndex is the names of one kind of bearer.
type kindIndex struct {
	kind  match.Kind
	index *match.Index
	refs  []ref
}

// Lists is what contacts are screened against. It is filled once and then read by
// any number of goroutines.
type Lists struct {
	versions []version
	kinds    []*kindIndex

	watched sync.Once // for names in running text, when somebody first asks
	texts   *watch.Watch
	inTexts []ref
	indexed sync.Once // for numbers and addresses, likewise
	things  map[string][]ref
}

// New returns lists without any.
func New() *Lists {
	l := &Lists{}
	for _, k := range [...]match.Kind{match.KindPerson, match.KindOrganisation, match.KindVessel} {
		l.kinds = append(l.kinds, &kindIndex{kind: k, index: match.NewIndex()})
	}
	return l
}

// Len is how many names there are.
func (l *Lists) Len() int {
	n := 0
	for _, k := range l.kinds {
		n += k.index.Len()
	}
	return n
}

// kindOf sorts records by what comparison treats alike. What a list does not say
// the kind of is most often a person.
func kindOf(k watchlist.Kind) int {
	switch k {
	case watchlist.KindOrganisation:
		return 1
	case watchlist.KindVessel, watchlist.KindAircraft:
		return 2
	}
	return 0
}

// Add adds one version of a list.
func (l *Lists) Add(list, name string, records []watchlist.Record) {
	v := int32(len(l.versions))
	bearers := make([]bearer, len(records))
	var texts [3][]string
	for i := range records {
		r := &records[i]
		bearers[i] = bearer{r, r.Name(), match.Details{Born: births(r.Births), Documents: numbers(r.Documents)}}
		k := kindOf(r.Kind)
		for j := range r.Names {
			texts[k] = append(texts[k], r.Names[j].Text)
			l.kinds[k].refs = append(l.kinds[k].refs, ref{v, int32(i), int32(j)})
		}
	}
	l.versions = append(l.versions, version{list, name, bearers})
	for k, x := range l.kinds {
		for _, n := range read(texts[k], x.kind) {
			x.index.Add(n)
		}
	}
}

// read reads names on all processors, in their order.
func read(texts []string, kind match.Kind) []*match.Name {
	out := make([]*match.Name, len(texts))
	parts := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for p := range parts {
		wg.Go(func() {
			for i := p * len(texts) / parts; i < (p+1)*len(texts)/parts; i++ {
				out[i] = match.New(texts[i], kind)
			}
		})
	}
	wg.Wait()
	return out
}

// births turns a list's dates into those that are compared: a span of a few years
// is each of its years, a longer one says nothing.
func births(dates []watchlist.Date) []match.Date {
	const longest = 10
	var out []match.Date
	for _, d := range dates {
		if d.To == 0 {
			out = append(out, match.Date{Year: d.Year, Month: d.Month, Day: d.Day})
			continue
		}
		for y := d.Year; y <= d.To && d.To-d.Year <= longest; y++ {
			out = append(out, match.Date{Year: y})
		}
	}
	return out
}

// numbers picks the words that can be a document's number out of what a list says
// of it.
func numbers(documents []string) []string {
	var out []string
	for _, d := range documents {
		for _, w := range strings.Fields(d) {
			digits := 0
			for _, r := range w {
				if unicode.IsDigit(r) {
					digits++
				}
			}
			if digits >= 4 {
				out = append(out, strings.Trim(w, ".,;()"))
			}
		}
	}
	return out
}

// found is a name that may be the contact's, before anybody says why.
type found struct {
	kind        *kindIndex
	number      int // in the index
	left, right match.Subject
	score       float64
}

// Screen returns the hits of a query, the likeliest first, one an entry.
func (l *Lists) Screen(q Query, o Options) []Hit {
	best := map[ref]found{}
	for _, x := range l.kinds {
		if q.Kind == "" || q.Kind == x.kind {
			l.search(x, q, o, best)
		}
	}
	if len(best) == 0 {
		return []Hit{}
	}
	most := max(o.Most, 1)
	out := make([]Hit, 0, len(best))
	for _, f := range likeliest(best, most) {
		out = append(out, l.hit(f))
	}
	slices.SortFunc(out, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(weight(b), weight(a)), cmp.Compare(a.List, b.List), cmp.Compare(a.Key, b.Key))
	})
	return out[:min(len(out), most)]
}

// likeliest are the first so many by score, and all of the last one's score, which
// reasons will order: these take most of the time, and few need them.
func likeliest(best map[ref]found, most int) []found {
	all := make([]found, 0, len(best))
	for _, f := range best {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	n := min(most, len(all))
	for n < len(all) && all[n].score == all[n-1].score {
		n++
	}
	return all[:n]
}

// hit says why a name was found.
func (l *Lists) hit(f found) Hit {
	at := f.kind.refs[f.number]
	v := &l.versions[at.version]
	b := &v.bearers[at.record]
	res := match.Compare(f.left, f.right)
	h := Hit{List: v.list, Version: v.name, Key: b.record.Key, Name: b.first, Weak: f.right.Weak, Ended: b.record.Ended.String(),
		Score: res.Score, Decision: res.Decision, Reasons: res.Reasons}
	if n := b.record.Names[at.name]; n.Text != h.Name {
		h.Matched = n.Text
	}
	return h
}

// weight orders hits of one score by how much agrees.
func weight(h Hit) float64 {
	sum := 0.0
	for _, r := range h.Reasons {
		sum += r.Weight
	}
	return sum
}

// loose is how far below the wanted score a name may lie that a date or a number
// can still lift.
const loose = 0.1

func (l *Lists) search(x *kindIndex, q Query, o Options, best map[ref]found) {
	left := match.Subject{Name: match.New(q.Name, x.kind), Details: match.Details{Born: q.Born, Documents: numbers(q.Identifier)}}
	least := o.Least
	if len(left.Details.Born)+len(left.Details.Documents) > 0 {
		least = min(least, loose)
	}
	for _, hit := range x.index.Search(left.Name, least, 4*max(o.Most, 1)) {
		at := x.refs[hit.Number]
		b := &l.versions[at.version].bearers[at.record]
		f := found{kind: x, number: hit.Number, left: left, right: match.Subject{Name: x.index.Name(hit.Number), Details: b.details,
			Weak: b.record.Names[at.name].Strength == watchlist.Weak}}
		if f.score = match.Judge(f.left, f.right).Score; f.score < o.Least {
			continue
		}
		at.name = 0
		if had, ok := best[at]; !ok || f.score > had.score {
			best[at] = f
		}
	}
}
