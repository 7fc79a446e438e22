package screen

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"outrider/internal/match"
	"outrider/internal/match/watch"
	"outrider/internal/watchlist"
)

// Least size of a name that is looked for in running text: a single word is a
// place, a brand or half a town, and two characters of Han are words of every day.
const (
	leastWords   = 2
	leastLetters = 7
	leastHan     = 3
)

// Mention is an entry whose name stands in a text, and the words as they stand there.
type Mention struct {
	Found string
	Hit   Hit
}

// Mentions finds names of entries in running text, in every script, one hit an
// entry, in the order of the text. Only strong names of two words and more are
// looked for, spelt as a list spells them: what a text mentions is weaker than what
// a stranger said of themselves, and must not bury it.
func (l *Lists) Mentions(text string, most int) []Mention {
	l.watched.Do(l.watchTexts)
	if l.texts == nil {
		return nil
	}
	seen := map[ref]bool{}
	var out []Mention
	l.texts.Find([]byte(text), func(h watch.Hit) {
		at := l.inTexts[h.Pattern]
		entry := ref{at.version, at.record, 0}
		if seen[entry] || len(out) >= most {
			return
		}
		seen[entry] = true
		found := strings.ToValidUTF8(text[h.From:h.To], "")
		out = append(out, Mention{Found: found, Hit: l.named(at, found)})
	})
	return out
}

// named is the hit of a name that was found as it stands on the list.
func (l *Lists) named(at ref, found string) Hit {
	v := &l.versions[at.version]
	b := &v.bearers[at.record]
	n := b.record.Names[at.name]
	kind := l.kinds[kindOf(b.record.Kind)].kind
	res := match.Compare(match.Subject{Name: match.New(found, kind)}, match.Subject{Name: match.New(n.Text, kind), Details: b.details})
	h := Hit{List: v.list, Version: v.name, Key: b.record.Key, Name: b.first, Ended: b.record.Ended.String(), Score: res.Score, Decision: res.Decision, Reasons: res.Reasons}
	if n.Text != h.Name {
		h.Matched = n.Text
	}
	return h
}

// watchTexts gathers the names that are looked for in texts.
func (l *Lists) watchTexts() {
	var names []string
	l.each(func(at ref, r *watchlist.Record) {
		for i, n := range r.Names {
			if n.Strength == watchlist.Strong && telling(n.Text) {
				names = append(names, natural(n.Text))
				l.inTexts = append(l.inTexts, ref{at.version, at.record, int32(i)})
				if turned := given(n.Text); turned != "" {
					names = append(names, turned)
					l.inTexts = append(l.inTexts, ref{at.version, at.record, int32(i)})
				}
			}
		}
	})
	if len(names) > 0 {
		l.texts, _ = watch.New(names) // names of too many words are in no text
	}
}

// natural is a name without the signs between its words.
func natural(name string) string { return strings.ReplaceAll(name, ",", " ") }

// given turns "FAMILY, Given" into the order in which texts write it.
func given(name string) string {
	family, rest, ok := strings.Cut(name, ",")
	if !ok || strings.Contains(rest, ",") || strings.TrimSpace(rest) == "" {
		return ""
	}
	return strings.TrimSpace(rest) + " " + strings.TrimSpace(family)
}

// telling reports whether a name says enough to be looked for in texts.
func telling(name string) bool {
	words := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	letters, han := 0, 0
	for _, r := range name {
		switch {
		case unicode.Is(unicode.Han, r), unicode.Is(unicode.Hangul, r), unicode.Is(unicode.Hiragana, r), unicode.Is(unicode.Katakana, r):
			han++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return han >= leastHan || len(words) >= leastWords && letters >= leastLetters
}

// each visits the records of all versions.
func (l *Lists) each(visit func(ref, *watchlist.Record)) {
	for v := range l.versions {
		for i := range l.versions[v].bearers {
			visit(ref{version: int32(v), record: int32(i)}, l.versions[v].bearers[i].record)
		}
	}
}

// Numbered finds the entries that state a number or an address, in canonical form:
// a passport, a telephone, an account, the number of a ship.
func (l *Lists) Numbered(value string) []Hit {
	l.indexed.Do(l.indexThings)
	var out []Hit
	for _, at := range l.things[thing(value)] {
		v := &l.versions[at.version]
		b := &v.bearers[at.record]
		out = append(out, Hit{List: v.list, Version: v.name, Key: b.record.Key, Name: b.first, Ended: b.record.Ended.String(), Score: same, Decision: match.DecisionReview,
			Reasons: []match.Reason{{Field: "number", Left: value, Right: value, Weight: sameNats}}})
	}
	return out
}

// A number that is the same is the strongest sign there is, and still passports are
// lent and forged, and lists copy with mistakes: own judgement, as a factor of
// thirty-two, stated as odds of 32 : 1.
const (
	same     = 0.97
	sameNats = 3.47
)

// leastThing is the fewest characters of a number that tells entries apart.
const leastThing = 5

// indexThings gathers what lists state in numbers: documents, and whatever has the
// form of an address or a number among an entry's other fields.
func (l *Lists) indexThings() {
	l.things = map[string][]ref{}
	add := func(at ref, text string) {
		for _, w := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;()", r) }) {
			k := thing(w)
			if utf8.RuneCountInString(k) < leastThing || !strings.ContainsAny(k, "0123456789@") || slices.Contains(l.things[k], at) {
				continue
			}
			l.things[k] = append(l.things[k], at)
		}
	}
	l.each(func(at ref, r *watchlist.Record) {
		for _, d := range r.Documents {
			add(at, d)
		}
		for _, o := range r.Other {
			if hasNumbers(o.Name) || hasNumbers(o.Value[:min(len(o.Value), 30)]) {
				add(at, o.Value)
			}
		}
	})
}

// hasNumbers says which other fields of lists, or remarks by their first words, hold
// numbers or addresses of their bearer: dates and programmes would give chance hits.
func hasNumbers(field string) bool {
	f := strings.ToLower(field)
	return slices.ContainsFunc([]string{"mail", "phone", "website", "currency", "wallet", "account", "passport", "vessel", "call sign", "mmsi", "plate", "swift", "identification"},
		func(w string) bool { return strings.Contains(f, w) })
}

// thing writes a number as it is compared: letters, digits and what addresses are
// made of, in small letters.
func thing(s string) string {
	s = strings.TrimRight(s, ".")
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		case r == '@' || r == '.' || r == '_':
			return r
		}
		return -1
	}, s)
}

// Field is one thing that a list says of its entry.
type Field struct{ Name, Value string }

// mostFields bounds what one entry shows of one thing.
const mostFields = 12

// Fields lists what identifies an entry: names, birth, documents, addresses of its
// own, then on what ground it is listed. What says where somebody comes from is
// left out: it identifies nobody.
func (l *Lists) Fields(list, key string) []Field {
	var out []Field
	say := func(name string, values ...string) {
		for i, v := range values {
			if v != "" && i < mostFields {
				out = append(out, Field{name, v})
			}
		}
	}
	r := l.find(list, key)
	if r == nil {
		return nil
	}
	var strong, weak []string
	for _, n := range r.Names {
		if n.Strength == watchlist.Weak {
			weak = append(weak, n.Text)
		} else {
			strong = append(strong, n.Text)
		}
	}
	say("kind", string(r.Kind))
	say("name", strong...)
	say("weak alias", weak...)
	for i, b := range r.Births {
		if i < mostFields {
			say("born", b.String())
		}
	}
	say("document", r.Documents...)
	say("listed under", r.Programmes...)
	say("listed on", r.ListedOn.String())
	say("ended", r.Ended.String())
	return out
}

func (l *Lists) find(list, key string) *watchlist.Record {
	for v := range l.versions {
		if l.versions[v].list != list {
			continue
		}
		for i := range l.versions[v].bearers {
			if r := l.versions[v].bearers[i].record; r.Key == key {
				return r
			}
		}
	}
	return nil
}
