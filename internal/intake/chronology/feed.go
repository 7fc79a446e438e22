package chronology

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/intake"
	"outrider/internal/selector"
)

// View says which moments count: those at which something did reach the
// protective side, or those at which it could have.
type View string

// The views.
const (
	ViewKnown    View = "known"
	ViewReported View = "reported"
)

// Tier says whose eyes are lent to the desk. Each tier holds the one before it.
type Tier string

// The tiers: people on the ground and police; security services, with borders
// and visas, besides; airlines, hotels, telephone companies besides.
const (
	TierA Tier = "A"
	TierB Tier = "B"
	TierC Tier = "C"
)

// observers lists who is heard in each tier.
func (t Tier) observers() []string {
	ground := []string{"principal", "bystander", "police"}
	switch t {
	case TierB:
		return append(ground, "security-service")
	case TierC:
		return append(ground, "security-service", "platform")
	}
	return ground
}

// Options say how a case is fed.
type Options struct {
	View  View          // empty: reported
	Tier  Tier          // empty: A; it has no meaning in the known view
	Delay time.Duration // between noticing and telling, in the reported view
	Zones Zones         // nil: every date is read in UTC
}

// Zones finds a time zone by its IANA name.
type Zones func(name string) (*time.Location, error)

// Validate refuses views and tiers that do not exist.
func (o Options) Validate() error {
	if o.View != "" && o.View != ViewKnown && o.View != ViewReported {
		return outrider.Invalid("the view is known or reported")
	}
	if o.Tier != "" && o.Tier != TierA && o.Tier != TierB && o.Tier != TierC {
		return outrider.Invalid("the tier is A, B or C")
	}
	if o.Delay < 0 {
		return outrider.Invalid("the delay cannot be negative")
	}
	return nil
}

// Timed is one draft and the moment at which it reaches the desk.
type Timed struct {
	At    time.Time
	Event string // id of the event it comes from
	Draft outrider.Draft
}

// Feed lists the drafts of a case in the order in which they reach a desk. An
// event whose dates cannot be read is refused by name; one that nobody of the
// tier saw, or that never became known, is left out.
//
// A selector that became known only later than its event comes as a draft of its
// own at that date: the same event, declared a copy, with the selector and
// nothing else, so that the event counts once.
func Feed(f File, o Options) ([]Timed, intake.Result) {
	var res intake.Result
	r := feeder{o: o, res: &res, zones: map[string]*time.Location{}}
	var out []Timed
	for _, e := range f.Events {
		if o.View != ViewKnown && !e.seenBy(o.Tier.observers()) {
			continue
		}
		got, err := r.event(e)
		if err != nil {
			res.RefuseError(f.Case.ID+" "+e.ID, err)
			continue
		}
		out = append(out, got...)
	}
	slices.SortStableFunc(out, func(a, b Timed) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(string(a.Draft.Report.ID), string(b.Draft.Report.ID)))
	})
	return out, res
}

func (e Event) seenBy(heard []string) bool {
	return slices.ContainsFunc(e.Observers, func(who string) bool { return slices.Contains(heard, who) })
}

// feeder turns events into timed drafts.
type feeder struct {
	o     Options
	res   *intake.Result
	zones map[string]*time.Location
}

// zone finds the zone of an event; one that is not known is UTC, with a notice once.
func (r *feeder) zone(name string) *time.Location {
	if name == "" || r.o.Zones == nil {
		return time.UTC
	}
	if loc, ok := r.zones[name]; ok {
		return loc
	}
	loc, err := r.o.Zones(name)
	if err != nil || loc == nil {
		r.res.Notices = append(r.res.Notices, outrider.Notice{What: "a time zone is not known here; its dates were read in UTC"})
		loc = time.UTC
	}
	r.zones[name] = loc
	return loc
}

// event gives nothing where the event never reaches the desk.
func (r *feeder) event(e Event) ([]Timed, error) {
	loc := r.zone(e.Occurred.Zone)
	when, err := e.Occurred.when(loc)
	if err != nil {
		return nil, err
	}
	at, fed, err := r.moment(e, when, loc)
	if err != nil || !fed {
		return nil, err
	}
	first := e.draft(narrowed(when, at))
	out := []Timed{{At: at, Event: e.ID, Draft: first}}
	late := map[time.Time][]Selector{}
	for _, s := range e.Selectors {
		known, err := parse(s.KnownFrom, loc)
		switch {
		case err != nil:
			r.res.RefuseError(e.ID+" selectors", err)
		case s.KnownFrom == "": // nobody knew it
		case !known.Last().After(at):
			addSelector(&out[0].Draft, s)
		default:
			late[known.Last()] = append(late[known.Last()], s)
		}
	}
	return append(out, e.supplements(first, late)...), nil
}

// moment is when an event reaches the desk, if ever.
func (r *feeder) moment(e Event, when outrider.When, loc *time.Location) (at time.Time, fed bool, err error) {
	if r.o.View == ViewKnown {
		if e.Known == "" || e.Known == "after attack" {
			return at, false, nil
		}
		known, err := parse(e.Known, loc)
		if err != nil {
			return at, false, err
		}
		// Nothing is known before it begins, whatever a file says.
		if known.Last().Before(when.From) {
			return when.Last(), true, nil
		}
		return known.Last(), true, nil
	}
	at = when.Last()
	if e.Knowable != "" {
		could, err := parse(e.Knowable, loc)
		if err != nil {
			return at, false, err
		}
		if could.Last().After(at) {
			at = could.Last()
		}
	}
	return at.Add(r.o.Delay), true, nil
}

// narrowed cuts an interval at the moment the event was told: what was told had
// happened.
func narrowed(w outrider.When, at time.Time) outrider.When {
	if w.Last().After(at) {
		w.To = at
	}
	return w
}

// parse reads a date of the format; the empty string is no date.
func parse(s string, loc *time.Location) (outrider.When, error) {
	if s == "" {
		return outrider.When{}, nil
	}
	return outrider.ParseWhen(s, loc)
}

// when is the interval in which an event happened.
func (o Occurred) when(loc *time.Location) (outrider.When, error) {
	w, err := outrider.ParseWhen(o.Start, loc)
	if err != nil {
		return w, err
	}
	if o.End != "" {
		end, err := outrider.ParseWhen(o.End, loc)
		if err != nil {
			return w, err
		}
		if end.Last().Before(w.From) {
			return w, outrider.Invalid("the event ends before it begins")
		}
		w.To = end.To
	}
	if p := outrider.Precision(o.Precision); (outrider.When{From: w.From, To: w.To, Precision: p}).Validate() == nil {
		w.Precision = p
	}
	return w, nil
}

// draft is the report an observer would have given. Who the observer was is not
// passed on: it decides whether the desk hears of it, and nothing else.
func (e Event) draft(when outrider.When) outrider.Draft {
	r := outrider.Report{ID: outrider.ReportID(e.ID), Kind: outrider.Kind(e.KindAsSeen), Occurred: when, Place: e.Place.place(),
		Channel: outrider.ChannelChronology, EventKey: e.ID, Grade: grade(e.Confidence)}
	if r.Kind == "" {
		r.Kind = outrider.KindOther
	}
	if len(e.AboutState) == 2 {
		r.AboutState = strings.ToUpper(e.AboutState)
	}
	for _, id := range e.About {
		r.About = append(r.About, outrider.PersonID(id))
	}
	var notes []outrider.Notice
	r.Text, notes = intake.Clean(e.AsSeen)
	return outrider.Draft{Report: r, Where: e.ID, Warnings: notes}
}

// supplements are the drafts that bring later-known selectors, oldest first.
func (e Event) supplements(first outrider.Draft, late map[time.Time][]Selector) []Timed {
	days := make([]time.Time, 0, len(late))
	for at := range late {
		days = append(days, at)
	}
	slices.SortFunc(days, time.Time.Compare)
	var out []Timed
	for i, at := range days {
		r := first.Report
		r.ID = outrider.ReportID(fmt.Sprintf("%s.s%d", e.ID, i+1))
		r.CopyOf, r.Kind, r.Text, r.Selectors = first.Report.ID, outrider.KindOther, "", nil
		d := outrider.Draft{Report: r, Where: e.ID}
		for _, s := range late[at] {
			addSelector(&d, s)
		}
		out = append(out, Timed{At: at, Event: e.ID, Draft: d})
	}
	return out
}

// addSelector puts a selector into a draft. A name is never a selector: it goes
// where the desk makes an opaque token of it.
func addSelector(d *outrider.Draft, s Selector) {
	if s.Type == "alias" || s.Type == "person-name" {
		d.Names = append(d.Names, s.Value)
		return
	}
	x, _, err := selector.Parse(outrider.SelectorOther, s.Type+" "+s.Value, selector.Hint{})
	if err != nil || len(d.Report.Selectors) >= outrider.MaxSelectors {
		d.Warnings = append(d.Warnings, outrider.Notice{Where: d.Where, What: "a selector could not be kept"})
		return
	}
	d.Report.Selectors = append(d.Report.Selectors, x)
}

// place keeps coordinates only where they say more than a region or a country.
func (p Place) place() outrider.Place {
	out := outrider.Place{Name: p.Name, Country: p.Country}
	if p.Lat == nil || p.Lon == nil || p.Precision == "region" || p.Precision == "country" || p.Precision == "unknown" {
		return out
	}
	out.Lat, out.Lon = p.Lat, p.Lon
	if out.Validate() != nil {
		out.Lat, out.Lon = nil, nil
	}
	return out
}

// grade reads an Admiralty code; anything else leaves the report ungraded.
func grade(code string) outrider.Grade {
	g, err := outrider.ParseGrade(string(outrider.SchemeAdmiralty) + ":" + code)
	if err != nil {
		return outrider.Grade{}
	}
	return g
}
