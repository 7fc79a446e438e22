package detect

import "hash/maphash"

// lexicon numbers texts from 0 in the order in which they first came. It keeps all
// of them in one piece without pointers: a text costs its own length and about
// twenty bytes, and the collector has nothing to look through.
type lexicon struct {
	seed  maphash.Seed
	slots []uint64 // open addressing: part of a text's hash, and its number + 1
	ends  []uint64 // of each text with its tag, in text
	text  []byte
	used  int // slots that are not empty
}

// buried marks a slot whose text may come again under another number.
const buried = 1 << 32

func newLexicon() *lexicon { return &lexicon{seed: maphash.MakeSeed()} }

// find gives the number of a text under a tag, which keeps texts of different
// sorts apart, and where it stands.
func (l *lexicon) find(tag uint8, text string) (n uint32, slot int, ok bool) {
	if len(l.slots) == 0 {
		return 0, 0, false
	}
	mark, mask := l.hash(tag, text), uint64(len(l.slots)-1)
	for i := mark & mask; ; i = (i + 1) & mask {
		switch v := l.slots[i]; {
		case v == 0:
			return 0, int(i), false
		case v>>32 == mark && uint32(v) != 0 && l.holds(uint32(v)-1, tag, text):
			return uint32(v) - 1, int(i), true
		}
	}
}

func (l *lexicon) hash(tag uint8, text string) uint64 {
	return (maphash.String(l.seed, text) + uint64(tag)*0x9e3779b97f4a7c15) >> 32
}

func (l *lexicon) holds(n uint32, tag uint8, text string) bool {
	b := l.whole(n)
	return len(b) == len(text)+1 && b[0] == tag && string(b[1:]) == text
}

// number gives the number of a text, a new one where it is new.
func (l *lexicon) number(tag uint8, text string) (n uint32, isNew bool) {
	n, slot, ok := l.find(tag, text)
	if ok {
		return n, false
	}
	if l.used >= len(l.slots)*3/4 {
		l.grow()
		_, slot, _ = l.find(tag, text)
	}
	n = uint32(len(l.ends))
	l.text = append(append(l.text, tag), text...)
	l.ends = append(l.ends, uint64(len(l.text)))
	l.slots[slot] = l.hash(tag, text)<<32 | uint64(n+1)
	l.used++
	return n, true
}

// bury lets a text come again as a new one. Its number still gives the text.
func (l *lexicon) bury(tag uint8, text string) {
	if _, slot, ok := l.find(tag, text); ok {
		l.slots[slot] = buried
	}
}

func (l *lexicon) grow() {
	old := l.slots
	l.slots, l.used = make([]uint64, max(8, 2*len(old))), 0
	mask := uint64(len(l.slots) - 1)
	for _, v := range old {
		if uint32(v) == 0 {
			continue
		}
		i := v >> 32 & mask
		for l.slots[i] != 0 {
			i = (i + 1) & mask
		}
		l.slots[i] = v
		l.used++
	}
}

// whole is a text with its tag.
func (l *lexicon) whole(n uint32) []byte {
	from := uint64(0)
	if n > 0 {
		from = l.ends[n-1]
	}
	return l.text[from:l.ends[n]]
}

// bytes is a text by its number; it is good until the next one comes.
func (l *lexicon) bytes(n uint32) []byte { return l.whole(n)[1:] }
