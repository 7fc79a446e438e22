package chronology

import "encoding/json"

// The fields that the format has. Those that the wire types below do not read
// were written with the ending in mind.
var (
	topFields   = []string{"schema", "case", "events", "responses", "sources"}
	caseFields  = []string{"id", "title", "country_host", "actor_state", "actor_state_basis", "attribution", "data_limits", "ground_truth", "protected", "hostile"}
	eventFields = []string{"id", "occurred", "place", "what", "kind", "kind_as_seen", "as_seen", "about_state", "about", "actors", "selectors", "observable_by",
		"could_be_known_from", "became_known_to_protective_side", "relevance", "phase", "note", "sources", "confidence", "verification"}
	responseFields = []string{"id", "date", "precision", "kind", "by", "what", "count", "subject", "effect", "sources", "confidence", "verification"}
)

// wireFile is the outer shape; events stay raw so that one broken event costs
// nothing but itself.
type wireFile struct {
	Case      json.RawMessage   `json:"case"`
	Events    []json.RawMessage `json:"events"`
	Responses []json.RawMessage `json:"responses"`
}

type wireCase struct {
	ID        string `json:"id"`
	Protected []struct {
		ID string `json:"id"`
	} `json:"protected"`
}

type wireEvent struct {
	ID         string         `json:"id"`
	Occurred   wireOccurred   `json:"occurred"`
	Place      wirePlace      `json:"place"`
	KindAsSeen string         `json:"kind_as_seen"`
	AsSeen     string         `json:"as_seen"`
	AboutState string         `json:"about_state"`
	About      []string       `json:"about"`
	Selectors  []wireSelector `json:"selectors"`
	Observers  []string       `json:"observable_by"`
	Knowable   string         `json:"could_be_known_from"`
	Known      struct {
		Date string `json:"date"`
	} `json:"became_known_to_protective_side"`
	Confidence string `json:"confidence"`
}

type wireOccurred struct {
	Start     string `json:"start"`
	End       string `json:"end"`
	Precision string `json:"precision"`
	Zone      string `json:"tz"`
}

type wirePlace struct {
	Name      string   `json:"name"`
	Country   string   `json:"country"`
	Lat       *float64 `json:"lat"`
	Lon       *float64 `json:"lon"`
	Precision string   `json:"precision"`
}

type wireSelector struct {
	Type      string `json:"type"`
	Value     string `json:"value"`
	KnownFrom string `json:"known_from"`
}

type wireResponse struct {
	ID   string `json:"id"`
	Date string `json:"date"`
	By   string `json:"by"`
}

func (w wireEvent) event() Event {
	e := Event{ID: w.ID, Occurred: Occurred(w.Occurred), Place: Place(w.Place), KindAsSeen: w.KindAsSeen, AsSeen: w.AsSeen, AboutState: w.AboutState,
		About: w.About, Observers: w.Observers, Knowable: w.Knowable, Known: w.Known.Date, Confidence: w.Confidence}
	for _, s := range w.Selectors {
		e.Selectors = append(e.Selectors, Selector(s))
	}
	return e
}
