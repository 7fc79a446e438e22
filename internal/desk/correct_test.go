package desk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"

	"github.com/google/go-cmp/cmp"
)

// What a paper takes back is undone with every reprint, in the assessment and in
// detection, and stands again when the taking back is withdrawn.
func TestACorrectionUndoesWhatDerives(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	words := "a notice of the interior ministry names the editor as a traitor who will be found wherever in the world such people hide and pay for what was printed"
	article := func(outlet string, pub outrider.Publication) outrider.ReportID {
		h.now = h.now.AddDate(0, 0, 1)
		pub.Outlet = outlet
		return h.file(outrider.Draft{Report: outrider.Report{Kind: outrider.KindThreat, About: []outrider.PersonID{p}, Occurred: outrider.At(h.now), Text: words,
			Channel: outrider.ChannelOpenSource, Publication: &pub, Selectors: []outrider.Selector{{Kind: outrider.SelectorHandle, Value: "forum:grey"}}}})[0].Report
	}
	quiet := h.page(p)
	first := article("Morning Tale", outrider.Publication{})
	article("Evening Tale", outrider.Publication{})
	told := h.page(p)
	if len(told.Claims) != 1 || told.Claims[0].Said != "2 reports, 0 independent roots, 1 of unknown origin" {
		t.Fatalf("claims %+v", told.Claims)
	}
	h.now = h.now.AddDate(0, 0, 1)
	rc := h.file(outrider.Draft{Report: outrider.Report{Kind: outrider.KindOther, Text: "Correction: there was no such notice.", Retracts: first, Occurred: outrider.At(h.now), Channel: outrider.ChannelForm}})[0]
	after := h.page(p)
	if len(rc.Alerts) != 0 || rc.People != 1 {
		t.Errorf("a correction raised %v about %d people", rc.Alerts, rc.People)
	}
	if after.Line.Judgement.P.P >= told.Line.Judgement.P.P || !strings.Contains(after.Claims[0].Said, "1 taken back") || !after.Claims[0].Roots[0].Undone {
		t.Errorf("after %v, told %v, before %v; claim %+v", after.Line.Judgement.P.P, told.Line.Judgement.P.P, quiet.Line.Judgement.P.P, after.Claims[0])
	}
	h.reopen()
	if diff := cmp.Diff(asJSON(t, after.Claims), asJSON(t, h.page(p).Claims)); diff != "" {
		t.Errorf("after a restart (-before +after):\n%s", diff)
	}
	h.decide(h.officer, desk.Decision{Retract: &desk.RetractReport{Report: rc.Report, Why: "filed in error"}})
	if back := h.page(p); back.Claims[0].Said != told.Claims[0].Said || back.Line.Judgement.P.P <= after.Line.Judgement.P.P {
		t.Errorf("the withdrawn correction still counts: %+v, %v", back.Claims[0], back.Line.Judgement.P.P)
	}
}

// A stranger seen at three places makes a finding; when whoever told it takes one
// sighting back, the finding goes.
func TestACorrectionTakesItsSightingsAway(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.follow(p)
	page := h.page(p)
	if rules(page) == "" {
		t.Fatal("no finding to lose")
	}
	for _, r := range page.Reports {
		h.now = h.now.AddDate(0, 0, 1)
		h.file(outrider.Draft{Report: outrider.Report{Kind: outrider.KindOther, Text: "It was my brother's car.", Retracts: r.ID, Occurred: outrider.At(h.now), Channel: outrider.ChannelForm}})
	}
	if got := rules(h.page(p)); got != "" {
		t.Errorf("all sightings were taken back, and there is %q", got)
	}
}

// Whoever may not see the report that is spoken against learns nothing of it.
func TestACorrectionConfirmsNothing(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	first := h.file(h.seen(home, p))[0].Report
	liaison := h.addUser(h.root, "lia", outrider.RoleLiaison)
	say := func(id outrider.ReportID) string {
		rs, err := h.desk.File(h.ctx, liaison, outrider.Draft{Report: outrider.Report{Kind: outrider.KindOther, Text: "Not so.", Disputes: id, Channel: outrider.ChannelForm}})
		if err != nil {
			t.Fatal(err)
		}
		rs[0].Report, rs[0].Seq = "", 0
		return asJSON(t, rs[0])
	}
	if a, b := say(first), say("r-none"); a != b {
		t.Errorf("the receipts differ:\n%s\n%s", a, b)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
