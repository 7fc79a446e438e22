package portal

import (
	"io"
	"net/http"
	"net/url"
	"slices"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/limit"
	"outrider/internal/server/upload"
)

// start is the page at which people come in.
type start struct {
	Problem bool
	Kept    []keptField // what they had written when their session ended
	Words   bool        // they are told that it will be sent
}

// keptField is one field that travels through the page at which people come in.
type keptField struct{ Name, Value string }

func (s *site) getStart(w http.ResponseWriter, r *http.Request) {
	if own := s.sessionOf(r); own != nil {
		to := "/home"
		if own.receiver != nil {
			to = "/paper"
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	s.draw(w, r, nil, http.StatusOK, "start", start{})
}

// keepWords keeps what somebody wrote for longer than their session lasts: a report
// must not be lost, so it travels through the page at which people come in.
func (s *site) keepWords(w http.ResponseWriter, r *http.Request) {
	words := kept(wordsOf(r))
	if len(words) == 0 {
		s.nothing(w, r)
		return
	}
	s.draw(w, r, nil, http.StatusUnauthorized, "start", start{Kept: words, Words: true})
}

// wordsOf reads the fields of a report up to its first photo: whoever has no session
// may not send much, and the words come first.
func wordsOf(r *http.Request) url.Values {
	if !upload.Several(r) {
		if err := parse(r); err != nil {
			return nil
		}
		return r.PostForm
	}
	out := url.Values{}
	parts, err := r.MultipartReader()
	if err != nil {
		return out
	}
	for {
		part, err := parts.NextPart()
		if err != nil || part.FileName() != "" {
			return out
		}
		b, err := io.ReadAll(part)
		if err != nil {
			return out
		}
		out.Set(part.FormName(), string(b))
	}
}

// kept lists the fields of a report that a form carries on.
func kept(f url.Values) []keptField {
	var out []keptField
	for _, name := range tellFields {
		if v := f.Get(name); v != "" {
			out = append(out, keptField{name, v})
		}
	}
	return out
}

// postStart opens somebody's pages by number and code. Every failure looks alike: a
// number that nobody has, a wrong code, too many tries.
func (s *site) postStart(w http.ResponseWriter, r *http.Request) {
	if err := parse(r); err != nil {
		s.nothing(w, r)
		return
	}
	number, place := desk.PortalNumber(r.PostForm.Get("number")), limit.Place(r.RemoteAddr)
	again := func() {
		words := kept(r.PostForm)
		s.draw(w, r, nil, http.StatusUnauthorized, "start", start{Problem: true, Kept: words, Words: len(words) > 0})
	}
	if s.slowed(number, place) {
		again()
		return
	}
	who, err := s.Desk.PortalSignIn(r.Context(), number, r.PostForm.Get("code"))
	if err != nil && s.returns(w, r) == nil {
		s.came(number, place)
		return
	}
	if err != nil {
		s.log(r, err)
		s.missed(number, place)
		again()
		return
	}
	s.came(number, place)
	own := &session{own: who, lang: s.chosen(r)}
	if err := s.begin(w, own); err != nil {
		s.failed(w, r, nil, err)
		return
	}
	if len(kept(r.PostForm)) > 0 {
		if err := s.tell(w, r, own); err != nil {
			s.failed(w, r, own, err)
		}
		return
	}
	http.Redirect(w, r, "/home", http.StatusSeeOther)
}

// invited is the page of a one-time link.
type invited struct {
	Token   string
	Problem bool
}

// getLink shows where to choose a code and uses nothing up: a preview that opens the
// link must not spend it.
func (s *site) getLink(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("k")
	if s.byPlace.Blocked(limit.Place(r.RemoteAddr)) || !s.Desk.PortalLinkOpens(r.Context(), token) {
		s.byPlace.Failed(limit.Place(r.RemoteAddr))
		s.nothing(w, r)
		return
	}
	s.draw(w, r, nil, http.StatusOK, "link", invited{Token: token})
}

func (s *site) postLink(w http.ResponseWriter, r *http.Request) {
	place := limit.Place(r.RemoteAddr)
	if err := parse(r); err != nil || s.byPlace.Blocked(place) {
		s.nothing(w, r)
		return
	}
	token := r.PostForm.Get("k")
	who, number, err := s.Desk.PortalRedeem(r.Context(), token, r.PostForm.Get("code"))
	if outrider.CodeOf(err) == outrider.CodeInvalid && err != nil {
		s.draw(w, r, nil, http.StatusUnprocessableEntity, "link", invited{Token: token, Problem: true})
		return
	}
	if err == nil {
		err = s.begin(w, &session{own: who, number: number, lang: s.chosen(r)})
	}
	if err != nil {
		s.byPlace.Failed(place)
		s.failed(w, r, nil, err)
		return
	}
	http.Redirect(w, r, "/number", http.StatusSeeOther)
}

// getNumber shows by which number somebody comes back. It is shown in the session in
// which the code was chosen, and in no other.
func (s *site) getNumber(w http.ResponseWriter, r *http.Request, own *session) error {
	own.mu.Lock()
	number := own.number
	own.mu.Unlock()
	if number == "" {
		http.Redirect(w, r, "/home", http.StatusSeeOther)
		return nil
	}
	s.draw(w, r, own, http.StatusOK, "number", number[:4]+" "+number[4:])
	return nil
}

// postLeave ends the session and shows a page that millions open. It works for
// whoever has no session too: a page that only some can leave would tell them apart.
func (s *site) postLeave(w http.ResponseWriter, r *http.Request) {
	s.finish(w, r)
	http.Redirect(w, r, s.look.leave, http.StatusSeeOther)
}

// tellFields are the fields of a report, in the order in which a form carries them on.
var tellFields = []string{"once", "kind", "of", "what", "day", "time", "where"}

// kinds are the buttons of a report, in their order: what they are called, and what
// the desk calls them. A text or a call is an approach until somebody has read it.
var kinds = []kind{
	{"help", "tell.help", outrider.KindIncident, true},
	{"person", "tell.person", outrider.KindWatched, false},
	{"car", "tell.vehicle", outrider.KindWatched, false},
	{"text", "tell.message", outrider.KindApproach, false},
	{"parcel", "tell.delivery", outrider.KindDelivery, false},
	{"ill", "tell.ill", outrider.KindIllness, false},
	{"other", "tell.other", outrider.KindOther, false},
}

// kind is one button of a report.
type kind struct {
	Value string // in the form
	Key   string // of its words
	Kind  outrider.Kind
	Life  bool
}

func kindOf(value string) (kind, bool) {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.Value == value })
	if i < 0 {
		return kind{}, false
	}
	return kinds[i], true
}
