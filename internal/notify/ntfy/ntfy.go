// Package ntfy publishes a sentence to a topic of an ntfy server. A topic is as
// secret as its name is long: whoever knows it can read it, and learns that
// somebody has a duty.
package ntfy

import (
	"context"
	"net/http"
	"strings"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/outward"
)

// Options of a topic.
type Options struct {
	Name    string
	URL     string // of the server
	Topic   string
	Token   string // empty: an open topic
	Inside  bool
	Trusted http.RoundTripper
}

// leastTopic is how long a topic's name must be, so that nobody guesses it.
const leastTopic = 16

// Channel publishes to one topic.
type Channel struct {
	o    Options
	http *outward.Client
}

// New checks the options; it does not dial.
func New(o Options) (*Channel, error) {
	if len(o.Topic) < leastTopic && o.Token == "" {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "an open topic needs a name that nobody can guess", Hint: "write 16 random letters and digits or more, or a token"}
	}
	c, err := outward.New(o.URL, outward.Options{Inside: o.Inside, Trusted: o.Trusted})
	if err != nil {
		return nil, err
	}
	return &Channel{o: o, http: c}, nil
}

// Name is the channel's own.
func (c *Channel) Name() string { return c.o.Name }

// Send publishes. The server is told to leave Google's messaging out of it.
func (c *Channel) Send(ctx context.Context, m notify.Message) error {
	topic := c.o.Topic
	if m.To != "" {
		topic = m.To
	}
	priority := "default"
	if m.Level == outrider.LevelAct {
		priority = "urgent"
	}
	h := map[string]string{"Content-Type": "text/plain", "Priority": priority, "Firebase": "no"}
	if c.o.Token != "" {
		h["Authorization"] = "Bearer " + c.o.Token
	}
	return c.http.Do(ctx, outward.Request{Method: http.MethodPost, Path: []string{topic}, Header: h, Body: strings.NewReader(string(m.Sentence))})
}
