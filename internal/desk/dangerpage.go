package desk

import (
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// HeadLine dates a page by the ledger that it was made from: whoever holds the signed
// head can prove that nothing in it was changed since.
type HeadLine struct {
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"`
}

// DangerClock is one thing that has to be done about a record.
type DangerClock struct {
	Sort outrider.DutySort `json:"sort"`
	What string            `json:"what"`
	Due  time.Time         `json:"due"`
	By   time.Time         `json:"by"` // from when on it is missed
	Late bool              `json:"late,omitempty"`
}

// DangerWords are the words of one fact: who wrote them, when. They are left out for
// whoever may not see all that they rest on.
type DangerWords struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Masked bool      `json:"masked,omitempty"`
}

// DangerNote is a fact of a record as a list of facts shows it.
type DangerNote struct {
	DangerWords
	ID   string `json:"id,omitempty"`
	Kind string `json:"kind"` // level, closed, looked-at, reopened, vital
	Name string `json:"name,omitempty"`
	Text string `json:"text,omitempty"`
}

// DangerOptionLine is something that could be done.
type DangerOptionLine struct {
	DangerWords
	outrider.DangerOption
}

// DangerDecisionLine is a decision about the warning.
type DangerDecisionLine struct {
	DangerWords
	ID      string                 `json:"id"`
	Verdict outrider.DangerVerdict `json:"verdict"`
	State   string                 `json:"state"` // decided, waits, in-force, run-out, refused, replaced, closed
	Reasons string                 `json:"reasons,omitempty"`
	Ground  string                 `json:"ground,omitempty"`
	About   string                 `json:"ground_about,omitempty"`
	Review  time.Time              `json:"review,omitzero"`
	Second  string                 `json:"second,omitempty"`
	Said    string                 `json:"said,omitempty"` // by the second person
}

// DangerRungLine is one step of the response.
type DangerRungLine struct {
	DangerWords
	outrider.DangerRung
	Hours   float64                 `json:"hours_since_before"` // since the step before it; the first: since the opening
	Receipt *outrider.DangerReceipt `json:"receipt,omitempty"`
	Noted   *DangerWords            `json:"noted,omitempty"` // who wrote down the receipt
}

// DangerOfferLine is one measure that was offered for the record.
type DangerOfferLine struct {
	Measure string    `json:"measure"` // id in the library; in words, where it was offered by word
	Title   string    `json:"title,omitempty"`
	State   string    `json:"state"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	How     string    `json:"how,omitempty"` // where it was offered by word
}

// DangerDissentLine is another view, beside what it is about.
type DangerDissentLine struct {
	DangerWords
	About string `json:"about,omitempty"`
	Of    string `json:"of"` // what it is about, in words
	Why   string `json:"why,omitempty"`
}

// DangerLinkLine is somebody who may be hit as well.
type DangerLinkLine struct {
	Person  outrider.PersonID `json:"person,omitempty"`
	Code    string            `json:"code,omitempty"`
	Who     string            `json:"who,omitempty"`
	Child   bool              `json:"child,omitempty"`
	Note    string            `json:"note,omitempty"`
	Sheet   bool              `json:"sheet"` // they have their own, or a note says why not
	Unknown bool              `json:"unknown,omitempty"`
}

// DangerView is one threat record: what was known and when, what was decided, by whom,
// who saw it differently, and what was done.
type DangerView struct {
	Now       time.Time            `json:"now"`
	Head      HeadLine             `json:"head"`
	Line      DangerLine           `json:"line"`
	Level     outrider.DangerLevel `json:"level"`
	Immediacy string               `json:"immediacy,omitempty"`
	Masked    bool                 `json:"masked,omitempty"` // of the immediacy
	Alert     outrider.AlertID     `json:"alert,omitempty"`
	Report    outrider.ReportID    `json:"report,omitempty"`
	OpenedBy  string               `json:"opened_by"`
	Began     time.Time            `json:"began"` // since when its clocks run
	Stopped   bool                 `json:"stopped,omitempty"`
	Tell      string               `json:"tell"` // how the person wants to be told
	Clocks    []DangerClock        `json:"clocks"`
	Known     []DangerKnownLine    `json:"known"`
	Options   []DangerOptionLine   `json:"options"`
	Decisions []DangerDecisionLine `json:"decisions"` // newest first
	Ladder    []DangerRungLine     `json:"ladder"`    // in the order in which they were given
	Offers    []DangerOfferLine    `json:"offers"`
	Dissent   []DangerDissentLine  `json:"dissent"`
	Linked    []DangerLinkLine     `json:"linked"`
	History   []DangerNote         `json:"history"` // levels, closings, reopenings, grounds
	Needs     []string             `json:"needs"`   // what it lacks before it may close
	Woken     []string             `json:"woken,omitempty"`
	Scheme    LevelsView           `json:"scheme"`
	MayKeep   bool                 `json:"may_keep,omitempty"`
	MayDecide bool                 `json:"may_decide,omitempty"`
	MayAgree  bool                 `json:"may_agree,omitempty"` // be the second person now
	NoPlan    bool                 `json:"no_plan,omitempty"`   // offers are written down here: the person withdrew, or no plans are kept
	MaxReview time.Time            `json:"max_review"`
	Citable   []Citable            `json:"citable,omitempty"` // what may be cited as known and is not yet
}

// dangerView cuts a record to a user.
func (d *Desk) dangerView(v picture.View, x *picture.Person, r *picture.Danger) DangerView {
	o, now := r.Opened(), d.now()
	dv := DangerView{Now: now, Line: d.dangerLine(v, x, r), Level: r.Level(), Alert: o.Opened.Alert, Report: o.Opened.Report, OpenedBy: d.userName(o.By), Began: r.Began(), Stopped: d.stoppedDanger(x, r),
		Tell: tellings[x.Telling.Or()], Clocks: d.clockLines(x, r), Known: []DangerKnownLine{}, Options: []DangerOptionLine{}, Decisions: []DangerDecisionLine{}, Ladder: d.ladder(v, r), Offers: d.offerLines(v, x, r),
		Dissent: []DangerDissentLine{}, Linked: d.linkedLines(v, r), History: []DangerNote{}, Needs: []string{}, Scheme: d.levelsView(),
		MayKeep: v.May(policy.KeepDanger), MayDecide: v.May(policy.DecideDanger), MaxReview: now.Add(minutes(r.Level().Review))}
	for _, f := range r.Facts {
		d.showFact(&dv, v, r, f)
	}
	slices.Reverse(dv.Decisions)
	if r.Closed() == nil {
		dv.Needs = append(dv.Needs, d.dangerNeeds(x, r)...)
	}
	if r.Closed() == nil && dv.MayKeep && !dv.Stopped {
		dv.Citable = d.citable(v, x, r)
	}
	_, no := d.withdrew(x)
	dv.NoPlan = no || d.o.Plan == nil
	if f, waits := d.p.Proposed(r); waits {
		dv.MayAgree = f.By != v.User().ID && v.SeesAll(f.Basis) && d.mayApprove(v.User(), outrider.ApproveNoWarning, []outrider.PersonID{r.Person})
	}
	for _, w := range d.p.Wakes(r) {
		if w.Alert != "" {
			dv.Woken = append(dv.Woken, "An alert that asks to act came on "+stampOf(w.At)+".")
		} else {
			dv.Woken = append(dv.Woken, "Something was found on "+stampOf(w.At)+".")
		}
	}
	return dv
}

func stampOf(t time.Time) string { return t.UTC().Format("2 Jan 2006 15:04") + " UTC" }

// showFact puts one fact where it belongs in a view.
func (d *Desk) showFact(dv *DangerView, v picture.View, r *picture.Danger, f *picture.DangerFact) {
	w := DangerWords{By: d.userName(f.By), At: f.At, Masked: !v.SeesAll(f.Basis)}
	switch {
	case f.Opened != nil:
		dv.History = append(dv.History, DangerNote{DangerWords: w, Kind: "level", Name: f.Opened.Level.Name, Text: words(w, f.Opened.Immediacy)})
		dv.Masked, dv.Immediacy = w.Masked, words(w, f.Opened.Immediacy)
	case f.Reviewed != nil:
		dv.History = append(dv.History, DangerNote{DangerWords: w, Kind: "level", Name: f.Reviewed.Level.Name, Text: words(w, f.Reviewed.Why)})
		dv.Masked, dv.Immediacy = w.Masked, words(w, f.Reviewed.Immediacy)
	case f.Known != nil:
		dv.Known = append(dv.Known, d.knownLine(v, w, r, f))
	case f.Option != nil:
		l := DangerOptionLine{DangerWords: w, DangerOption: outrider.DangerOption{ID: f.Option.ID}}
		if !w.Masked {
			l.DangerOption = *f.Option
		}
		dv.Options = append(dv.Options, l)
	case f.Decision != nil:
		dv.Decisions = append(dv.Decisions, d.decisionLine(w, r, f))
	case f.Dissent != nil:
		dv.Dissent = append(dv.Dissent, DangerDissentLine{DangerWords: w, About: f.Dissent.About, Of: whatOf(r, f.Dissent.About), Why: words(w, f.Dissent.Why)})
	case f.Vital != nil:
		dv.History = append(dv.History, DangerNote{DangerWords: w, Kind: "vital", Name: string(f.Vital.Ground), Text: words(w, f.Vital.Why)})
	case f.Closed != nil:
		dv.History = append(dv.History, DangerNote{DangerWords: w, Kind: "closed", Text: words(w, sentences(f.Closed.Reasons, "It would be taken up again: "+f.Closed.Reopens, "Agreed by: "+f.Closed.Agreed))})
	case f.Looked != nil:
		dv.History = append(dv.History, DangerNote{DangerWords: w, Kind: "looked-at", Text: words(w, f.Looked.Why)})
	case f.Reopened != nil:
		dv.History = append(dv.History, DangerNote{DangerWords: w, Kind: "reopened", Text: words(w, f.Reopened.Why)})
	}
}

// sentences joins what people typed, each ending as a sentence does.
func sentences(said ...string) string {
	out := make([]string, len(said))
	for i, s := range said {
		if out[i] = strings.TrimSpace(s); !strings.ContainsAny(out[i][max(0, len(out[i])-1):], ".!?") {
			out[i] += "."
		}
	}
	return strings.Join(out, " ")
}

// words are left out where they may rest on what is not for the user.
func words(w DangerWords, text string) string {
	if w.Masked {
		return ""
	}
	return text
}

// spanText writes a stretch of time in its largest whole unit.
func spanText(t time.Duration) string {
	switch {
	case t >= 48*time.Hour:
		return count(int(t.Hours()/24), "day")
	case t >= time.Hour:
		return count(int(t.Hours()), "hour")
	}
	return count(int(t.Minutes()), "minute")
}

func (d *Desk) decisionLine(w DangerWords, r *picture.Danger, f *picture.DangerFact) DangerDecisionLine {
	q := f.Decision
	l := DangerDecisionLine{DangerWords: w, ID: q.ID, Verdict: q.Verdict, State: "decided", Reasons: words(w, q.Reasons), Review: q.Review}
	if q.Verdict != outrider.DangerSilent {
		return l
	}
	l.State, l.Second = d.silentState(r, f)
	l.Ground, l.About = q.Ground.Name, q.Ground.About
	if a, ok := d.p.Approval(q.Approval); ok {
		l.Said = words(w, a.Answer.Text)
	}
	return l
}

// whatOf says in words what somebody sees differently.
func whatOf(r *picture.Danger, id string) string {
	f := r.Find(id)
	switch {
	case f == nil:
		return "the record"
	case f.Decision != nil && f.Decision.Verdict == outrider.DangerSilent:
		return "a decision not to warn"
	case f.Decision != nil:
		return "a decision to warn"
	case f.Option != nil:
		return "an option"
	case f.Known != nil:
		return "something that was known"
	}
	return "a step"
}

// clockLines are the clocks of a record, the nearest first.
func (d *Desk) clockLines(x *picture.Person, r *picture.Danger) []DangerClock {
	out := []DangerClock{}
	one := &picture.Person{Protectee: x.Protectee, Dangers: []*picture.Danger{r}}
	one.Consents = x.Consents
	d.dangersOf(one, func(du outrider.Duty, _ time.Time) {
		out = append(out, DangerClock{Sort: du.Sort, What: dangerDoes[du.Sort].what, Due: du.Due, By: du.By, Late: !d.now().Before(du.By)})
	})
	slices.SortStableFunc(out, func(a, b DangerClock) int { return a.By.Compare(b.By) })
	return out
}

// ladder is the response, step by step, with the time between the steps.
func (d *Desk) ladder(v picture.View, r *picture.Danger) []DangerRungLine {
	out := []DangerRungLine{}
	before := r.Opened().At
	for _, f := range r.Steps() {
		l := DangerRungLine{DangerWords: DangerWords{By: d.userName(f.By), At: f.At, Masked: !v.SeesAll(f.Basis)}, DangerRung: *f.Rung, Hours: f.Rung.Given.Sub(before).Hours()}
		l.Wording = words(l.DangerWords, l.Wording)
		if got := r.Receipt(f.Rung.ID); got != nil {
			l.Noted = &DangerWords{By: d.userName(got.By), At: got.At, Masked: !v.SeesAll(got.Basis)}
			shown := *got.Receipt
			if l.Noted.Masked {
				shown = outrider.DangerReceipt{Rung: shown.Rung, Reached: shown.Reached, At: shown.At}
			}
			l.Receipt = &shown
		}
		before = f.Rung.Given
		out = append(out, l)
	}
	return out
}

// offerLines are the measures that were offered for a record.
func (d *Desk) offerLines(v picture.View, x *picture.Person, r *picture.Danger) []DangerOfferLine {
	out := []DangerOfferLine{}
	for _, o := range x.Offers {
		if since, ok := o.AnswersTo(string(r.ID)); ok {
			l := DangerOfferLine{Measure: o.Measure, State: string(o.State()), By: d.userName(o.By), At: since}
			if d.o.Plan != nil {
				l.Title = d.titleOf(o.Measure)
			}
			out = append(out, l)
		}
	}
	for _, f := range r.Facts {
		if f.Offer == nil || !v.SeesAll(f.Basis) {
			continue
		}
		for _, m := range f.Offer.Measures {
			out = append(out, DangerOfferLine{Measure: m, State: f.Offer.Answer, By: d.userName(f.By), At: f.Offer.Given, How: f.Offer.How})
		}
	}
	return out
}

// linkedLines lists who may be hit as well. Somebody of whom the user may not know
// stands there without a name.
func (d *Desk) linkedLines(v picture.View, r *picture.Danger) []DangerLinkLine {
	out := []DangerLinkLine{}
	for _, l := range r.Linked() {
		line := DangerLinkLine{Who: l.Who, Child: l.Child, Note: l.Note, Sheet: d.hasSheet(l)}
		if y, ok := v.Person(l.Person); l.Person != "" && ok && !y.Erased {
			line.Person, line.Code = l.Person, d.code(l.Person)
		} else if l.Person != "" {
			line = DangerLinkLine{Unknown: true, Sheet: true}
		}
		out = append(out, line)
	}
	return out
}
