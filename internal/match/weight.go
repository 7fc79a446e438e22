package match

import (
	"math"
	"strconv"
	"strings"
	"sync"
)

// Skeleton is a word's consonants in classes that survive every script: what is
// left of a name when vowels, lengths and emphatics are lost. It is the key under
// which bearers are counted.
func Skeleton(sounds string) string {
	var b strings.Builder
	var last byte
	for i := range len(sounds) {
		c := skeletonClass[soundCode(sounds[i])]
		if c == 0 || i > 0 && strings.IndexByte("wyh", c) >= 0 || c == last {
			continue
		}
		last = c
		b.WriteByte(c)
	}
	return b.String()
}

// skeletonClass maps a sound's number to its consonant class, 0 for vowels.
var skeletonClass = func() (out [sounds]byte) {
	for _, f := range strings.Fields("bp:b fv:f tTF:t dDL:t kqcXgG:k sPK:s zV:s SCZj:S m:m n:n l:l r:l x:k w:w y:y hH:h") {
		from, to, _ := strings.Cut(f, ":")
		for i := range len(from) {
			out[soundCode(from[i])] = to[0]
		}
	}
	return out
}()

// soundClass is a bit for a sound's consonant class, 0 for vowels and glides.
func soundClass(c byte) uint16 {
	k := skeletonClass[soundCode(c)]
	if k == 0 {
		return 0
	}
	i := strings.IndexByte("bftksSmnl", k)
	if i < 0 {
		return 0
	}
	return 1 << i
}

// bearers is how often a word stands in names: by its Latin or Cyrillic sounds,
// else by its skeleton, in bearers per million names.
var bearers = sync.OnceValue(func() map[string]float64 {
	out := map[string]float64{}
	for _, f := range tableRows("bearers", 2) {
		if v, err := strconv.ParseFloat(f[1], 64); err == nil {
			out[f[0]] = v
		}
	}
	return out
})

// cognates are the words whose form in another script is not their spelling, such
// as John in Chinese: by the foreign word, the sounds of the Latin ones.
var cognates = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for _, name := range []string{"cognates", "terms"} {
		for _, f := range tableRows(name, 2) {
			s, _ := Sounds(f[1])
			out[f[0]] = append(out[f[0]], s)
		}
	}
	return out
})

// Limits of a word's weight in nats: a word of nobody's name counts as one bearer
// in 200,000, because a spelling that was never seen may be a slip.
const (
	rarest   = 12.2
	commoner = 1.5
	numeral  = 4  // a number in the name of a ship, a brigade, a yard
	idle     = .3 // particles, titles, legal forms: they hardly tell people apart
)

// weighTerm weighs a word of an organisation's name by how many organisations have
// it; a translated word weighs what its English form does.
func weighTerm(t *Token) float64 {
	if t.n == 0 {
		return numeral
	}
	w := rarest
	for _, s := range append([]string{t.Sounds}, t.also...) {
		if perMillion, ok := bearers()["o="+s]; ok {
			w = min(w, math.Log(1e6/perMillion))
		}
	}
	return max(idle, min(w, 2.6*float64(t.n)))
}

// weigh returns how much it says that two names share a word: the logarithm of
// one over the share of names that have it (Newcombe 1959 on rare surnames).
func weigh(t *Token, kind Kind) float64 {
	switch {
	case kind == KindOrganisation || kind == KindVessel:
		if legalForms()[t.Text] {
			return idle
		}
		return weighTerm(t)
	case t.Role == RoleHonorific || t.Role == RoleTitle || t.Role == RoleParticle || t.Role == RoleKunya:
		return idle
	}
	if t.Role == RoleInitial {
		return commoner
	}
	if t.n == 0 {
		return idle
	}
	table := bearers()
	perMillion, known := table[Skeleton(t.Sounds)]
	if t.Script == ScriptLatin || t.Script == ScriptCyrillic {
		if exact, ok := table["="+t.Sounds]; ok {
			perMillion, known = exact, true
		} else if known {
			perMillion /= 8 // one spelling among those that share the skeleton
		}
	}
	if !known {
		perMillion = 0
	}
	w := min(rarest, math.Log(1e6/(perMillion+math.Exp(math.Log(1e6)-rarest))))
	// A word of one or two sounds cannot be rarer than its sounds.
	return max(commoner, min(w, 2.6*float64(t.n)))
}
