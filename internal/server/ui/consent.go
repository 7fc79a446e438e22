package ui

import "outrider"

// purposeWord is what a reader sees for a purpose of consent.
func purposeWord(p outrider.ConsentPurpose) string {
	return map[outrider.ConsentPurpose]string{outrider.ForRecord: "keep a record", outrider.ForAdvice: "assess, warn and advise", outrider.ForSharing: "tell others",
		outrider.ForResearch: "let numbers learnt from the history leave the house"}[p]
}

// groundWord is what a reader sees for a ground.
func groundWord(g outrider.Ground) string {
	return map[outrider.Ground]string{outrider.GroundLife: "a life was at risk", outrider.GroundChild: "a child was in danger", outrider.GroundLaw: "the law compelled it"}[g]
}
