package server

import (
	"net/http"
	"strconv"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

func (s *site) getPeople(w http.ResponseWriter, r *http.Request, v visitor) error {
	p, err := s.Reads.People(r.Context(), v.User)
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.People{PeopleView: p})
}

func (s *site) getNewPerson(w http.ResponseWriter, r *http.Request, v visitor) error {
	f := ui.Fields{}
	for _, name := range []string{"of", "relation", "sheet"} { // from the sheet of somebody near
		if given := r.URL.Query().Get(name); given != "" {
			f[name] = []string{given}
		}
	}
	return s.show(w, r, v, ui.NewPerson{Fields: f})
}

func (s *site) postPerson(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	add, err := personFrom(r)
	var made desk.Outcome
	if err == nil {
		err = s.nameRelations(r, v, add)
	}
	if err == nil {
		made, err = s.Door.Decide(r.Context(), v.User, desk.Decision{AddPerson: add})
	}
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showAs(w, r, statusOf(err), &v, ui.NewPerson{Fields: ui.Fields(r.PostForm),
			Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	if len(made.Alike) > 0 {
		return s.show(w, r, v, ui.NewPerson{Made: add.Protectee.Code, ID: made.ID, Alike: made.Alike})
	}
	http.Redirect(w, r, "/people/"+made.ID, http.StatusSeeOther)
	return nil
}

// personFrom reads the enrolment form. Coverage is asked in words, because
// nobody can answer "0.4".
func personFrom(r *http.Request) (*desk.AddPerson, error) {
	f := r.PostForm
	p := outrider.Protectee{Code: strings.TrimSpace(f.Get("code")), Language: strings.TrimSpace(f.Get("language"))}
	coverage, err := strconv.ParseFloat(f.Get("coverage"), 64)
	if err != nil {
		return nil, outrider.Invalid("say how far somebody would notice and tell")
	}
	p.Coverage = coverage
	for _, kind := range []string{"home", "work", "other"} {
		place, err := placeFrom(f.Get(kind+"_name"), f.Get(kind+"_lat"), f.Get(kind+"_lon"))
		if err != nil {
			return nil, err
		}
		if !place.IsZero() {
			p.Places = append(p.Places, outrider.OwnPlace{ID: kind, Kind: kind, Place: place})
		}
	}
	if state := strings.ToUpper(strings.TrimSpace(f.Get("state"))); state != "" {
		p.Actors = []outrider.Actor{{State: state, Basis: strings.TrimSpace(f.Get("basis"))}}
	}
	id := outrider.Identity{Name: strings.TrimSpace(f.Get("name")), Contact: strings.TrimSpace(f.Get("contact"))}
	for _, n := range strings.Split(f.Get("names"), "\n") {
		if n = strings.TrimSpace(n); n != "" {
			id.Names = append(id.Names, n)
		}
	}
	add := &desk.AddPerson{Protectee: p, Identity: id}
	return add, agreedFrom(f, add)
}

// placeFrom reads a place with or without coordinates.
func placeFrom(name, lat, lon string) (outrider.Place, error) {
	p := outrider.Place{Name: strings.TrimSpace(name)}
	for _, c := range []struct {
		text string
		to   **float64
	}{{lat, &p.Lat}, {lon, &p.Lon}} {
		if strings.TrimSpace(c.text) == "" {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(c.text), 64)
		if err != nil {
			return p, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a coordinate is not a number", Hint: "write degrees with a point, such as 52.52, or leave both empty"}
		}
		*c.to = &v
	}
	return p, p.Validate()
}

func (s *site) getPerson(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showPerson(w, r, v, desk.PersonQuery{ID: outrider.PersonID(r.PathValue("id"))}, ui.Person{})
}

// postReveal shows the identity once. It is a post because the look is recorded:
// a link that somebody sends around must not look on the reader's behalf.
func (s *site) postReveal(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	id := outrider.PersonID(r.PathValue("id"))
	reason := strings.TrimSpace(r.PostForm.Get("reason"))
	if reason == "" {
		return s.showPerson(w, r, v, desk.PersonQuery{ID: id}, ui.Person{Status: http.StatusUnprocessableEntity,
			Problem: "Say why you need the name.", Hint: "The reason is kept with the record of your look."})
	}
	return s.showPerson(w, r, v, desk.PersonQuery{ID: id, Reveal: true, Reason: reason}, ui.Person{})
}

// showPerson asks for a person and shows them on a page that may already carry a problem.
func (s *site) showPerson(w http.ResponseWriter, r *http.Request, v visitor, q desk.PersonQuery, page ui.Person) error {
	p, err := s.Reads.Person(r.Context(), v.User, q)
	if err != nil {
		return err
	}
	page.PersonView = p
	if page.Status == 0 {
		page.Status = http.StatusOK
	}
	return s.showAs(w, r, page.Status, &v, page)
}

func (s *site) postErase(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	e := desk.ErasePerson{Person: outrider.PersonID(r.PathValue("id")), Confirm: strings.TrimSpace(r.PostForm.Get("confirm")),
		Reason: strings.TrimSpace(r.PostForm.Get("reason"))}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{ErasePerson: &e})
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		return s.showPerson(w, r, v, desk.PersonQuery{ID: e.Person}, ui.Person{Status: http.StatusUnprocessableEntity,
			Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/people", http.StatusSeeOther)
	return nil
}
