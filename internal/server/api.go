package server

import (
	"errors"
	"io"
	"mime"
	"net/http"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/intake"
)

// UserHeader names the calling user on the Unix socket.
const UserHeader = "X-Outrider-User"

// whoAsks finds the user behind an API request; CodeNotFound means nobody.
type whoAsks func(r *http.Request) (outrider.UserID, error)

// answer produces the value that an API request gets.
type answer func(r *http.Request, by outrider.UserID) (any, error)

// byCookie accepts the browser's session, once its passphrase is set.
func (s *site) byCookie(r *http.Request) (outrider.UserID, error) {
	v, err := s.visitor(r)
	if err == nil && v.MustSetPassphrase {
		return "", outrider.ErrNotFound
	}
	return v.User, err
}

// byHeader accepts the name that a local program gives for its user.
func (s *site) byHeader(names Names) whoAsks {
	return func(r *http.Request) (outrider.UserID, error) {
		id, err := names.Lookup(r.Context(), r.Header.Get(UserHeader))
		if err != nil {
			return "", err
		}
		now, err := s.Gate.Session(r.Context(), id)
		return now.User, err
	}
}

// apiRoutes names the JSON interface. Its answers are the views the pages show.
func (s *site) apiRoutes(mux *http.ServeMux, who whoAsks) {
	for pattern, a := range map[string]answer{
		"GET /api/v1/session":              s.apiSession,
		"GET /api/v1/queue":                func(r *http.Request, by outrider.UserID) (any, error) { return s.Reads.Queue(r.Context(), by) },
		"GET /api/v1/alerts/{id}":          s.apiAlert,
		"GET /api/v1/people":               func(r *http.Request, by outrider.UserID) (any, error) { return s.Reads.People(r.Context(), by) },
		"GET /api/v1/people/{id}":          s.apiPerson,
		"GET /api/v1/reports/{id}":         s.apiReport,
		"POST /api/v1/reports":             s.apiFile,
		"GET /api/v1/search":               s.apiSearch,
		"GET /api/v1/audit":                s.apiAudit,
		"GET /api/v1/users":                func(r *http.Request, by outrider.UserID) (any, error) { return s.Oversight.Users(r.Context(), by) },
		"GET /api/v1/health":               func(r *http.Request, by outrider.UserID) (any, error) { return s.Oversight.Health(r.Context(), by) },
		"GET /api/v1/calibration":          func(r *http.Request, by outrider.UserID) (any, error) { return s.Oversight.Record(r.Context(), by) },
		"GET /api/v1/precedents":           func(r *http.Request, by outrider.UserID) (any, error) { return s.Library.Precedents(r.Context(), by) },
		"GET /api/v1/precedents/{id}":      s.apiPrecedent,
		"GET /api/v1/precedents/{id}/like": s.apiLikeCase,
		"GET /api/v1/people/{id}/like":     s.apiLikePerson,
		"GET /api/v1/people/{id}/judge": func(r *http.Request, by outrider.UserID) (any, error) {
			return s.Reads.JudgePage(r.Context(), by, desk.JudgeQuery{Person: personOf(r)})
		},
		"GET /api/v1/people/{id}/judgements": func(r *http.Request, by outrider.UserID) (any, error) {
			return s.Reads.Judgements(r.Context(), by, personOf(r))
		},
		"GET /api/v1/people/{id}/weigh": func(r *http.Request, by outrider.UserID) (any, error) {
			return s.Reads.Weigh(r.Context(), by, personOf(r))
		},
		"GET /api/v1/people/{id}/tasks": s.apiTasks,
		"GET /api/v1/cases": func(r *http.Request, by outrider.UserID) (any, error) {
			return s.Reads.Cases(r.Context(), by, desk.CasesQuery{Closed: r.URL.Query().Get("closed") == "1", Person: outrider.PersonID(r.URL.Query().Get("person"))})
		},
		"GET /api/v1/cases/{id}": func(r *http.Request, by outrider.UserID) (any, error) {
			return s.Reads.Case(r.Context(), by, caseOf(r))
		},
		"GET /api/v1/referrals": func(r *http.Request, by outrider.UserID) (any, error) { return s.Reads.Referrals(r.Context(), by) },
		"GET /api/v1/referrals/{id}": func(r *http.Request, by outrider.UserID) (any, error) {
			return s.Reads.Referral(r.Context(), by, referralOf(r))
		},
		"GET /api/v1/referrals/{id}/paper": func(r *http.Request, by outrider.UserID) (any, error) {
			return s.Reads.ReferralPaper(r.Context(), by, referralOf(r))
		},
		"GET /api/v1/approvals": func(r *http.Request, by outrider.UserID) (any, error) { return s.Reads.Approvals(r.Context(), by) },
		"GET /api/v1/people/{id}/plan": func(r *http.Request, by outrider.UserID) (any, error) {
			return s.Reads.Plan(r.Context(), by, desk.PlanQuery{Person: personOf(r), Lang: r.URL.Query().Get("lang")})
		},
		"GET /api/v1/tasks":            s.apiTasks,
		"GET /api/v1/judgements":       func(r *http.Request, by outrider.UserID) (any, error) { return s.Reads.ToJudge(r.Context(), by) },
		"GET /api/v1/hits":             s.apiHits,
		"GET /api/v1/hits/{id}":        s.apiHit,
		"GET /api/v1/records":          s.apiDangers,
		"GET /api/v1/records/{record}": s.apiDanger,
		"GET /api/v1/levels":           func(r *http.Request, by outrider.UserID) (any, error) { return s.Reads.Levels(r.Context(), by) },
		"GET /api/v1/watches":          func(r *http.Request, by outrider.UserID) (any, error) { return s.Hits.Watches(r.Context(), by) },
		"/api/v1/":                     func(*http.Request, outrider.UserID) (any, error) { return nil, outrider.ErrNotFound },
	} {
		mux.HandleFunc(pattern, s.json(who, a))
	}
	for _, more := range []map[string]answer{s.dutyRoutes(), s.actRoutes()} {
		for pattern, a := range more {
			mux.HandleFunc(pattern, s.json(who, a))
		}
	}
	mux.HandleFunc("POST /api/v1/screen", s.apiScreen(who))
}

// json wraps an answer: find the user, ask, write.
func (s *site) json(who whoAsks, a answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		by, err := who(r)
		if err != nil && outrider.CodeOf(err) == outrider.CodeNotFound {
			s.signedOut(w, r)
			return
		}
		var v any
		if err == nil {
			v, err = a(r, by)
		}
		if err != nil {
			s.failJSON(w, r, err)
			return
		}
		s.writeJSON(w, r, http.StatusOK, v)
	}
}

// signedOut tells a program that nobody is signed in.
func (s *site) signedOut(w http.ResponseWriter, r *http.Request) {
	s.writeJSON(w, r, http.StatusUnauthorized, map[string]any{"error": map[string]string{
		"code": "signed-out", "text": "not signed in", "hint": "sign in, or name an active user on the socket"}})
}

func (s *site) apiSession(r *http.Request, by outrider.UserID) (any, error) {
	return s.Gate.Session(r.Context(), by)
}

func (s *site) apiAlert(r *http.Request, by outrider.UserID) (any, error) {
	return s.Reads.Alert(r.Context(), by, outrider.AlertID(r.PathValue("id")))
}

// apiPerson never reveals an identity: that needs a reason, given on the page.
func (s *site) apiPerson(r *http.Request, by outrider.UserID) (any, error) {
	return s.Reads.Person(r.Context(), by, desk.PersonQuery{ID: outrider.PersonID(r.PathValue("id"))})
}

func (s *site) apiReport(r *http.Request, by outrider.UserID) (any, error) {
	return s.Reads.Report(r.Context(), by, outrider.ReportID(r.PathValue("id")))
}

func (s *site) apiSearch(r *http.Request, by outrider.UserID) (any, error) {
	return s.Reads.Search(r.Context(), by, r.URL.Query().Get("q"))
}

func (s *site) apiAudit(r *http.Request, by outrider.UserID) (any, error) {
	n, err := before(r)
	if err != nil {
		return nil, err
	}
	return s.Oversight.Audit(r.Context(), by, n)
}

func (s *site) apiPrecedent(r *http.Request, by outrider.UserID) (any, error) {
	q := r.URL.Query()
	return s.Library.Precedent(r.Context(), by, desk.PrecedentQuery{Case: r.PathValue("id"),
		Protectee: q.Get("protectee"), View: q.Get("view"), Tier: q.Get("tier"), Step: -1})
}

// filed is the answer to posted reports: a receipt for each draft in order, and
// what could not be read at all.
type filed struct {
	Receipts []desk.Receipt    `json:"receipts"`
	Notices  []outrider.Notice `json:"notices,omitempty"`
	Refused  []intake.Refusal  `json:"refused,omitempty"`
}

// apiFile files a report object, an array of them, or one a line.
func (s *site) apiFile(r *http.Request, by outrider.UserID) (any, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || (kind != "application/json" && kind != "application/x-ndjson") {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "reports are posted as application/json or application/x-ndjson"}
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, bodyError(err)
		}
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the body ended early", Err: err}
	}
	read, err := s.Intake.JSON("posted", data)
	if err != nil {
		return nil, err
	}
	if len(read.Drafts) == 0 && len(read.Refused) > 0 {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: read.Refused[0].Where + ": " + read.Refused[0].What,
			Hint: "the shape of a report is in docs/formats/report.schema.json"}
	}
	out := filed{Notices: read.Notices, Refused: read.Refused}
	if len(read.Drafts) > 0 {
		out.Receipts, err = s.Door.File(r.Context(), by, read.Drafts...)
	}
	return out, err
}

// apiTasks lists one person's tasks, or everybody's; ?closed=1 adds closed ones.
func (s *site) apiTasks(r *http.Request, by outrider.UserID) (any, error) {
	return s.Reads.Tasks(r.Context(), by, desk.TasksQuery{Person: personOf(r), Closed: r.URL.Query().Get("closed") == "1"})
}

func (s *site) apiLikeCase(r *http.Request, by outrider.UserID) (any, error) {
	return s.Library.Like(r.Context(), by, desk.LikeQuery{Case: r.PathValue("id"), Of: r.URL.Query().Get("of")})
}

// apiLikePerson compares by the kinds of reports alone: nothing about a protected
// person stands in an address.
func (s *site) apiLikePerson(r *http.Request, by outrider.UserID) (any, error) {
	return s.Library.Like(r.Context(), by, desk.LikeQuery{Person: personOf(r)})
}
