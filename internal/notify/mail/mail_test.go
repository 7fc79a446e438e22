package mail_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/mail"
)

// office is a mail server that keeps what it is given.
type office struct {
	mu   sync.Mutex
	mail []string
	to   []string
}

func (o *office) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{office: o}, nil }

type session struct {
	*office
	known bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, word string) error {
		s.known = user == "desk" && word == "right"
		if !s.known {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "unknown"}
		}
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mail = append(s.mail, string(b))
	return err
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// open starts a mail server on loopback, with STARTTLS or TLS from the start.
func open(t *testing.T, startTLS bool) (*office, mail.Options) {
	t.Helper()
	lender := httptest.NewTLSServer(nil) // its certificate is for 127.0.0.1
	t.Cleanup(lender.Close)
	roots := x509.NewCertPool()
	roots.AddCert(lender.Certificate())
	o := &office{}
	s := smtp.NewServer(o)
	s.ErrorLog = log.New(io.Discard, "", 0)
	s.Domain, s.TLSConfig = "mail.example.org", &tls.Config{Certificates: lender.TLS.Certificates}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if !startTLS {
		l = tls.NewListener(l, s.TLSConfig)
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return o, mail.Options{Name: "office", Host: "127.0.0.1", Port: port, StartTLS: startTLS, User: "desk", Password: "right",
		From: "desk@example.org", To: "duty@example.org", TLS: &tls.Config{RootCAs: roots, ServerName: "example.com"}}
}

// A mail holds the sentence and what mail must have, and nothing that tells who
// sent it or why.
func TestSend(t *testing.T) {
	for _, startTLS := range []bool{false, true} {
		office, o := open(t, startTLS)
		c, err := mail.New(o)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Send(t.Context(), notify.Message{ID: "a-1", Level: outrider.LevelAct, Sentence: notify.DutyNow}); err != nil {
			t.Fatalf("starttls %v: %v", startTLS, err)
		}
		if err := c.Send(t.Context(), notify.Message{ID: "a-2", Sentence: notify.CheckIn, To: "second@example.org"}); err != nil {
			t.Fatal(err)
		}
		if len(office.mail) != 2 || strings.Join(office.to, " ") != "duty@example.org second@example.org" {
			t.Fatalf("%d mails to %v", len(office.mail), office.to)
		}
		head, body, _ := strings.Cut(office.mail[0], "\r\n\r\n")
		if strings.TrimSpace(body) != string(notify.DutyNow) || !strings.Contains(head, "Message-ID: <a-1@localhost>") {
			t.Errorf("mail:\n%s", office.mail[0])
		}
		for _, word := range []string{"outrider", "User-Agent", "X-Mailer", "go-mail"} {
			if strings.Contains(strings.ToLower(office.mail[0]), strings.ToLower(word)) {
				t.Errorf("the mail says %q:\n%s", word, office.mail[0])
			}
		}
	}
}

// A wrong password, a certificate of somebody else and a server without TLS are
// each told apart, and nothing is sent.
func TestRefusals(t *testing.T) {
	office, o := open(t, false)
	wrong := o
	wrong.Password = "wrong"
	stranger := o
	stranger.TLS = &tls.Config{RootCAs: x509.NewCertPool()}
	gone := o
	gone.Port = 1
	for want, o := range map[string]mail.Options{"the mail server refused": wrong, "certificate does not hold": stranger, "cannot be reached": gone} {
		c, err := mail.New(o)
		if err != nil {
			t.Fatal(err)
		}
		err = c.Send(t.Context(), notify.Message{ID: "a", Sentence: notify.DutyNow})
		if err == nil || !strings.Contains(outrider.SafeText(err), want) || strings.Contains(outrider.SafeText(err)+outrider.HintText(err), "@") {
			t.Errorf("want %q: %q, %v", want, outrider.SafeText(err), err)
		}
	}
	if len(office.mail) != 0 {
		t.Errorf("%d mails were sent", len(office.mail))
	}
	if _, err := mail.New(mail.Options{Host: "x", From: "nobody", To: "also nobody"}); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Error(err)
	}
}
