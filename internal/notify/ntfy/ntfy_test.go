package ntfy_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/ntfy"
)

func TestSend(t *testing.T) {
	var got []string
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.Path+" "+r.Header.Get("Priority")+" "+r.Header.Get("Firebase")+" "+string(b))
	}))
	defer s.Close()
	c, err := ntfy.New(ntfy.Options{Name: "n", URL: s.URL, Topic: "k3v9q2m7x1p8t4w6", Trusted: s.Client().Transport})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []outrider.Level{outrider.LevelAct, outrider.LevelLook} {
		if err := c.Send(t.Context(), notify.Message{ID: "a", Level: l, Sentence: notify.SentenceOf(l, 1)}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"POST /k3v9q2m7x1p8t4w6 urgent no " + string(notify.DutyNow), "POST /k3v9q2m7x1p8t4w6 default no " + string(notify.DutyWaits)}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("published %q", got)
	}
}

// A topic that can be guessed can be read.
func TestAGuessableTopicIsRefused(t *testing.T) {
	if _, err := ntfy.New(ntfy.Options{Name: "n", URL: "https://ntfy.example.org", Topic: "desk"}); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Error(err)
	}
	if _, err := ntfy.New(ntfy.Options{Name: "n", URL: "https://ntfy.example.org", Topic: "desk", Token: "tk_x"}); err != nil {
		t.Error(err)
	}
}
