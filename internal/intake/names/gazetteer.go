package names

import (
	_ "embed" // the list of cities
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"outrider/internal/selector"
)

//go:embed cities.tsv
var cities string

// spoken are the languages in which names of countries are known, from Unicode's
// common locale data.
var spoken = []language.Tag{language.English, language.German, language.French, language.Russian, language.Persian, language.Arabic, language.Turkish}

// gazetteer maps a folded name to where it is: "GB 51.51,-0.13" for a city, "GB"
// for a country. Of several cities of one name the largest is meant; a human
// decides. It is made at first use.
var gazetteer = sync.OnceValue(func() map[string]string {
	places := make(map[string]string, 8000)
	size := map[string]int{}
	for line := range strings.Lines(cities) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 5 {
			continue
		}
		name := selector.Fold(f[0])
		if n := number(f[4]); n > size[name] {
			size[name], places[name] = n, f[1]+" "+f[2]+","+f[3]
		}
	}
	countries(places)
	return places
})

// countries adds the names of countries; they win over cities of the same name.
func countries(places map[string]string) {
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			r, err := language.ParseRegion(string(a) + string(b))
			if err != nil || !r.IsCountry() || r.Canonicalize() != r {
				continue
			}
			for _, tag := range spoken {
				if name := selector.Fold(display.Regions(tag).Name(r)); name != "" {
					places[name] = r.String()
				}
			}
		}
	}
}

// number reads a count of people; what is not one counts nothing.
func number(s string) int {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0
		}
		n = 10*n + int(c-'0')
	}
	return n
}
