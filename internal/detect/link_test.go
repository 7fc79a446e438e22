package detect_test

import (
	"strings"
	"testing"

	"outrider"

	"pgregory.net/rapid"
)

// A stranger whose stated name may be another's weighs as much as that is
// probable, around one person and across two, and never more than the same one.
func TestAnUnsureLinkWeighsLess(t *testing.T) {
	s, p := outrider.Selector{Kind: outrider.SelectorOther, Value: "subject:0a1b"}, params(t)
	score := func(rule outrider.Rule, link float64) float64 {
		seen := []outrider.Sighting{sighting("r-1", "p-1", 0, home, s), sighting("r-2", "p-2", 1, far, s)}
		if rule == outrider.RuleRepeat {
			seen = mostlyAtHome("p-1", s)
		}
		for i := range seen {
			seen[i].Grade = grade
			if i > 0 {
				seen[i].Link = link
			}
		}
		total := 0.0
		for _, f := range newWorld(seen...).run(p) {
			if f.Rule == rule {
				total = f.Score
			}
		}
		return total
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(.01, 1).Draw(t, "a"), rapid.Float64Range(.01, 1).Draw(t, "b")
		for _, rule := range []outrider.Rule{outrider.RuleRepeat, outrider.RuleShared} {
			if lower, higher := score(rule, min(a, b)), score(rule, max(a, b)); lower > higher {
				t.Fatalf("%s: %.3f at the lower link, %.3f at the higher", rule, lower, higher)
			}
			if half, sure := score(rule, .5), score(rule, 0); half >= sure || sure <= 0 {
				t.Fatalf("%s: half sure scores %.3f, sure %.3f", rule, half, sure)
			}
		}
	})
}

// The row says how sure the link is, and never calls it certain.
func TestAnUnsureLinkIsSaid(t *testing.T) {
	s := outrider.Selector{Kind: outrider.SelectorOther, Value: "subject:0a1b"}
	x := sighting("r-2", "p-2", 1, far, s)
	x.Link = .9999
	f := one(t, newWorld(sighting("r-1", "p-1", 0, home, s), x).run(params(t)), outrider.RuleShared)
	if why := f.Rows[1].Why; !strings.Contains(why, "99 % probable") {
		t.Errorf("the row says %q", why)
	}
}
