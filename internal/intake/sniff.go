package intake

import (
	"bytes"
	"strings"
)

// Format is what a file seems to be, by its content and not by its name.
type Format string

// The formats. FormatRefused is a container or binary that must be unpacked or
// converted first; Decode says which.
const (
	FormatEmpty   Format = "empty"
	FormatJSON    Format = "json"
	FormatTable   Format = "csv"
	FormatHTML    Format = "html"
	FormatText    Format = "text"
	FormatRefused Format = "refused"
)

// magic names binary containers by their first bytes, with what to do about
// them. Nothing is unpacked here: an archive can hold more than a machine can.
var magic = []struct {
	at    int
	bytes string
	what  string
}{
	{0, "PK\x03\x04", "this is a zip archive (or an office document); unpack it, or save the sheet as CSV, first"},
	{0, "PK\x05\x06", "this is an empty zip archive"},
	{0, "\x1f\x8b", "this is a gzip archive; unpack it first"},
	{0, "BZh", "this is a bzip2 archive; unpack it first"},
	{0, "\xfd7zXZ\x00", "this is an xz archive; unpack it first"},
	{0, "7z\xbc\xaf\x27\x1c", "this is a 7z archive; unpack it first"},
	{0, "Rar!\x1a\x07", "this is a rar archive; unpack it first"},
	{0, "\x28\xb5\x2f\xfd", "this is a zstd archive; unpack it first"},
	{257, "ustar", "this is a tar archive; unpack it first"},
	{0, "%PDF-", "this is a PDF; copy its text into a text file first"},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is an old office document; save it as CSV or text first"},
	{0, "{\\rtf", "this is a rich-text document; save it as plain text first"},
	{0, "\x89PNG", "this is a picture; type what it shows"},
	{0, "\xff\xd8\xff", "this is a picture; type what it shows"},
	{0, "GIF8", "this is a picture; type what it shows"},
	{4, "ftyp", "this is a film or picture; type what it shows"},
	{0, "SQLite format 3\x00", "this is a database; export the table as CSV first"},
	{0, "\x7fELF", "this is a program, not a report"},
	{0, "MZ\x90\x00", "this is a program, not a report"},
}

// container says what a binary file is, or nothing.
func container(data []byte) string {
	for _, m := range magic {
		if len(data) >= m.at+len(m.bytes) && string(data[m.at:m.at+len(m.bytes)]) == m.bytes {
			return m.what
		}
	}
	return ""
}

// sniffBytes is how much of a file Sniff looks at.
const sniffBytes = 64 << 10

// Sniff says what a file seems to be. A table needs at least two separators in
// its first line and a second line with as many; what is nothing else is text.
func Sniff(data []byte) Format {
	if container(data) != "" {
		return FormatRefused
	}
	text, _, err := Decode(data[:min(len(data), sniffBytes)])
	if err != nil {
		return FormatRefused
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return FormatEmpty
	case looksJSON(text):
		return FormatJSON
	case looksHTML(text):
		return FormatHTML
	case looksTable(text):
		return FormatTable
	}
	return FormatText
}

func looksJSON(text string) bool {
	rest := strings.TrimSpace(text[1:])
	switch text[0] {
	case '{':
		return rest == "" || rest[0] == '"' || rest[0] == '}'
	case '[':
		return rest == "" || strings.ContainsAny(rest[:1], "{[\"]0123456789")
	}
	return false
}

func looksHTML(text string) bool {
	if text[0] != '<' {
		return false
	}
	head := bytes.ToLower([]byte(text[:min(len(text), 1024)]))
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<article", "<div", "<p>", "<p ", "<meta", "<title", "<!--", "<h1", "<section", "<main"} {
		if bytes.Contains(head, []byte(tag)) {
			return true
		}
	}
	return false
}

func looksTable(text string) bool {
	first, rest, more := strings.Cut(text, "\n")
	if strings.HasPrefix(strings.ToLower(first), "sep=") {
		return true
	}
	for _, sep := range []string{"\t", ";", ",", "|"} {
		n := strings.Count(first, sep)
		second, _, _ := strings.Cut(rest, "\n")
		if n >= 2 && !strings.Contains(first, ". ") && (!more || strings.Count(second, sep) >= n-1 || strings.Contains(second, "\"")) {
			return true
		}
		if n == 1 && more && sep != "," && strings.Count(second, sep) == 1 {
			return true
		}
	}
	return false
}
