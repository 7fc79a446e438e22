package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/intake"
	"outrider/internal/intake/article"
	"outrider/internal/intake/csv"
	"outrider/internal/intake/jsonl"
	"outrider/internal/local"
)

type importCmd struct {
	Files       []string `arg:"" help:"Files of reports: JSON, NDJSON, CSV, or saved articles (HTML or text). - is standard input." type:"path"`
	Mapping     string   `help:"Saved column mapping for CSV." type:"existingfile" placeholder:"FILE"`
	SaveMapping string   `help:"Write the guessed column mapping here and file nothing." type:"path" placeholder:"FILE"`
	Person      string   `help:"Code name for reports that name nobody."`
	DryRun      bool     `help:"Show what would be filed; file nothing."`
}

// Help is shown under the flags.
func (importCmd) Help() string {
	return `The format is recognised from the content. A table is only filed with a mapping that
somebody has looked at: the first run is a dry run that shows the guessed one.

  outrider import partner.csv --save-mapping partner.json
  outrider import partner.csv --mapping partner.json
  outrider import reports.ndjson article.html --person K-03

Exit codes: 0 all filed, 1 some refused (each is named with file and line), 2 nothing done.`
}

// imported is the machine output for one file.
type imported struct {
	File     string             `json:"file"`
	Drafts   int                `json:"drafts"`
	Filed    int                `json:"filed"`
	DryRun   bool               `json:"dry_run,omitempty"`
	Alerts   []outrider.AlertID `json:"alerts,omitempty"`
	Notices  []outrider.Notice  `json:"notices,omitempty"`
	Refused  []intake.Refusal   `json:"refused,omitempty"`
	Mapping  *csv.Mapping       `json:"mapping,omitempty"`
	Warnings []outrider.Notice  `json:"warnings,omitempty"`
}

// Run reads files and files their reports.
func (c *importCmd) Run(e *env) error {
	var m *csv.Mapping
	if c.Mapping != "" {
		b, err := os.ReadFile(c.Mapping)
		if err != nil {
			return &outrider.Error{Code: outrider.CodeStorage, Safe: "the column mapping cannot be read", Err: err}
		}
		parsed, err := csv.ParseMapping(b)
		if err != nil {
			return err
		}
		m = &parsed
	}
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		refused := false
		for _, f := range c.Files {
			got, err := c.one(e, d, by, f, m)
			if err != nil {
				return err
			}
			refused = refused || len(got.Refused) > 0
			if err := e.sayImported(got); err != nil {
				return err
			}
		}
		if refused {
			return errRefused
		}
		return nil
	})
}

// one reads one file and files what it holds, unless this is a dry run.
func (c *importCmd) one(e *env, d local.Door, by outrider.UserID, file string, m *csv.Mapping) (imported, error) {
	got := imported{File: filepath.Base(file), DryRun: c.DryRun}
	data, err := e.readInput(file, intake.MaxBytes)
	if err != nil {
		return got, err
	}
	res := readFile(got.File, data, m)
	got.Drafts, got.Notices, got.Refused = len(res.Drafts), res.Notices, res.Refused
	if intake.Sniff(data) == intake.FormatTable && m == nil {
		got.DryRun = true
		if err := c.guess(&got, data); err != nil {
			return got, err
		}
	}
	for i := range res.Drafts {
		if dr := &res.Drafts[i]; dr.Person == "" && len(dr.Report.About) == 0 {
			dr.Person = c.Person
		}
		got.Warnings = append(got.Warnings, res.Drafts[i].Warnings...)
	}
	if got.DryRun {
		return got, nil
	}
	return got, got.file(e, d, by, res.Drafts)
}

// importChunk is how many reports go to the desk at a time: what was filed before
// a failure stays filed, and is counted.
const importChunk = 500

func (got *imported) file(e *env, d local.Door, by outrider.UserID, drafts []outrider.Draft) error {
	p := e.progress("filed")
	for chunk := range slices.Chunk(drafts, importChunk) {
		receipts, err := d.File(e.ctx, by, chunk...)
		got.add(receipts)
		if err != nil {
			e.say("%d of %d were filed before this:", got.Filed, len(drafts))
			return err
		}
		p.at(got.Filed, len(drafts))
	}
	return nil
}

func (got *imported) add(receipts []desk.Receipt) {
	for _, r := range receipts {
		if r.Refused != "" {
			got.Refused = append(got.Refused, intake.Refusal{Where: r.Where, What: r.Refused})
			continue
		}
		got.Filed++
		got.Alerts = append(got.Alerts, r.Alerts...)
	}
}

// guess shows, or saves, the column mapping that a human is to look at.
func (c *importCmd) guess(got *imported, data []byte) error {
	m, err := csv.GuessFile(data)
	if err != nil {
		return err
	}
	got.Mapping = &m
	if c.SaveMapping == "" {
		return nil
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err == nil {
		err = os.WriteFile(c.SaveMapping, append(b, '\n'), 0o600)
	}
	if err != nil {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the mapping cannot be written", Err: err}
	}
	return nil
}

// readFile reads a file as whatever its content says it is.
func readFile(name string, data []byte, m *csv.Mapping) intake.Result {
	switch intake.Sniff(data) {
	case intake.FormatJSON:
		return jsonl.Read(name, data)
	case intake.FormatTable:
		return csv.Read(name, data, m)
	case intake.FormatEmpty:
		var r intake.Result
		r.Refuse(name, "the file is empty")
		return r
	}
	return article.Read(name, data)
}

// uploaded is readFile for the import page: a human looks at the drafts before
// they are filed, so a guessed mapping may be shown.
func uploaded(name string, data []byte) (intake.Result, error) {
	if len(data) > intake.MaxBytes {
		return intake.Result{}, errors.New("upload beyond the limit")
	}
	return readFile(name, data, nil), nil
}

// postedJSON reads reports from the JSON interface.
func postedJSON(name string, data []byte) (intake.Result, error) { return jsonl.Read(name, data), nil }

func (e *env) sayImported(got imported) error {
	for _, n := range append(got.Notices, got.Warnings...) {
		e.say("note %s: %s", n.Where, n.What)
	}
	for _, r := range got.Refused {
		e.say("refused %s: %s", r.Where, r.What)
	}
	if e.cli.JSON {
		return e.printJSON(got)
	}
	if got.Mapping != nil {
		e.print("%s: %d reports could be filed with this mapping; nothing was filed.", got.File, got.Drafts)
		b, err := json.MarshalIndent(got.Mapping, "", "  ")
		if err != nil {
			return err
		}
		e.print("%s", b)
		e.print("Save it with --save-mapping FILE, look at it, and import again with --mapping FILE.")
		return nil
	}
	if got.DryRun {
		e.print("%s: %d reports could be filed, %d refused; nothing was filed.", got.File, got.Drafts, len(got.Refused))
		return nil
	}
	e.print("%s: %d of %d filed, %d alerts.", got.File, got.Filed, got.Drafts, len(got.Alerts))
	return nil
}
