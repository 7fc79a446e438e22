package portal

import (
	"context"
	"net/http"
	"net/url"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/limit"
)

// Papers is the door to what was sent to somebody outside: they read it on a page of
// their own and answer there.
type Papers interface {
	PaperOpen(ctx context.Context, token, code string) (desk.Receiver, string, error)
	PaperReturn(ctx context.Context, number, code string) (desk.Receiver, error)
	Paper(ctx context.Context, o desk.Receiver) (desk.ReceiverPaper, error)
	AnswerPaper(ctx context.Context, o desk.Receiver, a desk.ReceiverAnswer) error
}

// maxToken bounds what a link carries, in bytes.
const maxToken = 64

// receiverPages are the pages of whoever was sent a paper: a second kind of visitor,
// who sees nothing of a person's own pages, and of whose page nobody else sees anything.
func (s *site) receiverPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /r", s.getKey)
	mux.HandleFunc("POST /r", s.postKey)
	mux.HandleFunc("GET /paper", s.received(s.getPaper))
	mux.HandleFunc("POST /paper", s.received(s.postPaper))
}

// key is the page of a link to a paper.
type key struct {
	Token   string
	Problem bool
}

// getKey asks for the code that goes with a link. It asks nobody whether there is such
// a link: programs that open what a mail holds learn nothing and use nothing up.
func (s *site) getKey(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("k")
	if token == "" || len(token) > maxToken {
		s.nothing(w, r)
		return
	}
	s.draw(w, r, nil, http.StatusOK, "key", key{Token: token})
}

// postKey opens a paper by its link and code. Every failure looks alike: no such link,
// one that was used, ran out or was shut, a wrong code, too many tries.
func (s *site) postKey(w http.ResponseWriter, r *http.Request) {
	if err := parse(r); err != nil {
		s.nothing(w, r)
		return
	}
	token, place := r.PostForm.Get("k"), limit.Place(r.RemoteAddr)
	again := func() { s.draw(w, r, nil, http.StatusUnauthorized, "key", key{Token: token, Problem: true}) }
	if len(token) > maxToken {
		s.nothing(w, r)
		return
	}
	if s.slowed(token, place) {
		again()
		return
	}
	who, number, err := s.Desk.PaperOpen(r.Context(), token, r.PostForm.Get("code"))
	if err != nil {
		s.log(r, err)
		s.missed(token, place)
		again()
		return
	}
	s.reads(w, r, &session{receiver: &who, number: number, lang: s.chosen(r)})
}

// returns opens a paper by number and code, with the note that somebody had written
// when their session ended.
func (s *site) returns(w http.ResponseWriter, r *http.Request) error {
	who, err := s.Desk.PaperReturn(r.Context(), r.PostForm.Get("number"), r.PostForm.Get("code"))
	if err == nil {
		s.reads(w, r, &session{receiver: &who, lang: s.chosen(r), note: r.PostForm.Get(noteField)})
	}
	return err
}

// reads begins a receiver's session.
func (s *site) reads(w http.ResponseWriter, r *http.Request, own *session) {
	if err := s.begin(w, own); err != nil {
		s.failed(w, r, nil, err)
		return
	}
	http.Redirect(w, r, "/paper", http.StatusSeeOther)
}

// noteField is the words of an answer, which outlive the session in which they were
// written.
const noteField = "note"

// received wraps a page of a receiver's. Whoever's session has ended is asked to come
// in again with their words kept.
func (s *site) received(h page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		own := s.sessionOf(r)
		switch {
		case own == nil && r.Method == http.MethodPost && parse(r) == nil && r.PostForm.Get(noteField) != "":
			s.draw(w, r, nil, http.StatusUnauthorized, "start", start{Kept: []keptField{{noteField, r.PostForm.Get(noteField)}}})
		case own == nil || own.receiver == nil:
			s.nothing(w, r)
		case own.over():
			s.draw(w, r, own, http.StatusOK, "thanked", nil)
		default:
			if err := h(w, r, own); err != nil {
				if outrider.CodeOf(err) == outrider.CodeNotFound {
					s.finish(w, r)
				}
				s.failed(w, r, own, err)
			}
		}
	}
}

// over reports whether a receiver has said the last word: their page shows nothing but
// thanks then.
func (o *session) over() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.thanked
}

// paper is what was sent, with what stands in the form.
type paper struct {
	desk.ReceiverPaper
	Number string // shown in the session in which the link was used
	Note   string // what they had written when their session ended
}

func (s *site) getPaper(w http.ResponseWriter, r *http.Request, own *session) error {
	v, err := s.Desk.Paper(r.Context(), *own.receiver)
	if err != nil {
		return err
	}
	own.mu.Lock()
	p := paper{ReceiverPaper: v, Number: own.number, Note: own.note}
	own.mu.Unlock()
	s.draw(w, r, own, http.StatusOK, "paper", p)
	return nil
}

// lastWord are the answers after which a receiver's page is over.
var lastWord = map[outrider.ReferralState]bool{outrider.ReferralRejected: true, outrider.ReferralDone: true}

// postPaper takes an answer. A page that it ends says thanks, also to a nervous thumb
// that sends it twice.
func (s *site) postPaper(w http.ResponseWriter, r *http.Request, own *session) error {
	if err := parse(r); err != nil {
		return err
	}
	f := r.PostForm
	a := desk.ReceiverAnswer{To: outrider.ReferralState(f.Get("to")), Note: f.Get(noteField)}
	if a.To == outrider.ReferralRejected {
		a.Reason = f.Get("reason")
	}
	own.mu.Lock()
	defer own.mu.Unlock()
	if err := s.Desk.AnswerPaper(r.Context(), *own.receiver, a); err != nil && !own.thanked {
		return err
	}
	own.note = ""
	own.thanked = own.thanked || lastWord[a.To]
	http.Redirect(w, r, "/paper", http.StatusSeeOther)
	return nil
}

// Reason is why a receiver says no, in the reader's language where it is a reason that
// the pages know.
func (p shown) Reason(c desk.NamedCode) string {
	if w := p.Words["paper.no."+c.ID]; w != "" {
		return w
	}
	return c.Name
}

// Halves writes a number to come back by in two halves.
func (p paper) Halves() string { return p.Number[:len(p.Number)/2] + " " + p.Number[len(p.Number)/2:] }

// Path is the address of a link's page in another language.
func (k key) Path() string { return "/r?k=" + url.QueryEscape(k.Token) }
