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
	Roots    []Root     `json:"roots"`
	Handling Handling   `json:"handling"`
}

// Root is one independent origin of a claim and the reports that derive from it.
type Root struct {
	First   ReportID   `json:"first"`
	Grade   Grade      `json:"grade,omitzero"`
	Reports []ReportID `json:"reports"`
	Why     string     `json:"why,omitempty"` // why the others were held to be copies
}

// Known returns the reports of all roots, first of each root first.
func (c Claim) Known() []ReportID {
	var out []ReportID
	for _, r := range c.Roots {
		out = append(out, r.Reports...)
	}
	return out
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
	Kind    string                 `json:"kind"` // prior, report, time, floor
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
