package server

import (
	"net/http"
	"net/url"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/limit"
	"outrider/internal/server/ui"
)

// passphrasePath is the one page a user without a passphrase may open.
const passphrasePath = "/passphrase"

// refusedSignIn is the one answer to every failed sign-in: a wrong name, a wrong
// passphrase, a disabled user and too many attempts cannot be told apart.
const refusedSignIn = "That name and passphrase do not open this desk, or there were too many attempts just now. Wait a minute and try again."

func (s *site) getSignIn(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.visitor(r); err == nil {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	return s.showAs(w, r, http.StatusOK, nil, ui.SignIn{Next: localPath(r.FormValue("next"))})
}

// askToSignIn sends a reader to the sign-in page, and keeps what a writer wrote:
// a report typed for longer than a session lives must not be lost, so it travels
// through the sign-in form and comes back filled in, unfiled.
func (s *site) askToSignIn(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != reportsPath {
		target := "/sign-in"
		if r.Method == http.MethodGet && r.URL.Path != "/" {
			target += "?next=" + url.QueryEscape(localPath(r.URL.Path))
		}
		http.Redirect(w, r, target, http.StatusSeeOther)
		return
	}
	if err := form(r); err != nil {
		s.fail(w, r, err)
		return
	}
	body := ui.SignIn{Next: "/", Report: true, Kept: ui.KeptFields(r.PostForm)}
	if err := s.showAs(w, r, http.StatusUnauthorized, nil, body); err != nil {
		s.fail(w, r, err)
	}
}

func (s *site) postSignIn(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	name := strings.TrimSpace(r.PostForm.Get("name"))
	who, err := s.trySignIn(r, name, r.PostForm.Get("passphrase"))
	if err != nil && statusOf(err) >= http.StatusInternalServerError {
		return err
	}
	report := r.PostForm.Get("resume") == "report"
	if err != nil {
		body := ui.SignIn{Problem: refusedSignIn, Next: localPath(r.PostForm.Get("next")), Report: report}
		if report {
			body.Kept = ui.KeptFields(r.PostForm)
		}
		return s.showAs(w, r, http.StatusUnauthorized, nil, body)
	}
	own, err := s.begin(w, who)
	if err != nil {
		return err
	}
	if report {
		v := visitor{Session: who, own: own}
		return s.showReportForm(w, r, v, reportForm{status: http.StatusOK, fields: r.PostForm,
			notice: "You are signed in again. Nothing was filed yet: look it over and send it."})
	}
	http.Redirect(w, r, localPath(r.PostForm.Get("next")), http.StatusSeeOther)
	return nil
}

// trySignIn asks the desk unless name or place failed too often just now.
func (s *site) trySignIn(r *http.Request, name, passphrase string) (desk.Session, error) {
	place := limit.Place(r.RemoteAddr)
	if s.byName.Blocked(name) || s.byPlace.Blocked(place) {
		return desk.Session{}, outrider.ErrNotFound
	}
	who, err := s.Gate.SignIn(r.Context(), name, passphrase)
	if err != nil && statusOf(err) >= http.StatusInternalServerError {
		return desk.Session{}, err
	}
	if err != nil {
		s.byName.Failed(name)
		s.byPlace.Failed(place)
		s.logFailure(r, statusOf(err), err)
		return desk.Session{}, err
	}
	s.byName.Passed(name)
	return who, nil
}

// begin opens a session and gives the browser its cookie.
func (s *site) begin(w http.ResponseWriter, who desk.Session) (*session, error) {
	secret, err := s.sessions.start(who.User)
	if err != nil {
		return nil, err
	}
	http.SetCookie(w, s.cookie(secret))
	own, _ := s.sessions.find(secret)
	return own, nil
}

// getEnter shows a button and does nothing: a link preview or a mail scanner
// that opens the one-time link must not use it up.
func (s *site) getEnter(w http.ResponseWriter, r *http.Request) error {
	return s.showAs(w, r, http.StatusOK, nil, ui.Enter{Token: r.URL.Query().Get("t")})
}

func (s *site) postEnter(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	place := limit.Place(r.RemoteAddr)
	refuse := ui.Enter{Problem: "This link does not open the desk. It may have been used already, or it ran out: ask your administrator for a new one."}
	if s.byPlace.Blocked(place) {
		return s.showAs(w, r, http.StatusUnauthorized, nil, refuse)
	}
	who, err := s.Gate.Redeem(r.Context(), r.PostForm.Get("t"))
	if err != nil {
		s.byPlace.Failed(place)
		s.logFailure(r, statusOf(err), err)
		return s.showAs(w, r, http.StatusUnauthorized, nil, refuse)
	}
	if _, err := s.begin(w, who); err != nil {
		return err
	}
	target := "/"
	if who.MustSetPassphrase {
		target = passphrasePath
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}

// postSignOut ends the session and asks the browser to forget everything of ours.
func (s *site) postSignOut(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(s.cookieName()); err == nil {
		s.sessions.end(c.Value)
	}
	http.SetCookie(w, s.cookie(""))
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
	return nil
}

func (s *site) getPassphrase(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.show(w, r, v, ui.Passphrase{First: v.MustSetPassphrase})
}

func (s *site) postPassphrase(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	again := ui.Passphrase{First: v.MustSetPassphrase}
	pass := r.PostForm.Get("passphrase")
	if pass != r.PostForm.Get("again") {
		again.Problem = "The two passphrases are not the same."
		return s.showAs(w, r, http.StatusUnprocessableEntity, &v, again)
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{SetPass: &desk.SetPassphrase{Passphrase: pass}})
	if outrider.CodeOf(err) == outrider.CodeInvalid && err != nil {
		again.Problem, again.Hint = outrider.SafeText(err), outrider.HintText(err)
		return s.showAs(w, r, http.StatusUnprocessableEntity, &v, again)
	}
	if err != nil {
		return err
	}
	s.sessions.endOthers(v.User, v.own)
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
