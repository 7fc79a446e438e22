package portal_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"outrider/internal/portal/portaltest"
)

// After every act the pages say what happens next and by when; and where that time has
// passed, they say so instead of promising it once more.
func TestWhatHappensNext(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	id, number := lived(w, p, "K-01", annMark)
	p.get("/tell").post("/tell", "kind", "car", "once", p.once()).shows(200, "A person will read it by")
	ordinary := p.at
	p.get("/tell").post("/tell", "kind", "ill", "once", p.once()).shows(200, "If no one takes it by")
	urgent := p.at
	p.get("/home").post("/fine", "word", portaltest.Cancel).shows(200, "The next one is due by")
	v, err := w.Desk.MyMeasures(w.Ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	p.post("/measures/"+v.Measures[0].Offer, "answer", "yes").shows(200, `role="status"`, "It should be in place by", "You can change your answer")
	p.post("/measures/"+v.Measures[0].Offer, "answer", "done").shows(200, `role="status"`, "We look at it again by")
	p.post("/measures/"+v.Measures[1].Offer, "answer", "no").shows(200, `role="status"`, "We may ask again", "You can change your answer")
	p.post("/data/withdraw", "purpose", "share", "with", "House of "+annMark).shows(200, `role="status"`, "It is done.", "We asked them to give it back.", "we want to know")

	w.Wait(4 * 24 * time.Hour)
	if _, err := w.Desk.Tick(w.Ctx); err != nil {
		t.Fatal(err)
	}
	p.comesIn(number, portaltest.Code).shows(200, "It was due at", "We start at")
	p.get(ordinary).shows(200, "we are late", "!A person will read it by")
	p.get(urgent).shows(200, "we are late", "!we call again")
}

// Whoever told much still has light pages: ten reports each, the long ones cut.
func TestWhoToldMuch(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	p.comesIn(w.Number(w.Person("K-01", "ar")), portaltest.Code)
	for i := range 23 {
		p.post("/tell", "kind", "car", "once", fmt.Sprintf("once-%016d", i), "of", "none", "what", fmt.Sprintf("nr-%d. ", i)+strings.Repeat("سيارة ", 800))
	}
	seen := ""
	for _, path := range []string{"/data", "/data?from=10#told", "/data?from=20#told"} {
		p.get(path)
		checkQuiet(t, p)
		seen += p.body
	}
	for i := range 23 {
		if !strings.Contains(seen, fmt.Sprintf("nr-%d.", i)) {
			t.Errorf("report %d is on no page", i)
		}
	}
	p.shows(200, "!from=30")
	p.get(regexp.MustCompile(`href="(/told/[^"]+)"`).FindStringSubmatch(p.body)[1]).shows(200, strings.Repeat("سيارة ", 700))
	p.get("/data?from=-1").shows(200, "nr-22.")
	p.get("/data?from=99").shows(200, "nr-22.")
}
