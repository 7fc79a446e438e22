package answers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"outrider"
	"outrider/internal/watchlist"
)

// Entry is one line that an organisation writes about an act itself: the act, who
// said what about it, what was done, what became of that, or what the other side
// did in its turn. In a table each field is a column of that name; several values
// in one cell are parted by semicolons.
type Entry struct {
	Act    string   `json:"act"`              // id of the act: the library's, or one of the organisation's own
	Entry  string   `json:"entry"`            // act, attribution, response, fate or reply
	ID     string   `json:"id,omitempty"`     // within the act; given by its place where it is left out
	Date   string   `json:"date,omitempty"`   // 2018, 2018-03 or 2018-03-04
	By     []string `json:"by,omitempty"`     // states (ISO alpha-2) or bodies; of an act: the state it is attributed to
	Place  string   `json:"place,omitempty"`  // of an act: the state where it happened, ISO alpha-2
	Kind   string   `json:"kind,omitempty"`   // of a response or a fate; of a reply: expulsion or reward
	Words  string   `json:"words,omitempty"`  // what happened, in a sentence
	Count  int      `json:"count,omitempty"`  // people or bodies it fell on
	Names  []string `json:"names,omitempty"`  // of those it fell on, where officially named
	Keys   []string `json:"keys,omitempty"`   // of list entries, LIST:KEY
	Of     string   `json:"of,omitempty"`     // of a fate: id of the response it befell
	Ground string   `json:"ground,omitempty"` // of a fate: death, error, court order or compliance, where stated
	Until  string   `json:"until,omitempty"`  // last day on which it holds unless renewed
	Source string   `json:"source,omitempty"` // where it can be read
	Grade  string   `json:"grade,omitempty"`  // Admiralty code, A1 to F6

	where string
}

// Fault is what is wrong with one field of an entry, and what to write instead.
type Fault struct {
	Where string `json:"where"` // line of a table, or number of an object
	Field string `json:"field,omitempty"`
	What  string `json:"what"`
	Hint  string `json:"hint"`
}

// maxEntries bounds one file: a century of expulsions is shorter.
const maxEntries = 20_000

// ReadEntries reads a table with a header (comma, semicolon or tab), or JSON: an
// array of entries, or one a line. What cannot be read is named; the rest is read.
func ReadEntries(r io.Reader) ([]Entry, []Fault, error) {
	text, err := watchlist.Text(r, &watchlist.Delivery{})
	if err != nil {
		return nil, nil, err
	}
	switch head := strings.TrimSpace(text); {
	case head == "":
		return nil, []Fault{{Where: "the file", What: "it is empty", Hint: "begin with a header line: " + strings.Join(columns(), ",")}}, nil
	case head[0] == '[' || head[0] == '{':
		list, faults := readObjects(head)
		return list, faults, nil
	}
	list, faults := readTable(text)
	return list, faults, nil
}

// columns are the fields as a table names them.
func columns() []string {
	return []string{"act", "entry", "id", "date", "by", "place", "kind", "words", "count", "names", "keys", "of", "ground", "until", "source", "grade"}
}

// readTable reads rows under a header.
func readTable(text string) (out []Entry, faults []Fault) {
	s := watchlist.NewSheet(text)
	header, _, err := s.Next()
	if err != nil {
		return nil, []Fault{{Where: "line 1", What: "the header cannot be read", Hint: "begin with: " + strings.Join(columns(), ",")}}
	}
	names := make([]string, len(header))
	for i, h := range header {
		names[i] = watchlist.Plain(h)
		if names[i] != "" && !slices.Contains(columns(), names[i]) {
			faults = append(faults, Fault{"line 1", strings.TrimSpace(h), "no such column", "the columns are " + strings.Join(columns(), ", ")})
		}
	}
	for _, need := range []string{"act", "entry"} {
		if !slices.Contains(names, need) {
			return nil, append(faults, Fault{"line 1", need, "the column is missing", "begin with: " + strings.Join(columns(), ",")})
		}
	}
	for len(out) < maxEntries {
		cells, line, err := s.Next()
		where := "line " + strconv.Itoa(line)
		switch {
		case errors.Is(err, io.EOF):
			return out, faults
		case err != nil:
			faults = append(faults, Fault{where, "", "the row cannot be read", "a quotation mark may be open: save the table anew from the spreadsheet"})
		case strings.TrimSpace(strings.Join(cells, "")) == "":
		case len(cells) != len(names):
			faults = append(faults, Fault{where, "", fmt.Sprintf("%d cells under %d columns", len(cells), len(names)), "put a text that holds a comma between quotation marks"})
		default:
			e, bad := entryOf(names, cells, where)
			out, faults = append(out, e), append(faults, bad...)
		}
	}
	return out, append(faults, tooMany())
}

func tooMany() Fault {
	return Fault{"the file", "", fmt.Sprintf("more than %d entries", maxEntries), "part it by act"}
}

// entryOf reads one row.
func entryOf(names, cells []string, where string) (e Entry, faults []Fault) {
	e.where = where
	list := func(s string) []string { return watchlist.Add(nil, watchlist.Parts(s, ";")...) }
	for i, v := range cells {
		v = watchlist.Squash(v)
		switch names[i] {
		case "by":
			e.By = list(v)
		case "names":
			e.Names = list(v)
		case "keys":
			e.Keys = list(v)
		case "count":
			n, err := strconv.Atoi(v)
			if v != "" && err != nil {
				faults = append(faults, Fault{where, "count", "not a whole number", "write how many it fell on, or leave it empty"})
			}
			e.Count = n
		default:
			if to := e.texts()[names[i]]; to != nil {
				*to = v
			}
		}
	}
	return e, faults
}

// texts are the fields of one text, by their column.
func (e *Entry) texts() map[string]*string {
	return map[string]*string{"act": &e.Act, "entry": &e.Entry, "id": &e.ID, "date": &e.Date, "place": &e.Place, "kind": &e.Kind, "words": &e.Words,
		"of": &e.Of, "ground": &e.Ground, "until": &e.Until, "source": &e.Source, "grade": &e.Grade}
}

// readObjects reads an array, or objects one after the other.
func readObjects(text string) (out []Entry, faults []Fault) {
	raw := []json.RawMessage{}
	if text[0] == '[' {
		if err := json.Unmarshal([]byte(text), &raw); err != nil {
			return nil, []Fault{{"the file", "", "it is not valid JSON", "look for a comma or a bracket that is missing, or write a table instead"}}
		}
	} else {
		dec := json.NewDecoder(strings.NewReader(text))
		for {
			var one json.RawMessage
			err := dec.Decode(&one)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				faults = append(faults, Fault{fmt.Sprintf("entry %d", len(raw)+1), "", "it is not valid JSON, and what follows cannot be read", "look for a comma or a bracket that is missing"})
				break
			}
			raw = append(raw, one)
		}
	}
	for i, b := range raw[:min(len(raw), maxEntries)] {
		e := Entry{where: fmt.Sprintf("entry %d", i+1)}
		dec := json.NewDecoder(strings.NewReader(string(b)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&e); err != nil {
			faults = append(faults, Fault{e.where, "", "a field is unknown or of the wrong kind", "count is a number, by, names and keys are arrays, all others are texts: " + strings.Join(columns(), ", ")})
			continue
		}
		out = append(out, e)
	}
	if len(raw) > maxEntries {
		faults = append(faults, tooMany())
	}
	return out, faults
}

// grade reads an Admiralty code; nothing is none.
func validGrade(s string) bool {
	return s == "" || len(s) == 2 && s[0] >= 'A' && s[0] <= 'F' && s[1] >= '1' && s[1] <= '6'
}

// when reads a date, and says what is wrong with it.
func (e Entry) when(field, text string) (outrider.When, *Fault) {
	w, err := outrider.ParseWhen(text, nil)
	if err != nil || text == "" {
		return w, &Fault{e.where, field, "not a date", "write 2018, 2018-03 or 2018-03-04"}
	}
	return w, nil
}
