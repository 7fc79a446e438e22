package desk

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// LinkReferral makes the next numbered copy of a referral that was sent: a one-time
// link for its receiver, and a code to tell them by another way. What an older copy
// opened is shut at once. Hours 0 is the usual time until the link must be used.
type LinkReferral struct {
	ID    outrider.ReferralID `json:"id,omitempty"`
	Hours int                 `json:"hours,omitempty"`
}

// UnlinkReferral closes the receiver's page; the referral itself goes on.
type UnlinkReferral struct {
	ID outrider.ReferralID `json:"id,omitempty"`
}

// ReceiverPageLine is how the receiver's page of a referral stands.
type ReceiverPageLine struct {
	Copy  int       `json:"copy"`
	State string    `json:"state"` // link: it waits to be used; open; over
	Made  time.Time `json:"made"`
	By    string    `json:"by"`
	Until time.Time `json:"until"`          // the link, or once it was used the page, works until then
	Times int       `json:"times"`          // how often this copy was opened
	Last  time.Time `json:"last,omitzero"`  // when it was opened last
	Why   []string  `json:"why,omitempty"`  // it is over: what ended it, where the page's own end did not
	Said  bool      `json:"said,omitempty"` // an answer waits for somebody to look
}

func (d *Desk) linkReferral(ctx context.Context, by outrider.UserID, l LinkReferral) (Outcome, error) {
	v, x, r, err := d.referralFor(by, l.ID)
	if err != nil {
		return Outcome{}, err
	}
	if r.Sent != nil && r.Sent.Named && !mayReveal(v, x) {
		return Outcome{}, outrider.ErrNotFound
	}
	if what := d.pageAgainst(x, r); len(what) > 0 {
		return Outcome{}, errAgainst(what)
	}
	rules, now := d.o.Casework.Cases.Page, d.now()
	lasts := cmp.Or(time.Duration(l.Hours)*time.Hour, rules.Link)
	if lasts <= 0 || lasts > rules.LinkMost {
		return Outcome{}, outrider.Invalid("a link lasts between 1 and %d hours", int(rules.LinkMost.Hours()))
	}
	token, err := d.secretToken()
	if err != nil {
		return Outcome{}, err
	}
	code, err := d.digits(rules.Code)
	if err != nil {
		return Outcome{}, err
	}
	hash, err := d.hashPass(code)
	if err != nil {
		return Outcome{}, err
	}
	page := outrider.ReferralPage{ID: r.ID, Person: r.Person, Access: d.o.NewID("n"), Copy: r.Page.Copy + 1, Token: tokenHash(token), Code: hash,
		Expires: earlier(now.Add(lasts), r.Expires), Until: earlier(now.Add(rules.Lasts), r.Expires)}
	e, err := d.portalEntry(outrider.EntryReferralPage, by, r.Person, picture.ReferralPageBody{Page: page})
	return Outcome{ID: string(r.ID), Link: d.portalAt + "/r?k=" + token, Code: code, Copy: page.Copy}, d.fact(ctx, e, err)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// digits draws a number of so many digits.
func (d *Desk) digits(n int) (string, error) {
	var raw [8]byte
	if _, err := io.ReadFull(d.o.Rand, raw[:]); err != nil {
		return "", &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness to be had", Err: err}
	}
	most := uint64(1)
	for range n {
		most *= 10
	}
	return fmt.Sprintf("%0*d", n, binary.BigEndian.Uint64(raw[:])%most), nil
}

func (d *Desk) unlinkReferral(ctx context.Context, by outrider.UserID, u UnlinkReferral) (Outcome, error) {
	_, _, r, err := d.referralFor(by, u.ID)
	if err != nil {
		return Outcome{}, err
	}
	if r.Page.Token == "" && r.Page.Number == "" {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this referral has no page that is open", Hint: "nothing needs doing"}
	}
	e, err := d.portalEntry(outrider.EntryReferralShut, by, r.Person, picture.ReferralShutBody{End: outrider.ReferralPageEnd{ID: r.ID, Person: r.Person, Access: r.Page.Access}})
	return Outcome{ID: string(r.ID)}, d.fact(ctx, e, err)
}

// handsOut refuses to hand out the document of a referral again: consent is asked anew,
// and nothing that was revoked, has ended or has run out leaves a second time.
func (d *Desk) handsOut(x *picture.Person, r *picture.Referral) error {
	switch {
	case r.Sent == nil:
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "this referral has not been sent", Hint: "send it first; its page shows what would leave"}
	case !r.State.Out() || !r.Expires.After(d.now()):
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "this referral has ended: its document is handed out no more"}
	}
	if what := d.leaveAgainst(x, r.To); len(what) > 0 {
		return errAgainst(what)
	}
	if paperHash(sentText(r)) != r.Sent.Hash {
		return &outrider.Error{Code: outrider.CodeDamaged, Safe: "this document is not the one that was sent", Hint: "who the person is may have been erased since"}
	}
	return nil
}

// sentText is the document that was sent, to the letter.
func sentText(r *picture.Referral) string { return r.Sent.Head + r.Who + r.Sent.Body }

// pageAgainst says why a receiver may have no page now; none: they may. A page is a
// living thing, so that it needs, beyond what printing does, a case that goes on.
func (d *Desk) pageAgainst(x *picture.Person, r *picture.Referral) []string {
	var out []string
	if err := d.handsOut(x, r); err != nil {
		out = append(out, outrider.SafeText(err))
	}
	if c, ok := d.p.Case(r.Case); !ok || !c.Live() || !slices.Contains(c.People, r.Person) {
		out = append(out, "its case is closed, or the person is not in it any more")
	}
	return out
}

// pageLine says how the receiver's page stands; nil where none was made.
func (d *Desk) pageLine(x *picture.Person, r *picture.Referral) *ReceiverPageLine {
	g := r.Page
	if g.Copy == 0 {
		return nil
	}
	l := &ReceiverPageLine{Copy: g.Copy, State: "link", Made: g.Made.At, By: d.userName(g.Made.By), Until: g.Expires, Times: g.Times, Said: !d.p.Unheard(r).IsZero()}
	if g.Times > 0 {
		l.State, l.Until = "open", g.Until
	}
	for _, a := range g.Log {
		if a.Type == outrider.EntryReferralOpened && a.Copy == g.Copy {
			l.Last = a.At
		}
	}
	l.Why = d.pageAgainst(x, r)
	if len(l.Why) > 0 || g.Ended.Seq > 0 || !d.now().Before(l.Until) {
		l.State = "over"
	}
	return l
}

// pageLog lists what was done with a receiver's page.
func (d *Desk) pageLog(r *picture.Referral) []ReferralLog {
	var out []ReferralLog
	what := map[outrider.EntryType]string{outrider.EntryReferralPage: "link made for copy %d", outrider.EntryReferralOpened: "opened copy %d", outrider.EntryReferralShut: "page of copy %d closed"}
	for _, a := range slices.Backward(r.Page.Log) {
		out = append(out, ReferralLog{At: a.At, By: d.userName(a.By), What: fmt.Sprintf(what[a.Type], a.Copy)})
	}
	return out
}

// saidDuty asks the owner of a case to look at what a receiver answered on their page,
// until anybody of the desk has opened the referral.
func (d *Desk) saidDuty(x *picture.Person, r *picture.Referral, add adder) {
	at := d.p.Unheard(r)
	if at.IsZero() || !x.Allows(outrider.ForRecord, d.now()) {
		return
	}
	add(outrider.Duty{Sort: outrider.DutyReferralSaid, Person: r.Person, About: string(r.ID), Owner: d.asker(r), Level: outrider.LevelLook, Due: at,
		By: d.o.Clocks.Office.Add(at, d.o.Casework.Cases.Page.Read)}, at)
}

// asker is who looks after a referral: the owner of its case, else whoever sent it.
func (d *Desk) asker(r *picture.Referral) outrider.UserID {
	if c, ok := d.p.Case(r.Case); ok && c.Live() {
		return c.Owner
	}
	return r.SentBy.By
}

// mayLink reports whether a user may make a link to a referral's document.
func (d *Desk) mayLink(v picture.View, x *picture.Person, r *picture.Referral) bool {
	return v.May(policy.PassOn) && (r.Sent == nil || !r.Sent.Named || mayReveal(v, x)) && len(d.pageAgainst(x, r)) == 0
}
