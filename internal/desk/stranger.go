package desk

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"outrider"
	"outrider/internal/match"
	"outrider/internal/picture"
	"outrider/internal/selector"
)

// strangers remembers the names that strangers gave, so that a name told in
// another spelling or script gets the token of the one told before. It is built
// from the picture and lives in memory only.
type strangers struct {
	index  *match.Index
	tokens []outrider.SubjectToken // by the index's number
	upTo   uint64                  // the last report taken in
}

// How probable it must be that two names are one stranger's. From sameName on the
// later one goes by the token of the earlier; from maybeSame on it goes by both,
// and what follows weighs as much as it is probable. Below it they stay apart: a
// false join would accuse somebody.
const (
	sameName  = 0.95
	maybeSame = 0.5
)

// Own judgement, until desks have confirmed links of their own to count: how often
// two strangers told of are one person, before their names are looked at; and how
// much of a name's rarity is left among the people of one circle, who share
// a language and an age.
const (
	oneStranger = 0.01
	inCircle    = 0.4
)

// maxSubjects bounds how many strangers one name may be taken for.
const maxSubjects = 4

// subjects turns what strangers said of themselves into opaque tokens, and says how
// probable each is. Nothing that thinks sees a name. Links are nil where all are
// certain.
func (d *Desk) subjects(said outrider.Said) ([]outrider.SubjectToken, []float64) {
	best := map[outrider.SubjectToken]float64{}
	for _, n := range said.Names {
		for _, x := range d.stranger(n) {
			best[x.Token] = max(best[x.Token], x.Link)
		}
	}
	if t, ok := token(said.Employer); ok {
		best[employerPrefix+t] = 1
	}
	if said.Story != "" {
		best[outrider.SubjectToken(storyPrefix+string(said.Story))] = 1
	}
	tokens := slices.Sorted(maps.Keys(best))
	var links []float64
	for _, t := range tokens {
		links = append(links, best[t])
	}
	if !slices.ContainsFunc(links, func(p float64) bool { return p < 1 }) {
		links = nil
	}
	return tokens, links
}

// stranger lists whose a name may be: the strangers told of before whose names are
// like it, and, where none of them surely is, one of its own.
func (d *Desk) stranger(written string) []outrider.Subject {
	own, ok := token(written)
	if !ok {
		return nil
	}
	d.meet()
	name := match.New(written, match.KindPerson)
	best := map[outrider.SubjectToken]float64{}
	for _, h := range d.met.index.Search(name, maybeSame, 2*maxSubjects) {
		if p := linked(name, d.met.index.Name(h.Number)); p >= maybeSame {
			best[d.met.tokens[h.Number]] = max(best[d.met.tokens[h.Number]], p)
		}
	}
	out := make([]outrider.Subject, 0, len(best)+1)
	for t, p := range best {
		out = append(out, outrider.Subject{Token: t, Link: p})
	}
	slices.SortFunc(out, func(a, b outrider.Subject) int {
		return cmp.Or(cmp.Compare(b.Link, a.Link), strings.Compare(string(a.Token), string(b.Token)))
	})
	if len(out) > 0 && out[0].Link >= sameName {
		return out[:1]
	}
	out = out[:min(len(out), maxSubjects)]
	return append(out, outrider.Subject{Token: d.met.fresh(own), Link: 1})
}

// fresh is a token that nobody goes by yet: a namesake told before has the first.
func (m *strangers) fresh(own outrider.SubjectToken) outrider.SubjectToken {
	t := own
	for n := 2; slices.Contains(m.tokens, t); n++ {
		t = own + outrider.SubjectToken("~"+strconv.Itoa(n))
	}
	return t
}

// linked is how probable it is that two names that strangers gave are one
// stranger's: that the names are the same, and that no namesake bears them. The odds
// against a namesake are those of the rarity of the words that agree.
func linked(a, b *match.Name) float64 {
	r := match.Judge(match.Subject{Name: a}, match.Subject{Name: b})
	odds := oneStranger / (1 - oneStranger) * math.Exp(inCircle*r.Telling)
	return r.Score * odds / (1 + odds)
}

// meet takes in the names of reports that were filed since the last time.
func (d *Desk) meet() {
	if d.met.index == nil {
		d.met = strangers{index: match.NewIndex()}
	}
	told := d.p.Reports()
	from := len(told)
	for from > 0 && told[from-1].Seq > d.met.upTo {
		from--
	}
	for _, it := range told[from:] {
		d.met.upTo = it.Seq
		for _, n := range it.Report.Said.Names {
			d.know(n, it)
		}
	}
}

// know adds a name under the token it was surely filed with: its own, or that of
// the stranger it was taken for.
func (d *Desk) know(written string, it *picture.Item) {
	own, ok := token(written)
	if !ok {
		return
	}
	var sure []outrider.SubjectToken
	for i, t := range it.Subjects {
		if p := it.Link(i); p == 0 || p >= sameName {
			sure = append(sure, t)
		}
	}
	t := own
	if i := slices.IndexFunc(sure, func(t outrider.SubjectToken) bool { return t == own || strings.HasPrefix(string(t), string(own)+"~") }); i >= 0 {
		t = sure[i]
	} else {
		t = d.nearestOf(written, sure, own)
	}
	d.met.index.Add(match.New(written, match.KindPerson))
	d.met.tokens = append(d.met.tokens, t)
}

// nearestOf finds which of a report's tokens a name was filed under.
func (d *Desk) nearestOf(written string, filed []outrider.SubjectToken, own outrider.SubjectToken) outrider.SubjectToken {
	for _, h := range d.met.index.Search(match.New(written, match.KindPerson), sameName, 4) {
		if slices.Contains(filed, d.met.tokens[h.Number]) {
			return d.met.tokens[h.Number]
		}
	}
	return own
}

// token is an opaque token of some words: the same words in any order and any case
// give the same one.
func token(written string) (outrider.SubjectToken, bool) {
	words := strings.Fields(selector.Fold(written))
	if len(words) == 0 {
		return "", false
	}
	slices.Sort(words)
	h := sha256.Sum256([]byte(strings.Join(words, " ")))
	return outrider.SubjectToken(hex.EncodeToString(h[:10])), true
}
