package photo

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/bep/imagemeta"

	"outrider"
)

// Bounds of what is read from metadata: generous for cameras, tight for a file that
// was made to be slow.
const (
	maxTags   = 2000
	maxTag    = 4096
	maxDevice = 80 // runes of a camera's name
)

// clockLayout is how EXIF writes a time (CIPA DC-008).
const clockLayout = "2006:01:02 15:04:05"

// telling names what else a file may say that its owner would not want said, by tag.
var telling = map[string]string{
	"Artist": "a name", "CameraOwnerName": "a name", "OwnerName": "a name", "Copyright": "a name",
	"BodySerialNumber": "a serial number", "LensSerialNumber": "a serial number", "SerialNumber": "a serial number", "ImageUniqueID": "a serial number",
	"Software": "software", "HostComputer": "software", "CreatorTool": "software", "History": "software",
	"ThumbnailOffset": "a small copy of the picture", "JPEGInterchangeFormat": "a small copy of the picture",
	"ImageDescription": "words", "UserComment": "words", "XPComment": "words", "Caption-Abstract": "words", "Description": "words",
}

// read says what a file's metadata told, and its orientation. Metadata that cannot
// be read tells nothing; it is left behind all the same.
func read(f format, raw []byte) (said outrider.PhotoSaid, orientation int) {
	formats := map[string]imagemeta.ImageFormat{"jpeg": imagemeta.JPEG, "png": imagemeta.PNG, "webp": imagemeta.WebP}
	var tags imagemeta.Tags
	more := map[string]bool{}
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(raw), ImageFormat: formats[f.name], LimitNumTags: maxTags, LimitTagSize: maxTag,
		ShouldHandleTag: func(imagemeta.TagInfo) bool { return true },
		HandleTag: func(t imagemeta.TagInfo) error {
			if what := telling[t.Tag]; what != "" {
				more[what] = true
			}
			if t.Source == imagemeta.EXIF && strings.HasPrefix(t.Namespace, "IFD0") {
				tags.Add(t)
			}
			return nil
		},
	})
	if err != nil {
		more["details that could not be read"] = true
	}
	for what := range more {
		said.Removed = append(said.Removed, what)
	}
	slices.Sort(said.Removed)
	exif := tags.EXIF()
	said.Device = device(text(exif, "Make"), text(exif, "Model"))
	said.Place = place(exif)
	said.Taken, said.Local, said.Zoned = taken(exif)
	return said, number(exif, "Orientation")
}

// taken is when the picture was taken: by the camera's clock with its offset, else
// by the time of the satellites, which is UTC, else by a clock whose zone is unknown.
func taken(exif map[string]imagemeta.TagInfo) (w outrider.When, local string, zoned bool) {
	for _, tag := range [][2]string{{"DateTimeOriginal", "OffsetTimeOriginal"}, {"DateTimeDigitized", "OffsetTimeDigitized"}, {"CreateDate", "OffsetTimeDigitized"}, {"DateTime", "OffsetTime"}, {"ModifyDate", "OffsetTime"}} {
		shown, err := time.Parse(clockLayout, text(exif, tag[0]))
		if err != nil {
			continue
		}
		local = shown.Format("2006-01-02 15:04:05")
		if t, err := time.Parse(clockLayout+"-07:00", text(exif, tag[0])+text(exif, tag[1])); err == nil {
			return outrider.At(t), local + t.Format(" -07:00"), true
		}
		if t, ok := satellite(exif); ok {
			return outrider.At(t), local, true
		}
		return outrider.AnyZone(shown), local, false
	}
	if t, ok := satellite(exif); ok {
		return outrider.At(t), t.Format("2006-01-02 15:04:05 UTC"), true
	}
	return outrider.When{}, "", false
}

// satellite is the time that came with a position.
func satellite(exif map[string]imagemeta.TagInfo) (time.Time, bool) {
	date, clock := text(exif, "GPSDateStamp"), text(exif, "GPSTimeStamp")
	t, err := time.Parse(clockLayout, date+" "+clock)
	return t, err == nil
}

// place is where the camera was. A position without its hemispheres is none, and
// cameras that have no position write 0, 0.
func place(exif map[string]imagemeta.TagInfo) outrider.Place {
	lat, okLat := degrees(exif, "GPSLatitude", "N", "S")
	lon, okLon := degrees(exif, "GPSLongitude", "E", "W")
	p := outrider.Place{Lat: &lat, Lon: &lon}
	if !okLat || !okLon || lat == 0 && lon == 0 || p.Validate() != nil {
		return outrider.Place{}
	}
	return p
}

// degrees reads one coordinate; the negative half is named by its letter. Five
// decimal places are about a metre.
func degrees(exif map[string]imagemeta.TagInfo, tag, positive, negative string) (float64, bool) {
	v, ok := exif[tag].Value.(float64)
	v = math.Round(v*1e5) / 1e5
	switch half := text(exif, tag+"Ref"); {
	case strings.HasPrefix(half, negative):
		v = -v
	case !strings.HasPrefix(half, positive):
		return 0, false
	}
	return v, ok
}

// device is the camera's maker and type; many types name their maker themselves.
func device(maker, model string) string {
	if maker == "" || strings.HasPrefix(strings.ToLower(model), strings.ToLower(maker)) {
		return model
	}
	return strings.TrimSpace(maker + " " + model)
}

// text is a tag's text, if it is text, without what could disturb a page.
func text(exif map[string]imagemeta.TagInfo, tag string) string {
	s, _ := exif[tag].Value.(string)
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	if r := []rune(strings.TrimSpace(s)); len(r) > maxDevice {
		return string(r[:maxDevice])
	}
	return strings.TrimSpace(s)
}

// number is a tag's whole number, 0 where it has none.
func number(exif map[string]imagemeta.TagInfo, tag string) int {
	switch v := exif[tag].Value.(type) {
	case uint16:
		return int(v)
	case uint8:
		return int(v)
	case uint32:
		return int(v)
	case int:
		return v
	}
	return 0
}
