package desk

import (
	"slices"
	"strings"

	"outrider"
	"outrider/internal/notify"
)

// nowhere names the channels of ways that the desk does not have; empty: it has all. A
// name may be written before its channel is, so that nothing is refused because of it.
func (d *Desk) nowhere(ways []outrider.Way) string {
	if d.o.Pager == nil {
		return ""
	}
	var none []string
	has := d.o.Pager.Health()
	for _, w := range ways {
		if !slices.Contains(none, w.Channel) && !slices.ContainsFunc(has, func(h notify.Health) bool { return h.Name == w.Channel }) {
			none = append(none, w.Channel)
		}
	}
	return strings.Join(none, ", ")
}
