package servertest

import (
	"time"

	"outrider/internal/answers"
	"outrider/internal/answers/held"
)

// ownActs are invented acts with every state of an answer: standing, ending unless
// renewed, lapsed, taken back, and taken off a list.
const ownActs = `act,entry,id,date,by,place,kind,words,count,names,of,ground,until,source,grade
harbour-2030,act,,2030-10-01,ZZ,XX,,A harbour pilot is beaten.,,,,,,Invented Gazette,B2
harbour-2030,attribution,,2030-10-20,federal prosecutor,,,The prosecutor names a service.,,,,,,Invented Gazette,A1
harbour-2030,response,e1,2030-10-12,XX;YY,,expulsion,Two attaches are expelled.,2,Ruslan Primerov,,,,Invented Gazette,A1
harbour-2030,response,e2,2030-11-02,XX,,designation,A courier is listed.,1,Dov Beispiel,,,2031-11-02,Invented Journal,A1
harbour-2030,response,e3,2030-11-03,YY,,freeze,An account is frozen.,1,,,,2031-02-01,Invented Journal,A1
harbour-2030,fate,,2031-01-10,YY,,return,One of the two is accredited again.,,,e1,,,Invented Gazette,C3
harbour-2030,reply,,2030-10-20,ZZ,,expulsion,Two of theirs are sent home.,2,,,,,Invented Gazette,B2
pier-2029,act,,2029-05-05,ZZ,YY,,A letter with a bullet.,,,,,,Invented Gazette,B2
`

// ownFile gives the invented acts at any time.
type ownFile struct{}

// Current returns the invented acts.
func (ownFile) Current(time.Time) ([]byte, string, error) { return []byte(ownActs), "invented", nil }

// Ledger is the invented ledger of answers.
func (d *Desk) Ledger(at time.Time) (answers.Ledger, []answers.Fault, error) {
	if d.Fail != nil {
		return answers.Ledger{}, nil, d.Fail
	}
	return d.answers.Ledger(at)
}

// Slipped is what the invented lists took back.
func (d *Desk) Slipped(l answers.Ledger, at time.Time) ([]answers.Alarm, error) {
	return d.answers.Slipped(l, at)
}

// book is the invented ledger of answers on the invented lists.
func book() *held.Book { return held.New(nil, ownFile{}, shelf()) }
