package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"outrider"
	"outrider/internal/desk"
)

// opened opens a record about somebody and returns its id.
func (h *house) opened(who outrider.PersonID, level string) outrider.DangerID {
	h.t.Helper()
	return outrider.DangerID(h.decide(h.officer, desk.Decision{Danger: &desk.DangerAct{Open: &desk.OpenDanger{Person: who, What: "A caller said that they know where the children go to school.",
		Level: level, Immediacy: "Within days: the caller named a day."}}}).ID)
}

// on does one act on a record.
func (h *house) on(by outrider.UserID, a desk.DangerAct) desk.Outcome {
	h.t.Helper()
	return h.decide(by, desk.Decision{Danger: &a})
}

// noOn does what must fail.
func (h *house) noOn(by outrider.UserID, a desk.DangerAct, want outrider.Code) {
	h.t.Helper()
	h.refused(by, desk.Decision{Danger: &a}, want)
}

func (h *house) danger(by outrider.UserID, id outrider.DangerID) desk.DangerView {
	h.t.Helper()
	v, err := h.desk.Danger(h.ctx, by, desk.DangerQuery{ID: id})
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// weighed writes down what was known and what could be done.
func (h *house) weighed(id outrider.DangerID) {
	h.t.Helper()
	h.on(h.analyst, desk.DangerAct{Record: id, Know: &desk.KnowDanger{From: outrider.FromOutside, Who: "the school", What: "A stranger asked for the timetable."}})
	for _, what := range []string{"Tell them today", "Ask the school first"} {
		h.on(h.duty, desk.DangerAct{Record: id, Option: &outrider.DangerOption{What: what, For: "it is quick", Against: "it frightens"}})
	}
}

// warned decides to warn, warns, and writes down that it reached them.
func (h *house) warned(id outrider.DangerID) string {
	h.t.Helper()
	h.on(h.officer, desk.DangerAct{Record: id, Decide: &desk.DecideDanger{Verdict: outrider.DangerWarn, Reasons: "They can act on it."}})
	g := h.on(h.officer, desk.DangerAct{Record: id, Rung: notice()}).ID
	h.on(h.officer, desk.DangerAct{Record: id, Receipt: &outrider.DangerReceipt{Rung: g, Reached: true, Who: "the person", Known: "read back in their own words", Reaction: "calm; asked about the children"}})
	return g
}

func notice() *desk.GiveRung {
	return &desk.GiveRung{Rung: "notice", Wording: "We hold it to be real, and near.", Language: "fa", Interpreter: "a colleague", Method: "in-person"}
}

func (h *house) closing() *desk.CloseDanger {
	return &desk.CloseDanger{Reasons: "The caller was found and had nobody behind him.", Reopens: "Another call.", Agreed: "the person, and mira", Review: h.now.AddDate(0, 1, 0), Asked: true}
}

func TestDangerFromOpeningToClosing(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	seen := h.seen(home, ann)
	seen.Report.Occurred = outrider.At(h.now.AddDate(0, 0, -9))
	rs := h.file(seen)
	h.now = h.now.Add(time.Hour)
	id := h.opened(ann, "serious")
	h.tick()
	if got := sorts(h, id); got != "danger-decide" {
		t.Errorf("duties: %s", got)
	}
	h.noOn(h.officer, desk.DangerAct{Record: id, Close: h.closing()}, outrider.CodeConflict)
	h.now = h.now.Add(time.Hour)
	h.on(h.duty, desk.DangerAct{Record: id, Know: &desk.KnowDanger{From: outrider.FromReport, Cites: string(rs[0].Report), Ought: h.now.AddDate(0, 0, -3), Missed: "the garage told nobody"}})
	h.weighed(id)
	h.warned(id)
	if got := h.danger(h.officer, id).Needs; len(got) != 1 || !strings.Contains(got[0], "offer of measures") {
		t.Errorf("it lacks %v", got)
	}
	h.noOn(h.officer, desk.DangerAct{Record: id, Close: h.closing()}, outrider.CodeConflict)
	h.noOn(h.officer, desk.DangerAct{Record: id, Offer: &outrider.DangerOffer{Measures: []string{"a lock"}, How: "by word"}}, outrider.CodeInvalid)
	h.decide(h.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: ann, Measures: []string{"home-locks"}, For: string(id)}})
	h.on(h.analyst, desk.DangerAct{Record: id, Dissent: &outrider.DangerDissent{Why: "It is nearer than that."}})
	c := h.closing()
	c.Review = time.Time{}
	h.noOn(h.officer, desk.DangerAct{Record: id, Close: c}, outrider.CodeInvalid)
	c = h.closing()
	c.Owner = "yusuf" // may not decide
	h.noOn(h.officer, desk.DangerAct{Record: id, Close: c}, outrider.CodeInvalid)
	h.on(h.officer, desk.DangerAct{Record: id, Close: h.closing()})

	v := h.danger(h.duty, id)
	if v.Line.State != "closed" || len(v.Known) != 2 || len(v.Options) != 2 || len(v.Ladder) != 1 || len(v.Offers) != 1 || len(v.Dissent) != 1 || len(v.Decisions) != 1 {
		t.Errorf("%+v", v)
	}
	k := v.Known[0]
	if !k.Knew.Equal(h.now.Add(-2*time.Hour)) || k.Late == "" || k.What == "" {
		t.Errorf("known: %+v", k)
	}
	if g := v.Ladder[0]; g.Hours != 1 || g.Receipt == nil || g.Receipt.Reaction == "" || !g.Ours || g.Wording == "" || g.Interpreter == "" {
		t.Errorf("ladder: %+v", g)
	}
	h.noOn(h.officer, desk.DangerAct{Record: id, Option: &outrider.DangerOption{What: "x", For: "y", Against: "z"}}, outrider.CodeConflict)
	h.on(h.duty, desk.DangerAct{Record: id, Reopen: &desk.ReopenDanger{Why: "Another call came."}})
	if v := h.danger(h.duty, id); v.Line.State != "open" || len(v.Known) != 2 || len(v.Dissent) != 1 || len(v.Needs) == 0 {
		t.Errorf("reopening lost something, or asks for nothing: %+v", v)
	}
}

// sorts lists the open duties about a record.
func sorts(h *house, id outrider.DangerID) string {
	v, err := h.desk.Duties(h.ctx, h.officer)
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, l := range append(v.Missed, v.Due...) {
		if l.Record == id {
			out = append(out, string(l.Sort))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestDecisionNotToWarn(t *testing.T) {
	h := clocked(t)
	id := h.opened(h.person("K-01"), "imminent")
	silent := func(ground string, review time.Time) desk.DangerAct {
		return desk.DangerAct{Record: id, Decide: &desk.DecideDanger{Verdict: outrider.DangerSilent, Reasons: "Their phone is read.", Ground: ground, Review: review}}
	}
	h.noOn(h.officer, silent("a-feeling", h.now.Add(time.Hour)), outrider.CodeInvalid)
	h.noOn(h.officer, silent("endangers-person", time.Time{}), outrider.CodeInvalid)
	h.noOn(h.officer, silent("endangers-person", h.now.AddDate(0, 0, 3)), outrider.CodeInvalid) // the level allows a day
	h.noOn(h.analyst, silent("endangers-person", h.now.Add(time.Hour)), outrider.CodeNotFound)
	out := h.on(h.officer, silent("endangers-person", h.now.Add(6*time.Hour)))
	if len(out.Second) == 0 {
		t.Error("nobody is told that a second person must agree")
	}
	h.tick()
	if got := sorts(h, id); got != "danger-approve danger-warn" {
		t.Errorf("the duty to warn does not stand until a second person agrees: %s", got)
	}
	h.noOn(h.officer, desk.DangerAct{Record: id, Approve: &desk.ApproveDanger{Give: true}}, outrider.CodeInvalid)
	h.noOn(h.analyst, desk.DangerAct{Record: id, Approve: &desk.ApproveDanger{Give: true}}, outrider.CodeNotFound)
	h.noOn(h.duty, desk.DangerAct{Record: id, Approve: &desk.ApproveDanger{}}, outrider.CodeInvalid)
	h.on(h.duty, desk.DangerAct{Record: id, Approve: &desk.ApproveDanger{Why: "Ask their sister first."}})
	h.tick()
	if got := sorts(h, id); got != "danger-decide danger-warn" {
		t.Errorf("it was given back, and nobody is asked to decide: %s", got)
	}
	h.now = h.now.Add(time.Minute)
	h.on(h.officer, silent("endangers-person", h.now.Add(6*time.Hour)))
	h.on(h.duty, desk.DangerAct{Record: id, Approve: &desk.ApproveDanger{Give: true}})
	h.tick()
	if v := h.danger(h.duty, id); sorts(h, id) != "" || v.Decisions[0].State != "in-force" || v.Decisions[0].Second != "mira" {
		t.Errorf("%s, %+v", sorts(h, id), v.Decisions)
	}
	h.noOn(h.officer, desk.DangerAct{Record: id, Rung: notice()}, outrider.CodeConflict)
	h.now = h.now.Add(6 * time.Hour)
	h.tick()
	if got := sorts(h, id); got != "danger-silence" {
		t.Errorf("it ran out and nobody is asked: %s", got)
	}
	h.now = h.now.Add(time.Hour + time.Minute)
	h.tick()
	if items := ofRule(h.queue(), outrider.RuleDanger); !strings.Contains(sorts(h, id), "danger-warn") || len(items) != 1 || items[0].Level != outrider.LevelAct {
		t.Errorf("%s, %+v", sorts(h, id), items)
	}
	list, err := h.desk.Dangers(h.ctx, h.duty, desk.DangersQuery{Silent: true})
	if err != nil || len(list.Silent) != 2 || list.Silent[0].State != "run-out" || list.Silent[1].State != "refused" || list.Silent[0].Ground == "" {
		t.Errorf("%+v, %v", list.Silent, err)
	}
}

// A higher level is a new danger: what was decided about a lower one holds no longer.
func TestRaisingUndoesSilence(t *testing.T) {
	h := clocked(t)
	id := h.opened(h.person("K-01"), "watch")
	h.on(h.officer, desk.DangerAct{Record: id, Decide: &desk.DecideDanger{Verdict: outrider.DangerSilent, Reasons: "Nothing in it.", Ground: "not-credible", Review: h.now.AddDate(0, 0, 20)}})
	h.on(h.duty, desk.DangerAct{Record: id, Approve: &desk.ApproveDanger{Give: true}})
	h.now = h.now.Add(time.Hour)
	h.on(h.duty, desk.DangerAct{Record: id, Review: &desk.ReviewDanger{Level: "imminent", Why: "He was seen at the door."}})
	h.tick()
	if v := h.danger(h.duty, id); sorts(h, id) != "danger-decide" || v.Decisions[0].State != "replaced" || v.Immediacy == "" {
		t.Errorf("%s, %+v", sorts(h, id), v.Decisions)
	}
	h.now = h.now.Add(4 * time.Hour)
	h.tick()
	if got := sorts(h, id); got != "danger-decide danger-warn" {
		t.Errorf("nobody decided, and nobody is asked to warn: %s", got)
	}
	h.on(h.duty, desk.DangerAct{Record: id, Review: &desk.ReviewDanger{Level: "raised", Why: "He was the postman."}})
	if v := h.danger(h.duty, id); v.Level.ID != "raised" {
		t.Errorf("%+v", v.Level)
	}
}

func TestLinkedPeopleHoldARecordOpen(t *testing.T) {
	h := clocked(t)
	ann, ben := h.person("K-01"), h.person("K-02")
	id := h.opened(ann, "serious")
	h.weighed(id)
	h.warned(id)
	h.decide(h.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: ann, Measures: []string{"home-locks"}, For: string(id)}})
	h.on(h.officer, desk.DangerAct{Record: id, Link: &outrider.DangerLink{Who: "daughter", Child: true}})
	h.on(h.officer, desk.DangerAct{Record: id, Link: &outrider.DangerLink{Person: ben}})
	h.noOn(h.officer, desk.DangerAct{Record: id, Link: &outrider.DangerLink{Person: ann}}, outrider.CodeInvalid)
	h.noOn(h.officer, desk.DangerAct{Record: id, Link: &outrider.DangerLink{Person: ben, Who: "both"}}, outrider.CodeInvalid)
	h.noOn(h.officer, desk.DangerAct{Record: id, Close: h.closing()}, outrider.CodeConflict)
	h.on(h.officer, desk.DangerAct{Record: id, Link: &outrider.DangerLink{Who: "daughter", Child: true, Note: "The school and her aunt know; she is twelve and her mother decides."}})
	h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: ben, From: []string{"yusuf"}}})
	if v := h.danger(h.analyst, id); len(v.Linked) != 2 || !v.Linked[1].Unknown || strings.Contains(text(t, v), "K-02") || strings.Contains(text(t, v), string(ben)) {
		t.Errorf("somebody who must be told nothing sees who is linked: %+v", v.Linked)
	}
	h.on(h.officer, desk.DangerAct{Record: id, Close: h.closing()})
}

func TestAClosedRecordAsksToBeLookedAtAgain(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	id := h.opened(ann, "serious")
	h.weighed(id)
	h.warned(id)
	h.decide(h.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: ann, Measures: []string{"home-locks"}, For: string(id)}})
	h.on(h.officer, desk.DangerAct{Record: id, Close: h.closing()})
	h.tick()
	if got := sorts(h, id); got != "" {
		t.Errorf("a closed record asks for %s", got)
	}
	h.now = h.now.Add(time.Hour)
	h.follow(ann)
	h.tick()
	v := h.danger(h.officer, id)
	if v.Line.State != "look-again" || len(v.Woken) == 0 || sorts(h, id) != "danger-look" {
		t.Errorf("%s, %v, %s", v.Line.State, v.Woken, sorts(h, id))
	}
	h.reopen()
	if got := h.danger(h.officer, id).Woken; !slices.Equal(got, v.Woken) {
		t.Errorf("after a restart: %v", got)
	}
	h.noOn(h.officer, desk.DangerAct{Record: id, Look: &outrider.DangerLooked{}}, outrider.CodeInvalid)
	h.on(h.officer, desk.DangerAct{Record: id, Look: &outrider.DangerLooked{Why: "Her brother's car.", Review: h.now.AddDate(0, 0, 2)}})
	h.tick()
	if v := h.danger(h.officer, id); v.Line.State != "closed" || sorts(h, id) != "" {
		t.Errorf("%s, %s", v.Line.State, sorts(h, id))
	}
	h.now = h.now.AddDate(0, 0, 3)
	h.tick()
	if got := sorts(h, id); got != "danger-review" {
		t.Errorf("nobody looks at a closed record on its day: %s", got)
	}
}

// A danger to a life may be worked on for somebody who withdrew, on a stated ground
// alone; who asked not to be told of them hears nothing of it either way.
func TestVitalInterest(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	id := h.opened(ann, "serious")
	h.now = h.now.Add(time.Minute)
	h.no(ann, outrider.ForAdvice)
	h.tick()
	if got := sorts(h, id); got != "danger-vital" {
		t.Errorf("duties: %s", got)
	}
	h.noOn(h.officer, desk.DangerAct{Record: id, Rung: notice()}, outrider.CodeInvalid)
	h.noOn(h.officer, desk.DangerAct{Open: &desk.OpenDanger{Person: ann, What: "x", Level: "serious", Immediacy: "y"}}, outrider.CodeInvalid)
	h.on(h.officer, desk.DangerAct{Record: id, Vital: &outrider.DangerVital{Ground: outrider.GroundLife, Why: "Armed men asked for the address today."}})
	h.weighed(id)
	h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: ann, From: []string{"the cousin"}}})
	r := notice()
	r.To = "The  Cousin"
	h.noOn(h.officer, desk.DangerAct{Record: id, Rung: r}, outrider.CodeInvalid)
	g := h.warned(id)
	h.noOn(h.officer, desk.DangerAct{Record: id, Receipt: &outrider.DangerReceipt{Rung: g, Reached: true, Who: "the cousin", Known: "he said so"}}, outrider.CodeInvalid)
	h.on(h.officer, desk.DangerAct{Record: id, Offer: &outrider.DangerOffer{Measures: []string{"a night elsewhere"}, How: "said at the door"}})
	h.on(h.officer, desk.DangerAct{Record: id, Close: h.closing()})

	other := h.opened(h.person("K-02"), "serious")
	h.now = h.now.Add(time.Minute)
	h.no(h.danger(h.officer, other).Line.Person, outrider.ForAdvice)
	h.on(h.officer, desk.DangerAct{Record: other, Close: h.closing()}) // told nothing, left alone
}

// What a user may not see they are not told in the words of others either.
func TestWordsRestOnReports(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	dr := h.seen(home, ann)
	dr.Report.Handling = outrider.Handling{TLP: outrider.TLPRed}
	rs, err := h.desk.File(h.ctx, h.officer, dr)
	if err != nil {
		t.Fatal(err)
	}
	id := h.opened(ann, "serious")
	h.noOn(h.analyst, desk.DangerAct{Record: id, Know: &desk.KnowDanger{From: outrider.FromReport, Cites: string(rs[0].Report)}}, outrider.CodeInvalid)
	h.on(h.officer, desk.DangerAct{Record: id, Know: &desk.KnowDanger{From: outrider.FromReport, Cites: string(rs[0].Report), What: "the van is the caller's"}})
	h.on(h.officer, desk.DangerAct{Record: id, Option: &outrider.DangerOption{What: "move them from the caller's van", For: "it is near", Against: "work"}})
	v := h.danger(h.analyst, id)
	if got := text(t, v); strings.Contains(got, "van") || strings.Contains(got, string(rs[0].Report)) || !v.Known[0].Masked || !v.Options[0].Masked {
		t.Errorf("an analyst reads what rests on a report that is not for them: %s", got)
	}
	if v := h.danger(h.duty, id); v.Known[0].What != "the van is the caller's" || v.Options[0].What == "" {
		t.Errorf("%+v", v.Known)
	}
	h.noOn(h.liaison, desk.DangerAct{Record: id, Dissent: &outrider.DangerDissent{Why: "x"}}, outrider.CodeNotFound)
}

const ownLevels = `{"version":1,"name":"Harbour","least_options":{"value":1,"origin":"ours"},"rest_days":{"value":90,"origin":"ours"},"levels":[
{"id":"calm","name":"Calm","means":"Little speaks for it.","chance":{"low":0.01,"high":0.1,"days":30},"decide_hours":10,"warn_hours":20,"approve_hours":5,"review_hours":100,"origin":"ours"},
{"id":"storm","name":"Storm","means":"It is near.","chance":{"low":0.1,"high":0.9,"days":30},"imminent":true,"decide_hours":1,"warn_hours":2,"approve_hours":1,"review_hours":10,"origin":"ours"}],
"rungs":[{"id":"call","name":"Call","about":"By phone.","warns":true,"origin":"ours"}],"grounds":[{"id":"asked","name":"They asked","about":"Their wish.","origin":"ours"}]}`

func TestAnOrganisationsOwnLevels(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	id := h.opened(ann, "serious")
	h.noOn(h.officer, desk.DangerAct{Levels: &desk.AdoptLevels{Scheme: []byte(ownLevels)}}, outrider.CodeNotFound)
	h.noOn(h.root, desk.DangerAct{Levels: &desk.AdoptLevels{Scheme: []byte(`{"version":1}`)}}, outrider.CodeInvalid)
	h.on(h.root, desk.DangerAct{Levels: &desk.AdoptLevels{Scheme: []byte(ownLevels)}})
	h.reopen()
	if v := h.danger(h.officer, id); v.Level.ID != "serious" || v.Scheme.Name != "Harbour" || !v.Scheme.Own || v.Scheme.By != "root" {
		t.Errorf("an old record lost its level, or the scheme is not in force: %+v, %+v", v.Level, v.Scheme)
	}
	h.noOn(h.officer, desk.DangerAct{Open: &desk.OpenDanger{Person: ann, What: "x", Level: "serious", Immediacy: "y"}}, outrider.CodeInvalid)
	if v := h.danger(h.officer, h.opened(ann, "storm")); v.Level.Name != "Storm" || v.Level.Decide != 60 {
		t.Errorf("%+v", v.Level)
	}
	h.on(h.root, desk.DangerAct{Levels: &desk.AdoptLevels{}})
	if v := h.danger(h.officer, id); v.Scheme.Own || v.Scheme.Name == "Harbour" {
		t.Errorf("%+v", v.Scheme)
	}
}

// What did we know on a day: the record as it was read then, and as a fold of the
// ledger up to then gives it.
func TestWhatWasKnownThen(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	h.file(h.seen(home, ann))
	type moment struct {
		at   time.Time
		live desk.DangerView
	}
	var then []moment
	id := h.opened(ann, "serious")
	snap := func() {
		then = append(then, moment{h.now, h.danger(h.duty, id)})
		h.now = h.now.Add(7 * time.Minute)
		h.tick()
	}
	snap()
	h.weighed(id)
	snap()
	h.on(h.officer, desk.DangerAct{Record: id, Decide: &desk.DecideDanger{Verdict: outrider.DangerSilent, Reasons: "They asked.", Ground: "told-nothing", Review: h.now.AddDate(0, 0, 2)}})
	snap()
	h.on(h.duty, desk.DangerAct{Record: id, Approve: &desk.ApproveDanger{Give: true}})
	snap()
	h.warned(id)
	h.decide(h.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: ann, Measures: []string{"home-locks"}, For: string(id)}})
	snap()
	h.on(h.officer, desk.DangerAct{Record: id, Close: h.closing()})
	snap()
	for i, m := range then {
		a, err := h.desk.Read(h.ctx, h.duty, desk.Query{AsOf: m.at, Danger: &desk.DangerQuery{ID: id}})
		if err != nil {
			t.Fatal(err)
		}
		if a.Danger.Head.Seq <= m.live.Head.Seq || a.Danger.Head.Hash == "" {
			t.Errorf("moment %d is dated %+v, after %+v", i, a.Danger.Head, m.live.Head)
		}
		if d := cmp.Diff(m.live, *a.Danger, cmpopts.IgnoreFields(desk.DangerView{}, "Head")); d != "" {
			t.Errorf("moment %d was otherwise:\n%s", i, d)
		}
	}
	_, err := h.desk.Read(h.ctx, h.duty, desk.Query{AsOf: then[0].at.Add(-time.Hour), Danger: &desk.DangerQuery{ID: id}})
	h.code(err, outrider.CodeNotFound)
}

// Erasing somebody takes their records with them, in memory as in a fold.
func TestErasingTakesTheRecord(t *testing.T) {
	h := clocked(t)
	ann, ben := h.person("K-01"), h.person("K-02")
	id, other := h.opened(ann, "serious"), h.opened(ben, "serious")
	h.on(h.officer, desk.DangerAct{Record: other, Link: &outrider.DangerLink{Person: ann}})
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: ann, Confirm: "K-01"}})
	for range 2 {
		_, err := h.desk.Danger(h.ctx, h.officer, desk.DangerQuery{ID: id})
		h.code(err, outrider.CodeNotFound)
		if v := h.danger(h.officer, other); len(v.Linked) != 1 || !v.Linked[0].Unknown {
			t.Errorf("%+v", v.Linked)
		}
		h.reopen()
	}
}

// A warning in the post has warned nobody yet: somebody is asked whether it reached
// them, for as long as it is not known.
func TestAWarningIsFollowedUp(t *testing.T) {
	h := clocked(t)
	id := h.opened(h.person("K-01"), "imminent")
	h.on(h.officer, desk.DangerAct{Record: id, Rung: &desk.GiveRung{Rung: "letter", Wording: "Look out.", Language: "fa", Method: "letter"}})
	h.on(h.officer, desk.DangerAct{Record: id, Decide: &desk.DecideDanger{Verdict: outrider.DangerWarn, Reasons: "They can act on it."}})
	h.tick()
	if got := sorts(h, id); got != "danger-warn" {
		t.Errorf("general words to many ended the duty to warn: %s", got)
	}
	g := notice()
	g.Method = "letter"
	step := h.on(h.officer, desk.DangerAct{Record: id, Rung: g}).ID
	h.tick()
	if got := sorts(h, id); got != "danger-reach" {
		t.Errorf("nobody is asked whether it reached them: %s", got)
	}
	h.now = h.now.Add(3*time.Hour + time.Minute)
	h.tick()
	if items := ofRule(h.queue(), outrider.RuleDanger); len(items) != 1 || items[0].Level != outrider.LevelAct {
		t.Errorf("nobody found out, and nobody is called: %+v", items)
	}
	h.on(h.officer, desk.DangerAct{Record: id, Receipt: &outrider.DangerReceipt{Rung: step, Known: "it came back"}})
	h.tick()
	if got := sorts(h, id); got != "danger-warn" {
		t.Errorf("it missed them, and nobody is asked to warn: %s", got)
	}
	step = h.on(h.officer, desk.DangerAct{Record: id, Rung: notice()}).ID
	h.on(h.officer, desk.DangerAct{Record: id, Receipt: &outrider.DangerReceipt{Rung: step, Reached: true, Known: "read back"}})
	h.tick()
	if got := sorts(h, id); got != "" {
		t.Errorf("they know, and somebody is asked for %s", got)
	}
}

// A case about somebody whose life is held to be in danger within hours may not be
// silent for weeks, and names the record that is kept with it.
func TestACaseIsAsNearAsItsRecords(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	c := outrider.CaseID(h.decide(h.officer, desk.Decision{Case: &desk.CaseDecision{Open: &desk.OpenCase{People: []outrider.PersonID{ann}, Why: "a caller"}}}).ID)
	silent := func() float64 {
		t.Helper()
		v, err := h.desk.Case(h.ctx, h.officer, c)
		if err != nil {
			t.Fatal(err)
		}
		return v.Silent
	}
	before := silent()
	id := h.opened(ann, "imminent")
	if after := silent(); !(after < before) || after > 1 {
		t.Errorf("its owner may be silent for %v days; before, %v", after, before)
	}
	h.decide(h.officer, desk.Decision{Case: &desk.CaseDecision{Link: &desk.LinkCase{Case: c, Link: outrider.CaseLink{Kind: outrider.LinkRecord, ID: string(id)}}}})
	v, err := h.desk.Case(h.ctx, h.officer, c)
	if err != nil || len(v.Links) != 1 || v.Links[0].What != "Threat record: Imminent, open" {
		t.Errorf("%+v, %v", v.Links, err)
	}
	_, err = h.desk.Decide(h.ctx, h.officer, desk.Decision{Case: &desk.CaseDecision{Close: &desk.CloseCase{Case: c, Ground: "boredom", Why: "x", Reopens: "y"}}})
	if !strings.Contains(outrider.HintText(err), "threat-passed") {
		t.Errorf("the list of grounds is not named: %v", err)
	}
}
