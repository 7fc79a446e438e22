package answers

import (
	"math"
	"slices"
	"time"
)

// Strength is how strong a signal a response is, with every factor shown; Value is
// their product.
type Strength struct {
	Weight   float64 `json:"weight"`   // of the kind
	Breadth  float64 `json:"breadth"`  // 1 + log2 of how many it fell on
	Cost     float64 `json:"cost"`     // 1.5 where the other side expelled people in return within 30 days
	Together float64 `json:"together"` // 1 + ln of how many states and bodies answered within 30 days
	Delay    float64 `json:"delay"`    // exp(-days/180) from the act, 0.1 at least; 0 for what came before the act
	Value    float64 `json:"value"`
}

// Strength weighs one response of the act.
func (a Act) Strength(r Response) Strength {
	p := standard()
	s := Strength{Weight: p.Weight(r.Kind), Breadth: 1 + math.Log2(float64(max(r.Count, 1))), Cost: 1, Together: 1 + math.Log(float64(a.together(r))), Delay: a.delay(r)}
	for _, x := range a.Replies {
		if d := days(r.began(), x.When.Last()); x.InKind && d >= 0 && d <= p.window() {
			s.Cost = p.paid
		}
	}
	s.Value = s.Weight * s.Breadth * s.Cost * s.Together * s.Delay
	return s
}

// window is within how many days answers count as given together.
func (p Params) window() int { return int(p.togetherDays) }

// together counts the states and bodies that answered within 30 days of a response.
func (a Act) together(r Response) int {
	by, window := slices.Clone(r.By), standard().window()
	for _, x := range a.Responses {
		if d := days(r.began(), x.began()); d >= -window && d <= window {
			by = append(by, x.By...)
		}
	}
	slices.Sort(by)
	return max(1, len(slices.Compact(by)))
}

func (a Act) delay(r Response) float64 {
	d := days(a.When.From, r.began())
	if d < 0 {
		return 0
	}
	p := standard()
	return max(p.delayFloor, math.Exp(-float64(d)/p.delayScale))
}

// answered reports whether a response was given after the act and until an
// instant: what came before an act is recorded with it and answers it not.
func (a Act) answered(r Response, at time.Time) bool {
	return !r.began().After(at) && days(a.When.From, r.began()) >= 0
}

// InForce reports whether a response stands at an instant: it has begun, nothing
// has ended it, and its clock has not run out.
func (a Act) InForce(r Response, at time.Time) bool {
	if r.began().After(at) {
		return false
	}
	lapses := r.Lapses
	for _, f := range a.fates() {
		if f.Of != r.ID || f.When.Last().After(at) {
			continue
		}
		if f.Ends() {
			return false
		}
		if f.Kind == Renewal {
			lapses = f.Lapses
		}
	}
	return lapses.IsZero() || !at.After(lapses)
}

// clock is the end of a response's last known term, as recorded until an instant.
func (a Act) clock(r Response, at time.Time) time.Time {
	lapses := r.Lapses
	for _, f := range a.fates() {
		if f.Of == r.ID && f.Kind == Renewal && !f.When.Last().After(at) {
			lapses = f.Lapses
		}
	}
	return lapses
}

// Signal is the sum of the strengths of all answers given until an instant and
// not taken back. Another answer never lowers it, a removal never raises it.
func (a Act) Signal(at time.Time) float64 {
	sum := 0.0
	for _, r := range a.responses() {
		if a.InForce(r, at) {
			sum += a.Strength(r).Value
		}
	}
	return sum
}

// Held is the share, by weight and breadth, of the lasting responses imposed
// until an instant that are in force: 1 where nothing was taken back. ok is false
// where nothing lasting was imposed.
func (a Act) Held(at time.Time) (share float64, ok bool) {
	return held([]Act{a}, at, func(Response) bool { return true })
}

func held(acts []Act, at time.Time, of func(Response) bool) (float64, bool) {
	stands, all := 0.0, 0.0
	for _, a := range acts {
		for _, r := range a.responses() {
			if !r.Kind.Lasting() || !of(r) || !a.answered(r, at) {
				continue
			}
			w := standard().Weight(r.Kind) * (1 + math.Log2(float64(max(r.Count, 1))))
			all += w
			if a.InForce(r, at) {
				stands += w
			}
		}
	}
	if all == 0 {
		return 0, false
	}
	return stands / all, true
}
