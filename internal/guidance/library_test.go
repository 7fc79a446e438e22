package guidance_test

import (
	"slices"
	"strings"
	"testing"

	"outrider"
	"outrider/advice"
	"outrider/internal/guidance"
)

func shipped(t testing.TB) *guidance.Set {
	t.Helper()
	set, faults := guidance.Read(advice.FS)
	for _, f := range faults {
		t.Error(f)
	}
	if set == nil {
		t.FailNow()
	}
	return set
}

// The library that ships is whole, and nothing in it is harder to read than it
// may be.
func TestTheLibraryIsWholeAndPlain(t *testing.T) {
	for _, f := range shipped(t).Plain() {
		t.Error(f)
	}
}

func TestTheLibraryCoversItsField(t *testing.T) {
	set := shipped(t)
	if n := len(set.Measures("", "en")); n < 72 {
		t.Errorf("%d measures, want 72 at least", n)
	}
	for _, s := range guidance.Scenarios {
		if len(set.Measures(s, "en")) == 0 {
			t.Errorf("no measure for %s", s)
		}
	}
	for _, m := range set.Measures("", "en") {
		if err := m.Validate(); err != nil {
			t.Errorf("%s: %v", m.ID, err)
		}
	}
	for _, k := range []outrider.Kind{outrider.KindDelivery, outrider.KindIllness, outrider.KindWatched, outrider.KindApproach, outrider.KindFamily,
		outrider.KindPhishing, outrider.KindTechnical, outrider.KindTravel, outrider.KindLeak, outrider.KindThreat, outrider.KindBreakIn} {
		if len(set.For(k, "fa")) == 0 {
			t.Errorf("no card for %s", k)
		}
	}
}

// Where a life may be at risk the first line of every language names the three
// numbers, before anything else is asked of a frightened person.
func TestHelpComesFirst(t *testing.T) {
	set := shipped(t)
	for _, l := range set.Languages() {
		for _, c := range set.Cards(l.Tag) {
			if !c.LifeAtRisk {
				continue
			}
			for _, number := range []string{"112", "999", "911"} {
				if !strings.Contains(c.Now[0].Text, number) {
					t.Errorf("%s/%s: the first line does not name %s", l.Tag, c.ID, number)
				}
			}
		}
		if c, ok := set.Card("delivery", l.Tag); !ok || c.Stamp.Language != l.Tag {
			t.Errorf("%s: the first card is not in its language", l.Tag)
		}
	}
}

// Every translation of ours says that a machine made it, and its script is its own.
func TestTranslationsSayWhoMadeThem(t *testing.T) {
	set := shipped(t)
	script := map[string]string{"ru": "абвгдежзийклмнопрстуфхцчшщыьэюя", "fa": "ابپتچدرسشکگلمنوی", "ar": "ابتجحدرسشعكلمنوية"}
	if got := len(set.Languages()); got != 4 {
		t.Fatalf("%d languages", got)
	}
	for tag, letters := range script {
		for _, c := range set.Cards(tag) {
			if c.Stamp.Reviewed != guidance.MachineMade || !c.Stamp.Unreviewed() || c.Stamp.Behind {
				t.Errorf("%s/%s: %+v", tag, c.ID, c.Stamp)
			}
			if (c.Stamp.Dir == "rtl") != (tag != "ru") {
				t.Errorf("%s: direction %s", tag, c.Stamp.Dir)
			}
			for _, l := range slices.Concat(c.Now, c.Then, c.Not, c.Tell) {
				if !strings.ContainsAny(l.Text, letters) {
					t.Errorf("%s/%s/%s is not in its script: %s", tag, c.ID, l.ID, l.Text)
				}
			}
		}
	}
}

// Cards tell people what to do; they hold no theory and no word of the trade
// that frightens without helping.
func TestCardsHoldNoTheory(t *testing.T) {
	set := shipped(t)
	for _, c := range set.Cards("en") {
		for _, l := range slices.Concat(c.Now, c.Then, c.Not, c.Tell, []guidance.Line{{Text: c.Title}, {Text: c.About}}) {
			for _, w := range []string{"nerve", "agent", "hostile", "surveill", "intelligence", "assassin", "operative", "probab", "adversar", "counter", " safe "} { // nobody is promised safety
				if strings.Contains(strings.ToLower(l.Text), w) {
					t.Errorf("%s: %q in %q", c.ID, w, l.Text)
				}
			}
		}
	}
}

// What may stand on a person's first page names nothing that is feared, and no place or
// journey. Whether a title is quiet is a human's call; this finds the loud ones.
func TestQuietTitlesAreQuiet(t *testing.T) {
	quiet := 0
	for _, m := range shipped(t).Measures("", "en") {
		if !m.Quiet {
			continue
		}
		quiet++
		for _, w := range []string{"threat", "follow", "watch", "track", "poison", "police", "guard", "danger", "attack", "abuse", "duress", "consulate", "travel", "journey", "border", "illness", "camera", "route", "hide"} {
			if strings.Contains(strings.ToLower(m.Title), w) {
				t.Errorf("%s: %q says %q", m.ID, m.Title, w)
			}
		}
	}
	if quiet < 10 {
		t.Errorf("%d quiet measures", quiet)
	}
}

// What a text says to tap is what stands on the button.
func TestATextNamesTheButtonThatIsThere(t *testing.T) {
	set := shipped(t)
	for _, l := range set.Languages() {
		words, _ := set.Strings(l.Tag)
		_, quoted, ok := strings.Cut(words["offline.leave"], "«")
		quoted, _, _ = strings.Cut(quoted, "»")
		if ok && quoted != words["leave.button"] {
			t.Errorf("%s: the text says %q, the button %q", l.Tag, quoted, words["leave.button"])
		}
	}
}
