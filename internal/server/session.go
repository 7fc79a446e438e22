package server

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

// How long a session lives: a screen left alone closes after half an hour, and
// no session outlives a shift.
const (
	sessionIdle = 30 * time.Minute
	sessionLife = 12 * time.Hour
)

// maxShelf bounds what one session keeps of receipts and imports.
const maxShelf = 32

// sessions holds who is signed in. Only the hash of a session's secret is kept,
// so that a memory dump or a core file opens nothing.
type sessions struct {
	clock func() time.Time
	rand  io.Reader
	mu    sync.Mutex
	open  map[[sha256.Size]byte]*session
}

// session is one signed-in browser. What it keeps exists nowhere else.
type session struct {
	user  outrider.UserID
	began time.Time
	seen  time.Time // under sessions.mu

	mu    sync.Mutex // held while filing, so that a double click files once
	shelf map[string]kept
	order []string
}

// kept is what a session remembers under a one-time token: the receipt of a
// filed form, or the drafts of an import that waits for a yes.
type kept struct {
	receipts []desk.Receipt
	drafts   []outrider.Draft
}

func newSessions(clock func() time.Time, rand io.Reader) *sessions {
	return &sessions{clock: clock, rand: rand, open: map[[sha256.Size]byte]*session{}}
}

// token returns 32 random bytes in a form that fits a cookie, a form field and a path.
func (ss *sessions) token() (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(ss.rand, b); err != nil {
		return "", &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness", Err: err}
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// start opens a session for a user and returns its secret.
func (ss *sessions) start(user outrider.UserID) (string, error) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	secret, err := ss.token()
	if err != nil {
		return "", err
	}
	now := ss.clock()
	for h, s := range ss.open {
		if s.over(now) {
			delete(ss.open, h)
		}
	}
	ss.open[sha256.Sum256([]byte(secret))] = &session{user: user, began: now, seen: now, shelf: map[string]kept{}}
	return secret, nil
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
	now := ss.clock()
	if s.over(now) {
		delete(ss.open, h)
		return nil, false
	}
	s.seen = now
	return s, true
}

// end closes the session of a secret.
func (ss *sessions) end(secret string) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	delete(ss.open, sha256.Sum256([]byte(secret)))
}

// endOthers closes every session of a user but one: whoever still held an old
// session when the passphrase changed is out.
func (ss *sessions) endOthers(user outrider.UserID, but *session) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	for h, s := range ss.open {
		if s.user == user && s != but {
			delete(ss.open, h)
		}
	}
}

// over says whether a session has ended by idleness or by age.
func (s *session) over(now time.Time) bool {
	return now.Sub(s.seen) >= sessionIdle || now.Sub(s.began) >= sessionLife
}

// keep remembers something under a token; the oldest gives way. The caller
// holds s.mu.
func (s *session) keep(token string, k kept) {
	if _, ok := s.shelf[token]; !ok {
		s.order = append(s.order, token)
	}
	s.shelf[token] = k
	if len(s.order) > maxShelf {
		delete(s.shelf, s.order[0])
		s.order = s.order[1:]
	}
}

// cookieName is bound to host and path by the browser itself where TLS allows it.
func (s *site) cookieName() string {
	if s.Secure {
		return "__Host-desk"
	}
	return "desk"
}

// cookie builds the session cookie; an empty secret removes it.
func (s *site) cookie(secret string) *http.Cookie {
	c := &http.Cookie{
		Name: s.cookieName(), Value: secret, Path: "/",
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode,
	}
	if secret == "" {
		c.MaxAge = -1
	}
	return c
}
