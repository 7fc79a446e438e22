package desk

import (
	"context"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// PortalView is what staff see of a person's own pages: whether they are open and
// when they were used, never what was done there.
type PortalView struct {
	Person outrider.PersonID `json:"person"`
	Code   string            `json:"code"`
	State  string            `json:"state"` // none, link, open, ended
	Served bool              `json:"served"`
	At     string            `json:"at,omitempty"` // where people reach them
	Linked time.Time         `json:"linked,omitzero"`
	By     string            `json:"by,omitempty"`     // who made the last link
	Until  time.Time         `json:"until,omitzero"`   // the last link works until then, unless it was used
	Waits  bool              `json:"waits,omitempty"`  // a link was made and not used yet
	Last   time.Time         `json:"last,omitzero"`    // when they last opened their pages
	Times  int               `json:"times,omitempty"`  // how often
	Hours  int               `json:"hours"`            // how long a link lasts where nobody says
	MaySet bool              `json:"may_set"`          // this user may make and end links
	Stop   string            `json:"stop,omitempty"`   // why no link can be made
	Number string            `json:"number,omitempty"` // by which they come back: to remind them of it

	Offline bool `json:"offline"`           // agreed: their phone may keep reports until there is a net
	Devices int  `json:"devices,omitempty"` // how many can send later
}

// Portal is what staff see of a person's own pages.
func (d *Desk) Portal(ctx context.Context, by outrider.UserID, who outrider.PersonID) (PortalView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.ReadPerson)
	if err != nil {
		return PortalView{}, err
	}
	x, ok := v.Person(who)
	if !ok || x.Erased {
		return PortalView{}, outrider.ErrNotFound
	}
	o, now := x.Portal, d.now()
	pv := PortalView{Person: who, Code: x.Protectee.Code, State: "none", Served: d.portalAt != "", At: d.portalAt, Last: o.Last, Times: o.Times,
		Hours: int(d.o.Portal.Link.Hours()), MaySet: v.May(policy.ChangePerson)}
	if o.Linked.Seq > 0 {
		pv.Linked, pv.By, pv.Until = o.Linked.At, d.userName(o.Linked.By), o.Link.Expires
		pv.Waits = !o.Used && o.Link.Token != "" && now.Before(o.Link.Expires)
	}
	switch {
	case o.Access != "":
		pv.State = "open"
		if pv.MaySet {
			pv.Number = o.Number
		}
	case pv.Waits:
		pv.State = "link"
	case o.Ended.Seq > 0:
		pv.State = "ended"
	}
	pv.Offline, pv.Devices = x.Offline, min(len(x.Devices), d.o.Offline.Devices)
	if !x.Allows(outrider.ForRecord, now) {
		pv.Stop = "The record was withdrawn: no new link is made."
	}
	return pv, d.look(ctx, by, picture.ReadBody{Act: "own pages", Objects: []string{string(who)}})
}
