package picture

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"outrider"
)

// PicturedBody is the first part of report.pictured: everything about a photo but
// its pixels, sealed for those for whom its report was filed.
type PicturedBody struct {
	Report outrider.ReportID  `json:"report"`
	Photo  outrider.PhotoID   `json:"photo"`
	Width  int                `json:"width"`
	Height int                `json:"height"`
	Bytes  int                `json:"bytes"`
	Said   outrider.PhotoSaid `json:"said,omitzero"`
}

// PixelsBody is the second part of report.pictured, sealed like the first. The
// picture never holds it: whoever may see it has it read from the ledger.
type PixelsBody struct {
	JPEG []byte `json:"jpeg"`
}

// pixelsPart is which part of report.pictured holds the pixels.
const pixelsPart = 1

// DescribedBody is the body of photo.described; the words stand in its note.
type DescribedBody struct {
	Report outrider.ReportID `json:"report"`
	Photo  outrider.PhotoID  `json:"photo"`
}

// Photo is a photo of a report: where its pixels stand in the ledger, and what is
// known of them.
type Photo struct {
	PicturedBody
	Seq         uint64 // of the entry that holds the pixels
	At          time.Time
	By          outrider.UserID
	Description string // the newest; empty: nobody has described it
	Described   outrider.UserID
}

// photoChange is what a change says about photos: one of its fields is set, or none.
type photoChange struct {
	pictured  *PicturedBody
	described *DescribedBody
}

// target is Change.target for these entries.
func (c *photoChange) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryPictured:
		return into(&c.pictured), true
	case outrider.EntryDescribed:
		return into(&c.described), true
	}
	return nil, false
}

// decodePictured decodes what is known of a photo and leaves its pixels alone.
func (c *Change) decodePictured(set func([]byte) error) error {
	if len(c.Parts) != pixelsPart+1 {
		return fmt.Errorf("a photo has two parts")
	}
	if c.erased = c.Parts[0].Erased || c.Parts[pixelsPart].Erased; c.erased {
		return nil
	}
	return set(c.Parts[0].Body)
}

// Pixels reads the pixels of an opened report.pictured; ok is false where their key
// is gone.
func Pixels(e outrider.Entry) (jpeg []byte, ok bool, err error) {
	if e.Type != outrider.EntryPictured || len(e.Parts) != pixelsPart+1 {
		return nil, false, &outrider.Error{Code: outrider.CodeDamaged, Safe: fmt.Sprintf("entry %d holds no photo", e.Seq), Hint: "run outrider verify"}
	}
	if e.Parts[pixelsPart].Erased {
		return nil, false, nil
	}
	var b PixelsBody
	if err := json.Unmarshal(e.Parts[pixelsPart].Body, &b); err != nil {
		return nil, false, &outrider.Error{Code: outrider.CodeDamaged, Safe: fmt.Sprintf("entry %d cannot be read", e.Seq), Hint: "run outrider verify", Err: err}
	}
	return b.JPEG, true, nil
}

// applyPhoto keeps a photo with its report, and what it says of itself as proposals.
func (p *Picture) applyPhoto(c Change) {
	switch {
	case c.photo.pictured != nil:
		b := *c.photo.pictured
		it := p.reports[b.Report]
		if it == nil || it.Erased {
			return
		}
		it.Photos = append(it.Photos, &Photo{PicturedBody: b, Seq: c.Seq, At: c.Recorded, By: c.By})
		it.Proposals = append(it.Proposals, proposalsOf(b)...)
	case c.photo.described != nil:
		if ph := p.photo(*c.photo.described); ph != nil {
			ph.Description, ph.Described = c.note, c.By
		}
	}
}

func (p *Picture) photo(b DescribedBody) *Photo {
	it := p.reports[b.Report]
	if it == nil {
		return nil
	}
	for _, ph := range it.Photos {
		if ph.Photo == b.Photo {
			return ph
		}
	}
	return nil
}

// proposalsOf puts what a photo says of itself before a human.
func proposalsOf(b PicturedBody) []outrider.Proposal {
	var out []outrider.Proposal
	add := func(kind, text string) {
		if text != "" {
			out = append(out, outrider.Proposal{Kind: kind, Text: text, Basis: outrider.BasisPhoto, Ref: string(b.Photo)})
		}
	}
	add(outrider.ProposalTime, TakenText(b.Said))
	if pl := b.Said.Place; pl.Known() {
		add(outrider.ProposalPlace, strconv.FormatFloat(*pl.Lat, 'f', -1, 64)+", "+strconv.FormatFloat(*pl.Lon, 'f', -1, 64))
	}
	add(outrider.ProposalDevice, b.Said.Device)
	return out
}

// TakenText is when a photo says that it was taken, with how far that can be trusted.
func TakenText(s outrider.PhotoSaid) string {
	switch {
	case s.Local == "":
		return ""
	case !s.Zoned:
		return s.Local + " by the camera's clock, whose zone is not known"
	}
	utc := s.Taken.From.UTC().Format("2006-01-02 15:04 UTC")
	if strings.HasSuffix(s.Local, "UTC") {
		return utc
	}
	return utc + " (the camera's clock showed " + s.Local + ")"
}

// FiledFor lists for whom a report was filed and who were not erased since: under
// their keys lies what belongs to it. None: it has a key of its own.
func (it *Item) FiledFor() []outrider.PersonID { return it.filedAbout }
