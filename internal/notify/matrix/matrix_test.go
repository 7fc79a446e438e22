package matrix_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/matrix"
)

// home is a home server as far as the published interface says: one transaction is
// taken once.
type home struct {
	seen map[string]string
	sent []string
}

func (h *home) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer secret" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var in struct{ Msgtype, Body string }
	b, _ := io.ReadAll(r.Body)
	room, txn := r.PathValue("room"), r.PathValue("txn")
	if json.Unmarshal(b, &in) != nil || in.Msgtype != "m.text" || room != "!room:example.org" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if h.seen[txn] == "" {
		h.seen[txn] = "$event"
		h.sent = append(h.sent, in.Body)
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"event_id": h.seen[txn]})
}

// Sent twice is said once, and a refused token is an error that says what to do.
func TestSend(t *testing.T) {
	h := &home{seen: map[string]string{}}
	mux := http.NewServeMux()
	mux.Handle("PUT /_matrix/client/v3/rooms/{room}/send/m.room.message/{txn}", h)
	s := httptest.NewTLSServer(mux)
	defer s.Close()
	o := matrix.Options{Name: "room", URL: s.URL, Token: "secret", Room: "!room:example.org", Trusted: s.Client().Transport}
	c, err := matrix.New(o)
	if err != nil {
		t.Fatal(err)
	}
	m := notify.Message{ID: "a/1", Level: outrider.LevelAct, Sentence: notify.DutyNow}
	for range 2 {
		if err := c.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if len(h.sent) != 1 || h.sent[0] != string(notify.DutyNow) {
		t.Errorf("said %q", h.sent)
	}
	o.Token = "old"
	if c, err = matrix.New(o); err != nil {
		t.Fatal(err)
	}
	if err := c.Send(t.Context(), m); outrider.CodeOf(err) != outrider.CodeUnavailable || outrider.HintText(err) == "" {
		t.Errorf("a refused token: %v", err)
	}
	for _, o := range []matrix.Options{{URL: s.URL, Token: "x", Room: "#name:example.org"}, {URL: s.URL, Room: "!r:x"}} {
		if _, err := matrix.New(o); outrider.CodeOf(err) != outrider.CodeInvalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
