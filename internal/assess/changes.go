package assess

import (
	"cmp"
	"encoding/json"
	"io/fs"
	"math"
	"slices"

	"outrider"
)

// question is an observation that may come next, and the one thing to do that
// would bring it or settle it.
type question struct {
	Kind   outrider.Kind `json:"kind"`
	If     string        `json:"if"`
	Task   string        `json:"task"`
	Origin string        `json:"origin"`
}

// readQuestions reads questions.json.
func readQuestions(fsys fs.FS) ([]question, error) {
	b, err := fs.ReadFile(fsys, "questions.json")
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "questions.json cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	var f struct {
		Questions []question `json:"questions"`
	}
	if err := json.Unmarshal(b, &f); err != nil || len(f.Questions) < moved {
		return nil, outrider.Invalid("questions.json: a list of at least %d questions", moved)
	}
	for _, q := range f.Questions {
		if !slices.Contains(allKinds(), q.Kind) || q.If == "" || q.Task == "" || q.Origin == "" {
			return nil, outrider.Invalid("questions.json: each question has a known kind, what would be seen, one thing to do, and its origin")
		}
	}
	return f.Questions, nil
}

// moved is how many next observations are named.
const moved = 2

// changes says which next observations would move the chance of harm most, each
// with the number it would move to and one thing to do, and what would remain if
// the strongest account turned out to be innocent.
func (x pass) changes(now *run) []outrider.Change {
	var out []outrider.Change
	was := x.p.sets[0].horizons(now.v)[1]
	for _, q := range x.p.questions {
		out = append(out, outrider.Change{If: q.If, Attack: point(x.after(now, q.Kind)), Task: q.Task})
	}
	slices.SortStableFunc(out, func(a, b outrider.Change) int {
		return cmp.Compare(math.Abs(b.Attack.P-was), math.Abs(a.Attack.P-was))
	})
	out = out[:moved]
	if i := x.strongest(1); len(i) > 0 {
		out = append(out, outrider.Change{If: "the strongest report proves innocent (" + x.items[i[0]].why + ")", Attack: point(x.without(i[0])),
			Task: "Check the strongest report first: call who gave it."})
	}
	return out
}

// after is the chance of harm within ninety days if something of a kind came now.
func (x pass) after(now *run, k outrider.Kind) float64 {
	it := item{id: "next", at: x.in.Now, kind: k, place: place(k), q: x.p.n.Hypothetical, floors: x.p.floorKinds[k] && spoken(k)}
	it.terms = x.beside(it)
	end := *now
	end.keep = false
	end.weigh(it)
	if it.floors {
		end.floor = 1 - (1-end.floor)*(1-x.p.n.ThreatFloor*it.q)
	}
	end.bound(x.in.Now)
	return x.p.sets[0].horizons(end.v)[1]
}

// beside is what one more account adds to what its like weigh already.
func (x pass) beside(it item) []term {
	if x.p.inert[it.kind] {
		return nil
	}
	var like []item
	for _, o := range x.items {
		if o.kind == it.kind && !o.within && it.at.Sub(o.at) <= x.p.days(x.p.n.DependenceDays) {
			like = append(like, o)
		}
	}
	slices.SortStableFunc(like, func(a, b item) int { return cmp.Compare(b.q, a.q) })
	at := 0
	for at < len(like) && like[at].q >= it.q {
		at++
	}
	return x.p.adds(like, it.q, at)
}

// without is the chance of harm within ninety days with one account left out.
func (x pass) without(i int) float64 {
	rest := x
	rest.items = slices.Delete(slices.Clone(x.items), i, i+1)
	x.p.discount(rest.items)
	return x.p.sets[0].horizons(rest.newRun(x.p.sets[0], false).all().v)[1]
}

// shown is how many accounts are left out, one at a time.
const shown = 5

// leftOut is what would remain without each of the strongest accounts.
func (x pass) leftOut() []outrider.LeftOut {
	var out []outrider.LeftOut
	for _, i := range x.strongest(shown) {
		it := x.items[i]
		out = append(out, outrider.LeftOut{Reports: it.reports, Why: it.why, Harm90: point(x.without(i))})
	}
	return out
}

// strongest lists the accounts that weigh most for an attack against benign.
func (x pass) strongest(n int) []int {
	type weighed struct {
		at   int
		nats float64
	}
	var all []weighed
	for i, it := range x.items {
		if w := x.p.sets[0].attack(it); w > 0 {
			all = append(all, weighed{i, w})
		}
	}
	slices.SortStableFunc(all, func(a, b weighed) int { return cmp.Compare(b.nats, a.nats) })
	var out []int
	for _, w := range all[:min(n, len(all))] {
		out = append(out, w.at)
	}
	return out
}

// withdrawn writes two rows for every report that was taken back: what it weighed
// by itself, and that it no longer does. Together they are nothing.
func (p *Params) withdrawn(in Input) []outrider.Row {
	var out []outrider.Row
	for _, w := range in.Withdrawn {
		kind := w.Report.Kind
		if _, ok := p.sets[0].kinds[kind]; !ok || w.At.After(in.Now) {
			continue
		}
		x := run{pass: pass{p: p}, v: p.sets[0].prior, keep: true}
		before := x.logodds()
		p.sets[0].apply(&x.v, place(kind), []term{{q: p.Reliable(w.Report.Grade), share: 1}})
		after, ids := x.logodds(), []outrider.ReportID{w.Report.ID}
		x.row(w.At, "withdrawn", ids, kindText(kind)+", later withdrawn: what it had weighed by itself", before, after)
		x.row(w.At, "retraction", ids, "withdrawn: everything is as if it had never come", after, before)
		out = append(out, x.rows...)
	}
	return out
}
