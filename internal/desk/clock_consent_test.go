package desk_test

import (
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// dutiesOf lists the open duties of a sort that a user sees, as "code owner state".
func (h *house) dutiesOf(by outrider.UserID, sort outrider.DutySort) string {
	h.t.Helper()
	v, err := h.desk.Duties(h.ctx, by)
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, l := range append(v.Missed, v.Due...) {
		if l.Sort == sort {
			out = append(out, l.Code+" "+l.Owner+" "+l.State)
		}
	}
	return strings.Join(out, ", ")
}

// A recall is a duty of whoever passed it on, until they say what became of it; only
// they still see it once the record is withdrawn.
func TestRecallsAreDuties(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	h.yes(ann, outrider.ForSharing, "Harbour Desk")
	h.decide(h.officer, desk.Decision{PassOn: &desk.PassOn{Person: ann, To: "Harbour Desk", What: "the plate"}})
	h.no(ann, outrider.ForRecord)
	h.tick()
	if got := h.dutiesOf(h.officer, outrider.DutyRecall); got != "K-01 ana due" {
		t.Errorf("owner: %q", got)
	}
	if got := h.dutiesOf(h.duty, outrider.DutyRecall); got != "" {
		t.Errorf("somebody else: %q", got)
	}
	h.now = h.now.AddDate(0, 0, 8)
	h.tick()
	if got := h.dutiesOf(h.officer, outrider.DutyRecall); got != "K-01 ana missed" {
		t.Errorf("after its day: %q", got)
	}
	id := h.consent(ann).Recalls[0].ID
	h.decide(h.officer, desk.Decision{CloseRecall: &desk.CloseRecall{Recall: id, Done: true, Note: "they wrote that it is deleted"}})
	h.tick()
	if got := h.dutiesOf(h.officer, outrider.DutyRecall); got != "" {
		t.Errorf("closed: %q", got)
	}
}

// A yes that runs out is asked for again a month before; a new yes, or a no, ends it.
func TestRenewalsAreDuties(t *testing.T) {
	h := clocked(t)
	ann, ben := h.person("K-01"), h.person("K-02")
	h.yes(ann, outrider.ForAdvice)
	h.yes(ben, outrider.ForSharing, "Harbour Desk")
	h.now = h.now.AddDate(0, 0, 300)
	h.tick()
	if got := h.dutiesOf(h.duty, outrider.DutyRenewal); got != "" {
		t.Errorf("too early: %q", got)
	}
	h.now = h.now.AddDate(0, 0, 40)
	h.tick()
	if got := h.dutiesOf(h.duty, outrider.DutyRenewal); got != "K-01 whoever has the shift due, K-02 whoever has the shift due" && got != "K-02 whoever has the shift due, K-01 whoever has the shift due" {
		t.Errorf("a month before: %q", got)
	}
	h.yes(ann, outrider.ForAdvice)
	h.tick()
	if got := h.dutiesOf(h.duty, outrider.DutyRenewal); got != "K-02 whoever has the shift due" {
		t.Errorf("after a new yes: %q", got)
	}
	h.now = h.now.AddDate(0, 0, 40)
	h.tick()
	if got := h.dutiesOf(h.duty, outrider.DutyRenewal); got != "K-02 whoever has the shift missed" {
		t.Errorf("after its end: %q", got)
	}
	h.no(ben, outrider.ForSharing)
	h.tick()
	if got := h.dutiesOf(h.duty, outrider.DutyRenewal); got != "" {
		t.Errorf("after a no: %q", got)
	}
}
