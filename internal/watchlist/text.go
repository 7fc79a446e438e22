package watchlist

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	enc "golang.org/x/text/encoding/unicode"

	"outrider"
)

// Text reads a delivery and turns it into UTF-8. UTF-16 is known by its mark or
// its zeros, other encodings by what an XML file says of itself; a file that is
// neither UTF-8 nor says what it is, is read as windows-1252, in which the lists
// that still do so are written, and the doubt is noted with its first line. A
// terminator of old systems (0x1A) at the end is dropped.
func Text(r io.Reader, d *Delivery) (string, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return "", &outrider.Error{Code: outrider.CodeStorage, Safe: "the delivery cannot be read to its end", Hint: "fetch the file again", Err: err}
	}
	if len(data) > MaxBytes {
		return "", outrider.Invalid("the delivery has more than %d MiB", MaxBytes>>20)
	}
	if what := archive(data); what != "" {
		return "", &outrider.Error{Code: outrider.CodeInvalid, Safe: "the delivery is " + what, Hint: "unpack it and import the list itself"}
	}
	data = bytes.TrimRight(data, "\x1a")
	if e := wide(data); e != nil {
		out, err := e.NewDecoder().Bytes(data)
		return strings.TrimPrefix(string(out), "\uFEFF"), err
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return string(data), nil
	}
	return legacy(data, d), nil
}

// archive recognises what is packed.
func archive(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return "a ZIP archive or a spreadsheet"
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		return "compressed with gzip"
	case bytes.HasPrefix(data, []byte("%PDF")):
		return "a PDF"
	}
	return ""
}

// wide recognises UTF-16.
func wide(data []byte) encoding.Encoding {
	if len(data) < 4 {
		return nil
	}
	switch {
	case data[0] == 0xff && data[1] == 0xfe, data[0] != 0 && data[1] == 0 && data[2] != 0 && data[3] == 0:
		return enc.UTF16(enc.LittleEndian, enc.UseBOM)
	case data[0] == 0xfe && data[1] == 0xff, data[0] == 0 && data[1] != 0 && data[2] == 0 && data[3] != 0:
		return enc.UTF16(enc.BigEndian, enc.UseBOM)
	}
	return nil
}

// legacy decodes what is not UTF-8.
func legacy(data []byte, d *Delivery) string {
	line := 1 + bytes.Count(data[:firstInvalid(data)], []byte("\n"))
	if label := xmlEncoding(data); label != "" && !strings.EqualFold(label, "utf-8") {
		if e, err := htmlindex.Get(label); err == nil {
			if out, err := e.NewDecoder().Bytes(data); err == nil && utf8.Valid(out) {
				d.Note(1, "", "read as %s, as the file says of itself", strings.ToLower(clip(label)))
				return string(out)
			}
		}
	}
	if mostlyUTF8(data) {
		d.Note(line, "", "broken characters were replaced from here on")
		return string(bytes.ToValidUTF8(data, []byte("\uFFFD")))
	}
	d.Note(line, "", "the text is not UTF-8; read as windows-1252: look whether the names are right")
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		out = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	return string(out)
}

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

// mostlyUTF8 says whether the bytes are UTF-8 with damage rather than another
// encoding: more characters of several bytes are whole than broken.
func mostlyUTF8(data []byte) bool {
	whole, broken := 0, 0
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			whole++
		}
		i += n
	}
	return whole > broken
}

// xmlEncoding is what an XML declaration says of the encoding.
func xmlEncoding(data []byte) string {
	head := string(data[:min(len(data), 200)])
	if !strings.HasPrefix(head, "<?xml") {
		return ""
	}
	_, rest, ok := strings.Cut(head, "encoding=")
	if !ok || rest == "" {
		return ""
	}
	label, _, ok := strings.Cut(rest[1:], rest[:1])
	if !ok {
		return ""
	}
	return label
}
