package match_test

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"outrider/internal/match"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func person(text string) *match.Name { return match.New(text, match.KindPerson) }

func compare(a, b string) match.Result {
	return match.Compare(match.Subject{Name: person(a)}, match.Subject{Name: person(b)})
}

// Invented people and public figures of the kind that lists name, in the scripts
// and habits of spelling that a desk meets.
func TestOneNameInManySpellings(t *testing.T) {
	cases := [][2]string{
		{"Sergei Voronov", "Сергей Воронов"},
		{"Serguei Voronov", "Sergey VORONOV"},
		{"Voronov, Sergey", "Сергій Воронов"},
		{"Aliaksandr Hryshkevich", "Александр Гришкевич"},
		{"Yury Shcherbak", "Юрій Щербак"},
		{"Wladimir Tschernow", "Владимир Чернов"},
		{"Muhammad al-Khatib", "محمد الخطيب"},
		{"Abdul Rahman Nouri", "عبدالرحمن نوري"},
		{"Abdurrahman Noori", "Abd al-Rahman NURI"},
		{"Hossein Rezaei", "حسین رضایی"},
		{"Noor Ahmad Zahid", "نور احمد زاهد"},
		{"Yosef Rabinovich", "יוסף רבינוביץ"},
		{"Zhang Weimin", "张伟民"},
		{"Chang Wei-min", "張偉民"},
		{"Park Ji-hoon", "박지훈"},
		{"Tanaka Kenichi", "タナカ ケンイチ"},
		{"Georgios Papadakis", "Γεώργιος Παπαδάκης"},
		{"Giorgi Beridze", "გიორგი ბერიძე"},
		{"Aram Petrosyan", "Արամ Պետրոսյան"},
		{"Jörg Müller", "Joerg Mueller"},
	}
	for _, c := range cases {
		if r := compare(c[0], c[1]); r.Score < .7 || r.Decision == match.DecisionNo {
			t.Errorf("%s | %s: %.3f %s %+v", c[0], c[1], r.Score, r.Decision, r.Reasons)
		}
	}
}

func TestNamesOfDifferentPeople(t *testing.T) {
	cases := [][2]string{
		{"Sergei Ivanovich Voronov", "Sergei Petrovich Voronov"},
		{"Anna Viktorovna Belova", "Olga Viktorovna Kareva"},
		{"Hassan Karimi", "Ali Karimi"},
		{"Zhang Weimin", "Li Guoqiang"},
		{"John Fairweather", "Peter Longbottom"},
		{"Omar Khalil Najjar", "Yusuf Khalil Haddad"},
		{"Hugo Ines Ribera", "DA RIBERA, Joao Tomaz"},
		{"Zainab Omar Karimi", "AL KARIMI, Abd Al Samad"},
		{"Sarah Hall", "AL-KARIMI, Sarah Jamal Nouri"},
	}
	for _, c := range cases {
		if r := compare(c[0], c[1]); r.Score > .6 || r.Decision == match.DecisionMatch {
			t.Errorf("%s | %s: %.3f %s %+v", c[0], c[1], r.Score, r.Decision, r.Reasons)
		}
	}
}

// However alike, these are for a human.
func TestWhatANameCannotDecide(t *testing.T) {
	for _, c := range [][2]string{
		{"Voronov", "Voronov"},
		{"Ali Hassan", "Ali Hassan"},
		{"Sergei Voronov", "Sergei Ivanovich Voronov"},
		{"Muhammad Ali Khan", "محمد علی خان"},
		{"S. Voronov", "Sergei Voronov"},
	} {
		if r := compare(c[0], c[1]); r.Decision != match.DecisionReview {
			t.Errorf("%s | %s: %.3f %s", c[0], c[1], r.Score, r.Decision)
		}
	}
}

func TestDetails(t *testing.T) {
	born := func(text string) []match.Date {
		d, err := match.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return []match.Date{d}
	}
	subject := func(d match.Details) match.Subject {
		return match.Subject{Name: person("Sergei Voronov"), Details: d}
	}
	plain := match.Compare(match.Subject{Name: person("Sergey Voronov")}, subject(match.Details{}))
	cases := []struct {
		name     string
		a, b     match.Details
		raises   bool
		decision match.Decision
	}{
		{"one day of birth", match.Details{Born: born("1971-03-04")}, match.Details{Born: born("1971-03-04")}, true, match.DecisionMatch},
		{"one year", match.Details{Born: born("1971")}, match.Details{Born: born("1971-03")}, true, match.DecisionReview},
		{"thirty years apart", match.Details{Born: born("1971")}, match.Details{Born: born("2001")}, false, match.DecisionReview},
		{"one passport", match.Details{Documents: []string{"AB 123-456"}}, match.Details{Documents: []string{"ab123456"}}, true, match.DecisionMatch},
		{"two employers", match.Details{Employers: []string{"Alpha"}}, match.Details{Employers: []string{"Beta"}}, false, match.DecisionReview},
	}
	for _, c := range cases {
		r := match.Compare(match.Subject{Name: person("Sergey Voronov"), Details: c.a}, subject(c.b))
		if r.Score > plain.Score != c.raises || r.Decision != c.decision {
			t.Errorf("%s: %.4f after %.4f, %s", c.name, r.Score, plain.Score, r.Decision)
		}
	}
}

func TestParseDate(t *testing.T) {
	for text, ok := range map[string]bool{"1971": true, "1971-02": true, "1971-02-28": true, "2000-02-29": true, "1971-02-29": false, "1971-02-31": false, "1971-13": false, "": false, "71-x": false, "1971-02-03-04": false, "circa 1971": false} {
		d, err := match.ParseDate(text)
		if (err == nil) != ok {
			t.Errorf("%q: %v %v", text, d, err)
		}
		if ok && d.String() != text {
			t.Errorf("%q became %q", text, d)
		}
	}
}

func TestMixedScriptsAreSaid(t *testing.T) {
	spoofed := person("Sеrgei Vоrоnоv") // е and о are Cyrillic
	if len(spoofed.Notes) == 0 {
		t.Error("the imitation is not said")
	}
	if s := match.Score(spoofed, person("Sergei Voronov")); s < .99 {
		t.Errorf("the imitation hides the name: %.3f", s)
	}
	for _, honest := range []string{"Sergei Voronov", "Сергей Воронов", "Сергей Воронов / Sergei Voronov", "Ωμέγα"} {
		if n := person(honest); len(n.Notes) > 0 {
			t.Errorf("%s: %v", honest, n.Notes)
		}
	}
}

func TestRoles(t *testing.T) {
	roles := func(text string) (out []string) {
		for _, tok := range person(text).Tokens() {
			out = append(out, tok.Text+" "+tok.Role.String())
		}
		return out
	}
	cases := map[string][]string{
		"Gen. Sergei Ivanovich VORONOV":  {"gen title", "sergei given", "ivanovich patronymic", "voronov family"},
		"VORONOV, Sergei":                {"voronov family", "sergei given"},
		"Sheikh Abu Bakr bin Omar":       {"sheikh honorific", "abu kunya", "bakr name", "bin particle", "omar nasab"},
		"J. Fairweather":                 {"j initial", "fairweather name"},
		"Abdelkader al-Amin":             {"abd name", "kader name", "al particle", "amin name"},
		"Olga Petrovna (Olha) Hrynevych": {"olga name", "petrovna patronymic", "hrynevych name"},
		"General":                        {"general name"},
	}
	for text, want := range cases {
		if diff := cmp.Diff(want, roles(text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// words for names that are invented, in several scripts.
var words = []string{"sergei", "anna", "voronov", "Ивановна", "Воронова", "abdul", "rahman", "al", "nouri", "محمد", "الخطيب", "zhang", "weimin", "张伟", "박지훈", "müller", "o'hara", "j.", "dr", "bin", "abu", "יוסף", "タナカ", "x", "Mc'Gill", "ivanovich", "petrovich", "lee"}

func drawName(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 5).Draw(t, label), " ")
}

func TestScoreIsSymmetricAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawName(t, "a"), drawName(t, "b")
		kind := rapid.SampledFrom([]match.Kind{match.KindPerson, match.KindToken, match.KindOrganisation, match.KindVessel}).Draw(t, "kind")
		x, y := match.New(a, kind), match.New(b, kind)
		s, r := match.Score(x, y), match.Score(y, x)
		if s != r {
			t.Fatalf("%q, %q: %v one way, %v the other", a, b, s, r)
		}
		if math.IsNaN(s) || s < 0 || s > 1 {
			t.Fatalf("%q, %q: %v", a, b, s)
		}
		if one := match.Score(x, match.New(a, kind)); one != 1 {
			t.Fatalf("%q against itself: %v", a, one)
		}
		left, right := match.Compare(match.Subject{Name: x}, match.Subject{Name: y}), match.Compare(match.Subject{Name: y}, match.Subject{Name: x})
		if left.Score != right.Score || left.Decision != right.Decision || len(left.Reasons) != len(right.Reasons) {
			t.Fatalf("%q, %q: %+v and %+v", a, b, left, right)
		}
	})
}

// A name that one list holds for a person and another for a company.
func TestKindsMayDiffer(t *testing.T) {
	a, b := match.New("Voronov Trading", match.KindPerson), match.New("Voronov Trade", match.KindOrganisation)
	if x, y := match.Score(a, b), match.Score(b, a); x != y {
		t.Errorf("%v one way, %v the other", x, y)
	}
}

func TestOrderOfWordsHardlyMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Sergei", "Voronov", "Kuznets", "Hrynevych", "Dzmitry", "Zhavoronkov"}), 2, 4, rapid.ID).Draw(t, "words")
		other := rapid.Permutation(list).Draw(t, "permuted")
		if s := match.Score(person(strings.Join(list, " ")), person(strings.Join(other, " "))); s < .8 {
			t.Fatalf("%v | %v: %v", list, other, s)
		}
	})
}

// What contradicts never makes a pair likelier: another birth year, another word
// in each name that the other lacks.
func TestContradictionNeverRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawName(t, "a"), drawName(t, "b")
		x, y := match.Subject{Name: person(a)}, match.Subject{Name: person(b)}
		before := match.Compare(x, y).Score
		x.Details.Born, y.Details.Born = []match.Date{{Year: 1950}}, []match.Date{{Year: 1980}}
		if after := match.Compare(x, y).Score; after > before {
			t.Fatalf("%q, %q: other birth years raise %v to %v", a, b, before, after)
		}
		x.Details.Born, y.Details.Born = nil, nil
		y.Weak = true
		if weak := match.Compare(x, y); weak.Score > before || weak.Decision == match.DecisionMatch {
			t.Fatalf("%q, %q: a weak alias has %v above %v, %s", a, b, weak.Score, before, weak.Decision)
		}
	})
}

func TestAContradictingWordNeverRaises(t *testing.T) {
	names := []string{"Sergei Voronov", "Anna Belova Kareva", "Omar Najjar", "Zhang Weimin", "Peter Longbottom"}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SampledFrom(names).Draw(t, "a"), rapid.SampledFrom(names).Draw(t, "b")
		before := match.Score(person(a), person(b))
		after := match.Score(person(a+" Quxtil"), person(b+" Febraho"))
		if after > before+1e-9 && after > .12 {
			t.Fatalf("%q, %q: a word each that the other lacks raises %v to %v", a, b, before, after)
		}
	})
}

func TestFloods(t *testing.T) {
	for name, text := range map[string]string{
		"a million letters": strings.Repeat("a", 1_000_000), "a million words": strings.Repeat("ali ", 250_000), "marks": "a" + strings.Repeat("\u0301", 100_000),
		"slashes": strings.Repeat("a/", 50_000), "commas": strings.Repeat("a b,", 50_000), "brackets": strings.Repeat("(", 100_000), "surrogates": strings.Repeat("\xed\xa0\x80", 10_000),
		"direction marks": strings.Repeat("\u202e", 10_000), "nothing": "", "signs": "--- ... ///",
	} {
		n := person(text)
		if got := len(n.Tokens()); got > 12 {
			t.Errorf("%s: %d words", name, got)
		}
		if s := match.Score(n, person("Sergei Voronov")); s > .5 {
			t.Errorf("%s: %v", name, s)
		}
	}
	if n := person(strings.Repeat("a", 1_000_000)); !slices.ContainsFunc(n.Notes, func(s string) bool { return strings.Contains(s, "cut") }) {
		t.Error("a cut text is not said to be cut")
	}
}

func TestIndexFinds(t *testing.T) {
	x := match.NewIndex()
	names := []string{"Sergei Ivanovich VORONOV", "Anna BELOVA", "Muhammad AL-KHATIB", "Zhang Weimin", "Omar Najjar", "Aliaksandr Hryshkevich"}
	for i, n := range names {
		if got := x.Add(person(n)); got != i {
			t.Fatalf("%s has number %d", n, got)
		}
	}
	for query, want := range map[string]int{"Сергей Воронов": 0, "Belova, Ana": 1, "محمد الخطيب": 2, "张伟民": 3, "Omer Najar": 4, "Александр Гришкевич": 5, "Hrishkevich": 5} {
		hits := x.Search(person(query), 0, 3)
		if len(hits) == 0 || hits[0].Number != want {
			t.Errorf("%s: %v", query, hits)
		}
	}
	if hits := x.Search(person("Peter Longbottom"), .7, 3); len(hits) > 0 {
		t.Errorf("a stranger hits %v", hits)
	}
}

func FuzzNew(f *testing.F) {
	for _, s := range []string{"Sergei Voronov", "\xed\xa0\x80", "a\u0301\u0301\u0301", "VORONOV, Sergei / Воронов", "عبدالرحمن", "张·伟", "ｱﾅ", "Sеrgei", "((", "ᄀ각", "\x00", "x, born 1 Jan", "ﷺ", "Ǆ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []match.Kind{match.KindPerson, match.KindOrganisation} {
			n := match.New(text, kind)
			for _, tok := range n.Tokens() {
				if !utf8.ValidString(tok.Text) || math.IsNaN(tok.Weight) || tok.Weight < 0 {
					t.Errorf("%q: word %q weighs %v", text, tok.Text, tok.Weight)
				}
			}
			s := match.Score(n, person("Sergei Voronov"))
			if math.IsNaN(s) || s < 0 || s > 1 || s != match.Score(person("Sergei Voronov"), n) && kind == match.KindPerson {
				t.Errorf("%q scores %v", text, s)
			}
			match.Compare(match.Subject{Name: n}, match.Subject{Name: person("محمد الخطيب")})
		}
	})
}

func TestRomanise(t *testing.T) {
	for _, c := range []struct {
		text string
		want [5]string
	}{
		{"Хрущёв", [5]string{"hruŝëv", "khrushchyov", "khrushchev", "chruschtschjow", "khrouchtchiov"}},
		{"Чернов Жуков", [5]string{"černov žukov", "chernov zhukov", "chernov zhukov", "tschernow schukow", "tchernov joukov"}},
		{"Παπαδάκης", [5]string{"papadakīs", "papadhakis", "papadakis", "papadakis", "papadakis"}},
		{"Müller", [5]string{"müller", "müller", "mueller", "müller", "muller"}},
		{"张伟", [5]string{"张伟", "张伟", "张伟", "张伟", "张伟"}},
	} {
		for s, want := range c.want {
			if got := match.Romanise(c.text, match.System(s)); got != want {
				t.Errorf("%s by system %d: %q, not %q", c.text, s, got, want)
			}
		}
	}
	if got := len(match.Spellings("Хрущёв")); got != 5 {
		t.Errorf("%d spellings", got)
	}
}

// Every spelling by a system is the name again.
func TestRomanisedNamesMatchTheirOriginal(t *testing.T) {
	for _, name := range []string{"Сергей Воронов", "Юрий Щербаков", "Євген Гриценко", "Дзмітрый Шчарбакоў", "Γεώργιος Παπαδάκης", "გიორგი ბერიძე", "Արամ Պետրոսյան"} {
		for _, s := range match.Spellings(name) {
			if score := match.Score(person(name), person(s)); score < .6 {
				t.Errorf("%s | %s: %.3f", name, s, score)
			}
		}
	}
}

func TestIndexIsReadByMany(t *testing.T) {
	x := match.NewIndex()
	for _, n := range []string{"Sergei Voronov", "Anna Belova", "Omar Najjar"} {
		x.Add(person(n))
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if hits := x.Search(person("Сергей Воронов"), .5, 1); len(hits) != 1 || hits[0].Number != 0 {
					t.Errorf("%v", hits)
				}
			}
		})
	}
	wg.Wait()
}
