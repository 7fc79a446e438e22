package picture

import (
	"outrider"
)

// note keeps the audit line of an entry: ids and codes only, so that it survives
// the erasure of everybody it concerns.
func (p *Picture) note(c Change) {
	if c.Type.Derived() {
		return
	}
	a := Act{Seq: c.Seq, Recorded: c.Recorded, By: c.By, Act: string(c.Type), Object: c.ID}
	switch {
	case c.read != nil:
		a.Act, a.Reason = "read "+c.read.Act, c.read.Reason
		a.Object = list(c.read.Objects)
	case c.erase != nil:
		a.Object, a.Reason = string(c.erase.Person), c.erase.Reason
	case c.graded != nil:
		a.Object = string(c.graded.Report)
	case c.retracted != nil:
		a.Object = string(c.retracted.Report)
	case c.settled != nil:
		a.Object = string(c.settled.Report)
	case c.photo.described != nil:
		a.Object = string(c.photo.described.Photo)
	case c.taken != nil:
		a.Object = string(c.taken.Alert)
	case c.dismissed != nil:
		a.Object, a.Reason = string(c.dismissed.Alert), c.dismissed.Dismissal.Reason
	case c.delivered != nil:
		a.Object, a.Reason = list(c.delivered.All()), c.delivered.Channel
	case c.user != nil:
		a.Object = string(c.user.User.ID)
	case c.invited != nil:
		a.Object = string(c.invited.User)
	case personal(c.Type):
		if len(c.Parts) > 0 && len(c.Parts[0].People) > 0 {
			a.Object = string(c.Parts[0].People[0])
		}
	case c.verdict != nil:
		a.Object, a.Reason = string(c.verdict.Hit), string(c.verdict.Verdict)
	case c.revoked != nil:
		a.Object = string(c.revoked.Hit)
	case c.unwatch != nil:
		a.Object = string(c.unwatch.Watch)
	case c.source != nil:
		a.Object = c.source.Source.List
	case c.params != nil:
		a.Object = c.params.Name + " " + c.params.Hash
	}
	p.acts = append(p.acts, a)
}

// personal says that an entry is about the one person it is sealed for: known from
// the part, so that it outlives the body.
func personal(t outrider.EntryType) bool {
	switch t {
	case outrider.EntryPersonAdded, outrider.EntryPersonChanged, outrider.EntryJudged, outrider.EntryProposed, outrider.EntrySettled,
		outrider.EntryTask, outrider.EntryTaskClosed, outrider.EntryReviewed, outrider.EntryDissented, outrider.EntryConsent, outrider.EntryWithdrawn, outrider.EntryWithheld,
		outrider.EntryWishes, outrider.EntryPassed, outrider.EntryPassedSettled, outrider.EntryRecall, outrider.EntryRecallClosed,
		outrider.EntryCheckIn, outrider.EntryAnswered, outrider.EntryOfflineSet, outrider.EntryOfflineIssued,
		outrider.EntryOffered, outrider.EntryOfferSaid, outrider.EntryInPlace, outrider.EntryUpkept, outrider.EntryOfferEnded, outrider.EntryPlanAgreed, outrider.EntryPlanLimits,
		outrider.EntryPortalLinked, outrider.EntryPortalEntered, outrider.EntryPortalEnded,
		outrider.EntryReferralPage, outrider.EntryReferralOpened, outrider.EntryReferralShut:
		return true
	}
	return false
}

// list writes ids in one line, at most eight of them.
func list[ID ~string](ids []ID) string {
	out := ""
	for i, id := range ids {
		if i == 8 {
			return out + " ..."
		}
		if i > 0 {
			out += " "
		}
		out += string(id)
	}
	return out
}

// ActsOf lists the acts of one user, oldest first.
func (p *Picture) ActsOf(u outrider.UserID) []Act {
	var out []Act
	for _, a := range p.acts {
		if a.By == u {
			out = append(out, a)
		}
	}
	return out
}
