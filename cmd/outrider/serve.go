package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"outrider"
	"outrider/internal/answers/held"
	"outrider/internal/desk"
	"outrider/internal/guidance"
	"outrider/internal/intake/form"
	"outrider/internal/ledger"
	"outrider/internal/local"
	"outrider/internal/server"
	"outrider/internal/watchlist/inforce"
)

type serveCmd struct {
	Listen  string `help:"Address and port." default:"127.0.0.1:7311"`
	Cert    string `help:"TLS certificate, PEM." type:"existingfile" placeholder:"FILE"`
	Key     string `help:"TLS key, PEM." type:"existingfile" placeholder:"FILE"`
	Advice  string `help:"Folder with your own texts of advice; a file there takes the place of ours." type:"existingdir" placeholder:"FOLDER"`
	Proxied bool   `help:"A proxy on this machine or network speaks TLS for us."`
	portalFlags
}

// Help is shown under the flags.
func (serveCmd) Help() string {
	return `Away from this machine the desk is only served through TLS: its own, or a proxy's. Protected
people's own pages have an address of their own: nobody may find one from the other.

  outrider serve
  outrider serve --listen 0.0.0.0:443 --cert desk.pem --key desk.key
  outrider serve --proxied --portal 127.0.0.1:7312 --portal-at https://notes.example.org`
}

// Run runs the desk until it is told to stop.
func (c *serveCmd) Run(e *env) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	texts, err := e.servedLibrary(c.Advice, dir)
	if err != nil {
		return err
	}
	e.texts = texts
	bell := make(chan struct{}, 1)
	s, err := e.openStore(func() {
		select {
		case bell <- struct{}{}:
		default: // it is asked for already
		}
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := e.refreshNamed(s.dir); err != nil {
		return err
	}
	book, err := bookIn(s.dir)
	if err != nil {
		return err
	}
	web, err := e.handler(site{desk: s.desk, lists: s.lists, answers: book, advice: texts, secure: c.Proxied || c.Cert != ""})
	if err != nil {
		return err
	}
	sock, err := local.Listen(s.dir)
	if err != nil {
		return err
	}
	r := running{env: e, desk: s.desk, web: web, local: local.Handler(s.desk, keeper{s, e}), sock: sock, bell: bell, texts: e.watchTexts(texts, c.Advice, dir)}
	if r.tls, err = tlsOf(c.Cert, c.Key); err != nil {
		return err
	}
	if r.own, err = e.ownPages(*c, s.desk, texts); err != nil {
		return err
	}
	if r.pulse, err = e.pulse(s.dir, s.desk); err != nil {
		return err
	}
	return r.run(c.Listen, func(url string) {
		e.say("The desk is open at %s", url)
		if r.own != nil {
			e.say("Protected people's own pages are open at %s", r.own.url)
		}
		e.say("Sign in with a passphrase, or with a one-time link from outrider user add.")
	})
}

// check refuses to serve the register in the clear to a network.
func (c *serveCmd) check() error {
	secure := c.Proxied || c.Cert != "" && c.Key != ""
	if err := checkAddress("--listen", c.Listen, secure); err != nil || c.Addr == "" {
		return err
	}
	return checkAddress("--portal", c.Addr, secure || c.portalFlags.Cert != "" && c.portalFlags.Key != "")
}

func checkAddress(flag, addr string, secure bool) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: flag + " cannot be read", Hint: "write an address and a port, 127.0.0.1:7311"}
	}
	ip := net.ParseIP(host)
	if host == "localhost" || ip != nil && ip.IsLoopback() || secure {
		return nil
	}
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the desk is not served to a network without TLS", Hint: "give --cert and --key, or --proxied if a proxy speaks TLS for it"}
}

// site is what the pages show.
type site struct {
	desk         *desk.Desk
	lists        *inforce.Lists
	answers      *held.Book
	advice       *guidance.Keeper
	demo, secure bool
}

// handler makes the pages of a desk.
func (e *env) handler(x site) (http.Handler, error) {
	d := x.desk
	return server.New(server.Options{Door: d, Reads: d, Oversight: d, Library: d, Screener: x.lists, Hits: d, Answers: x.answers, Advice: x.advice, Gate: d,
		Intake: server.Intake{Form: form.Draft, File: uploaded, JSON: postedJSON},
		Clock:  e.clock, Rand: rand.Reader, Logger: e.logger(), Demo: x.demo, Secure: x.secure})
}

// logger writes to standard error; what is logged holds ids, never names.
func (e *env) logger() *slog.Logger { return slog.New(slog.NewTextHandler(e.errw, nil)) }

// running is a desk that is being served.
type running struct {
	env        *env
	desk       *desk.Desk
	web, local http.Handler
	sock       net.Listener // nil: no socket
	tls        *tls.Config
	own        *ownPages       // nil: protected people have no pages
	demo       bool            // nothing is kept, and nothing is fetched
	texts      *ownTexts       // nil: advice is as shipped
	pulse      *pulse          // nil: none
	bell       <-chan struct{} // asks for a ring; nil: nothing ever does
}

// tickEvery is how often the passage of time is looked at.
const tickEvery = time.Minute

// run serves until the context ends, then lets requests finish.
func (r running) run(addr string, open func(url string)) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the address cannot be listened on", Hint: "another program may be using the port: choose one with --listen", Err: err}
	}
	scheme := "http"
	if r.tls != nil {
		ln, scheme = tls.NewListener(ln, r.tls), "https"
	}
	ctx, cancel := context.WithCancel(r.env.ctx)
	defer cancel()
	servers := []*http.Server{server.Harden(r.web)}
	failed := make(chan error, 3)
	go func() { failed <- servers[0].Serve(ln) }()
	if r.sock != nil {
		servers = append(servers, &http.Server{Handler: r.local, ReadHeaderTimeout: 5 * time.Second})
		go func() { failed <- servers[1].Serve(r.sock) }()
	}
	if r.own != nil {
		own := server.Harden(r.own.web)
		servers = append(servers, own)
		go func() { failed <- own.Serve(r.own.ln) }()
	}
	go r.tick(ctx)
	go r.ring(ctx)
	go r.screen(ctx)
	go r.texts.run(ctx)
	if !r.demo {
		go r.fetchOld(ctx)
	}
	open(fmt.Sprintf("%s://%s", scheme, ln.Addr()))
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	return errors.Join(err, shutDown(servers))
}

func shutDown(servers []*http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var errs []error
	for _, s := range servers {
		if err := s.Shutdown(ctx); err != nil {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(errs...)
}

// tick lets the passage of time be thought about.
func (r running) tick(ctx context.Context) {
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if _, err := r.desk.Tick(ctx); err != nil && ctx.Err() == nil {
				r.env.logger().Error("tick", "code", outrider.CodeOf(err), "err", err)
			} else if r.pulse != nil {
				go r.pulse.beat(ctx) // a slow pinger holds no clock up
			}
		}
	}
}

// ringPause is how long whoever asked for the bell is left alone with the desk. What
// follows from duress is written when the bell is rung: the page that somebody opens
// right after a check-in must not wait for it.
const ringPause = 3 * time.Second

// ring delivers what was raised, apart from those who raise it: a channel may take
// its time. What failed is asked for again by the next tick.
func (r running) ring(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.bell:
			if !pause(ctx, ringPause) {
				return
			}
			if err := r.desk.Ring(ctx); err != nil && ctx.Err() == nil {
				r.env.logger().Error("ring", "code", outrider.CodeOf(err), "err", err)
			}
		}
	}
}

// pause waits, and says whether there is still somebody to wait for.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// screen holds whatever came in against the lists, at once, and everything when
// another version of a list has come into force.
func (r running) screen(ctx context.Context) {
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	p := r.env.progress("held against the lists")
	for {
		done, err := r.desk.Screen(ctx, p.at)
		switch {
		case err != nil && ctx.Err() == nil:
			r.env.logger().Error("screening", "code", outrider.CodeOf(err), "err", err)
		case done.Whole:
			r.env.logger().Info("screening", "lists", len(done.Lists), "held", done.Held, "names", done.Names, "changed", done.Found)
		}
		select {
		case <-ctx.Done():
			return
		case <-r.desk.News():
		case <-t.C:
		}
	}
}

// keeper does what concerns the store as a whole for commands on the socket.
type keeper struct {
	s *store
	e *env
}

// Verify verifies the store while the desk runs.
func (k keeper) Verify(ctx context.Context) (any, error) {
	var rep ledger.Report
	e := *k.e
	e.ctx = ctx
	rep, err := k.s.verify(&e)
	return rep, err
}

// Backup writes a backup while the desk runs.
func (k keeper) Backup(ctx context.Context, file string) (any, error) { return k.s.backup(ctx, file) }

// Export writes the sealed ledger while the desk runs.
func (k keeper) Export(ctx context.Context, file string) (any, error) { return k.s.export(ctx, file) }
