package main

import (
	"crypto/rand"
	"io"

	"outrider/internal/answers/folder"
	"outrider/internal/answers/held"
	"outrider/internal/demo"
	"outrider/internal/desk"
	"outrider/internal/ledger"
	"outrider/internal/notify"
	"outrider/internal/notify/console"
	"outrider/internal/portal"
	"outrider/internal/precedent"
	"outrider/internal/screening"
	"outrider/internal/seal"
	"outrider/internal/watchlist/inforce"
	"outrider/parameters"
	"outrider/precedents"
)

type demoCmd struct {
	Listen string `help:"Address and port; loopback only." default:"127.0.0.1:0"`
	Portal string `help:"Address and port of an invented person's own pages; loopback only." default:"127.0.0.1:0"`
	Check  bool   `help:"Do not serve: feed, look, and say what was found."`
}

// Help is shown under the flags.
func (demoCmd) Help() string {
	return `Eight invented people and a month of reports go through the same door as everything else,
in memory: nothing is written to the disk and everything is gone when it ends.

  outrider demo
  outrider --json demo --check

Exit codes of --check: 0 the hidden pattern was found and nothing benign was alarmed, 1 not so.`
}

// Run shows the desk at work, or checks it.
func (c *demoCmd) Run(e *env) error {
	if err := (&serveCmd{Listen: c.Listen, portalFlags: portalFlags{Addr: c.Portal}}).check(); err != nil {
		return err
	}
	start := e.clock()
	month, err := demo.Load(start)
	if err != nil {
		return err
	}
	clock := demo.NewClock(e.clock)
	bell := console.New(io.Discard) // a month of bells at once would tell nobody anything
	lists, err := demo.Lists(clock.Now)
	if err != nil {
		return err
	}
	d, err := e.demoDesk(clock, bell, lists)
	if err != nil {
		return err
	}
	users, err := demo.Feed(e.ctx, d, clock, month)
	if err != nil {
		return err
	}
	if err := demo.Protect(e.ctx, d, &users); err != nil {
		return err
	}
	res, err := demo.Check(e.ctx, d, users.Officer, month)
	if err != nil {
		return err
	}
	res.Seconds = float64(e.clock().Sub(start).Milliseconds()) / 1000
	if c.Check {
		return e.sayCheck(res)
	}
	if err := demo.Invite(e.ctx, d, &users); err != nil {
		return err
	}
	corpus, err := precedent.Load(precedents.FS)
	if err != nil {
		return err
	}
	answers := held.New(corpus, folder.New(""), &inforce.Memory{})
	texts, err := e.library("")
	if err != nil {
		return err
	}
	return c.serve(e, site{desk: d, lists: lists, answers: answers, advice: texts, demo: true}, users, res)
}

// demoDesk is a desk in memory: a real ledger, real seals, keys that die with it.
func (e *env) demoDesk(clock *demo.Clock, bell *console.Channel, lists *inforce.Lists) (*desk.Desk, error) {
	book := ledger.NewCommitter(ledger.NewMemory(), clock.Now)
	o, err := e.deskOptions(book, seal.New(seal.NewMemoryTable(rand.Reader), rand.Reader), parameters.FS)
	if err != nil {
		return nil, err
	}
	o.Clock, o.Pager, o.Demo = clock.Now, notify.NewChain(clock.Now, notify.Link{Channel: bell, Kind: "console"}), true
	o.Screener = screening.New(lists, o.Screening)
	return desk.Open(e.ctx, o)
}

func (e *env) sayCheck(res demo.Result) error {
	if e.cli.JSON {
		if err := e.printJSON(res); err != nil {
			return err
		}
	}
	e.print("fed %d reports about %d people; %d findings, %d alerts; %.1f seconds", res.Fed, res.People, res.Findings, res.Alerts, res.Seconds)
	e.print("hidden pattern found: %v; benign alarmed: %d", res.HiddenFound, res.BenignAlarmed)
	if !res.Good() {
		return errRefused
	}
	return nil
}

func (c *demoCmd) serve(e *env, x site, u demo.Users, res demo.Result) error {
	web, err := e.handler(x)
	if err != nil {
		return err
	}
	own, err := e.ownPages(serveCmd{portalFlags: portalFlags{Addr: c.Portal, Leave: portal.DefaultLeave, Call: portal.DefaultCall}}, x.desk, x.advice)
	if err != nil {
		return err
	}
	link, err := demo.OwnPages(e.ctx, x.desk, u)
	if err != nil {
		return err
	}
	return running{env: e, desk: x.desk, web: web, own: own, demo: true}.run(c.Listen, func(url string) {
		if e.cli.JSON {
			_ = e.printJSON(map[string]any{"url": url, "sign_in": url + "/enter?t=" + u.Link, "own_pages": link, "check": res}) // a closed pipe: nobody reads
			return
		}
		e.print("The demo desk is open at %s", url)
		e.print("")
		e.print("  Sign in once:   %s/enter?t=%s", url, u.Link)
		e.print("  As K-01, once:  %s", link)
		e.print("")
		e.print("Look first at the queue: %d alerts wait, out of %d reports about %d invented people.", res.Alerts, res.Fed, res.People)
		e.print("One of them joins three people who do not know each other. Then open People, K-01, and")
		e.print("read the account, their plan and the threat record; then Precedents, and move the slider")
		e.print("of a documented case. What K-01 sees of it all is behind the second link.")
		e.print("")
		e.print("Everything is invented and in memory. Ctrl-C ends it, and nothing remains.")
	})
}
