package claim

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"outrider"
)

// apart takes the reports that speak against another out of those that say what
// happened. One that was itself taken back later speaks against nothing.
func apart(rs []outrider.Report) (said, against []outrider.Report) {
	at := make(map[outrider.ReportID]int, len(rs))
	for i, r := range rs {
		at[r.ID] = i
	}
	void := make([]bool, len(rs))
	for i := len(rs) - 1; i >= 0; i-- {
		j, ok := at[rs[i].Retracts]
		if ok && !void[i] && j < i && rs[j].Corrects() != "" {
			void[j] = true
		}
	}
	for i, r := range rs {
		switch {
		case r.Corrects() == "":
			said = append(said, r)
		case !void[i]:
			against = append(against, r)
		}
	}
	return said, against
}

// roots builds the provenance tree of one claim: each report hangs on the earliest
// one that it is shown to derive from, a declared original before everything else.
// What hangs on nothing is a root. A root is graded as its best judged report: a
// copy in a better paper does not make the witness better, but a lost grade in the
// first one should not make them worse.
func roots(rs []outrider.Report, idx *Index) []outrider.Root {
	from, why := parents(rs, idx)
	trees, stories := newGroups(len(rs)), newGroups(len(rs))
	for i, p := range from {
		if p < 0 {
			continue
		}
		trees.join(i, p)
		if why[i] == whyDeclared || why[i] == whyText {
			stories.join(i, p)
		}
	}
	var out []outrider.Root
	for _, members := range trees.sets() {
		head := members[slices.IndexFunc(members, func(m int) bool { return from[m] < 0 })]
		root := outrider.Root{First: rs[head].ID, Grade: rs[head].Grade, Reports: []outrider.ReportID{rs[head].ID}}
		texts := map[int]bool{}
		for _, m := range members {
			texts[stories.find(m)] = true
			if root.Grade.IsZero() {
				root.Grade = rs[m].Grade
			}
			if m == head {
				continue
			}
			root.Reports = append(root.Reports, rs[m].ID)
			root.Why = cmp.Or(root.Why, why[m])
			root.Edges = append(root.Edges, outrider.Edge{Report: rs[m].ID, From: rs[from[m]].ID, Why: why[m]})
		}
		root.Stories = len(texts)
		root.Unproven = unproven(pick(rs, members))
		out = append(out, root)
	}
	circles(out, rs)
	return out
}

// parents finds, for each report, the one it hangs on, or -1, and why.
func parents(rs []outrider.Report, idx *Index) (from []int, why []string) {
	from, why = make([]int, len(rs)), make([]string, len(rs))
	for i := range from {
		from[i] = -1
	}
	for _, p := range candidates(rs, idx) {
		i, j := p[1], p[0]
		reason := derived(rs[i], rs[j], idx)
		if reason == whyDeclared && rs[j].CopyOf == rs[i].ID {
			i, j = j, i
		}
		if reason == "" || from[i] >= 0 && !better(reason, j, why[i], from[i]) || leadsTo(from, j, i) {
			continue
		}
		from[i], why[i] = j, reason
	}
	return from, why
}

// better reports whether a reason to hang a report on an earlier one is stronger
// than the reason it hangs where it does: the kind of reason, then who was first.
func better(why string, on int, old string, oldOn int) bool {
	order := []string{whyDeclared, whyText, whyCites, whySource, whyAgency}
	return cmp.Or(cmp.Compare(slices.Index(order, why), slices.Index(order, old)), cmp.Compare(on, oldOn)) < 0
}

// leadsTo reports whether hanging something on i would close a ring at j.
func leadsTo(from []int, i, j int) bool {
	for i >= 0 && i != j {
		i = from[i]
	}
	return i == j
}

// unproven reports whether nobody knows where the press has a story from: no
// report of it names a source or an agency, and nobody told the desk directly.
func unproven(rs []outrider.Report) bool {
	return !slices.ContainsFunc(rs, func(r outrider.Report) bool {
		return !published(r) || r.Publication.Cites != "" || r.Publication.Agency != ""
	})
}

// circleHours is the window in which two accounts of the press are likely to come
// from one source that neither names.
const circleHours = 48

// circles numbers the roots that the press printed by what they may have in
// common: the outlet, or the days.
func circles(roots []outrider.Root, rs []outrider.Report) {
	by := make(map[outrider.ReportID]outrider.Report, len(rs))
	for _, r := range rs {
		by[r.ID] = r
	}
	g := newGroups(len(roots))
	for i := range roots {
		a := by[roots[i].First]
		for j := range i {
			b := by[roots[j].First]
			if published(a) && published(b) && (same(a.Publication.Outlet, b.Publication.Outlet) || printed(a).Sub(printed(b)).Abs() <= circleHours*time.Hour) {
				g.join(i, j)
			}
		}
	}
	n := 0
	for _, members := range g.sets() {
		if published(by[roots[members[0]].First]) {
			n++
			for _, m := range members {
				roots[m].Circle = n
			}
		}
	}
}

// printed is when a report was published, as far as it says; else when it happened.
func printed(r outrider.Report) time.Time {
	if !r.Publication.Dated.IsZero() {
		return r.Publication.Dated.Last()
	}
	return r.Occurred.Last()
}

// speakAgainst applies what speaks against some reports to the trees they stand
// in, and returns the origins of what disputes them. Whoever takes an account back
// undoes it and everything that hangs on it.
func speakAgainst(rs, against []outrider.Report, trees []outrider.Root, idx *Index) []outrider.Root {
	var disputes []outrider.Report
	for _, r := range against {
		for i := range trees {
			if r.Retracts == trees[i].First {
				trees[i].Undone = r.ID
			} else if slices.Contains(trees[i].Reports, r.Retracts) {
				prune(&trees[i], r.Retracts)
			}
		}
		if r.Disputes != "" && slices.ContainsFunc(rs, func(x outrider.Report) bool { return x.ID == r.Disputes }) && r.Kind != outrider.KindStatement {
			disputes = append(disputes, r)
		}
	}
	return roots(disputes, idx)
}

// prune takes a report and all that hangs on it out of a tree that stands.
func prune(t *outrider.Root, gone outrider.ReportID) {
	cut := map[outrider.ReportID]bool{gone: true}
	for more := true; more; {
		more = false
		for _, e := range t.Edges {
			if cut[e.From] && !cut[e.Report] {
				cut[e.Report], more = true, true
			}
		}
	}
	t.Reports = slices.DeleteFunc(t.Reports, func(id outrider.ReportID) bool { return cut[id] })
	t.Edges = slices.DeleteFunc(t.Edges, func(e outrider.Edge) bool { return cut[e.Report] })
}

// Undone lists, sorted, the reports among some that were taken back by whoever
// said them, and what derives from those: nothing that they hold counts.
func Undone(reports []outrider.Report, idx *Index) []outrider.ReportID {
	var out []outrider.ReportID
	said, against := apart(ordered(reports))
	if !slices.ContainsFunc(against, func(r outrider.Report) bool { return r.Retracts != "" }) {
		return nil
	}
	stands := map[outrider.ReportID]bool{}
	for _, c := range Merge(reports, idx) {
		for _, id := range c.Known() {
			stands[id] = true
		}
	}
	for _, r := range said {
		if !stands[r.ID] {
			out = append(out, r.ID)
		}
	}
	slices.SortFunc(out, func(a, b outrider.ReportID) int { return strings.Compare(string(a), string(b)) })
	return out
}
