package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
)

// screenBatch is how many reports are held against the lists at a time: the door
// is open to others in between.
const screenBatch = 50

// holding is how far screening has come. What is screened is compared with what
// was found before, so that doing it again changes nothing.
type holding struct {
	turn  sync.Mutex // one pass at a time
	begun bool       // since this desk was opened
	stamp string
	upTo  uint64
	held  []HeldList // in force

	protected map[outrider.SubjectToken]bool // nil: somebody's names may have changed
	again     []picture.ScreenedBody
	news      chan struct{}
}

// Pass says what one pass of screening did.
type Pass struct {
	Lists []string `json:"lists"` // in force
	Whole bool     `json:"whole"` // another version is in force: everything was held against it
	Held  int      `json:"held"`  // reports, protected people and watches that were looked at
	Names int      `json:"names"` // and things that were asked about
	Found int      `json:"found"` // sources whose hits are others than before
}

// News rings when something came in that has not been held against the lists.
func (d *Desk) News() <-chan struct{} { return d.hold.news }

// ring tells whoever screens that there is something to do; it never waits.
func (d *Desk) ring(again ...picture.ScreenedBody) {
	d.hold.again = append(d.hold.again, again...)
	select {
	case d.hold.news <- struct{}{}:
	default:
	}
}

// Screen is the third entrance: whatever was filed since the last pass is held
// against the lists, and everything the desk holds where another version has come
// into force. It works beside the door, in small steps, and says how far it is.
func (d *Desk) Screen(ctx context.Context, tell func(done, total int)) (Pass, error) {
	if d.o.Screener == nil {
		return Pass{}, nil
	}
	d.hold.turn.Lock()
	defer d.hold.turn.Unlock()
	stamp, held, err := d.o.Screener.Lists(ctx)
	if err != nil {
		return Pass{}, err
	}
	var lists []string
	for _, l := range held {
		lists = append(lists, l.Name+" of "+l.Version)
	}
	d.mu.Lock()
	d.hold.held = held
	d.mu.Unlock()
	todo, whole, upTo := d.unscreened(stamp)
	p := Pass{Lists: lists, Whole: whole}
	for batch := range slices.Chunk(todo, screenBatch) {
		if err := d.screenSome(ctx, batch, &p); err != nil {
			d.notScreened(batch)
			return p, err
		}
		if tell != nil {
			tell(p.Held, len(todo))
		}
	}
	return p, d.screenedAll(ctx, picture.ListsBody{Stamp: stamp, Lists: lists, Names: p.Names, UpTo: upTo}, whole)
}

// unscreened lists what a pass has to look at.
func (d *Desk) unscreened(stamp string) (todo []picture.ScreenedBody, whole bool, upTo uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	last := d.p.Lists()
	if !d.hold.begun {
		d.hold.stamp, d.hold.upTo = last.Stamp, last.UpTo
	}
	whole = stamp != d.hold.stamp
	from := d.hold.upTo
	if whole {
		from = 0
	}
	told := d.p.Reports()
	at, _ := slices.BinarySearchFunc(told, from+1, func(it *picture.Item, seq uint64) int { return cmp.Compare(it.Seq, seq) })
	for _, it := range told[at:] {
		todo = append(todo, picture.ScreenedBody{Report: it.Report.ID})
	}
	if whole || !d.hold.begun {
		for _, x := range d.p.People() {
			todo = append(todo, picture.ScreenedBody{Person: x.Protectee.ID})
		}
		for _, w := range d.p.Watches() {
			todo = append(todo, picture.ScreenedBody{Watch: w.Watch.ID})
		}
	}
	todo = append(todo, d.hold.again...)
	d.hold.begun, d.hold.again = true, nil
	return todo, whole, d.p.Seq
}

// notScreened puts back what a pass could not do.
func (d *Desk) notScreened(batch []picture.ScreenedBody) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hold.again = append(d.hold.again, batch...)
}

// screenSome holds a few sources against the lists and records what is new. The
// lists are asked outside the door.
func (d *Desk) screenSome(ctx context.Context, batch []picture.ScreenedBody, p *Pass) error {
	d.mu.Lock()
	var open []inquiry
	var asked []Question
	for _, of := range batch {
		if q, ok := d.inquire(of); ok {
			open, asked = append(open, q), append(asked, q.asked...)
		}
	}
	d.mu.Unlock()
	answers, err := d.o.Screener.Hold(ctx, asked)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var entries []outrider.Entry
	g := gathering{known: map[string]outrider.HitID{}, protected: d.protectedTokens(), borne: map[string][]bearer{}}
	for _, q := range open {
		mine := answers[:len(q.asked)]
		answers = answers[len(q.asked):]
		p.Held, p.Names = p.Held+1, p.Names+len(q.asked)
		e, news, err := d.screeningEntry(q, mine, g)
		if err != nil {
			return err
		}
		if news {
			entries, p.Found = append(entries, e), p.Found+1
		}
	}
	return d.record(ctx, ledger.Any(), entries...)
}

// screeningEntry is the entry of what an inquiry gave, where that is news. It is
// sealed as its source is: with the report, the identity or the watch.
func (d *Desk) screeningEntry(q inquiry, answers [][]outrider.Hit, g gathering) (e outrider.Entry, news bool, err error) {
	state, ok := d.stateOfSource(q.of)
	if !ok {
		return e, false, nil
	}
	if state != q.state { // changed meanwhile: it is asked about again
		d.ring(q.of)
		return e, false, nil
	}
	body := q.of
	body.Hits = d.gather(q, answers, g)
	if sameHits(body.Hits, d.p.Held(q.of)) {
		return e, false, nil
	}
	people, purpose := d.sealedWith(q.of)
	p, err := part(body, purpose, people...)
	return outrider.Entry{ID: d.o.NewID("e"), Type: outrider.EntryScreening, Version: 1, Parts: []outrider.Part{p}}, true, err
}

// sealedWith says under whose keys something that was screened lies.
func (d *Desk) sealedWith(of picture.ScreenedBody) ([]outrider.PersonID, outrider.SealPurpose) {
	switch {
	case of.Person != "":
		return []outrider.PersonID{of.Person}, outrider.PurposeIdentity
	case of.Watch != "":
		return []outrider.PersonID{watchKey(of.Watch)}, outrider.PurposeRecord
	}
	it, ok := d.p.Report(of.Report)
	if !ok || len(it.FiledAbout()) == 0 {
		return []outrider.PersonID{orphan(of.Report)}, outrider.PurposeRecord
	}
	return it.FiledAbout(), outrider.PurposeRecord
}

// sameHits reports whether nothing is new: the version of a list that says the same
// as before is no news.
func sameHits(a, b []outrider.Hit) bool {
	if len(a) != len(b) {
		return false
	}
	b = slices.Clone(b)
	slices.SortStableFunc(b, byWeight)
	for i := range a {
		x, y := a[i], b[i]
		same := x.ID == y.ID && x.Via == y.Via && x.Asked == y.Asked && x.Name == y.Name && x.Matched == y.Matched && x.Weak == y.Weak &&
			x.Ended == y.Ended && x.Score == y.Score && x.Decision == y.Decision && slices.Equal(x.Rows, y.Rows) && slices.Equal(x.Fields, y.Fields)
		if !same {
			return false
		}
	}
	return true
}

// byWeight orders hits: the surest way, the likeliest, then by their entries.
func byWeight(a, b outrider.Hit) int {
	return cmp.Or(cmp.Compare(viaRank(a.Via), viaRank(b.Via)), cmp.Compare(b.Score, a.Score), strings.Compare(a.List, b.List), strings.Compare(a.Key, b.Key), strings.Compare(string(a.Token), string(b.Token)))
}

// screenedAll ends a pass; one of everything is a fact.
func (d *Desk) screenedAll(ctx context.Context, b picture.ListsBody, whole bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hold.stamp, d.hold.upTo = b.Stamp, b.UpTo
	if !whole {
		return nil
	}
	e, err := d.entry(outrider.EntryLists, "", b)
	return d.fact(ctx, e, err)
}
