package server

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"

	"outrider"
	"outrider/internal/server/upload"
)

// nonceKey is the context key under which a request's script nonce travels.
type nonceKey struct{}

// Body limits in bytes. A form is bounded by the longest report text, which
// URL-encoding may treble.
const (
	maxForm   = 4*outrider.MaxText + 64<<10
	maxImport = 16 << 20
)

// policyFor is the content security policy: nothing runs but our own script,
// nothing loads or posts but to ourselves, nobody frames us. Inline styles and
// handlers are not allowed either, so injected markup stays inert.
func policyFor(nonce string) string {
	return "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'self'; img-src 'self' data:; " +
		"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
		"require-trusted-types-for 'script'"
}

// guard wraps every answer: security headers, a bounded body, and a page rather
// than a broken connection when one of our own faults panics.
func (s *site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce, err := s.nonce()
		if err != nil {
			http.Error(w, "no randomness", http.StatusServiceUnavailable)
			return
		}
		setHeaders(w.Header(), nonce)
		r = r.WithContext(context.WithValue(r.Context(), nonceKey{}, nonce))
		limit := int64(maxForm)
		switch {
		case r.URL.Path == importPath:
			limit = maxImport
		case takesPhotos(r):
			limit = upload.Max
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		defer s.recovered(w, r)
		next.ServeHTTP(w, r)
	})
}

// setHeaders puts the protective headers on an answer. Pages are never stored: a
// phone that is seized or shared must not hold them. No other origin learns where from
// somebody came; ours does, for without it a browser names no origin for what it
// posts, and where it cannot send Sec-Fetch-Site that is refused as foreign.
func setHeaders(h http.Header, nonce string) {
	h.Set("Content-Security-Policy", policyFor(nonce))
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()")
	h.Set("X-Robots-Tag", "noindex, nofollow")
}

func (s *site) nonce() (string, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(s.Rand, b); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b), nil
}

// recovered answers after a panic. The value is logged by type only: its text
// could quote what somebody reported.
func (s *site) recovered(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v)
	}
	s.Logger.Error("a handler panicked", "route", r.Pattern, "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
	err := &outrider.Error{Code: outrider.CodeInternal, Safe: "something went wrong on our side", Hint: "try again; the operator's log has the detail"}
	if s.pages == nil {
		s.failJSON(w, r, err)
		return
	}
	s.fail(w, r, err)
}
