package notify_test

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/notify"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// channel takes messages while it is well.
type channel struct {
	name string
	sick bool
	got  []notify.Message
}

func (c *channel) Name() string { return c.name }

func (c *channel) Send(_ context.Context, m notify.Message) error {
	if c.sick {
		return &outrider.Error{Code: outrider.CodeUnavailable, Safe: "the channel cannot be reached", Err: errors.New("to +442079460000")}
	}
	c.got = append(c.got, m)
	return nil
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func chain(cs ...*channel) *notify.Chain {
	var links []notify.Link
	for _, c := range cs {
		links = append(links, notify.Link{Channel: c, Kind: "invented"})
	}
	return notify.NewChain(func() time.Time { return noon }, links...)
}

// Where the first fails the second is tried, and what is known of each can be shown
// without an address in it.
func TestFallBack(t *testing.T) {
	a, b := &channel{name: "a", sick: true}, &channel{name: "b"}
	c := chain(a, b)
	m := notify.Message{ID: "m", Level: outrider.LevelAct, Sentence: notify.DutyNow}
	if took, err := c.Deliver(t.Context(), m); err != nil || took != "b" {
		t.Errorf("took %q, %v", took, err)
	}
	want := []notify.Health{{Name: "a", Kind: "invented", Failure: noon, Why: "the channel cannot be reached"}, {Name: "b", Kind: "invented", Success: noon}}
	if diff := cmp.Diff(want, c.Health()); diff != "" {
		t.Errorf("health (-want +got):\n%s", diff)
	}
	if h := c.Health(); !h[0].Failing() || h[1].Failing() {
		t.Errorf("failing: %+v", h)
	}
	b.sick = true
	if took, err := c.Deliver(t.Context(), m); err == nil || took != "" {
		t.Errorf("nobody took it, and it says %q, %v", took, err)
	}
}

// The first channel that is well takes a message, once; where none is, it is said.
func TestOneChannelTakesIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cs []*channel
		var links []notify.Link
		first := -1
		level := rapid.SampledFrom([]outrider.Level{outrider.LevelAct, outrider.LevelLook}).Draw(t, "level")
		for i := range rapid.IntRange(0, 5).Draw(t, "channels") {
			c := &channel{name: string(rune('a' + i)), sick: rapid.Bool().Draw(t, "sick")}
			least := rapid.SampledFrom([]outrider.Level{"", outrider.LevelAct, outrider.LevelLook}).Draw(t, "least")
			if first < 0 && !c.sick && (level == outrider.LevelAct || least != outrider.LevelAct) {
				first = i
			}
			cs, links = append(cs, c), append(links, notify.Link{Channel: c, Least: least})
		}
		took, err := notify.NewChain(func() time.Time { return noon }, links...).Deliver(context.Background(), notify.Message{ID: "m", Level: level})
		if (err == nil) != (first >= 0) || first >= 0 && took != cs[first].name {
			t.Fatalf("took %q, %v; the first that is well is %d", took, err, first)
		}
		for i, c := range cs {
			if want := i == first; (len(c.got) == 1) != want || len(c.got) > 1 {
				t.Fatalf("channel %d got %d", i, len(c.got))
			}
		}
	})
}

// A trial reaches its channel and no other, and says that nothing is wrong.
func TestTrial(t *testing.T) {
	a, b := &channel{name: "a"}, &channel{name: "b"}
	c := chain(a, b)
	if err := c.Trial(t.Context(), "b", "t-1"); err != nil || len(a.got) != 0 || len(b.got) != 1 || b.got[0].Sentence != notify.Trial {
		t.Errorf("%v, a got %v, b got %v", err, a.got, b.got)
	}
	if err := c.Trial(t.Context(), "c", "t-1"); outrider.CodeOf(err) != outrider.CodeNotFound {
		t.Error(err)
	}
}

// Every level has a sentence of the list, for one duty and for many; a number is in
// none of them.
func TestSentences(t *testing.T) {
	for _, l := range []outrider.Level{outrider.LevelAct, outrider.LevelLook, "of tomorrow"} {
		for _, n := range []int{0, 1, 2, 10_000} {
			if s := notify.SentenceOf(l, n); !slices.Contains(notify.Sentences, s) {
				t.Errorf("%s, %d duties: says %q", l, n, s)
			}
		}
	}
	for _, s := range notify.Sentences {
		if strings.ContainsAny(string(s), "0123456789") {
			t.Errorf("%q counts", s)
		}
	}
}

// The desk's own id of a message says which duty and which step it is, and stays in the
// house. What leaves is the same at each attempt, and another for each receiver.
func TestTheDesksIDsStayInTheHouse(t *testing.T) {
	a := &channel{name: "a"}
	c := chain(a)
	m := notify.Message{ID: "d-0123456789abcdef01234567-contact-2", Sentence: notify.Contact}
	for _, to := range []string{"one", "one", "other"} {
		m.To = to
		if err := c.Over(t.Context(), "a", m); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Deliver(t.Context(), notify.Message{ID: m.ID}); err != nil {
		t.Fatal(err)
	}
	ids := []string{a.got[0].ID, a.got[1].ID, a.got[2].ID, a.got[3].ID}
	if ids[0] != ids[1] || ids[0] == ids[2] || ids[0] == ids[3] || ids[2] == ids[3] {
		t.Errorf("ids %q", ids)
	}
	hash := regexp.MustCompile(`^[0-9a-f]{32}$`)
	for _, id := range ids {
		if !hash.MatchString(id) || strings.Contains(id, "0123456789") {
			t.Errorf("%q leaves the house", id)
		}
	}
}
