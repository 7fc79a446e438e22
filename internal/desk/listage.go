package desk

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"outrider"
	"outrider/internal/policy"
)

// ListAge says when a list was last delivered, and after how many days it is old.
type ListAge struct {
	Last time.Time // zero: it is not in force, or nothing was held against it yet
	Most int       // days; 0: it never grows old
}

// Days is how many whole days ago the list was delivered.
func (a ListAge) Days(now time.Time) int { return int(now.Sub(a.Last).Hours() / 24) }

// Old reports whether the list went for too long without a delivery.
func (a ListAge) Old(now time.Time) bool { return a.Most > 0 && a.Days(now) > a.Most }

// ListAge tells how old one list is and may be: as it was set for the list, or as
// for all.
func (d *Desk) ListAge(_ context.Context, by outrider.UserID, list string) (ListAge, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.may(by, policy.Screen); err != nil {
		return ListAge{}, err
	}
	for _, l := range d.hold.held {
		if l.Name == list {
			return d.listAge(l), nil
		}
	}
	return d.listAge(HeldList{Name: list}), nil
}

func (d *Desk) listAge(l HeldList) ListAge {
	if l.Made {
		return ListAge{Last: l.Last}
	}
	set := 0
	for _, s := range d.p.Sources() {
		if s.List == l.Name {
			set = s.Days
		}
	}
	return ListAge{Last: l.Last, Most: cmp.Or(set, d.o.Screening.ListDays)}
}

// oldLists says which lists nobody has brought anew for longer than they may be
// old. It is a reminder: nothing is fetched unless an administrator switched it on.
func (d *Desk) oldLists() []string {
	var out []string
	for _, l := range d.hold.held {
		if a := d.listAge(l); a.Old(d.now()) {
			out = append(out, fmt.Sprintf("The list %s was last delivered %d days ago: whoever was added since is not found. Import it again.", l.Name, a.Days(d.now())))
		}
	}
	return out
}
