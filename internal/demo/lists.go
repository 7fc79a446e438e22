package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/internal/watchlist/inforce"
)

// register is an organisation's own register of people who were expelled, in two
// versions. Everybody on it is invented.
func register() [2]string {
	const head = "key,name,alias,weak alias,born,document,programme,measure,listed\n"
	return [2]string{
		head + `X1,Ruslan Primerov,Руслан Примеров,Grey Heron,1978-04-12,AB1234567,Exampleland,entry ban; freeze,2025-02-01
X2,Ansel Larch,,,1969,,Exampleland,entry ban,2025-02-01
X3,Dov Beispiel,,,,,Exampleland,entry ban,2025-02-01
`,
		head + `X1,Ruslan Primerov,Руслан Примеров,Grey Heron,1978-04-12,AB1234567,Exampleland,entry ban,2025-02-01
X2,Ansel Larch,Anselm Larch,,1969,,Exampleland,entry ban,2025-02-01
X4,Layla Mithali,ليلى مثالي,,1981,,Exampleland,entry ban,2025-06-01
`,
	}
}

// Lists are the invented lists of the demonstration, in memory.
func Lists(clock func() time.Time) (*inforce.Lists, error) {
	m := &inforce.Memory{}
	for i, text := range register() {
		d, err := formats.Read(strings.NewReader(text))
		if err != nil {
			return nil, err
		}
		d.List = "expelled"
		sum := sha256.Sum256([]byte(text))
		seen := clock().AddDate(0, 0, -44+40*i).UTC()
		m.Keep(watchlist.Version{List: d.List, Format: d.Format, Seen: seen, SHA256: []string{hex.EncodeToString(sum[:])},
			Entries: len(d.Records), State: watchlist.InForce}, d)
	}
	return inforce.New(m, clock), nil
}
