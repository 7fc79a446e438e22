package guidance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"outrider"
)

// Scenarios lists what a measure may be for, in the order of the library.
var Scenarios = []string{"foundation", "surveillance", "home", "delivery", "contamination", "approach", "relationship", "family", "phishing", "spyware",
	"account", "doxxing", "smear", "travel", "notice", "consulate", "tracker", "drone", "event", "workplace", "legal", "imminent"}

// Doers lists who may carry out a measure.
var Doers = []string{"person", "household", "contact", "colleague", "desk", "police", "state", "helpline", "organisation", "employer", "lawyer",
	"landlord", "host", "professional"}

// emergencyLine is the id of the line that calls for help; it comes first on a
// card for a life at risk.
const emergencyLine = "emergency"

var (
	idShape     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	tagShape    = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)
	reviewShape = regexp.MustCompile(`^\p{L}[^,]*, (\d{4}-\d{2}-\d{2})$`)
	placeholder = regexp.MustCompile(`\{[a-z]+\}`)
)

// at records a fault at a field, with the line it stands on.
func (r *reader) at(file, pointer, format string, args ...any) {
	r.faults = append(r.faults, Fault{File: file, Line: lineOf(r.files[file], pointer), Name: pointer, What: fmt.Sprintf(format, args...)})
}

// need records a fault unless ok.
func (r *reader) need(ok bool, file, pointer, format string, args ...any) {
	if !ok {
		r.at(file, pointer, format, args...)
	}
}

func (r *reader) note(file, pointer, format string, args ...any) {
	r.at(file, pointer, format, args...)
	r.faults[len(r.faults)-1].Note = true
}

// lint holds the parts of an edition against each other.
func (r *reader) lint() {
	if r.set.languages[Original] == nil {
		r.faults = append(r.faults, Fault{File: Original, What: "the folder of the original texts is missing"})
		return
	}
	for _, id := range sortedKeys(r.set.measures) {
		r.measure(id, r.set.measures[id])
	}
	for _, id := range sortedKeys(r.set.cards) {
		r.card(id, r.set.cards[id])
	}
	for _, tag := range sortedKeys(r.set.languages) {
		if !tagShape.MatchString(tag) {
			r.faults = append(r.faults, Fault{File: tag, What: "the folder is named by a language tag in small letters, such as fa or zh-hans"})
			continue
		}
		r.texts(r.set.languages[tag])
	}
}

func (r *reader) measure(id string, m measureFacts) {
	file := "measures/" + id + ".json"
	r.need(idShape.MatchString(id), file, "", "the file is named after its id: small letters, digits and hyphens")
	r.need(len(m.Scenarios) > 0, file, "/scenarios", "it says for which scenarios it is")
	r.listed(file, "/scenarios", m.Scenarios, Scenarios)
	r.need(len(m.Cuts) > 0, file, "/cuts", "it says what it cuts: likelihood, impact, detection")
	for i, c := range m.Cuts {
		ok := c == outrider.CutLikelihood || c == outrider.CutImpact || c == outrider.CutDetection
		r.need(ok, file, fmt.Sprintf("/cuts/%d", i), "it cuts likelihood, impact or detection, not %q", c)
	}
	r.need(lineOf(r.files[file], "/effect_hours") > 0 && m.EffectHours >= 0, file, "/effect_hours", "it says after how many hours it works, 0 or more")
	r.need(lineOf(r.files[file], "/burden") > 0 && m.Burden >= 0 && m.Burden <= outrider.MaxBurden, file, "/burden", "the burden on the person is 0 (none) to %d (severe)", outrider.MaxBurden)
	r.need(len(m.Who) > 0, file, "/who", "it says who does it")
	r.listed(file, "/who", m.Who, Doers)
	r.need(m.Source != "", file, "/source", "it says where the advice comes from")
	_, ok := r.set.languages[Original].measures[id]
	r.need(ok, file, "", "it has no text in %s/measures", Original)
}

// listed wants every word to be one of a closed list.
func (r *reader) listed(file, pointer string, words, list []string) {
	for i, w := range words {
		r.need(slices.Contains(list, w), file, fmt.Sprintf("%s/%d", pointer, i), "%q is not one of: %s", w, strings.Join(list, ", "))
	}
}

func (r *reader) card(id string, c cardFacts) {
	file := "cards/" + id + ".json"
	r.need(idShape.MatchString(id), file, "", "the file is named after its id: small letters, digits and hyphens")
	r.need(len(c.Kinds) > 0, file, "/kinds", "it says which kinds of reports it fits")
	for i, k := range c.Kinds {
		r.need(slices.Contains(outrider.Kinds, k), file, fmt.Sprintf("/kinds/%d", i), "%q is no kind of report", k)
	}
	for i, m := range c.Measures {
		_, ok := r.set.measures[m]
		r.need(ok, file, fmt.Sprintf("/measures/%d", i), "there is no measure %q", m)
	}
	r.need(c.Source != "", file, "/source", "it says where the advice comes from")
	r.need(len(c.Now) > 0 && len(c.Tell) > 0, file, "/now", "a card says what to do now and what to tell")
	r.need(!c.LifeAtRisk || len(c.Now) > 0 && c.Now[0] == emergencyLine, file, "/now", "where life may be at risk the first line is %q", emergencyLine)
	seen := map[string]bool{}
	for _, l := range c.lines() {
		r.need(!seen[l] && idShape.MatchString(l), file, "/now", "line id %q is used twice or is no id", l)
		seen[l] = true
	}
	_, ok := r.set.languages[Original].cards[id]
	r.need(ok, file, "", "it has no text in %s/cards", Original)
}

// texts checks one language: complete cards and strings, and measures that agree
// with the original where they are translated.
func (r *reader) texts(l *language) {
	file, orig := l.tag+"/language.json", r.set.languages[Original]
	r.need(l.head.Name != "", file, "/name", "the language has a name, in itself; without %s there are no strings", file)
	r.need(l.head.Dir == "ltr" || l.head.Dir == "rtl", file, "/dir", "the direction is ltr or rtl")
	r.head(file, l.tag, l.head.head, orig.head.Revision)
	r.sameKeys(file, "/strings", l.head.Strings, orig.head.Strings)
	for _, id := range sortedKeys(r.set.cards) {
		_, ok := l.cards[id]
		r.need(ok, l.tag+"/cards/"+id+".json", "", "the card has no text in this language")
	}
	for _, id := range sortedKeys(l.cards) {
		r.cardText(l, id)
	}
	for _, id := range sortedKeys(l.measures) {
		r.measureText(l, id)
	}
	r.wording(l)
}

// head checks who has reviewed a text, and whether the original has moved on.
func (r *reader) head(file, tag string, h head, original int) {
	r.need(h.Revision > 0, file, "/revision", "the revision counts from 1; a translation names the one it translates")
	allowed := MachineMade
	if tag == Original {
		allowed = OriginalUnreviewed
	}
	m := reviewShape.FindStringSubmatch(h.Reviewed)
	dated := false
	if m != nil {
		_, err := time.Parse(time.DateOnly, m[1])
		dated = err == nil
	}
	r.need(h.Reviewed == allowed || dated, file, "/reviewed_by", "it is \"role, YYYY-MM-DD\", such as \"nurse, 2031-02-28\", or %q", allowed)
	r.need(h.Revision <= original, file, "/revision", "it translates revision %d, but the original is at %d", h.Revision, original)
	if h.Revision < original {
		r.note(file, "/revision", "the original is at revision %d; this translates %d, and pages say so", original, h.Revision)
	}
}

// sameKeys wants a translation to have every text of the original, no other, and
// the same placeholders in each.
func (r *reader) sameKeys(file, pointer string, got, want map[string]string) {
	for _, k := range sortedKeys(want) {
		where := pointer + "/" + k
		if strings.TrimSpace(got[k]) == "" {
			r.at(file, pointer, "%q is missing or empty", k)
			continue
		}
		r.need(slices.Equal(holders(got[k]), holders(want[k])), file, where, "it holds %v, the original %v", holders(got[k]), holders(want[k]))
		r.plain(file, where, got[k])
	}
	for _, k := range sortedKeys(got) {
		_, ok := want[k]
		r.need(ok, file, pointer+"/"+k, "the original has no %q", k)
	}
}

// holders lists the placeholders of a text, in order of name.
func holders(s string) []string {
	out := placeholder.FindAllString(s, -1)
	slices.Sort(out)
	return out
}

// plain refuses what has no place in a text for people: markup, control signs
// and the marks that turn the direction of what follows.
func (r *reader) plain(file, pointer, s string) {
	bad := strings.ContainsFunc(s, func(c rune) bool {
		return c < ' ' || c == '<' || c == '>' || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069
	})
	r.need(!bad, file, pointer, "a text holds no markup, control signs or marks of direction")
}

func (r *reader) cardText(l *language, id string) {
	file := l.tag + "/cards/" + id + ".json"
	f, ok := r.set.cards[id]
	r.need(ok, file, "", "there is no card of this name in cards")
	t, orig := l.cards[id], r.set.languages[Original].cards[id]
	r.head(file, l.tag, t.head, orig.Revision)
	r.said(file, "/title", t.Title)
	r.said(file, "/about", t.About)
	want := orig.Lines
	if l.tag == Original {
		want = map[string]string{}
		for _, line := range f.lines() {
			want[line] = ""
		}
		for k := range want {
			want[k] = t.Lines[k]
		}
	}
	r.sameKeys(file, "/lines", t.Lines, want)
}

func (r *reader) measureText(l *language, id string) {
	file := l.tag + "/measures/" + id + ".json"
	_, ok := r.set.measures[id]
	r.need(ok, file, "", "there is no measure of this name in measures")
	t, orig := l.measures[id], r.set.languages[Original].measures[id]
	r.head(file, l.tag, t.head, orig.Revision)
	r.said(file, "/title", t.Title)
	r.said(file, "/does_not", t.DoesNot)
	behind := t.Revision < orig.Revision // says so to its reader, and may tell the steps as they were
	r.need(len(t.Steps) > 0 && (behind || len(t.Steps) == len(orig.Steps)), file, "/steps", "it has %d steps, the original %d; there is one at least", len(t.Steps), len(orig.Steps))
	for i, s := range t.Steps {
		r.said(file, fmt.Sprintf("/steps/%d", i), s)
	}
}

// said wants a text that is there and is text.
func (r *reader) said(file, pointer, s string) {
	r.need(strings.TrimSpace(s) != "", file, pointer, "it is missing or empty")
	r.plain(file, pointer, s)
}
