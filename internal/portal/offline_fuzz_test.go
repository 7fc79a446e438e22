package portal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
	"outrider/internal/portal"
	"outrider/internal/portal/portaltest"
)

// posted is the answer to something put into the slot for sealed reports, from an
// address of its own each time: guesses from one address are slowed.
func posted(pages http.Handler, n int, body []byte) int {
	r := httptest.NewRequest("POST", "/o", bytes.NewReader(body))
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:99", n>>16&255, n>>8&255, n&255)
	rec := httptest.NewRecorder()
	pages.ServeHTTP(rec, r)
	return rec.Code
}

// sealedWords are what a device may have sealed. SECRET stands for the device's secret.
var sealedWords = []string{
	`{"s":"SECRET","o":"a-token-of-some-length","kind":"car","what":"a grey van","where":"the mill","at":"2031-03-13T18:00:00Z","lang":"en"}`,
	`{"s":"SECRET","o":"a-token-of-some-length-2","kind":"none of them","at":"yesterday","lang":"a language that is long"}   `,
	`{"s":"SECRET","o":"short","kind":"help"}`, `{"s":"another","o":"a-token-of-some-length"}`, `{"s":["SECRET"],"o":{}}`, `{"s":"SECRET"`, `{"s":"SECRET","o":"a-token-of-some-length-3/photo","kind":"car","p":9}   not a png`, `{"s":"SECRET","o":"a-token-of-some-length-4/photo","p":99}`, `{"s":"SECRET","o":"a-token-of-some-length-5","p":-1}`, `{"s":"SECRET","o":"a-token-of-some-length-6"} x`, "{\"s\"\xf8[\"SECRET\"],\"o\":{}}", `null`, `[]`, ``,
}

// Over a whole desk: what a device sealed is taken as one report of the one person, or
// as nothing at all.
func TestSealedWords(t *testing.T) {
	w := portaltest.New(t)
	ann := w.Person("K-01", "en")
	w.Decide(w.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
	own, err := w.Desk.PortalSignIn(w.Ctx, w.Number(ann), portaltest.Code)
	if err != nil {
		t.Fatal(err)
	}
	kit, err := w.Desk.OwnKit(w.Ctx, own)
	if err != nil {
		t.Fatal(err)
	}
	for n, words := range sealedWords {
		plain := strings.ReplaceAll(words, "SECRET", kit.Secret)
		before := held(t, w, ann)
		status, again := posted(w.Pages, 2*n, keeps(t, kit, plain)), posted(w.Pages, 2*n+1, keeps(t, kit, plain))
		more := held(t, w, ann) - before
		if want := n < 2 || strings.Contains(words, "not a png"); status != again || (status == 204) != want || (more == 1) != want || more > 1 {
			t.Errorf("%s: %d, then %d, and %d reports", words, status, again, more)
		}
	}
}

// held counts what is known to be about somebody.
func held(t *testing.T, w *portaltest.World, who outrider.PersonID) int {
	t.Helper()
	p, err := w.Desk.Person(w.Ctx, w.Duty, desk.PersonQuery{ID: who})
	if err != nil {
		t.Fatal(err)
	}
	return len(p.Reports)
}

// slot is a desk that opens envelopes without a key, and notes what it is told: nothing
// of a whole desk, whose memory would make each input of a fuzzer slower than the last
// and its coverage a matter of chance.
type slot struct {
	portal.Desk
	told []outrider.Draft
}

func (*slot) OwnPages() (idle, life time.Duration) { return time.Minute, time.Hour }

func (*slot) OpenOffline(_ context.Context, e desk.OfflineEnvelope) ([]byte, error) {
	return e.Sealed, nil
}

func (s *slot) OfflineTell(_ context.Context, secret, once string, dr outrider.Draft) error {
	if secret != "SECRET" || len(once) < 16 {
		return outrider.ErrNotFound
	}
	s.told = append(s.told, dr)
	return nil
}

// FuzzSealedWords opens whatever a device may have sealed: it reaches the desk as a
// report that says a kind, in valid text, and nothing that is the desk's to say; or not
// at all.
func FuzzSealedWords(f *testing.F) {
	for _, words := range sealedWords {
		f.Add([]byte(words))
	}
	d := &slot{}
	texts := &guidance.Keeper{}
	texts.Use(fstest.MapFS{"en/language.json": {Data: []byte(`{"revision":1,"reviewed_by":"original, unreviewed","name":"English","dir":"ltr","strings":{"page.none":"There is nothing here."}}`)}})
	pages, err := portal.New(portal.Options{Desk: d, Texts: texts, Clock: func() time.Time { return time.Unix(0, 0) }, Rand: rand.NewChaCha8([32]byte{1}), Logger: slog.New(slog.DiscardHandler), Leave: portal.DefaultLeave, Pause: func(time.Duration) {}})
	if err != nil {
		f.Fatal(err)
	}
	n := 0
	f.Fuzz(func(t *testing.T, words []byte) {
		n++
		d.told = nil
		body, err := json.Marshal(desk.OfflineEnvelope{Sealed: words})
		if err != nil {
			t.Fatal(err)
		}
		status := posted(pages, n, body)
		if len(body) > 128<<10 && len(d.told) > 0 || (status == 204) != (len(d.told) == 1) || status != 204 && status != 404 {
			t.Fatalf("%d, and %d reports", status, len(d.told))
		}
		for _, dr := range d.told {
			r := dr.Report
			if !utf8.ValidString(r.Text) || r.Kind == "" || len(r.Language) > 8 || len(dr.Photos) > 1 || r.ID != "" || len(r.About) > 0 || r.Retracts != "" {
				t.Errorf("%+v", r)
			}
		}
	})
}

// FuzzEnvelope puts anything at all into the slot: without the secret of a device
// nothing is taken, whatever its shape.
func FuzzEnvelope(f *testing.F) {
	w := portaltest.New(f)
	for _, seed := range []string{`{"k":"k-000001","e":"BAEC","c":"AAAA"}`, `{"k":"","e":null,"c":""}`, `{"k":1}`, `{`, `"k"`, ``} {
		f.Add([]byte(seed))
	}
	n := 0
	f.Fuzz(func(t *testing.T, body []byte) {
		n++
		if got := posted(w.Pages, n, body); got != 404 {
			t.Errorf("%d", got)
		}
	})
}
