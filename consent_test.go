package outrider_test

import (
	"testing"
	"time"

	"outrider"
)

func TestConsentValidates(t *testing.T) {
	told := outrider.Told{Source: outrider.SaidByParent, How: outrider.ByPhone, Language: "ru"}
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	good := outrider.Consent{ID: "c-1", Purpose: outrider.ForAdvice, Told: told, Expires: end}
	for name, x := range map[string]struct {
		change func(*outrider.Consent)
		ok     bool
	}{
		"as it should be":      {func(*outrider.Consent) {}, true},
		"share with a name":    {func(c *outrider.Consent) { c.Purpose, c.With = outrider.ForSharing, []string{"Harbour Desk"} }, true},
		"share with nobody":    {func(c *outrider.Consent) { c.Purpose = outrider.ForSharing }, false},
		"advice with somebody": {func(c *outrider.Consent) { c.With = []string{"x"} }, false},
		"an empty name":        {func(c *outrider.Consent) { c.Purpose, c.With = outrider.ForSharing, []string{"  "} }, false},
		"no end":               {func(c *outrider.Consent) { c.Expires = time.Time{} }, false},
		"no source":            {func(c *outrider.Consent) { c.Told.Source = "" }, false},
		"no way":               {func(c *outrider.Consent) { c.Told.How = "rumour" }, false},
		"no language":          {func(c *outrider.Consent) { c.Told.Language = " " }, false},
		"no purpose":           {func(c *outrider.Consent) { c.Purpose = "all" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := good
			x.change(&c)
			if err := c.Validate(); (err == nil) != x.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestPassingOnWithoutConsentNeedsAReason(t *testing.T) {
	p := outrider.Passed{ID: "x-1", To: "Harbour Desk", What: "the plate and the day"}
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	p.Ground = outrider.GroundLife
	if p.Validate() == nil {
		t.Error("a ground without a reason passed")
	}
	p.Why = "armed men wait at the door"
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	p.Ground = "curiosity"
	if p.Validate() == nil {
		t.Error("a ground of one's own passed")
	}
}

func TestReachWithin(t *testing.T) {
	at := func(h, m int) time.Time { return time.Date(2026, 3, 2, h, m, 0, 0, time.UTC) }
	day := outrider.Reach{Channel: "phone", Address: "+9901", From: "09:00", To: "18:00"}
	night := outrider.Reach{Channel: "phone", Address: "+9901", From: "22:00", To: "06:00"}
	for _, x := range []struct {
		r    outrider.Reach
		at   time.Time
		want bool
	}{
		{day, at(9, 0), true}, {day, at(18, 0), false}, {day, at(3, 0), false},
		{night, at(23, 0), true}, {night, at(5, 59), true}, {night, at(12, 0), false},
		{outrider.Reach{Channel: "phone", Address: "+9901"}, at(3, 0), true},
	} {
		if got := x.r.Within(x.at); got != x.want {
			t.Errorf("%s to %s at %s: %v", x.r.From, x.r.To, x.at.Format("15:04"), got)
		}
	}
	if (outrider.Reach{Channel: "phone", Address: "+9901", From: "9", To: "18:00"}).Validate() == nil {
		t.Error("an hour that is none passed")
	}
}

func TestALinkedSheetNamesWhom(t *testing.T) {
	p := outrider.Protectee{ID: "p-2", Code: "K-08", Sheet: outrider.SheetHousehold}
	if p.Validate() == nil {
		t.Error("linked to nobody")
	}
	p.Of = []outrider.Relation{{To: "p-1", How: "child"}}
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	p.Of[0].To = "p-2"
	if p.Validate() == nil {
		t.Error("linked to themselves")
	}
	p.Of[0].To = "p-1"
	p.Journeys = []outrider.Journey{{ID: "j-1", To: outrider.Place{Name: "Invented Airport"}}}
	if p.Validate() == nil {
		t.Error("a journey without departure")
	}
}

// Whoever took back every yes and later agrees to a record again has agreed to a record,
// and to nothing that they had agreed to before.
func TestALaterRecordWakesNoOldYes(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	yes := func(c outrider.Consents, p outrider.ConsentPurpose, with ...string) outrider.Consents {
		return c.Give(outrider.Consent{ID: "c-1", Purpose: p, With: with, Expires: now.AddDate(1, 0, 0)})
	}
	c := yes(outrider.Consents{}, outrider.ForRecord)
	c = yes(yes(yes(c, outrider.ForAdvice), outrider.ForResearch), outrider.ForSharing, "Harbour Desk")
	c = yes(c.Withdraw(outrider.Withdrawal{Purpose: outrider.ForRecord}, now), outrider.ForRecord)
	if got := c.Purposes[outrider.ForRecord].State(now); got != outrider.ConsentGiven {
		t.Errorf("record: %s", got)
	}
	for _, p := range []outrider.ConsentPurpose{outrider.ForAdvice, outrider.ForResearch} {
		if got := c.Purposes[p].State(now); got != outrider.ConsentWithdrawn {
			t.Errorf("%s: %s", p, got)
		}
	}
	if got := c.Shares[outrider.RecipientKey("Harbour Desk")].State(now); got != outrider.ConsentWithdrawn {
		t.Errorf("share: %s", got)
	}
}
