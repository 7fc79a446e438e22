package formats_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
)

// TestCaseworkFieldsAreTheViews: the schemas of cases, referrals, approvals and duties
// name every field of the desk's views, require those that are always there, and none else.
func TestCaseworkFieldsAreTheViews(t *testing.T) {
	for name, view := range map[string]any{
		"cases": desk.CasesView{}, "case": desk.CaseView{}, "referrals": desk.ReferralsView{}, "referral": desk.ReferralView{}, "approvals": desk.ApprovalsView{},
	} {
		root := load(t, name+".schema.json").(map[string]any)
		sameFields(t, name, root, root, reflect.TypeOf(view))
	}
	duties := load(t, "duties.schema.json").(map[string]any)
	sameFields(t, "duties", duties, map[string]any{"$ref": "#/$defs/line"}, reflect.TypeFor[desk.DutyLine]())
}

// sameFields holds a node of a schema, and what it refers to, to a type of the program.
func sameFields(t *testing.T, path string, root, node map[string]any, typ reflect.Type) {
	t.Helper()
	if def, ok := node["$ref"].(string); ok {
		node = root["$defs"].(map[string]any)[strings.TrimPrefix(def, "#/$defs/")].(map[string]any)
	}
	switch {
	case typ.Kind() == reflect.Slice:
		sameFields(t, path+"[]", root, node["items"].(map[string]any), typ.Elem())
		return
	case typ.Kind() != reflect.Struct || typ == reflect.TypeFor[time.Time]():
		return
	}
	props, _ := node["properties"].(map[string]any)
	var all, always []string
	for _, f := range reflect.VisibleFields(typ) {
		tag, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous {
			continue
		}
		if all = append(all, tag); opts == "" {
			always = append(always, tag)
		}
		if p, ok := props[tag].(map[string]any); ok {
			sameFields(t, path+"."+tag, root, p, f.Type)
		}
	}
	var got, required []string
	for p := range props {
		got = append(got, p)
	}
	for _, r := range node["required"].([]any) {
		required = append(required, r.(string))
	}
	for _, lists := range [][2][]string{{all, got}, {always, required}} {
		slices.Sort(lists[0])
		slices.Sort(lists[1])
		if d := cmp.Diff(lists[0], lists[1]); d != "" {
			t.Errorf("%s (-program +schema):\n%s", path, d)
		}
	}
}

// TestCaseworkWordsAreTheProgramsOwn: closed lists of these schemas are those of the code.
func TestCaseworkWordsAreTheProgramsOwn(t *testing.T) {
	for _, c := range []struct {
		schema, def, field string
		want               []string
	}{
		{"case", "link", "kind", words(outrider.LinkKinds)},
		{"case", "person", "sheet", words(outrider.Sheets[1:])},
		{"case", "approval", "act", words(outrider.ApprovalActs)},
		{"referral", "approval", "act", words(outrider.ApprovalActs)},
		{"approvals", "approval", "act", words(outrider.ApprovalActs)},
		{"referral", "field", "", outrider.ReferralFields},
		{"approvals", "role", "", words(outrider.Roles)},
	} {
		node := load(t, c.schema+".schema.json").(map[string]any)["$defs"].(map[string]any)[c.def].(map[string]any)
		if c.field != "" {
			node = node["properties"].(map[string]any)[c.field].(map[string]any)
		}
		var got []string
		for _, w := range node["enum"].([]any) {
			got = append(got, w.(string))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s, %s %s (-code +schema):\n%s", c.schema, c.def, c.field, d)
		}
	}
}

// cased leads a case and a referral from the first word to a closing that a second
// person approves, and holds what the program says of them on the way to its schemas.
func (p program) cased(t *testing.T) {
	do := func(args ...string) string {
		out, code := p.run(t, args...)
		var got struct{ ID, Report string } // an act answers with an id, a report with a receipt
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
			t.Fatalf("%v ended with %d and printed %.200q: %v", args, code, out, err)
		}
		return got.ID + got.Report
	}
	do("user", "add", "yusuf", "--role", "case-officer")
	do("person", "add", "K-02", "--name", "Idris Muster", "--language", "fa", "--agrees", "record,advice")
	do("person", "add", "K-03", "--name", "Ada Muster", "--language", "fa", "--agrees", "record,advice")
	report := do("report", "--person", "K-02", "--kind", "watched", "A grey van again")
	id := do("case", "open", "--person", "K-02", "--person", "K-03", "--why", "a van at the door")
	do("case", "note", id, "called him", "--contact")
	do("case", "add", id, "report:"+report)
	do("case", "wait", id, "--until", time.Now().AddDate(0, 0, 3).Format(time.DateOnly), "--why", "for the landlord")
	do("--as", "yusuf", "case", "want", id, "--why", "I know him")
	do("case", "offer", id, "--to", "mira")
	ref := do("case", "referral", "draft", id, "--person", "K-02", "--to", "Harbour Legal", "--purpose", "legal help", "--text", "An injunction.", "--field", "name")
	views := caseworkViews(id, ref)
	p.all(t, append(views, step{"case", 0, []string{"--as", "mira", "case", "show", id}}))
	do("person", "consent", "give", "K-02", "share", "--with", "Harbour Legal", "--speaking", "fa")
	do("case", "referral", "ask", ref, "--why", "the hearing is near")
	do("--as", "mira", "approval", "give", p.waiting(t), "--why", "agreed")
	do("case", "referral", "send", ref)
	p.all(t, []step{{"referral-paper", 0, []string{"case", "referral", "print", ref}}})
	do("case", "referral", "step", ref, "rejected", "--reason", "no-capacity", "--note", "not this month")
	do("--as", "mira", "case", "answer", id, "--no", "too much on the desk")
	do("--as", "mira", "case", "move", id, "--refuse", "--why", "it stays")
	for _, code := range []string{"K-02", "K-03"} {
		do("person", "consent", "withdraw", code, "advice", "--speaking", "fa")
	}
	do("case", "close", id, "--ground", "withdrew", "--why", "they asked", "--reopens", "they call")
	p.all(t, views)
	do("--as", "mira", "approval", "give", p.waiting(t))
	p.all(t, views)
}

// caseworkViews reads a case and a referral as their owner does, and what waits.
func caseworkViews(id, ref string) []step {
	return []step{
		{"case", 0, []string{"case", "show", id}},
		{"cases", 0, []string{"case", "list", "--closed"}},
		{"referral", 0, []string{"case", "referral", "show", ref}},
		{"referrals", 0, []string{"case", "referral", "list"}},
		{"approvals", 0, []string{"approval", "list"}},
	}
}

// waiting is the id of the one referral or closing that waits for a second person.
func (p program) waiting(t *testing.T) string {
	t.Helper()
	out, code := p.run(t, "--as", "mira", "approval", "list")
	lines(t, "approvals", out)
	var got desk.ApprovalsView
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatalf("approval list ended with %d: %v", code, err)
	}
	for _, l := range got.Waiting {
		if l.Act == outrider.ApproveReferral || l.Act == outrider.ApproveClosure {
			return string(l.ID)
		}
	}
	t.Fatal("nothing about a case waits for a second person")
	return ""
}
