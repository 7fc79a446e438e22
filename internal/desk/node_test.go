package desk_test

import (
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/ledger"
)

// Two desks on one ledger: each takes in what the other wrote before it thinks,
// and no thought is written twice.
func TestTwoDesksOnOneLedger(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	o := h.options()
	o.NewID = func(prefix string) string {
		h.ids++
		return prefix + "-other-" + string(rune('a'+h.ids%26)) + string(rune('a'+h.ids/26%26))
	}
	other, err := desk.Open(h.ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, where := range []outrider.Place{home, work, gym, far} {
		d := h.desk
		if i%2 == 1 {
			d = other
		}
		rs, err := d.File(h.ctx, h.duty, h.seen(where, p))
		if err != nil || rs[0].Refused != "" {
			t.Fatalf("report %d: %+v, %v", i, rs, err)
		}
		h.now = h.now.AddDate(0, 0, 5)
	}
	for name, d := range map[string]*desk.Desk{"first": h.desk, "other": other} {
		if _, err := d.Tick(h.ctx); err != nil {
			t.Fatal(err)
		}
		if err := d.BackedUp(h.ctx, 1); err != nil { // an act on any head makes it read on
			t.Fatal(err)
		}
		v, err := d.Person(h.ctx, h.duty, desk.PersonQuery{ID: p})
		if err != nil || len(v.Reports) != 4 || rules(v) != "repeated-sighting" {
			t.Errorf("the %s desk shows %d reports and %q, %v", name, len(v.Reports), rules(v), err)
		}
	}
	seen := map[string]uint64{}
	for _, e := range h.entries() {
		if before, again := seen[e.ID]; again {
			t.Errorf("entries %d and %d are one", before, e.Seq)
		}
		seen[e.ID] = e.Seq
	}
}

// A ledger that was cut, mixed up or forged does not open as if nothing were wrong.
func TestABrokenChainDoesNotOpen(t *testing.T) {
	h := newHouse(t)
	h.follow(h.person("K-07"))
	var records []ledger.Record
	for r, err := range h.log.Read(h.ctx, 1) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	n := len(records)
	cases := map[string]func([]ledger.Record) []ledger.Record{
		"one taken out":    func(r []ledger.Record) []ledger.Record { return append(r[:n/2:n/2], r[n/2+1:]...) },
		"two changed over": func(r []ledger.Record) []ledger.Record { r[n/2], r[n/2+1] = r[n/2+1], r[n/2]; return r },
		"a date changed": func(r []ledger.Record) []ledger.Record {
			r[n/2].Recorded = r[n/2].Recorded.Add(time.Hour)
			return r
		},
		"an author changed": func(r []ledger.Record) []ledger.Record { r[n/2].By = "u-somebody-else"; return r },
		"a part taken from another": func(r []ledger.Record) []ledger.Record {
			r[n/2].Parts = r[n/2-1].Parts
			return r
		},
	}
	for name, spoil := range cases {
		copied := append([]ledger.Record(nil), records...)
		o := h.options()
		o.Book = shelf{Book: o.Book, records: spoil(copied)}
		if _, err := desk.Open(h.ctx, o); outrider.CodeOf(err) != outrider.CodeDamaged || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
