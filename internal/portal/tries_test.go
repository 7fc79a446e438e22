package portal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/portal/portaltest"
)

// typed sends a number and a code from a place, and returns all that comes back.
func typed(w *portaltest.World, place, number, code string) *http.Response {
	r := httptest.NewRequest("POST", "/", strings.NewReader(url.Values{"number": {number}, "code": {code}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = place + ":99"
	rec := httptest.NewRecorder()
	w.Pages.ServeHTTP(rec, r)
	return rec.Result()
}

func bytesOf(t *testing.T, res *http.Response) string {
	t.Helper()
	var b strings.Builder
	if err := res.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Whoever tries codes gets the same bytes, try by try, for a number that is somebody's
// and for one that is nobody's: slowed, past the alert, and while the person comes in
// from elsewhere. The person can read of it, with what to do.
func TestWrongCodesTellNothing(t *testing.T) {
	w := portaltest.New(t)
	ann := w.Person("K-01", "en")
	number := w.Number(ann)
	for i := range 40 {
		some, none := bytesOf(t, typed(w, "10.0.0.1", number, "not the code")), bytesOf(t, typed(w, "10.0.0.2", "00000000", "not the code"))
		if some != none {
			t.Fatalf("try %d (-somebody's +nobody's):\n%s", i, cmp.Diff(some, none))
		}
		w.Wait(20 * time.Second)
		if i%10 == 9 {
			if _, err := w.Desk.Tick(w.Ctx); err != nil {
				t.Fatal(err)
			}
			if res := typed(w, "10.0.0.3", number, portaltest.Code); res.Header.Get("Location") != "/home" {
				t.Errorf("after try %d the person cannot come in: %d", i, res.StatusCode)
			}
		}
	}
	p := newPhone(t, w).comesIn(number, portaltest.Code)
	p.get("/data").shows(200, "someone had tried wrong codes", "You get a new number.")
	p.get("/home").shows(200, "!wrong codes")
}

// Somebody who tries a code each second, for a quarter of an hour, from ten places in turn, keeps nobody
// out who comes from another for longer than a quarter of a minute; and spaces within a
// number do not make another one of it.
func TestNobodyIsShutOut(t *testing.T) {
	w := portaltest.New(t)
	number := w.Number(w.Person("K-01", "en"))
	longest, waits := 0, -1 // seconds; below 0: they do not want to come in
	for second := range 900 {
		typed(w, fmt.Sprintf("10.0.1.%d", second%10), number[:second%8]+" "+number[second%8:], "not the code")
		w.Wait(time.Second)
		if second%100 == 0 {
			waits = 0
		}
		if waits < 0 {
			continue
		}
		if typed(w, "10.0.0.2", number, portaltest.Code).Header.Get("Location") == "/home" {
			longest, waits = max(longest, waits), -1
		} else {
			waits++
		}
	}
	if longest > 15 || waits >= 0 {
		t.Errorf("the person waits for up to %d seconds; at the end for %d", longest, waits)
	}
	t.Logf("the person waits for up to %d seconds", longest)
}
