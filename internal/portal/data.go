package portal

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"outrider"
	"outrider/internal/desk"
)

func (s *site) getData(w http.ResponseWriter, r *http.Request, own *session) error {
	v, err := s.Desk.OwnData(r.Context(), own.self())
	if err != nil {
		return err
	}
	k := known{OwnData: v, Took: r.URL.Query().Get("m") == "back"}
	k.turn(r.URL.Query().Get("from"))
	s.draw(w, r, own, http.StatusOK, "data", k)
	return nil
}

// known is the page of what is held.
type known struct {
	desk.OwnData
	Took  bool // they have just taken a yes back
	Older int  // the first of the reports before those on this page; 0: there are none
}

// perPage reports stand on a page, and maxShown characters of each: whoever told much
// over a year still has pages that a poor net carries.
const (
	perPage  = 10
	maxShown = 600
)

// turn leaves the reports of one page, from the one that an address names.
func (k *known) turn(from string) {
	first, err := strconv.Atoi(from)
	if err != nil || first < 0 || first > len(k.Reports) {
		first = 0
	}
	last := min(first+perPage, len(k.Reports))
	if last < len(k.Reports) {
		k.Older = last
	}
	k.Reports = slices.Clone(k.Reports[first:last])
	for i, rep := range k.Reports {
		if text := []rune(rep.Text); len(text) > maxShown {
			k.Reports[i].Text = string(text[:maxShown]) + " …"
		}
	}
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
