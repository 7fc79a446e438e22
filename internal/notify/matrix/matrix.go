// Package matrix sends a sentence into a Matrix room (client-server API v1.11,
// section 10.5). The room should be encrypted at rest by its server or hold nothing
// else: the sentence is sent as it is.
package matrix

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

// Options of a room.
type Options struct {
	Name    string
	URL     string // of the home server
	Token   string // access token of an account of its own
	Room    string // !id:server
	Inside  bool
	Trusted http.RoundTripper
}

// Channel writes into one room.
type Channel struct {
	o    Options
	http *outward.Client
}

// New checks the options; it does not dial.
func New(o Options) (*Channel, error) {
	if o.Token == "" || !strings.HasPrefix(o.Room, "!") {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a Matrix channel needs a token and a room", Hint: "write the room's id, which begins with !, and an access token"}
	}
	c, err := outward.New(o.URL, outward.Options{Inside: o.Inside, Trusted: o.Trusted})
	if err != nil {
		return nil, err
	}
	return &Channel{o: o, http: c}, nil
}

// Name is the channel's own.
func (c *Channel) Name() string { return c.o.Name }

// Send puts the sentence into the room. The message's id is the transaction's: a
// server takes it once however often it is sent.
func (c *Channel) Send(ctx context.Context, m notify.Message) error {
	room := c.o.Room
	if m.To != "" {
		room = m.To
	}
	body, err := json.Marshal(map[string]string{"msgtype": "m.text", "body": string(m.Sentence)})
	if err != nil {
		return err
	}
	return c.http.Do(ctx, outward.Request{Method: http.MethodPut, Body: bytes.NewReader(body),
		Path:   []string{"_matrix", "client", "v3", "rooms", room, "send", "m.room.message", m.ID},
		Header: map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + c.o.Token}})
}
