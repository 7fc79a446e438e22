package outrider

import (
	"errors"
	"fmt"
)

// Code says what kind of failure an error is, so that the edge can choose an
// exit code or a status without reading its text.
type Code string

// The codes. Refused and not found share CodeNotFound on purpose: an error must
// never confirm that somebody is in the register.
const (
	CodeNotFound Code = "not-found" // absent, or not for this user
	CodeInvalid  Code = "invalid"   // the input breaks a stated rule
	CodeTooFew   Code = "too-few"   // too little to learn from
	CodeConflict Code = "conflict"  // somebody else was first
	CodeLocked   Code = "locked"    // the store is in use or not unlocked
	CodeDamaged  Code = "damaged"   // the store does not verify
	CodeStorage  Code = "storage"   // the disk refused
	CodeInternal Code = "internal"  // a fault of ours

	CodeUnavailable Code = "unavailable" // something outside did not answer or refused
)

// Error has two faces: Safe is for the person at the screen and never holds a
// name or a selector; Err is for the operator's log. Hint says what to do next.
type Error struct {
	Code Code
	Safe string
	Hint string
	Err  error
}

// Error returns the safe text, the hint and, where there is one, the inner text.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Safe + ": " + e.Err.Error()
	}
	return e.Safe
}

// Unwrap gives the inner error to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

// ErrNotFound is what a caller gets for things that do not exist and for things
// they may not see: the two cannot be told apart.
var ErrNotFound = &Error{Code: CodeNotFound, Safe: "not found", Hint: "check the id; you may also lack the right to see it"}

// Invalid reports input that breaks a rule; the text must not quote names or selectors.
func Invalid(format string, args ...any) error {
	return &Error{Code: CodeInvalid, Safe: fmt.Sprintf(format, args...)}
}

// CodeOf returns the code of the outermost Error in the chain, or CodeInternal.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

// SafeText returns what may be shown to a person, whatever err is.
func SafeText(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Safe
	}
	return "something went wrong; the operator's log has the detail"
}

// HintText returns the next step an error suggests, or the empty string.
func HintText(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Hint
	}
	return ""
}
