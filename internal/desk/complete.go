package desk

import (
	"context"
	"slices"

	"outrider"
	"outrider/internal/picture"
)

// complete finishes what a crash, or a node that is gone, left half done: facts
// that were written and never thought about, and erasures whose keys were
// destroyed and whose note is missing. Where nothing is left it writes nothing.
func (d *Desk) complete(ctx context.Context) error {
	if !d.dues.behind {
		return nil
	}
	d.dues.behind = false
	err := d.catchUp(ctx)
	d.dues.behind = d.dues.behind || err != nil
	return err
}

// catchUp is complete where something happened that may have been left half done.
func (d *Desk) catchUp(ctx context.Context) error {
	if err := d.noteErasures(ctx); err != nil {
		return err
	}
	news := d.unthought()
	if len(news) == 0 {
		return nil
	}
	people := d.touched(news)
	for _, id := range news {
		if it, ok := d.p.Report(id); ok {
			people = append(people, it.Report.About...)
		}
	}
	_, err := d.rethink(ctx, matter{people: unique(people), news: news, again: news})
	return err
}

// unthought lists the reports about which something was written down after the
// last assessment of somebody they concern, and urgent ones about nobody in the
// register that raised no alert.
func (d *Desk) unthought() []outrider.ReportID {
	var out []outrider.ReportID
	for _, it := range d.p.Reports() {
		if it.Erased {
			continue
		}
		behind := slices.ContainsFunc(it.Report.About, func(id outrider.PersonID) bool {
			x, ok := d.p.Person(id)
			return ok && x.Allows(outrider.ForAdvice, d.now()) && x.Thought < it.Changed
		})
		if behind || d.unheard(it) {
			out = append(out, it.Report.ID)
		}
	}
	return out
}

// unheard reports whether an urgent report about nobody in the register has
// raised no alert.
func (d *Desk) unheard(it *picture.Item) bool {
	if len(it.Report.About) > 0 || it.Retracted || !it.Report.Urgent() {
		return false
	}
	_, known := d.p.Alert(urgentAlert(it).ID)
	return !known
}

// noteErasures writes down erasures that were not: the key table remembers whose
// keys are gone. With whom they shared what is not known any more, so that
// everybody is thought about again.
func (d *Desk) noteErasures(ctx context.Context) error {
	noted := false
	for _, x := range d.p.People() {
		if !x.Erased || x.Noted {
			continue
		}
		e, err := d.entry(outrider.EntryPersonErased, "", picture.ErasedBody{Person: x.Protectee.ID, Reason: "the keys were destroyed before; noted at the next start"})
		if err := d.fact(ctx, e, err); err != nil {
			return err
		}
		noted = true
	}
	if !noted {
		return nil
	}
	var again []outrider.ReportID
	for _, it := range d.p.Reports() {
		again = append(again, it.Report.ID)
	}
	_, err := d.rethink(ctx, matter{people: d.touched(again), again: again})
	return err
}
