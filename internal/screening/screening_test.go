package screening_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/desk"
	"outrider/internal/detect"
	"outrider/internal/ledger"
	"outrider/internal/screening"
	"outrider/internal/seal"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/internal/watchlist/inforce"
	"outrider/parameters"
)

var now = time.Date(2031, 3, 1, 9, 0, 0, 0, time.UTC)

func params(t testing.TB) desk.ScreenParams {
	t.Helper()
	p, err := desk.LoadScreening(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// keep brings a list into force.
func keep(t testing.TB, m *inforce.Memory, name string, p watchlist.Purpose, text string) *watchlist.Delivery {
	t.Helper()
	d, err := formats.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	d.List = name
	m.Keep(watchlist.Version{List: name, Format: d.Format, Seen: now.AddDate(0, 0, -1), SHA256: []string{fmt.Sprint(name, len(text))}, Entries: len(d.Records), State: watchlist.InForce, Purpose: p}, d)
	return d
}

const list = `key,name,alias,weak alias,born,document,remark,kind
K1,"LARCHWOOD, Ansel",Ансель Ларчвуд,Heron,1971-03-05,Passport AB1234567 (Ruritania),Email Address ansel@larchwood.example; Phone No. +44 20 7946 0123,person
K2,Example Shipping Company,,,,,,organisation
K3,王示例,,,1972,,,person
K4,Ada,,,1980,,,person
`

// TestHold answers each sort of question, and keeps contacts and the hunted apart.
func TestHold(t *testing.T) {
	m := &inforce.Memory{}
	keep(t, m, "own", watchlist.Contacts, list)
	keep(t, m, "hunted", watchlist.Wanted, "key,name\nW1,Mirela Beispiel\n")
	s := screening.New(inforce.New(m, func() time.Time { return now }), params(t))
	thing := func(kind outrider.SelectorKind, v string) desk.Question {
		return desk.Question{Via: outrider.ViaThing, Thing: outrider.Selector{Kind: kind, Value: v}}
	}
	tests := map[string]struct {
		q    desk.Question
		want string
	}{
		"stated":              {desk.Question{Via: outrider.ViaStated, Text: "Ансель Ларчвуд"}, "own/K1"},
		"not on wanted lists": {desk.Question{Via: outrider.ViaStated, Text: "Mirela Beispiel"}, ""},
		"protected":           {desk.Question{Via: outrider.ViaProtected, Text: "Mirela Beispiel"}, "hunted/W1"},
		"not on others":       {desk.Question{Via: outrider.ViaProtected, Text: "Ansel Larchwood"}, ""},
		"employer":            {desk.Question{Via: outrider.ViaEmployer, Text: "Example Shipping Company"}, "own/K2"},
		"watched":             {desk.Question{Via: outrider.ViaWatched, Text: "Example Shipping Company"}, "own/K2"},
		"mentioned":           {desk.Question{Via: outrider.ViaMentioned, Text: "Then Ansel  Larchwood and a driver came for ADA."}, "own/K1"},
		"mentioned in Han":    {desk.Question{Via: outrider.ViaMentioned, Text: "昨天王示例来了"}, "own/K3"},
		"a part of a word":    {desk.Question{Via: outrider.ViaMentioned, Text: "Ansel Larchwoods were felled"}, ""},
		"document":            {thing(outrider.SelectorDocument, "AB1234567"), "own/K1"},
		"e-mail":              {thing(outrider.SelectorEmail, "ansel@larchwood.example"), "own/K1"},
		"another document":    {thing(outrider.SelectorDocument, "AB1234568"), ""},
		"no name":             {desk.Question{Via: outrider.ViaStated, Text: "  "}, ""},
		"a text as a name":    {desk.Question{Via: outrider.ViaStated, Text: strings.Repeat("x", 1_000_000)}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := s.Hold(t.Context(), []desk.Question{tt.q})
			if err != nil {
				t.Fatal(err)
			}
			var keys []string
			for _, h := range got[0] {
				keys = append(keys, h.List+"/"+h.Key)
				if h.Asked == "" || h.Version == "" || len(h.Fields) == 0 || len(h.Rows) == 0 {
					t.Errorf("the hit does not say why: %+v", h)
				}
				if tt.q.Via == outrider.ViaMentioned && h.Decision != "review" {
					t.Errorf("a mention decides: %s", h.Decision)
				}
			}
			if strings.Join(keys, " ") != tt.want {
				t.Errorf("got %q, want %q", keys, tt.want)
			}
		})
	}
	empty := screening.New(inforce.New(&inforce.Memory{}, func() time.Time { return now }), params(t))
	if stamp, held, err := empty.Lists(t.Context()); stamp != "" || len(held) != 0 || err != nil {
		t.Errorf("without lists: %q %v %v", stamp, held, err)
	}
	if got, err := empty.Hold(t.Context(), []desk.Question{tests["stated"].q}); err != nil || len(got[0]) != 0 {
		t.Errorf("without lists: %v, %v", got, err)
	}
}

// realLists are lists as they were published.
func realLists(t testing.TB) (*inforce.Memory, []string) {
	t.Helper()
	shared := os.Getenv("OUTRIDER_SHARED")
	if shared == "" {
		t.Skip("OUTRIDER_SHARED is not set: large-data check skipped")
	}
	m := &inforce.Memory{}
	var names []string
	for list, file := range map[string]string{"ofac-sdn": "sdn_2024-05-03.csv", "un": "UN_consolidated_2025-11-20.xml", "cn": "cn_sanctions_2026-08.csv"} {
		b, err := os.ReadFile(filepath.Join(shared, "data", "lists", file))
		if err != nil {
			t.Fatal(err)
		}
		d := keep(t, m, list, watchlist.Contacts, string(b))
		for _, r := range d.Records {
			if r.Kind == watchlist.KindPerson {
				names = append(names, r.Name())
			}
		}
	}
	slices.Sort(names)
	return m, names
}

// newDesk is a desk in memory, with lists or without.
func newDesk(t testing.TB, s desk.Screener) (*desk.Desk, outrider.UserID) {
	t.Helper()
	a, err := assess.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	p, err := detect.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	draws := rand.NewChaCha8([32]byte{7})
	ids := 0
	clock := func() time.Time { return now }
	d, err := desk.Open(context.Background(), desk.Options{Book: ledger.NewCommitter(ledger.NewMemory(), clock), Sealer: seal.New(seal.NewMemoryTable(draws), draws), Clock: clock, Rand: draws,
		NewID: func(prefix string) string { ids++; return fmt.Sprintf("%s-%06d", prefix, ids) }, Assess: a, Detect: p, Screener: s, Screening: params(t), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	add := func(by outrider.UserID, name string, role outrider.Role) outrider.UserID {
		out, err := d.Decide(context.Background(), by, desk.Decision{AddUser: &desk.AddUser{Name: name, Role: role}})
		if err != nil {
			t.Fatal(err)
		}
		return outrider.UserID(out.ID)
	}
	return d, add(add("", "root", outrider.RoleAdmin), "ana", outrider.RoleCase)
}

// drafts are reports of approaches by strangers: invented clean names, with every
// hundredth of them on a list, and some words of text.
func drafts(n int, listed []string) []outrider.Draft {
	draws := rand.New(rand.NewPCG(3, 4))
	given := []string{"Tamsin", "Idris", "Mirela", "Oskar", "Leyla", "Pavel", "Amina", "Jonas", "Selma", "Viktor", "Руслан", "Людмила", "كريم", "محمد"}
	family := []string{"Rowanberry", "Larchwood", "Beispiel", "Exemplar", "Invented", "Nowherian", "Primerov", "Вымышленный", "Okonkwo", "Sorensen", "الفلاني"}
	out := make([]outrider.Draft, n)
	for i := range out {
		name := given[draws.IntN(len(given))] + " " + family[draws.IntN(len(family))] + string(rune('a'+draws.IntN(26))) + "ov"
		if i%100 == 0 {
			name = listed[draws.IntN(len(listed))]
		}
		out[i] = outrider.Draft{Names: []string{name}, Report: outrider.Report{Kind: outrider.KindApproach, Occurred: outrider.At(now), Channel: outrider.ChannelForm,
			Text: "Somebody rang twice in the evening, said that they were from the university, and asked when the family would be at home. They left a card."}}
	}
	return out
}

// TestRealLists holds a thousand strangers against real lists: everybody who is on
// one is found, and few others are.
func TestRealLists(t *testing.T) {
	m, listed := realLists(t)
	d, by := newDesk(t, screening.New(inforce.New(m, func() time.Time { return now }), params(t)))
	all := drafts(1000, listed)
	if _, err := d.File(t.Context(), by, all...); err != nil {
		t.Fatal(err)
	}
	if p, err := d.Screen(t.Context(), nil); err != nil || !p.Whole || p.Held != 1000 {
		t.Fatalf("%+v, %v", p, err)
	}
	v, err := d.Hits(t.Context(), by, desk.HitsQuery{})
	if err != nil {
		t.Fatal(err)
	}
	found, clean := map[string]bool{}, map[string]bool{}
	for _, h := range v.Hits {
		if slices.Contains(listed, h.Asked) {
			found[h.Asked] = true
		} else {
			clean[h.Asked] = true
		}
	}
	t.Logf("%d hits of %d listed and %d clean names", len(v.Hits), len(found), len(clean))
	if len(found) < 9 || len(clean) > 50 {
		t.Errorf("of 10 listed strangers %d are found; of 990 clean ones %d are hits", len(found), len(clean))
	}
}

// BenchmarkFile files one report, with nothing to screen against and with real
// lists and a pass beside the door.
func BenchmarkFile(b *testing.B) {
	m, listed := realLists(b)
	for _, with := range []bool{false, true} {
		b.Run(fmt.Sprintf("lists=%v", with), func(b *testing.B) {
			var s desk.Screener
			if with {
				s = screening.New(inforce.New(m, func() time.Time { return now }), params(b))
			}
			d, by := newDesk(b, s)
			if _, err := d.Screen(b.Context(), nil); err != nil {
				b.Fatal(err)
			}
			ctx, stop := context.WithCancel(b.Context())
			done := make(chan struct{})
			go func() {
				defer close(done)
				for {
					select {
					case <-ctx.Done():
						return
					case <-d.News():
						_, _ = d.Screen(ctx, nil) // it ends with the benchmark
					}
				}
			}()
			all := drafts(b.N, listed)
			took := make([]time.Duration, 0, b.N)
			b.ResetTimer()
			for i := range b.N {
				from := time.Now()
				if _, err := d.File(ctx, by, all[i]); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(from))
			}
			b.StopTimer()
			stop()
			<-done
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
		})
	}
}

// BenchmarkRescreen holds ten thousand strangers against real lists, as when a
// version arrives.
func BenchmarkRescreen(b *testing.B) {
	m, listed := realLists(b)
	s := screening.New(inforce.New(m, func() time.Time { return now }), params(b))
	if _, err := s.Hold(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	for range b.N {
		b.StopTimer()
		d, by := newDesk(b, s)
		if _, err := d.File(b.Context(), by, drafts(10_000, listed)...); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := d.Screen(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
