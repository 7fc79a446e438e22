package screen

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"outrider"
	"outrider/internal/match"
	"outrider/internal/watchlist"
)

// MaxName is the longest name of a query, in characters: no passport has one
// longer, and a whole text is another question than a name.
const MaxName = match.MaxText

// Ask is a query as people and programs write it: a row of a table, a form, or a
// JSON object. A JSON string is a name alone.
type Ask struct {
	Name       string `json:"name"`
	Kind       string `json:"kind,omitempty"` // person, organisation, vessel; anything else: all
	Born       string `json:"born,omitempty"` // as lists write dates: 1978, 1978-04, 12 Apr 1978
	Country    string `json:"country,omitempty"`
	Identifier string `json:"identifier,omitempty"` // a number of a document
}

// UnmarshalJSON reads an object, or a string as a name alone. A year of birth may
// be a number.
func (a *Ask) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &a.Name)
	}
	type plain Ask
	var x struct {
		plain
		Born any `json:"born"`
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := dec.Decode(&x); err != nil {
		return err
	}
	*a = Ask(x.plain)
	switch born := x.Born.(type) {
	case string:
		a.Born = born
	case json.Number:
		a.Born = born.String()
	case nil:
	default:
		return errors.New("born is neither a text nor a number")
	}
	return nil
}

// Query reads the question. What cannot be understood beside the name is left out
// and said in notice; without a name there is no question, and that is the error.
// The country is passed over: it would be no reason.
func (a Ask) Query() (q Query, notice string, err error) {
	q.Name = strings.TrimSpace(a.Name)
	switch {
	case q.Name == "":
		return q, "", outrider.Invalid("there is no name")
	case !utf8.ValidString(q.Name):
		return q, "", outrider.Invalid("the name is not UTF-8")
	case utf8.RuneCountInString(q.Name) > MaxName:
		return q, "", outrider.Invalid("the name has more than %d characters", MaxName)
	}
	q.Kind = kindAsked(a.Kind)
	if id := strings.TrimSpace(a.Identifier); id != "" {
		q.Identifier = []string{id}
	}
	if born := strings.TrimSpace(a.Born); born != "" {
		d, err := watchlist.ParseDate(born)
		if err != nil {
			return q, "the date of birth cannot be read; screened without it", nil
		}
		q.Born = []match.Date{{Year: d.Year, Month: d.Month, Day: d.Day}}
	}
	return q, "", nil
}

// kindAsked reads a kind; one that is not known is held against all.
func kindAsked(s string) match.Kind {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "person", "individual":
		return match.KindPerson
	case "organisation", "organization", "company", "entity":
		return match.KindOrganisation
	case "vessel", "ship", "aircraft":
		return match.KindVessel
	}
	return ""
}

// Answer is what a program is told about one query, in one line. Notice says what
// of the question was not understood.
type Answer struct {
	Query  string `json:"query"`
	Hits   []Hit  `json:"hits"`
	Notice string `json:"notice,omitempty"`
}

// MarshalJSON writes hits as a list even where there are none.
func (a Answer) MarshalJSON() ([]byte, error) {
	type plain Answer
	if a.Hits == nil {
		a.Hits = []Hit{}
	}
	return json.Marshal(plain(a))
}
