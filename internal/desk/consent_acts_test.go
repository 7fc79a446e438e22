package desk_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// aboutNobody are the acts on nobody in the register, each with why it is not tried.
var aboutNobody = map[string]string{
	"AddPerson": "there is nobody yet", "AddUser": "a user", "DisableUser": "a user", "SetPass": "the caller's own", "Screened": "counts of a run over names that were typed in",
	"Watch": "one's own question to the lists", "Unwatch": "one's own question to the lists", "Source": "a list", "Adopt": "rates", "OfferShift": "the shift", "AcceptShift": "the shift",
	"SetRota": "the rota", "SwapRota": "the rota", "RotateOffline": "the desk's own key", "Danger.Levels": "the organisation's levels",
	"Danger.Offer": "only to somebody who withdrew advice: TestVitalInterest", "Danger.Vital": "only for somebody who withdrew advice: TestVitalInterest",
}

// acts lists the fields of a decision that ask for an act, with those of its parts.
func acts(t reflect.Type, prefix string) (out []string) {
	for _, f := range reflect.VisibleFields(t) {
		switch {
		case f.Type == reflect.TypeFor[*desk.CaseDecision]() || f.Type == reflect.TypeFor[*desk.DangerAct]():
			out = append(out, acts(f.Type.Elem(), f.Name+".")...)
		case f.Type.Kind() == reflect.Pointer:
			out = append(out, prefix+f.Name)
		}
	}
	return out
}

// Every act there is is tried, or is about nobody; what is named is there.
func TestEveryActIsTried(t *testing.T) {
	all, tried := acts(reflect.TypeFor[desk.Decision](), ""), deeds()
	for _, name := range all {
		_, does := tried[name]
		if _, nobody := aboutNobody[name]; does == nobody {
			t.Errorf("desk.Decision %s: tried %v, about nobody %v: a new act joins deeds, or says why it is about nobody", name, does, nobody)
		}
	}
	for name := range tried {
		if !slices.Contains(all, name) {
			t.Errorf("%s is no act", name)
		}
	}
	for name := range aboutNobody {
		if !slices.Contains(all, name) {
			t.Errorf("%s is no act", name)
		}
	}
}

// erasingLast lists the deeds by name. Erasing destroys the keys that all forks share, and
// comes last.
func erasingLast(of map[string]deed) []string {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(of)), func(n string) bool { return n == erasing })
	return append(names, erasing)
}

const erasing = "ErasePerson"

// Each act goes while it is agreed to, or the tests below would prove nothing.
func TestEveryActGoesWithConsent(t *testing.T) {
	t.Parallel()
	b, all := newBusy(t), deeds()
	for _, name := range erasingLast(all) {
		h := b.fork()
		if _, err := h.desk.Decide(h.ctx, all[name].by(b), all[name].do(b)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// facts counts what was written down, without the looks.
func (h *house) facts() int {
	h.t.Helper()
	return len(slices.DeleteFunc(h.entries(), func(e outrider.Entry) bool { return e.Type == outrider.EntryRead }))
}

// Whoever the person wants to be told nothing can do nothing to them, and learns no
// more than of somebody who is not there.
func TestWhoIsWithheldFromDoesNothing(t *testing.T) {
	t.Parallel()
	b := newBusy(t)
	b.decide(b.keeper, desk.Decision{Withhold: &desk.Withhold{Person: b.who, From: []string{"ana", "mira", "yusuf"}}})
	all := deeds()
	for _, name := range erasingLast(all) {
		by := all[name].by(b)
		if by == b.keeper {
			by = b.officer
		}
		b.shutOut(name, by, all[name], outrider.CodeNotFound)
	}
}

// shutOut does what must be refused, and write nothing.
func (b *busy) shutOut(name string, by outrider.UserID, d deed, want outrider.Code) {
	b.t.Helper()
	before := b.facts()
	_, err := b.desk.Decide(b.ctx, by, d.do(b))
	switch got := b.facts(); {
	case err == nil:
		b.t.Errorf("%s goes on", name)
	case want != "" && outrider.CodeOf(err) != want:
		b.t.Errorf("%s: %v, want %s", name, err, want)
	case got != before:
		b.t.Errorf("%s was refused and wrote %d facts", name, got-before)
	}
}

// Without a record nobody does anything but those who keep the register, and they
// only what ends it or takes the person back.
func TestWithoutARecordNothingIsDone(t *testing.T) {
	t.Parallel()
	b, all := newBusy(t), deeds()
	b.no(b.who, outrider.ForRecord)
	for _, name := range erasingLast(all) {
		d := all[name]
		if by := d.by(b); by == b.duty || by == b.analyst {
			b.shutOut(name, by, d, outrider.CodeNotFound)
		}
		if d.stays == "" {
			b.shutOut(name, b.officer, d, "")
		}
	}
	for _, name := range erasingLast(all) {
		d := all[name]
		if by := d.by(b); d.stays != "" && (by == b.officer || by == b.keeper) {
			h := b.fork()
			if _, err := h.desk.Decide(h.ctx, by, d.do(b)); err != nil {
				t.Errorf("%s: %v, though %s", name, err, d.stays)
			}
		}
	}
}

// Without advice nobody advises. Keeping the record goes on.
func TestWithoutAdviceNothingIsAdvised(t *testing.T) {
	t.Parallel()
	b, all := newBusy(t), deeds()
	b.no(b.who, outrider.ForAdvice)
	for _, name := range erasingLast(all) {
		if d := all[name]; d.advises {
			b.shutOut(name, d.by(b), d, "")
		}
	}
	for _, name := range erasingLast(all) {
		if d := all[name]; !d.advises {
			h := b.fork()
			if _, err := h.desk.Decide(h.ctx, d.by(b), d.do(b)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
