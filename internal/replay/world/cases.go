package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"outrider"
)

// nowhere is a code that ISO 3166 leaves to users: no state is meant.
const nowhere = "ZZ"

// WriteCases writes one invented chronology a person, in the published format of
// documented cases, as ID.json. Most lives hold frights and nothing else; in some
// the frights grow, and in most of those the last one is the moment of harm. The
// level of the options does not matter.
func WriteCases(o Options, create Create) error {
	o.Level = L0
	if _, err := o.check(); err != nil {
		return err
	}
	for i := range o.People {
		c := newTale(o, i).tell()
		out, err := newSink(create, c.Case.ID+".json", jsontext.WithIndent(" "))
		if err != nil {
			return err
		}
		out.write(&c)
		if err := out.close(); err != nil {
			return err
		}
	}
	return nil
}

// The wire of a chronology; what the fields mean stands beside the documented
// cases.
type (
	caseFile struct {
		Schema    string      `json:"schema"`
		Case      caseHead    `json:"case"`
		Events    []caseEvent `json:"events"`
		Responses []struct{}  `json:"responses"`
		Sources   []struct{}  `json:"sources"`
	}
	caseHead struct {
		ID          string       `json:"id"`
		Title       string       `json:"title"`
		Host        string       `json:"country_host"`
		Actor       string       `json:"actor_state"`
		Basis       string       `json:"actor_state_basis"`
		Truth       caseTruth    `json:"ground_truth"`
		Attribution string       `json:"attribution"`
		Protected   []casePerson `json:"protected"`
		Hostile     []struct{}   `json:"hostile"`
		Limits      string       `json:"data_limits"`
	}
	caseTruth struct {
		Label      string  `json:"label"`
		CriticalAt *string `json:"critical_at"`
		Note       string  `json:"critical_note"`
		Outcome    string  `json:"outcome"`
	}
	casePerson struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Role string `json:"role"`
		Why  string `json:"why_at_risk"`
	}
	caseEvent struct {
		ID           string         `json:"id"`
		Occurred     caseTime       `json:"occurred"`
		Place        casePlace      `json:"place"`
		What         string         `json:"what"`
		Kind         string         `json:"kind"`
		KindAsSeen   string         `json:"kind_as_seen"`
		AsSeen       string         `json:"as_seen"`
		AboutState   string         `json:"about_state,omitempty"`
		About        []string       `json:"about"`
		Actors       []string       `json:"actors"`
		Selectors    []caseSelector `json:"selectors"`
		Observers    []string       `json:"observable_by"`
		Knowable     string         `json:"could_be_known_from"`
		Known        caseKnown      `json:"became_known_to_protective_side"`
		Relevance    string         `json:"relevance"`
		Phase        string         `json:"phase"`
		Note         string         `json:"note"`
		Sources      []string       `json:"sources"`
		Confidence   string         `json:"confidence"`
		Verification string         `json:"verification"`
	}
	caseTime struct {
		Start     string  `json:"start"`
		End       *string `json:"end"`
		Precision string  `json:"precision"`
		Zone      string  `json:"tz"`
	}
	casePlace struct {
		Name      string  `json:"name"`
		Country   string  `json:"country"`
		Lat       float64 `json:"lat"`
		Lon       float64 `json:"lon"`
		Precision string  `json:"precision"`
	}
	caseSelector struct {
		Type      string `json:"type"`
		Value     string `json:"value"`
		KnownFrom string `json:"known_from"`
	}
	caseKnown struct {
		Date *string `json:"date"`
		Note string  `json:"note"`
	}
)

// happening is a kind of thing that befalls people, as its observer would put it.
type happening struct {
	kind  outrider.Kind
	year  float64    // times a benign year
	grows [3]float64 // times a year of hostile interest: looking, preparing, at the last
	texts []string
}

// happenings are this world's own rough guesses; the engine's are other numbers.
func happenings() []happening {
	return []happening{
		{"threat-message", .5, [3]float64{2, 3, 4}, []string{"An anonymous message says that he will be found.", "A caller with no number says nothing and hangs up, three times in one evening."}},
		{"approach", .9, [3]float64{2, 4, 3}, []string{"Somebody who calls himself a researcher asks for a meeting.", "A stranger offers paid work that needs a journey."}},
		{"watched", 1.2, [3]float64{4, 9, 12}, []string{"A car stands opposite the house for an hour with somebody in it.", "The same man stands at the tram stop on two mornings."}},
		{"unfamiliar-visit", .5, [3]float64{1, 3, 4}, []string{"Two people ask the neighbours at what hours he comes home.", "A fitter rings whom nobody had ordered."}},
		{"suspicious-delivery", .2, [3]float64{.2, .6, 1}, []string{"A parcel arrives that nobody had ordered."}},
		{"technical", .4, [3]float64{2, 3, 2}, []string{"The telephone warms up and loses its charge within two hours.", "A device that nobody knows shows up on the network at home."}},
		{"phishing-or-compromise", .8, [3]float64{4, 3, 1}, []string{"A message asks for the password of the mail account.", "The provider warns of a login from another place."}},
		{"break-in", .04, [3]float64{.2, .5, .5}, []string{"The lock of the flat does not close as before; nothing is missing."}},
		{"illness", .08, [3]float64{.1, .2, .3}, []string{"She feels ill after a meal and recovers within two days."}},
		{"incident", .1, [3]float64{.1, .3, .5}, []string{"A car passes very closely and drives on."}},
		{"pressure-on-family", .15, [3]float64{1, 1, 1}, []string{"Relatives at home are asked where he lives now."}},
		{"leak-or-doxxing", .1, [3]float64{.4, .4, .2}, []string{"An old address of hers is posted on a public channel."}},
		{"state-statement", .25, [3]float64{.6, .6, .6}, []string{"A broadcaster of the state calls her a traitor."}},
		{"official-warning", .03, [3]float64{.1, .4, 1}, []string{"The police advise him to change his ways to work."}},
		{"travel-record", .1, [3]float64{.3, 1.5, 3}, []string{"Two travellers arrive for two days and leave by another airport."}},
		{"public-exposure", 1, [3]float64{1, 1, 1}, []string{"She speaks at a public meeting.", "He publishes an article."}},
		{"routine", 5, [3]float64{5, 5, 5}, []string{"A quiet week; nothing was noticed.", "The usual round; nothing unusual."}},
		{"other", 1, [3]float64{1, 1, 1}, []string{"Somebody photographs the street; it is not clear what for."}},
	}
}

// tale is one invented life, told event by event.
type tale struct {
	dice
	o        Options
	id       string
	town     *town
	nervous  float64
	from, to int // days of hostile interest; to < 0: never
	harm     bool
	zone     string
	c        caseFile
}

// Shares of lives in which somebody takes a hostile interest, and of those that
// end in harm.
const (
	escalates = .12
	harmed    = .6
)

func newTale(o Options, i int) *tale {
	t := &tale{dice: newDice(o.Seed, 'K', uint64(i)), o: o, id: fmt.Sprintf("w%06d", i+1), town: newTown(o.Seed, i%400), to: -1, nervous: 1, zone: "UTC"}
	if t.chance(.15) {
		t.nervous = 4
	}
	if o.Days >= 120 && t.chance(escalates) {
		length := t.between(60, min(400, o.Days-30))
		t.from = t.between(0, o.Days-length-1)
		t.to = t.from + length
		t.harm = t.chance(harmed)
	}
	return t
}

// tell writes the whole case.
func (t *tale) tell() caseFile {
	t.c = caseFile{Schema: "open-case/1", Events: []caseEvent{}, Responses: []struct{}{}, Sources: []struct{}{}}
	t.c.Case = caseHead{ID: t.id, Title: "Invented life " + t.id, Host: nowhere, Actor: nowhere, Basis: "court", Attribution: "invented", Hostile: []struct{}{},
		Protected: []casePerson{{ID: "p" + t.id[1:], Name: "Invented Person " + t.id[1:], Role: "invented", Why: "invented"}}, Limits: "everything in this file is invented"}
	t.c.Case.Truth = caseTruth{Label: "benign", Outcome: "nothing happened"}
	if t.to >= 0 {
		t.c.Case.Truth = caseTruth{Label: "hostile", Outcome: "the interest ended"}
	}
	all := happenings()
	for day := range t.o.Days {
		if t.harm && day > t.to {
			break
		}
		for _, h := range all {
			t.befall(h, day)
		}
	}
	if t.harm {
		t.strike()
	}
	slices.SortStableFunc(t.c.Events, func(a, b caseEvent) int { return strings.Compare(a.Occurred.Start, b.Occurred.Start) })
	for i := range t.c.Events {
		t.c.Events[i].ID = fmt.Sprintf("%s-e%03d", t.id, i+1)
	}
	return t.c
}

// stage is how far a hostile interest has come: 0 looking, 1 preparing, 2 at the
// last; -1 where there is none.
func (t *tale) stage(day int) int {
	if t.to < 0 || day < t.from || day > t.to {
		return -1
	}
	switch done := float64(day-t.from) / float64(t.to-t.from); {
	case done < .5:
		return 0
	case done < .85:
		return 1
	}
	return 2
}

// befall draws whether something happens on a day, benign or not.
func (t *tale) befall(h happening, day int) {
	rate := h.year
	if h.kind != "routine" && h.kind != "public-exposure" {
		rate *= t.nervous
	}
	for range t.poisson(rate / 365) {
		t.add(h, day, "benign", "background")
	}
	if s := t.stage(day); s >= 0 && h.year < 5 {
		for range t.poisson(h.grows[s] / 365) {
			t.add(h, day, "hostile", []string{"collection", "preparation", "preparation"}[s])
		}
	}
}

// strike is the moment of harm; nobody could have told of it before.
func (t *tale) strike() {
	h := happening{kind: "incident", texts: []string{"She is attacked in the street and taken to hospital."}}
	t.add(h, t.to, "hostile", "attack")
	date := t.date(t.to)
	e := &t.c.Events[len(t.c.Events)-1]
	e.Observers, e.AsSeen = []string{"principal", "bystander", "police"}, h.texts[0]
	e.Known = caseKnown{Date: &date}
	t.c.Case.Truth.CriticalAt, t.c.Case.Truth.Outcome = &date, "harmed"
}

func (t *tale) date(day int) string { return Start().AddDate(0, 0, day).Format(time.DateOnly) }

// add writes one event, with who saw it and when it was told.
func (t *tale) add(h happening, day int, relevance, phase string) {
	text := h.texts[t.IntN(len(h.texts))]
	date := t.date(day)
	lat, lon := t.town.degrees(townKm/2, townKm/2)
	e := caseEvent{Occurred: caseTime{Start: date, Precision: "day", Zone: t.zone}, Place: casePlace{Name: "Invented Town", Country: nowhere, Lat: round(lat), Lon: round(lon), Precision: "city"},
		What: text, Kind: string(h.kind), KindAsSeen: string(h.kind), AsSeen: text, About: []string{"p" + t.id[1:]}, Actors: []string{}, Selectors: []caseSelector{},
		Knowable: date, Relevance: relevance, Phase: phase, Sources: []string{}, Confidence: []string{"B2", "B3", "C3", "F3"}[t.IntN(4)], Verification: "from memory, invented"}
	e.AboutState = []string{"", nowhere}[count(t.chance(.3))]
	t.observe(&e, h.kind, day)
	if h.kind == "approach" && t.chance(.5) {
		e.Selectors = append(e.Selectors, caseSelector{Type: "alias", Value: token("Caller ", t.Uint64()%1000), KnownFrom: date})
	}
	t.c.Events = append(t.c.Events, e)
}

// observe draws who could see an event and when, if ever, the protective side
// was told.
func (t *tale) observe(e *caseEvent, kind outrider.Kind, day int) {
	e.Observers = []string{"principal"}
	switch {
	case kind == "travel-record":
		e.Observers = []string{[]string{"platform", "security-service"}[t.IntN(2)]}
	case kind == "official-warning":
		e.Observers = []string{"principal", "police"}
	case e.Relevance == "hostile" && t.chance(.3):
		e.Observers, e.AsSeen = []string{"nobody"}, ""
		return
	case t.chance(.3):
		e.Observers = append(e.Observers, "bystander")
	}
	if t.chance(.7) {
		told := t.date(min(day+int(t.lognormal(48*time.Hour, 1)/(24*time.Hour)), t.o.Days))
		e.Known.Date = &told
	}
}
