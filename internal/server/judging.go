package server

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

// Judgements gives the views of people and the model judging together.
type Judgements interface {
	ToJudge(ctx context.Context, by outrider.UserID) (desk.ToJudgeView, error)
	JudgePage(ctx context.Context, by outrider.UserID, q desk.JudgeQuery) (desk.JudgeView, error)
	Judgements(ctx context.Context, by outrider.UserID, id outrider.PersonID) (desk.JudgementsView, error)
	Tasks(ctx context.Context, by outrider.UserID, q desk.TasksQuery) (desk.TasksView, error)
	Weigh(ctx context.Context, by outrider.UserID, id outrider.PersonID) (desk.HangingView, error)
}

// judgingPages is the part of the table of pages that is about judging.
func (s *site) judgingPages(all map[string]page) map[string]page {
	for pattern, h := range map[string]page{
		"GET /judgements":                           s.getToJudge,
		"GET /people/{id}/judge":                    s.getJudge,
		"POST /people/{id}/judge":                   s.postJudge,
		"GET /people/{id}/judgements":               s.getJudgements,
		"POST /people/{id}/publish":                 s.postPublish,
		"POST /people/{id}/published/{pub}":         s.postPublished,
		"POST /people/{id}/published/{pub}/dissent": s.postDissent,
		"GET /people/{id}/weigh":                    s.getWeigh,
		"POST /people/{id}/tasks":                   s.postTask,
		"POST /people/{id}/review":                  s.postReview,
		"POST /tasks/{task}/close":                  s.postCloseTask,
	} {
		all[pattern] = h
	}
	return all
}

func (s *site) getToJudge(w http.ResponseWriter, r *http.Request, v visitor) error {
	l, err := s.Reads.ToJudge(r.Context(), v.User)
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.ToJudge{ToJudgeView: l})
}

func (s *site) getJudge(w http.ResponseWriter, r *http.Request, v visitor) error {
	j, err := s.Reads.JudgePage(r.Context(), v.User, desk.JudgeQuery{Person: personOf(r)})
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Judge{JudgeView: j, Fields: fieldsOf(j.Before)})
}

func personOf(r *http.Request) outrider.PersonID { return outrider.PersonID(r.PathValue("id")) }

// fieldsOf fills the form with the reader's own last judgement.
func fieldsOf(f *outrider.Figures) ui.Fields {
	out := ui.Fields{}
	if f == nil {
		return out
	}
	write := func(name string, v float64) { out[name] = []string{strconv.FormatFloat(100*v, 'g', 4, 64)} }
	for _, h := range outrider.Hypotheses {
		write("p_"+string(h), f.P[h])
	}
	for _, k := range outrider.Horizons {
		write("harm_"+k, f.Harm[k])
	}
	return out
}

// figuresFrom reads figures in per cent. What was left empty or is no number is
// refused with words that name nobody.
func figuresFrom(r *http.Request) (outrider.Figures, error) {
	f := outrider.Figures{P: map[outrider.Hypothesis]float64{}, Harm: map[string]float64{}}
	var bad error
	read := func(name string) float64 {
		v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(r.PostForm.Get(name)), ",", ".", 1), 64)
		if err != nil {
			bad = &outrider.Error{Code: outrider.CodeInvalid, Safe: "each figure is a number in per cent", Hint: "write 0.5 for one in two hundred; leave none empty"}
		}
		return v / 100
	}
	for _, h := range outrider.Hypotheses {
		f.P[h] = read("p_" + string(h))
	}
	for _, k := range outrider.Horizons {
		f.Harm[k] = read("harm_" + k)
	}
	return f, bad
}

func (s *site) postJudge(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f, err := figuresFrom(r)
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{JudgePerson: &desk.JudgePerson{Person: personOf(r), Figures: f,
			Reasons: r.PostForm.Get("reasons"), Gaps: r.PostForm.Get("gaps")}})
	}
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		j, again := s.Reads.JudgePage(r.Context(), v.User, desk.JudgeQuery{Person: personOf(r)})
		if again != nil {
			return again
		}
		return s.showAs(w, r, http.StatusUnprocessableEntity, &v, ui.Judge{JudgeView: j, Fields: ui.Fields(r.PostForm),
			Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/people/"+r.PathValue("id")+"/judgements", http.StatusSeeOther)
	return nil
}

func (s *site) getJudgements(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showJudgements(w, r, v, ui.Judgements{Status: http.StatusOK})
}

func (s *site) showJudgements(w http.ResponseWriter, r *http.Request, v visitor, page ui.Judgements) error {
	j, err := s.Reads.Judgements(r.Context(), v.User, personOf(r))
	if err != nil {
		return err
	}
	page.JudgementsView = j
	return s.showAs(w, r, page.Status, &v, page)
}

// judgementsAgain shows the judgements with what was wrong, or goes on to them.
func (s *site) judgementsAgain(w http.ResponseWriter, r *http.Request, v visitor, err error) error {
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showJudgements(w, r, v, ui.Judgements{Status: statusOf(err), Fields: ui.Fields(r.PostForm), Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/people/"+r.PathValue("id")+"/judgements", http.StatusSeeOther)
	return nil
}

func (s *site) postPublish(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	q, err := publishFrom(r)
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{Publish: q})
	}
	return s.judgementsAgain(w, r, v, err)
}

func publishFrom(r *http.Request) (*desk.Publish, error) {
	f := r.PostForm
	q := &desk.Publish{Person: personOf(r), From: f.Get("from"), Reasons: f.Get("reasons"), Gaps: f.Get("gaps")}
	var err error
	if q.Review, err = dayOf(f.Get("review")); err != nil {
		return nil, err
	}
	if who, why := strings.TrimSpace(f.Get("dissent_who")), strings.TrimSpace(f.Get("dissent_why")); who != "" || why != "" {
		q.Dissent = []outrider.Dissent{{Who: who, Why: why}}
	}
	if q.From == "own" {
		own, err := figuresFrom(r)
		if err != nil {
			return nil, err
		}
		q.Figures = &own
	}
	return q, nil
}

// dayOf reads the end of a day; empty is no day.
func dayOf(s string) (time.Time, error) {
	if strings.TrimSpace(s) == "" {
		return time.Time{}, nil
	}
	return endOfDay(s)
}

func (s *site) postPublished(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Confirm: &desk.SettlePublished{Person: personOf(r), ID: r.PathValue("pub"),
		Confirm: r.PostForm.Get("confirm") == "yes", Why: r.PostForm.Get("why")}})
	return s.judgementsAgain(w, r, v, err)
}

func (s *site) postDissent(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Dissent: &desk.AddDissent{Person: personOf(r), ID: r.PathValue("pub"), Why: r.PostForm.Get("why")}})
	return s.judgementsAgain(w, r, v, err)
}

// getWeigh works out what hangs on single rates: a page of its own, because it costs
// a good part of a second.
func (s *site) getWeigh(w http.ResponseWriter, r *http.Request, v visitor) error {
	got, err := s.Reads.Weigh(r.Context(), v.User, personOf(r))
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Weigh{HangingView: got})
}

func (s *site) postTask(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	due, err := dayOf(r.PostForm.Get("due"))
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{MakeTask: &desk.MakeTask{Person: personOf(r), If: r.PostForm.Get("if"),
			Do: r.PostForm.Get("do"), Owner: r.PostForm.Get("owner"), Due: due}})
	}
	return s.personAgain(w, r, v, personOf(r), err)
}

func (s *site) postReview(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	to, err := strconv.ParseFloat(strings.Replace(r.PostForm.Get("to"), ",", ".", 1), 64)
	if err != nil {
		err = outrider.Invalid("write the chance that remains as a number in per cent")
	} else {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{ReviewFloor: &desk.ReviewFloor{Person: personOf(r), To: to / 100, Why: r.PostForm.Get("why")}})
	}
	return s.personAgain(w, r, v, personOf(r), err)
}

func (s *site) postCloseTask(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{CloseTask: &desk.CloseTask{Task: r.PathValue("task"), Done: r.PostForm.Get("done") == "yes",
		Note: r.PostForm.Get("note"), Report: outrider.ReportID(strings.TrimSpace(r.PostForm.Get("report")))}})
	return s.personAgain(w, r, v, outrider.PersonID(r.PostForm.Get("person")), err)
}

// personAgain shows a person's page again, with what went wrong, or goes back to
// its tasks.
func (s *site) personAgain(w http.ResponseWriter, r *http.Request, v visitor, id outrider.PersonID, err error) error {
	return s.backTo(w, r, v, backTo{id, "tasks"}, err)
}

// backTo is a part of a person's page.
type backTo struct {
	id   outrider.PersonID
	part string
}

// backTo shows a person's page again, with what went wrong, or goes back to a part of it.
func (s *site) backTo(w http.ResponseWriter, r *http.Request, v visitor, to backTo, err error) error {
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showPerson(w, r, v, desk.PersonQuery{ID: to.id}, ui.Person{Status: statusOf(err), Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err == nil {
		err = outrider.CheckID("person", string(to.id))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/people/"+string(to.id)+"#"+to.part, http.StatusSeeOther)
	return nil
}
