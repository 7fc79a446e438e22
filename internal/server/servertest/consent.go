package servertest

import (
	"outrider"
	"outrider/internal/desk"
)

// consent is a card with everything on it.
func consent() *desk.ConsentView {
	said := outrider.Told{Source: outrider.SaidBySelf, To: "ana", How: outrider.ByPhone, Language: "fa"}
	return &desk.ConsentView{
		Lines: []desk.ConsentLine{{Purpose: outrider.ForRecord, State: outrider.ConsentGiven, Expires: Now().AddDate(1, 0, 0)},
			{Purpose: outrider.ForAdvice, State: outrider.ConsentGiven, Expires: Now().AddDate(0, 0, 9), Soon: true},
			{Purpose: outrider.ForSharing, With: "harbour desk", State: outrider.ConsentWithdrawn, Withdrawn: Now()},
			{Purpose: outrider.ForResearch, State: outrider.ConsentUnasked}},
		Withheld: []string{"the cousin"}, Telling: outrider.TellWords, Tell: "Tell them in words, without the number.", Reaches: 1, Words: true, Second: true,
		Passed: []desk.PassedLine{{ID: "x-1", To: "Coast Watch", What: "where they are", By: "mira", At: Now(), Ground: outrider.GroundLife, Why: "armed men at the door", State: "waits"},
			{ID: "x-2", To: "Harbour Desk", What: "the plate", By: "ana", At: Now(), State: "passed on"}},
		Recalls:  recalls(),
		History:  []desk.ConsentWordLine{{At: Now(), By: "ana", Purpose: outrider.ForSharing, Told: said}, {At: Now().AddDate(0, -1, 0), By: "ana", Yes: true, Purpose: outrider.ForRecord, Told: said, Expires: Now().AddDate(1, 0, 0)}},
		Linked:   []desk.LinkLine{{Person: "p-m09", Code: "M-09", How: "child", Sheet: outrider.SheetHousehold, Theirs: true}},
		Journeys: []outrider.Journey{{ID: "j-1", To: outrider.Place{Name: "Exampleville airport"}, Leave: Now().AddDate(0, 0, 3)}}, May: true}
}

func recalls() []desk.RecallLine {
	return []desk.RecallLine{{ID: "z-1", Person: "p-k07", Code: "K-07", From: "Harbour Desk", What: "the plate", Owner: "ana", Due: Now().AddDate(0, 0, -1), Overdue: true, State: "open"}}
}

// consentDigest is what the queue says of consent.
func consentDigest() *desk.ConsentDigest {
	return &desk.ConsentDigest{Recalls: recalls(), Waiting: []desk.LapseLine{{Person: "p-k07", Code: "K-07"}},
		Lapses: []desk.LapseLine{{Person: "p-k07", Code: "K-07", Purpose: outrider.ForAdvice, Expires: Now().AddDate(0, 0, 9)}}}
}
