package formats_test

import "testing"

// TestListsKeepTheirFormats runs the verbs of lists as an outside tool would.
func TestListsKeepTheirFormats(t *testing.T) {
	p := build(t)
	old := p.write(t, "old.csv", "key,name,born,measure\nK1,Ansel Larch,1971,Asset freeze\nK2,Idris Rowan,1972,Asset freeze;Travel ban\nK3,Ada Alder,1973,Asset freeze\n")
	now := p.write(t, "new.csv", "key,name,born,measure\nK1,Ansel Larch,1971-03,Asset freeze\nK2,Idris Rowan,1972,Asset freeze\nK4,Anton Birch,1974,Asset freeze\n")
	empty := p.write(t, "empty.csv", "")
	bad := p.write(t, "bad.csv", "act,entry,words\npier-2024,song,\n")
	p.all(t, []step{
		{"list-change", 0, []string{"lists", "diff", old, now}},
		{"list-change", 1, []string{"lists", "diff", old, empty}},
		{"list-version", 0, []string{"lists", "import", old, "--published", "2024-03"}},
		{"list-version", 0, []string{"lists", "import", now, "--published", "2024-04-05"}},
		{"list-version", 1, []string{"lists", "import", empty, "--as", "own"}},
		{"list-version", 1, []string{"lists", "import", empty}},
		{"list-version", 1, []string{"lists", "show"}},
		{"list-version", 1, []string{"lists", "show", "own"}},
		{"list-version", 0, []string{"lists", "import", old, "--as", "hunted", "--wanted"}},
		{"list-change", 0, []string{"lists", "diff", "own@2024-03", "own@2024-05"}},
		{"answers-fault", 1, []string{"answers", "--check", bad}},
		{"answers-alarm", 1, []string{"answers", "--lists", old, now}},
		{"answers-act", 0, []string{"answers"}},
		{"answers-step", 0, []string{"answers", "--act", "o03"}},
		{"screen-line", 0, []string{"screen", "Ansel Larch", "Mathilda Okonkwo"}},
		{"screen-line", 0, []string{"screen", "--as-of", "2024-03-31", "--list", old, "--min", "0", "Larch"}},
	})
}
