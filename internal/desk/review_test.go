package desk_test

import (
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// A threat leaves a floor that a year of quiet does not wear down. A documented
// review lowers it, who did it and why stand on the page, a restart changes
// nothing, and a later threat sets it again.
func TestOnlyAReviewLowersTheFloor(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	threaten := func() {
		d := h.seen(home, p)
		d.Report.Kind, d.Report.AboutState = outrider.KindThreat, "ZZ"
		d.Report.Occurred = outrider.At(h.now)
		h.file(d)
	}
	floor := func() string { return h.page(p).Standing.Floor }
	review := desk.Decision{ReviewFloor: &desk.ReviewFloor{Person: p, To: .002, Why: "The sender was found and had nobody behind him."}}

	h.refused(h.officer, review, outrider.CodeConflict)
	threaten()
	first := floor()
	h.now = h.now.AddDate(1, 0, 0)
	h.tick()
	if got := floor(); got != first || got == "" {
		t.Fatalf("after a quiet year the floor is %q, before %q", got, first)
	}
	attack := h.page(p).Horizons
	h.refused(h.duty, review, outrider.CodeNotFound)
	for _, bad := range []desk.ReviewFloor{{Person: p, To: .002}, {Person: p, To: 0, Why: "It is over for good now."}, {Person: p, To: .4, Why: "It is over for good now."}} {
		h.refused(h.officer, desk.Decision{ReviewFloor: &bad}, outrider.CodeInvalid)
	}
	h.decide(h.officer, review)
	page := h.page(p)
	if r := page.Standing.Reviews; len(r) != 1 || r[0].By != "ana" || r[0].Why == "" || page.Standing.Floor == first {
		t.Fatalf("after the review: %+v", page.Standing)
	}
	if page.Horizons[1].P.P >= attack[1].P.P {
		t.Errorf("harm within 90 days is %v, before the review %v", page.Horizons[1].P.P, attack[1].P.P)
	}
	h.reopen()
	if got := floor(); got != page.Standing.Floor {
		t.Errorf("after a restart the floor is %q, before %q", got, page.Standing.Floor)
	}
	h.now = h.now.AddDate(0, 0, 1)
	threaten()
	if got := floor(); got == page.Standing.Floor {
		t.Errorf("a new threat leaves the floor at %q", got)
	}
}
