package portal

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"sync"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// maxSessions bounds how many browsers are open at once; the longest untouched gives way.
const maxSessions = 20_000

// sessions holds whose pages are open. They live in memory alone, and of a session's
// secret only the hash.
type sessions struct {
	clock      func() time.Time
	rand       io.Reader
	idle, life time.Duration
	mu         sync.Mutex
	open       map[[sha256.Size]byte]*session
}

// session is one open browser.
type session struct {
	mu     sync.Mutex // held while something is filed or withdrawn
	own    desk.Own
	lang   string
	number string // shown once, after the link was used

	receiver *desk.Receiver // not nil: this is no protected person but who was sent a paper
	note     string         // what they had written when their session ended
	thanked  bool           // they have said their last word

	began time.Time // under sessions.mu, as seen
	seen  time.Time
}

func newSessions(clock func() time.Time, rand io.Reader, idle, life time.Duration) *sessions {
	return &sessions{clock: clock, rand: rand, idle: idle, life: life, open: map[[sha256.Size]byte]*session{}}
}

// token returns 32 random bytes in a form that fits a cookie and a form field.
func (ss *sessions) token() (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(ss.rand, b); err != nil {
		return "", &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness", Err: err}
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// start opens a session and returns its secret.
func (ss *sessions) start(s *session) (string, error) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	secret, err := ss.token()
	if err != nil {
		return "", err
	}
	s.began = ss.clock()
	s.seen = s.began
	var oldest [sha256.Size]byte
	for h, o := range ss.open {
		if ss.over(o) {
			delete(ss.open, h)
		} else if was := ss.open[oldest]; was == nil || o.seen.Before(was.seen) {
			oldest = h
		}
	}
	if len(ss.open) >= maxSessions {
		delete(ss.open, oldest)
	}
	ss.open[sha256.Sum256([]byte(secret))] = s
	return secret, nil
}

func (ss *sessions) over(s *session) bool {
	now := ss.clock()
	return now.Sub(s.seen) >= ss.idle || now.Sub(s.began) >= ss.life
}

// find returns the session of a secret and notes that it was used.
func (ss *sessions) find(secret string) (*session, bool) {
	h := sha256.Sum256([]byte(secret))
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s, ok := ss.open[h]
	if !ok {
		return nil, false
	}
	if ss.over(s) {
		delete(ss.open, h)
		return nil, false
	}
	s.seen = ss.clock()
	return s, true
}

func (ss *sessions) end(secret string) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	delete(ss.open, sha256.Sum256([]byte(secret)))
}

// cookieName says nothing, and is bound to host and path by the browser itself where
// TLS allows it.
func (s *site) cookieName() string {
	if s.Secure {
		return "__Host-s"
	}
	return "s"
}

// cookie builds the session cookie; an empty secret removes it.
func (s *site) cookie(secret string) *http.Cookie {
	c := &http.Cookie{Name: s.cookieName(), Value: secret, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode}
	if secret == "" {
		c.MaxAge = -1
	}
	return c
}

// sessionOf finds the session of a request, nil where there is none.
func (s *site) sessionOf(r *http.Request) *session {
	c, err := r.Cookie(s.cookieName())
	if err != nil {
		return nil
	}
	own, ok := s.sessions.find(c.Value)
	if !ok {
		return nil
	}
	return own
}

// begin opens a session and gives the browser its cookie.
func (s *site) begin(w http.ResponseWriter, own *session) error {
	secret, err := s.sessions.start(own)
	if err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(secret))
	return nil
}

// finish ends the session of a request and asks the browser to forget everything.
func (s *site) finish(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(s.cookieName()); err == nil {
		s.sessions.end(c.Value)
	}
	http.SetCookie(w, s.cookie(""))
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
}
