package picture

import (
	"time"

	"outrider"
)

// RotaBody is the body of rota.set.
type RotaBody struct {
	Rota outrider.Rota `json:"rota"`
}

// RotaSwapBody is the body of rota.swapped.
type RotaSwapBody struct {
	Swap outrider.RotaSwap `json:"swap"`
}

// rotaState is the rota in force, who stands in for whom, and how often it changed.
type rotaState struct {
	rota  *outrider.Rota
	swaps []outrider.RotaSwap
	set   time.Time
	by    outrider.UserID
	seq   uint64 // of the last change
}

// applyRota keeps a rota, or a swap. Swaps that are over are dropped; the ledger has all.
func (p *Picture) applyRota(c Change, set *RotaBody, swap *RotaSwapBody) {
	x := &p.clocks.rota
	x.seq = c.Seq
	if set != nil {
		x.rota, x.set, x.by = &set.Rota, c.Recorded, c.By
		return
	}
	var left []outrider.RotaSwap
	for _, s := range x.swaps {
		if s.To.After(c.Recorded) {
			left = append(left, s)
		}
	}
	x.swaps = append(left, swap.Swap)
}

// Rota is the rota in force and who stands in for whom, and the entry that last
// changed either; ok is false where there is none.
func (p *Picture) Rota() (r outrider.Rota, swaps []outrider.RotaSwap, seq uint64, ok bool) {
	x := p.clocks.rota
	if x.rota == nil {
		return outrider.Rota{}, nil, x.seq, false
	}
	return *x.rota, x.swaps, x.seq, true
}

// RotaSet is when the rota in force was set, and by whom.
func (p *Picture) RotaSet() (time.Time, outrider.UserID) { return p.clocks.rota.set, p.clocks.rota.by }
