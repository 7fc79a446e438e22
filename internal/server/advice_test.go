package server_test

import (
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"outrider/advice"
	"outrider/internal/server"
	"outrider/internal/server/servertest"
)

// TestAdviceOfOnesOwn shows who signed a text, the original one link away, and what
// was refused of a newer edition while the one before stays.
func TestAdviceOfOnesOwn(t *testing.T) {
	const signed = `{"revision":1,"reviewed_by":"nurse and interpreter, 2031-02-28","title":"Наша камера","steps":["Спросите нас.","Храните.","Сохраните."],"does_not":"Ничего не останавливает."}`
	own := fstest.MapFS{"ru/measures/dashcam.json": {Data: []byte(signed)}}
	texts := servertest.Advice()
	if ok, faults := texts.Use(advice.FS, own); !ok {
		t.Fatal(faults)
	}
	h := newHouse(t)
	site, err := server.New(server.Options{Door: h.desk, Reads: h.desk, Oversight: h.desk, Library: h.desk, Screener: h.desk, Hits: h.desk, Answers: h.desk, Advice: texts, Gate: h.desk, Intake: servertest.Intake(),
		Clock: h.clock.Now, Rand: rand.NewChaCha8([32]byte{7}), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h.site = site
	mira := h.as("mira")
	says := func(path string, want ...string) {
		t.Helper()
		body := mira.get(path).body
		for _, w := range want {
			if no, ok := strings.CutPrefix(w, "!"); ok == strings.Contains(body, strings.TrimPrefix(w, "!")) {
				t.Errorf("%s: %q, %v", path, no, ok)
			}
		}
	}
	says("/advice/dashcam?lang=ru", "Наша камера", "Reviewed by: nurse and interpreter, 2031-02-28.", `href="/advice/dashcam?lang=en"`)
	says("/advice/dashcam?lang=en", "A camera in the car", "Nobody who does this work has reviewed it yet")
	says("/advice", "!A newer edition is not in force")

	own["ru/measures/dashcam.json"].Data = []byte(strings.Replace(signed, `"title"`, `"tittle"`, 1))
	if ok, _ := texts.Use(advice.FS, own); ok {
		t.Fatal("a broken edition was taken")
	}
	says("/advice", "A newer edition is not in force", "ru/measures/dashcam.json:1", "/tittle", "there is no such field")
	says("/advice/dashcam?lang=ru", "Наша камера")
}
