// Package precedent is the library of documented cases in full: what happened,
// who says so, what followed. It is for people to read. The rooms that think get
// a case only through a chronology, which leaves the ending out.
package precedent

import (
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"

	"outrider"
)

// Case is one documented case with its sources.
type Case struct {
	Schema    string     `json:"schema"`
	About     About      `json:"case"`
	Events    []Event    `json:"events"`
	Responses []Response `json:"responses"`
	Sources   []Source   `json:"sources"`
}

// About is the head of a case.
type About struct {
	ID          string      `json:"id"`
	Title       string      `json:"title"`
	Host        string      `json:"country_host"` // ISO alpha-2
	Actor       string      `json:"actor_state"`  // ISO alpha-2
	Basis       string      `json:"actor_state_basis"`
	Attribution string      `json:"attribution"`
	Limits      string      `json:"data_limits"`
	Truth       Truth       `json:"ground_truth"`
	Protected   []Protected `json:"protected"`
	Hostile     []Hostile   `json:"hostile"`
}

// Truth is how the case ended. Nothing that thinks may read it.
type Truth struct {
	Label      string `json:"label"`
	CriticalAt string `json:"critical_at"` // moment of harm; cut to a date it counts as its first instant
	Note       string `json:"critical_note"`
	Outcome    string `json:"outcome"`
}

// Protected is a person who was under threat.
type Protected struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role"`
	Why  string `json:"why_at_risk"`

	Features *Features `json:"features,omitempty"`
	Next     string    `json:"came_next,omitempty"` // what came next for them: to read, never to think with
}

// Hostile is a person or body named by a court, an inquiry, a prosecutor or a
// government, with that basis.
type Hostile struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Role    string   `json:"role"`
	Basis   string   `json:"naming_basis"`
	Aliases []string `json:"aliases"`
}

// Event is one observation, with what is known of it today and with what its
// observer could have said on the day.
type Event struct {
	ID           string     `json:"id"`
	Occurred     Occurred   `json:"occurred"`
	Place        Place      `json:"place"`
	What         string     `json:"what"`
	Kind         string     `json:"kind"`
	KindAsSeen   string     `json:"kind_as_seen"`
	AsSeen       string     `json:"as_seen"` // empty where nobody saw it
	AboutState   string     `json:"about_state"`
	About        []string   `json:"about"`
	Actors       []string   `json:"actors"`
	Selectors    []Selector `json:"selectors"`
	Observers    []string   `json:"observable_by"`
	Knowable     string     `json:"could_be_known_from"`
	Known        Known      `json:"became_known_to_protective_side"`
	Relevance    string     `json:"relevance"`
	Phase        string     `json:"phase"`
	Note         string     `json:"note"`
	Sources      []string   `json:"sources"`
	Confidence   string     `json:"confidence"`
	Verification string     `json:"verification"`
}

// Occurred is when, as dates cut to what is known, in the zone Zone.
type Occurred struct {
	Start     string `json:"start"`
	End       string `json:"end"`
	Precision string `json:"precision"`
	Zone      string `json:"tz"`
	From      string `json:"utc_from"`
	To        string `json:"utc_to"`
}

// Place is where, at the precision that may be published.
type Place struct {
	Name      string   `json:"name"`
	Country   string   `json:"country"`
	Lat       *float64 `json:"lat"`
	Lon       *float64 `json:"lon"`
	Precision string   `json:"precision"`
}

// Selector is something a stranger could be recognised by.
type Selector struct {
	Type      string `json:"type"`
	Value     string `json:"value"`
	Basis     string `json:"basis"`
	KnownFrom string `json:"known_from"`
}

// Known is when something did reach whoever could protect: a date, "after
// attack", or nothing.
type Known struct {
	Date      string `json:"date"`
	Precision string `json:"precision"`
	Note      string `json:"note"`
}

// Response is what a state or a court did about it.
type Response struct {
	ID           string   `json:"id"`
	Date         string   `json:"date"`
	Precision    string   `json:"precision"`
	Kind         string   `json:"kind"`
	By           string   `json:"by"`
	What         string   `json:"what"`
	Count        *int     `json:"count"`
	Subject      string   `json:"subject"`
	Effect       string   `json:"effect"`
	Sources      []string `json:"sources"`
	Confidence   string   `json:"confidence"`
	Verification string   `json:"verification"`
}

// Source is where a statement can be read.
type Source struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Date      string `json:"date"`
	URL       string `json:"url"`
	Note      string `json:"note"`
}

// Excluded is something considered for the library and left out.
type Excluded struct {
	Case string `json:"case"` // empty: the library as a whole
	What string `json:"what"`
	Why  string `json:"why"`
}

// Load reads cases/*.json, ordered by case id. The error names the file.
func Load(fsys fs.FS) ([]Case, error) {
	files, err := fs.Glob(fsys, "cases/*.json")
	if err != nil {
		return nil, err
	}
	out := make([]Case, 0, len(files))
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		c, err := Parse(path.Base(name), data)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Case) int { return strings.Compare(a.About.ID, b.About.ID) })
	return out, nil
}

// Parse reads one case in full.
func Parse(name string, data []byte) (Case, error) {
	var c Case
	if err := json.Unmarshal(data, &c); err != nil {
		return c, &outrider.Error{Code: outrider.CodeInvalid, Safe: name + " cannot be read as a case", Hint: "FORMAT.md describes the fields", Err: err}
	}
	if err := outrider.CheckID("case", c.About.ID); err != nil {
		return c, outrider.Invalid("%s: %s", name, outrider.SafeText(err))
	}
	return c, nil
}

// LoadExcluded reads excluded/*.json.
func LoadExcluded(fsys fs.FS) ([]Excluded, error) {
	files, err := fs.Glob(fsys, "excluded/*.json")
	if err != nil {
		return nil, err
	}
	var out []Excluded
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		var list struct {
			Items []Excluded `json:"items"`
		}
		if err := json.Unmarshal(data, &list); err != nil {
			return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: path.Base(name) + " cannot be read", Hint: "it is an object with a list \"items\"", Err: err}
		}
		out = append(out, list.Items...)
	}
	return out, nil
}

// Overlapping lists, in order, the ids of the cases that a replay of one case may
// not know: itself, and every case that shares a protected person with it, by id
// or by name as written.
func Overlapping(corpus []Case, id string, protected []string) []string {
	who := map[string]bool{}
	for _, p := range protected {
		who[p] = true
	}
	for _, c := range corpus {
		if c.About.ID != id {
			continue
		}
		for _, p := range c.About.Protected {
			who[p.ID], who[p.Name] = true, true
		}
	}
	delete(who, "")
	out := []string{id}
	for _, c := range corpus {
		if c.About.ID != id && slices.ContainsFunc(c.About.Protected, func(p Protected) bool { return who[p.ID] || who[p.Name] }) {
			out = append(out, c.About.ID)
		}
	}
	slices.Sort(out)
	return out
}
