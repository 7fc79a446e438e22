package portal

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"outrider"
	"outrider/internal/server/upload"
)

// maxForm bounds a posted form in bytes: the longest words a person may send, which
// URL-encoding may treble, and room for the rest.
const maxForm = 3*maxWords + 16<<10

// maxWords bounds what one report may say, in bytes.
const maxWords = 20_000

// guard wraps every answer: headers, a bounded body, and a page that says nothing
// where one of our own faults panics.
func (s *site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w = &steady{ResponseWriter: w, began: time.Now(), pause: s.Pause}
		s.setHeaders(w.Header())
		most := int64(maxForm)
		switch {
		case r.URL.Path == "/tell" && upload.Several(r) && s.sessionOf(r) != nil:
			most = upload.Max
		case r.Method == http.MethodPost && r.URL.Path == "/o":
			most = maxLarge
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		defer s.recovered(w, r)
		next.ServeHTTP(w, r)
	})
}

// step is how far apart the moments are at which an answer may leave: several times what
// a page takes to draw, and nothing to whoever waits for it.
const step = 10 * time.Millisecond

// steady holds an answer back until a whole number of steps after it was asked for.
// Pages that were opened by force draw less; so does a wrong code for a number that is
// nobody's. How long that took is nobody's to see.
type steady struct {
	http.ResponseWriter
	began time.Time
	pause func(time.Duration)
	once  sync.Once
}

func (w *steady) wait() {
	w.once.Do(func() { w.pause(step - time.Since(w.began)%step) })
}

func (w *steady) WriteHeader(status int) {
	w.wait()
	w.ResponseWriter.WriteHeader(status)
}

func (w *steady) Write(b []byte) (int, error) {
	w.wait()
	return w.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (w *steady) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// setHeaders puts the protective headers on an answer: nothing is stored, nothing
// loads but what the page itself holds, nobody frames it or learns where from
// somebody came. Our own origin may know: told nothing at all, a browser names no
// origin for what it posts either, and where it cannot send Sec-Fetch-Site (without
// TLS, or an old one) that is refused as foreign.
func (s *site) setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", s.look.policy)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()")
	h.Set("X-Robots-Tag", "noindex, nofollow")
}

// recovered answers after a panic. The value is logged by type only: its text could
// quote what somebody told.
func (s *site) recovered(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v)
	}
	s.Logger.Error("a handler panicked", "route", r.Pattern, "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
	s.nothing(w, r)
}

// log writes one line at the edge: the route's pattern and the code, and the inner
// error only where the fault is ours. Never a path, a form value or a number.
func (s *site) log(r *http.Request, err error) {
	if outrider.CodeOf(err) == outrider.CodeInternal || outrider.CodeOf(err) == outrider.CodeStorage {
		s.Logger.Error("failed", "route", r.Pattern, "code", string(outrider.CodeOf(err)), "err", err)
		return
	}
	s.Logger.Info("refused", "route", r.Pattern, "code", string(outrider.CodeOf(err)))
}
