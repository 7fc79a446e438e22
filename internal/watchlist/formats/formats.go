// Package formats knows every format of every list: it recognises a file by its
// content, never by its name, and reads it.
package formats

import (
	"io"
	"strings"

	"outrider"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/cn"
	"outrider/internal/watchlist/eu"
	"outrider/internal/watchlist/fcdo"
	"outrider/internal/watchlist/ofac"
	"outrider/internal/watchlist/opensanctions"
	"outrider/internal/watchlist/own"
	"outrider/internal/watchlist/seco"
	"outrider/internal/watchlist/un"
)

// All returns every format, the more particular before the more general.
func All() []watchlist.Format {
	var out []watchlist.Format
	for _, f := range [][]watchlist.Format{un.Formats(), ofac.Formats(), eu.Formats(), fcdo.Formats(), seco.Formats(), cn.Formats(), opensanctions.Formats(), own.Formats()} {
		out = append(out, f...)
	}
	return out
}

// Recognise finds the format of a text, or false.
func Recognise(text string) (watchlist.Format, bool) {
	head := text[:min(len(text), watchlist.HeadBytes)]
	for _, f := range All() {
		if f.Recognise(head) {
			return f, true
		}
	}
	return watchlist.Format{}, false
}

// Read reads a delivery whose format nobody has named. A delivery that is empty,
// closed, packed or in no known format comes back with the reason in Broken or
// Closed; an error means that the file could not be read to its end.
func Read(r io.Reader) (*watchlist.Delivery, error) {
	d := &watchlist.Delivery{}
	text, err := watchlist.Text(r, d)
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		d.Break("%s", outrider.SafeText(err))
		return d, nil
	}
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(text) == "" {
		d.Break("the delivery is empty")
		return d, nil
	}
	f, ok := Recognise(text)
	if !ok {
		d.Closed = closing(text)
		if d.Closed == "" {
			d.Break("the content is in no format that is known")
		}
		return d, nil
	}
	d.Format, d.List, d.Joins = f.ID, f.List, f.Joins
	f.Read(text, d)
	if len(d.Records) == 0 && d.Lost == 0 {
		d.Closed = closing(text)
	}
	d.Finish()
	return d, nil
}

// closing is the sentence in which a publisher says that a list has ended, or the
// empty string: "This list was closed on ..." stands where entries used to.
func closing(text string) string {
	const most = 64 << 10
	low := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text[:min(len(text), most)])
	for _, p := range [...]string{"discontinued", "no longer updated", "no longer maintained", "no longer published", "no longer be updated", "list is closed", "list was closed", "has been closed", "has been withdrawn", "has been replaced by", "has moved to"} {
		i := strings.Index(low, p)
		if i < 0 {
			continue
		}
		from := strings.LastIndexAny(low[:i], "\n.>") + 1
		to := len(low)
		if j := strings.IndexAny(low[i:], "\n.<"); j >= 0 {
			to = i + j
		}
		if to <= len(text) && to-from < 300 {
			return watchlist.Squash(strings.Trim(text[from:to], " ,;\"'"))
		}
	}
	return ""
}
