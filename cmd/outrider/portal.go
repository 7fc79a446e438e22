package main

import (
	"crypto/rand"
	"crypto/tls"
	"net"
	"net/http"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
	"outrider/internal/local"
	"outrider/internal/portal"
)

// portalFlags say where and how protected people reach their own pages.
type portalFlags struct {
	Addr  string `name:"portal" help:"Address and port of protected people's own pages; none: they are not served." placeholder:"ADDRESS"`
	At    string `name:"portal-at" help:"Where people reach them from outside, as https://notes.example.org; none: as listened." placeholder:"URL"`
	Cert  string `name:"portal-cert" help:"TLS certificate of their pages, PEM; none: the desk's own." type:"existingfile" placeholder:"FILE"`
	Key   string `name:"portal-key" help:"TLS key of their pages, PEM." type:"existingfile" placeholder:"FILE"`
	Leave string `name:"portal-leave" help:"The page that \"Leave this page\" opens." default:"https://www.wikipedia.org/" placeholder:"URL"`
	Call  string `name:"portal-call" help:"The number to call where a life is at risk." default:"112" placeholder:"NUMBER"`
	Name  string `name:"portal-name" help:"What the pages call themselves; none: a plain word of the reader's language." placeholder:"WORD"`
}

// ownPages are protected people's own pages, ready to be served.
type ownPages struct {
	ln   net.Listener
	web  http.Handler
	url  string
	desk *desk.Desk
}

// ownPages listens for protected people's own pages; nil where they are not served. It
// says that they are before anybody can ask for a link.
func (e *env) ownPages(c serveCmd, d *desk.Desk, texts *guidance.Keeper) (*ownPages, error) {
	f := c.portalFlags
	if f.Addr == "" {
		return nil, nil
	}
	conf, err := tlsOf(f.Cert, f.Key)
	if err != nil {
		return nil, err
	}
	if f.Cert == "" {
		if conf, err = tlsOf(c.Cert, c.Key); err != nil {
			return nil, err
		}
	}
	web, err := portal.New(portal.Options{Desk: d, Texts: texts, Clock: e.clock, Rand: rand.Reader, Logger: e.logger(),
		Leave: f.Leave, Call: f.Call, Name: f.Name, Secure: conf != nil || c.Proxied})
	if err != nil {
		return nil, err
	}
	ln, err := net.Listen("tcp", f.Addr)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeStorage, Safe: "the address of people's own pages cannot be listened on", Hint: "another program may be using the port: choose one with --portal", Err: err}
	}
	url := "http://" + ln.Addr().String()
	if conf != nil {
		ln, url = tls.NewListener(ln, conf), "https://"+ln.Addr().String()
	}
	if f.At != "" {
		url = strings.TrimRight(f.At, "/")
	}
	d.ServePortal(url)
	return &ownPages{ln, web, url, d}, nil
}

// tlsOf reads a certificate; nil where none is named.
func tlsOf(cert, key string) (*tls.Config, error) {
	if cert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the TLS certificate or its key cannot be used", Hint: "both are PEM files that belong together", Err: err}
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13}, nil
}

type personPortalCmd struct {
	Link portalLinkCmd `cmd:"" help:"Make a one-time link to their own pages."`
	Show portalShowCmd `cmd:"" help:"Show whether their pages are open, and when they were used."`
	End  portalEndCmd  `cmd:"" help:"Close their pages at once."`

	Offline portalOfflineCmd `cmd:"" help:"Agree that their phone may keep reports until there is a net, or end it."`
	Rotate  portalRotateCmd  `cmd:"" help:"Make a new key that phones seal reports to."`
}

type portalLinkCmd struct {
	Code  string `arg:"" help:"Code name or id."`
	Hours int    `help:"How long the link works; 0: the usual time." placeholder:"HOURS"`
}

// Help is shown under the flags.
func (portalLinkCmd) Help() string {
	return `The link works once. Hand it over on paper or on a screen that you both see; whoever has it
first chooses the code. A desk that is not served with --portal prints the path alone.

  outrider --as ana person portal link K-07
  outrider --as ana --json person portal link K-07 --hours 4`
}

// Run makes a link.
func (c *portalLinkCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		id, err := personByCode(e, d, by, c.Code)
		if err != nil {
			return err
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{LinkPortal: &desk.LinkPortal{Person: id, Hours: c.Hours}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("%s", got.Link)
		e.say("It works once. It is not shown again.")
		return nil
	})
}

type portalShowCmd struct {
	Code string `arg:"" help:"Code name or id."`
}

// Help is shown under the flags.
func (portalShowCmd) Help() string {
	return "What was done there is not shown.\n\n  outrider person portal show K-07\n  outrider --json person portal show K-07"
}

// Run shows the state of a person's own pages.
func (c *portalShowCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		id, err := personByCode(e, d, by, c.Code)
		if err != nil {
			return err
		}
		a, err := d.Read(e.ctx, by, desk.Query{Portal: id})
		if err != nil {
			return err
		}
		v := a.Portal
		if e.cli.JSON {
			return e.printJSON(v)
		}
		words := map[string]string{"none": "no pages of their own", "link": "a link waits to be used", "open": "their pages are open to them", "ended": "their pages were closed"}
		e.print("%s: %s", v.Code, words[v.State])
		if !v.Last.IsZero() {
			e.print("opened %d times, last %s", v.Times, v.Last.UTC().Format("2006-01-02 15:04 UTC"))
		}
		if v.Waits {
			e.print("a link of %s works until %s", v.By, v.Until.UTC().Format("2006-01-02 15:04 UTC"))
		}
		if !v.Served {
			e.say("Own pages are not served now: outrider serve --portal ADDRESS")
		}
		return nil
	})
}

type portalEndCmd struct {
	Code string `arg:"" help:"Code name or id."`
}

// Help is shown under the flags.
func (portalEndCmd) Help() string {
	return "Link, number, code and open browsers end at once; a new link opens them again.\n\n  outrider --as ana person portal end K-07\n  outrider --as ana --json person portal end K-07"
}

// Run closes a person's own pages.
func (c *portalEndCmd) Run(e *env) error {
	return e.aboutPerson(c.Code, "Closed.", func(id outrider.PersonID) desk.Decision {
		return desk.Decision{EndPortal: &desk.EndPortal{Person: id}}
	})
}
