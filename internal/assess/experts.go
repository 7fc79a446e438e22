package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"

	"outrider"
)

// expertTable is what one expert holds the weekly rates of reports to be, as
// elicited: a row a kind, with the columns of weekly_rates. What an expert was not
// asked, or did not answer, is as published.
type expertTable struct {
	ID     string               `json:"id"` // a code, never a name
	Date   string               `json:"date"`
	Origin string               `json:"origin"`
	Kinds  map[string][]float64 `json:"weekly_rates"`
}

// lay puts adopted experts in the place of those of the file.
func (f *file) lay(experts []byte) error {
	if len(experts) == 0 {
		return nil
	}
	var laid struct {
		Experts []expertTable `json:"experts"`
	}
	if err := json.Unmarshal(experts, &laid); err != nil || len(laid.Experts) == 0 {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "these are no tables of experts", Hint: "outrider elicit pool writes them", Err: err}
	}
	seen := map[string]bool{}
	for _, e := range laid.Experts {
		if seen[e.ID] {
			return outrider.Invalid("expert %s stands twice in these tables", e.ID)
		}
		seen[e.ID] = true
	}
	f.Experts = laid.Experts
	return nil
}

// readExperts keeps every expert's table, for the range over them, and makes the
// published rates of what they were asked their geometric pool. Five experts
// pooled so forecast well where one alone may be worse than the base rate.
func (p *Params) readExperts(f file) error {
	base := p.sets[0]
	answers := map[outrider.Kind][]vector{}
	for _, t := range f.Experts {
		if outrider.CheckID("expert", t.ID) != nil || t.Date == "" || t.Origin == "" || len(t.Kinds) == 0 {
			return outrider.Invalid("assess.json: each of the experts has an id, a date, an origin and weekly_rates")
		}
		r := base.with(nil, 0)
		for k, row := range t.Kinds {
			kind := outrider.Kind(k)
			v, ok := base.kinds[kind]
			if !ok {
				return outrider.Invalid("assess.json: expert %s: kind %q has no published rates", t.ID, k)
			}
			if err := fill(v[:hyps], row, "experts."+t.ID+"."+k); err != nil {
				return err
			}
			r.kinds[kind] = v
			answers[kind] = append(answers[kind], v)
		}
		r.tally(p.live)
		p.experts = append(p.experts, r)
	}
	for kind, rows := range answers {
		base.kinds[kind] = pooled(rows)
	}
	base.tally(p.live)
	return nil
}

// pooled is the geometric mean of rows of rates.
func pooled(rows []vector) vector {
	var out vector
	for h := range hyps {
		sum := 0.0
		for _, row := range rows {
			sum += math.Log(row[h])
		}
		out[h] = math.Exp(sum / float64(len(rows)))
	}
	return out
}

// byExpert is the range of each horizon over the experts, each of whom sees the
// same evidence with their own rates. With no experts there is no range, and that
// is a state of its own.
func (p *Params) byExpert(a *outrider.Assessment, pass pass) {
	a.Experts = len(p.experts)
	if len(p.experts) == 0 {
		return
	}
	a.ByExpert = map[string]outrider.Probability{}
	ends := pass.ends(p.experts)
	for i, h := range horizons {
		each := make([]float64, len(ends))
		for j, e := range ends {
			each[j] = e.harm[i]
		}
		now := a.Harm[h.key].P
		a.ByExpert[h.key] = outrider.Probability{P: now, Low: min(now, slices.Min(each)), High: max(now, slices.Max(each))}
	}
}

// joined is the hash of one more file beside those hashed before.
func joined(hash string, b []byte) string {
	h := sha256.Sum256(append([]byte(hash), b...))
	return hex.EncodeToString(h[:8])
}
