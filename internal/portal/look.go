package portal

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
)

//go:embed pages
var files embed.FS

// look is how pages are drawn: their templates, and the style and the one script that
// each holds within itself. A second request would cost a frightened person on a slow
// net another half second, and tell whoever counts requests more.
type look struct {
	pages   map[string]*template.Template
	style   template.CSS
	script  template.JS
	policy  string
	offline string // the policy of the page that works without a net
	leave   string
}

func newLook(leave *url.URL) (look, error) {
	l := look{pages: map[string]*template.Template{}, leave: leave.String()}
	style, err := fs.ReadFile(files, "pages/style.css")
	if err != nil {
		return l, unbuilt(err)
	}
	script, err := fs.ReadFile(files, "pages/leave.js")
	if err != nil {
		return l, unbuilt(err)
	}
	l.style, l.script = template.CSS(bytes.TrimSpace(style)), template.JS(bytes.TrimSpace(script))
	l.policy = "default-src 'none'; style-src " + hashOf(string(l.style)) + "; script-src " + hashOf(string(l.script)) + "; connect-src 'self'; form-action 'self' " +
		leave.Scheme + "://" + leave.Host + "; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
	l.offline = strings.Replace(l.policy, "script-src ", "script-src 'self' ", 1) + "; worker-src 'self'"
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil {
		return l, unbuilt(err)
	}
	for _, n := range names {
		name := strings.TrimSuffix(path.Base(n), ".html")
		if name == "frame" {
			continue
		}
		if l.pages[name], err = template.ParseFS(files, "pages/frame.html", n); err != nil {
			return l, unbuilt(err)
		}
	}
	return l, nil
}

func unbuilt(err error) error {
	return &outrider.Error{Code: outrider.CodeInternal, Safe: "the pages of this program are damaged", Err: err}
}

func hashOf(s string) string {
	h := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(h[:]) + "'"
}

// shown is one page as it is drawn.
type shown struct {
	Page   string // name of the template
	Words  map[string]string
	Stamp  guidance.Stamp
	Langs  []guidance.Language
	Style  template.CSS
	Script template.JS
	Leave  string
	Call   string
	Name   string
	Inside bool   // of a person's open session: with a menu
	Guest  bool   // of the session of somebody who was sent a paper
	Chosen string // the language that the reader chose in the address
	Now    time.Time
	Path   string
	Body   any
}

// T is a string of the language, with its placeholders filled: "key", "name", value,
// and so on. What is filled in stands apart in its own direction of writing.
func (p shown) T(key string, pairs ...any) template.HTML {
	out := html.EscapeString(p.Words[key])
	for i := 0; i+1 < len(pairs); i += 2 {
		out = strings.ReplaceAll(out, fmt.Sprintf("{%v}", pairs[i]), "<bdi>"+html.EscapeString(fmt.Sprint(pairs[i+1]))+"</bdi>")
	}
	return template.HTML(out) // every part was escaped above
}

// With is the page about a part of itself, for a template that several pages share.
func (p shown) With(body any) shown {
	p.Body = body
	return p
}

// Said is a string of the language as plain text.
func (p shown) Said(key string) string { return p.Words[key] }

// Plain is a string of the language with a name filled in, for what is read aloud.
func (p shown) Plain(key, name string) string {
	return strings.ReplaceAll(p.Words[key], "{name}", name)
}

// Who says what somebody is to the desk; whoever is not known is somebody else.
func (p shown) Who(role outrider.Role) string {
	if w := p.Words["data.who."+string(role)]; w != "" {
		return w
	}
	return p.Words["data.who.other"]
}

// Of100 writes a probability as so many of a hundred.
func (p shown) Of100(v float64) string { return strings.TrimSuffix(outrider.Percent(v), " %") }

// Clock writes a moment, which comes in the person's own time: of today, its hour
// alone. Figures are written as every reader of the four languages reads them.
func (p shown) Clock(t time.Time) string {
	if now := p.Now.In(t.Location()); t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}

// Past reports whether a moment is over.
func (p shown) Past(t time.Time) bool { return t.Before(p.Now) }

// Wrote is what a report says, for the one who sent it: where they tapped and wrote
// nothing, what they tapped.
func (p shown) Wrote(text string) string {
	for _, k := range kinds {
		if text == buttonWords[k.Value] {
			return p.Words[k.Key]
		}
	}
	return text
}

// Told lists what a photo said of itself, in words of the language.
func (p shown) Told(s outrider.PhotoSaid) string {
	var out []string
	for key, said := range map[string]bool{"photo.1time": s.Local != "", "photo.2place": s.Place.Known(), "photo.3camera": s.Device != "", "photo.4more": len(s.Removed) > 0} {
		if said {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	for i, key := range out {
		out[i] = p.Words[key]
	}
	return strings.Join(out, p.Words["photo.and"])
}

// Warning says how far the words of a text may be trusted; empty where somebody has
// reviewed them.
func (p shown) Warning(s guidance.Stamp) template.HTML {
	switch {
	case s.Reviewed == guidance.MachineMade:
		return p.T("advice.machine")
	case s.Unreviewed():
		return p.T("advice.unreviewed")
	}
	return p.T("advice.reviewed", "name", s.Reviewed)
}

// languageOf is the language in which a request is answered: chosen in the address,
// else of the session, else what the browser asks for.
func (s *site) languageOf(r *http.Request, own *session) string {
	set := s.Texts.Set()
	if chosen := s.chosen(r); chosen != "" {
		if own != nil {
			own.setLang(chosen)
		}
		return chosen
	}
	if own != nil {
		if l := own.language(); l != "" {
			_, stamp := set.Strings(l)
			return stamp.Language
		}
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return guidance.Original
	}
	for _, t := range tags {
		if _, stamp := set.Strings(t.String()); stamp.Asked == "" {
			return stamp.Language
		}
	}
	return guidance.Original
}

// chosen is the language of an address, where there is such a language.
func (s *site) chosen(r *http.Request) string {
	tag := r.URL.Query().Get("lang")
	if slices.ContainsFunc(s.Texts.Set().Languages(), func(l guidance.Language) bool { return l.Tag == tag }) {
		return tag
	}
	return ""
}

func (o *session) language() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.lang
}

func (o *session) setLang(tag string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lang = tag
}

// draw writes a page; own is nil for whoever has no session.
func (s *site) draw(w http.ResponseWriter, r *http.Request, own *session, status int, name string, body any) {
	set := s.Texts.Set()
	words, stamp := set.Strings(s.languageOf(r, own))
	p := shown{Page: name, Words: words, Stamp: stamp, Langs: set.Languages(), Style: s.look.style, Script: s.look.script, Leave: s.look.leave, Call: s.Call, Name: s.Name,
		Inside: own != nil && own.receiver == nil, Guest: own != nil && own.receiver != nil, Chosen: s.chosen(r), Now: s.Clock(), Path: r.URL.Path, Body: body}
	switch {
	case name == "nothing" || name == "start": // the same bytes wherever somebody looks
		p.Path = "/"
	case r.Method != http.MethodGet: // a language is chosen on a page that can be opened
		p.Path = "/home"
		if p.Guest {
			p.Path = "/paper"
		}
	}
	if p.Name == "" {
		p.Name = words["page.name"]
	}
	var b bytes.Buffer
	if err := s.look.pages[name].ExecuteTemplate(&b, "frame", p); err != nil {
		s.log(r, &outrider.Error{Code: outrider.CodeInternal, Safe: "a page could not be drawn", Err: err})
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	padTo(&b, pageStep)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(b.Bytes()); err != nil {
		s.Logger.Debug("the browser went away", "route", r.Pattern)
	}
}

// pageStep is what the length of every page is a multiple of, in bytes. Whoever counts
// what goes over a net, which TLS does not hide, then sees nearly always the same: of
// which page, and whether it asks or shows something.
const pageStep = 8 << 10

// padTo adds spaces behind a page until its length is a multiple of step.
func padTo(b *bytes.Buffer, step int) {
	if over := b.Len() % step; over > 0 {
		b.Write(bytes.Repeat([]byte{' '}, step-over))
	}
}

// page answers one request of an open session. An error that it returns has not been
// written yet.
type page func(w http.ResponseWriter, r *http.Request, own *session) error

// open wraps a page: without a session there is nothing here, and with one that the
// desk has closed neither.
func (s *site) open(h page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		own := s.sessionOf(r)
		if own != nil && own.receiver != nil {
			s.nothing(w, r)
			return
		}
		if own == nil {
			if r.Method == http.MethodPost && r.URL.Path == "/tell" {
				s.keepWords(w, r)
				return
			}
			s.nothing(w, r)
			return
		}
		home, err := s.Desk.OwnHome(r.Context(), own.self())
		if err == nil {
			if own.language() == "" && home.Language != "" {
				own.setLang(home.Language)
			}
			err = h(w, r, own)
		} else {
			s.finish(w, r)
		}
		if err != nil {
			s.failed(w, r, own, err)
		}
	}
}

func (o *session) self() desk.Own {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.own
}

// failed answers an error: what is not there, what is not for this person and what is
// closed are one page that says nothing; else that it did not work.
func (s *site) failed(w http.ResponseWriter, r *http.Request, own *session, err error) {
	s.log(r, err)
	switch outrider.CodeOf(err) {
	case outrider.CodeNotFound:
		s.nothing(w, r)
	case outrider.CodeInvalid, outrider.CodeConflict:
		s.draw(w, r, own, http.StatusUnprocessableEntity, "failed", nil)
	default:
		s.draw(w, r, own, http.StatusServiceUnavailable, "failed", nil)
	}
}

// nothing is the page that everybody gets who has no session, wherever they look.
func (s *site) nothing(w http.ResponseWriter, r *http.Request) {
	s.draw(w, r, nil, http.StatusNotFound, "nothing", nil)
}
