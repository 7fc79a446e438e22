package desk

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"outrider"
	"outrider/internal/picture"
)

// triedPaper names a referral on whose page codes were tried.
type triedPaper struct {
	person   outrider.PersonID
	referral outrider.ReferralID
}

// wrongPaper counts one wrong code on a receiver's page; r is nil where there is no such
// page. A number that nobody has was counted already, where people come in.
func (d *Desk) wrongPaper(r *picture.Referral, link bool) {
	now, most := d.now(), d.o.Portal.Wrong
	switch {
	case r != nil:
		if d.tries.papers == nil {
			d.tries.papers = map[triedPaper][]time.Time{}
		}
		keepTry(d.tries.papers, triedPaper{r.Person, r.ID}, now, most)
		d.tries.count(now)
	case link:
		d.tries.note("", now, most)
	}
}

// heedPaperTries raises an alert where somebody who has a link or a number, and not the
// code, tries codes: a mail went astray, or is read. With the clock, as heedTries does.
func (d *Desk) heedPaperTries(now time.Time) ([]outrider.Entry, error) {
	window, most := d.o.Portal.WrongWithin, d.o.Portal.Wrong
	var out []outrider.Entry
	keys := slices.SortedFunc(maps.Keys(d.tries.papers), func(a, b triedPaper) int {
		return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.referral, b.referral))
	})
	for _, k := range keys {
		l := d.tries.papers[k]
		if now.Sub(l[len(l)-1]) > window {
			delete(d.tries.papers, k)
			continue
		}
		x, ok := d.p.Person(k.person)
		if len(l) < most || now.Sub(l[0]) > window || !ok || x.Erased || !x.Allows(outrider.ForRecord, now) {
			continue
		}
		r := x.Referral(k.referral)
		if r == nil {
			continue
		}
		a := outrider.Alert{Rule: outrider.RulePaperTried, Level: outrider.LevelLook, Person: k.person, For: r.Page.Made.By, Raised: now,
			Attack90: outrider.Probability{NoData: true}, Basis: []outrider.ReportID{}, Handling: outrider.DefaultHandling,
			Why: fmt.Sprintf("Wrong codes were tried on the page of referral %s, %d times or more within %d hours: somebody has its link or its number, and not its code.", k.referral, most, int(window.Hours())),
			Do:  "Call its receiver at a number that you knew before: was it them? If not, make another copy, which ends this one, and send it by another way; or revoke the referral."}
		e, fresh, err := d.clockAlert(a, string(k.referral)+" "+r.Page.Access)
		if err != nil {
			return nil, err
		}
		if fresh {
			out = append(out, e)
		}
	}
	return out, nil
}
