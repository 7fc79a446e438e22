package inforce

import (
	"slices"
	"strconv"

	"outrider"
	"outrider/internal/watchlist"
)

// Memory is a shelf that dies with the program, for demonstrations and tests. It
// is filled first and read then.
type Memory struct {
	versions []watchlist.Version
	read     []*watchlist.Delivery
}

// Keep adds a version as it was read.
func (m *Memory) Keep(v watchlist.Version, d *watchlist.Delivery) {
	m.versions, m.read = append(m.versions, v), append(m.read, d)
}

// Stamp is how many versions there are.
func (m *Memory) Stamp() (string, error) { return strconv.Itoa(len(m.versions)), nil }

// Versions returns every version in the order in which it came.
func (m *Memory) Versions() ([]watchlist.Version, error) { return slices.Clone(m.versions), nil }

// Load returns a version's entries. Whoever reads them may not change them.
func (m *Memory) Load(v watchlist.Version) (*watchlist.Delivery, error) {
	for i, x := range m.versions {
		if same(x, v) && x.Seen.Equal(v.Seen) {
			return m.read[i], nil
		}
	}
	return nil, &outrider.Error{Code: outrider.CodeStorage, Safe: "a version of the list " + v.List + " is not there", Hint: "import it again"}
}
