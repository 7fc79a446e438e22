// Package names proposes which people, places and selectors a text may name, for
// a human to confirm. Names are held against the register and against a bundled
// gazetteer; other capitalised runs are marked as guesses. Nothing is promoted by
// itself, because a wrong name in a person's file is a wrong accusation.
package names

import (
	"regexp"
	"strings"
	"unicode"

	"outrider"
	"outrider/internal/selector"
)

// The bases of a proposal, the surest first.
const (
	BasisRegister  = "register"
	BasisPattern   = "pattern" // it has the form of an address or a number
	BasisGazetteer = "gazetteer"
	BasisGuess     = "guess"
)

// Most of a text's proposals that are kept, so that a long article does not bury
// its reader.
const (
	maxProposals = 60
	maxText      = 100_000
	maxRun       = 4 // words of one name
)

// Propose finds what a text may name. The register is asked with folded names; it
// may be nil. The order is that of the text, the surest reading of each place.
func Propose(text string, register func(folded string) (outrider.PersonID, bool)) []outrider.Proposal {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	if register == nil {
		register = func(string) (outrider.PersonID, bool) { return "", false }
	}
	f := finder{register: register, seen: map[string]bool{}}
	f.selectors(text)
	f.words(tokens(text))
	return f.out
}

// finder collects proposals, each once.
type finder struct {
	register func(string) (outrider.PersonID, bool)
	seen     map[string]bool
	out      []outrider.Proposal
}

func (f *finder) add(p outrider.Proposal) {
	key := p.Kind + "\x00" + selector.Fold(p.Text)
	if !f.seen[key] && len(f.out) < maxProposals {
		f.seen[key] = true
		f.out = append(f.out, p)
	}
}

// forms are what an address or a number looks like beyond doubt. Plates are not
// among them: any word with digits looks like one.
var forms = []struct {
	kind outrider.SelectorKind
	re   *regexp.Regexp
}{
	{outrider.SelectorEmail, regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)},
	{outrider.SelectorURL, regexp.MustCompile(`https?://[^\s<>"”)\]]+[^\s<>"”)\].,;:!?]`)},
	{outrider.SelectorPhone, regexp.MustCompile(`\+\d[\d ()-]{6,18}\d`)},
}

func (f *finder) selectors(text string) {
	for _, x := range forms {
		for _, m := range x.re.FindAllString(text, maxProposals) {
			if s, _, err := selector.Parse(x.kind, m, selector.Hint{}); err == nil {
				f.add(outrider.Proposal{Kind: "selector", Text: m, Basis: BasisPattern, Ref: s.Key()})
			}
		}
	}
}

// token is a word of a text.
type token struct {
	text    string
	folded  string
	capital bool
	first   bool // of a sentence: its capital means nothing
	joined  bool // to the word before by a space alone
}

// tokens cuts a text into words and keeps what separates them in mind.
func tokens(text string) []token {
	var out []token
	start, first, gap := -1, true, ""
	flush := func(end int) {
		if start < 0 {
			return
		}
		w := strings.TrimRight(text[start:end], "'’-.")
		w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
		start = -1
		if w == "" {
			return
		}
		out = append(out, token{text: w, folded: selector.Fold(w), capital: startsCapital(w), first: first, joined: gap == " " && len(out) > 0})
		first, gap = false, ""
	}
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsMark(r) || start >= 0 && (r == '\'' || r == '’' || r == '-' || r == '\u200c') {
			if start < 0 {
				start = i
			}
			continue
		}
		flush(i)
		if strings.ContainsRune(".!?:“\"\n؟。", r) && !initials(out, text[:i]) {
			first = true
		}
		gap += string(r)
	}
	flush(len(text))
	return out
}

// initials reports whether a full stop follows one capital letter or a title: then
// it ends no sentence.
func initials(out []token, before string) bool {
	if len(out) == 0 || strings.HasSuffix(before, "\n") {
		return false
	}
	w := out[len(out)-1].text
	return len([]rune(w)) == 1 && out[len(out)-1].capital || titles[out[len(out)-1].folded]
}

func startsCapital(w string) bool {
	for _, r := range w {
		return unicode.IsUpper(r) || unicode.IsTitle(r)
	}
	return false
}

// words goes through a text once: what register or gazetteer know first, the
// longest name first; then capitalised runs as guesses.
func (f *finder) words(ts []token) {
	single := count(ts)
	for i := 0; i < len(ts); {
		if n := f.known(ts[i:]); n > 0 {
			i += n
			continue
		}
		if n := f.guess(ts[i:], single); n > 0 {
			i += n
			continue
		}
		i++
	}
}

// known proposes the longest known name that begins here.
func (f *finder) known(ts []token) int {
	p, n := f.lookup(ts)
	if n > 0 {
		f.add(p)
	}
	return n
}

// lookup finds the longest known name that begins here.
func (f *finder) lookup(ts []token) (outrider.Proposal, int) {
	for n := min(maxRun, len(ts)); n > 0; n-- {
		run, ok := join(ts[:n])
		if !ok {
			continue
		}
		if id, ok := f.register(selector.Fold(run)); ok {
			return outrider.Proposal{Kind: "person", Text: run, Basis: BasisRegister, Ref: string(id)}, n
		}
		if at, ok := gazetteer()[selector.Fold(run)]; ok && cased(ts[0]) {
			return outrider.Proposal{Kind: "place", Text: run, Basis: BasisGazetteer, Ref: at}, n
		}
	}
	return outrider.Proposal{}, 0
}

// cased reports whether a word may be a name by its case: in scripts without case
// any word may. The first word of a sentence may be ordinary; a human decides.
func cased(t token) bool {
	for _, r := range t.text {
		return t.capital || !unicode.IsLower(r)
	}
	return false
}

func join(ts []token) (string, bool) {
	parts := make([]string, len(ts))
	for i, t := range ts {
		if i > 0 && (!t.joined || t.first) {
			return "", false
		}
		parts[i] = t.text
	}
	return strings.Join(parts, " "), true
}

// guess takes a run of capitalised words: two and more, or one that stands more
// than once inside sentences.
func (f *finder) guess(ts []token, single map[string]int) int {
	n := 0
	for n < len(ts) && n < maxRun && nameLike(ts[n]) && (n == 0 || ts[n].joined && !ts[n].first) {
		if _, known := f.lookup(ts[n:]); known > 0 {
			break
		}
		n++
	}
	if n > 1 && ts[0].first && ordinary[ts[0].folded] {
		return 0
	}
	if n >= 2 || n == 1 && !ts[0].first && single[ts[0].folded] >= 2 {
		run, _ := join(ts[:n])
		f.add(outrider.Proposal{Kind: "person", Text: run, Basis: BasisGuess})
	}
	return n
}

func nameLike(t token) bool {
	return t.capital && !titles[t.folded] && !calendar[t.folded] && len([]rune(t.text)) > 1 && !ordinary[t.folded]
}

// count says how often a capitalised word stands inside sentences.
func count(ts []token) map[string]int {
	n := map[string]int{}
	for _, t := range ts {
		if t.capital && !t.first {
			n[t.folded]++
		}
	}
	return n
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[selector.Fold(w)] = true
	}
	return m
}

var (
	titles   = set("mr mrs ms miss dr prof sir lord lady president minister general colonel captain inspector herr frau monsieur madame")
	calendar = set("january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday")
	ordinary = set("the a an i he she it we they you this that these those and but or if when while as at in on of to for from by with after before his her its our their my your not no yes there here who what which one two three")
)
