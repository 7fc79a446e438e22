package servertest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/internal/watchlist/inforce"
	"outrider/internal/watchlist/screen"
)

// delivered is one invented delivery of an invented list.
type delivered struct {
	list, published string
	daysAgo         int
	state           watchlist.State
	why, text       string
}

// deliveries show every state that a list can be in: changed, quarantined, stale,
// ended.
func deliveries() []delivered {
	const head = "key,name,alias,weak alias,born,document,programme,measure,listed,until\n"
	return []delivered{
		{"expelled", "2030-11-02", 132, watchlist.InForce, "", head +
			"E1,Ruslan Primerov,Руслан Примеров,Grey Heron,1978-04-12,AB1234567,Exampleland,entry ban; freeze,2030-11-02,\n" +
			"E2,Ansel Larch,,,1969,,Exampleland,entry ban,2030-11-02,\n" +
			"E3,Dov Beispiel,,,,,Exampleland,entry ban,2030-11-02,\n"},
		{"expelled", "2031-03-01", 13, watchlist.InForce, "", head +
			"E1,Ruslan Primerov,Руслан Примеров,Grey Heron,1978-04-12,AB1234567,Exampleland,entry ban,2030-11-02,\n" +
			"E2,Ansel Larch,Anselm Larch,,1969,,Exampleland,entry ban,2030-11-02,\n" +
			"E4,Layla Mithali,ليلى مثالي,,1981,,Exampleland,entry ban,2031-03-01,\n"},
		{"harbour", "2031-01-15", 58, watchlist.InForce, "", "kind," + head + "organisation,H1,Example Shipping Company,,,,,Exampleland,freeze,2031-01-15,\nperson,H2,Tamsin Invented,,,1990,,Exampleland,freeze,2031-01-15,2031-02-01\n"},
		{"harbour", "2031-03-10", 4, watchlist.Refused, "1 of 2 entries are gone at once.", head + "H2,Tamsin Invented,,,1990,,Exampleland,freeze,2031-01-15,\n"},
		{"ministry", "2030-12-01", 103, watchlist.InForce, "", head + "M1,Wang Shili,王示例,,1972,,Exampleland,entry ban,2030-12-01,\n"},
	}
}

// shelf holds the invented lists, read as real ones are.
func shelf() *inforce.Memory {
	m := &inforce.Memory{}
	for _, d := range deliveries() {
		read, err := formats.Read(strings.NewReader(d.text))
		if err != nil {
			panic(err) // the text stands above
		}
		read.List = d.list
		published, err := watchlist.ParseDate(d.published)
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256([]byte(d.text))
		m.Keep(watchlist.Version{List: d.list, Format: read.Format, Published: published, Seen: Now().Add(-time.Duration(d.daysAgo) * 24 * time.Hour),
			SHA256: []string{hex.EncodeToString(sum[:])}, Entries: len(read.Records), State: d.state, Why: d.why}, read)
	}
	return m
}

// Screen holds names against the invented lists.
func (d *Desk) Screen(ctx context.Context, queries []screen.Query, how inforce.How) ([][]screen.Hit, error) {
	if d.Fail != nil {
		return nil, d.Fail
	}
	return d.lists.Screen(ctx, queries, how)
}

// Versions lists the invented deliveries.
func (d *Desk) Versions(ctx context.Context) ([]watchlist.Version, error) {
	if d.Fail != nil {
		return nil, d.Fail
	}
	return d.lists.Versions(ctx)
}

// Diff compares two invented deliveries.
func (d *Desk) Diff(ctx context.Context, list string, old, next int) (inforce.Difference, error) {
	if d.Fail != nil {
		return inforce.Difference{}, d.Fail
	}
	return d.lists.Diff(ctx, list, old, next)
}
