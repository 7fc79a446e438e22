package photo

import (
	"encoding/json"
	"io/fs"
	"math"

	"outrider"
)

// Limits bound what a photo may cost; see parameters/photos.json.
type Limits struct {
	File      int // bytes of a file as it comes
	Pixels    int // of a picture, by its header
	Decoded   int // bytes of memory that decoding may take
	Side      int // pixels of the longest side of what is kept
	Quality   int // of the JPEG that is kept, 1 to 100
	Kept      int // bytes of what is kept
	PerReport int // photos of one report
}

// Load reads photos.json. A number that is missing, has no origin or is out of its
// range is an error that names it.
func Load(fsys fs.FS) (Limits, error) {
	var l Limits
	b, err := fs.ReadFile(fsys, "photos.json")
	if err != nil {
		return l, &outrider.Error{Code: outrider.CodeInvalid, Safe: "photos.json cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	var file struct {
		Numbers map[string]struct {
			Value  float64 `json:"value"`
			Origin string  `json:"origin"`
		} `json:"numbers"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return l, &outrider.Error{Code: outrider.CodeInvalid, Safe: "photos.json is not valid JSON", Hint: "the file in force stays in force", Err: err}
	}
	for _, n := range []struct {
		name        string
		to          *int
		unit, upper float64
	}{
		{"file_mib", &l.File, 1 << 20, 64}, {"megapixels", &l.Pixels, 1e6, 250}, {"decoded_mib", &l.Decoded, 1 << 20, 4096},
		{"longest_side", &l.Side, 1, 8192}, {"quality", &l.Quality, 1, 100}, {"kept_kib", &l.Kept, 1 << 10, 16 << 10}, {"per_report", &l.PerReport, 1, 50},
	} {
		v, ok := file.Numbers[n.name]
		if !ok || v.Origin == "" || !(v.Value > 0) || v.Value > n.upper || v.Value != math.Trunc(v.Value) {
			return l, outrider.Invalid("photos.json: %s needs a whole number up to %g and its origin", n.name, n.upper)
		}
		*n.to = int(v.Value * n.unit)
	}
	return l, nil
}
