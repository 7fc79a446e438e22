package match

import "testing"

// The tables are part of the program: every row must be understood.
func TestTablesAreWhole(t *testing.T) {
	if err := checkTables(); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]int{"letters": 270, "han": 400, "costs": 10_000, "bearers": 15_000, "cognates": 1_000, "terms": 70, "words": 200, "weights": 50} {
		columns := map[string]int{"letters": 8, "costs": 4, "weights": 3}[name]
		if columns == 0 {
			columns = 2
		}
		if got := len(tableRows(name, columns)); got < want {
			t.Errorf("tables/%s.tsv has %d rows of %d columns, at least %d were expected", name, got, columns, want)
		}
	}
	for _, kind := range []Kind{KindPerson, KindToken, KindOrganisation, KindVessel} {
		if w := weights()[kind]; w == nil || w[mAgree] <= 0 || w[mClashes] >= 0 {
			t.Errorf("%s has no usable weights: %v", kind, w)
		}
	}
}

// Reading aloud, script by script.
func TestSounds(t *testing.T) {
	for word, want := range map[string]string{
		"Tschernow": "Cernow", "Щербак": "SCerbak", "Юрій": "yuriy", "محمد": "mHmd", "عبدالله": "Abdalh", "יוסף": "ywPf", "ג'ורג": "jwrg",
		"박지훈": "bakjihun", "タナカ": "tanaka", "キャリー": "kyari", "シュミット": "Sumito", "张伟": "Zangwei", "Παπαδάκης": "papadakis", "ბერიძე": "berize", "Պետրոսյան": "petrosyan",
		"Müller": "mYler", "McDonald": "makdonald", "Łukasz": "lukaS", "Erdoğan": "erdoGan",
	} {
		if got, _ := Sounds(word); got != want {
			t.Errorf("%s is read %q, not %q", word, got, want)
		}
	}
}
