package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"outrider"
)

// TestFetchedListsAreJudged: what is fetched is kept, or quarantined, as what is
// imported; a list that was delivered today is not old, one that was not is.
func TestFetchedListsAreJudged(t *testing.T) {
	body := "key,name\nK1,Ansel Larchwood\nK2,Idris Rowanberry\nK3,Ada Alderman\n"
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(body)) // the client reads it or the test fails
	}))
	defer srv.Close()
	now := time.Date(2031, 3, 1, 9, 0, 0, 0, time.UTC)
	var out, errw bytes.Buffer
	e := &env{ctx: t.Context(), cli: &cli{Data: t.TempDir()}, out: &out, errw: &errw, clock: func() time.Time { return now },
		getenv: func(string) string { return "" }, transport: srv.Client().Transport}
	s := outrider.ListSource{List: "own", URL: srv.URL + "/own.csv", Days: 7}
	if !e.isOld(s) {
		t.Error("a list that never came is not old")
	}
	if ok, err := e.fetchList(s); !ok || err != nil || !strings.Contains(out.String(), "3 entries kept as own") {
		t.Fatalf("%v, %v: %s", ok, err, &out)
	}
	now = now.AddDate(0, 0, 8)
	if !e.isOld(s) {
		t.Error("after eight days it is not old")
	}
	if ok, err := e.fetchList(s); !ok || err != nil || e.isOld(s) {
		t.Errorf("the same delivery again: %v, %v, old %v", ok, err, e.isOld(s))
	}
	out.Reset()
	body, now = "key,name\n", now.AddDate(0, 0, 8)
	if ok, err := e.fetchList(s); ok || err != nil || !strings.Contains(out.String(), "quarantined") || !e.isOld(s) {
		t.Errorf("an empty delivery: %v, %v: %s", ok, err, &out)
	}
	if _, err := switchedOn([]outrider.ListSource{{List: "own", Days: 7}}, []string{"own"}); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Errorf("fetching is off by default: %v", err)
	}
}
