package intake

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	enc "golang.org/x/text/encoding/unicode"

	"outrider"
)

// Decode turns a file's bytes into clean text. UTF-8 is taken at its word; UTF-16
// is known by its mark or its zeros; lines that are neither are read in the legacy
// charset that makes the most plausible words of them, and a notice names the
// choice and the lines. Archives, pictures and files over MaxBytes are refused by
// name.
func Decode(data []byte) (string, []outrider.Notice, error) {
	return DecodeAs(data, "")
}

// DecodeAs is Decode for bytes that come with a charset label of their own, such
// as a web page. The label wins unless the bytes contradict it.
func DecodeAs(data []byte, label string) (string, []outrider.Notice, error) {
	if what := container(data); what != "" {
		return "", nil, outrider.Invalid("%s", what)
	}
	if len(data) > MaxBytes {
		return "", nil, outrider.Invalid("the file has more than %d MiB; split it", MaxBytes>>20)
	}
	text, notes, err := decode(data, label)
	if err != nil {
		return "", nil, err
	}
	text, more := Clean(text)
	return text, append(notes, more...), nil
}

func decode(data []byte, label string) (string, []outrider.Notice, error) {
	if e, name := wide(data); e != nil {
		out, err := e.NewDecoder().Bytes(data)
		if err != nil {
			return "", nil, outrider.Invalid("this looks like %s and cannot be read as such", name)
		}
		return string(out), noteOf("read as " + name), nil
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return string(data), contradicted(data, label), nil
	}
	if e, err := htmlindex.Get(label); label != "" && err == nil && e != enc.UTF8 {
		if out, err := e.NewDecoder().Bytes(data); err == nil && !bytes.Contains(out, []byte("\uFFFD")) {
			return string(out), noteOf("read as " + strings.ToLower(label) + ", as it says of itself"), nil
		}
	}
	text, notes := decodeLines(data)
	return text, notes, nil
}

// contradicted notices a label that valid UTF-8 with more than ASCII proves wrong.
func contradicted(data []byte, label string) []outrider.Notice {
	e, err := htmlindex.Get(label)
	if label == "" || err != nil || e == enc.UTF8 || isASCII(data) {
		return nil
	}
	return noteOf("it says of itself that it is " + Clip(strings.ToLower(label)) + ", and is UTF-8; read as UTF-8")
}

func isASCII(data []byte) bool {
	for _, c := range data {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func noteOf(what string) []outrider.Notice { return []outrider.Notice{{What: what}} }

// wide recognises UTF-16 by its mark, or without one by the zeros that every
// ASCII character brings with it.
func wide(data []byte) (encoding.Encoding, string) {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return enc.UTF16(enc.LittleEndian, enc.UseBOM), "UTF-16 (little endian)"
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return enc.UTF16(enc.BigEndian, enc.UseBOM), "UTF-16 (big endian)"
	}
	sample := data[:min(len(data), 4096)&^1]
	var even, odd int
	for i, c := range sample {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	half := len(sample) / 2
	switch {
	case half < 4:
		return nil, ""
	case odd*10 >= half*4 && even*20 < half:
		return enc.UTF16(enc.LittleEndian, enc.IgnoreBOM), "UTF-16 (little endian, without a mark)"
	case even*10 >= half*4 && odd*20 < half:
		return enc.UTF16(enc.BigEndian, enc.IgnoreBOM), "UTF-16 (big endian, without a mark)"
	}
	return nil, ""
}

// decodeLines keeps every line that is UTF-8, mends lines that are UTF-8 with
// damage, and reads the others together in one legacy charset.
func decodeLines(data []byte) (string, []outrider.Notice) {
	lines := bytes.SplitAfter(data, []byte("\n"))
	var foreign []byte
	var foreignAt, damagedAt []int
	for i, l := range lines {
		switch {
		case utf8.Valid(l):
		case damaged(l):
			damagedAt = append(damagedAt, i)
		default:
			foreignAt = append(foreignAt, i)
			if len(foreign) < sniffBytes {
				foreign = append(foreign, l...)
			}
		}
	}
	var notes []outrider.Notice
	if len(foreignAt) > 0 {
		c := guess(foreign)
		for _, i := range foreignAt {
			if out, err := c.e.NewDecoder().Bytes(lines[i]); err == nil {
				lines[i] = out
			}
		}
		notes = noteOf(fmt.Sprintf("not UTF-8: %s read as %s, the most plausible of several; look whether the words are right", lineList(foreignAt), c.name))
	}
	if len(damagedAt) > 0 {
		notes = append(notes, noteOf("broken characters in "+lineList(damagedAt)+" were replaced by \uFFFD")...)
	}
	for i, l := range lines {
		lines[i] = bytes.ToValidUTF8(l, []byte("\uFFFD"))
	}
	return string(bytes.Join(lines, nil)), notes
}

// damaged reports whether a line is UTF-8 with a few broken bytes, rather than
// another charset: it has more whole multi-byte characters than broken ones.
func damaged(line []byte) bool {
	whole, broken := 0, 0
	for len(line) > 0 {
		r, n := utf8.DecodeRune(line)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			whole++
		}
		line = line[n:]
	}
	return whole > broken
}

func lineList(at []int) string {
	const most = 5
	words := make([]string, 0, most)
	for _, i := range at[:min(len(at), most)] {
		words = append(words, fmt.Sprint(i+1))
	}
	s := "line " + strings.Join(words, ", ")
	if len(at) > 1 {
		s = "lines " + strings.Join(words, ", ")
	}
	if len(at) > most {
		s += fmt.Sprintf(" and %d more", len(at)-most)
	}
	return s
}

// legacy is a charset of one byte a character.
type legacy struct {
	name   string
	e      encoding.Encoding
	script *unicode.RangeTable
}

// legacies lists the charsets that are tried; the earlier wins a tie.
var legacies = []legacy{
	{"windows-1252 (Western European)", charmap.Windows1252, unicode.Latin},
	{"windows-1251 (Cyrillic)", charmap.Windows1251, unicode.Cyrillic},
	{"KOI8-R (Cyrillic)", charmap.KOI8R, unicode.Cyrillic},
	{"windows-1256 (Arabic)", charmap.Windows1256, unicode.Arabic},
}

// guess picks the charset in which the bytes make the most plausible words.
func guess(data []byte) legacy {
	best, bestScore := legacies[0], 0.0
	for i, c := range legacies {
		out, err := c.e.NewDecoder().Bytes(data)
		if err != nil {
			continue
		}
		if s := plausible(string(out), c.script); i == 0 || s > bestScore {
			best, bestScore = c, s
		}
	}
	return best
}

// common holds the most frequent letters of each script's languages (Russian;
// Arabic and Persian): the wrong one of two charsets of a script misses them.
const common = "оеаинтсрвлк" + "اليمنورتبه"

// plausible scores decoded text by its words with letters beyond ASCII: one
// script within a word and a natural pattern of case speak for the charset, a
// mixture against it. Latin words are mostly ASCII; the others hardly.
func plausible(text string, script *unicode.RangeTable) float64 {
	score := -2 * float64(strings.Count(text, "\uFFFD"))
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\uFFFD' }) {
		var inside, high, frequent, n int
		for _, r := range w {
			n++
			if unicode.Is(script, r) {
				inside++
			}
			if r >= utf8.RuneSelf {
				high++
			}
			if strings.ContainsRune(common, unicode.ToLower(r)) {
				frequent++
			}
		}
		switch {
		case high == 0:
		case inside < n, script == unicode.Latin && 2*high > n && n > 1, !naturalCase(w):
			score -= float64(n)
		default:
			score += float64(n) + 0.5*float64(frequent)
			if strings.ToUpper(w) == w && strings.ToLower(w) != w && n > 1 {
				score -= 0.5 * float64(n)
			}
		}
	}
	return score
}

// naturalCase accepts "word", "Word" and "WORD".
func naturalCase(w string) bool {
	_, n := utf8.DecodeRuneInString(w)
	rest := w[n:]
	return strings.ToLower(rest) == rest || strings.ToUpper(w) == w
}
