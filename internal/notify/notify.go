// Package notify is the port through which the desk tells a human that a duty
// waits. What it sends never names a person, a place or a selector: the sentence
// comes from a fixed list.
package notify

import (
	"context"

	"outrider"
)

// State says how far a message got. It is never better than what is known.
type State string

// The states of delivery, from worst to best.
const (
	Stored     State = "stored"      // waits on the screen
	HandedOver State = "handed-over" // given to a channel
	Read       State = "read"        // a person has opened it
)

// Channel delivers a sentence. Send returns when the channel has taken it.
type Channel interface {
	Name() string
	Send(ctx context.Context, level outrider.Level) error
}

// Sentence is all that a message says, by level.
func Sentence(level outrider.Level) string {
	if level == outrider.LevelAct {
		return "A duty needs you now. Open the desk."
	}
	return "A duty waits for you. Open the desk when convenient."
}
