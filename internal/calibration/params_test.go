package calibration_test

import (
	"bytes"
	"testing"
	"testing/fstest"

	"outrider"
	"outrider/internal/calibration"
	"outrider/parameters"
)

func TestNumbersAreReadOrNamed(t *testing.T) {
	good, err := parameters.FS.ReadFile("calibration.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"no JSON":         []byte("{"),
		"a number gone":   bytes.Replace(good, []byte(`"draws"`), []byte(`"drawn"`), 1),
		"no origin":       bytes.Replace(good, []byte(`"convention: nine in ten"`), []byte(`""`), 1),
		"out of range":    bytes.Replace(good, []byte(`"value": 0.9,`), []byte(`"value": 1.9,`), 1),
		"a floor of none": bytes.Replace(good, []byte(`"value": 0.001`), []byte(`"value": 0`), 1),
	} {
		if _, err := calibration.Load(fstest.MapFS{"calibration.json": {Data: text}}); outrider.CodeOf(err) != outrider.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := calibration.Load(fstest.MapFS{}); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Errorf("no file: %v", err)
	}
	p, err := calibration.Load(parameters.FS)
	if err != nil || p.MinOutcomes != 20 || p.Fast.Hours() != 720 {
		t.Errorf("%+v, %v", p, err)
	}
}
