package detect_test

import (
	"testing"
	"testing/fstest"

	"outrider/internal/detect"
	"outrider/parameters"
)

// FuzzLoad reads edited parameters: what loads has a hash, so that a thought can
// say which numbers it used.
func FuzzLoad(f *testing.F) {
	good, err := parameters.FS.ReadFile("detect.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"version":-1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := detect.Load(fstest.MapFS{"detect.json": {Data: b}}); err == nil && p.Hash() == "" {
			t.Error("parameters without a hash")
		}
	})
}
