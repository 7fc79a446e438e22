package desk_test

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/ledger"
	"outrider/internal/notify"
	"outrider/internal/picture"
)

// heard is a pager that keeps every message as it is.
type heard struct{ got []notify.Message }

func (p *heard) Deliver(_ context.Context, m notify.Message) (string, error) {
	p.got = append(p.got, m)
	return "bell", nil
}

func (p *heard) Over(_ context.Context, _ string, m notify.Message) error {
	p.got = append(p.got, m)
	return nil
}

func (p *heard) Health() []notify.Health { return []notify.Health{{Name: "bell", Kind: "invented"}} }

// Duties of every sort there is, at both levels, with every step there is: all that is
// ever sent is a sentence of the list, under a name that is a hash, to an address that
// was agreed. A sort that somebody adds is in it, because it is in outrider.DutySorts.
func TestEverySortSaysASentenceOfTheList(t *testing.T) {
	names := regexp.MustCompile(`^([adg]-[0-9a-f]{24})(-[a-z]+-[0-9]+)?$`)
	for _, sort := range outrider.DutySorts {
		h := clocked(t)
		p := h.person("K-07")
		h.checksIn(p)
		var duties []outrider.Duty
		var steps []picture.DutyStep
		for i, level := range []outrider.Level{outrider.LevelAct, outrider.LevelLook} {
			for j, step := range []string{outrider.StepRemind, outrider.StepAgain, outrider.StepContact, outrider.StepCall, outrider.StepTrial} {
				about := "x-" + secretPlate + strconv.Itoa(10*i+j)
				d := outrider.Duty{ID: outrider.NewDutyID(sort, about, h.now), Sort: sort, Person: p, About: about, Level: level, Due: h.now, By: h.now.Add(time.Hour), Zone: "UTC"}
				duties, steps = append(duties, d), append(steps, picture.DutyStep{Duty: d.ID, Name: step, At: h.now})
			}
		}
		h.write(outrider.EntryDuties, picture.DutiesBody{Duties: duties})
		h.write(outrider.EntryStepped, picture.SteppedBody{Steps: steps})
		o, said := h.options(), &heard{}
		o.Pager = said
		if _, err := desk.Open(h.ctx, o); err != nil {
			t.Fatal(err)
		}
		if len(said.got) == 0 {
			t.Errorf("%s: nothing was sent, and the test proves nothing", sort)
		}
		for _, m := range said.got {
			if !slices.Contains(notify.Sentences, m.Sentence) || !names.MatchString(m.ID) || strings.Contains(m.ID+m.To, secretPlate) {
				t.Errorf("%s: sent %+v", sort, m)
			}
			if m.To != "" && !slices.Contains([]string{ownAddress, friendAddress, "own@invented.example", "friend@invented.example"}, m.To) {
				t.Errorf("%s: sent to %q", sort, m.To)
			}
		}
	}
}

// write appends a fact of the desk's own, as another version of it might have.
func (h *house) write(typ outrider.EntryType, body any) {
	h.t.Helper()
	b, err := picture.Encode(body)
	if err != nil {
		h.t.Fatal(err)
	}
	h.ids++
	u, err := h.sealer.Seal(outrider.Entry{ID: "e-written-" + strconv.Itoa(h.ids), Type: typ, Version: 1, Parts: []outrider.Part{{Purpose: outrider.PurposeDesk, Body: b}}})
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.book.Append(h.ctx, ledger.Any(), []ledger.Unsequenced{u}); err != nil {
		h.t.Fatal(err)
	}
}
