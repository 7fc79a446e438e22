package assess

import (
	"encoding/json"
	"errors"
	"io/fs"
	"regexp"
	"slices"

	"outrider"
)

// ownFile is the file in which an organisation adds explanations of its own, such
// as a feud or a debt: beside assess.json, under this name.
const ownFile = "hypotheses.json"

// ownTable is one explanation that an organisation has added. A kind of report
// without a rate arrives as it does where nothing is hostile.
type ownTable struct {
	Name       string             `json:"name"`
	Origin     string             `json:"origin"`
	Prior      float64            `json:"prior"`
	FromBenign float64            `json:"weekly_from_benign"`
	ToBenign   float64            `json:"weekly_to_benign"`
	ToHarm     float64            `json:"weekly_to_harm"`
	Rates      map[string]float64 `json:"weekly_rates"`
}

var ownName = regexp.MustCompile(`^[a-z][a-z0-9-]{1,30}$`)

// readOwn lays an organisation's own explanations over the rates. Their shares
// are taken from all others alike, so that everything still adds up to 1.
func (p *Params) readOwn(fsys fs.FS) error {
	b, err := fs.ReadFile(fsys, ownFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var f struct {
		Hypotheses []ownTable `json:"hypotheses"`
	}
	if err != nil || json.Unmarshal(b, &f) != nil {
		return outrider.Invalid("%s cannot be read as a list of hypotheses", ownFile)
	}
	if len(f.Hypotheses) > most-hyps-1 {
		return outrider.Invalid("%s: at most %d hypotheses of your own", ownFile, most-hyps-1)
	}
	total := 0.0
	for _, t := range f.Hypotheses {
		if err := t.validate(p.own); err != nil {
			return err
		}
		total += t.Prior
		p.own = append(p.own, outrider.Hypothesis(t.Name))
	}
	if total >= .5 {
		return outrider.Invalid("%s: the priors of your own hypotheses add up to less than 0.5", ownFile)
	}
	for i, r := range p.sets {
		p.sets[i] = r.with(f.Hypotheses, total)
	}
	for i, r := range p.experts {
		p.experts[i] = r.with(f.Hypotheses, total)
	}
	p.hash = joined(p.hash, b)
	for i := range f.Hypotheses {
		p.live = append(p.live, hyps+1+i)
	}
	for _, r := range slices.Concat(p.sets, p.experts) {
		r.tally(p.live)
	}
	return nil
}

func (t ownTable) validate(taken []outrider.Hypothesis) error {
	h := outrider.Hypothesis(t.Name)
	switch {
	case !ownName.MatchString(t.Name) || slices.Contains(outrider.Hypotheses, h) || slices.Contains(taken, h):
		return outrider.Invalid("%s: a hypothesis has a name of its own, in small letters", ownFile)
	case t.Origin == "":
		return outrider.Invalid("%s: %s needs the origin of its numbers", ownFile, t.Name)
	case !(t.Prior > 0) || !(t.FromBenign > 0) || !(t.ToBenign > 0) || t.ToHarm < 0 || t.FromBenign+t.ToBenign+t.ToHarm > 2:
		return outrider.Invalid("%s: %s needs a prior and weekly rates above zero", ownFile, t.Name)
	}
	for k, v := range t.Rates {
		if !slices.Contains(allKinds(), outrider.Kind(k)) || !(v > 0) || v > 50 {
			return outrider.Invalid("%s: %s: a weekly rate is for a known kind, and above zero", ownFile, t.Name)
		}
	}
	return nil
}

// with is a copy of the rates with explanations added behind harm.
func (r *rates) with(own []ownTable, total float64) *rates {
	out := newRates(r.n + len(own))
	for i := range r.n {
		out.prior[i] = r.prior[i] * (1 - total)
		for j := range r.n {
			out.q.add(i, j, r.q.at(i, j))
		}
	}
	for k, row := range r.kinds {
		for i, t := range own {
			row[r.n+i] = row[beni]
			if v, ok := t.Rates[string(k)]; ok {
				row[r.n+i] = v
			}
		}
		out.kinds[k] = row
	}
	for i, t := range own {
		at := r.n + i
		out.prior[at] = t.Prior
		out.flow(beni, at, t.FromBenign/weeks)
		out.flow(at, beni, t.ToBenign/weeks)
		out.flow(at, harm, t.ToHarm/weeks)
	}
	return out
}
