package main

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"outrider"
	"outrider/advice"
	"outrider/internal/guidance"
)

type adviceCmd struct {
	List  adviceListCmd  `cmd:"" help:"Every card and every measure, a line each."`
	Show  adviceShowCmd  `cmd:"" help:"One card or one measure in full."`
	Plan  advicePlanCmd  `cmd:"" help:"What measures would take off a risk, and what stays."`
	Check adviceCheckCmd `cmd:"" help:"What is wrong with the library: file, line, reason."`
}

// adviceFrom is what list and show share: which texts, in which language.
type adviceFrom struct {
	Lang string `help:"Language of the texts, such as fa; where there is none, English, which is said." default:"en" placeholder:"TAG"`
	Own  string `help:"Folder with your own texts; a file there takes the place of ours." type:"existingdir" placeholder:"FOLDER"`
}

// read reads the library that counts.
func (f adviceFrom) read(e *env) (*guidance.Set, error) {
	k, err := e.library(f.Own)
	if k == nil {
		return nil, err
	}
	return k.Set(), err
}

// library puts the shipped library in force, and one's own over it. What is wrong
// with one's own is said; then the shipped one serves, and the error is errRefused.
func (e *env) library(own string) (*guidance.Keeper, error) {
	k := &guidance.Keeper{}
	if _, faults := k.Use(advice.FS); k.Set() == nil {
		return nil, &outrider.Error{Code: outrider.CodeInternal, Safe: "the library of this program is damaged", Hint: "outrider advice check names the files", Err: fmt.Errorf("%v", faults)}
	}
	if own != "" {
		ok, faults := k.Use(advice.FS, os.DirFS(own))
		for _, x := range faults {
			e.say("%s", x)
		}
		if !ok {
			return k, errRefused
		}
	}
	return k, nil
}

type adviceListCmd struct {
	adviceFrom
	Scenario string `help:"Only the measures for this scenario, such as home." placeholder:"SCENARIO"`
}

// Help is shown under the flags.
func (adviceListCmd) Help() string {
	return `Cards say what to do at once and in the days after; measures go into a plan that the person
agrees to. Every text says who has reviewed it, or that nobody has.

  outrider advice list
  outrider advice list --lang fa
  outrider --json advice list --scenario home

Exit codes: 0 listed, 1 listed, but one's own folder has faults and was left out, 2 not done.`
}

// adviceLine is one entry of the list.
type adviceLine struct {
	What      string         `json:"what"` // card or measure
	ID        string         `json:"id"`
	Title     string         `json:"title"`
	Scenarios []string       `json:"scenarios,omitempty"`
	Burden    *int           `json:"burden,omitempty"`
	Stamp     guidance.Stamp `json:"text"`
}

// Run lists cards, then measures.
func (c *adviceListCmd) Run(e *env) error {
	set, refused := c.read(e)
	if set == nil {
		return refused
	}
	if c.Scenario != "" && !slices.Contains(guidance.Scenarios, c.Scenario) {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "there is no such scenario", Hint: "one of: " + strings.Join(guidance.Scenarios, ", ")}
	}
	var lines []adviceLine
	if c.Scenario == "" {
		for _, x := range set.Cards(c.Lang) {
			lines = append(lines, adviceLine{What: "card", ID: x.ID, Title: x.Title, Stamp: x.Stamp})
		}
	}
	for _, m := range set.Measures(c.Scenario, c.Lang) {
		lines = append(lines, adviceLine{What: "measure", ID: m.ID, Title: m.Title, Scenarios: m.Scenarios, Burden: &m.Burden, Stamp: m.Stamp})
	}
	rows, unreviewed, other := [][]string{{"WHAT", "ID", "LANG", "TITLE"}}, 0, 0
	for _, l := range lines {
		if e.cli.JSON {
			if err := e.printJSON(l); err != nil {
				return err
			}
		}
		rows = append(rows, []string{l.What, l.ID, l.Stamp.Language, l.Title})
		if l.Stamp.Unreviewed() {
			unreviewed++
		}
		if l.Stamp.Asked != "" {
			other++
		}
	}
	if !e.cli.JSON {
		e.table(rows)
	}
	e.say("%d texts, %d of them reviewed by nobody yet, %d not in the language asked for", len(lines), unreviewed, other)
	return refused
}

type adviceShowCmd struct {
	adviceFrom
	ID string `arg:"" help:"A card or a measure, as outrider advice list names it."`
}

// Help is shown under the flags.
func (adviceShowCmd) Help() string {
	return `A card as it stands on a page, or a measure with what it cuts, what it asks of the person, and
what it does not cut.

  outrider advice show delivery --lang ru
  outrider --json advice show home-locks

Exit codes: 0 shown, 1 shown, but one's own folder has faults and was left out, 2 not done.`
}

// Run shows one entry.
func (c *adviceShowCmd) Run(e *env) error {
	set, refused := c.read(e)
	if set == nil {
		return refused
	}
	if card, ok := set.Card(c.ID, c.Lang); ok {
		if e.cli.JSON {
			return firstError(e.printJSON(card), refused)
		}
		heads, _ := set.Strings(card.Stamp.Language)
		e.card(card, heads)
		return refused
	}
	m, ok := set.Measure(c.ID, c.Lang)
	if !ok {
		return &outrider.Error{Code: outrider.CodeNotFound, Safe: "there is no such card or measure", Hint: "outrider advice list names them"}
	}
	if e.cli.JSON {
		return firstError(e.printJSON(m), refused)
	}
	e.measure(m)
	return refused
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// card prints a card for reading, with the headings of its language.
func (e *env) card(c guidance.Card, heads map[string]string) {
	e.print("%s\n%s", c.Title, c.About)
	for _, part := range []struct {
		head  string
		lines []guidance.Line
	}{{"advice.now", c.Now}, {"advice.then", c.Then}, {"advice.not", c.Not}, {"advice.tell", c.Tell}} {
		if len(part.lines) > 0 {
			e.print("\n%s", heads[part.head])
		}
		for _, l := range part.lines {
			e.print("  - %s", l.Text)
		}
	}
	e.print("\nmeasures: %s\nsource:   %s", strings.Join(c.Measures, ", "), c.Source)
	e.stamp(c.Stamp)
}

// measure prints a measure for reading.
func (e *env) measure(m guidance.Measure) {
	e.print("%s", m.Title)
	for _, s := range m.Steps {
		e.print("  - %s", s)
	}
	cuts := make([]string, len(m.Cuts))
	for i, c := range m.Cuts {
		cuts[i] = string(c)
	}
	e.print("\nlimit:    %s\ncuts:     %s\nburden:   %d of %d on the person\nin:       %d h\nwho:      %s\nfor:      %s\nsource:   %s", m.DoesNot, strings.Join(cuts, ", "),
		m.Burden, outrider.MaxBurden, m.EffectHours, strings.Join(m.Who, ", "), strings.Join(m.Scenarios, ", "), m.Source)
	e.stamp(m.Stamp)
}

// stamp says how far the words may be trusted.
func (e *env) stamp(s guidance.Stamp) {
	e.print("text:     %s, %s", s.Language, s.Reviewed)
	if s.Asked != "" {
		e.say("there is no text in %q; this is %s", s.Asked, s.Language)
	}
	if s.Behind {
		e.say("the original has changed since this was translated; --lang %s shows it", guidance.Original)
	}
}

type adviceCheckCmd struct {
	Folder string `arg:"" optional:"" help:"Folder with your own texts; it is held against the shipped library." type:"existingdir"`
	Whole  bool   `help:"The folder is a library by itself; ours is left out."`
}

// Help is shown under the flags.
func (adviceCheckCmd) Help() string {
	return `Before new texts are put in force: every line that is missing, every field that is misspelt,
every translation that its original has left behind, and English that is too hard to read.

  outrider advice check
  outrider advice check our-advice
  outrider --json advice check --whole our-advice

Exit codes: 0 nothing is wrong (notes may be printed), 1 something is, 2 not checked.`
}

// Run checks the library.
func (c *adviceCheckCmd) Run(e *env) error {
	layers := []fs.FS{advice.FS}
	if c.Whole {
		layers = nil
	}
	if c.Folder != "" {
		layers = append(layers, os.DirFS(c.Folder))
	}
	if len(layers) == 0 {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "--whole needs a folder", Hint: "outrider advice check --whole FOLDER"}
	}
	set, faults := guidance.Read(layers...)
	if set != nil {
		faults = append(faults, set.Plain()...)
	}
	for _, f := range faults {
		if e.cli.JSON {
			if err := e.printJSON(f); err != nil {
				return err
			}
			continue
		}
		e.print("%s", f)
	}
	if set == nil {
		e.say("these texts would not be put in force; wrong or worth a look: %d", len(faults))
		return errRefused
	}
	for _, l := range set.Languages() {
		e.say("%s %s: %d cards, %d measures, %d strings; %s", l.Tag, l.Name, l.Cards, l.Measures, l.Strings, l.Reviewed)
	}
	return nil
}
