package demo

import (
	"context"
	"encoding/json"
	"slices"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/selector"
)

// Result is what the demo came to; it is the object that outrider demo --check
// prints.
type Result struct {
	Fed           int     `json:"fed"`
	People        int     `json:"people"`
	Findings      int     `json:"findings"`
	Alerts        int     `json:"alerts"`
	HiddenFound   bool    `json:"hidden_found"`
	BenignAlarmed int     `json:"benign_alarmed"`
	Seconds       float64 `json:"seconds"`
}

// Good reports whether what was hidden was found and nothing benign was alarmed.
func (r Result) Good() bool { return r.HiddenFound && r.BenignAlarmed == 0 }

// truth is what lies hidden in the month. Nothing but the check reads it.
type truth struct {
	Hidden []struct {
		Selector string              `json:"selector"`
		People   []outrider.PersonID `json:"people"`
	} `json:"hidden"`
	Benign []string            `json:"benign"`
	Quiet  []outrider.PersonID `json:"quiet"`
}

// Check looks at the desk as its officer does and holds what it sees against what
// was hidden.
func Check(ctx context.Context, d Desk, by outrider.UserID, m Month) (Result, error) {
	res := Result{Fed: len(m.Drafts), People: len(m.People)}
	raw, err := data.ReadFile("data/truth.json")
	if err != nil {
		return res, err
	}
	var t truth
	if err := json.Unmarshal(raw, &t); err != nil {
		return res, err
	}
	q, err := d.Read(ctx, by, desk.Query{Queue: true})
	if err != nil {
		return res, err
	}
	ids := map[outrider.FindingID]bool{}
	for _, p := range m.People {
		a, err := d.Read(ctx, by, desk.Query{Person: &desk.PersonQuery{ID: p.Protectee.ID}})
		if err != nil {
			return res, err
		}
		for _, f := range a.Person.Findings {
			ids[f.ID] = true
		}
	}
	res.Findings = len(ids)
	found := map[string]bool{}
	for _, it := range slices.Concat(q.Queue.Items, q.Queue.Taken) {
		res.Alerts += it.Members
		if err := t.weigh(ctx, d, by, it, m, found, &res); err != nil {
			return res, err
		}
	}
	res.HiddenFound = len(found) == len(t.Hidden)
	return res, nil
}

// weigh decides what one waiting alert is: a hidden pattern found, or somebody
// benign alarmed. An act about a person with nothing hostile behind them counts as
// such an alarm too, unless a life was said to be at stake: those always act.
func (t truth) weigh(ctx context.Context, d Desk, by outrider.UserID, it desk.QueueItem, m Month, found map[string]bool, res *Result) error {
	a, err := d.Read(ctx, by, desk.Query{Alert: it.Alert})
	if err != nil {
		return err
	}
	shared := map[string]int{}
	for _, r := range a.Alert.Reports {
		for _, k := range keysOf(m, r) {
			shared[k]++
		}
	}
	all := func(key string) bool {
		return a.Alert.Finding != nil && shared[key] > 0 && shared[key] == len(a.Alert.Reports)
	}
	benign := slices.ContainsFunc(t.Benign, all) || a.Alert.Finding == nil && it.Level == outrider.LevelAct && !it.Urgent && slices.Contains(t.Quiet, it.Person)
	if benign {
		res.BenignAlarmed++
	}
	for _, h := range t.Hidden {
		if all(h.Selector) && covers(m, a.Alert.Finding.Codes, h.People) {
			found[h.Selector] = true
		}
	}
	return nil
}

// covers reports whether a finding names everybody of a hidden pattern.
func covers(m Month, codes []string, people []outrider.PersonID) bool {
	for _, p := range m.People {
		if slices.Contains(people, p.Protectee.ID) && !slices.Contains(codes, p.Protectee.Code) {
			return false
		}
	}
	return true
}

// keysOf lists the selectors of a report by what was fed: text and moment name it.
func keysOf(m Month, r desk.ReportLine) []string {
	var keys []string
	for _, d := range m.Drafts {
		if d.Report.Told.Equal(r.Recorded) || d.Report.Occurred == r.Occurred && selector.Fold(d.Report.Text) == selector.Fold(r.Text) {
			for _, s := range d.Report.Selectors {
				keys = append(keys, s.Key())
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
