package server

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

// visitor is who asks: the signed-in session as the desk sees it now, and what
// the browser's session keeps.
type visitor struct {
	desk.Session
	own *session
}

// page answers one request of a signed-in user. An error it returns has not been
// written yet; the wrapper turns it into a page.
type page func(w http.ResponseWriter, r *http.Request, v visitor) error

// open wraps a handler that needs no session.
func (s *site) open(h func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

// signedIn wraps a page: it finds the session, asks the desk again who that is,
// and sends everybody else to the sign-in page.
func (s *site) signedIn(h page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := s.visitor(r)
		switch {
		case err == nil && v.MustSetPassphrase && r.URL.Path != passphrasePath:
			http.Redirect(w, r, passphrasePath, http.StatusSeeOther)
			return
		case err == nil:
			err = h(w, r, v)
		case outrider.CodeOf(err) == outrider.CodeNotFound:
			s.askToSignIn(w, r)
			return
		}
		if err != nil {
			s.failFor(w, r, &v, err)
		}
	}
}

// visitor finds who asks. CodeNotFound means nobody: no session, a session that
// ended, or a user who was shut out meanwhile.
func (s *site) visitor(r *http.Request) (visitor, error) {
	c, err := r.Cookie(s.cookieName())
	if err != nil {
		return visitor{}, outrider.ErrNotFound
	}
	own, ok := s.sessions.find(c.Value)
	if !ok {
		return visitor{}, outrider.ErrNotFound
	}
	now, err := s.Gate.Session(r.Context(), own.user)
	if outrider.CodeOf(err) == outrider.CodeNotFound && err != nil {
		s.sessions.end(c.Value)
	}
	if err != nil {
		return visitor{}, err
	}
	return visitor{Session: now, own: own}, nil
}

// show writes a page for a signed-in user.
func (s *site) show(w http.ResponseWriter, r *http.Request, v visitor, body ui.Body) error {
	return s.showAs(w, r, http.StatusOK, &v, body)
}

// showAs writes a page with a status; v is nil for somebody not signed in.
func (s *site) showAs(w http.ResponseWriter, r *http.Request, status int, v *visitor, body ui.Body) error {
	f := ui.Frame{Demo: s.Demo, Now: s.Clock(), Nonce: nonceOf(r)}
	if v != nil && v.User != "" {
		f.Who = &v.Session
	}
	html, err := s.pages.Render(f, body)
	if err != nil {
		return &outrider.Error{Code: outrider.CodeInternal, Safe: "the page could not be drawn", Err: err}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err = w.Write(html)
	if err != nil {
		s.Logger.Debug("the browser went away", "route", r.Pattern)
	}
	return nil
}

func nonceOf(r *http.Request) string {
	n, _ := r.Context().Value(nonceKey{}).(string)
	return n
}

// fail answers an error to somebody not known to be signed in.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) { s.failFor(w, r, nil, err) }

// failFor answers an error with a page. What was refused and what is absent give
// the same bytes: an error must never confirm that somebody is in the register.
func (s *site) failFor(w http.ResponseWriter, r *http.Request, v *visitor, err error) {
	err = bodyError(err)
	status := statusOf(err)
	s.logFailure(r, status, err)
	problem := ui.Problem{Status: status, Text: outrider.SafeText(err), Hint: outrider.HintText(err)}
	if status == http.StatusNotFound {
		problem.Text, problem.Hint = outrider.ErrNotFound.Safe, outrider.ErrNotFound.Hint
	}
	if err := s.showAs(w, r, status, v, problem); err != nil {
		http.Error(w, "something went wrong", http.StatusInternalServerError)
	}
}

// denyForeign answers a form that another site posted here.
func (s *site) denyForeign(w http.ResponseWriter, r *http.Request) {
	s.Logger.Warn("a post from another origin was refused", "status", http.StatusForbidden)
	err := s.showAs(w, r, http.StatusForbidden, nil, ui.Problem{
		Status: http.StatusForbidden,
		Text:   "this request came from another site and was refused",
		Hint:   "open the desk at its own address and do it there",
	})
	if err != nil {
		http.Error(w, "refused", http.StatusForbidden)
	}
}

// logFailure writes one line at the edge: the route's pattern and the code, and
// the inner error only where the fault is ours. Never a query, a form value, or
// the path as it was asked for.
func (s *site) logFailure(r *http.Request, status int, err error) {
	if status < http.StatusInternalServerError {
		s.Logger.Info("refused", "route", r.Pattern, "status", status, "code", string(outrider.CodeOf(err)))
		return
	}
	s.Logger.Error("failed", "route", r.Pattern, "status", status, "code", string(outrider.CodeOf(err)), "err", err)
}

// statusOf maps the field's error codes to HTTP, here and nowhere else.
func statusOf(err error) int {
	switch outrider.CodeOf(err) {
	case outrider.CodeNotFound:
		return http.StatusNotFound
	case outrider.CodeInvalid:
		return http.StatusUnprocessableEntity
	case outrider.CodeConflict:
		return http.StatusConflict
	case outrider.CodeLocked, outrider.CodeStorage:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// bodyError explains a body that was too long or not a form.
func bodyError(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "that is more than one form may hold", Hint: "send long material as a file, through the import page"}
	}
	return err
}

// form reads a posted form; a failure is the sender's and says so.
func form(r *http.Request) error {
	err := r.ParseForm()
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return bodyError(err)
	}
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the form could not be read", Hint: "go back, reload the page and send it again"}
}

// writeJSON answers with v as JSON.
func (s *site) writeJSON(w http.ResponseWriter, r *http.Request, status int, v any) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		s.logFailure(r, http.StatusInternalServerError, err)
		http.Error(w, `{"error":{"code":"internal","text":"the answer could not be written"}}`, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(append(b, '\n')); err != nil {
		s.Logger.Debug("the caller went away", "route", r.Pattern)
	}
}

// failJSON answers an error as JSON, under the same rules as failFor.
func (s *site) failJSON(w http.ResponseWriter, r *http.Request, err error) {
	err = bodyError(err)
	status := statusOf(err)
	s.logFailure(r, status, err)
	type body struct {
		Code string `json:"code"`
		Text string `json:"text"`
		Hint string `json:"hint,omitempty"`
	}
	b := body{string(outrider.CodeOf(err)), outrider.SafeText(err), outrider.HintText(err)}
	if status == http.StatusNotFound {
		b.Text, b.Hint = outrider.ErrNotFound.Safe, outrider.ErrNotFound.Hint
	}
	s.writeJSON(w, r, status, map[string]body{"error": b})
}

// localPath accepts a path to return to only within this site.
func localPath(p string) string {
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n?#") {
		return "/"
	}
	return p
}
