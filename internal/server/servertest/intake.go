package servertest

import (
	"encoding/json"
	"strings"

	"outrider"
	"outrider/internal/intake"
	"outrider/internal/server"
)

// Intake reads the few shapes of input that tests send.
func Intake() server.Intake {
	return server.Intake{Form: readForm, File: readLines, JSON: readJSON}
}

// readForm takes a kind and words; a plate with a space in front is its way of
// being wrong.
func readForm(f map[string][]string) (outrider.Draft, error) {
	first := func(name string) string {
		if len(f[name]) == 0 {
			return ""
		}
		return f[name][0]
	}
	d := outrider.Draft{Person: first("person"), Report: outrider.Report{Kind: outrider.Kind(first("kind")), Text: first("what"), LifeAtRisk: first("life") != ""}}
	if d.Report.Kind == "" {
		d.Report.Kind = outrider.KindOther
	}
	if when := first("when"); when != "" {
		w, err := outrider.ParseWhen(when, nil)
		if err != nil {
			return d, err
		}
		d.Report.Occurred = w
	}
	g, err := outrider.ParseGrade(first("grade"))
	d.Report.Grade = g
	return d, err
}

// readLines takes one report a line and refuses lines that begin with "!".
func readLines(name string, data []byte) (intake.Result, error) {
	var b intake.Result
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "!") {
			b.Refused = append(b.Refused, intake.Refusal{Where: name, What: "this line cannot be read"})
			continue
		}
		b.Drafts = append(b.Drafts, outrider.Draft{Where: name, Person: "K-07", Report: outrider.Report{Kind: outrider.KindOther, Text: line}})
	}
	return b, nil
}

// readJSON takes one report.
func readJSON(name string, data []byte) (intake.Result, error) {
	var r outrider.Report
	if err := json.Unmarshal(data, &r); err != nil {
		return intake.Result{Refused: []intake.Refusal{{Where: name, What: "this is not JSON"}}}, nil
	}
	return intake.Result{Drafts: []outrider.Draft{{Report: r}}}, nil
}
