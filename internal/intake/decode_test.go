package intake_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"outrider"
	"outrider/internal/intake"
)

func encode(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const (
	russian = "Серая машина два раза стояла у подъезда. Водитель фотографировал вход."
	arabic  = "سيارة رمادية وقفت مرتين أمام المبنى والسائق صور المدخل"
	persian = "ماشین خاکستری دو بار جلوی خانه ایستاد"
	german  = "Ein grauer Kombi stand zweimal vor der Tür, später im Café gegenüber."
)

func TestDecodeKnowsTheCharset(t *testing.T) {
	cases := []struct {
		name string
		e    encoding.Encoding
		text string
		want string
	}{
		{"utf-16 le", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), russian, "UTF-16"},
		{"utf-16 be", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), german, "UTF-16"},
		{"utf-16 without mark", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), german, "without a mark"},
		{"1251", charmap.Windows1251, russian, "windows-1251"},
		{"koi8-r", charmap.KOI8R, russian, "KOI8-R"},
		{"1252", charmap.Windows1252, german, "windows-1252"},
		{"1256 arabic", charmap.Windows1256, arabic, "windows-1256"},
		{"1256 persian", charmap.Windows1256, strings.ReplaceAll(persian, "ی", "ي"), "windows-1256"},
	}
	for _, c := range cases {
		text, notes, err := intake.Decode(encode(t, c.e, c.text))
		if err != nil || text != c.text {
			t.Errorf("%s: %q, %v", c.name, text, err)
		}
		if len(notes) != 1 || !strings.Contains(notes[0].What, c.want) {
			t.Errorf("%s: notices %v do not name %s", c.name, notes, c.want)
		}
	}
}

func TestDecodeKeepsGoodLinesBesideForeignOnes(t *testing.T) {
	data := append([]byte("plain\n"+russian+"\n"), encode(t, charmap.Windows1251, russian)...)
	data = append(data, "\nукрыт\xd0\n"...)
	text, notes, err := intake.Decode(data)
	if err != nil || text != "plain\n"+russian+"\n"+russian+"\nукрыт\uFFFD\n" {
		t.Fatalf("%q, %v", text, err)
	}
	if len(notes) != 2 || !strings.Contains(notes[0].What, "line 3") || !strings.Contains(notes[1].What, "line 4") {
		t.Errorf("notices %v do not name lines 3 and 4", notes)
	}
}

func TestDecodeAsWeighsTheLabel(t *testing.T) {
	text, notes, err := intake.DecodeAs(encode(t, charmap.ISO8859_5, russian), "iso-8859-5")
	if err != nil || text != russian || len(notes) != 1 {
		t.Errorf("label: %q %v %v", text, notes, err)
	}
	text, notes, err = intake.DecodeAs([]byte(russian), "windows-1251")
	if err != nil || text != russian || len(notes) != 1 || !strings.Contains(notes[0].What, "UTF-8") {
		t.Errorf("wrong label: %q %v %v", text, notes, err)
	}
}

func TestDecodeRefusesByName(t *testing.T) {
	for data, want := range map[string]string{"PK\x03\x04": "zip", "\x1f\x8b\x08": "gzip", "%PDF-1.7": "PDF", "\x89PNG\r\n": "picture", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "office",
		strings.Repeat("x", 257) + "ustar": "tar"} {
		_, _, err := intake.Decode([]byte(data))
		if outrider.CodeOf(err) != outrider.CodeInvalid || !strings.Contains(outrider.SafeText(err), want) {
			t.Errorf("%q: %v does not name %s", data[:2], err, want)
		}
		if got := intake.Sniff([]byte(data)); got != intake.FormatRefused {
			t.Errorf("%q: sniffed as %s", data[:2], got)
		}
	}
	if _, _, err := intake.Decode(bytes.Repeat([]byte("a"), intake.MaxBytes+1)); err == nil {
		t.Error("a file over the limit was read")
	}
}

func TestCleanTakesOutWhatNobodySees(t *testing.T) {
	in := "a\x00b\u202Egpj.exe\u2066 c\r\nd\u200ce\u200f\ufefff\x1b[2J \U000E0041g"
	got, notes := intake.Clean(in)
	if got != "abgpj.exe c\nd\u200ce\u200ff[2J g" {
		t.Errorf("%q", got)
	}
	want := []string{"1 null", "2 marks that turn", "1 characters that carry hidden", "1 invisible", "1 control"}
	if len(notes) != len(want) {
		t.Fatalf("notices %v", notes)
	}
	for i, w := range want {
		if !strings.Contains(notes[i].What, w) {
			t.Errorf("notice %q, want %q", notes[i].What, w)
		}
	}
}

func TestSniff(t *testing.T) {
	for in, want := range map[string]intake.Format{
		"": intake.FormatEmpty, " \n": intake.FormatEmpty, `{"kind":"watched"}`: intake.FormatJSON, "[{}]": intake.FormatJSON, "\ufeff{\"a\":1}\n{": intake.FormatJSON,
		"<!DOCTYPE html><p>x": intake.FormatHTML, "<html>": intake.FormatHTML, "a,b,c\n1,2,3\n": intake.FormatTable, "a;b\n1;2": intake.FormatTable, "sep=;\na;b": intake.FormatTable,
		"A title without commas\n\nThe text, as it stands, has commas. And stops.": intake.FormatText, "[sic] he said": intake.FormatText, "a\tb\tc": intake.FormatTable,
	} {
		if got := intake.Sniff([]byte(in)); got != want {
			t.Errorf("Sniff(%q) = %s, want %s", in, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"", "\xff\xfe\x00", "\x00a\x00b\x00c\x00d", "\xcf\xf0\xe8\xe2\xe5\xf2", "a\xd0", "\u202e\x00\ufeff", "PK\x03\x04", "\xef\xbb\xbf\xef\xbb\xbf"} {
		f.Add([]byte(s), "")
	}
	f.Add([]byte("\xe9"), "utf-7")
	f.Fuzz(func(t *testing.T, data []byte, label string) {
		text, _, err := intake.DecodeAs(data, label)
		if err != nil {
			return
		}
		if again, notes := intake.Clean(text); again != text || len(notes) != 0 {
			t.Fatalf("not clean: %q", text)
		}
	})
}
