package desk

import (
	"outrider"
	"outrider/internal/picture"
)

// An analyst who has seen a figure is drawn to it. Until they open a person's page
// after the last news, or say what they think, lists keep the model's figures about
// that person back from them; the ledger notes that the list was read blind.

// blindTo reports whether no figure of the model about a person was shown to a
// user since the last news about that person.
func (d *Desk) blindTo(u outrider.UserID, x *picture.Person) bool {
	news, _ := x.News()
	shown := d.p.Shown(u, x)
	return shown == 0 || shown < news
}

// readsBlind reports whether lists are cut for somebody who may judge blind.
func readsBlind(v picture.View) bool { return v.User().Role == outrider.RoleAnalyst }

// withheld reports whether lists keep the figures about a person back from a user.
func (d *Desk) withheld(v picture.View, id outrider.PersonID) bool {
	x, ok := d.p.Person(id)
	return ok && id != "" && readsBlind(v) && d.blindTo(v.User().ID, x)
}

// heldBack stands where a figure would.
func heldBack(label string) Judgement {
	return Judgement{Label: label, P: outrider.Probability{NoData: true}, Withheld: true, Percent: "judge first", Word: "held back from you", Range: "not shown",
		Note: "Judge first; opening the person's page shows the model."}
}

// blindItems takes figures out of the lines of a queue.
func (d *Desk) blindItems(v picture.View, items []QueueItem) {
	for i, it := range items {
		if it.Masked || !d.withheld(v, it.Person) {
			continue
		}
		items[i].Judgement = heldBack(it.Judgement.Label)
		if it.Rule == outrider.RuleStage {
			items[i].Why = "New reports carried the assessment over a line; the figure is held back until you judge."
		}
	}
}

// blindQueue takes the model's figures out of a queue for whoever may judge blind.
func (d *Desk) blindQueue(v picture.View, q *QueueView) {
	d.blindItems(v, q.Items)
	d.blindItems(v, q.Taken)
	for i, x := range q.Quiet {
		if d.withheld(v, x.Person) {
			q.Quiet[i].Judgement = heldBack(x.Judgement.Label)
		}
	}
}

// blindLines does the same in lists of people.
func (d *Desk) blindLines(v picture.View, people []PersonLine) {
	for i, l := range people {
		if d.withheld(v, l.ID) {
			people[i].Judgement = heldBack(l.Judgement.Label)
		}
	}
}
