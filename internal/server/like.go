package server

import (
	"net/http"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/precedent"
	"outrider/internal/server/ui"
)

// getLikeCase shows the cases nearest to a documented one.
func (s *site) getLikeCase(w http.ResponseWriter, r *http.Request, v visitor) error {
	id := r.PathValue("id")
	got, err := s.Library.Like(r.Context(), v.User, desk.LikeQuery{Case: id, Of: r.URL.Query().Get("of")})
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Like{LikeView: got, CaseID: id})
}

// getLikePerson compares by the reports about a person alone.
func (s *site) getLikePerson(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showLike(w, r, v, ui.Like{})
}

// postLikePerson compares by what the reader says of the person too. It is a post,
// so that nothing about a protected person stands in an address.
func (s *site) postLikePerson(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	body := ui.Like{Said: precedent.Features{Role: f.Get("role"), Publicity: f.Get("publicity"), Location: f.Get("location"), Activity: f["activity"]}, Listed: f.Get("listed")}
	if body.Listed != "" {
		listed := body.Listed == "yes"
		body.Said.Listed = &listed
	}
	return s.showLike(w, r, v, body)
}

func (s *site) showLike(w http.ResponseWriter, r *http.Request, v visitor, body ui.Like) error {
	var err error
	body.LikeView, err = s.Library.Like(r.Context(), v.User, desk.LikeQuery{Person: outrider.PersonID(r.PathValue("id")), Features: body.Said})
	if err != nil {
		return err
	}
	return s.show(w, r, v, body)
}
