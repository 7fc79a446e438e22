package rates

import (
	"cmp"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
	"time"

	"outrider"
)

// Month is the span that questions ask about, in days.
const Month = 30

// Rates a week of each kind of report under each hypothesis: what the filter of
// assess reads, and what experts are asked for.
type Rates struct {
	Origin  string                      `json:"origin"`
	Columns []outrider.Hypothesis       `json:"columns"`
	Kinds   map[outrider.Kind][]float64 `json:"kinds"`
}

// LoadRates reads the rates in force from assess.json.
func LoadRates(fsys fs.FS) (Rates, error) {
	var f struct {
		Rates Rates `json:"weekly_rates"`
	}
	if err := readJSON(fsys, "assess.json", &f); err != nil {
		return Rates{}, err
	}
	for k, row := range f.Rates.Kinds {
		if len(row) != len(f.Rates.Columns) {
			return Rates{}, outrider.Invalid("assess.json: %s has %d rates for %d columns", k, len(row), len(f.Rates.Columns))
		}
	}
	if len(f.Rates.Kinds) == 0 {
		return Rates{}, outrider.Invalid("assess.json has no weekly rates")
	}
	return f.Rates, nil
}

// At is the rate a week in one cell; ok is false where there is none.
func (r Rates) At(h outrider.Hypothesis, k outrider.Kind) (float64, bool) {
	i, row := slices.Index(r.Columns, h), r.Kinds[k]
	if i < 0 || i >= len(row) {
		return 0, false
	}
	return row[i], true
}

// Question is one cell of the table, asked as a frequency.
type Question struct {
	Hypothesis outrider.Hypothesis `json:"hypothesis"`
	Kind       outrider.Kind       `json:"kind"`
	Text       string              `json:"text"`
}

// Questions asks for every cell of a table, or of some kinds and hypotheses (none
// named: all): kind by kind, so that an expert compares hypotheses side by side.
// Frequencies are asked for, never ratios of likelihoods.
func Questions(r Rates, kinds []outrider.Kind, hyps []outrider.Hypothesis) []Question {
	out := []Question{}
	for _, k := range sortedKinds(r) {
		for _, h := range r.Columns {
			if (len(kinds) == 0 || slices.Contains(kinds, k)) && (len(hyps) == 0 || slices.Contains(hyps, h)) {
				out = append(out, Question{Hypothesis: h, Kind: k, Text: fmt.Sprintf("Of 100 people %s, how many would report %s at least once within a month?", who(h), what(k))})
			}
		}
	}
	return out
}

func sortedKinds(r Rates) []outrider.Kind {
	out := make([]outrider.Kind, 0, len(r.Kinds))
	for k := range r.Kinds {
		out = append(out, k)
	}
	place := func(k outrider.Kind) int {
		if i := slices.Index(outrider.Kinds, k); i >= 0 {
			return i
		}
		return len(outrider.Kinds)
	}
	slices.SortFunc(out, func(a, b outrider.Kind) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), strings.Compare(string(a), string(b)))
	})
	return out
}

// who words a hypothesis for somebody who has never seen the model.
func who(h outrider.Hypothesis) string {
	switch h {
	case outrider.HypBenign:
		return "in whom nobody hostile takes an interest, although they have asked for protection"
	case outrider.HypCollection:
		return "about whom a hostile state is gathering information"
	case outrider.HypIntimidation:
		return "whom a hostile state is trying to frighten or coerce"
	case outrider.HypAbduction:
		return "whose abduction is being prepared"
	case outrider.HypAttack:
		return "on whom a physical attack is being prepared"
	}
	return "in whom a hostile state takes some other interest (" + string(h) + ")"
}

// what words a kind of report.
func what(k outrider.Kind) string {
	switch k {
	case outrider.KindWatched:
		return "that they are being watched or followed"
	case outrider.KindThreat:
		return "an explicit threat"
	case outrider.KindAssociate:
		return "that somebody they work with was harmed"
	case outrider.KindIllness:
		return "an unexplained illness"
	case outrider.KindWarning:
		return "an official warning"
	case "pattern":
		return "the same stranger or vehicle in places that have nothing to do with each other"
	}
	return "something of the kind \"" + strings.ReplaceAll(string(k), "-", " ") + "\""
}

// Answer is one expert's four steps to one question, in people of a hundred
// (Hemming and others, Methods in Ecology and Evolution 9, 2018): the lowest
// plausible number, the highest, the best guess, and how sure they are, in per
// cent, that the two ends hold the truth.
type Answer struct {
	Expert     string              `json:"expert"` // code name, never a name
	Role       string              `json:"role"`
	Date       string              `json:"date"`
	Round      int                 `json:"round"` // 1, or 2 after seeing how far the group is apart
	Hypothesis outrider.Hypothesis `json:"hypothesis"`
	Kind       outrider.Kind       `json:"kind"`
	Lowest     float64             `json:"lowest"`
	Highest    float64             `json:"highest"`
	Best       float64             `json:"best"`
	Sure       float64             `json:"sure"`
}

// Check refuses an answer that cannot be one, and says what to write.
func (a Answer) Check() error {
	in := func(v float64) bool { return v >= 0 && v <= 100 }
	switch {
	case outrider.CheckID("expert", a.Expert) != nil:
		return outrider.Invalid("an expert has a code name of letters, digits and '-'")
	case a.Role == "" || len(a.Role) > 80:
		return outrider.Invalid("an expert has a role, such as case officer")
	case a.Round != 1 && a.Round != 2:
		return outrider.Invalid("the round is 1 or 2")
	case slices.Index(outrider.Hypotheses, a.Hypothesis) < 0 || a.Kind == "" || len(a.Kind) > 80:
		return outrider.Invalid("the answer names its hypothesis and its kind of report")
	case !in(a.Lowest) || !in(a.Highest) || a.Lowest > a.Highest:
		return outrider.Invalid("the lowest and the highest number lie between 0 and 100, in that order")
	case !(a.Best > 0 && a.Best < 100) || a.Best < a.Lowest || a.Best > a.Highest:
		return outrider.Invalid("the best guess lies between the two, above 0 and under 100: for less than one in a hundred write a fraction such as 0.1")
	case !(a.Sure >= 50 && a.Sure <= 100):
		return outrider.Invalid("how sure lies between 50 and 100 per cent; under 50 the interval is too narrow")
	}
	if _, err := time.Parse(time.DateOnly, a.Date); err != nil {
		return outrider.Invalid("the date is written as 2026-11-21")
	}
	return nil
}

// weekly turns people of a hundred in a month into reports a week.
func weekly(hundred float64) float64 { return -math.Log1p(-hundred/100) / Month * 7 }

// monthly is its inverse.
func monthly(week float64) float64 { return -100 * math.Expm1(-week*Month/7) }

// stretched are the ends of an answer at the level that pools are stated at, in
// proportion to how sure the expert was.
func (a Answer) stretched(level float64) (low, high float64) {
	const least = .01 // of a hundred: nothing is impossible, and nothing certain
	f := 100 * level / a.Sure
	return math.Max(least, a.Best-(a.Best-a.Lowest)*f), math.Min(100-least, a.Best+(a.Highest-a.Best)*f)
}
