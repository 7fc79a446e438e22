package desk

import (
	"context"
	"slices"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// ApprovalsView is what waits for a second person, and what was answered lately.
type ApprovalsView struct {
	Waiting  []ApprovalLine `json:"waiting"`  // by when an answer is due
	Answered []ApprovalLine `json:"answered"` // newest first
	Others   []WaitingElse  `json:"others"`   // figures and things to be passed on, answered on the person's page
	Rules    []RuleLine     `json:"rules"`
}

// WaitingElse is something on a person's page that waits for a second person.
type WaitingElse struct {
	Person outrider.PersonID `json:"person"`
	Code   string            `json:"code"`
	What   string            `json:"what"`
	Link   string            `json:"link"`
	Mine   bool              `json:"mine,omitempty"`
}

// RuleLine is one rule of the organisation about second persons.
type RuleLine struct {
	What   string          `json:"what"`
	Second bool            `json:"second"`
	By     []outrider.Role `json:"by,omitempty"`
	Hours  float64         `json:"within_hours"`
}

// maxAnswered bounds the list of what was answered.
const maxAnswered = 50

// Approvals lists what waits for a second person, cut to a user.
func (d *Desk) Approvals(ctx context.Context, by outrider.UserID) (ApprovalsView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.WorkCase)
	if err != nil {
		return ApprovalsView{}, err
	}
	av := ApprovalsView{Waiting: []ApprovalLine{}, Answered: []ApprovalLine{}, Others: d.waitingElse(v), Rules: d.ruleLines()}
	objects := []string{}
	for _, a := range d.p.Approvals() {
		l, ok := d.approvalLine(v, a)
		if !ok || l.State == picture.ApprovalReplaced {
			continue
		}
		objects = append(objects, string(a.ID))
		if l.State == picture.ApprovalWaits {
			av.Waiting = append(av.Waiting, l)
		} else {
			av.Answered = append(av.Answered, l)
		}
	}
	slices.SortStableFunc(av.Waiting, func(a, b ApprovalLine) int { return a.By.Compare(b.By) })
	slices.SortStableFunc(av.Answered, func(a, b ApprovalLine) int { return b.When.Compare(a.When) })
	av.Answered = av.Answered[:min(maxAnswered, len(av.Answered))]
	return av, d.look(ctx, by, picture.ReadBody{Act: "approvals", Objects: objects, Blind: true})
}

// ruleLines are the organisation's rules, in the order of the acts.
func (d *Desk) ruleLines() []RuleLine {
	var out []RuleLine
	for _, act := range outrider.ApprovalActs {
		r := d.o.Casework.Rule(act)
		out = append(out, RuleLine{What: approvalWords[act], Second: r.Second, By: r.By, Hours: r.Within.Hours()})
	}
	return out
}

// waitingElse lists proposed figures, and what is to be passed on without consent,
// that wait for a second person: they are answered where they stand.
func (d *Desk) waitingElse(v picture.View) []WaitingElse {
	out := []WaitingElse{}
	for _, x := range v.People() {
		if _, ok := v.Person(x.Protectee.ID); !ok || x.Erased {
			continue
		}
		l := WaitingElse{Person: x.Protectee.ID, Code: x.Protectee.Code}
		if n := len(x.Published); n > 0 && x.Published[n-1].Waits() && x.Allows(outrider.ForAdvice, d.now()) {
			l.What, l.Link, l.Mine = approvalWords[outrider.ApprovePublished], "/people/"+string(l.Person)+"/judgements", x.Published[n-1].By == v.User().ID
			out = append(out, l)
		}
		for _, p := range x.Passed {
			if p.Waits() {
				l.What, l.Link, l.Mine = "Pass on without consent", "/people/"+string(l.Person)+"#consent", p.By == v.User().ID
				out = append(out, l)
			}
		}
	}
	return out
}

// secondByRule is why a figure needs a second person though its numbers do not ask
// for one: the organisation always does.
func (d *Desk) secondByRule(reasons []string) []string {
	if len(reasons) == 0 && d.o.Casework.Approvals[outrider.ApprovePublished].Second {
		return []string{"the organisation's rules ask a second person before anybody is told"}
	}
	return reasons
}
