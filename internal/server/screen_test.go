package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/server/servertest"
	"outrider/internal/watchlist/screen"
)

const screenPath = "/api/v1/screen"

// answers reads the lines of an answer.
func answers(t *testing.T, res result) []screen.Answer {
	t.Helper()
	if res.code != http.StatusOK || !strings.HasPrefix(res.header.Get("Content-Type"), "application/x-ndjson") {
		t.Fatalf("status %d, %s: %s", res.code, res.header.Get("Content-Type"), res.body)
	}
	var out []screen.Answer
	for line := range strings.Lines(res.body) {
		var a screen.Answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if !strings.Contains(line, `"hits":[`) {
			t.Errorf("hits are no list: %s", line)
		}
		out = append(out, a)
	}
	return out
}

// TestScreenAPI asks in every shape and gets one line a name, in order.
func TestScreenAPI(t *testing.T) {
	tests := map[string]struct {
		kind, body string
		want       []string // query and key of the first hit
	}{
		"queries":            {"application/json", `{"queries":["Руслан Примеров","Nobody At All"]}`, []string{"Руслан Примеров E1", "Nobody At All "}},
		"queries as objects": {"application/json", `{"queries":[{"name":"Ruslan Primerov","born":1978}]}`, []string{"Ruslan Primerov E1"}},
		"one object":         {"application/json", "{\n\"name\":\"Layla Mithali\",\n\"born\":\"1981\"}", []string{"Layla Mithali E4"}},
		"a line each": {"application/x-ndjson", `{"name":"Wang Shili","kind":"person","country":"XX"}` + "\n\n" + `{"name":"Example Shipping Company","kind":"organisation"}`,
			[]string{"Wang Shili M1", "Example Shipping Company H1"}},
		"another kind": {"application/json", `{"name":"Ruslan Primerov","kind":"vessel"}`, []string{"Ruslan Primerov "}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, a := range answers(t, newHouse(t).as("yusuf").send(http.MethodPost, screenPath, tt.kind, strings.NewReader(tt.body))) {
				key := ""
				if len(a.Hits) > 0 {
					key = a.Hits[0].Key
				}
				got = append(got, a.Query+" "+key)
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestScreenAPIKeepsTheRest names the lines that cannot be read and answers the others.
func TestScreenAPIKeepsTheRest(t *testing.T) {
	b := newHouse(t).as("ana")
	body := `{"name":"Ansel Larch","born":"the year of the flood"}` + "\n" + `{"name":` + "\n" + `{"name":"` + strings.Repeat("x", screen.MaxName+1) + `"}` + "\n" + `{"born":"1969"}`
	got := answers(t, b.send(http.MethodPost, screenPath, "application/x-ndjson", strings.NewReader(body)))
	if len(got) != 4 || len(got[0].Hits) != 1 || got[0].Hits[0].Key != "E2" {
		t.Fatalf("answers %+v", got)
	}
	for i, want := range []string{"date of birth", "line 2: ", "line 3: the name has more than", "line 4: there is no name"} {
		if !strings.Contains(got[i].Notice, want) {
			t.Errorf("answer %d says %q, want %q", i, got[i].Notice, want)
		}
	}
}

// TestScreenAPIRefuses refuses what it cannot answer, and says what would do.
func TestScreenAPIRefuses(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	many := `{"queries":[` + strings.TrimSuffix(strings.Repeat(`"a b",`, 1001), ",") + `]}`
	for name, tt := range map[string]struct{ path, kind, body string }{
		"nothing":           {screenPath, "application/json", ""},
		"no queries":        {screenPath, "application/json", `{"queries":[]}`},
		"not JSON":          {screenPath, "application/json", "Ansel Larch"},
		"only a broken one": {screenPath, "application/json", `{"name":7}`},
		"too many":          {screenPath, "application/json", many},
		"too many lines":    {screenPath, "application/x-ndjson", strings.Repeat("{\"name\":\"a b\"}\n", 1001)},
		"too long":          {screenPath, "application/json", `{"queries":["` + strings.Repeat("x", 2<<20) + `"]}`},
		"a form's type":     {screenPath, "text/plain", `{"name":"Ansel Larch"}`},
		"no probability":    {screenPath + "?min=2", "application/json", `{"name":"Ansel Larch"}`},
		"not a number":      {screenPath + "?min=NaN", "application/json", `{"name":"Ansel Larch"}`},
		"no date":           {screenPath + "?as_of=soon", "application/json", `{"name":"Ansel Larch"}`},
		"before any list":   {screenPath + "?as_of=1999", "application/json", `{"name":"Ansel Larch"}`},
	} {
		res := b.send(http.MethodPost, tt.path, tt.kind, strings.NewReader(tt.body))
		if res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, `"text"`) {
			t.Errorf("%s: status %d: %s", name, res.code, res.body)
		}
	}
}

// TestScreenAsOf asks the lists as they stood.
func TestScreenAsOf(t *testing.T) {
	b := newHouse(t).as("yusuf")
	for day, want := range map[string]int{"2030-12": 1, "2031-03-14": 0} {
		got := answers(t, b.send(http.MethodPost, screenPath+"?as_of="+day, "application/json", strings.NewReader(`{"name":"Dov Beispiel"}`)))
		if len(got[0].Hits) != want {
			t.Errorf("%s: %d hits, want %d", day, len(got[0].Hits), want)
		}
		page := b.post("/screen", url.Values{"name": {"Dov Beispiel"}, "as_of": {day}})
		if hits := len(all(parse(t, page.body), class("hit"))); hits != want {
			t.Errorf("%s: %d hits on the page, want %d", day, hits, want)
		}
	}
}

// TestScreenNeedsTheAct is absent for those who neither file for the desk nor analyse.
func TestScreenNeedsTheAct(t *testing.T) {
	for _, name := range []string{"lev", "otto", "root"} {
		want := newHouse(t).as(name).get("/no/such/page")
		for _, path := range []string{"/screen", "/lists", "/lists/expelled/diff"} {
			if got := newHouse(t).as(name).get(path); got.code != http.StatusNotFound || got.body != want.body {
				t.Errorf("%s opens %s: status %d", name, path, got.code)
			}
		}
		b := newHouse(t).as(name)
		if res := b.post("/screen", url.Values{"name": {"Ansel Larch"}}); res.code != http.StatusNotFound {
			t.Errorf("%s screens: status %d", name, res.code)
		}
		if res := b.send(http.MethodPost, screenPath, "application/json", strings.NewReader(`{"name":"Ansel Larch"}`)); res.code != http.StatusNotFound {
			t.Errorf("%s screens by program: status %d", name, res.code)
		}
		if strings.Contains(b.get("/more").body, `href="/screen"`) {
			t.Errorf("%s is shown a way to screening", name)
		}
	}
	if res := newHouse(t).browser().send(http.MethodPost, screenPath, "application/json", strings.NewReader(`{"name":"Ansel Larch"}`)); res.code != http.StatusUnauthorized {
		t.Errorf("nobody screens: status %d", res.code)
	}
	if res := newHouse(t).ask(http.MethodPost, screenPath, "yusuf", `{"name":"Ansel Larch"}`); res.code != http.StatusOK {
		t.Errorf("the socket: status %d", res.code)
	}
}

// TestScreenPage shows hits field by field, marks what weakens them, and keeps the
// form as it was filled in.
func TestScreenPage(t *testing.T) {
	tests := map[string]struct {
		form      url.Values
		code      int
		want, not []string
	}{
		"in another script": {url.Values{"name": {"Руслан Примеров"}, "born": {"1978"}, "identifier": {"AB1234567"}}, 200,
			[]string{"Ruslan Primerov", "expelled", "2031-03-01", "A name alone never decides", "assumes even odds", `value="1978"`, "E1"}, []string{"above 1", "1.00"}},
		"weak alias":   {url.Values{"name": {"Grey Heron"}}, 200, []string{"a weak alias: it never decides", "For review", "found as"}, []string{"Very likely"}},
		"ended":        {url.Values{"name": {"Tamsin Invented"}}, 200, []string{"listing ended 2031-02-01"}, nil},
		"nobody":       {url.Values{"name": {"Nobody At All"}}, 200, []string{"No hit", "does not say that no list has them"}, []string{"A name alone"}},
		"no name":      {url.Values{"name": {" "}}, 422, []string{"there is no name"}, []string{"No hit"}},
		"bad date":     {url.Values{"name": {"Ansel Larch"}, "born": {"soon"}}, 200, []string{"date of birth cannot be read"}, nil},
		"bad day":      {url.Values{"name": {"Ansel Larch"}, "as_of": {"soon"}}, 422, []string{"is not a date", "Ansel Larch"}, nil},
		"markup":       {url.Values{"name": {`"><script>alert(1)</script>`}}, 200, []string{"No hit"}, []string{"<script>alert"}},
		"before lists": {url.Values{"name": {"Ansel Larch"}, "as_of": {"1999"}}, 422, []string{"no list is in force"}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := newHouse(t).as("mira").post("/screen", tt.form)
			if res.code != tt.code {
				t.Fatalf("status %d", res.code)
			}
			checkHeaders(t, res)
			doc := parse(t, res.body)
			checkInert(t, doc)
			checkShape(t, doc)
			checkJudgements(t, doc)
			said := text(doc)
			for _, w := range tt.want {
				if !strings.Contains(said, w) && !strings.Contains(res.body, w) {
					t.Errorf("the page does not say %q", w)
				}
			}
			for _, n := range tt.not {
				if strings.Contains(res.body, n) {
					t.Errorf("the page says %q", n)
				}
			}
		})
	}
}

// TestListPages shows the health of each list and what changed, by kind.
func TestListPages(t *testing.T) {
	for path, want := range map[string][]string{
		"/lists":               {"in force", "The last delivery is quarantined", "1 of 2 entries are gone", "version of 15 Jan 2031 stays in force", "No delivery for 103 days", "compare"},
		"/lists/expelled/diff": {"Dov Beispiel", "delisted", "eased, still listed", "amended", "added"},
		"/lists/expelled/diff?old=1&new=2&kind=eased": {"Ruslan Primerov", "the measure freeze no longer applies"},
		"/lists/expelled/diff?old=2&new=1":            {"Layla Mithali", "delisted"},
		"/lists/expelled/diff?old=1&new=1":            {"Nothing has changed"},
		"/lists/expelled/diff?kind=moved&page=7":      {"No changes of this kind"},
	} {
		res := newHouse(t).as("ana").get(path)
		said := text(parse(t, res.body))
		for _, w := range want {
			if !strings.Contains(said, w) {
				t.Errorf("%s (status %d) does not say %q", path, res.code, w)
			}
		}
	}
	if said := text(parse(t, newHouse(t).as("ana").get("/lists/expelled/diff?kind=eased").body)); strings.Contains(said, "Dov Beispiel") {
		t.Error("the filter lets another kind through")
	}
	for _, path := range []string{"/lists/none/diff", "/lists/ministry/diff", "/lists/expelled/diff?old=0", "/lists/expelled/diff?new=9", "/lists/expelled/diff?old=x"} {
		if res := newHouse(t).as("ana").get(path); res.code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, res.code)
		}
	}
}

// TestScreenIsNotKept notes at the desk and in the log who asked how much, and
// nothing of what was asked.
func TestScreenIsNotKept(t *testing.T) {
	h := newHouse(t)
	b := h.as("yusuf")
	b.post("/screen", url.Values{"name": {servertest.MarkerName}, "identifier": {servertest.MarkerSelector}})
	b.send(http.MethodPost, screenPath, "application/json", strings.NewReader(`{"queries":["`+servertest.MarkerName+`"]}`))
	b.send(http.MethodPost, screenPath, "application/json", strings.NewReader(`{"queries":[{"name":["`+servertest.MarkerName+`"]}]}`))
	h.desk.Fail = &outrider.Error{Code: outrider.CodeStorage, Safe: "the disk refused"}
	b.post("/screen", url.Values{"name": {servertest.MarkerName}})
	logged := h.log.String()
	if !strings.Contains(logged, "screened") || !strings.Contains(logged, "u-yusuf") || !strings.Contains(logged, "the disk refused") {
		t.Errorf("the log does not say who screened:\n%s", logged)
	}
	if n := len(h.desk.Decisions); n != 2 || h.desk.Decisions[0].Screened == nil || h.desk.Decisions[1].Screened.Names != 1 {
		t.Errorf("two screenings were answered, and %d were noted at the desk", n)
	}
	for _, no := range []string{"Ferenc", "MARKER", servertest.MarkerName} {
		if strings.Contains(logged, no) {
			t.Errorf("the log holds %q:\n%s", no, logged)
		}
	}
	if page := b.get("/screen"); strings.Contains(page.body, servertest.MarkerName) {
		t.Error("the form remembers the name")
	}
}

// FuzzScreenAPI posts anything: an answer or a refusal, never a fault of ours.
func FuzzScreenAPI(f *testing.F) {
	for _, s := range []string{`{"queries":["Ansel Larch"]}`, `{"name":"a"}`, "{\"name\":\"\\ud800\"}\n{", `{"queries":[null,7,[],{}]}`, `[]`, `"Ansel Larch"`, `null`, "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		res := newHouse(t).ask(http.MethodPost, screenPath, "yusuf", body)
		if res.code != http.StatusOK && res.code != http.StatusUnprocessableEntity {
			t.Errorf("status %d: %s", res.code, res.body)
		}
	})
}
