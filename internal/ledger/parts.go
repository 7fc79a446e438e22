package ledger

import (
	"encoding/binary"
	"errors"
)

// partsVersion is the first byte of stored parts.
const partsVersion = 1

// EncodeParts writes the sealed parts of an entry as an engine stores them: a
// version, then every field behind its length.
func EncodeParts(parts []Sealed) []byte {
	n := 8
	for _, p := range parts {
		n += 16 + len(p.Wrapped) + len(p.Body) + 40*len(p.Keys)
	}
	b := append(make([]byte, 0, n), partsVersion)
	b = binary.AppendUvarint(b, uint64(len(parts)))
	for _, p := range parts {
		b = binary.AppendUvarint(b, uint64(len(p.Keys)))
		for _, k := range p.Keys {
			b = appendBytes(b, k)
		}
		b = appendBytes(appendBytes(b, p.Wrapped), p.Body)
	}
	return b
}

func appendBytes[T string | []byte](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

var errParts = errors.New("its stored parts cannot be read")

// DecodeParts reads what EncodeParts wrote; anything else is an error. The
// result shares no memory with b.
func DecodeParts(b []byte) ([]Sealed, error) {
	if len(b) == 0 || b[0] != partsVersion {
		return nil, errParts
	}
	d := partsReader{b: append([]byte(nil), b[1:]...)}
	parts := make([]Sealed, d.count())
	for i := range parts {
		keys := make([]string, d.count())
		for j := range keys {
			keys[j] = string(d.bytes())
		}
		parts[i] = Sealed{Keys: keys, Wrapped: d.bytes(), Body: d.bytes()}
	}
	if d.bad || len(d.b) > 0 {
		return nil, errParts
	}
	return parts, nil
}

// partsReader reads lengths and fields and remembers that one did not fit.
type partsReader struct {
	b   []byte
	bad bool
}

// count reads a number of things that follow; each takes at least one byte, so a
// number beyond what is left is a lie and must not be allocated.
func (d *partsReader) count() int {
	n, w := binary.Uvarint(d.b)
	if d.bad || w <= 0 || n > uint64(len(d.b)-w) {
		d.bad = true
		return 0
	}
	d.b = d.b[w:]
	return int(n)
}

func (d *partsReader) bytes() []byte {
	n := d.count()
	if d.bad || n == 0 {
		return nil
	}
	out := d.b[:n:n]
	d.b = d.b[n:]
	return out
}
