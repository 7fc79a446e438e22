package main

import (
	"context"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type screenHitsCmd struct {
	ID  string `arg:"" optional:"" help:"A hit: field by field, with its verdicts."`
	All bool   `help:"Those that were judged, and those that are no longer found, too."`
}

// Help is shown under the flags.
func (screenHitsCmd) Help() string {
	return `A hit is a question for a human: it decides nothing and raises no score. The surest come first.

  outrider screen hits
  outrider screen hits h-4f2k --json
  outrider --as yusuf screen hits --all

Exit codes: 0 none waits, 1 some wait for a verdict, 2 not done.`
}

// Run lists hits, or shows one.
func (c *screenHitsCmd) Run(e *env) error {
	waiting := false
	err := e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		if err := e.catchUp(d); err != nil {
			return err
		}
		if c.ID != "" {
			a, err := d.Read(e.ctx, by, desk.Query{Hit: outrider.HitID(c.ID)})
			if err != nil {
				return err
			}
			return e.printHit(*a.Hit)
		}
		a, err := d.Read(e.ctx, by, desk.Query{Hits: &desk.HitsQuery{All: c.All}})
		if err != nil {
			return err
		}
		for _, h := range a.Hits.Hits {
			waiting = waiting || h.State == desk.HitOpen || h.State == desk.HitChanged
			if err := e.printHitLine(h); err != nil {
				return err
			}
		}
		against := "nothing has been held against a list yet: outrider lists import brings one"
		if len(a.Hits.Lists) > 0 {
			against = "everything was last held against: " + strings.Join(a.Hits.Lists, ", ")
		}
		e.say("%d hits; %s", len(a.Hits.Hits), against)
		return nil
	})
	if err == nil && waiting {
		return errRefused
	}
	return err
}

// screener is a desk opened here, which has nobody else to hold what came in
// against the lists.
type screener interface {
	Screen(ctx context.Context, tell func(done, total int)) (desk.Pass, error)
}

// catchUp holds what came in against the lists, unless a running desk does.
func (e *env) catchUp(d local.Door) error {
	s, ok := d.(screener)
	if !ok {
		return nil
	}
	_, err := s.Screen(e.ctx, e.progress("held against the lists").at)
	return err
}

func (e *env) printHitLine(h desk.HitLine) error {
	if e.cli.JSON {
		return e.printJSON(h)
	}
	asked, name := h.Asked, h.Name
	if h.Via == outrider.ViaProtected {
		asked, name = "a wanted notice", "shown when it is opened"
	}
	e.print("%-10s %.2f  %s: %s  (%s of %s)  %s, %d reports  %s", h.State, h.Score, asked, name, h.List, h.Version, h.Via, h.Reports, h.ID)
	const under = "            %s"
	if len(h.Also) > 0 {
		e.print(under, "also told as "+strings.Join(h.Also, ", "))
	}
	if h.Disputed > 0 {
		e.print(under, "somebody says that it is not so")
	}
	for _, c := range h.Changed {
		e.print(under, c)
	}
	return nil
}

func (e *env) printHit(v desk.HitView) error {
	if e.cli.JSON {
		return e.printJSON(v)
	}
	e.print("%s: %s  (%s of %s, %s)  %s", v.Line.Asked, v.Line.Name, v.Line.List, v.Line.Version, v.Line.Key, v.Line.State)
	for _, r := range v.Rows {
		e.print("  %+6.2f  %s: %s | %s", r.Nats, r.Field, r.Asked, r.Entry)
	}
	for _, f := range v.Fields {
		e.print("  %-14s %s", f.Field, f.Value)
	}
	for _, x := range v.Verdicts {
		state := ""
		if !x.Revoked.IsZero() {
			state = "  (taken back)"
		}
		e.print("  %s  %s by %s: %s%s", x.At.UTC().Format(time.DateOnly), x.Verdict, x.By, x.Because, state)
	}
	for _, r := range v.Reports {
		e.reportLine(r)
	}
	return nil
}

type screenVerdictCmd struct {
	Hit     string `arg:"" help:"The hit."`
	Verdict string `arg:"" optional:"" help:"same, not-same or unsure."`
	Because string `help:"Why; not-same needs it." placeholder:"TEXT"`
	Revoke  bool   `help:"Take the last verdict back; the one before stands again."`
}

// Help is shown under the flags.
func (screenVerdictCmd) Help() string {
	return `A verdict is remembered and can be taken back. What is not the same is not raised again unless
the list says something else of its entry.

  outrider screen verdict h-4f2k not-same --because 'twenty years younger'
  outrider screen verdict h-4f2k --revoke --because 'it was another photograph'

Exit codes: 0 done, 2 not done.`
}

// Run gives a verdict, or takes one back.
func (c *screenVerdictCmd) Run(e *env) error {
	if c.Revoke == (c.Verdict != "") {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "give a verdict, or --revoke", Hint: "same, not-same or unsure"}
	}
	dec := desk.Decision{Judge: &desk.JudgeHit{Hit: outrider.HitID(c.Hit), Verdict: outrider.Verdict(c.Verdict), Because: c.Because}}
	if c.Revoke {
		dec = desk.Decision{Revoke: &desk.RevokeVerdict{Hit: outrider.HitID(c.Hit), Why: c.Because}}
	}
	return e.decideAndShow(dec, "Noted")
}

// decideAndShow does one act and prints what came of it.
func (e *env) decideAndShow(dec desk.Decision, done string) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		out, err := d.Decide(e.ctx, by, dec)
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(out)
		}
		e.print("%s: %s", done, out.ID)
		return nil
	})
}

type screenWatchCmd struct {
	Name   string `arg:"" optional:"" help:"A name, in any script; none, and no --kind: your watches."`
	Kind   string `help:"Watch for a number or an address of this kind instead: plate, phone, email, handle, url, account, document ..." placeholder:"KIND"`
	Reason string `help:"Why it is watched for." placeholder:"TEXT"`
	Days   int    `help:"For how many days; else half a year." placeholder:"N"`
	End    string `help:"End this watch." placeholder:"WATCH"`
}

// Help is shown under the flags.
func (screenWatchCmd) Help() string {
	return `You alone are told, in one line a watch on the queue: in how many reports and on how many lists
it turned up since you last looked. A watch ends by itself.

  outrider screen watch 'Layla Mithali' --reason 'named in the hearing'
  outrider screen watch +442079460000 --kind phone --reason 'used twice' --days 30
  outrider screen watch --end w-7c31

Exit codes: 0 done, 2 not done.`
}

// Run sets or ends a watch, or lists them.
func (c *screenWatchCmd) Run(e *env) error {
	switch {
	case c.End != "":
		return e.decideAndShow(desk.Decision{Unwatch: &desk.EndWatch{Watch: outrider.WatchID(c.End)}}, "Ended")
	case c.Name == "":
		return c.list(e)
	}
	set := desk.SetWatch{Name: c.Name, Reason: c.Reason, Days: c.Days}
	if c.Kind != "" {
		set.Name, set.Selector = "", outrider.Selector{Kind: outrider.SelectorKind(c.Kind), Raw: c.Name}
	}
	return e.decideAndShow(desk.Decision{Watch: &set}, "Watching")
}

func (c *screenWatchCmd) list(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		if err := e.catchUp(d); err != nil {
			return err
		}
		a, err := d.Read(e.ctx, by, desk.Query{Watches: true})
		if err != nil {
			return err
		}
		for _, w := range a.Watches.Watches {
			if e.cli.JSON {
				if err := e.printJSON(w); err != nil {
					return err
				}
				continue
			}
			e.print("%-10s %s: %d new of %d reports, %d new of %d on lists; %s; until %s", w.ID, w.For, w.NewReports, w.Reports, w.NewEntries, w.Entries, w.Reason, w.Until.UTC().Format(time.DateOnly))
		}
		e.say("%d watches", len(a.Watches.Watches))
		return nil
	})
}

type screenNowCmd struct{}

// Help is shown under the flags.
func (screenNowCmd) Help() string {
	return `A running desk holds every report against the lists as it is filed, and everything again when a
version of a list comes into force. Without one, this does it once.

  outrider screen now
  outrider --json screen now

Exit codes: 0 done, 2 not done.`
}

// Run holds what came in against the lists.
func (c *screenNowCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, _ outrider.UserID) error {
		s, ok := d.(screener)
		if !ok {
			e.say("The running desk does that by itself.")
			return nil
		}
		done, err := s.Screen(e.ctx, e.progress("held against the lists").at)
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(done)
		}
		lists := "no list"
		if len(done.Lists) > 0 {
			lists = strings.Join(done.Lists, ", ")
		}
		e.print("%d reports, people and watches held against %s; %d with other hits than before", done.Held, lists, done.Found)
		return nil
	})
}
