package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/calibration"
	"outrider/internal/desk"
	"outrider/internal/duty"
	"outrider/internal/ledger"
	"outrider/internal/notify"
	"outrider/internal/seal"
	"outrider/parameters"
)

// house is a desk with everything around it that a test may look at or break.
type house struct {
	t      testing.TB
	ctx    context.Context
	desk   *desk.Desk
	book   *breakable
	log    *ledger.Memory
	sealer *seal.Sealer
	draws  *rand.ChaCha8
	now    time.Time
	rings  *rings
	ids    int
	record calibration.Params // zero: the desk asks itself nothing
	clocks duty.Params        // zero: time opens no duties
	number string             // by which the last one who opened them comes to their own pages
	rules  func(*desk.CaseworkParams)
	with   func(*desk.Options) // nil: nothing else

	root, duty, officer, analyst, liaison, auditor outrider.UserID
	errs                                           []error
}

// breakable is the ledger of a machine that may stop after so many writes.
type breakable struct {
	desk.Book
	left int // writes until the power fails; negative: it holds
}

var errPower = errors.New("the power failed")

func (b *breakable) Append(ctx context.Context, x ledger.Expect, es []ledger.Unsequenced) ([]ledger.Record, error) {
	if b.left == 0 {
		return nil, errPower
	}
	b.left--
	return b.Book.Append(ctx, x, es)
}

// rings is a pager that counts, and fails when told to.
type rings struct {
	levels []outrider.Level
	fail   error
	dead   map[string]bool // channels that take nothing
	sent   []string        // over one channel: "channel to: sentence"
}

func (r *rings) Over(_ context.Context, channel string, m notify.Message) error {
	if r.fail != nil || r.dead[channel] {
		return errPower
	}
	r.sent = append(r.sent, fmt.Sprintf("%s %s: %s", channel, m.To, m.Sentence))
	return nil
}

func (r *rings) Deliver(_ context.Context, m notify.Message) (string, error) {
	if r.fail == nil {
		r.levels = append(r.levels, m.Level)
	}
	return "bell", r.fail
}

func (r *rings) Health() []notify.Health { return []notify.Health{{Name: "bell", Kind: "invented"}} }

func newHouse(t testing.TB) *house {
	draws := rand.NewChaCha8([32]byte{9})
	h := &house{t: t, ctx: context.Background(), log: ledger.NewMemory(), draws: draws, sealer: seal.New(seal.NewMemoryTable(draws), draws),
		now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), rings: &rings{}}
	h.reopen()
	for name, id := range map[string]*outrider.UserID{"root": &h.root} {
		*id = h.addUser("", name, outrider.RoleAdmin)
	}
	h.duty = h.addUser(h.root, "mira", outrider.RoleDuty)
	h.officer = h.addUser(h.root, "ana", outrider.RoleCase)
	h.analyst = h.addUser(h.root, "yusuf", outrider.RoleAnalyst)
	h.liaison = h.addUser(h.root, "lev", outrider.RoleLiaison)
	h.auditor = h.addUser(h.root, "otto", outrider.RoleAuditor)
	return h
}

// reopen starts a new desk on what the old one left behind.
func (h *house) reopen() {
	h.t.Helper()
	d, err := desk.Open(h.ctx, h.options())
	if err != nil {
		h.t.Fatal(err)
	}
	h.desk = d
}

func (h *house) options() desk.Options {
	n := numbersFor(h.t)
	casework := n.casework
	if h.rules != nil {
		var err error
		if casework, err = desk.LoadCasework(parameters.FS); err != nil { // the rules change it
			h.t.Fatal(err)
		}
		h.rules(&casework)
	}
	clock := func() time.Time { return h.now }
	h.book = &breakable{Book: ledger.NewCommitter(h.log, clock), left: -1}
	o := desk.Options{Book: h.book, Sealer: h.sealer, Clock: clock, Rand: h.draws, Adopt: func(b []byte) (*assess.Params, error) { return assess.LoadAdopted(parameters.FS, b) }, Assess: n.assess, Detect: n.detect, Judging: n.judging, Consent: n.consent, Casework: casework, Portal: n.portal, Danger: n.danger, Pager: h.rings, Version: "test", Record: h.record, Clocks: h.clocks, Zones: time.LoadLocation,
		NewID: func(prefix string) string { h.ids++; return fmt.Sprintf("%s-%06d", prefix, h.ids) }, Cost: desk.PassCost{Time: 1, Memory: 8}}
	o.Photos, o.Offline = darkroom{}, n.offline
	o.Plan, o.Library = weighing(h.t), library()
	if h.with != nil {
		h.with(&o)
	}
	return o
}

func (h *house) addUser(by outrider.UserID, name string, role outrider.Role) outrider.UserID {
	return outrider.UserID(h.decide(by, desk.Decision{AddUser: &desk.AddUser{Name: name, Role: role}}).ID)
}

// fork is a house of its own with the same ledger so far: what one does there, nobody
// hears of here. Keys are shared, so that who is erased in one is erased in all.
func (h *house) fork() *house {
	h.t.Helper()
	other := *h
	other.log, other.rings = ledger.NewMemory(), &rings{}
	var all []ledger.Record
	for r, err := range h.log.Read(h.ctx, 1) {
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(all, r)
	}
	if err := other.log.Append(h.ctx, ledger.Any(), all); err != nil {
		h.t.Fatal(err)
	}
	other.reopen()
	return &other
}

// decide does what must succeed.
func (h *house) decide(by outrider.UserID, d desk.Decision) desk.Outcome {
	h.t.Helper()
	out, err := h.desk.Decide(h.ctx, by, d)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

// refused does what must fail, and keeps the error for later inspection.
func (h *house) refused(by outrider.UserID, d desk.Decision, want outrider.Code) {
	h.t.Helper()
	_, err := h.desk.Decide(h.ctx, by, d)
	h.code(err, want)
}

func (h *house) code(err error, want outrider.Code) {
	h.t.Helper()
	h.errs = append(h.errs, err)
	if err == nil || outrider.CodeOf(err) != want {
		h.t.Errorf("got %v, want code %s", err, want)
	}
}

// person enrols somebody with an invented name that nothing may show.
func (h *house) person(code string) outrider.PersonID {
	h.t.Helper()
	return outrider.PersonID(h.decide(h.officer, desk.Decision{AddPerson: &desk.AddPerson{
		Protectee: outrider.Protectee{Code: code, Coverage: .5},
		Identity:  outrider.Identity{Name: secretName + " " + code, Contact: "by the old mill"}}}).ID)
}

const (
	secretName  = "Ottoline Inventedname"
	secretPlate = "QQ77INV"
	secretText  = "the baker on the corner saw it"
)

func at(lat, lon float64) outrider.Place { return outrider.Place{Lat: &lat, Lon: &lon} }

var (
	home = at(51.50, -.10)
	work = at(51.55, -.10)
	gym  = at(51.60, -.05)
	far  = at(52.50, -1.90)
)

// seen is a draft of one vehicle noticed at a place, as it happened just now.
func (h *house) seen(where outrider.Place, who ...outrider.PersonID) outrider.Draft {
	return outrider.Draft{Report: outrider.Report{Kind: outrider.KindWatched, About: who, Occurred: outrider.At(h.now), Place: where,
		Text: secretText, Selectors: []outrider.Selector{{Kind: outrider.SelectorPlate, Value: secretPlate, Raw: "qq77 inv"}}, Channel: outrider.ChannelForm,
		Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "B", Content: "2"}}}
}

// file files drafts that must be kept.
func (h *house) file(drafts ...outrider.Draft) []desk.Receipt {
	h.t.Helper()
	rs, err := h.desk.File(h.ctx, h.duty, drafts...)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, r := range rs {
		if r.Refused != "" {
			h.t.Fatalf("refused: %s", r.Refused)
		}
	}
	return rs
}

// follow files one vehicle at three places within sixteen days and returns the last receipt.
func (h *house) follow(who ...outrider.PersonID) desk.Receipt {
	h.t.Helper()
	var last desk.Receipt
	for i, where := range []outrider.Place{home, work, gym} {
		if i > 0 {
			h.now = h.now.AddDate(0, 0, 8)
		}
		last = h.file(h.seen(where, who...))[0]
	}
	return last
}

func (h *house) queue() desk.QueueView {
	h.t.Helper()
	q, err := h.desk.Queue(h.ctx, h.duty)
	if err != nil {
		h.t.Fatal(err)
	}
	return q
}

func (h *house) page(id outrider.PersonID) desk.PersonView {
	h.t.Helper()
	p, err := h.desk.Person(h.ctx, h.duty, desk.PersonQuery{ID: id})
	if err != nil {
		h.t.Fatal(err)
	}
	p.Since = nil // differs at every look; it has tests of its own
	return p
}

func (h *house) tick() desk.Ticked {
	h.t.Helper()
	x, err := h.desk.Tick(h.ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	return x
}

// entries opens the whole ledger.
func (h *house) entries() []outrider.Entry {
	h.t.Helper()
	var out []outrider.Entry
	for r, err := range h.log.Read(h.ctx, 1) {
		if err != nil {
			h.t.Fatal(err)
		}
		e, err := h.sealer.Open(r)
		if err != nil {
			h.t.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

func (h *house) count(t outrider.EntryType) int {
	return len(slices.DeleteFunc(h.entries(), func(e outrider.Entry) bool { return e.Type != t }))
}

// ofRule lists the lines of a queue that a rule raised.
func ofRule(q desk.QueueView, rule outrider.Rule) []desk.QueueItem {
	return slices.DeleteFunc(slices.Clone(q.Items), func(i desk.QueueItem) bool { return i.Rule != rule })
}

// rules lists a page's findings.
func rules(p desk.PersonView) string {
	var out []string
	for _, f := range p.Findings {
		out = append(out, string(f.Rule))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// text is everything a view would show.
func text(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// shelf is a ledger that reads some records and nothing else.
type shelf struct {
	desk.Book
	records []ledger.Record
}

func (s shelf) Read(_ context.Context, from uint64) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for i, r := range s.records {
			if uint64(i)+1 >= from && !yield(r, nil) {
				return
			}
		}
	}
}
