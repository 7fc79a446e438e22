package server

import (
	"net/http"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

// nothingHere answers every path there is no page for.
func (s *site) nothingHere(http.ResponseWriter, *http.Request, visitor) error {
	return outrider.ErrNotFound
}

// getQueue is the start page of those who may read the queue; everybody else is
// sent to where their own work is.
func (s *site) getQueue(w http.ResponseWriter, r *http.Request, v visitor) error {
	if home := homeOf(v); home != "/" {
		http.Redirect(w, r, home, http.StatusSeeOther)
		return nil
	}
	q, err := s.Reads.Queue(r.Context(), v.User)
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Queue{QueueView: q, Rule: outrider.Rule(r.URL.Query().Get("rule"))})
}

// homeOf is where a user starts, by what they may do.
func homeOf(v visitor) string {
	for _, h := range []struct{ act, path string }{
		{"read-queue", "/"}, {"read-audit", "/audit"}, {"manage-users", "/users"}, {"file-report", reportsPath},
	} {
		if v.May[h.act] {
			return h.path
		}
	}
	return "/more"
}

func (s *site) getMore(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.show(w, r, v, ui.More{})
}

func (s *site) getAlert(w http.ResponseWriter, r *http.Request, v visitor) error {
	a, err := s.Reads.Alert(r.Context(), v.User, outrider.AlertID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return s.show(w, r, v, s.alertPage(a))
}

// alertPage offers a dismissal of a fortnight unless the officer says otherwise.
func (s *site) alertPage(a desk.AlertView) ui.Alert {
	return ui.Alert{AlertView: a, Cards: s.cardsFor(a), Reasons: outrider.DismissReasons, Until: s.Clock().AddDate(0, 0, 14).Format(time.DateOnly)}
}

func (s *site) postTake(w http.ResponseWriter, r *http.Request, v visitor) error {
	id := outrider.AlertID(r.PathValue("id"))
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Take: &desk.TakeAlert{Alert: id}})
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/alerts/"+string(id), http.StatusSeeOther)
	return nil
}

func (s *site) postDismiss(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	id := outrider.AlertID(r.PathValue("id"))
	d := desk.DismissAlert{Alert: id, Reason: r.PostForm.Get("reason"), Note: r.PostForm.Get("note")}
	until, err := endOfDay(r.PostForm.Get("until"))
	if err == nil {
		d.Until = until
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{Dismiss: &d})
	}
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		return s.dismissAgain(w, r, v, d, err)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// dismissAgain shows the alert with the dismissal form as it was filled in.
func (s *site) dismissAgain(w http.ResponseWriter, r *http.Request, v visitor, d desk.DismissAlert, why error) error {
	a, err := s.Reads.Alert(r.Context(), v.User, d.Alert)
	if err != nil {
		return err
	}
	p := s.alertPage(a)
	p.Reason, p.Note, p.Until = d.Reason, d.Note, r.PostForm.Get("until")
	p.Problem, p.Hint = outrider.SafeText(why), outrider.HintText(why)
	return s.showAs(w, r, http.StatusUnprocessableEntity, &v, p)
}

// endOfDay reads a date as its last moment, so that "until Friday" includes Friday.
func endOfDay(s string) (time.Time, error) {
	when, err := outrider.ParseWhen(s, time.UTC)
	if err != nil {
		return time.Time{}, err
	}
	return when.Last(), nil
}
