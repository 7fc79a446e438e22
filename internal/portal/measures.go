package portal

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
)

// offered is one measure with its words.
type offered struct {
	desk.MyMeasure
	Words  guidance.Measure
	Review time.Time // when the plan is looked at again; zero: nobody has said
}

// Yes, No and Placed say how a measure stands.
func (o offered) Yes() bool    { return o.State == outrider.OfferAccepted }
func (o offered) Placed() bool { return o.State.Placed() }
func (o offered) No() bool     { return o.State == outrider.OfferDeclined }

// LookedAt is when somebody looks at it once more; zero: nobody has said.
func (o offered) LookedAt() time.Time {
	if o.Look.IsZero() {
		return o.Review
	}
	return o.Look
}

// offers are the measures of a person, what waits for an answer first.
type offers []offered

// open is what the first page asks: the first that waits for an answer and may be
// named there, else the first that waits.
func (l offers) open() *offered {
	waits := func(o offered) bool { return o.State == outrider.OfferOpen }
	if o := l.first(func(o offered) bool { return waits(o) && o.Words.Quiet }); o != nil {
		return o
	}
	return l.first(waits)
}

// answered is the one of an id, where it has an answer.
func (l offers) answered(id string) *offered {
	return l.first(func(o offered) bool { return o.Offer == id && o.State != outrider.OfferOpen })
}

func (l offers) first(is func(offered) bool) *offered {
	if i := slices.IndexFunc(l, is); i >= 0 {
		return &l[i]
	}
	return nil
}

// measures lists what was offered, in words that the reader knows or in those of the
// original.
func (s *site) measures(r *http.Request, own *session) (offers, error) {
	v, err := s.Desk.OwnMeasures(r.Context(), own.self())
	if err != nil {
		return nil, err
	}
	var list offers
	lang := s.languageOf(r, own)
	if r.URL.Query().Has("original") {
		lang = guidance.Original
	}
	for _, m := range v.Measures {
		if text, ok := s.Texts.Set().Measure(m.Measure, lang); ok {
			list = append(list, offered{m, text, v.Review})
		}
	}
	return list, nil
}

func (s *site) getMeasures(w http.ResponseWriter, r *http.Request, own *session) error {
	list, err := s.measures(r, own)
	if err != nil {
		return err
	}
	s.draw(w, r, own, http.StatusOK, "measures", offerings{list, list.answered(r.URL.Query().Get("said"))})
	return nil
}

// offerings is the page of what was offered.
type offerings struct {
	List offers
	Said *offered // what they have just answered
}

// postMeasure takes yes, no, or that it is in place. Whoever answered on the first page
// goes on there, to the next question.
func (s *site) postMeasure(w http.ResponseWriter, r *http.Request, own *session) error {
	if err := parse(r); err != nil {
		return err
	}
	answer, offer := r.PostForm.Get("answer"), r.PathValue("id")
	if !slices.Contains([]string{"yes", "no", "done"}, answer) {
		return outrider.Invalid("answer yes, no or done")
	}
	if err := s.Desk.OwnAnswer(r.Context(), own.self(), desk.AnswerMeasure{Offer: offer, Accept: answer == "yes"}, answer == "done"); err != nil {
		return err
	}
	next := "/measures"
	if r.PostForm.Get("from") == "home" {
		next = "/home"
	}
	http.Redirect(w, r, next+"?said="+url.QueryEscape(offer), http.StatusSeeOther)
	return nil
}
