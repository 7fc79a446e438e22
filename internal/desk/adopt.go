package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// Adopter makes the parameters of the assessment out of the published ones and
// experts' own tables, as assess.LoadAdopted reads them; nil tables give back the
// published ones.
type Adopter func(experts []byte) (*assess.Params, error)

// expertsName is under what name adopted tables stand in the ledger.
const expertsName = "experts"

// maxExperts bounds adopted tables with the answers behind them.
const maxExperts = 8 << 20

// Adopt brings the tables of experts into force, or takes them out again. They are
// kept in the ledger whole, with the answers behind them, so that a backup holds
// what the desk thinks with.
type Adopt struct {
	Experts json.RawMessage `json:"experts,omitempty"` // empty: back to the published rates
}

// InForceLine says by which rates the assessment thinks.
type InForceLine struct {
	Params  string    `json:"params"`            // hash of the parameters of the assessment
	Experts int       `json:"experts"`           // whose tables are pooled in them; 0: the published rates
	Adopted string    `json:"adopted,omitempty"` // hash of what was adopted
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Note    string    `json:"note"`
}

// InForceView is the rates themselves: reports a week, by kind, in the order of
// Columns.
type InForceView struct {
	Line    InForceLine                 `json:"line"`
	Columns []outrider.Hypothesis       `json:"columns"`
	Kinds   map[outrider.Kind][]float64 `json:"kinds"`
}

// adopt is for the administrator. Tables that cannot be read are refused and
// change nothing; what is thought from now on is thought with the new ones.
func (d *Desk) adopt(ctx context.Context, by outrider.UserID, a Adopt) (Outcome, error) {
	if _, err := d.may(by, policy.Maintain); err != nil {
		return Outcome{}, err
	}
	if d.o.Adopt == nil || len(a.Experts) > maxExperts {
		return Outcome{}, outrider.Invalid("this desk adopts no tables, or they are larger than %d MB", maxExperts>>20)
	}
	p, err := d.o.Adopt(a.Experts)
	if err != nil {
		return Outcome{}, err
	}
	hash := hashOf(a.Experts)
	e, err := d.entry(outrider.EntryParameters, by, picture.ParametersBody{Name: expertsName, Hash: hash, Content: string(a.Experts)})
	if err := d.fact(ctx, e, err); err != nil {
		return Outcome{}, err
	}
	d.o.Assess, d.stale = p, ""
	return Outcome{ID: hash}, nil
}

func hashOf(b []byte) string {
	if len(b) == 0 {
		return "published"
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:8])
}

// thinkWithAdopted puts what the ledger says was adopted last into force. Tables that
// this version cannot read leave the published rates in force and are said on every
// page that names the rates: a desk that does not open protects nobody.
func (d *Desk) thinkWithAdopted() {
	a, ok := d.p.Parameters(expertsName)
	if !ok || a.Content == "" || d.o.Adopt == nil {
		return
	}
	p, err := d.o.Adopt([]byte(a.Content))
	if err != nil {
		d.stale = "The adopted tables of experts cannot be read any more and are not in force: " + outrider.SafeText(err) + ". The published rates stand."
		return
	}
	d.o.Assess = p
}

// inForceLine says by what the assessment thinks, and who brought it in.
func (d *Desk) inForceLine() InForceLine {
	l := InForceLine{Params: d.o.Assess.Hash(), Experts: d.o.Assess.Experts()}
	a, ok := d.p.Parameters(expertsName)
	if ok {
		l.Adopted, l.By, l.At = a.Hash, d.userName(a.By), a.At
	}
	l.Note = "The rates are the published ones, documented illustrations: no expert has been asked."
	if l.Experts > 0 {
		l.Note = fmt.Sprintf("The rates of what they were asked are the geometric pool of %s; every page shows the range over them.", count(l.Experts, "expert"))
	}
	if d.stale != "" {
		l.Note = d.stale
	}
	return l
}

// InForce gives the rates that the assessment reads.
func (d *Desk) InForce(_ context.Context, by outrider.UserID) (InForceView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.may(by, policy.ReadHealth); err != nil {
		return InForceView{}, err
	}
	return InForceView{Line: d.inForceLine(), Columns: outrider.Hypotheses, Kinds: d.o.Assess.WeeklyRates()}, nil
}
