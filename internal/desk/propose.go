package desk

import (
	"outrider"
	"outrider/internal/selector"
)

// proposals lists what a report's text may name, for a human to confirm: what
// intake proposed, and people of the register whose names occur in an
// open-source text. Nothing is promoted by itself.
func (d *Desk) proposals(r outrider.Report, dr outrider.Draft) []outrider.Proposal {
	out := dr.Proposals
	if d.o.Propose == nil || r.Channel != outrider.ChannelOpenSource {
		return out
	}
	text := r.Text
	if r.Publication != nil {
		text = r.Publication.Title + "\n" + text
	}
	return append(out, d.o.Propose(text, d.register())...)
}

// register looks folded names up among the people whose identity can be opened.
func (d *Desk) register() func(string) (outrider.PersonID, bool) {
	byName := map[string]outrider.PersonID{}
	for _, x := range d.p.People() {
		if !x.Allows(outrider.ForRecord, d.now()) || x.Identity == nil {
			continue
		}
		for _, n := range append([]string{x.Identity.Name}, x.Identity.Names...) {
			if f := selector.Fold(n); f != "" {
				byName[f] = x.Protectee.ID
			}
		}
	}
	return func(folded string) (outrider.PersonID, bool) {
		id, ok := byName[folded]
		return id, ok
	}
}
