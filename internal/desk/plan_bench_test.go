package desk_test

import (
	"testing"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
	"outrider/internal/plan"
	"outrider/parameters"
)

// BenchmarkPlan is one look at a plan through the door, with 500 draws: over twenty
// candidates with no limit in the way, and over the whole library as it is limited.
func BenchmarkPlan(b *testing.B) {
	p, err := plan.Load(parameters.FS)
	if err != nil {
		b.Fatal(err)
	}
	var few []outrider.Measure
	for _, scenario := range []string{"foundation", "home", "surveillance"} {
		for _, m := range library().Measures(scenario, guidance.Original) {
			known := func() bool {
				for _, f := range few {
					if f.ID == m.ID {
						return true
					}
				}
				return false
			}
			if w, ok := p.Measures.List[m.ID]; ok && !w.ImminentOnly && len(few) < 20 && !known() {
				few = append(few, m.Measure)
			}
		}
	}
	twenty, err := plan.New(p, few)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		model *plan.Model
		limit outrider.PlanLimits
	}{{"twenty", twenty, outrider.PlanLimits{Money: 1e6, Hours: 1e4, Burden: 100, Measures: 20, Why: "no limit in the way"}}, {"library", weighing(b), outrider.PlanLimits{}}} {
		b.Run(c.name, func(b *testing.B) {
			h := newHouse(b)
			o := h.options()
			o.Plan = c.model
			if h.desk, err = desk.Open(h.ctx, o); err != nil {
				b.Fatal(err)
			}
			ann := h.person("K-01")
			h.watched(ann)
			if l := c.limit; l.Why != "" {
				l.Person = ann
				h.decide(h.officer, desk.Decision{LimitPlan: &desk.LimitPlan{Limits: l}})
			}
			for b.Loop() {
				if v := h.plan(h.officer, ann); c.name == "twenty" && (!v.Risk.Exact || len(v.Proposed)+len(v.Besides)+len(v.Others) != 20) {
					b.Fatalf("exact %v, %d candidates", v.Risk.Exact, len(v.Proposed)+len(v.Besides)+len(v.Others))
				}
			}
		})
	}
}
