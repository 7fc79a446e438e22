package desk_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
)

// Grouping loses no duty, keeps what asks to act above what asks for a look, and
// gives the same groups in whatever order duties come.
func TestGroupDuties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines []desk.DutyLine
		for i := range rapid.IntRange(0, 40).Draw(t, "duties") {
			sort := rapid.SampledFrom(outrider.DutySorts).Draw(t, "sort")
			l := desk.DutyLine{ID: outrider.DutyID(fmt.Sprint("d-", i)), Sort: sort, What: string(sort), Level: rapid.SampledFrom([]outrider.Level{outrider.LevelAct, outrider.LevelLook}).Draw(t, "level"),
				Due: time.Unix(rapid.Int64Range(0, 9).Draw(t, "due"), 0)}
			if sort == outrider.DutyTrial {
				l.Channel = rapid.SampledFrom([]string{"bell", "mail"}).Draw(t, "channel")
			} else {
				l.Person = rapid.SampledFrom([]outrider.PersonID{"", "p-1", "p-2", "p-3"}).Draw(t, "person")
			}
			lines = append(lines, l)
		}
		groups := desk.GroupDuties(lines)
		if d := cmp.Diff(groups, desk.GroupDuties(rapid.Permutation(lines).Draw(t, "order"))); d != "" {
			t.Fatal(d)
		}
		var ids []outrider.DutyID
		quiet := false
		for _, g := range groups {
			n := 0
			loud := false
			for _, a := range g.About {
				for _, l := range a.Lines {
					if n++; l.Sort != g.Sort || l.Person != a.Lines[0].Person || l.Channel != a.Lines[0].Channel {
						t.Fatalf("%+v stands in %+v", l, a)
					}
					loud = loud || l.Level == outrider.LevelAct
					ids = append(ids, l.ID)
				}
			}
			if n != g.Count || loud != (g.Level == outrider.LevelAct) || loud && quiet {
				t.Fatalf("%d of %+v", n, g)
			}
			quiet = quiet || !loud
		}
		slices.Sort(ids)
		if len(slices.Compact(ids)) != len(lines) {
			t.Fatalf("%d of %d duties are left", len(ids), len(lines))
		}
	})
}
