package server

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"outrider"
	"outrider/internal/desk"
)

// dutyRoutes is the part of the JSON interface that is about duties.
func (s *site) dutyRoutes() map[string]answer {
	return map[string]answer{
		"GET /api/v1/duties":            func(r *http.Request, by outrider.UserID) (any, error) { return s.Reads.Duties(r.Context(), by) },
		"POST /api/v1/duties/{id}/meet": s.apiMeet,
		"POST /api/v1/handover":         s.apiHandOver,
	}
}

// meeting says how somebody knows that a check-in needs nobody any more.
type meeting struct {
	Note string `json:"note"`
}

// apiMeet meets a check-in on the word of staff; no other duty is met by a word.
func (s *site) apiMeet(r *http.Request, by outrider.UserID) (any, error) {
	var m meeting
	if err := posted(r, &m); err != nil {
		return nil, err
	}
	d, err := s.Reads.Duties(r.Context(), by)
	if err != nil {
		return nil, err
	}
	l, ok := d.Open(outrider.DutyID(r.PathValue("id")))
	if !ok {
		return nil, outrider.ErrNotFound
	}
	if !l.MayMeet {
		return nil, desk.ErrNotByWord
	}
	return s.Door.Decide(r.Context(), by, desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: l.Person, Note: m.Note}})
}

// handing is one of the two signatures of a hand-over.
type handing struct {
	To     string `json:"to"` // the first: to whom
	Note   string `json:"note"`
	Accept bool   `json:"accept"` // the second
	Why    string `json:"why"`    // of taking the desk without the first
}

func (s *site) apiHandOver(r *http.Request, by outrider.UserID) (any, error) {
	var h handing
	if err := posted(r, &h); err != nil {
		return nil, err
	}
	if h.Accept == (h.To != "") {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "say to whom, or accept", Hint: "the shape is in docs/formats/handover.schema.json"}
	}
	dec := desk.Decision{OfferShift: &desk.OfferShift{To: h.To, Note: h.Note}}
	if h.Accept {
		dec = desk.Decision{AcceptShift: &desk.AcceptShift{Why: h.Why}}
	}
	return s.Door.Decide(r.Context(), by, dec)
}

// posted reads a small JSON object that was posted as such: a form of another site
// cannot send one.
func posted(r *http.Request, to any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "this is posted as application/json"}
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return bodyError(err)
		}
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the body is not what is asked for", Hint: "its shape is in docs/formats", Err: err}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "one object is posted at a time"}
	}
	return nil
}
