// Package watch finds many names in running text: a hundred thousand to a million
// patterns, in every script, while the text streams by.
//
// Names begin at words, so text is hashed once a word and not looked at again: the
// patterns are a trie whose nodes are the hashes of word sequences. A character of
// a script that leaves no gaps (Han, kana, Hangul with its endings, Thai and its
// neighbours) counts as a word of its own. Capitals, marks and apostrophes make no
// difference. Hits overlap, are whole words, and come with their place in the
// text. Nothing is looked up by likeness here: put the spellings of a name into
// the patterns (match.Spellings), and judge the hits with match.Compare.
package watch

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxWords is the longest pattern, in words; longer ones are not watched for.
const MaxWords = 24

// Hit is one pattern found: its number in the list given to New, and the bytes it
// covers, counted from the start of the stream.
type Hit struct {
	Pattern  int
	From, To int64
}

// Watch holds the patterns. It is immutable and may be used by any number of
// goroutines.
type Watch struct {
	first  sieve  // first words of patterns
	single sieve  // patterns of one word
	longer sieve  // sequences of two words and more
	slots  []slot // the trie, open addressing
	mask   uint64
	next   []int32 // further patterns of the same words, by pattern; -1 ends
}

// sieve is a set of hashes that may say yes to a stranger, never no to a member. It
// is small enough for the cache, which the trie is not: most words stop here.
type sieve struct {
	bits  []uint64
	shift uint
}

// newSieve makes room for so many hashes, sixteen bits each.
func newSieve(n int) sieve {
	size := uint64(1 << 10)
	for size < 16*uint64(n) && size < 1<<24 {
		size *= 2
	}
	k := uint(0)
	for m := size; m > 1; m /= 2 {
		k++
	}
	return sieve{make([]uint64, size/64), 63 - k}
}

// The top bit of every hash is set, so the next ones choose the place.
func (s *sieve) place(h uint64) uint64 { return h << 1 >> 1 >> s.shift }

func (s *sieve) add(h uint64) { s.bits[s.place(h)/64] |= 1 << (s.place(h) % 64) }

func (s *sieve) has(h uint64) bool { return s.bits[s.place(h)/64]&(1<<(s.place(h)%64)) != 0 }

// slot is one node of the trie: the hash of the words up to it, and one plus the
// pattern that ends there.
type slot struct {
	hash    uint64
	pattern int32
}

// New prepares patterns. Those without a word, or with more than MaxWords, are
// returned by number as left out. Sequences are held to be equal when their hashes
// of 63 bits are: with a million patterns a gigabyte of text brings one false hit
// with a chance of about one in twenty thousand.
func New(patterns []string) (w *Watch, leftOut []int) {
	w = &Watch{next: make([]int32, len(patterns))}
	nodes := make([]slot, 0, 3*len(patterns))
	begins := make([]slot, 0, len(patterns))
	for i, p := range patterns {
		w.next[i] = -1
		words := hashes(p)
		if len(words) == 0 || len(words) > MaxWords {
			leftOut = append(leftOut, i)
			continue
		}
		h := uint64(0)
		for k, word := range words {
			h = join(h, word)
			n := slot{hash: h}
			if k == len(words)-1 {
				n.pattern = int32(i + 1)
			}
			nodes = append(nodes, n)
			if k == 0 {
				begins = append(begins, n)
			}
		}
	}
	w.build(nodes)
	w.sieves(nodes, begins)
	return w, leftOut
}

// sieves fills the three sieves. Nodes of the first word are also in longer: a few
// strangers more do no harm.
func (w *Watch) sieves(nodes, begins []slot) {
	w.first, w.single, w.longer = newSieve(len(begins)), newSieve(len(begins)), newSieve(len(nodes))
	for _, n := range begins {
		w.first.add(n.hash)
		if n.pattern != 0 {
			w.single.add(n.hash)
		}
	}
	for _, n := range nodes {
		w.longer.add(n.hash)
	}
}

// build fills the table, twice as large as its nodes at least.
func (w *Watch) build(nodes []slot) {
	size := uint64(16)
	for size < 2*uint64(len(nodes)) {
		size *= 2
	}
	w.slots, w.mask = make([]slot, size), size-1
	for _, n := range nodes {
		s := w.find(n.hash)
		switch {
		case s.hash == 0:
			*s = n
		case n.pattern == 0:
		case s.pattern == 0:
			s.pattern = n.pattern
		default:
			w.next[n.pattern-1], s.pattern = s.pattern-1, n.pattern
		}
	}
}

// find returns the slot of a hash, or the free one where it would stand.
func (w *Watch) find(hash uint64) *slot {
	for i := hash & w.mask; ; i = (i + 1) & w.mask {
		if s := &w.slots[i]; s.hash == hash || s.hash == 0 {
			return s
		}
	}
}

// join continues the hash of a sequence by one word, never 0.
func join(h, word uint64) uint64 {
	h = (h ^ word) * 0x9E3779B97F4A7C15
	h ^= h >> 29
	return h | 1<<63
}

// hashes cuts a pattern into the hashes of its words.
func hashes(pattern string) (out []uint64) {
	c := cutter{word: func(h uint64, _, _ int64) { out = append(out, h) }}
	c.feed([]byte(pattern))
	c.flush()
	return out
}

// Find reports the hits in a whole text, in the order in which they end.
func (w *Watch) Find(text []byte, report func(Hit)) {
	s := w.Stream(report)
	s.cut.feed(text)
	s.Close()
}

// Stream reads text that comes in pieces.
func (w *Watch) Stream(report func(Hit)) *Stream {
	s := &Stream{watch: w, report: report}
	s.cut.word = s.step
	return s
}

// Stream is one text on its way past a watch. It is an io.WriteCloser; Close
// reports what ends with the text.
type Stream struct {
	watch  *Watch
	report func(Hit)
	cut    cutter
	open   []begun
}

// begun is a place where a pattern may have begun.
type begun struct {
	hash uint64
	from int64
}

// Write reads a piece of text. It never fails.
func (s *Stream) Write(p []byte) (int, error) {
	s.cut.feed(p)
	return len(p), nil
}

// Close reads the last word.
func (s *Stream) Close() error {
	s.cut.flush()
	return nil
}

// step takes the next word: every begun sequence goes on or ends, and a new one
// begins.
func (s *Stream) step(word uint64, from, to int64) {
	kept := s.open[:0]
	for _, b := range s.open {
		if b.hash = join(b.hash, word); s.watch.longer.has(b.hash) && s.visit(b, to) {
			kept = append(kept, b)
		}
	}
	s.open = kept
	h := join(0, word)
	if !s.watch.first.has(h) {
		return
	}
	b := begun{h, from}
	if !s.watch.single.has(h) || s.visit(b, to) {
		s.open = append(s.open, b)
	}
}

// visit reports what ends at a node and says whether there is such a node.
func (s *Stream) visit(b begun, to int64) bool {
	n := s.watch.find(b.hash)
	if n.hash == 0 {
		return false
	}
	for p := n.pattern - 1; p >= 0; p = s.watch.next[p] {
		s.report(Hit{int(p), b.from, to})
	}
	return true
}

// cutter cuts a stream of bytes into words and hashes them.
type cutter struct {
	word     func(hash uint64, from, to int64)
	hash     uint64
	from, at int64
	end      int64 // where the word's last letter ended
	inside   bool
	rest     []byte // a character cut in two by the end of a piece
}

const (
	seed  = 0xCBF29CE484222325
	prime = 0x100000001B3
)

// plain gives the small letter or digit for each ASCII byte that is one, 0 for a
// gap, 1 for an apostrophe, which is nothing.
var plain = func() (t [128]byte) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			t[c] = byte(c)
		case c >= 'A' && c <= 'Z':
			t[c] = byte(c) + 'a' - 'A'
		case c == '\'':
			t[c] = 1
		}
	}
	return t
}()

func (c *cutter) feed(text []byte) {
	if len(c.rest) > 0 {
		text = append(slices.Clone(c.rest), text...)
		c.at -= int64(len(c.rest))
		c.rest = nil
	}
	for i := 0; i < len(text); {
		if b := text[i]; b < utf8.RuneSelf {
			i = c.ascii(text, i)
			continue
		}
		if !utf8.FullRune(text[i:]) {
			c.rest = slices.Clone(text[i:])
			break
		}
		r, n := utf8.DecodeRune(text[i:])
		c.rune(r, c.at+int64(i), c.at+int64(i+n))
		i += n
	}
	c.at += int64(len(text))
}

// ascii takes the ASCII bytes from a place on, as far as one word or gap goes, and
// returns where it stopped.
func (c *cutter) ascii(text []byte, i int) int {
	if !c.inside {
		for i < len(text) && text[i] < utf8.RuneSelf && plain[text[i]] <= 1 {
			i++
		}
		if i == len(text) || text[i] >= utf8.RuneSelf {
			return i
		}
		c.inside, c.hash, c.from = true, seed, c.at+int64(i)
	}
	h, end := c.hash, -1
	for ; i < len(text) && text[i] < utf8.RuneSelf; i++ {
		l := plain[text[i]]
		if l == 0 {
			break
		}
		if l > 1 {
			h = (h ^ uint64(l)) * prime
			end = i + 1
		}
	}
	c.hash = h
	if end >= 0 {
		c.end = c.at + int64(end)
	}
	if i < len(text) && text[i] < utf8.RuneSelf {
		c.flushWord()
		return i + 1
	}
	return i
}

// rune takes one character that is not ASCII.
func (c *cutter) rune(r rune, from, end int64) {
	switch l := letterOf(r); {
	case l == gap:
		c.flushWord()
	case l == nothing:
	case l < 0:
		c.flushWord()
		c.word((seed^uint64(r))*prime, from, end)
	default:
		if !c.inside {
			c.inside, c.hash, c.from = true, seed, from
		}
		c.hash = (c.hash ^ uint64(l)) * prime
		c.end = end
	}
}

// What a character is, if not a letter: what ends words, what is read over, and a
// word of its own.
const (
	gap     = rune(0)
	nothing = rune(1)
	alone   = rune(-1)
)

// common is how far the table of characters reaches: all alphabets in use.
const common = 0x3000

var letters = sync.OnceValue(func() *[common]rune {
	t := new([common]rune)
	for r := range t {
		t[r] = classify(rune(r))
	}
	return t
})

// letterOf returns a letter as it is compared, or what the character is instead.
func letterOf(r rune) rune {
	if r < common {
		return letters()[r]
	}
	return classify(r)
}

func classify(r rune) rune {
	switch {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return alone // no gaps between words, or endings glued to names as in Korean
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return base(r)
	case unicode.IsMark(r), unicode.Is(unicode.Cf, r), r == '’', r == 'ʼ', r == 'ـ':
		return nothing
	}
	return gap
}

// base is a letter as it is compared: small, without marks, Arabic forms as one.
func base(r rune) rune {
	d, _ := utf8.DecodeRuneInString(norm.NFKD.String(string(unicode.ToLower(r))))
	switch d {
	case 'ي', 'ى':
		return 'ی'
	case 'ك':
		return 'ک'
	}
	return d
}

func (c *cutter) flushWord() {
	if c.inside {
		c.inside = false
		c.word(c.hash, c.from, c.end)
	}
}

func (c *cutter) flush() {
	c.rest = nil
	c.flushWord()
}
