package guidance_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"outrider/internal/guidance"
)

// The glossary that a reviewer starts from says what the texts say: every term of it
// stands in some text of its language, whatever its ending there.
func TestTheGlossaryIsWhatIsWritten(t *testing.T) {
	page, err := os.ReadFile("../../docs/guides/translator.md")
	if err != nil {
		t.Fatal(err)
	}
	set := shipped(t)
	all := map[string]string{}
	for _, l := range set.Languages() {
		all[l.Tag] = everything(set, l.Tag)
	}
	rows, columns := 0, []string{"ru", "fa", "ar"}
	for _, line := range strings.Split(string(page), "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if !strings.HasPrefix(line, "| ") || len(cells) != 1+len(columns) || cells[0] == "English" {
			continue
		}
		rows++
		for i, tag := range columns {
			for _, term := range strings.Split(cells[i+1], " / ") {
				longest := slices.MaxFunc(strings.Fields(term), func(a, b string) int { return len([]rune(a)) - len([]rune(b)) })
				stem := []rune(strings.ToLower(longest))
				if len(stem) > 5 {
					stem = stem[:len(stem)-2]
				}
				if !strings.Contains(all[tag], string(stem)) {
					t.Errorf("%s: %q stands in no text", tag, term)
				}
			}
		}
	}
	if rows < 20 {
		t.Errorf("%d rows", rows)
	}
}

// everything is every text of a language, in small letters.
func everything(set *guidance.Set, tag string) string {
	var b strings.Builder
	words, _ := set.Strings(tag)
	for _, w := range words {
		b.WriteString(w + "\n")
	}
	for _, c := range set.Cards(tag) {
		b.WriteString(c.Title + "\n" + c.About + "\n")
		for _, l := range slices.Concat(c.Now, c.Then, c.Not, c.Tell) {
			b.WriteString(l.Text + "\n")
		}
	}
	for _, m := range set.Measures("", tag) {
		b.WriteString(m.Title + "\n" + strings.Join(m.Steps, "\n") + "\n" + m.DoesNot + "\n")
	}
	return strings.ToLower(b.String())
}
