package guidance

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what stands on a button, so that a phone of 320 px shows it in at most
// two lines and breaks no word: about 26 letters of 18 px fit a line there, and 15
// half a line, which is what the menu has.
const (
	MaxButton     = 48
	MaxButtonWord = 18
	MaxMenu       = 28
	MaxMenuWord   = 15
)

// buttons are the keys of strings that stand on buttons; those of the menu begin
// with menuKeys.
var buttons = map[string]bool{"leave.button": true, "tell.person": true, "tell.vehicle": true, "tell.message": true, "tell.delivery": true, "tell.ill": true,
	"tell.other": true, "tell.help": true, "tell.send": true, "checkin.send": true, "measures.accept": true, "measures.decline": true, "measures.done": true,
	"data.withdraw": true, "data.withdraw_all": true, "sign.enter": true, "form.back": true, "page.start": true, "offline.start": true}

const menuKeys = "nav."

// separator is the one string that ends with a space: it stands between the parts
// of a list.
const separator = "photo.and"

var (
	latinWord = regexp.MustCompile(`\p{Latin}+`)
	bracketed = regexp.MustCompile(`\([^()]*\)`)
	badSpace  = regexp.MustCompile(`  |\s[.,،؛؟]|[\x{200c}\x{200d}]{2}|[\x{200c}\x{200d}][^\p{L}\p{M}]|[^\p{L}\p{M}][\x{200c}\x{200d}]`)
)

// text is one text of a language, with where it stands and what it translates.
type text struct {
	file, pointer, said, original string
}

// wording lists, as notes, what a machine can see is off in the texts of a
// language: what was left untranslated, signs and figures of another script, broken
// spaces, words that the language's own list forbids, buttons too long for a phone.
// It knows no grammar; whoever reads the language still has to read it.
func (r *reader) wording(l *language) {
	orig := r.set.languages[Original]
	for _, t := range r.textsOf(l) {
		if !strings.HasPrefix(l.tag, Original) && t.said == t.original && len(strings.Fields(t.said)) > 2 {
			r.note(t.file, t.pointer, "it is not translated")
			continue
		}
		r.spelling(l, t)
	}
	for _, k := range sortedKeys(orig.head.Strings) {
		r.button(l.tag+"/language.json", k, l.head.Strings[k])
	}
}

// textsOf lists every text of a language: strings, then cards, then measures.
func (r *reader) textsOf(l *language) []text {
	orig := r.set.languages[Original]
	var out []text
	add := func(file, pointer, said, original string) {
		out = append(out, text{l.tag + "/" + file, pointer, said, original})
	}
	for _, k := range sortedKeys(l.head.Strings) {
		add("language.json", "/strings/"+k, l.head.Strings[k], orig.head.Strings[k])
	}
	for _, id := range sortedKeys(l.cards) {
		c, o, file := l.cards[id], orig.cards[id], "cards/"+id+".json"
		add(file, "/title", c.Title, o.Title)
		add(file, "/about", c.About, o.About)
		for _, k := range sortedKeys(c.Lines) {
			add(file, "/lines/"+k, c.Lines[k], o.Lines[k])
		}
	}
	for _, id := range sortedKeys(l.measures) {
		m, o, file := l.measures[id], orig.measures[id], "measures/"+id+".json"
		add(file, "/title", m.Title, o.Title)
		for i := range m.Steps {
			add(file, fmt.Sprintf("/steps/%d", i), m.Steps[i], at(o.Steps, i))
		}
		add(file, "/does_not", m.DoesNot, o.DoesNot)
	}
	return out
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// spelling checks the signs of one text.
func (r *reader) spelling(l *language, t text) {
	off := func(ok bool, format string, args ...any) {
		if !ok {
			r.note(t.file, t.pointer, format, args...)
		}
	}
	tidy := strings.TrimSpace(t.said) == t.said && !badSpace.MatchString(t.said+" ")
	off(tidy || t.pointer == "/strings/"+separator, "a space or a joining sign (U+200C) stands where none belongs: %q", t.said)
	off(!strings.ContainsFunc(t.said, func(c rune) bool { return unicode.IsDigit(c) && c > '9' }), "figures are written 0 to 9 in every language, as the pages write times and numbers")
	off(!strings.Contains(t.said, `"`), "quotation marks are those of the language, never \"")
	if !unicode.Is(unicode.Latin, first(l.head.Name)) {
		off(foreign(t.said) == "", "%q is in Latin letters: translate it, or put it in brackets", foreign(t.said))
	}
	if unicode.Is(unicode.Arabic, first(l.head.Name)) {
		off(!strings.ContainsAny(t.said, ",;?"), "the signs of this script are ، ؛ ؟")
	}
	words := " " + strings.Map(spaced, strings.ToLower(t.said)) + " "
	for _, never := range sortedKeys(l.head.Never) {
		off(!strings.Contains(words, strings.ToLower(never)), "%q is on the list of what is not written: %s", never, l.head.Never[never])
	}
}

// first is the first letter of a language's name, which is in its script.
func first(name string) rune {
	c, _ := utf8.DecodeRuneInString(name)
	return c
}

// foreign finds a Latin word in a text of another script. Placeholders, what stands
// in brackets, and abbreviations in capitals are no such words.
func foreign(s string) string {
	for _, w := range latinWord.FindAllString(bracketed.ReplaceAllString(placeholder.ReplaceAllString(s, ""), ""), -1) {
		if w != strings.ToUpper(w) {
			return w
		}
	}
	return ""
}

// spaced makes a space of what parts words, but for brackets.
func spaced(c rune) rune {
	if strings.ContainsRune(".,:;!?،؛؟«»“”„\"", c) {
		return ' '
	}
	return c
}

// button checks that a string which stands on a button fits it.
func (r *reader) button(file, key, said string) {
	most, word := 0, 0
	switch {
	case strings.HasPrefix(key, menuKeys):
		most, word = MaxMenu, MaxMenuWord
	case buttons[key]:
		most, word = MaxButton, MaxButtonWord
	default:
		return
	}
	longest := 0
	for _, w := range strings.Fields(said) {
		longest = max(longest, utf8.RuneCountInString(w))
	}
	if n := utf8.RuneCountInString(said); n > most || longest > word {
		r.note(file, "/strings/"+key, "on a button there is room for %d letters and words of %d; this has %d and %d", most, word, n, longest)
	}
}
