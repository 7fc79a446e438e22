//go:build e2e

package e2e_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/portal/portaltest"
	"outrider/internal/server"
	"outrider/internal/server/servertest"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// onePage is the mark of a page in a PDF.
var onePage = regexp.MustCompile(`/Type\s*/Page\b`)

// staffOf serves the staff's pages of a world, with its officer's passphrase set.
func staffOf(t *testing.T, o own) house {
	t.Helper()
	if _, err := o.Desk.Decide(o.Ctx, o.Officer, desk.Decision{SetPass: &desk.SetPassphrase{Passphrase: servertest.Passphrase}}); err != nil {
		t.Fatal(err)
	}
	d := servertest.New()
	h, err := server.New(server.Options{Door: o.Desk, Reads: o.Desk, Oversight: o.Desk, Library: o.Desk, Screener: d, Hits: o.Desk, Answers: d, Advice: servertest.Advice(), Gate: o.Desk, Intake: servertest.Intake(),
		Clock: o.Now, Rand: rand.NewChaCha8([32]byte{2}), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return house{url: srv.URL, desk: d}
}

// TestPlanJourney counts the whole way of three measures with scripts off: the
// officer's clicks from the person's page, then the person's taps on their own.
func TestPlanJourney(t *testing.T) {
	o := newOwn(t)
	ann := o.Person("K-01", "en")
	h := staffOf(t, o)
	browser := chrome(t)
	ctx, foreign := tab(t, browser, h.url)
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	h.signIn(t, ctx, "ana")
	noScript(t, ctx, true)
	walk(t, ctx, "the person's page", chromedp.Navigate(h.url+"/people/"+string(ann)), chromedp.WaitVisible(chromedp.CSS("h1")))
	th := &thumb{t: t, ctx: ctx}
	at := "/people/" + string(ann) + "/plan"
	th.tap("a[href='"+at+"']", "#offer input[type=checkbox]")
	first := ask[[]string](t, ctx, `[...document.querySelectorAll("#offer li input")].filter((i) => !i.closest("details")).slice(0, 3).map((i) => i.value)`)
	for _, id := range first {
		box := "#offer input[value=" + id + "]"
		th.tap(box, box+":checked")
	}
	th.tap("#offer form > button", "#measures a[href='/advice/"+first[2]+"']")
	if len(first) != 3 {
		t.Errorf("%d measures can be ticked without unfolding", len(first))
	}
	th.within(8, "the officer's half: three measures offered")

	offers := map[string]string{}
	mine, err := o.Desk.MyMeasures(o.Ctx, ann)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mine.Measures {
		offers[m.Measure] = m.Offer
	}
	phone, left := tab(t, browser, o.url)
	phone, hangUp := context.WithTimeout(phone, 2*time.Minute)
	defer hangUp()
	noScript(t, phone, true)
	o.comesIn(t, phone, o.Number(ann), portaltest.Code)
	if n := open(mine); n < 5 {
		t.Fatalf("%d questions are open", n)
	}
	hand := &thumb{t: t, ctx: phone}
	for i, answer := range []string{"yes", "no", "yes"} {
		action := ask[string](t, phone, `document.querySelector("main form[action^='/measures/']").getAttribute("action")`)
		hand.tap("form[action='"+action+"'] button[value="+answer+"]", "body:not(:has(form[action='"+action+"'])) main [role=status]")
		if got, err := o.Desk.MyMeasures(o.Ctx, ann); err != nil || open(got) != open(mine)-1-i {
			t.Errorf("after %d answers %d questions are open, %v", i+1, open(got), err)
		}
	}
	hand.within(3, "the person's half: three answers, each with what happens next")
	hand.tap("main section a[href^='/measures#']", "main button[value=yes]")
	hand.tap("main section:nth-of-type(1) button[value=yes]", "main [role=status]")
	hand.within(2, "one more, whose title the first page does not say")
	if len(offers) < 3 || len(foreign())+len(left()) > 0 {
		t.Errorf("offers %v, requests away %v %v", offers, foreign(), left())
	}
}

// open counts what waits for the person's answer.
func open(v desk.MyPlanView) (n int) {
	for _, m := range v.Measures {
		if m.State == outrider.OfferOpen {
			n++
		}
	}
	return n
}

// TestPlanPaper prints the sheet for somebody's hand: six measures, an ordinary
// plan, on as few pages as they take.
func TestPlanPaper(t *testing.T) {
	o := newOwn(t)
	ann := o.Person("K-01", "fa")
	h := staffOf(t, o)
	six := []string{"check-in", "home-locks", "safety-contact", "address-marker", "neighbour-watch", "exit-routes"}
	if _, err := o.Desk.Decide(o.Ctx, o.Officer, desk.Decision{Offer: &desk.OfferMeasures{Person: ann, Measures: six}}); err != nil {
		t.Fatal(err)
	}
	mine, err := o.Desk.MyMeasures(o.Ctx, ann)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mine.Measures {
		if m.State != outrider.OfferOpen {
			continue
		}
		if _, err := o.Desk.AnswerMeasure(o.Ctx, ann, desk.AnswerMeasure{Offer: m.Offer, Accept: true}); err != nil {
			t.Fatal(err)
		}
	}
	ctx, _ := tab(t, chrome(t), h.url)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	h.signIn(t, ctx, "ana")
	walk(t, ctx, "the sheet", chromedp.Navigate(h.url+"/people/"+string(ann)+"/plan/paper"), chromedp.WaitVisible(chromedp.CSS("main h1")))
	shoot(t, ctx, "plan-paper-six")
	n := ask[int](t, ctx, `document.querySelectorAll("main section").length`)
	res, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69})
	if err != nil {
		t.Fatal(err)
	}
	pages := len(onePage.FindAll(res.Data, -1))
	t.Logf("%d measures print on %d pages", n, pages)
	if n < 6 || pages != 1 {
		t.Errorf("%d measures on %d pages", n, pages)
	}
}
