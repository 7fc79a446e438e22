// Lives counts what the alert rule costs people to whom nothing ever happens:
// acts in a quiet protected year, by rule, on invented chronologies, beside what
// it finds in the lives in which somebody hunts them and in the documented cases.
//
//	go run ./bench/lives -seed 1 -people 40 -days 1095
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"maps"
	"path"
	"slices"
	"time"
	_ "time/tzdata"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/detect"
	"outrider/internal/intake/chronology"
	"outrider/internal/precedent"
	"outrider/internal/replay"
	"outrider/internal/replay/world"
	"outrider/parameters"
	"outrider/precedents"
)

func main() {
	seed := flag.Uint64("seed", 1, "seed of the invented lives")
	people := flag.Int("people", 40, "invented lives")
	days := flag.Int("days", 1095, "days of each")
	cases := flag.Bool("cases", false, "documented cases instead, every act with its rule")
	flag.Parse()
	o, err := options()
	if err != nil {
		log.Fatal(err)
	}
	if *cases {
		err = documented(o)
	} else {
		err = invented(o, world.Options{Seed: *seed, People: *people, Days: *days})
	}
	if err != nil {
		log.Fatal(err)
	}
}

func options() (replay.Options, error) {
	o := replay.Options{Zones: time.LoadLocation}
	var err error
	if o.Assess, err = assess.Load(parameters.FS); err != nil {
		return o, err
	}
	if o.Detect, err = detect.Load(parameters.FS); err != nil {
		return o, err
	}
	o.Corpus, err = precedent.Load(precedents.FS)
	return o, err
}

// buffer is a file in memory.
type buffer struct{ bytes.Buffer }

func (*buffer) Close() error { return nil }

func invented(o replay.Options, w world.Options) error {
	files := map[string]*buffer{}
	err := world.WriteCases(w, func(name string) (io.WriteCloser, error) {
		files[name] = &buffer{}
		return files[name], nil
	})
	if err != nil {
		return err
	}
	var quiet, hunted tally
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data := files[name].Bytes()
		f, _, err := chronology.Read(name, data)
		if err != nil {
			return err
		}
		lines, err := replay.Run(context.Background(), f, o)
		if err != nil {
			return err
		}
		truth, harm, err := ending(data)
		if err != nil {
			return err
		}
		t := &hunted
		if truth == "benign" {
			t = &quiet
		}
		for _, l := range lines {
			t.add(l, harm)
		}
	}
	quiet.print("quiet lives")
	hunted.print("lives somebody took a hostile interest in")
	return nil
}

// ending reads how an invented life ended, which no replay may.
func ending(data []byte) (label string, harm time.Time, err error) {
	var f struct {
		Case struct {
			Truth struct {
				Label    string  `json:"label"`
				Critical *string `json:"critical_at"`
			} `json:"ground_truth"`
		} `json:"case"`
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return "", harm, err
	}
	if f.Case.Truth.Critical != nil {
		harm, err = time.Parse(time.DateOnly, (*f.Case.Truth.Critical)[:10])
	}
	return f.Case.Truth.Label, harm, err
}

// tally counts what was raised.
type tally struct {
	lives, harmed, inTime int
	years                 float64
	acts, looks           map[outrider.Rule]int
}

func (t *tally) add(l replay.Line, harm time.Time) {
	if t.acts == nil {
		t.acts, t.looks = map[outrider.Rule]int{}, map[outrider.Rule]int{}
	}
	t.lives++
	if l.From != nil {
		t.years += l.To.Sub(*l.From).Hours() / 24 / 365.25
	}
	hit := false
	for _, a := range l.Alarms {
		switch {
		case !harm.IsZero() && !a.At.Before(harm):
		case a.Level == outrider.LevelAct:
			t.acts[a.Rule]++
			hit = hit || !harm.IsZero() && harm.Sub(a.At) <= 365*24*time.Hour
		default:
			t.looks[a.Rule]++
		}
	}
	if !harm.IsZero() {
		t.harmed++
	}
	if hit {
		t.inTime++
	}
}

func (t *tally) print(what string) {
	acts, looks := 0, 0
	for _, r := range slices.Sorted(maps.Keys(t.acts)) {
		fmt.Printf("  %-20s %4d acts, %.3f a year\n", r, t.acts[r], float64(t.acts[r])/t.years)
		acts += t.acts[r]
	}
	for _, r := range slices.Sorted(maps.Keys(t.looks)) {
		fmt.Printf("  %-20s %4d looks, %.3f a year\n", r, t.looks[r], float64(t.looks[r])/t.years)
		looks += t.looks[r]
	}
	fmt.Printf("%s: %d lives, %.1f years, %.3f acts and %.3f looks a protected year; %d of %d harmed had an act in the year before\n",
		what, t.lives, t.years, float64(acts)/t.years, float64(looks)/t.years, t.inTime, t.harmed)
}

func documented(o replay.Options) error {
	names, err := fs.Glob(precedents.FS, "cases/*.json")
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := fs.ReadFile(precedents.FS, name)
		if err != nil {
			return err
		}
		f, _, err := chronology.Read(path.Base(name), data)
		if err != nil {
			return err
		}
		lines, err := replay.Run(context.Background(), f, o)
		if err != nil {
			return err
		}
		_, harm, err := ending(data)
		if err != nil {
			return err
		}
		for _, l := range lines {
			for _, a := range l.Alarms {
				if a.Level == outrider.LevelAct && a.At.Before(harm) {
					fmt.Printf("%s %s %s %.0f days before, %s, by %v\n", l.Case, l.Protectee, a.At.Format(time.DateOnly), harm.Sub(a.At).Hours()/24, a.Rule, a.Because)
				}
			}
		}
	}
	return nil
}
