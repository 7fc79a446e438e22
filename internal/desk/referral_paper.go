package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// paper is what would leave the house, to the letter, and what stands against it.
type paper struct {
	head, who, body string
	marking         outrider.Handling
	against         []string
}

// text is the whole document; hash is that of its bytes.
func (p paper) text() string { return p.head + p.who + p.body }

func (p paper) hash() string { return paperHash(p.text()) }

// paperHash is the SHA-256 of a document, by which the receiver can tell that it is whole.
func paperHash(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

// paperOf writes the document of a referral as its receiver would read it. Nothing is
// in it but what was selected: no source, no channel, no name of anybody else.
func (d *Desk) paperOf(v picture.View, x *picture.Person, r *outrider.Referral) paper {
	p := paper{marking: outrider.Handling{TLP: r.TLP, PAP: outrider.PAPClear}}
	p.who = d.paperWho(&p, x, r)
	facts := d.paperFacts(&p, x, r)
	reports := d.paperReports(&p, v, x, r)
	if !policy.MayLeave(p.marking) {
		p.against = append(p.against, "a mark of "+string(p.marking.TLP)+" keeps it in the house")
	}
	p.head = fmt.Sprintf("REFERRAL %s\nTo: %s\nFor: %s\nDate: %s\nHolds until: %s\nMarking: %s\n\n", r.ID, r.To, r.Purpose,
		r.Made.UTC().Format(time.DateOnly), r.Expires.UTC().Format(time.DateOnly), p.marking)
	if p.marking.Caveats != "" {
		p.head += "Conditions: " + p.marking.Caveats + "\n\n"
	}
	p.body = facts + "\nWhat is asked\n" + strings.TrimSpace(r.Text) + "\n" + reports + paperTerms
	return p
}

// paperTerms are the conditions that every document carries.
const paperTerms = `
Conditions
Use this for the purpose above and for nothing else. Pass it on only as far as the marking allows.
Where it came from is left out on purpose: do not try to find out.
The person may take their consent back at any time; you are then asked to delete this and to say so.
Please answer yes or no, and why where it is no.
`

// paperWho is who the person is, where the referral says so.
func (d *Desk) paperWho(p *paper, x *picture.Person, r *outrider.Referral) string {
	name, contact := slices.Contains(r.Fields, outrider.FieldName), slices.Contains(r.Fields, outrider.FieldContact)
	if !name && !contact {
		return ""
	}
	if x.Identity == nil {
		p.against = append(p.against, "nobody's name or contact is left in the register")
		return ""
	}
	out := ""
	if name {
		out += "Name: " + x.Identity.Name + "\n"
	}
	if contact {
		out += "Contact: " + x.Identity.Contact + "\n"
	}
	return out
}

// paperFacts are the selected fields of the record. A figure rests on reports, and
// inherits the strictest mark of theirs.
func (d *Desk) paperFacts(p *paper, x *picture.Person, r *outrider.Referral) string {
	out := ""
	for _, f := range r.Fields {
		switch f {
		case outrider.FieldCode:
			out += "Code name: " + x.Protectee.Code + "\n"
		case outrider.FieldLanguage:
			if x.Protectee.Language != "" {
				out += "Language: " + x.Protectee.Language + "\n"
			}
		case outrider.FieldFigure:
			out += d.paperFigure(p, x)
		}
	}
	return out
}

func (d *Desk) paperFigure(p *paper, x *picture.Person) string {
	i := len(x.Published) - 1
	for i >= 0 && !x.Published[i].Stands(d.now()) {
		i--
	}
	if i < 0 || !x.Allows(outrider.ForAdvice, d.now()) {
		p.against = append(p.against, "no published figure is in force")
		return ""
	}
	f := x.Published[i]
	for _, id := range f.Basis {
		if it, ok := d.p.Report(id); ok && !it.Erased {
			p.marking = p.marking.Join(it.Report.Handling)
		}
	}
	return fmt.Sprintf("Danger, as this desk published it on %s: harm within 90 days %s\n", f.Since().UTC().Format(time.DateOnly), outrider.Percent(f.Figures.Harm["90d"]))
}

// paperReports are the selected reports, without their sources. One that the receiver
// may not have stands against the whole document: it is taken out by a human, never
// left out in silence.
func (d *Desk) paperReports(p *paper, v picture.View, x *picture.Person, r *outrider.Referral) string {
	if len(r.Reports) == 0 {
		return ""
	}
	out := "\nReports\n"
	for _, id := range r.Reports {
		it, ok := v.Report(id)
		if !ok {
			p.against = append(p.against, "a selected report is not there any more, or you may not see it")
			continue
		}
		if why := d.keepsReport(x, it); why != "" {
			p.against = append(p.against, "report "+string(id)+" "+why)
			continue
		}
		p.marking = p.marking.Join(it.Report.Handling)
		out += fmt.Sprintf("- %s, %s: %s\n", it.Report.Occurred.Last().UTC().Format(time.DateOnly), KindName(it.Report.Kind), d.redacted(x, it.Report.Text, r.Fields))
	}
	return out
}

// keepsReport says why a report cannot go to another house; empty: it can.
func (d *Desk) keepsReport(x *picture.Person, it *picture.Item) string {
	u, known := d.p.User(it.By)
	switch {
	case it.Erased || it.Retracted:
		return "was withdrawn"
	case !slices.Contains(it.Report.About, x.Protectee.ID):
		return "is not about this person"
	case len(it.Report.About) > 1:
		return "is about somebody else too, whom nobody has asked"
	case !policy.MayLeave(it.Report.Handling):
		return "is marked " + string(it.Report.Handling.Or().TLP) + " and stays in the house"
	case known && !policy.Of(u).Desk:
		return "came from another house, which has to be asked"
	}
	return ""
}

// redacted takes the names of the person out of a text, and of whoever may have brought
// it in. The name stands in its own part of the document alone, sealed with the identity.
func (d *Desk) redacted(x *picture.Person, text string, fields []string) string {
	names := namesOf(x)
	if !slices.Contains(fields, outrider.FieldCode) {
		names = append(names, x.Protectee.Code)
	}
	for _, u := range d.p.Users() {
		names = append(names, u.Name)
	}
	longestFirst(names)
	for _, n := range names {
		if len([]rune(n)) >= shortestName {
			text = replaced(text, n, "[…]")
		}
	}
	return strings.Join(strings.Fields(text), " ")
}

// wordOf finds a name as a word of its own, in any case and any script.
func wordOf(n string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(^|[^\p{L}\p{N}])` + regexp.QuoteMeta(n) + `($|[^\p{L}\p{N}])`)
}

// standsAgainst lists everything that keeps a referral from leaving now: what is in
// it, and that nobody has agreed to tell the receiver, or not any more.
func (d *Desk) standsAgainst(x *picture.Person, r *outrider.Referral, p paper) []string {
	out := slices.Clone(p.against)
	if c, ok := d.p.Case(r.Case); !ok || !c.Live() || !slices.Contains(c.People, r.Person) {
		out = append(out, "its case is closed, or the person is not in it any more")
	}
	if !r.Expires.After(d.now()) {
		out = append(out, "it has expired")
	}
	return append(out, d.leaveAgainst(x, r.To)...)
}

// leaveAgainst says why nothing about a person may go to somebody now; none: it may.
func (d *Desk) leaveAgainst(x *picture.Person, to string) []string {
	switch l := policy.Flow(outrider.ForSharing, x.Consents, d.outside(to), d.now()); {
	case l.Denied:
		return []string{"the receiver is on the list of those who must not be told"}
	case !l.OK:
		return []string{"there is no consent to tell this receiver: it is " + string(l.State)}
	}
	return nil
}
