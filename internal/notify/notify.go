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

// Sentence is all that a message says.
type Sentence string

// The sentences. There are no others: whoever reads a pager over a shoulder, or a
// mail at a provider, learns that somebody has a duty, or more than one, and nothing
// more.
const (
	DutyNow    Sentence = "A duty needs you now. Open the desk."
	DutiesNow  Sentence = "Duties need you now. Open the desk."
	DutyWaits  Sentence = "A duty waits for you. Open the desk when convenient."
	DutiesWait Sentence = "Duties wait for you. Open the desk when convenient."
	CheckIn    Sentence = "It is time to say that all is well."
	Contact    Sentence = "Please get in touch with the person who asked you to, as you agreed."
	Contacts   Sentence = "Please get in touch with the people who asked you to, as you agreed."
	Trial      Sentence = "This is a trial. Nothing is wrong and nothing needs doing."
)

// Sentences lists them.
var Sentences = []Sentence{DutyNow, DutiesNow, DutyWaits, DutiesWait, CheckIn, Contact, Contacts, Trial}

// SentenceOf is what a message about so many duties says, the loudest of which is of
// a level.
func SentenceOf(level outrider.Level, duties int) Sentence {
	switch {
	case level == outrider.LevelAct && duties > 1:
		return DutiesNow
	case level == outrider.LevelAct:
		return DutyNow
	case duties > 1:
		return DutiesWait
	}
	return DutyWaits
}

// Message is one sentence on its way to one human.
type Message struct {
	ID       string // the same for every attempt, so that a channel that can tells it once
	Level    outrider.Level
	Sentence Sentence
	To       string // address on this channel; empty: the channel's own
}

// Refused reports whether a channel that works took no message for this one receiver:
// a mistyped address of one person must not make the desk think that nobody can be told.
func Refused(m Message, err error) bool {
	return err != nil && m.To != "" && outrider.CodeOf(err) == outrider.CodeInvalid
}

// Channel hands a message over to something that carries it. Send returns when it
// was taken; an error means that it was not, or that nobody knows.
//
// An error of outrider.CodeInvalid says that the channel works and takes no message for
// this receiver; Refused tells it apart.
type Channel interface {
	Name() string
	Send(ctx context.Context, m Message) error
}
