package desk_test

import (
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// A hand-over holds when both have signed.
func TestHandOver(t *testing.T) {
	h := clocked(t)
	h.refused(h.auditor, desk.Decision{AcceptShift: &desk.AcceptShift{}}, outrider.CodeNotFound)
	h.decide(h.duty, desk.Decision{AcceptShift: &desk.AcceptShift{}})
	h.refused(h.officer, desk.Decision{AcceptShift: &desk.AcceptShift{}}, outrider.CodeConflict)
	h.refused(h.officer, desk.Decision{OfferShift: &desk.OfferShift{To: "yusuf"}}, outrider.CodeConflict)
	h.refused(h.duty, desk.Decision{OfferShift: &desk.OfferShift{To: "mira"}}, outrider.CodeInvalid)
	h.refused(h.duty, desk.Decision{OfferShift: &desk.OfferShift{To: "otto"}}, outrider.CodeInvalid)
	h.decide(h.duty, desk.Decision{OfferShift: &desk.OfferShift{To: "ana", Note: "the garage calls back at six"}})
	if s := h.shiftPage().Shift; s.Holder != "mira" || s.OfferTo != "ana" {
		t.Errorf("offered and not signed: %+v", s)
	}
	h.refused(h.analyst, desk.Decision{AcceptShift: &desk.AcceptShift{}}, outrider.CodeConflict)
	h.decide(h.officer, desk.Decision{AcceptShift: &desk.AcceptShift{}})
	h.reopen()
	if s := h.shiftPage().Shift; s.Holder != "ana" || s.OfferTo != "" || s.Note != "the garage calls back at six" {
		t.Errorf("signed by both: %+v", s)
	}
	h.decide(h.analyst, desk.Decision{AcceptShift: &desk.AcceptShift{Why: "ana's phone is off"}})
	if s := h.shiftPage().Shift; s.Holder != "yusuf" {
		t.Errorf("taken for a reason: %+v", s)
	}
}
