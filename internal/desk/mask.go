package desk

import (
	"regexp"
	"slices"
	"strings"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// shortestName is how many letters a part of a name has at least to be taken out of a
// text: an initial or a particle would tear words apart.
const shortestName = 3

// namesOf are the registered names of somebody and their parts, the longest first.
func namesOf(x *picture.Person) []string {
	if x.Identity == nil {
		return nil
	}
	var names []string
	for _, n := range append([]string{x.Identity.Name}, x.Identity.Names...) {
		names = append(append(names, n), strings.Fields(n)...)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return len([]rune(n)) < shortestName })
	longestFirst(names)
	return names
}

func longestFirst(names []string) {
	slices.SortStableFunc(names, func(a, b string) int { return len(b) - len(a) })
}

// replaced writes something in the place of a name wherever it stands as a word.
func replaced(text, name, by string) string {
	if !strings.Contains(strings.ToLower(text), strings.ToLower(name)) {
		return text // by far most names, and no pattern is made for them
	}
	by = strings.ReplaceAll(by, "$", "$$")
	for range 2 { // neighbours share the space between them
		text = wordOf(name).ReplaceAllString(text, "${1}"+by+"${2}")
	}
	return text
}

// masked is a text of a report with code names in the place of the registered names of
// those whom it is about. A newspaper prints a name, and beside the code name it would
// tell who that is, with nobody having asked. Of whom the user may not know, nothing
// stands there. A name that is written otherwise than it is registered stays.
func (d *Desk) masked(v picture.View, it *picture.Item, text string) string {
	named := d.namedIn(v, it)
	for _, id := range it.Report.About {
		x, ok := d.p.Person(id)
		if !ok {
			continue
		}
		by := "[…]"
		if slices.Contains(named, id) {
			by = x.Protectee.Code
		}
		before := text
		for _, n := range namesOf(x) {
			text = replaced(text, n, by)
		}
		if text != before { // first name and last name are one
			again := regexp.MustCompile(regexp.QuoteMeta(by) + `(\s+` + regexp.QuoteMeta(by) + `)+`)
			text = again.ReplaceAllLiteralString(text, by)
		}
	}
	return text
}

// textFor is a report as a user reads it in full: to the letter for those who may see
// who people are, masked for anybody else, but for whoever brought it in.
func (d *Desk) textFor(v picture.View, it *picture.Item) outrider.Report {
	r := it.Report
	r.About = d.namedIn(v, it)
	if v.May(policy.RevealIdentity) || it.By == v.User().ID {
		return r
	}
	r.Text = d.masked(v, it, r.Text)
	if r.Publication != nil {
		p := *r.Publication
		p.Title = d.masked(v, it, p.Title)
		r.Publication = &p
	}
	return r
}
