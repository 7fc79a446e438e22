// Package jsonl reads reports as JSON: one object a line, one object, or an array
// of them. The fields are those of docs/formats/report.schema.json. An unknown
// field is named in a notice; a broken line is named with file, line and reason,
// and the rest is read.
package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"outrider"
	"outrider/internal/intake"
	"outrider/internal/intake/form"
)

// Read reads every report in a file. Times without a zone are read in UTC.
func Read(name string, data []byte) intake.Result {
	var res intake.Result
	if len(data) > intake.MaxBytes {
		res.Refuse(name, fmt.Sprintf("the file is larger than %d MB; split it", intake.MaxBytes>>20))
		return res
	}
	text, notes, err := intake.Decode(data)
	if err != nil {
		res.RefuseError(name, err)
		return res
	}
	res.Notices = intake.At(name, notes)
	text = strings.TrimPrefix(text, "\uFEFF")
	switch trimmed := strings.TrimSpace(text); {
	case trimmed == "":
		res.Refuse(name, "the file is empty")
	case trimmed[0] == '[':
		array(&res, name, text)
	case trimmed[0] == '{' && json.Valid([]byte(trimmed)):
		object(&res, intake.Line(name, 1+strings.Count(text[:strings.Index(text, "{")], "\n")), []byte(trimmed))
	default:
		lines(&res, name, text)
	}
	return res
}

// lines reads one object a line.
func lines(res *intake.Result, name, text string) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		where := intake.Line(name, n)
		if res.Full(where) {
			return
		}
		if len(line) > intake.MaxLine {
			res.Refuse(where, "the line is longer than a report can be")
			continue
		}
		object(res, where, []byte(line))
	}
}

// array reads the objects of one array, each named by the line it begins on.
func array(res *intake.Result, name, text string) {
	dec := json.NewDecoder(strings.NewReader(text))
	_, err := dec.Token()
	line, read := 1, 0 // how far the lines were counted
	for err == nil && dec.More() {
		at := element(text, int(dec.InputOffset()))
		line, read = line+strings.Count(text[read:at], "\n"), at
		where := intake.Line(name, line)
		if res.Full(where) {
			return
		}
		var raw json.RawMessage
		if err = dec.Decode(&raw); err == nil {
			object(res, where, raw)
		}
	}
	if err == nil {
		_, err = dec.Token()
	}
	if err == nil {
		return
	}
	res.Refuse(intake.Line(name, line), "the list is broken in what begins here: "+plainError(err))
	resume(res, name, text, read, line)
}

// resume reads what follows a broken element of an array: whatever begins on a
// line of its own with a brace, indented as the broken one is, and is whole.
func resume(res *intake.Result, name, text string, broken, line int) {
	begin := text[strings.LastIndexByte(text[:broken], '\n')+1:broken] + "{"
	if strings.TrimSpace(begin) != "{" {
		return
	}
	var element strings.Builder
	where := ""
	end := func() {
		s := strings.TrimSpace(element.String())
		element.Reset()
		if !json.Valid([]byte(s)) {
			s = strings.TrimRight(s, "], \t\r\n")
		}
		switch {
		case where == "":
		case json.Valid([]byte(s)):
			object(res, where, []byte(s))
		default:
			res.Refuse(where, "not a report: it is no JSON")
		}
	}
	first := line
	for l := range strings.Lines(text[broken:]) {
		if line > first && strings.HasPrefix(l, begin) {
			end()
			if where = intake.Line(name, line); res.Full(where) {
				return
			}
		}
		element.WriteString(l)
		line++
	}
	end()
}

// element is where the next element of an array begins.
func element(text string, at int) int {
	n := strings.IndexFunc(text[at:], func(r rune) bool { return !strings.ContainsRune(" \t\r\n,", r) })
	return at + max(n, 0)
}

func plainError(err error) string {
	if s, ok := errors.AsType[*json.SyntaxError](err); ok {
		return strings.TrimPrefix(s.Error(), "json: ")
	}
	return "it ends too early"
}

// object reads one report.
func object(res *intake.Result, where string, raw []byte) {
	if tooDeep(raw) {
		res.Refuse(where, fmt.Sprintf("it is nested more than %d levels deep", intake.MaxDepth))
		return
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		res.Refuse(where, "not a report: every line is one JSON object")
		return
	}
	r := reader{where: where, given: map[string][]string{}}
	for _, f := range known {
		if v, ok := fields[f.name]; ok && !bytes.Equal(v, []byte("null")) {
			r.name = f.name
			f.read(&r, v)
		}
		delete(fields, f.name)
	}
	r.unknown(fields)
	d, err := r.draft()
	if err != nil {
		res.RefuseError(where, err)
		return
	}
	res.Drafts = append(res.Drafts, d)
}

// tooDeep counts nesting before anything is built from it.
func tooDeep(b []byte) bool {
	depth, str := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case str && c == '\\':
			i++
		case c == '"':
			str = !str
		case str:
		case c == '{' || c == '[':
			if depth++; depth > intake.MaxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// draft lets the form read what was collected, and adds what a form has not.
func (r *reader) draft() (outrider.Draft, error) {
	if len(r.problems) > 0 {
		return outrider.Draft{}, outrider.Invalid("%s", strings.Join(r.problems, "; "))
	}
	d, err := form.Read(r.given, form.Options{Channel: outrider.ChannelImport, Where: r.where, Label: label})
	if err != nil {
		return d, err
	}
	if r.when != nil {
		d.Report.Occurred = *r.when
	}
	if r.grade != nil {
		d.Report.Grade = *r.grade
	}
	if r.publication != nil {
		d.Report.Publication, d.Report.Channel = r.publication, outrider.ChannelOpenSource
	}
	if d.Report.Observer == "open-source" {
		d.Report.Channel = outrider.ChannelOpenSource
	}
	d.Warnings = append(d.Warnings, r.notes...)
	return d, nil
}

// label names a form field as the JSON does.
func label(field string) string {
	if n, ok := jsonNames[field]; ok {
		return n
	}
	return field
}

var jsonNames = map[string]string{"what": "text", "when": "occurred", "life": "life_at_risk", "where": "place.name", "place": "place.declared", "lat": "place.lat",
	"lon": "place.lon", "country": "place.country", "tlp": "handling.tlp", "pap": "handling.pap", "caveats": "handling.caveats", "source": "source_ref", "copy-of": "copy_of", "state": "about_state"}
