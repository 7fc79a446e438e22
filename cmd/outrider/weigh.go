package main

import (
	"fmt"
	"strings"

	"outrider/internal/desk"
)

// weighed shows which rates the conclusions hang on, widest first.
func (e *env) weighed(v *desk.WeighedView) {
	if v == nil {
		return
	}
	e.print("\n%s", v.Sentence)
	for _, b := range v.Bars {
		e.print("%s", strings.TrimRight(fmt.Sprintf("  %8s to %-8s %s  %s", b.Low, b.High, b.Rate, strings.Join(b.Flips, "; ")), " "))
	}
}
