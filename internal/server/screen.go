package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/inforce"
	"outrider/internal/watchlist/screen"
)

// Screener holds contacts against lists and shows the lists that are held. It
// keeps nothing of what it is asked.
type Screener interface {
	Screen(ctx context.Context, queries []screen.Query, how inforce.How) ([][]screen.Hit, error)
	Versions(ctx context.Context) ([]watchlist.Version, error)
	Diff(ctx context.Context, list string, old, next int) (inforce.Difference, error)
}

// actScreen is the act that these routes need. Lists are no part of the desk, so
// the server asks its session, which the desk stamps anew at every request.
const actScreen = "screen"

// Limits of one request to screen.
const (
	maxQueries = 1000
	leastScore = 0.7 // of a hit, unless another is wanted; the command's default
)

// apiScreen answers names with one line each, in the order in which they came.
func (s *site) apiScreen(who whoAsks) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		by, err := who(r)
		if err != nil && outrider.CodeOf(err) == outrider.CodeNotFound {
			s.signedOut(w, r)
			return
		}
		var lines []byte
		if err == nil {
			lines, err = s.screenLines(r, by)
		}
		if err != nil {
			s.failJSON(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/x-ndjson; charset=utf-8")
		if _, err := w.Write(lines); err != nil {
			s.Logger.Debug("the caller went away", "route", r.Pattern)
		}
	}
}

func (s *site) screenLines(r *http.Request, by outrider.UserID) ([]byte, error) {
	now, err := s.Gate.Session(r.Context(), by)
	if err != nil {
		return nil, err
	}
	if !now.May[actScreen] {
		return nil, outrider.ErrNotFound
	}
	how, err := howAsked(r)
	if err != nil {
		return nil, err
	}
	asked, err := readAsked(r)
	if err != nil {
		return nil, err
	}
	answers, err := s.screen(r.Context(), asked, how)
	if err != nil {
		return nil, err
	}
	if err := s.noteScreened(r.Context(), by, answers); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for _, a := range answers {
		if err := enc.Encode(a); err != nil {
			return nil, &outrider.Error{Code: outrider.CodeInternal, Safe: "the answer could not be written", Err: err}
		}
	}
	return out.Bytes(), nil
}

// noteScreened writes down who screened how many names with how many hits, and
// never which, before anything is shown.
func (s *site) noteScreened(ctx context.Context, by outrider.UserID, answers []screen.Answer) error {
	var n desk.Screened
	for _, a := range answers {
		n.Names, n.Hits = n.Names+1, n.Hits+len(a.Hits)
	}
	if _, err := s.Door.Decide(ctx, by, desk.Decision{Screened: &n}); err != nil {
		return err
	}
	s.Logger.Info("screened", "user", string(by), "names", n.Names)
	return nil
}

// howAsked reads the lowest score and the day from the address.
func howAsked(r *http.Request) (inforce.How, error) {
	how := inforce.How{Least: leastScore}
	q := r.URL.Query()
	if text := q.Get("min"); text != "" {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(v >= 0 && v <= 1) {
			return how, outrider.Invalid("min is a probability, from 0 to 1")
		}
		how.Least = v
	}
	at, err := asOf(q.Get("as_of"))
	how.AsOf = at
	return how, err
}

// asOf reads a day as its last instant; nothing means now.
func asOf(text string) (time.Time, error) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, nil
	}
	d, err := watchlist.ParseDate(text)
	if err != nil {
		return time.Time{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the day of the lists is not a date", Hint: "write 2024, 2024-05 or 2024-05-03"}
	}
	return d.Last(), nil
}

// asked is one question of a request, or why it is none.
type asked struct {
	ask    screen.Ask
	broken string
}

// readAsked reads {"queries":[...]}, one object, or one object a line. Only types
// that no form of another site can send are accepted.
func readAsked(r *http.Request) ([]asked, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || (kind != "application/json" && kind != "application/x-ndjson") {
		return nil, outrider.Invalid("names are posted as application/json or application/x-ndjson")
	}
	data, err := io.ReadAll(r.Body)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "that is more than one request may hold", Hint: "send the names in several requests"}
	}
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the body ended early", Err: err}
	}
	var whole struct {
		Queries []json.RawMessage `json:"queries"`
	}
	var out []asked
	if json.Unmarshal(data, &whole) == nil && whole.Queries != nil {
		for i, q := range whole.Queries[:min(len(whole.Queries), maxQueries+1)] {
			out = append(out, askedIn(q, fmt.Sprintf("query %d", i+1)))
		}
	} else {
		out = askedByLine(data)
	}
	return out, checkAsked(out)
}

// askedByLine reads one object a line; an object that stands alone may be spread
// over several.
func askedByLine(data []byte) []asked {
	if json.Valid(data) {
		return []asked{askedIn(data, "the body")}
	}
	var out []asked
	in := bufio.NewScanner(bytes.NewReader(data))
	in.Buffer(nil, len(data)+1)
	for n := 1; in.Scan() && len(out) <= maxQueries; n++ {
		if line := bytes.TrimSpace(in.Bytes()); len(line) > 0 {
			out = append(out, askedIn(line, fmt.Sprintf("line %d", n)))
		}
	}
	return out
}

func askedIn(b []byte, where string) (a asked) {
	if err := json.Unmarshal(b, &a.ask); err != nil {
		return asked{broken: where + ": neither a name nor an object with one"}
	}
	if _, _, err := a.ask.Query(); err != nil {
		a.broken = where + ": " + outrider.SafeText(err)
	}
	return a
}

// checkAsked refuses a request that asks nothing, or too much.
func checkAsked(all []asked) error {
	const shape = `send {"queries":["a name", ...]}, or {"name":...} one a line`
	if len(all) == 0 {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "nothing was asked", Hint: shape}
	}
	if len(all) > maxQueries {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: fmt.Sprintf("more than %d names in one request", maxQueries), Hint: "send them in several requests"}
	}
	for _, a := range all {
		if a.broken == "" {
			return nil
		}
	}
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: all[0].broken, Hint: shape}
}

// screen holds what can be read against the lists; what cannot comes back with
// its notice and no hits.
func (s *site) screen(ctx context.Context, all []asked, how inforce.How) ([]screen.Answer, error) {
	out := make([]screen.Answer, len(all))
	var queries []screen.Query
	var places []int
	for i, a := range all {
		out[i] = screen.Answer{Query: strings.TrimSpace(a.ask.Name), Notice: a.broken}
		if a.broken != "" {
			continue
		}
		q, notice, err := a.ask.Query()
		if err != nil {
			return nil, err
		}
		out[i].Notice = notice
		queries, places = append(queries, q), append(places, i)
	}
	hits, err := s.Screener.Screen(ctx, queries, how)
	if err != nil {
		return nil, err
	}
	for k, i := range places {
		out[i].Hits = hits[k]
	}
	return out, nil
}

// getScreen shows the form. A name is never part of an address, which browsers
// and proxies keep: the form is posted.
func (s *site) getScreen(w http.ResponseWriter, r *http.Request, v visitor) error {
	if !v.May[actScreen] {
		return outrider.ErrNotFound
	}
	return s.showScreen(w, r, v, ui.Screen{Status: http.StatusOK})
}

func (s *site) postScreen(w http.ResponseWriter, r *http.Request, v visitor) error {
	if !v.May[actScreen] {
		return outrider.ErrNotFound
	}
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	page := ui.Screen{Status: http.StatusOK, Fields: ui.Fields(f)}
	ask := screen.Ask{Name: f.Get("name"), Kind: f.Get("kind"), Born: f.Get("born"), Identifier: f.Get("identifier")}
	q, notice, err := ask.Query()
	how := inforce.How{Least: leastScore}
	if err == nil {
		how.AsOf, err = asOf(f.Get("as_of"))
	}
	var hits [][]screen.Hit
	if err == nil {
		hits, err = s.Screener.Screen(r.Context(), []screen.Query{q}, how)
	}
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		page.Status, page.Problem, page.Hint = statusOf(err), outrider.SafeText(err), outrider.HintText(err)
		return s.showScreen(w, r, v, page)
	}
	if err != nil {
		return err
	}
	if err := s.noteScreened(r.Context(), v.User, []screen.Answer{{Hits: hits[0]}}); err != nil {
		return err
	}
	page.Asked, page.Notice, page.Hits = true, notice, hits[0]
	return s.showScreen(w, r, v, page)
}

// showScreen adds what is held to a page, because a result says only as much as
// the lists behind it.
func (s *site) showScreen(w http.ResponseWriter, r *http.Request, v visitor, page ui.Screen) error {
	versions, err := s.Screener.Versions(r.Context())
	if err != nil {
		return err
	}
	if page.Held, err = s.lists(r.Context(), v, versions); err != nil {
		return err
	}
	return s.showAs(w, r, page.Status, &v, page)
}

func (s *site) getLists(w http.ResponseWriter, r *http.Request, v visitor) error {
	if !v.May[actScreen] {
		return outrider.ErrNotFound
	}
	versions, err := s.Screener.Versions(r.Context())
	if err != nil {
		return err
	}
	page, err := s.lists(r.Context(), v, versions)
	if err != nil {
		return err
	}
	return s.show(w, r, v, page)
}

// lists are the lists that are held, each with its age as the desk counts it.
func (s *site) lists(ctx context.Context, v visitor, versions []watchlist.Version) (ui.Lists, error) {
	ages := map[string]desk.ListAge{}
	for _, name := range watchlist.Lists(versions) {
		a, err := s.Hits.ListAge(ctx, v.User, name)
		if err != nil {
			return ui.Lists{}, err
		}
		ages[name] = a
	}
	return ui.NewLists(versions, ages, s.Clock()), nil
}

// getListDiff compares two versions. Without numbers these are the last two
// deliveries.
func (s *site) getListDiff(w http.ResponseWriter, r *http.Request, v visitor) error {
	if !v.May[actScreen] {
		return outrider.ErrNotFound
	}
	versions, err := s.Screener.Versions(r.Context())
	if err != nil {
		return err
	}
	list := r.PathValue("list")
	own := inforce.Of(versions, list)
	if len(own) < 2 {
		return outrider.ErrNotFound
	}
	q := r.URL.Query()
	old, next := number(q.Get("old"), len(own)-1), number(q.Get("new"), len(own))
	d, err := s.Screener.Diff(r.Context(), list, old, next)
	if err != nil {
		return err
	}
	page := ui.NewListDiff(d, own, old, next)
	page.Show(watchlist.ChangeKind(q.Get("kind")), number(q.Get("page"), 1))
	return s.show(w, r, v, page)
}

// number reads a whole number of an address; nothing means def, and what is no
// number means none that exists.
func number(text string, def int) int {
	if text == "" {
		return def
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
