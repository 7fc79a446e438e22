package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/desk"
)

// twoExperts are tables as a pool has them.
const twoExperts = `{"experts":[
	{"id":"E-1","date":"2026-11-21","origin":"invented","weekly_rates":{"watched":[0.1,0.2,0.2,0.3,0.4,0.1]}},
	{"id":"E-2","date":"2026-11-21","origin":"invented","weekly_rates":{"watched":[0.4,0.2,0.2,0.3,0.1,0.1]}}]}`

// TestAdopt brings experts' tables into force, keeps them over a restart, and takes
// them out again; nobody but the administrator may.
func TestAdopt(t *testing.T) {
	h := newHouse(t)
	in := func() desk.InForceView {
		t.Helper()
		v, err := h.desk.InForce(h.ctx, h.root)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	was := in()
	if was.Line.Experts != 0 || was.Line.By != "" {
		t.Fatalf("before anybody was asked: %+v", was.Line)
	}
	h.refused(h.officer, desk.Decision{Adopt: &desk.Adopt{Experts: json.RawMessage(twoExperts)}}, outrider.CodeNotFound)
	for _, bad := range []string{`{"experts":[]}`, `nonsense`, strings.Replace(twoExperts, "E-2", "E-1", 1), strings.Replace(twoExperts, "0.4", "-1", 1)} {
		h.refused(h.root, desk.Decision{Adopt: &desk.Adopt{Experts: json.RawMessage(bad)}}, outrider.CodeInvalid)
	}
	made := h.decide(h.root, desk.Decision{Adopt: &desk.Adopt{Experts: json.RawMessage(twoExperts)}})
	for _, when := range []string{"at once", "after a restart"} {
		now := in()
		if now.Line.Experts != 2 || now.Line.Adopted != made.ID || now.Line.By != "root" || now.Line.Params == was.Line.Params {
			t.Errorf("%s: %+v", when, now.Line)
		}
		if got := now.Kinds[outrider.KindWatched]; got[0] < .199 || got[0] > .201 || got[4] < .199 || got[4] > .201 {
			t.Errorf("%s: watched is %v, not the geometric mean of 0.1 and 0.4", when, got)
		}
		h.reopen()
	}
	h.decide(h.root, desk.Decision{Adopt: &desk.Adopt{}})
	h.reopen()
	if now := in(); now.Line.Params != was.Line.Params || now.Line.Experts != 0 || now.Line.Adopted != "published" {
		t.Errorf("taken back: %+v, want the parameters of before", now.Line)
	}
}

// Tables that this version cannot read leave the published rates in force; the desk
// opens and says so.
func TestUnreadableTablesAreSaid(t *testing.T) {
	h := newHouse(t)
	h.decide(h.root, desk.Decision{Adopt: &desk.Adopt{Experts: json.RawMessage(twoExperts)}})
	o := h.options()
	o.Adopt = func([]byte) (*assess.Params, error) { return nil, outrider.Invalid("table of another version") }
	d, err := desk.Open(h.ctx, o)
	if err != nil {
		t.Fatalf("the desk does not open: %v", err)
	}
	v, err := d.Health(h.ctx, h.root)
	if err != nil {
		t.Fatal(err)
	}
	if v.Rates.Experts != 0 || !strings.Contains(v.Rates.Note, "not in force") || !slices.Contains(v.Warnings, v.Rates.Note) {
		t.Errorf("rates %+v, warnings %q", v.Rates, v.Warnings)
	}
}
