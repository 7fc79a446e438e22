package local_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

// door answers with fixed things and remembers who asked.
type door struct{ by outrider.UserID }

func (d *door) Lookup(_ context.Context, name string) (outrider.UserID, error) {
	if name != "mira" {
		return "", outrider.ErrNotFound
	}
	return "u-1", nil
}

func (d *door) File(_ context.Context, by outrider.UserID, drafts ...outrider.Draft) ([]desk.Receipt, error) {
	d.by = by
	out := make([]desk.Receipt, len(drafts))
	for i := range out {
		out[i] = desk.Receipt{Report: drafts[i].Report.ID}
	}
	return out, &outrider.Error{Code: outrider.CodeStorage, Safe: "the disk is full", Hint: "make room"}
}

func (d *door) Decide(_ context.Context, by outrider.UserID, dec desk.Decision) (desk.Outcome, error) {
	return desk.Outcome{ID: string(dec.Take.Alert)}, nil
}

func (d *door) Read(context.Context, outrider.UserID, desk.Query) (desk.Answer, error) {
	return desk.Answer{Health: &desk.HealthView{Entries: 7}}, nil
}

func (d *door) Verify(context.Context) (any, error)             { return map[string]int{"entries": 7}, nil }
func (d *door) Backup(_ context.Context, f string) (any, error) { return f, nil }
func (d *door) Export(_ context.Context, f string) (any, error) { return f, nil }

func TestSocket(t *testing.T) {
	dir, err := os.MkdirTemp("", "or") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	l, err := local.Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{}
	srv := &http.Server{Handler: local.Handler(d, d)}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })

	if st, err := os.Stat(filepath.Join(dir, local.SocketName)); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the socket is %v, %v; want mode 0600", st.Mode(), err)
	}
	if !local.Running(dir) {
		t.Error("a desk that listens is not seen")
	}
	if _, err := local.Listen(dir); outrider.CodeOf(err) != outrider.CodeLocked {
		t.Errorf("a second desk on the folder: %v", err)
	}
	c := local.Dial(dir)
	by, err := c.Lookup(t.Context(), "mira")
	if err != nil || by != "u-1" {
		t.Errorf("Lookup = %q, %v", by, err)
	}
	if _, err := c.Lookup(t.Context(), "nobody"); outrider.CodeOf(err) != outrider.CodeNotFound {
		t.Errorf("an unknown user: %v", err)
	}
	got, err := c.File(t.Context(), by, outrider.Draft{Report: outrider.Report{ID: "r-1"}})
	if len(got) != 1 || got[0].Report != "r-1" || outrider.CodeOf(err) != outrider.CodeStorage || outrider.HintText(err) != "make room" {
		t.Errorf("what was done before a failure, and the failure: %v, %v", got, err)
	}
	if d.by != "u-1" {
		t.Errorf("filed by %q", d.by)
	}
	if out, err := c.Decide(t.Context(), by, desk.Decision{Take: &desk.TakeAlert{Alert: "a-1"}}); err != nil || out.ID != "a-1" {
		t.Errorf("Decide = %v, %v", out, err)
	}
	if a, err := c.Read(t.Context(), by, desk.Query{Health: true}); err != nil || a.Health.Entries != 7 {
		t.Errorf("Read = %+v, %v", a, err)
	}
	if raw, err := c.Keep(t.Context(), "verify", ""); err != nil || string(raw) != `{"entries":7}` {
		t.Errorf("Keep = %s, %v", raw, err)
	}
}

// TestStaleSocket: a socket left behind by a crash keeps nobody out.
func TestStaleSocket(t *testing.T) {
	dir, err := os.MkdirTemp("", "or")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.WriteFile(filepath.Join(dir, local.SocketName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := local.Listen(dir)
	if err != nil {
		t.Fatalf("a dead socket: %v", err)
	}
	_ = l.Close()
}

func FuzzHandler(f *testing.F) {
	f.Add("file", `{"by":"u-1","drafts":[{"report":{"id":"r-1"}}]}`)
	f.Add("decide", `{"by":"u-1"}`)
	f.Add("read", `[[[[`)
	f.Fuzz(func(t *testing.T, what, body string) {
		if strings.ContainsAny(what, " \t\r\n?#%/\\\x00") || what == "decide" && strings.Contains(body, "ecision") {
			return
		}
		req, err := http.NewRequest(http.MethodPost, "http://desk/"+what, strings.NewReader(body))
		if err != nil {
			return
		}
		d := &door{}
		rec := httptest.NewRecorder()
		local.Handler(d, d).ServeHTTP(rec, req)
		if rec.Code >= http.StatusInternalServerError {
			t.Errorf("a call of %q broke the handler: %d", what, rec.Code)
		}
	})
}
