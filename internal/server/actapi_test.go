package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
)

// posting is one act as a program posts it, and what the desk is told.
type posting struct {
	path, body string
	want       desk.Decision
}

func recordPostings() map[string]posting {
	at := time.Date(2031, 3, 15, 8, 30, 0, 0, time.UTC)
	const on = "/api/v1/records/t-open/"
	record := func(a desk.DangerAct) desk.Decision {
		a.Record = "t-open"
		return desk.Decision{Danger: &a}
	}
	return map[string]posting{
		"open": {"/api/v1/records", `{"person":"p-k07","what":"a caller","level":"serious","immediacy":"days","linked":[{"who":"daughter","child":true}],"vital":{"ground":"life-at-risk","why":"armed"}}`,
			desk.Decision{Danger: &desk.DangerAct{Open: &desk.OpenDanger{Person: "p-k07", What: "a caller", Level: "serious", Immediacy: "days", Linked: []outrider.DangerLink{{Who: "daughter", Child: true}}, Vital: &outrider.DangerVital{Ground: outrider.GroundLife, Why: "armed"}}}}},
		"know": {on + "know", `{"from":"outside","who":"the school","what":"a stranger","knew":"2031-03-15T08:30:00Z","happened":"2031-03-15T08:30","ought":"2031-03-15T08:30:00Z","missed":"nobody asked"}`,
			record(desk.DangerAct{Know: &desk.KnowDanger{From: outrider.FromOutside, Who: "the school", What: "a stranger", Knew: at, Happened: outrider.At(at), Ought: at, Missed: "nobody asked"}})},
		"review":  {on + "review", `{"level":"imminent","why":"seen"}`, record(desk.DangerAct{Review: &desk.ReviewDanger{Level: "imminent", Why: "seen"}})},
		"option":  {on + "option", `{"what":"wait","for":"more is known","against":"they are not"}`, record(desk.DangerAct{Option: &outrider.DangerOption{What: "wait", For: "more is known", Against: "they are not"}})},
		"decide":  {on + "decide", `{"verdict":"do-not-warn","reasons":"read","ground":"unreachable","review":"2031-03-15T08:30:00Z"}`, record(desk.DangerAct{Decide: &desk.DecideDanger{Verdict: outrider.DangerSilent, Reasons: "read", Ground: "unreachable", Review: at}})},
		"approve": {on + "approve", `{"give":true}`, record(desk.DangerAct{Approve: &desk.ApproveDanger{Give: true}})},
		"dissent": {on + "dissent", `{"about":"v-1","why":"nearer"}`, record(desk.DangerAct{Dissent: &outrider.DangerDissent{About: "v-1", Why: "nearer"}})},
		"rung":    {on + "rung", `{"rung":"visit","wording":"real","language":"fa","method":"in-person","given":"2031-03-15T08:30:00Z"}`, record(desk.DangerAct{Rung: &desk.GiveRung{Rung: "visit", Wording: "real", Language: "fa", Method: "in-person", Given: at}})},
		"receipt": {on + "receipt", `{"rung":"g-1","reached":true,"known":"read back"}`, record(desk.DangerAct{Receipt: &outrider.DangerReceipt{Rung: "g-1", Reached: true, Known: "read back"}})},
		"offer":   {on + "offer", `{"measures":["a night elsewhere"],"how":"at the door"}`, record(desk.DangerAct{Offer: &outrider.DangerOffer{Measures: []string{"a night elsewhere"}, How: "at the door"}})},
		"link":    {on + "link", `{"who":"daughter","child":true,"note":"her aunt"}`, record(desk.DangerAct{Link: &outrider.DangerLink{Who: "daughter", Child: true, Note: "her aunt"}})},
		"vital":   {on + "vital", `{"ground":"life-at-risk","why":"armed"}`, record(desk.DangerAct{Vital: &outrider.DangerVital{Ground: outrider.GroundLife, Why: "armed"}})},
		"close":   {on + "close", `{"reasons":"over","reopens":"a call","agreed":"mira","review":"2031-03-15T08:30:00Z","asked":true}`, record(desk.DangerAct{Close: &desk.CloseDanger{Reasons: "over", Reopens: "a call", Agreed: "mira", Review: at, Asked: true}})},
		"look":    {on + "look", `{"why":"another street"}`, record(desk.DangerAct{Look: &outrider.DangerLooked{Why: "another street"}})},
		"reopen":  {on + "reopen", `{"why":"again","owner":"mira"}`, record(desk.DangerAct{Reopen: &desk.ReopenDanger{Why: "again", Owner: "mira"}})},
		"levels":  {"/api/v1/levels", `{"version":1}`, desk.Decision{Danger: &desk.DangerAct{Levels: &desk.AdoptLevels{Scheme: []byte(`{"version":1}`)}}}},
	}
}

func planPostings() map[string]posting {
	const at = "/api/v1/people/p-k07/plan/"
	since := time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC)
	return map[string]posting{
		"measures":  {at + "offer", `{"measures":["home-locks"],"for":"t-open","owner":"mira"}`, desk.Decision{Offer: &desk.OfferMeasures{Person: "p-k07", Measures: []string{"home-locks"}, For: "t-open", Owner: "mira"}}},
		"agree":     {at + "agree", `{"note":"by phone"}`, desk.Decision{AgreePlan: &desk.AgreePlan{Person: "p-k07", Note: "by phone"}}},
		"limits":    {at + "limits", `{"money":300.5,"hours":10,"burden":4,"measures":2,"why":"she asked"}`, desk.Decision{LimitPlan: &desk.LimitPlan{Limits: outrider.PlanLimits{Person: "p-k07", Money: 300.5, Hours: 10, Burden: 4, Measures: 2, Why: "she asked"}}}},
		"said":      {at + "m-check-in/said", `{"accept":false,"note":"too much"}`, desk.Decision{NoteAnswer: &desk.NoteAnswer{Person: "p-k07", Offer: "m-check-in", Note: "too much"}}},
		"in place":  {at + "m-home-locks/in-place", `{"proof":"test","since":"2031-03-01T00:00:00Z"}`, desk.Decision{PlaceMeasure: &desk.PlaceMeasure{Person: "p-k07", Offer: "m-home-locks", Proof: outrider.ProofTest, Since: since}}},
		"looked at": {at + "m-exit-routes/looked-at", `{"note":"both open"}`, desk.Decision{KeepUp: &desk.KeepUp{Person: "p-k07", Offer: "m-exit-routes", Note: "both open"}}},
		"over":      {at + "m-exit-routes/end", `{"how":"over","why":"she moved"}`, desk.Decision{EndMeasure: &desk.EndMeasure{Person: "p-k07", Offer: "m-exit-routes", How: outrider.EndedOver, Why: "she moved"}}},
	}
}

func casePostings() map[string]posting {
	const on = "/api/v1/cases/f-van/"
	until := time.Date(2031, 3, 20, 0, 0, 0, 0, time.UTC)
	work := func(c desk.CaseDecision) desk.Decision { return desk.Decision{Case: &c} }
	return map[string]posting{
		"case":            {"/api/v1/cases", `{"people":["p-k07"],"from":[{"kind":"alert","id":"a-van"}],"why":"a van"}`, work(desk.CaseDecision{Open: &desk.OpenCase{People: []outrider.PersonID{"p-k07"}, From: []outrider.CaseLink{{Kind: outrider.LinkAlert, ID: "a-van"}}, Why: "a van"}})},
		"case link":       {on + "link", `{"link":{"kind":"report","id":"r-van-1"},"gone":true}`, work(desk.CaseDecision{Link: &desk.LinkCase{Case: "f-van", Link: outrider.CaseLink{Kind: outrider.LinkReport, ID: "r-van-1"}, Gone: true}})},
		"case note":       {on + "note", `{"text":"called","contact":true,"people":["p-k07"]}`, work(desk.CaseDecision{Note: &desk.NoteCase{Case: "f-van", Text: "called", Contact: true, People: []outrider.PersonID{"p-k07"}}})},
		"case stand":      {on + "stand", `{"until":"2031-03-20T00:00:00Z","why":"the landlord"}`, work(desk.CaseDecision{Stand: &desk.StandCase{Case: "f-van", Until: until, Why: "the landlord"}})},
		"case offer":      {on + "offer", `{"case":"f-van","to":"mira","note":"at six"}`, work(desk.CaseDecision{Offer: &desk.OfferCase{Case: "f-van", To: "mira", Note: "at six"}})},
		"case answer":     {on + "answer", `{"take":true}`, work(desk.CaseDecision{Answer: &desk.AnswerCase{Case: "f-van", Take: true}})},
		"case want":       {on + "want", `{"why":"I know her"}`, work(desk.CaseDecision{Want: &desk.WantCase{Case: "f-van", Why: "I know her"}})},
		"case move":       {on + "move", `{"to":"mira","why":"gone"}`, work(desk.CaseDecision{Move: &desk.MoveCase{Case: "f-van", To: "mira", Why: "gone"}})},
		"case close":      {on + "close", `{"ground":"duplicate","other":"f-lost","why":"a","reopens":"b"}`, work(desk.CaseDecision{Close: &desk.CloseCase{Case: "f-van", Ground: "duplicate", Other: "f-lost", Why: "a", Reopens: "b"}})},
		"case reopen":     {"/api/v1/cases/f-shut/reopen", `{"why":"it is back"}`, work(desk.CaseDecision{Reopen: &desk.ReopenCase{Case: "f-shut", Why: "it is back"}})},
		"referral":        {"/api/v1/referrals", `{"case":"f-van","person":"p-k07","to":"Harbour","purpose":"legal help","text":"help","fields":["code"]}`, work(desk.CaseDecision{Draft: &desk.DraftReferral{Case: "f-van", Person: "p-k07", To: "Harbour", Purpose: "legal help", Text: "help", Fields: []string{"code"}}})},
		"referral ask":    {"/api/v1/referrals/q-draft/ask", `{"why":"urgent"}`, work(desk.CaseDecision{Ask: &desk.AskReferral{ID: "q-draft", Why: "urgent"}})},
		"referral link":   {"/api/v1/referrals/q-sent/link", `{"hours":4}`, work(desk.CaseDecision{Page: &desk.LinkReferral{ID: "q-sent", Hours: 4}})},
		"referral unlink": {"/api/v1/referrals/q-sent/unlink", `{}`, work(desk.CaseDecision{Unlink: &desk.UnlinkReferral{ID: "q-sent"}})},
		"referral send":   {"/api/v1/referrals/q-draft/send", `{}`, work(desk.CaseDecision{Send: &desk.SendReferral{ID: "q-draft"}})},
		"referral step":   {"/api/v1/referrals/q-sent/step", `{"to":"rejected","reason":"no-capacity","note":"in May","from":true}`, work(desk.CaseDecision{Step: &desk.StepReferral{ID: "q-sent", To: outrider.ReferralRejected, Reason: "no-capacity", Note: "in May", From: true}})},
		"referral answer": {"/api/v1/approvals/y-close", `{"give":true,"why":"agreed"}`, work(desk.CaseDecision{Approval: &desk.SettleApproval{ID: "y-close", Give: true, Why: "agreed"}})},
	}
}

// postings lists every act that a program may post on records, plans and cases.
func postings() map[string]posting {
	all := recordPostings()
	for _, more := range []map[string]posting{planPostings(), casePostings()} {
		for name, p := range more {
			all[name] = p
		}
	}
	return all
}

// TestPostedActs: each act comes to the desk as from its page, from a browser and from
// a local program; what the desk refuses is said, and done by nobody.
func TestPostedActs(t *testing.T) {
	for name, p := range postings() {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			b := h.as("ana")
			if res := b.send(http.MethodPost, p.path, "application/json", strings.NewReader(p.body)); res.code != http.StatusOK || !strings.HasPrefix(res.header.Get("Content-Type"), "application/json") {
				t.Fatalf("status %d: %s", res.code, res.body)
			}
			if res := h.ask(http.MethodPost, p.path, "ana", p.body); res.code != http.StatusOK {
				t.Fatalf("over the socket: status %d: %s", res.code, res.body)
			}
			if d := cmp.Diff([]desk.Decision{p.want, p.want}, h.desk.Decisions); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			h.desk.Refuse = &outrider.Error{Code: outrider.CodeConflict, Safe: "not like this", Hint: "otherwise"}
			if res := b.send(http.MethodPost, p.path, "application/json", strings.NewReader(p.body)); res.code != http.StatusConflict || !strings.Contains(res.body, "not like this") || !strings.Contains(res.body, "otherwise") {
				t.Errorf("a refusal: status %d: %s", res.code, res.body)
			}
		})
	}
}

// TestPostedActsAreRefused: nothing is done for nobody, for whoever may not, for what
// a form of another site could send, or for an object that is not the act's.
func TestPostedActsAreRefused(t *testing.T) {
	h := newHouse(t)
	b := h.as("ana")
	for name, p := range postings() {
		if res := h.ask(http.MethodPost, p.path, "", p.body); res.code != http.StatusUnauthorized {
			t.Errorf("%s by nobody: status %d", name, res.code)
		}
		if res := h.ask(http.MethodPost, p.path, "otto", p.body); res.code != http.StatusNotFound {
			t.Errorf("%s by an auditor: status %d", name, res.code)
		}
		if res := b.send(http.MethodPost, p.path, "text/plain", strings.NewReader(p.body)); res.code != http.StatusUnprocessableEntity {
			t.Errorf("%s as a form could send it: status %d", name, res.code)
		}
		bad := []string{"", "[", p.body + p.body, `{"nobody":"knows"}`, `{"case":"f-other","person":"p-other","id":"q-other"}`}
		switch name {
		case "levels": // any object: the desk reads it
			bad = bad[:3]
		case "referral": // its address names nothing
			bad = bad[:4]
		}
		for _, body := range bad {
			if res := b.send(http.MethodPost, p.path, "application/json", strings.NewReader(body)); res.code != http.StatusUnprocessableEntity {
				t.Errorf("%s with %q: status %d", name, body, res.code)
			}
		}
	}
	for _, path := range []string{"/api/v1/records/t-open/forget", "/api/v1/cases/f-van/forget", "/api/v1/referrals/q-sent/forget", "/api/v1/people/p-k07/plan/forget", "/api/v1/people/p-k07/plan/m-check-in/forget"} {
		if res := b.send(http.MethodPost, path, "application/json", strings.NewReader(`{}`)); res.code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, res.code)
		}
	}
	if res := b.send(http.MethodPost, "/api/v1/records/t-open/know", "application/json", strings.NewReader(`{"from":"outside","who":"x","what":"y","happened":"the other day"}`)); res.code != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none: status %d", res.code)
	}
	if len(h.desk.Decisions) != 0 {
		t.Errorf("decided %+v", h.desk.Decisions)
	}
}
