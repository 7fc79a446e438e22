package servertest

import (
	"context"

	"outrider"
	"outrider/internal/desk"
)

// Portal is that of K-07, whose pages are open while another link waits.
func (d *Desk) Portal(_ context.Context, by outrider.UserID, who outrider.PersonID) (desk.PortalView, error) {
	if err := d.may(by, "read-person"); err != nil {
		return desk.PortalView{}, err
	}
	if who != "p-k07" {
		return desk.PortalView{}, outrider.ErrNotFound
	}
	v := desk.PortalView{Person: who, Code: "K-07", State: "open", Served: true, At: "https://notes.invented.example", Linked: Now().AddDate(0, -1, 0), By: "ana", Until: Now().AddDate(0, 0, 2), Waits: true,
		Last: Now().AddDate(0, 0, -1), Times: 14, Hours: 72, MaySet: d.roleOf(by) == outrider.RoleCase}
	if v.MaySet {
		v.Number = "48120937"
	}
	return v, nil
}
