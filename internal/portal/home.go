package portal

import (
	"net/http"
	"slices"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
)

// home is the first page: nothing on it was learnt about the person.
type home struct {
	desk.OwnHome
	Ask   bool // for the word
	Wrong bool
	Done  bool
}

func (s *site) getHome(w http.ResponseWriter, r *http.Request, own *session) error {
	h, err := s.Desk.OwnHome(r.Context(), own.self())
	if err != nil {
		return err
	}
	s.draw(w, r, own, http.StatusOK, "home", home{OwnHome: h, Done: r.URL.Query().Get("m") == "fine" && h.CheckIn != nil})
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

// offered is one measure with its words.
type offered struct {
	desk.MyMeasure
	Words guidance.Measure
}

// Yes, No and Placed say how a measure stands.
func (o offered) Yes() bool    { return o.State == outrider.OfferAccepted }
func (o offered) Placed() bool { return o.State.Placed() }
func (o offered) No() bool     { return o.State == outrider.OfferDeclined }

func (s *site) getMeasures(w http.ResponseWriter, r *http.Request, own *session) error {
	v, err := s.Desk.OwnMeasures(r.Context(), own.self())
	if err != nil {
		return err
	}
	var list []offered
	for _, m := range v.Measures {
		if text, ok := s.Texts.Set().Measure(m.Measure, s.languageOf(r, own)); ok {
			list = append(list, offered{m, text})
		}
	}
	s.draw(w, r, own, http.StatusOK, "measures", list)
	return nil
}

// postMeasure takes yes, no, or that it is in place.
func (s *site) postMeasure(w http.ResponseWriter, r *http.Request, own *session) error {
	if err := parse(r); err != nil {
		return err
	}
	answer := r.PostForm.Get("answer")
	if !slices.Contains([]string{"yes", "no", "done"}, answer) {
		return outrider.Invalid("answer yes, no or done")
	}
	if err := s.Desk.OwnAnswer(r.Context(), own.self(), desk.AnswerMeasure{Offer: r.PathValue("id"), Accept: answer == "yes"}, answer == "done"); err != nil {
		return err
	}
	http.Redirect(w, r, "/measures", http.StatusSeeOther)
	return nil
}
