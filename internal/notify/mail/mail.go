// Package mail sends a sentence by e-mail (SMTP), over TLS only. The mail has
// nothing in it but the sentence: no name of the product, no address of the desk.
package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net/textproto"

	gomail "github.com/wneessen/go-mail"

	"outrider"
	"outrider/internal/notify"
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
	TLS      *tls.Config // nil: the machine's roots
}

// Channel sends mail.
type Channel struct {
	o      Options
	client *gomail.Client
}

// New checks the options; it does not dial.
func New(o Options) (*Channel, error) {
	opts := []gomail.Option{gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithHELO("localhost")}
	if !o.StartTLS {
		opts = append(opts, gomail.WithSSLPort(false))
	}
	if o.Port != 0 {
		opts = append(opts, gomail.WithPort(o.Port))
	}
	if o.TLS != nil {
		opts = append(opts, gomail.WithTLSConfig(o.TLS))
	}
	if o.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(o.User), gomail.WithPassword(o.Password))
	}
	c, err := gomail.NewClient(o.Host, opts...)
	if err == nil {
		_, err = message(o, notify.Message{ID: "check", Sentence: notify.Trial})
	}
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a mail channel needs a host and two addresses", Hint: "write host, from and to, such as desk@example.org", Err: err}
	}
	return &Channel{o: o, client: c}, nil
}

// Name is the channel's own.
func (c *Channel) Name() string { return c.o.Name }

// Send hands the mail to the server; that it is read is never known.
func (c *Channel) Send(ctx context.Context, m notify.Message) error {
	msg, err := message(c.o, m)
	if err != nil {
		return outrider.Invalid("the address for this mail is not one")
	}
	if err := c.client.DialAndSendWithContext(ctx, msg); err != nil {
		return refused(err)
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
	msg.SetMessageIDWithValue(m.ID + "@localhost")
	msg.SetDate()
	msg.Subject(string(m.Sentence))
	if m.Level == outrider.LevelAct {
		msg.SetImportance(gomail.ImportanceUrgent)
	}
	msg.SetBodyString(gomail.TypeTextPlain, string(m.Sentence)+"\r\n")
	return msg, nil
}

// refused says what an operator can do, without the address, which the server's
// answer may repeat.
func refused(err error) error {
	e := &outrider.Error{Code: outrider.CodeUnavailable, Safe: "the mail server cannot be reached", Hint: "check host, port and TLS", Err: err}
	var answer *textproto.Error
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &cert):
		e.Safe, e.Hint = "the mail server's certificate does not hold", "nothing was sent: ask whoever runs it"
	case errors.As(err, &answer) && answer.Code/100 == 5:
		e.Safe, e.Hint = "the mail server refused", "check the user, the password and both addresses"
	}
	return e
}
