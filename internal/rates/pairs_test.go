package rates_test

import (
	"testing"

	"outrider/internal/rates"
)

// What is known of a pair depends on the day: before the edition that counts a
// state nothing is said, and never anything about a state that nobody counted.
func TestPairsAnswerAsKnownThen(t *testing.T) {
	x := rates.NewPairs(params(t), book(t))
	for _, c := range []struct {
		state, host, day string
		ok               bool
	}{
		{"CN", "GB", "2025-06-01", true},
		{"CN", "GB", "2023-06-01", false},
		{"CN", "GB", "2010-01-01", false},
		{"ZZ", "GB", "2025-06-01", false},
		{"IR", "GB", "2025-06-01", false}, // counted only in a series of one pair
	} {
		yearly, mean, ok := x.Pair(c.state, c.host, day(c.day))
		if ok != c.ok {
			t.Errorf("%+v: %v", c, ok)
		}
		if ok && !(mean > 0 && yearly > mean) {
			t.Errorf("%+v: %v a year against %v: a state with a fifth of all acts is above the average", c, yearly, mean)
		}
	}
}
