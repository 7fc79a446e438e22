package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/detect"
)

// What a desk's own history teaches says how common things are and names nobody;
// a short history teaches nothing; and only whoever keeps the machine may ask.
func TestLearn(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	ask := func(by outrider.UserID, leaves bool) (*desk.LearnView, error) {
		a, err := h.desk.Read(h.ctx, by, desk.Query{Learn: &desk.LearnQuery{Leaves: leaves}})
		return a.Learn, err
	}
	learn := func(by outrider.UserID) (*desk.LearnView, error) { return ask(by, false) }
	if v, err := learn(h.root); err != nil || v.Short == "" || v.Sightings != 0 {
		t.Fatalf("an empty desk taught %+v, %v", v, err)
	}
	drafts := make([]outrider.Draft, detect.LeastHistory+50)
	for i := range drafts {
		h.now = h.now.Add(6 * 3600e9)
		drafts[i] = h.seen([]outrider.Place{home, work, gym, far}[i%4], p)
		drafts[i].Report.Selectors[0].Value = fmt.Sprintf("QQ%02dINV%d", i%90, i%7)
	}
	h.file(drafts...)
	if v, err := ask(h.root, true); err != nil || v.Sightings != 0 {
		t.Fatalf("numbers leave the house from somebody who has not agreed to research: %+v, %v", v.Sightings, err)
	}
	h.yes(p, outrider.ForResearch)
	if v, err := ask(h.root, true); err != nil || v.Sightings < detect.LeastHistory {
		t.Fatalf("somebody agreed to research, and it learns from %+v, %v", v.Sightings, err)
	}
	v, err := learn(h.root)
	if err != nil || v.Short != "" || v.Sightings < detect.LeastHistory {
		t.Fatalf("%+v, %v", v, err)
	}
	for _, secret := range []string{secretPlate, "QQ01", "K-07", string(p)} {
		if strings.Contains(string(v.Params), secret) {
			t.Errorf("the learnt numbers hold %s", secret)
		}
	}
	if got, err := detect.Read(v.Params); err != nil || got.Hash() != v.Hash {
		t.Errorf("what was written does not read back: %v", err)
	}
	for name, by := range map[string]outrider.UserID{"officer": h.officer, "liaison": h.liaison, "nobody": "u-none"} {
		if _, err := learn(by); outrider.CodeOf(err) != outrider.CodeNotFound {
			t.Errorf("%s may learn: %v", name, err)
		}
	}
}

// Beside the list stands what its alarms cost and what they miss.
func TestTheQueueSaysWhatItMisses(t *testing.T) {
	v := newHouse(t).queue().Detection
	if v.Calibrated || v.Look != detect.LookBudget || !strings.Contains(v.Note, "miss") || !strings.Contains(v.Note, "outrider fit") {
		t.Errorf("%+v", v)
	}
}
