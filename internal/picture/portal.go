package picture

import (
	"maps"
	"slices"
	"time"

	"outrider"
)

// PortalLinkedBody is the body of portal.linked, sealed with the person's identity,
// as those below are: it opens what is theirs.
type PortalLinkedBody struct {
	Link outrider.PortalLink `json:"link"`
}

// PortalEnteredBody is the body of portal.entered.
type PortalEnteredBody struct {
	Entry outrider.PortalEntry `json:"entry"`
}

// PortalEndedBody is the body of portal.ended.
type PortalEndedBody struct {
	End outrider.PortalEnd `json:"end"`
}

// portalChange is what a change says about the pages of a person's own.
type portalChange struct {
	linked  *PortalLinkedBody
	entered *PortalEnteredBody
	ended   *PortalEndedBody
}

// target is Change.target for these entries.
func (j *portalChange) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryPortalLinked:
		return into(&j.linked), true
	case outrider.EntryPortalEntered:
		return into(&j.entered), true
	case outrider.EntryPortalEnded:
		return into(&j.ended), true
	}
	return nil, false
}

// Portal is how a person may open their own pages, and when they did.
type Portal struct {
	Link   outrider.PortalLink // the last that was made
	Linked Signed
	Used   bool      // the link was used
	Access string    // what is open; empty: nothing
	Number string    // by which the person comes back
	Code   string    // slow hash
	Last   time.Time // when they last opened them
	Times  int
	Ended  Signed      // when the last access was ended
	Tried  []time.Time // when an alert said that somebody tried codes, oldest first
}

// portals finds people by what they hold in their hands.
type portals struct {
	links   map[string]outrider.PersonID // by the hash of a token
	numbers map[string]outrider.PersonID
	held    map[string]outrider.PersonID // entries that opened pages with the word for duress
	unread  []*Item                      // filed by people themselves, and opened by nobody
}

func newPortals() portals {
	return portals{links: map[string]outrider.PersonID{}, numbers: map[string]outrider.PersonID{}, held: map[string]outrider.PersonID{}}
}

// applyPortal keeps a link, an opening or an end.
func (p *Picture) applyPortal(c Change) {
	made := Signed{By: c.By, At: c.Recorded, Seq: c.Seq}
	switch j := c.portal; {
	case j.linked != nil:
		if x := p.people[j.linked.Link.Person]; x != nil && !x.Erased {
			delete(p.portals.links, x.Portal.Link.Token)
			x.Portal.Link, x.Portal.Linked, x.Portal.Used = j.linked.Link, made, false
			p.portals.links[j.linked.Link.Token] = x.Protectee.ID
		}
	case j.entered != nil:
		p.enterPortal(c, j.entered.Entry)
	case j.ended != nil:
		if x := p.people[j.ended.End.Person]; x != nil && !x.Erased {
			p.closePortal(x)
			x.Portal.Ended = made
		}
	}
}

func (p *Picture) enterPortal(c Change, e outrider.PortalEntry) {
	x := p.people[e.Person]
	if x == nil || x.Erased {
		return
	}
	o := &x.Portal
	if e.Code != "" {
		delete(p.portals.numbers, o.Number)
		delete(p.portals.links, o.Link.Token)
		o.Access, o.Number, o.Code, o.Used = e.Access, e.Number, e.Code, true
		p.portals.numbers[e.Number] = e.Person
	}
	o.Last, o.Times = c.Recorded, o.Times+1
	if e.Sign == outrider.SignHeld {
		p.portals.held[c.ID] = e.Person
	}
}

// forgetPortal drops how a person came to their pages.
func (p *Picture) forgetPortal(x *Person) {
	p.closePortal(x)
	x.Portal.Tried = nil
	maps.DeleteFunc(p.portals.held, func(_ string, who outrider.PersonID) bool { return who == x.Protectee.ID })
}

// triedPortal keeps that somebody tried to open a person's pages: it is theirs to know.
func (p *Picture) triedPortal(a outrider.Alert) {
	if x := p.people[a.Person]; a.Rule == outrider.RuleTried && x != nil && !x.Erased {
		x.Portal.Tried = append(x.Portal.Tried, a.Raised)
	}
}

// closePortal takes away what opens the pages; that they were opened stays.
func (p *Picture) closePortal(x *Person) {
	delete(p.portals.numbers, x.Portal.Number)
	delete(p.portals.links, x.Portal.Link.Token)
	x.Portal.Access, x.Portal.Number, x.Portal.Code, x.Portal.Link.Token = "", "", "", ""
	x.Devices = nil
}

// PortalByLink finds whose link a token's hash belongs to.
func (p *Picture) PortalByLink(hash string) (*Person, bool) { return p.portalOf(p.portals.links, hash) }

// PortalByNumber finds who comes back by a number.
func (p *Picture) PortalByNumber(number string) (*Person, bool) {
	return p.portalOf(p.portals.numbers, number)
}

func (p *Picture) portalOf(by map[string]outrider.PersonID, key string) (*Person, bool) {
	id, ok := by[key]
	x := p.people[id]
	if !ok || x == nil || x.Erased {
		return nil, false
	}
	return x, true
}

// HeldVisit reports whether somebody opened their pages in an entry with the word
// that somebody forces them.
func (p *Picture) HeldVisit(id string) bool { return p.portals.held[id] != "" }

// HeldVisits are those openings, each with whose pages they were, in no order.
func (p *Picture) HeldVisits() map[string]outrider.PersonID { return p.portals.held }

// Unread lists what people filed on their own pages and nobody has opened, oldest first.
func (p *Picture) Unread() []*Item {
	p.portals.unread = slices.DeleteFunc(p.portals.unread, func(it *Item) bool { return it.Erased || !it.Opened.IsZero() })
	return p.portals.unread
}

// maxLooks bounds how many looks at one person stay in memory; the ledger has all.
const maxLooks = 40

// Look is one look of somebody at a person's record.
type Look struct {
	By  outrider.UserID
	At  time.Time
	Act string
}

// looked keeps a look for the person it was at: who looked is theirs to know.
func (x *Person) looked(l Look) {
	if len(x.Looks) >= maxLooks {
		x.Looks = slices.Delete(x.Looks, 0, 1)
	}
	x.Looks = append(x.Looks, l)
	x.Looked++
}
