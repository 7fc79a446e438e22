package plan

// Cumulative is the distribution function of the beta distribution, for tests.
func Cumulative(x, a, b float64) float64 { return cumulative(x, a, b) }

// Draws takes fixed draws of a judged number, for tests.
func (u Uncertain) Draws(name string, n int) []float64 { return u.draws(name, 1, n) }
