package outrider_test

import (
	"strings"
	"testing"
	"time"

	"outrider"
)

// Every fact about a plan is refused without what makes it worth keeping.
func TestPlanFactsValidate(t *testing.T) {
	day := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	offer := outrider.Offer{ID: "m-1", Person: "p-1", Measure: "home-locks", Owner: "u-1", Answer: day, Due: day}
	note := outrider.Remark{Text: "by phone"}
	type fact interface{ Validate() error }
	for name, x := range map[string]struct {
		fact fact
		ok   bool
	}{
		"offer":                  {offer, true},
		"offer without owner":    {outrider.Offer{ID: "m-1", Person: "p-1", Measure: "home-locks", Answer: day, Due: day}, false},
		"offer without days":     {outrider.Offer{ID: "m-1", Person: "p-1", Measure: "home-locks", Owner: "u-1"}, false},
		"own answer":             {outrider.OfferAnswer{Offer: "m-1", Person: "p-1", Own: true}, true},
		"answer as told":         {outrider.OfferAnswer{Offer: "m-1", Person: "p-1", Note: note}, true},
		"answer from nowhere":    {outrider.OfferAnswer{Offer: "m-1", Person: "p-1"}, false},
		"said":                   {outrider.InPlace{Offer: "m-1", Person: "p-1", Proof: outrider.ProofSaid, Since: day}, true},
		"test":                   {outrider.InPlace{Offer: "m-1", Person: "p-1", Proof: outrider.ProofTest, Since: day, Note: note}, true},
		"test without words":     {outrider.InPlace{Offer: "m-1", Person: "p-1", Proof: outrider.ProofTest, Since: day}, false},
		"photo":                  {outrider.InPlace{Offer: "m-1", Person: "p-1", Proof: outrider.ProofPhoto, Photo: "f-1", Since: day}, true},
		"photo without photo":    {outrider.InPlace{Offer: "m-1", Person: "p-1", Proof: outrider.ProofPhoto, Since: day}, false},
		"photo by the way":       {outrider.InPlace{Offer: "m-1", Person: "p-1", Proof: outrider.ProofSaid, Photo: "f-1", Since: day}, false},
		"proof of another kind":  {outrider.InPlace{Offer: "m-1", Person: "p-1", Proof: "oath", Since: day}, false},
		"upkeep":                 {outrider.Upkept{Offer: "m-1", Person: "p-1", Looked: day}, true},
		"upkeep at no time":      {outrider.Upkept{Offer: "m-1", Person: "p-1"}, false},
		"upkeep of nothing":      {outrider.Upkept{Person: "p-1", Looked: day}, false},
		"end":                    {outrider.OfferEnded{Offer: "m-1", Person: "p-1", How: outrider.EndedOver, Why: note}, true},
		"end without reason":     {outrider.OfferEnded{Offer: "m-1", Person: "p-1", How: outrider.EndedOver}, false},
		"end of another kind":    {outrider.OfferEnded{Offer: "m-1", Person: "p-1", How: "gone", Why: note}, false},
		"plan":                   {outrider.PlanAgreed{ID: "a-1", Person: "p-1", Review: day}, true},
		"plan without review":    {outrider.PlanAgreed{ID: "a-1", Person: "p-1"}, false},
		"plan with a long note":  {outrider.PlanAgreed{ID: "a-1", Person: "p-1", Review: day, Note: outrider.Remark{Text: strings.Repeat("x", 3000)}}, false},
		"limits":                 {outrider.PlanLimits{Person: "p-1", Burden: 4, Measures: 2, Why: "she asked"}, true},
		"limits without reason":  {outrider.PlanLimits{Person: "p-1", Burden: 4, Measures: 2}, false},
		"limits without measure": {outrider.PlanLimits{Person: "p-1", Burden: 4, Why: "she asked"}, false},
		"limits below nothing":   {outrider.PlanLimits{Person: "p-1", Burden: -1, Measures: 2, Why: "she asked"}, false},
	} {
		err := x.fact.Validate()
		if (err == nil) != x.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (outrider.CodeOf(err) != outrider.CodeInvalid || outrider.SafeText(err) == "") {
			t.Errorf("%s is refused without words for whoever typed it: %v", name, err)
		}
	}
}
