package match

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// digraphs are the letter groups that Latin spellings use for one sound, longest
// first. They gather the habits of English, German, French, Dutch and Turkish;
// where a habit is ambiguous the learnt costs of sounds decide.
var digraphs = []struct{ from, to string }{
	{"schtsch", "SC"}, {"shch", "SC"}, {"chtch", "SC"}, {"tsch", "C"}, {"dsch", "j"}, {"sch", "S"}, {"tch", "C"}, {"dzh", "j"}, {"dzs", "j"},
	{"sh", "S"}, {"ch", "C"}, {"kh", "X"}, {"zh", "Z"}, {"th", "T"}, {"dh", "D"}, {"gh", "G"}, {"ph", "f"}, {"dj", "j"},
	{"ts", "K"}, {"tz", "K"}, {"cz", "C"}, {"sz", "S"}, {"ck", "k"}, {"que", "ke"}, {"qui", "ki"}, {"ou", "u"}, {"oo", "u"}, {"ee", "i"},
}

// readLatin reads a folded Latin word.
func readLatin(word string) string {
	var b strings.Builder
	if rest, ok := strings.CutPrefix(word, "mc"); ok {
		word = "mak" + rest
	}
	for i := 0; i < len(word); {
		step := 1
		out := word[i : i+1]
		if i > 0 && out == "x" {
			out = "ks"
		}
		if out[0] >= '0' && out[0] <= '9' {
			out = "" // numbers are compared as they stand, not read
		}
		for _, d := range digraphs {
			if strings.HasPrefix(word[i:], d.from) {
				step, out = len(d.from), d.to
				break
			}
		}
		b.WriteString(out)
		i += step
	}
	return squeeze(b.String())
}

// squeeze writes a doubled sound once: no two systems agree on doubling.
func squeeze(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i == 0 || s[i] != s[i-1] {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// read turns a word of one script into sounds, in the letters of the alphabet.
// The word has been folded: NFKC, small letters, no signs.
func read(word []rune, s Script) string {
	switch s {
	case ScriptLatin:
		return readLatin(latinBase(word))
	case ScriptHangul:
		return readHangul(word)
	case ScriptKana:
		return readKana(word)
	case ScriptHan:
		return readHan(word)
	case ScriptOther:
		return readOther(word)
	case ScriptArabic, ScriptHebrew:
		// Two equal consonants have a vowel between them, but for the name of God.
		return strings.ReplaceAll(readLetters(word), "allh", "alh")
	}
	return squeeze(readLetters(word))
}

// latinBase brings Latin letters with marks to the sounds of the table or to
// their plain letter. Capital sounds of the table survive readLatin unchanged.
func latinBase(word []rune) string {
	t := tables()
	var b strings.Builder
	for _, r := range word {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		if s, ok := t.sounds[r]; ok {
			b.WriteString(s)
			continue
		}
		for _, d := range norm.NFD.String(string(r)) {
			if d < 0x80 && unicode.IsLetter(d) {
				b.WriteRune(d)
			}
		}
	}
	return b.String()
}

// readLetters reads an alphabetic script through the table, letters with marks as
// their plain letter where the table does not know them.
func readLetters(word []rune) string {
	t := tables()
	var b strings.Builder
	for i := 0; i < len(word); i++ {
		r := word[i]
		if i+1 < len(word) && word[i+1] == '\'' {
			if s, ok := geresh[r]; ok {
				b.WriteString(s)
				i++
				continue
			}
		}
		s, ok := t.sounds[r]
		if !ok {
			for _, d := range norm.NFD.String(string(r)) {
				if x, found := t.sounds[d]; found {
					s = x
					break
				}
			}
		}
		b.WriteString(s)
	}
	return b.String()
}

// geresh are the Hebrew letters that an apostrophe turns into a foreign sound.
var geresh = map[rune]string{'ג': "j", 'ז': "Z", 'צ': "C", 'ץ': "C", 'ד': "D", 'ת': "T", 'ח': "X"}

// readOther gives each character of a script without a table a sound of its own,
// by its number: enough to compare two words of that script, and no more.
func readOther(word []rune) string {
	b := make([]byte, 0, len(word))
	for _, r := range word {
		b = append(b, Alphabet[int(r)%len(Alphabet)])
	}
	return string(b)
}

// The parts of a Hangul syllable, by the algorithm of the Unicode standard 3.12.
var (
	hangulLead  = [...]string{"g", "k", "n", "d", "t", "r", "m", "b", "p", "s", "s", "", "j", "j", "C", "k", "t", "p", "h"}
	hangulVowel = [...]string{"a", "E", "ya", "yE", "O", "e", "yO", "ye", "o", "wa", "wE", "W", "yo", "u", "wO", "we", "wi", "yu", "U", "Ui", "i"}
	hangulTail  = [...]string{"", "k", "k", "ks", "n", "n", "n", "t", "l", "lk", "lm", "lp", "l", "l", "lp", "l", "m", "p", "p", "s", "s", "ng", "t", "t", "k", "t", "p", ""}
)

func readHangul(word []rune) string {
	var b strings.Builder
	for _, r := range word {
		if r < 0xAC00 || r > 0xD7A3 {
			continue
		}
		i := int(r - 0xAC00)
		b.WriteString(hangulLead[i/588])
		b.WriteString(hangulVowel[i%588/28])
		b.WriteString(hangulTail[i%28])
	}
	return b.String()
}

// readHan reads Han characters one by one in Mandarin.
func readHan(word []rune) string {
	t := tables()
	var b strings.Builder
	for _, r := range word {
		b.WriteString(readLatin(strings.ReplaceAll(t.han[r], "v", "u")))
	}
	return b.String()
}

// kanaRows are the consonants of the kana table in the order of their code points
// from ぁ to ゔ, Hepburn.
const kanaRow = "a a i i u u e e o o ka ga ki gi ku gu ke ge ko go sa za Si ji su zu se ze so zo ta da Ci ji ~ Ku zu te de to do na ni nu ne no ha ba pa hi bi pi fu bu pu he be pe ho bo po ma mi mu me mo ya ya yu yu yo yo ra ri ru re ro wa wa i e o n vu ka ke"

// readKana reads kana in Hepburn: small ya, yu, yo and small vowels replace the
// vowel before them, the long mark is silent, a doubled consonant is single.
func readKana(word []rune) string {
	row := strings.Fields(kanaRow)
	var b []byte
	for _, r := range word {
		if r >= 'ァ' && r <= 'ヶ' {
			r -= 'ァ' - 'ぁ'
		}
		i := int(r - 'ぁ')
		if i < 0 || i >= len(row) || row[i] == "~" {
			continue
		}
		small := strings.ContainsRune("ぁぃぅぇぉゃゅょゎ", r)
		if n := len(b); small && n > 1 && strings.IndexByte("aeiou", b[n-1]) >= 0 {
			glide := b[n-1] == 'i' && strings.IndexByte("SCj", b[n-2]) < 0 && len(row[i]) == 2
			b = b[:n-1]
			if glide {
				b = append(b, 'y')
			}
			b = append(b, row[i][len(row[i])-1])
			continue
		}
		b = append(b, row[i]...)
	}
	return string(b)
}
