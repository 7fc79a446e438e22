package portaltest

import (
	"strings"

	"outrider"
	"outrider/internal/desk"
)

// House is who is asked for help in this world.
const House = "Harbour Legal"

// Asked is a referral to House that has left.
type Asked struct {
	ID   outrider.ReferralID
	Case outrider.CaseID
	Text string // the document, as the officer was shown it before it left
}

// Asks sends House a referral about a person, with their name, as they agreed and a
// second person has approved.
func (w *World) Asks(who outrider.PersonID) Asked {
	w.t.Helper()
	do := func(by outrider.UserID, c desk.CaseDecision) string {
		w.t.Helper()
		return w.Decide(by, desk.Decision{Case: &c}).ID
	}
	told := outrider.Told{Source: outrider.SaidBySelf, How: outrider.InPerson, Language: "en"}
	w.Decide(w.Officer, desk.Decision{Consent: &desk.GiveConsent{Person: who, Purpose: outrider.ForSharing, With: []string{House}, Told: told}})
	a := Asked{Case: outrider.CaseID(do(w.Officer, desk.CaseDecision{Open: &desk.OpenCase{People: []outrider.PersonID{who}, Why: "a van at the door"}}))}
	a.ID = outrider.ReferralID(do(w.Officer, desk.CaseDecision{Draft: &desk.DraftReferral{Case: a.Case, Person: who, To: House, Purpose: "legal help",
		Text: "An injunction <against> the caller.", Fields: []string{outrider.FieldName}}}))
	word := do(w.Officer, desk.CaseDecision{Ask: &desk.AskReferral{ID: a.ID}})
	do(w.Duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: outrider.ApprovalID(word), Give: true}})
	v, err := w.Desk.Referral(w.Ctx, w.Officer, a.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	a.Text = v.Head + v.Who + v.Body
	do(w.Officer, desk.CaseDecision{Send: &desk.SendReferral{ID: a.ID}})
	return a
}

// PaperLink makes a link to what was sent and returns its path, and the code that goes
// with it.
func (w *World) PaperLink(a Asked) (path, code string) {
	w.t.Helper()
	out := w.Decide(w.Officer, desk.Decision{Case: &desk.CaseDecision{Page: &desk.LinkReferral{ID: a.ID}}})
	return out.Link[strings.Index(out.Link, "/r?k="):], out.Code
}
