// Package chronology reads documented cases as if their ending were not known. A
// chronology was written by people who know it; the type it is decoded into
// holds only what somebody could have seen and told on the day, so that neither
// the engine nor a mistake can reach the rest.
//
// Feed turns a case into drafts of reports with the moments at which they would
// have reached a desk. It is an upper bound: it supposes that everybody who
// could have noticed something did, and told.
package chronology

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"outrider"
	"outrider/internal/intake"
)

// File is one chronology without hindsight. The fields of this type and of the
// types below are the whole of what a replay may know; a test keeps them so.
type File struct {
	Case      Case
	Events    []Event
	Responses []Response
}

// Case names a case and the people it is about, by id alone.
type Case struct {
	ID        string
	Protected []Protected
}

// Protected is a person under protection; the id serves as code name.
type Protected struct {
	ID string
}

// Event is one observation as its observer could have told it at the time.
type Event struct {
	ID         string
	Occurred   Occurred
	Place      Place
	KindAsSeen string   // one of outrider.Kinds
	AsSeen     string   // one neutral sentence; empty where nobody saw it
	AboutState string   // the state that observer would have connected it with
	About      []string // ids of protected people
	Selectors  []Selector
	Observers  []string // who could see it: principal, bystander, police, security-service, platform, nobody
	Knowable   string   // first date on which a record with an observer existed
	Known      string   // date it did reach the protective side, "after attack" or empty
	Confidence string   // Admiralty, "B2"
}

// Occurred is when something happened, as dates cut to what is known.
type Occurred struct {
	Start     string
	End       string // empty: Start says it all
	Precision string
	Zone      string // IANA name
}

// Place is where, with the precision of the claim (city, region, country).
type Place struct {
	Name      string
	Country   string
	Lat       *float64
	Lon       *float64
	Precision string
}

// Selector is something that was seen, with the date from which the observers'
// side knew the value. Without that date nobody did.
type Selector struct {
	Type      string // alias, person-name, flight, lodging, code-name, capability
	Value     string
	KnownFrom string
}

// Response is a public act of a state that followed; one dated after the clock
// does not exist yet.
type Response struct {
	ID   string
	Date string
	By   string
}

// Read decodes one chronology. The error is for a file that is none; an event
// that cannot be read is refused by name and the rest is kept. Fields that a
// replay may not know are passed over in silence, unknown ones with a notice.
func Read(name string, data []byte) (File, intake.Result, error) {
	var res intake.Result
	text, notes, err := intake.Decode(data)
	if err != nil {
		return File{}, res, err
	}
	res.Notices = intake.At(name, notes)
	var w wireFile
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		return File{}, res, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this is not a chronology: it cannot be read as one JSON object",
			Hint: "one file holds one case: schema, case, events, responses, sources", Err: err}
	}
	r := reader{name: name, res: &res}
	r.unknown(name, []byte(text), topFields)
	f := File{Case: r.caseOf(w.Case)}
	if err := f.Case.validate(); err != nil {
		return File{}, res, err
	}
	f.Events = r.events(w.Events, f.Case)
	f.Responses = r.responses(w.Responses)
	return f, res, nil
}

// validate refuses a case that could not be put on a desk.
func (c Case) validate() error {
	if err := outrider.CheckID("case", c.ID); err != nil {
		return err
	}
	if len(c.Protected) == 0 {
		return outrider.Invalid("the case names nobody under protection")
	}
	return nil
}

// has reports whether somebody is one of the case's protected people.
func (c Case) has(id string) bool {
	return slices.Contains(c.Protected, Protected{ID: id})
}

// maxEvents bounds one chronology; a longer one is cut and the cut is named.
const maxEvents = 20_000

// reader collects what is refused and noticed on the way.
type reader struct {
	name string
	res  *intake.Result
	seen map[string]bool
}

func (r *reader) note(where, what string) {
	r.res.Notices = append(r.res.Notices, outrider.Notice{Where: where, What: what})
}

// unknown names the fields of an object that the format does not have.
func (r *reader) unknown(where string, raw []byte, known []string) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return
	}
	var odd []string
	for name := range fields {
		if !slices.Contains(known, name) {
			odd = append(odd, name)
		}
	}
	slices.Sort(odd)
	for _, name := range odd {
		r.note(where, "unknown field "+strconv.Quote(intake.Clip(name))+" was passed over")
	}
}

func (r *reader) caseOf(raw json.RawMessage) Case {
	var w wireCase
	if err := json.Unmarshal(raw, &w); err != nil {
		r.res.Refuse(r.name+" case", "the block \"case\" cannot be read")
		return Case{}
	}
	r.unknown(r.name+" case", raw, caseFields)
	c := Case{ID: w.ID}
	for i, p := range w.Protected {
		switch {
		case outrider.CheckID("protected", p.ID) != nil || len(p.ID) > maxCode:
			r.res.Refuse(fmt.Sprintf("%s case.protected[%d]", r.name, i), "the id must have 1 to 40 letters, digits, '.', '_', ':' and '-'")
		case c.has(p.ID):
			r.res.Refuse(fmt.Sprintf("%s case.protected[%d]", r.name, i), "this id is named twice")
		default:
			c.Protected = append(c.Protected, Protected{ID: p.ID})
		}
	}
	return c
}

// maxCode is the longest code name a desk takes.
const maxCode = 40

func (r *reader) events(raw []json.RawMessage, c Case) []Event {
	r.seen = map[string]bool{}
	if len(raw) > maxEvents {
		r.res.Refuse(r.name+" events", fmt.Sprintf("one chronology may hold %d events; the later ones were not read", maxEvents))
		raw = raw[:maxEvents]
	}
	var out []Event
	for i, one := range raw {
		where := fmt.Sprintf("%s events[%d]", r.name, i)
		e, err := r.event(where, one, c)
		if err != nil {
			r.res.RefuseError(where, err)
			continue
		}
		r.seen[e.ID] = true
		out = append(out, e)
	}
	return out
}

// event reads one event; people whom the case does not name are passed over.
func (r *reader) event(where string, raw json.RawMessage, c Case) (Event, error) {
	var w wireEvent
	if err := json.Unmarshal(raw, &w); err != nil {
		return Event{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the event cannot be read", Hint: "see the format of an event", Err: err}
	}
	if w.ID != "" {
		where += " " + intake.Clip(w.ID)
	}
	r.unknown(where, raw, eventFields)
	e := w.event()
	if err := e.validate(); err != nil {
		return e, err
	}
	if r.seen[e.ID] {
		return e, outrider.Invalid("an event with this id stands earlier in the file")
	}
	e.About = slices.DeleteFunc(e.About, func(id string) bool {
		if c.has(id) {
			return false
		}
		r.note(where, "it is about somebody whom the case does not name; that person was passed over")
		return true
	})
	return e, nil
}

// validate refuses an event that could never be fed; times are checked when they are.
func (e Event) validate() error {
	if err := outrider.CheckID("event", e.ID); err != nil {
		return err
	}
	if len(e.ID) > maxEventID {
		return outrider.Invalid("an event id has at most %d characters", maxEventID)
	}
	if e.KindAsSeen != "" && !slices.Contains(outrider.Kinds, outrider.Kind(e.KindAsSeen)) {
		return outrider.Invalid("unknown kind_as_seen; the kinds are those of the report form")
	}
	for _, s := range e.Selectors {
		if s.Value == "" || len(s.Value) > maxValue {
			return outrider.Invalid("a selector has 1 to %d bytes", maxValue)
		}
	}
	return nil
}

const (
	maxEventID = 64  // leaves room for the mark of a supplement
	maxValue   = 400 // leaves room for the selector's type
)

func (r *reader) responses(raw []json.RawMessage) []Response {
	var out []Response
	for i, one := range raw {
		where := fmt.Sprintf("%s responses[%d]", r.name, i)
		var w wireResponse
		if err := json.Unmarshal(one, &w); err != nil {
			r.res.Refuse(where, "the response cannot be read")
			continue
		}
		r.unknown(where, one, responseFields)
		out = append(out, Response(w))
	}
	return out
}
