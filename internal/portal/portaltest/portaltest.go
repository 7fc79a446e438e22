// Package portaltest is a real desk in memory with invented people, and the pages of
// their own around it: for tests of those pages, and for a look at them in a browser.
package portaltest

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"outrider"
	"outrider/advice"
	"outrider/internal/assess"
	"outrider/internal/desk"
	"outrider/internal/detect"
	"outrider/internal/duty"
	"outrider/internal/guidance"
	"outrider/internal/intake/photo"
	"outrider/internal/judgement"
	"outrider/internal/ledger"
	"outrider/internal/plan"
	"outrider/internal/portal"
	"outrider/internal/seal"
	"outrider/parameters"
)

// What the invented people agreed on.
const (
	Code   = "seven quiet herons"
	Cancel = "Marmalade"
	Duress = "Gooseberry"
)

// World is a desk, its ledger, its clock, and the pages of people's own.
type World struct {
	t      testing.TB
	Ctx    context.Context
	Desk   *desk.Desk
	Pages  http.Handler
	Log    *ledger.Memory
	Sealer *seal.Sealer
	Rings  int // how often the desk was asked to ring

	Officer, Duty outrider.UserID

	draws *rand.ChaCha8
	mu    sync.Mutex
	now   time.Time
	ids   int
}

var thinking = sync.OnceValues(func() (*assess.Params, error) { return assess.Load(parameters.FS) })

// New makes a world with an officer and somebody on duty, and nobody protected yet.
func New(t testing.TB) *World {
	t.Helper()
	draws := rand.NewChaCha8([32]byte{4})
	w := &World{t: t, Ctx: context.Background(), Log: ledger.NewMemory(), now: time.Date(2031, 3, 14, 9, 0, 0, 0, time.UTC), Sealer: seal.New(seal.NewMemoryTable(draws), draws)}
	o := w.options(draws)
	var err error
	if w.Desk, err = desk.Open(w.Ctx, o); err != nil {
		t.Fatal(err)
	}
	w.draws = draws
	w.Pages = w.Leaving(portal.DefaultLeave)
	root := outrider.UserID(w.Decide("", desk.Decision{AddUser: &desk.AddUser{Name: "root", Role: outrider.RoleAdmin}}).ID)
	w.Officer = outrider.UserID(w.Decide(root, desk.Decision{AddUser: &desk.AddUser{Name: "ana", Role: outrider.RoleCase}}).ID)
	w.Duty = outrider.UserID(w.Decide(root, desk.Decision{AddUser: &desk.AddUser{Name: "mira", Role: outrider.RoleDuty}}).ID)
	return w
}

// Leaving are the pages of people's own from which one leaves to an address. They answer
// as soon as they can.
func (w *World) Leaving(to string) http.Handler {
	return w.pages(portal.Options{Leave: to, Pause: func(time.Duration) {}})
}

// OverTLS are the same pages as a browser reaches them through TLS.
func (w *World) OverTLS(to string) http.Handler {
	return w.pages(portal.Options{Leave: to, Secure: true, Pause: func(time.Duration) {}})
}

// Steady are the same pages with answers that leave at whole steps, as shipped.
func (w *World) Steady() http.Handler { return w.pages(portal.Options{Leave: portal.DefaultLeave}) }

func (w *World) pages(o portal.Options) http.Handler {
	w.t.Helper()
	texts := &guidance.Keeper{}
	texts.Use(advice.FS)
	o.Desk, o.Texts, o.Clock, o.Rand, o.Logger, o.Call = w.Desk, texts, w.Now, w.draws, slog.New(slog.DiscardHandler), portal.DefaultCall
	h, err := portal.New(o)
	return must(w.t, h, err)
}

// must stops a test on a fault of the world itself.
func must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (w *World) options(draws *rand.ChaCha8) desk.Options {
	t := w.t
	t.Helper()
	a, err := thinking()
	d, err2 := detect.Load(parameters.FS)
	j, err3 := judgement.Load(parameters.FS)
	c, err4 := desk.LoadConsent(parameters.FS)
	p, err5 := desk.LoadPortal(parameters.FS)
	k, err6 := duty.Load(parameters.FS, time.LoadLocation)
	limits, err7 := photo.Load(parameters.FS)
	offline, err8 := desk.LoadOffline(parameters.FS)
	cases, err9 := desk.LoadCasework(parameters.FS)
	for _, err := range []error{err, err2, err3, err4, err5, err6} {
		if err != nil {
			t.Fatal(err)
		}
	}
	texts := &guidance.Keeper{}
	texts.Use(advice.FS)
	var measures []outrider.Measure
	for _, m := range texts.Set().Measures("", guidance.Original) {
		measures = append(measures, m.Measure)
	}
	numbers, err := plan.Load(parameters.FS)
	model, err2 := plan.New(numbers, measures)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	return desk.Options{Book: ledger.NewCommitter(w.Log, w.Now), Sealer: w.Sealer, Clock: w.Now, Rand: draws, Assess: a, Detect: d, Judging: j, Consent: c, Portal: p, Clocks: k,
		Zones: time.LoadLocation, Version: "test", Cost: desk.PassCost{Time: 1, Memory: 8}, Photos: photo.New(must(t, limits, err7)), Offline: must(t, offline, err8), Casework: must(t, cases, err9), Plan: model, Library: texts.Set(), Ring: func() { w.Rings++ },
		NewID: func(prefix string) string {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.ids++
			return fmt.Sprintf("%s-%06d", prefix, w.ids)
		}}
}

// Now is the world's clock; Wait moves it.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Wait lets time pass.
func (w *World) Wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// Decide does what must succeed.
func (w *World) Decide(by outrider.UserID, d desk.Decision) desk.Outcome {
	w.t.Helper()
	out, err := w.Desk.Decide(w.Ctx, by, d)
	return must(w.t, out, err)
}

// Person enrols somebody who reads a language, checks in each morning in Vienna with
// agreed words, and was offered two measures.
func (w *World) Person(code, language string) outrider.PersonID {
	w.t.Helper()
	id := outrider.PersonID(w.Decide(w.Officer, desk.Decision{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: code, Coverage: .5, Language: language},
		Identity: outrider.Identity{Name: "Invented Name of " + code, Contact: "by the mill of " + code}}}).ID)
	told := outrider.Told{Source: outrider.SaidBySelf, How: outrider.InPerson, Language: language}
	for _, p := range []outrider.ConsentPurpose{outrider.ForRecord, outrider.ForAdvice} {
		w.Decide(w.Officer, desk.Decision{Consent: &desk.GiveConsent{Person: id, Purpose: p, Told: told}})
	}
	w.Decide(w.Officer, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: id, At: []string{"08:30"}, Zone: "Europe/Vienna", Ways: []outrider.Way{{Channel: "bell", To: "way of " + code}}}})
	cancel, duress := Cancel, Duress
	w.Decide(w.Officer, desk.Decision{Wish: &desk.SetWishes{Person: id, Cancel: &cancel, Duress: &duress}})
	w.Decide(w.Officer, desk.Decision{Offer: &desk.OfferMeasures{Person: id, Measures: []string{"home-locks", "safety-contact"}}})
	return id
}

// Shared tells another house something about a person, as they agreed.
func (w *World) Shared(id outrider.PersonID, with, what string) {
	w.t.Helper()
	told := outrider.Told{Source: outrider.SaidBySelf, How: outrider.InPerson, Language: "en"}
	w.Decide(w.Officer, desk.Decision{Consent: &desk.GiveConsent{Person: id, Purpose: outrider.ForSharing, With: []string{with}, Told: told}})
	w.Decide(w.Officer, desk.Decision{PassOn: &desk.PassOn{Person: id, To: with, What: what}})
}

// Link makes a one-time link to a person's own pages and returns its path.
func (w *World) Link(id outrider.PersonID) string {
	w.t.Helper()
	link := w.Decide(w.Officer, desk.Decision{LinkPortal: &desk.LinkPortal{Person: id}}).Link
	return link[strings.Index(link, "/e?k="):]
}

// Number opens a person's pages by a link, with Code, and returns the number by which
// they come back.
func (w *World) Number(id outrider.PersonID) string {
	w.t.Helper()
	_, number, err := w.Desk.PortalRedeem(w.Ctx, strings.TrimPrefix(w.Link(id), "/e?k="), Code)
	return must(w.t, number, err)
}

// NoWords takes the words of a person's check-ins away: a tap is then enough.
func (w *World) NoWords(id outrider.PersonID) {
	w.t.Helper()
	none := ""
	w.Decide(w.Officer, desk.Decision{Wish: &desk.SetWishes{Person: id, Cancel: &none, Duress: &none}})
	w.Wait(time.Minute)
}
