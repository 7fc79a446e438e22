package outrider

import "time"

// Receiver stands for whoever a referral was sent to, where they act on the page that
// was made for them. Which referral it is stands in the sealed part alone.
const Receiver UserID = "receiver"

// ReferralPage is one numbered copy of a referral's document, on a page for its
// receiver. The token of its link and the code that goes with it are shown once, to
// whoever made them; their hashes are kept.
type ReferralPage struct {
	ID      ReferralID `json:"id"`
	Person  PersonID   `json:"person"`
	Access  string     `json:"access"` // what link and number open
	Copy    int        `json:"copy"`   // 1 is the first that was made
	Token   string     `json:"token"`  // SHA-256 of the link's token, hex
	Code    string     `json:"code"`   // slow hash of the code
	Expires time.Time  `json:"expires"`
	Until   time.Time  `json:"until"` // from then on number and code open nothing
}

// ReferralOpened is one opening of the page: by the link, which sets the number, or by
// that number.
type ReferralOpened struct {
	ID     ReferralID `json:"id"`
	Person PersonID   `json:"person"`
	Access string     `json:"access"`
	Number string     `json:"number,omitempty"` // by which the receiver comes back
}

// ReferralPageEnd closes a page: link, number and open browsers.
type ReferralPageEnd struct {
	ID     ReferralID `json:"id"`
	Person PersonID   `json:"person"`
	Access string     `json:"access"`
}

// Entries about a receiver's page, each sealed with the identity of the one person
// whom the referral is about: they open what is theirs.
const (
	EntryReferralPage   EntryType = "referral.page"       // staff made a one-time link
	EntryReferralOpened EntryType = "referral.opened"     // the receiver opened their page
	EntryReferralShut   EntryType = "referral.page-ended" // staff closed it
)

// DutyReferralSaid asks somebody to look at what a receiver answered on their page.
const DutyReferralSaid DutySort = "referral-answered"
