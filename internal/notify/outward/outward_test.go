package outward_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/notify/outward"
)

// Only https leaves the house, and nothing with a password in its address.
func TestAddresses(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://push.example.org/x": true, "http://push.example.org/x": false, "https://user:word@example.org": false,
		"ftp://example.org": false, "://": false, "": false, "https:///path": false,
	} {
		if _, err := outward.New(address, outward.Options{}); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := outward.New("http://127.0.0.1:8080", outward.Options{Inside: true}); err != nil {
		t.Errorf("a bridge on this machine: %v", err)
	}
}

// An address inside the house is refused when it is dialled, whatever its name says,
// unless an administrator meant it.
func TestInsideTheHouseIsRefused(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked++ }))
	defer s.Close()
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.1.1", "[::ffff:127.0.0.1]"} {
		c, err := outward.New("https://"+host+":1/", outward.Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = c.Do(t.Context(), outward.Request{Method: http.MethodPost})
		if err == nil || !strings.Contains(outrider.SafeText(err), "inside the house") {
			t.Errorf("%s: %v", host, err)
		}
	}
	c, err := outward.New(s.URL, outward.Options{Inside: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Do(t.Context(), outward.Request{Method: http.MethodPost}); err != nil || asked != 1 {
		t.Errorf("meant: %v, asked %d times", err, asked)
	}
}

// What a host answers is a failure unless it is 2xx; a redirect is not followed.
func TestAnswers(t *testing.T) {
	followed := false
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ok":
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, strings.Repeat("x", 1<<20))
		case "/elsewhere":
			followed = true
		case "/moved":
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		default:
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	defer s.Close()
	c, err := outward.New(s.URL, outward.Options{Inside: true})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"ok": "", "moved": "answered 307", "no": "answered 401"} {
		err := c.Do(t.Context(), outward.Request{Method: http.MethodPost, Path: []string{path}})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(outrider.SafeText(err), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if followed {
		t.Error("a redirect was followed")
	}
}

// What stands in a path is one part of it, whatever it holds.
func TestAPathIsEscaped(t *testing.T) {
	got := ""
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.URL.EscapedPath() }))
	defer s.Close()
	c, err := outward.New(s.URL+"/base", outward.Options{Inside: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Do(t.Context(), outward.Request{Method: http.MethodPut, Path: []string{"!r:ex.org", "../a/b?c"}}); err != nil {
		t.Fatal(err)
	}
	if want := "/base/%21r:ex.org/..%2Fa%2Fb%3Fc"; got != want && got != "/base/!r:ex.org/..%2Fa%2Fb%3Fc" {
		t.Errorf("asked for %q", got)
	}
}
