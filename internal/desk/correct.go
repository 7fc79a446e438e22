package desk

import (
	"slices"

	"outrider"
	"outrider/internal/claim"
	"outrider/internal/picture"
)

// undone is what was taken back by whoever said it, as of one head of the ledger.
type undone struct {
	seq uint64
	ids map[outrider.ReportID]bool
}

// isUndone reports whether whoever said a thing took it back, or whoever it derives
// from did. Where nobody ever did, which is nearly always, it costs nothing.
func (d *Desk) isUndone(id outrider.ReportID) bool {
	if len(d.p.Corrections()) == 0 {
		return false
	}
	if d.back.ids == nil || d.back.seq != d.p.Told {
		d.back = undone{seq: d.p.Told, ids: d.takenBack()}
	}
	return d.back.ids[id]
}

// takenBack looks at everybody about whom something was corrected.
func (d *Desk) takenBack() map[outrider.ReportID]bool {
	ids := map[outrider.ReportID]bool{}
	looked := map[outrider.PersonID]bool{}
	for _, it := range d.p.Corrections() {
		for _, who := range it.Report.About {
			x, ok := d.p.Person(who)
			if !ok || looked[who] {
				continue
			}
			looked[who] = true
			for _, id := range claim.Undone(current(x), d.texts) {
				ids[id] = true
			}
		}
	}
	return ids
}

// current lists the reports about a person that the desk has not withdrawn.
func current(x *picture.Person) []outrider.Report {
	var out []outrider.Report
	for _, it := range x.Reports {
		if !it.Erased && !it.Retracted {
			out = append(out, it.Report)
		}
	}
	return out
}

// correct makes a report that speaks against another be about whom that one is
// about, where it does not say. Whoever may not see the other is told what they
// would be told if it did not exist.
func (d *Desk) correct(u outrider.User, r *outrider.Report) []outrider.Notice {
	id := r.Corrects()
	if id == "" {
		return nil
	}
	it, ok := d.p.For(u).At(d.now()).Report(id)
	if !ok {
		return []outrider.Notice{{Where: "report", What: "the report that this one speaks against is not here, or not yours to see; it is kept, and counts once both are about the same person"}}
	}
	if len(r.About) == 0 {
		r.About = slices.Clone(it.Report.About)
	}
	return nil
}

// standingClaims leaves out what nobody stands by any longer.
func standingClaims(cs []outrider.Claim) []outrider.Claim {
	return slices.DeleteFunc(cs, func(c outrider.Claim) bool { return len(c.Standing()) == 0 })
}
