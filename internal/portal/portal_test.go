package portal_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/portal/portaltest"
)

// phone is a browser without script: it keeps cookies, follows what it is told within
// the pages, and remembers the last answer.
type phone struct {
	t    *testing.T
	http *http.Client
	url  string

	status int
	header http.Header
	body   string
	at     string
}

func newPhone(t *testing.T, w *portaltest.World) *phone {
	t.Helper()
	srv := httptest.NewServer(w.Pages)
	t.Cleanup(srv.Close)
	return anotherPhone(t, srv.URL)
}

func anotherPhone(t *testing.T, at string) *phone {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &phone{t: t, url: at}
	p.http = &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Scheme+"://"+r.URL.Host != p.url {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return p
}

func (p *phone) keep(res *http.Response, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	p.status, p.header, p.body, p.at = res.StatusCode, res.Header, string(b), res.Request.URL.Path
}

func (p *phone) get(path string) *phone {
	p.t.Helper()
	p.keep(p.http.Get(p.url + path))
	return p
}

func (p *phone) post(path string, pairs ...string) *phone {
	p.t.Helper()
	f := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Add(pairs[i], pairs[i+1])
	}
	p.keep(p.http.PostForm(p.url+path, f))
	return p
}

// shows holds the last answer to a status and to words that stand in it, and that do
// not ("!words").
func (p *phone) shows(status int, words ...string) {
	p.t.Helper()
	if p.status != status {
		p.t.Errorf("%s: status %d, want %d", p.at, p.status, status)
	}
	for _, w := range words {
		if no, found := strings.CutPrefix(w, "!"); found == strings.Contains(p.body, no) {
			p.t.Errorf("%s: %q\n%s", p.at, w, p.body)
		}
	}
}

func (p *phone) comesIn(number, code string) *phone {
	p.t.Helper()
	return p.post("/", "number", number, "code", code)
}

var onceField = regexp.MustCompile(`name="once" value="([^"]+)"`)

func (p *phone) once() string {
	p.t.Helper()
	m := onceField.FindStringSubmatch(p.body)
	if m == nil {
		p.t.Fatalf("%s has no form of a report", p.at)
	}
	return m[1]
}

func TestFromTheLinkToHome(t *testing.T) {
	w := portaltest.New(t)
	ann := w.Person("K-01", "fa")
	p, link := newPhone(t, w), w.Link(ann)
	p.get(link).shows(200, `lang="en"`, "Choose a code")
	p.get(link+"&lang=fa").shows(200, `dir="rtl"`)
	token := strings.TrimPrefix(link, "/e?k=")
	p.post("/e", "k", token, "code", "short").shows(422, "Please choose a new code")
	p.post("/e", "k", token, "code", portaltest.Code).shows(200, `lang="fa"`, "<bdi dir=\"ltr\">")
	p.get("/home").shows(200, "حالتان خوب است؟")
	p.get(link).shows(404, "There is nothing here.", "!K-01")
	fa := w.Person("K-02", "fa")
	anotherPhone(t, p.url).get("/").comesIn(w.Number(fa), portaltest.Code).shows(200, `lang="fa"`)
	q := anotherPhone(t, p.url)
	q.post("/?lang=ru", "number", w.Number(fa), "code", portaltest.Code).shows(200, `lang="ru"`)
	p.get("/home?lang=ru").shows(200, "У вас всё хорошо?")
	p.get("/tell").shows(200, "Что вы видели?")
}

func TestComingBack(t *testing.T) {
	w := portaltest.New(t)
	number := w.Number(w.Person("K-01", "en"))
	p := newPhone(t, w)
	p.get("/home").shows(404, "There is nothing here.", "!Your number")
	p.comesIn(number, "wrong").shows(401, "That did not work")
	wrongCode := p.body
	if p.comesIn("12345678", portaltest.Code).body != wrongCode {
		t.Error("a number that nobody has looks different")
	}
	p.comesIn(number, portaltest.Code).shows(200, "Are you fine?")
	for range 8 {
		anotherPhone(t, p.url).comesIn(number, "guess")
	}
	anotherPhone(t, p.url).comesIn(number, portaltest.Code).shows(401)
	w.Wait(2 * time.Minute)
	anotherPhone(t, p.url).comesIn(number, portaltest.Code).shows(200, "Are you fine?")
	w.Wait(9 * time.Minute)
	p.get("/home").shows(404)
}

// J2 and J3 without script: two taps, one tap.
func TestTellAndCheckIn(t *testing.T) {
	w := portaltest.New(t)
	ann := w.Person("K-01", "en")
	p, number := newPhone(t, w), w.Number(ann)
	p.comesIn(number, portaltest.Code)
	p.get("/tell").shows(200, `value="car"`, "Tap one and it is sent")
	once := p.once()
	p.post("/tell", "kind", "car", "once", once).shows(200, "We have it. Saved at <bdi>10:00</bdi>", "A person will read it by <bdi>18:00</bdi>", "Europe/Vienna")
	first := p.at
	p.post("/tell", "kind", "car", "once", once)
	if p.at != first {
		t.Error("a second tap is a second report")
	}
	p.get(first)
	p.post("/tell", "once", p.once(), "of", strings.TrimPrefix(first, "/told/"), "what", "a grey van", "day", "2031-03-13", "time", "22:10", "where", "Mill Lane").shows(200, "We have it")
	r, err := w.Desk.Report(w.Ctx, w.Duty, outrider.ReportID(strings.TrimPrefix(p.at, "/told/")))
	if err != nil || r.Report.Text != "a grey van" || r.Report.Place.Name != "Mill Lane" || r.Report.Occurred.From.UTC().Hour() != 21 || r.Report.Kind != outrider.KindWatched {
		t.Errorf("%+v, %v", r.Report, err)
	}
	p.get(p.at).shows(200, "Someone read it at")
	p.post("/tell", "once", "once-of-another-form", "of", "r-other", "what", "lost?", "when", "the day the mill burnt", "day", "never").shows(200, "We have it")
	p.get("/tell").post("/tell", "kind", "parcel", "once", p.once()).shows(200, "Do this now", "112", "We call someone now. If no one takes it by <bdi>10:10</bdi>")
	p.get("/data").shows(200, "Notes from you: <bdi>4</bdi>", "a grey van", "The one on duty")
	p.post("/tell", "kind", "none", "once", "0123456789012345678").shows(422)
	p.post("/tell", "kind", "car", "once", "x").shows(422)

	p.get("/home").post("/fine").shows(200, "Write your word")
	p.post("/fine", "word", "wrong").shows(422, "That was not your word")
	p.post("/fine", "word", portaltest.Cancel).shows(200, "Thank you. The next one is due by <bdi>2031-03-15 08:30</bdi>")
	none := ""
	w.Decide(w.Officer, desk.Decision{Wish: &desk.SetWishes{Person: ann, Cancel: &none}})
	w.Wait(time.Minute)
	p.get("/home").post("/fine").shows(200, "Thank you. The next one")
}
