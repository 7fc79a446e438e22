package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"outrider"
	"outrider/internal/match"
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

// sameName is the probability from which two names are taken for one stranger's.
// Below it they stay apart: a false join would accuse somebody.
const sameName = 0.95

// subjects turns what strangers said of themselves into opaque tokens. Nothing
// that thinks sees a name.
func (d *Desk) subjects(said outrider.Said) []outrider.SubjectToken {
	var out []outrider.SubjectToken
	for _, n := range said.Names {
		if t, ok := d.stranger(n); ok {
			out = append(out, t)
		}
	}
	if t, ok := token(said.Employer); ok {
		out = append(out, employerPrefix+t)
	}
	if said.Story != "" {
		out = append(out, outrider.SubjectToken(storyPrefix+string(said.Story)))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// stranger is the token of a name: that of the likeliest name told before, where
// it is likely enough, else its own.
func (d *Desk) stranger(written string) (outrider.SubjectToken, bool) {
	own, ok := token(written)
	if !ok {
		return "", false
	}
	d.meet()
	name := match.New(written, match.KindPerson)
	for _, h := range d.met.index.Search(name, sameName, 1) {
		r := match.Compare(match.Subject{Name: name}, match.Subject{Name: d.met.index.Name(h.Number)})
		if r.Decision == match.DecisionMatch && r.Score >= sameName {
			return d.met.tokens[h.Number], true
		}
	}
	return own, true
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
			d.know(n, it.Subjects)
		}
	}
}

// know adds a name under the token it was filed with, or its own.
func (d *Desk) know(written string, filed []outrider.SubjectToken) {
	own, ok := token(written)
	if !ok {
		return
	}
	t := own
	if !slices.Contains(filed, own) {
		t = d.nearestOf(written, filed, own)
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
