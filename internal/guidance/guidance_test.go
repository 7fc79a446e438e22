package guidance_test

import (
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/guidance"
)

// small is a library of one measure and one card in two languages.
func small() fstest.MapFS {
	files := map[string]string{
		"measures/lamp.json": `{
  "scenarios": ["home"],
  "cuts": ["likelihood"],
  "effect_hours": 0,
  "burden": 0,
  "who": ["person"],
  "source": "own judgement"
}`,
		"cards/noise.json":      `{"order":1,"life_at_risk":true,"kinds":["watched"],"measures":["lamp"],"source":"own judgement","now":["emergency","light"],"then":[],"not":[],"tell":["when"]}`,
		"en/language.json":      `{"revision":1,"reviewed_by":"original, unreviewed","name":"English","dir":"ltr","strings":{"read":"Read by {time}"}}`,
		"en/measures/lamp.json": `{"revision":1,"reviewed_by":"original, unreviewed","title":"A lamp","steps":["Light it."],"does_not":"It stops nobody."}`,
		"en/cards/noise.json":   `{"revision":2,"reviewed_by":"safety trainer, 2026-01-31","title":"A noise","about":"For a noise.","lines":{"emergency":"Call 112.","light":"Light.","when":"When?"}}`,
		"tr/language.json":      `{"revision":1,"reviewed_by":"machine-made, unreviewed","name":"Türkçe","dir":"ltr","strings":{"read":"{time} okundu"}}`,
		"tr/cards/noise.json":   `{"revision":2,"reviewed_by":"machine-made, unreviewed","title":"Ses","about":"Ses için.","lines":{"emergency":"112.","light":"Işık.","when":"Ne zaman?"}}`,
	}
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestALanguageIsNeverGuessed(t *testing.T) {
	set, faults := guidance.Read(small())
	if set == nil {
		t.Fatal(faults)
	}
	type want struct{ language, asked string }
	for asked, w := range map[string]want{
		"tr": {"tr", ""}, "tr-TR": {"tr", ""}, "TR_cy": {"tr", ""}, "en": {"en", ""}, "": {"en", ""},
		"ug": {"en", "ug"}, "az": {"en", "az"}, "zh-Hans": {"en", "zh-Hans"},
	} {
		c, ok := set.Card("noise", asked)
		if got := (want{c.Stamp.Language, c.Stamp.Asked}); !ok || got != w {
			t.Errorf("%q: %+v, want %+v", asked, got, w)
		}
	}
	m, ok := set.Measure("lamp", "tr")
	if !ok || m.Stamp.Language != "en" || m.Stamp.Asked != "tr" || m.Title != "A lamp" {
		t.Errorf("a measure without a translation: %+v", m)
	}
	if words, s := set.Strings("tr"); words["read"] != "{time} okundu" || s.Language != "tr" {
		t.Error(words, s)
	}
	if _, ok := set.Card("nothing", "en"); ok {
		t.Error("a card that is not there")
	}
}

// A translation that is older than its original still serves, and says so.
func TestAnOldTranslationSaysSo(t *testing.T) {
	files := small()
	files["tr/cards/noise.json"].Data = []byte(strings.Replace(string(files["tr/cards/noise.json"].Data), `"revision":2`, `"revision":1`, 1))
	set, faults := guidance.Read(files)
	if set == nil || len(faults) != 1 || !faults[0].Note {
		t.Fatal(faults)
	}
	if c, _ := set.Card("noise", "tr"); !c.Stamp.Behind {
		t.Error("the card does not say that it is behind")
	}
}

// Every fault names the file, the line, the field and the reason.
func TestFaultsNameTheirPlace(t *testing.T) {
	for name, x := range map[string]struct{ file, old, new, want string }{
		"comma":            {"measures/lamp.json", `"burden": 0,`, `"burden": 0`, "measures/lamp.json:6"},
		"misspelt":         {"measures/lamp.json", `"burden"`, `"burdn"`, "measures/lamp.json:5: /burdn: there is no such field"},
		"wrong type":       {"measures/lamp.json", `"effect_hours": 0`, `"effect_hours": "soon"`, "measures/lamp.json:4: /effect_hours: here belongs a whole number"},
		"text for a list":  {"measures/lamp.json", `["home"]`, `"home"`, "measures/lamp.json:2: /scenarios: here belongs a list"},
		"list for a text":  {"en/measures/lamp.json", `"A lamp"`, `["A lamp"]`, "/title: here belongs a text in quotation marks"},
		"number for a yes": {"cards/noise.json", `"life_at_risk":true`, `"life_at_risk":1`, "/life_at_risk: here belongs true or false"},
		"no block":         {"tr/cards/noise.json", `{"emergency":"112.","light":"Işık.","when":"Ne zaman?"}`, `7`, "/lines: here belongs a block of fields"},
		"no comma":         {"en/measures/lamp.json", `"A lamp",`, `"A lamp"`, "en/measures/lamp.json:1: a comma, or a colon, is missing before this"},
		"one comma more":   {"measures/lamp.json", `"own judgement"`, `"own judgement",`, "measures/lamp.json:7: there is a comma too many here"},
		"curly marks":      {"en/measures/lamp.json", `"A lamp"`, `“A lamp”`, "the quotation marks around a text are straight ones"},
		"a remark": {"measures/lamp.json", `"cuts"`, `// why
"cuts"`, "measures/lamp.json:3: a remark has no place"},
		"two lines":        {"en/measures/lamp.json", `It stops`, "It\nstops", "a text runs over the end of its line"},
		"same field twice": {"measures/lamp.json", `"burden"`, `"who": ["person"], "burden"`, "this field is there twice"},
		"another encoding": {"tr/cards/noise.json", `Işık`, "I\xfe\xfdk", "the file is not saved as UTF-8"},
		"no marks":         {"measures/lamp.json", `"own judgement"`, `own judgement`, "measures/lamp.json:7: /source: this is no JSON, or a quotation mark is missing"},
		"too heavy":        {"measures/lamp.json", `"burden": 0`, `"burden": 9`, "measures/lamp.json:5: /burden: the burden on the person"},
		"left out":         {"measures/lamp.json", `"burden": 0,`, ``, "measures/lamp.json: /burden: the burden on the person"},
		"scenario":         {"measures/lamp.json", `"home"`, `"attic"`, `measures/lamp.json:2: /scenarios/0: "attic" is not one of`},
		"cut":              {"measures/lamp.json", `"likelihood"`, `"luck"`, "measures/lamp.json:3: /cuts/0"},
		"kind":             {"cards/noise.json", `"watched"`, `"boredom"`, "cards/noise.json:1: /kinds/0"},
		"unknown measure":  {"cards/noise.json", `["lamp"]`, `["moon"]`, `there is no measure "moon"`},
		"help not first":   {"cards/noise.json", `["emergency","light"]`, `["light","emergency"]`, "/now: where life may be at risk"},
		"line missing":     {"tr/cards/noise.json", `"light":"Işık.",`, ``, `tr/cards/noise.json:1: /lines: "light" is missing`},
		"line too many":    {"tr/cards/noise.json", `"light"`, `"dark":"x","light"`, `tr/cards/noise.json:1: /lines/dark: the original has no "dark"`},
		"twice":            {"tr/cards/noise.json", `"light"`, `"when":"x","light"`, "tr/cards/noise.json:1"},
		"placeholder":      {"tr/language.json", `{time}`, `{saat}`, "/strings/read: it holds [{saat}], the original [{time}]"},
		"string missing":   {"tr/language.json", `"read":"{time} okundu"`, ``, `/strings: "read" is missing`},
		"reviewer":         {"tr/cards/noise.json", `machine-made, unreviewed`, `fine`, "/reviewed_by: it is"},
		"original's mark":  {"tr/cards/noise.json", `machine-made, unreviewed`, `original, unreviewed`, "/reviewed_by: it is"},
		"no such day":      {"en/cards/noise.json", `2026-01-31`, `2026-02-31`, "/reviewed_by: it is"},
		"ahead":            {"tr/cards/noise.json", `"revision":2`, `"revision":3`, "it translates revision 3"},
		"markup":           {"tr/cards/noise.json", `Işık.`, `<b>Işık`, "/lines/light: a text holds no markup"},
		"hidden direction": {"tr/cards/noise.json", `Işık.`, `Işık \u202e`, "/lines/light: a text holds no markup"},
		"steps":            {"en/measures/lamp.json", `["Light it."]`, `[]`, "/steps: it has 0 steps"},
		"does not":         {"en/measures/lamp.json", `It stops nobody.`, ` `, "/does_not: it is missing"},
		"direction":        {"tr/language.json", `"ltr"`, `"up"`, "/dir: the direction"},
	} {
		t.Run(name, func(t *testing.T) {
			files := small()
			data := string(files[x.file].Data)
			if !strings.Contains(data, x.old) {
				t.Fatal("the test changes nothing")
			}
			files[x.file].Data = []byte(strings.Replace(data, x.old, x.new, 1))
			set, faults := guidance.Read(files)
			if set != nil {
				t.Fatal("the set was taken")
			}
			if !strings.Contains(said(faults), x.want) {
				t.Errorf("want %q in\n%s", x.want, said(faults))
			}
		})
	}
}

func said(faults []guidance.Fault) string {
	var b strings.Builder
	for _, f := range faults {
		b.WriteString(f.String() + "\n")
	}
	return b.String()
}

func TestMissingFilesAreFaults(t *testing.T) {
	for drop, want := range map[string]string{
		"tr/cards/noise.json":   "tr/cards/noise.json: the card has no text in this language",
		"tr/language.json":      "tr/language.json: /name",
		"en/measures/lamp.json": "measures/lamp.json: it has no text in en/measures",
		"measures/lamp.json":    "en/measures/lamp.json: there is no measure",
	} {
		files := small()
		delete(files, drop)
		if set, faults := guidance.Read(files); set != nil || !strings.Contains(said(faults), want) {
			t.Errorf("without %s: want %q in\n%s", drop, want, said(faults))
		}
	}
	if set, faults := guidance.Read(fstest.MapFS{}); set != nil || len(faults) == 0 {
		t.Error("an empty folder is no library")
	}
}

// What cannot be read at all is named too, and what an editor adds by itself is
// taken away.
func TestFilesThatCannotBeRead(t *testing.T) {
	for name, x := range map[string]struct {
		file, data, want string
		note             bool
	}{
		"empty":           {"en/measures/lamp.json", " \n", "en/measures/lamp.json:2: the file is empty", false},
		"cut off":         {"tr/cards/noise.json", `{"revision":2,"title":"I` + "\xc5", "tr/cards/noise.json:1: /title: the file ends too early", false},
		"too large":       {"en/measures/lamp.json", `{"title":"` + strings.Repeat("x", 300<<10) + `"}`, "en/measures/lamp.json: the file is larger than 256 kB", false},
		"elsewhere":       {"advice/en/measures/lamp.json", `{}`, "advice/en/measures/lamp.json: nothing reads a file in this place", false},
		"capital folder":  {"EN/measures/lamp.json", `{}`, "EN: the folder is named by a language tag in small letters", false},
		"another ending":  {"en/measures/lamp.txt", `{}`, "en/measures/lamp.txt: nothing reads this file", true},
		"hidden":          {"en/measures/.lamp.json", `{`, "", true},
		"guide":           {"README.md", `Hello`, "", true},
		"byte order mark": {"en/language.json", "\ufeff" + string(small()["en/language.json"].Data), "", true},
	} {
		files := small()
		files[x.file] = &fstest.MapFile{Data: []byte(x.data)}
		set, faults := guidance.Read(files)
		if (set != nil) != x.note || !strings.Contains(said(faults), x.want) || x.want == "" && len(faults) > 0 {
			t.Errorf("%s: want %q, have %v\n%s", name, x.want, set != nil, said(faults))
		}
	}
}

// What is broken never replaces what works; an organisation's own file wins over ours.
func TestTheLastGoodEditionStaysInForce(t *testing.T) {
	var k guidance.Keeper
	if k.Set() != nil {
		t.Fatal("a set before the first")
	}
	if ok, faults := k.Use(small()); !ok {
		t.Fatal(faults)
	}
	own := fstest.MapFS{"en/measures/lamp.json": {Data: []byte(`{"revision":1,"reviewed_by":"officer, 2026-05-01","title":"Our lamp","steps":["Light it."],"does_not":"Nothing else."}`)}}
	if ok, faults := k.Use(small(), own); !ok {
		t.Fatal(faults)
	}
	title := func() string { m, _ := k.Set().Measure("lamp", "en"); return m.Title }
	if title() != "Our lamp" {
		t.Error(title())
	}
	own["en/measures/lamp.json"].Data = []byte("{")
	if ok, faults := k.Use(small(), own); ok || !strings.HasPrefix(said(faults), "en/measures/lamp.json:1") {
		t.Error(ok, faults)
	}
	if title() != "Our lamp" {
		t.Error("the edition before did not stay in force:", title())
	}
}

func TestReadingGrade(t *testing.T) {
	for text, want := range map[string]guidance.Reading{
		"The cat sat on the mat.":                {Words: 6, Sentences: 1, Syllables: 6, Longest: 6},
		"Call now! Wait. Do not open it":         {Words: 7, Sentences: 3, Syllables: 8, Longest: 4},
		"Tables, houses and people were wanted.": {Words: 6, Sentences: 1, Syllables: 10, Longest: 6},
		"":                                       {},
		"112, 999; 911":                          {},
	} {
		if diff := cmp.Diff(want, guidance.Measured(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	hard := guidance.Measured("Operational countermeasures necessitate comprehensive organisational familiarisation with adversarial methodologies.").Grade()
	if easy := guidance.Measured("Go out. Call for help.").Grade(); easy > 1 || hard < 20 || (guidance.Reading{}).Grade() != 0 {
		t.Errorf("easy %.1f, hard %.1f", easy, hard)
	}
}

// Whatever the files hold, reading them ends in a set or in faults with a place.
func FuzzRead(f *testing.F) {
	for name, file := range small() {
		f.Add(name, file.Data)
	}
	f.Add("tr/cards/noise.json", []byte(`{"lines":{"a":null}}`))
	f.Add("a/b/c/d.json", []byte("\xff"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if !fs.ValidPath(name) {
			return // no folder can hold such a file
		}
		files := fstest.MapFS{}
		maps.Copy(files, small())
		files[name] = &fstest.MapFile{Data: data}
		set, faults := guidance.Read(files)
		if set == nil && len(faults) == 0 {
			t.Fatal("neither a set nor a fault")
		}
		for _, f := range faults {
			if f.File == "" || f.What == "" {
				t.Errorf("a fault without its place or reason: %+v", f)
			}
		}
		if set != nil {
			_ = set.Cards("tr")
			_ = set.Plain()
		}
	})
}
