package console_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/console"
)

// A message says that a duty waits, and how loudly; it names nobody and nothing.
func TestSend(t *testing.T) {
	for level, want := range map[outrider.Level]string{
		outrider.LevelAct:  "\aA duty needs you now. Open the desk.\n",
		outrider.LevelLook: "A duty waits for you. Open the desk when convenient.\n",
	} {
		var b bytes.Buffer
		if err := console.New(&b).Send(t.Context(), notify.Message{Level: level, Sentence: notify.SentenceOf(level, 1)}); err != nil || b.String() != want {
			t.Errorf("%s: %q, %v", level, b.String(), err)
		}
	}
	if s := notify.SentenceOf("a level of tomorrow", 1); !strings.Contains(string(s), "waits") {
		t.Errorf("an unknown level says %q", s)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no terminal") }

// A call that was not made is never reported as made.
func TestABrokenTerminalIsAnError(t *testing.T) {
	c := console.New(broken{})
	if err := c.Send(t.Context(), notify.Message{Level: outrider.LevelAct, Sentence: notify.DutyNow}); err == nil {
		t.Error("it says that it rang")
	}
	if c.Name() == "" {
		t.Error("a channel has a name")
	}
}
