// Package server shows the desk to people in a browser and to local programs
// over a Unix socket. It holds no state of the desk: sessions, receipts and
// imports that wait for a second look live in memory and die with it.
//
// The danger it guards against is the page itself. A page can leak through a
// third-party request, a referrer, a cache, a log line, or an error that differs
// between "absent" and "not for you"; each of these has one place here that
// prevents it. What a page may contain was decided before by the desk: the views
// arrive already cut to one user.
package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/limit"
	"outrider/internal/server/ui"
)

// Door takes reports and decisions. Errors are outrider.Error.
type Door interface {
	File(ctx context.Context, by outrider.UserID, drafts ...outrider.Draft) ([]desk.Receipt, error)
	Decide(ctx context.Context, by outrider.UserID, d desk.Decision) (desk.Outcome, error)
}

// Reads gives the daily views, each cut to the user who asks. What is absent and
// what the user may not see both come back as CodeNotFound.
type Reads interface {
	Queue(ctx context.Context, by outrider.UserID) (desk.QueueView, error)
	Alert(ctx context.Context, by outrider.UserID, id outrider.AlertID) (desk.AlertView, error)
	People(ctx context.Context, by outrider.UserID) (desk.PeopleView, error)
	Person(ctx context.Context, by outrider.UserID, q desk.PersonQuery) (desk.PersonView, error)
	Report(ctx context.Context, by outrider.UserID, id outrider.ReportID) (desk.ReportView, error)
	Search(ctx context.Context, by outrider.UserID, query string) (desk.SearchView, error)
	Judgements
	Clocks
	OwnPages
	Plans
	Casework
	Dangers
	Photos
}

// Oversight gives the views of auditor and administrator.
type Oversight interface {
	Audit(ctx context.Context, by outrider.UserID, before uint64) (desk.AuditView, error)
	Users(ctx context.Context, by outrider.UserID) (desk.UsersView, error)
	Health(ctx context.Context, by outrider.UserID) (desk.HealthView, error)
	Record(ctx context.Context, by outrider.UserID) (desk.RecordView, error)
}

// Library gives the documented past cases and their replays.
type Library interface {
	Precedents(ctx context.Context, by outrider.UserID) (desk.PrecedentsView, error)
	Precedent(ctx context.Context, by outrider.UserID, q desk.PrecedentQuery) (desk.PrecedentView, error)
	Like(ctx context.Context, by outrider.UserID, q desk.LikeQuery) (desk.LikeView, error)
}

// Gate says who somebody is. Session is asked again at every request, so that a
// user who was shut out is out at once.
type Gate interface {
	SignIn(ctx context.Context, name, passphrase string) (desk.Session, error)
	Redeem(ctx context.Context, token string) (desk.Session, error)
	Session(ctx context.Context, by outrider.UserID) (desk.Session, error)
}

// Names finds a user by sign-in name, for the Unix socket only.
type Names interface {
	Lookup(ctx context.Context, name string) (outrider.UserID, error)
}

// Options wires a server to a desk. Every field is needed but Demo and Secure; without
// Answers or Advice there are no such pages.
type Options struct {
	Door      Door
	Reads     Reads
	Oversight Oversight
	Library   Library
	Screener  Screener
	Hits      Hits
	Answers   Answers
	Advice    Advice
	Gate      Gate
	Intake    Intake
	Clock     func() time.Time
	Rand      io.Reader // of cryptographic quality: session ids and nonces come from it
	Logger    *slog.Logger
	Demo      bool // say DEMO on every page and print
	Secure    bool // the browser reaches us through TLS
}

// site is the state behind all handlers.
type site struct {
	Options
	pages    *ui.Pages
	sessions *sessions
	byName   *limit.Limiter
	byPlace  *limit.Limiter
}

// New returns the handler for browsers: pages, assets and the JSON interface
// under the same sessions.
func New(o Options) (http.Handler, error) {
	pages, err := ui.New()
	if err != nil {
		return nil, err
	}
	salt := make([]byte, 32)
	if _, err := io.ReadFull(o.Rand, salt); err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness to start with", Err: err}
	}
	s := &site{
		Options:  o,
		pages:    pages,
		sessions: newSessions(o.Clock, o.Rand),
		byName:   limit.New(o.Clock, salt, limit.ByName()),
		byPlace:  limit.New(o.Clock, salt, limit.ByPlace()),
	}
	mux := http.NewServeMux()
	s.routes(mux)
	s.apiRoutes(mux, s.byCookie)
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(http.HandlerFunc(s.denyForeign))
	return s.guard(foreign.Handler(mux)), nil
}

// Local returns the handler for the Unix socket: the JSON interface alone. The
// socket's file mode keeps everybody but its owner out, so the caller's name in
// the X-Outrider-User header is believed; the desk still decides what that user
// may do.
func Local(o Options, names Names) http.Handler {
	s := &site{Options: o}
	mux := http.NewServeMux()
	s.apiRoutes(mux, s.byHeader(names))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.failJSON(w, r, outrider.ErrNotFound) })
	return s.guard(mux)
}

// Harden returns an HTTP server around h with the time and size limits that keep
// slow and greedy clients from holding the desk. The caller listens and shuts down.
func Harden(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       90 * time.Second,
		MaxHeaderBytes:    32 << 10,
	}
}

// routes names every page. Patterns without a signed-in user are listed first.
func (s *site) routes(mux *http.ServeMux) {
	mux.Handle("GET /assets/", s.pages.Assets())
	mux.HandleFunc("GET /sign-in", s.open(s.getSignIn))
	mux.HandleFunc("POST /sign-in", s.open(s.postSignIn))
	mux.HandleFunc("GET /enter", s.open(s.getEnter))
	mux.HandleFunc("POST /enter", s.open(s.postEnter))
	mux.HandleFunc("POST /sign-out", s.open(s.postSignOut))

	for pattern, h := range s.pagesByPattern() {
		mux.HandleFunc(pattern, s.signedIn(h))
	}
}

// pagesByPattern is the table of everything that needs a signed-in user.
func (s *site) pagesByPattern() map[string]page {
	return s.dangerPages(s.casePages(s.planPages(s.ownPages(s.photoPages(s.clockPages(s.consentPages(s.judgingPages(map[string]page{
		"/":                              s.nothingHere,
		"GET /{$}":                       s.getQueue,
		"GET /more":                      s.getMore,
		"GET /passphrase":                s.getPassphrase,
		"POST /passphrase":               s.postPassphrase,
		"GET /alerts/{id}":               s.getAlert,
		"POST /alerts/{id}/take":         s.postTake,
		"POST /alerts/{id}/dismiss":      s.postDismiss,
		"GET /people":                    s.getPeople,
		"GET /people/new":                s.getNewPerson,
		"POST /people":                   s.postPerson,
		"GET /people/{id}":               s.getPerson,
		"POST /people/{id}/reveal":       s.postReveal,
		"POST /people/{id}/erase":        s.postErase,
		"GET /reports":                   s.getReports,
		"GET /reports/new":               s.getReportForm,
		"POST /reports":                  s.postReport,
		"GET /reports/filed/{once}":      s.getReceipt,
		"GET /reports/import":            s.getImport,
		"POST /reports/import":           s.postImport,
		"POST /reports/import/file":      s.postImportFile,
		"GET /reports/{id}":              s.getReport,
		"POST /reports/{id}/grade":       s.postGrade,
		"POST /reports/{id}/retract":     s.postRetract,
		"POST /reports/{id}/settle":      s.postSettle,
		"GET /search":                    s.getSearch,
		"GET /precedents":                s.getPrecedents,
		"GET /precedents/{id}":           s.getPrecedent,
		"GET /advice":                    s.getAdvice,
		"GET /advice/{id}":               s.getCard,
		"GET /precedents/{id}/like":      s.getLikeCase,
		"GET /people/{id}/like":          s.getLikePerson,
		"POST /people/{id}/like":         s.postLikePerson,
		"GET /answers":                   s.getAnswers,
		"GET /answers/{act}":             s.getAnswersAct,
		"GET /screen":                    s.getScreen,
		"POST /screen":                   s.postScreen,
		"GET /screen/hits":               s.getHits,
		"GET /screen/hits/{id}":          s.getHit,
		"POST /screen/hits/{id}/verdict": s.postVerdict,
		"POST /screen/hits/{id}/revoke":  s.postRevoke,
		"GET /watches":                   s.getWatches,
		"POST /watches":                  s.postWatch,
		"GET /watches/{id}":              s.getWatch,
		"POST /watches/{id}/end":         s.postUnwatch,
		"GET /lists":                     s.getLists,
		"GET /lists/{list}/diff":         s.getListDiff,
		"GET /audit":                     s.getAudit,
		"GET /users":                     s.getUsers,
		"POST /users":                    s.postUser,
		"POST /users/{id}/disable":       s.postDisable,
		"GET /health":                    s.getHealth,
		"GET /calibration":               s.getRecord,
		"POST /calibration/{id}/answer":  s.postAnswer,
	}))))))))
}
