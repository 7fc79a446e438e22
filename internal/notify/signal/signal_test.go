package signal_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/signal"

	"github.com/google/go-cmp/cmp"
)

func TestSend(t *testing.T) {
	var got []map[string]any
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v2/send", func(w http.ResponseWriter, r *http.Request) {
		var in map[string]any
		if json.NewDecoder(r.Body).Decode(&in) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		got = append(got, in)
		w.WriteHeader(http.StatusCreated)
	})
	s := httptest.NewServer(mux)
	defer s.Close()
	c, err := signal.New(signal.Options{Name: "s", URL: s.URL, From: "+442079460000", To: []string{"+442079460001"}, Inside: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Send(t.Context(), notify.Message{ID: "a", Sentence: notify.DutyWaits}); err != nil {
		t.Fatal(err)
	}
	if err := c.Send(t.Context(), notify.Message{ID: "b", Sentence: notify.CheckIn, To: "+442079460002"}); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{"message": string(notify.DutyWaits), "number": "+442079460000", "recipients": []any{"+442079460001"}},
		{"message": string(notify.CheckIn), "number": "+442079460000", "recipients": []any{"+442079460002"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if _, err := signal.New(signal.Options{URL: s.URL, From: "0207", To: []string{"+1"}, Inside: true}); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Error(err)
	}
}
