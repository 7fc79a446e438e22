package desk_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
)

// zoneChild is set in the environment of a second run of this test's program.
const zoneChild = "OUTRIDER_TEST_ZONE_CHILD"

// told is what a desk on a machine in its zone did over the end of winter time: which
// duties fell due and were missed and when, what was sent and when, what pages say.
func told(t *testing.T) string {
	h := clocked(t)
	h.now = time.Date(2026, 3, 27, 19, 30, 0, 0, time.UTC).Local()
	h.checksIn(h.person("K-07"))
	r := nights()
	h.decide(h.officer, desk.Decision{SetRota: &r})
	h.decide(h.duty, desk.Decision{SwapRota: &desk.SwapRota{Out: "mira", In: "yusuf", From: "2026-03-28 20:00", To: "2026-03-29 02:30"}})
	h.decide(h.analyst, desk.Decision{MakeTask: &desk.MakeTask{Person: h.queue().Quiet[0].Person, Do: "ask the porter", Due: h.now.AddDate(0, 0, 1)}})
	var out []string
	for range 50 {
		h.now = h.now.Add(47 * time.Minute)
		h.tick()
		for _, s := range h.rings.sent {
			out = append(out, h.now.UTC().Format(time.RFC3339)+" "+s)
		}
		h.rings.sent = nil
	}
	out = append(out, h.owed()...)
	v := h.shiftPage()
	for _, g := range desk.GroupDuties(append(append(v.Missed, v.Due...), v.Met...)) {
		for _, a := range g.About {
			for _, l := range a.Lines {
				out = append(out, fmt.Sprint(l.Sort, " ", l.Local, " ", l.State, " ", l.Late, " ", l.Warn, " ", l.By.UTC()))
			}
		}
	}
	for _, l := range v.Rota.Next {
		out = append(out, l.Local+" "+l.First+" "+l.Second)
	}
	for _, it := range h.queue().Items {
		out = append(out, fmt.Sprint(it.Rule, " ", it.Level, " ", it.Why, " ", it.Raised.UTC()))
	}
	return strings.Join(append(out, v.Warnings...), "\n")
}

// The same story on machines in zones far apart, one with half an hour, one a day
// ahead: not a word of it differs.
func TestNoClockDependsOnTheMachinesZone(t *testing.T) {
	const mark = "----"
	if os.Getenv(zoneChild) != "" {
		fmt.Println(mark + time.Unix(1.76e9, 0).Format("-0700") + mark + told(t) + mark)
		return
	}
	want := told(t)
	if !strings.Contains(want, string(outrider.DutyCheckIn)) || !strings.Contains(want, "missed") || !strings.Contains(want, "+43 mira") {
		t.Fatalf("the story is empty:\n%s", want)
	}
	for zone, offset := range map[string]string{"Pacific/Kiritimati": "+1400", "America/St_Johns": "-0230", "UTC": "+0000"} {
		cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), "TZ="+zone, zoneChild+"=1")
		b, err := cmd.CombinedOutput()
		got := strings.Split(string(b), mark)
		if err != nil || len(got) != 4 {
			t.Fatalf("%s: %v\n%s", zone, err, b)
		}
		if got[1] != offset {
			t.Errorf("%s: the machine is %s ahead, want %s: the test proves nothing", zone, got[1], offset)
		}
		if d := cmp.Diff(want, got[2]); d != "" {
			t.Errorf("%s (-here +there):\n%s", zone, d)
		}
	}
}
