package answers_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"outrider/internal/answers"
	"outrider/parameters"
)

// The numbers that the program carries can be read, and every kind has its weight.
func TestStandard(t *testing.T) {
	p, err := answers.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	if p.Hash() == "" || p.Hash() != answers.Standard().Hash() {
		t.Errorf("hashes %q and %q", p.Hash(), answers.Standard().Hash())
	}
	if w := p.Weight(answers.Sentence); w <= p.Weight(answers.Statement) {
		t.Errorf("a sentence weighs %g", w)
	}
	if w := p.Weight("applause"); w != 0 {
		t.Errorf("an unknown kind weighs %g", w)
	}
}

func TestNumbersThatCannotBeUsed(t *testing.T) {
	whole, err := parameters.FS.ReadFile("answers.json")
	if err != nil {
		t.Fatal(err)
	}
	for was, becomes := range map[string]string{
		`"sentence":`:     `"sentense":`,
		`"value": 180`:    `"value": -1`,
		`"delay_floor":`:  `"floor":`,
		`"value": 1.5,`:   `"value": 0,`,
		`"version": 1,`:   `"version" 1,`,
		`"value": 200,`:   `"value": "many",`,
		`"origin": "days`: `"source": "days`,
	} {
		text := strings.Replace(string(whole), was, becomes, 1)
		if text == string(whole) {
			t.Fatalf("%s is not in the file", was)
		}
		if _, err := answers.Load(fstest.MapFS{"answers.json": {Data: []byte(text)}}); err == nil {
			t.Errorf("%s instead of %s is accepted", becomes, was)
		}
	}
	if _, err := answers.Load(fstest.MapFS{}); err == nil {
		t.Error("an absent file is accepted")
	}
}
