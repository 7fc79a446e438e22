package channels_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/channels"
)

// What leaves over any channel of the file is the sentence in a fixed wrapping: two
// sentences of one level differ in nothing else. Mail and push, which leave as
// SMTP and as ciphertext, are held to the same in their own packages.
func TestASentenceAndNothingElse(t *testing.T) {
	var body string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		body = string(b)
		w.WriteHeader(http.StatusOK)
	}))
	defer s.Close()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f, err := channels.Read([]byte(strings.ReplaceAll(`{"channels": [
  {"name": "pager", "kind": "webhook", "inside": true, "url": "URL/in", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
  {"name": "room", "kind": "matrix", "inside": true, "url": "URL", "token": "t", "room": "!r:example.org"},
  {"name": "phone", "kind": "ntfy", "inside": true, "url": "URL", "topic": "k3v9q2m7x1p8t4w6"},
  {"name": "bridge", "kind": "signal", "inside": true, "url": "URL", "from": "+442079460000", "to": ["+442079460001"]}
]}`, "URL", s.URL)))
	if err != nil {
		t.Fatal(err)
	}
	links, err := f.Links(channels.Options{Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range links {
		for _, level := range []outrider.Level{outrider.LevelAct, outrider.LevelLook} {
			wrapping := map[string]bool{}
			for i, said := range notify.Sentences {
				if err := l.Channel.Send(t.Context(), notify.Message{ID: fmt.Sprint("m-", i), Level: level, Sentence: said}); err != nil {
					t.Fatalf("%s: %v", l.Kind, err)
				}
				if strings.Count(body, string(said)) != 1 {
					t.Errorf("%s says %q for %q", l.Kind, body, said)
				}
				wrapping[strings.Replace(body, string(said), "", 1)] = true
			}
			if len(wrapping) != 1 {
				t.Errorf("%s says more than the sentence: %v", l.Kind, wrapping)
			}
		}
	}
}
