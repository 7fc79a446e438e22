package match

import (
	"strconv"
	"sync"
)

// MeasureNames names the measures in their order, as tables/weights.tsv does.
var MeasureNames = [measures]string{"bias", "agree", "contradict", "omit", "doubt", "worst", "cover-low", "cover-high", "single",
	"patronymic", "family", "given", "foreign", "foreign-loss", "clashes", "initial", "shift", "thin", "chain"}

// weights are the learnt coefficients by kind: a logistic regression whose signs
// are bound, so that agreement never lowers and contradiction never raises.
var weights = sync.OnceValue(func() map[Kind]*Measures {
	out := map[Kind]*Measures{}
	for _, f := range tableRows("weights", 3) {
		kind := Kind(f[0])
		if out[kind] == nil {
			out[kind] = new(Measures)
		}
		for i, name := range MeasureNames {
			if v, err := strconv.ParseFloat(f[2], 64); err == nil && name == f[1] {
				out[kind][i] = v
			}
		}
	}
	out[KindVessel] = out[KindOrganisation]
	return out
})

// logit is the score in log-odds, for bearers of one kind; an unknown kind is
// taken for a person.
func logit(m *Measures, kind Kind) float64 {
	w := weights()[kind]
	if w == nil {
		w = weights()[KindPerson]
	}
	sum := 0.0
	for i := range m {
		sum += w[i] * m[i]
	}
	return sum
}
