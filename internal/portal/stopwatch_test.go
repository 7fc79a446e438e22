package portal_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"outrider/internal/portal"
	"outrider/internal/portal/portaltest"
)

// apart is by how many standard errors pairs of durations differ (the signed ranks of
// Wilcoxon 1945, with the normal approximation).
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

// Nobody with a stopwatch beside the desk can tell from the first page whether it was
// opened by force, though it draws a question or does not; and the same stopwatch does
// tell it where answers leave as soon as they are drawn. A machine that does something
// else meanwhile may spoil one measurement; not four.
func TestNoStopwatchTellsTheFirstPage(t *testing.T) {
	const toldApart = 3.89 // what pages that take as long reach once in ten thousand times
	w := portaltest.New(t)
	number := w.Number(w.Person("K-01", "en"))
	order := rand.New(rand.NewPCG(1, 2))
	measure := func(pages http.Handler) float64 {
		w.Pages = pages
		var cookies [2]string
		for i, code := range []string{portaltest.Code, portaltest.Duress} {
			cookies[i] = typed(w, "10.0.0.1", number, code).Cookies()[0].String()
		}
		var took [][2]time.Duration
		for range 100 {
			var pair [2]time.Duration
			for _, i := range order.Perm(2) {
				r := httptest.NewRequest("GET", "/home", nil)
				r.Header.Set("Cookie", cookies[i])
				start := time.Now()
				rec := httptest.NewRecorder()
				pages.ServeHTTP(rec, r)
				if pair[i] = time.Since(start); rec.Code != http.StatusOK {
					t.Fatal(rec.Code)
				}
			}
			took = append(took, pair)
		}
		z := apart(took)
		t.Logf("%.2f standard errors", z)
		return math.Abs(z)
	}
	tell := func(pages http.Handler, leaks bool) bool {
		for range 4 {
			if (measure(pages) > toldApart) == leaks {
				return leaks
			}
		}
		return !leaks
	}
	if tell(w.Steady(), false) {
		t.Error("by the first page it can be told that it was opened by force")
	}
	if !tell(w.Leaving(portal.DefaultLeave), true) {
		t.Error("pages that answer as soon as they are drawn cannot be told apart: this test proves nothing")
	}
}
