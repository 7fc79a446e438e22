// Package console delivers by writing to the terminal from which the desk was
// started: the least a running desk can do.
package console

import (
	"context"
	"fmt"
	"io"
	"sync"

	"outrider"
	"outrider/internal/notify"
)

// Channel writes one line a message.
type Channel struct {
	mu sync.Mutex
	w  io.Writer
}

// New writes to w.
func New(w io.Writer) *Channel { return &Channel{w: w} }

// Name is "console".
func (c *Channel) Name() string { return "console" }

// Send writes the sentence, with the bell for what cannot wait.
func (c *Channel) Send(_ context.Context, m notify.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	bell := ""
	if m.Level == outrider.LevelAct {
		bell = "\a"
	}
	_, err := fmt.Fprintf(c.w, "%s%s\n", bell, m.Sentence)
	return err
}
