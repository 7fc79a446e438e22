package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
	"outrider/internal/server/upload"
)

// reportsPath is where a report is posted.
const reportsPath = "/reports"

func (s *site) getReports(w http.ResponseWriter, r *http.Request, v visitor) error {
	var found desk.SearchView
	if v.May["search"] {
		var err error
		found, err = s.Reads.Search(r.Context(), v.User, "")
		if err != nil && outrider.CodeOf(err) != outrider.CodeInvalid {
			return err
		}
	}
	return s.show(w, r, v, ui.Reports{Newest: found.Reports})
}

func (s *site) getReportForm(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showReportForm(w, r, v, reportForm{status: http.StatusOK, fields: r.URL.Query()})
}

// reportForm is how the report form is to be shown: as the fields stand, with
// what was wrong or what happened.
type reportForm struct {
	status        int
	fields        url.Values
	problem, hint string
	notice        string
}

// showReportForm draws the form. Code names are offered where the user may see
// the register; others type one.
func (s *site) showReportForm(w http.ResponseWriter, r *http.Request, v visitor, f reportForm) error {
	people, err := s.Reads.People(r.Context(), v.User)
	if err != nil && outrider.CodeOf(err) != outrider.CodeNotFound {
		return err
	}
	once := f.fields.Get("once")
	if once == "" {
		if once, err = s.sessions.token(); err != nil {
			return err
		}
	}
	return s.showAs(w, r, f.status, &v, ui.ReportForm{Fields: ui.Fields(f.fields), People: people.People, Once: once,
		Problem: f.problem, Hint: f.hint, Notice: f.notice})
}

// postReport files what the form says, once: the form's token remembers its
// receipt, so a second click or a reload shows the first receipt again.
func (s *site) postReport(w http.ResponseWriter, r *http.Request, v visitor) error {
	photos, err := upload.Photos(w, r)
	if err != nil {
		return err
	}
	once := r.PostForm.Get("once")
	if outrider.CheckID("form", once) != nil {
		return outrider.Invalid("the form could not be read; reload the page")
	}
	draft, err := s.Intake.Form(s.formFields(r.PostForm))
	if err == nil {
		draft.Photos = photos
		err = s.fileOnce(r, v, once, draft)
	}
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		return s.showReportForm(w, r, v, reportForm{status: http.StatusUnprocessableEntity, fields: r.PostForm,
			problem: outrider.SafeText(err), hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/reports/filed/"+once, http.StatusSeeOther)
	return nil
}

// fileOnce files drafts unless this token has filed already.
func (s *site) fileOnce(r *http.Request, v visitor, once string, drafts ...outrider.Draft) error {
	v.own.mu.Lock()
	defer v.own.mu.Unlock()
	if len(v.own.shelf[once].receipts) > 0 {
		return nil
	}
	receipts, err := s.Door.File(r.Context(), v.User, drafts...)
	if err != nil {
		return err
	}
	if len(receipts) == 1 && receipts[0].Refused != "" {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: receipts[0].Refused}
	}
	v.own.keep(once, kept{receipts: receipts})
	return nil
}

// formFields adds to the form what only the page knows: that "just now" means
// the time of our clock. A field that was left empty is not sent on.
func (s *site) formFields(f url.Values) map[string][]string {
	out := map[string][]string{}
	for k, vs := range f {
		for _, v := range vs {
			if strings.TrimSpace(v) != "" {
				out[k] = append(out[k], v)
			}
		}
	}
	switch f.Get("when_is") {
	case "now":
		out["when"] = []string{s.Clock().UTC().Format(time.RFC3339)}
	case "today":
		out["when"] = []string{s.Clock().UTC().Format(time.DateOnly)}
	}
	if g := gradeText(f); g != "" {
		out["grade"] = []string{g}
	}
	for _, own := range []string{"once", "when_is", "resume", "next", "grade_source", "grade_content"} {
		delete(out, own)
	}
	return out
}

// gradeText is a grade as it is parsed: from the two lists of the Admiralty code,
// or as somebody wrote it with its scheme.
func gradeText(f url.Values) string {
	source, content := f.Get("grade_source"), f.Get("grade_content")
	if source == "" && content == "" {
		return f.Get("grade")
	}
	return string(outrider.SchemeAdmiralty) + ":" + source + content
}

func (s *site) getReceipt(w http.ResponseWriter, r *http.Request, v visitor) error {
	v.own.mu.Lock()
	k, ok := v.own.shelf[r.PathValue("once")]
	v.own.mu.Unlock()
	if !ok || len(k.receipts) == 0 {
		return outrider.ErrNotFound
	}
	return s.show(w, r, v, ui.NewReceipt(k.receipts))
}

func (s *site) getReport(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showReport(w, r, v, ui.Report{Status: http.StatusOK})
}

// showReport draws the report of the path on a page that may carry a problem.
func (s *site) showReport(w http.ResponseWriter, r *http.Request, v visitor, page ui.Report) error {
	rep, err := s.Reads.Report(r.Context(), v.User, outrider.ReportID(r.PathValue("id")))
	if err != nil {
		return err
	}
	page.ReportView = rep
	return s.showAs(w, r, page.Status, &v, page)
}

func (s *site) postGrade(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	g, err := outrider.ParseGrade(gradeText(f))
	if err == nil && g.IsZero() {
		err = outrider.Grade{}.Validate()
	}
	d := desk.Decision{Grade: &desk.GradeReport{Report: outrider.ReportID(r.PathValue("id")), Grade: g, Why: strings.TrimSpace(f.Get("why"))}}
	return s.decideOnReport(w, r, v, d, err)
}

func (s *site) postRetract(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	why := strings.TrimSpace(r.PostForm.Get("why"))
	var err error
	if why == "" {
		err = outrider.Invalid("say why the report is withdrawn; it stays readable with this reason")
	}
	d := desk.Decision{Retract: &desk.RetractReport{Report: outrider.ReportID(r.PathValue("id")), Why: why}}
	return s.decideOnReport(w, r, v, d, err)
}

func (s *site) postSettle(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	index, err := strconv.Atoi(f.Get("index"))
	if err != nil {
		err = outrider.Invalid("the form could not be read; reload the page")
	}
	d := desk.Decision{Settle: &desk.SettleProposal{Report: outrider.ReportID(r.PathValue("id")), Index: index,
		Confirm: f.Get("answer") == "confirm", Person: outrider.PersonID(f.Get("person"))}}
	return s.decideOnReport(w, r, v, d, err)
}

// decideOnReport decides unless the form was already wrong, and shows the report
// again with what was wrong.
func (s *site) decideOnReport(w http.ResponseWriter, r *http.Request, v visitor, d desk.Decision, err error) error {
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, d)
	}
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		return s.showReport(w, r, v, ui.Report{Status: http.StatusUnprocessableEntity,
			Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/reports/"+r.PathValue("id"), http.StatusSeeOther)
	return nil
}
