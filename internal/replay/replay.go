// Package replay feeds documented cases to a real desk under a set clock, and
// writes down what the desk would have said and when. Nothing but the clock, the
// randomness and the ledger's engine differs from a desk in service.
//
// What comes out is an upper bound: in the reported view everybody who could
// have noticed something did, and told. It is no verdict; the score, which alone
// reads how a case ended, is a step of its own.
package replay

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/detect"
	"outrider/internal/intake"
	"outrider/internal/intake/chronology"
	"outrider/internal/precedent"
)

// Options say how cases are replayed.
type Options struct {
	View   chronology.View // empty: reported
	Tier   chronology.Tier // empty: A
	Delay  time.Duration   // between noticing and telling, in the reported view
	Assess *assess.Params
	Detect detect.Params
	Pairs  func(leaveOut []string) assess.Pairs // counted attacks, without some cases; nil: none were counted
	Zones  chronology.Zones                     // nil: every date is read in UTC
	Corpus []precedent.Case                     // the library, to name what is left out of what the engine knows
	Refuse func(intake.Refusal)                 // told of what could not be fed; nil: nobody is
}

// feed is how the chronology is to be fed.
func (o Options) feed() chronology.Options {
	return chronology.Options{View: cmp.Or(o.View, chronology.ViewReported), Tier: cmp.Or(o.Tier, chronology.TierA), Delay: o.Delay, Zones: o.Zones}
}

// Line is what a replay says about one protected person of one case; it marshals
// to one line of the replay format.
type Line struct {
	Case       string          `json:"case"`
	Protectee  string          `json:"protectee"`
	View       chronology.View `json:"view"`
	Tier       chronology.Tier `json:"tier"`
	Fed        int             `json:"fed"`  // events about this person that reached the desk
	From       *time.Time      `json:"from"` // first and last moment at which anything reached it; null where nothing did
	To         *time.Time      `json:"to"`
	Alarms     []Alarm         `json:"alarms"`
	Track      []Point         `json:"track"`
	Excluded   []string        `json:"excluded"`
	ParamsHash string          `json:"params_hash"`
}

// Alarm is one alert of the desk and the events it rests on.
type Alarm struct {
	At      time.Time      `json:"at"`
	Level   outrider.Level `json:"level"`
	Because []string       `json:"because"`
	P90     float64        `json:"p_attack_90d"` // abduction or attack within 90 days, when raised
	Rule    outrider.Rule  `json:"-"`            // which rule raised it, to see where a burden comes from
}

// Point is what the desk held to be the case at one moment: it stands until the
// next one.
type Point struct {
	At      time.Time `json:"at"`
	P       Chances   `json:"p"`
	Harm30  float64   `json:"p_harm_30d"`
	Harm90  float64   `json:"p_harm_90d"`
	Harm365 float64   `json:"p_harm_365d"`

	Base [3]float64 `json:"-"` // the base rates that stood beside the three, for the score
}

// Chances are the probabilities of the competing explanations; they add up to 1.
type Chances struct {
	Benign       float64 `json:"benign"`
	Collection   float64 `json:"collection"`
	Intimidation float64 `json:"intimidation"`
	Abduction    float64 `json:"abduction"`
	Attack       float64 `json:"attack"`
	Other        float64 `json:"other-hostile"`
}

// Run replays one case on a desk of its own, all protected people of the case
// together, and returns a line for each of them in the order of the case. The
// same input gives the same bytes.
//
// The filter learns rates from no case: its parameters are illustrations with an
// origin of their own. The slow clock uses public counts as of the set clock.
// Excluded names the cases that all of it is kept from.
func Run(ctx context.Context, f chronology.File, o Options) ([]Line, error) {
	if o.Assess != nil { // a line holds no interval, and alarms rest on none
		o.Assess = o.Assess.WithoutIntervals()
	}
	r, err := record(ctx, f, o, nil)
	if err != nil {
		return nil, err
	}
	return r.lines, nil
}

// recording is one case played through.
type recording struct {
	lines []Line
	fed   []chronology.Timed
}

// moment is told after each instant of a replay at which something was fed.
type moment func(s *stage, batch []chronology.Timed) error

func record(ctx context.Context, f chronology.File, o Options, after moment) (*recording, error) {
	how := o.feed()
	if err := how.Validate(); err != nil {
		return nil, err
	}
	if o.Assess == nil {
		return nil, outrider.Invalid("a replay needs parameters")
	}
	fed, res := chronology.Feed(f, how)
	refuse(o, res.Refused)
	lines := blank(f, o, fed)
	if len(fed) == 0 {
		return &recording{lines: lines}, nil
	}
	s, err := newStage(ctx, f.Case, fed[0].At, o)
	if err != nil {
		return nil, err
	}
	s.lines = lines
	for batch := range byInstant(fed) {
		if err := s.play(ctx, batch); err != nil {
			return nil, err
		}
		if after != nil {
			if err := after(s, batch); err != nil {
				return nil, err
			}
		}
	}
	return &recording{lines: lines, fed: fed}, nil
}

func refuse(o Options, refused []intake.Refusal) {
	if o.Refuse == nil {
		return
	}
	for _, r := range refused {
		o.Refuse(r)
	}
}

// blank is a line for each person, with everything but what the desk will say.
func blank(f chronology.File, o Options, fed []chronology.Timed) []Line {
	how := o.feed()
	var people []string
	for _, p := range f.Case.Protected {
		people = append(people, p.ID)
	}
	excluded := precedent.Overlapping(o.Corpus, f.Case.ID, people)
	lines := make([]Line, len(people))
	for i, id := range people {
		lines[i] = Line{Case: f.Case.ID, Protectee: id, View: how.View, Tier: how.Tier, Fed: about(fed, id), Excluded: excluded,
			Alarms: []Alarm{}, Track: []Point{}, ParamsHash: paramsHash(o)}
		if len(fed) > 0 {
			from, to := fed[0].At.UTC(), fed[len(fed)-1].At.UTC()
			lines[i].From, lines[i].To = &from, &to
		}
	}
	return lines
}

// about counts the events that concern a person; a supplement is no event.
func about(fed []chronology.Timed, id string) int {
	n := 0
	for _, t := range fed {
		if t.Draft.Report.CopyOf == "" && slices.Contains(t.Draft.Report.About, outrider.PersonID(id)) {
			n++
		}
	}
	return n
}

// paramsHash names the parameters of both rooms that think.
func paramsHash(o Options) string {
	h := sha256.Sum256([]byte(strings.Join([]string{"assess", o.Assess.Hash(), "detect", o.Detect.Hash()}, "\x00")))
	return hex.EncodeToString(h[:])
}

// byInstant cuts a feed into what arrives at one instant: it is filed together,
// so that the order within an instant cannot matter.
func byInstant(fed []chronology.Timed) func(yield func([]chronology.Timed) bool) {
	return func(yield func([]chronology.Timed) bool) {
		for start := 0; start < len(fed); {
			end := start + 1
			for end < len(fed) && fed[end].At.Equal(fed[start].At) {
				end++
			}
			if !yield(fed[start:end]) {
				return
			}
			start = end
		}
	}
}
