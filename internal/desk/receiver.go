package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
)

// Receiver is whoever a referral was sent to, on the page that was made for them, in
// one browser. Whoever holds one has passed the code; what it still opens is asked of
// the desk at each step.
type Receiver struct {
	person   outrider.PersonID
	referral outrider.ReferralID
	access   string
	visit    string // the entry that opened the page
}

// ReceiverPaper is what a receiver's page shows: the document to the letter, and what
// they answered on this page. Times are in UTC.
type ReceiverPaper struct {
	Copy    int
	To      string
	Mark    string // its marking, as it stands in the document
	Text    string
	Answer  time.Time // by when an answer is expected
	Until   time.Time
	State   outrider.ReferralState
	Said    []ReceiverSaid // newest first
	Reasons []NamedCode    // for a no
	Full    bool           // no further note is taken
}

// ReceiverSaid is one answer of a receiver.
type ReceiverSaid struct {
	At   time.Time
	To   outrider.ReferralState // empty: a note alone
	Note string
}

// ReceiverAnswer is what a receiver says on their page: yes, no with a reason of the
// list, done, or a note alone.
type ReceiverAnswer struct {
	To     outrider.ReferralState
	Reason string
	Note   string
}

// way is one way to a receiver's page: by its link, whose first use draws a number, or
// by that number.
type way struct {
	find func() (*picture.Person, *picture.Referral, bool)
	link bool
}

// PaperOpen opens a receiver's page by its one-time link and the code that they were
// told, and returns besides the number by which they come back. A link that is not
// there, was used, ran out or was shut, and a code that is wrong, are one answer and
// the same work; a wrong code leaves the link unused.
func (d *Desk) PaperOpen(ctx context.Context, token, code string) (Receiver, string, error) {
	hash := tokenHash(token)
	return d.openPaper(ctx, code, way{link: true, find: func() (*picture.Person, *picture.Referral, bool) {
		x, r, ok := d.p.ReferralByLink(hash)
		return x, r, ok && d.now().Before(r.Page.Expires)
	}})
}

// PaperReturn opens a receiver's page by the number that it showed and the code. The
// browser in which it was open before is shut out.
func (d *Desk) PaperReturn(ctx context.Context, number, code string) (Receiver, error) {
	number = onlyDigits(number)
	o, _, err := d.openPaper(ctx, code, way{find: func() (*picture.Person, *picture.Referral, bool) { return d.p.ReferralByNumber(number) }})
	return o, err
}

// openPaper compares a code, outside the door since that is slow, and writes down that
// the page was opened. The work is the same where there is nothing to open.
func (d *Desk) openPaper(ctx context.Context, code string, by way) (Receiver, string, error) {
	hash := d.noPass()
	d.mu.Lock()
	if _, r, ok := by.find(); ok {
		hash = r.Page.Code
	}
	d.mu.Unlock()
	matches := passMatches(hash, onlyDigits(code))
	d.mu.Lock()
	defer d.mu.Unlock()
	x, r, ok := by.find()
	if !ok || !matches || r.Page.Code != hash {
		d.wrongPaper(r, by.link)
		return Receiver{}, "", errPortal
	}
	if !d.pageStands(x, r) || r.Page.Times >= d.o.Casework.Cases.Page.Openings {
		return Receiver{}, "", errPortal
	}
	number := ""
	if by.link {
		var err error
		if number, err = d.newNumber(); err != nil {
			return Receiver{}, "", err
		}
	}
	in := outrider.ReferralOpened{ID: r.ID, Person: r.Person, Access: r.Page.Access, Number: number}
	e, err := d.portalEntry(outrider.EntryReferralOpened, outrider.Receiver, r.Person, picture.ReferralOpenedBody{Opened: in})
	if err := d.fact(ctx, e, err); err != nil {
		return Receiver{}, "", err
	}
	return Receiver{person: r.Person, referral: r.ID, access: in.Access, visit: e.ID}, number, nil
}

// pageStands reports whether a receiver's page is open at this moment: not shut, not
// run out, and everything asked again that let the document leave.
func (d *Desk) pageStands(x *picture.Person, r *picture.Referral) bool {
	return r.Page.Ended.Seq == 0 && d.now().Before(r.Page.Until) && len(d.pageAgainst(x, r)) == 0
}

// received finds the referral of an open browser, while it is open there.
func (d *Desk) received(o Receiver) (*picture.Person, *picture.Referral, error) {
	x, ok := d.p.Person(o.person)
	if !ok || x.Erased || o.access == "" {
		return nil, nil, errPortal
	}
	r := x.Referral(o.referral)
	if r == nil || r.Page.Access != o.access || r.Page.Visit != o.visit || !d.pageStands(x, r) {
		return nil, nil, errPortal
	}
	return x, r, nil
}

// Paper shows a receiver the document that was sent to them.
func (d *Desk) Paper(_ context.Context, o Receiver) (ReceiverPaper, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, r, err := d.received(o)
	if err != nil {
		return ReceiverPaper{}, err
	}
	rules := d.o.Casework.Cases
	p := ReceiverPaper{Copy: r.Page.Copy, To: r.To, Mark: markOf(r.Sent.Head), Text: sentText(r), Answer: r.Sent.Answer.UTC(), Until: r.Page.Until.UTC(),
		State: r.State, Reasons: rules.Rejections}
	for _, s := range slices.Backward(r.Steps) {
		if s.By == outrider.Receiver {
			p.Said = append(p.Said, ReceiverSaid{At: s.At.UTC(), To: s.ReferralStep.To, Note: s.Note})
		}
	}
	p.Full = len(p.Said) >= rules.Page.Notes
	return p, nil
}

// markOf reads the marking out of a document's head.
func markOf(head string) string {
	_, after, _ := strings.Cut(head, "\nMarking: ")
	mark, _, _ := strings.Cut(after, "\n")
	return mark
}

// AnswerPaper takes what a receiver says on their page, by the same rules as what staff
// write down for them. The same words twice, as a nervous thumb sends them, are taken
// once; so many notes are taken and no more.
func (d *Desk) AnswerPaper(ctx context.Context, o Receiver, a ReceiverAnswer) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, r, err := d.received(o)
	if err != nil {
		return err
	}
	s := outrider.ReferralStep{ID: r.ID, Person: r.Person, To: a.To, Reason: a.Reason, Note: strings.TrimSpace(strings.ToValidUTF8(a.Note, "")), From: true}
	said := 0
	for _, old := range r.Steps {
		said += b2i(old.By == outrider.Receiver)
	}
	if n := len(r.Steps); said > 0 && r.Steps[n-1].By == outrider.Receiver && r.Steps[n-1].ReferralStep == s {
		return nil
	}
	switch {
	case s.To == outrider.ReferralRevoked || s.To == outrider.ReferralIsSent:
		return outrider.Invalid("a receiver says yes, no or done")
	case s.To == "" && said >= d.o.Casework.Cases.Page.Notes:
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "no further note is taken on this page", Hint: "they can call"}
	}
	if err := d.checkStep(x, r, s); err != nil {
		return err
	}
	e, err := personEntryOf(outrider.EntryReferralStep, outrider.Receiver, d.o.NewID("e"), r.Person, picture.ReferralStepBody{Step: s})
	if err != nil {
		return err
	}
	if err := d.record(ctx, ledger.Any(), e); err != nil {
		return err
	}
	if d.o.Ring != nil {
		d.o.Ring()
	}
	return nil
}
