package desk_test

import (
	"slices"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// TestScreeningByHandIsNoted keeps who, when and how many, and no name; whoever
// may not screen has nothing to note.
func TestScreeningByHandIsNoted(t *testing.T) {
	h := newHouse(t)
	h.decide(h.analyst, desk.Decision{Screened: &desk.Screened{Names: 3, Hits: 1}})
	h.refused(h.liaison, desk.Decision{Screened: &desk.Screened{Names: 3}}, outrider.CodeNotFound)
	h.refused(h.analyst, desk.Decision{Screened: &desk.Screened{Names: -1}}, outrider.CodeInvalid)
	a, err := h.desk.Audit(h.ctx, h.auditor, 0)
	if err != nil {
		t.Fatal(err)
	}
	noted := slices.DeleteFunc(a.Lines, func(l desk.AuditLine) bool { return !strings.Contains(l.Act, "screening") })
	if len(noted) != 1 || noted[0].By != "yusuf" || noted[0].Reason != "3 names, 1 hit" || noted[0].Recorded.IsZero() {
		t.Errorf("noted %+v", noted)
	}
}
