package webhook_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/webhook"
)

// The vector that the scheme's own libraries are tested with.
func TestTheSchemesVector(t *testing.T) {
	sign, err := webhook.NewSigner("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := sign([]byte(`msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signed %q, want %q", got, want)
	}
}

func TestWhatIsNoSecret(t *testing.T) {
	for _, s := range []string{"", "whsec_", "whsec_c2hvcnQ=", "whsk_c2hvcnQ=", "whsec_!", "secret"} {
		if _, err := webhook.NewSigner(s); outrider.CodeOf(err) != outrider.CodeInvalid {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// Whoever receives a message can check who sent it and when, and finds nothing in
// it but the sentence.
func TestSend(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	var header http.Header
	var body []byte
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		header = r.Header.Clone()
		body, _ = io.ReadAll(r.Body)
	}))
	defer s.Close()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	c, err := webhook.New(webhook.Options{Name: "pager", URL: s.URL + "/in", Secret: "whsk_" + base64.StdEncoding.EncodeToString(private),
		Clock: func() time.Time { return now }, Trusted: s.Client().Transport})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Send(t.Context(), notify.Message{ID: "a-1", Level: outrider.LevelAct, Sentence: notify.DutyNow}); err != nil {
		t.Fatal(err)
	}
	sig, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(header.Get("webhook-signature"), "v1a,"))
	signed := header.Get("webhook-id") + "." + header.Get("webhook-timestamp") + "." + string(body)
	if err != nil || !ed25519.Verify(public, []byte(signed), sig) {
		t.Errorf("the signature %q does not hold", header.Get("webhook-signature"))
	}
	var got map[string]any
	if err := json.Unmarshal(body, &got); err != nil || len(got) != 3 || got["type"] != "duty" || got["timestamp"] != "2026-03-01T12:00:00Z" {
		t.Errorf("posted %s", body)
	}
	if header.Get("webhook-id") != "a-1" || header.Get("webhook-timestamp") != "1772366400" {
		t.Errorf("headers %v", header)
	}
}
