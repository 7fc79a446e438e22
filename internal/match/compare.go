package match

import (
	"math/bits"
	"slices"
)

// Pairing says how one word of each name, or one word and several that together
// spell it, were held against each other.
type Pairing struct {
	Left, Right []int   // places of the words in their readings
	Fit         float64 // 0 unlike to 1 the same
	Weight      float64 // nats that agreement is worth
}

// Measures are the numbers a score is made from, in a fixed order: what agrees,
// what contradicts, what one side leaves out. They are exported for fitting.
type Measures [measures]float64

// The measures.
const (
	mBias        = iota
	mAgree       // weight of what agrees, in tens of nats, at most 3
	mContradict  // weight left over on both sides
	mOmit        // weight left over on one side only
	mDoubt       // weight lost to imperfect fits
	mWorst       // misfit of the worst pairing, in one script
	mCoverLow    // share of the fuller name that agrees
	mCoverHigh   // share of the shorter name that agrees
	mSingle      // all that agrees is one word, and there are more
	mPatronymic  // patronymics on both sides that differ
	mFamily      // known family names that differ
	mGiven       // given names known on both sides that differ
	mForeign     // the scripts differ
	mForeignLoss // misfit of the worst pairing across scripts
	mClashes     // words left over on both sides, counted, and pairings that hardly fit in part; at most 3
	mInitial     // an initial that fits nothing while a word of the other side is left over
	mShift       // one name begins with a word that the other lacks, or only a given name agrees
	mThin        // how far what agrees falls short of eight nats, 0 to 1
	mChain       // as mShift, with three words and more agreeing in order: father and child
	measures
)

// Fits below lowFit are chance; fits above highFit are the same word for sure.
const (
	lowFit  = 0
	highFit = .9
)

// scratch is the working memory of one comparison; it stays on the stack.
type scratch struct {
	fit   [maxTokens][maxTokens]float64
	usedA [maxTokens]bool
	usedB [maxTokens]bool
	pairs [maxTokens]found
	n     int
	list  [maxTokens * 6]found // what may be paired
}

// found is a pairing of the words from..to on each side.
type found struct {
	a, b, na, nb uint8
	fit, gain    float64
}

// fitOf holds two words' sounds against each other: the best alignment's score as
// a share of what either could reach, 0 to 1.
func fitOf(x, y *Token) float64 {
	if x.n == 0 || y.n == 0 {
		if x.n == y.n && x.Text == y.Text {
			return 1 // numbers are the same or not
		}
		return 0
	}
	if apart(x.mask, y.mask) {
		return 0
	}
	if x.Role == RoleInitial || y.Role == RoleInitial {
		return initialFit(x, y)
	}
	if x.Script == ScriptHan && y.Script == ScriptHan {
		return sameCharacters(x, y)
	}
	fit := stretch(x.code[:x.n], y.code[:y.n], x.Script, y.Script, x.best[y.Script]+y.best[x.Script])
	if fit < .9 {
		fit = max(fit, cognateFit(x, y), articleFit(x, y))
	}
	return fit
}

// articleFit compares without the Arabic article that one of two Latin spellings
// may have written into the word, as in Elkhatib.
func articleFit(x, y *Token) float64 {
	if x.article == y.article {
		return 0
	}
	best := x.best[y.Script] + y.best[x.Script]
	if x.article {
		return .9 * stretch(x.code[2:x.n], y.code[:y.n], x.Script, y.Script, best-articleBest(x, y.Script))
	}
	return .9 * stretch(x.code[:x.n], y.code[2:y.n], x.Script, y.Script, best-articleBest(y, x.Script))
}

func articleBest(t *Token, other Script) int16 {
	return pairCosts().yardstick(t.code[:2], t.Script, other)
}

// apart says that two words share less than half the consonant classes of the
// plainer one: no alignment makes up for that.
func apart(x, y uint16) bool {
	return 2*bits.OnesCount16(x&y) < min(bits.OnesCount16(x), bits.OnesCount16(y))
}

// sameCharacters compares two Han words by their characters: two characters of
// one sound are two names, unless they are two forms of one.
func sameCharacters(x, y *Token) float64 {
	a, b := []rune(x.Text), []rune(y.Text)
	same := 0.0
	for i := range min(len(a), len(b)) {
		switch {
		case a[i] == b[i]:
			same++
		case tables().han[a[i]] == tables().han[b[i]]:
			same += .3
		}
	}
	f := same / float64(max(len(a), len(b)))
	return f * f
}

// cognateFit is high where one word is known as the other's form in its language:
// names that were translated rather than spelled.
func cognateFit(x, y *Token) float64 {
	for _, a := range x.also {
		if a == y.Sounds {
			return .9
		}
	}
	for _, b := range y.also {
		if b == x.Sounds {
			return .9
		}
	}
	return 0
}

// clash says that two words cannot be one because of what they do in names that
// both have a patronymic.
func clash(x, y *Token, both bool) bool {
	return both && (x.Role == RolePatronymic) != (y.Role == RolePatronymic)
}

// lent says that a particle would take a name's place: "al" is no Hall, and the
// name would then seem to be found.
func lent(x, y *Token) bool {
	return (x.Role == RoleParticle) != (y.Role == RoleParticle) && x.Script == y.Script && x.Sounds != y.Sounds
}

func hasRole(form []Token, r Role) bool {
	for i := range form {
		if form[i].Role == r {
			return true
		}
	}
	return false
}

// stretch aligns two runs of sounds and scales the score between chance and sameness.
func stretch(a, b []uint8, sa, sb Script, best int16) float64 {
	if 2*len(a)+3 < len(b) && sa == sb || 2*len(b)+3 < len(a) && sa == sb || best <= 0 {
		return 0
	}
	if sa == sb && slices.Equal(a, b) {
		return 1
	}
	c := pairCosts().between(sa, sb)
	score := c.align(a, b)
	var other [maxSounds]uint8
	if sa == sb && unswap(a, b, &other) {
		score = max(score, c.align(other[:len(a)], b)-swapped)
	}
	f := (2*float64(score)/float64(best) - lowFit) / (highFit - lowFit)
	return max(0, min(f, 1))
}

// initialFit holds a letter against a word: it fits when the word begins with it,
// and it never fits as well as the word itself would.
func initialFit(x, y *Token) float64 {
	if x.Role == y.Role && x.Script == y.Script {
		if x.code[0] == y.code[0] {
			return 1
		}
		return 0
	}
	if x.Role == RoleFamily || y.Role == RoleFamily {
		return 0
	}
	if x.Script != y.Script && fitSounds(x, y) > 0 {
		return .7
	}
	if x.code[0] == y.code[0] {
		return .8
	}
	return 0
}

func fitSounds(x, y *Token) int16 {
	return pairCosts().between(x.Script, y.Script)[int(x.code[0])*width+int(y.code[0])]
}

// compareForms pairs the words of two readings: the heaviest good fits first,
// neighbouring words together where together they spell one word of the other side.
func compareForms(x, y *reading, s *scratch) {
	a, b := x.words, y.words
	n := 0
	list := &s.list
	add := func(f found) {
		if f.gain > 0 && n < len(list) {
			list[n] = f
			n++
		}
	}
	both := hasRole(a, RolePatronymic) && hasRole(b, RolePatronymic)
	for j := range b {
		s.usedB[j] = false
	}
	for i := range a {
		s.usedA[i] = false
		for j := range b {
			fit := fitOf(&a[i], &b[j])
			if fit < .75 && clash(&a[i], &b[j], both) || lent(&a[i], &b[j]) {
				fit = 0
			}
			s.fit[i][j] = fit
			if fit > .25 {
				add(found{uint8(i), uint8(j), 1, 1, fit, fit * pairWeight(&a[i], &b[j])})
			}
		}
	}
	if len(a) > 1 || len(b) > 1 {
		joins(x, y, s, false, add)
		joins(y, x, s, true, add)
	}
	s.n = 0
	for {
		best := -1
		for k := range list[:n] {
			f := &list[k]
			if f.gain > 0 && s.free(f) && (best < 0 || f.gain > list[best].gain) {
				best = k
			}
		}
		if best < 0 || s.n == maxTokens {
			return
		}
		s.take(list[best])
	}
}

// free says whether the words of a pairing are still unpaired.
func (s *scratch) free(f *found) bool {
	for i := f.a; i < f.a+f.na; i++ {
		if s.usedA[i] {
			return false
		}
	}
	for j := f.b; j < f.b+f.nb; j++ {
		if s.usedB[j] {
			return false
		}
	}
	return true
}

func (s *scratch) take(f found) {
	for i := f.a; i < f.a+f.na; i++ {
		s.usedA[i] = true
	}
	for j := f.b; j < f.b+f.nb; j++ {
		s.usedB[j] = true
	}
	s.pairs[s.n] = f
	s.n++
}

// pairWeight is what agreement of two words is worth: the less telling one decides.
func pairWeight(x, y *Token) float64 { return min(x.Weight, y.Weight) }

// run is two or three neighbouring words written as one.
type run struct {
	from, n uint8
	script  Script
	length  uint8
	mask    uint16
	code    [maxSounds]uint8
	best    [scripts]int16
	weight  float64
}

// reading is one way to read a name: its words, and its neighbours written together.
type reading struct {
	words []Token
	runs  []run
}

// newReading glues neighbouring words of one script.
func newReading(words []Token) *reading {
	r := &reading{words: words}
	for i := range words {
		for n := 2; n <= 3 && i+n <= len(words); n++ {
			g, ok := glue(words[i : i+n])
			if !ok {
				break
			}
			g.from = uint8(i)
			r.runs = append(r.runs, g)
		}
	}
	return r
}

// glue writes neighbouring words of one script as one.
func glue(words []Token) (g run, ok bool) {
	g.n, g.script = uint8(len(words)), words[0].Script
	for k := range words {
		t := &words[k]
		if t.Script != g.script || int(g.length+t.n) > maxSounds || t.Role == RoleTitle || t.Role == RoleInitial {
			return g, false
		}
		for _, c := range t.code[:t.n] {
			if g.length > 0 && g.code[g.length-1] == c && g.script == ScriptLatin {
				continue
			}
			g.code[g.length] = c
			g.length++
		}
		for x := range g.best {
			g.best[x] += t.best[x]
		}
		g.mask |= t.mask
		g.weight += t.Weight
	}
	return g, g.length > 0
}

// joins finds neighbouring words of a that together spell one of b, where they do
// so better than any of them alone.
func joins(a, b *reading, s *scratch, turned bool, add func(found)) {
	for k := range a.runs {
		g := &a.runs[k]
		for j := range b.words {
			y := &b.words[j]
			if !g.maySpell(y) {
				continue
			}
			alone := s.single(int(g.from), int(g.n), j, turned)
			if alone > .9 {
				continue
			}
			fit := stretch(g.code[:g.length], y.code[:y.n], g.script, y.Script, g.best[y.Script]+y.best[g.script])
			if fit < .6 || fit < alone+.1 {
				continue
			}
			f := found{g.from, uint8(j), g.n, 1, fit, fit * y.Weight * 1.01}
			if turned {
				f.a, f.b, f.na, f.nb = f.b, f.a, f.nb, f.na
			}
			add(f)
		}
	}
}

// maySpell rules out by length and by classes of consonants.
func (g *run) maySpell(y *Token) bool {
	if g.script == ScriptHan && y.Script == ScriptHan {
		return false // characters are compared, not sounds
	}
	if y.Role == RoleInitial || bits.OnesCount16(g.mask&^y.mask) > 1 || bits.OnesCount16(y.mask&^g.mask) > 1 {
		return false
	}
	return g.script != y.Script || g.length <= y.n+3 && y.n <= g.length+2
}

// single is the best fit of any word of a run alone.
func (s *scratch) single(i, n, j int, turned bool) float64 {
	top := 0.0
	for k := i; k < i+n; k++ {
		if turned {
			top = max(top, s.fit[j][k])
		} else {
			top = max(top, s.fit[k][j])
		}
	}
	return top
}

// Words says how well two single words fit, 0 unlike to 1 the same, whatever
// their scripts.
func Words(a, b string) float64 {
	x, y := New(a, KindToken), New(b, KindToken)
	if len(x.forms) == 0 || len(y.forms) == 0 {
		return 0
	}
	return fitOf(&x.forms[0].words[0], &y.forms[0].words[0])
}
