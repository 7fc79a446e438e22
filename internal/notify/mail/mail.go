// Package mail sends a sentence by e-mail (SMTP), over TLS only. The mail has
// nothing in it but the sentence: no name of the product, no address of the desk.
package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/outward"
)

// Options say how a server takes mail.
type Options struct {
	Name     string
	Host     string
	Port     int    // 0: 465 with TLS from the start, or 587 with STARTTLS
	User     string // empty: without a login
	Password string
	From, To string
	StartTLS bool        // TLS after a greeting; it is never left out
	Inside   bool        // the server is in the house on purpose
	TLS      *tls.Config // nil: the machine's roots
}

// greeting is how the desk names itself to the server: the form that every server
// takes, and that tells nothing of the machine or its network.
const greeting = "[127.0.0.1]"

// Channel sends mail.
type Channel struct {
	o   Options
	tls *tls.Config
}

// New checks the options; it does not dial.
func New(o Options) (*Channel, error) {
	if o.Port == 0 {
		if o.Port = gomail.DefaultPortSSL; o.StartTLS {
			o.Port = gomail.DefaultPortTLS
		}
	}
	c := &Channel{o: o, tls: &tls.Config{}}
	if o.TLS != nil {
		c.tls = o.TLS.Clone()
	}
	c.tls.ServerName = cmp.Or(c.tls.ServerName, o.Host)
	_, err := c.client(context.Background())
	if err == nil {
		_, err = message(o, notify.Message{ID: "check", Sentence: notify.Trial})
	}
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a mail channel needs a host, a port and two addresses", Hint: "write host, from and to, such as desk@example.org", Err: err}
	}
	return c, nil
}

// client speaks to the server until the context ends.
func (c *Channel) client(ctx context.Context) (*gomail.Client, error) {
	opts := []gomail.Option{gomail.WithHELO(greeting), gomail.WithPort(c.o.Port), gomail.WithTLSConfig(c.tls), gomail.WithTimeout(longest), gomail.WithDialContextFunc(c.dial(ctx))}
	if c.o.StartTLS {
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	} else {
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSOpportunistic)) // inside the TLS that dial began; the library then knows of it
	}
	if c.o.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.o.User), gomail.WithPassword(c.o.Password))
	}
	return gomail.NewClient(c.o.Host, opts...)
}

// longest bounds one exchange with a server where the context sets no end.
const longest = time.Minute

// dial connects, with TLS unless it begins after the greeting. The connection ends
// with the context: a server that answers byte by byte holds nobody up.
func (c *Channel) dial(ctx context.Context) gomail.DialContextFunc {
	return func(dialling context.Context, network, address string) (net.Conn, error) {
		conn, err := outward.Dialer(c.o.Inside).DialContext(dialling, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		if c.o.StartTLS {
			return conn, nil
		}
		t := tls.Client(conn, c.tls)
		if err := t.HandshakeContext(dialling); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		return t, nil
	}
}

// Name is the channel's own.
func (c *Channel) Name() string { return c.o.Name }

// Send hands the mail to the server; that it is read is never known. What the server
// has taken is sent, however badly it says goodbye.
func (c *Channel) Send(ctx context.Context, m notify.Message) error {
	msg, err := message(c.o, m)
	if err != nil {
		return outrider.Invalid("the address for this mail is not one")
	}
	ctx, done := context.WithCancel(ctx)
	defer done()
	client, err := c.client(ctx)
	if err != nil {
		return err
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil && !msg.IsDelivered() {
		return refused(errors.Join(err, ctx.Err()))
	}
	return nil
}

// message writes a mail. The same message has the same id at every attempt, so
// that a mailbox that looks shows it once.
func message(o Options, m notify.Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	to := m.To
	if to == "" {
		to = o.To
	}
	if err := errors.Join(msg.From(o.From), msg.To(to)); err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(msg.GetFrom()[0].Address, "@")
	msg.SetMessageIDWithValue(m.ID + "@" + domain)
	msg.SetDateWithValue(time.Now().UTC())               // a zone would tell where the desk is
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's absence note answers it
	msg.Subject(string(m.Sentence))
	if m.Level == outrider.LevelAct {
		msg.SetGenHeader(gomail.HeaderImportance, "high") // RFC 2156, and what most programs look at
		msg.SetGenHeader(gomail.HeaderPriority, "urgent")
		msg.SetGenHeader(gomail.HeaderXPriority, "1")
	}
	msg.SetBodyString(gomail.TypeTextPlain, string(m.Sentence)+"\r\n")
	return msg, nil
}

// refused says what an operator can do, without the address, which the server's
// answer may repeat.
func refused(err error) error {
	safe, hint := outward.Why(err)
	switch code := answered(err); {
	case code == 530 || code == 534 || code == 535 || code == 538:
		safe, hint = "refused the login", "check the user and the password"
	case code/100 == 5:
		safe, hint = fmt.Sprintf("refused with %d", code), "check both addresses, and whether this user may send from the first"
	case code/100 == 4:
		safe, hint = fmt.Sprintf("takes nothing for now (%d)", code), "it is tried again while the call stands, and the next channel now; where it lasts, ask whoever runs the server"
	case errors.Is(err, context.DeadlineExceeded):
		hint = "look whether it is up; port 465 begins with TLS, 587 with \"starttls\": true"
	case strings.Contains(err.Error(), "does not support STARTTLS"): // the library has no better sign
		safe, hint = "offers no TLS", "nothing was sent, and nothing is without TLS: ask for a port that has it"
	case errors.As(err, new(tls.RecordHeaderError)):
		safe, hint = "speaks no TLS on this port", "port 465 begins with TLS; for 587 write \"starttls\": true"
	}
	code := outrider.CodeUnavailable
	if e, ok := errors.AsType[*gomail.SendError](err); ok && e.Reason == gomail.ErrSMTPRcptTo && e.ErrorCode() != 0 {
		code = outrider.CodeInvalid // this address, and not the server
	}
	return &outrider.Error{Code: code, Safe: "the mail server " + safe, Hint: hint, Err: err}
}

// answered is the code with which a server refused; 0: it did not answer.
func answered(err error) int {
	if e, ok := errors.AsType[*gomail.SendError](err); ok && e.ErrorCode() != 0 {
		return e.ErrorCode()
	}
	if e, ok := errors.AsType[*textproto.Error](err); ok {
		return e.Code
	}
	return 0
}
