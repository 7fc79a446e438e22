package screen_test

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/match"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/internal/watchlist/screen"
)

const register = `key,name,alias,weak alias,kind,born,document,until
K1,Ansel Larchwood,Ансель Ларчвуд,Boss,person,1971-03-05,R1234567,
K2,Idris Rowanberry,,,person,1964,,2023-06-01
K3,Bureau of Quiet Affairs,,,organisation,,,
K4,Grey Heron,,,vessel,,IMO 1234567,
`

func lists(t testing.TB) *screen.Lists {
	t.Helper()
	d, err := formats.Read(strings.NewReader(register))
	if err != nil || d.Broken != "" {
		t.Fatal(err, d.Broken)
	}
	l := screen.New()
	l.Add(d.List, "2024-05-03", d.Records)
	return l
}

var options = screen.Options{Least: .7, Most: 10}

func keys(hits []screen.Hit) []string {
	out := []string{}
	for _, h := range hits {
		out = append(out, h.Key)
	}
	return out
}

func TestScreen(t *testing.T) {
	l := lists(t)
	for name, c := range map[string]struct {
		q    screen.Query
		want []string
	}{
		"as listed":           {screen.Query{Name: "Ansel Larchwood"}, []string{"K1"}},
		"the other order":     {screen.Query{Name: "LARCHWOOD, Ansel", Kind: match.KindPerson}, []string{"K1"}},
		"its own script":      {screen.Query{Name: "Ансель Ларчвуд"}, []string{"K1"}},
		"an organisation":     {screen.Query{Name: "Bureau of Quiet Affairs", Kind: match.KindOrganisation}, []string{"K3"}},
		"of another kind":     {screen.Query{Name: "Bureau of Quiet Affairs", Kind: match.KindVessel}, []string{}},
		"a vessel":            {screen.Query{Name: "Grey Heron", Kind: match.KindVessel}, []string{"K4"}},
		"nobody":              {screen.Query{Name: "Mathilda Okonkwo"}, []string{}},
		"nothing":             {screen.Query{Name: ""}, []string{}},
		"born in other years": {screen.Query{Name: "Larchwood", Born: []match.Date{{Year: 1930}}}, []string{}},
	} {
		hits := l.Screen(c.q, options)
		if diff := cmp.Diff(c.want, keys(hits)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAHitSaysWhereItStands(t *testing.T) {
	h := lists(t).Screen(screen.Query{Name: "Idris Rowanberry", Born: []match.Date{{Year: 1964}}}, options)
	if len(h) != 1 || h[0].List != "own" || h[0].Version != "2024-05-03" || h[0].Ended != "2023-06-01" || len(h[0].Reasons) < 3 {
		t.Errorf("%+v", h)
	}
}

// A weak alias never decides, however exactly it agrees.
func TestAWeakAliasNeverDecides(t *testing.T) {
	for _, h := range lists(t).Screen(screen.Query{Name: "Boss"}, screen.Options{Least: 0, Most: 10}) {
		if h.Weak && h.Decision == match.DecisionMatch {
			t.Errorf("%+v", h)
		}
	}
}

// More that is known and agrees never makes a hit weaker.
func TestDetailsCount(t *testing.T) {
	l := lists(t)
	plain := l.Screen(screen.Query{Name: "A. Larchwood"}, screen.Options{Least: 0, Most: 10})
	known := l.Screen(screen.Query{Name: "A. Larchwood", Born: []match.Date{{Year: 1971, Month: 3, Day: 5}}, Identifier: []string{"R1234567"}}, screen.Options{Least: 0, Most: 10})
	if len(plain) == 0 || len(known) == 0 || known[0].Key != "K1" || known[0].Score < plain[0].Score {
		t.Errorf("%+v\n%+v", plain, known)
	}
}

func TestManyAtOnce(t *testing.T) {
	l := lists(t)
	want := l.Screen(screen.Query{Name: "Ansel Larchwood"}, options)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if diff := cmp.Diff(want, l.Screen(screen.Query{Name: "Ansel Larchwood"}, options)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	wg.Wait()
}

// The four who were listed for Salisbury are found under the names they travelled
// with, in the list of the European Union as it stands.
func TestCoverNamesOfARealList(t *testing.T) {
	l := screen.New()
	d := held(t, "32018R1542.csv")
	l.Add(d.List, "2019-01-21", d.Records)
	for query, want := range map[string]string{"Ruslan Boshirov": "CHEPIGA", "Руслан Боширов": "CHEPIGA", "Alexander Petrov": "MISHKIN", "Vladimir Alekseyev": "ALEXSEYEV", "Igor Kostyukov": "KOSTYUKOV"} {
		hits := l.Screen(screen.Query{Name: query}, options)
		if !slices.ContainsFunc(hits, func(h screen.Hit) bool { return strings.Contains(h.Name, want) }) {
			t.Errorf("%s: %+v", query, hits)
		}
	}
}

func TestLoadOfARealList(t *testing.T) {
	d := held(t, "sdn_2024-05-03.csv")
	d.Complete(held(t, "alt_2024-01-08.csv"))
	start := time.Now()
	l := screen.New()
	l.Add(d.List, "2024-05-03", d.Records)
	took := time.Since(start)
	d = nil
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d names in %v, heap %d MB", l.Len(), took.Round(time.Millisecond), m.HeapAlloc>>20)
	if l.Len() < 32000 || m.HeapAlloc > 150<<20 {
		t.Errorf("%d names on a heap of %d MB", l.Len(), m.HeapAlloc>>20)
	}
	runtime.KeepAlive(l)
}

func held(t testing.TB, name string) *watchlist.Delivery {
	t.Helper()
	shared := os.Getenv("OUTRIDER_SHARED")
	if shared == "" {
		t.Skip("OUTRIDER_SHARED is not set: large-data check skipped")
	}
	f, err := os.Open(filepath.Join(shared, "data", "lists", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d, err := formats.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
