package policy_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/policy"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func said() outrider.Told {
	return outrider.Told{Source: outrider.SaidBySelf, How: outrider.InPerson, Language: "fa"}
}

func yes(p outrider.ConsentPurpose, until time.Time, with ...string) outrider.Consent {
	return outrider.Consent{ID: "c-1", Purpose: p, With: with, Told: said(), Expires: until}
}

func TestFlow(t *testing.T) {
	year := noon.AddDate(1, 0, 0)
	ana := policy.Recipient{Names: []string{"ana", "u-1"}, Desk: true}
	keeper := policy.Recipient{Names: []string{"keeper", "u-2"}, Desk: true, Keeps: true}
	lev := policy.Recipient{Names: []string{"lev", "u-3"}}
	unasked := outrider.Consents{}
	all := unasked.Give(yes(outrider.ForRecord, year)).Give(yes(outrider.ForAdvice, year)).Give(yes(outrider.ForResearch, year)).Give(yes(outrider.ForSharing, year, "Lev"))
	no := func(p outrider.ConsentPurpose, with ...string) outrider.Consents {
		return all.Withdraw(outrider.Withdrawal{ID: "w-1", Purpose: p, With: with, Told: said()}, noon)
	}
	withheld := all
	withheld.Withheld = []string{"ana", " LEV "}
	for name, x := range map[string]struct {
		p    outrider.ConsentPurpose
		c    outrider.Consents
		to   policy.Recipient
		at   time.Time
		want bool
	}{
		"nobody asked: a record is kept":       {outrider.ForRecord, unasked, ana, noon, true},
		"nobody asked: advice goes on":         {outrider.ForAdvice, unasked, ana, noon, true},
		"nobody asked: no research":            {outrider.ForResearch, unasked, ana, noon, false},
		"nobody asked: nothing leaves":         {outrider.ForSharing, unasked, lev, noon, false},
		"a liaison is outside for any purpose": {outrider.ForRecord, unasked, lev, noon, false},
		"shared with the named one":            {outrider.ForSharing, all, lev, noon, true},
		"and with nobody else":                 {outrider.ForSharing, all, policy.Outside("tov"), noon, false},
		"run out: nothing leaves":              {outrider.ForSharing, all, lev, year, false},
		"run out: no research":                 {outrider.ForResearch, all, ana, year, false},
		"run out: danger is still watched":     {outrider.ForAdvice, all, ana, year, true},
		"withdrawn advice":                     {outrider.ForAdvice, no(outrider.ForAdvice), ana, noon, false},
		"the record stays then":                {outrider.ForRecord, no(outrider.ForAdvice), ana, noon, true},
		"withdrawn record stops reading":       {outrider.ForRecord, no(outrider.ForRecord), ana, noon, false},
		"and advice":                           {outrider.ForAdvice, no(outrider.ForRecord), ana, noon, false},
		"and sharing":                          {outrider.ForSharing, no(outrider.ForRecord), lev, noon, false},
		"but whoever erases sees it":           {outrider.ForRecord, no(outrider.ForRecord), keeper, noon, true},
		"and uses it for nothing":              {outrider.ForAdvice, no(outrider.ForRecord), keeper, noon, false},
		"not to be told, staff":                {outrider.ForRecord, withheld, ana, noon, false},
		"not to be told, though agreed":        {outrider.ForSharing, withheld, lev, noon, false},
		"withdrawn from one":                   {outrider.ForSharing, no(outrider.ForSharing, "lev"), lev, noon, false},
		"withdrawn from another":               {outrider.ForSharing, no(outrider.ForSharing, "tov"), lev, noon, true},
		"all sharing withdrawn":                {outrider.ForSharing, no(outrider.ForSharing), lev, noon, false},
		"an unknown purpose":                   {"war", all, ana, noon, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := policy.Flow(x.p, x.c, x.to, x.at); got.OK != x.want {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// Whatever was said before and by whichever name somebody comes, nothing flows
// after the withdrawal that covers it, until the next yes.
func TestNothingFlowsAfterWithdrawal(t *testing.T) {
	names := []string{"lev", "tov", "Harbour Desk"}
	rapid.Check(t, func(t *rapid.T) {
		var c outrider.Consents
		for range rapid.IntRange(0, 8).Draw(t, "words") {
			p := rapid.SampledFrom(outrider.ConsentPurposes).Draw(t, "purpose")
			var with []string
			if p == outrider.ForSharing {
				with = []string{rapid.SampledFrom(names).Draw(t, "with")}
			}
			if rapid.Bool().Draw(t, "yes") {
				c = c.Give(yes(p, noon.AddDate(0, 0, rapid.IntRange(-3, 3).Draw(t, "days")), with...))
			} else {
				c = c.Withdraw(outrider.Withdrawal{ID: "w-1", Purpose: p, With: with, Told: said()}, noon)
			}
		}
		p := rapid.SampledFrom(outrider.ConsentPurposes).Draw(t, "last")
		c = c.Withdraw(outrider.Withdrawal{ID: "w-2", Purpose: p, Told: said()}, noon)
		later := noon.AddDate(0, 0, rapid.IntRange(0, 9).Draw(t, "later"))
		for _, n := range names {
			out := policy.Flow(outrider.ForSharing, c, policy.Outside(n), later).OK
			if out && (p == outrider.ForSharing || p == outrider.ForRecord) {
				t.Fatalf("%s still gets something after %s was withdrawn", n, p)
			}
		}
		if policy.Thinks(p, c, later) {
			t.Fatalf("%s goes on after it was withdrawn", p)
		}
		for _, q := range outrider.ConsentPurposes {
			if p == outrider.ForRecord && policy.Thinks(q, c, later) {
				t.Fatalf("%s goes on without a record", q)
			}
		}
	})
}
