package server

import (
	"net/http"
	"strconv"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

func (s *site) getAudit(w http.ResponseWriter, r *http.Request, v visitor) error {
	before, err := before(r)
	if err != nil {
		return err
	}
	a, err := s.Oversight.Audit(r.Context(), v.User, before)
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Audit{AuditView: a})
}

// before reads where a page of the audit ends; nothing means the newest.
func before(r *http.Request) (uint64, error) {
	text := r.URL.Query().Get("before")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, outrider.Invalid("the page of the audit is named by a whole number")
	}
	return n, nil
}

func (s *site) getUsers(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showUsers(w, r, v, ui.Users{Status: http.StatusOK})
}

// showUsers draws the list of users with whatever page already carries.
func (s *site) showUsers(w http.ResponseWriter, r *http.Request, v visitor, page ui.Users) error {
	u, err := s.Oversight.Users(r.Context(), v.User)
	if err != nil {
		return err
	}
	page.UsersView, page.Roles = u, outrider.Roles
	return s.showAs(w, r, page.Status, &v, page)
}

// postUser adds a user and shows the one-time link, once: it is not kept, so a
// reload cannot show it again.
func (s *site) postUser(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	add := desk.AddUser{Name: strings.TrimSpace(r.PostForm.Get("name")), Role: outrider.Role(r.PostForm.Get("role"))}
	made, err := s.Door.Decide(r.Context(), v.User, desk.Decision{AddUser: &add})
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showUsers(w, r, v, ui.Users{Status: statusOf(err), Name: add.Name, Role: add.Role,
			Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	return s.showUsers(w, r, v, ui.Users{Status: http.StatusOK, Made: add.Name, Link: "/enter?t=" + made.Link})
}

func (s *site) postDisable(w http.ResponseWriter, r *http.Request, v visitor) error {
	id := outrider.UserID(r.PathValue("id"))
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{DisableUser: &desk.DisableUser{User: id}})
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		return s.showUsers(w, r, v, ui.Users{Status: http.StatusUnprocessableEntity, Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	s.sessions.endOthers(id, v.own)
	http.Redirect(w, r, "/users", http.StatusSeeOther)
	return nil
}

func (s *site) getHealth(w http.ResponseWriter, r *http.Request, v visitor) error {
	h, err := s.Oversight.Health(r.Context(), v.User)
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Health{HealthView: h})
}
