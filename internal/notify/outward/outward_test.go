package outward_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

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
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "[::ffff:127.0.0.1]"} {
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

// Where machines are given their keys, by every way of writing it, nothing is sent, not
// even where an administrator allows addresses inside the house.
func TestWhereMachinesGetTheirKeysIsRefused(t *testing.T) {
	for _, host := range []string{"169.254.169.254", "169.254.1.1", "[::ffff:169.254.169.254]", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200",
		"192.0.0.192", "168.63.129.16", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::1]", "[::169.254.169.254]"} {
		for _, inside := range []bool{false, true} {
			c, err := outward.New("https://"+host+":1/latest/", outward.Options{Inside: inside})
			if err != nil {
				t.Fatal(err)
			}
			err = c.Do(t.Context(), outward.Request{Method: http.MethodPost})
			if !errors.Is(err, outward.ErrNever) || outrider.HintText(err) == "" {
				t.Errorf("%s, inside %v: %v", host, inside, err)
			}
		}
	}
}

// Ranges that lead to no public host are inside the house, however they are written.
func TestReservedRangesAreInside(t *testing.T) {
	for _, host := range []string{"100.64.0.1", "0.1.2.3", "192.0.0.8", "198.18.0.1", "240.0.0.1", "255.255.255.255", "172.16.0.1", "224.0.0.1", "[fc00::1]", "[fec0::1]",
		"[64:ff9b::a00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::1]", "[::10.0.0.1]", "[::]"} {
		c, err := outward.New("https://"+host+":1/", outward.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err = c.Do(t.Context(), outward.Request{Method: http.MethodPost}); !errors.Is(err, outward.ErrInside) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// An address can be a secret: no face of an error holds it, whatever went wrong.
func TestAnErrorHoldsNoAddress(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/sesame/ends" {
			panic(http.ErrAbortHandler)
		}
		<-r.Context().Done()
	}))
	defer s.Close()
	late, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	for address, ctx := range map[string]context.Context{s.URL + "/sesame/ends": t.Context(), s.URL + "/sesame": late, "http://127.0.0.1:1/sesame": t.Context(), "http://nobody.invalid/sesame": t.Context()} {
		c, err := outward.New(address, outward.Options{Inside: true})
		if err != nil {
			t.Fatal(err)
		}
		err = c.Do(ctx, outward.Request{Method: http.MethodPost})
		if err == nil || strings.Contains(err.Error()+outrider.HintText(err), "sesame") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// A certificate of somebody else is told apart from a host that is down.
func TestAStrangersCertificateIsRefused(t *testing.T) {
	asked := false
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer s.Close()
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	c, err := outward.New(s.URL, outward.Options{Inside: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Do(t.Context(), outward.Request{Method: http.MethodPost}); err == nil || asked || !strings.Contains(outrider.SafeText(err), "certificate that does not hold") {
		t.Errorf("asked %v: %v", asked, err)
	}
}

// What was taken is taken, however slowly the answer drips: whoever is told next does
// not wait for it.
func TestAnAnswerThatDripsHoldsNobodyUp(t *testing.T) {
	gone := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		<-r.Context().Done() // never ends by itself
		close(gone)
	}))
	defer s.Close()
	c, err := outward.New(s.URL, outward.Options{Inside: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Do(t.Context(), outward.Request{Method: http.MethodPost}); err != nil {
		t.Error(err)
	}
	<-gone
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
