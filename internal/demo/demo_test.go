package demo_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/demo"
	"outrider/internal/desk"
	"outrider/internal/detect"
	"outrider/internal/intake/names"
	"outrider/internal/ledger"
	"outrider/internal/seal"
	"outrider/parameters"
)

func now() time.Time { return time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC) }

// fed is a desk that has lived through the month.
func fed(t *testing.T) (*desk.Desk, demo.Users, demo.Month) {
	t.Helper()
	month, err := demo.Load(now())
	if err != nil {
		t.Fatal(err)
	}
	clock := demo.NewClock(now)
	a, err := assess.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	p, err := detect.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	consent, err := desk.LoadConsent(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	d, err := desk.Open(t.Context(), desk.Options{
		Book: ledger.NewCommitter(ledger.NewMemory(), clock.Now), Sealer: seal.New(seal.NewMemoryTable(rand.Reader), rand.Reader),
		Clock: clock.Now, Rand: rand.Reader, Assess: a, Detect: p, Demo: true, Consent: consent, Propose: names.Propose,
		NewID: func(prefix string) string { n++; return fmt.Sprintf("%s-%d", prefix, n) },
	})
	if err != nil {
		t.Fatal(err)
	}
	users, err := demo.Feed(t.Context(), d, clock, month)
	if err != nil {
		t.Fatal(err)
	}
	return d, users, month
}

func TestTheHiddenPatternIsFound(t *testing.T) {
	d, u, month := fed(t)
	res, err := demo.Check(t.Context(), d, u.Officer, month)
	if err != nil {
		t.Fatal(err)
	}
	if !res.Good() || res.Fed != len(month.Drafts) || res.People != 8 || res.Alerts == 0 {
		t.Errorf("the demo came to %+v", res)
	}
}

// TestTheCheckCanFail: a check that cannot fail shows nothing.
func TestTheCheckCanFail(t *testing.T) {
	d, u, month := fed(t)
	month.People = append(month.People[:0:0], month.People...)
	for i := range month.People {
		month.People[i].Protectee.Code += "-other"
	}
	res, err := demo.Check(t.Context(), d, u.Officer, month)
	if err != nil || res.HiddenFound {
		t.Errorf("people of other codes are not those of the pattern: %+v, %v", res, err)
	}
}

func TestTheMonthEndsNow(t *testing.T) {
	month, err := demo.Load(now())
	if err != nil {
		t.Fatal(err)
	}
	last := month.Drafts[len(month.Drafts)-1].Report.Told
	if last.After(now()) || now().Sub(last) > 24*time.Hour {
		t.Errorf("the month ends at %s", last)
	}
	kinds := map[outrider.Kind]bool{}
	for _, d := range month.Drafts {
		kinds[d.Report.Kind] = true
		if d.Report.Told.Before(month.Start) {
			t.Errorf("%s was told before the month began", d.Where)
		}
	}
	if len(kinds) < 15 {
		t.Errorf("only %d kinds of report", len(kinds))
	}
}

// TestReprintsCountOnce: two reprints with other outlets' appeals are one root; a
// paraphrase of the same account is never a second independent witness.
func TestReprintsCountOnce(t *testing.T) {
	d, u, month := fed(t)
	var stories []string
	for _, dr := range month.Drafts {
		if dr.Report.Channel != outrider.ChannelOpenSource || dr.Report.Publication == nil {
			continue
		}
		for _, not := range []string{"Donate", "newsletter", "rights reserved", "Ten beaches", "commenting forum"} {
			if strings.Contains(dr.Report.Text, not) {
				t.Errorf("%s: %q is left in the story", dr.Where, not)
			}
		}
		a, err := d.Read(t.Context(), u.Officer, desk.Query{Search: dr.Report.Publication.Title})
		if err != nil || len(a.Search.Reports) == 0 {
			t.Fatalf("%q is not found: %v", dr.Report.Publication.Title, err)
		}
		r, err := d.Read(t.Context(), u.Officer, desk.Query{Report: a.Search.Reports[0].ID})
		if err != nil {
			t.Fatal(err)
		}
		stories = append(stories, r.Report.Claim.Said)
	}
	if diff := cmp.Diff([]string{"4 reports, 2 stories, 1 independent root", "4 reports, 2 stories, 1 independent root", "4 reports, 2 stories, 1 independent root", "4 reports, 2 stories, 1 independent root"}, stories); diff != "" {
		t.Error(diff)
	}
}
