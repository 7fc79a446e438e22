package answers_test

import (
	"testing"

	"outrider/internal/answers"
	"outrider/internal/precedent"
)

// FuzzFromPrecedents: whatever a case holds, every response is accounted for once.
func FuzzFromPrecedents(f *testing.F) {
	f.Add([]byte(`{"case":{"id":"a","ground_truth":{"critical_at":"2020"},"hostile":[{"id":"h","name":"","naming_basis":"charged UK; sanctioned EU 2"}]},"responses":[{"id":"a-r1","date":"2020","by":"","kind":"response-sanctions","effect":"imposes","what":"99-year until 31 February 2020"}]}`))
	f.Add([]byte(`{"case":{"id":"a"},"responses":[{"effect":"relaxes","date":"2","what":"released"},{"effect":"maintains","date":"2021-02","kind":"response-sanctions"},{"effect":"finds","count":-5,"date":"2021","kind":"other"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := precedent.Parse("f", data)
		if err != nil {
			return
		}
		l := answers.FromPrecedents([]precedent.Case{c})
		a, head := l.Acts[0], 0
		for _, u := range a.Unread {
			if u.ID == c.About.ID && u.Why == "the day of the act cannot be read" {
				head = 1
			}
		}
		if n := len(a.Responses) + len(a.Fates) + len(a.Replies) + len(a.Unread) - head; n != len(c.Responses) {
			t.Fatalf("%d responses, %d accounted for", len(c.Responses), n)
		}
		at := day("2026-01-01")
		if s := a.Summary(at); s.Signal < 0 || s.Held != nil && (*s.Held < 0 || *s.Held > 1) {
			t.Fatalf("%+v", s)
		}
		a.TimeLine(at)
		answers.Half(l.Spans(at))
		answers.Watch([]precedent.Case{c})
	})
}
