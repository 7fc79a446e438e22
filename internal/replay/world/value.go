package world

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"outrider"
)

// Mark is a grade, a confidence or another judgement kept as it was written: a
// string's text, or whatever other JSON value stood there.
type Mark string

// UnmarshalJSONFrom takes any JSON value, so that an odd grade never costs a line.
func (m *Mark) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	if v.Kind() != '"' {
		*m = Mark(strings.TrimPrefix(string(v), "null"))
		return nil
	}
	text, err := jsontext.AppendUnquote(nil, v)
	*m = Mark(text)
	return err
}

// Partial says that a value was only half read. Some programs write true beside a
// value with "?" in it; others put the half-read text here itself.
type Partial struct {
	Set  bool
	Text string // the half-read text, where it stood here
}

// IsZero reports that the value was read whole.
func (p Partial) IsZero() bool { return p == Partial{} }

// MarshalJSONTo writes true, or the half-read text.
func (p Partial) MarshalJSONTo(enc *jsontext.Encoder) error {
	if p.Text != "" {
		return enc.WriteToken(jsontext.String(p.Text))
	}
	return enc.WriteToken(jsontext.Bool(p.Set))
}

// UnmarshalJSONFrom reads either form; anything else counts as half read.
func (p *Partial) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	tok, err := dec.ReadToken()
	if err != nil {
		return err
	}
	switch tok.Kind() {
	case 't', 'f':
		*p = Partial{Set: tok.Bool()}
	case '"':
		*p = Partial{Set: tok.String() != "", Text: tok.String()}
	case 'n':
		*p = Partial{}
	default:
		return outrider.Invalid("partial is true, false or the half-read text")
	}
	return nil
}

// Word is a selector in the words of the desk, not yet in canonical form: the
// half-read text where there is one, a description's words joined by commas.
func (s Selector) Word() outrider.Selector {
	out := outrider.Selector{Kind: outrider.SelectorKind(s.Kind), Value: s.Value, Partial: s.Partial.Set}
	if out.Value == "" {
		out.Value = s.Partial.Text
	}
	if out.Value == "" && len(s.Description) > 0 {
		out.Kind, out.Value, out.Partial = outrider.SelectorDescription, strings.Join(s.Description, ","), true
	}
	out.Raw = out.Value
	return out
}

// decoding holds what every file of a world is decoded with: moments may be cut
// to a date, which then counts as its last instant.
func decoding() json.Options {
	return json.JoinOptions(
		json.WithUnmarshalers(json.UnmarshalFromFunc(readMoment)),
		json.RejectUnknownMembers(false),
	)
}

func readMoment(dec *jsontext.Decoder, t *time.Time) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	if v.Kind() == 'n' {
		return nil
	}
	if t.UnmarshalJSON(v) == nil {
		return nil
	}
	text, err := jsontext.AppendUnquote(nil, v)
	if err != nil {
		return outrider.Invalid("a time is a string")
	}
	when, err := outrider.ParseWhen(string(text), nil)
	if err != nil {
		return err
	}
	*t = when.Last()
	return nil
}
