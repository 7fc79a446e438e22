package match

import (
	"strconv"
	"sync"
)

// width is the stride of a cost table: a power of two above the number of sounds,
// so that a masked index needs no bounds check.
const width = 64

// costs holds the log-likelihood ratios of sound pairs in hundredths of a nat;
// row or column 0 is silence. Higher means more alike.
type costs [width * width]int16

// floorCost is what a pair costs that was never seen.
const floorCost = -500

// costTables are the tables of Latin against every script, and turned about.
type costTables struct {
	to, from [scripts]*costs
	latin    [scripts][sounds]int16 // mean score of a Latin sound in words that are the same
	other    [scripts][sounds]int16 // and of the other script's
}

// pairCosts reads the learnt costs once; scripts without pairs of their own are
// compared as Latin is with Latin.
var pairCosts = sync.OnceValue(func() *costTables {
	t := new(costTables)
	for s := range t.to {
		t.to[s], t.from[s] = newCosts(), newCosts()
	}
	seen := [scripts]bool{}
	for _, f := range tableRows("costs", 4) {
		s := scriptCode(f[0])
		a, b := soundCode(f[1][0]), soundCode(f[2][0])
		v, err := strconv.Atoi(f[3])
		if err != nil {
			continue
		}
		seen[s] = true
		switch {
		case f[1] == "=":
			t.other[s][b] = int16(v)
			continue
		case f[2] == "=":
			t.latin[s][a] = int16(v)
			continue
		}
		t.to[s][int(a)*width+int(b)] = int16(v)
		t.from[s][int(b)*width+int(a)] = int16(v)
	}
	for s := range t.to {
		if !seen[s] {
			t.to[s], t.from[s] = t.to[ScriptLatin], t.from[ScriptLatin]
			t.latin[s], t.other[s] = t.latin[ScriptLatin], t.other[ScriptLatin]
		}
	}
	return t
})

func newCosts() *costs {
	c := new(costs)
	for i := range c {
		c[i] = floorCost
	}
	return c
}

// between returns the costs for a word of script a against one of script b. Two
// scripts of which neither is Latin are compared by the costs of the one that
// says less, because that is where sounds were lost.
func (t *costTables) between(a, b Script) *costs {
	switch {
	case a == b:
		return t.to[ScriptLatin]
	case a == ScriptLatin:
		return t.to[b]
	case b == ScriptLatin:
		return t.from[a]
	case a < b:
		return t.to[b]
	}
	return t.from[a]
}

// align returns the score of the best alignment of two words' sounds, in
// hundredths of a nat of log-likelihood ratio: the same word against any two.
func (c *costs) align(a, b []uint8) int32 {
	var row [maxSounds + 1]int32
	b = b[:min(len(b), maxSounds)]
	for j := range b {
		row[j+1] = row[j] + int32(c[b[j]&(width-1)])
	}
	for _, x := range a {
		line := (*[width]int16)(c[int(x&(width-1))*width:])
		skip := int32(line[0])
		corner := row[0]
		row[0] += skip
		left := row[0]
		for j, y := range b {
			best := corner + int32(line[y&(width-1)])
			corner = row[j+1]
			best = max(best, corner+skip, left+int32(c[y&(width-1)]))
			row[j+1] = best
			left = best
		}
	}
	return row[len(b)]
}

// swapped is what two neighbouring sounds in the wrong order cost: a slip of the
// hand (Damerau 1964 found it among the four that make up most misspellings).
const swapped = 350

// unswap rewrites a with the one exchange of neighbours that brings it closer to
// b, both being of one script, and says whether there was one.
func unswap(a, b []uint8, out *[maxSounds]uint8) bool {
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	if i+1 >= n || a[i] != b[i+1] || a[i+1] != b[i] {
		return false
	}
	copy(out[:], a)
	out[i], out[i+1] = a[i+1], a[i]
	return true
}

// yardstick returns what a word of one script scores on the average against the
// same word in the other: what a score is measured by.
func (t *costTables) yardstick(code []uint8, own, other Script) (sum int16) {
	table := &t.latin[ScriptLatin]
	switch {
	case own == other:
	case own == ScriptLatin:
		table = &t.latin[other]
	case other == ScriptLatin:
		table = &t.other[own]
	case own < other:
		table = &t.latin[other]
	default:
		table = &t.other[own]
	}
	for _, c := range code {
		sum += table[c]
	}
	return sum
}
