package detect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
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
	return "One stated identity"
}

func span(days int) string {
	if days == 1 {
		return "a day"
	}
	return fmt.Sprintf("%d days", days)
}

// innocent names the best innocent explanation of what was seen, and the first
// question to ask. The cheapest test of all is to ask whether the person knows it.
func innocent(s *stream) (why, ask string) {
	office := 0
	for _, x := range s.seen {
		if h, d := x.At.Hour(), x.At.Weekday(); h >= 7 && h < 18 && d != time.Saturday && d != time.Sunday {
			office++
		}
	}
	ratio := math.Exp(math.Min(s.score, math.Log(9999)))
	explains := fmt.Sprintf("; following explains it about %.0f times better", math.Max(1, ratio))
	switch {
	case s.places() == 2:
		return "somebody who shares the way between the two places" + explains, "Do you know it? Does a colleague or neighbour take the same way?"
	case office == len(s.seen):
		return fmt.Sprintf("a delivery or service round (all %d sightings in working hours)%s", office, explains), "Do you know it? Does a firm deliver to these places?"
	}
	return fmt.Sprintf("an acquaintance who was not declared (%d of %d sightings in working hours)%s", office, len(s.seen), explains), "Do you know it? Is it a friend's or a relative's?"
}

// basis lists the reports behind some sightings, each once, and joins their handling.
func basis(seen []outrider.Sighting) ([]outrider.ReportID, outrider.Handling) {
	var ids []outrider.ReportID
	h := outrider.Handling{TLP: outrider.TLPClear, PAP: outrider.PAPClear}
	for _, x := range seen {
		ids = append(ids, reportOf(x))
		h = h.Join(x.Handling)
	}
	slices.Sort(ids)
	return slices.Compact(ids), h
}

func reportOf(x outrider.Sighting) outrider.ReportID {
	id, _, _ := strings.Cut(x.ID, "#")
	return outrider.ReportID(id)
}

func first(x outrider.Sighting) outrider.Weight {
	return outrider.Weight{Report: reportOf(x), At: x.At, Why: "first seen: no weight yet"}
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
func recent(seen []outrider.Sighting, days float64) []outrider.Sighting {
	if len(seen) == 0 {
		return nil
	}
	from := seen[len(seen)-1].At.Add(-time.Duration(days*24) * time.Hour)
	return slices.DeleteFunc(slices.Clone(originals(seen)), func(x outrider.Sighting) bool { return x.At.Before(from) })
}

// originals leaves out copies: they say nothing again. A later word about the
// same event, declared a copy, counts for what had not been said of it before: a
// name or a number that became known only afterwards.
func originals(seen []outrider.Sighting) []outrider.Sighting {
	if !slices.ContainsFunc(seen, func(x outrider.Sighting) bool { return x.CopyOf != "" }) {
		return seen
	}
	said := map[string]bool{}
	for _, x := range seen {
		if x.CopyOf == "" {
			said[string(reportOf(x))+" "+x.Selector.Key()] = true
		}
	}
	var out []outrider.Sighting
	for _, x := range seen {
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
func spots(seen []outrider.Sighting, radius float64) int {
	var at []outrider.Place
	for _, x := range seen {
		if !x.Place.Known() || slices.ContainsFunc(at, func(o outrider.Place) bool { km, _ := outrider.Kilometres(o, x.Place); return km <= radius }) {
			continue
		}
		at = append(at, x.Place)
	}
	return len(at)
}
