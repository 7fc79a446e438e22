package duty

import (
	"encoding/json"
	"io/fs"
	"time"

	"outrider"
	"outrider/internal/numbers"
)

// Params are the numbers of the desk's clocks; each stands with its origin in
// clocks.json. The zero value opens no duty.
type Params struct {
	Zone   string
	Office Hours
	Night  Hours
	Trial  Schedule // when each channel is tried

	Again, Contact, Missed int           // minutes, offered when a check-in is set
	Late                   time.Duration // from when on something learnt says that it is late
	Early                  time.Duration // how long before it is due a check-in counts
	SilentAct, SilentLook  time.Duration // without a sign of work on an alert that was taken
	ExpiredGrace           time.Duration // office hours
	TaskGrace              time.Duration // office hours
	TrialGrace             time.Duration
	PagerSilent            time.Duration // without a message that any channel took
	Budget                 int           // interruptions a shift
	Gather                 time.Duration // so long what only asks for a look waits for more, over the budget
	Wrong                  int           // wrong words until the desk is alerted
	Apart                  time.Duration // between repeated calls about what was told before
	Tiers                  []Tier        // highest first
	Act, ActNight, Look    Ladder
}

// Tier says how often somebody is reviewed at a level of risk.
type Tier struct {
	Name   string
	From   float64 // probability of harm within 90 days
	Review time.Duration
	Grace  time.Duration // office hours
}

// On reports whether there are any clocks.
func (p Params) On() bool { return len(p.Tiers) > 0 }

// Tier is the tier of a probability of harm within 90 days.
func (p Params) Tier(harm90 float64) Tier {
	for _, t := range p.Tiers {
		if harm90 >= t.From {
			return t
		}
	}
	return p.Tiers[len(p.Tiers)-1]
}

// Ladder is the escalation of an alert that was raised at a moment.
func (p Params) Ladder(level outrider.Level, raised time.Time) Ladder {
	switch {
	case level != outrider.LevelAct:
		return p.Look
	case p.Night.Open(raised):
		return p.ActNight
	}
	return p.Act
}

// file is the layout of clocks.json.
type file struct {
	Zone struct {
		Value  string `json:"value"`
		Origin string `json:"origin"`
	} `json:"zone"`
	Office  hoursFile                 `json:"office"`
	Night   hoursFile                 `json:"night"`
	Trial   hoursFile                 `json:"trial"`
	Numbers map[string]numbers.Number `json:"numbers"`
	Tiers   []struct {
		Name   string  `json:"name"`
		Harm   float64 `json:"harm_90d"`
		Days   float64 `json:"review_days"`
		Grace  float64 `json:"grace_hours"`
		Origin string  `json:"origin"`
	} `json:"tiers"`
	Ladders map[string]ladderFile `json:"ladders"`
}

type hoursFile struct {
	Days   []string `json:"days"`
	At     string   `json:"at"`
	From   string   `json:"from"`
	To     string   `json:"to"`
	Origin string   `json:"origin"`
}

type ladderFile struct {
	Rungs []struct {
		After float64 `json:"after_minutes"`
		Reach string  `json:"reach"`
	} `json:"rungs"`
	Repeat float64 `json:"repeat_minutes"`
	Origin string  `json:"origin"`
}

// Load reads clocks.json. What is missing, without origin or out of range is
// named; nothing is guessed.
func Load(fsys fs.FS, zones Zones) (Params, error) {
	b, err := fs.ReadFile(fsys, "clocks.json")
	if err != nil {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "clocks.json cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	return Read(b, zones)
}

// Read reads the content of a clocks.json.
func Read(b []byte, zones Zones) (Params, error) {
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "clocks.json is not valid JSON", Hint: "the file in force stays in force", Err: err}
	}
	p := Params{Zone: f.Zone.Value}
	if f.Zone.Origin == "" {
		return Params{}, outrider.Invalid("clocks.json: zone needs its origin")
	}
	zone, err := zones(f.Zone.Value)
	if err != nil || f.Zone.Value == "Local" {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "clocks.json: zone is no time zone that this machine knows", Hint: "write a name such as Europe/Vienna", Err: err}
	}
	for _, read := range []func(file, *time.Location) error{p.hours, p.numbers, p.tiers, p.ladders} {
		if err := read(f, zone); err != nil {
			return Params{}, err
		}
	}
	return p, nil
}

func (p *Params) hours(f file, zone *time.Location) error {
	for _, h := range []struct {
		name string
		from hoursFile
		to   *Hours
	}{{"office", f.Office, &p.Office}, {"night", f.Night, &p.Night}} {
		from, err1 := ParseMinute(h.from.From)
		to, err2 := ParseMinute(h.from.To)
		on, err3 := days(h.from.Days)
		if err1 != nil || err2 != nil || err3 != nil || h.from.Origin == "" {
			return outrider.Invalid("clocks.json: %s needs from, to, days of the week and its origin", h.name)
		}
		*h.to = Hours{From: from, To: to, days: on, zone: zone}
	}
	var err error
	if p.Trial, err = NewSchedule([]string{f.Trial.At}, f.Trial.Days, zone); err != nil || f.Trial.Origin == "" {
		return outrider.Invalid("clocks.json: trial needs a time of day and its origin")
	}
	return nil
}

func (p *Params) numbers(f file, _ *time.Location) error {
	whole := func(name string, to *int, high float64) numbers.Field {
		return numbers.Field{Name: name, Whole: to, Low: 1, High: high}
	}
	minutes := func(name string, to *time.Duration, low, high float64) numbers.Field {
		return numbers.Field{Name: name, Span: to, Unit: time.Minute, Low: low, High: high}
	}
	hours := func(name string, to *time.Duration, low float64) numbers.Field {
		return numbers.Field{Name: name, Span: to, Unit: time.Hour, Low: low, High: 720}
	}
	err := numbers.File{Name: "clocks.json", Numbers: f.Numbers}.Take(whole("again_minutes", &p.Again, 1440), whole("contact_minutes", &p.Contact, 1440), whole("missed_minutes", &p.Missed, 1440),
		whole("budget_alerts_a_shift", &p.Budget, 1000), whole("words_wrong", &p.Wrong, 100),
		minutes("late_minutes", &p.Late, 1, 1440), minutes("early_minutes", &p.Early, 0, 1440), minutes("silent_act_minutes", &p.SilentAct, 1, 1440), minutes("trial_grace_minutes", &p.TrialGrace, 1, 1440),
		minutes("gather_minutes", &p.Gather, 1, 720), minutes("apart_minutes", &p.Apart, 1, 60),
		hours("silent_look_hours", &p.SilentLook, 1), hours("expired_grace_hours", &p.ExpiredGrace, 0), hours("task_grace_hours", &p.TaskGrace, 0), hours("pager_silent_hours", &p.PagerSilent, 1))
	if err != nil {
		return err
	}
	if p.Again >= p.Contact || p.Contact >= p.Missed {
		return outrider.Invalid("clocks.json: again, contact and missed follow each other")
	}
	return nil
}

func (p *Params) tiers(f file, _ *time.Location) error {
	for i, t := range f.Tiers {
		if t.Name == "" || t.Origin == "" || !(t.Days > 0 && t.Days <= 366) || !(t.Grace >= 0 && t.Grace <= 720) || i > 0 && !(t.Harm < f.Tiers[i-1].Harm) {
			return outrider.Invalid("clocks.json: tiers have a name, days, hours and an origin each, the highest risk first")
		}
		p.Tiers = append(p.Tiers, Tier{Name: t.Name, From: t.Harm, Review: time.Duration(t.Days * 24 * float64(time.Hour)), Grace: time.Duration(t.Grace * float64(time.Hour))})
	}
	if len(p.Tiers) == 0 || p.Tiers[len(p.Tiers)-1].From != 0 {
		return outrider.Invalid("clocks.json: the last tier begins at 0, so that everybody is reviewed")
	}
	return nil
}

func (p *Params) ladders(f file, _ *time.Location) error {
	for _, l := range []struct {
		name string
		to   *Ladder
	}{{"act", &p.Act}, {"act_night", &p.ActNight}, {"look", &p.Look}} {
		from := f.Ladders[l.name]
		last := 0.0
		for _, r := range from.Rungs {
			if !(r.After > last && r.After <= 7*1440) || r.Reach != ReachFirst && r.Reach != ReachEvery {
				return outrider.Invalid("clocks.json: each step of ladder %s comes after the one before and reaches first or every", l.name)
			}
			last = r.After
			l.to.Rungs = append(l.to.Rungs, Rung{After: time.Duration(r.After * float64(time.Minute)), Reach: r.Reach})
		}
		if len(from.Rungs) == 0 || from.Origin == "" || !(from.Repeat >= 1 && from.Repeat <= 7*1440) {
			return outrider.Invalid("clocks.json: ladder %s needs steps, a repeat and its origin", l.name)
		}
		l.to.Repeat = time.Duration(from.Repeat * float64(time.Minute))
	}
	return nil
}
