package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// Bounds of what is shown of hits.
const (
	maxHitsShown = 300
	maxDigest    = 5
)

// HitsQuery asks for the hits that wait, or for all that there are.
type HitsQuery struct {
	All bool `json:"all,omitempty"` // those that were judged, and those that are no longer found, too
}

// HitState says what a hit waits for.
type HitState string

// The states of a hit, in the order in which they are shown.
const (
	HitChanged HitState = "changed" // judged, and the list says something else since
	HitOpen    HitState = "open"
	HitUnsure  HitState = "unsure"
	HitSame    HitState = "same"
	HitNotSame HitState = "not-same"
	HitUndone  HitState = "taken-back" // whoever told what it rests on has taken that back
	HitGone    HitState = "gone"       // the lists in force no longer give it
)

// HitLine is a hit in a list: who was asked about, which entry, how likely, and
// what became of it. It is cut to what the user may see of the reports behind it.
type HitLine struct {
	ID       outrider.HitID `json:"id"`
	State    HitState       `json:"state"`
	Via      outrider.Via   `json:"via"`
	Asked    string         `json:"asked"`
	Also     []string       `json:"also,omitempty"` // other spellings that were told
	List     string         `json:"list"`
	Version  string         `json:"version"`
	Key      string         `json:"key"`
	Name     string         `json:"name"`
	Matched  string         `json:"matched,omitempty"`
	Weak     bool           `json:"weak,omitempty"`
	Ended    string         `json:"ended,omitempty"`
	Score    float64        `json:"score"`
	Decision string         `json:"decision"`
	Reports  int            `json:"reports"`
	Codes    []string       `json:"codes,omitempty"` // whom those reports are about
	First    time.Time      `json:"first"`
	New      bool           `json:"new,omitempty"`      // since this user last looked
	Changed  []string       `json:"changed,omitempty"`  // on the list, since the verdict
	Disputed int            `json:"disputed,omitempty"` // of those reports, how many somebody says are not so
	Handling string         `json:"handling"`
}

// VerdictLine is one verdict in a hit's history.
type VerdictLine struct {
	Verdict   outrider.Verdict `json:"verdict"`
	By        string           `json:"by"`
	At        time.Time        `json:"at"`
	Because   string           `json:"because,omitempty"`
	Revoked   time.Time        `json:"revoked,omitzero"`
	RevokedBy string           `json:"revoked_by,omitempty"`
}

// HitView is one hit with everything that speaks for and against it.
type HitView struct {
	Line      HitLine             `json:"line"`
	Rows      []outrider.HitRow   `json:"rows"`
	Fields    []outrider.HitField `json:"fields"` // what the list says of its entry
	Reports   []ReportLine        `json:"reports"`
	Person    string              `json:"person,omitempty"` // code name, where it is a wanted notice
	Verdicts  []VerdictLine       `json:"verdicts"`         // the newest first
	MayRevoke bool                `json:"may_revoke"`
}

// HitsView lists hits, the surest first.
type HitsView struct {
	Hits  []HitLine `json:"hits"`
	More  bool      `json:"more,omitempty"`
	Lists []string  `json:"lists"` // that everything was last held against
}

// HitDigest is screening in a few lines: never one message a hit.
type HitDigest struct {
	Open    int         `json:"open"`
	New     int         `json:"new"`           // of them, since this user last looked
	Wanted  int         `json:"wanted"`        // open wanted notices that may be for protected people
	Top     []HitLine   `json:"top"`           // the surest of the open ones
	Watches []WatchLine `json:"watches"`       // with news
	Old     []string    `json:"old,omitempty"` // lists that nobody has brought anew for too long
}

// hitsLook is the object that is looked at when hits are listed.
const hitsLook = "hits"

// seen is what a user may see of a hit: reports as ever, wanted notices where they
// may see who people are, watches of their own.
func (d *Desk) seen(v picture.View, h *picture.Hit) []*picture.Holding {
	var out []*picture.Holding
	for _, x := range h.Holdings {
		ok := false
		switch {
		case x.Report != "":
			it, found := v.Report(x.Report)
			ok = found && !it.Erased && !it.Retracted && !d.closed(it)
		case x.Person != "":
			y, found := v.Person(x.Person)
			ok = found && v.May(policy.RevealIdentity) && y.Allows(outrider.ForAdvice, d.now())
		default:
			w, found := d.p.Watching(x.Watch)
			ok = found && w.Watch.Owner == v.User().ID && d.watching(w)
		}
		if ok {
			out = append(out, x)
		}
	}
	return out
}

// basisState says whether a place where a hit was found still holds it: open where it
// does, taken back, or gone.
func (d *Desk) basisState(x *picture.Holding) HitState {
	switch {
	case !x.Gone.IsZero():
		return HitGone
	case x.Report != "" && d.isUndone(x.Report):
		return HitUndone
	}
	return HitOpen
}

// hitStates are in the order in which they are shown.
func (s HitState) rank() int {
	return slices.Index([]HitState{HitChanged, HitOpen, HitUnsure, HitSame, HitNotSame, HitUndone, HitGone}, s)
}

// best is what a hit is shown by: where it is still found, the surest way, then the
// newest word.
func (d *Desk) best(seen []*picture.Holding) *picture.Holding {
	return slices.MinFunc(seen, func(a, b *picture.Holding) int {
		return cmp.Or(d.basisState(a).rank()-d.basisState(b).rank(), viaRank(a.Hit.Via)-viaRank(b.Hit.Via), b.At.Compare(a.At), cmp.Compare(a.Seq, b.Seq))
	})
}

// hitLine cuts a hit to what a user sees of it.
func (d *Desk) hitLine(v picture.View, h *picture.Hit, seen []*picture.Holding, last time.Time) HitLine {
	b := d.best(seen)
	x := b.Hit
	l := HitLine{ID: h.ID, Via: x.Via, Asked: x.Asked, List: x.List, Version: x.Version, Key: x.Key, Name: x.Name, Matched: x.Matched,
		Weak: x.Weak, Ended: x.Ended, Score: x.Score, Decision: x.Decision, First: seen[0].First}
	var handling []outrider.Handling
	for _, s := range seen {
		if s.First.Before(l.First) {
			l.First = s.First
		}
		l.New = l.New || s.At.After(last)
		if s.Hit.Asked != l.Asked && !slices.Contains(l.Also, s.Hit.Asked) {
			l.Also = append(l.Also, s.Hit.Asked)
		}
		if s.Person != "" {
			l.Codes = append(l.Codes, d.code(s.Person))
		}
		it, ok := v.Report(s.Report)
		if !ok || s.Report == "" {
			continue
		}
		l.Reports++
		l.Disputed += d.disputed(v, s.Report)
		handling = append(handling, it.Report.Handling)
		l.Codes = append(l.Codes, d.codesFor(v, it.Report.About)...)
	}
	slices.Sort(l.Also)
	slices.Sort(l.Codes)
	l.Codes, l.Handling = slices.Compact(l.Codes), policy.Join(handling...).String()
	l.State, l.Changed = d.stateOf(v, h, b)
	return l
}

// disputed is 1 where somebody else says that what a report tells is not so, and the
// user may see that; otherwise 0.
func (d *Desk) disputed(v picture.View, id outrider.ReportID) int {
	for _, it := range d.p.Corrections() {
		if it.Report.Disputes == id && !it.Erased && v.Sees(it) {
			return 1
		}
	}
	return 0
}

// stateOf says what a hit waits for, for one user. What was said to be somebody
// else comes back only when the list says something else of who its entry is.
func (d *Desk) stateOf(v picture.View, h *picture.Hit, b *picture.Holding) (HitState, []string) {
	j := d.standingFor(v, h)
	changed, tells := h.Since(j)
	switch s := d.basisState(b); {
	case s != HitOpen:
		return s, changed
	case j == nil:
		return HitOpen, nil
	case tells:
		return HitChanged, changed
	case j.Verdict == outrider.VerdictSame:
		return HitSame, changed
	case j.Verdict == outrider.VerdictNotSame:
		return HitNotSame, changed
	}
	return HitUnsure, changed
}

// waits reports whether a human is asked.
func (s HitState) waits() bool { return s == HitOpen || s == HitChanged }

// hitLines lists all hits of which the user may see a part, the surest first.
func (d *Desk) hitLines(v picture.View) []HitLine {
	last := d.p.LastLook(v.User().ID, hitsLook)
	out := []HitLine{}
	for _, h := range d.p.Hits() {
		if seen := d.seen(v, h); len(seen) > 0 {
			out = append(out, unnamed(d.hitLine(v, h, seen, last)))
		}
	}
	slices.SortStableFunc(out, func(a, b HitLine) int {
		decided := func(l HitLine) int { return map[bool]int{true: 0, false: 1}[l.Decision == "match"] }
		return cmp.Or(a.State.rank()-b.State.rank(), decided(a)-decided(b), viaRank(a.Via)-viaRank(b.Via), cmp.Compare(b.Score, a.Score), b.First.Compare(a.First), strings.Compare(string(a.ID), string(b.ID)))
	})
	return out
}

// Hits lists what names and things of reports may be on lists: those that wait for
// a human, or all.
func (d *Desk) Hits(ctx context.Context, by outrider.UserID, q HitsQuery) (HitsView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.Screen)
	if err != nil {
		return HitsView{}, err
	}
	hv := HitsView{Hits: d.hitLines(v), Lists: d.p.Lists().Lists}
	if !q.All {
		hv.Hits = slices.DeleteFunc(hv.Hits, func(l HitLine) bool { return !l.State.waits() })
	}
	if len(hv.Hits) > maxHitsShown {
		hv.Hits, hv.More = hv.Hits[:maxHitsShown], true
	}
	return hv, d.look(ctx, by, picture.ReadBody{Act: "hits", Objects: []string{hitsLook}})
}

// Hit is one hit, field by field, with its verdicts. A wanted notice shows who
// somebody is, and the look is noted as one at an identity.
func (d *Desk) Hit(ctx context.Context, by outrider.UserID, id outrider.HitID) (HitView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, h, seen, err := d.hitFor(by, id)
	if err != nil {
		return HitView{}, err
	}
	b := d.best(seen)
	hv := HitView{Line: d.hitLine(v, h, seen, d.p.LastLook(by, string(id))), Rows: b.Hit.Rows, Fields: b.Hit.Fields, Reports: []ReportLine{}, Verdicts: []VerdictLine{}}
	body := picture.ReadBody{Act: "hit", Objects: []string{string(id)}}
	for _, x := range seen {
		if it, ok := v.Report(x.Report); ok && x.Report != "" {
			hv.Reports = append(hv.Reports, d.reportLine(v, it))
			body.Objects = append(body.Objects, string(x.Report))
		}
		if x.Person != "" {
			hv.Person, body.Act, body.Reason = d.code(x.Person), "identity", "a wanted notice that may be for them"
			body.Objects = append(body.Objects, string(x.Person))
		}
	}
	for _, j := range slices.Backward(h.Verdicts) {
		if v.SeesAll(j.Reports) {
			hv.Verdicts = append(hv.Verdicts, d.verdictLine(j))
		}
	}
	standing := d.standingFor(v, h)
	hv.MayRevoke = standing != nil && standing == h.Standing()
	return hv, d.look(ctx, by, body)
}

func (d *Desk) verdictLine(j *picture.Judged) VerdictLine {
	l := VerdictLine{Verdict: j.Verdict, By: d.userName(j.By), At: j.At, Because: j.Why, Revoked: j.Revoked}
	if !j.Revoked.IsZero() {
		l.RevokedBy = d.userName(j.RevokBy)
	}
	return l
}

// hitsOf lists what a report's strangers may be on lists: its own hits, and those
// of the same stranger in other reports that were judged to be the same.
func (d *Desk) hitsOf(v picture.View, it *picture.Item) []HitLine {
	if !v.May(policy.Screen) {
		return nil
	}
	var out []HitLine
	for _, l := range d.hitLines(v) {
		h, ok := d.p.Hit(l.ID)
		if !ok || l.State == HitGone || l.State == HitUndone {
			continue
		}
		own := slices.ContainsFunc(h.Holdings, func(x *picture.Holding) bool { return x.Report == it.Report.ID && x.Report != "" })
		if own || l.State == HitSame && slices.Contains(it.Subjects, h.Token) {
			out = append(out, l)
		}
	}
	return out
}

// wanted lists notices of those who hunt somebody, for whoever may see who they are.
// The entry's name and key are theirs, and shown on its own page only.
func (d *Desk) wanted(v picture.View, x *picture.Person) []HitLine {
	if !mayReveal(v, x) {
		return nil
	}
	var out []HitLine
	for _, hit := range d.p.Held(picture.ScreenedBody{Person: x.Protectee.ID}) {
		h, ok := d.p.Hit(hit.ID)
		if !ok {
			continue
		}
		if seen := d.seen(v, h); len(seen) > 0 {
			out = append(out, unnamed(d.hitLine(v, h, seen, time.Time{})))
		}
	}
	return slices.DeleteFunc(out, func(l HitLine) bool { return l.State == HitNotSame })
}

// unnamed is a line that says that there is a notice, and not for whom.
func unnamed(l HitLine) HitLine {
	if l.Via == outrider.ViaProtected {
		l.Asked, l.Also, l.Name, l.Matched, l.Key, l.Changed = "", nil, "", "", "", nil
	}
	return l
}

// digest is screening for the queue; nil for whoever may not screen.
func (d *Desk) digest(v picture.View) *HitDigest {
	if !v.May(policy.Screen) {
		return nil
	}
	g := &HitDigest{Top: []HitLine{}, Watches: []WatchLine{}}
	for _, l := range d.hitLines(v) {
		if !l.State.waits() {
			continue
		}
		g.Open++
		if l.New {
			g.New++
		}
		if l.Via == outrider.ViaProtected {
			g.Wanted++
		}
		if len(g.Top) < maxDigest {
			g.Top = append(g.Top, l)
		}
	}
	for _, w := range d.watchesOf(v.User().ID) {
		last := d.p.LastLook(v.User().ID, string(w.Watch.ID))
		if last.Before(w.Set) {
			last = w.Set
		}
		if l, _ := d.watchLine(v, w, last); l.NewReports+l.NewEntries > 0 {
			g.Watches = append(g.Watches, l)
		}
	}
	rankWatches(g.Watches)
	g.Old = d.oldLists()
	return g
}
