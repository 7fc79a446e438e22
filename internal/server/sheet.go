package server

import (
	"cmp"
	"net/http"
	"strings"

	"outrider"
	"outrider/internal/desk"
)

// postSheet changes one thing on somebody's sheet.
func (s *site) postSheet(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	c, err := s.sheetFrom(r, v)
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{Sheet: &c})
	}
	if err != nil && outrider.CodeOf(err) == outrider.CodeNotFound && r.PostForm.Get("act") == "relation" {
		err = &outrider.Error{Code: outrider.CodeInvalid, Safe: "a relation is to somebody in the register", Hint: "give them a sheet of their own first"}
	}
	return s.backTo(w, r, v, backTo{personOf(r), "sheet"}, err)
}

// sheetFrom reads what changes.
func (s *site) sheetFrom(r *http.Request, v visitor) (desk.ChangeSheet, error) {
	f, c := r.PostForm, desk.ChangeSheet{Person: personOf(r)}
	switch f.Get("act") {
	case "place":
		p, err := placeFrom(f.Get("name"), f.Get("lat"), f.Get("lon"))
		c.Place = &outrider.OwnPlace{ID: f.Get("place"), Kind: f.Get("kind"), Place: p}
		return c, err
	case "end-place":
		c.EndPlace = f.Get("place")
	case "journey":
		return c, journeyFrom(r, &c)
	case "end-journey":
		c.EndJourney = f.Get("journey")
	case "relation":
		people, err := s.idsOf(r, v, f.Get("of"))
		if err != nil || len(people) != 1 {
			return c, cmp.Or(err, outrider.Invalid("name one person, by code name"))
		}
		c.Relation = &outrider.Relation{To: people[0], How: strings.TrimSpace(f.Get("how"))}
	case "end-relation":
		c.EndRelation = outrider.PersonID(f.Get("of"))
	case "child":
		is := f.Get("child") == "yes"
		c.Child = &is
	case "safeguard":
		c.Safeguard = f.Get("note")
	}
	return c, nil
}

// journeyFrom reads from where to where somebody goes, and when.
func journeyFrom(r *http.Request, c *desk.ChangeSheet) error {
	f := r.PostForm
	leave, err := dayOf(f.Get("leave"))
	if err != nil {
		return err
	}
	back, err := dayOf(f.Get("back"))
	if err != nil {
		return err
	}
	c.Journey = &outrider.Journey{ID: f.Get("journey"), From: outrider.Place{Name: strings.TrimSpace(f.Get("from"))}, To: outrider.Place{Name: strings.TrimSpace(f.Get("to"))}, Leave: leave, Back: back}
	return nil
}
