package detect_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"outrider"
	"outrider/internal/detect"
	"outrider/parameters"

	"github.com/google/go-cmp/cmp"
)

func TestAStrangerAtThreePlacesIsUrgent(t *testing.T) {
	f := one(t, newWorld(follower("p-1", plate("XX11XXX"))...).run(params(t)), outrider.RuleRepeat)
	if f.Score < actScore {
		t.Errorf("score %.2f, under %.2f", f.Score, actScore)
	}
	if f.Places != 3 || len(f.Reports) != 3 || f.Ask == "" || f.Innocent == "" {
		t.Errorf("%d places, %d reports, innocent %q, ask %q", f.Places, len(f.Reports), f.Innocent, f.Ask)
	}
	if f.Rows[0].Nats != 0 {
		t.Errorf("the first sighting weighs %v; whose it is was unknown", f.Rows[0].Nats)
	}
	for _, text := range []string{f.Summary, f.Innocent, f.Ask, string(f.ID)} {
		if strings.Contains(text, "XX11") || strings.Contains(text, "p-1") {
			t.Errorf("a sentence names the selector or the person: %s", text)
		}
	}
	if f.Selector.Raw != "" {
		t.Error("what was written is kept beside the canonical form")
	}
}

// What does not make a pattern: each case changes one thing about the stranger
// at three places.
func TestWhatIsNoPattern(t *testing.T) {
	s := plate("XX11XXX")
	cases := map[string]func() *world{
		"one sighting": func() *world { return newWorld(follower("p-1", s)[0]) },
		"always at home": func() *world {
			var seen []outrider.Sighting
			for i := range 30 {
				seen = append(seen, sighting(fmt.Sprint("r-", i), "p-1", float64(i), home, s))
			}
			return newWorld(seen...)
		},
		"declared": func() *world {
			w := newWorld(follower("p-1", s)...)
			w.declare("p-1", s.Key())
			return w
		},
		"a plate half seen": func() *world {
			half := s
			half.Partial = true
			return newWorld(follower("p-1", half)...)
		},
		"one event told three times": func() *world {
			seen := follower("p-1", s)
			for i := range seen {
				seen[i].Event = "e-1"
			}
			return newWorld(seen...)
		},
		"copies of one report": func() *world {
			seen := follower("p-1", s)
			seen[1].CopyOf, seen[2].CopyOf = "r-p-1-0", "r-p-1-0"
			return newWorld(seen...)
		},
		"three people, once each, who know each other": func() *world {
			seen := follower("p-1", s)
			seen[1].Person, seen[2].Person = "p-2", "p-3"
			w := newWorld(seen...)
			w.tie("p-1", "p-2")
			w.tie("p-2", "p-3")
			w.tie("p-1", "p-3")
			return w
		},
		"seen years apart": func() *world {
			seen := follower("p-1", s)
			for i := range seen {
				seen[i].At = day0.AddDate(4*i, 0, 0)
			}
			return newWorld(seen[:2]...)
		},
	}
	for name, build := range cases {
		t.Run(name, func(t *testing.T) {
			fs := build().run(params(t))
			none(t, fs, outrider.RuleShared)
			if name != "seen years apart" {
				none(t, fs, outrider.RuleRepeat)
				return
			}
			for _, f := range fs {
				if f.Score >= actScore {
					t.Errorf("two sightings four years apart score %.2f", f.Score)
				}
			}
		})
	}
}

// The same thing told again adds nothing, to the last bit.
func TestToldTwiceIsToldOnce(t *testing.T) {
	s := plate("XX11XXX")
	p := params(t)
	seen := follower("p-1", s)
	for i := range seen {
		seen[i].Event = fmt.Sprint("e-", i)
	}
	want := one(t, newWorld(seen...).run(p), outrider.RuleRepeat)
	again := seen[2]
	again.ID = "r-again#0"
	if got := one(t, newWorld(append(slices.Clone(seen), again)...).run(p), outrider.RuleRepeat); got.Score != want.Score {
		t.Errorf("the same event again moves the score from %v to %v", want.Score, got.Score)
	}
	again.CopyOf = "r-p-1-2"
	if got := one(t, newWorld(append(slices.Clone(seen), again)...).run(p), outrider.RuleRepeat); got.Score != want.Score {
		t.Errorf("a copy moves the score from %v to %v", want.Score, got.Score)
	}
}

// Somebody who notes waiting and photographing at every second visit says less
// with it than somebody who never does; nobody is silenced for it.
func TestConductIsWeighedAgainstTheReportersHabit(t *testing.T) {
	s, p := plate("XX11XXX"), params(t)
	score := func(habit []outrider.Behaviour, marked bool) float64 {
		var seen []outrider.Sighting
		for i := range 40 {
			x := sighting(fmt.Sprint("r-h", i), "p-1", float64(i)-60, home, plate(fmt.Sprint("YY", i)))
			x.Behaviour = habit
			seen = append(seen, x)
		}
		for _, x := range mostlyAtHome("p-1", s) {
			if marked {
				x.Behaviour = []outrider.Behaviour{outrider.BehaviourFollowing}
			}
			seen = append(seen, x)
		}
		w := newWorld(seen...)
		for _, f := range w.run(p) {
			if f.Rule == outrider.RuleRepeat && f.Selector.Key() == s.Key() {
				return f.Score
			}
		}
		return 0
	}
	waiting := []outrider.Behaviour{outrider.BehaviourWaiting}
	calm, anxious := score(nil, true), score(waiting, true)
	if calm <= anxious {
		t.Errorf("conduct noted by a calm reporter scores %.2f, by one who notes it always %.2f", calm, anxious)
	}
	if plain := score(nil, false); calm <= plain {
		t.Errorf("conduct adds nothing: %.2f with, %.2f without", calm, plain)
	}
	if other := score([]outrider.Behaviour{outrider.BehaviourOther}, true); other != calm {
		t.Errorf("unspecific conduct changes the habit: %v and %v", other, calm)
	}
}

// Everything is a share of what somebody reports: the same three sightings weigh
// less among hundreds of others.
func TestMuchReportingRaisesNoScore(t *testing.T) {
	s, p := plate("XX11XXX"), params(t)
	quiet := one(t, newWorld(follower("p-1", s)...).run(p), outrider.RuleRepeat).Score
	seen := follower("p-1", s)
	for i := range 300 {
		seen = append(seen, sighting(fmt.Sprint("r-n", i), "p-1", float64(i%17)+.01*float64(i), []outrider.Place{home, work, gym, far}[i%4], plate(fmt.Sprint("NN", i))))
	}
	for _, f := range newWorld(seen...).run(p) {
		if f.Selector.Key() == s.Key() && f.Score >= quiet {
			t.Errorf("among 300 other reports the score is %.2f, alone %.2f", f.Score, quiet)
		}
		if f.Selector.Key() != s.Key() {
			t.Errorf("a vehicle seen once became a finding: %v", f.Rows)
		}
	}
}

func TestAWeakSourceWeighsLess(t *testing.T) {
	s, p := plate("XX11XXX"), params(t)
	score := func(source string) float64 {
		seen := mostlyAtHome("p-1", s)
		for i := range seen {
			seen[i].Grade = outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: source, Content: "2"}
		}
		return one(t, newWorld(seen...).run(p), outrider.RuleRepeat).Score
	}
	last := math.Inf(1)
	for _, source := range []string{"A", "B", "C", "D", "E"} {
		if v := score(source); v >= last || v <= 0 {
			t.Errorf("source %s scores %.3f after %.3f", source, v, last)
		} else {
			last = v
		}
	}
	if f, b := score("F"), score("B"); f >= b {
		t.Errorf("a source nobody can judge scores %.3f, a good one %.3f", f, b)
	}
}

// However often one thing is told, no single sighting weighs more than the cap; at
// the same two places it saturates, and at ever new ones it stays a number.
func TestAFloodIsBounded(t *testing.T) {
	s, p := plate("XX11XXX"), params(t)
	var same, anew []outrider.Sighting
	for i := range 400 {
		id := fmt.Sprintf("r-%03d", i)
		same = append(same, sighting(id, "p-1", float64(i)/40, []outrider.Place{home, work}[i%2], s))
		anew = append(anew, sighting(id, "p-1", float64(i)/40, spot(50+float64(i)/20, float64(i)/20), s))
	}
	for name, seen := range map[string][]outrider.Sighting{"two places": same, "ever new places": anew} {
		for _, f := range newWorld(seen...).run(p) {
			for _, r := range f.Rows {
				if math.Abs(r.Nats) > p.Cap && r.Report != "" {
					t.Errorf("%s: one sighting weighs %.3f, over the cap %.3f", name, r.Nats, p.Cap)
				}
			}
			if err := f.Validate(); err != nil || strings.Contains(f.Innocent, "Inf") {
				t.Errorf("%s: %v, %s", name, err, f.Innocent)
			}
			if limit := 4 * p.Cap; name == "two places" && f.Score > limit {
				t.Errorf("a flood at two places scores %.2f, over %.2f", f.Score, limit)
			}
		}
	}
}

func TestAcrossPeopleWithoutATie(t *testing.T) {
	s, p := plate("XX11XXX"), params(t)
	seen := []outrider.Sighting{
		sighting("r-1", "p-3", 0, home, s), sighting("r-2", "p-1", 5, far, s), sighting("r-3", "p-2", 9, gym, s),
	}
	f := one(t, newWorld(seen...).run(p), outrider.RuleShared)
	if diff := cmp.Diff([]outrider.PersonID{"p-1", "p-2", "p-3"}, f.People); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]outrider.ReportID{"r-1", "r-2", "r-3"}, f.Reports); diff != "" {
		t.Errorf("reports (-want +got):\n%s", diff)
	}
	two := one(t, newWorld(seen[:2]...).run(p), outrider.RuleShared)
	if two.Score >= f.Score || two.Rows[0].Nats != 0 {
		t.Errorf("two people score %.2f, three %.2f; the first weighs %v", two.Score, f.Score, two.Rows[0].Nats)
	}
	event := slices.Clone(seen[:2])
	event[0].Event, event[1].Event = "e-1", "e-1"
	none(t, newWorld(event...).run(p), outrider.RuleShared)
	w := newWorld(seen[:2]...)
	w.declare("p-1", s.Key())
	none(t, w.run(p), outrider.RuleShared)
	w = newWorld(seen[:2]...)
	w.tie("p-1", "p-3")
	none(t, w.run(p), outrider.RuleShared)
}

// Far apart says more than next door, for next-door neighbours share a taxi rank.
func TestDistanceBetweenPeopleCounts(t *testing.T) {
	s, p := plate("XX11XXX"), params(t)
	apart := one(t, newWorld(sighting("r-1", "p-1", 0, home, s), sighting("r-2", "p-2", 1, far, s)).run(p), outrider.RuleShared).Score
	unknown := sighting("r-2", "p-2", 1, outrider.Place{Name: "a square"}, s)
	blind := newWorld(sighting("r-1", "p-1", 0, home, s), unknown).run(p)
	near := newWorld(sighting("r-1", "p-1", 0, home, s), sighting("r-2", "p-2", 1, spot(51.51, -.1), s)).run(p)
	for _, fs := range [][]outrider.Finding{blind, near} {
		for _, f := range fs {
			if f.Score >= apart {
				t.Errorf("nearby or unplaced scores %.2f, far apart %.2f", f.Score, apart)
			}
		}
	}
}

func TestWhatTheWholeTownSeesIsNoFinding(t *testing.T) {
	s, p := plate("XX11XXX"), params(t)
	var seen []outrider.Sighting
	for i := range p.MaxPeople + 1 {
		seen = append(seen, sighting(fmt.Sprint("r-", i), outrider.PersonID(fmt.Sprint("p-", i)), float64(i), far, s))
	}
	none(t, newWorld(seen...).run(p), outrider.RuleShared)
}

func TestTheProductIsHandledLikeItsStrictestPart(t *testing.T) {
	seen := follower("p-1", plate("XX11XXX"))
	seen[0].Handling = outrider.Handling{TLP: outrider.TLPClear, PAP: outrider.PAPClear}
	seen[1].Handling = outrider.Handling{TLP: outrider.TLPRed, PAP: outrider.PAPGreen}
	seen[2].Handling = outrider.Handling{TLP: outrider.TLPGreen, PAP: outrider.PAPAmber}
	want := outrider.Handling{TLP: outrider.TLPRed, PAP: outrider.PAPAmber}
	if got := one(t, newWorld(seen...).run(params(t)), outrider.RuleRepeat).Handling; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLoadNamesWhatIsWrong(t *testing.T) {
	good, err := parameters.FS.ReadFile("detect.json")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string][2]string{
		"theta":       {`"theta":            {"value": 50,`, `"theta": {"value": -1,`},
		"half_life":   {`"half_life"`, `"half_lfe"`},
		"unjudged":    {`"unjudged":  0.50`, `"unjudged": 1`},
		"admiralty.A": {`{"A": 0.95, "B": 0.85, "C": 0.70`, `{"A": 1, "B": 0.85, "C": 0.70`},
		"max_people":  {`"max_people":       {"value": 40`, `"max_people": {"value": 1`},
		"valid JSON":  {`{`, ``},
	}
	for want, change := range cases {
		text := strings.Replace(string(good), change[0], change[1], 1)
		if text == string(good) {
			t.Fatalf("%s: the case does not change the file", want)
		}
		_, err := detect.Load(fstest.MapFS{"detect.json": {Data: []byte(text)}})
		if err == nil || !strings.Contains(outrider.SafeText(err), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := detect.Load(fstest.MapFS{}); outrider.HintText(err) == "" {
		t.Errorf("a missing file has no next step: %v", err)
	}
	p := params(t)
	if got := p.Reliable(outrider.Grade{Scheme: "nato", Source: "A"}); got != p.Reliable(outrider.Grade{}) {
		t.Errorf("an unknown grade counts as %v, not as one that nobody judged", got)
	}
}
