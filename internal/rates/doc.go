// Package rates says how often things happen before anything is known about one
// person: base rates from public counts, what documented cases showed before
// harm, what experts judge, and which conclusions hang on one of those numbers.
//
// Rates are hierarchical Gamma-Poisson with sequential shrinkage, in the manner
// of empirical Bayes screening of sparse tables (DuMouchel, The American
// Statistician 53, 1999): a pair of states is pulled toward what the two are
// known for apart, and moves away from it only as far as its own events carry it.
// Every count has an edition, a definition and a day from which it was public, so
// that a replay never uses a count that nobody had yet. docs/design/rates.md has
// the whole story, and what none of this can say.
package rates
