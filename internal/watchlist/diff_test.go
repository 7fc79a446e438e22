package watchlist_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider/internal/watchlist"
)

// entry is a line of a made-up list.
type entry struct {
	key, name, born, programmes, measures, reason, also, ended string
}

func deliver(t testing.TB, entries ...entry) *watchlist.Delivery {
	t.Helper()
	d := &watchlist.Delivery{List: "ruritania"}
	for i, e := range entries {
		r := watchlist.Record{Key: e.key, Kind: watchlist.KindPerson, Rows: []int{i + 2}, Programmes: watchlist.Parts(e.programmes, ","), Measures: watchlist.Parts(e.measures, ","),
			Reasons: watchlist.Add(nil, e.reason), Also: watchlist.Parts(e.also, ",")}
		for j, n := range strings.Split(e.name, ";") {
			use := watchlist.Alias
			if j == 0 {
				use = watchlist.Primary
			}
			r.AddName(n, use, watchlist.Strong)
		}
		d.Births(&r, watchlist.Parts(e.born, ",")...)
		r.Ended = d.Date(&r, "ended", e.ended)
		d.Put(r)
	}
	d.Finish()
	return d
}

// twenty is a list long enough for a few changes.
func twenty() []entry {
	names := []string{"Ansel Larch", "Idris Rowan", "Ada Alder", "Anton Birch", "Olga Oak", "Pavel Pine", "Vera Willow", "Karl Elm", "Mina Maple", "Yusuf Yew",
		"Zora Cedar", "Hugo Hazel", "Bela Beech", "Tariq Teak", "Eva Ebony", "Pia Poplar", "Aron Ash", "Sara Spruce", "Felix Fir", "Juno Juniper"}
	var out []entry
	for i, n := range names {
		out = append(out, entry{key: fmt.Sprintf("R%02d", i+1), name: n, born: fmt.Sprint(1950 + i), programmes: "CYBER,RURITANIA", measures: "Asset freeze,Travel ban", reason: fmt.Sprintf("Ground number %d.", i+1)})
	}
	return out
}

func kinds(changes []watchlist.Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, string(c.Change)+" "+c.Key)
	}
	slices.Sort(out)
	return out
}

// Each change that a hand makes is found as what it is, and nothing else is.
func TestEachKindOfChange(t *testing.T) {
	for name, c := range map[string]struct {
		edit func([]entry) []entry
		want []string
		why  string
	}{
		"nothing":           {func(e []entry) []entry { return e }, nil, ""},
		"another order":     {func(e []entry) []entry { slices.Reverse(e); return e }, nil, ""},
		"added":             {func(e []entry) []entry { return append(e, entry{key: "R21", name: "Nils Nettle", programmes: "CYBER"}) }, []string{"added R21"}, "under CYBER"},
		"delisted":          {func(e []entry) []entry { return slices.Delete(e, 4, 5) }, []string{"delisted R05"}, "gives no ground"},
		"ended but kept":    {func(e []entry) []entry { e[4].ended = "2024-05-03"; return e }, []string{"delisted R05"}, "ended on 2024-05-03"},
		"alias":             {func(e []entry) []entry { e[1].name += ";Igor Rowan"; return e }, []string{"amended R02"}, "alias added"},
		"programme added":   {func(e []entry) []entry { e[1].programmes += ",NEW"; return e }, []string{"amended R02"}, "programme added"},
		"programme dropped": {func(e []entry) []entry { e[1].programmes = "CYBER"; return e }, []string{"eased R02"}, "no longer listed under RURITANIA"},
		"measure dropped":   {func(e []entry) []entry { e[1].measures = "Travel ban"; return e }, []string{"eased R02"}, "measure Asset freeze no longer applies"},
		"moved":             {func(e []entry) []entry { e[1].programmes = "CYBER,GRAUSTARK"; return e }, []string{"moved R02"}, "from RURITANIA to GRAUSTARK"},
		"moved and eased":   {func(e []entry) []entry { e[1].programmes, e[1].measures = "CYBER,GRAUSTARK", "Travel ban"; return e }, []string{"eased R02"}, "measure"},
		"rekeyed":           {func(e []entry) []entry { e[2].key = "X99"; return e }, []string{"rekeyed R03"}, "under the key X99"},
		"rekeyed with loss": {func(e []entry) []entry { e[2].key, e[2].measures = "X99", "Travel ban"; return e }, []string{"rekeyed R03"}, "Asset freeze did not come with it"},
		"rekeyed, said":     {func(e []entry) []entry { e[2].key, e[2].name, e[2].also = "X99", "Quite Another", "R03"; return e }, []string{"rekeyed R03"}, "X99"},
		"a namesake":        {func(e []entry) []entry { e[2].key, e[2].born, e[2].reason = "X99", "1990", "Other."; return e }, []string{"added X99", "delisted R03"}, ""},
		"merged":            {func(e []entry) []entry { e[6].name += ";Karl Elm"; e[6].born += ",1957"; return slices.Delete(e, 7, 8) }, []string{"amended R07", "merged R08"}, "taken into R07"},
		"merged, no date":   {func(e []entry) []entry { e[6].born = ""; e[6].name += ";Karl Elm"; return slices.Delete(e, 7, 8) }, []string{"amended R07", "merged R08"}, "taken into R07"},
		"always a namesake": {func(e []entry) []entry { e[6].born = ""; return slices.Delete(e, 7, 8) }, []string{"amended R07", "delisted R08"}, ""},
		"a column gone": {func(e []entry) []entry {
			for i := range e {
				e[i].reason = ""
			}
			return e
		}, []string{"quarantined ruritania"}, `"reason"`},
		"merged, said":       {func(e []entry) []entry { e[6].also = "R08"; return slices.Delete(e, 7, 8) }, []string{"amended R07", "merged R08"}, "taken into R07"},
		"two into a new one": {func(e []entry) []entry { e[6].key, e[6].also = "X1", "R07,R08"; return slices.Delete(e, 7, 8) }, []string{"merged R07", "merged R08"}, "taken into X1"},
		"emptied":            {func([]entry) []entry { return nil }, []string{"quarantined ruritania"}, "empty"},
		"shrunken":           {func(e []entry) []entry { return e[:12] }, []string{"quarantined ruritania"}, "8 of 20 entries are missing"},
		"a column emptied": {func(e []entry) []entry {
			for i := range e {
				e[i].measures = ""
			}
			return e
		}, []string{"quarantined ruritania"}, "column"},
	} {
		got := watchlist.Diff(deliver(t, twenty()...), deliver(t, c.edit(twenty())...))
		if diff := cmp.Diff(c.want, kinds(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if c.why != "" && !slices.ContainsFunc(got, func(x watchlist.Change) bool { return strings.Contains(x.Why, c.why) }) {
			t.Errorf("%s: nothing says %q: %+v", name, c.why, got)
		}
	}
}

// A bearer whose papers and birth agree is the same under whatever name.
func TestPapersOutliveNames(t *testing.T) {
	old, now := deliver(t, twenty()...), deliver(t, twenty()...)
	old.Records[3].Documents = []string{"passport R1234567"}
	now.Records[3].Documents = []string{"passport R1234567"}
	now.Records[3].Key, now.Records[3].Names[0].Text = "X04", "Boris Bramble"
	if diff := cmp.Diff([]string{"rekeyed R04"}, kinds(watchlist.Diff(old, now))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Aliases that came in a file of their own, and do not come this time, are no
// broken delivery: the list itself is whole.
func TestAMissingSupplementIsNoBrokenDelivery(t *testing.T) {
	old, now := deliver(t, twenty()...), deliver(t, twenty()...)
	aliases := &watchlist.Delivery{List: "ruritania-alt"}
	for _, e := range twenty() {
		r := watchlist.Record{Key: e.key, Kind: watchlist.KindOther}
		r.AddName(e.name+" the Elder", watchlist.Alias, watchlist.Strong)
		aliases.Join(r)
	}
	if strays := old.Complete(aliases); strays != 0 {
		t.Errorf("%d strays", strays)
	}
	got := watchlist.Diff(old, now)
	if len(got) != 20 || got[0].Change != watchlist.Amended {
		t.Errorf("%v", kinds(got))
	}
}

func TestAWholeProgrammeEnds(t *testing.T) {
	entries := twenty()
	for i := range 3 {
		entries[i].programmes = "BYGONE"
	}
	got := watchlist.Diff(deliver(t, entries...), deliver(t, entries[3:]...))
	if len(got) != 3 || !strings.Contains(got[0].Why, "the programme itself has ended") {
		t.Errorf("three entries of one programme: %+v", got)
	}
}

func TestADiscontinuedListDelistsNobody(t *testing.T) {
	got := watchlist.Diff(deliver(t, twenty()...), &watchlist.Delivery{List: "ruritania", Closed: "This list was closed on 28 January 2026"})
	if len(got) != 1 || got[0].Change != watchlist.Discontinued || !strings.Contains(got[0].Why, "28 January 2026") {
		t.Errorf("%+v", got)
	}
}

func TestAnotherListIsQuarantined(t *testing.T) {
	other := deliver(t, twenty()...)
	other.List = "graustark"
	if got := watchlist.Diff(deliver(t, twenty()...), other); len(got) != 1 || got[0].Change != watchlist.Quarantined {
		t.Errorf("%+v", got)
	}
}

// An entry whose line is broken has not been delisted.
func TestABrokenLineIsNoDelisting(t *testing.T) {
	entries := twenty()
	broken := deliver(t, slices.Delete(slices.Clone(entries), 4, 5)...)
	broken.Refuse(6, "R05", "the row has 3 cells and the table 8 columns")
	got := watchlist.Diff(deliver(t, entries...), broken)
	if len(got) != 1 || got[0].Change != watchlist.Quarantined || got[0].Key != "R05" || !strings.Contains(got[0].Why, "line 6") {
		t.Errorf("%+v", got)
	}
}

// The end of a long file that is missing is a file cut off, however small a share.
func TestACutEndIsQuarantined(t *testing.T) {
	var long []entry
	for i := range 500 {
		long = append(long, entry{key: fmt.Sprint(i), name: fmt.Sprintf("Somebody Number %d", i), programmes: "P"})
	}
	if got := watchlist.Diff(deliver(t, long...), deliver(t, long[:488]...)); len(got) != 1 || got[0].Change != watchlist.Quarantined || !strings.Contains(got[0].Why, "cut off") {
		t.Errorf("%+v", kinds(got))
	}
	scattered := slices.DeleteFunc(slices.Clone(long), func(e entry) bool { return strings.HasSuffix(e.key, "7") && len(e.key) == 3 })
	if got := watchlist.Diff(deliver(t, long...), deliver(t, scattered...)); len(got) != 40 {
		t.Errorf("%d scattered delistings, want 40", len(got))
	}
}

// A table whose numbers run on after a row was taken out.
func TestRenumberedEntriesAreFollowed(t *testing.T) {
	entries := twenty()
	next := slices.Delete(slices.Clone(entries), 16, 17)
	for i := range next {
		next[i].key = fmt.Sprintf("R%02d", i+1)
	}
	old, now := deliver(t, entries...), deliver(t, next...)
	old.Renumbers, now.Renumbers = true, true
	want := []string{"delisted R17", "rekeyed R18", "rekeyed R19", "rekeyed R20"}
	if diff := cmp.Diff(want, kinds(watchlist.Diff(old, now))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Of any edits: a version differs from itself in nothing; what was added forwards
// is delisted backwards; and the order of entries says nothing.
func TestDiffProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := twenty(), twenty()
		for range rapid.IntRange(0, 4).Draw(t, "edits") {
			i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
			switch rapid.IntRange(0, 3).Draw(t, "edit") {
			case 0:
				b = append(b, entry{key: fmt.Sprintf("N%d", len(b)), name: fmt.Sprintf("New Bearer %d", i), programmes: "CYBER"})
			case 1:
				if len(b) > 18 {
					b = slices.Delete(b, i, i+1)
				}
			case 2:
				b[i].programmes = "CYBER"
			case 3:
				b[i].reason += " And more."
			}
		}
		x, y := deliverRapid(a), deliverRapid(b)
		if c := watchlist.Diff(y, y); len(c) != 0 {
			t.Fatalf("a version differs from itself: %v", kinds(c))
		}
		forth, back := watchlist.Diff(x, y), watchlist.Diff(y, x)
		if diff := cmp.Diff(of(forth, watchlist.Added), of(back, watchlist.Delisted)); diff != "" {
			t.Fatalf("added forwards, delisted backwards:\n%s", diff)
		}
		shuffled := rapid.Permutation(b).Draw(t, "order")
		if diff := cmp.Diff(kinds(forth), kinds(watchlist.Diff(x, deliverRapid(shuffled)))); diff != "" {
			t.Fatalf("the order of entries made a difference:\n%s", diff)
		}
	})
}

func deliverRapid(entries []entry) *watchlist.Delivery {
	return deliver(new(testing.T), entries...)
}

func of(changes []watchlist.Change, kind watchlist.ChangeKind) []string {
	var out []string
	for _, c := range changes {
		if c.Change == kind {
			out = append(out, c.Key)
		}
	}
	slices.Sort(out)
	return out
}
