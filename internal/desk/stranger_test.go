package desk_test

import (
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// One stranger, two scripts, two people who do not know each other: one finding.
// A different name, and a common claim before own history has shown how common it
// is, join nobody.
func TestAStrangerIsKnownAgainInAnotherScript(t *testing.T) {
	h := newHouse(t)
	p1, p2, p3 := h.person("K-07"), h.person("M-09"), h.person("N-11")
	approach := func(who outrider.PersonID, name, employer string) {
		h.now = h.now.AddDate(0, 0, 2)
		h.file(outrider.Draft{Names: []string{name}, Report: outrider.Report{Kind: outrider.KindApproach, About: []outrider.PersonID{who}, Occurred: outrider.At(h.now),
			Text: "Somebody asked for an interview.", Said: outrider.Said{Employer: employer, Story: "interview"}, Channel: outrider.ChannelForm,
			Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "B", Content: "2"}}})
	}
	approach(p1, "Velimir Zarubkovsky", "Institute of Invented Studies")
	approach(p3, "Oswaldo Tremblebury", "Institute of Invented Studies")
	if got := rules(h.page(p3)); got != "" {
		t.Errorf("another name and a shared claim make %q", got)
	}
	approach(p2, "Велимир Зарубковский", "A newspaper")
	for _, who := range []outrider.PersonID{p1, p2} {
		if got := rules(h.page(who)); got != "across-people" {
			t.Errorf("the same name in another script makes %q", got)
		}
	}
	h.reopen()
	approach(p3, "Zarubkovskiy, Velimir", "A newspaper")
	if page := h.page(p3); rules(page) != "across-people" || len(page.Findings[0].Codes) != 3 {
		t.Errorf("after a restart the third person is not joined: %q", rules(page))
	}
	for _, f := range h.page(p3).Findings {
		if strings.Contains(f.Summary+f.Selector+f.Ask, "arub") {
			t.Errorf("a finding names the stranger: %+v", f)
		}
	}
	if c := h.queue().Campaigns; len(c) != 1 || len(c[0].Codes) != 3 || c[0].Masked {
		t.Errorf("campaigns %+v", c)
	}
}

// A name that many bear joins people too, but weighs less than a rare one, and the
// row says how probable it is that both are one; so after a restart.
func TestACommonNameJoinsLess(t *testing.T) {
	joined := func(name string) desk.PersonView {
		h := newHouse(t)
		var who outrider.PersonID
		for _, code := range []string{"K-07", "M-09"} {
			who = h.person(code)
			h.now = h.now.AddDate(0, 0, 2)
			h.file(outrider.Draft{Names: []string{name}, Report: outrider.Report{Kind: outrider.KindApproach, About: []outrider.PersonID{who}, Occurred: outrider.At(h.now),
				Text: "Somebody asked for an interview.", Channel: outrider.ChannelForm, Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "B", Content: "2"}}})
			h.reopen()
		}
		return h.page(who)
	}
	rare, common, bare := joined("Velimir Zarubkovsky"), joined("Maria Petrovna Ivanova"), joined("Anna")
	if rules(rare) != "across-people" || rules(common) != "across-people" || rules(bare) != "" {
		t.Fatalf("findings: rare %q, common %q, one word %q", rules(rare), rules(common), rules(bare))
	}
	if r, c := rare.Findings[0].Score, common.Findings[0].Score; c >= r {
		t.Errorf("a common name scores %.2f, a rare one %.2f", c, r)
	}
	if why := common.Findings[0].Rows[1].Why; !strings.Contains(why, "% probable") {
		t.Errorf("the row does not say how sure the link is: %q", why)
	}
}

// What a stranger said stands on the report for whoever may read it.
func TestWhatAStrangerSaidIsKept(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	dr := h.seen(home, p)
	dr.Names, dr.Report.Said = []string{"Velimir Zarubkovsky"}, outrider.Said{Employer: "A newspaper", Story: "interview"}
	rc := h.file(dr)[0]
	a, err := h.desk.Read(h.ctx, h.officer, desk.Query{Report: rc.Report})
	if err != nil {
		t.Fatal(err)
	}
	if s := a.Report.Report.Said; len(s.Names) != 1 || s.Employer != "A newspaper" || s.Story != "interview" {
		t.Errorf("kept %+v", s)
	}
	dr.Report.Said.Story = "a tale of its own"
	if rs, err := h.desk.File(h.ctx, h.duty, dr); err != nil || rs[0].Refused == "" {
		t.Errorf("a story that is not of the list was kept: %+v, %v", rs, err)
	}
}
