// Package outrider holds the words of the field: who is protected, what was
// reported about hostile interest in them, how far a report is trusted, how it
// may be handled, and what was concluded from it.
//
// It is the bottom of the house: standard library only, no clock, no store, no
// network. Every other room speaks these words; none of them redefines one.
package outrider
