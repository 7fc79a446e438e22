package server

import (
	"net/http"
	"strings"

	"outrider"
	"outrider/internal/desk"
)

// reading finds out what a posted object asks the desk to do.
type reading func(r *http.Request) (desk.Decision, error)

// actRoutes is the part of the JSON interface that writes into threat records, plans
// and cases: the acts of the pages, through the same door and under the same names.
func (s *site) actRoutes() map[string]answer {
	all := map[string]answer{}
	for pattern, read := range map[string]reading{
		"POST /api/v1/records":                        openPosted,
		"POST /api/v1/records/{record}/{act}":         recordPosted,
		"POST /api/v1/levels":                         levelsPosted,
		"POST /api/v1/people/{id}/plan/{act}":         planPosted,
		"POST /api/v1/people/{id}/plan/{offer}/{act}": measurePosted,
		"POST /api/v1/cases":                          casePosted,
		"POST /api/v1/cases/{id}/{act}":               caseActPosted,
		"POST /api/v1/referrals":                      draftPosted,
		"POST /api/v1/referrals/{id}/{act}":           referralPosted,
		"POST /api/v1/approvals/{id}":                 approvalPosted,
	} {
		all[pattern] = s.doing(read)
	}
	return all
}

// doing does what a posted object asks for, and answers with what came of it.
func (s *site) doing(read reading) answer {
	return func(r *http.Request, by outrider.UserID) (any, error) {
		dec, err := read(r)
		if err != nil {
			return nil, err
		}
		return s.Door.Decide(r.Context(), by, dec)
	}
}

// body reads what was posted as an act.
func body[T any](r *http.Request) (*T, error) {
	var v T
	err := posted(r, &v)
	return &v, err
}

// errElsewhere is said where the posted object names something other than its address.
var errElsewhere = &outrider.Error{Code: outrider.CodeInvalid, Safe: "the object names something other than the address it was posted to", Hint: "leave the id out: the address says it"}

// bodyOf reads an act on what an address names. The object may name it too; where it
// names something else, one of the two is a mistake, and nothing is done.
func bodyOf[T any, ID ~string](r *http.Request, in func(*T) *ID, id ID) (*T, error) {
	v, err := body[T](r)
	if err != nil {
		return v, err
	}
	own := in(v)
	if *own != "" && *own != id {
		return v, errElsewhere
	}
	*own = id
	return v, nil
}

func openPosted(r *http.Request) (desk.Decision, error) {
	o, err := body[desk.OpenDanger](r)
	return desk.Decision{Danger: &desk.DangerAct{Open: o}}, err
}

func levelsPosted(r *http.Request) (desk.Decision, error) {
	var a desk.AdoptLevels
	err := posted(r, &a.Scheme)
	return desk.Decision{Danger: &desk.DangerAct{Levels: &a}}, err
}

// recordPosted reads an act on a threat record.
func recordPosted(r *http.Request) (desk.Decision, error) {
	a := desk.DangerAct{Record: recordOf(r)}
	var err error
	switch r.PathValue("act") {
	case "know":
		a.Know, err = knowPosted(r)
	case "review":
		a.Review, err = body[desk.ReviewDanger](r)
	case "option":
		a.Option, err = body[outrider.DangerOption](r)
	case "decide":
		a.Decide, err = body[desk.DecideDanger](r)
	case "approve":
		a.Approve, err = body[desk.ApproveDanger](r)
	case "dissent":
		a.Dissent, err = body[outrider.DangerDissent](r)
	case "rung":
		a.Rung, err = body[desk.GiveRung](r)
	case "receipt":
		a.Receipt, err = body[outrider.DangerReceipt](r)
	case "offer":
		a.Offer, err = body[outrider.DangerOffer](r)
	case "link":
		a.Link, err = body[outrider.DangerLink](r)
	case "vital":
		a.Vital, err = body[outrider.DangerVital](r)
	case "close":
		a.Close, err = body[desk.CloseDanger](r)
	case "look":
		a.Look, err = body[outrider.DangerLooked](r)
	case "reopen":
		a.Reopen, err = body[desk.ReopenDanger](r)
	default:
		return desk.Decision{}, outrider.ErrNotFound
	}
	return desk.Decision{Danger: &a}, err
}

// knowing is something known, as a program writes it: when it happened is said in the
// words of a report, "2026-03" or "2026-03-02T18:30".
type knowing struct {
	desk.KnowDanger
	Happened string `json:"happened"`
}

func knowPosted(r *http.Request) (*desk.KnowDanger, error) {
	k, err := body[knowing](r)
	if err == nil && strings.TrimSpace(k.Happened) != "" {
		k.KnowDanger.Happened, err = outrider.ParseWhen(k.Happened, nil)
	}
	return &k.KnowDanger, err
}

// planPosted reads an act on a person's plan as a whole.
func planPosted(r *http.Request) (dec desk.Decision, err error) {
	who := personOf(r)
	switch r.PathValue("act") {
	case "offer":
		dec.Offer, err = bodyOf(r, func(o *desk.OfferMeasures) *outrider.PersonID { return &o.Person }, who)
	case "agree":
		dec.AgreePlan, err = bodyOf(r, func(a *desk.AgreePlan) *outrider.PersonID { return &a.Person }, who)
	case "limits":
		dec.LimitPlan = &desk.LimitPlan{}
		var l *outrider.PlanLimits
		l, err = bodyOf(r, func(l *outrider.PlanLimits) *outrider.PersonID { return &l.Person }, who)
		dec.LimitPlan.Limits = *l
	default:
		err = outrider.ErrNotFound
	}
	return dec, err
}

// measurePosted reads an act on one measure that was offered.
func measurePosted(r *http.Request) (dec desk.Decision, err error) {
	who, offer := personOf(r), r.PathValue("offer")
	switch r.PathValue("act") {
	case "said":
		if dec.NoteAnswer, err = bodyOf(r, func(a *desk.NoteAnswer) *outrider.PersonID { return &a.Person }, who); err == nil {
			dec.NoteAnswer.Offer = offer
		}
	case "in-place":
		if dec.PlaceMeasure, err = bodyOf(r, func(p *desk.PlaceMeasure) *outrider.PersonID { return &p.Person }, who); err == nil {
			dec.PlaceMeasure.Offer = offer
		}
	case "looked-at":
		if dec.KeepUp, err = bodyOf(r, func(k *desk.KeepUp) *outrider.PersonID { return &k.Person }, who); err == nil {
			dec.KeepUp.Offer = offer
		}
	case "end":
		if dec.EndMeasure, err = bodyOf(r, func(e *desk.EndMeasure) *outrider.PersonID { return &e.Person }, who); err == nil {
			dec.EndMeasure.Offer = offer
		}
	default:
		err = outrider.ErrNotFound
	}
	return dec, err
}
