package portal

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

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
