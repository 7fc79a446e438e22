package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// approval is an act that may need a second person's word before it is done. Any act
// of the desk can be put through it: approved is asked before the act, askApproval
// makes the fact that puts it before somebody.
type approval struct {
	act    outrider.ApprovalAct
	about  string              // id of the thing
	of     string              // what exactly is to be done: see sumOf
	people []outrider.PersonID // whom it concerns
}

// sumOf is a hash of exactly what is approved, part by part.
func sumOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		n := sha256.Sum256([]byte(p))
		h.Write(n[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// SettleApproval is the second person's word; a refusal says why and goes back to
// whoever asked.
type SettleApproval struct {
	ID   outrider.ApprovalID `json:"id,omitempty"`
	Give bool                `json:"give"`
	Why  string              `json:"why,omitempty"`
}

// approved is nil where an act may be done: the organisation asks no second person
// for it, or one has said yes to exactly this. Otherwise the error says what is missing.
func (d *Desk) approved(a approval) error {
	if !d.o.Casework.Rule(a.act).Second {
		return nil
	}
	switch last := d.p.ApprovalOf(a.act, a.about); {
	case last == nil:
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "this needs a second person's approval", Hint: "ask for it first"}
	case last.State == picture.ApprovalRefused && last.Of == a.of:
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "a second person has refused this", Hint: "read why, change it, and ask again"}
	case last.State == picture.ApprovalGiven && last.Of == a.of:
		return nil
	case last.State == picture.ApprovalWaits && last.Of == a.of:
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "this waits for a second person's approval", Hint: "it stands on their page and has a clock"}
	}
	return &outrider.Error{Code: outrider.CodeConflict, Safe: "what was put before a second person has changed since", Hint: "ask again for what it is now"}
}

// orAsk lets an act be done where it may be, and otherwise puts it before a second
// person: waits says that it was asked for just now. Whoever does the act once more
// after the yes, to the letter, finds the way open.
func (d *Desk) orAsk(ctx context.Context, by outrider.UserID, a approval, why string) (waits bool, err error) {
	last := d.p.ApprovalOf(a.act, a.about)
	if err = d.approved(a); err == nil || last != nil && last.Of == a.of {
		return false, err
	}
	e, _, err := d.askApproval(by, a, why)
	return true, d.fact(ctx, e, err)
}

// askApproval makes the fact that puts an act before a second person. There must be
// one: somebody else whose role counts and who may know of everybody it concerns.
func (d *Desk) askApproval(by outrider.UserID, a approval, why string) (outrider.Entry, outrider.ApprovalID, error) {
	rule := d.o.Casework.Rule(a.act)
	people := unique(slices.Clone(a.people))
	x := outrider.Approval{ID: outrider.ApprovalID(d.o.NewID("y")), Act: a.act, About: a.about, Of: a.of, People: people, By: d.now().Add(rule.Within)}
	if err := x.Validate(); err != nil {
		return outrider.Entry{}, "", err
	}
	if last := d.p.ApprovalOf(a.act, a.about); last != nil && last.Of == a.of && last.State == picture.ApprovalWaits {
		return outrider.Entry{}, "", &outrider.Error{Code: outrider.CodeConflict, Safe: "this waits for a second person already"}
	}
	if !slices.ContainsFunc(d.p.Users(), func(u outrider.User) bool { return u.ID != by && d.mayApprove(u, a.act, people) }) {
		return outrider.Entry{}, "", &outrider.Error{Code: outrider.CodeConflict, Safe: "there is nobody else here who could approve this", Hint: "ask an administrator to add a user whose role may"}
	}
	e, err := d.entry(outrider.EntryApprovalAsked, by, picture.ApprovalBody{Approval: x})
	if err != nil {
		return e, "", err
	}
	e, err = withNote(e, strings.TrimSpace(why), people)
	return e, x.ID, err
}

// mayApprove reports whether somebody's word counts: by their role, and because they
// may know of everybody the act concerns.
func (d *Desk) mayApprove(u outrider.User, act outrider.ApprovalAct, people []outrider.PersonID) bool {
	rule := d.o.Casework.Rule(act)
	if !policy.May(u, policy.Approve) || len(rule.By) > 0 && !slices.Contains(rule.By, u.Role) {
		return false
	}
	return d.knowsAll(d.p.For(u).At(d.now()), people)
}

// knowsAll reports whether a user may know of everybody in a list.
func (d *Desk) knowsAll(v picture.View, people []outrider.PersonID) bool {
	return !slices.ContainsFunc(people, func(id outrider.PersonID) bool {
		x, ok := v.Person(id)
		return !ok || x.Erased
	})
}

// settleApproval records the second person's word. It is never that of whoever asked.
func (d *Desk) settleApproval(ctx context.Context, by outrider.UserID, s SettleApproval) (Outcome, error) {
	u, err := d.may(by, policy.Approve)
	if err != nil {
		return Outcome{}, err
	}
	a, ok := d.p.Approval(s.ID)
	if !ok || !d.knowsAll(d.p.For(u).At(d.now()), a.People) {
		return Outcome{}, outrider.ErrNotFound
	}
	why := strings.TrimSpace(s.Why)
	switch {
	case a.Signed.By == by:
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a second person answers: not the one who asked", Hint: "ask a colleague whose role may"}
	case a.State != picture.ApprovalWaits:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this does not wait any more", Hint: "somebody answered it, or it was asked anew"}
	case !d.mayApprove(u, a.Act, a.People):
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the organisation's rules ask for another role here", Hint: "see the approvals page for whose word counts"}
	case !d.seesSilence(d.p.For(u).At(d.now()), a):
		return Outcome{}, errSilenceMasked
	case !s.Give && why == "":
		return Outcome{}, outrider.Invalid("say why it goes back")
	}
	t := outrider.EntryApprovalRefused
	if s.Give {
		t = outrider.EntryApprovalGiven
	}
	e, err := d.entry(t, by, picture.ApprovalSettledBody{Settled: outrider.ApprovalSettled{ID: s.ID, Role: u.Role}})
	if err != nil {
		return Outcome{}, err
	}
	e, err = withNote(e, why, a.People)
	if err != nil {
		return Outcome{}, err
	}
	facts := []outrider.Entry{e}
	if s.Give {
		done, err := d.closedBy(by, a)
		if err != nil {
			return Outcome{}, err
		}
		facts = append(facts, done...)
	}
	return Outcome{ID: string(s.ID)}, d.record(ctx, ledger.Any(), facts...)
}

// ApprovalLine is one act that was put before a second person.
type ApprovalLine struct {
	ID       outrider.ApprovalID  `json:"id"`
	Act      outrider.ApprovalAct `json:"act"`
	What     string               `json:"what"` // the act in words
	About    string               `json:"about"`
	Link     string               `json:"link,omitempty"` // page of the thing
	Codes    []string             `json:"codes"`
	Asked    string               `json:"asked_by"`
	Mine     bool                 `json:"mine,omitempty"` // this user asked, and so may not answer
	At       time.Time            `json:"at"`
	By       time.Time            `json:"by"`
	Overdue  bool                 `json:"overdue,omitempty"`
	Why      string               `json:"why,omitempty"`
	State    string               `json:"state"` // waits, given, refused, replaced
	Answered string               `json:"answered_by,omitempty"`
	Role     outrider.Role        `json:"role,omitempty"`
	When     time.Time            `json:"answered_at,omitzero"`
	Answer   string               `json:"answer,omitempty"`
	May      bool                 `json:"may,omitempty"` // this user may answer
}

// approvalWords are the acts as a page calls them.
var approvalWords = map[outrider.ApprovalAct]string{
	outrider.ApprovePublished: "Publish a figure",
	outrider.ApprovePlan:      "Agree a plan",
	outrider.ApproveNoWarning: "Hold back a warning",
	outrider.ApproveReferral:  "Send a referral",
	outrider.ApproveClosure:   "Close a case",
}

// approvalLinks are where the things stand that are put before a second person.
var approvalLinks = map[outrider.ApprovalAct]string{outrider.ApproveReferral: "/referrals/", outrider.ApproveClosure: "/cases/", outrider.ApprovePlan: "/people/", outrider.ApproveNoWarning: "/records/"}

// approvalLine writes an approval; one about somebody of whom the user may not know
// is not there.
func (d *Desk) approvalLine(v picture.View, a *picture.Approval) (ApprovalLine, bool) {
	if !d.knowsAll(v, a.People) {
		return ApprovalLine{}, false
	}
	l := ApprovalLine{ID: a.ID, Act: a.Act, What: approvalWords[a.Act], About: a.About, Asked: d.userName(a.Signed.By), Mine: a.Signed.By == v.User().ID, At: a.At, By: a.Approval.By,
		Why: a.Why.Text, State: a.State, Codes: []string{}}
	for _, id := range a.People {
		l.Codes = append(l.Codes, d.code(id))
	}
	if base := approvalLinks[a.Act]; base != "" {
		l.Link = base + a.About
	}
	waits := a.State == picture.ApprovalWaits
	l.Overdue = waits && !d.now().Before(l.By)
	l.May = waits && !l.Mine && d.mayApprove(v.User(), a.Act, a.People)
	if !a.Answered.At.IsZero() {
		l.Answered, l.Role, l.When, l.Answer = d.userName(a.Answered.By), a.Role, a.Answered.At, a.Answer.Text
	}
	return l, true
}
