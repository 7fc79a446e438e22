package form

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"outrider"
	"outrider/internal/intake"
	"outrider/internal/selector"
)

// readers lists the fields in the order of the form. Place comes before its
// coordinates, the country before the selectors it may explain.
var readers = []field{
	{"id", (*reader).id},
	{"kind", (*reader).kind},
	{"person", (*reader).person},
	{"about", (*reader).about},
	{"life", (*reader).life},
	{"what", (*reader).what},
	{"when", (*reader).when},
	{"told", (*reader).told},
	{"where", (*reader).where},
	{"place", (*reader).declared},
	{"country", (*reader).country},
	{"lat", (*reader).lat},
	{"lon", (*reader).lon},
	{"behaviour", (*reader).behaviour},
	{"plate", reads(outrider.SelectorPlate)},
	{"phone", reads(outrider.SelectorPhone)},
	{"email", reads(outrider.SelectorEmail)},
	{"handle", reads(outrider.SelectorHandle)},
	{"url", reads(outrider.SelectorURL)},
	{"device", reads(outrider.SelectorDevice)},
	{"account", reads(outrider.SelectorAccount)},
	{"document", reads(outrider.SelectorDocument)},
	{"description", reads(outrider.SelectorDescription)},
	{"other", reads(outrider.SelectorOther)},
	{"grade", (*reader).grade},
	{"tlp", (*reader).tlp},
	{"pap", (*reader).pap},
	{"caveats", (*reader).caveats},
	{"observer", (*reader).observer},
	{"source", (*reader).source},
	{"language", (*reader).language},
	{"event", (*reader).event},
	{"state", (*reader).state},
	{"copy-of", (*reader).copyOf},
	{"retracts", (*reader).retracts},
	{"disputes", (*reader).disputes},
	{"names", (*reader).names},
	{"employer", (*reader).employer},
	{"story", (*reader).story},
	{"recipients", (*reader).recipients},
}

func (r *reader) id(vs []string) {
	if v, ok := r.one(vs); ok {
		r.d.Report.ID = outrider.ReportID(v)
		if err := outrider.CheckID("report", v); err != nil {
			r.fail(err)
		}
	}
}

func (r *reader) kind(vs []string) {
	v, ok := r.one(vs)
	if !ok {
		return
	}
	k := outrider.Kind(strings.ReplaceAll(strings.ToLower(v), " ", "-"))
	if !slices.Contains(outrider.Kinds, k) {
		r.fail(&outrider.Error{Code: outrider.CodeInvalid, Safe: "unknown kind of report", Hint: "the kinds are: " + kindList()})
		return
	}
	r.d.Report.Kind = k
}

func kindList() string {
	words := make([]string, len(outrider.Kinds))
	for i, k := range outrider.Kinds {
		words[i] = string(k)
	}
	return strings.Join(words, ", ")
}

// person takes code names; several are separated by commas.
func (r *reader) person(vs []string) {
	var codes []string
	for _, v := range vs {
		codes = append(codes, list(r.line(v))...)
	}
	r.d.Person = strings.Join(codes, ", ")
}

// list splits a value at commas and semicolons.
func list(v string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(v, func(c rune) bool { return c == ',' || c == ';' || c == '\n' }) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func (r *reader) about(vs []string) {
	for _, v := range vs {
		for _, id := range list(r.line(v)) {
			if err := outrider.CheckID("person", id); err != nil {
				r.fail(err)
				return
			}
			r.d.Report.About = append(r.d.Report.About, outrider.PersonID(id))
		}
	}
}

// life errs on the side of life: only a clear no is a no.
func (r *reader) life(vs []string) {
	switch selector.Fold(r.line(vs[0])) {
	case "no", "false", "0", "off", "n", "nein", "нет", "لا", "نه":
		return
	case "yes", "true", "1", "on", "y", "ja", "да", "نعم", "بله":
	default:
		r.notice("neither yes nor no; taken as yes")
	}
	r.d.Report.LifeAtRisk = true
}

func (r *reader) what(vs []string) {
	text := make([]string, 0, len(vs))
	for _, v := range vs {
		text = append(text, r.line(v))
	}
	r.d.Report.Text = strings.Join(text, "\n")
	if len(r.d.Report.Text) > outrider.MaxText {
		r.fail(outrider.Invalid("the text has more than %d bytes", outrider.MaxText))
	}
}

func (r *reader) when(vs []string) {
	if v, ok := r.one(vs); ok {
		w, notes, err := intake.Time(v, r.o.Time)
		r.note(notes...)
		r.d.Report.Occurred = w
		if err != nil {
			r.fail(err)
		}
	}
}

// told is one instant: a date counts as its last, so that nobody is held to have
// known earlier than was written.
func (r *reader) told(vs []string) {
	v, ok := r.one(vs)
	if !ok {
		return
	}
	w, notes, err := intake.Time(v, r.o.Time)
	r.note(notes...)
	if err != nil {
		r.fail(err)
		return
	}
	if w.Ambiguous == "" {
		r.d.Report.Told = w.Last()
	}
}

// where takes a name or a pair of coordinates.
func (r *reader) where(vs []string) {
	v, ok := r.one(vs)
	if !ok {
		return
	}
	const longest = 300
	if len(v) > longest {
		r.fail(outrider.Invalid("the name of a place has at most %d bytes; the rest belongs into the text", longest))
		return
	}
	if a, b, ok := strings.Cut(v, ","); ok {
		lat, errA := degrees(a, 'N', 'S')
		lon, errB := degrees(b, 'E', 'W')
		if errA == nil && errB == nil && strings.ContainsAny(a, ".°") && strings.ContainsAny(b, ".°") {
			r.d.Report.Place.Lat, r.d.Report.Place.Lon = &lat, &lon
			return
		}
	}
	r.d.Report.Place.Name = v
}

func (r *reader) declared(vs []string) {
	if v, ok := r.one(vs); ok {
		r.d.Report.Place.Declared = v
		if err := outrider.CheckID("place", v); err != nil {
			r.fail(err)
		}
	}
}

func (r *reader) country(vs []string) {
	if v, ok := r.one(vs); ok {
		r.d.Report.Place.Country = r.alpha2(v)
	}
}

// alpha2 accepts a code of ISO 3166-1, of which only the form is checked: codes
// are assigned and withdrawn.
func (r *reader) alpha2(v string) string {
	v = strings.ToUpper(v)
	if len(v) != 2 || v[0] < 'A' || v[0] > 'Z' || v[1] < 'A' || v[1] > 'Z' {
		r.fail(&outrider.Error{Code: outrider.CodeInvalid, Safe: "a state is written as two letters", Hint: "use ISO 3166-1, such as GB or DE"})
		return ""
	}
	return v
}

func (r *reader) lat(vs []string) { r.d.Report.Place.Lat = r.degrees(vs, 'N', 'S') }
func (r *reader) lon(vs []string) { r.d.Report.Place.Lon = r.degrees(vs, 'E', 'W') }

func (r *reader) degrees(vs []string, plus, minus byte) *float64 {
	v, ok := r.one(vs)
	if !ok {
		return nil
	}
	d, err := degrees(v, plus, minus)
	if err != nil {
		r.fail(err)
		return nil
	}
	return &d
}

// degrees reads decimal degrees, with a decimal comma or point, and N, S, E or W
// instead of a sign.
func degrees(v string, plus, minus byte) (float64, error) {
	v = strings.ToUpper(strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(v), "°", ""), ",", "."))
	sign := 1.0
	if n := len(v); n > 0 && (v[n-1] == plus || v[n-1] == minus) {
		if v[n-1] == minus {
			sign = -1
		}
		v = strings.TrimSpace(v[:n-1])
	}
	d, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(d) || d > 180 || d < -180 {
		return 0, &outrider.Error{Code: outrider.CodeInvalid, Safe: "not a number of degrees", Hint: "write decimal degrees, such as 54.7 or -2.25"}
	}
	return sign * d, nil
}

func (r *reader) behaviour(vs []string) {
	for _, v := range vs {
		for _, w := range list(r.line(v)) {
			b := outrider.Behaviour(strings.ReplaceAll(strings.ToLower(w), " ", "-"))
			if !slices.Contains(outrider.Behaviours, b) {
				r.notice("unknown behaviour; kept as \"other\": conduct goes into the text in your own words")
				b = outrider.BehaviourOther
			}
			if !slices.Contains(r.d.Report.Behaviour, b) {
				r.d.Report.Behaviour = append(r.d.Report.Behaviour, b)
			}
		}
	}
}

// reads makes the reader of one kind of selector. A malformed one is kept as
// something that was seen; only a free description is refused, for it would
// sooner or later hold somebody's looks.
func reads(kind outrider.SelectorKind) func(*reader, []string) {
	return func(r *reader, vs []string) {
		hint := selector.Hint{Country: r.d.Report.Place.Country, Region: r.o.Region}
		if kind != outrider.SelectorPlate && kind != outrider.SelectorDocument {
			hint.Country = ""
		}
		for _, v := range vs {
			v = r.line(v)
			s, notes, err := selector.Parse(kind, v, hint)
			if err != nil && kind != outrider.SelectorDescription {
				r.notice(outrider.SafeText(err) + "; kept as written, as something that was seen")
				s, notes, err = selector.Parse(outrider.SelectorOther, v, selector.Hint{})
			}
			r.note(notes...)
			if err != nil {
				r.fail(err)
				continue
			}
			r.add(s)
		}
	}
}

func (r *reader) add(s outrider.Selector) {
	if !slices.ContainsFunc(r.d.Report.Selectors, func(o outrider.Selector) bool { return o.Key() == s.Key() }) {
		r.d.Report.Selectors = append(r.d.Report.Selectors, s)
	}
}

func (r *reader) grade(vs []string) {
	v, ok := r.one(vs)
	if !ok {
		return
	}
	if r.o.Scheme != "" && !strings.Contains(v, ":") {
		v = string(r.o.Scheme) + ":" + v
	}
	g, err := outrider.ParseGrade(strings.ReplaceAll(v, " ", ""))
	r.d.Report.Grade = g
	if err != nil {
		r.fail(err)
	}
}

// tlp reads a label with or without its prefix. WHITE is the name that CLEAR had
// in TLP 1.
func (r *reader) tlp(vs []string) {
	v, ok := r.one(vs)
	if !ok {
		return
	}
	t := outrider.TLP("TLP:" + strings.TrimPrefix(strings.ToUpper(strings.ReplaceAll(v, " ", "")), "TLP:"))
	if t == "TLP:WHITE" {
		t = outrider.TLPClear
		r.notice("TLP:WHITE is called TLP:CLEAR since 2022")
	}
	r.d.Report.Handling.TLP = t
	if t.Rank() < 0 {
		r.fail(outrider.Handling{TLP: t, PAP: outrider.PAPRed}.Validate())
	}
}

func (r *reader) pap(vs []string) {
	v, ok := r.one(vs)
	if !ok {
		return
	}
	p := outrider.PAP("PAP:" + strings.TrimPrefix(strings.ToUpper(strings.ReplaceAll(v, " ", "")), "PAP:"))
	if p == "PAP:WHITE" {
		p = outrider.PAPClear
		r.notice("PAP:WHITE is called PAP:CLEAR today")
	}
	r.d.Report.Handling.PAP = p
	if p.Rank() < 0 {
		r.fail(outrider.Handling{TLP: outrider.TLPRed, PAP: p}.Validate())
	}
}

func (r *reader) caveats(vs []string) {
	if v, ok := r.one(vs); ok {
		r.d.Report.Handling.Caveats = v
	}
}

// observers are the roles in which somebody saw something.
var observers = []string{"protectee", "family", "colleague", "staff", "police", "neighbour", "bystander", "partner", "open-source"}

// Observers lists the roles in which somebody may have seen what is reported.
func Observers() []string { return slices.Clone(observers) }

// observer keeps a role and nothing else: whatever is no role may be a name, and
// a source's name has no place in a report.
func (r *reader) observer(vs []string) {
	v, ok := r.one(vs)
	if !ok {
		return
	}
	v = strings.ReplaceAll(strings.ToLower(v), " ", "-")
	if !slices.Contains(observers, v) {
		r.notice("not a role; left out, for it may be a name: write one of " + strings.Join(observers, ", "))
		return
	}
	r.d.Report.Observer = v
}

func (r *reader) source(vs []string) {
	if v, ok := r.one(vs); ok {
		r.d.Report.SourceRef = v
		if outrider.CheckID("source", v) != nil {
			r.fail(&outrider.Error{Code: outrider.CodeInvalid, Safe: "a source is a reference number, never a name", Hint: "keep names in the register of sources and write the number here"})
		}
	}
}

func (r *reader) language(vs []string) {
	v, ok := r.one(vs)
	if !ok {
		return
	}
	tag, err := language.Parse(v)
	if err != nil {
		r.notice("not a language code such as fa or ru; left out")
		return
	}
	r.d.Report.Language = tag.String()
}

func (r *reader) event(vs []string) {
	if v, ok := r.one(vs); ok {
		r.d.Report.EventKey = v
		if err := outrider.CheckID("event", v); err != nil {
			r.fail(err)
		}
	}
}

func (r *reader) state(vs []string) {
	if v, ok := r.one(vs); ok {
		r.d.Report.AboutState = r.alpha2(v)
	}
}

func (r *reader) copyOf(vs []string)   { r.other(vs, &r.d.Report.CopyOf) }
func (r *reader) retracts(vs []string) { r.other(vs, &r.d.Report.Retracts) }
func (r *reader) disputes(vs []string) { r.other(vs, &r.d.Report.Disputes) }

// other reads the id of another report.
func (r *reader) other(vs []string, to *outrider.ReportID) {
	if v, ok := r.one(vs); ok {
		*to = outrider.ReportID(v)
		if err := outrider.CheckID("report", v); err != nil {
			r.fail(err)
		}
	}
}

// maxNames bounds the strangers named in one report.
const maxNames = 50

func (r *reader) names(vs []string) {
	for _, v := range vs {
		for n := range strings.FieldsFuncSeq(r.line(v), func(c rune) bool { return c == ';' || c == '\n' }) {
			if n = strings.TrimSpace(n); n != "" {
				r.d.Names = append(r.d.Names, n)
			}
		}
	}
	if len(r.d.Names) > maxNames {
		r.fail(outrider.Invalid("at most %d names in one report", maxNames))
	}
}

// employer is whom a stranger claimed to work for.
func (r *reader) employer(vs []string) {
	if v, ok := r.one(vs); ok {
		r.d.Report.Said.Employer = v
	}
}

// story is the reason that a stranger gave for an approach.
func (r *reader) story(vs []string) {
	v, ok := r.one(vs)
	if !ok {
		return
	}
	s := outrider.Story(strings.ReplaceAll(strings.ToLower(v), " ", "-"))
	if !slices.Contains(outrider.Stories, s) {
		r.notice("not a story of the list; kept as other: " + storyList())
		s = "other"
	}
	r.d.Report.Said.Story = s
}

func storyList() string {
	words := make([]string, len(outrider.Stories))
	for i, s := range outrider.Stories {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}

func (r *reader) recipients(vs []string) {
	for _, v := range vs {
		for _, id := range list(r.line(v)) {
			if err := outrider.CheckID("user", id); err != nil {
				r.fail(err)
				return
			}
			r.d.Recipients = append(r.d.Recipients, outrider.UserID(id))
		}
	}
}
