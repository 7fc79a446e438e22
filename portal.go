package outrider

import "time"

// Entries about the pages of a protected person's own.
const (
	EntryPortalLinked  EntryType = "portal.linked"  // staff made a one-time link
	EntryPortalEntered EntryType = "portal.entered" // the person opened their pages
	EntryPortalEnded   EntryType = "portal.ended"   // the access ended
)

// ChannelPortal is how a report comes in that a protected person filed on their own
// pages.
const ChannelPortal Channel = "portal"

// ObserverSelf is the role of a protected person who reports what they saw.
const ObserverSelf = "protectee"

// Self stands for a protected person who acts on their own pages, where an entry
// says who acted. Which person it is stands in the sealed part alone.
const Self UserID = "self"

// PortalLink is a one-time link to a person's own pages. The token itself is shown
// once, to whoever made it; its hash is kept.
type PortalLink struct {
	Person  PersonID  `json:"person"`
	Access  string    `json:"access"` // what the link opens, once it is used
	Token   string    `json:"token"`  // SHA-256 of the token, hex
	Expires time.Time `json:"expires"`
}

// PortalEntry is one opening of the pages: by the link, which sets number and code,
// or by number and code. Whichever Sign it holds, it is as long.
type PortalEntry struct {
	Person PersonID `json:"person"`
	Access string   `json:"access"`
	Sign   Sign     `json:"sign"`
	Number string   `json:"number,omitempty"` // by which the person comes back; no name
	Code   string   `json:"code,omitempty"`   // slow hash of the code that the person chose
}

// PortalEnd ends an access: no session of it is shown anything any more.
type PortalEnd struct {
	Person PersonID `json:"person"`
	Access string   `json:"access"`
}
