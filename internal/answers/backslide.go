package answers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"outrider/internal/watchlist"
)

// Alarm is one answer that was taken back or weakened without a stated ground of
// death, error, court order or compliance.
type Alarm struct {
	Case     string   `json:"case"`     // empty where the entry answers no act of the library
	Against  []string `json:"against"`  // the people of the case, by id
	Response string   `json:"response"` // id; empty where none is matched
	Change   string   `json:"change"`   // fate, or kind of change of the list
	Key      string   `json:"key"`      // of the list's entry
	Name     string   `json:"name"`     // as the list writes it
	List     string   `json:"list"`     // on which it was seen; empty where the record itself says it
	On       string   `json:"on"`       // day, where known
	Proposed bool     `json:"proposed"` // a human must look before it is believed: a match by name, or a clock that ran out
	Why      string   `json:"why"`      // one sentence
}

// Backsliding lists what was taken back from the answers to an act until an
// instant, in the order of days.
func (a Act) Backsliding(at time.Time) []Alarm {
	var out []Alarm
	for _, f := range a.fates() {
		if f.Kind == Renewal || f.Ground != NoGround || f.When.Last().After(at) {
			continue
		}
		out = append(out, Alarm{Case: a.Case, Against: a.Against, Response: f.Of, Change: string(f.Kind), On: f.When.String(),
			Why: fmt.Sprintf("%s: %s. The record states none of death, error, court order or compliance.", strings.Join(f.By, ", "), strings.TrimRight(f.What, "."))})
	}
	for _, r := range a.responses() {
		if c := a.clock(r, at); !c.IsZero() && at.After(c) && !a.ended(r, at) {
			out = append(out, Alarm{Case: a.Case, Against: a.Against, Response: r.ID, Change: string(Expiry), On: c.Format(time.DateOnly), Proposed: true,
				Why: fmt.Sprintf("The %s by %s was to end on %s unless renewed, and no renewal is recorded: it has lapsed or the record is behind.", r.Kind, strings.Join(r.By, ", "), c.Format(time.DateOnly))})
		}
	}
	slices.SortStableFunc(out, func(x, y Alarm) int { return cmp.Or(cmp.Compare(x.On, y.On), cmp.Compare(x.Response, y.Response)) })
	return out
}

func (a Act) ended(r Response, at time.Time) bool {
	return slices.ContainsFunc(a.Fates, func(f Fate) bool { return f.Of == r.ID && f.Ends() && !f.When.Last().After(at) })
}

// FromChanges holds what changed between two versions of a list against the
// ledger. Entries that answer an act come first; each match is a proposal.
// A quarantined delivery alarms about nobody: what was in force stays.
func (l Ledger) FromChanges(list string, changes []watchlist.Change) []Alarm {
	if slices.ContainsFunc(changes, func(c watchlist.Change) bool { return c.Change == watchlist.Quarantined && c.Key == list }) {
		return nil
	}
	var matched, rest []Alarm
	for _, c := range changes {
		if !weakens(c) || groundOf(c) != NoGround {
			continue
		}
		m := l.match(list, c)
		if len(m) == 0 {
			m = l.named(list, c)
		}
		if len(m) == 0 {
			rest = append(rest, Alarm{Change: string(c.Change), List: list, Key: c.Key, Name: c.Name, Proposed: true, Against: []string{},
				Why: "Nothing in the ledger is matched with it. " + c.Why})
		}
		matched = append(matched, m...)
	}
	return append(matched, rest...)
}

func weakens(c watchlist.Change) bool {
	return c.Change == watchlist.Delisted || c.Change == watchlist.Eased || c.Change == watchlist.Discontinued
}

// groundOf is a ground that the list itself states in what it now says.
func groundOf(c watchlist.Change) Ground {
	for _, f := range c.Fields {
		if g := GroundIn(f.Field + " " + f.To); f.To != "" && g != NoGround {
			return g
		}
	}
	return NoGround
}

// match proposes the responses that a change may concern.
func (l Ledger) match(list string, c watchlist.Change) []Alarm {
	var out []Alarm
	for _, a := range l.Acts {
		for _, r := range a.responses() {
			how := matches(list, c, r)
			if how == "" {
				continue
			}
			out = append(out, Alarm{Case: a.Case, Against: a.Against, Response: r.ID, Change: string(c.Change), List: list, Key: c.Key, Name: c.Name, Proposed: true,
				Why: fmt.Sprintf("It may be the %s of %s by %s (matched by %s): %s", r.Kind, r.When, strings.Join(r.By, ", "), how, c.Why)})
		}
	}
	return out
}

// named proposes the acts in which the bearer of a changed entry may have been
// officially named, where no recorded answer explains why the list has them.
func (l Ledger) named(list string, c watchlist.Change) []Alarm {
	var out []Alarm
	for _, a := range l.Acts {
		if slices.ContainsFunc(a.Named, func(n string) bool { return sameName(n, c.Name) }) {
			out = append(out, Alarm{Case: a.Case, Against: a.Against, Change: string(c.Change), List: list, Key: c.Key, Name: c.Name, Proposed: true,
				Why: "The name is that of somebody officially named in the case, though no answer by the keeper of this list is recorded: " + c.Why})
		}
	}
	return out
}

// matches says by what a change and a response agree, or nothing.
func matches(list string, c watchlist.Change, r Response) string {
	if r.Kind != Designation && r.Kind != Freeze {
		return ""
	}
	if slices.Contains(r.Keys, list+":"+c.Key) {
		return "key"
	}
	if by := keeper(list); by != "" && !slices.Contains(r.By, by) {
		return ""
	}
	if slices.ContainsFunc(r.Names, func(n string) bool { return sameName(n, c.Name) }) {
		return "name"
	}
	return ""
}

// keeper is the state or body that keeps a list; empty for a register of one's
// own and for collections, which may speak for anybody.
func keeper(list string) string {
	for _, k := range [...]struct{ list, by string }{{"ofac", "US"}, {"eu", "EU"}, {"uk", "GB"}, {"seco", "CH"}, {"un", "UN"}, {"cn", "CN"}} {
		if list == k.list || strings.HasPrefix(list, k.list+"-") {
			return k.by
		}
	}
	return ""
}
