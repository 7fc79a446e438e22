package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"outrider"
)

// tries remembers wrong codes, in memory alone: a fact for each would let anybody fill
// the ledger, and would take longer where the number is somebody's.
type tries struct {
	wrong  map[outrider.PersonID][]time.Time // the newest last, no more than raise an alert; "" is a number that nobody has
	papers map[triedPaper][]time.Time        // the same, on a page for the receiver of a referral
	hours  [24]hourOfTries
}

// hourOfTries counts the wrong codes of one hour.
type hourOfTries struct {
	began time.Time
	n     int
}

// note counts one wrong code. It does the same for a number that nobody has.
func (t *tries) note(who outrider.PersonID, now time.Time, most int) {
	if t.wrong == nil {
		t.wrong = map[outrider.PersonID][]time.Time{}
	}
	keepTry(t.wrong, who, now, most)
	t.count(now)
}

// keepTry keeps one more wrong code, and no more than so many.
func keepTry[K comparable](wrong map[K][]time.Time, k K, now time.Time, most int) {
	l := append(wrong[k], now)
	wrong[k] = l[max(0, len(l)-most):]
}

// count counts one wrong code within its hour.
func (t *tries) count(now time.Time) {
	hour := now.UTC().Truncate(time.Hour)
	slot := &t.hours[hour.Hour()]
	if !slot.began.Equal(hour) {
		*slot = hourOfTries{began: hour}
	}
	slot.n++
}

// lately counts the wrong codes of the last 24 hours, whoever's number they were tried
// with.
func (t *tries) lately(now time.Time) (n int) {
	for _, h := range t.hours {
		if now.Sub(h.began) < 24*time.Hour {
			n += h.n
		}
	}
	return n
}

// PortalNumber is a person's number as the desk compares it: its digits, in Latin
// figures. Whoever slows guesses has to count them by it: a space more is no other number.
func PortalNumber(typed string) string { return onlyDigits(typed) }

// heedTries raises an alert where somebody tried codes on a person's pages: to look for
// the way in is interest of its own. It runs with the clock, never at the try, so that
// nobody at the door can tell by the time it takes whether the number is somebody's.
func (d *Desk) heedTries(now time.Time) ([]outrider.Entry, error) {
	window, most := d.o.Portal.WrongWithin, d.o.Portal.Wrong
	var out []outrider.Entry
	for _, who := range slices.Sorted(maps.Keys(d.tries.wrong)) {
		l := d.tries.wrong[who]
		if now.Sub(l[len(l)-1]) > window {
			delete(d.tries.wrong, who)
			continue
		}
		x, ok := d.p.Person(who)
		if len(l) < most || now.Sub(l[0]) > window || !ok || x.Erased || x.Portal.Access == "" || !x.Allows(outrider.ForRecord, now) {
			continue
		}
		if n := len(x.Portal.Tried); n > 0 && now.Sub(x.Portal.Tried[n-1]) < window {
			continue
		}
		a := outrider.Alert{Rule: outrider.RuleTried, Level: outrider.LevelLook, Person: who, For: x.Portal.Linked.By, Raised: now,
			Attack90: outrider.Probability{NoData: true}, Basis: []outrider.ReportID{}, Handling: outrider.DefaultHandling,
			Why: fmt.Sprintf("Wrong codes were tried on their own pages, %d times or more within %d hours.", most, int(window.Hours())),
			Do:  "Ask them by a way that you know is theirs whether it was them. If not, make a new link: with it comes another number, and the old one opens nothing then."}
		if x.Portal.Last.After(l[0]) {
			a.Why += " Since the first of them the pages were opened with the right one."
		}
		e, fresh, err := d.clockAlert(a, now.UTC().Format(time.RFC3339Nano))
		if err != nil {
			return nil, err
		}
		if fresh {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b outrider.Entry) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// triedOn lists when the desk learnt that somebody tried codes on a person's pages, in
// their zone, the newest first, no more than three.
func triedOn(tried []time.Time, zone *time.Location) []time.Time {
	var out []time.Time
	for _, at := range slices.Backward(tried[max(0, len(tried)-3):]) {
		out = append(out, at.In(zone))
	}
	return out
}
