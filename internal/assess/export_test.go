package assess

// Drifted is what quiet hours make of shares of the states, by the rates as written,
// before anybody is known to be alive.
func Drifted(p *Params, shares []float64, coverage float64, hours int) []float64 {
	r := p.sets[0]
	var v vector
	copy(v[:], shares)
	v = r.span(tenths(coverage)).over(v, int64(hours))
	return v[:r.n]
}
