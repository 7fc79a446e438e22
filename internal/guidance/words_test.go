package guidance_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"outrider"
	"outrider/advice"
	"outrider/internal/guidance"
)

// persian is the small library with Persian in place of Turkish.
func persian() fstest.MapFS {
	files := small()
	for name, f := range files {
		if rest, ok := strings.CutPrefix(name, "tr/"); ok {
			delete(files, name)
			files["fa/"+rest] = f
		}
	}
	files["en/language.json"].Data = []byte(`{"revision":1,"reviewed_by":"original, unreviewed","name":"English","dir":"ltr","strings":{"nav.home":"Start","read":"Read by {time}","tell.send":"Send it"}}`)
	files["fa/language.json"].Data = []byte(`{"revision":1,"reviewed_by":"machine-made, unreviewed","name":"فارسی","dir":"rtl","never":{" می ":"می\u200c"},` +
		`"strings":{"nav.home":"خانه","read":"تا {time} است","tell.send":"فرستادن"}}`)
	files["fa/cards/noise.json"].Data = []byte(`{"revision":2,"reviewed_by":"machine-made, unreviewed","title":"صدا","about":"برای صدا.","lines":{"emergency":"با 112 تماس بگیرید.","light":"چراغ.","when":"کی؟"}}`)
	return files
}

// What a machine can see in a translation is said with its file and line, and does
// not keep the texts from being used.
func TestWhatAMachineCanSeeInATranslation(t *testing.T) {
	if set, faults := guidance.Read(persian()); set == nil || len(faults) > 0 {
		t.Fatal(said(faults))
	}
	for name, x := range map[string]struct{ file, old, new, want string }{
		"left in English":     {"fa/cards/noise.json", "برای صدا.", "For a noise.", "/about: it is not translated"},
		"Latin word":          {"fa/cards/noise.json", "چراغ.", "چراغ email.", `/lines/light: "email" is in Latin letters`},
		"bracketed Latin":     {"fa/cards/noise.json", "چراغ.", "چراغ (email).", ""},
		"capitals":            {"fa/cards/noise.json", "چراغ.", "چراغ PIN.", ""},
		"its figures":         {"fa/cards/noise.json", "112", "۱۱۲", "/lines/emergency: figures are written 0 to 9"},
		"its comma":           {"fa/cards/noise.json", "چراغ.", "چراغ, چراغ.", "/lines/light: the signs of this script"},
		"its question mark":   {"fa/cards/noise.json", "کی؟", "کی?", "/lines/when: the signs of this script"},
		"joiner at a space":   {"fa/cards/noise.json", "چراغ.", "می\u200c چراغ.", "/lines/light: a space or a joining sign"},
		"joiner twice":        {"fa/cards/noise.json", "چراغ.", "می\u200c\u200cچراغ.", "/lines/light: a space or a joining sign"},
		"joiner at the end":   {"fa/cards/noise.json", "چراغ.", "چراغ\u200c", "/lines/light: a space or a joining sign"},
		"two spaces":          {"fa/cards/noise.json", "برای صدا", "برای  صدا", "/about: a space or a joining sign"},
		"space before a stop": {"fa/cards/noise.json", "چراغ.", "چراغ .", "/lines/light: a space or a joining sign"},
		"on the list":         {"fa/cards/noise.json", "چراغ.", "می روشن.", `/lines/light: " می " is on the list of what is not written`},
		"quotation marks":     {"fa/cards/noise.json", "چراغ.", `\"چراغ\".`, "/lines/light: quotation marks"},
		"a word on a button":  {"fa/language.json", "فرستادن", "فرستادن\u200cفرستادن\u200cفرستادن", "/strings/tell.send: on a button there is room for 48 letters"},
		"a long menu":         {"fa/language.json", "خانه", "خانه و خانه و خانه و خانه و خانه", "/strings/nav.home: on a button there is room for 28 letters"},
		"long, but no button": {"fa/language.json", "تا {time} است", "تا {time} کسی آن را می\u200cخواند و بعد به شما خبر می\u200cدهد که خوانده است", ""},
	} {
		files := persian()
		data := string(files[x.file].Data)
		if !strings.Contains(data, x.old) {
			t.Fatalf("%s: the test changes nothing", name)
		}
		files[x.file].Data = []byte(strings.Replace(data, x.old, x.new, 1))
		set, faults := guidance.Read(files)
		switch {
		case set == nil:
			t.Errorf("%s: it keeps the texts from being used: %s", name, said(faults))
		case x.want == "" && len(faults) > 0:
			t.Errorf("%s: %s", name, said(faults))
		case x.want != "" && (len(faults) != 1 || !faults[0].Note || faults[0].Line != 1 || !strings.Contains(said(faults), x.want)):
			t.Errorf("%s: want one note %q, have\n%s", name, x.want, said(faults))
		}
	}
}

// A measure of an organisation's own may have more steps than its translations,
// which are then older and say so.
func TestAnOlderTranslationOfAMeasureMayHaveOtherSteps(t *testing.T) {
	files := small()
	files["tr/measures/lamp.json"] = &fstest.MapFile{Data: []byte(`{"revision":1,"reviewed_by":"machine-made, unreviewed","title":"Lamba","steps":["Yak."],"does_not":"Kimseyi durdurmaz."}`)}
	own := func(revision int) fstest.MapFS {
		return fstest.MapFS{"en/measures/lamp.json": {Data: fmt.Appendf(nil, `{"revision":%d,"reviewed_by":"officer, 2031-03-01","title":"Our lamp","steps":["Buy it.","Light it."],"does_not":"It stops nobody."}`, revision)}}
	}
	set, faults := guidance.Read(files, own(2))
	if set == nil || len(faults) != 1 || !faults[0].Note {
		t.Fatal(said(faults))
	}
	if m, _ := set.Measure("lamp", "tr"); !m.Stamp.Behind || m.Title != "Lamba" {
		t.Errorf("%+v", m)
	}
	if set, faults := guidance.Read(files, own(1)); set != nil || !strings.Contains(said(faults), "it has 1 steps, the original 2") {
		t.Error("the same revision with other steps:", said(faults))
	}
}

// lumish writes a text in an invented language: every word but a placeholder is said
// backwards.
func lumish(s string) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		if !strings.ContainsAny(w, "{}") {
			r := []rune(strings.Trim(w, ".,:;!?"))
			for a, b := 0, len(r)-1; a < b; a, b = a+1, b-1 {
				r[a], r[b] = r[b], r[a]
			}
			words[i] = string(r) + strings.TrimLeft(w[len(strings.TrimRight(w, ".,:;!?")):], " ")
		}
	}
	return strings.Join(words, " ")
}

// translated turns every text of a file into Lumish, and leaves keys as they are.
func translated(v any) any {
	switch v := v.(type) {
	case string:
		return lumish(v)
	case []any:
		for i := range v {
			v[i] = translated(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = translated(v[k])
		}
	}
	return v
}

// A fifth language is files in a folder, and nothing else: every card and string,
// and as many measures as somebody had time for.
func TestAFifthLanguageIsFilesAlone(t *testing.T) {
	own := fstest.MapFS{}
	err := fs.WalkDir(advice.FS, "en", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Dir(name) == "en/measures" && path.Base(name) != "check-in.json" {
			return err
		}
		data, err := fs.ReadFile(advice.FS, name)
		if err != nil {
			return err
		}
		var file map[string]any
		if err := json.Unmarshal(data, &file); err != nil {
			return err
		}
		delete(file, "never")
		revision := file["revision"]
		delete(file, "revision")
		translated(file)
		file["revision"], file["reviewed_by"] = revision, guidance.MachineMade
		if path.Base(name) == "language.json" {
			file["name"], file["dir"], file["reviewed_by"] = "Lumish", "rtl", "teacher and safety trainer, 2031-02-03"
		}
		out, err := json.Marshal(file)
		own["qaa"+strings.TrimPrefix(name, "en")] = &fstest.MapFile{Data: out}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	set, faults := guidance.Read(advice.FS, own)
	if set == nil {
		t.Fatal(said(faults))
	}
	for _, f := range faults {
		if !f.Note || !strings.HasPrefix(f.File, "qaa/") {
			t.Error(f)
		}
	}
	if l := set.Languages(); len(l) != 5 || l[3].Tag != "qaa" || l[3].Cards != len(set.Cards("en")) || l[3].Measures != 1 {
		t.Errorf("%+v", l)
	}
	words, stamp := set.Strings("qaa-XX")
	if stamp.Language != "qaa" || stamp.Dir != "rtl" || stamp.Unreviewed() || stamp.Reviewed != "teacher and safety trainer, 2031-02-03" || words["form.yes"] != "seY" {
		t.Errorf("%+v %q", stamp, words["form.yes"])
	}
	if c := set.For(outrider.KindDelivery, "qaa"); len(c) == 0 || c[0].Stamp.Language != "qaa" || !c[0].Stamp.Unreviewed() {
		t.Errorf("%+v", c)
	}
	if m, _ := set.Measure("check-in", "qaa"); m.Stamp.Language != "qaa" {
		t.Errorf("%+v", m.Stamp)
	}
	if m, _ := set.Measure("home-locks", "qaa"); m.Stamp.Language != "en" || m.Stamp.Asked != "qaa" {
		t.Errorf("%+v", m.Stamp)
	}
	delete(own, "qaa/cards/illness.json")
	if set, faults := guidance.Read(advice.FS, own); set != nil || !strings.Contains(said(faults), "qaa/cards/illness.json: the card has no text in this language") {
		t.Error("a language without one of the cards was taken:", said(faults))
	}
}

// Every language that ships is whole: measures, which may be missing in others, too.
func TestTheLanguagesThatShipAreWhole(t *testing.T) {
	set := shipped(t)
	for _, l := range set.Languages() {
		if l.Measures != len(set.Measures("", "en")) || l.Cards != len(set.Cards("en")) {
			t.Errorf("%s: %d measures and %d cards", l.Tag, l.Measures, l.Cards)
		}
	}
}
