package main

import (
	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
	"outrider/internal/plan"
	"outrider/parameters"
)

// planning gives a desk the library of measures and the numbers to weigh them by.
func (e *env) planning(o *desk.Options) error {
	texts := e.texts
	if texts == nil {
		var err error
		if texts, err = e.library(""); err != nil {
			return err
		}
	}
	p, err := plan.Load(parameters.FS)
	if err != nil {
		return err
	}
	o.Library = texts
	o.Plan, err = plan.New(p, measuresOf(texts.Set(), guidance.Original))
	return err
}

// measuresOf lists the measures of a library in a language.
func measuresOf(set *guidance.Set, lang string) []outrider.Measure {
	var list []outrider.Measure
	for _, m := range set.Measures("", lang) {
		list = append(list, m.Measure)
	}
	return list
}
