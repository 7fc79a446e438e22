package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// printJSON writes one object, or one a line where it is called again.
func (e *env) printJSON(v any) error {
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// say tells a person something on standard error, where data never goes.
func (e *env) say(format string, args ...any) { fmt.Fprintf(e.errw, format+"\n", args...) }

// print writes a line of human output; with --json there is none.
func (e *env) print(format string, args ...any) {
	if !e.cli.JSON {
		fmt.Fprintf(e.out, format+"\n", args...)
	}
}

// table writes aligned columns.
func (e *env) table(rows [][]string) {
	w := tabwriter.NewWriter(e.out, 2, 4, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r, "\t"))
	}
	_ = w.Flush() // a closed pipe: nobody reads on
}

// progress tells how far long work has come, at most once a second and only
// after its first second.
type progress struct {
	w     io.Writer
	what  string
	clock func() time.Time
	start time.Time
	last  time.Time
}

func (e *env) progress(what string) *progress {
	now := e.clock()
	return &progress{w: e.errw, what: what, clock: e.clock, start: now, last: now}
}

// at reports a count; total may be 0 where it is not known.
func (p *progress) at(n, total int) {
	now := p.clock()
	if now.Sub(p.last) < time.Second {
		return
	}
	p.last = now
	if total > 0 {
		fmt.Fprintf(p.w, "%s: %d of %d\n", p.what, n, total)
		return
	}
	fmt.Fprintf(p.w, "%s: %d\n", p.what, n)
}
