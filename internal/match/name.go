package match

import (
	"hash/fnv"
	"slices"
	"strings"
)

// Kind says what bears a name; the words that do not distinguish differ by kind.
type Kind string

// The kinds of bearers. A token is one bare word, held against one other.
const (
	KindPerson       Kind = "person"
	KindToken        Kind = "token"
	KindOrganisation Kind = "organisation"
	KindVessel       Kind = "vessel"
)

// Role is what a word does in a name, where that can be told; RoleOpen otherwise.
type Role uint8

// The roles. Only words with a role can contradict as that role.
const (
	RoleOpen Role = iota
	RoleGiven
	RolePatronymic
	RoleFamily
	RoleNasab     // follows "bin", "ibn", "ould"
	RoleKunya     // "Abu" and its like
	RoleHonorific // "Sheikh", "Mullah"
	RoleTitle     // "Dr", "General"
	RoleParticle  // "al", "de", "von", and the legal forms of organisations
	RoleInitial
)

// String names the role as the desk prints it.
func (r Role) String() string {
	return [...]string{"name", "given", "patronymic", "family", "nasab", "kunya", "honorific", "title", "particle", "initial"}[min(r, RoleInitial)]
}

// Token is one word of a name.
type Token struct {
	Text   string  // folded
	Sounds string  // in the letters of Alphabet
	Script Script  //
	Role   Role    // RoleOpen where nothing tells
	Weight float64 // nats: how much it says that two names share this word

	code    [maxSounds]uint8
	n       uint8
	mask    uint16         // classes of its consonants
	joint   bool           // written together with the word before it: a hyphen
	article bool           // may begin with the Arabic article, written into it
	best    [scripts]int16 // what the word scores against itself in each script
	also    []string       // sounds of the words this one is a form of, from the table of cognates
}

// Name is a text read once and for all as the name of a person or thing. It is
// immutable and may be shared.
type Name struct {
	Text  string
	Kind  Kind
	Notes []string // what a reader should know: mixed scripts, a cut text

	forms []*reading // readings: alternatives in the text, splits that cannot be told
	key   uint64
}

// Limits of one name: what is longer is cut.
const (
	maxTokens = 12
	maxForms  = 4
)

// New reads a text as a name.
func New(text string, kind Kind) *Name {
	folded, cut := fold(text)
	n := &Name{Text: text, Kind: kind}
	if cut {
		n.Notes = append(n.Notes, "the text is longer than a name and was cut")
	}
	for _, part := range alternatives(string(folded)) {
		words, mixed := split(part, text)
		if mixed && len(n.Notes) < 4 {
			n.Notes = append(n.Notes, "letters of another script imitate the others in one word")
		}
		for _, form := range divide(words) {
			if len(form) > 0 && len(n.forms) < maxForms {
				n.forms = append(n.forms, newReading(finish(form, kind)))
			}
		}
	}
	h := fnv.New64a()
	for _, t := range n.flat() {
		h.Write([]byte(t.Text))
		h.Write([]byte{0})
	}
	n.key = h.Sum64()
	slices.Sort(n.Notes)
	n.Notes = slices.Compact(n.Notes)
	return n
}

// Tokens returns the words of the first reading.
func (n *Name) Tokens() []Token {
	if len(n.forms) == 0 {
		return nil
	}
	return slices.Clone(n.forms[0].words)
}

func (n *Name) flat() []Token {
	var out []Token
	for _, f := range n.forms {
		out = append(out, f.words...)
	}
	return out
}

// alternatives parts a text that holds several forms of a name: between slashes
// and semicolons, and between commas where they list rather than invert: a list
// repeats words, and a family name read alone would fit every namesake. What
// stands in brackets is a further form of the word before it and is dropped when
// other words remain.
func alternatives(text string) []string {
	if i := strings.IndexByte(text, '('); i > 0 {
		if j := strings.IndexByte(text[i:], ')'); j > 0 && strings.TrimSpace(text[:i]+text[i+j+1:]) != "" {
			text = text[:i] + " " + text[i+j+1:]
		}
	}
	for _, end := range []string{", born ", " born on ", " d.o.b", " dob "} {
		if i := strings.Index(text, end); i > 0 {
			text = text[:i]
		}
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == ';' || r == '|' })
	var out []string
	for _, p := range parts {
		commas := strings.FieldsFunc(p, func(r rune) bool { return r == ',' || r == '،' || r == '、' })
		switch {
		case len(commas) > 2 && longest(commas) > 1 || len(commas) == 2 && sameWords(commas[0], commas[1]):
			out = append(out, commas...)
		default:
			out = append(out, p)
		}
	}
	if len(out) > maxForms {
		out = out[:maxForms]
	}
	return out
}

func longest(parts []string) int {
	n := 0
	for _, p := range parts {
		n = max(n, len(strings.Fields(p)))
	}
	return n
}

// sameWords says whether two texts of several names share one: a list of forms,
// not a family name before a given one. Articles, titles and "Abu" are no names.
func sameWords(a, b string) bool {
	named := func(text string) []string {
		return slices.DeleteFunc(strings.Fields(text), func(w string) bool { return roleOf(w) != RoleOpen })
	}
	x, y := named(a), named(b)
	if len(x) < 2 || len(y) < 2 {
		return false
	}
	return slices.ContainsFunc(x, func(w string) bool { return slices.Contains(y, w) })
}

// finish measures the words of one reading.
func finish(form []Token, kind Kind) []Token {
	if len(form) > maxTokens {
		form = form[:maxTokens]
	}
	content := 0
	for i := range form {
		form[i].measure(kind)
		if form[i].Role < RoleHonorific {
			content++
		}
	}
	// A name of nothing but titles and particles is a name after all.
	if content == 0 {
		for i := range form {
			form[i].Role = RoleOpen
			form[i].measure(kind)
		}
	}
	return form
}

// measure fills in what comparison needs of one word.
func (t *Token) measure(kind Kind) {
	pc := pairCosts()
	t.n, t.mask = 0, 0
	for i := 0; i < len(t.Sounds) && i < maxSounds; i++ {
		t.code[i] = soundCode(t.Sounds[i])
		t.n++
		t.mask |= soundClass(t.Sounds[i])
	}
	for s := range scripts {
		t.best[s] = pc.yardstick(t.code[:t.n], t.Script, Script(s))
	}
	t.also = cognates()[t.Text]
	t.article = t.Script == ScriptLatin && t.n > 6 && t.Sounds[1] == 'l' && (t.Sounds[0] == 'a' || t.Sounds[0] == 'e')
	t.Weight = weigh(t, kind)
}
