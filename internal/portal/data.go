package portal

import (
	"net/http"
	"strings"

	"outrider"
	"outrider/internal/desk"
)

func (s *site) getData(w http.ResponseWriter, r *http.Request, own *session) error {
	v, err := s.Desk.OwnData(r.Context(), own.self())
	if err != nil {
		return err
	}
	s.draw(w, r, own, http.StatusOK, "data", known{v, r.URL.Query().Get("m") == "back"})
	return nil
}

// known is the page of what is held.
type known struct {
	desk.OwnData
	Took bool // they have just taken a yes back
}

// postWithdraw takes one yes back, or all of them: the record carries the others. The
// session goes on, every other one of the person's ends.
func (s *site) postWithdraw(w http.ResponseWriter, r *http.Request, own *session) error {
	if err := parse(r); err != nil {
		return err
	}
	lang := s.languageOf(r, own)
	no := desk.WithdrawConsent{Purpose: outrider.ConsentPurpose(r.PostForm.Get("purpose")), Told: outrider.Told{Language: lang}}
	if with := strings.TrimSpace(r.PostForm.Get("with")); with != "" {
		no.With = []string{with}
	}
	own.mu.Lock()
	defer own.mu.Unlock()
	next, err := s.Desk.OwnWithdraw(r.Context(), own.own, no)
	if err != nil {
		return err
	}
	own.own = next
	http.Redirect(w, r, "/data?m=back", http.StatusSeeOther)
	return nil
}
