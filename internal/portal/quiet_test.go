package portal_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/portal/portaltest"
)

// What stands in everything of two people, and nowhere else.
const (
	annMark = "Ann-Invented-Marker"
	benMark = "Ben-Invented-Marker"
)

// routes are all pages that can be opened, with what a person has to show on them.
func routes(p *phone) []string {
	out := []string{"/", "/number", "/home", "/tell", "/advice", "/advice?number=yes", "/advice/delivery", "/advice/followed?original=yes", "/measures", "/data", "/nowhere", "/told/r-nothing", "/favicon.ico", "/robots.txt",
		"/manifest.json", "/e?k=nothing"}
	for _, m := range regexp.MustCompile(`href="(/told/[^"]+)"`).FindAllStringSubmatch(p.get("/data").body, -1) {
		out = append(out, m[1])
	}
	return out
}

// everything is what a browser gets: status, headers and body.
func (p *phone) everything() string {
	var b strings.Builder
	fmt.Fprintln(&b, p.status)
	if err := p.header.Write(&b); err != nil {
		p.t.Fatal(err)
	}
	return b.String() + p.body
}

// lived is a person with everything that their pages could show.
func lived(w *portaltest.World, p *phone, code, marker string) (outrider.PersonID, string) {
	id := w.Person(code, "en")
	w.Shared(id, "House of "+marker, "what was passed on of "+marker)
	number := w.Number(id)
	p.comesIn(number, portaltest.Code)
	p.get("/tell").post("/tell", "kind", "car", "once", p.once())
	p.post("/tell", "once", p.once(), "of", strings.TrimPrefix(p.at, "/told/"), "what", "words of "+marker)
	return id, number
}

// Nothing that a browser gets names this program, in any language, on any route,
// whatever went wrong.
func TestNoNameOfOurs(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	lived(w, p, "K-77", annMark)
	all := routes(p)
	for _, lang := range []string{"en", "ru", "fa", "ar"} {
		for _, inside := range []bool{true, false} {
			if !inside {
				p = anotherPhone(t, p.url)
			} else if lang != "en" {
				p.comesIn(w.Number(w.Person("K-"+lang, lang)), portaltest.Code)
			}
			for _, path := range all {
				sep := "?"
				if strings.Contains(path, "?") {
					sep = "&"
				}
				p.get(path + sep + "lang=" + lang)
				checkQuiet(t, p)
			}
			for _, path := range []string{"/fine", "/tell", "/data/withdraw", "/measures/x", "/e", "/home", "/"} {
				checkQuiet(t, p.post(path, "purpose", "none", "kind", "none", "answer", "none"))
			}
		}
	}
}

func checkQuiet(t *testing.T, p *phone) {
	t.Helper()
	got := strings.ToLower(p.everything())
	for _, word := range []string{"outrider", "k-77", "protectee", "invented name", "golang"} {
		if strings.Contains(got, word) {
			t.Errorf("%s says %q", p.at, word)
		}
	}
	for header, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"} {
		if p.header.Get(header) != want {
			t.Errorf("%s: %s is %q", p.at, header, p.header.Get(header))
		}
	}
	csp := p.header.Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'none';") || strings.Contains(csp, "unsafe") {
		t.Errorf("%s: %s", p.at, csp)
	}
	if p.body != "" && len(p.body)%8192 != 0 {
		t.Errorf("%s is %d bytes long: its length tells pages apart", p.at, len(p.body))
	}
	if len(p.body) > 30_000 {
		t.Errorf("%s weighs %d bytes", p.at, len(p.body))
	}
}

// Whoever has no session learns nothing from any address: all pages but the one at
// which people come in are the same bytes.
func TestWithoutASessionThereIsNothing(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	lived(w, p, "K-01", annMark)
	all := routes(p)
	p = anotherPhone(t, p.url)
	want := p.get("/nowhere").everything()
	for _, path := range all[1:] {
		if got := p.get(path).everything(); sameDate(got) != sameDate(want) {
			t.Errorf("%s without a session (-nowhere +it):\n%s", path, cmp.Diff(want, got))
		}
	}
}

var (
	dateHeader = regexp.MustCompile(`Date: [^\r]+`)
	cookie     = regexp.MustCompile(`Set-Cookie: s=[^;]+`)
	onceToken  = regexp.MustCompile(`name="once" value="[^"]+"`)
)

// sameDate takes out what differs at each request: date, session, the token of a form.
func sameDate(s string) string {
	return onceToken.ReplaceAllString(cookie.ReplaceAllString(dateHeader.ReplaceAllString(s, ""), ""), "")
}

// Leaving ends the session, clears the browser and shows another page; going back
// shows what somebody sees who never came in.
func TestLeaving(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	stranger := anotherPhone(t, p.url).get("/home").everything()
	lived(w, p, "K-01", annMark)
	p.post("/leave")
	if p.status != http.StatusSeeOther || p.header.Get("Location") != "https://www.wikipedia.org/" || p.header.Get("Clear-Site-Data") != `"cache", "cookies", "storage"` || p.body != "" {
		t.Errorf("%d %v %s", p.status, p.header, p.body)
	}
	for _, path := range []string{"/home", "/data", "/tell", "/told/r-1"} {
		if got := p.get(path).everything(); sameDate(got) != sameDate(stranger) {
			t.Errorf("back to %s: %s", path, cmp.Diff(stranger, got))
		}
	}
	if a := anotherPhone(t, p.url).post("/leave"); a.status != http.StatusSeeOther {
		t.Errorf("who has no session cannot leave: %d", a.status)
	}
}

// Two people, all that either may do, in any order: nothing of one is ever shown to
// the other.
func TestNothingOfAnother(t *testing.T) {
	w := portaltest.New(t)
	ann := newPhone(t, w)
	ben := anotherPhone(t, ann.url)
	annID, _ := lived(w, ann, "K-01", annMark)
	benID, _ := lived(w, ben, "K-02", benMark)
	offers := map[outrider.PersonID]string{}
	for _, id := range []outrider.PersonID{annID, benID} {
		v, err := w.Desk.MyMeasures(w.Ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		offers[id] = v.Measures[0].Offer
	}
	mine := regexp.MustCompile(`href="/told/(r-[^"]+)"`).FindStringSubmatch(ben.get("/data").body)[1]
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(r, "acts") {
			switch rapid.IntRange(0, 6).Draw(r, "act") {
			case 0:
				ann.get("/told/" + mine)
			case 1:
				ann.post("/tell", "kind", "car", "once", rapid.StringMatching(`[a-z]{20}`).Draw(r, "once"), "of", mine, "what", "words of "+annMark)
			case 2:
				ann.post("/measures/"+offers[benID], "answer", rapid.SampledFrom([]string{"yes", "no", "done"}).Draw(r, "answer"))
				if ann.status != http.StatusNotFound {
					r.Fatalf("an offer to somebody else: %d", ann.status)
				}
			case 3:
				ann.post("/measures/"+offers[annID], "answer", rapid.SampledFrom([]string{"yes", "no"}).Draw(r, "answer"))
			case 4:
				ann.get("/home").post("/fine", "word", portaltest.Cancel)
			case 5:
				ann.post("/data/withdraw", "purpose", "share", "with", "House of "+benMark)
			case 6:
				ben.get("/tell").post("/tell", "kind", "text", "once", ben.once(), "what", "words of "+benMark)
			}
			checkOnly(r, ann, benMark, "K-02", string(benID), mine)
		}
		for _, path := range routes(ann) {
			ann.get(path)
			checkOnly(r, ann, benMark, "K-02", string(benID), mine)
		}
	})
	if !strings.Contains(ben.get("/data").body, "words of "+benMark) {
		t.Error("Ben sees nothing himself: the test would prove nothing")
	}
}

func checkOnly(r *rapid.T, p *phone, markers ...string) {
	for _, m := range markers {
		if strings.Contains(strings.ReplaceAll(p.everything(), "House of "+benMark, ""), m) {
			r.Fatalf("%s shows %q", p.at, m)
		}
	}
}

// Pages that somebody was forced to open are those of a newcomer, byte for byte.
func TestDuressLooksLikeNothing(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	_, number := lived(w, p, "K-01", annMark)
	newcomer := w.Person("K-02", "en")
	newNumber := w.Number(newcomer)
	// What a newcomer was offered yesterday, somebody under duress was not.
	v, err := w.Desk.MyMeasures(w.Ctx, newcomer)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range v.Measures {
		w.Decide(w.Officer, desk.Decision{EndMeasure: &desk.EndMeasure{Person: newcomer, Offer: m.Offer, How: "taken-back", Why: "a test"}})
	}
	w.Wait(time.Minute)
	w.Rings = 0
	fresh := anotherPhone(t, p.url).comesIn(newNumber, portaltest.Code)
	rings := w.Rings
	held := anotherPhone(t, p.url).comesIn(number, portaltest.Duress)
	if w.Rings != 2*rings || rings == 0 {
		t.Errorf("the desk is asked to ring %d times, then %d", rings, w.Rings-rings)
	}
	if diff := cmp.Diff(sameDate(fresh.everything()), sameDate(held.everything())); diff != "" {
		t.Errorf("coming in (-newcomer +held):\n%s", diff)
	}
	for _, path := range []string{"/number", "/home", "/tell", "/advice", "/advice?number=yes", "/advice/illness", "/measures", "/nowhere"} {
		if diff := cmp.Diff(sameDate(fresh.get(path).everything()), sameDate(held.get(path).everything())); diff != "" {
			t.Errorf("%s (-newcomer +held):\n%s", path, diff)
		}
	}
	held.get("/data").shows(200, "Nothing to show yet.", "!House of", "!words of", "!The one", "Notes from others: <bdi>0</bdi>")
	a, b := fresh.post("/fine", "word", portaltest.Cancel).everything(), held.post("/fine", "word", portaltest.Duress).everything()
	if diff := cmp.Diff(sameDate(a), sameDate(b)); diff != "" {
		t.Errorf("a check-in (-newcomer +held):\n%s", diff)
	}
}

// A person's own no stops everything at once, over their pages as over every other
// path; what they see then is that it stopped.
func TestWithdrawing(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	id, number := lived(w, p, "K-01", annMark)
	other := anotherPhone(t, p.url).comesIn(number, portaltest.Code)
	p.post("/data/withdraw", "purpose", "share", "with", "House of "+annMark).shows(200, "You took it back at", "We asked them to give it back.")
	p.post("/data/withdraw", "purpose", "none").shows(422)
	p.post("/data/withdraw", "purpose", "advice").shows(200, "We do not plan or warn now")
	p.get("/home").shows(200, "!I am fine")
	p.get("/measures").shows(200, "Nothing to show yet.")
	p.post("/fine", "word", portaltest.Cancel).shows(404)
	p.post("/data/withdraw", "purpose", "record").shows(200, "You took back every yes", "Notes from you: <bdi>2</bdi>", "!words of "+annMark)
	other.get("/home").shows(404, "There is nothing here.")
	p.get("/tell").post("/tell", "kind", "other", "once", p.once()).shows(200, "We keep this locked", "!words of")
	p.comesIn(number, portaltest.Code).get("/tell").post("/tell", "kind", "help", "once", p.once()).shows(200, "We call someone now")
	if _, err := w.Desk.Person(w.Ctx, w.Duty, desk.PersonQuery{ID: id}); outrider.CodeOf(err) != outrider.CodeNotFound {
		t.Errorf("staff still see them: %v", err)
	}
	w.Decide(w.Officer, desk.Decision{EndPortal: &desk.EndPortal{Person: id}})
	p.get("/home").shows(404)
}

// A session that ran out while somebody wrote does not lose what they wrote.
func TestWordsOutliveTheSession(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	number := w.Number(w.Person("K-01", "en"))
	p.comesIn(number, portaltest.Code).get("/tell")
	once := p.once()
	w.Wait(11 * time.Minute)
	p.post("/tell", "kind", "car", "once", once, "what", "a <grey> van").shows(401, "Then we send what you wrote.", "a &lt;grey&gt; van")
	p.post("/", "number", number, "code", "wrong", "kind", "car", "once", once, "what", "a <grey> van").shows(401, "a &lt;grey&gt; van")
	p.post("/", "number", number, "code", portaltest.Code, "kind", "car", "once", once, "what", "a <grey> van").shows(200, "We have it.")
	p.get("/data").shows(200, "a &lt;grey&gt; van")
	p.get("/tell")
	once = p.once()
	w.Wait(11 * time.Minute)
	p.sends("/tell", map[string]string{"kind": "car", "once": once, "what": "a red van"}, make([]byte, 1<<20)).shows(401, "Then we send what you wrote.", "a red van")
	p.post("/tell").shows(404)
}

// The first page asks one thing after the other, and names what is asked only where
// its title may be read over a shoulder. Under duress it asks nothing, at the same length.
func TestHomeAsks(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	id, number := lived(w, p, "K-01", annMark)
	full := p.get("/home").body
	held := anotherPhone(t, p.url).comesIn(number, portaltest.Duress)
	held.shows(200, "!A question for you")
	if len(full) != len(held.body) {
		t.Errorf("the first page is %d bytes long, under duress %d", len(full), len(held.body))
	}
	first, second := asked(t, full), ""
	p.post("/measures/"+first, "answer", "yes", "from", "home").shows(200, "You said yes.", "It should be in place by", "A question for you")
	if second = asked(t, p.body); second == first || p.at != "/home" {
		t.Errorf("at %s it asks %s, then %s", p.at, first, second)
	}
	p.post("/measures/"+second, "answer", "no", "from", "home").shows(200, "You said no.", "!A question for you")
	p.get("/home").shows(200, "!You said", "!A question for you")
	w.Decide(w.Officer, desk.Decision{Offer: &desk.OfferMeasures{Person: id, Measures: []string{"tracker-alerts"}}})
	p.get("/home").shows(200, "A question for you", "Read the question", "!racker", "!Yes, do it")
	held.get("/home").shows(200, "!A question for you")
	held.get("/home?said="+first).shows(200, "!You said")
}

var askedOffer = regexp.MustCompile(`action="/measures/([^"]+)"`)

func asked(t *testing.T, body string) string {
	t.Helper()
	m := askedOffer.FindStringSubmatch(body)
	if m == nil {
		t.Fatal("nothing is asked")
	}
	return m[1]
}

func TestAnswersToMeasures(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	id, _ := lived(w, p, "K-01", annMark)
	v, err := w.Desk.MyMeasures(w.Ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	p.get("/measures").shows(200, "Yes, do it", "Some risk stays, always.")
	p.get("/measures?lang=ru").shows(200, "Этот текст перевела машина.", "Читать по-английски", "/measures?original=yes#m-"+v.Measures[0].Offer)
	p.get("/measures?original=yes").shows(200, "Да, сделать", "Никто из тех, кто занимается этой работой", "!Читать по-английски", "lang=\"en\"")
	p.get("/measures?lang=en").shows(200)
	p.post("/measures/"+v.Measures[0].Offer, "answer", "yes").shows(200, "You said yes.")
	p.post("/measures/"+v.Measures[1].Offer, "answer", "no").shows(200, "You said no.")
	p.post("/measures/"+v.Measures[0].Offer, "answer", "done").shows(200, "It is in place")
	p.post("/measures/"+v.Measures[0].Offer, "answer", "perhaps").shows(422)
	p.post("/measures/none", "answer", "yes").shows(404)
	got, err := w.Desk.MyMeasures(w.Ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	states := []string{string(got.Measures[0].State), string(got.Measures[1].State)}
	slices.Sort(states)
	if states[0] == states[1] {
		t.Errorf("%v", states)
	}
}

// Too much, another site's form, and a fault of ours end in a page that says nothing.
func TestRefusals(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	lived(w, p, "K-01", annMark)
	p.post("/tell", "kind", "car", "once", "once-0000000000000001", "what", strings.Repeat("long ", 40_000)).shows(422, "That did not work.")
	req, err := http.NewRequest(http.MethodPost, p.url+"/data/withdraw", strings.NewReader("purpose=record"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	p.keep(p.http.Do(req))
	p.shows(404, "There is nothing here.")
	p.get("/home").shows(200)
}
