package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"outrider"
	"outrider/internal/match"
)

// screenCmd asks about names by hand, and shows what the desk has found by itself.
type screenCmd struct {
	Names   screenNamesCmd   `cmd:"" default:"withargs" help:"Hold names against the lists, or against each other."`
	Hits    screenHitsCmd    `cmd:"" help:"Names and numbers in reports that may be on a list."`
	Verdict screenVerdictCmd `cmd:"" help:"Say of a hit: same, not-same or unsure; or take the last verdict back."`
	Watch   screenWatchCmd   `cmd:"" help:"Ask to be told when a name or a number turns up; list and end what you asked for."`
	Now     screenNowCmd     `cmd:"" help:"Hold what came in against the lists now, where no desk runs that does."`
}

// screenNamesCmd holds names against names, and names against lists. It needs no store;
// where the lists of one are asked, its desk notes how many names and hits there were.
type screenNamesCmd struct {
	Query []string `arg:"" optional:"" help:"Names to hold against the lists; none: rows on standard input (name[,kind,born,country,identifier])."`
	List  []string `help:"A list's file, or NAME@DATE; repeat it for several. None: all that are held." placeholder:"FILE" sep:"none"`
	AsOf  string   `help:"Screen against the versions that were in force on that day." placeholder:"DATE"`
	Min   float64  `help:"Lowest score of a hit." default:"0.7"`
	Pairs string   `help:"Score the pairs of a CSV file with the columns left, right and perhaps kind; - for standard input." placeholder:"FILE"`
}

// Help is shown under the flags.
func (screenNamesCmd) Help() string {
	return `A score is the probability that two names belong to one bearer. What a name alone cannot
decide is for review, however alike the names are.

  outrider screen --list sdn.csv "Ruslan Boshirov"
  outrider --json screen --as-of 2022-06-01 <contacts.csv
  outrider screen --pairs pairs.csv
  outrider --json screen --pairs - <pairs.csv

Where the lists of a desk's data folder are asked, the desk notes who asked, when, and how many
names and hits there were; never the names.

The file has a header: left, right and, if you like, kind (person, token, organisation, vessel).
All its rows come back with score, decision (match, review, no) and reasons.

Exit codes: 0 done, 1 done with rows that could not be read, 2 not done.`
}

// Run does what the flags ask for.
func (c *screenNamesCmd) Run(e *env) error {
	if c.Pairs == "" {
		return c.screenLists(e)
	}
	in, done, err := e.openOrStdin(c.Pairs)
	if err != nil {
		return err
	}
	defer done()
	return e.screenPairs(in)
}

// openOrStdin opens a file to read; "-" is standard input.
func (e *env) openOrStdin(path string) (io.Reader, func(), error) {
	if path == "-" {
		return e.in, func() {}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the file could not be opened", Hint: "check the path and who may read it", Err: err}
	}
	return f, func() { _ = f.Close() }, nil
}

// pairTable is a CSV of pairs on its way through: where its columns are, and where
// its rows go.
type pairTable struct {
	header            []string
	left, right, kind int
	write             func(row []string, r match.Result) error
	flush             func() error
}

// screenPairs scores every row of a CSV of pairs and writes all rows back. A row
// that cannot be read is named with its line and comes back for review.
func (e *env) screenPairs(in io.Reader) error {
	r := csv.NewReader(skipBOM(in))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	header, err := r.Read()
	if err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the file has no header", Hint: "the first line names the columns: left,right,kind", Err: err}
	}
	t, err := newPairTable(header)
	if err != nil {
		return err
	}
	e.pairWriter(t)
	rows, refused := 0, 0
	p := e.progress("pairs scored")
	for e.ctx.Err() == nil {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		line, _ := r.FieldPos(0)
		var bad *csv.ParseError
		if err != nil && !errors.As(err, &bad) {
			return &outrider.Error{Code: outrider.CodeStorage, Safe: "the file could not be read to its end", Hint: "check the disk and try again", Err: err}
		}
		rows++
		result, why := t.score(row)
		if err != nil {
			why = "the quotes of this row do not close"
		}
		if why != "" {
			refused++
			e.say("line %d: %s; it is left for review", line, why)
			result = match.Result{Decision: match.DecisionReview, Reasons: []match.Reason{{Field: why}}}
		}
		if err := t.write(t.padded(row), result); err != nil {
			return &outrider.Error{Code: outrider.CodeStorage, Safe: "the rows could not be written", Hint: "check where they go", Err: err}
		}
		p.at(rows, 0)
	}
	if err := t.flush(); err != nil {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the rows could not be written", Hint: "check where they go", Err: err}
	}
	e.say("%d pairs, %d of them not read", rows, refused)
	if refused > 0 {
		return errRefused
	}
	return e.ctx.Err()
}

// skipBOM drops the mark with which some programs begin UTF-8.
func skipBOM(in io.Reader) io.Reader {
	b := bufio.NewReaderSize(in, 1<<16)
	if head, err := b.Peek(3); err == nil && string(head) == "\ufeff" {
		_, _ = b.Discard(3) // what was peeked can be discarded
	}
	return b
}

// newPairTable finds the columns by their names.
func newPairTable(header []string) (*pairTable, error) {
	t := &pairTable{header: slices.Clone(header), left: -1, right: -1, kind: -1}
	for i, name := range header {
		if !utf8.ValidString(name) || strings.ContainsRune(name, 0) {
			return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the file is not UTF-8", Hint: "save it as CSV in UTF-8 and try again"}
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "left":
			t.left = i
		case "right":
			t.right = i
		case "kind":
			t.kind = i
		}
	}
	if t.left < 0 || t.right < 0 {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the file lacks the columns left and right", Hint: "the first line names the columns: left,right,kind"}
	}
	return t, nil
}

// score compares the two names of a row, or says why it cannot.
func (t *pairTable) score(row []string) (match.Result, string) {
	if len(row) <= max(t.left, t.right) {
		return match.Result{}, "the row has too few columns"
	}
	left, right := row[t.left], row[t.right]
	if !utf8.ValidString(left) || !utf8.ValidString(right) {
		return match.Result{}, "the row is not UTF-8"
	}
	if strings.TrimSpace(left) == "" || strings.TrimSpace(right) == "" {
		return match.Result{}, "a name is missing"
	}
	kind := match.KindPerson
	if t.kind >= 0 && t.kind < len(row) {
		k, ok := kindOf(row[t.kind])
		if !ok {
			return match.Result{}, "the kind is none of person, token, organisation, vessel"
		}
		kind = k
	}
	a, b := match.New(left, kind), match.New(right, kind)
	result := match.Compare(match.Subject{Name: a}, match.Subject{Name: b})
	for _, note := range append(slices.Clone(a.Notes), b.Notes...) {
		result.Reasons = append(result.Reasons, match.Reason{Field: note})
	}
	return result, ""
}

// kindOf reads a kind of bearer as lists write it; empty means a person.
func kindOf(text string) (match.Kind, bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "", "person", "individual":
		return match.KindPerson, true
	case "token":
		return match.KindToken, true
	case "organisation", "organization", "company", "entity", "legalentity":
		return match.KindOrganisation, true
	case "vessel", "ship":
		return match.KindVessel, true
	}
	return "", false
}

// padded gives a row as many columns as the header has.
func (t *pairTable) padded(row []string) []string {
	for len(row) < len(t.header) {
		row = append(row, "")
	}
	return row[:len(t.header)]
}

// pairWriter sets how rows are written: CSV with three columns more, or one JSON
// object a line.
func (e *env) pairWriter(t *pairTable) {
	buffered := bufio.NewWriterSize(e.out, 1<<16)
	if e.cli.JSON {
		lines := &env{cli: e.cli, out: buffered}
		t.write = func(row []string, r match.Result) error {
			object := map[string]any{"score": rounded(r.Score), "decision": r.Decision, "reasons": r.Reasons}
			for i, name := range t.header {
				if _, taken := object[name]; !taken {
					object[name] = row[i]
				}
			}
			return lines.printJSON(object)
		}
		t.flush = buffered.Flush
		return
	}
	w := csv.NewWriter(buffered)
	_ = w.Write(append(slices.Clone(t.header), "score", "decision", "reasons")) // flush reports it
	t.write = func(row []string, r match.Result) error {
		return w.Write(append(slices.Clone(row), strconv.FormatFloat(rounded(r.Score), 'f', -1, 64), string(r.Decision), reasonText(r.Reasons)))
	}
	t.flush = func() error {
		w.Flush()
		return errors.Join(w.Error(), buffered.Flush())
	}
}

// rounded keeps a score to the digits that mean something, and short of 1 what
// is not 1.
func rounded(score float64) float64 {
	const digits = 1e6
	r := float64(int(score*digits+.5)) / digits
	if r >= 1 && score < 1 {
		return 1 - 1/digits
	}
	return r
}

// reasonText writes reasons in one cell: field, both sides, weight in nats.
func reasonText(reasons []match.Reason) string {
	var b strings.Builder
	for i, r := range reasons {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(r.Field)
		switch {
		case r.Left != "" && r.Right != "":
			fmt.Fprintf(&b, ": %s = %s (%+.2f)", r.Left, r.Right, r.Weight)
		case r.Left != "":
			fmt.Fprintf(&b, ": only left %s (%+.2f)", r.Left, r.Weight)
		case r.Right != "":
			fmt.Fprintf(&b, ": only right %s (%+.2f)", r.Right, r.Weight)
		}
	}
	return b.String()
}
