package outrider

import (
	"math"
	"time"
)

// Claim is one thing said to have happened, however many reports carry it. It
// has as many independent roots as people who really saw it: forty reprints of
// one story are one root.
type Claim struct {
	ID       string     `json:"id"`
	Kind     Kind       `json:"kind"`
	About    []PersonID `json:"about"`
	Occurred When       `json:"occurred"`
	Place    Place      `json:"place,omitzero"`
	Actor    string     `json:"actor,omitempty"` // the state that the accounts connect it with, where they agree
	Roots    []Root     `json:"roots"`
	Disputed []Root     `json:"disputed,omitempty"` // who says that it is not so
	Handling Handling   `json:"handling"`
}

// Root is one origin of a claim and the reports that derive from it: a tree whose
// edges say why each was held to derive from another.
type Root struct {
	First   ReportID   `json:"first"`
	Grade   Grade      `json:"grade,omitzero"`
	Reports []ReportID `json:"reports"`
	Why     string     `json:"why,omitempty"` // why the others were held to be copies
	Edges   []Edge     `json:"edges,omitempty"`
	Stories int        `json:"stories,omitempty"` // texts that differ, each with its reprints
	// Circle numbers the accounts of the press that may share a source nobody has
	// named: the same outlet, or the same two days. 0 is for what no press printed.
	Circle   int      `json:"circle,omitempty"`
	Unproven bool     `json:"unproven,omitempty"` // nobody knows where the press has it from
	Undone   ReportID `json:"undone,omitempty"`   // by which whoever said it took it back
}

// Edge says that one report derives from another.
type Edge struct {
	Report ReportID `json:"report"`
	From   ReportID `json:"from"`
	Why    string   `json:"why"`
}

// Known returns the reports of all roots that stand, first of each root first.
func (c Claim) Known() []ReportID {
	var out []ReportID
	for _, r := range c.Standing() {
		out = append(out, r.Reports...)
	}
	return out
}

// Standing lists the roots that nobody took back.
func (c Claim) Standing() []Root {
	var out []Root
	for _, r := range c.Roots {
		if r.Undone == "" {
			out = append(out, r)
		}
	}
	return out
}

// Proven counts the roots that stand and are known to be independent.
func (c Claim) Proven() int {
	n := 0
	for _, r := range c.Standing() {
		if !r.Unproven {
			n++
		}
	}
	return n
}

// Hypothesis is one of the competing explanations of what hostile interest is for.
type Hypothesis string

// The hypotheses. Benign is always among them.
const (
	HypBenign       Hypothesis = "benign"
	HypCollection   Hypothesis = "collection"
	HypIntimidation Hypothesis = "intimidation"
	HypAbduction    Hypothesis = "abduction"
	HypAttack       Hypothesis = "attack"
	HypOther        Hypothesis = "other-hostile"
)

// Hypotheses lists them in their printed order.
var Hypotheses = []Hypothesis{HypBenign, HypCollection, HypIntimidation, HypAbduction, HypAttack, HypOther}

// Assessment is what the reports about one person are held to mean at one time:
// competing explanations with honest probabilities, and the account of how they
// came about. It is derived and can always be recomputed from the facts.
type Assessment struct {
	Person    PersonID                   `json:"person"`
	At        time.Time                  `json:"at"`
	P         map[Hypothesis]Probability `json:"p"`
	Harm      map[string]Probability     `json:"harm"` // horizon "30d", "90d", "365d": abduction or physical attack within it
	BaseHarm  map[string]Probability     `json:"base_harm"`
	Rows      []Row                      `json:"rows"`
	ChangesIf []Change                   `json:"changes_if,omitempty"`
	LeftOut   []LeftOut                  `json:"left_out,omitempty"`
	Own       map[Hypothesis]Probability `json:"own,omitempty"`       // an organisation's own explanations; their sum is part of other-hostile
	Experts   int                        `json:"experts,omitempty"`   // how many experts' rates are pooled; 0: nobody has been asked
	ByExpert  map[string]Probability     `json:"by_expert,omitempty"` // harm by horizon, with the range over the experts; absent without any
	Standing  *Standing                  `json:"standing,omitempty"`
	Reports   int                        `json:"reports"`
	Roots     int                        `json:"roots"`
	Missing   []string                   `json:"missing,omitempty"`
	Handling  Handling                   `json:"handling"`
	Engine    Stamp                      `json:"engine"`
}

// Row is one step of an assessment's account: the pairwise log-odds of each
// hypothesis against benign, in nats. Rows add up to the current log-odds to 1e-9.
type Row struct {
	At      time.Time              `json:"at"`
	Kind    string                 `json:"kind"` // prior, report, grade, dependence, time, floor, withdrawn, retraction
	Reports []ReportID             `json:"reports,omitempty"`
	Why     string                 `json:"why"`
	Nats    map[Hypothesis]float64 `json:"nats"`
}

// Change is the next observation that would move an assessment, and the number
// it would move to.
type Change struct {
	If     string      `json:"if"`
	Attack Probability `json:"attack"`
	Task   string      `json:"task,omitempty"`
}

// LeftOut is what would remain if one account were withdrawn. These figures do not
// add up, by nature: two accounts that say the same leave little when one goes.
type LeftOut struct {
	Reports []ReportID  `json:"reports"`
	Why     string      `json:"why"`
	Harm90  Probability `json:"harm_90d"`
}

// Standing is the slow clock: what is known about a person's risk for long, and
// does not fade between reports. Its factors multiply; their logarithms add up.
type Standing struct {
	Year   Probability `json:"year"`             // of an attack or abduction within a year, by what stands
	Base   float64     `json:"base"`             // the same before any factor
	Rows   []Weight    `json:"rows,omitempty"`   // factors, in nats of the yearly rate
	Floor  float64     `json:"floor"`            // least chance of attack preparation, until a review lowers it
	States []string    `json:"states,omitempty"` // with which those who told connect it
	Host   string      `json:"host,omitempty"`   // country in which it happened last
}

// Validate refuses an assessment whose probabilities are not a distribution.
func (a Assessment) Validate() error {
	sum := 0.0
	for _, h := range Hypotheses {
		p, ok := a.P[h]
		if !ok {
			return Invalid("an assessment states every hypothesis")
		}
		if err := p.Validate(); err != nil {
			return err
		}
		sum += p.P
	}
	if math.Abs(sum-1) > 1e-9 {
		return Invalid("the hypotheses do not add up to 1")
	}
	return nil
}

func finiteRows(rows []Weight) error {
	for _, r := range rows {
		if math.IsNaN(r.Nats) || math.IsInf(r.Nats, 0) {
			return Invalid("a weight is not a number")
		}
	}
	return nil
}
