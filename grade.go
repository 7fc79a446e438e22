package outrider

import (
	"encoding/json"
	"strings"
)

// Scheme names a grading scheme. Three live schemes use letters and digits in
// opposite places, so "B2" alone means nothing and is refused.
type Scheme string

// The schemes Outrider reads. 3x5x2 puts a digit first; the others a letter.
const (
	SchemeAdmiralty Scheme = "admiralty" // source A-F, content 1-6
	Scheme3x5x2     Scheme = "3x5x2"     // source 1-3, content A-E, handling P or C
	Scheme5x5x5     Scheme = "5x5x5"     // source A-E, content 1-5, handling 1-5
)

// Grade keeps the two axes of a judgement of a report apart: how reliable the
// source is, and how credible the content. Neither is ever turned into a number
// here, and "cannot be judged" is a value of its own on both axes.
type Grade struct {
	Scheme   Scheme `json:"scheme"`
	Source   string `json:"source"`
	Content  string `json:"content"`
	Handling string `json:"handling,omitempty"` // the scheme's own handling code, where it has one
}

// axes lists, for each scheme, the codes of its axes in their printed order.
func (s Scheme) axes() (source, content, handling string, ok bool) {
	switch s {
	case SchemeAdmiralty:
		return "ABCDEF", "123456", "", true
	case Scheme3x5x2:
		return "123", "ABCDE", "PC", true
	case Scheme5x5x5:
		return "ABCDE", "12345", "12345", true
	}
	return "", "", "", false
}

// IsZero reports whether the report has not been graded at all.
func (g Grade) IsZero() bool { return g == Grade{} }

// Validate refuses a grade without scheme and codes that the scheme does not have.
func (g Grade) Validate() error {
	source, content, handling, ok := g.Scheme.axes()
	if !ok {
		return &Error{Code: CodeInvalid, Safe: "a grade needs its scheme", Hint: "write admiralty:B2, 3x5x2:2BP or 5x5x5:B21; a bare \"B2\" means different things in different schemes"}
	}
	if !oneOf(source, g.Source) || !oneOf(content, g.Content) {
		return Invalid("this grade is not in scheme %s", g.Scheme)
	}
	if g.Handling != "" && !oneOf(handling, g.Handling) {
		return Invalid("this handling code is not in scheme %s", g.Scheme)
	}
	return nil
}

// SourceJudged reports whether the source's reliability could be judged.
func (g Grade) SourceJudged() bool {
	switch g.Scheme {
	case SchemeAdmiralty:
		return g.Source != "F" && g.Source != ""
	case Scheme3x5x2:
		return g.Source != "2" && g.Source != ""
	case Scheme5x5x5:
		return g.Source != "E" && g.Source != ""
	}
	return false
}

// ContentJudged reports whether the content's credibility could be judged.
func (g Grade) ContentJudged() bool {
	switch g.Scheme {
	case SchemeAdmiralty:
		return g.Content != "6" && g.Content != ""
	case Scheme3x5x2:
		return g.Content != "D" && g.Content != ""
	case Scheme5x5x5:
		return g.Content != "4" && g.Content != ""
	}
	return false
}

// String writes the grade as it is parsed: scheme, colon, codes.
func (g Grade) String() string {
	if g.IsZero() {
		return "not graded"
	}
	return string(g.Scheme) + ":" + g.Source + g.Content + g.Handling
}

// ParseGrade reads "admiralty:B2", "3x5x2:2BP" or "5x5x5:B21". The empty string
// is the absent grade; a grade without scheme is an error.
func ParseGrade(s string) (Grade, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Grade{}, nil
	}
	scheme, codes, ok := strings.Cut(s, ":")
	if !ok {
		return Grade{}, Grade{}.Validate()
	}
	codes = strings.ToUpper(codes)
	if len(codes) < 2 || len(codes) > 3 {
		return Grade{}, Invalid("a grade has two codes, and a handling code where the scheme has one")
	}
	g := Grade{Scheme: Scheme(strings.ToLower(scheme)), Source: codes[:1], Content: codes[1:2], Handling: codes[2:]}
	return g, g.Validate()
}

// UnmarshalJSON validates: a stored or sent grade without scheme never gets in.
func (g *Grade) UnmarshalJSON(b []byte) error {
	type plain Grade
	var p plain
	if err := json.Unmarshal(b, &p); err != nil {
		return Invalid("a grade is an object with scheme, source and content")
	}
	*g = Grade(p)
	if g.IsZero() {
		return nil
	}
	return g.Validate()
}

func oneOf(set, code string) bool { return len(code) == 1 && strings.Contains(set, code) }
