package watchlist

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The bound beyond which a delivery that has lost entries is taken to be broken:
// a handful, or a tenth. Between seven pairs of dated versions of the OFAC list
// (2021 to 2024, months apart) at most 4.3 % of the entries went, and the list as
// a whole never shrank by more than 0.7 %; the United Nations removed 1 of 1,000
// in three months. A tenth is more than twice the most that was ever seen.
const (
	shrinkFew   = 2
	shrinkShare = 0.10

	// cutFew is how many entries must be missing, all of them from the end of the
	// old order, before a delivery is taken to have been cut off. Delistings scatter.
	cutFew = 10
)

func bound(n int) float64 { return shrinkFew + shrinkShare*float64(n) }

// comparison is two versions while they are compared.
type comparison struct {
	old, new   *Delivery
	byOld      map[string]int
	byNew      map[string]int
	lost       []int // of old, without a partner
	gained     []int // of new
	unreadable map[string]Refusal
	out        []Change
}

// Diff compares two versions of one list, statement by statement. A delivery that
// is broken, of another list, or smaller than any publisher's work explains comes
// back as a single quarantined change: it is never read as a mass delisting.
func Diff(old, new *Delivery) []Change {
	if why := unfit(old, new); why != "" {
		return []Change{{Change: Quarantined, Key: cmp.Or(new.List, old.List), Name: cmp.Or(new.List, old.List), Why: why}}
	}
	if len(new.Records) == 0 {
		return []Change{{Change: Discontinued, Key: old.List, Name: old.List,
			Why: fmt.Sprintf("The list has ended; it says so itself (%q). Its %s lapse with it and nobody was delisted one by one.", clipTo(new.Closed, 160), count(len(old.Records), "entry", "entries"))}}
	}
	c := &comparison{old: old, new: new, byOld: index(old), byNew: index(new), unreadable: map[string]Refusal{}}
	for _, r := range new.Refused {
		if r.Key != "" {
			c.unreadable[r.Key] = r
		}
	}
	c.pair()
	c.follow()
	c.rest()
	if why := c.shrunken(); why != "" {
		return []Change{{Change: Quarantined, Key: old.List, Name: old.List, Why: why}}
	}
	slices.SortStableFunc(c.out, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Change.rank(), b.Change.rank()), cmp.Compare(a.at, b.at))
	})
	return c.out
}

// unfit says why two deliveries cannot be compared at all.
func unfit(old, new *Delivery) string {
	switch {
	case new.Broken != "":
		return "The new delivery is not taken over: " + new.Broken + ". What was in force stays in force."
	case old.Broken != "":
		return "There is nothing sound to compare with: the old delivery is broken: " + old.Broken + "."
	case len(old.Records) == 0:
		return "There is nothing to compare with: the old version has no entries."
	case len(new.Records) > 0 && old.List != new.List:
		return fmt.Sprintf("The new delivery is of another list (%s, not %s). What was in force stays in force.", new.List, old.List)
	}
	return ""
}

func index(d *Delivery) map[string]int {
	m := make(map[string]int, len(d.Records))
	for i := range d.Records {
		m[d.Records[i].Key] = i
	}
	return m
}

// pair compares what has kept its key and gathers what has not.
func (c *comparison) pair() {
	swapped := c.renumbered()
	for i := range c.old.Records {
		o := &c.old.Records[i]
		j, ok := c.byNew[o.Key]
		if !ok || swapped[o.Key] {
			c.lost = append(c.lost, i)
			continue
		}
		if ch, ok := changed(o, &c.new.Records[j]); ok {
			ch.at = i
			c.out = append(c.out, ch)
		}
	}
	for j := range c.new.Records {
		key := c.new.Records[j].Key
		if _, ok := c.byOld[key]; !ok || swapped[key] {
			c.gained = append(c.gained, j)
		}
	}
}

// renumbered finds keys that now mean somebody else, on lists that number their
// entries anew: the names under a key have nothing in common, and one of the two
// bearers stands elsewhere in the other version.
func (c *comparison) renumbered() map[string]bool {
	if !c.old.Renumbers && !c.new.Renumbers {
		return nil
	}
	inOld, inNew := byName(c.old), byName(c.new)
	out := map[string]bool{}
	for i := range c.old.Records {
		o := &c.old.Records[i]
		j, ok := c.byNew[o.Key]
		if !ok {
			continue
		}
		n := &c.new.Records[j]
		a, b := folded(o.Name()), folded(n.Name())
		if a != b && overlap(foldedNames(o), foldedNames(n)) == 0 && (len(inNew[a]) > 0 || len(inOld[b]) > 0) {
			out[o.Key] = true
		}
	}
	return out
}

// byName finds records by each of their strong names.
func byName(d *Delivery) map[string][]int {
	m := map[string][]int{}
	for i := range d.Records {
		for _, n := range whole(&d.Records[i]) {
			if at := m[n]; len(at) == 0 || at[len(at)-1] != i {
				m[n] = append(at, i)
			}
		}
	}
	return m
}

// byMark finds records by their keys, present and former, and by their documents.
func byMark(d *Delivery) map[string][]int {
	m := map[string][]int{}
	for i := range d.Records {
		r := &d.Records[i]
		m[r.Key] = append(m[r.Key], i)
		for _, k := range slices.Concat(r.Also, r.Documents) {
			m[k] = append(m[k], i)
		}
	}
	return m
}

// follow finds the lost among the gained (rekeyed) and in what has stayed (merged).
func (c *comparison) follow() {
	if len(c.lost) == 0 {
		return
	}
	names, marks := byName(c.new), byMark(c.new)
	isNew := map[int]bool{}
	for _, j := range c.gained {
		isNew[j] = true
	}
	heirs := map[int][]int{} // of new -> of old
	var lost []int
	for _, i := range c.lost {
		if j, ok := c.heir(i, names, marks, isNew); ok {
			heirs[j] = append(heirs[j], i)
		} else {
			lost = append(lost, i)
		}
	}
	c.lost = lost
	c.settle(heirs, isNew)
}

// commonName is how many entries may bear a name before it leads nowhere.
const commonName = 200

// heir finds the entry of the new version that a lost one lives on in.
func (c *comparison) heir(i int, names, marks map[string][]int, isNew map[int]bool) (int, bool) {
	o := &c.old.Records[i]
	best, score := 0, 0
	try := func(j int) {
		n := &c.new.Records[j]
		s := likeness(o, n)
		if !isNew[j] && s < certain {
			s = c.tookIn(n, o)
		}
		if s > score {
			best, score = j, s
		}
	}
	for _, mark := range slices.Concat([]string{o.Key}, o.Also, o.Documents) {
		for _, j := range marks[mark][:min(len(marks[mark]), commonName)] {
			try(j)
		}
	}
	for _, name := range foldedNames(o) {
		if len(names[name]) > commonName {
			continue
		}
		for _, j := range names[name] {
			try(j)
		}
	}
	return best, score > 0
}

// tookIn says how strongly an entry that stayed looks as if it had taken in a lost
// one: it has gained its whole name in this very version, and no birth contradicts.
// A namesake that always was there took nobody in.
func (c *comparison) tookIn(n, lost *Record) int {
	i, ok := c.byOld[n.Key]
	if !ok || agree(lost.Births, n.Births) < 0 {
		return 0
	}
	want := folded(lost.Name())
	if !strings.Contains(want, " ") || !slices.Contains(whole(n), want) || slices.Contains(whole(&c.old.Records[i]), want) {
		return 0
	}
	return 1 + likeness(lost, n)
}

// settle says of each heir what it inherited.
func (c *comparison) settle(heirs map[int][]int, isNew map[int]bool) {
	taken := map[int]bool{}
	for _, j := range sortedKeys(heirs) {
		n := &c.new.Records[j]
		from := heirs[j]
		taken[j] = true
		for _, i := range from {
			o := &c.old.Records[i]
			ch := Change{Change: Merged, Key: o.Key, Name: o.Name(), at: i, Fields: append([]FieldChange{{"key", o.Key, n.Key}}, fieldChanges(o, n)...)}
			if isNew[j] && len(from) == 1 {
				ch.Change = Rekeyed
				ch.Why = fmt.Sprintf("The same bearer now stands under the key %s: the name is the same and nothing contradicts it%s.", n.Key, dropped(o, n))
			} else {
				ch.Why = fmt.Sprintf("The entry has been taken into %s (%s), which bears its name%s.", n.Key, n.Name(), dropped(o, n))
			}
			c.out = append(c.out, ch)
		}
	}
	c.gained = slices.DeleteFunc(c.gained, func(j int) bool { return taken[j] })
}

func sortedKeys(m map[int][]int) []int {
	var out []int
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// rest is what has truly come and gone.
func (c *comparison) rest() {
	ended := c.endedProgrammes()
	for _, i := range c.lost {
		o := &c.old.Records[i]
		if r, ok := c.unreadable[o.Key]; ok {
			c.out = append(c.out, Change{Change: Quarantined, Key: o.Key, Name: o.Name(), at: i, Why: fmt.Sprintf("Its line in the new delivery cannot be read (%s: %s); the entry stays as it was.", r.Where, r.What)})
			continue
		}
		c.out = append(c.out, Change{Change: Delisted, Key: o.Key, Name: o.Name(), at: i, Fields: essentials(o, true), Why: c.whyGone(o, ended)})
	}
	for _, j := range c.gained {
		n := &c.new.Records[j]
		why := "A new entry" + under(n.Programmes) + on(", listed on ", n.ListedOn) + "."
		if !n.Ended.IsZero() {
			why = "A new entry" + under(n.Programmes) + ", which had ended already on " + n.Ended.String() + "."
		}
		c.out = append(c.out, Change{Change: Added, Key: n.Key, Name: n.Name(), at: j, Fields: essentials(n, false), Why: why})
	}
}

func (c *comparison) whyGone(o *Record, ended map[string]int) string {
	for _, p := range o.Programmes {
		if n := ended[p]; n > 0 {
			return fmt.Sprintf("The entry is gone from the list, with all %d others under %s: the programme itself has ended.", n-1, p)
		}
	}
	switch {
	case !o.Ended.IsZero():
		return "The entry, which had ended on " + o.Ended.String() + ", is no longer kept."
	case c.new.Lost > len(c.unreadable):
		return fmt.Sprintf("The entry is gone from the list%s; but %s of the new delivery cannot be read, and it may be one of them.", under(o.Programmes), count(c.new.Lost, "line", "lines"))
	}
	return "The entry is gone from the list" + under(o.Programmes) + "; the list gives no ground."
}

// endedProgrammes counts the entries of programmes of which every one is gone.
func (c *comparison) endedProgrammes() map[string]int {
	const few = 3
	gone := map[string]int{}
	for _, i := range c.lost {
		for _, p := range c.old.Records[i].Programmes {
			gone[p]++
		}
	}
	for i := range c.new.Records {
		for _, p := range c.new.Records[i].Programmes {
			delete(gone, p)
		}
	}
	for i := range c.old.Records {
		for _, p := range c.old.Records[i].Programmes {
			if _, ok := gone[p]; ok && !slices.Contains(c.lost, i) {
				delete(gone, p)
			}
		}
	}
	for p, n := range gone {
		if n < few {
			delete(gone, p)
		}
	}
	return gone
}

// shrunken says why a delivery that reads well cannot be believed.
func (c *comparison) shrunken() string {
	n, lost, eased := len(c.old.Records), 0, 0
	for _, i := range c.lost {
		if _, ok := c.unreadable[c.old.Records[i].Key]; !ok {
			lost++
		}
	}
	for _, ch := range c.out {
		if ch.Change == Eased {
			eased++
		}
	}
	column := c.emptied()
	stays := " What was in force stays in force; fetch the file again, and look whether the publisher has announced it."
	switch {
	case float64(lost) > bound(n):
		return fmt.Sprintf("%d of %d entries are missing, more than lists lose between two versions (%.0f here).", lost, n, bound(n)) + stays
	case float64(eased) > bound(n):
		return fmt.Sprintf("A programme or a measure is missing from %d of %d entries at once, as when a column has been emptied.", eased, n) + stays
	case column != "":
		return fmt.Sprintf("No entry has a value for %q any longer, as when a column has been emptied.", column) + stays
	case lost >= cutFew && c.lost[0] == n-len(c.lost):
		return fmt.Sprintf("The last %d of %d entries are missing and no others: the file was cut off.", lost, n) + stays
	}
	return ""
}

// emptied finds a field that many entries of the old version had and none of the
// new one has, in one and the same format. Aliases and addresses that came in a
// file of their own the last time and not this time are no such field.
func (c *comparison) emptied() string {
	if c.old.Format != c.new.Format {
		return ""
	}
	had, has := fieldCounts(c.old), fieldCounts(c.new)
	var gone []string
	for f, n := range had {
		apart := c.old.Completed && !c.new.Completed && slices.Contains([]string{"alias", "former-name", "address", "alias remark", "address remark"}, f)
		if float64(n) > bound(len(c.old.Records)) && n > cutFew && has[f] == 0 && !apart {
			gone = append(gone, f)
		}
	}
	if len(gone) == 0 {
		return ""
	}
	return slices.Min(gone)
}

// fieldCounts counts the entries that say something of a field.
func fieldCounts(d *Delivery) map[string]int {
	n := map[string]int{}
	for i := range d.Records {
		last := ""
		for _, s := range d.Records[i].Statements() {
			if s.Field != last {
				n[s.Field]++
				last = s.Field
			}
		}
	}
	return n
}

// changed compares two versions of one entry.
func changed(o, n *Record) (Change, bool) {
	fields := fieldChanges(o, n)
	if len(fields) == 0 {
		return Change{}, false
	}
	ch := Change{Change: Amended, Key: o.Key, Name: n.Name(), Fields: fields}
	switch {
	case o.Ended.IsZero() && !n.Ended.IsZero():
		ch.Change, ch.Why = Delisted, "The list marks the entry as ended on "+n.Ended.String()+" and keeps it."
	case !o.Ended.IsZero() && n.Ended.IsZero():
		ch.Change, ch.Why = Added, "The entry, which had ended on "+o.Ended.String()+", is in force again."
	default:
		ch.Change, ch.Why = judge(fields)
	}
	return ch, true
}

// judge tells easing and moving from other amendments.
func judge(fields []FieldChange) (ChangeKind, string) {
	var gone, come [2][]string
	for _, f := range fields {
		k := slices.Index([]string{FieldProgramme, FieldMeasure}, f.Field)
		if k < 0 {
			continue
		}
		if f.From != "" {
			gone[k] = append(gone[k], f.From)
		}
		if f.To != "" {
			come[k] = append(come[k], f.To)
		}
	}
	drop := func(k int) bool { return len(gone[k]) > len(come[k]) }
	switch {
	case drop(0) && drop(1):
		return Eased, fmt.Sprintf("The entry stays, but the programme %s and the measure %s no longer apply.", strings.Join(gone[0], ", "), strings.Join(gone[1], ", "))
	case drop(1):
		return Eased, fmt.Sprintf("The entry stays, but the measure %s no longer applies.", strings.Join(gone[1], ", "))
	case drop(0):
		return Eased, fmt.Sprintf("The entry stays, but it is no longer listed under %s.", strings.Join(gone[0], ", "))
	case len(gone[0]) > 0:
		return Moved, fmt.Sprintf("The entry has moved from %s to %s.", strings.Join(gone[0], ", "), strings.Join(come[0], ", "))
	}
	return Amended, summary(fields)
}
