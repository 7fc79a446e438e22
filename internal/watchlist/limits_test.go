package watchlist_test

import (
	"fmt"
	"strings"
	"testing"

	"outrider/internal/watchlist"
)

// A file that is made to be slow is bounded and says where.
func TestLimitsOfOneEntry(t *testing.T) {
	d := &watchlist.Delivery{List: "ruritania"}
	r := watchlist.Record{Key: "K1", Rows: []int{2}}
	for i := range 6000 {
		r.AddName(fmt.Sprintf("Name Number %d", i), watchlist.Alias, watchlist.Strong)
		r.Addresses = watchlist.Add(r.Addresses, fmt.Sprint(i))
		r.AddOther("x", fmt.Sprint(i))
	}
	d.Put(r)
	if len(d.Records) != 1 || len(d.Records[0].Names) != 5000 || len(d.Records[0].Addresses) != 5000 || len(d.Records[0].Other) != 5000 || len(d.Noted) != 1 {
		t.Errorf("%d names, %d addresses, %v", len(d.Records[0].Names), len(d.Records[0].Addresses), d.Noted)
	}
	for i := range 6000 {
		one := watchlist.Record{Key: "K2", Rows: []int{i + 3}}
		one.AddName("Ansel Larch", watchlist.Primary, watchlist.Strong)
		d.Join(one)
	}
	if len(d.Records) != 2 || d.Lost != 1000 || !strings.Contains(d.Refused[0].What, "about one entry") {
		t.Errorf("%d records, %d lost", len(d.Records), d.Lost)
	}
}

// Thousands of namesakes with new keys are compared in no more than a moment each.
func TestManyNamesakes(t *testing.T) {
	var a, b []entry
	for i := range 3000 {
		a = append(a, entry{key: fmt.Sprint("A", i), name: "Ansel Larch", programmes: "P"})
		b = append(b, entry{key: fmt.Sprint("B", i), name: "Ansel Larch", programmes: "P"})
	}
	if got := watchlist.Diff(deliver(t, a...), deliver(t, b...)); len(got) != 1 || got[0].Change != watchlist.Quarantined {
		t.Errorf("%d changes", len(got))
	}
}

func BenchmarkDiff(b *testing.B) {
	var x, y []entry
	for i := range 10000 {
		e := entry{key: fmt.Sprint(i), name: fmt.Sprintf("Bearer Number %d", i), born: fmt.Sprint(1900 + i%100), programmes: "P,Q", measures: "Asset freeze", reason: "A ground."}
		x = append(x, e)
		if i%50 == 0 {
			e.programmes = "P"
		}
		y = append(y, e)
	}
	old, now := deliver(b, x...), deliver(b, y...)
	for b.Loop() {
		if n := len(watchlist.Diff(old, now)); n != 200 {
			b.Fatal(n)
		}
	}
}
