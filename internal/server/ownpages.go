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

// OwnPages tells staff of a protected person's own pages.
type OwnPages interface {
	Portal(ctx context.Context, by outrider.UserID, who outrider.PersonID) (desk.PortalView, error)
}

// ownPages is the part of the table of pages that is about people's own pages.
func (s *site) ownPages(all map[string]page) map[string]page {
	for pattern, h := range map[string]page{
		"GET /people/{id}/pages":       s.getOwnPages,
		"POST /people/{id}/pages/link": s.postOwnLink,
		"POST /people/{id}/pages/end":  s.postOwnEnd,

		"POST /people/{id}/pages/offline": s.postOwnOffline,
	} {
		all[pattern] = h
	}
	return all
}

func (s *site) getOwnPages(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showOwnPages(w, r, v, ui.OwnPages{Status: http.StatusOK})
}

func (s *site) showOwnPages(w http.ResponseWriter, r *http.Request, v visitor, p ui.OwnPages) error {
	o, err := s.Reads.Portal(r.Context(), v.User, personOf(r))
	if err != nil {
		return err
	}
	p.PortalView = o
	return s.showAs(w, r, p.Status, &v, p)
}

// postOwnLink shows the link it made on the answer itself, and nowhere again: it is a
// key, and an address in the history would hold it.
func (s *site) postOwnLink(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	hours, err := strconv.Atoi(strings.TrimSpace(r.PostForm.Get("hours")))
	if err != nil {
		hours = 0
	}
	got, err := s.Door.Decide(r.Context(), v.User, desk.Decision{LinkPortal: &desk.LinkPortal{Person: personOf(r), Hours: hours}})
	return s.ownPagesAgain(w, r, v, got.Link, err)
}

func (s *site) postOwnEnd(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{EndPortal: &desk.EndPortal{Person: personOf(r)}})
	return s.ownPagesAgain(w, r, v, "", err)
}

// postOwnOffline writes down whether somebody agreed that their phone may keep reports.
func (s *site) postOwnOffline(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Offline: &desk.SetOffline{Person: personOf(r), On: r.PostForm.Get("on") == "yes"}})
	return s.ownPagesAgain(w, r, v, "", err)
}

func (s *site) ownPagesAgain(w http.ResponseWriter, r *http.Request, v visitor, link string, err error) error {
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showOwnPages(w, r, v, ui.OwnPages{Status: statusOf(err), Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	return s.showOwnPages(w, r, v, ui.OwnPages{Status: http.StatusOK, Link: link})
}
