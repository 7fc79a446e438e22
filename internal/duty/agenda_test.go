package duty_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider/internal/duty"
)

// An agenda gives what a list that is sorted again each time would give.
func TestAgendaIsAListInOrder(t *testing.T) {
	began := time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		var a duty.Agenda[string]
		list := map[string]time.Time{}
		now := began
		for range rapid.IntRange(1, 400).Draw(t, "acts") {
			k := fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "thing"))
			switch rapid.IntRange(0, 5).Draw(t, "act") {
			case 0:
				delete(list, k)
				a.Drop(k)
			case 1:
				now = now.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "minutes")) * time.Minute)
				var due []string
				for k, at := range list {
					if !at.After(now) {
						due = append(due, k)
					}
				}
				slices.SortFunc(due, func(x, y string) int {
					if c := list[x].Compare(list[y]); c != 0 {
						return c
					}
					return strings.Compare(x, y)
				})
				for _, k := range due {
					delete(list, k)
				}
				if d := cmp.Diff(due, a.TakeAll(now)); d != "" {
					t.Fatalf("at %s (-list +agenda)\n%s", now, d)
				}
			default:
				at := time.Time{}
				if rapid.Bool().Draw(t, "later") {
					at = now.Add(time.Duration(rapid.IntRange(-3, 9).Draw(t, "from now")) * time.Minute)
				}
				list[k] = at
				a.Set(k, at)
			}
			if a.Len() != len(list) {
				t.Fatalf("%d things, want %d", a.Len(), len(list))
			}
		}
	})
}
