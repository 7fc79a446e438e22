// Package portal serves a protected person's own pages: tell what was seen, say that
// all is well, read advice, answer what was offered, see what is held, take a yes
// back, leave.
//
// The phone may be watched, and somebody may stand beside whoever holds it. So these
// pages have an origin of their own, carry no name of ours, load nothing from anywhere,
// need no script, are stored nowhere, and end at one tap. Whoever comes without a
// session meets a page that says nothing. What a page may show was decided by the desk.
// See docs/design/portal.md.
//
// Whoever was sent a referral about a person reads and answers it at the same address,
// as a second kind of visitor. See docs/design/cases.md.
package portal

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
	"outrider/internal/server/limit"
)

// Desk is the door to everything of a person's own, and to what was sent to others.
type Desk interface {
	Papers
	PortalLinkOpens(ctx context.Context, token string) bool
	PortalRedeem(ctx context.Context, token, code string) (desk.Own, string, error)
	PortalSignIn(ctx context.Context, number, code string) (desk.Own, error)
	OwnHome(ctx context.Context, o desk.Own) (desk.OwnHome, error)
	OwnCheckIn(ctx context.Context, o desk.Own, word string) (desk.CheckedIn, error)
	OwnTell(ctx context.Context, o desk.Own, t desk.OwnTold) (desk.OwnReceipt, error)
	OwnReceipt(ctx context.Context, o desk.Own, id outrider.ReportID) (desk.OwnReceipt, error)
	OwnData(ctx context.Context, o desk.Own) (desk.OwnData, error)
	OwnWithdraw(ctx context.Context, o desk.Own, w desk.WithdrawConsent) (desk.Own, error)
	OwnRisk(ctx context.Context, o desk.Own) (*desk.OwnRisk, error)
	OwnMeasures(ctx context.Context, o desk.Own) (desk.MyPlanView, error)
	OwnAnswer(ctx context.Context, o desk.Own, a desk.AnswerMeasure, done bool) error
	OwnPages() (idle, life time.Duration)
	OwnMayKeep(ctx context.Context, o desk.Own) (bool, error)
	OwnKit(ctx context.Context, o desk.Own) (desk.OfflineKit, error)
	OfflineDays() int
	OpenOffline(ctx context.Context, e desk.OfflineEnvelope) ([]byte, error)
	OfflineTell(ctx context.Context, secret, once string, dr outrider.Draft) error
}

// Texts are the words of the pages and the cards of advice, in every language.
type Texts interface {
	Set() *guidance.Set
}

// Options wires the pages to a desk. Every field is needed but Name, Secure and Pause.
type Options struct {
	Desk   Desk
	Texts  Texts
	Clock  func() time.Time
	Rand   io.Reader // of cryptographic quality
	Logger *slog.Logger
	Leave  string // where "Leave this page" leads: a page that millions open
	Call   string // the number for danger to life
	Name   string // what the pages call themselves; empty: a plain word of the language
	Secure bool   // the browser reaches us through TLS

	Pause func(time.Duration) // how an answer waits for its step; nil: it sleeps
}

// DefaultLeave and DefaultCall are used where an operator chose nothing.
const (
	DefaultLeave = "https://www.wikipedia.org/"
	DefaultCall  = "112"
)

// site is the state behind all handlers.
type site struct {
	Options
	look     look
	sessions *sessions
	byNumber *limit.Limiter // from everywhere
	byBoth   *limit.Limiter // a number from one place
	byPlace  *limit.Limiter
	large    slots
}

// New returns the handler of a person's own pages.
func New(o Options) (http.Handler, error) {
	if o.Pause == nil {
		o.Pause = time.Sleep
	}
	leave, err := url.Parse(o.Leave)
	if err != nil || leave.Host == "" || leave.Scheme != "https" && leave.Scheme != "http" {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the page to leave to is no address", Hint: "write one as https://www.wikipedia.org/"}
	}
	l, err := newLook(leave)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, 32)
	if _, err := io.ReadFull(o.Rand, salt); err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness to start with", Err: err}
	}
	idle, life := o.Desk.OwnPages()
	s := &site{Options: o, look: l, sessions: newSessions(o.Clock, o.Rand, idle, life),
		byNumber: limit.New(o.Clock, salt, limit.FromEverywhere()), byBoth: limit.New(o.Clock, salt, limit.ByName()), byPlace: limit.New(o.Clock, salt, limit.ByPlace()), large: slots{taken: map[string]bool{}}}
	mux := http.NewServeMux()
	s.routes(mux)
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(http.HandlerFunc(s.nothing))
	return s.guard(foreign.Handler(mux)), nil
}

// routes names every page. What needs no session is listed first.
func (s *site) routes(mux *http.ServeMux) {
	mux.HandleFunc("/", s.nothing)
	mux.HandleFunc("GET /{$}", s.getStart)
	mux.HandleFunc("POST /{$}", s.postStart)
	mux.HandleFunc("GET /e", s.getLink)
	mux.HandleFunc("POST /e", s.postLink)
	mux.HandleFunc("POST /leave", s.postLeave)
	s.offlinePages(mux)
	s.receiverPages(mux)
	for pattern, h := range map[string]page{
		"GET /number":         s.getNumber,
		"GET /home":           s.getHome,
		"POST /fine":          s.postFine,
		"GET /tell":           s.getTell,
		"POST /tell":          s.postTell,
		"GET /told/{id}":      s.getTold,
		"GET /advice":         s.getAdvice,
		"GET /advice/{id}":    s.getCard,
		"GET /measures":       s.getMeasures,
		"POST /measures/{id}": s.postMeasure,
		"GET /data":           s.getData,
		"POST /data/withdraw": s.postWithdraw,
	} {
		mux.HandleFunc(pattern, s.open(h))
	}
}
