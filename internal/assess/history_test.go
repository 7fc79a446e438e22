package assess_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/claim"
	"outrider/parameters"

	"pgregory.net/rapid"
)

// loaded reads the parameters once: drawing their ranges takes a while.
var loaded = sync.OnceValues(func() (*assess.Params, error) { return assess.Load(parameters.FS) })

func params(t testing.TB) *assess.Params {
	t.Helper()
	p, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// figures are the parameters without intervals, for what shows none.
func figures(t testing.TB) *assess.Params { return params(t).WithoutIntervals() }

var day0 = time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)

func day(n int) time.Time { return day0.AddDate(0, 0, n) }

// told is one thing reported about p-1.
type told struct {
	id    string
	kind  outrider.Kind
	day   int
	grade string // admiralty source; empty: not graded
}

func (x told) report() outrider.Report {
	r := outrider.Report{ID: outrider.ReportID(x.id), Kind: x.kind, About: []outrider.PersonID{"p-1"}, Occurred: outrider.At(day(x.day)),
		Text: "told " + x.id, Handling: outrider.DefaultHandling}
	if x.grade != "" {
		r.Grade = outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: x.grade, Content: "2"}
	}
	return r
}

// history is the input of a person about whom some things were told, as of a day.
func history(now int, things ...told) assess.Input {
	reports := map[outrider.ReportID]outrider.Report{}
	in := assess.Input{Person: "p-1", Since: day(0), Now: day(now), Coverage: .5}
	for _, x := range things {
		r := x.report()
		reports[r.ID] = r
		in.Claims = append(in.Claims, outrider.Claim{ID: "c-" + x.id, Kind: x.kind, About: r.About, Occurred: r.Occurred, Handling: r.Handling,
			Roots: []outrider.Root{{First: r.ID, Grade: r.Grade, Reports: []outrider.ReportID{r.ID}}}})
	}
	in.Reports = func(id outrider.ReportID) (outrider.Report, bool) { r, ok := reports[id]; return r, ok }
	return in
}

// merged is the input of some reports, with copies found as the desk finds them.
func merged(now int, reports ...outrider.Report) assess.Input {
	in := history(now)
	idx := claim.NewIndex()
	byID := map[outrider.ReportID]outrider.Report{}
	for _, r := range reports {
		idx.Add(r)
		byID[r.ID] = r
	}
	in.Claims = claim.Merge(reports, idx)
	in.Reports = func(id outrider.ReportID) (outrider.Report, bool) { r, ok := byID[id]; return r, ok }
	return in
}

// drawThings invents up to n things told within three years.
func drawThings(t *rapid.T, n int) []told {
	out := make([]told, rapid.IntRange(0, n).Draw(t, "reports"))
	for i := range out {
		out[i] = told{id: fmt.Sprintf("r-%02d", i), kind: rapid.SampledFrom(outrider.Kinds).Draw(t, "kind"),
			day: rapid.IntRange(0, 1000).Draw(t, "day"), grade: rapid.SampledFrom([]string{"", "A", "B", "C", "D", "E", "F"}).Draw(t, "grade")}
	}
	return out
}

// drawInput adds what may stand beside reports: findings, coverage, a review.
func drawInput(t *rapid.T, n int) assess.Input {
	things := drawThings(t, n)
	in := history(rapid.IntRange(0, 1500).Draw(t, "now"), things...)
	in.Coverage = rapid.SampledFrom([]float64{0, .04, .5, 1}).Draw(t, "coverage")
	if rapid.Bool().Draw(t, "reviewed") {
		in.Reviews = []assess.Review{{At: day(rapid.IntRange(0, 1500).Draw(t, "review")), To: rapid.Float64Range(0, .1).Draw(t, "floor"), Why: "the sender was found"}}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "findings") {
		f := finding(rapid.Float64Range(-2, 900).Draw(t, "score"), rapid.IntRange(0, 1000).Draw(t, "last sighting"))
		f.ID = outrider.FindingID(fmt.Sprint("f-", i))
		if len(things) > 0 {
			f.Reports = []outrider.ReportID{outrider.ReportID(things[0].id)}
		}
		in.Findings = append(in.Findings, f)
	}
	return in
}

func finding(score float64, last int) outrider.Finding {
	return outrider.Finding{ID: "f-0", Rule: outrider.RuleRepeat, People: []outrider.PersonID{"p-1"}, Reports: []outrider.ReportID{"r-x"}, Score: score,
		Rows: []outrider.Weight{{At: day(last), Nats: score, Why: "seen again at another place"}}, Summary: "One vehicle near this person at 3 separate places within 17 days.",
		Places: 3, Handling: outrider.DefaultHandling}
}
