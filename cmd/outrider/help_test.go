package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// commands lists every command that does something, by its words.
func commands(t *testing.T) [][]string {
	t.Helper()
	p, err := kong.New(&cli{}, kong.Name("outrider"))
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for _, leaf := range p.Model.Leaves(false) {
		out = append(out, strings.Fields(leaf.FullPath())[1:])
	}
	return out
}

// TestEveryCommandShowsTwoExamples: somebody who is in a hurry copies an example.
func TestEveryCommandShowsTwoExamples(t *testing.T) {
	all := commands(t)
	if len(all) < 20 {
		t.Fatalf("only %d commands were found", len(all))
	}
	for _, words := range all {
		var out, errw bytes.Buffer
		code := run(context.Background(), append(words, "--help"), streams{strings.NewReader(""), &out, &errw})
		if code != exitDone || errw.Len() > 0 {
			t.Errorf("%v --help ended with %d and said %q", words, code, errw.String())
		}
		n := 0
		for line := range strings.Lines(out.String()) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "outrider ") || strings.HasPrefix(line, "OUTRIDER_") {
				n++
			}
		}
		if n < 2 {
			t.Errorf("outrider %s --help shows %d examples, want 2:\n%s", strings.Join(words, " "), n, out.String())
		}
	}
}

// TestCompletionKnowsEveryCommand: what completion offers is what there is.
func TestCompletionKnowsEveryCommand(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		var out bytes.Buffer
		if code := run(context.Background(), []string{"completion", shell}, streams{strings.NewReader(""), &out, io.Discard}); code != exitDone {
			t.Errorf("completion %s ended with %d", shell, code)
		}
		for _, words := range commands(t) {
			for _, w := range words {
				if !strings.Contains(out.String(), w) {
					t.Errorf("completion %s does not know %s", shell, w)
				}
			}
		}
	}
}
