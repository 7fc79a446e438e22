package answers

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Span is how long one lasting response stood: until it ended, or until nobody
// knows further (censored).
type Span struct {
	Days  int
	Ended bool
}

// HalfLife is after how many days half of the measures are gone. A nil number
// was not reached: more than half still stand. Low and High are a 90 % interval.
type HalfLife struct {
	Days     *int `json:"days"`
	Low      *int `json:"low"`
	High     *int `json:"high"`
	Measures int  `json:"measures"`
	Ended    int  `json:"ended"`
}

// Spans lists the lasting responses imposed until an instant. What has a clock
// that ran out with no renewal recorded is censored at the clock: nobody knows
// whether the measure ended or the record did.
func (l Ledger) Spans(at time.Time) []Span {
	var out []Span
	for _, a := range l.Acts {
		for _, r := range a.responses() {
			if r.Kind.Lasting() && a.answered(r, at) {
				out = append(out, a.span(r, at))
			}
		}
	}
	return out
}

func (a Act) span(r Response, at time.Time) Span {
	end := at
	if c := a.clock(r, at); !c.IsZero() && c.Before(end) {
		end = c
	}
	for _, f := range a.fates() {
		if f.Of == r.ID && f.Ends() && !f.When.Last().After(end) {
			return Span{max(0, days(r.began(), f.When.Last())), true}
		}
	}
	return Span{max(0, days(r.began(), end)), false}
}

// Half estimates the half-life by Kaplan and Meier's product limit, which unlike
// an exponential does not assume that a measure is as likely to end in its first
// year as in its tenth: measures end when governments do. The interval is Brookmeyer
// and Crowley's, from Greenwood's variance on the log-log scale.
func Half(spans []Span) HalfLife {
	s := slices.Clone(spans)
	slices.SortFunc(s, func(a, b Span) int { return cmp.Compare(a.Days, b.Days) })
	h := HalfLife{Measures: len(s)}
	stands, greenwood := 1.0, 0.0
	for i := 0; i < len(s); {
		risk, gone, day := len(s)-i, 0, s[i].Days
		for ; i < len(s) && s[i].Days == day; i++ {
			if s[i].Ended {
				gone++
			}
		}
		if gone == 0 {
			continue
		}
		h.Ended += gone
		stands *= 1 - float64(gone)/float64(risk)
		if gone < risk {
			greenwood += float64(gone) / (float64(risk) * float64(risk-gone))
		}
		low, high := band(stands, greenwood)
		h.Low, h.Days, h.High = first(h.Low, low, day), first(h.Days, stands, day), first(h.High, high, day)
	}
	return h
}

// band is the 90 % interval of a survival share.
func band(stands, greenwood float64) (low, high float64) {
	if stands <= 0 {
		return 0, 0
	}
	half := 1.6449 * math.Sqrt(greenwood) / math.Abs(math.Log(stands))
	return math.Pow(stands, math.Exp(half)), math.Pow(stands, math.Exp(-half))
}

// first keeps the first day on which a share is one half or less.
func first(have *int, share float64, day int) *int {
	if have == nil && share <= 0.5 {
		return &day
	}
	return have
}
