package picture_test

import (
	"fmt"

	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/picture"
)

// drawCase opens a case about some people or does something to one, puts an act before
// a second person, and writes a referral with a name in it.
func drawCase(t *rapid.T, s *store, i int, who []outrider.PersonID) {
	if len(who) == 0 {
		return
	}
	words := part(picture.NoteBody{Text: "what was said"}, who...)
	cases := s.live.Cases()
	id := outrider.CaseID(fmt.Sprint("f-", i))
	if len(cases) > 0 && rapid.Bool().Draw(t, "an old one") {
		id = cases[rapid.IntRange(0, len(cases)-1).Draw(t, "which case")].ID
	} else {
		s.add(outrider.EntryCaseOpened, "", part(picture.CaseBody{Case: outrider.Case{ID: id, People: who, Owner: "u-1"}}), words)
	}
	switch rapid.IntRange(0, 6).Draw(t, "to it") {
	case 0:
		l := outrider.CaseLink{Kind: outrider.LinkPerson, ID: string(who[0])}
		s.add(outrider.EntryCaseLinked, "", part(picture.CaseLinkedBody{Linked: outrider.CaseLinked{Case: id, Link: l, Gone: rapid.Bool().Draw(t, "gone")}}))
	case 1:
		s.add(outrider.EntryCaseNoted, "", part(picture.CaseNotedBody{Noted: outrider.CaseNoted{Case: id}}), words)
	case 2:
		s.add(outrider.EntryCaseOffered, "", part(picture.CaseHandBody{Hand: outrider.CaseHand{Case: id, From: "u-1", To: "u-2"}}), words)
		s.add(outrider.EntryCaseAnswered, "", part(picture.CaseHandBody{Hand: outrider.CaseHand{Case: id, To: "u-2", Yes: rapid.Bool().Draw(t, "yes")}}))
	case 3:
		s.add(outrider.EntryCaseClosing, "", part(picture.CaseClosingBody{Closing: outrider.CaseClosing{Case: id, Ground: "withdrew"}}), words)
		s.add(outrider.EntryCaseClosed, "", part(picture.CaseClosingBody{Closing: outrider.CaseClosing{Case: id, Ground: "withdrew"}}), words)
	case 4:
		s.add(outrider.EntryCaseReopened, "", part(picture.CaseReopenedBody{Reopened: outrider.CaseReopened{Case: id}}), words)
	case 5:
		a := outrider.Approval{ID: outrider.ApprovalID(fmt.Sprint("y-", i)), Act: outrider.ApproveClosure, About: string(id), Of: "x", People: who, By: s.now}
		s.add(outrider.EntryApprovalAsked, "", part(picture.ApprovalBody{Approval: a}), words)
		if rapid.Bool().Draw(t, "answered") {
			s.add(outrider.EntryApprovalRefused, "", part(picture.ApprovalSettledBody{Settled: outrider.ApprovalSettled{ID: a.ID, Role: outrider.RoleDuty}}), words)
		}
	case 6:
		r := outrider.Referral{ID: outrider.ReferralID(fmt.Sprint("q-", i)), Case: id, Person: who[0], To: "Harbour"}
		s.add(outrider.EntryReferral, "", part(picture.ReferralBody{Referral: r}, who[0]))
		name := part(outrider.ReferralWho{Text: "a name"}, who[0])
		name.Purpose = outrider.PurposeIdentity
		s.add(outrider.EntryReferralSent, "", part(picture.ReferralSentBody{Sent: outrider.ReferralSent{ID: r.ID, Person: who[0], Named: true}}, who[0]), name)
		drawPage(t, s, r)
		s.add(outrider.EntryReferralStep, "", part(picture.ReferralStepBody{Step: outrider.ReferralStep{ID: r.ID, Person: who[0], To: outrider.ReferralRevoked}}, who[0]))
	}
}

// drawPage makes copies of a referral, opens them or closes them, and answers on them.
func drawPage(t *rapid.T, s *store, r outrider.Referral) {
	for n := range rapid.IntRange(0, 3).Draw(t, "copies") {
		access := fmt.Sprint(r.ID, "-", n+1)
		s.add(outrider.EntryReferralPage, "u-1", part(picture.ReferralPageBody{Page: outrider.ReferralPage{ID: r.ID, Person: r.Person, Access: access, Copy: n + 1, Token: "t-" + access, Code: "hash"}}, r.Person))
		if rapid.Bool().Draw(t, "opened") {
			s.add(outrider.EntryReferralOpened, "", part(picture.ReferralOpenedBody{Opened: outrider.ReferralOpened{ID: r.ID, Person: r.Person, Access: access, Number: "n-" + access}}, r.Person))
			s.add(outrider.EntryReferralStep, "said-"+access, part(picture.ReferralStepBody{Step: outrider.ReferralStep{ID: r.ID, Person: r.Person, Note: "seen", From: true}}, r.Person))
		}
		if rapid.Bool().Draw(t, "closed") {
			s.add(outrider.EntryReferralShut, "u-1", part(picture.ReferralShutBody{End: outrider.ReferralPageEnd{ID: r.ID, Person: r.Person, Access: access}}, r.Person))
		}
	}
}
