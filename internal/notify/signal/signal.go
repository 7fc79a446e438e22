// Package signal sends a sentence through a bridge to Signal that runs beside the
// desk (signal-cli-rest-api, POST /v2/send). Signal has no interface of its own for
// programs, so the bridge holds the account and its keys.
package signal

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/outward"
)

// Options of a bridge.
type Options struct {
	Name    string
	URL     string // of the bridge, mostly http://127.0.0.1:8080 with Inside
	From    string // the account's number, with +
	To      []string
	Inside  bool
	Trusted http.RoundTripper
}

// Channel sends through one bridge.
type Channel struct {
	o    Options
	http *outward.Client
}

// New checks the options; it does not dial.
func New(o Options) (*Channel, error) {
	if !strings.HasPrefix(o.From, "+") || len(o.To) == 0 {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a Signal channel needs the bridge's number and whom to reach", Hint: "write from with +, and to as a list of numbers"}
	}
	c, err := outward.New(o.URL, outward.Options{Inside: o.Inside, Trusted: o.Trusted})
	if err != nil {
		return nil, err
	}
	return &Channel{o: o, http: c}, nil
}

// Name is the channel's own.
func (c *Channel) Name() string { return c.o.Name }

// Send hands the sentence to the bridge.
func (c *Channel) Send(ctx context.Context, m notify.Message) error {
	to := c.o.To
	if m.To != "" {
		to = []string{m.To}
	}
	body, err := json.Marshal(struct {
		Message    string   `json:"message"`
		Number     string   `json:"number"`
		Recipients []string `json:"recipients"`
	}{string(m.Sentence), c.o.From, to})
	if err != nil {
		return err
	}
	return c.http.Do(ctx, outward.Request{Method: http.MethodPost, Path: []string{"v2", "send"}, Body: bytes.NewReader(body), Header: map[string]string{"Content-Type": "application/json"}})
}
