package portal_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/portal/portaltest"
)

// posted is the desk's answer to something put into the slot for sealed reports, from
// an address of its own each time: guesses from one address are slowed.
func posted(w *portaltest.World, n int, body []byte) int {
	r := httptest.NewRequest("POST", "/o", bytes.NewReader(body))
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:99", n>>16&255, n>>8&255, n&255)
	rec := httptest.NewRecorder()
	w.Pages.ServeHTTP(rec, r)
	return rec.Code
}

// FuzzSealedWords puts whatever a device may have sealed before the desk: it is taken
// as a report of the one person, or as nothing at all. In the seeds SECRET stands for
// the secret of the device.
func FuzzSealedWords(f *testing.F) {
	w := portaltest.New(f)
	ann := w.Person("K-01", "en")
	w.Decide(w.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
	own, err := w.Desk.PortalSignIn(w.Ctx, w.Number(ann), portaltest.Code)
	if err != nil {
		f.Fatal(err)
	}
	kit, err := w.Desk.OwnKit(w.Ctx, own)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		`{"s":"SECRET","o":"a-token-of-some-length","kind":"car","what":"a grey van","where":"the mill","at":"2031-03-13T18:00:00Z","lang":"en"}`,
		`{"s":"SECRET","o":"a-token-of-some-length-2","kind":"none of them","at":"yesterday","lang":"a language that is long"}   `,
		`{"s":"SECRET","o":"short","kind":"help"}`, `{"s":"another","o":"a-token-of-some-length"}`, `{"s":["SECRET"],"o":{}}`, `{"s":"SECRET"`, "{\"s\"\xf8[\"SECRET\"],\"o\":{}}", `null`, `[]`, ``,
	} {
		f.Add([]byte(seed))
	}
	n := 0
	f.Fuzz(func(t *testing.T, words []byte) {
		n++
		plain := strings.ReplaceAll(string(words), "SECRET", kit.Secret)
		before := held(t, w, ann)
		status := posted(w, n, keeps(t, kit, plain))
		again := posted(w, n, keeps(t, kit, plain))
		after := held(t, w, ann)
		switch {
		case status != again:
			t.Errorf("%d, and the same again %d", status, again)
		case status == 204 && strings.Contains(plain, kit.Secret) && after-before <= 1:
		case status == 404 && after == before:
		default:
			t.Errorf("%d: %d reports are now %d", status, before, after)
		}
	})
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
		if got := posted(w, n, body); got != 404 {
			t.Errorf("%d", got)
		}
	})
}
