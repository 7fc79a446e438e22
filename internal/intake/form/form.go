// Package form turns the fields of the report form, of the command line and of a
// mapped table row into a draft report. Nothing but a few words, a kind or one
// selector is needed: twenty seconds on a phone must be enough.
//
// A field that cannot be read is named with the reason, all of them at once. What
// can be kept in doubt is kept: a malformed e-mail address stays as something seen,
// a date that can be read two ways stays open, and a notice says so.
package form

import (
	"slices"
	"sort"
	"strings"

	"outrider"
	"outrider/internal/intake"
)

// Options say what is known about where the fields come from.
type Options struct {
	Channel outrider.Channel          // default: form
	Where   string                    // file and line, for messages
	Time    intake.TimeHint           // zone and order of dates
	Region  string                    // ISO alpha-2 in which national phone numbers are dialled
	Scheme  outrider.Scheme           // of grades written without one
	Label   func(field string) string // how messages name a field; nil: by its name
}

// Draft reads the fields of the report form. The error names every field that
// could not be read and never quotes a name or a selector.
func Draft(fields map[string][]string) (outrider.Draft, error) {
	return Read(fields, Options{})
}

// Read is Draft for fields that come from somewhere else.
func Read(fields map[string][]string, o Options) (outrider.Draft, error) {
	r := reader{o: o, known: map[string]bool{}}
	r.d.Where, r.d.Report.Channel = o.Where, o.Channel
	if o.Channel == "" {
		r.d.Report.Channel = outrider.ChannelForm
	}
	given := values(fields)
	for _, f := range readers {
		r.known[f.name] = true
		if vs := given[f.name]; len(vs) > 0 {
			r.field = f.name
			f.read(&r, vs)
		}
	}
	r.unknown(given)
	r.finish()
	return r.d, r.err()
}

// values cleans every value and drops empty ones.
func values(fields map[string][]string) map[string][]string {
	out := make(map[string][]string, len(fields))
	for name, vs := range fields {
		for _, v := range vs {
			if strings.TrimSpace(v) != "" {
				out[name] = append(out[name], v)
			}
		}
	}
	return out
}

// field is one field of the form and what reads it.
type field struct {
	name string
	read func(*reader, []string)
}

// reader collects a draft, its notices and what could not be read.
type reader struct {
	o        Options
	d        outrider.Draft
	field    string
	known    map[string]bool
	problems []string
	hint     string
}

// label is how messages name the current field.
func (r *reader) label() string {
	if r.o.Label != nil {
		return r.o.Label(r.field)
	}
	return r.field
}

func (r *reader) fail(err error) {
	r.problems = append(r.problems, r.label()+": "+outrider.SafeText(err))
	if r.hint == "" {
		r.hint = outrider.HintText(err)
	}
}

func (r *reader) note(notes ...outrider.Notice) {
	for _, n := range notes {
		n.Where = strings.TrimSpace(r.o.Where + " " + r.label())
		r.d.Warnings = append(r.d.Warnings, n)
	}
}

func (r *reader) notice(what string) { r.note(outrider.Notice{What: what}) }

// one is the single value of a field; more are an error, not a choice of ours.
func (r *reader) one(vs []string) (string, bool) {
	if len(vs) > 1 {
		r.fail(outrider.Invalid("given more than once"))
		return "", false
	}
	return r.line(vs[0]), true
}

// line is a value without hidden characters and outer space.
func (r *reader) line(v string) string {
	v, notes := intake.Clean(v)
	r.note(notes...)
	return strings.TrimSpace(v)
}

// unknown names fields that nobody reads.
func (r *reader) unknown(given map[string][]string) {
	var names []string
	for name := range given {
		if !r.known[name] {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		r.field = intake.Clip(name)
		r.notice("unknown field; left out")
	}
}

// finish fills in what follows from the rest and checks the whole.
func (r *reader) finish() {
	rep := &r.d.Report
	if len(r.problems) > 0 {
		return
	}
	if rep.Kind == "" && rep.Text == "" && len(rep.Selectors) == 0 && !rep.LifeAtRisk {
		r.problems = append(r.problems, "nothing is reported")
		r.hint = "choose a kind or write a few words"
		return
	}
	if rep.Kind == "" {
		rep.Kind = outrider.KindOther
	}
	rep.Handling = rep.Handling.Or()
	if err := r.check(); err != nil {
		r.problems, r.hint = append(r.problems, outrider.SafeText(err)), outrider.HintText(err)
	}
}

// check validates the report as the desk will, under an id that stands in for
// the one the desk gives.
func (r *reader) check() error {
	rep := r.d.Report
	if rep.ID == "" {
		rep.ID = "r"
	}
	return rep.Validate()
}

func (r *reader) err() error {
	if len(r.problems) == 0 {
		return nil
	}
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: strings.Join(r.problems, "; "), Hint: r.hint}
}

// Fields lists the names of the fields there are, in the order of the form.
func Fields() []string {
	out := make([]string, len(readers))
	for i, f := range readers {
		out[i] = f.name
	}
	return out
}

// IsField reports whether a name is that of a field.
func IsField(name string) bool {
	return slices.ContainsFunc(readers, func(f field) bool { return f.name == name })
}
