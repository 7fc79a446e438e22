package desk

import (
	"context"
	"io/fs"
	"math"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/match"
	"outrider/internal/numbers"
	"outrider/internal/picture"
)

// Question is one thing to hold against the lists. Text is a name or, for what is
// mentioned, a whole text; Thing is set for a number, an address, an account.
type Question struct {
	Via   outrider.Via
	Text  string
	Thing outrider.Selector
}

// HeldList is a list in force: by the day of its version, and when it was last
// delivered.
type HeldList struct {
	Name    string
	Version string
	Last    time.Time
	Wanted  bool // of a hostile state: held against protected people alone
	Made    bool // by the desk itself: nobody brings it, so it never grows old
}

// Screener holds what came in against the lists in force, on this machine alone.
// The hits it gives carry no id and no token; those are the desk's. Protected names
// are held against the lists of those who hunt them and against nothing else;
// everything else never against those.
type Screener interface {
	// Lists says what is in force; the stamp changes whenever that does.
	Lists(ctx context.Context) (stamp string, held []HeldList, err error)
	// Hold answers each question in its place.
	Hold(ctx context.Context, asked []Question) ([][]outrider.Hit, error)
}

// ScreenParams are the numbers of screening; see parameters/screening.json.
type ScreenParams struct {
	Least     float64 // lowest score of a hit
	Most      int     // hits of one name
	Words     int     // of a person's name that must agree, where it has so many
	Mentions  int     // entries that one text may mention
	Duplicate float64 // probability from which two registered names are said to be alike
	Joined    float64 // probability from which hits of two names on one entry are one hit
	WatchDays int     // how long a watch lasts
	ListDays  int     // how old a list may grow
}

// LoadScreening reads screening.json.
func LoadScreening(fsys fs.FS) (ScreenParams, error) {
	var p ScreenParams
	f, err := numbers.Load(fsys, "screening.json")
	if err != nil {
		return p, err
	}
	share := func(name string, to *float64) numbers.Field {
		return numbers.Field{Name: name, To: to, High: 1, Above: true}
	}
	whole := func(name string, to *int) numbers.Field {
		return numbers.Field{Name: name, Whole: to, High: math.MaxInt16, Above: true}
	}
	err = f.Take(share("least", &p.Least), share("duplicate", &p.Duplicate), share("joined", &p.Joined), whole("most", &p.Most), whole("words", &p.Words), whole("mentions", &p.Mentions),
		whole("watch_days", &p.WatchDays), whole("list_days", &p.ListDays))
	return p, err
}

// inquiry is what one report, protected person or watch asks of the lists. Tokens
// stand beside the questions; a text's come with what is found in it.
type inquiry struct {
	of     picture.ScreenedBody
	state  any // of the source when it was asked about
	asked  []Question
	tokens []outrider.SubjectToken
}

func (q *inquiry) ask(x Question, t outrider.SubjectToken) {
	q.asked, q.tokens = append(q.asked, x), append(q.tokens, t)
}

// stateOfSource tells whether a source may be asked about, and whether it is still what
// it was: withdrawn, erased or changed sources give no hits.
func (d *Desk) stateOfSource(of picture.ScreenedBody) (state any, ok bool) {
	switch {
	case of.Report != "":
		it, found := d.p.Report(of.Report)
		if !found || it.Erased || it.Retracted || d.closed(it) {
			return nil, false
		}
		return it.Changed, true
	case of.Person != "":
		x, found := d.p.Person(of.Person)
		if !found || !x.Allows(outrider.ForAdvice, d.now()) || x.Identity == nil {
			return nil, false
		}
		return x.Identity, true
	}
	w, found := d.p.Watching(of.Watch)
	return w, found && d.watching(w)
}

// inquire gathers what one source asks; ok is false for what is gone or withdrawn.
func (d *Desk) inquire(of picture.ScreenedBody) (q inquiry, ok bool) {
	q.of = of
	if q.state, ok = d.stateOfSource(of); !ok {
		return q, false
	}
	switch {
	case of.Report != "":
		it, _ := d.p.Report(of.Report)
		d.inquireReport(it, &q)
	case of.Person != "":
		x, _ := d.p.Person(of.Person)
		for _, n := range append([]string{x.Identity.Name}, x.Identity.Names...) {
			q.ask(Question{Via: outrider.ViaProtected, Text: n}, thingToken("person "+string(of.Person)))
		}
	default:
		w, _ := d.p.Watching(of.Watch)
		if w.Watch.Name == "" {
			q.ask(Question{Via: outrider.ViaThing, Thing: w.Watch.Selector}, thingToken(w.Watch.Selector.Key()))
		} else if t, ok := token(w.Watch.Name); ok {
			q.ask(Question{Via: outrider.ViaWatched, Text: w.Watch.Name}, t)
		}
	}
	return q, true
}

// inquireReport asks about what strangers said of themselves, what they left, and
// what the text mentions. What somebody protected has declared as their own is not
// asked about, nor is anybody in the register; and what only speaks against another
// report is no account of anybody.
func (d *Desk) inquireReport(it *picture.Item, q *inquiry) {
	if it.Report.Corrects() != "" {
		return
	}
	d.meet()
	for _, n := range it.Report.Said.Names {
		if own, ok := token(n); ok {
			t := own
			if !slices.Contains(it.Subjects, own) {
				t = d.nearestOf(n, it.Subjects, own)
			}
			q.ask(Question{Via: outrider.ViaStated, Text: n}, t)
		}
	}
	if t, ok := token(it.Report.Said.Employer); ok {
		q.ask(Question{Via: outrider.ViaEmployer, Text: it.Report.Said.Employer}, employerPrefix+t)
	}
	for _, s := range it.Report.Selectors {
		if s.Kind != outrider.SelectorDescription && !s.Partial && !d.declared(it, s) {
			q.ask(Question{Via: outrider.ViaThing, Thing: s}, thingToken(s.Key()))
		}
	}
	text := it.Report.Text
	if p := it.Report.Publication; p != nil {
		text = p.Title + "\n" + text
	}
	if strings.TrimSpace(text) != "" {
		q.ask(Question{Via: outrider.ViaMentioned, Text: text}, "")
	}
}

// declared reports whether somebody whom a report is about has declared a thing as
// their own or as known to them.
func (d *Desk) declared(it *picture.Item, s outrider.Selector) bool {
	return slices.ContainsFunc(it.Report.About, func(id outrider.PersonID) bool {
		x, ok := d.p.Person(id)
		return ok && slices.ContainsFunc(x.Protectee.Known, func(k outrider.Selector) bool { return k.Key() == s.Key() })
	})
}

// thingToken is the token of what is no name.
func thingToken(key string) outrider.SubjectToken {
	return outrider.SubjectToken("t-" + contentHash([]byte(key)))
}

// protectedTokens are the names of everybody in the register whose identity can be
// opened: nobody protected is ever a hit of what contacts are held against.
func (d *Desk) protectedTokens() map[outrider.SubjectToken]bool {
	if d.hold.protected != nil {
		return d.hold.protected
	}
	out := map[outrider.SubjectToken]bool{}
	for _, x := range d.p.People() {
		if x.Erased || x.Identity == nil {
			continue
		}
		for _, n := range append([]string{x.Identity.Name}, x.Identity.Names...) {
			if t, ok := token(n); ok {
				out[t] = true
			}
		}
	}
	d.hold.protected = out
	return out
}

// viaRank orders ways by how much they weigh.
func viaRank(v outrider.Via) int {
	return slices.Index([]outrider.Via{outrider.ViaThing, outrider.ViaProtected, outrider.ViaStated, outrider.ViaEmployer, outrider.ViaWatched, outrider.ViaMentioned}, v)
}

// gathering is what one step of screening has in common: ids that it gave, and
// whose names are never hits.
type gathering struct {
	known     map[string]outrider.HitID
	protected map[outrider.SubjectToken]bool
	borne     map[string][]bearer // by list and key
}

// bearer is a name under which an entry is a hit already, and whose hit that is.
type bearer struct {
	token outrider.SubjectToken
	name  *match.Name
}

// meant says under which token a name is a hit of an entry: that of the hit whose
// names are the likest, so that one name told in two scripts is one question; its
// own where there is none. A join concerns this hit alone, and nothing that thinks.
func (d *Desk) meant(h outrider.Hit, g gathering) outrider.SubjectToken {
	if !joinable(h.Via) || d.o.Screening.Joined == 0 {
		return h.Token
	}
	entry := picture.HitKey("", h.List, h.Key)
	if _, read := g.borne[entry]; !read {
		g.borne[entry] = d.bearers(h.List, h.Key)
	}
	name := match.New(h.Asked, match.KindPerson)
	to, best := h.Token, d.o.Screening.Joined
	for _, b := range g.borne[entry] {
		if b.token == h.Token {
			return h.Token
		}
		if p := match.Compare(match.Subject{Name: b.name}, match.Subject{Name: name}).Score; p > best || p == best && to == h.Token {
			to, best = b.token, p
		}
	}
	g.borne[entry] = append(g.borne[entry], bearer{to, name})
	return to
}

// bearers are the names under which an entry is a hit.
func (d *Desk) bearers(list, key string) []bearer {
	out := []bearer{}
	for _, h := range d.p.HitsOn(list, key) {
		var read []string
		for _, x := range h.Holdings {
			if joinable(x.Hit.Via) && !slices.Contains(read, x.Hit.Asked) {
				read = append(read, x.Hit.Asked)
				out = append(out, bearer{h.Token, match.New(x.Hit.Asked, match.KindPerson)})
			}
		}
	}
	return out
}

// joinable reports whether a hit came of a person's name.
func joinable(v outrider.Via) bool {
	return v == outrider.ViaStated || v == outrider.ViaMentioned || v == outrider.ViaWatched
}

// gather turns the answers to an inquiry into its hits: each entry once, by its
// surest way, without anybody protected, with the ids under which they are known.
func (d *Desk) gather(q inquiry, answers [][]outrider.Hit, g gathering) []outrider.Hit {
	var out []outrider.Hit
	for i, hits := range answers {
		for _, h := range hits {
			h.Token, h.Via = q.tokens[i], q.asked[i].Via
			own, _ := token(h.Asked)
			if h.Via != outrider.ViaThing && h.Via != outrider.ViaProtected && g.protected[own] {
				continue
			}
			if h.Token == "" {
				h.Token = own
			}
			h.Token = d.meant(h, g)
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b outrider.Hit) int { return byWeight(a, b) })
	seen := map[string]bool{}
	out = slices.DeleteFunc(out, func(h outrider.Hit) bool {
		mine, entry := picture.HitKey(h.Token, h.List, h.Key), picture.HitKey("", h.List, h.Key)
		again := seen[mine] || h.Via == outrider.ViaMentioned && seen[entry]
		seen[mine], seen[entry] = true, true
		return again
	})
	for i := range out {
		key := picture.HitKey(out[i].Token, out[i].List, out[i].Key)
		if had, ok := d.p.HitOf(out[i].Token, out[i].List, out[i].Key); ok {
			g.known[key] = had.ID
		} else if g.known[key] == "" {
			g.known[key] = outrider.HitID(d.o.NewID("h"))
		}
		out[i].ID = g.known[key]
	}
	return out
}
