package server

import (
	"net/http"
	"strconv"

	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

func (s *site) getSearch(w http.ResponseWriter, r *http.Request, v visitor) error {
	query := r.URL.Query().Get("q")
	if query == "" {
		return s.show(w, r, v, ui.Search{})
	}
	found, err := s.Reads.Search(r.Context(), v.User, query)
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Search{SearchView: found, Asked: true})
}

func (s *site) getPrecedents(w http.ResponseWriter, r *http.Request, v visitor) error {
	p, err := s.Library.Precedents(r.Context(), v.User)
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Precedents{PrecedentsView: p})
}

// getPrecedent replays one case up to a step. The address is the whole state, so
// that a moment of a replay can be shown to somebody else.
func (s *site) getPrecedent(w http.ResponseWriter, r *http.Request, v visitor) error {
	q := r.URL.Query()
	ask := desk.PrecedentQuery{Case: r.PathValue("id"), Protectee: q.Get("protectee"), View: q.Get("view"), Tier: q.Get("tier"), Step: -1}
	if n, err := strconv.Atoi(q.Get("step")); err == nil && n > 0 {
		ask.Step = n - 1
	}
	p, err := s.Library.Precedent(r.Context(), v.User, ask)
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Precedent{PrecedentView: p})
}
