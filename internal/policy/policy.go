// Package policy answers one question in one place: may this user do this to
// that, and how strictly must a product of several parts be handled. It is pure,
// so that the whole table can be tested; the desk asks it and nobody else decides.
package policy

import "outrider"

// Act is something a user may be allowed to do.
type Act string

// The acts.
const (
	FileReport     Act = "file-report"
	ReadQueue      Act = "read-queue"
	ReadPerson     Act = "read-person"
	RevealIdentity Act = "reveal-identity"
	ReadReport     Act = "read-report"
	DecideAlert    Act = "decide-alert"
	ChangePerson   Act = "change-person"
	ErasePerson    Act = "erase-person"
	GradeReport    Act = "grade-report"
	SettleProposal Act = "settle-proposal"
	Search         Act = "search"
	ReadAudit      Act = "read-audit"
	ManageUsers    Act = "manage-users"
	ReadPrecedents Act = "read-precedents"
	ReadHealth     Act = "read-health"
	Screen         Act = "screen"          // hold names of contacts against lists, read the lists
	Maintain       Act = "maintain"        // backup, export of the sealed ledger
	Judge          Act = "judge"           // say how a person's situation is judged
	Publish        Act = "publish"         // own a published figure
	Confirm        Act = "confirm"         // be the second person of a published figure
	Collect        Act = "collect"         // make and close collection tasks
	ReadRecord     Act = "read-record"     // how far forecasts were borne out
	AnswerQuestion Act = "answer-question" // put a judgement to the test, say how it ended
	RecordConsent  Act = "record-consent"  // write down a yes, a no, a wish; get back what was passed on
	PassOn         Act = "pass-on"         // tell somebody outside the desk
	WorkCase       Act = "work-case"       // open, keep and close files on threats
	Approve        Act = "approve"         // be the second person of an act; move a case to somebody else
	Advise         Act = "advise"          // offer measures, write down what became of them, agree a plan
	ReadDanger     Act = "read-danger"     // threat records; whoever reads one may dissent from it
	KeepDanger     Act = "keep-danger"     // open a threat record, write down what is known and could be done
	DecideDanger   Act = "decide-danger"   // decide about a warning, give it, close the record
)

// Acts lists every act.
var Acts = []Act{FileReport, ReadQueue, ReadPerson, RevealIdentity, ReadReport, DecideAlert, ChangePerson,
	ErasePerson, GradeReport, SettleProposal, Search, ReadAudit, ManageUsers, ReadPrecedents, ReadHealth, Screen, Maintain,
	Judge, Publish, Confirm, Collect, ReadRecord, AnswerQuestion, RecordConsent, PassOn, WorkCase, Approve, Advise,
	ReadDanger, KeepDanger, DecideDanger}

// table says what each role may do. The administrator runs the machine and sees
// nobody; the auditor sees who did what and never a body; the liaison brings
// reports in and reads only their own.
var table = map[outrider.Role]map[Act]bool{
	outrider.RoleDuty: set(FileReport, ReadQueue, ReadPerson, RevealIdentity, ReadReport, DecideAlert, GradeReport,
		SettleProposal, Search, ReadPrecedents, ReadHealth, Screen, Judge, Confirm, Collect, ReadRecord, AnswerQuestion, RecordConsent, PassOn, WorkCase, Approve, Advise,
		ReadDanger, KeepDanger, DecideDanger),
	outrider.RoleCase: set(FileReport, ReadQueue, ReadPerson, RevealIdentity, ReadReport, DecideAlert, ChangePerson,
		ErasePerson, GradeReport, SettleProposal, Search, ReadPrecedents, ReadHealth, Screen, Judge, Publish, Confirm, Collect, ReadRecord, AnswerQuestion, RecordConsent, PassOn, WorkCase, Approve, Advise,
		ReadDanger, KeepDanger, DecideDanger),
	outrider.RoleAnalyst: set(FileReport, ReadQueue, ReadPerson, ReadReport, DecideAlert, GradeReport, SettleProposal,
		Search, ReadPrecedents, ReadHealth, Screen, Judge, Publish, Collect, ReadRecord, AnswerQuestion, WorkCase, ReadDanger, KeepDanger),
	outrider.RoleLiaison: set(FileReport, ReadReport, ReadPrecedents),
	outrider.RoleAuditor: set(ReadAudit, ReadPrecedents, ReadHealth, ReadRecord),
	outrider.RoleAdmin:   set(ManageUsers, ReadHealth, ReadPrecedents, Maintain),
}

func set(acts ...Act) map[Act]bool {
	m := make(map[Act]bool, len(acts))
	for _, a := range acts {
		m[a] = true
	}
	return m
}

// May decides whether a user may do an act at all. A disabled user may nothing.
func May(u outrider.User, act Act) bool {
	return !u.Disabled && table[u.Role][act]
}

// Object is what policy needs to know of a thing to decide whether a user may
// see its content.
type Object struct {
	Handling   outrider.Handling
	By         outrider.UserID   // who brought it in
	Recipients []outrider.UserID // named recipients, for TLP:RED
}

// Sees decides whether a user who may read things of this sort may see this one.
// TLP:RED is for the person who brought it in and for named recipients; the duty
// and case officers of the organisation are its recipients where none is named.
// A liaison sees only what they brought in themselves, whatever its mark.
func Sees(u outrider.User, o Object) bool {
	if u.Disabled {
		return false
	}
	if o.By != "" && o.By == u.ID {
		return true
	}
	switch u.Role {
	case outrider.RoleDuty, outrider.RoleCase:
		return o.Handling.Or().TLP != outrider.TLPRed || len(o.Recipients) == 0 || named(u, o)
	case outrider.RoleAnalyst:
		return o.Handling.Or().TLP != outrider.TLPRed || named(u, o)
	}
	return named(u, o)
}

func named(u outrider.User, o Object) bool {
	for _, r := range o.Recipients {
		if r == u.ID {
			return true
		}
	}
	return false
}

// MayLeave reports whether a mark lets a thing go to another house at all: those from
// TLP:AMBER+STRICT on keep it in this one. Consent is asked beside it, by Flow.
func MayLeave(h outrider.Handling) bool { return h.Or().TLP.Rank() <= outrider.TLPAmber.Rank() }

// Join is the handling of a product of several parts: the strictest of them on
// every axis, in any order (D-14). Of nothing it is the default.
func Join(parts ...outrider.Handling) outrider.Handling {
	if len(parts) == 0 {
		return outrider.DefaultHandling
	}
	h := parts[0].Or()
	for _, p := range parts[1:] {
		h = h.Join(p)
	}
	return h
}
