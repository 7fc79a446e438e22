package desk

import (
	"fmt"

	"outrider"
	"outrider/internal/detect"
	"outrider/internal/picture"
	"outrider/internal/selector"
)

// maxCampaigns bounds how many campaigns a queue shows.
const maxCampaigns = 12

// campaigns are the groups of people whom the same things came to, cut to a user.
func (d *Desk) campaigns(v picture.View) []CampaignLine {
	var all []outrider.Finding
	for _, f := range d.p.Findings() {
		all = append(all, *f)
	}
	var out []CampaignLine
	masked := 0
	for _, c := range detect.Campaigns(all) {
		switch {
		case !v.SeesAll(c.Reports):
			masked++
		case len(out) < maxCampaigns && c.Score > 0:
			out = append(out, d.campaignLine(v, c))
		}
	}
	if masked > 0 {
		out = append(out, CampaignLine{Masked: true, Summary: count(masked, "pattern") + " across people that you may not see in full; ask the duty officer"})
	}
	return out
}

func (d *Desk) campaignLine(v picture.View, c detect.Campaign) CampaignLine {
	l := CampaignLine{Codes: d.codesFor(v, c.People), ID: c.ID, Score: c.Score, Handling: c.Handling.String(),
		Summary: fmt.Sprintf("%s came to %d people who have declared no tie.", count(len(c.Selectors), "thing"), len(c.People))}
	for _, s := range c.Selectors {
		l.Things = append(l.Things, selector.Redact(s))
	}
	return l
}
