package server

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

// Casework gives the views of cases, referrals and what waits for a second person.
type Casework interface {
	Cases(ctx context.Context, by outrider.UserID, q desk.CasesQuery) (desk.CasesView, error)
	Case(ctx context.Context, by outrider.UserID, id outrider.CaseID) (desk.CaseView, error)
	Referrals(ctx context.Context, by outrider.UserID) (desk.ReferralsView, error)
	Referral(ctx context.Context, by outrider.UserID, id outrider.ReferralID) (desk.ReferralView, error)
	ReferralPaper(ctx context.Context, by outrider.UserID, id outrider.ReferralID) (desk.ReferralPaper, error)
	Approvals(ctx context.Context, by outrider.UserID) (desk.ApprovalsView, error)
}

// casePages is the part of the table of pages that is about cases.
func (s *site) casePages(all map[string]page) map[string]page {
	for pattern, h := range map[string]page{
		"GET /cases":                 s.getCases,
		"POST /cases":                s.postCase,
		"GET /cases/{id}":            s.getCase,
		"POST /cases/{id}/{act}":     s.postCaseAct,
		"POST /cases/{id}/referrals": s.postDraft,
		"GET /referrals":             s.getReferrals,
		"GET /referrals/{id}":        s.getReferral,
		"POST /referrals/{id}":       s.postDraft,
		"POST /referrals/{id}/{act}": s.postReferralAct,
		"GET /referrals/{id}/paper":  s.getReferralPaper,
		"GET /approvals":             s.getApprovals,
		"POST /approvals/{id}":       s.postApproval,
		"POST /people/{id}/sheet":    s.postSheet,
	} {
		all[pattern] = h
	}
	return all
}

// work does an act on cases.
func (s *site) work(r *http.Request, v visitor, c desk.CaseDecision) (desk.Outcome, error) {
	return s.Door.Decide(r.Context(), v.User, desk.Decision{Case: &c})
}

// mendable reports whether what was refused can be put right on the same page.
func mendable(err error) bool {
	c := outrider.CodeOf(err)
	return err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict)
}

func said(err error, f url.Values) ui.Said {
	if err == nil {
		return ui.Said{Status: http.StatusOK}
	}
	return ui.Said{Status: statusOf(err), Fields: ui.Fields(f), Problem: outrider.SafeText(err), Hint: outrider.HintText(err)}
}

func (s *site) getCases(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showCases(w, r, v, said(nil, nil))
}

func (s *site) showCases(w http.ResponseWriter, r *http.Request, v visitor, p ui.Said) error {
	q := r.URL.Query()
	all, err := s.Reads.Cases(r.Context(), v.User, desk.CasesQuery{Closed: q.Get("closed") == "1", Mine: q.Get("mine") == "1"})
	if err != nil {
		return err
	}
	c := ui.Cases{CasesView: all, Said: p, Closed: q.Get("closed") == "1", Kind: first(p.Fields.Get("kind"), q.Get("kind")), About: first(p.Fields.Get("about"), q.Get("about")), Codes: first(p.Fields.Get("people"), q.Get("people"))}
	return s.showAs(w, r, p.Status, &v, c)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// idsOf turns code names into ids, among the people whom the user may see; what is no
// code name is left for the desk to refuse.
func (s *site) idsOf(r *http.Request, v visitor, codes string) ([]outrider.PersonID, error) {
	names := strings.FieldsFunc(codes, func(c rune) bool { return c == ',' || c == '\n' || c == '\r' })
	var out []outrider.PersonID
	if len(names) == 0 {
		return nil, nil
	}
	known, err := s.Reads.People(r.Context(), v.User)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if n = strings.TrimSpace(n); n == "" {
			continue
		}
		id := outrider.PersonID(n)
		for _, l := range known.People {
			if strings.EqualFold(l.Code, n) {
				id = l.ID
			}
		}
		out = append(out, id)
	}
	return out, nil
}

func (s *site) postCase(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	people, err := s.idsOf(r, v, f.Get("people"))
	if err != nil {
		return err
	}
	o := desk.OpenCase{People: people, Why: f.Get("why")}
	if f.Get("about") != "" {
		o.From = []outrider.CaseLink{{Kind: outrider.LinkKind(f.Get("kind")), ID: f.Get("about")}}
	}
	got, err := s.work(r, v, desk.CaseDecision{Open: &o})
	if outrider.CodeOf(err) == outrider.CodeNotFound && err != nil {
		err = &outrider.Error{Code: outrider.CodeInvalid, Safe: "nobody and nothing of that name is here for you", Hint: "write code names as the register shows them"}
	}
	if mendable(err) {
		return s.showCases(w, r, v, said(err, f))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/cases/"+got.ID, http.StatusSeeOther)
	return nil
}

func caseOf(r *http.Request) outrider.CaseID { return outrider.CaseID(r.PathValue("id")) }

func (s *site) getCase(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showCase(w, r, v, said(nil, nil))
}

func (s *site) showCase(w http.ResponseWriter, r *http.Request, v visitor, p ui.Said) error {
	c, err := s.Reads.Case(r.Context(), v.User, caseOf(r))
	if err != nil {
		return err
	}
	return s.showAs(w, r, p.Status, &v, ui.Case{CaseView: c, Said: p})
}

// postCaseAct does what a form on the page of a case asks for.
func (s *site) postCaseAct(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	c, err := s.caseAct(r, v)
	if err == nil {
		_, err = s.work(r, v, c)
	}
	if mendable(err) {
		return s.showCase(w, r, v, said(err, r.PostForm))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/cases/"+r.PathValue("id"), http.StatusSeeOther)
	return nil
}

// caseAct reads an act on a case from its form.
func (s *site) caseAct(r *http.Request, v visitor) (c desk.CaseDecision, err error) {
	f, id := r.PostForm, caseOf(r)
	switch r.PathValue("act") {
	case "note":
		people, err := s.idsOf(r, v, f.Get("people"))
		return desk.CaseDecision{Note: &desk.NoteCase{Case: id, Text: f.Get("text"), Contact: f.Get("contact") == "yes", People: people}}, err
	case "link":
		l := outrider.CaseLink{Kind: outrider.LinkKind(f.Get("kind")), ID: strings.TrimSpace(f.Get("about"))}
		if l.Kind == outrider.LinkPerson {
			if people, err := s.idsOf(r, v, l.ID); err != nil {
				return c, err
			} else if len(people) == 1 {
				l.ID = string(people[0])
			}
		}
		return desk.CaseDecision{Link: &desk.LinkCase{Case: id, Link: l, Gone: f.Get("gone") == "yes"}}, nil
	case "stand":
		until, err := dayOf(f.Get("until"))
		return desk.CaseDecision{Stand: &desk.StandCase{Case: id, Until: until, Why: f.Get("why")}}, err
	case "offer":
		return desk.CaseDecision{Offer: &desk.OfferCase{Case: id, To: f.Get("to"), Note: f.Get("note")}}, nil
	case "answer":
		return desk.CaseDecision{Answer: &desk.AnswerCase{Case: id, Take: f.Get("take") == "yes", Why: f.Get("why")}}, nil
	case "want":
		return desk.CaseDecision{Want: &desk.WantCase{Case: id, To: f.Get("to"), Why: f.Get("why")}}, nil
	case "move":
		return desk.CaseDecision{Move: &desk.MoveCase{Case: id, To: f.Get("to"), Why: f.Get("why")}}, nil
	case "close":
		return desk.CaseDecision{Close: &desk.CloseCase{Case: id, Ground: f.Get("ground"), Other: outrider.CaseID(strings.TrimSpace(f.Get("other"))), Why: f.Get("why"), Reopens: f.Get("reopens")}}, nil
	case "reopen":
		return desk.CaseDecision{Reopen: &desk.ReopenCase{Case: id, Why: f.Get("why")}}, nil
	}
	return c, outrider.ErrNotFound
}

func referralOf(r *http.Request) outrider.ReferralID { return outrider.ReferralID(r.PathValue("id")) }

func (s *site) getReferrals(w http.ResponseWriter, r *http.Request, v visitor) error {
	all, err := s.Reads.Referrals(r.Context(), v.User)
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Referrals(all))
}

func (s *site) getReferral(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showReferral(w, r, v, said(nil, nil))
}

func (s *site) showReferral(w http.ResponseWriter, r *http.Request, v visitor, p ui.Said) error {
	x, err := s.Reads.Referral(r.Context(), v.User, referralOf(r))
	if err != nil {
		return err
	}
	return s.showAs(w, r, p.Status, &v, ui.Referral{ReferralView: x, Said: p})
}

// postDraft writes a new referral from the page of a case, or an old one anew from its own.
func (s *site) postDraft(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	until, err := dayOf(f.Get("until"))
	d := desk.DraftReferral{Case: outrider.CaseID(f.Get("case")), Person: outrider.PersonID(f.Get("person")), To: f.Get("to"), Purpose: f.Get("purpose"), Text: f.Get("text"),
		Fields: f["field"], TLP: outrider.TLP(f.Get("tlp")), Expires: until}
	for _, id := range f["report"] {
		d.Reports = append(d.Reports, outrider.ReportID(id))
	}
	anew := !strings.HasSuffix(r.URL.Path, "/referrals")
	if anew {
		d.ID = referralOf(r)
	} else {
		d.Case = caseOf(r)
	}
	var got desk.Outcome
	if err == nil {
		got, err = s.work(r, v, desk.CaseDecision{Draft: &d})
	}
	switch {
	case mendable(err) && anew:
		return s.showReferral(w, r, v, said(err, f))
	case mendable(err):
		return s.showCase(w, r, v, said(err, f))
	case err != nil:
		return err
	}
	http.Redirect(w, r, "/referrals/"+got.ID, http.StatusSeeOther)
	return nil
}

// postReferralAct takes a referral a step further.
func (s *site) postReferralAct(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f, id := r.PostForm, referralOf(r)
	var c desk.CaseDecision
	switch r.PathValue("act") {
	case "ask":
		c.Ask = &desk.AskReferral{ID: id, Why: f.Get("why")}
	case "send":
		c.Send = &desk.SendReferral{ID: id}
	case "link":
		return s.postReferralLink(w, r, v)
	case "unlink":
		c.Unlink = &desk.UnlinkReferral{ID: id}
	case "step":
		c.Step = &desk.StepReferral{ID: id, To: outrider.ReferralState(f.Get("to")), Reason: f.Get("reason"), Note: f.Get("note"), From: f.Get("from") == "yes"}
	default:
		return outrider.ErrNotFound
	}
	_, err := s.work(r, v, c)
	if mendable(err) {
		return s.showReferral(w, r, v, said(err, f))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/referrals/"+r.PathValue("id"), http.StatusSeeOther)
	return nil
}

// postReferralLink shows the link and the code that it made on the answer itself, and
// nowhere again: together they are a key.
func (s *site) postReferralLink(w http.ResponseWriter, r *http.Request, v visitor) error {
	hours, err := strconv.Atoi(strings.TrimSpace(r.PostForm.Get("hours")))
	if err != nil {
		hours = 0
	}
	got, err := s.work(r, v, desk.CaseDecision{Page: &desk.LinkReferral{ID: referralOf(r), Hours: hours}})
	if mendable(err) {
		return s.showReferral(w, r, v, said(err, r.PostForm))
	}
	if err != nil {
		return err
	}
	x, err := s.Reads.Referral(r.Context(), v.User, referralOf(r))
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Referral{ReferralView: x, Said: said(nil, nil), Link: got.Link, Code: got.Code})
}

func (s *site) getReferralPaper(w http.ResponseWriter, r *http.Request, v visitor) error {
	p, err := s.Reads.ReferralPaper(r.Context(), v.User, referralOf(r))
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Paper(p))
}

func (s *site) getApprovals(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showApprovals(w, r, v, said(nil, nil))
}

func (s *site) showApprovals(w http.ResponseWriter, r *http.Request, v visitor, p ui.Said) error {
	a, err := s.Reads.Approvals(r.Context(), v.User)
	if err != nil {
		return err
	}
	return s.showAs(w, r, p.Status, &v, ui.Approvals{ApprovalsView: a, Said: p})
}

func (s *site) postApproval(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.work(r, v, desk.CaseDecision{Approval: &desk.SettleApproval{ID: outrider.ApprovalID(r.PathValue("id")), Give: r.PostForm.Get("give") == "yes", Why: r.PostForm.Get("why")}})
	if mendable(err) {
		return s.showApprovals(w, r, v, said(err, r.PostForm))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/approvals", http.StatusSeeOther)
	return nil
}
