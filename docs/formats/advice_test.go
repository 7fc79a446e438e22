package formats_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestAdviceKeepsItsFormats runs the verbs of advice as an outside tool would,
// in every language, and on a folder that is broken.
func TestAdviceKeepsItsFormats(t *testing.T) {
	p := build(t)
	broken := filepath.Join(p.dir, "ours", "fa", "cards")
	if err := os.MkdirAll(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	p.write(t, "ours/fa/cards/delivery.json", "{\n\"revision\": 1,\n\"titel\": \"x\"}")
	ours := filepath.Join(p.dir, "ours")
	p.all(t, []step{
		{"advice-line", 0, []string{"advice", "list"}},
		{"advice-line", 0, []string{"advice", "list", "--lang", "fa"}},
		{"advice-line", 0, []string{"advice", "list", "--scenario", "travel", "--lang", "ug"}},
		{"advice-line", 1, []string{"advice", "list", "--own", ours}},
		{"advice-card", 0, []string{"advice", "show", "delivery"}},
		{"advice-card", 0, []string{"advice", "show", "spyware", "--lang", "ar"}},
		{"advice-measure", 0, []string{"advice", "show", "home-locks", "--lang", "ru"}},
		{"advice-plan", 0, []string{"advice", "plan", "--risk", "0.03"}},
		{"advice-plan", 0, []string{"advice", "plan", "--risk", "0.2", "--imminent", "--days", "30", "--have", "check-in", "--declined", "escort"}},
		{"advice-fault", 1, []string{"advice", "check", ours}},
	})
	if out, code := p.run(t, "advice", "check"); out != "" || code != 0 {
		t.Errorf("the shipped library: %d, %s", code, out)
	}
}
