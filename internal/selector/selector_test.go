package selector_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/selector"
)

func TestParse(t *testing.T) {
	cases := []struct {
		kind    outrider.SelectorKind
		raw     string
		hint    selector.Hint
		want    string
		partial bool
		notes   int
	}{
		{outrider.SelectorPlate, "dh-47 klm", selector.Hint{}, "DH47KLM", false, 0},
		{outrider.SelectorPlate, "А123ВС", selector.Hint{}, "A123BC", false, 1},
		{outrider.SelectorPlate, "DH 4? K*", selector.Hint{}, "DH4?K*", true, 0},
		{outrider.SelectorPlate, "..47", selector.Hint{}, "*47", true, 0},
		{outrider.SelectorPlate, "۱۲ ب ۳۴۵", selector.Hint{}, "12ب345", false, 0},
		{outrider.SelectorPhone, "+44 20 7946 0018", selector.Hint{}, "+442079460018", false, 0},
		{outrider.SelectorPhone, "0044 20 7946 0018", selector.Hint{}, "+442079460018", false, 0},
		{outrider.SelectorPhone, "020 7946 0018", selector.Hint{Region: "GB"}, "+442079460018", false, 0},
		{outrider.SelectorPhone, "020 7946 0018", selector.Hint{}, "02079460018", true, 1},
		{outrider.SelectorEmail, "Some.One@Example.ORG", selector.Hint{}, "some.one@example.org", false, 0},
		{outrider.SelectorEmail, "a@bücher.example", selector.Hint{}, "a@xn--bcher-kva.example", false, 0},
		{outrider.SelectorURL, "HTTPS://User:pw@Example.org:443/Path/?q=1#x", selector.Hint{}, "https://example.org/Path?q=1", false, 1},
		{outrider.SelectorURL, "example.org", selector.Hint{}, "https://example.org", false, 0},
		{outrider.SelectorHandle, "Telegram: @Some_One", selector.Hint{}, "telegram:some_one", false, 0},
		{outrider.SelectorHandle, "@someone", selector.Hint{}, "someone", false, 1},
		{outrider.SelectorDevice, "aa:bb:cc:11:22:33", selector.Hint{}, "AABBCC112233", false, 0},
		{outrider.SelectorDevice, "490154203237519", selector.Hint{}, "490154203237519", false, 1},
		{outrider.SelectorDevice, "490154203237518", selector.Hint{}, "490154203237518", false, 0},
		{outrider.SelectorDocument, "ab 123-456", selector.Hint{}, "AB123456", false, 0},
		{outrider.SelectorDescription, "body:van, colour:grey", selector.Hint{}, "body:van,colour:grey", true, 0},
	}
	for _, c := range cases {
		got, notes, err := selector.Parse(c.kind, c.raw, c.hint)
		if err != nil || got.Value != c.want || got.Partial != c.partial || len(notes) != c.notes {
			t.Errorf("Parse(%s, %q) = %q partial %v, %d notices, %v; want %q %v %d", c.kind, c.raw, got.Value, got.Partial, len(notes), err, c.want, c.partial, c.notes)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		kind outrider.SelectorKind
		raw  string
	}{
		{outrider.SelectorPlate, "***"}, {outrider.SelectorPlate, "--"}, {outrider.SelectorEmail, "nobody"}, {outrider.SelectorURL, "http://"},
		{outrider.SelectorDescription, "tall man"}, {"looks", "x"}, {outrider.SelectorPhone, "12"}, {outrider.SelectorPlate, strings.Repeat("A", 600)}, {outrider.SelectorPlate, ""},
	} {
		if got, _, err := selector.Parse(c.kind, c.raw, selector.Hint{}); err == nil {
			t.Errorf("Parse(%s, %q) = %q, want a refusal", c.kind, c.raw, got.Value)
		}
	}
}

func TestNear(t *testing.T) {
	plate := func(v string) outrider.Selector {
		s, _, err := selector.Parse(outrider.SelectorPlate, v, selector.Hint{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	cases := []struct {
		a, b string
		want bool
	}{
		{"DH47KLM", "DH47KLN", true}, {"DH47KLM", "D0H47KLM", true}, {"DH47KLM", "DH74KLM", true}, {"B0S5", "80SS", true},
		{"DH47KLM", "DH47KLM", false}, {"DH47KLM", "XX11ABC", false}, {"DH47*", "DH47KLM", true}, {"DH4?KLM", "DH47KLM", true}, {"*7*", "DH47KLM", false},
	}
	for _, c := range cases {
		if got, _ := selector.Near(plate(c.a), plate(c.b)); got != c.want {
			t.Errorf("Near(%s, %s) = %v", c.a, c.b, got)
		}
	}
}

func TestFold(t *testing.T) {
	cases := map[string]string{"DH-47": "dh-47", "Ёлка": "елка", "علي كريم": "علی کریم", "۱۲۳": "123", "Straße": "strasse", "Ｔｏｋｙｏ": "tokyo", "É\u0301t\u200be": "ete", "İstanbul": "istanbul"}
	for in, want := range cases {
		if got := selector.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSpecificityOrders(t *testing.T) {
	van, _, _ := selector.Parse(outrider.SelectorDescription, "body:van", selector.Hint{})
	grey, _, _ := selector.Parse(outrider.SelectorDescription, "body:van,colour:grey", selector.Hint{})
	part, _, _ := selector.Parse(outrider.SelectorPlate, "DH4*", selector.Hint{})
	whole, _, _ := selector.Parse(outrider.SelectorPlate, "DH47KLM", selector.Hint{})
	g := []float64{selector.Specificity(van), selector.Specificity(grey), selector.Specificity(part), selector.Specificity(whole)}
	for i := 1; i < len(g); i++ {
		if g[i] >= g[i-1] {
			t.Errorf("specificity does not fall: %v", g)
		}
	}
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(outrider.SelectorKinds).Draw(t, "kind")
		raw := rapid.String().Draw(t, "raw")
		s, _, err := selector.Parse(kind, raw, selector.Hint{})
		if err != nil {
			return
		}
		again, _, err := selector.Parse(kind, s.Value, selector.Hint{})
		if err != nil || again.Value != s.Value {
			t.Fatalf("canonical form %q parses to %q, %v", s.Value, again.Value, err)
		}
		if kind != outrider.SelectorDescription && len([]rune(s.Value)) > 3 && strings.Contains(selector.Redact(s), s.Value) {
			t.Fatalf("redacted %q holds the whole value", selector.Redact(s))
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if f := selector.Fold(s); selector.Fold(f) != f {
			t.Fatalf("Fold is not idempotent on %q", s)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		plate := rapid.StringMatching(`[A-D0-3?*]{3,6}`)
		a, _, err1 := selector.Parse(outrider.SelectorPlate, plate.Draw(t, "a"), selector.Hint{})
		b, _, err2 := selector.Parse(outrider.SelectorPlate, plate.Draw(t, "b"), selector.Hint{})
		if err1 != nil || err2 != nil {
			return
		}
		ab, _ := selector.Near(a, b)
		ba, _ := selector.Near(b, a)
		if ab != ba {
			t.Fatalf("Near is not symmetric on %s, %s", a.Value, b.Value)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("plate", "DH 47 KLM")
	f.Add("email", "a@b\x00.example")
	f.Add("url", "https://[::1]:99999/")
	f.Add("phone", "+\u202e123456")
	f.Fuzz(func(t *testing.T, kind, raw string) {
		s, _, err := selector.Parse(outrider.SelectorKind(kind), raw, selector.Hint{Region: "GB"})
		if err == nil && s.Validate() != nil {
			t.Fatalf("Parse(%q, %q) made an invalid selector: %v", kind, raw, s.Validate())
		}
	})
}
