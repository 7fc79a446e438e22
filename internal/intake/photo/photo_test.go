package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/intake/photo"
	"outrider/parameters"
)

func darkroom(t testing.TB) *photo.Darkroom {
	l, err := photo.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	return photo.New(l)
}

const planted = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="planted-xmp"/></rdf:RDF></x:xmpmeta>`

// What a file says of itself is read, and nothing of it is left in what is kept.
func TestTheFileTellsAndIsForgotten(t *testing.T) {
	e := string(camera(1, words(0x9011, "+02:00"), words(0xA431, "planted-serial")))
	j := jpegOf(t, halves())
	j = inJPEG(inJPEG(inJPEG(inJPEG(inJPEG(j, 0xfe, "planted-comment"), 0xe2, "ICC_PROFILE\x00\x01\x01planted-icc"),
		0xed, "Photoshop 3.0\x00planted-iptc"), 0xe1, "http://ns.adobe.com/xap/1.0/\x00"+planted), 0xe1, "Exif\x00\x00"+e)
	j = append(j, "planted-film-behind-the-end"...)
	p := inPNG(inPNG(inPNG(pngOf(t, halves()), "iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+planted), "tEXt", "Comment\x00planted-comment"), "eXIf", e)
	w := inWebP(webpOf(t), 0x0c, "EXIF", e, "XMP ", planted)
	lat, lon := -10.5, -20.26
	want := outrider.PhotoSaid{Taken: outrider.At(time.Date(2026, 3, 29, 16, 30, 5, 0, time.UTC)), Local: "2026-03-29 18:30:05 +02:00", Zoned: true,
		Place: outrider.Place{Lat: &lat, Lon: &lon}, Device: "PLANTED-Eye 3", Removed: []string{"a name", "a serial number", "software"}}
	for name, raw := range map[string][]byte{"jpeg": j, "png": p, "webp": w} {
		t.Run(name, func(t *testing.T) {
			got, err := darkroom(t).Develop(raw)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got.Said, cmp.Transformer("utc", func(t time.Time) string { return t.UTC().String() })); diff != "" {
				t.Error(diff)
			}
			if got.Width != 48 || got.Height != 32 {
				t.Errorf("%d x %d", got.Width, got.Height)
			}
			if left := bytes.ToLower(got.JPEG); bytes.Contains(left, []byte("planted")) {
				t.Error("something of the file is left")
			}
			onlyPicture(t, got.JPEG)
		})
	}
}

// onlyPicture fails where a JPEG holds any segment that the picture does not need,
// or anything behind its end.
func onlyPicture(t interface{ Fatalf(string, ...any) }, b []byte) {
	need := map[byte]string{0xdb: "quantisation", 0xc0: "frame", 0xc4: "codes", 0xda: "scan"}
	at := 2
	for {
		if at+4 > len(b) || b[at] != 0xff || need[b[at+1]] == "" {
			t.Fatalf("at byte %d there is more than the picture", at)
		}
		last := b[at+1] == 0xda
		at += 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if last {
			break
		}
	}
	if end := bytes.Index(b[at:], []byte{0xff, 0xd9}); at+end+2 != len(b) {
		t.Fatalf("something stands behind the end")
	}
}

func TestTimes(t *testing.T) {
	for name, c := range map[string]struct {
		camera, position []tag
		local            string
		want             outrider.When
		zoned            bool
	}{
		"with its zone":         {[]tag{words(0x9003, "2026:03:29 18:30:05"), words(0x9011, "-05:00")}, nil, "2026-03-29 18:30:05 -05:00", outrider.At(time.Date(2026, 3, 29, 23, 30, 5, 0, time.UTC)), true},
		"zone unknown":          {[]tag{words(0x9003, "2026:03:29 18:30:05")}, nil, "2026-03-29 18:30:05", outrider.When{From: time.Date(2026, 3, 29, 4, 30, 5, 0, time.UTC), To: time.Date(2026, 3, 30, 6, 30, 5, 0, time.UTC), Precision: outrider.PrecisionDay}, false},
		"by the satellites":     {[]tag{words(0x9003, "2026:03:29 18:30:05")}, []tag{fractions(7, 16, 30, 4), words(0x1d, "2026:03:29")}, "2026-03-29 18:30:05", outrider.At(time.Date(2026, 3, 29, 16, 30, 4, 0, time.UTC)), true},
		"satellites alone":      {nil, []tag{fractions(7, 16, 30, 4), words(0x1d, "2026:03:29")}, "2026-03-29 16:30:04 UTC", outrider.At(time.Date(2026, 3, 29, 16, 30, 4, 0, time.UTC)), true},
		"a clock never set":     {[]tag{words(0x9003, "0000:00:00 00:00:00")}, nil, "", outrider.When{}, false},
		"not a time":            {[]tag{words(0x9003, "yesterday")}, nil, "", outrider.When{}, false},
		"hours that are no day": {[]tag{words(0x9003, "2026:03:29 25:30:05")}, nil, "", outrider.When{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			raw := inJPEG(jpegOf(t, halves()), 0xe1, "Exif\x00\x00"+string(exif([]tag{short(0x0112, 1)}, c.camera, c.position)))
			got, err := darkroom(t).Develop(raw)
			if err != nil {
				t.Fatal(err)
			}
			s := got.Said
			if s.Local != c.local || s.Zoned != c.zoned || !s.Taken.From.Equal(c.want.From) || !s.Taken.To.Equal(c.want.To) || s.Taken.Precision != c.want.Precision {
				t.Errorf("%q %v %+v, not %q %v %+v", s.Local, s.Zoned, s.Taken, c.local, c.zoned, c.want)
			}
			if err := s.Taken.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestPlaceNeedsBothHalves(t *testing.T) {
	for name, position := range map[string][]tag{
		"no hemisphere": {fractions(2, 10, 30, 0), fractions(4, 20, 0, 0)},
		"half of it":    {words(1, "N"), fractions(2, 10, 30, 0)},
		"nowhere":       {words(1, "N"), fractions(2, 0, 0, 0), words(3, "E"), fractions(4, 0, 0, 0)},
		"off the earth": {words(1, "N"), fractions(2, 110, 0, 0), words(3, "E"), fractions(4, 20, 0, 0)},
	} {
		raw := inJPEG(jpegOf(t, halves()), 0xe1, "Exif\x00\x00"+string(exif(nil, nil, position)))
		got, err := darkroom(t).Develop(raw)
		if err != nil || !got.Said.Place.IsZero() {
			t.Errorf("%s: %+v, %v", name, got.Said.Place, err)
		}
	}
}

// Where the red half lies after each orientation.
func TestUpright(t *testing.T) {
	for turn, red := range map[uint16]string{1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom", 99: "left"} {
		m := developed(t, inJPEG(jpegOf(t, halves()), 0xe1, "Exif\x00\x00"+string(camera(turn))))
		b := m.Bounds()
		at := map[string]image.Point{"left": {2, b.Dy() / 2}, "right": {b.Dx() - 3, b.Dy() / 2}, "top": {b.Dx() / 2, 2}, "bottom": {b.Dx() / 2, b.Dy() - 3}}[red]
		if r, _, blue, _ := m.At(at.X, at.Y).RGBA(); r < 0xc000 || blue > 0x4000 {
			t.Errorf("orientation %d: no red at the %s", turn, red)
		}
		if wide := b.Dx() > b.Dy(); wide != (turn < 5 || turn > 8) {
			t.Errorf("orientation %d: %v", turn, b)
		}
	}
}

// A corner that differs tells mirrored from turned.
func TestUprightCorners(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 48, 32))
	for y := range 32 {
		for x := range 48 {
			v := uint8(255)
			if x < 16 && y < 16 {
				v = 0
			}
			m.SetRGBA(x, y, color.RGBA{v, v, v, 255})
		}
	}
	for turn, corner := range map[uint16]string{1: "top left", 2: "top right", 3: "bottom right", 4: "bottom left", 5: "top left", 6: "top right", 7: "bottom right", 8: "bottom left"} {
		d := developed(t, inJPEG(jpegOf(t, m), 0xe1, "Exif\x00\x00"+string(camera(turn))))
		x, y := 3, 3
		if strings.Contains(corner, "right") {
			x = d.Bounds().Dx() - 4
		}
		if strings.Contains(corner, "bottom") {
			y = d.Bounds().Dy() - 4
		}
		if r, _, _, _ := d.At(x, y).RGBA(); r > 0x4000 {
			t.Errorf("orientation %d: the dark corner is not at the %s", turn, corner)
		}
	}
}

func developed(t *testing.T, raw []byte) image.Image {
	got, err := darkroom(t).Develop(raw)
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(got.JPEG))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestRefusals(t *testing.T) {
	d := darkroom(t)
	huge := pngOf(t, halves())
	binary.BigEndian.PutUint32(huge[16:], 100_000)
	binary.BigEndian.PutUint32(huge[20:], 100_000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	whole := jpegOf(t, halves())
	inPasses := bytes.Replace(whole, []byte{0xff, 0xc0}, []byte{0xff, 0xc2}, 1) // 36 megapixels: what one pass takes, several do not
	sof := bytes.Index(whole, []byte{0xff, 0xc0})
	copy(inPasses[sof+5:], []byte{0x17, 0x70, 0x17, 0x70})
	for name, c := range map[string]struct {
		raw        []byte
		safe, hint string
	}{
		"a bomb":      {huge, "too many pixels", "smaller"},
		"in passes":   {inPasses, "too many pixels", "smaller"},
		"heic":        {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "HEIC", "JPEG"},
		"avif":        {[]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), "AVIF", "JPEG"},
		"film":        {[]byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00"), "film", "screen"},
		"page":        {[]byte("<html><script>"), "not a photo", "JPEG"},
		"nothing":     {nil, "not a photo", "JPEG"},
		"cut":         {whole[:len(whole)/2], "cannot be read", "again"},
		"header only": {whole[:20], "cannot be read", "again"},
		"moving":      {inWebP(webpOf(t)[:12], 0x02, "ANIM", "\x00\x00\x00\x00\x00\x00"), "cannot be read", "again"},
		"large":       {make([]byte, 17<<20), "too large", "smaller"},
	} {
		_, err := d.Develop(c.raw)
		if outrider.CodeOf(err) != outrider.CodeInvalid || !strings.Contains(outrider.SafeText(err), c.safe) || !strings.Contains(outrider.HintText(err), c.hint) {
			t.Errorf("%s: %v (%s)", name, err, outrider.HintText(err))
		}
	}
}

func TestLargeBecomesSmaller(t *testing.T) {
	d := photo.New(photo.Limits{File: 1 << 20, Pixels: 1e6, Decoded: 8 << 20, Side: 100, Quality: 85, Kept: 1 << 20, PerReport: 1})
	got, err := d.Develop(pngOf(t, image.NewGray(image.Rect(0, 0, 900, 300))))
	if err != nil || got.Width != 100 || got.Height != 33 {
		t.Errorf("%d x %d, %v", got.Width, got.Height, err)
	}
	tight := photo.New(photo.Limits{File: 1 << 20, Pixels: 1e6, Decoded: 8 << 20, Side: 100, Quality: 85, Kept: 10, PerReport: 1})
	if _, err := tight.Develop(pngOf(t, halves())); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Errorf("%v", err)
	}
}

// Whatever a file carries beside its picture, what is kept is the same picture and
// nothing else.
func TestNothingBesideThePictureMatters(t *testing.T) {
	plainJPEG, plainPNG, plainWebP := jpegOf(t, halves()), pngOf(t, halves()), webpOf(t)
	d := darkroom(t)
	rapid.Check(t, func(t *rapid.T) {
		junk := rapid.SliceOfN(rapid.SampledFrom([]string{"Exif\x00\x00II*\x00", "planted", "\xff\xd8\xff\xdb", "http://ns.adobe.com/xap/1.0/\x00<x", "\x00\x00\x00\x08", "ICC_PROFILE\x00"}), 0, 20).Draw(t, "junk")
		data := strings.Join(junk, "")
		var plain, raw []byte
		switch rapid.SampledFrom([]string{"jpeg", "png", "webp"}).Draw(t, "format") {
		case "jpeg":
			plain, raw = plainJPEG, inJPEG(plainJPEG, rapid.SampledFrom([]byte{0xe1, 0xe2, 0xec, 0xed, 0xfe}).Draw(t, "marker"), data)
		case "png":
			plain, raw = plainPNG, inPNG(plainPNG, rapid.SampledFrom([]string{"eXIf", "tEXt", "zTXt", "iTXt", "prIv"}).Draw(t, "chunk"), data)
		default:
			plain, raw = plainWebP, inWebP(plainWebP, 0x0c, rapid.SampledFrom([]string{"EXIF", "XMP ", "none"}).Draw(t, "chunk"), data)
		}
		want, err := d.Develop(plain)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Develop(raw)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want.JPEG, got.JPEG) {
			t.Fatal("what stood beside the picture changed what is kept")
		}
	})
}

func FuzzDevelop(f *testing.F) {
	f.Add(inJPEG(jpegOf(f, halves()), 0xe1, "Exif\x00\x00"+string(camera(6))))
	f.Add(inPNG(pngOf(f, halves()), "eXIf", string(camera(8))))
	f.Add(inWebP(webpOf(f), 0x0c, "EXIF", string(camera(3)), "XMP ", planted))
	f.Add([]byte("\x00\x00\x00\x18ftypheic"))
	d := photo.New(photo.Limits{File: 1 << 16, Pixels: 1 << 16, Decoded: 1 << 20, Side: 64, Quality: 85, Kept: 1 << 16, PerReport: 1})
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := d.Develop(raw)
		if err != nil {
			var own *outrider.Error
			if !errors.As(err, &own) {
				t.Fatalf("%T", err)
			}
			return
		}
		onlyPicture(t, got.JPEG)
		if max(got.Width, got.Height) > 64 || got.Said.Place.Validate() != nil || got.Said.Taken.Validate() != nil {
			t.Fatalf("%+v", got.Said)
		}
	})
}
