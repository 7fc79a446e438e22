package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"outrider"
	"outrider/internal/answers"
	"outrider/internal/intake"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/shelf"
)

// keptList is the machine output for one delivery.
type keptList struct {
	watchlist.Version
	File    string                       `json:"file"`
	Held    bool                         `json:"held,omitempty"` // the same delivery is there already
	Changes map[watchlist.ChangeKind]int `json:"changes,omitempty"`
	// TakenBack are entries that went or were eased without a stated ground and may
	// concern an answer in the ledger of answers; the others are counted in Changes.
	TakenBack []answers.Alarm `json:"taken_back,omitempty"`
}

// keepList keeps one delivery, judged by the version it follows; false: it was
// quarantined, or lines of it were refused.
func (e *env) keepList(g []readList, how keepHow) (bool, error) {
	whole := g[0].got
	var contents [][]byte
	for i, one := range g {
		contents = append(contents, one.data)
		if i > 0 {
			if n := whole.Complete(one.got); n > 0 {
				e.say("note %s: %d entries complete none of the list's; they are left out", filepath.Base(one.file), n)
			}
		}
	}
	if how.as != "" {
		whole.List = how.as
	}
	out := keptList{File: filepath.Base(g[0].file), Version: watchlist.Version{List: whole.List, Format: whole.Format, Published: how.published, ListDate: whole.Dated,
		Seen: e.clock().UTC(), Entries: len(whole.Records), Unread: whole.Lost, State: watchlist.InForce}}
	for _, c := range contents {
		out.SHA256 = append(out.SHA256, shelf.Digest(c))
	}
	s, err := e.listShelf()
	if err != nil {
		return false, err
	}
	if out.Purpose, err = purposeOf(s, out.List, how.wanted); err != nil {
		return false, err
	}
	if err := e.judgeList(s, whole, &out); err != nil {
		return false, err
	}
	// A broken delivery in no known format belongs to no list, unless somebody
	// says so; then there is nothing to keep it under.
	if !out.Held && out.List != "" {
		if err := s.Keep(out.Version, contents); err != nil {
			return false, err
		}
	}
	if out.State != watchlist.Refused && out.List != "" {
		if err := s.Check(out.List, out.Seen); err != nil {
			return false, err
		}
	}
	return out.State != watchlist.Refused && whole.Lost == 0, e.printKept(out)
}

// keepHow says how a delivery is kept: under a name of one's own, dated, as a list
// of those whom a hostile state hunts.
type keepHow struct {
	as        string
	published watchlist.Date
	wanted    bool
}

// purposeOf is what a list is held against: once a wanted list, always one, for a
// flag that was forgotten must not turn the hunted into suspects.
func purposeOf(s shelf.Shelf, list string, wanted bool) (watchlist.Purpose, error) {
	if wanted {
		return watchlist.Wanted, nil
	}
	versions, err := s.Versions()
	for _, v := range versions {
		if v.List == list && v.Purpose == watchlist.Wanted {
			return watchlist.Wanted, nil
		}
	}
	return watchlist.Contacts, err
}

// judgeList compares a delivery with the version that it follows.
func (e *env) judgeList(s shelf.Shelf, whole *watchlist.Delivery, out *keptList) error {
	versions, err := s.Versions()
	if err != nil {
		return err
	}
	out.Held = slices.ContainsFunc(versions, func(v watchlist.Version) bool {
		return v.List == out.List && v.Published == out.Published && slices.Equal(v.SHA256, out.SHA256)
	})
	before, ok := watchlist.At(versions, out.List, out.From())
	if !ok {
		switch {
		case whole.Broken != "":
			out.State, out.Why = watchlist.Refused, "The delivery is not taken over: "+whole.Broken+"."
		case len(whole.Records) == 0:
			out.State, out.Why = watchlist.Lapsed, "The list says of itself that it has ended: "+whole.Closed+"."
		}
		return nil
	}
	old, err := s.Load(before)
	if err != nil {
		return err
	}
	if len(before.SHA256) > len(out.SHA256) {
		e.say("note %s: the version before came with aliases or addresses in files of their own, and this one without: import them together", out.File)
	}
	changes := watchlist.Diff(old, whole)
	out.Changes = tally(changes)
	if out.TakenBack, err = e.takenBack(out.List, changes); err != nil {
		return err
	}
	if len(changes) == 1 && changes[0].Key == out.List {
		switch changes[0].Change {
		case watchlist.Quarantined:
			out.State, out.Why = watchlist.Refused, changes[0].Why
		case watchlist.Discontinued:
			out.State, out.Why = watchlist.Lapsed, changes[0].Why
		}
	}
	return nil
}

func (e *env) printKept(k keptList) error {
	if e.cli.JSON {
		return e.printJSON(k)
	}
	what := fmt.Sprintf("%s: %d entries kept as %s of %s", k.File, k.Entries, k.List, k.From().Format("2006-01-02"))
	switch {
	case k.State == watchlist.Refused && k.List == "":
		what = k.File + ": quarantined, and not kept, for it belongs to no list (--as names one)"
	case k.State == watchlist.Refused:
		what = k.File + ": quarantined as " + k.List
	case k.Purpose == watchlist.Wanted && k.State == watchlist.InForce && !k.Held:
		what += ", wanted: held against the protected people alone"
	case k.State == watchlist.Lapsed:
		what = k.File + ": the list " + k.List + " has ended"
	case k.Held:
		what = k.File + ": the same delivery of " + k.List + " is held already"
	}
	e.print("%s", what)
	if k.Why != "" {
		e.print("   %s", k.Why)
	}
	for _, kind := range [...]watchlist.ChangeKind{watchlist.Delisted, watchlist.Eased, watchlist.Moved, watchlist.Merged, watchlist.Rekeyed, watchlist.Amended, watchlist.Added} {
		if n := k.Changes[kind]; n > 0 && k.State == watchlist.InForce {
			e.print("   %5d %s", n, kind)
		}
	}
	for _, a := range k.TakenBack {
		e.print("   taken back: %s %s, %s\n      %s", a.Key, a.Name, a.Case, a.Why)
	}
	return nil
}

type listsShowCmd struct {
	Which string `arg:"" optional:"" help:"A list, NAME@DATE or a file; none: every list that is held."`
	Key   string `arg:"" optional:"" help:"Key of an entry: everything the list says of it."`
}

// Help is shown under the flags.
func (listsShowCmd) Help() string {
	return `Without a name: the version of each list that is in force, and what was quarantined since.

  outrider lists show
  outrider lists show ofac-sdn
  outrider lists show ofac-sdn@2024-05-03 9647

Exit codes: 0 shown, 1 shown, and something waits in quarantine, 2 not shown.`
}

// Run shows lists, versions or an entry.
func (c *listsShowCmd) Run(e *env) error {
	if c.Key != "" {
		return c.entry(e)
	}
	s, err := e.listShelf()
	if err != nil {
		return err
	}
	versions, err := s.Versions()
	if err != nil {
		return err
	}
	if len(versions) == 0 {
		e.say("No lists are held. outrider lists import FILE keeps one.")
		return nil
	}
	shown := c.choose(e, versions)
	if c.Which != "" && len(shown) == 0 {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "no list of the name " + intake.Clip(c.Which) + " is held", Hint: "held are: " + strings.Join(watchlist.Lists(versions), ", ")}
	}
	return e.printVersions(shown)
}

// choose picks versions: all of one list, or of each list the one in force with
// what was quarantined after it.
func (c *listsShowCmd) choose(e *env, versions []watchlist.Version) []watchlist.Version {
	name, day, dated := strings.Cut(c.Which, "@")
	at, err := e.asOf(day)
	if err != nil {
		return nil
	}
	var out []watchlist.Version
	for _, list := range watchlist.Lists(versions) {
		if name != "" && list != name {
			continue
		}
		v, ok := watchlist.At(versions, list, at)
		switch {
		case name != "" && !dated:
			out = append(out, of(versions, list)...)
		case dated && ok:
			out = append(out, v)
		case !dated:
			out = append(out, latest(of(versions, list), v, ok)...)
		}
	}
	return out
}

func of(versions []watchlist.Version, list string) []watchlist.Version {
	return slices.DeleteFunc(slices.Clone(versions), func(v watchlist.Version) bool { return v.List != list })
}

// latest is the version in force, and the deliveries since that are not.
func latest(versions []watchlist.Version, force watchlist.Version, ok bool) []watchlist.Version {
	var out []watchlist.Version
	if ok {
		out = append(out, force)
	}
	for _, v := range versions {
		if v.State != watchlist.InForce && (!ok || v.Seen.After(force.Seen)) {
			out = append(out, v)
		}
	}
	return out
}

func (e *env) printVersions(versions []watchlist.Version) error {
	rows := [][]string{{"LIST", "FROM", "SEEN", "ENTRIES", "STATE", "FORMAT", "SHA-256"}}
	bad := false
	for _, v := range versions {
		bad = bad || v.State == watchlist.Refused
		if e.cli.JSON {
			if err := e.printJSON(v); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{v.List, v.From().Format("2006-01-02"), v.Seen.Format("2006-01-02"), fmt.Sprint(v.Entries), string(v.State), v.Format, v.SHA256[0][:min(12, len(v.SHA256[0]))]})
	}
	if !e.cli.JSON {
		e.table(rows)
	}
	for _, v := range versions {
		if v.Why != "" {
			e.say("%s of %s: %s", v.List, v.Seen.Format("2006-01-02"), v.Why)
		}
	}
	if bad {
		return errRefused
	}
	return nil
}

// entry shows what a version says of one bearer.
func (c *listsShowCmd) entry(e *env) error {
	which := c.Which
	if !strings.Contains(which, "@") {
		which += "@"
	}
	d, _, err := e.listVersion(c.Which)
	if err != nil {
		name, day, _ := strings.Cut(which, "@")
		if d, _, err = e.heldVersion(name, day); err != nil {
			return err
		}
	}
	r := d.Find(c.Key)
	if r == nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the list has no entry with the key " + intake.Clip(c.Key), Hint: "keys are the list's own; outrider screen finds them by name"}
	}
	if e.cli.JSON {
		return e.printJSON(r)
	}
	for _, s := range r.Statements() {
		e.print("%-16s %s", s.Field, s.Value)
	}
	return nil
}
