package mail_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/mail"
)

// office is a mail server that keeps what it is given.
type office struct {
	mu     sync.Mutex
	mail   []string
	to     []string
	heard  strings.Builder // what the desk said, where somebody listens
	refuse error           // what every receiver is refused with

	listens bool
	bare    bool // it offers no TLS
	rude    bool // it hangs up when it has its mail
}

func (o *office) said() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.heard.String()
}

// TestMain lets this machine stand far from UTC: no mail may tell.
func TestMain(m *testing.M) {
	time.Local = time.FixedZone("far away", 5*60*60+45*60)
	os.Exit(m.Run())
}

func (o *office) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{office: o, conn: c}, nil
}

type session struct {
	*office
	conn  *smtp.Conn
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
	if s.refuse == nil {
		s.to = append(s.to, to)
	}
	return s.refuse
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mail = append(s.mail, string(b))
	return err
}

// Reset follows what was taken.
func (s *session) Reset() {
	if s.rude && len(s.mail) > 0 {
		_ = s.conn.Conn().Close()
	}
}

func (s *session) Logout() error { return nil }

// open starts a mail server on loopback, with STARTTLS or TLS from the start.
func open(t *testing.T, startTLS bool) (*office, mail.Options) {
	t.Helper()
	o := &office{}
	return o, serve(t, o, startTLS)
}

// serve says how to reach an office.
func serve(t *testing.T, o *office, startTLS bool) mail.Options {
	t.Helper()
	lender := httptest.NewTLSServer(nil) // its certificate is for 127.0.0.1
	t.Cleanup(lender.Close)
	roots := x509.NewCertPool()
	roots.AddCert(lender.Certificate())
	s := smtp.NewServer(o)
	s.ErrorLog = log.New(io.Discard, "", 0)
	s.Domain, s.TLSConfig = "mail.example.org", &tls.Config{Certificates: lender.TLS.Certificates}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if o.bare {
		s.TLSConfig = nil
	}
	port := l.Addr().(*net.TCPAddr).Port
	if !startTLS {
		l = tls.NewListener(l, s.TLSConfig)
		s.TLSConfig, s.AllowInsecureAuth = nil, true // it has begun already
	}
	go func() { _ = s.Serve(listening{l, o}) }()
	t.Cleanup(func() { _ = s.Close() })
	return mail.Options{Name: "office", Host: "127.0.0.1", Port: port, StartTLS: startTLS, User: "desk", Password: "right",
		From: "desk@example.org", To: "duty@example.org", Inside: true, TLS: &tls.Config{RootCAs: roots, ServerName: "example.com"}}
}

// listening writes down what the desk says.
type listening struct {
	net.Listener
	*office
}

func (l listening) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil || !l.listens {
		return c, err
	}
	return listened{c, l.office}, nil
}

type listened struct {
	net.Conn
	*office
}

func (c listened) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard.Write(b[:n])
	return n, err
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
		if strings.TrimSpace(body) != string(notify.DutyNow) || !strings.Contains(head, "Message-ID: <a-1@example.org>") {
			t.Errorf("mail:\n%s", office.mail[0])
		}
		for _, word := range []string{"outrider", "User-Agent", "X-Mailer", "go-mail"} {
			if strings.Contains(strings.ToLower(office.mail[0]), strings.ToLower(word)) {
				t.Errorf("the mail says %q:\n%s", word, office.mail[0])
			}
		}
	}
}

// The whole conversation is held, line by line, against what may be said: the greeting
// names no machine, the date no zone, and the mail nothing but its sentence.
func TestTheConversation(t *testing.T) {
	office := &office{listens: true}
	c, err := mail.New(serve(t, office, false))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Send(t.Context(), notify.Message{ID: "a-1", Level: outrider.LevelAct, Sentence: notify.DutyNow}); err != nil {
		t.Fatal(err)
	}
	may := []string{`EHLO \[127\.0\.0\.1\]`, `AUTH PLAIN AGRlc2sAcmlnaHQ=`, `NOOP`, `MAIL FROM:<desk@example\.org>( BODY=8BITMIME)?( SMTPUTF8)?`, `RCPT TO:<duty@example\.org>`, `DATA`,
		`Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000`, `MIME-Version: 1\.0`, `Message-ID: <a-1@example\.org>`, `Auto-Submitted: auto-generated`, `Subject: A duty needs you now\. Open the desk\.`,
		`Importance: high`, `Priority: urgent`, `X-Priority: 1`, `From: <desk@example\.org>`, `To: <duty@example\.org>`,
		`Content-Transfer-Encoding: quoted-printable`, `Content-Type: text/plain; charset=UTF-8`, ``, `A duty needs you now\. Open the desk\.`, `\.`, `RSET`, `QUIT`}
	line := regexp.MustCompile("^(" + strings.Join(may, "|") + ")$")
	lines := strings.Split(strings.TrimSuffix(office.said(), "\r\n"), "\r\n")
	if len(lines) < 20 {
		t.Fatalf("heard only %q", lines)
	}
	for _, l := range lines {
		if !line.MatchString(l) {
			t.Errorf("it says %q", l)
		}
	}
}

// What a server answers is told apart, and its answer, which repeats addresses, stays
// out of what is shown.
func TestAnswers(t *testing.T) {
	for code, want := range map[int]string{550: "refused with 550", 450: "takes nothing for now (450)", 452: "takes nothing for now (452)", 554: "refused with 554"} {
		c, err := mail.New(serve(t, &office{refuse: &smtp.SMTPError{Code: code, Message: "not <duty@example.org>"}}, true))
		if err != nil {
			t.Fatal(err)
		}
		err = c.Send(t.Context(), notify.Message{ID: "a", Sentence: notify.DutyNow})
		if err == nil || !strings.Contains(outrider.SafeText(err), want) || strings.Contains(outrider.SafeText(err)+outrider.HintText(err), "duty@") {
			t.Errorf("%d: %q", code, outrider.SafeText(err))
		}
	}
}

// A server that takes a mail and never answers holds nobody up for longer than its
// time, and one that speaks no TLS gets nothing.
func TestASilentServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	o := mail.Options{Name: "silent", Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, StartTLS: true, Inside: true, From: "desk@example.org", To: "duty@example.org"}
	c, err := mail.New(o)
	if err != nil {
		t.Fatal(err)
	}
	late, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := c.Send(late, notify.Message{ID: "a", Sentence: notify.DutyNow}); err == nil || !strings.Contains(outrider.SafeText(err), "did not answer in time") {
		t.Error(err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "220 mail.example.org\r\n")
		}
	}()
	o.StartTLS = false
	if c, err = mail.New(o); err != nil {
		t.Fatal(err)
	}
	if err := c.Send(t.Context(), notify.Message{ID: "a", Sentence: notify.DutyNow}); err == nil || !strings.Contains(outrider.SafeText(err), "no TLS on this port") {
		t.Error(err)
	}
	o.Inside = false
	if c, err = mail.New(o); err != nil {
		t.Fatal(err)
	}
	if err := c.Send(t.Context(), notify.Message{ID: "a", Sentence: notify.DutyNow}); err == nil || !strings.Contains(outrider.SafeText(err), "inside the house") {
		t.Error(err)
	}
}

// A server that offers no TLS gets no login and no mail.
func TestNoTLS(t *testing.T) {
	office := &office{bare: true, listens: true}
	c, err := mail.New(serve(t, office, true))
	if err != nil {
		t.Fatal(err)
	}
	err = c.Send(t.Context(), notify.Message{ID: "a", Sentence: notify.DutyNow})
	if err == nil || !strings.Contains(outrider.SafeText(err), "offers no TLS") {
		t.Error(err)
	}
	if said := office.said(); strings.Contains(said, "AUTH") || strings.Contains(said, "MAIL") {
		t.Errorf("it says %q in the clear", said)
	}
}

// What a server has taken is sent, however badly it says goodbye: said again, it would
// ring twice.
func TestABadGoodbye(t *testing.T) {
	office := &office{rude: true}
	c, err := mail.New(serve(t, office, false))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Send(t.Context(), notify.Message{ID: "a", Sentence: notify.DutyNow}); err != nil || len(office.mail) != 1 {
		t.Errorf("%d mails, %v", len(office.mail), err)
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
	for want, o := range map[string]mail.Options{"refused the login": wrong, "a certificate that does not hold": stranger, "cannot be reached": gone} {
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
