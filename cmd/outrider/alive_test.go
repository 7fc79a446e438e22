package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// lives is a desk that can call somebody or cannot.
type lives struct {
	able bool
	says string
}

func (l *lives) Able() bool { return l.able }

func (l *lives) Watched(w string) bool {
	news := l.says != w
	l.says = w
	return news
}

// pinged makes a pulse as a channels file names it.
func pinged(t *testing.T, file string, l *lives) (*pulse, *bytes.Buffer) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, channelsName), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	e := &env{ctx: t.Context(), cli: &cli{}, out: &log, errw: &log, clock: time.Now, getenv: os.Getenv}
	p, err := e.pulse(dir, l)
	if err != nil {
		t.Fatal(err)
	}
	return p, &log
}

// A desk that lives and can call somebody says so and nothing else; one that can call
// nobody keeps silent, so that whoever listens outside calls instead. Where the sign is
// not taken the health page says it, once in the log, without the address.
func TestASignOfLife(t *testing.T) {
	var asked []string
	status := http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.String())
		w.WriteHeader(status)
	}))
	defer s.Close()
	l := &lives{able: true}
	p, log := pinged(t, `{"channels": [], "alive": {"url": "`+s.URL+`/sesame", "inside": true}}`, l)
	p.beat(t.Context())
	l.able = false
	p.beat(t.Context())
	if len(asked) != 1 || asked[0] != "GET /sesame" || l.says != "" {
		t.Fatalf("asked %q, says %q", asked, l.says)
	}
	l.able, status = true, http.StatusServiceUnavailable
	p.beat(t.Context())
	p.beat(t.Context())
	if !strings.Contains(l.says, "took no sign of life") || strings.Count(log.String(), "alive") != 1 || strings.Contains(log.String()+l.says, "sesame") {
		t.Errorf("says %q, log %q", l.says, log.String())
	}
	status = http.StatusNoContent
	p.beat(t.Context())
	if l.says != "" || len(asked) != 4 {
		t.Errorf("says %q after %q", l.says, asked)
	}
}

// A desk that stops says nothing more, and blames nobody for it.
func TestAStoppedDeskBlamesNobody(t *testing.T) {
	l := &lives{able: true}
	p, log := pinged(t, `{"channels": [], "alive": {"url": "https://127.0.0.1:1", "inside": true}}`, l)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p.beat(ctx)
	if l.says != "" || log.Len() != 0 {
		t.Errorf("says %q, log %q", l.says, log.String())
	}
}

// Where channels are written down and no pinger, the health page says what is missing.
func TestNobodyOutside(t *testing.T) {
	l := &lives{}
	p, _ := pinged(t, `{"channels": [{"name": "a", "kind": "ntfy", "url": "https://ntfy.example.org", "topic": "k3v9q2m7x1p8t4w6"}]}`, l)
	p.beat(t.Context())
	if !strings.Contains(l.says, "Nobody outside") {
		t.Errorf("says %q", l.says)
	}
	if p, _ = pinged(t, `{"channels": []}`, &lives{}); p.to != nil {
		t.Error("an empty file names a pinger")
	}
}
