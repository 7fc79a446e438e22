package server_test

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/servertest"

	"github.com/google/go-cmp/cmp"
)

// once reads the one-time token of the report form.
func once(t *testing.T, b *browser) string {
	t.Helper()
	for _, n := range all(parse(t, b.get("/reports/new").body), having("name")) {
		if name, _ := attr(n, "name"); name == "once" {
			v, _ := attr(n, "value")
			return v
		}
	}
	t.Fatal("the form has no token")
	return ""
}

// TestReport files the least there can be, and says what happens next.
func TestReport(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	token := once(t, b)
	form := url.Values{"once": {token}, "what": {"two men at the gate"}, "when_is": {"now"}, "grade_source": {"B"}, "grade_content": {"2"}}
	res := b.post("/reports", form)
	if res.code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.code, text(parse(t, res.body)))
	}
	if len(h.desk.Filed) != 1 {
		t.Fatalf("%d reports filed", len(h.desk.Filed))
	}
	want := outrider.Report{Kind: outrider.KindOther, Text: "two men at the gate", Occurred: outrider.At(servertest.Now()),
		Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "B", Content: "2"}}
	if diff := cmp.Diff(want, h.desk.Filed[0].Report); diff != "" {
		t.Errorf("filed (-want +got):\n%s", diff)
	}
	receipt := b.get(res.header.Get("Location"))
	if said := text(parse(t, receipt.body)); !strings.Contains(said, "Expect a call within 2 hours") || !strings.Contains(said, "kept as entry 901") {
		t.Errorf("the receipt says: %s", said)
	}
}

// TestReportOnce files one report for a double click and a reload.
func TestReportOnce(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	form := url.Values{"once": {once(t, b)}, "what": {"twice clicked"}}
	first, second := b.post("/reports", form), b.post("/reports", form)
	if first.header.Get("Location") != second.header.Get("Location") || len(h.desk.Filed) != 1 {
		t.Errorf("%d reports filed", len(h.desk.Filed))
	}
	if res := h.as("ana").get(first.header.Get("Location")); res.code != http.StatusNotFound {
		t.Errorf("somebody else reads the receipt: status %d", res.code)
	}
}

// TestReportUrgent puts what to do before everything else.
func TestReportUrgent(t *testing.T) {
	b := newHouse(t).as("lev")
	res := b.post("/reports", url.Values{"once": {once(t, b)}, "kind": {"illness"}})
	said := text(parse(t, b.get(res.header.Get("Location")).body))
	steps, next := strings.Index(said, "Call the local emergency number"), strings.Index(said, "What happens next")
	if steps < 0 || next < steps {
		t.Errorf("the receipt says: %s", said)
	}
}

// TestReportKept brings everything typed back when something is wrong.
func TestReportKept(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	form := url.Values{"once": {once(t, b)}, "what": {"all this typing"}, "when_is": {"other"}, "plate": {"EX 1"}, "kind": {"threat-message"}, "life": {"yes"}}
	for _, tt := range []struct {
		name, when string
		refuse     error
	}{{"by intake", "03/04/2025", nil}, {"by the desk", "2025-04-03", outrider.Invalid("that cannot be kept")}} {
		t.Run(tt.name, func(t *testing.T) {
			h.desk.Refuse = tt.refuse
			form.Set("when", tt.when)
			res := b.post("/reports", form)
			if res.code != http.StatusUnprocessableEntity || len(h.desk.Filed) != 0 {
				t.Fatalf("status %d, %d filed", res.code, len(h.desk.Filed))
			}
			for _, want := range []string{"all this typing", `value="EX 1"`, `role="alert"`, `value="` + form.Get("when") + `"`, form.Get("once")} {
				if !strings.Contains(res.body, want) {
					t.Errorf("the form came back without %q", want)
				}
			}
			if n := len(all(parse(t, res.body), having("checked"))); n != 3 {
				t.Errorf("%d choices came back, want 3", n)
			}
		})
	}
}

// TestImport looks first and files after the yes.
func TestImport(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	res := b.upload(t, "list.txt", "first line\n!broken\nsecond line\n")
	said := text(parse(t, res.body))
	if res.code != http.StatusOK || len(h.desk.Filed) != 0 {
		t.Fatalf("status %d, %d filed before the yes", res.code, len(h.desk.Filed))
	}
	for _, want := range []string{"2 reports to file, 1 refused", "first line", "this line cannot be read", "File 2 reports"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	token := ""
	for _, n := range all(parse(t, res.body), having("value")) {
		if name, _ := attr(n, "name"); name == "once" {
			token, _ = attr(n, "value")
		}
	}
	for range 2 {
		res = b.post("/reports/import/file", url.Values{"once": {token}})
	}
	if res.code != http.StatusSeeOther || len(h.desk.Filed) != 2 {
		t.Errorf("status %d, %d filed", res.code, len(h.desk.Filed))
	}
	if said := text(parse(t, b.get(res.header.Get("Location")).body)); !strings.Contains(said, "2 reports filed") {
		t.Errorf("the receipt says: %s", said)
	}
	if res := h.as("ana").post("/reports/import/file", url.Values{"once": {token}}); res.code != http.StatusUnprocessableEntity {
		t.Errorf("somebody else files the upload: status %d", res.code)
	}
}

func TestImportRefused(t *testing.T) {
	b := newHouse(t).as("mira")
	if res := b.upload(t, "empty.csv", ""); res.code != http.StatusUnprocessableEntity {
		t.Errorf("an empty file: status %d", res.code)
	}
	if res := b.upload(t, "huge.csv", strings.Repeat("x", 17<<20)); res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "more than one form may hold") {
		t.Errorf("a huge file: status %d", res.code)
	}
	if res := b.send(http.MethodPost, "/reports/import", "multipart/form-data; boundary=x", strings.NewReader("--x\r\nbroken")); res.code != http.StatusUnprocessableEntity {
		t.Errorf("a broken upload: status %d", res.code)
	}
}

func (b *browser) upload(t *testing.T, name, content string) result {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = part.Write([]byte(content))
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.send(http.MethodPost, "/reports/import", w.FormDataContentType(), &body)
}

// TestDecisions posts each form of the desk and looks at what the desk was told.
func TestDecisions(t *testing.T) {
	until := servertest.Now().AddDate(0, 0, 7).Format("2006-01-02")
	end, err := outrider.ParseWhen(until, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := 52.5
	tests := []struct {
		name, as, path string
		form           url.Values
		want           desk.Decision
		to             string
	}{
		{"take", "mira", "/alerts/a-van/take", nil, desk.Decision{Take: &desk.TakeAlert{Alert: "a-van"}}, "/alerts/a-van"},
		{"dismiss", "mira", "/alerts/a-van/dismiss", url.Values{"reason": {"innocent"}, "until": {until}, "note": {"the neighbour's"}},
			desk.Decision{Dismiss: &desk.DismissAlert{Alert: "a-van", Reason: "innocent", Note: "the neighbour's", Until: end.Last()}}, "/"},
		{"grade", "yusuf", "/reports/r-van-1/grade", url.Values{"grade": {"3x5x2:2BP"}, "why": {"seen twice"}},
			desk.Decision{Grade: &desk.GradeReport{Report: "r-van-1", Grade: outrider.Grade{Scheme: outrider.Scheme3x5x2, Source: "2", Content: "B", Handling: "P"}, Why: "seen twice"}}, "/reports/r-van-1"},
		{"retract", "mira", "/reports/r-van-1/retract", url.Values{"why": {"told in error"}}, desk.Decision{Retract: &desk.RetractReport{Report: "r-van-1", Why: "told in error"}}, "/reports/r-van-1"},
		{"settle", "mira", "/reports/r-van-1/settle", url.Values{"index": {"1"}, "answer": {"confirm"}, "person": {"p-k07"}},
			desk.Decision{Settle: &desk.SettleProposal{Report: "r-van-1", Index: 1, Confirm: true, Person: "p-k07"}}, "/reports/r-van-1"},
		{"enrol", "ana", "/people", url.Values{"code": {" N-01 "}, "coverage": {"0.4"}, "home_name": {"Exampleville"}, "home_lat": {"52.5"}, "home_lon": {"52.5"}, "state": {"xx"}, "basis": {"a broadcast"},
			"name": {"N. Invented"}, "names": {"Н. Вымышленный\n\n"}},
			desk.Decision{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: "N-01", Coverage: .4, Actors: []outrider.Actor{{State: "XX", Basis: "a broadcast"}},
				Places: []outrider.OwnPlace{{ID: "home", Kind: "home", Place: outrider.Place{Name: "Exampleville", Lat: &f, Lon: &f}}}},
				Identity: outrider.Identity{Name: "N. Invented", Names: []string{"Н. Вымышленный"}}}}, "/people/p-k07"},
		{"erase", "ana", "/people/p-k07/erase", url.Values{"confirm": {"K-07"}, "reason": {"asked for it"}},
			desk.Decision{ErasePerson: &desk.ErasePerson{Person: "p-k07", Confirm: "K-07", Reason: "asked for it"}}, "/people"},
		{"shut out", "root", "/users/u-lev/disable", nil, desk.Decision{DisableUser: &desk.DisableUser{User: "u-lev"}}, "/users"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			res := h.as(tt.as).post(tt.path, tt.form)
			if res.code != http.StatusSeeOther || res.header.Get("Location") != tt.to {
				t.Errorf("status %d, sent to %q", res.code, res.header.Get("Location"))
			}
			if diff := cmp.Diff([]desk.Decision{tt.want}, h.desk.Decisions); diff != "" {
				t.Errorf("decided (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDecisionsRefused decides nothing on a form that is wrong, and keeps it.
func TestDecisionsRefused(t *testing.T) {
	tests := []struct {
		name, as, path string
		form           url.Values
		want           string
	}{
		{"dismiss for ever", "mira", "/alerts/a-van/dismiss", url.Values{"reason": {"known"}, "note": {"kept note"}}, "kept note"},
		{"bare grade", "yusuf", "/reports/r-van-1/grade", url.Values{"grade": {"B2"}}, "scheme"},
		{"half a grade", "yusuf", "/reports/r-van-1/grade", url.Values{"grade_source": {"B"}}, "two codes"},
		{"no grade", "yusuf", "/reports/r-van-1/grade", nil, "scheme"},
		{"retract without why", "mira", "/reports/r-van-1/retract", nil, "say why"},
		{"settle nonsense", "mira", "/reports/r-van-1/settle", url.Values{"index": {"x"}}, "reload"},
		{"half a place", "ana", "/people", url.Values{"code": {"N-01"}, "coverage": {"0.4"}, "home_lat": {"52"}, "names": {"kept name"}}, "kept name"},
		{"not a number", "ana", "/people", url.Values{"code": {"N-01"}, "coverage": {"0.4"}, "home_lat": {"north"}}, "not a number"},
		{"no coverage", "ana", "/people", url.Values{"code": {"N-77"}}, "N-77"},
		{"erase the wrong one", "ana", "/people/p-k07/erase", url.Values{"confirm": {"K-70"}}, "nothing was erased"},
		{"reveal without reason", "ana", "/people/p-k07/reveal", url.Values{"reason": {" "}}, "Say why"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			res := h.as(tt.as).post(tt.path, tt.form)
			if res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, tt.want) || !strings.Contains(res.body, `role="alert"`) {
				t.Errorf("status %d; the page says: %s", res.code, text(parse(t, res.body)))
			}
			if strings.Contains(res.body, servertest.MarkerName) {
				t.Error("a refused form shows the name")
			}
			if len(h.desk.Decisions) != 0 {
				t.Error("something was decided")
			}
		})
	}
}

// TestReveal shows the name once, to a post with a reason, and never by a link.
func TestReveal(t *testing.T) {
	b := newHouse(t).as("ana")
	if res := b.post("/people/p-k07/reveal", url.Values{"reason": {"to call"}}); !strings.Contains(res.body, servertest.MarkerName) {
		t.Error("the name is not there")
	}
	for _, path := range []string{"/people/p-k07", "/people/p-k07?reveal=1&reason=x", "/api/v1/people/p-k07?reveal=true&reason=x"} {
		if res := b.get(path); strings.Contains(res.body, servertest.MarkerName) {
			t.Errorf("%s shows the name", path)
		}
	}
}

// TestUserLink shows a one-time link once.
func TestUserLink(t *testing.T) {
	b := newHouse(t).as("root")
	res := b.post("/users", url.Values{"name": {"nina"}, "role": {"analyst"}})
	if res.code != http.StatusOK || !strings.Contains(res.body, "/enter?t=token-shown-once") {
		t.Errorf("status %d, no link", res.code)
	}
	if res := b.get("/users"); strings.Contains(res.body, "token-shown-once") {
		t.Error("the link is shown again")
	}
}

// TestLikeNamesAreSaid: somebody whose name is like a registered one's is enrolled
// all the same, and the page says as whom they may be known.
func TestLikeNamesAreSaid(t *testing.T) {
	h := newHouse(t)
	res := h.as("ana").post("/people", url.Values{"code": {"N-02"}, "coverage": {"0.4"}, "name": {servertest.AlikeName}})
	said := text(parse(t, res.body))
	if res.code != http.StatusOK || len(h.desk.Decisions) != 1 || !strings.Contains(said, "N-02 is enrolled") || !strings.Contains(said, "Possibly the same as K-07") {
		t.Errorf("status %d, %d decisions; the page says: %s", res.code, len(h.desk.Decisions), said)
	}
	if strings.Contains(res.body, servertest.AlikeName) {
		t.Error("the page shows the name")
	}
}
