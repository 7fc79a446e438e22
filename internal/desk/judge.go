package desk

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"outrider"
)

// hypothesisNames are the words a reader sees for each explanation.
var hypothesisNames = map[outrider.Hypothesis]string{
	outrider.HypBenign: "Nothing hostile", outrider.HypCollection: "Collecting information", outrider.HypIntimidation: "Intimidation",
	outrider.HypAbduction: "Abduction or rendition", outrider.HypAttack: "Physical attack", outrider.HypOther: "Something else hostile",
}

// HypothesisName is what a reader sees for an explanation.
func HypothesisName(h outrider.Hypothesis) string { return hypothesisNames[h] }

// horizons are the horizons an assessment states, with what a reader calls them.
var horizons = []struct {
	key, label string
	days       int
}{
	{"30d", "Abduction or attack within 30 days", 30},
	{"90d", "Abduction or attack within 90 days", 90},
	{"365d", "Abduction or attack within a year", 365},
}

// notZero stands beside every probability.
const notZero = "It is not zero."

// judge makes the one component that shows a probability: number, word,
// interval, frequency, what it rests on and what would change it.
func judge(label string, p, base outrider.Probability, a *outrider.Assessment) Judgement {
	if a == nil || p.NoData {
		return Judgement{Label: label, P: outrider.Probability{NoData: true}, Percent: "no data", Word: "no data", Range: "not known",
			RestsOn: "nobody was looking", Note: "No data is not a low number."}
	}
	p = p.Shown()
	j := Judgement{Label: label, P: p, Percent: outrider.Percent(p.P), Word: outrider.PHIA.Words(p), Range: spread(p),
		Frequency: outrider.Frequency(p.P), RestsOn: restsOn(a), Missing: a.Missing, LastLook: a.At, Note: notZero}
	if !base.NoData && base.P > 0 {
		j.Base = fmt.Sprintf("without these reports %s; now %.1f times that", outrider.Percent(base.P), p.P/base.P)
	}
	j.Experts = "nobody has been asked for their own rates yet"
	for _, c := range a.ChangesIf {
		j.ChangesIf = append(j.ChangesIf, fmt.Sprintf("%s: to about %s", c.If, outrider.Percent(c.Attack.P)))
	}
	return j
}

// spread writes an interval with the unit once.
func spread(p outrider.Probability) string {
	return trimUnit(outrider.Percent(p.Low)) + " to " + outrider.Percent(p.High)
}

func trimUnit(s string) string { return s[:len(s)-len(" %")] }

func restsOn(a *outrider.Assessment) string {
	if a.Reports == 0 {
		return "no reports: the base rate alone"
	}
	return fmt.Sprintf("%s, %d independent", count(a.Reports, "report"), a.Roots)
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// harm90 is the judgement a queue shows.
func harm90(a *outrider.Assessment) Judgement {
	if a == nil {
		return judge(horizons[1].label, outrider.Probability{NoData: true}, outrider.Probability{NoData: true}, nil)
	}
	return overExperts(judge(horizons[1].label, a.Harm["90d"], a.BaseHarm["90d"], a), a, "90d")
}

// overExperts says how far experts are apart, where some have been asked.
func overExperts(j Judgement, a *outrider.Assessment, horizon string) Judgement {
	if e, ok := a.ByExpert[horizon]; ok {
		j.Experts = fmt.Sprintf("%s over %s", spread(e.Shown()), count(a.Experts, "expert"))
	}
	return j
}

func allHorizons(a *outrider.Assessment) []Judgement {
	out := make([]Judgement, 0, len(horizons))
	for _, h := range horizons {
		if a == nil {
			out = append(out, judge(h.label, outrider.Probability{NoData: true}, outrider.Probability{NoData: true}, nil))
			continue
		}
		j := overExperts(judge(h.label, a.Harm[h.key], a.BaseHarm[h.key], a), a, h.key)
		if h.key != "90d" { // what would change it is stated for ninety days
			j.ChangesIf, j.Missing = nil, nil
		}
		out = append(out, j)
	}
	return out
}

// hypotheses lists the explanations with percentages that add up to 100
// (largest remainder), none of them 0: a column that would round to nothing is
// shown with its decimal and taken from the largest.
func hypotheses(a *outrider.Assessment) []HypothesisLine {
	if a == nil {
		return nil
	}
	tenths := largestRemainder(a, 1000)
	out := make([]HypothesisLine, len(outrider.Hypotheses))
	for i, h := range outrider.Hypotheses {
		out[i] = HypothesisLine{Hypothesis: h, Name: hypothesisNames[h] + ownParts(a, h), P: a.P[h].Shown(), Percent: fmt.Sprintf("%.1f %%", float64(tenths[i])/10)}
	}
	return out
}

// ownParts names what an organisation has added, which is part of what is hostile
// otherwise.
func ownParts(a *outrider.Assessment, h outrider.Hypothesis) string {
	if h != outrider.HypOther || len(a.Own) == 0 {
		return ""
	}
	var parts []string
	for _, own := range slices.Sorted(maps.Keys(a.Own)) {
		parts = append(parts, string(own)+" "+outrider.Percent(a.Own[own].P))
	}
	return ", of it " + strings.Join(parts, ", ")
}

// largestRemainder shares out total units over the hypotheses, at least one each.
func largestRemainder(a *outrider.Assessment, total int) []int {
	n := len(outrider.Hypotheses)
	units, rest := make([]int, n), make([]float64, n)
	left := total
	for i, h := range outrider.Hypotheses {
		exact := a.P[h].P * float64(total)
		units[i] = max(1, int(math.Floor(exact)))
		rest[i] = exact - float64(units[i])
		left -= units[i]
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case rest[i] > rest[j]:
			return -1
		case rest[i] < rest[j]:
			return 1
		}
		return 0
	})
	for k := 0; left != 0; k++ {
		i := order[k%n]
		switch {
		case left > 0:
			units[i]++
			left--
		case units[order[n-1-k%n]] > 1:
			units[order[n-1-k%n]]--
			left++
		}
	}
	return units
}

// decibans per nat.
const decibans = 10 / math.Ln10

// smallRow is the size in decibans below which rows that rest on no report are
// shown as one: they would bury the others, and left out the rows would not add up.
const smallRow = 0.1

// account writes the rows of attack against benign, which add up.
func account(a *outrider.Assessment) Account {
	if a == nil {
		return Account{}
	}
	acc := Account{}
	small := RowLine{At: a.At, Kind: "small"}
	tiny := 0
	for _, r := range a.Rows {
		w := r.Nats[outrider.HypAttack]
		acc.SumNats += w
		if len(r.Reports) == 0 && math.Abs(w*decibans) < smallRow {
			small.Nats += w
			tiny++
			continue
		}
		acc.Rows = append(acc.Rows, RowLine{At: r.At, Kind: r.Kind, Why: r.Why, Reports: r.Reports, Nats: w, Decibans: w * decibans})
	}
	if tiny > 0 {
		small.Why, small.Decibans = count(tiny, "small line")+" together: nothing is ever ruled out, and time passes", small.Nats*decibans
		acc.Rows = append(acc.Rows, small)
	}
	acc.Sum = acc.SumNats * decibans
	att, ben := a.P[outrider.HypAttack].P, a.P[outrider.HypBenign].P
	if ben > 0 {
		acc.OddsText = fmt.Sprintf("odds of attack against benign: %.3g, from %.2g %% to %.3g %%", att/ben, 100*att, 100*ben)
	}
	for _, l := range a.LeftOut {
		acc.LeftOut = append(acc.LeftOut, fmt.Sprintf("without %s: harm within 90 days at %s", l.Why, outrider.Percent(l.Harm90.P)))
	}
	return acc
}

// standing is the slow clock as shown.
func standing(a *outrider.Assessment) *StandingView {
	if a == nil || a.Standing == nil {
		return nil
	}
	s := a.Standing
	v := &StandingView{Year: outrider.Percent(s.Year.P), Base: outrider.Percent(s.Base), States: s.States}
	for _, r := range s.Rows {
		v.Rows = append(v.Rows, fmt.Sprintf("%s: times %.1f", r.Why, math.Exp(r.Nats)))
	}
	if s.Floor > 0 {
		v.Floor = outrider.Percent(s.Floor)
	}
	return v
}
