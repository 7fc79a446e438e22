package detect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"outrider"
)

// thing says what was seen without saying which.
func thing(s outrider.Selector) string {
	switch s.Kind {
	case outrider.SelectorPlate:
		return "One vehicle"
	case outrider.SelectorPhone:
		return "One phone number"
	case outrider.SelectorEmail, outrider.SelectorURL, outrider.SelectorHandle, outrider.SelectorAccount:
		return "One address or account"
	case outrider.SelectorDevice:
		return "One device"
	}
	switch sortOf(s) {
	case sortEmployer:
		return "One stated employer"
	case sortStory:
		return "One story"
	}
	return "One stated identity"
}

func span(days int) string {
	if days == 1 {
		return "a day"
	}
	return fmt.Sprintf("%d days", days)
}

// restsOn lists the reports behind some sightings, each once, and joins their handling.
func restsOn(told []outrider.Sighting) ([]outrider.ReportID, outrider.Handling) {
	var ids []outrider.ReportID
	h := outrider.Handling{TLP: outrider.TLPClear, PAP: outrider.PAPClear}
	for _, x := range told {
		ids = append(ids, reportOf(x.ID))
		h = h.Join(x.Handling)
	}
	slices.Sort(ids)
	return slices.Compact(ids), h
}

func reportOf(id string) outrider.ReportID {
	id, _, _ = strings.Cut(id, "#")
	return outrider.ReportID(id)
}

func first(x outrider.Sighting) outrider.Weight {
	return outrider.Weight{Report: reportOf(x.ID), At: x.At, Why: "first seen: no weight yet"}
}

// bare is the selector without what was written: two spellings are one thing.
func bare(s outrider.Selector) outrider.Selector {
	s.Raw = ""
	return s
}

func findingID(rule outrider.Rule, words ...string) outrider.FindingID {
	h := sha256.Sum256([]byte(string(rule) + "\x00" + strings.Join(words, "\x00")))
	return outrider.FindingID("f-" + hex.EncodeToString(h[:10]))
}

func sum(rows []outrider.Weight) float64 {
	t := 0.0
	for _, r := range rows {
		t += r.Nats
	}
	return t
}

// recent keeps what lies within the window before the last sighting.
func recent(told []outrider.Sighting, days float64) []outrider.Sighting {
	if len(told) == 0 {
		return nil
	}
	from := told[len(told)-1].At.Add(-time.Duration(days*24) * time.Hour)
	return slices.DeleteFunc(slices.Clone(originals(told)), func(x outrider.Sighting) bool { return x.At.Before(from) })
}

// originals leaves out copies: they say nothing again. A later word about the
// same event, declared a copy, counts for what had not been said of it before: a
// name or a number that became known only afterwards.
func originals(told []outrider.Sighting) []outrider.Sighting {
	if !slices.ContainsFunc(told, func(x outrider.Sighting) bool { return x.CopyOf != "" }) {
		return told
	}
	said := map[string]bool{}
	for _, x := range told {
		if x.CopyOf == "" {
			said[string(reportOf(x.ID))+" "+x.Selector.Key()] = true
		}
	}
	var out []outrider.Sighting
	for _, x := range told {
		what := x.CopyOf + " " + x.Selector.Key()
		if x.CopyOf != "" && (x.Event == "" || said[what]) {
			continue
		}
		said[what] = true
		out = append(out, x)
	}
	return out
}

// spots counts the separate places of some sightings.
func spots(told []outrider.Sighting, radius float64) int {
	var at []outrider.Place
	for _, x := range told {
		if !x.Place.Known() || slices.ContainsFunc(at, func(o outrider.Place) bool { km, _ := outrider.Kilometres(o, x.Place); return km <= radius }) {
			continue
		}
		at = append(at, x.Place)
	}
	return len(at)
}
