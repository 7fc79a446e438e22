package main

import (
	"bytes"
	"context"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/intake"
	"outrider/internal/local"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/fetch"
	"outrider/internal/watchlist/formats"
)

type listsSourceCmd struct {
	List string `arg:"" optional:"" help:"The list; none: what is set for each."`
	URL  string `arg:"" optional:"" help:"Where the whole list lies, https; off: nothing is fetched, somebody is reminded."`
	Days int    `help:"After how many days it is old." default:"7"`
}

// Help is shown under the flags.
func (listsSourceCmd) Help() string {
	return `Nothing is fetched until an administrator names an address. Then the running desk fetches the whole
list when it is old, and judges it like any delivery. Nothing about anybody is ever part of a
request; whoever gives the list out learns that this machine has it.

  outrider lists source ofac-sdn https://lists.example/sdn.csv --days 3
  outrider lists source ofac-sdn off
  outrider --json lists source

Exit codes: 0 done, 2 not done.`
}

// Run says where a list comes from.
func (c *listsSourceCmd) Run(e *env) error {
	return e.withDoor(defaultAdmin, func(d local.Door, by outrider.UserID) error {
		if c.List == "" {
			return e.printSources(d, by)
		}
		if err := watchlist.CheckName(c.List); err != nil {
			return err
		}
		s := outrider.ListSource{List: c.List, URL: c.URL, Days: c.Days}
		if s.URL == "off" {
			s.URL = ""
		}
		if _, err := d.Decide(e.ctx, by, desk.Decision{Source: &desk.SetSource{Source: s}}); err != nil {
			return err
		}
		return e.printSource(s)
	})
}

func (e *env) printSources(d local.Door, by outrider.UserID) error {
	a, err := d.Read(e.ctx, by, desk.Query{Sources: true})
	if err != nil {
		return err
	}
	for _, s := range a.Sources {
		if err := e.printSource(s); err != nil {
			return err
		}
	}
	if len(a.Sources) == 0 {
		e.say("Nothing is set: lists are brought by hand, and one that is older than a week brings a reminder.")
	}
	return nil
}

func (e *env) printSource(s outrider.ListSource) error {
	if e.cli.JSON {
		return e.printJSON(s)
	}
	from := "nothing is fetched"
	if s.URL != "" {
		from = "fetched from " + s.URL
	}
	e.print("%s: old after %d days; %s", s.List, s.Days, from)
	return nil
}

type listsFetchCmd struct {
	List []string `arg:"" optional:"" help:"Lists; none: all whose fetching is switched on."`
}

// Help is shown under the flags.
func (listsFetchCmd) Help() string {
	return `Fetches whole lists from where lists source says, now. What comes is kept or quarantined as
with lists import.

  outrider lists fetch
  outrider lists fetch ofac-sdn

Exit codes: 0 kept, 1 something was quarantined, could not be read or not be reached, 2 not done.`
}

// Run fetches lists.
func (c *listsFetchCmd) Run(e *env) error {
	var sources []outrider.ListSource
	err := e.withDoor(defaultAdmin, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Sources: true})
		sources = a.Sources
		return err
	})
	if err != nil {
		return err
	}
	chosen, err := switchedOn(sources, c.List)
	if err != nil {
		return err
	}
	bad := false
	for _, s := range chosen {
		ok, err := e.fetchList(s)
		if err != nil {
			e.say("%s: %s", s.List, outrider.SafeText(err))
		}
		bad = bad || !ok
	}
	if bad {
		return errRefused
	}
	return nil
}

// switchedOn picks sources with an address: those that were named, or all.
func switchedOn(sources []outrider.ListSource, names []string) ([]outrider.ListSource, error) {
	byName := map[string]outrider.ListSource{}
	var all []outrider.ListSource
	for _, s := range sources {
		if s.URL != "" {
			byName[s.List] = s
			all = append(all, s)
		}
	}
	if len(names) == 0 {
		return all, nil
	}
	all = nil
	for _, n := range names {
		s, ok := byName[n]
		if !ok {
			return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "fetching the list " + intake.Clip(n) + " is not switched on", Hint: "an administrator does that with outrider lists source NAME URL"}
		}
		all = append(all, s)
	}
	return all, nil
}

// fetchList brings one list and keeps it as any delivery; false: it was
// quarantined, could not be read or not be reached.
func (e *env) fetchList(s outrider.ListSource) (bool, error) {
	data, err := fetch.Get(e.ctx, fetch.Client(e.transport), s.URL, watchlist.MaxBytes)
	if err != nil {
		return false, err
	}
	d, err := formats.Read(bytes.NewReader(data))
	if err != nil {
		return false, err
	}
	e.sayRefused(s.List, d)
	return e.keepList([]readList{{file: s.List, data: data, got: d}}, keepHow{as: s.List})
}

// lookEvery is how often a running desk looks whether a list is old.
const lookEvery = time.Hour

// fetchOld fetches the lists that are old and whose fetching is switched on, now
// and every hour, and says each time what became of it.
func (r running) fetchOld(ctx context.Context) {
	t := time.NewTicker(lookEvery)
	defer t.Stop()
	for {
		for _, s := range r.desk.Sources() {
			if s.URL != "" && r.env.isOld(s) {
				r.fetchOne(ctx, s)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

func (r running) fetchOne(ctx context.Context, s outrider.ListSource) {
	e := *r.env
	e.ctx, e.out = ctx, e.errw
	host, _, _ := strings.Cut(strings.TrimPrefix(s.URL, "https://"), "/")
	ok, err := e.fetchList(s)
	switch {
	case err != nil:
		e.logger().Error("a list was not fetched", "list", s.List, "host", host, "err", err)
	case !ok:
		e.logger().Warn("a fetched list is quarantined or not read whole", "list", s.List, "host", host)
	default:
		e.logger().Info("a list was fetched", "list", s.List, "host", host)
	}
}

// isOld reports whether a list was last delivered longer ago than it may.
func (e *env) isOld(s outrider.ListSource) bool {
	sh, err := e.listShelf()
	if err != nil {
		return false
	}
	at, err := sh.Checked()
	return err == nil && e.clock().Sub(at[s.List]) > time.Duration(s.Days)*24*time.Hour
}
