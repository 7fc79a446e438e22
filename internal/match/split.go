package match

import (
	"strings"
	"sync"
	"unicode"
)

// wordRoles are the words of tables/words.tsv, folded.
var wordRoles = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, f := range tableRows("words", 2) {
		if _, twice := out[f[0]]; !twice {
			out[f[0]] = f[1]
		}
	}
	return out
})

// legalForms are the words that say what kind of thing an organisation is.
var legalForms = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, f := range tableRows("words", 2) {
		if f[1] == "legal" {
			out[f[0]] = true
		}
	}
	return out
})

// split cuts a folded text into words with their scripts and roles. The original
// text tells by its capitals which word lists mean as the family name. It says
// whether a word mixed scripts.
func split(part, original string) (words []Token, mixed bool) {
	upper := capitals(original)
	comma := strings.IndexAny(part, ",،")
	for _, w := range cutWords(part) {
		letters, spoof := unmix(w.letters)
		mixed = mixed || spoof
		for _, piece := range byScript(letters) {
			t := Token{Text: string(piece.letters), Script: piece.script, joint: w.joint}
			t.Role = roleOf(t.Text)
			if t.Role == RoleOpen && (upper[t.Text] || len(upper) == 0 && comma > 0 && w.at < comma) {
				t.Role = RoleFamily
			}
			words = append(words, unglue(t)...)
		}
		if len(words) >= 2*maxTokens {
			break
		}
	}
	for i := range words {
		words[i].Sounds = read([]rune(words[i].Text), words[i].Script)
	}
	return assignRoles(words), mixed
}

// word is a run of letters and where it began.
type word struct {
	letters []rune
	at      int
	joint   bool
}

// cutWords cuts at everything that is neither letter, digit, mark nor apostrophe.
func cutWords(part string) []word {
	var out []word
	var cur []rune
	start, joint := 0, false
	flush := func(next bool) {
		if len(cur) > 0 {
			out = append(out, word{cur, start, joint})
			cur = nil
		}
		joint = next
	}
	for i, r := range part {
		switch {
		case isApostrophe(r):
			if r != '\'' || len(cur) == 0 || scriptOf(cur[0]) != ScriptHebrew {
				continue
			}
			cur = append(cur, '\'')
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == 'ー':
			if len(cur) == 0 {
				start = i
			}
			cur = append(cur, r)
		default:
			flush(r == '-' || r == '‐' || r == '–')
		}
	}
	flush(false)
	return out
}

func isApostrophe(r rune) bool {
	return strings.ContainsRune("'’‘`´ʼʻʿʾ′״׳ˈˮ", r)
}

// scripted is a run of letters of one script.
type scripted struct {
	letters []rune
	script  Script
}

// byScript cuts a word where its script changes; digits stay with their word.
func byScript(letters []rune) []scripted {
	var out []scripted
	for _, r := range letters {
		s := scriptOf(r)
		if n := len(out); n > 0 && (s == ScriptNone || s == out[n-1].script || out[n-1].script == ScriptNone) {
			out[n-1].letters = append(out[n-1].letters, r)
			if out[n-1].script == ScriptNone {
				out[n-1].script = s
			}
			continue
		}
		out = append(out, scripted{[]rune{r}, s})
	}
	return out
}

// capitals returns the folded words written all in capitals in a text that also
// has words that are not: so lists mark the family name.
func capitals(text string) map[string]bool {
	var upper, lower []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !isApostrophe(r) && !unicode.IsMark(r) }) {
		if len(w) > 40*maxTokens || len(upper)+len(lower) > 4*maxTokens {
			break
		}
		switch {
		case strings.ToLower(w) == w:
		case len([]rune(w)) > 1 && strings.ToUpper(w) == w:
			upper = append(upper, w)
		default:
			lower = append(lower, w)
		}
	}
	if len(lower) == 0 {
		return nil
	}
	out := map[string]bool{}
	for _, w := range upper {
		folded, _ := fold(w)
		out[strings.Map(dropApostrophe, string(folded))] = true
	}
	return out
}

func dropApostrophe(r rune) rune {
	if isApostrophe(r) {
		return -1
	}
	return r
}

// roleOf looks a word up among those that are not names.
func roleOf(text string) Role {
	switch wordRoles()[text] {
	case "title", "generation":
		return RoleTitle
	case "honorific":
		return RoleHonorific
	case "particle", "nasab":
		return RoleParticle
	case "kunya":
		return RoleKunya
	}
	for _, p := range []string{"president", "prezident", "președin", "predsed", "predsjed"} {
		if strings.HasPrefix(text, p) {
			return RoleTitle
		}
	}
	return RoleOpen
}

// unglue parts what some writers write together: the Arabic article, and "Abd"
// with the name of God that follows it.
func unglue(t Token) []Token {
	two := func(a, b string) []Token {
		first, second := t, t
		first.Text, second.Text = a, b
		first.Role, second.joint = roleOf(a), true
		if first.Role == RoleOpen {
			first.Role = t.Role
		}
		return []Token{first, second}
	}
	switch t.Script {
	case ScriptArabic:
		if rest, ok := strings.CutPrefix(t.Text, "عبدال"); ok && len([]rune(rest)) > 2 && !strings.HasPrefix(rest, "له") && !strings.HasPrefix(rest, "لله") {
			return two("عبد", rest)
		}
		if rest, ok := strings.CutPrefix(t.Text, "ال"); ok && len([]rune(rest)) > 2 && !strings.HasPrefix(rest, "له") {
			return two("ال", rest)
		}
	case ScriptLatin:
		if wordRoles()[t.Text] == "abd" {
			t.Text = "abd"
			return []Token{t}
		}
		if rest := servantOf(t.Text); rest != "" {
			return two("abd", rest)
		}
	case ScriptCyrillic:
		if rest, ok := strings.CutPrefix(t.Text, "абдул"); ok && len([]rune(rest)) > 3 && !strings.HasPrefix(rest, "ла") {
			return two("абд", rest)
		}
	}
	return []Token{t}
}

// servantOf returns the name of God in a word that begins with "Abd" and the
// article, assimilated or not (Abdelkader, Abdurrahman, Abdessalam); "" if none.
// Abdullah stays whole.
func servantOf(text string) string {
	rest, ok := strings.CutPrefix(text, "abd")
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, "aeiou")
	if len(rest) < 5 || len(text)-len(rest) == 3 {
		return ""
	}
	if rest[0] == 'l' && !strings.HasPrefix(rest, "lla") && !strings.HasPrefix(rest, "lah") && strings.IndexByte("aeiou", rest[1]) < 0 || rest[0] == rest[1] && rest[0] != 'l' {
		return rest[1:]
	}
	return ""
}

// patronymics are the endings of East Slavic patronymics, in sounds.
var patronymics = []string{"oviC", "eviC", "aviC", "yviC", "ovyC", "evyC", "ovna", "evna", "ivna", "avna", "yvna", "iCna", "ovic", "evic", "ovitj", "oviK"}

// assignRoles finds patronymics, initials and, where the family name is known,
// given names. Doubt stays: most words of most names keep RoleOpen.
func assignRoles(words []Token) []Token {
	family := false
	if last := len(words) - 1; last > 0 && words[last].Role == RoleParticle {
		words[last].Role = RoleOpen // a particle leads to a name: at the end it is one
	}
	for i := range words {
		t := &words[i]
		if len([]rune(t.Text)) == 1 && (t.Script == ScriptLatin || t.Script == ScriptCyrillic) && t.Role != RoleTitle {
			t.Role = RoleInitial
		}
		if t.Role == RoleOpen && len(words) > 2 && (t.Script == ScriptLatin || t.Script == ScriptCyrillic) {
			for _, end := range patronymics {
				if strings.HasSuffix(t.Sounds, end) && len(t.Sounds) > len(end)+1 && i > 0 {
					t.Role = RolePatronymic
				}
			}
		}
		if i > 0 && wordRoles()[words[i-1].Text] == "nasab" && t.Role == RoleOpen {
			t.Role = RoleNasab
		}
		family = family || t.Role == RoleFamily
	}
	onePatronymic(words)
	for i := range words {
		if family && words[i].Role == RoleOpen {
			words[i].Role = RoleGiven
		}
	}
	return words
}

// onePatronymic leaves the role to the first word that ends like one: names have
// one, and the family names that end alike follow it.
func onePatronymic(words []Token) {
	seen := false
	for i := range words {
		if words[i].Role != RolePatronymic {
			continue
		}
		if seen {
			words[i].Role = RoleOpen
		}
		seen = true
	}
}

// compound are the two-character family names of Chinese in use.
var compound = []string{"欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "司徒", "东方", "東方", "皇甫", "尉迟", "尉遲", "公孙", "公孫", "令狐", "慕容", "夏侯", "南宫", "南宮", "独孤", "獨孤"}

// divide lists the readings of names without gaps: a Han or Hangul name of two to
// four characters may be a family name with a given name, or one foreign word.
func divide(words []Token) [][]Token {
	if len(words) != 1 || words[0].Script != ScriptHan && words[0].Script != ScriptHangul {
		return [][]Token{words}
	}
	r := []rune(words[0].Text)
	if len(r) < 2 || len(r) > 4 {
		return [][]Token{words}
	}
	cut := 1
	for _, c := range compound {
		if len(r) > 2 && string(r[:2]) == c {
			cut = 2
		}
	}
	part := func(letters []rune, role Role) Token {
		t := words[0]
		t.Text, t.Role = string(letters), role
		t.Sounds = read(letters, t.Script)
		return t
	}
	return [][]Token{words, {part(r[:cut], RoleFamily), part(r[cut:], RoleGiven)}}
}
