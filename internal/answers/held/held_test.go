package held_test

import (
	"strings"
	"testing"
	"time"

	"outrider/internal/answers"
	"outrider/internal/answers/held"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/internal/watchlist/inforce"
)

// text is an organisation's own file that never changes.
type text string

func (t text) Current(time.Time) ([]byte, string, error) {
	if t == "" {
		return nil, "", nil
	}
	return []byte(t), "one", nil
}

const own = "act,entry,id,date,by,place,kind,words,names,source\n" +
	"pier-2024,act,,2024-03-02,RU,DE,,An invented act.,,Gazette\n" +
	"pier-2024,response,e1,2024-03-09,DE,,designation,An invented listing.,Ansel Larch,Gazette\n"

func day(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }

// keep puts a version on a shelf.
func keep(t *testing.T, m *inforce.Memory, list, rows string, at time.Time) {
	t.Helper()
	d, err := formats.Read(strings.NewReader("key,name,born,measure\n" + rows))
	if err != nil {
		t.Fatal(err)
	}
	d.List = list
	m.Keep(watchlist.Version{List: list, Seen: at, SHA256: []string{rows}, State: watchlist.InForce, Entries: len(d.Records)}, d)
}

func TestSlipped(t *testing.T) {
	m := &inforce.Memory{}
	keep(t, m, "mine", "1,Ansel Larch,1970,Freeze\n2,Idris Rowan,1971,Freeze\n3,Ada Alder,1972,Freeze\n", day(1))
	keep(t, m, "mine", "2,Idris Rowan,1971,\n3,Ada Alder,1972,Freeze\n", day(5))
	keep(t, m, answers.ListName, "x,Ansel Larch,1970,\n", day(1))
	keep(t, m, answers.ListName, "y,Idris Rowan,1971,\n", day(5))
	b := held.New(nil, text(own), m)
	for d, want := range map[int]int{1: 0, 4: 0, 6: 2} {
		l, faults, err := b.Ledger(day(d))
		if err != nil || len(faults) > 0 {
			t.Fatal(err, faults)
		}
		got, err := b.Slipped(l, day(d))
		if err != nil || len(got) != want {
			t.Fatalf("day %d: %+v, %v", d, got, err)
		}
		if want == 0 {
			continue
		}
		if got[0].Case != "pier-2024" || got[0].List != "mine" || got[0].On != "2026-03-05" || got[0].Why == "" || !got[0].Proposed {
			t.Errorf("%+v", got[0])
		}
		if got[1].Case != "" || got[1].Change != "eased" {
			t.Errorf("%+v", got[1])
		}
	}
}

func TestNamed(t *testing.T) {
	b := held.New(nil, text(own), &inforce.Memory{})
	named, err := b.Named(day(1))
	if err != nil || len(named) != 1 || named[0].Name != "Ansel Larch" {
		t.Errorf("%+v, %v", named, err)
	}
	if named, err = held.New(nil, text(""), &inforce.Memory{}).Named(day(1)); err != nil || len(named) != 0 {
		t.Errorf("%+v, %v", named, err)
	}
}
