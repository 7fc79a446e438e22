// Package webhook posts a sentence to a program, signed by the Standard Webhooks
// scheme 1.0.0, so that whoever receives it can tell that it came from here, and
// when.
package webhook

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/outward"
)

// Options of a webhook.
type Options struct {
	Name    string
	URL     string
	Secret  string // whsec_ and base64 of 24 to 64 bytes (HMAC), or whsk_ and base64 of an Ed25519 key
	Inside  bool
	Clock   func() time.Time
	Trusted http.RoundTripper
}

// Channel posts to one address.
type Channel struct {
	o    Options
	sign Signer
	http *outward.Client
}

// Signer signs what the scheme says is signed.
type Signer func(signed []byte) string

// New checks the options; it does not dial.
func New(o Options) (*Channel, error) {
	sign, err := NewSigner(o.Secret)
	if err != nil {
		return nil, err
	}
	c, err := outward.New(o.URL, outward.Options{Inside: o.Inside, Trusted: o.Trusted})
	if err != nil {
		return nil, err
	}
	return &Channel{o: o, sign: sign, http: c}, nil
}

// NewSigner reads a secret. Ed25519 is to be preferred: who checks a signature
// then cannot make one.
func NewSigner(secret string) (Signer, error) {
	if s, ok := strings.CutPrefix(secret, "whsk_"); ok {
		if key, err := base64.StdEncoding.DecodeString(s); err == nil && (len(key) == ed25519.PrivateKeySize || len(key) == ed25519.SeedSize) {
			private := ed25519.NewKeyFromSeed(key[:ed25519.SeedSize])
			return func(b []byte) string { return "v1a," + base64.StdEncoding.EncodeToString(ed25519.Sign(private, b)) }, nil
		}
	}
	if s, ok := strings.CutPrefix(secret, "whsec_"); ok {
		if key, err := base64.StdEncoding.DecodeString(s); err == nil && len(key) >= 24 && len(key) <= 64 {
			return func(b []byte) string {
				h := hmac.New(sha256.New, key)
				h.Write(b)
				return "v1," + base64.StdEncoding.EncodeToString(h.Sum(nil))
			}, nil
		}
	}
	return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a webhook needs a secret", Hint: "whsec_ and 24 to 64 bytes in base64, or whsk_ and an Ed25519 key in base64"}
}

// Name is the channel's own.
func (c *Channel) Name() string { return c.o.Name }

// payload is all that is posted: whoever wants more asks the desk, and is asked who
// they are.
type payload struct {
	Type      string `json:"type"`
	Timestamp string `json:"timestamp"`
	Data      data   `json:"data"`
}

type data struct {
	Level    outrider.Level  `json:"level"`
	Sentence notify.Sentence `json:"sentence"`
}

// Send posts; any answer of 2xx means that it was taken.
func (c *Channel) Send(ctx context.Context, m notify.Message) error {
	now := c.o.Clock()
	body, err := json.Marshal(payload{Type: "duty", Timestamp: now.UTC().Format(time.RFC3339), Data: data{m.Level, m.Sentence}})
	if err != nil {
		return err
	}
	at := strconv.FormatInt(now.Unix(), 10)
	return c.http.Do(ctx, outward.Request{Method: http.MethodPost, Body: bytes.NewReader(body), Header: map[string]string{
		"Content-Type": "application/json", "webhook-id": m.ID, "webhook-timestamp": at,
		"webhook-signature": c.sign([]byte(m.ID + "." + at + "." + string(body)))}})
}
