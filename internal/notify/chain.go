package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"outrider"
)

// patience is how long one channel may take before the next is tried.
const patience = 20 * time.Second

// Health is what is known of one channel.
type Health struct {
	Name     string    `json:"name"`
	Kind     string    `json:"kind"`
	Untested string    `json:"untested,omitempty"` // what its makers held it against, where that was no live service
	Success  time.Time `json:"last_success,omitzero"`
	Failure  time.Time `json:"last_failure,omitzero"`
	Why      string    `json:"why,omitempty"` // of the last failure; safe to show
}

// Failing reports whether the last thing heard of a channel is a failure.
func (h Health) Failing() bool { return h.Failure.After(h.Success) }

// Link is a channel in a chain.
type Link struct {
	Channel  Channel
	Kind     string
	Untested string         // what its makers held it against, where that was no live service
	Least    outrider.Level // carries nothing below it; empty: everything
}

// Chain tries channels one after the other until one takes a message, and keeps
// what it knows of each. It is safe for concurrent use.
type Chain struct {
	clock func() time.Time
	links []Link
	mu    sync.Mutex
	state []Health
}

// NewChain makes a chain that tries the links in their order.
func NewChain(clock func() time.Time, links ...Link) *Chain {
	c := &Chain{clock: clock, links: links}
	for _, l := range links {
		c.state = append(c.state, Health{Name: l.Channel.Name(), Kind: l.Kind, Untested: l.Untested})
	}
	return c
}

// Deliver hands a message to the first channel that takes it and says which. Where
// none does, the message stays where it was; the error says why of each.
func (c *Chain) Deliver(ctx context.Context, m Message) (string, error) {
	var failed []error
	for i, l := range c.links {
		if l.Least == outrider.LevelAct && m.Level != outrider.LevelAct {
			continue
		}
		err := c.try(ctx, i, m)
		if err == nil {
			return l.Channel.Name(), nil
		}
		failed = append(failed, err)
		if ctx.Err() != nil {
			break
		}
	}
	if len(failed) == 0 {
		return "", &outrider.Error{Code: outrider.CodeNotFound, Safe: "no channel carries this message", Hint: "add a channel, or lower its least level"}
	}
	return "", errors.Join(failed...)
}

// Trial sends the trial sentence over one channel, whatever the others do.
func (c *Chain) Trial(ctx context.Context, name, id string) error {
	return c.Over(ctx, name, Message{ID: id, Level: outrider.LevelLook, Sentence: Trial})
}

// Over hands a message to one channel and no other, whatever its least level.
func (c *Chain) Over(ctx context.Context, name string, m Message) error {
	for i, l := range c.links {
		if l.Channel.Name() == name {
			return c.try(ctx, i, m)
		}
	}
	return &outrider.Error{Code: outrider.CodeNotFound, Safe: "there is no such channel", Hint: "outrider channels list shows them"}
}

func (c *Chain) try(ctx context.Context, i int, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	m.ID = outside(m)
	err := c.links[i].Channel.Send(ctx, m)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		c.state[i].Success = c.clock()
		return nil
	}
	if Refused(m, err) {
		return err
	}
	c.state[i].Failure, c.state[i].Why = c.clock(), outrider.SafeText(err)
	return err
}

// outside is the name under which a message leaves the house: the same at every
// attempt to one receiver, and nothing else. The desk's own would tell a provider what
// it is about and which step it is, tie one receiver to another, and could be looked
// up in a copy of the ledger's envelopes.
func outside(m Message) string {
	h := sha256.Sum256([]byte("message\x00" + m.ID + "\x00" + m.To))
	return hex.EncodeToString(h[:16])
}

// Health lists what is known of every channel, in their order.
func (c *Chain) Health() []Health {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Health(nil), c.state...)
}
