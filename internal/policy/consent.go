package policy

import (
	"time"

	"outrider"
)

// Recipient is who would get something about a person: a user of the desk, or
// somebody outside it.
type Recipient struct {
	Names []string // by which they may be on a list: a user's name and id, an organisation
	Desk  bool     // one of the desk's own staff, or the desk itself
	Keeps bool     // may change and erase records, and so still sees what waits to be erased
}

// Of is a user as a recipient. A liaison belongs to another organisation.
func Of(u outrider.User) Recipient {
	return Recipient{Names: []string{u.Name, string(u.ID)}, Desk: u.Role != outrider.RoleLiaison, Keeps: May(u, ErasePerson)}
}

// Outside is somebody who is no user of this desk.
func Outside(name string) Recipient { return Recipient{Names: []string{name}} }

// Leave is whether something may flow, and if not, why.
type Leave struct {
	OK     bool
	State  outrider.ConsentState // of the consent that decided
	Denied bool                  // the recipient is one of those who must not be told
	Lapsed bool                  // allowed for the person's safety, though the consent has run out
}

// Flow decides whether something about a person may flow to a recipient for a
// purpose: the one place where consent is asked. In this order:
//
//   - who is on the person's list of those not to be told gets nothing, ever;
//   - a withdrawn record stops every purpose; only those who keep the register
//     still see it, to erase it or to take the person back;
//   - sharing and research need a yes that is in force;
//   - keeping a record and advising go on until they are withdrawn. A yes that ran
//     out is asked for again, and danger is not left unwatched meanwhile.
func Flow(p outrider.ConsentPurpose, c outrider.Consents, to Recipient, now time.Time) Leave {
	for _, n := range to.Names {
		if c.WithheldFrom(n) {
			return Leave{Denied: true, State: outrider.ConsentWithdrawn}
		}
	}
	record := c.Purposes[outrider.ForRecord].State(now)
	if record == outrider.ConsentWithdrawn {
		return Leave{OK: to.Keeps && p == outrider.ForRecord, State: record}
	}
	if !to.Desk || p == outrider.ForSharing {
		return shared(c, to, now)
	}
	state := c.Purposes[p].State(now)
	switch p {
	case outrider.ForResearch:
		return Leave{OK: state == outrider.ConsentGiven, State: state}
	case outrider.ForRecord, outrider.ForAdvice:
		return Leave{OK: state != outrider.ConsentWithdrawn, State: state, Lapsed: state == outrider.ConsentExpired}
	}
	return Leave{State: outrider.ConsentUnasked}
}

// shared decides for somebody outside the desk, by the best of their names.
func shared(c outrider.Consents, to Recipient, now time.Time) Leave {
	l := Leave{State: outrider.ConsentUnasked}
	for _, n := range to.Names {
		switch s := c.Shares[outrider.RecipientKey(n)].State(now); s {
		case outrider.ConsentGiven:
			return Leave{OK: true, State: s}
		case outrider.ConsentUnasked:
		default:
			l.State = s
		}
	}
	return l
}

// Thinks decides whether the desk itself may use what it holds for a purpose.
func Thinks(p outrider.ConsentPurpose, c outrider.Consents, now time.Time) bool {
	return Flow(p, c, Recipient{Desk: true}, now).OK
}
