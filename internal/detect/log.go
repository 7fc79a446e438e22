package detect

import (
	"encoding/binary"
	"iter"
	"math"
)

// entry is one sighting as a log holds it, with where the stream put it.
type entry struct {
	seen
	pair int32 // -1 where it counts for nothing: a copy, or an event told before
	ctx  uint16
}

func (x *entry) silent() bool { return x.pair < 0 }

// What the first byte of a line of a log says.
const (
	flagSilent = 1 << iota
	flagPlaced
	flagMarked
	flagCopied
	flagEvent
	flagOwn
	flagNanos
	flagExact // coordinates are whole ten-millionths of a degree
)

// A line of a log is its flags, its length and numbers of variable length, about 25
// bytes: everything that a sighting said is kept, for a later one may have to be
// put before it, and an explanation names it however old it is.

// write appends a line to the log.
func (s *stream) write(x *seen, pair int32, ctx uint16) {
	b := roomy(s.log, 80)
	flags := len(b)
	b = binary.AppendUvarint(append(b, 0, 0), uint64(x.at-s.at))
	if pair < 0 {
		b[flags] |= flagSilent
		b = binary.AppendUvarint(b, uint64(x.sel))
	} else {
		b = binary.AppendUvarint(b, uint64(ctx))
		b = binary.AppendUvarint(b, uint64(pair))
	}
	b = binary.AppendUvarint(b, uint64(x.recorded-x.at))
	b = binary.AppendUvarint(b, uint64(x.id))
	b = binary.AppendUvarint(b, uint64(s.habit(x.reporter)))
	b = binary.AppendUvarint(b, uint64(x.grade))
	for _, f := range [...]struct {
		is   byte
		said uint64
	}{{flagNanos, uint64(x.nanos)}, {flagEvent, uint64(x.event)}, {flagOwn, uint64(x.own)}} {
		if f.said != 0 {
			b[flags] |= f.is
			b = binary.AppendUvarint(b, f.said)
		}
	}
	if x.marked {
		b[flags] |= flagMarked
	}
	if x.copied {
		b[flags] |= flagCopied
	}
	b, b[flags] = appendPlace(b, x, b[flags])
	b[flags+1] = byte(len(b) - flags)
	s.log, s.at = b, x.at
	s.told++
}

func appendPlace(b []byte, x *seen, flags byte) ([]byte, byte) {
	if !x.placed {
		return binary.AppendUvarint(b, uint64(x.name)), flags
	}
	lat, ok1 := fixed(x.lat)
	lon, ok2 := fixed(x.lon)
	if ok1 && ok2 {
		b = binary.LittleEndian.AppendUint32(b, uint32(lat))
		return binary.LittleEndian.AppendUint32(b, uint32(lon)), flags | flagPlaced | flagExact
	}
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x.lat))
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(x.lon)), flags | flagPlaced
}

// perDegree is how finely coordinates are kept in four bytes: about a centimetre,
// and only where the quotient gives back the very number that was told.
const perDegree = 1e7

func fixed(degrees float64) (int32, bool) {
	n := int32(math.RoundToEven(degrees * perDegree))
	v := float64(n) / perDegree
	return n, v == degrees && math.Signbit(v) == math.Signbit(degrees)
}

// reader takes numbers off a log.
type reader struct {
	b  []byte
	at int
}

func (r *reader) next() uint64 {
	if v := r.b[r.at]; v < 0x80 {
		r.at++
		return uint64(v)
	}
	v, n := binary.Uvarint(r.b[r.at:])
	r.at += n
	return v
}

func (r *reader) coordinate(exact bool) float64 {
	if exact {
		r.at += 4
		return float64(int32(binary.LittleEndian.Uint32(r.b[r.at-4:]))) / perDegree
	}
	r.at += 8
	return math.Float64frombits(binary.LittleEndian.Uint64(r.b[r.at-8:]))
}

// read gives the line that begins at some byte of the log, told what came before
// it, and where the next begins.
func (s *stream) read(off int, before int64) (x entry, next int) {
	r := s.glance(&x, off, before)
	if x.silent() {
		x.sel = uint32(r.next())
	} else {
		x.sel = s.faces[x.pair].sel
	}
	flags := s.log[off]
	x.loose = s.m.codes.all[x.sel].loose
	x.recorded = x.at + int64(r.next())
	x.id = uint32(r.next())
	x.reporter = s.habits[r.next()].reporter
	x.grade = uint32(r.next())
	if flags&flagNanos != 0 {
		x.nanos = int32(r.next())
	}
	if flags&flagEvent != 0 {
		x.event = uint32(r.next())
	}
	if flags&flagOwn != 0 {
		x.own = int16(r.next())
	}
	x.marked, x.copied, x.placed = flags&flagMarked != 0, flags&flagCopied != 0, flags&flagPlaced != 0
	if x.placed {
		x.lat = r.coordinate(flags&flagExact != 0)
		x.lon = r.coordinate(flags&flagExact != 0)
	} else {
		x.name = uint32(r.next())
	}
	return x, r.at
}

// glance reads of a line only when it was and where the stream put it.
func (s *stream) glance(x *entry, off int, before int64) reader {
	r := reader{s.log, off + 2}
	x.at = before + int64(r.next())
	if x.pair = -1; s.log[off]&flagSilent == 0 {
		x.ctx, x.pair = uint16(r.next()), int32(r.next())
	}
	return r
}

// of reads the lines of one pair.
func (s *stream) of(pair int32) iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		var x entry
		for off, before := 0, int64(0); off < len(s.log); off += int(s.log[off+1]) {
			s.glance(&x, off, before)
			if x.pair == pair {
				y, _ := s.read(off, before)
				if !yield(&y) {
					return
				}
			}
			before = x.at
		}
	}
}

// each reads the log from its beginning.
func (s *stream) each(yield func(*entry) bool) {
	for off, before := 0, int64(0); off < len(s.log); {
		var x entry
		x, off = s.read(off, before)
		before = x.at
		if !yield(&x) {
			return
		}
	}
}

// roomy makes room for some more at the end of a slice, a fifth of it at least:
// there are many of them, and what they hold in reserve is lost to everything else.
func roomy[T any](b []T, n int) []T {
	if cap(b)-len(b) >= n {
		return b
	}
	out := make([]T, len(b), len(b)+max(n, min(len(b), 12*n), len(b)/5))
	copy(out, b)
	return out
}
