package desk

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/match"
	"outrider/internal/picture"
	"outrider/internal/policy"
	"outrider/internal/selector"
)

// SetWatch asks to be told when a name, or a selector, turns up in a report or on
// a list. A selector may come as it is written, in Raw alone. Days is how long; 0:
// half a year.
type SetWatch struct {
	Name     string            `json:"name,omitempty"`
	Selector outrider.Selector `json:"selector,omitzero"`
	Reason   string            `json:"reason"`
	Days     int               `json:"days,omitempty"`
}

// EndWatch ends a watch of one's own.
type EndWatch struct {
	Watch outrider.WatchID `json:"watch"`
}

// SetSource says how old a list may grow, and where it may be fetched from.
type SetSource struct {
	Source outrider.ListSource `json:"source"`
}

// Bounds of what is watched for.
const (
	maxWatchDays = 366
	maxWatches   = 200 // of one user
)

// watchKey names the key of a watch: it is about somebody who is not in the register.
func watchKey(id outrider.WatchID) outrider.PersonID { return outrider.PersonID("x-" + string(id)) }

// watching reports whether a watch still stands.
func (d *Desk) watching(w *picture.Watch) bool {
	return w.Ended.IsZero() && d.now().Before(w.Watch.Until)
}

func (d *Desk) setWatch(ctx context.Context, by outrider.UserID, s SetWatch) (Outcome, error) {
	if _, err := d.may(by, policy.Screen); err != nil {
		return Outcome{}, err
	}
	days := cmp.Or(s.Days, d.o.Screening.WatchDays)
	if days < 1 || days > maxWatchDays {
		return Outcome{}, outrider.Invalid("a watch lasts from a day to %d days", maxWatchDays)
	}
	if s.Selector.Value == "" && s.Selector.Raw != "" {
		read, _, err := selector.Parse(s.Selector.Kind, s.Selector.Raw, selector.Hint{})
		if err != nil {
			return Outcome{}, err
		}
		s.Selector = read
	}
	w := outrider.Watch{ID: outrider.WatchID(d.o.NewID("w")), Owner: by, Name: strings.TrimSpace(s.Name), Selector: s.Selector,
		Reason: strings.TrimSpace(s.Reason), Until: d.now().AddDate(0, 0, days)}
	if err := w.Validate(); err != nil {
		return Outcome{}, err
	}
	if len(d.watchesOf(by)) >= maxWatches {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "you watch for too much already", Hint: "end a watch that you no longer need"}
	}
	p, err := part(picture.WatchBody{Watch: w}, outrider.PurposeRecord, watchKey(w.ID))
	e := outrider.Entry{ID: string(w.ID), Type: outrider.EntryWatch, Version: 1, By: by, Parts: []outrider.Part{p}}
	if err := d.fact(ctx, e, err); err != nil {
		return Outcome{}, err
	}
	d.ring(picture.ScreenedBody{Watch: w.ID})
	return Outcome{ID: string(w.ID)}, nil
}

// watchesOf lists a user's watches that stand.
func (d *Desk) watchesOf(by outrider.UserID) []*picture.Watch {
	return slices.DeleteFunc(d.p.Watches(), func(w *picture.Watch) bool { return w.Watch.Owner != by || !d.watching(w) })
}

func (d *Desk) endWatch(ctx context.Context, by outrider.UserID, x EndWatch) (Outcome, error) {
	if _, err := d.may(by, policy.Screen); err != nil {
		return Outcome{}, err
	}
	w, ok := d.p.Watching(x.Watch)
	if !ok || w.Watch.Owner != by || !w.Ended.IsZero() {
		return Outcome{}, outrider.ErrNotFound
	}
	e, err := d.entry(outrider.EntryWatchEnded, by, picture.WatchEndedBody{Watch: x.Watch})
	return Outcome{ID: string(x.Watch)}, d.fact(ctx, e, err)
}

// setSource is for the administrator: the desk asks nobody outside for anything
// until this says where and how often.
func (d *Desk) setSource(ctx context.Context, by outrider.UserID, s SetSource) (Outcome, error) {
	if _, err := d.may(by, policy.Maintain); err != nil {
		return Outcome{}, err
	}
	if s.Source.List == "" || len(s.Source.List) > maxWatchDays || s.Source.Days < 1 || s.Source.Days > maxWatchDays {
		return Outcome{}, outrider.Invalid("name a list, and after how many days it is old (1 to %d)", maxWatchDays)
	}
	if s.Source.URL != "" {
		u, err := url.Parse(s.Source.URL)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a list is fetched by https only, without a name or password in its address", Hint: "write https://host/path"}
		}
	}
	e, err := d.entry(outrider.EntryListSource, by, picture.SourceBody{Source: s.Source})
	return Outcome{ID: s.Source.List}, d.fact(ctx, e, err)
}

func (d *Desk) sources(by outrider.UserID) ([]outrider.ListSource, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := d.may(by, policy.ReadHealth)
	if err != nil {
		return nil, err
	}
	return d.p.Sources(), nil
}

// Sources lists how old each list may grow and where it may be fetched from, for
// whoever runs the machine.
func (d *Desk) Sources() []outrider.ListSource {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.p.Sources()
}

// WatchLine is one watch in a digest: what turned up, and since one last looked.
type WatchLine struct {
	ID         outrider.WatchID `json:"id"`
	For        string           `json:"for"`
	Reason     string           `json:"reason"`
	Until      time.Time        `json:"until"`
	Reports    int              `json:"reports"` // in which it occurs, of those one may see
	Entries    int              `json:"entries"` // of lists that it may be
	NewReports int              `json:"new_reports"`
	NewEntries int              `json:"new_entries"`
	Over       bool             `json:"over,omitempty"`
	weight     int
}

// WatchView is one watch with what turned up, the newest first.
type WatchView struct {
	Line    WatchLine    `json:"line"`
	Reports []ReportLine `json:"reports"`
	Hits    []HitLine    `json:"hits"`
}

// WatchesView lists one's own watches, those with news first.
type WatchesView struct {
	Watches []WatchLine `json:"watches"`
}

// Watches lists the user's watches, those with news first. Looking at the list is
// not looking at a watch: what is new stays new.
func (d *Desk) Watches(ctx context.Context, by outrider.UserID) (WatchesView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.Screen)
	if err != nil {
		return WatchesView{}, err
	}
	wv := WatchesView{Watches: []WatchLine{}}
	for _, w := range d.p.Watches() {
		if w.Watch.Owner == by {
			l, _ := d.watchLine(v, w, time.Time{})
			wv.Watches = append(wv.Watches, l)
		}
	}
	rankWatches(wv.Watches)
	return wv, d.look(ctx, by, picture.ReadBody{Act: "watches"})
}

// rankWatches puts what has most news first, what is over last.
func rankWatches(all []WatchLine) {
	slices.SortStableFunc(all, func(a, b WatchLine) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(b.Reports+b.Entries, a.Reports+a.Entries), strings.Compare(string(a.ID), string(b.ID)))
	})
}

// Watching is one watch of the user with what turned up.
func (d *Desk) Watching(ctx context.Context, by outrider.UserID, id outrider.WatchID) (WatchView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.Screen)
	if err != nil {
		return WatchView{}, err
	}
	w, ok := d.p.Watching(id)
	if !ok || w.Watch.Owner != by {
		return WatchView{}, outrider.ErrNotFound
	}
	l, items := d.watchLine(v, w, time.Time{})
	wv := WatchView{Line: l, Reports: d.reportLines(v, items)}
	for _, h := range d.p.Held(picture.ScreenedBody{Watch: id}) {
		if x, ok := d.p.Hit(h.ID); ok {
			wv.Hits = append(wv.Hits, d.hitLine(v, x, d.seen(v, x), time.Time{}))
		}
	}
	return wv, d.look(ctx, by, picture.ReadBody{Act: "watch", Objects: []string{string(id)}})
}

// watchLine counts what turned up for a watch among what its owner may see, in
// reports that came after a moment.
func (d *Desk) watchLine(v picture.View, w *picture.Watch, from time.Time) (WatchLine, []*picture.Item) {
	l := WatchLine{ID: w.Watch.ID, For: w.Watch.Name, Reason: w.Watch.Reason, Until: w.Watch.Until, Over: !d.watching(w)}
	if l.For == "" {
		l.For = string(w.Watch.Selector.Kind) + " " + selector.Redact(w.Watch.Selector)
	}
	last := d.p.LastLook(v.User().ID, string(w.Watch.ID))
	items := d.turnedUp(v, w.Watch, from)
	for _, it := range items {
		l.Reports++
		if it.Recorded.After(last) && it.Recorded.After(w.Set) {
			l.NewReports++
		}
	}
	for _, h := range d.p.Held(picture.ScreenedBody{Watch: w.Watch.ID}) {
		x, ok := d.p.Hit(h.ID)
		if !ok {
			continue
		}
		l.Entries++
		for _, at := range x.Holdings {
			if at.Watch == w.Watch.ID && at.At.After(last) {
				l.NewEntries++
			}
		}
	}
	if l.weight = 2*l.NewEntries + l.NewReports; l.Over {
		l.weight = -1
	}
	return l, items
}

// turnedUp lists the reports after a moment in which a watched name or thing
// occurs, the newest first: under a name like it, or word for word in a text.
func (d *Desk) turnedUp(v picture.View, w outrider.Watch, from time.Time) []*picture.Item {
	named := map[*picture.Item]bool{}
	var q picture.Query
	if w.Name == "" {
		for _, it := range d.p.WithSelector(w.Selector.Key()) {
			named[it] = true
		}
	} else {
		d.meet()
		q = picture.NewQuery(w.Name)
		for _, h := range d.met.index.Search(match.New(w.Name, match.KindPerson), d.o.Screening.Least, maxSharers) {
			for _, it := range d.p.WithSubject(d.met.tokens[h.Number]) {
				named[it] = true
			}
		}
	}
	var out []*picture.Item
	for _, it := range slices.Backward(d.p.Reports()) {
		if !it.Recorded.After(from) {
			break
		}
		if !it.Erased && !it.Retracted && v.Sees(it) && (named[it] || it.Matches(q)) {
			out = append(out, it)
		}
	}
	return out
}
