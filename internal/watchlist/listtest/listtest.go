// Package listtest holds every reader of a list to the same: a sample that is
// read as its golden text says, and bytes of any kind that are read without harm.
package listtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/watchlist"
)

// Golden reads a sample in testdata with the format that recognises it, and
// compares every statement, refusal and note with the golden file beside it. With
// OUTRIDER_GOLDEN=write the golden file is written anew, for a human to look at.
func Golden(t *testing.T, formats []watchlist.Format, sample, format string) *watchlist.Delivery {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", sample))
	if err != nil {
		t.Fatal(err)
	}
	d := Read(t, formats, string(data))
	if d.Format != format {
		t.Fatalf("%s was recognised as %q, want %q", sample, d.Format, format)
	}
	path := filepath.Join("testdata", sample+".golden")
	got := Text(d)
	if os.Getenv("OUTRIDER_GOLDEN") == "write" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", sample, diff)
	}
	return d
}

// Read reads a text with the first of the formats that recognises it.
func Read(t testing.TB, formats []watchlist.Format, text string) *watchlist.Delivery {
	t.Helper()
	for _, f := range formats {
		if f.Recognise(text[:min(len(text), watchlist.HeadBytes)]) {
			d := &watchlist.Delivery{Format: f.ID, List: f.List, Joins: f.Joins}
			f.Read(text, d)
			d.Finish()
			return d
		}
	}
	t.Fatalf("no format recognises the text")
	return nil
}

// Text writes a delivery down, statement by statement.
func Text(d *watchlist.Delivery) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s dated %q, %d entries, %d lost, broken %q\n", d.List, d.Dated, len(d.Records), d.Lost, d.Broken)
	for i := range d.Records {
		fmt.Fprintf(&b, "\n%s (%v)\n", d.Records[i].Key, d.Records[i].Rows)
		for _, s := range d.Records[i].Statements() {
			fmt.Fprintf(&b, "  %s: %s\n", s.Field, s.Value)
		}
	}
	for _, r := range d.Refused {
		fmt.Fprintf(&b, "\nrefused %s [%s] %s\n", r.Where, r.Key, r.What)
	}
	for _, r := range d.Noted {
		fmt.Fprintf(&b, "\nnoted %s [%s] %s\n", r.Where, r.Key, r.What)
	}
	return b.String()
}

// Fuzz feeds a format bytes of any kind, beginning with the samples: whatever
// comes, every record has a key and a name, keys are never used twice, and a
// delivery is no different from itself.
func Fuzz(f *testing.F, format watchlist.Format, samples ...string) {
	for _, s := range samples {
		data, err := os.ReadFile(filepath.Join("testdata", s))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
		f.Add(string(data[:len(data)/2]))
		f.Add(strings.ReplaceAll(string(data), ",", ",,"))
		f.Add(strings.ReplaceAll(string(data), "</", "<"))
	}
	f.Add("\"")
	f.Add("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>")
	f.Fuzz(func(t *testing.T, text string) {
		d := &watchlist.Delivery{Format: format.ID, List: format.List}
		format.Recognise(text)
		format.Read(text, d)
		d.Finish()
		seen := map[string]bool{}
		for i := range d.Records {
			r := &d.Records[i]
			if r.Key == "" || seen[r.Key] || len(r.Names) == 0 && format.Joins == "" {
				t.Fatalf("a record without key or name, or with a key used twice: %+v", r)
			}
			seen[r.Key] = true
		}
		if c := watchlist.Diff(d, d); len(d.Records) > 0 && d.Broken == "" && len(c) > 0 && d.Lost == 0 {
			t.Fatalf("a delivery differs from itself: %+v", c[0])
		}
	})
}
