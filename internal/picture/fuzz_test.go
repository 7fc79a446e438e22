package picture_test

import (
	"testing"

	"outrider"
	"outrider/internal/picture"
)

// FuzzDecode gives every entry type any body: what decodes applies without harm.
func FuzzDecode(f *testing.F) {
	types := []outrider.EntryType{outrider.EntryReportFiled, outrider.EntryPersonAdded, outrider.EntryFinding, outrider.EntryAssessment, outrider.EntryAlert,
		outrider.EntryAlertDismissed, outrider.EntryDelivered, outrider.EntryUserAdded, outrider.EntryProposal, outrider.EntryReportGraded, outrider.EntryPersonErased,
		outrider.EntryJudged, outrider.EntryProposed, outrider.EntrySettled, outrider.EntryTask, outrider.EntryTaskClosed, outrider.EntryRead,
		outrider.EntryConsent, outrider.EntryWithdrawn, outrider.EntryWithheld, outrider.EntryWishes, outrider.EntryPassed, outrider.EntryPassedSettled, outrider.EntryRecall, outrider.EntryRecallClosed,
		outrider.EntryCheckIn, outrider.EntryAnswered, outrider.EntryDuties, outrider.EntryDutyMet, outrider.EntryDutyMissed, outrider.EntryStepped, outrider.EntryTold,
		outrider.EntryShift, outrider.EntryShiftTaken,
		outrider.EntryOffered, outrider.EntryOfferSaid, outrider.EntryInPlace, outrider.EntryUpkept, outrider.EntryOfferEnded, outrider.EntryPlanAgreed, outrider.EntryPlanLimits}
	for i := range types {
		f.Add(i, []byte(`{"report":{"id":"r-1","about":["p-1"],"text":"a"},"person":"p-1","protectee":{"id":"p-1","code":"K"},"assessment":{"person":"p-1"},"keep":9,"index":-1}`))
	}
	f.Add(0, []byte(`null`))
	f.Fuzz(func(t *testing.T, i int, body []byte) {
		p := picture.New()
		for seq, typ := range []outrider.EntryType{outrider.EntryPersonAdded, outrider.EntryReportFiled, types[((i%len(types))+len(types))%len(types)]} {
			b := body
			if seq == 0 {
				b = []byte(`{"protectee":{"id":"p-1","code":"K-1"}}`)
			}
			c, err := picture.Decode(outrider.Entry{Seq: uint64(seq + 1), ID: "e-1", Type: typ, Version: 1,
				Parts: []outrider.Part{{People: []outrider.PersonID{"p-1"}, Purpose: outrider.PurposeRecord, Body: b}}})
			if err != nil {
				continue
			}
			if err := p.Apply(c); err != nil && outrider.SafeText(err) == "" {
				t.Error("an error without a safe text")
			}
		}
		p.Forget("p-1")
		if x, ok := p.Person("p-1"); ok && !x.Erased {
			t.Error("forgotten, and still there")
		}
	})
}
