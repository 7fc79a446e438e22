// Package plan weighs protective measures: how far each would lower the risk of
// one person, what of the risk stays, and which measures to offer within money,
// staff hours and what the person can bear.
//
// The picture is a bow-tie. On its left, paths by which harm could come: all
// steps of a path must be passed (noisy-AND), any path suffices (noisy-OR, Pearl
// 1988). On its right, what makes harm grave once it is done. A measure lowers
// steps. How far is judged, not known, so every result is an interval over fixed
// draws, and none is ever zero. See docs/design/plan.md.
package plan

import (
	"fmt"
	"slices"
	"time"

	"outrider"
)

// State is how a measure stands with a person.
type State string

// The states. Whoever declines gives no reason and loses nothing by it.
const (
	Declined State = "declined"
	Agreed   State = "agreed"   // said yes to, not in place yet
	InPlace  State = "in-place" // said to be in place
	Proven   State = "proven"   // shown to be in place: a photo, a note, a test
)

// Answer is what stands about one measure.
type Answer struct {
	Measure string    `json:"measure"`
	State   State     `json:"state"`
	Level   string    `json:"level,omitempty"` // of the person when they declined
	Kept    time.Time `json:"kept,omitzero"`   // when it was last seen to
}

// Budget limits what a plan may ask for.
type Budget struct {
	Money    float64 `json:"money"`    // euros a year, for what is new
	Hours    float64 `json:"hours"`    // staff hours a year, for what is new
	Burden   float64 `json:"burden"`   // points that the person bears at once, old and new
	Measures int     `json:"measures"` // new ones at once
}

// Situation is what a plan is made for.
type Situation struct {
	Risk     outrider.Probability `json:"risk"`               // of harm within Days, with nothing in place
	Days     int                  `json:"days,omitempty"`     // 0: a year
	At       time.Time            `json:"at"`                 // decay runs until then
	Level    string               `json:"level"`              // in the organisation's own words
	Imminent bool                 `json:"imminent,omitempty"` // only what works within a day
	Answers  []Answer             `json:"answers,omitempty"`
	Budget   *Budget              `json:"budget,omitempty"` // nil: as plan.json says
	Only     []string             `json:"only,omitempty"`   // measures that may be proposed; nil: every one of the library
}

// Residual is the risk that stays, within the days of the situation: of harm, and
// of grave harm.
type Residual struct {
	Harm  outrider.Probability `json:"harm"`
	Grave outrider.Probability `json:"grave"`
}

// Choice is one measure that the plan proposes, with what it adds to those
// before it.
type Choice struct {
	Measure string   `json:"measure"`
	Title   string   `json:"title"`
	Before  Residual `json:"before"`
	After   Residual `json:"after"`
	Cut     Range    `json:"cut"`                 // of the grave risk before it, draw by draw
	Next    string   `json:"next_best,omitempty"` // title of what would be chosen in its place
	Again   bool     `json:"again,omitempty"`     // declined at another level, offered again
	Why     string   `json:"why"`                 // one sentence
}

// Range is a share with nine tenths of its draws.
type Range struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Offer is a measure worth a word beside the choice, so that the person has one.
type Offer struct {
	Measure string `json:"measure"`
	Title   string `json:"title"`
}

// Proposal is a plan as proposed. The person decides.
type Proposal struct {
	Bare      Residual `json:"bare"`      // with nothing in place
	Now       Residual `json:"now"`       // with what is in place today
	After     Residual `json:"after"`     // with what is agreed and what is proposed
	Choices   []Choice `json:"choices"`   // in the order of what each adds
	Besides   []Offer  `json:"besides"`   // further offers
	Spent     Budget   `json:"spent"`     // by the choices
	Net       float64  `json:"net"`       // lowered grave risk less the worth of its burden
	Exact     bool     `json:"exact"`     // every combination was tried
	TooSlow   int      `json:"too_slow"`  // left out because they work too late
	Uncounted []string `json:"uncounted"` // measures without a number: worth having, not counted here
	Note      string   `json:"note"`
}

// note stands under every plan.
const note = "These numbers are judged, not measured: they show what moves what. Some risk stays, always."

// Model holds the numbers, the library and the fixed draws. It does not change
// and may be used by many at once.
type Model struct {
	p        Params
	measures map[string]outrider.Measure
	options  map[string]*option
	tie      bowtie
	place    map[State][]float64
}

// New draws the worlds. Measures are the library in the language of the titles.
func New(p Params, measures []outrider.Measure) (*Model, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	m := &Model{p: p, measures: map[string]outrider.Measure{}, options: map[string]*option{}}
	draw := func(name string, u Uncertain) []float64 {
		return append(u.draws(name, uint64(p.n("seed")), int(p.n("draws"))), u.Mean)
	}
	m.tie.build(p, draw)
	m.place = map[State][]float64{Agreed: draw("place agreed", p.InPlace.Agreed), InPlace: draw("place in-place", p.InPlace.Said), Proven: draw("place proven", p.InPlace.Proven)}
	for _, x := range measures {
		m.measures[x.ID] = x
	}
	for _, id := range sortedKeys(m.measures) {
		x := m.measures[id]
		if w, ok := p.Measures.List[x.ID]; ok {
			m.options[x.ID] = m.tie.option(x, w, draw)
		}
	}
	return m, nil
}

// Residual is the risk with exactly these measures in the state given for each.
// Measures without a number change nothing.
func (m *Model) Residual(s Situation, answers ...Answer) (Residual, error) {
	if err := s.check(); err != nil {
		return Residual{}, err
	}
	r := m.tie.under(s.Risk, m.p)
	for _, a := range answers {
		r.add(m.standing(a, s.At))
	}
	return r.residual(), nil
}

// check refuses a risk that is none.
func (s Situation) check() error {
	if s.Risk.NoData {
		return outrider.Invalid("a plan needs an assessed risk; nobody was looking here")
	}
	if b := s.Budget; b != nil && !(b.Money >= 0 && b.Hours >= 0 && b.Burden >= 0 && b.Measures >= 0) || s.Days < 0 {
		return outrider.Invalid("days, money, hours, burden and measures are 0 or more")
	}
	return s.Risk.Validate()
}

// standing is what a measure gives on a day, after decay; nil without a number.
func (m *Model) standing(a Answer, at time.Time) []keep {
	o := m.options[a.Measure]
	if o == nil || m.place[a.State] == nil {
		return nil
	}
	return o.keeps(m.place[a.State], m.decay(a, at), m.p.n("most_effect"))
}

// decay is the share of its effect that a measure in place still has: all of it
// until its day of upkeep, then half after each half-life.
func (m *Model) decay(a Answer, at time.Time) float64 {
	if a.State == Agreed || a.Kept.IsZero() {
		return 1
	}
	late := at.Sub(a.Kept).Hours()/24 - float64(m.p.Measures.List[a.Measure].KeepDays)
	return halved(late / m.p.n("half_life_days"))
}

// Propose makes a plan. The same situation gives the same plan.
func (m *Model) Propose(s Situation) (Proposal, error) {
	if err := s.check(); err != nil {
		return Proposal{}, err
	}
	r := m.tie.under(s.Risk, m.p)
	out := Proposal{Bare: r.residual(), Besides: []Offer{}, Choices: []Choice{}, Uncounted: []string{}, Note: note}
	budget := m.budget(s)
	said := map[string]Answer{}
	for _, a := range s.Answers {
		said[a.Measure] = a
		if a.State == InPlace || a.State == Proven {
			r.add(m.standing(a, s.At))
			budget.Burden -= float64(m.measures[a.Measure].Burden)
		}
	}
	out.Now = r.residual()
	for _, a := range s.Answers {
		if a.State == Agreed {
			r.add(m.standing(a, s.At))
			budget.Burden -= float64(m.measures[a.Measure].Burden)
		}
	}
	budget.Burden = max(budget.Burden, 0)
	open := m.open(s, said, &out)
	chosen, exact := m.choose(r, open, budget)
	out.Exact = exact
	m.explain(explaining{r: r, list: open, budget: budget, days: s.Days}, chosen, &out)
	return out, nil
}

func (m *Model) budget(s Situation) Budget {
	if s.Budget != nil {
		return *s.Budget
	}
	return Budget{Money: m.p.n("money"), Hours: m.p.n("hours"), Burden: m.p.n("burden"), Measures: int(m.p.n("measures"))}
}

// open lists what may be proposed: not standing already, not declined at this
// level, in time, and with a number.
func (m *Model) open(s Situation, said map[string]Answer, out *Proposal) []candidate {
	var list []candidate
	for _, id := range sortedKeys(m.measures) {
		a, answered := said[id]
		switch {
		case s.Only != nil && !slices.Contains(s.Only, id):
		case answered && a.State != Declined, a.State == Declined && a.Level == s.Level:
		case !s.Imminent && m.p.Measures.List[id].ImminentOnly:
		case s.Imminent && float64(m.measures[id].EffectHours) > m.p.n("imminent_hours"):
			out.TooSlow++
		case m.options[id] == nil:
			out.Uncounted = append(out.Uncounted, id)
		default:
			o := m.options[id]
			list = append(list, candidate{option: o, again: a.State == Declined, keeps: o.keeps(m.place[Agreed], 1, m.p.n("most_effect"))})
		}
	}
	return list
}

// candidate is a measure that may be proposed.
type candidate struct {
	*option
	again bool
	keeps []keep
}

// sentence says in one line what a choice adds.
func (c Choice) sentence(days int) string {
	what, before, after := "grave harm", c.Before.Grave, c.After.Grave
	if percent(c.Before.Harm.P) != percent(c.After.Harm.P) {
		what, before, after = "harm", c.Before.Harm, c.After.Harm
	}
	within := "a year"
	if days > 0 {
		within = fmt.Sprintf("%d days", days)
	}
	out := fmt.Sprintf("%s: %s within %s %s -> %s (range %s to %s); takes %.0f %% off the grave risk (%.0f to %.0f)", c.Title, what, within,
		percent(before.P), percent(after.P), percent(after.Low), percent(after.High), 100*c.Cut.Mean, 100*c.Cut.Low, 100*c.Cut.High)
	if c.Next != "" {
		out += "; next best: " + c.Next
	}
	return out + "."
}

// besides adds offers until three measures, every kind of cut and something light
// are on the table: a person who is offered one thing is not choosing.
func (m *Model) besides(ranked []candidate, out *Proposal) {
	cuts, light, n := map[outrider.Cut]bool{}, false, len(out.Choices)
	take := func(x outrider.Measure) {
		for _, c := range x.Cuts {
			cuts[c] = true
		}
		light = light || x.Burden <= 2
	}
	for _, c := range out.Choices {
		take(m.measures[c.Measure])
	}
	for _, c := range ranked {
		x := m.measures[c.id]
		news := slices.ContainsFunc(x.Cuts, func(k outrider.Cut) bool { return !cuts[k] })
		if n < 3 || news || !light && x.Burden <= 2 {
			out.Besides = append(out.Besides, Offer{Measure: x.ID, Title: x.Title})
			take(x)
			n++
		}
	}
}
