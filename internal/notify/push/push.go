// Package push sends a sentence to a browser (RFC 8030, 8291, 8292). The service
// in between sees that something of a fixed size came, and when.
package push

import (
	"context"
	"encoding/json"
	"net/http"

	webpush "github.com/SherClockHolmes/webpush-go"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/outward"
)

// Options are a browser's subscription and the desk's own key pair.
type Options struct {
	Name         string
	Subscription json.RawMessage // as the browser gives it
	Public       string          // VAPID keys, base64url
	Private      string
	Contact      string // where a push service may complain: a mailto: or https: address
	Inside       bool   // the push service is in the house on purpose
	Trusted      http.RoundTripper
}

// Channel sends to one browser.
type Channel struct {
	o    Options
	sub  webpush.Subscription
	http *outward.Client
}

// New checks the options; it does not dial.
func New(o Options) (*Channel, error) {
	var sub webpush.Subscription
	if err := json.Unmarshal(o.Subscription, &sub); err != nil || sub.Keys.Auth == "" || sub.Keys.P256dh == "" || o.Private == "" || o.Public == "" {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a push channel needs a browser's subscription and a key pair", Hint: "write subscription as the browser gives it; outrider channels keys makes a pair", Err: err}
	}
	c, err := outward.New(sub.Endpoint, outward.Options{Inside: o.Inside, Trusted: o.Trusted})
	if err != nil {
		return nil, err
	}
	return &Channel{o: o, sub: sub, http: c}, nil
}

// Keys makes a key pair for VAPID.
func Keys() (private, public string, err error) { return webpush.GenerateVAPIDKeys() }

// Name is the channel's own.
func (c *Channel) Name() string { return c.o.Name }

// day is how long, in seconds, a push service keeps what it cannot deliver.
const day = 24 * 60 * 60

// Send encrypts the sentence for the browser and hands it to its push service.
func (c *Channel) Send(ctx context.Context, m notify.Message) error {
	body, err := json.Marshal(map[string]string{"body": string(m.Sentence), "tag": m.ID})
	if err != nil {
		return err
	}
	urgency := webpush.UrgencyNormal
	if m.Level == outrider.LevelAct {
		urgency = webpush.UrgencyHigh
	}
	_, err = webpush.SendNotificationWithContext(ctx, body, &c.sub, &webpush.Options{HTTPClient: doer{c.http}, TTL: day, Urgency: urgency,
		Subscriber: c.o.Contact, VAPIDPublicKey: c.o.Public, VAPIDPrivateKey: c.o.Private})
	return err
}

// doer lets the library send through the one way out.
type doer struct{ *outward.Client }

func (d doer) Do(r *http.Request) (*http.Response, error) {
	if err := d.Send(r); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusCreated, Body: http.NoBody}, nil
}
