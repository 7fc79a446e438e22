package formats_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
)

// posted says which type of the program reads each act of a schema.
var posted = map[string]map[string]any{
	"record-act": {"open": desk.OpenDanger{}, "know": desk.KnowDanger{}, "review": desk.ReviewDanger{}, "option": outrider.DangerOption{}, "decide": desk.DecideDanger{}, "approve": desk.ApproveDanger{},
		"dissent": outrider.DangerDissent{}, "rung": desk.GiveRung{}, "receipt": outrider.DangerReceipt{}, "offer": outrider.DangerOffer{}, "link": outrider.DangerLink{}, "vital": outrider.DangerVital{},
		"close": desk.CloseDanger{}, "look": outrider.DangerLooked{}, "reopen": desk.ReopenDanger{}},
	"plan-act": {"offer": desk.OfferMeasures{}, "agree": desk.AgreePlan{}, "limits": outrider.PlanLimits{}, "said": desk.NoteAnswer{}, "in-place": desk.PlaceMeasure{}, "looked-at": desk.KeepUp{}, "end": desk.EndMeasure{}},
	"case-act": {"open": desk.OpenCase{}, "link": desk.LinkCase{}, "note": desk.NoteCase{}, "stand": desk.StandCase{}, "offer": desk.OfferCase{}, "answer": desk.AnswerCase{}, "want": desk.WantCase{}, "move": desk.MoveCase{},
		"close": desk.CloseCase{}, "reopen": desk.ReopenCase{}, "thing": outrider.CaseLink{}},
	"referral-act": {"draft": desk.DraftReferral{}, "ask": desk.AskReferral{}, "send": desk.SendReferral{}, "step": desk.StepReferral{}, "link": desk.LinkReferral{}, "unlink": desk.UnlinkReferral{}, "approval": desk.SettleApproval{}},
}

// TestPostedFieldsAreTheActs: the schemas of what is posted name every field that the
// program reads and no other, and require what an act of the desk cannot do without.
// Facts of a record have an id that the desk gives, and it is not posted.
func TestPostedFieldsAreTheActs(t *testing.T) {
	for name, acts := range posted {
		defs := load(t, name+".schema.json").(map[string]any)["$defs"].(map[string]any)
		if len(defs) != len(acts) {
			t.Errorf("%s describes %d acts; the program reads %d", name, len(defs), len(acts))
		}
		for act, typ := range acts {
			node := defs[act].(map[string]any)
			fact := !strings.Contains(reflect.TypeOf(typ).PkgPath(), "/desk")
			var all, always []string
			for _, f := range reflect.VisibleFields(reflect.TypeOf(typ)) {
				tag, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
				if fact && tag == "id" && act != "thing" {
					continue
				}
				if all = append(all, tag); opts == "" {
					always = append(always, tag)
				}
			}
			var got, required []string
			for p := range node["properties"].(map[string]any) {
				got = append(got, p)
			}
			list, _ := node["required"].([]any)
			for _, r := range list {
				required = append(required, r.(string))
			}
			slices.Sort(all)
			slices.Sort(got)
			slices.Sort(always)
			slices.Sort(required)
			if d := cmp.Diff(all, got); d != "" {
				t.Errorf("%s, %s (-program +schema):\n%s", name, act, d)
			}
			if d := cmp.Diff(always, required); d != "" && !fact {
				t.Errorf("%s, %s requires (-program +schema):\n%s", name, act, d)
			}
		}
	}
}

// TestPostedWordsAreTheProgramsOwn: closed lists of these schemas are those of the code.
func TestPostedWordsAreTheProgramsOwn(t *testing.T) {
	for _, c := range []struct {
		schema, def, field string
		want               []string
	}{
		{"record-act", "know", "from", words(outrider.DangerSources)},
		{"record-act", "rung", "method", outrider.DangerMethods},
		{"record-act", "vital", "ground", words(outrider.Grounds)},
		{"record-act", "decide", "verdict", []string{string(outrider.DangerWarn), string(outrider.DangerSilent)}},
		{"plan-act", "in-place", "proof", words(outrider.Proofs)},
		{"plan-act", "end", "how", words(outrider.EndedHows)},
		{"case-act", "thing", "kind", words(outrider.LinkKinds)},
	} {
		defs := load(t, c.schema+".schema.json").(map[string]any)["$defs"].(map[string]any)
		var got []string
		for _, w := range defs[c.def].(map[string]any)["properties"].(map[string]any)[c.field].(map[string]any)["enum"].([]any) {
			got = append(got, w.(string))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s, %s %s (-code +schema):\n%s", c.schema, c.def, c.field, d)
		}
	}
}

// TestAnswersToActs: what an act answers has the fields that its schema names.
func TestAnswersToActs(t *testing.T) {
	full := desk.Outcome{ID: "t-1", Link: "x", Code: "12345678", Copy: 1, Second: []string{"x"}, Alike: []string{"K-01"}, Recalls: 1, IDs: []string{"m-1"}, Notices: []outrider.Notice{{Where: "report", What: "x"}}}
	b, err := json.Marshal(full)
	if err != nil {
		t.Fatal(err)
	}
	lines(t, "done", string(b))
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for field := range load(t, "done.schema.json").(map[string]any)["properties"].(map[string]any) {
		if _, ok := got[field]; !ok {
			t.Errorf("done names %s, which no act answers", field)
		}
		delete(got, field)
	}
	if len(got) > 0 {
		t.Errorf("done does not name %v", got)
	}
}
