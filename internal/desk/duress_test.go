package desk_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// apart is by how many standard errors the durations of pairs differ (the signed ranks
// of Wilcoxon 1945, with the normal approximation): above 0 where the second of a pair
// tends to be the longer. Pairs, because a desk has more to do the more it holds.
func apart(pairs [][2]time.Duration) float64 {
	diffs := make([]time.Duration, 0, len(pairs))
	for _, p := range pairs {
		diffs = append(diffs, p[1]-p[0])
	}
	slices.SortFunc(diffs, func(x, y time.Duration) int { return cmp.Compare(x.Abs(), y.Abs()) })
	signed, n := 0.0, float64(len(diffs))
	for i, d := range diffs {
		signed += float64(i+1) * float64(cmp.Compare(d, 0))
	}
	return signed / math.Sqrt(n*(n+1)*(2*n+1)/6)
}

// toldApart is what two words that take as long reach once in ten thousand times.
const toldApart = 3.89

// timed answers check-ins in pairs, one with either word, in a random order, and says
// how long each answer took together with the page that is opened next. between stands
// for what happens from the one to the other.
func (h *house) timed(words [2]string, n int, between func()) (took [][2]time.Duration, said [2]map[string]bool) {
	h.t.Helper()
	p := h.person("K-07")
	h.checksIn(p)
	h.now = h.now.AddDate(0, 0, 1)
	h.tick()
	order := rand.New(h.draws)
	said = [2]map[string]bool{{}, {}}
	for range n {
		var pair [2]time.Duration
		for _, w := range order.Perm(2) {
			start := time.Now()
			got, err := h.desk.CheckIn(h.ctx, p, words[w])
			if err != nil {
				h.t.Fatal(err)
			}
			between()
			if _, err := h.desk.CheckIns(h.ctx, h.officer, p); err != nil {
				h.t.Fatal(err)
			}
			pair[w] = time.Since(start)
			said[w][text(h.t, got)] = true
		}
		took = append(took, pair)
	}
	return took, said
}

// Nobody with a stopwatch can tell the words apart, by the answer or by the page after
// it; and the same stopwatch does tell a desk that heeds duress before that page. A
// machine that does something else meanwhile may spoil one measurement; not four.
func TestNoStopwatchTellsTheWordsApart(t *testing.T) {
	const answers, tries = 250, 4
	measure := func(leaks bool) float64 {
		h := clocked(t)
		between := func() {}
		if leaks {
			between = func() {
				if err := h.desk.Ring(h.ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
		took, said := h.timed([2]string{safeWord, duressWord}, answers, between)
		if len(said[0]) != 1 || len(said[1]) != 1 {
			t.Errorf("%d and %d different answers", len(said[0]), len(said[1]))
		}
		for s := range said[0] {
			if !said[1][s] {
				t.Errorf("%q is said to one word alone", s)
			}
		}
		return apart(took)
	}
	tell := func(leaks bool) bool {
		for range tries {
			z := measure(leaks)
			t.Logf("leaking %v: %.2f standard errors", leaks, z)
			if (math.Abs(z) > toldApart) == leaks {
				return leaks
			}
		}
		return !leaks
	}
	if tell(false) {
		t.Error("the words can be told apart by how long they take")
	}
	if !tell(true) {
		t.Error("a desk that leaks cannot be told from one that does not: this test proves nothing")
	}
}

// The same stopwatch on a person's own pages: coming in by the code and by the word for
// duress, each with the page that follows.
func TestNoStopwatchTellsHowPagesWereOpened(t *testing.T) {
	h := clocked(t)
	p := h.person("K-07")
	h.checksIn(p)
	h.offer(p, "check-in", "home-locks")
	_, number := h.opens(p)
	h.noStopwatchTells("how the pages were opened can be told by how long it took", func(w int) {
		o := h.signsIn(number, [2]string{ownCode, duressWord}[w])
		if _, err := h.desk.OwnHome(h.ctx, o); err != nil {
			t.Fatal(err)
		}
		if _, err := h.desk.OwnMeasures(h.ctx, o); err != nil {
			t.Fatal(err)
		}
	})
}

// noStopwatchTells does one of two things many times over, in pairs whose order is drawn,
// and fails where the time that it took tells which. A busy machine gets four tries.
func (h *house) noStopwatchTells(what string, do func(which int)) {
	h.t.Helper()
	order := rand.New(h.draws)
	z := 0.0
	for range 4 {
		var took [][2]time.Duration
		for range 250 {
			var pair [2]time.Duration
			for _, w := range order.Perm(2) {
				start := time.Now()
				do(w)
				pair[w] = time.Since(start)
			}
			took = append(took, pair)
		}
		z = apart(took)
		h.t.Logf("%.2f standard errors", z)
		if math.Abs(z) <= toldApart {
			return
		}
	}
	h.t.Errorf("%s: %.2f standard errors", what, z)
}
