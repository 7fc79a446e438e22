package desk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/duty"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// SwapRota lets one stand in for another. Times are local ones of the rota's zone,
// "2026-03-07 20:00".
type SwapRota struct{ Out, In, From, To string }

// RotaView is who is asked when, as a page shows it.
type RotaView struct {
	Set      time.Time           `json:"set"`
	By       string              `json:"by"`
	Zone     string              `json:"zone"`
	Now      outrider.RotaTurn   `json:"now"`  // empty: nobody
	Next     []RotaLine          `json:"next"` // a week of it
	Swaps    []outrider.RotaSwap `json:"swaps,omitempty"`
	Hours    outrider.Rota       `json:"rota"` // as it was set; addresses stay where they are
	Warnings []string            `json:"warnings,omitempty"`
}

// RotaLine is a stretch of time and who is asked in it; without names: nobody is.
type RotaLine struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Local  string    `json:"local"`
	First  string    `json:"first,omitempty"`
	Second string    `json:"second,omitempty"`
}

// rotaDays is how far ahead a rota is shown and looked through for gaps.
const rotaDays = 7

// maxSwap bounds how long one stands in for another.
const maxSwap = 60 * 24 * time.Hour

// workedRota is the rota, worked out once.
type workedRota struct {
	seq  uint64
	rota duty.Rota
}

// decideRota is Decide for the rota.
func (d *Desk) decideRota(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, decided bool, err error) {
	switch {
	case dec.SetRota != nil:
		out, err = d.setRota(ctx, by, *dec.SetRota)
	case dec.SwapRota != nil:
		out, err = d.swapRota(ctx, by, *dec.SwapRota)
	default:
		return Outcome{}, false, nil
	}
	return out, true, err
}

// onRota finds somebody who may be asked: active, and of a role that takes alerts.
func (d *Desk) onRota(name string) (outrider.User, bool) {
	u, ok := d.p.UserNamed(name)
	return u, ok && policy.May(u, policy.DecideAlert)
}

func (d *Desk) setRota(ctx context.Context, by outrider.UserID, r outrider.Rota) (Outcome, error) {
	if _, err := d.may(by, policy.DecideAlert); err != nil {
		return Outcome{}, err
	}
	if _, err := duty.NewRota(r, nil, d.o.Zones); err != nil {
		return Outcome{}, err
	}
	for _, name := range r.Names() {
		if u, ok := d.onRota(name); !ok || u.Name != name {
			return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "somebody on the rota is no active duty officer, case officer or analyst", Hint: "write sign-in names; outrider user list shows them"}
		}
	}
	e, err := d.entry(outrider.EntryRota, by, picture.RotaBody{Rota: r})
	return Outcome{}, d.fact(ctx, e, err)
}

func (d *Desk) swapRota(ctx context.Context, by outrider.UserID, s SwapRota) (Outcome, error) {
	if _, err := d.may(by, policy.DecideAlert); err != nil {
		return Outcome{}, err
	}
	r, _, _, ok := d.p.Rota()
	if !ok {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "there is no rota", Hint: "set one first: outrider rota set"}
	}
	in, ok := d.onRota(s.In)
	named := func(name string) bool { return strings.EqualFold(name, strings.TrimSpace(s.Out)) }
	i := slices.IndexFunc(r.Names(), named)
	if i < 0 || !ok || named(in.Name) {
		return Outcome{}, outrider.Invalid("one who is on the rota is replaced by another active duty officer, case officer or analyst, by name")
	}
	from, err1 := d.rotaTime(r.Zone, s.From)
	to, err2 := d.rotaTime(r.Zone, s.To)
	if err1 != nil || err2 != nil || !to.After(from) || !to.After(d.now()) || to.Sub(from) > maxSwap {
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "these hours cannot be swapped", Hint: "write from and to as 2026-03-07 20:00, in the rota's zone, sixty days apart at most"}
	}
	w := outrider.RotaSwap{ID: d.o.NewID("w"), Out: r.Names()[i], In: in.Name, From: from, To: to}
	e, err := d.entry(outrider.EntryRotaSwap, by, picture.RotaSwapBody{Swap: w})
	return Outcome{ID: w.ID}, d.fact(ctx, e, err)
}

// rotaTime reads a local time of the rota's zone.
func (d *Desk) rotaTime(zone, s string) (time.Time, error) {
	t, err := time.Parse("2006-01-02 15:04", strings.TrimSpace(strings.Replace(s, "T", " ", 1)))
	z, ok := d.zone(zone)
	if err != nil || !ok {
		return time.Time{}, errZone
	}
	return duty.Local(t.Year(), t.Month(), t.Day(), duty.Minute(t.Hour()*60+t.Minute()), z), nil
}

// rota is the rota in force; ok is false where there is none.
func (d *Desk) rota() (duty.Rota, bool) {
	r, swaps, seq, ok := d.p.Rota()
	if !ok {
		return duty.Rota{}, false
	}
	if d.worked == nil || d.worked.seq != seq {
		w, err := duty.NewRota(r, swaps, d.o.Zones)
		if err != nil {
			return duty.Rota{}, false // the machine has lost the zone's rules since: everybody is asked
		}
		d.worked = &workedRota{seq, w}
	}
	return d.worked.rota, true
}

// askedNow is who is asked now: those of the rota who may still take an alert. Where
// nobody is, everybody with the role is asked.
func (d *Desk) askedNow() outrider.RotaTurn {
	r, ok := d.rota()
	if !ok {
		return outrider.RotaTurn{}
	}
	turn, _ := r.On(d.now())
	return d.able(turn)
}

// able leaves out whoever may not take an alert any more.
func (d *Desk) able(turn outrider.RotaTurn) outrider.RotaTurn {
	if _, ok := d.onRota(turn.Second); !ok {
		turn.Second = ""
	}
	if _, ok := d.onRota(turn.First); !ok {
		turn = outrider.RotaTurn{First: turn.Second}
	}
	return turn
}

// callWays is how the people on the rota are called: the first at once, the second at
// the next step, both where every channel is tried. None: as the desk calls anybody.
func (d *Desk) callWays(again, every bool) []outrider.Way {
	r, _, _, ok := d.p.Rota()
	if !ok {
		return nil
	}
	turn := d.askedNow()
	names := []string{turn.First}
	switch {
	case every:
		names = append(names, turn.Second)
	case again && turn.Second != "":
		names = []string{turn.Second, turn.First}
	}
	var out []outrider.Way
	for _, n := range names {
		out = append(out, r.People[n]...)
	}
	return out
}

// rotaView is the rota as a page shows it; nil where there is none.
func (d *Desk) rotaView() *RotaView {
	set, _, _, ok := d.p.Rota()
	if !ok {
		return nil
	}
	_, swaps, _, _ := d.p.Rota()
	at, by := d.p.RotaSet()
	v := &RotaView{Set: at, By: d.userName(by), Zone: set.Zone, Now: d.askedNow(), Next: []RotaLine{}, Swaps: swaps, Hours: set, Warnings: d.rotaWarnings()}
	v.Hours.People = map[string][]outrider.Way{}
	for name, ways := range set.People {
		for _, w := range ways {
			v.Hours.People[name] = append(v.Hours.People[name], outrider.Way{Channel: w.Channel})
		}
	}
	for _, s := range d.rotaWeek() {
		v.Next = append(v.Next, RotaLine{From: s.From, To: s.To, Local: d.local(s.From, set.Zone), First: s.First, Second: s.Second})
	}
	return v
}

// rotaWeek is who is asked in the week to come.
func (d *Desk) rotaWeek() []duty.Span {
	r, ok := d.rota()
	if !ok {
		return nil
	}
	spans := r.Spans(d.now(), d.now().AddDate(0, 0, rotaDays))
	for i := range spans {
		spans[i].RotaTurn = d.able(spans[i].RotaTurn)
	}
	return spans
}

// rotaWarnings says that nobody is on the rota now, and when nobody will be.
func (d *Desk) rotaWarnings() []string {
	r, _, _, set := d.p.Rota()
	if !set {
		return nil
	}
	var out []string
	if d.askedNow().First == "" {
		out = append(out, "Nobody is on the rota now: everybody who may take an alert is asked.")
	}
	for _, name := range slices.Sorted(maps.Keys(r.People)) {
		if none := d.nowhere(r.People[name]); none != "" {
			out = append(out, "The rota calls "+name+" over "+none+", and the desk has no such channel.")
		}
	}
	gaps := 0
	for _, s := range d.rotaWeek() {
		if s.First != "" || !s.From.After(d.now()) {
			continue
		}
		if gaps++; gaps <= 3 {
			out = append(out, "Nobody is on the rota from "+d.local(s.From, r.Zone)+" to "+d.local(s.To, r.Zone)+".")
		}
	}
	if gaps > 3 {
		out = append(out, count(gaps-3, "more gap")+" in the rota within a week.")
	}
	return out
}
