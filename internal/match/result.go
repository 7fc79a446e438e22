package match

import (
	"math"
	"slices"
	"strings"
)

// Decision is what to do with a pair of names.
type Decision string

// The decisions. What a name alone cannot decide is for review, however alike the
// strings.
const (
	DecisionMatch  Decision = "match"
	DecisionReview Decision = "review"
	DecisionNo     Decision = "no"
)

// Reason is one field of a comparison and its weight in nats: above 0 for what
// agrees, by how few share it; below 0 for what contradicts or is left out.
type Reason struct {
	Field  string  `json:"field"`
	Left   string  `json:"left"`
	Right  string  `json:"right"`
	Weight float64 `json:"weight"`
}

// Result says how probable it is that two names, with what else is known, belong
// to one bearer, in a population where half of the pairs that are looked at do.
type Result struct {
	Score    float64  `json:"score"`
	Decision Decision `json:"decision"`
	Reasons  []Reason `json:"reasons"`
	Telling  float64  `json:"-"` // nats: by how few the words that agree are borne; 20 tell one among five hundred million
}

// Subject is a name and what is known of its bearer.
type Subject struct {
	Name    *Name
	Details Details
	Weak    bool // a weak alias, as lists mark them: it never alarms alone
}

// Limits of the decision.
const (
	// enough is the information that tells one person among five hundred million
	// from all others, in nats.
	enough = 20.0
	// surely and hardly bound review.
	surely = .9
	hardly = .12
	// ceiling bounds the log-odds that a name alone can reach.
	ceiling = 6.9
	// weakAlias is what a weak alias loses (most of them are nicknames or noms de
	// guerre that many bear).
	weakAlias = 1.6
)

// Score returns the probability that two names belong to one bearer. It is
// symmetric, and 1 for identical names.
func Score(a, b *Name) float64 {
	if a.key == b.key && len(a.forms) > 0 {
		return 1
	}
	if len(a.forms) == 0 || len(b.forms) == 0 {
		return 0
	}
	m := Measure(a, b)
	return chance(logit(&m, kindOf(a, b)))
}

// kindOf is the kind by which two names are compared: where they differ, the one
// that says less, so that the order of the two does not matter.
func kindOf(a, b *Name) Kind { return min(a.Kind, b.Kind) }

func chance(logit float64) float64 { return 1 / (1 + math.Exp(-logit)) }

// Compare holds two subjects against each other and says why.
func Compare(a, b Subject) Result {
	r, o, details := judge(a, b)
	if o == nil {
		r.Reasons = []Reason{{Field: "name", Left: a.Name.Text, Right: b.Name.Text}}
		return r
	}
	r.Reasons = append(o.reasons(kindOf(a.Name, b.Name)), details...)
	return r
}

// Judge is Compare without the reasons, which take most of its time: for choosing
// among many.
func Judge(a, b Subject) Result {
	r, _, _ := judge(a, b)
	return r
}

// judge scores and decides. Without words to compare there is no outcome.
func judge(a, b Subject) (Result, *outcome, []Reason) {
	if len(a.Name.forms) == 0 || len(b.Name.forms) == 0 {
		return Result{Decision: DecisionNo}, nil, nil
	}
	m, o := explain(a.Name, b.Name)
	z := max(-ceiling, min(logit(&m, kindOf(a.Name, b.Name)), ceiling))
	same := a.Name.key == b.Name.key
	if same {
		z = ceiling
	}
	details := weighDetails(a.Details, b.Details)
	if a.Weak || b.Weak {
		details = append(details, Reason{"weak alias", "", "", -weakAlias})
	}
	known := 0.0
	for _, r := range details {
		z += r.Weight
		known += r.Weight
	}
	score := chance(z)
	if same && known >= 0 {
		score = 1
	}
	weak := a.Weak || b.Weak
	agreed := o.agreed()
	return Result{Score: score, Decision: decide(score, judged{known, agreed, weak, o.omits(m)}), Telling: agreed}, &o, details
}

// decide turns a score into a decision: a match needs a name, or a name and
// details, that nobody else is likely to bear.
func decide(score float64, j judged) Decision {
	switch {
	case score < hardly:
		return DecisionNo
	case score < surely || j.known < 0 || j.agreed+j.known < enough:
		return DecisionReview
	case (j.weak || j.omits) && j.known < sameYear:
		return DecisionReview
	}
	return DecisionMatch
}

// judged is what a decision looks at besides the score.
type judged struct {
	known  float64 // nats of the details
	agreed float64 // nats of the words that agree
	weak   bool    // a weak alias
	omits  bool    // one name has what the other lacks
}

// omits says that the names are not the same words: one has more, an initial, or
// a word of generation, which tells a father from his son.
func (o outcome) omits(m Measures) bool {
	return m[mOmit] > .12 || m[mClashes] > 0 || m[mInitial] > 0 || generation(o.left) != generation(o.right)
}

func generation(form []Token) string {
	for i := range form {
		if wordRoles()[form[i].Text] == "generation" {
			return form[i].Text
		}
	}
	return ""
}

// agreed is the information of all pairings, in nats.
func (o outcome) agreed() float64 {
	sum := 0.0
	for _, p := range o.pairs {
		sum += p.fit * min(span(o.left, p.a, p.na), span(o.right, p.b, p.nb))
	}
	return sum
}

// reasons explains a pairing word by word. Words that agree weigh what their
// agreement tells, in nats; words left over weigh what they take from the log-odds.
func (o outcome) reasons(kind Kind) []Reason {
	var out []Reason
	full := again(o.left, o.right, kind)
	for _, p := range o.pairs {
		l, r := o.left[p.a:p.a+p.na], o.right[p.b:p.b+p.nb]
		out = append(out, Reason{fieldOf(l, r), texts(l), texts(r), round(p.fit * min(span(l, 0, p.na), span(r, 0, p.nb)))})
	}
	for i := range o.left {
		if !o.usedA[i] {
			rest := again(without(o.left, uint8(i), 1), o.right, kind)
			out = append(out, Reason{o.left[i].Role.String(), o.left[i].Text, "", round(min(0, full-rest))})
		}
	}
	for j := range o.right {
		if !o.usedB[j] {
			rest := again(o.left, without(o.right, uint8(j), 1), kind)
			out = append(out, Reason{o.right[j].Role.String(), "", o.right[j].Text, round(min(0, full-rest))})
		}
	}
	return out
}

// again pairs two readings anew and returns their log-odds.
func again(a, b []Token, kind Kind) float64 {
	var s scratch
	compareForms(newReading(a), newReading(b), &s)
	m := measureForms(a, b, &s)
	return logit(&m, kind)
}

func without(form []Token, from, n uint8) []Token {
	return slices.Delete(slices.Clone(form), int(from), int(from+n))
}

// fieldOf names what two paired runs are, where either tells.
func fieldOf(l, r []Token) string {
	if l[0].Role == RoleOpen {
		return r[0].Role.String()
	}
	return l[0].Role.String()
}

func texts(run []Token) string {
	words := make([]string, len(run))
	for i := range run {
		words[i] = run[i].Text
	}
	return strings.Join(words, " ")
}

func round(x float64) float64 { return math.Round(x*100) / 100 }
