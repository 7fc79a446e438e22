package watchlist

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
)

// Sheet reads the rows of a table, so that one broken row costs itself alone.
type Sheet struct {
	r       *csv.Reader
	text    string // from which r reads
	skipped int    // lines before text
}

// NewSheet reads a text of comma-, semicolon-, tab- or bar-separated rows.
func NewSheet(text string) *Sheet {
	s := &Sheet{}
	s.from(text, separator(text))
	return s
}

func (s *Sheet) from(text string, sep rune) {
	s.text, s.r = text, csv.NewReader(strings.NewReader(text))
	s.r.Comma, s.r.FieldsPerRecord, s.r.ReuseRecord = sep, -1, true
}

// Next is the next row and the line it begins on. The row is only valid until the
// next call. An error other than io.EOF costs that row; the following can be read.
func (s *Sheet) Next() (cells []string, line int, err error) {
	cells, err = s.r.Read()
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		line = s.skipped + pe.StartLine
		if pe.Line > pe.StartLine {
			s.again(pe.StartLine)
		}
		return nil, line, pe.Err
	}
	if err == nil {
		line, _ = s.r.FieldPos(0)
	}
	return cells, s.skipped + line, err
}

// again reads anew after the given line: an open quotation mark swallows the rows
// that follow, up to the next mark.
func (s *Sheet) again(line int) {
	rest := s.text
	for range line {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	s.skipped += line
	s.from(rest, s.r.Comma)
}

// separator is what stands most often in the first line, outside of quotation marks.
func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	quoted := false
	first = strings.Map(func(r rune) rune {
		if r == '"' {
			quoted = !quoted
		}
		if quoted {
			return -1
		}
		return r
	}, first)
	best, most := ',', 0
	for _, s := range ",;\t|" {
		if n := strings.Count(first, string(s)); n > most {
			best, most = s, n
		}
	}
	return best
}

// Row is one row of a table with a header: its cells by the name of their column.
type Row struct {
	Line  int
	cols  map[string][]int
	used  map[string]bool
	cells []string
}

// Get is the first cell that is not empty in columns of one of these names.
// Names are compared by their letters and digits alone, in any case.
func (r *Row) Get(names ...string) string {
	for _, n := range names {
		for _, i := range r.cols[Plain(n)] {
			r.used[Plain(n)] = true
			if v := strings.TrimSpace(r.cells[i]); v != "" {
				return v
			}
		}
	}
	return ""
}

// All is every cell that is not empty in columns of these names, in their order.
func (r *Row) All(names ...string) []string {
	var out []string
	for _, n := range names {
		for _, i := range r.cols[Plain(n)] {
			r.used[Plain(n)] = true
			if v := strings.TrimSpace(r.cells[i]); v != "" {
				out = append(out, v)
			}
		}
	}
	return out
}

// Plain reduces a name of a column or an element to its letters and digits.
func Plain(s string) string {
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		clean = s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9'
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// Table reads a table with a header. need lists the columns without which it
// makes no sense, each as alternatives; row is called for every row that has as
// many cells as the header, others are refused by line. keyed names the columns
// that hold an entry's key, so that a shifted row can still be told apart from a
// delisted one. What row does not ask for is left to rest, column by column.
type Table struct {
	Text  string
	Skip  int // lines before the header
	Need  [][]string
	Keyed []string
	Row   func(*Row) *Record
	Leave []string // columns that are left out on purpose
}

// Read reads the table into d.
func (t Table) Read(d *Delivery) {
	text := t.Text
	for range t.Skip {
		_, text, _ = strings.Cut(text, "\n")
	}
	s := NewSheet(text)
	s.skipped = t.Skip
	header, _, err := s.Next()
	if err != nil {
		d.Break("the delivery has no header line")
		return
	}
	header = slices.Clone(header)
	cols := map[string][]int{}
	for i, h := range header {
		cols[Plain(h)] = append(cols[Plain(h)], i)
	}
	for _, alt := range t.Need {
		if !slices.ContainsFunc(alt, func(n string) bool { return cols[Plain(n)] != nil }) {
			d.Break("the header has no column %q", alt[0])
			return
		}
	}
	t.rows(d, s, header, cols)
}

func (t Table) rows(d *Delivery, s *Sheet, header []string, cols map[string][]int) {
	used := map[string]bool{}
	for _, n := range t.Leave {
		used[Plain(n)] = true
	}
	for {
		cells, line, err := s.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			d.Refuse(line, "", "the row cannot be read: %v", err)
			continue
		}
		if blank(cells) {
			continue
		}
		if len(cells) != len(header) {
			d.Refuse(line, t.keyIn(cells, cols), "the row has %d cells and the table %d columns: they have shifted, or it was cut", len(cells), len(header))
			continue
		}
		row := Row{Line: line, cols: cols, used: used, cells: cells}
		if rec := t.Row(&row); rec != nil {
			row.rest(header, rec)
			d.Join(*rec)
		}
	}
}

// rest keeps what the list's reader has not asked for, under the column's name:
// a list that gains a column loses nothing and its changes are seen.
func (r *Row) rest(header []string, rec *Record) {
	for i, h := range header {
		if r.cells[i] != "" && !r.used[Plain(h)] {
			rec.AddOther(strings.ToLower(Squash(h)), r.cells[i])
		}
	}
}

// keyIn is the key of a row whose cells have shifted: the first cell before the
// fault is where it should be.
func (t Table) keyIn(cells []string, cols map[string][]int) string {
	for _, n := range t.Keyed {
		for _, i := range cols[Plain(n)] {
			if i < len(cells) {
				return Squash(cells[i])
			}
		}
	}
	return ""
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}
