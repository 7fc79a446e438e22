package server

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/answers"
	"outrider/internal/server/ui"
)

// Answers is the ledger of what states did in answer to hostile acts. It says
// nothing about anybody in the register: acts, answers and lists are public.
type Answers interface {
	// Ledger is every act as it was known at an instant, with the faults of the
	// organisation's own file.
	Ledger(at time.Time) (answers.Ledger, []answers.Fault, error)
	// Slipped is what was taken back between the kept versions of lists.
	Slipped(l answers.Ledger, at time.Time) ([]answers.Alarm, error)
}

// actAnswers is the act that these routes need: whoever may read the documented
// cases may read what was done about them.
const actAnswers = "read-precedents"

// ledgerOf reads the ledger as it is now, with what lists took back.
func (s *site) ledgerOf(v visitor) (l answers.Ledger, faults []answers.Fault, slipped []answers.Alarm, err error) {
	if s.Answers == nil || !v.May[actAnswers] {
		return l, nil, nil, outrider.ErrNotFound
	}
	l, faults, err = s.Answers.Ledger(s.Clock())
	if err != nil {
		return l, nil, nil, err
	}
	slipped, err = s.Answers.Slipped(l, s.Clock())
	return l, faults, slipped, err
}

func (s *site) getAnswers(w http.ResponseWriter, r *http.Request, v visitor) error {
	l, faults, slipped, err := s.ledgerOf(v)
	if err != nil {
		return err
	}
	page := ui.NewAnswers(l, slipped, s.Clock())
	page.Faults = len(faults)
	return s.show(w, r, v, page)
}

func (s *site) getAnswersAct(w http.ResponseWriter, r *http.Request, v visitor) error {
	l, _, slipped, err := s.ledgerOf(v)
	if err != nil {
		return err
	}
	for _, a := range l.Acts {
		if a.Case == r.PathValue("act") {
			page := ui.NewAnswersAct(a, slipped, s.Clock())
			effectAsked(r, &page)
			return s.show(w, r, v, page)
		}
	}
	return outrider.ErrNotFound
}

// effectAsked reads counts before and after an answer from the address, where
// somebody filled in the form.
func effectAsked(r *http.Request, page *ui.AnswersAct) {
	q := r.URL.Query()
	page.Fields = ui.Fields(q)
	if !page.Fields.Any("before", "after") {
		return
	}
	before, ok1 := countAsked(q.Get("before"), q.Get("before_years"))
	after, ok2 := countAsked(q.Get("after"), q.Get("after_years"))
	if !ok1 || !ok2 {
		page.Problem = "a count is a whole number, and years are a number such as 2 or 0.5"
		return
	}
	c, err := answers.Effect(before, after)
	if err != nil {
		page.Problem = outrider.SafeText(err)
		return
	}
	page.Effect = &c
}

func countAsked(incidents, years string) (answers.Count, bool) {
	n, err1 := strconv.Atoi(strings.TrimSpace(incidents))
	y, err2 := strconv.ParseFloat(strings.TrimSpace(years), 64)
	return answers.Count{Incidents: n, Years: y}, err1 == nil && err2 == nil
}
