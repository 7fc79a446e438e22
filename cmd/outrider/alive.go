package main

import (
	"context"
	"net/http"
	"time"

	"outrider"
	"outrider/internal/notify/outward"
)

// living is a desk that somebody outside looks after.
type living interface {
	Able() bool
	Watched(warning string) bool
}

// pulse tells a pinger outside that the desk lives. Only its silence says something: a
// desk that is dead, or that can call nobody, cannot say so itself.
type pulse struct {
	env  *env
	desk living
	to   *outward.Client // nil: nobody was named
}

// What the health page says of it.
const (
	unwatched = "Nobody outside would notice if this desk stopped: name a pinger (alive in channels.json; the administrator's guide has an example)."
	unheard   = "The pinger outside took no sign of life, and will say that this desk is silent: "
)

// pulse makes the desk's sign of life from the channels file.
func (e *env) pulse(dir string, d living) (*pulse, error) {
	f, err := e.channelsFile(dir)
	if err != nil {
		return nil, err
	}
	p := &pulse{env: e, desk: d}
	if p.to, err = f.Outside(); err != nil {
		return nil, err
	}
	if p.to == nil && len(f.Channels) > 0 {
		d.Watched(unwatched)
	}
	return p, nil
}

// patience is how long a pinger may take; the next minute has a sign of its own.
const patience = 20 * time.Second

// beat gives one sign of life, unless the desk could not call anybody: then its
// silence calls for it. It is asked for after each minute that was thought about.
func (p *pulse) beat(ctx context.Context) {
	if p.to == nil || !p.desk.Able() {
		return
	}
	err := p.send(ctx)
	switch {
	case ctx.Err() != nil:
	case err == nil:
		p.desk.Watched("")
	case p.desk.Watched(unheard + outrider.SafeText(err) + "."):
		p.env.logger().Error("alive", "code", outrider.CodeOf(err), "why", outrider.SafeText(err))
	}
}

// send asks for the address and says nothing.
func (p *pulse) send(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return p.to.Do(ctx, outward.Request{Method: http.MethodGet})
}

type channelsAliveCmd struct{}

// Help is shown under the flags.
func (channelsAliveCmd) Help() string {
	return `The running desk asks for the address under "alive" in channels.json each minute, as long as its
clocks run and some channel carries. Whoever watches that address, away from this machine, calls when
that ends. This sends one such sign of life, to try the address.

  outrider channels alive
  outrider --data /srv/outrider channels alive

Exit codes: 0 it was taken, 2 it was not.`
}

// Run sends one sign of life.
func (c *channelsAliveCmd) Run(e *env) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	f, err := e.channelsFile(dir)
	if err != nil {
		return err
	}
	to, err := f.Outside()
	if err != nil {
		return err
	}
	if to == nil {
		return &outrider.Error{Code: outrider.CodeNotFound, Safe: "no pinger is named", Hint: `write "alive": {"url": "https://..."} into channels.json; the administrator's guide has an example`}
	}
	if err := (&pulse{to: to}).send(e.ctx); err != nil {
		return err
	}
	e.say("it took a sign of life; now look whether it calls when there is none")
	return nil
}
