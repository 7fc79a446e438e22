package desk_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
)

// knew cites something in a record and returns the line that the page shows of it.
func (h *house) knew(id outrider.DangerID, k desk.KnowDanger) desk.DangerKnownLine {
	h.t.Helper()
	given := h.on(h.officer, desk.DangerAct{Record: id, Know: &k}).ID
	return h.knownIn(id, given)
}

func (h *house) knownIn(id outrider.DangerID, given string) desk.DangerKnownLine {
	h.t.Helper()
	for _, l := range h.danger(h.officer, id).Known {
		if l.ID == given {
			return l
		}
	}
	h.t.Fatalf("%s is not in the record", given)
	return desk.DangerKnownLine{}
}

// finding is the id of the one finding about somebody.
func (h *house) finding(who outrider.PersonID) string {
	h.t.Helper()
	fs := h.page(who).Findings
	if len(fs) != 1 {
		h.t.Fatalf("%d findings", len(fs))
	}
	return string(fs[0].ID)
}

// An old report that comes in late was known when it came in, however long ago it
// happened; and a day before that, nobody knew.
func TestALateImportWasNotKnownBefore(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	id := h.opened(ann, "serious")
	h.now = h.now.Add(time.Hour)
	before := h.now
	h.now = h.now.AddDate(0, 0, 1)
	old := h.seen(home, ann)
	happened := h.now.AddDate(0, 0, -400)
	old.Report.Occurred = outrider.At(happened)
	r := h.file(old)[0].Report
	h.now = h.now.AddDate(0, 0, 2)
	came := h.now.AddDate(0, 0, -2)
	l := h.knew(id, desk.KnowDanger{From: outrider.FromReport, Cites: string(r), Knew: happened, Ought: happened.AddDate(0, 0, 10), Missed: "the garage told nobody"})
	if !l.Knew.Equal(came) || !l.Happened.From.Equal(happened) || l.Lag != "400 days" || l.Late != "390 days" || !l.Held.IsZero() {
		t.Errorf("%+v", l)
	}
	h.noOn(h.officer, desk.DangerAct{Record: id, Know: &desk.KnowDanger{From: outrider.FromReport, Cites: string(r), Ought: happened.AddDate(0, 0, -1), Missed: "x"}}, outrider.CodeInvalid)
	h.noOn(h.officer, desk.DangerAct{Record: id, Know: &desk.KnowDanger{From: outrider.FromReport, Cites: string(r), Ought: came.Add(time.Minute), Missed: "x"}}, outrider.CodeInvalid)
	a, err := h.desk.Read(h.ctx, h.officer, desk.Query{AsOf: before, Danger: &desk.DangerQuery{ID: id}})
	if err != nil || len(a.Danger.Known) != 0 {
		t.Errorf("known before it came in: %+v, %v", a.Danger, err)
	}
}

// A finding grows with its reports. Cited, it was known since it said what it says
// now; that something of it lay here before is said beside it.
func TestAFindingWasKnownSinceItSaidSo(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	id := h.opened(ann, "serious")
	h.follow(ann)
	made := h.now
	f := h.finding(ann)
	h.now = h.now.AddDate(0, 0, 1)
	first := h.knew(id, desk.KnowDanger{From: outrider.FromFinding, Cites: f})
	if !first.Knew.Equal(made) || !first.Held.Equal(made.AddDate(0, 0, -8)) || first.Undone != "" {
		t.Errorf("three sightings were known when the second came in: %+v", first)
	}
	h.now = h.now.AddDate(0, 0, 3)
	grew := h.now
	late := h.seen(at(51.65, -.2), ann)
	late.Report.Occurred = outrider.At(made.AddDate(0, 0, -2)) // old, and told only now
	h.file(late)
	h.now = h.now.AddDate(0, 0, 1)
	again := h.knew(id, desk.KnowDanger{From: outrider.FromFinding, Cites: f})
	if !again.Knew.Equal(grew) || !again.Held.Before(grew) || again.What == first.What {
		t.Errorf("a late report was known when the finding was first made: %+v", again)
	}
	if l := h.knownIn(id, first.ID); !l.Knew.Equal(made) || !strings.Contains(l.Undone, "something else") || !l.UndoneAt.Equal(grew) {
		t.Errorf("what was known before: %+v", l)
	}
	h.reopen()
	if l := h.knownIn(id, again.ID); !l.Knew.Equal(grew) || l.Undone != "" {
		t.Errorf("after a restart: %+v", l)
	}
}

// What was known stays known when its ground falls away, and says so.
func TestWhatFellAwaySinceIsSaid(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	id := h.opened(ann, "serious")
	a, b := h.file(h.seen(home, ann))[0].Report, h.file(h.seen(work, ann))[0].Report
	came := h.now
	h.now = h.now.Add(time.Hour)
	stays := h.knew(id, desk.KnowDanger{From: outrider.FromReport, Cites: string(a)})
	goes := h.knew(id, desk.KnowDanger{From: outrider.FromReport, Cites: string(b)})
	quiet := h.now
	h.now = h.now.Add(time.Hour)
	h.decide(h.officer, desk.Decision{Retract: &desk.RetractReport{Report: b, Why: "another van"}})
	gone := h.now
	h.now = h.now.Add(time.Hour)
	back := h.seen(outrider.Place{}, ann)
	back.Report.Kind, back.Report.Retracts, back.Report.Selectors = outrider.KindOther, a, nil
	h.file(back)
	said := h.now
	h.now = h.now.Add(time.Hour)
	for range 2 {
		if l := h.knownIn(id, goes.ID); !l.Knew.Equal(came) || l.Undone != "the report was withdrawn" || !l.UndoneAt.Equal(gone) || l.What != goes.What {
			t.Errorf("withdrawn: %+v", l)
		}
		if l := h.knownIn(id, stays.ID); !l.Knew.Equal(came) || !strings.Contains(l.Undone, "took it back") || !l.UndoneAt.Equal(said) {
			t.Errorf("taken back: %+v", l)
		}
		h.reopen()
	}
	then, err := h.desk.Read(h.ctx, h.officer, desk.Query{AsOf: quiet, Danger: &desk.DangerQuery{ID: id}})
	if err != nil || then.Danger.Known[0].Undone != "" || then.Danger.Known[1].Undone != "" {
		t.Errorf("the past knows what fell away later: %+v, %v", then.Danger, err)
	}
}

// A report that was found to be about somebody later was known of them since then,
// and lay here before.
func TestAReportThatJoinedLater(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	dr := h.seen(home)
	dr.Person, dr.Proposals = "nobody of that code", []outrider.Proposal{{Kind: "person", Text: "the editor", Basis: "guess"}}
	r := h.file(dr)[0].Report
	filed := h.now
	h.now = h.now.AddDate(0, 0, 5)
	id := h.opened(ann, "serious")
	h.noOn(h.officer, desk.DangerAct{Record: id, Know: &desk.KnowDanger{From: outrider.FromReport, Cites: string(r)}}, outrider.CodeInvalid)
	h.decide(h.analyst, desk.Decision{Settle: &desk.SettleProposal{Report: r, Index: 0, Confirm: true, Person: ann}})
	joined := h.now
	h.now = h.now.AddDate(0, 0, 1)
	l := h.knew(id, desk.KnowDanger{From: outrider.FromReport, Cites: string(r)})
	if !l.Knew.Equal(joined) || !l.Held.Equal(filed) {
		t.Errorf("%+v", l)
	}
	h.reopen()
	if again := h.knew(id, desk.KnowDanger{From: outrider.FromReport, Cites: string(r)}); !again.Knew.Equal(joined) || !again.Held.Equal(filed) {
		t.Errorf("after a restart: %+v", again)
	}
}

// Whatever comes in late, is withdrawn, taken back and cited, in whatever order: what a
// record says was known since when is what a shadow of the ledger says; it never
// changes; and the past shows exactly what had been written down by then.
func TestKnownSinceWhenHolds(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := clocked(t)
		ann := h.person("K-01")
		id := h.opened(ann, "serious")
		came, gone := map[string]time.Time{}, map[string]time.Time{}
		var reports []string
		facts := map[string]desk.DangerKnownLine{}
		for range rapid.IntRange(4, 14).Draw(r, "steps") {
			h.now = h.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(r, "hours")) * time.Hour)
			switch act := rapid.IntRange(0, 4).Draw(r, "act"); {
			case act <= 1 || len(reports) == 0:
				dr := h.seen([]outrider.Place{home, work, gym, far}[rapid.IntRange(0, 3).Draw(r, "where")], ann)
				dr.Report.Occurred = outrider.At(h.now.AddDate(0, 0, -rapid.IntRange(0, 900).Draw(r, "days ago")))
				got := string(h.file(dr)[0].Report)
				reports, came[got] = append(reports, got), h.now
			case act == 2:
				which := rapid.SampledFrom(reports).Draw(r, "which")
				if _, err := h.desk.Decide(h.ctx, h.officer, desk.Decision{Retract: &desk.RetractReport{Report: outrider.ReportID(which), Why: "x"}}); err == nil {
					gone[which] = h.now
				}
			default:
				l := h.knew(id, desk.KnowDanger{From: outrider.FromReport, Cites: rapid.SampledFrom(reports).Draw(r, "which")})
				facts[l.ID] = l
			}
			holdsKnown(r, h.danger(h.officer, id), facts, came, gone)
		}
		live := h.danger(h.officer, id)
		h.reopen()
		if text(t, h.danger(h.officer, id).Known) != text(t, live.Known) {
			r.Fatal("a fold of the ledger knows otherwise")
		}
		then := h.now.Add(-time.Duration(rapid.IntRange(0, 400).Draw(r, "back")) * time.Hour)
		a, err := h.desk.Read(h.ctx, h.officer, desk.Query{AsOf: then, Danger: &desk.DangerQuery{ID: id}})
		if err != nil {
			return // before the record was opened
		}
		n := 0
		for _, l := range live.Known {
			if !l.At.After(then) {
				n++
			}
		}
		if len(a.Danger.Known) != n {
			r.Fatalf("%d facts were known then, %d are shown", n, len(a.Danger.Known))
		}
	})
}

// holdsKnown holds every known fact of a record to when its report came and went.
func holdsKnown(r *rapid.T, v desk.DangerView, facts map[string]desk.DangerKnownLine, came, gone map[string]time.Time) {
	if len(v.Known) != len(facts) {
		r.Fatalf("%d facts are shown, %d were written down", len(v.Known), len(facts))
	}
	for _, l := range v.Known {
		was := facts[l.ID]
		if !l.Knew.Equal(came[l.Cites]) || !l.Knew.Equal(was.Knew) || l.What != was.What || l.Happened.From.After(l.Knew) {
			r.Fatalf("known %v, the report came %v, written down was %+v", l.Knew, came[l.Cites], was)
		}
		if at, ok := gone[l.Cites]; ok != (l.Undone != "") || ok && !l.UndoneAt.Equal(at) {
			r.Fatalf("the report went %v (%v); the record says %q, %v", at, ok, l.Undone, l.UndoneAt)
		}
	}
}
