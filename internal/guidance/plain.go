package guidance

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Limits of plain words, for a frightened reader on a phone: a child of ten can
// read it (Kincaid and others 1975), and no sentence is longer than one breath.
const (
	MaxGrade    = 5.0
	MaxSentence = 20
)

// Reading is how hard an English text is to read.
type Reading struct {
	Words, Sentences, Syllables int
	Longest                     int // words of the longest sentence
}

// Grade is the Flesch-Kincaid grade: about the years of schooling it takes
// (Kincaid, Fishburne, Rogers and Chissom 1975). An empty text has grade 0.
func (r Reading) Grade() float64 {
	if r.Words == 0 {
		return 0
	}
	return .39*float64(r.Words)/float64(max(r.Sentences, 1)) + 11.8*float64(r.Syllables)/float64(r.Words) - 15.59
}

// Measured counts the words, sentences and syllables of English texts. A text
// ends its last sentence; a colon ends none. Digits and hyphens part words.
// Syllables are groups of vowels, without a silent e or ed at the end: it errs by
// a few in a hundred, both ways.
func Measured(texts ...string) Reading {
	var r Reading
	for _, t := range texts {
		for _, s := range strings.FieldsFunc(t, func(c rune) bool { return strings.ContainsRune(".!?;", c) }) {
			words := strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return !unicode.IsLetter(c) && c != '\'' })
			if len(words) == 0 {
				continue
			}
			r.Sentences++
			r.Words += len(words)
			r.Longest = max(r.Longest, len(words))
			for _, w := range words {
				r.Syllables += syllables(w)
			}
		}
	}
	return r
}

func syllables(word string) int {
	w := strings.Trim(word, "'")
	if silent(w) {
		w = strings.TrimRight(strings.TrimRight(w, "ds"), "e")
	}
	n, inside := 0, false
	for _, c := range w {
		vowel := strings.ContainsRune("aeiouy", c)
		if vowel && !inside {
			n++
		}
		inside = vowel
	}
	return max(n, 1)
}

var (
	silentEnd  = regexp.MustCompile(`[^aeiouy]e[ds]?$`)
	soundedEnd = regexp.MustCompile(`([td]ed|[sxzhcg]es|[^aeiouy][lr]e[ds]?)$`)
)

// silent reports that the e near the end of a word is not spoken: as in came,
// moved and gates, not as in wanted, houses, table and hundred.
func silent(w string) bool {
	return silentEnd.MatchString(w) && !soundedEnd.MatchString(w)
}

// Plain lists, as notes, the original texts for protected people that are harder
// than they should be: each card and each measure as a whole, the strings as a
// whole, and every sentence by its length.
func (s *Set) Plain() []Fault {
	var out []Fault
	for _, c := range s.Cards(Original) {
		texts := []string{c.Title, c.About}
		for _, part := range [][]Line{c.Now, c.Then, c.Not, c.Tell} {
			for _, l := range part {
				texts = append(texts, l.Text)
			}
		}
		out = append(out, hard(Original+"/cards/"+c.ID+".json", texts)...)
	}
	for _, m := range s.Measures("", Original) {
		out = append(out, hard(Original+"/measures/"+m.ID+".json", append([]string{m.Title, m.DoesNot}, m.Steps...))...)
	}
	var texts []string
	words, _ := s.Strings(Original)
	for _, k := range sortedKeys(words) {
		texts = append(texts, words[k])
	}
	return append(out, hard(Original+"/language.json", texts)...)
}

func hard(file string, texts []string) []Fault {
	var out []Fault
	if g := Measured(texts...).Grade(); g > MaxGrade {
		out = append(out, Fault{File: file, Note: true, What: fmt.Sprintf("reading grade %.1f, above %.0f: shorter words and sentences", g, MaxGrade)})
	}
	for _, t := range texts {
		if n := Measured(t).Longest; n > MaxSentence {
			out = append(out, Fault{File: file, Note: true, What: fmt.Sprintf("a sentence of %d words, above %d: %q", n, MaxSentence, t)})
		}
	}
	return out
}
