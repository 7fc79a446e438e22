package fetch_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/watchlist/fetch"
)

// TestGet fetches whole lists over https from a server on this machine, and refuses
// everything else.
func TestGet(t *testing.T) {
	var plain *httptest.Server
	mux := http.NewServeMux()
	mux.HandleFunc("/list.csv", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "" || r.URL.RawQuery != "" {
			t.Error("the request says more than it must")
		}
		_, _ = w.Write([]byte("key,name\nK1,Ansel Larchwood\n")) // the client reads it or the test fails
	})
	mux.HandleFunc("/large.csv", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(strings.Repeat("x", 5000))) // likewise
	})
	mux.HandleFunc("/short.csv", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "4000")
		_, _ = w.Write([]byte("key,name\n")) // cut on purpose
	})
	mux.HandleFunc("/on", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/list.csv", http.StatusFound) })
	mux.HandleFunc("/down", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, plain.URL+"/list.csv", http.StatusFound)
	})
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	plain = httptest.NewServer(mux)
	defer plain.Close()
	safe := httptest.NewTLSServer(mux)
	defer safe.Close()
	c := fetch.Client(safe.Client().Transport)
	for _, path := range []string{"/list.csv", "/on"} {
		if got, err := fetch.Get(t.Context(), c, safe.URL+path, 4096); err != nil || !strings.Contains(string(got), "K1,Ansel") {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	for _, bad := range []string{plain.URL + "/list.csv", safe.URL + "/large.csv", safe.URL + "/short.csv", safe.URL + "/down", safe.URL + "/round", safe.URL + "/none",
		"file:///etc/hosts", "https://", strings.Replace(safe.URL, "https://", "https://user:pass@", 1) + "/list.csv", "::"} {
		_, err := fetch.Get(t.Context(), c, bad, 4096)
		if outrider.CodeOf(err) != outrider.CodeStorage || outrider.HintText(err) == "" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
