package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
)

func TestTheCalibrationPageStartsWithWhatWasGotWrong(t *testing.T) {
	page := newHouse(t).as("mira").get("/calibration").body
	miss, scores := strings.Index(page, "it came on 2030-11-02"), strings.Index(page, "Logarithmic")
	if miss < 0 || scores < 0 || miss > scores {
		t.Errorf("misses at %d, scores at %d", miss, scores)
	}
	for _, want := range []string{"Counts only: under 20 answers", "Only you see this record.", "never-graded (5)", "33 of 41"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestTheAuditorSeesCountsAndNobody(t *testing.T) {
	page := newHouse(t).as("otto").get("/calibration").body
	if strings.Contains(page, "K-07") || strings.Contains(page, "you alone") || strings.Contains(page, "<form class=\"form\"") {
		t.Error("the auditor's page shows a person, an analyst or a form")
	}
	if res := newHouse(t).as("lev").get("/calibration"); res.code != http.StatusNotFound {
		t.Errorf("a liaison gets %d", res.code)
	}
}

func TestAnAnswerIsRecorded(t *testing.T) {
	for value, want := range map[string]desk.ResolveQuestion{
		"happened":              {Question: "q-invented-2", Resolution: outrider.ResolvedYes},
		"did-not":               {Question: "q-invented-2", Resolution: outrider.ResolvedNo},
		"unknown measure-taken": {Question: "q-invented-2", Resolution: outrider.ResolvedUnknown, Reason: "measure-taken"},
	} {
		h := newHouse(t)
		res := h.as("ana").post("/calibration/q-invented-2/answer", url.Values{"answer": {value}})
		if res.code != http.StatusSeeOther {
			t.Fatalf("%s: status %d", value, res.code)
		}
		if d := cmp.Diff(&want, h.desk.Decisions[0].Resolve); d != "" {
			t.Errorf("%s: %s", value, d)
		}
	}
	h := newHouse(t)
	h.desk.Refuse = outrider.Invalid("its time has not run out")
	if res := h.as("ana").post("/calibration/q-invented-3/answer", url.Values{"answer": {"did-not"}}); res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "its time has not run out") {
		t.Errorf("a refusal gives %d", res.code)
	}
}
