package server

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

// Clocks gives the views of what time asks for.
type Clocks interface {
	Duties(ctx context.Context, by outrider.UserID) (desk.DutiesView, error)
	CheckIns(ctx context.Context, by outrider.UserID, who outrider.PersonID) (desk.CheckInView, error)
}

// clockPages is the part of the table of pages that is about duties.
func (s *site) clockPages(all map[string]page) map[string]page {
	for pattern, h := range map[string]page{
		"GET /shift":                       s.getShift,
		"POST /shift/offer":                s.postOffer,
		"POST /shift/accept":               s.postAccept,
		"POST /shift/swap":                 s.postSwap,
		"GET /people/{id}/checkin":         s.getCheckIn,
		"POST /people/{id}/checkin":        s.postCheckIn,
		"POST /people/{id}/checkin/answer": s.postAnswered,
	} {
		all[pattern] = h
	}
	return all
}

func (s *site) getShift(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showShift(w, r, v, ui.Shift{Status: http.StatusOK, Sort: outrider.DutySort(r.URL.Query().Get("sort"))})
}

func (s *site) showShift(w http.ResponseWriter, r *http.Request, v visitor, p ui.Shift) error {
	d, err := s.Reads.Duties(r.Context(), v.User)
	if err != nil {
		return err
	}
	p.DutiesView = d
	return s.showAs(w, r, p.Status, &v, p)
}

// shiftAgain goes on to the shift's page, with what was wrong where something was.
func (s *site) shiftAgain(w http.ResponseWriter, r *http.Request, v visitor, err error) error {
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showShift(w, r, v, ui.Shift{Status: statusOf(err), Fields: ui.Fields(r.PostForm), Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/shift", http.StatusSeeOther)
	return nil
}

func (s *site) postOffer(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{OfferShift: &desk.OfferShift{To: strings.TrimSpace(r.PostForm.Get("to")), Note: r.PostForm.Get("note")}})
	return s.shiftAgain(w, r, v, err)
}

func (s *site) postAccept(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{AcceptShift: &desk.AcceptShift{Why: r.PostForm.Get("why")}})
	return s.shiftAgain(w, r, v, err)
}

func (s *site) postSwap(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{SwapRota: &desk.SwapRota{Out: strings.TrimSpace(f.Get("out")), In: strings.TrimSpace(f.Get("in")), From: f.Get("from"), To: f.Get("until")}})
	return s.shiftAgain(w, r, v, err)
}

func (s *site) getCheckIn(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showCheckIn(w, r, v, ui.CheckIn{Status: http.StatusOK})
}

func (s *site) showCheckIn(w http.ResponseWriter, r *http.Request, v visitor, p ui.CheckIn) error {
	c, err := s.Reads.CheckIns(r.Context(), v.User, personOf(r))
	if err != nil {
		return err
	}
	p.CheckInView = c
	return s.showAs(w, r, p.Status, &v, p)
}

// checkInAgain goes on to the check-ins, with what was wrong where something was.
func (s *site) checkInAgain(w http.ResponseWriter, r *http.Request, v visitor, err error) error {
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		f := ui.Fields(r.PostForm)
		delete(f, "word")
		return s.showCheckIn(w, r, v, ui.CheckIn{Status: statusOf(err), Fields: f, Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/people/"+r.PathValue("id")+"/checkin", http.StatusSeeOther)
	return nil
}

// waysOf reads lines of "channel address".
func waysOf(s string) []outrider.Way {
	var out []outrider.Way
	for _, l := range linesOf(s) {
		channel, to, _ := strings.Cut(l, " ")
		out = append(out, outrider.Way{Channel: channel, To: strings.TrimSpace(to)})
	}
	return out
}

func (s *site) postCheckIn(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	c := desk.SetCheckIn{Person: personOf(r), At: strings.Fields(strings.ReplaceAll(f.Get("at"), ",", " ")), Days: f["day"], Zone: strings.TrimSpace(f.Get("zone")),
		Ways: waysOf(f.Get("ways")), Contact: waysOf(f.Get("contact")), End: f.Get("end") == "yes"}
	for name, to := range map[string]*int{"again": &c.Again, "second": &c.Second, "missed": &c.Missed} {
		if n, err := strconv.Atoi(strings.TrimSpace(f.Get(name))); err == nil {
			*to = n
		}
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{SetCheckIn: &c})
	return s.checkInAgain(w, r, v, err)
}

func (s *site) postAnswered(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: personOf(r), Word: r.PostForm.Get("word"), Note: r.PostForm.Get("note")}})
	return s.checkInAgain(w, r, v, err)
}
