package outrider_test

import (
	"go/ast"
	"go/token"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"outrider"
)

// A sentence that promises, that excludes, or that gives a likelihood and a
// confidence in one breath does harm however true its number is. This walks
// everything that somebody may read: templates, the strings of the program, the
// guides and the library of advice, in whatever language.

// said is one text that somebody may read, and where it stands.
type said struct{ where, text string }

// promises are words that nobody who protects people may say of the state of
// things, by language. An imperative ("store it safely") says how to do something
// and promises nothing; the English words below are therefore those of a state.
var promises = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`(?i)\b(?:(?:is|are|be|you're|now|completely|perfectly|entirely|totally) safe\b|ruled out\b|no (?:risk|threat|danger)\b|risk[- ]free\b|certain to\b|impossible that\b|cannot happen\b|guaranteed\b)`),
	"de": regexp.MustCompile(`(?i)\b(?:ist|sind|sei|seien|völlig|ganz) (?:sicher|ungefährlich)\b|\bausgeschlossen\b|\b(?:kein|keine) (?:Gefahr|Risiko)\b`),
	"fr": regexp.MustCompile(`(?i)\b(?:est|êtes|sont) (?:en sécurité|hors de danger)|\bexclu(?:e|s|es)? que\b|\baucun (?:risque|danger)\b`),
	"es": regexp.MustCompile(`(?i)\b(?:está|están|estás) (?:a salvo|fuera de peligro)|\bdescartad[oa]s?\b|\bningún (?:riesgo|peligro)\b`),
	"tr": regexp.MustCompile(`(?i)\bgüvendesiniz\b|\bgüvendesin\b|\btehlike yok\b|\brisk yok\b`),
	"ru": regexp.MustCompile(`(?i)в (?:полной )?безопасности|исключено, что|опасности нет|угрозы нет|риска нет`),
	"be": regexp.MustCompile(`(?i)у (?:поўнай )?бяспецы|выключана, што|небяспекі няма|пагрозы няма`),
	"uk": regexp.MustCompile(`(?i)у (?:повній )?безпеці|виключено, що|небезпеки немає|загрози немає`),
	"ar": regexp.MustCompile(`أنت (?:آمن|في أمان)|لا (?:خطر|يوجد خطر)|مستبعد تماما`),
	"fa": regexp.MustCompile(`(?:شما )?در امان (?:هستید|است)|خطری نیست|خطری وجود ندارد`),
	"ug": regexp.MustCompile(`بىخەتەرسىز|خەۋپ يوق`),
	"zh": regexp.MustCompile(`[您你](?:很|是|已经)?安全(?:的|了)|没有(?:危险|风险|威胁)|绝对安全|可以排除`),
}

// allowed are the only sentences that may hold such a word: they deny it, or make
// it a condition.
var allowed = regexp.MustCompile(`(?i)(?:nothing|never|not|none|nobody|cannot be|no one)[^.]{0,40}(?:ruled out|safe\b|guaranteed)|(?:not|never|none) (?:mean|says?|that|the same as)[^.]{0,30}(?:no (?:risk|threat|danger))|held to be ruled out|(?:as soon as|once|when|until|where) [^.]{0,20}safe\b|(?:как только|когда|пока|где) [^.]{0,30}безопасности`)

// ranges ask for a number, or say between which one lies, and claim none.
var ranges = regexp.MustCompile(`(?i)(?:\d+ (?:to|and) 100|more than 0) ?(?:%|per cent)`)

// absolutes are the numbers that claim to know, in the digits of every script.
// What a style sheet or a format writes is no claim; those texts are not read.
var absolutes = regexp.MustCompile(`(?:^|[^0-9.,٠-٩۰-۹０-９])(?:0|100|0[.,]0+|100[.,]0+|[٠۰]|[١۱][٠۰]{2}|０|１００)\s*(?:%|٪|％|per cent|percent|Prozent|pour cent|por ciento|процент|在百分之)`)

// confidences are the words for how sure somebody is, as opposed to how probable
// something is.
var confidences = regexp.MustCompile(`(?i)\bconfiden(?:ce|t)\b|\bZuversicht\b|\bconfiance\b|\bconfianza\b|уверенн|упэўнен|впевнен|\bgüven düzeyi\b|ثقة|اطمینان|置信|把握`)

// likely are the words of the yardsticks, and "likely" in other languages.
func likely() *regexp.Regexp {
	words := []string{`\bprobability\b`, `wahrscheinlich`, `\bprobable`, `вероятн`, `верагодн`, `ймовірн`, `olasılık`, `محتمل`, `احتمال`, `可能性`}
	for _, y := range []outrider.Yardstick{outrider.PHIA, outrider.ICD203} {
		for _, b := range y.Bands {
			words = append(words, `\b`+regexp.QuoteMeta(b.Word)+`\b`)
		}
	}
	return regexp.MustCompile(`(?i)` + strings.Join(words, "|"))
}

var sentenceEnd = regexp.MustCompile(`[.!?。؟！？;؛]+(?:\s|$)|\n`)

// faults names what is wrong with the sentences of a text.
func faults(text string, likely *regexp.Regexp) []string {
	var suspect []*regexp.Regexp
	for _, lang := range languages() {
		if promises[lang].MatchString(text) {
			suspect = append(suspect, promises[lang])
		}
	}
	if len(suspect) == 0 && !absolutes.MatchString(text) && !(confidences.MatchString(text) && likely.MatchString(text)) {
		return nil
	}
	var out []string
	for _, s := range sentenceEnd.Split(text, -1) {
		if slices.ContainsFunc(suspect, func(r *regexp.Regexp) bool { return r.MatchString(s) }) && !allowed.MatchString(s) {
			out = append(out, "it promises: "+strings.TrimSpace(s))
		}
		if absolutes.MatchString(ranges.ReplaceAllString(s, "")) {
			out = append(out, "it claims to know: "+strings.TrimSpace(s))
		}
		if likely.MatchString(s) && confidences.MatchString(s) {
			out = append(out, "a likelihood and a confidence in one sentence: "+strings.TrimSpace(s))
		}
	}
	return out
}

func languages() []string {
	var out []string
	for l := range promises {
		out = append(out, l)
	}
	slices.Sort(out)
	return out
}

func TestNoSentencePromises(t *testing.T) {
	texts := slices.Concat(templateTexts(t), stringTexts(t), pageTexts(t))
	if len(texts) < 1000 {
		t.Fatalf("only %d texts were found: the walk is broken", len(texts))
	}
	words := likely()
	for _, s := range texts {
		for _, f := range faults(s.text, words) {
			t.Errorf("%s: %s", s.where, f)
		}
	}
}

var (
	action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	script = regexp.MustCompile(`(?s)<(?:style|script|svg).*?</(?:style|script|svg)>`)
	tag    = regexp.MustCompile(`(?s)</?(?:h[1-6]|p|li|td|th|dt|dd|label|option|button|summary|caption|div|section|legend|ul|ol|tr|table|form)\b[^>]*>`)
	inline = regexp.MustCompile(`(?s)<[^>]*>`)
	spoken = regexp.MustCompile(`(?:aria-label|title|placeholder|alt)="([^"]*)"`)
)

// templateTexts are what templates say themselves, what stands in for their
// values left out.
func templateTexts(t *testing.T) []said {
	var out []said
	walkFiles(t, "internal/server/ui/templates", func(p, text string) {
		text = script.ReplaceAllString(text, "\n")
		for _, m := range spoken.FindAllStringSubmatch(text, -1) {
			out = append(out, said{p, action.ReplaceAllString(m[1], "X")})
		}
		text = inline.ReplaceAllString(tag.ReplaceAllString(action.ReplaceAllString(text, "X"), "\n"), "")
		out = append(out, said{p, html.UnescapeString(text)})
	})
	return out
}

// shown is a string that reads like a sentence or a part of one: words with
// spaces between them.
var shown = regexp.MustCompile(`\p{L}+[,:;]? \p{L}+|\p{Han}{3,}`)

// stringTexts are the sentences in the program's own strings, and the help texts
// in its tags. Packages that no user hears are left out.
func stringTexts(t *testing.T) []said {
	files, fset := readSources(t)
	var out []said
	for _, f := range files {
		if f.test || strings.HasPrefix(f.path, filepath.FromSlash("internal/replay/world/")) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err == nil && shown.MatchString(text) {
				out = append(out, said{fset.Position(lit.Pos()).String(), strings.ReplaceAll(text, "%%", "%")})
			}
			return true
		})
	}
	return out
}

// pageTexts are the guides, and every text of the library of advice.
func pageTexts(t *testing.T) []said {
	var out []said
	for _, root := range []string{"docs/guides", "advice"} {
		if _, err := os.Stat(root); err == nil {
			walkFiles(t, root, func(p, text string) { out = append(out, said{p, text}) })
		}
	}
	return out
}

// walkFiles reads every file of text below a folder.
func walkFiles(t *testing.T, root string, f func(path, text string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".html", ".md", ".json", ".txt"}, filepath.Ext(p)) {
			return err
		}
		b, err := os.ReadFile(p)
		f(p, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The lint must see what it looks for, and must leave alone what denies it.
func TestTheLintSeesPromises(t *testing.T) {
	words := likely()
	for _, bad := range []string{"You are safe now.", "An attack is ruled out.", "There is no risk.", "The chance is 0 %.", "It is 100 % clear", "a chance of 100,0 %", "احتمال ۱۰۰٪ است",
		"It is likely, with high confidence.", "Eine Entführung ist ausgeschlossen.", "Вы в безопасности", "您很安全的", "Güvendesiniz.", "شما در امان هستید", "Un ataque está descartado"} {
		if len(faults(bad, words)) == 0 {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{"Nothing is ever ruled out.", "It is likely. The source is named with confidence.", "10 % of them", "Store it where it cannot get lost.", "That does not mean that there is no risk."} {
		if f := faults(good, words); len(f) > 0 {
			t.Errorf("%q fails: %v", good, f)
		}
	}
}
