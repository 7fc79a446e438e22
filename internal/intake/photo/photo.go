// Package photo turns the bytes of a photo into a clean one. A photo's file says
// far more than its picture: where and when it was taken, with which camera, and
// often a small copy of what was cut away. All of that is read for a human to judge
// and then left behind, by decoding the picture and encoding it again. What people
// in the picture look like, nothing here reads.
//
// The other danger is the file itself: a header that promises more than a server's
// memory holds is refused before anything is decoded.
package photo

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"sync"

	"golang.org/x/image/webp"

	"outrider"
)

// Darkroom makes clean photos within limits. It works on one at a time, so that a
// flood of uploads cannot fill the memory, and is safe for concurrent use.
type Darkroom struct {
	limits Limits
	one    sync.Mutex
}

// New returns a darkroom with these limits.
func New(l Limits) *Darkroom { return &Darkroom{limits: l} }

// PerReport is how many photos one report may have.
func (d *Darkroom) PerReport() int { return d.limits.PerReport }

// Develop makes a clean photo of the bytes of a file, or refuses them with what the
// sender can do instead. The errors quote nothing of the file.
func (d *Darkroom) Develop(raw []byte) (outrider.Photo, error) {
	if len(raw) > d.limits.File {
		return outrider.Photo{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this photo is too large", Hint: "send a smaller one, or a picture of the screen that shows it"}
	}
	f := formatOf(raw)
	if f.decode == nil {
		return outrider.Photo{}, f.refusal()
	}
	if err := d.check(f, raw); err != nil {
		return outrider.Photo{}, err
	}
	said, turn := read(f, raw)
	d.one.Lock()
	defer d.one.Unlock()
	img, err := f.decode(bytes.NewReader(raw))
	if err != nil {
		return outrider.Photo{}, broken(err)
	}
	upright := turned(reduced(img, d.limits.Side), turn)
	out, err := d.encode(upright)
	size := upright.Bounds()
	return outrider.Photo{JPEG: out, Width: size.Dx(), Height: size.Dy(), Said: said}, err
}

// check reads the header alone and refuses what decoding could not afford.
func (d *Darkroom) check(f format, raw []byte) error {
	c, err := f.config(bytes.NewReader(raw))
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return broken(err)
	}
	if c.Width > d.limits.Pixels/c.Height || c.Width*c.Height > d.limits.Decoded/costOf(c.ColorModel, f.name == "jpeg" && progressive(raw)) {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "this picture has too many pixels", Hint: "send a smaller one, or a picture of the screen that shows it"}
	}
	return nil
}

// costOf is how many bytes of memory a pixel takes at worst while it is decoded. A
// progressive JPEG holds four bytes for every sample beside the picture.
func costOf(m color.Model, progressive bool) int {
	samples := map[color.Model]int{color.GrayModel: 1, color.YCbCrModel: 3, color.CMYKModel: 4, color.RGBA64Model: 8, color.NRGBA64Model: 8}[m]
	if samples == 0 {
		samples = 4
	}
	if progressive {
		return 5 * samples
	}
	return samples
}

// progressive reports whether a JPEG comes in passes: its frame is of the third sort
// (ITU-T T.81, table B.1). What cannot be walked to its frame is taken for one.
func progressive(raw []byte) bool {
	for at := 2; at+4 <= len(raw) && raw[at] == 0xff; {
		switch m := raw[at+1]; {
		case m == 0xc0 || m == 0xc1:
			return false
		case m == 0xc2:
			return true
		}
		at += 2 + int(raw[at+2])<<8 + int(raw[at+3])
	}
	return true
}

// encode writes the picture as JPEG, coarser until it fits.
func (d *Darkroom) encode(img *image.RGBA) ([]byte, error) {
	const step, coarsest = 15, 10
	for q := d.limits.Quality; ; q -= step {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: max(q, coarsest)}); err != nil {
			return nil, broken(err)
		}
		if b.Len() <= d.limits.Kept {
			return b.Bytes(), nil
		}
		if q <= coarsest {
			return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this photo is too large to keep", Hint: "send a smaller one"}
		}
	}
}

func broken(err error) error {
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: "this photo cannot be read", Hint: "it may be damaged: send it again, or a picture of the screen that shows it", Err: err}
}

// format is one kind of file: how to read its header and its picture, or, where
// decode is nil, why not.
type format struct {
	name   string
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// formatOf recognises a file by its first bytes: a name proves nothing.
func formatOf(raw []byte) format {
	has := func(at int, s string) bool { return len(raw) >= at+len(s) && string(raw[at:at+len(s)]) == s }
	switch {
	case has(0, "\xff\xd8\xff"):
		return format{"jpeg", jpeg.DecodeConfig, jpeg.Decode}
	case has(0, "\x89PNG\r\n\x1a\n"):
		return format{"png", png.DecodeConfig, png.Decode}
	case has(0, "RIFF") && has(8, "WEBP"):
		return format{"webp", webp.DecodeConfig, webp.Decode}
	case has(4, "ftyphei"), has(4, "ftyphev"), has(4, "ftypmif1"), has(4, "ftypmsf1"):
		return format{name: "heic"}
	case has(4, "ftypavi"):
		return format{name: "avif"}
	case has(4, "ftyp"), has(0, "\x1aE\xdf\xa3"):
		return format{name: "film"}
	}
	return format{}
}

// refusal says what to do with a file that is not read.
func (f format) refusal() error {
	e := &outrider.Error{Code: outrider.CodeInvalid, Safe: "this is not a photo that can be read here", Hint: "send JPEG, PNG or WebP"}
	switch f.name {
	case "heic", "avif":
		e.Safe = "this photo is in a format (HEIC or AVIF) that cannot be cleaned here"
		e.Hint = "send it as JPEG: an iPhone does so by itself when the photo is picked from the web page, or with Settings, Camera, Formats, Most Compatible; or send a picture of the screen that shows it"
	case "film":
		e.Safe = "this is a film, not a photo"
		e.Hint = "send a picture of the screen that shows the moment"
	}
	return e
}
