package desk

import (
	"slices"

	"outrider"
	"outrider/internal/picture"
)

// Citable is something that a known fact may cite: what the desk holds about the person
// and the user may see.
type Citable struct {
	From outrider.DangerSource `json:"from"`
	ID   string                `json:"id"`
	Text string                `json:"text"`
}

// mostCitable bounds how much of each kind is offered for choosing; the rest is cited by
// its id.
const mostCitable = 20

// citable lists what may be cited in a record, the newest first, what is cited already
// left out.
func (d *Desk) citable(v picture.View, x *picture.Person, r *picture.Danger) []Citable {
	cited := map[string]bool{}
	for _, f := range r.Facts {
		if f.Known != nil {
			cited[f.Known.Cites] = true
		}
	}
	var out []Citable
	n := 0
	add := func(from outrider.DangerSource, id, text string) {
		if n < mostCitable && !cited[id] {
			n++
			out = append(out, Citable{from, id, text})
		}
	}
	for _, it := range v.Reports(x) {
		add(outrider.FromReport, string(it.Report.ID), stampOf(it.Recorded)+": "+KindName(it.Report.Kind)+": "+shorten(it.Report.Text))
	}
	n = 0
	found, _ := v.Findings(x)
	for _, f := range found {
		add(outrider.FromFinding, string(f.ID), stampOf(d.p.Found(f.ID).Since)+": "+f.Summary)
	}
	n = 0
	var alerts []*picture.AlertState
	for _, th := range d.p.Threads() {
		t, _ := d.p.Thread(th)
		for _, id := range t.Alerts {
			a, ok := d.p.Alert(id)
			if ok && !d.stopped(a) && slices.Contains(peopleOf(a.Alert), x.Protectee.ID) && v.SeesAll(a.Alert.Basis) && d.knowsOf(v, a.Alert) {
				alerts = append(alerts, a)
			}
		}
	}
	slices.SortStableFunc(alerts, func(a, b *picture.AlertState) int { return b.Alert.Raised.Compare(a.Alert.Raised) })
	for _, a := range alerts {
		add(outrider.FromAlert, string(a.Alert.ID), stampOf(a.Alert.Raised)+": "+a.Alert.Why)
	}
	return out
}
