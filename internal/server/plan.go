package server

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

// Plans gives the view of one person's measures.
type Plans interface {
	Plan(ctx context.Context, by outrider.UserID, q desk.PlanQuery) (desk.PlanView, error)
}

// planPages is the part of the table of pages that is about plans.
func (s *site) planPages(all map[string]page) map[string]page {
	for pattern, h := range map[string]page{
		"GET /people/{id}/plan":                    s.getPlan,
		"GET /people/{id}/plan/paper":              s.getPaper,
		"POST /people/{id}/plan/offer":             s.postOfferMeasures,
		"POST /people/{id}/plan/agree":             s.postAgree,
		"POST /people/{id}/plan/limits":            s.postLimits,
		"POST /people/{id}/plan/{offer}/said":      s.postSaid,
		"POST /people/{id}/plan/{offer}/in-place":  s.postInPlace,
		"POST /people/{id}/plan/{offer}/looked-at": s.postLookedAt,
		"POST /people/{id}/plan/{offer}/end":       s.postEndMeasure,
	} {
		all[pattern] = h
	}
	return all
}

func (s *site) getPlan(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showPlan(w, r, v, ui.Plan{Status: http.StatusOK, Fields: ui.Fields{"for": r.URL.Query()["for"]}})
}

func (s *site) showPlan(w http.ResponseWriter, r *http.Request, v visitor, p ui.Plan) error {
	x, err := s.Reads.Plan(r.Context(), v.User, desk.PlanQuery{Person: personOf(r)})
	if err != nil {
		return err
	}
	p.PlanView = x
	return s.showAs(w, r, p.Status, &v, p)
}

// getPaper is what the person takes home: in their language, without any name of
// theirs, of the desk or of this program, and without a figure.
func (s *site) getPaper(w http.ResponseWriter, r *http.Request, v visitor) error {
	set := s.library()
	if set == nil {
		return outrider.ErrNotFound
	}
	lang := r.URL.Query().Get("lang")
	x, err := s.Reads.Plan(r.Context(), v.User, desk.PlanQuery{Person: personOf(r), Lang: lang})
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.NewPlanPaper(x, set, lang))
}

// planAgain shows the plan with what was wrong, or goes back to a part of it.
func (s *site) planAgain(w http.ResponseWriter, r *http.Request, v visitor, part string, err error) error {
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showPlan(w, r, v, ui.Plan{Status: statusOf(err), Fields: ui.Fields(r.PostForm), Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/people/"+r.PathValue("id")+"/plan#"+part, http.StatusSeeOther)
	return nil
}

func (s *site) postOfferMeasures(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	due, err := dayOf(r.PostForm.Get("due"))
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{Offer: &desk.OfferMeasures{Person: personOf(r), Measures: r.PostForm["measure"],
			For: strings.TrimSpace(r.PostForm.Get("for")), Owner: r.PostForm.Get("owner"), Due: due}})
	}
	return s.planAgain(w, r, v, "measures", err)
}

func (s *site) postSaid(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	due, err := dayOf(f.Get("due"))
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{NoteAnswer: &desk.NoteAnswer{Person: personOf(r), Offer: r.PathValue("offer"),
			Accept: f.Get("accept") == "yes", Note: f.Get("note"), Owner: f.Get("owner"), Due: due}})
	}
	return s.planAgain(w, r, v, "measures", err)
}

func (s *site) postInPlace(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	since, err := startOf(f.Get("since"))
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{PlaceMeasure: &desk.PlaceMeasure{Person: personOf(r), Offer: r.PathValue("offer"),
			Proof: outrider.Proof(f.Get("proof")), Photo: strings.TrimSpace(f.Get("photo")), Since: since, Note: f.Get("note")}})
	}
	return s.planAgain(w, r, v, "measures", err)
}

// startOf reads the start of a day; empty is no day, and stands for now.
func startOf(day string) (time.Time, error) {
	if day = strings.TrimSpace(day); day == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return t, outrider.Invalid("write a day as 2026-05-31")
	}
	return t, nil
}

func (s *site) postLookedAt(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{KeepUp: &desk.KeepUp{Person: personOf(r), Offer: r.PathValue("offer"), Note: r.PostForm.Get("note")}})
	return s.planAgain(w, r, v, "measures", err)
}

func (s *site) postEndMeasure(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{EndMeasure: &desk.EndMeasure{Person: personOf(r), Offer: r.PathValue("offer"),
		How: outrider.EndedHow(r.PostForm.Get("how")), Why: r.PostForm.Get("why")}})
	return s.planAgain(w, r, v, "measures", err)
}

func (s *site) postAgree(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	review, err := dayOf(r.PostForm.Get("review"))
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{AgreePlan: &desk.AgreePlan{Person: personOf(r), Review: review, Note: r.PostForm.Get("note")}})
	}
	return s.planAgain(w, r, v, "agreed", err)
}

func (s *site) postLimits(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f, bad := r.PostForm, error(nil)
	read := func(name string) float64 {
		n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(f.Get(name)), ",", ".", 1), 64)
		if err != nil {
			bad = outrider.Invalid("money, hours, burden and measures are numbers")
		}
		return n
	}
	l := outrider.PlanLimits{Person: personOf(r), Money: read("money"), Hours: read("hours"), Burden: read("burden"), Measures: int(read("measures")), Why: f.Get("why")}
	if bad == nil {
		_, bad = s.Door.Decide(r.Context(), v.User, desk.Decision{LimitPlan: &desk.LimitPlan{Limits: l}})
	}
	return s.planAgain(w, r, v, "limits", bad)
}
