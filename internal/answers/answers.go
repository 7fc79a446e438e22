// Package answers is the ledger of what states did in answer to hostile acts:
// act, attribution, response, and what became of each response afterwards.
//
// An answer that is quietly taken back is read by those who hunt as permission,
// so every removal without a stated ground of death, error, court order or
// compliance is told (Alarm). Whether an answer deterred anybody is another
// question, and mostly one that cannot be answered: Effect gives an interval and
// its power and never a verdict.
//
// The package says no more than its sources: it blames nobody, names only whom
// the source names officially, and calls every match with a list a proposal.
package answers

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"outrider"
)

// Kind is what a state did.
type Kind string

// The kinds of responses. Those that last can be taken back (Kind.Lasting).
const (
	Expulsion     Kind = "expulsion"
	Designation   Kind = "designation" // put on a sanctions list
	Freeze        Kind = "freeze"      // of assets
	Charge        Kind = "charge"
	Trial         Kind = "trial"
	Sentence      Kind = "sentence" // a conviction, with or without its measure
	Investigation Kind = "investigation"
	Inquiry       Kind = "inquiry" // public inquiry or inquest
	Finding       Kind = "finding" // who did it, said by a court, an inquiry, a prosecutor or an organisation
	Statement     Kind = "statement"
	Legislation   Kind = "legislation"
)

// kinds lists every kind of response.
func kinds() []Kind {
	return []Kind{Expulsion, Designation, Freeze, Charge, Trial, Sentence, Investigation, Inquiry, Finding, Statement, Legislation}
}

// Lasting reports whether a response goes on until somebody ends it. The others
// happened once and cannot be taken back.
func (k Kind) Lasting() bool {
	return slices.Contains([]Kind{Expulsion, Designation, Freeze, Charge, Sentence, Investigation, Legislation}, k)
}

// FateKind is what became of a response.
type FateKind string

// The fates. A renewal keeps a response alive; all others end or weaken it.
const (
	Renewal     FateKind = "renewal"
	Expiry      FateKind = "expiry"
	Licence     FateKind = "licence" // an exception that empties a freeze
	Delisting   FateKind = "delisting"
	Release     FateKind = "release"
	Return      FateKind = "return" // somebody expelled is accredited again
	Appointment FateKind = "appointment"
	Closure     FateKind = "closure" // proceedings suspended or closed
)

// Ground is why a response ended, as far as its source states one of the four
// that do not alarm.
type Ground string

// The grounds. NoGround says that the source states none of them, which is not
// the same as that there was none.
const (
	NoGround   Ground = ""
	Death      Ground = "death"
	Error      Ground = "error"
	CourtOrder Ground = "court order"
	Compliance Ground = "compliance"
)

// Evidence is what a statement rests on.
type Evidence struct {
	Sources      []string `json:"sources"`      // ids within the case
	Confidence   string   `json:"confidence"`   // Admiralty code
	Verification string   `json:"verification"` // in the words of whoever checked
	From         string   `json:"from"`         // FromLibrary or FromOwn
}

// Attribution is what was officially found or said about an act, by whom and when,
// in the source's own words: who was behind it and how sure, where they say so,
// and no more than they say.
type Attribution struct {
	By    string        `json:"by"`    // body or country; of the case as a whole, its basis
	When  outrider.When `json:"when"`  // zero where the source gives no day
	Words string        `json:"words"` // the source's own
	From  string        `json:"from"`  // FromLibrary or FromOwn
}

// Response is one thing that one or several states did.
type Response struct {
	ID       string        `json:"id"`
	Kind     Kind          `json:"kind"`
	By       []string      `json:"by"` // ISO alpha-2, or the name of a body
	When     outrider.When `json:"when"`
	What     string        `json:"what"`
	Count    int           `json:"count"`          // people or bodies it fell on; 0 where not said
	Names    []string      `json:"names"`          // of those it fell on, as officially named
	Keys     []string      `json:"keys,omitempty"` // of list entries, LIST:KEY, where somebody has noted them
	Term     int           `json:"term,omitempty"` // months after which it ends unless renewed
	Lapses   time.Time     `json:"lapses,omitzero"`
	Evidence Evidence      `json:"evidence"`
}

// Fate is one thing that became of a response.
type Fate struct {
	ID       string        `json:"id"`
	Kind     FateKind      `json:"kind"`
	Of       string        `json:"of"` // id of the response; empty where the source leaves it open
	By       []string      `json:"by"`
	When     outrider.When `json:"when"`
	What     string        `json:"what"`
	Ground   Ground        `json:"ground"`
	Lapses   time.Time     `json:"lapses,omitzero"` // of a renewal: until when
	Evidence Evidence      `json:"evidence"`
}

// Reply is what the state behind the act did in its turn: it says what an answer
// cost, and is never an answer itself.
type Reply struct {
	ID       string        `json:"id"`
	By       []string      `json:"by"`
	When     outrider.When `json:"when"`
	What     string        `json:"what"`
	InKind   bool          `json:"in_kind"` // it expelled people in return
	Reward   bool          `json:"reward"`  // it honoured or promoted somebody named
	Evidence Evidence      `json:"evidence"`
}

// Unread is an entry that was not understood. It is counted and never guessed.
type Unread struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}

// Act is a hostile act with everything that followed.
type Act struct {
	Case         string        `json:"case"`
	Title        string        `json:"title"`
	Method       string        `json:"method"` // what was done, in the source's neutral words
	Host         string        `json:"host"`   // ISO alpha-2
	Actor        string        `json:"actor"`  // ISO alpha-2, as attributed
	When         outrider.When `json:"when"`
	Against      []string      `json:"against"` // ids within the case
	Named        []string      `json:"named"`   // whom a court, an inquiry, a prosecutor or a government has named, with their officially published cover names
	Attributions []Attribution `json:"attributions"`
	Responses    []Response    `json:"responses"`
	Fates        []Fate        `json:"fates"`
	Replies      []Reply       `json:"replies"`
	Unread       []Unread      `json:"unread"`
	From         string        `json:"from"` // FromLibrary or FromOwn
}

// Ledger is every act, ordered by case.
type Ledger struct {
	Acts []Act `json:"acts"`
}

// Act finds an act by its case, or by the beginning of it if that is unique.
func (l Ledger) Act(id string) (Act, error) {
	var found []Act
	for _, a := range l.Acts {
		if a.Case == id {
			return a, nil
		}
		if id != "" && strings.HasPrefix(a.Case, id) {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		return Act{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "there is no such act, or there are several", Hint: "outrider answers lists the acts; give a case or its beginning"}
	}
	return found[0], nil
}

// Ends reports whether the fate ends what it befell, so that it is no longer in force.
func (f Fate) Ends() bool { return f.Kind != Renewal && f.Kind != Licence }

// began is the instant from which a response counts.
func (r Response) began() time.Time { return r.When.Last() }

// sorted is a copy in the order of days, then ids: sums over it do not depend on
// the order in which entries were written down.
func sorted[T any](in []T, when func(T) time.Time, id func(T) string) []T {
	out := slices.Clone(in)
	slices.SortFunc(out, func(a, b T) int { return cmp.Or(when(a).Compare(when(b)), cmp.Compare(id(a), id(b))) })
	return out
}

func (a Act) responses() []Response {
	return sorted(a.Responses, Response.began, func(r Response) string { return r.ID })
}

func (a Act) fates() []Fate {
	return sorted(a.Fates, func(f Fate) time.Time { return f.When.Last() }, func(f Fate) string { return f.ID })
}

// days is the number of whole days between two instants, negative where b is earlier.
func days(a, b time.Time) int {
	d := b.Sub(a)
	if d < 0 {
		return -int((-d + 24*time.Hour - 1) / (24 * time.Hour))
	}
	return int(d / (24 * time.Hour))
}
