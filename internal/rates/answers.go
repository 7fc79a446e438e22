package rates

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"outrider"
)

// Columns are those of a table of answers, in the order of the template.
var Columns = []string{"expert", "role", "date", "round", "hypothesis", "kind", "lowest", "highest", "best", "sure"}

// maxAnswers bounds one file.
const maxAnswers = 100_000

// ReadAnswers reads answers as a table (CSV with a header) or as JSON: a list, or
// an object that holds one under "answers", such as an earlier pool. Rows of a
// table in which no number was filled in are questions nobody answered, and are
// passed over. A broken row is named and nothing is read: half an expert is none.
func ReadAnswers(data []byte) ([]Answer, error) {
	var out []Answer
	var err error
	text := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	switch {
	case bytes.HasPrefix(text, []byte("[")):
		err = json.Unmarshal(text, &out)
	case bytes.HasPrefix(text, []byte("{")):
		var f struct {
			Answers []Answer `json:"answers"`
		}
		err = json.Unmarshal(text, &f)
		out = f.Answers
	default:
		return readTable(text)
	}
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the answers are not valid JSON", Hint: "a list of answers, or an object with \"answers\"; docs/formats describes them", Err: err}
	}
	for i, a := range out {
		if err := a.Check(); err != nil {
			return nil, outrider.Invalid("answer %d: %s", i+1, outrider.SafeText(err))
		}
	}
	return out, nil
}

func readTable(text []byte) ([]Answer, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.TrimLeadingSpace = true
	head, err := r.Read()
	if err != nil {
		return nil, outrider.Invalid("the table has no header; outrider elicit questions writes one")
	}
	at := make([]int, len(Columns))
	for i, name := range Columns {
		if at[i] = slices.Index(head, name); at[i] < 0 {
			return nil, outrider.Invalid("the table has no column %s", name)
		}
	}
	var out []Answer
	for len(out) < maxAnswers {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the table cannot be read", Hint: "save it as CSV with commas", Err: err}
		}
		line, _ := r.FieldPos(0)
		a, answered, err := fromRow(row, at)
		if err == nil && answered {
			err = a.Check()
		}
		if err != nil {
			return nil, outrider.Invalid("line %d: %s", line, outrider.SafeText(err))
		}
		if answered {
			out = append(out, a)
		}
	}
	return nil, outrider.Invalid("one table holds at most %d answers", maxAnswers)
}

// fromRow reads one row; answered is false where its four numbers are empty.
func fromRow(row []string, at []int) (a Answer, answered bool, err error) {
	v := make([]string, len(at))
	for i, j := range at {
		v[i] = strings.TrimSpace(row[j])
	}
	if v[6]+v[7]+v[8]+v[9] == "" {
		return Answer{}, false, nil
	}
	var n [5]float64
	for i, s := range []string{v[3], v[6], v[7], v[8], v[9]} {
		if n[i], err = strconv.ParseFloat(s, 64); err != nil {
			return Answer{}, true, outrider.Invalid("%s is not a number", Columns[[]int{3, 6, 7, 8, 9}[i]])
		}
	}
	if n[0] != float64(int(n[0])) {
		return Answer{}, true, outrider.Invalid("the round is 1 or 2")
	}
	return Answer{Expert: v[0], Role: v[1], Date: v[2], Round: int(n[0]), Hypothesis: outrider.Hypothesis(v[4]), Kind: outrider.Kind(v[5]),
		Lowest: n[1], Highest: n[2], Best: n[3], Sure: n[4]}, true, nil
}

// WriteTemplate writes a table of questions for one expert to fill in.
func WriteTemplate(w io.Writer, who Answer, questions []Question) error {
	out := csv.NewWriter(w)
	if err := out.Write(append(slices.Clone(Columns), "question")); err != nil {
		return err
	}
	for _, q := range questions {
		if err := out.Write([]string{who.Expert, who.Role, who.Date, fmt.Sprint(max(who.Round, 1)), string(q.Hypothesis), string(q.Kind), "", "", "", "", q.Text}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
