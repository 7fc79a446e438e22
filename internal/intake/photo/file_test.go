package photo_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"testing"
)

// halves is 48 pixels wide and 32 high, red on the left and blue on the right.
func halves() *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, 48, 32))
	for y := range 32 {
		for x := range 48 {
			c := color.RGBA{B: 255, A: 255}
			if x < 24 {
				c = color.RGBA{R: 255, A: 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func jpegOf(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func webpOf(t testing.TB) []byte {
	b, err := os.ReadFile("testdata/halves.webp")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tag is one field of a directory of EXIF (TIFF 6.0): its kind is 2 for text, 3 for
// a short, 4 for a long, 5 for fractions.
type tag struct {
	id, kind uint16
	count    uint32
	data     []byte
}

func words(id uint16, s string) tag { return tag{id, 2, uint32(len(s) + 1), append([]byte(s), 0)} }

func short(id, v uint16) tag { return tag{id, 3, 1, binary.LittleEndian.AppendUint16(nil, v)} }

func fractions(id uint16, v ...uint32) tag {
	var b []byte
	for _, n := range v {
		b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, n), 1)
	}
	return tag{id, 5, uint32(len(v)), b}
}

// exif lays out a directory with the two that hang on it, as a camera does.
func exif(main, camera, position []tag) []byte {
	le := binary.LittleEndian
	size := func(tags []tag) uint32 {
		n := uint32(2 + 12*len(tags) + 4)
		for _, t := range tags {
			if len(t.data) > 4 {
				n += uint32(len(t.data)+1) &^ 1
			}
		}
		return n
	}
	hang := func(id uint16, at uint32) tag { return tag{id, 4, 1, le.AppendUint32(nil, at)} }
	main = append(append([]tag(nil), main...), hang(0x8769, 0), hang(0x8825, 0))
	at := 8 + size(main)
	main[len(main)-2] = hang(0x8769, at)
	main[len(main)-1] = hang(0x8825, at+size(camera))
	out := append([]byte("II*\x00"), 8, 0, 0, 0)
	for _, tags := range [][]tag{main, camera, position} {
		out = appendTags(out, tags)
	}
	return out
}

// appendTags writes a directory, and behind it what does not fit into its fields.
func appendTags(out []byte, tags []tag) []byte {
	le := binary.LittleEndian
	far := uint32(len(out) + 2 + 12*len(tags) + 4)
	out = le.AppendUint16(out, uint16(len(tags)))
	var tail []byte
	for _, t := range tags {
		out = le.AppendUint32(le.AppendUint16(le.AppendUint16(out, t.id), t.kind), t.count)
		if len(t.data) <= 4 {
			out = append(out, append(append([]byte(nil), t.data...), 0, 0, 0, 0)[:4]...)
			continue
		}
		out = le.AppendUint32(out, far+uint32(len(tail)))
		if tail = append(tail, t.data...); len(tail)%2 == 1 {
			tail = append(tail, 0)
		}
	}
	return append(le.AppendUint32(out, 0), tail...)
}

// camera is what an invented camera writes about an invented moment.
func camera(turn uint16, more ...tag) []byte {
	return exif(
		[]tag{words(0x010F, "Planted"), words(0x0110, "PLANTED-Eye 3"), short(0x0112, turn), words(0x0131, "planted-software"), words(0x013B, "planted artist")},
		append([]tag{words(0x9003, "2026:03:29 18:30:05")}, more...),
		[]tag{words(1, "S"), fractions(2, 10, 30, 0), words(3, "W"), fractions(4, 20, 15, 36)})
}

// inJPEG puts a segment behind the start of a JPEG.
func inJPEG(file []byte, marker byte, data string) []byte {
	seg := append([]byte{0xff, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(data)+2))...)
	return append(append(append([]byte(nil), file[:2]...), append(seg, data...)...), file[2:]...)
}

// inPNG puts a chunk behind the header of a PNG.
func inPNG(file []byte, name, data string) []byte {
	const head = 8 + 25
	c := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	c = append(append(c, name...), data...)
	c = binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:]))
	return append(append(append([]byte(nil), file[:head]...), c...), file[head:]...)
}

// inWebP makes an extended WebP of a simple one, with chunks behind its picture.
func inWebP(file []byte, flags byte, chunks ...string) []byte {
	le := binary.LittleEndian
	chunk := func(b []byte, name, data string) []byte {
		b = append(le.AppendUint32(append(b, name...), uint32(len(data))), data...)
		if len(data)%2 == 1 {
			b = append(b, 0)
		}
		return b
	}
	body := chunk([]byte("WEBP"), "VP8X", string([]byte{flags, 0, 0, 0, 47, 0, 0, 31, 0, 0}))
	body = append(body, file[12:]...)
	for i := 0; i < len(chunks); i += 2 {
		body = chunk(body, chunks[i], chunks[i+1])
	}
	return append(le.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}
