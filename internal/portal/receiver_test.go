package portal_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/portal/portaltest"
)

// opensPaper opens a paper by its link in this browser.
func (p *phone) opensPaper(path, code string) *phone {
	p.t.Helper()
	return p.post("/r", "k", strings.TrimPrefix(path, "/r?k="), "code", code)
}

// sent is a world in which a paper was sent, a browser, and a link to it.
func sent(t *testing.T) (w *portaltest.World, p *phone, a portaltest.Asked) {
	w = portaltest.New(t)
	a = w.Asks(w.Person("K-77", "fa"))
	return w, newPhone(t, w), a
}

var numberShown = regexp.MustCompile(`<bdi dir="ltr">(\d{4} \d{4})</bdi>`)

func TestAReceiverReadsAndAnswers(t *testing.T) {
	w, p, a := sent(t)
	link, code := w.PaperLink(a)
	for range 30 { // programs that open what a mail holds
		anotherPhone(t, p.url).get(link).shows(200, "The code we told you", "!Harbour", "!injunction")
	}
	p.opensPaper(link, "1234").shows(401, "That did not work.", "!injunction")
	p.opensPaper(link, code).shows(200, html.EscapeString(a.Text[strings.Index(a.Text, "What is asked"):strings.Index(a.Text, "Where it came")]),
		"Copy <bdi>1</bdi>, for <bdi>Harbour Legal</bdi>.", "TLP:AMBER", "To come back", "Please answer by", "Invented Name of K-77", "!Tell us", "!In danger now")
	if got := html.UnescapeString(p.body); !strings.Contains(got, a.Text) {
		t.Errorf("the paper is not what was shown before it left:\n%s", got)
	}
	number := numberShown.FindStringSubmatch(p.body)[1]
	anotherPhone(t, p.url).opensPaper(link, code).shows(401, "That did not work.")
	p.post("/paper", "note", "we need the <lease>").shows(200, "we need the &lt;lease&gt;", "What you told us")
	p.post("/paper", "to", "rejected").shows(422, `href="/paper"`)
	p.post("/paper", "to", "accepted", "note", "from Monday").shows(200, "You said yes.", "from Monday", "What came of it", "!Can you do this?")

	q := anotherPhone(t, p.url).comesIn(number, code)
	q.shows(200, "You said yes.", "!To come back")
	p.get("/paper").shows(404, "There is nothing here.") // one browser at a time
	q.get("/").shows(200, "You said yes.")
	q.post("/paper", "to", "done", "note", "the court granted it").shows(200, "Thank you. We have it.", "!injunction")
	q.post("/paper", "to", "done", "note", "the court granted it").shows(200, "Thank you.")
	anotherPhone(t, p.url).comesIn(number, code).shows(401, "That did not work.")
	v, err := w.Desk.Referral(w.Ctx, w.Officer, a.ID)
	if err != nil || v.State != outrider.ReferralDone || v.Steps[0].By != "the receiver, on their own page" || !v.Page.Said {
		t.Errorf("%+v, %v", v, err)
	}
}

// The four languages, no name of ours, nothing kept, and a no with a reason.
func TestAReceiversPagesAreQuiet(t *testing.T) {
	for lang, want := range map[string]string{"en": "Can you do this?", "ru": "Вы можете это сделать?", "fa": `dir="rtl"`, "ar": "هل يمكنكم القيام بهذا؟"} {
		w, p, a := sent(t)
		link, code := w.PaperLink(a)
		for _, step := range []func() *phone{
			func() *phone { return p.get(link + "&lang=" + lang) },
			func() *phone {
				return p.post("/r?lang="+lang, "k", strings.TrimPrefix(link, "/r?k="), "code", "no")
			},
			func() *phone {
				return p.post("/r?lang="+lang, "k", strings.TrimPrefix(link, "/r?k="), "code", code)
			},
			func() *phone { p.shows(200, want, `lang="`+lang+`"`); return p.get("/paper?lang=" + lang) },
			func() *phone { return p.post("/paper", "to", "elsewhere") },
			func() *phone { return p.get("/home") },
			func() *phone { return p.post("/paper", "to", "rejected", "reason", "no-capacity") },
		} {
			got := step()
			checkQuiet(t, &phone{t: t, status: got.status, header: got.header, at: got.at, body: strings.ReplaceAll(strings.ReplaceAll(got.body, "K-77", "whom"), "Invented Name", "Somebody here")})
			if strings.Contains(strings.ToLower(got.everything()), "q-0") && !strings.Contains(got.body, "REFERRAL") {
				t.Errorf("%s names the referral outside its paper", got.at)
			}
		}
	}
}

var tokenField = regexp.MustCompile(`name="k" value="[^"]*"|/r\?k=[^&]*`)

// Whether there is such a link, whether it ran out, was used, was shut, or waits for
// its code: whoever does not know the code meets the same bytes.
func TestNoPaperTellsOfItself(t *testing.T) {
	w, p, a := sent(t)
	old, _ := w.PaperLink(a)
	w.Wait(73 * time.Hour)
	b := w.Asks(w.Person("K-78", "en"))
	used, code := w.PaperLink(b)
	anotherPhone(t, p.url).opensPaper(used, code).shows(200)
	c := w.Asks(w.Person("K-79", "en"))
	shut, _ := w.PaperLink(c)
	w.Decide(w.Officer, desk.Decision{Case: &desk.CaseDecision{Step: &desk.StepReferral{ID: c.ID, To: outrider.ReferralRevoked, Note: "a test"}}})
	live, _ := w.PaperLink(w.Asks(w.Person("K-80", "en")))
	plain := func(s string) string { return tokenField.ReplaceAllString(sameDate(s), "k") }
	const nobodys = "/r?k=AAAAAAAAAAAAAAAAAAAAAAAAAAA"
	get, post := plain(p.get(nobodys).everything()), plain(p.opensPaper(nobodys, "00000000").everything())
	for name, link := range map[string]string{"old": old, "used": used, "revoked": shut, "live": live} {
		if diff := cmp.Diff(get, plain(p.get(link).everything())); diff != "" {
			t.Errorf("%s, looked at (-no such link +it):\n%s", name, diff)
		}
		if diff := cmp.Diff(post, plain(p.opensPaper(link, "00000000").everything())); diff != "" {
			t.Errorf("%s, tried (-no such link +it):\n%s", name, diff)
		}
	}
	nothing := sameDate(p.get("/nowhere").everything())
	for _, path := range []string{"/paper", "/r", "/r?k=" + strings.Repeat("A", 65)} {
		if diff := cmp.Diff(nothing, sameDate(p.get(path).everything())); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	for i := range 30 {
		p.opensPaper(fmt.Sprint(nobodys, i), "00000000")
	}
	link, code := w.PaperLink(w.Asks(w.Person("K-81", "en")))
	if diff := cmp.Diff(post, plain(p.opensPaper(link, code).everything())); diff != "" {
		t.Errorf("a network that guesses too much is told something else:\n%s", diff)
	}
	w.Wait(6 * time.Minute)
	p.opensPaper(link, code).shows(200, "Can you do this?")
}

// A receiver and a protected person are two kinds of visitor: neither sees a page of
// the other.
func TestTwoKindsOfVisitor(t *testing.T) {
	w, p, a := sent(t)
	link, code := w.PaperLink(a)
	p.opensPaper(link, code)
	for _, path := range []string{"/home", "/tell", "/data", "/measures", "/advice", "/number", "/o", "/told/r-1"} {
		p.get(path).shows(404, "There is nothing here.")
	}
	for _, path := range []string{"/tell", "/fine", "/data/withdraw", "/measures/x", "/o/on"} {
		p.post(path, "purpose", "record", "kind", "help", "once", "once-0000000000000001").shows(404)
	}
	p.get("/paper").shows(200, "injunction")
	q := anotherPhone(t, p.url).comesIn(w.Number(w.Person("K-01", "en")), portaltest.Code)
	q.get("/paper").shows(404)
	q.post("/paper", "to", "accepted").shows(404)
	q.get("/home").shows(200, "Are you fine?")
}

// Whatever ends a referral ends the page in an open browser at its next step; leaving,
// and time, end the session and keep what was being written.
func TestAReceiversSessionEnds(t *testing.T) {
	w, p, a := sent(t)
	link, code := w.PaperLink(a)
	p.opensPaper(link, code)
	number := numberShown.FindStringSubmatch(p.body)[1]
	w.Wait(11 * time.Minute)
	p.get("/paper").shows(404)
	p.post("/paper", "note", "half a <thought>").shows(401, "half a &lt;thought&gt;", "!injunction")
	p.post("/", "number", number, "code", code, "note", "half a <thought>").shows(200, "injunction", "half a &lt;thought&gt;")

	req, err := http.NewRequest(http.MethodPost, p.url+"/paper", strings.NewReader(url.Values{"to": {"rejected"}, "reason": {"other"}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	p.keep(p.http.Do(req))
	p.shows(404)
	p.get("/paper").shows(200, "Can you do this?")

	p.post("/leave")
	p.get("/paper").shows(404)
	p.comesIn(number, code).shows(200, "injunction")
	w.Decide(w.Officer, desk.Decision{Case: &desk.CaseDecision{Step: &desk.StepReferral{ID: a.ID, To: outrider.ReferralRevoked, Note: "the wrong office"}}})
	p.post("/paper", "to", "accepted").shows(404, "There is nothing here.", "!injunction")
	p.comesIn(number, code).shows(401)
}

// The person sees on their own pages that whoever they let us ask has looked, and that
// it was with their name.
func TestThePersonSeesThatAReceiverLooked(t *testing.T) {
	w := portaltest.New(t)
	ann := w.Person("K-01", "en")
	p := newPhone(t, w)
	link, code := w.PaperLink(w.Asks(ann))
	p.opensPaper(link, code).shows(200)
	anotherPhone(t, p.url).comesIn(w.Number(ann), portaltest.Code).get("/data").shows(200, "One we asked to help you. They also saw your name.", "Harbour Legal")
}

// FuzzAReceiversKey holds what anybody may send to a link's page to opening nothing.
func FuzzAReceiversKey(f *testing.F) {
	w := portaltest.New(f)
	link, _ := w.PaperLink(w.Asks(w.Person("K-77", "fa")))
	token := strings.TrimPrefix(link, "/r?k=")
	for _, body := range []string{"k=" + token + "&code=", "k=" + token + "&code=٠٠٠٠٠٠٠٠", "k=" + token + "&k=x&code=%00", "k=&code=1", "%zz", "k=%ff%fe&code=" + strings.Repeat("9", 300)} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		w.Wait(time.Hour) // nobody is slowed here
		req, err := http.NewRequest(http.MethodPost, "http://notes.invalid/r", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.RemoteAddr = "192.0.2.7:1"
		res := recorded(w.Pages, req)
		if res.Code != http.StatusUnauthorized && res.Code != http.StatusNotFound || res.Header().Get("Set-Cookie") != "" || strings.Contains(res.Body.String(), "injunction") {
			t.Errorf("%q is answered %d", body, res.Code)
		}
	})
}

func recorded(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	h.ServeHTTP(res, r)
	return res
}
