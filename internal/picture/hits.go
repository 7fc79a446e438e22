package picture

import (
	"maps"
	"slices"
	"strings"
	"time"

	"outrider"
)

// Hit is one stated name, or one thing, held against one entry of a list: where it
// was found, and what humans made of it.
type Hit struct {
	ID        outrider.HitID
	Token     outrider.SubjectToken
	List, Key string
	Holdings  []*Holding // by when they were first found
	Verdicts  []*Judged
}

// Holding is one place where a hit was found: a report, a protected person, a watch.
type Holding struct {
	Hit    outrider.Hit
	Report outrider.ReportID
	Person outrider.PersonID
	Watch  outrider.WatchID
	Seq    uint64    // when it was first found
	Gone   time.Time // since when it is found no longer; zero: it is
	First  time.Time
	At     time.Time // when it was last found otherwise than before
	whose  []outrider.PersonID
}

// Judged is one verdict and whether it stands.
type Judged struct {
	Verdict outrider.Verdict
	Reports []outrider.ReportID // that whoever judged could see
	By      outrider.UserID
	At      time.Time
	Why     string
	Revoked time.Time // zero: it stands
	RevokBy outrider.UserID
	fields  []outrider.HitField // what the list said then
	whose   []outrider.PersonID
}

// Watch is a standing watch.
type Watch struct {
	Watch outrider.Watch
	Set   time.Time
	Ended time.Time // zero: only by its day
}

// Latest is what was found last: the newest word of the list.
func (h *Hit) Latest() *Holding {
	var best *Holding
	for _, x := range h.Holdings {
		if best == nil || x.At.After(best.At) {
			best = x
		}
	}
	return best
}

// Standing is the last verdict that was not revoked, or nil.
func (h *Hit) Standing() *Judged {
	for _, j := range slices.Backward(h.Verdicts) {
		if j.Revoked.IsZero() {
			return j
		}
	}
	return nil
}

// Since lists what the list says otherwise than when a verdict was given: what is
// new with a plus, what is gone with a minus; and whether any of it tells people
// apart, so that the verdict must be looked at again. Why and since when somebody is
// listed does not.
func (h *Hit) Since(j *Judged) (changed []string, tells bool) {
	last := h.Latest()
	if last == nil || j == nil || j.fields == nil {
		return nil, false
	}
	note := func(sign string, these, those []outrider.HitField) {
		for _, f := range these {
			if !slices.Contains(those, f) {
				changed = append(changed, sign+f.Field+": "+f.Value)
				tells = tells || f.Identifies()
			}
		}
	}
	note("+ ", last.Hit.Fields, j.fields)
	note("- ", j.fields, last.Hit.Fields)
	return changed, tells
}

// applyToHits applies what is about lists, hits and watches.
func (p *Picture) applyToHits(c Change) {
	switch {
	case c.screened != nil:
		p.screened(c)
	case c.verdict != nil:
		p.judge(c)
	case c.revoked != nil:
		if h := p.hits[c.revoked.Hit]; h != nil {
			if j := h.Standing(); j != nil {
				j.Revoked, j.RevokBy = c.Recorded, c.By
			}
		}
	case c.watch != nil:
		p.watches[c.watch.Watch.ID] = &Watch{Watch: c.watch.Watch, Set: c.Recorded}
	case c.unwatch != nil:
		if w := p.watches[c.unwatch.Watch]; w != nil {
			w.Ended = c.Recorded
		}
	case c.lists != nil:
		p.lists = *c.lists
	case c.source != nil:
		p.sources[c.source.Source.List] = c.source.Source
	}
}

// screened takes in what something gave against the lists. A hit that it no longer
// gives stays, as gone: a verdict on it must not be lost with a list's page.
func (p *Picture) screened(c Change) {
	b := *c.screened
	if it := p.reports[b.Report]; b.Report != "" && (it == nil || it.Erased) {
		return
	}
	var whose []outrider.PersonID
	if len(c.Parts) > 0 {
		whose = c.Parts[0].People
	}
	src := b.source()
	now := map[outrider.HitID]bool{}
	for _, hit := range b.Hits {
		h := p.hitFor(hit)
		hit.ID = h.ID
		now[h.ID] = true
		if x := h.holding(b); x != nil {
			x.Hit, x.Gone, x.At = hit, time.Time{}, c.Recorded
			continue
		}
		h.Holdings = append(h.Holdings, &Holding{Hit: hit, Report: b.Report, Person: b.Person, Watch: b.Watch, Seq: c.Seq, First: c.Recorded, At: c.Recorded, whose: whose})
		p.held[src] = append(p.held[src], h.ID)
	}
	for _, id := range p.held[src] {
		if x := p.hits[id].holding(b); !now[id] && x.Gone.IsZero() {
			x.Gone = c.Recorded
		}
	}
}

// hitFor finds the hit of a token and an entry, or begins one.
func (p *Picture) hitFor(x outrider.Hit) *Hit {
	key := HitKey(x.Token, x.List, x.Key)
	if id, ok := p.hitOf[key]; ok {
		return p.hits[id]
	}
	h := p.hits[x.ID] // begun before, and emptied by an erasure
	if h == nil {
		h = &Hit{ID: x.ID}
		p.hits[x.ID] = h
	}
	h.Token, h.List, h.Key = x.Token, x.List, x.Key
	p.hitOf[key] = h.ID
	entry := HitKey("", h.List, h.Key)
	p.hitsOn[entry] = append(p.hitsOn[entry], h.ID)
	return h
}

// HitKey is what makes two hits one: who was meant, and which entry of which list.
func HitKey(t outrider.SubjectToken, list, key string) string {
	return string(t) + "\x00" + list + "\x00" + key
}

func (h *Hit) holding(b ScreenedBody) *Holding {
	for _, x := range h.Holdings {
		if x.Report == b.Report && x.Person == b.Person && x.Watch == b.Watch {
			return x
		}
	}
	return nil
}

func (p *Picture) judge(c Change) {
	h := p.hits[c.verdict.Hit]
	if h == nil { // everything that it was found in has been erased
		h = &Hit{ID: c.verdict.Hit}
		p.hits[h.ID] = h
	}
	j := &Judged{Verdict: c.verdict.Verdict, Reports: c.verdict.Reports, By: c.By, At: c.Recorded, Why: c.note, whose: c.whose}
	if last := h.Latest(); last != nil {
		j.fields = last.Hit.Fields
	}
	h.Verdicts = append(h.Verdicts, j)
}

// forgetHits drops what was found in reports about somebody, and why it was judged.
func (p *Picture) forgetHits(id outrider.PersonID) {
	for _, h := range p.hits {
		h.Holdings = slices.DeleteFunc(h.Holdings, func(x *Holding) bool {
			it := p.reports[x.Report]
			drop := slices.Contains(x.whose, id) || x.Report != "" && (it == nil || it.Erased)
			if drop {
				src := ScreenedBody{Report: x.Report, Person: x.Person, Watch: x.Watch}.source()
				p.held[src] = slices.DeleteFunc(p.held[src], func(o outrider.HitID) bool { return o == h.ID })
			}
			return drop
		})
		for _, j := range h.Verdicts {
			if slices.Contains(j.whose, id) {
				j.Why, j.whose = "", nil
			}
		}
		if len(h.Holdings) == 0 && h.Token != "" {
			delete(p.hitOf, HitKey(h.Token, h.List, h.Key))
			entry := HitKey("", h.List, h.Key)
			p.hitsOn[entry] = slices.DeleteFunc(p.hitsOn[entry], func(o outrider.HitID) bool { return o == h.ID })
			h.Token, h.List, h.Key = "", "", ""
		}
	}
}

// Hit returns a hit by id; one whose every place was erased is not found.
func (p *Picture) Hit(id outrider.HitID) (*Hit, bool) {
	h, ok := p.hits[id]
	return h, ok && len(h.Holdings) > 0
}

// HitOf returns the hit of a token and an entry of a list.
func (p *Picture) HitOf(t outrider.SubjectToken, list, key string) (*Hit, bool) {
	id, ok := p.hitOf[HitKey(t, list, key)]
	if !ok {
		return nil, false
	}
	return p.Hit(id)
}

// HitsOn lists the hits of one entry of a list, in the order in which they began.
func (p *Picture) HitsOn(list, key string) []*Hit {
	var out []*Hit
	for _, id := range p.hitsOn[HitKey("", list, key)] {
		if h, ok := p.Hit(id); ok {
			out = append(out, h)
		}
	}
	return out
}

// Hits lists every hit, by id.
func (p *Picture) Hits() []*Hit {
	out := make([]*Hit, 0, len(p.hits))
	for _, id := range slices.Sorted(maps.Keys(p.hits)) {
		if h, ok := p.Hit(id); ok {
			out = append(out, h)
		}
	}
	return out
}

// Held lists what something gave against the lists, as it is now found.
func (p *Picture) Held(b ScreenedBody) []outrider.Hit {
	var out []outrider.Hit
	for _, id := range p.held[b.source()] {
		if x := p.hits[id].holding(b); x != nil && x.Gone.IsZero() {
			out = append(out, x.Hit)
		}
	}
	return out
}

// Watches lists the standing watches, by id; those that have ended too.
func (p *Picture) Watches() []*Watch {
	out := make([]*Watch, 0, len(p.watches))
	for _, id := range slices.Sorted(maps.Keys(p.watches)) {
		out = append(out, p.watches[id])
	}
	return out
}

// Watching returns a watch by id.
func (p *Picture) Watching(id outrider.WatchID) (*Watch, bool) {
	w, ok := p.watches[id]
	return w, ok
}

// Lists returns the lists that everything was last held against.
func (p *Picture) Lists() ListsBody { return p.lists }

// Sources lists where lists come from, by name.
func (p *Picture) Sources() []outrider.ListSource {
	return slices.SortedFunc(maps.Values(p.sources), func(a, b outrider.ListSource) int { return strings.Compare(a.List, b.List) })
}

// FiledAbout lists whom a report was filed about: under whose keys its text is.
func (it *Item) FiledAbout() []outrider.PersonID { return it.filedAbout }
