package picture

import (
	"maps"
	"time"

	"outrider"
)

// ReferralPageBody is the body of referral.page, sealed with the person's identity, as
// those below are.
type ReferralPageBody struct {
	Page outrider.ReferralPage `json:"page"`
}

// ReferralOpenedBody is the body of referral.opened.
type ReferralOpenedBody struct {
	Opened outrider.ReferralOpened `json:"opened"`
}

// ReferralShutBody is the body of referral.page-ended.
type ReferralShutBody struct {
	End outrider.ReferralPageEnd `json:"end"`
}

// paging is what a change says of a receiver's page.
type paging struct {
	made   *ReferralPageBody
	opened *ReferralOpenedBody
	shut   *ReferralShutBody
}

// target is Change.target for these entries.
func (j *paging) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryReferralPage:
		return into(&j.made), true
	case outrider.EntryReferralOpened:
		return into(&j.opened), true
	case outrider.EntryReferralShut:
		return into(&j.shut), true
	}
	return nil, false
}

// ReferralPage is a receiver's page as it stands: the newest copy, and what was done
// with all of them.
type ReferralPage struct {
	outrider.ReferralPage        // zero: none was made
	Made                  Signed // the newest copy
	Number                string // by which the receiver comes back; empty: the link was not used
	Visit                 string // the entry that opened it last: older browsers are shut out
	Times                 int    // how often this copy was opened
	Ended                 Signed // zero: nobody has closed it
	Log                   []PageAct
}

// PageAct is one act about a receiver's page.
type PageAct struct {
	Signed
	Type outrider.EntryType
	Copy int
}

// pages finds referrals by what their receivers hold in their hands.
type pages struct {
	links   map[string]pageKey // by the hash of a token
	numbers map[string]pageKey
	unread  map[pageKey]time.Time // answered by their receiver, and opened by nobody since
}

// pageKey names a referral.
type pageKey struct {
	person   outrider.PersonID
	referral outrider.ReferralID
}

func newPages() pages {
	return pages{links: map[string]pageKey{}, numbers: map[string]pageKey{}, unread: map[pageKey]time.Time{}}
}

// applyPage keeps a copy that was made, an opening, or an end.
func (p *Picture) applyPage(c Change) {
	switch j := c.paging; {
	case j.made != nil:
		p.makePage(c, j.made.Page)
	case j.opened != nil:
		p.openPage(c, j.opened.Opened)
	case j.shut != nil:
		if r := p.referralOf(j.shut.End.Person, j.shut.End.ID); r != nil && r.Page.Access == j.shut.End.Access {
			p.closePage(r)
			r.Page.Ended = c.signed()
			r.Page.did(c, r.Page.Copy)
		}
	}
}

func (p *Picture) makePage(c Change, page outrider.ReferralPage) {
	r := p.referralOf(page.Person, page.ID)
	if r == nil {
		return
	}
	p.closePage(r)
	r.Page = ReferralPage{ReferralPage: page, Made: c.signed(), Log: r.Page.Log}
	r.Page.did(c, page.Copy)
	p.pages.links[page.Token] = pageKey{page.Person, page.ID}
}

func (p *Picture) openPage(c Change, o outrider.ReferralOpened) {
	r := p.referralOf(o.Person, o.ID)
	if r == nil || r.Page.Access != o.Access {
		return
	}
	if o.Number != "" {
		p.closePage(r)
		r.Page.Number = o.Number
		p.pages.numbers[o.Number] = pageKey{o.Person, o.ID}
	}
	r.Page.Visit, r.Page.Times = c.ID, r.Page.Times+1
	r.Page.did(c, r.Page.Copy)
	act := "referral-page"
	if r.Sent != nil && r.Sent.Named {
		act = "identity"
	}
	p.people[o.Person].looked(Look{By: c.By, At: c.Recorded, Act: act})
}

// closePage takes away what opens a page; what was done with it stays.
func (p *Picture) closePage(r *Referral) {
	delete(p.pages.links, r.Page.Token)
	delete(p.pages.numbers, r.Page.Number)
	r.Page.Token, r.Page.Number = "", ""
}

func (c Change) signed() Signed { return Signed{By: c.By, At: c.Recorded, Seq: c.Seq} }

func (g *ReferralPage) did(c Change, n int) {
	g.Log = append(g.Log, PageAct{Signed: c.signed(), Type: c.Type, Copy: n})
}

// receiverSaid notes that somebody has to look at a referral.
func (p *Picture) receiverSaid(c Change, s outrider.ReferralStep) {
	if c.By == outrider.Receiver {
		p.pages.unread[pageKey{s.Person, s.ID}] = c.Recorded
	}
}

// readReferral notes that somebody opened the page of a referral; its line in a list is
// no look at what was said.
func (p *Picture) readReferral(body ReadBody) {
	if len(body.Objects) == 2 && (body.Act == "referral" || body.Act == "identity") {
		delete(p.pages.unread, pageKey{outrider.PersonID(body.Objects[1]), outrider.ReferralID(body.Objects[0])})
	}
}

// forgetPages drops how receivers came to what was sent about a person.
func (p *Picture) forgetPages(id outrider.PersonID) {
	gone := func(_ string, k pageKey) bool { return k.person == id }
	maps.DeleteFunc(p.pages.links, gone)
	maps.DeleteFunc(p.pages.numbers, gone)
	maps.DeleteFunc(p.pages.unread, func(k pageKey, _ time.Time) bool { return k.person == id })
}

// ReferralByLink finds what the link with a token's hash opens.
func (p *Picture) ReferralByLink(hash string) (*Person, *Referral, bool) {
	return p.paged(p.pages.links, hash)
}

// ReferralByNumber finds what a number opens.
func (p *Picture) ReferralByNumber(number string) (*Person, *Referral, bool) {
	return p.paged(p.pages.numbers, number)
}

func (p *Picture) paged(by map[string]pageKey, key string) (*Person, *Referral, bool) {
	k, ok := by[key]
	r := p.referralOf(k.person, k.referral)
	if !ok || r == nil {
		return nil, nil, false
	}
	return p.people[k.person], r, true
}

// Unheard is since when an answer of a referral's receiver waits for somebody to look;
// zero: none does.
func (p *Picture) Unheard(r *Referral) time.Time {
	return p.pages.unread[pageKey{r.Person, r.ID}]
}
