package server

import (
	"net/http"
	"net/url"
	"strings"

	"outrider"
	"outrider/internal/desk"
)

// consentPages is the part of the table of pages that is about consent.
func (s *site) consentPages(all map[string]page) map[string]page {
	for pattern, h := range map[string]page{
		"POST /people/{id}/consent":         s.postConsent,
		"POST /people/{id}/withdraw":        s.postWithdraw,
		"POST /people/{id}/withheld":        s.postWithheld,
		"POST /people/{id}/wishes":          s.postWishes,
		"POST /people/{id}/passed":          s.postPassed,
		"POST /people/{id}/passed/{passed}": s.postSecond,
		"POST /recalls/{recall}/close":      s.postRecalled,
	} {
		all[pattern] = h
	}
	return all
}

// toldFrom reads the source of a yes or a no.
func toldFrom(f url.Values) outrider.Told {
	return outrider.Told{Source: outrider.ConsentSource(f.Get("source")), How: outrider.ConsentWay(f.Get("how")),
		To: strings.TrimSpace(f.Get("told")), Language: strings.TrimSpace(f.Get("speaking"))}
}

// linesOf are the lines of a field that hold something.
func linesOf(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// withOf are the names on a form that count: only sharing has any.
func withOf(f url.Values) []string {
	if f.Get("purpose") != string(outrider.ForSharing) {
		return nil
	}
	return linesOf(f.Get("with"))
}

func (s *site) postConsent(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	until, err := dayOf(f.Get("until"))
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{Consent: &desk.GiveConsent{Person: personOf(r), Purpose: outrider.ConsentPurpose(f.Get("purpose")),
			With: withOf(f), Told: toldFrom(f), Expires: until, Renews: f.Get("renews") == "yes", Note: f.Get("note")}})
	}
	return s.consentAgain(w, r, v, err)
}

// postWithdraw goes back to the register after a record was withdrawn: most who may
// write that down may not open the page any more.
func (s *site) postWithdraw(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Withdraw: &desk.WithdrawConsent{Person: personOf(r), Purpose: outrider.ConsentPurpose(f.Get("purpose")),
		With: withOf(f), Told: toldFrom(f), Note: f.Get("note")}})
	if err == nil && f.Get("purpose") == string(outrider.ForRecord) {
		http.Redirect(w, r, "/people", http.StatusSeeOther)
		return nil
	}
	return s.consentAgain(w, r, v, err)
}

func (s *site) postWithheld(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Withhold: &desk.Withhold{Person: personOf(r), From: linesOf(r.PostForm.Get("withheld"))}})
	return s.consentAgain(w, r, v, err)
}

func (s *site) postPassed(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{PassOn: &desk.PassOn{Person: personOf(r), To: f.Get("to"), What: f.Get("what"),
		Ground: outrider.Ground(f.Get("ground")), Why: f.Get("why")}})
	return s.consentAgain(w, r, v, err)
}

func (s *site) postSecond(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{SettlePassed: &desk.SettlePassed{Person: personOf(r), ID: r.PathValue("passed"),
		Confirm: r.PostForm.Get("confirm") == "yes", Why: r.PostForm.Get("why")}})
	return s.consentAgain(w, r, v, err)
}

// postRecalled closes a recall from wherever it is listed, and goes to the queue.
func (s *site) postRecalled(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{CloseRecall: &desk.CloseRecall{Recall: r.PathValue("recall"),
		Done: r.PostForm.Get("done") == "yes", Note: r.PostForm.Get("note")}})
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

func (s *site) postWishes(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	wishes := wishesFrom(r.PostForm)
	wishes.Person = personOf(r)
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Wish: &wishes})
	return s.consentAgain(w, r, v, err)
}

// wishesFrom reads how somebody wants to be told and reached; what was left empty
// stays as it was.
func wishesFrom(f url.Values) desk.SetWishes {
	t := outrider.Telling(f.Get("telling"))
	s := desk.SetWishes{Telling: &t}
	way := outrider.Reach{Channel: strings.TrimSpace(f.Get("channel")), Address: strings.TrimSpace(f.Get("address")), From: f.Get("from"), To: f.Get("until_hour"), Zone: strings.TrimSpace(f.Get("zone"))}
	if !way.IsZero() {
		s.Reach = &[]outrider.Reach{way}
	}
	if name := strings.TrimSpace(f.Get("second")); name != "" {
		s.Second = &outrider.SecondContact{Name: name, Knows: f.Get("second_knows") == "yes",
			Reach: outrider.Reach{Channel: strings.TrimSpace(f.Get("second_channel")), Address: strings.TrimSpace(f.Get("second_address"))}}
	}
	for _, x := range []struct {
		field string
		into  **string
	}{{"cancel", &s.Cancel}, {"duress", &s.Duress}} {
		if word := f.Get(x.field); strings.TrimSpace(word) != "" {
			*x.into = &word
		}
	}
	return s
}

// agreedFrom reads what somebody agreed to when they were enrolled.
func agreedFrom(f url.Values, add *desk.AddPerson) error {
	until, err := dayOf(f.Get("until"))
	if err != nil {
		return err
	}
	for _, p := range f["agrees"] {
		add.Consents = append(add.Consents, desk.GiveConsent{Purpose: outrider.ConsentPurpose(p), Told: toldFrom(f), Expires: until})
	}
	if with := linesOf(f.Get("with")); len(with) > 0 {
		add.Consents = append(add.Consents, desk.GiveConsent{Purpose: outrider.ForSharing, With: with, Told: toldFrom(f), Expires: until})
	}
	add.Withheld = linesOf(f.Get("withheld"))
	if f.Has("telling") {
		w := wishesFrom(f)
		add.Wishes = &w
	}
	add.Protectee.Sheet = outrider.Sheet(f.Get("sheet"))
	if of := strings.TrimSpace(f.Get("of")); of != "" {
		add.Protectee.Of = []outrider.Relation{{To: outrider.PersonID(of), How: strings.TrimSpace(f.Get("relation"))}}
	}
	return nil
}

// nameRelations turns code names into ids, among the people whom the user may see;
// what is no code name is left for the desk to refuse.
func (s *site) nameRelations(r *http.Request, v visitor, add *desk.AddPerson) error {
	if len(add.Protectee.Of) == 0 {
		return nil
	}
	known, err := s.Reads.People(r.Context(), v.User)
	if err != nil {
		return err
	}
	for i, rel := range add.Protectee.Of {
		for _, l := range known.People {
			if strings.EqualFold(l.Code, string(rel.To)) {
				add.Protectee.Of[i].To = l.ID
			}
		}
	}
	return nil
}

// consentAgain shows the person's page again, with what went wrong, or goes back to
// its consent card.
func (s *site) consentAgain(w http.ResponseWriter, r *http.Request, v visitor, err error) error {
	return s.backTo(w, r, v, backTo{personOf(r), "consent"}, err)
}
