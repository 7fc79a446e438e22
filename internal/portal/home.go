package portal

import (
	"net/http"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
)

// home is the first page. Nothing on it was learnt about the person: others see it too.
type home struct {
	desk.OwnHome
	Ask   bool // for the word
	Wrong bool
	Done  bool
	Said  *offered // what they have just answered
	Next  *offered // what waits for their answer
}

func (s *site) getHome(w http.ResponseWriter, r *http.Request, own *session) error {
	h, err := s.Desk.OwnHome(r.Context(), own.self())
	if err != nil {
		return err
	}
	m, err := s.measures(r, own)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	s.draw(w, r, own, http.StatusOK, "home", home{OwnHome: h, Done: q.Get("m") == "fine" && h.CheckIn != nil, Said: m.answered(q.Get("said")), Next: m.open()})
	return nil
}

// postFine says that all is well: at a tap where no word was agreed, and where one was
// it is asked for after the tap. Either word has the same answer.
func (s *site) postFine(w http.ResponseWriter, r *http.Request, own *session) error {
	if err := parse(r); err != nil {
		return err
	}
	h, err := s.Desk.OwnHome(r.Context(), own.self())
	if err != nil {
		return err
	}
	word := r.PostForm.Get("word")
	if h.CheckIn == nil {
		return outrider.ErrNotFound
	}
	if h.CheckIn.Word && word == "" {
		s.draw(w, r, own, http.StatusOK, "home", home{OwnHome: h, Ask: true})
		return nil
	}
	_, err = s.Desk.OwnCheckIn(r.Context(), own.self(), word)
	if outrider.CodeOf(err) == outrider.CodeInvalid && err != nil {
		s.draw(w, r, own, http.StatusUnprocessableEntity, "home", home{OwnHome: h, Ask: true, Wrong: true})
		return nil
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/home?m=fine", http.StatusSeeOther)
	return nil
}

// advised is the list of cards.
type advised struct {
	Cards []guidance.Card
	Risk  *desk.OwnRisk
	Show  bool // the number
	Stop  desk.OwnStopped
}

func (s *site) getAdvice(w http.ResponseWriter, r *http.Request, own *session) error {
	h, err := s.Desk.OwnHome(r.Context(), own.self())
	if err != nil {
		return err
	}
	risk, err := s.Desk.OwnRisk(r.Context(), own.self())
	if err != nil {
		return err
	}
	show := risk != nil && (risk.Telling == outrider.TellNumbers || risk.Telling == outrider.TellToDo && r.URL.Query().Get("number") == "yes")
	s.draw(w, r, own, http.StatusOK, "advice", advised{Cards: s.Texts.Set().Cards(s.languageOf(r, own)), Risk: risk, Show: show, Stop: h.Stopped})
	return nil
}

// getCard shows a card in the person's language; its original is one tap away.
func (s *site) getCard(w http.ResponseWriter, r *http.Request, own *session) error {
	lang := s.languageOf(r, own)
	if r.URL.Query().Has("original") {
		lang = guidance.Original
	}
	c, ok := s.Texts.Set().Card(r.PathValue("id"), lang)
	if !ok {
		return outrider.ErrNotFound
	}
	s.draw(w, r, own, http.StatusOK, "card", c)
	return nil
}
