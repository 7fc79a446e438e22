package main

// index answers the bare question of a list for each selector: what it costs where
// no database stands between the question and the memory.
type index struct {
	met  [][]met // by selector
	ties map[[2]int64]bool
}

func newIndex(all []met, ties [][2]int64) *index {
	top := int64(0)
	for _, m := range all {
		top = max(top, m.sel)
	}
	x := &index{met: make([][]met, top+1), ties: make(map[[2]int64]bool, len(ties))}
	for _, t := range ties {
		x.ties[t] = true
	}
	return x
}

// ask asks about each sighting and puts it in.
func (x *index) ask(all []met) (yes int) {
	for i := range all {
		if x.recurs(&all[i]) {
			yes++
		}
		x.met[all[i].sel] = append(x.met[all[i].sel], all[i])
	}
	return yes
}

const month = 30 * 24 * 3600

func (x *index) recurs(m *met) bool {
	near := func(o *met) bool { return o.at >= m.at-month && o.at <= m.at+month }
	apart := func(a, b *met) bool { return (a.x-b.x)*(a.x-b.x)+(a.y-b.y)*(a.y-b.y) >= 1 }
	list := x.met[m.sel]
	for i := range list {
		o := &list[i]
		switch {
		case !near(o):
			continue
		case o.person != m.person:
			if !x.ties[[2]int64{o.person, m.person}] {
				return true
			}
			continue
		case !apart(o, m):
			continue
		}
		for j := range list[:i] {
			if q := &list[j]; q.person == m.person && near(q) && apart(q, m) && apart(o, q) {
				return true
			}
		}
	}
	return false
}
