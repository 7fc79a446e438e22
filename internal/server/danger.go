package server

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

// Dangers gives threat records.
type Dangers interface {
	Danger(ctx context.Context, by outrider.UserID, q desk.DangerQuery) (desk.DangerView, error)
	Dangers(ctx context.Context, by outrider.UserID, q desk.DangersQuery) (desk.DangersView, error)
	Levels(ctx context.Context, by outrider.UserID) (desk.LevelsView, error)
}

// dangerPages is the part of the table of pages that is about threat records.
func (s *site) dangerPages(all map[string]page) map[string]page {
	for pattern, h := range map[string]page{
		"GET /records":                 s.getDangers,
		"GET /records/{record}":        s.getDanger,
		"POST /records/{record}/{act}": s.postDanger,
		"GET /people/{id}/records/new": s.getNewDanger,
		"POST /people/{id}/records":    s.postNewDanger,
	} {
		all[pattern] = h
	}
	return all
}

func (s *site) getDangers(w http.ResponseWriter, r *http.Request, v visitor) error {
	got, err := s.Reads.Dangers(r.Context(), v.User, desk.DangersQuery{Closed: r.URL.Query().Get("closed") == "1"})
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Dangers{DangersView: got})
}

// getDanger shows a record; ?at= as it was known at a moment.
func (s *site) getDanger(w http.ResponseWriter, r *http.Request, v visitor) error {
	at, err := pastOf(r.URL.Query().Get("at"))
	if err != nil {
		return err
	}
	return s.showDanger(w, r, v, ui.Danger{Status: http.StatusOK, At: at})
}

func (s *site) showDanger(w http.ResponseWriter, r *http.Request, v visitor, p ui.Danger) error {
	got, err := s.Reads.Danger(r.Context(), v.User, desk.DangerQuery{ID: recordOf(r), At: p.At})
	if err != nil {
		return err
	}
	p.DangerView = got
	return s.showAs(w, r, p.Status, &v, p)
}

func recordOf(r *http.Request) outrider.DangerID { return outrider.DangerID(r.PathValue("record")) }

// pastOf reads the last instant of a moment that a reader asks about; empty is now.
func pastOf(s string) (time.Time, error) {
	if strings.TrimSpace(s) == "" {
		return time.Time{}, nil
	}
	w, err := outrider.ParseWhen(s, nil)
	return w.Last(), err
}

// instantOf reads a moment, in UTC; empty is none.
func instantOf(f url.Values, field string) (time.Time, error) {
	if strings.TrimSpace(f.Get(field)) == "" {
		return time.Time{}, nil
	}
	w, err := outrider.ParseWhen(f.Get(field), nil)
	return w.From, err
}

func (s *site) getNewDanger(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showNewDanger(w, r, v, ui.NewDanger{Status: http.StatusOK, Alert: outrider.AlertID(r.URL.Query().Get("alert")), Report: outrider.ReportID(r.URL.Query().Get("report"))})
}

func (s *site) showNewDanger(w http.ResponseWriter, r *http.Request, v visitor, p ui.NewDanger) error {
	x, err := s.Reads.Person(r.Context(), v.User, desk.PersonQuery{ID: personOf(r)})
	if err != nil {
		return err
	}
	if p.Levels, err = s.Reads.Levels(r.Context(), v.User); err != nil {
		return err
	}
	p.Person, p.Code = x.Line.ID, x.Line.Code
	p.Withdrew = x.Consent != nil && x.Consent.Stopped != ""
	return s.showAs(w, r, p.Status, &v, p)
}

func (s *site) postNewDanger(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	o := desk.OpenDanger{Person: personOf(r), What: f.Get("what"), Alert: outrider.AlertID(f.Get("alert")), Report: outrider.ReportID(f.Get("report")), Level: f.Get("level"),
		Immediacy: f.Get("immediacy"), Owner: strings.TrimSpace(f.Get("owner"))}
	if g := f.Get("ground"); g != "" {
		o.Vital = &outrider.DangerVital{Ground: outrider.Ground(g), Why: f.Get("why")}
	}
	got, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Danger: &desk.DangerAct{Open: &o}})
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showNewDanger(w, r, v, ui.NewDanger{Status: statusOf(err), Fields: ui.Fields(f), Alert: o.Alert, Report: o.Report, Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/records/"+got.ID, http.StatusSeeOther)
	return nil
}

// postDanger does one act on a record, and goes back to the part that it is about; or
// shows the page again, with what was wrong and what was typed.
func (s *site) postDanger(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	act := r.PathValue("act")
	dec, err := dangerFrom(recordOf(r), act, r.PostForm)
	if err == nil && dec.Danger != nil && dec.Danger.Link != nil {
		err = s.nameLinked(r, v, dec.Danger.Link)
	}
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, dec)
	}
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showDanger(w, r, v, ui.Danger{Status: statusOf(err), Act: act, Fields: ui.Fields(r.PostForm), Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err == nil {
		err = outrider.CheckID("record", r.PathValue("record"))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/records/"+r.PathValue("record")+"#"+act, http.StatusSeeOther)
	return nil
}

// nameLinked turns the code name of somebody in the register into their id.
func (s *site) nameLinked(r *http.Request, v visitor, l *outrider.DangerLink) error {
	ids, err := s.idsOf(r, v, string(l.Person))
	if err == nil && len(ids) == 1 {
		l.Person = ids[0]
	}
	return err
}

// dangerFrom reads the form of an act.
func dangerFrom(id outrider.DangerID, act string, f url.Values) (desk.Decision, error) {
	a := desk.DangerAct{Record: id}
	var err error
	switch act {
	case "know":
		a.Know, err = knowFrom(f)
	case "review":
		a.Review = &desk.ReviewDanger{Level: f.Get("level"), Immediacy: f.Get("immediacy"), Owner: strings.TrimSpace(f.Get("owner")), Why: f.Get("why")}
		a.Review.Review, err = instantOf(f, "review")
	case "option":
		a.Option = &outrider.DangerOption{What: f.Get("what"), For: f.Get("for"), Against: f.Get("against")}
	case "decide":
		a.Decide = &desk.DecideDanger{Verdict: outrider.DangerVerdict(f.Get("verdict")), Reasons: f.Get("reasons"), Ground: f.Get("ground")}
		a.Decide.Review, err = instantOf(f, "review")
	case "approve":
		a.Approve = &desk.ApproveDanger{Give: f.Get("give") == "yes", Why: f.Get("why")}
	case "dissent":
		a.Dissent = &outrider.DangerDissent{About: f.Get("about"), Why: f.Get("why")}
	case "link":
		a.Link = &outrider.DangerLink{Person: outrider.PersonID(strings.TrimSpace(f.Get("person"))), Who: strings.TrimSpace(f.Get("who")), Child: f.Get("child") == "yes", Note: f.Get("note")}
	case "vital":
		a.Vital = &outrider.DangerVital{Ground: outrider.Ground(f.Get("ground")), Why: f.Get("why")}
	default:
		return dangerDone(a, act, f)
	}
	return desk.Decision{Danger: &a}, err
}

// dangerDone reads the forms of what was done about a danger.
func dangerDone(a desk.DangerAct, act string, f url.Values) (desk.Decision, error) {
	var err error
	switch act {
	case "rung":
		a.Rung = &desk.GiveRung{Rung: f.Get("rung"), Sender: f.Get("sender"), To: f.Get("to"), Wording: f.Get("wording"), Language: f.Get("language"), Interpreter: f.Get("interpreter"), Method: f.Get("method")}
		a.Rung.Given, err = instantOf(f, "given")
	case "receipt":
		a.Receipt = &outrider.DangerReceipt{Rung: f.Get("rung"), Reached: f.Get("reached") == "yes", Who: f.Get("who"), Known: f.Get("known"), Reaction: f.Get("reaction")}
		a.Receipt.At, err = instantOf(f, "at")
	case "offer":
		if f.Get("plan") == "yes" {
			return desk.Decision{Offer: &desk.OfferMeasures{Person: outrider.PersonID(f.Get("person")), Measures: linesOf(f.Get("measures")), For: string(a.Record), Owner: strings.TrimSpace(f.Get("owner"))}}, nil
		}
		a.Offer = &outrider.DangerOffer{Measures: linesOf(f.Get("measures")), How: f.Get("how"), Answer: f.Get("answer")}
	case "close":
		a.Close = &desk.CloseDanger{Reasons: f.Get("reasons"), Reopens: f.Get("reopens"), Agreed: f.Get("agreed"), Owner: strings.TrimSpace(f.Get("owner")), Asked: f.Get("asked") == "yes"}
		a.Close.Review, err = dayOf(f.Get("review"))
	case "look":
		a.Look = &outrider.DangerLooked{Why: f.Get("why")}
		a.Look.Review, err = dayOf(f.Get("review"))
	case "reopen":
		a.Reopen = &desk.ReopenDanger{Why: f.Get("why"), Owner: strings.TrimSpace(f.Get("owner"))}
	default:
		return desk.Decision{}, outrider.ErrNotFound
	}
	return desk.Decision{Danger: &a}, err
}

// knowFrom reads what was known.
func knowFrom(f url.Values) (*desk.KnowDanger, error) {
	from, cites, chosen := strings.Cut(f.Get("from"), " ") // chosen from the list, or by its id
	if !chosen {
		cites = f.Get("cites")
	}
	k := &desk.KnowDanger{From: outrider.DangerSource(from), Cites: cites, What: f.Get("what"), Who: f.Get("who"), Missed: f.Get("missed")}
	var err error
	if h := strings.TrimSpace(f.Get("happened")); h != "" {
		if k.Happened, err = outrider.ParseWhen(h, nil); err != nil {
			return nil, err
		}
	}
	if k.Knew, err = instantOf(f, "knew"); err != nil {
		return nil, err
	}
	k.Ought, err = instantOf(f, "ought")
	return k, err
}

// apiDanger gives one record; ?at= as it was known at a moment.
func (s *site) apiDanger(r *http.Request, by outrider.UserID) (any, error) {
	at, err := pastOf(r.URL.Query().Get("at"))
	if err != nil {
		return nil, err
	}
	return s.Reads.Danger(r.Context(), by, desk.DangerQuery{ID: recordOf(r), At: at})
}

// apiDangers lists records; ?person= of one, ?closed=1 closed ones too, ?silent=1
// those with a decision not to warn.
func (s *site) apiDangers(r *http.Request, by outrider.UserID) (any, error) {
	q := r.URL.Query()
	return s.Reads.Dangers(r.Context(), by, desk.DangersQuery{Person: outrider.PersonID(q.Get("person")), Closed: q.Get("closed") == "1", Silent: q.Get("silent") == "1"})
}
