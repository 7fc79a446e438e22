// Package intake turns bytes from outside into drafts of reports, with a notice
// for everything that could not be settled and a refusal, with its place, for
// everything that could not be read. One broken line never costs the good ones.
//
// Nothing here files, looks anything up or promotes a guess: a draft waits for
// somebody who looks at it, and every doubt about its bytes (a guessed charset,
// a date that can be read two ways, a hidden character) travels with it.
package intake

import (
	"fmt"
	"strconv"
	"strings"

	"outrider"
)

// Limits of what one delivery may hold: generous for people, tight for whoever
// would like to stop the desk with a file.
const (
	MaxBytes = 32 << 20 // of one file
	MaxLine  = 1 << 20  // of one line of a line format
	MaxItems = 50_000   // drafts from one file
	MaxDepth = 16       // of nesting in JSON

	// MaxRefused is how many refusals are listed one by one: a file of millions of
	// broken lines must fill neither the memory nor the screen.
	MaxRefused = 1000
)

// Result is what one file or body came to: what would be filed, what was noticed
// about the whole, and what could not be read.
type Result struct {
	Drafts  []outrider.Draft  `json:"drafts,omitempty"`
	Notices []outrider.Notice `json:"notices,omitempty"`
	Refused []Refusal         `json:"refused,omitempty"`
}

// Refusal names a part of the input that was not read, and why. The rest was.
type Refusal struct {
	Where string `json:"where"` // file and line, and the field where there is one
	What  string `json:"what"`  // the reason and what to do, without names or selectors
}

// Refuse adds a refusal. Beyond MaxRefused one last refusal says that there are
// more; what can be read is read all the same.
func (r *Result) Refuse(where, what string) {
	switch n := len(r.Refused); {
	case n < MaxRefused:
		r.Refused = append(r.Refused, Refusal{Where: where, What: what})
	case n == MaxRefused:
		r.Refused = append(r.Refused, Refusal{Where: where, What: "more could not be read from here on and is not listed; is it the right kind of file?"})
	}
}

// RefuseError adds an error's safe text, with its hint, as a refusal.
func (r *Result) RefuseError(where string, err error) { r.Refuse(where, Reason(err)) }

// Full reports whether the file has used up its drafts; it says so once.
func (r *Result) Full(where string) bool {
	if len(r.Drafts) < MaxItems {
		return false
	}
	r.Refuse(where, fmt.Sprintf("one file may hold %d reports; split it and send the rest", MaxItems))
	return true
}

// Line names a line of a file.
func Line(name string, line int) string {
	if name == "" {
		return "line " + strconv.Itoa(line)
	}
	return name + ":" + strconv.Itoa(line)
}

// Reason is what a refusal says about an error: its safe text and its hint.
func Reason(err error) string {
	if hint := outrider.HintText(err); hint != "" {
		return outrider.SafeText(err) + "; " + hint
	}
	return outrider.SafeText(err)
}

// At gives notices a place, where they have none of their own.
func At(where string, notes []outrider.Notice) []outrider.Notice {
	out := make([]outrider.Notice, len(notes))
	for i, n := range notes {
		n.Where = strings.TrimSuffix(where+" "+n.Where, " ")
		out[i] = n
	}
	return out
}

// Clip bounds text from outside before a message quotes it; a message never
// needs more than enough to find the place.
func Clip(s string) string {
	const most = 24
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(r)
}
