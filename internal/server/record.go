package server

import (
	"net/http"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

func (s *site) getRecord(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showRecord(w, r, v, ui.Record{Status: http.StatusOK})
}

func (s *site) showRecord(w http.ResponseWriter, r *http.Request, v visitor, page ui.Record) error {
	got, err := s.Oversight.Record(r.Context(), v.User)
	if err != nil {
		return err
	}
	page.RecordView = got
	return s.showAs(w, r, page.Status, &v, page)
}

// postAnswer says how a question about harm ended: "happened", "did-not", or
// "unknown" with its reason in one field, so that the form works without script.
func (s *site) postAnswer(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	how, why, _ := strings.Cut(strings.TrimSpace(r.PostForm.Get("answer")), " ")
	a := desk.ResolveQuestion{Question: outrider.QuestionID(r.PathValue("id")), Resolution: outrider.Resolution(how), Reason: why}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Resolve: &a})
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showRecord(w, r, v, ui.Record{Status: statusOf(err), Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/calibration", http.StatusSeeOther)
	return nil
}
