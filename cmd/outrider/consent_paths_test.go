package main

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/answers/held"
	"outrider/internal/desk"
	"outrider/internal/local"
)

// Of somebody invented, and nobody else.
const (
	pathCode  = "K-PATH"
	pathName  = "Ottoline Inventedname"
	pathText  = "the baker on the corner saw it"
	pathPlate = "QQ77INV"
	pathWords = "ask whether the baker knows"
	passOfAll = "seven quiet herons at dawn"
)

var pathSecrets = []string{pathCode, pathName, pathText, pathPlate, pathWords}

// house is a store that is served, with a person in it who has everything that could
// show them, and the ids of all that.
type house struct {
	t    *testing.T
	dir  string
	desk *desk.Desk
	web  *httptest.Server
	ids  map[string]string // by the part of an address that stands before them

	root, officer, duty outrider.UserID
	who                 outrider.PersonID
}

// open makes the store and serves it over its socket and to browsers.
func openHouse(t *testing.T) *house {
	t.Helper()
	dir := t.TempDir()
	h := &house{t: t, dir: filepath.Join(dir, "desk"), ids: map[string]string{}}
	t.Setenv("OUTRIDER_DATA", h.dir)
	t.Setenv("OUTRIDER_KEY_FILE", filepath.Join(dir, "key"))
	h.says("init")
	e := &env{ctx: t.Context(), cli: &cli{Data: h.dir, KeyFile: filepath.Join(dir, "key")}, out: io.Discard, errw: io.Discard, in: strings.NewReader(""), clock: time.Now, getenv: os.Getenv}
	s, err := e.openStore(func() {})
	if err != nil {
		t.Fatal(err)
	}
	texts, err := e.library("")
	if err != nil {
		t.Fatal(err)
	}
	web, err := e.handler(site{desk: s.desk, lists: s.lists, answers: &held.Book{}, advice: texts})
	if err != nil {
		t.Fatal(err)
	}
	sock, err := local.Listen(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	inside := &http.Server{Handler: local.Handler(s.desk, keeper{s, e}), ReadHeaderTimeout: time.Minute}
	served := make(chan struct{})
	go func() { defer close(served); inside.Serve(sock) }()
	h.desk, h.web = s.desk, httptest.NewServer(web)
	t.Cleanup(func() {
		h.web.Close()
		inside.Close()
		<-served
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// says runs a command of the program as it stands, and returns what it wrote.
func (h *house) says(args ...string) (said string, code int) {
	var out bytes.Buffer
	code = run(context.Background(), args, streams{strings.NewReader(""), &out, &out})
	return out.String(), code
}

func (h *house) decide(by outrider.UserID, d desk.Decision) desk.Outcome {
	h.t.Helper()
	out, err := h.desk.Decide(h.t.Context(), by, d)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (h *house) user(name string, role outrider.Role) outrider.UserID {
	h.t.Helper()
	out := h.decide(h.root, desk.Decision{AddUser: &desk.AddUser{Name: name, Role: role}})
	id := outrider.UserID(out.ID)
	h.decide(id, desk.Decision{SetPass: &desk.SetPassphrase{Passphrase: passOfAll}})
	return id
}

// peopled enrols the person and does to them what a desk does.
func (h *house) peopled() {
	h.t.Helper()
	var err error
	if h.root, err = h.desk.Lookup(h.t.Context(), defaultAdmin); err != nil {
		h.t.Fatal(err)
	}
	h.officer = h.user("ana", outrider.RoleCase)
	h.duty = h.user("mira", outrider.RoleDuty)
	h.user("yusuf", outrider.RoleAnalyst)
	h.user("lev", outrider.RoleLiaison)
	h.who = outrider.PersonID(h.decide(h.officer, desk.Decision{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: pathCode, Coverage: .5}, Identity: outrider.Identity{Name: pathName}}}).ID)
	h.ids["people"] = string(h.who)
	var drafts []outrider.Draft
	for i, lat := range []float64{51.50, 51.55, 51.60} {
		lon := -.1 + .05*float64(i)
		drafts = append(drafts, outrider.Draft{Photos: [][]byte{greyPNG(h.t)}, Report: outrider.Report{Kind: outrider.KindWatched, About: []outrider.PersonID{h.who}, Text: pathText, Channel: outrider.ChannelForm,
			Occurred: outrider.At(time.Now().AddDate(0, 0, -9+4*i)), Place: outrider.Place{Lat: &lat, Lon: &lon}, Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "B", Content: "2"},
			Selectors: []outrider.Selector{{Kind: outrider.SelectorPlate, Value: pathPlate, Raw: pathPlate}}}})
	}
	rs, err := h.desk.File(h.t.Context(), h.officer, drafts...)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, r := range rs {
		h.ids["reports"] = string(r.Report)
		if len(r.Alerts) > 0 {
			h.ids["alerts"] = string(r.Alerts[0])
		}
	}
	if h.ids["alerts"] == "" {
		h.t.Fatalf("no alert was raised: %+v", rs)
	}
	h.decide(h.officer, desk.Decision{MakeTask: &desk.MakeTask{Person: h.who, Do: pathWords}})
	h.decide(h.officer, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: h.who, At: []string{"08:30"}, Zone: "Europe/Vienna", Ways: []outrider.Way{{Channel: "console", To: "x"}}}})
	h.decide(h.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: h.who, Measures: []string{"stay-elsewhere"}}})
	h.ids["records"] = h.decide(h.officer, desk.Decision{Danger: &desk.DangerAct{Open: &desk.OpenDanger{Person: h.who, What: pathWords, Level: "serious", Immediacy: "he named a day", Alert: outrider.AlertID(h.ids["alerts"])}}}).ID
	h.ids["cases"] = h.decide(h.officer, desk.Decision{Case: &desk.CaseDecision{Open: &desk.OpenCase{People: []outrider.PersonID{h.who}, Why: pathWords}}}).ID
	h.ids["referrals"] = h.decide(h.officer, desk.Decision{Case: &desk.CaseDecision{Draft: &desk.DraftReferral{Case: outrider.CaseID(h.ids["cases"]), Person: h.who, To: "Harbour Legal", Purpose: "legal help", Text: pathWords, Fields: []string{outrider.FieldName, outrider.FieldCode}}}}).ID
	h.consents(outrider.ForSharing, "Harbour Legal")
	asked := h.decide(h.officer, desk.Decision{Case: &desk.CaseDecision{Ask: &desk.AskReferral{ID: outrider.ReferralID(h.ids["referrals"])}}}).ID
	h.decide(h.duty, desk.Decision{Case: &desk.CaseDecision{Approval: &desk.SettleApproval{ID: outrider.ApprovalID(asked), Give: true}}})
	h.decide(h.officer, desk.Decision{Case: &desk.CaseDecision{Send: &desk.SendReferral{ID: outrider.ReferralID(h.ids["referrals"])}}})
	h.decide(h.officer, desk.Decision{PassOn: &desk.PassOn{Person: h.who, To: "Harbour Legal", What: pathWords}})
}

var told = outrider.Told{Source: outrider.SaidBySelf, How: outrider.InPerson, Language: "fa"}

func (h *house) consents(p outrider.ConsentPurpose, with ...string) {
	h.t.Helper()
	h.decide(h.officer, desk.Decision{Consent: &desk.GiveConsent{Person: h.who, Purpose: p, With: with, Told: told}})
}

// signedIn is a browser in which somebody has signed in.
func (h *house) signedIn(name string) *http.Client {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	res, err := c.PostForm(h.web.URL+"/sign-in", url.Values{"name": {name}, "passphrase": {passOfAll}})
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK || res.Request.URL.Path == "/sign-in" {
		h.t.Fatalf("%s cannot sign in: %d %s", name, res.StatusCode, body)
	}
	return c
}

var (
	route    = regexp.MustCompile(`"GET (/[^"]*)"`)
	wildcard = regexp.MustCompile(`([a-z]+)/\{\w+\}`)
)

// routes are the addresses of every page and every answer there is, as the sources of
// the server name them.
func routes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../internal/server/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(f, "_test.go") {
			for _, m := range route.FindAllStringSubmatch(string(src), -1) {
				found[m[1]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// ofNobody are the things of which an address may name one that stand in no register.
var ofNobody = map[string]string{"advice": "texts", "answers": "documented acts", "precedents": "documented cases", "lists": "lists", "filed": "the receipt of whoever filed it, once",
	"hits": "there are none here: TestNoDoorOutlivesConsent has some", "watches": "one's own question: TestNoDoorOutlivesConsent"}

// addresses puts the ids of what there is into the routes; one that names something of
// which nobody said what it is fails the test.
func (h *house) addresses() []string {
	h.t.Helper()
	var out []string
	for _, r := range routes(h.t) {
		r = strings.Replace(r, "{$}", "", 1)
		known := true
		r = wildcard.ReplaceAllStringFunc(r, func(m string) string {
			of := wildcard.FindStringSubmatch(m)[1]
			id := h.ids[of]
			if of == "photos" {
				id = "1"
			}
			if id == "" && ofNobody[of] == "" {
				h.t.Errorf("GET %s names one of its %s: say in ids which one, or in ofNobody why it is nobody's", r, of)
			}
			known = known && id != ""
			return of + "/" + id
		})
		if known {
			out = append(out, r, r+"?"+url.Values{"q": {"baker"}, "closed": {"1"}, "all": {"1"}, "silent": {"1"}, "person": {string(h.who)}, "lang": {"fa"}}.Encode())
		}
	}
	return append(out, "/search?q="+url.QueryEscape(pathText), "/search?q="+pathPlate)
}

// looked is what somebody was shown: words of the person, and the answers to questions
// about them alone, of which one about nobody must be no different.
type looked struct {
	shown []string
	open  []string // addresses and commands about the person that answered
	tell  []string // those that answered otherwise than for nobody
}

func (l *looked) add(o looked) {
	l.shown, l.open, l.tell = append(l.shown, o.shown...), append(l.open, o.open...), append(l.tell, o.tell...)
}

// personal says whether words name the person or something of theirs, and makes of them
// words that name nobody.
func (h *house) personal(words string) (nobody string, ok bool) {
	nobody = strings.ReplaceAll(words, pathCode, "K-NONE")
	for _, id := range h.ids {
		nobody = strings.ReplaceAll(nobody, id, id[:2]+"none")
	}
	return nobody, nobody != words
}

// pages looks at every address there is.
func (h *house) pages(c *http.Client) (l looked) {
	h.t.Helper()
	get := func(a string) (int, []byte) {
		res, err := c.Get(h.web.URL + a)
		if err != nil {
			h.t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			h.t.Fatal(err)
		}
		return res.StatusCode, body
	}
	for _, a := range h.addresses() {
		path, query, _ := strings.Cut(a, "?")
		status, body := get(a)
		if typed, err := url.ParseQuery(query); err == nil && strings.HasSuffix(path, "/search") {
			body = bytes.ReplaceAll(body, []byte(typed.Get("q")), nil)
		}
		l.shown = append(l.shown, finds("GET "+a, body)...)
		if nobody, ok := h.personal(path); ok && query == "" {
			if status == http.StatusOK {
				l.open = append(l.open, "GET "+path)
			}
			if none, _ := get(nobody); none != status {
				l.tell = append(l.tell, "GET "+path)
			}
		}
	}
	return l
}

func finds(where string, said []byte) (out []string) {
	for _, s := range pathSecrets {
		if bytes.Contains(said, []byte(s)) {
			out = append(out, where+" shows "+s)
		}
	}
	if bytes.HasPrefix(said, []byte("\x89PNG")) || bytes.HasPrefix(said, []byte("\xff\xd8")) {
		out = append(out, where+" shows a photo")
	}
	return out
}

// readers are the commands that show something, with what they are asked about the
// person. ID: of the thing that stands before the colon.
var readers = map[string][][]string{
	"person list": {{}}, "person show": {{pathCode}, {pathCode, "--reveal", "court"}}, "person print": {{pathCode}}, "person consent show": {{pathCode}}, "person consent recalls": {{}},
	"person checkin show": {{pathCode}}, "person portal show": {{pathCode}}, "person judge": {{pathCode}}, "person judgements": {{pathCode}}, "person tasks": {{}, {pathCode}},
	"queue": {{}}, "alert show": {{"alerts:"}}, "search": {{"baker"}, {pathPlate}, {pathCode}}, "calibration show": {{}}, "screen hits": {{"--all"}}, "screen watch": {{}},
	"record list": {{"--closed"}, {"--silent"}, {"--code", pathCode}}, "record show": {{"records:"}}, "record print": {{"records:"}},
	"plan show": {{pathCode}}, "plan print": {{pathCode}}, "duty list": {{}}, "rota show": {{}}, "case list": {{"--closed"}}, "case show": {{"cases:"}}, "case print": {{"cases:"}},
	"case referral list": {{}}, "case referral show": {{"referrals:"}}, "case referral print": {{"referrals:"}}, "approval list": {{}},
	"precedents like": {{pathCode, "--role", "media", "--publicity", "national", "--activity", "publishing", "--location", "findable"}}, "user list": {{}}, "export": {{"--ledger", "FILE"}}, "backup": {{"FILE"}},
}

const (
	anAct    = "an act: internal/desk tries each after each no"
	noStore  = "reads no store, or none of its people"
	tellsNot = "says how things are, of nobody"
)

// otherCommands are those that show nothing of anybody in the register.
var otherCommands = map[string]string{
	"demo": noStore, "init": noStore, "serve": "the pages are tried", "replay": noStore, "world": noStore, "detect": noStore, "score": noStore, "screen names": noStore, "screen now": tellsNot,
	"verify": tellsNot, "restore": noStore, "doctor": tellsNot, "settings": noStore, "completion": noStore, "version": noStore, "fit": "numbers alone: internal/desk tries what is learnt",
	"record levels": noStore, "lists import": noStore, "lists diff": noStore, "lists show": noStore, "lists source": noStore, "lists fetch": noStore,
	"channels list": noStore, "channels alive": noStore, "channels check": noStore, "channels trial": noStore, "channels keys": noStore, "answers": noStore, "advice list": noStore, "advice show": noStore, "advice plan": noStore, "advice check": noStore,
	"precedents counts": noStore, "precedents rates": noStore, "precedents lint": noStore, "elicit ask": noStore, "elicit questions": noStore, "elicit pool": noStore, "elicit rates": noStore, "elicit adopt": anAct,
	"report": anAct, "import": anAct, "user add": anAct, "user disable": anAct, "rota set": anAct, "rota swap": anAct, "duty meet": anAct, "duty handover": anAct, "approval give": anAct, "approval refuse": anAct,
}

// acting are the commands of which every one but the readers is an act.
var acting = []string{"person", "alert", "calibration", "screen verdict", "record", "plan", "case"}

// TestEveryCommandIsTried: a new command joins the readers, or says what it is.
func TestEveryCommandIsTried(t *testing.T) {
	for _, words := range commands(t) {
		name := strings.Join(words, " ")
		_, reads := readers[name]
		act := slices.ContainsFunc(acting, func(of string) bool { return name == of || strings.HasPrefix(name, of+" ") })
		if _, other := otherCommands[name]; !reads && !other && !act {
			t.Errorf("outrider %s is a command that the consent test does not try: add it to readers, or say in otherCommands why it shows nobody", name)
		}
	}
}

// runs looks with every command that shows something, for a human and for a program.
func (h *house) runs(name string) (l looked) {
	h.t.Helper()
	for _, words := range slices.Sorted(maps.Keys(readers)) {
		for _, args := range readers[words] {
			args = slices.Clone(args)
			file := filepath.Join(h.t.TempDir(), "out")
			for i, a := range args {
				if of, ok := strings.CutSuffix(a, ":"); ok {
					args[i] = h.ids[of]
				}
				args[i] = strings.ReplaceAll(args[i], "FILE", file)
			}
			line := strings.Join(append(strings.Fields(words), args...), " ")
			nobody, personal := h.personal(line)
			for _, how := range []string{"", "--json "} {
				out, code := h.says(strings.Fields("--as " + name + " " + how + line)...)
				for _, typed := range args {
					out = strings.ReplaceAll(out, typed, "")
				}
				b, _ := os.ReadFile(file) // of those that write one
				l.shown = append(l.shown, finds(line, append(b, out...))...)
				if !personal || words == "search" {
					continue
				}
				if code != exitNot {
					l.open = append(l.open, line)
				}
				if how != "" {
					continue // the same refusal
				}
				none, as := h.says(strings.Fields("--as " + name + " " + nobody)...)
				for _, typed := range strings.Fields(nobody)[len(strings.Fields(words)):] {
					none = strings.ReplaceAll(none, typed, "")
				}
				if code != as || out != none {
					l.tell = append(l.tell, line+": "+out)
				}
			}
		}
	}
	l.shown, l.open = slices.Compact(l.shown), slices.Compact(l.open)
	return l
}

// Every page, every answer to a program and every command, before and after the no,
// with the desk that people use: pages and socket over one store.
func TestWithdrawalStopsEveryPageAndCommand(t *testing.T) {
	h := openHouse(t)
	h.peopled()
	browsers := map[string]*http.Client{}
	for _, n := range []string{"mira", "yusuf", "lev"} {
		browsers[n] = h.signedIn(n)
	}
	look := func(n string) (l looked) {
		l.add(h.pages(browsers[n]))
		l.add(h.runs(n))
		return l
	}
	h.proves(look("mira"))
	shut := func(when string, n string) {
		t.Helper()
		if l := look(n); len(l.shown)+len(l.open)+len(l.tell) > 0 {
			t.Errorf("%s, %s, is shown\n\t%s\nand is answered by\n\t%s\nand can tell from nobody by\n\t%s", n, when, strings.Join(l.shown, "\n\t"), strings.Join(l.open, "\n\t"), strings.Join(l.tell, "\n\t"))
		}
	}
	shut("of another house", "lev")
	h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: h.who, From: []string{"yusuf"}}})
	shut("on the list", "yusuf")
	h.decide(h.officer, desk.Decision{Withdraw: &desk.WithdrawConsent{Person: h.who, Purpose: outrider.ForRecord, Told: told}})
	shut("after the no", "mira")
}

// proves fails for a page or a command that shows nothing while it might: trying it
// after the no would prove nothing.
func (h *house) proves(l looked) {
	h.t.Helper()
	for _, a := range h.addresses() {
		path, query, _ := strings.Cut(a, "?")
		if _, personal := h.personal(path); personal && query == "" && !slices.Contains(l.open, "GET "+path) {
			h.t.Errorf("GET %s answers nothing to begin with", path)
		}
	}
	all := "\n" + strings.Join(slices.Concat(l.shown, l.open), "\n")
	for words := range readers {
		if _, no := silent[words]; no == strings.Contains(all, "\n"+words+" ") {
			h.t.Errorf("outrider %s: shows something of the person to begin with: %v", words, !no)
		}
	}
}

// silent are readers that show nothing of the person to begin with.
var silent = map[string]string{
	"user list": tellsNot, "rota show": "users", "screen watch": "one's own", "screen hits": "there are none here: TestNoDoorOutlivesConsent has some", "calibration show": "nothing is asked here: TestNoDoorOutlivesConsent has a question",
	"person consent recalls": "none is open: TestNoDoorOutlivesConsent has one", "duty list": "nothing is due yet: TestNoDoorOutlivesConsent has something", "export": "what is written is sealed", "backup": "what is written is sealed",
}

// greyPNG is a picture of nothing.
func greyPNG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
