package detect_test

import (
	"testing"

	"outrider"
)

// The bare question: near somebody else without a tie, or at a third place, within
// thirty days; it changes nothing.
func TestRecurs(t *testing.T) {
	s := plate("XX11XXX")
	third := spot(51.9, -.5)
	cases := []struct {
		name string
		told []outrider.Sighting
		ask  outrider.Sighting
		want bool
	}{
		{"never seen", nil, sighting("q", "p-1", 9, home, s), false},
		{"near a stranger", []outrider.Sighting{sighting("a", "p-3", 0, far, s)}, sighting("q", "p-1", 9, home, s), true},
		{"near a stranger, long ago", []outrider.Sighting{sighting("a", "p-3", 0, far, s)}, sighting("q", "p-1", 40, home, s), false},
		{"near two strangers", []outrider.Sighting{sighting("a", "p-2", 0, far, s), sighting("b", "p-3", 35, far, s)}, sighting("q", "p-1", 40, home, s), true},
		{"before and after, not within", []outrider.Sighting{sighting("a", "p-3", 0, far, s), sighting("b", "p-3", 90, far, s), sighting("c", "p-2", 0, far, s)}, sighting("q", "p-1", 45, home, s), false},
		{"near a friend", []outrider.Sighting{sighting("a", "p-2", 0, far, s)}, sighting("q", "p-3", 9, home, s), false},
		{"at a second place", []outrider.Sighting{sighting("a", "p-1", 0, far, s)}, sighting("q", "p-1", 9, home, s), false},
		{"at a third place", []outrider.Sighting{sighting("a", "p-1", 0, far, s), sighting("b", "p-1", 1, third, s)}, sighting("q", "p-1", 9, home, s), true},
		{"nobody registered", []outrider.Sighting{sighting("a", "p-2", 0, far, s)}, sighting("q", "p-9", 9, home, s), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := engine(params(t), outrider.Protectee{ID: "p-1"}, outrider.Protectee{ID: "p-2", Ties: []outrider.PersonID{"p-3"}}, outrider.Protectee{ID: "p-3"})
			for _, x := range c.told {
				e.Add(x)
			}
			before := e.Meetings(true)
			if got := e.Recurs(c.ask, 30); got != c.want || e.Meetings(true) != before {
				t.Errorf("recurs: %v", got)
			}
		})
	}
}
