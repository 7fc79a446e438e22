package match

import "slices"

// Measure holds two names against each other and returns the numbers of the best
// pair of readings. It is symmetric.
func Measure(a, b *Name) Measures {
	if b.key < a.key {
		a, b = b, a
	}
	var s scratch
	return best(a, b, &s, nil)
}

// outcome is how the best pair of readings was paired.
type outcome struct {
	left, right  []Token
	usedA, usedB [maxTokens]bool
	pairs        []found
}

// explain finds the pair of readings that agrees most, and how it was paired.
func explain(a, b *Name) (Measures, outcome) {
	var s scratch
	var o outcome
	if b.key < a.key {
		m := best(b, a, &s, &o)
		return m, o.turned()
	}
	return best(a, b, &s, &o), o
}

func (o outcome) turned() outcome {
	o.left, o.right = o.right, o.left
	o.usedA, o.usedB = o.usedB, o.usedA
	for i := range o.pairs {
		p := &o.pairs[i]
		p.a, p.b, p.na, p.nb = p.b, p.a, p.nb, p.na
	}
	return o
}

// best measures every pair of readings; o, where it is wanted, is filled with the
// pairing of the best.
func best(a, b *Name, s *scratch, o *outcome) (top Measures) {
	first, high := true, 0.0
	for _, x := range a.forms {
		for _, y := range b.forms {
			compareForms(x, y, s)
			m := measureForms(x.words, y.words, s)
			v := logit(&m, kindOf(a, b))
			if !first && v <= high {
				continue
			}
			first, high, top = false, v, m
			if o != nil {
				*o = outcome{x.words, y.words, s.usedA, s.usedB, slices.Clone(s.pairs[:s.n])}
			}
		}
	}
	return top
}

// measureForms sums up what was paired and what was left over.
func measureForms(a, b []Token, s *scratch) (m Measures) {
	m[mBias] = 1
	agree, doubt, worst := 0.0, 0.0, 0.0
	pairedA, pairedB := 0.0, 0.0
	foreign, content := false, 0
	for _, p := range s.pairs[:s.n] {
		wa, wb := span(a, p.a, p.na), span(b, p.b, p.nb)
		w := min(wa, wb)
		if hasInitial(a, b, p) {
			wa, wb = w, w // a letter says no more about a word than about itself
		} else if w > idle {
			content++
		}
		if p.na > 1 || p.nb > 1 {
			w = max(w, p.gain/max(p.fit, .01)/1.01)
		}
		agree += w * p.fit
		pairedA += wa * p.fit
		pairedB += wb * p.fit
		doubt += w * (1 - p.fit)
		if w > idle && !hasInitial(a, b, p) {
			worst = max(worst, 1-p.fit)
		}
		foreign = foreign || a[p.a].Script != b[p.b].Script
	}
	allA, allB := total(a), total(b)
	leftA, leftB := left(a, s.usedA[:len(a)]), left(b, s.usedB[:len(b)])
	m[mAgree] = min(agree, 30) / 10
	m[mThin] = max(0, 1-agree/8)
	m[mContradict] = min(leftA, leftB) / 10
	m[mOmit] = (max(leftA, leftB) - min(leftA, leftB)) / 10
	m[mDoubt] = doubt / 10
	m[mWorst] = worst
	coverA, coverB := pairedA/max(allA, .1), pairedB/max(allB, .1)
	m[mCoverLow], m[mCoverHigh] = min(coverA, coverB), max(coverA, coverB)
	if content < 2 && max(words(a), words(b)) > 1 && !whole(a, b, s) {
		m[mSingle] = 1
	}
	roles(a, b, s, &m)
	disorder(a, b, s, &m)
	if foreign || len(a) > 0 && len(b) > 0 && a[0].Script != b[0].Script {
		m[mForeign], m[mForeignLoss], m[mWorst] = 1, worst, 0
	}
	return m
}

// whole says that one name is one word that the other writes as several, all of
// them taken: a name written together.
func whole(a, b []Token, s *scratch) bool {
	for _, p := range s.pairs[:s.n] {
		if p.na > 1 && words(a[p.a:p.a+p.na]) == words(a) && words(b) == 1 || p.nb > 1 && words(b[p.b:p.b+p.nb]) == words(b) && words(a) == 1 {
			return true
		}
	}
	return false
}

// roles notes words that do the same in both names and differ.
func roles(a, b []Token, s *scratch, m *Measures) {
	for _, r := range []struct {
		role Role
		at   int
	}{{RolePatronymic, mPatronymic}, {RoleFamily, mFamily}, {RoleGiven, mGiven}} {
		x, y := unpaired(a, s.usedA[:], r.role), unpaired(b, s.usedB[:], r.role)
		if x && y {
			m[r.at] = 1
		}
	}
}

// disorder notes what is left over where: counted on both sides, initials, and a
// first word that the other name does not have.
func disorder(a, b []Token, s *scratch, m *Measures) {
	content := contentPairs(a, b, s)
	na, ia := leftWords(a, s.usedA[:])
	nb, ib := leftWords(b, s.usedB[:])
	clashes := float64(min(na, nb))
	for _, p := range s.pairs[:s.n] {
		if a[p.a].Weight > idle && b[p.b].Weight > idle {
			clashes += max(0, (poorFit-p.fit)/poorFit)
			if a[p.a].Role == RoleInitial && b[p.b].Role != RoleInitial && na > 0 || b[p.b].Role == RoleInitial && a[p.a].Role != RoleInitial && nb > 0 {
				clashes += lentInitial
			}
		}
	}
	m[mClashes] = min(clashes, 3)
	if ia > 0 && nb+ib > 0 || ib > 0 && na+ia > 0 {
		m[mInitial] = 1
	}
	fa, fb := firstWord(a), firstWord(b)
	for _, p := range s.pairs[:s.n] {
		if bareGiven(a[p.a:p.a+p.na], a, b, int(p.b)) || bareGiven(b[p.b:p.b+p.nb], b, a, int(p.a)) {
			m[mShift] = 1
			return
		}
	}
	if fa >= 0 && fb >= 0 && len(a) > 1 && len(b) > 1 && s.usedA[fa] != s.usedB[fb] {
		for _, p := range s.pairs[:s.n] {
			if int(p.a) == fa && int(p.b) == nextWord(b, fb) || int(p.b) == fb && int(p.a) == nextWord(a, fa) {
				m[mShift] = 1
				if content > 2 {
					m[mChain] = 1
				}
			}
		}
	}
}

// poorFit is the fit under which a pairing counts as a clash in part.
const poorFit = .6

// lentInitial is the part of a clash that remains when a word is taken by an
// initial while a whole word of the initial's name finds nothing.
const lentInitial = .6

// bareGiven says that all of one name agrees with the first word of the other's,
// which has more and which nothing marks as the family name.
func bareGiven(part, one, other []Token, at int) bool {
	return words(part) == words(one) && words(other) > 1 && at == firstWord(other) && other[at].Role != RoleFamily && other[at].Script == ScriptLatin
}

// contentPairs counts the pairings of words that are names.
func contentPairs(a, b []Token, s *scratch) int {
	n := 0
	for _, p := range s.pairs[:s.n] {
		if a[p.a].Weight > idle && b[p.b].Weight > idle {
			n++
		}
	}
	return n
}

// leftWords counts unpaired words, and unpaired initials apart.
func leftWords(form []Token, used []bool) (words, initials int) {
	for i := range form {
		switch {
		case used[i] || form[i].Weight <= idle:
		case form[i].Role == RoleInitial:
			initials++
		default:
			words++
		}
	}
	return words, initials
}

func firstWord(form []Token) int { return nextWord(form, -1) }

func nextWord(form []Token, after int) int {
	for i := after + 1; i < len(form); i++ {
		if form[i].Weight > idle {
			return i
		}
	}
	return -1
}

func unpaired(words []Token, used []bool, role Role) bool {
	for i := range words {
		if words[i].Role == role && !used[i] {
			return true
		}
	}
	return false
}

func hasInitial(a, b []Token, p found) bool {
	return a[p.a].Role == RoleInitial || b[p.b].Role == RoleInitial
}

func span(words []Token, from, n uint8) float64 {
	sum := 0.0
	for i := from; i < from+n; i++ {
		sum += words[i].Weight
	}
	return sum
}

func total(words []Token) float64 { return span(words, 0, uint8(len(words))) }

func left(words []Token, used []bool) float64 {
	sum := 0.0
	for i := range words {
		if !used[i] {
			sum += words[i].Weight
		}
	}
	return sum
}

// words counts the words that are names.
func words(form []Token) int {
	n := 0
	for i := range form {
		if form[i].Weight > idle {
			n++
		}
	}
	return n
}
