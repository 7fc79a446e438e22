// Package csv reads tables of reports through a column mapping that somebody has
// looked at and saved. A first run guesses the mapping and files nothing; from
// then on the same partner's file reads the same way every time.
//
// A cell is text and stays text: what would be a formula in a spreadsheet is kept
// as it is written, and pages and exports never hand it to one.
package csv

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/intake"
	"outrider/internal/intake/form"
	"outrider/internal/selector"
)

// Mapping says what the columns of a partner's table mean. Columns maps a header
// to a field of the report form; "" leaves a column out on purpose.
type Mapping struct {
	Format  string              `json:"format"` // outrider-csv-mapping/1
	Columns map[string]string   `json:"columns"`
	Dates   intake.Order        `json:"dates,omitempty"`  // dmy, mdy; empty: 03/04/2025 stays open
	Zone    string              `json:"zone,omitempty"`   // UTC or an offset such as +01:00
	Region  string              `json:"region,omitempty"` // in which national phone numbers are dialled
	Scheme  outrider.Scheme     `json:"grade_scheme,omitempty"`
	Default map[string]string   `json:"default,omitempty"` // field -> value where a row has none
	Values  map[string][]string `json:"values,omitempty"`  // field -> pairs "theirs=ours"
}

// MappingFormat names the layout of a saved mapping.
const MappingFormat = "outrider-csv-mapping/1"

// ParseMapping reads a saved mapping and refuses one that names a field that does
// not exist: a typing error must not lose a column silently.
func ParseMapping(data []byte) (Mapping, error) {
	var m Mapping
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return m, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the column mapping cannot be read", Hint: "docs/formats describes it; a dry run without a mapping prints one", Err: err}
	}
	return m, m.validate()
}

func (m Mapping) validate() error {
	if m.Format != MappingFormat {
		return outrider.Invalid("the column mapping must name its format, %s", MappingFormat)
	}
	for _, set := range []map[string]string{m.Columns, swap(m.Default)} {
		for _, f := range set {
			if f != "" && !form.IsField(f) {
				return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the column mapping names a field that does not exist: " + intake.Clip(f), Hint: "the fields are: " + strings.Join(form.Fields(), ", ")}
			}
		}
	}
	if m.Dates != "" && m.Dates != intake.OrderDMY && m.Dates != intake.OrderMDY {
		return outrider.Invalid("dates are dmy or mdy")
	}
	_, err := m.zone()
	return err
}

// swap turns field -> value into value -> field.
func swap(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	for f, v := range m {
		out[f+"\x00"+v] = f
	}
	return out
}

// zone reads the mapping's zone: an offset, because names of zones change their
// meaning with the machine.
func (m Mapping) zone() (*time.Location, error) {
	if m.Zone == "" || m.Zone == "UTC" || m.Zone == "Z" {
		return time.UTC, nil
	}
	t, err := time.Parse("-07:00", m.Zone)
	if err != nil {
		return nil, outrider.Invalid("zone is UTC or an offset such as +01:00")
	}
	_, off := t.Zone()
	return time.FixedZone(m.Zone, off), nil
}

// Read reads a table. Without a mapping it guesses one and says so in a notice;
// what it returns is then for a human to look at, not to file.
func Read(name string, data []byte, m *Mapping) intake.Result {
	var res intake.Result
	rows, err := open(&res, name, data)
	if err != nil {
		res.RefuseError(name, err)
		return res
	}
	header, _, err := rows.next()
	if err != nil {
		res.Refuse(name, "the table has no header: its first line names the columns")
		return res
	}
	if m == nil {
		g := Guess(header)
		m = &g
		res.Notices = append(res.Notices, outrider.Notice{Where: name, What: "the columns were guessed: " + g.describe(header)})
	}
	t := table{name: name, header: clean(header), m: *m, res: &res}
	if err := t.check(); err != nil {
		res.RefuseError(name, err)
		return res
	}
	t.rows(rows)
	return res
}

// GuessFile guesses the mapping of a table from its header.
func GuessFile(data []byte) (Mapping, error) {
	var res intake.Result
	rows, err := open(&res, "", data)
	if err != nil {
		return Mapping{}, err
	}
	header, _, err := rows.next()
	if err != nil {
		return Mapping{}, outrider.Invalid("the table has no header: its first line names the columns")
	}
	return Guess(clean(header)), nil
}

// sheet is the rows of a table, read so that one broken row costs itself alone.
type sheet struct {
	r       *csv.Reader
	buffer  bufio.Reader // of r, kept through every fresh start
	text    string       // from which r reads
	skipped int          // lines before text
}

// open decodes a table and finds its separator.
func open(res *intake.Result, name string, data []byte) (*sheet, error) {
	if len(data) > intake.MaxBytes {
		return nil, outrider.Invalid("the file is larger than %d MB; split it", intake.MaxBytes>>20)
	}
	text, notes, err := intake.Decode(data)
	if err != nil {
		return nil, err
	}
	res.Notices = append(res.Notices, intake.At(name, notes)...)
	text = strings.TrimPrefix(text, "\uFEFF")
	rest, sep := separator(text)
	s := &sheet{skipped: strings.Count(text[:len(text)-len(rest)], "\n")}
	s.from(rest, sep)
	return s, nil
}

func (s *sheet) from(text string, sep rune) {
	s.buffer.Reset(strings.NewReader(text))
	s.text, s.r = text, csv.NewReader(&s.buffer)
	s.r.Comma, s.r.FieldsPerRecord, s.r.TrimLeadingSpace = sep, -1, true
}

// next is the next row and the line it begins on. After an error of that row alone
// the following rows can be read; io.EOF ends them.
func (s *sheet) next() (cells []string, line int, err error) {
	cells, err = s.r.Read()
	if pe, ok := errors.AsType[*csv.ParseError](err); ok {
		line = s.skipped + pe.StartLine
		if pe.Line > pe.StartLine {
			s.again(pe.StartLine)
		}
		return nil, line, pe
	}
	if err == nil {
		line, _ = s.r.FieldPos(0)
	}
	return cells, s.skipped + line, err
}

// again reads anew after the given line: an open quotation mark swallows the rows
// that follow, up to the next mark.
func (s *sheet) again(line int) {
	rest := s.text
	for range line {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	s.skipped += line
	s.from(rest, s.r.Comma)
}

// separator is what stands most often in the first line; a line "sep=;" says so.
func separator(text string) (string, rune) {
	first, rest, _ := strings.Cut(text, "\n")
	first = strings.TrimRight(first, "\r")
	if s, ok := strings.CutPrefix(strings.ToLower(first), "sep="); ok && len(s) == 1 {
		return rest, rune(s[0])
	}
	best, most := ',', 0
	for _, s := range ",;\t|" {
		if n := strings.Count(first, string(s)); n > most {
			best, most = s, n
		}
	}
	return text, best
}

func clean(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		c, _ = intake.Clean(c)
		out[i] = strings.TrimSpace(c)
	}
	return out
}

// table is a table being read.
type table struct {
	name   string
	header []string
	m      Mapping
	zone   *time.Location
	res    *intake.Result
}

// check holds the mapping against the header.
func (t *table) check() (err error) {
	if t.zone, err = t.m.zone(); err != nil {
		return err
	}
	mapped := 0
	for i, h := range t.header {
		f, ok := t.m.Columns[h]
		if f != "" && slices.Contains(t.header[:i], h) {
			return &outrider.Error{Code: outrider.CodeInvalid, Safe: "two columns are called " + intake.Clip(h), Hint: "give one of them another name in the first line"}
		}
		switch {
		case !ok && h != "":
			t.res.Notices = append(t.res.Notices, outrider.Notice{Where: t.name, What: fmt.Sprintf("column %d (%s) is in no mapping; left out", i+1, intake.Clip(h))})
		case f != "":
			mapped++
		}
	}
	if mapped == 0 {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "no column of this table is in the mapping", Hint: "is it the mapping of another table? a dry run without one shows a guess"}
	}
	return nil
}

// rows reads row after row; a broken one is named and the rest goes on.
func (t *table) rows(s *sheet) {
	for {
		cells, line, err := s.next()
		where := intake.Line(t.name, line)
		if pe, ok := errors.AsType[*csv.ParseError](err); ok {
			t.res.Refuse(where, "the row cannot be read: "+pe.Err.Error())
			continue
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.res.Refuse(t.name, "the rest cannot be read")
			}
			return
		}
		if blank(cells) {
			continue
		}
		if t.res.Full(where) {
			return
		}
		t.row(where, cells)
	}
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// row makes one draft of one row.
func (t *table) row(where string, cells []string) {
	if len(cells) > len(t.header) && !blank(cells[len(t.header):]) {
		t.res.Refuse(where, fmt.Sprintf("the row has %d cells and the table %d columns: a separator inside a cell needs quotation marks", len(cells), len(t.header)))
		return
	}
	fields := map[string][]string{}
	for i, c := range cells[:min(len(cells), len(t.header))] {
		if f := t.m.Columns[t.header[i]]; f != "" && strings.TrimSpace(c) != "" {
			fields[f] = append(fields[f], t.m.translate(f, strings.TrimSpace(c)))
		}
	}
	for f, v := range t.m.Default {
		if len(fields[f]) == 0 {
			fields[f] = []string{v}
		}
	}
	d, err := form.Read(fields, form.Options{Channel: outrider.ChannelImport, Where: where, Region: t.m.Region, Scheme: t.m.Scheme,
		Time: intake.TimeHint{Zone: t.zone, Order: t.m.Dates}, Label: t.label})
	if err != nil {
		t.res.RefuseError(where, err)
		return
	}
	if len(cells) < len(t.header) {
		d.Warnings = append(d.Warnings, outrider.Notice{Where: where, What: fmt.Sprintf("the row has %d cells and the table %d columns", len(cells), len(t.header))})
	}
	t.res.Drafts = append(t.res.Drafts, d)
}

// label names a field by the column it came from.
func (t *table) label(field string) string {
	for _, h := range t.header {
		if t.m.Columns[h] == field {
			return "column " + intake.Clip(h)
		}
	}
	return field
}

// translate turns a partner's word into ours.
func (m Mapping) translate(field, v string) string {
	for _, pair := range m.Values[field] {
		theirs, ours, ok := strings.Cut(pair, "=")
		if ok && selector.Fold(theirs) == selector.Fold(v) {
			return ours
		}
	}
	return v
}
