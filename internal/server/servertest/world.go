package servertest

import (
	"math"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// judgement builds a judgement as the desk would word it.
func judgement(label string, p, low, high float64) desk.Judgement {
	return desk.Judgement{Label: label, P: outrider.Probability{P: p, Low: low, High: high},
		Percent: outrider.Percent(p), Word: outrider.PHIA.Word(p), Range: outrider.Percent(low) + " to " + outrider.Percent(high),
		Frequency: outrider.Frequency(p), Base: outrider.Percent(0.004), RestsOn: "4 reports, 3 independent; best grade admiralty:B2",
		Missing:   []string{"keeper of the vehicle"},
		ChangesIf: []string{"the same plate again: about 45 %", "the keeper is a neighbour: about 6 %"},
		LastLook:  Now().Add(-6 * time.Hour), Note: "It is not zero."}
}

func small() desk.Judgement {
	j := judgement("Harm within 90 days", 0.003, 0.001, 0.011)
	j.RestsOn, j.Missing, j.ChangesIf = "no reports; the base rate alone", nil, nil
	return j
}

func noData() desk.Judgement {
	return desk.Judgement{Label: "Harm within 90 days", P: outrider.Probability{NoData: true}, Percent: "no data", Word: "no data", Note: "Nobody was looking."}
}

func item(id outrider.AlertID, level outrider.Level) desk.QueueItem {
	j := judgement("Harm within 90 days", 0.18, 0.09, 0.31)
	j.Before = "9 %"
	return desk.QueueItem{Alert: id, Thread: "t-van", Level: level, Rule: outrider.RuleShared, Person: "p-k07", Code: "K-07",
		Why: "The same vehicle was near 3 people who do not know each other", Do: "Call K-07, and ask for the way home to be varied",
		Raised: Now().Add(-12 * time.Minute), Waiting: 12 * time.Minute, Judgement: j, Members: 2}
}

func urgentItem() desk.QueueItem {
	i := item("a-ill", outrider.LevelAct)
	i.Rule, i.Urgent, i.Members = outrider.RuleUrgent, true, 1
	i.Why, i.Do = "An unexplained illness was reported", "Get medical help to the person, then read the steps"
	i.Waiting = 45 * time.Second
	return i
}

func maskedItem() desk.QueueItem {
	i := item("a-masked", outrider.LevelLook)
	i.Masked, i.Person, i.Code, i.Members = true, "p-hidden", "H-66", 1
	i.Why, i.Do = "Something was seen near more than one person", "Ask the case officer"
	i.Waiting = 26 * time.Hour
	return i
}

func noDataItem() desk.QueueItem {
	i := item("a-quiet", outrider.LevelLook)
	i.Person, i.Code, i.Judgement, i.Members = "", "nobody named", noData(), 1
	i.Rule, i.Why, i.Do = outrider.RuleStage, "A threat names nobody in the register", "Read it and say whom it means"
	i.Waiting = 65 * time.Minute
	return i
}

func hypotheses() []desk.HypothesisLine {
	var out []desk.HypothesisLine
	for _, h := range []struct {
		hyp     outrider.Hypothesis
		name    string
		p       float64
		percent string
	}{{outrider.HypBenign, "An innocent explanation", .468, "46.8 %"}, {outrider.HypCollection, "Collecting information", .271, "27.1 %"},
		{outrider.HypIntimidation, "Intimidation", .066, "6.6 %"}, {outrider.HypAbduction, "Preparing an abduction", .005, "0.5 %"},
		{outrider.HypAttack, "Preparing an attack", .18, "18.0 %"}, {outrider.HypOther, "Another hostile aim", .01, "1.0 %"}} {
		out = append(out, desk.HypothesisLine{Hypothesis: h.hyp, Name: h.name, Percent: h.percent,
			P: outrider.Probability{P: h.p, Low: h.p / 2, High: math.Min(1, h.p*1.6)}})
	}
	return out
}

// account is chosen so that rows rounded one by one would miss the rounded sum.
func account() desk.Account {
	rows := []desk.RowLine{
		{Kind: "prior", Why: "Before any report", Decibans: -16.94},
		{Kind: "report", At: Now().Add(-48 * time.Hour), Why: "The same vehicle at 3 separate places", Reports: []outrider.ReportID{"r-van-1", "r-van-2"}, Decibans: 11.64},
		{Kind: "report", At: Now().Add(-30 * time.Hour), Why: "A stranger with a story that did not hold", Reports: []outrider.ReportID{"r-news"}, Decibans: 4.14},
		{Kind: "time", At: Now().Add(-2 * time.Hour), Why: "Quiet since, with somebody looking", Decibans: -3.04},
		{Kind: "report", At: Now().Add(-time.Hour), Why: "12 reprints of one story count as one", Reports: []outrider.ReportID{"r-news"}, Decibans: 0},
	}
	a := desk.Account{Rows: rows, OddsText: "0.38 = 18 : 47"}
	for i := range rows {
		rows[i].Nats = rows[i].Decibans * math.Ln10 / 10
		a.Sum += rows[i].Decibans
		a.SumNats += rows[i].Nats
	}
	return a
}

func finding() *desk.FindingLine {
	rows := []outrider.Weight{{Report: "r-van-1", At: Now().Add(-48 * time.Hour), Why: "first seen at home", Nats: 0},
		{Report: "r-van-2", At: Now().Add(-24 * time.Hour), Why: "again, at another place", Nats: 1.2345},
		{At: Now().Add(-20 * time.Hour), Why: "near somebody without a tie", Nats: 2.3456}}
	return &desk.FindingLine{ID: "f-van", Rule: outrider.RuleShared, Summary: "One vehicle near 3 people at 4 separate places in 16 days",
		Selector: MarkerSelector, Score: 3.5801, Rows: rows, Innocent: "A delivery round explains it about one time in six.",
		Ask: "Who keeps the vehicle?", Codes: []string{"K-07", "L-03"}}
}

func reportLines() []desk.ReportLine {
	day := outrider.When{From: Now().Truncate(24 * time.Hour), To: Now().Truncate(24*time.Hour).AddDate(0, 0, 1), Precision: outrider.PrecisionDay}
	return []desk.ReportLine{
		{ID: "r-van-1", Kind: outrider.KindVisit, KindName: "Unfamiliar visitor or vehicle", Occurred: day, Recorded: Now().Add(-48 * time.Hour),
			Place: "Invented Street, Exampleville", Text: "A grey van again, engine running, two men who did not get out.", Grade: "admiralty:B2",
			Handling: outrider.DefaultHandling.String(), Codes: []string{"K-07"}, People: []outrider.PersonID{"p-k07"}},
		{ID: "r-van-2", Kind: outrider.KindWatched, KindName: "Watched or followed", Recorded: Now().Add(-24 * time.Hour), Text: "خودروی ناشناس دوباره جلوی در بود",
			Grade: "not graded", Handling: outrider.DefaultHandling.String(), Codes: []string{"K-07", "L-03"}, People: []outrider.PersonID{"p-k07", "p-l03"}, Urgent: true},
		{ID: "r-news", Kind: outrider.KindStatement, KindName: "Statement by a state", Recorded: Now().Add(-20 * time.Hour), Text: "An invented minister spoke of traitors.",
			Grade: "admiralty:F6", Handling: "TLP:CLEAR PAP:CLEAR", Copies: 11, Retracted: true},
		{ID: "r-gone", Recorded: Now().AddDate(0, -1, 0), KindName: "Report", Erased: true},
	}
}

// claimTree is a claim with a reprint, an account of its own, and a denial.
func claimTree(l desk.ReportLine) *desk.ClaimLine {
	ls := reportLines()
	return &desk.ClaimLine{Kind: l.Kind, KindName: l.KindName, When: "2026-11-19", Said: "3 reports, 2 stories, 1 independent root, 1 of unknown origin",
		Truth: "By the grades of its sources, what it says happened with a probability of 71 %. It is disputed.",
		Roots: []desk.RootLine{{Line: l, Under: []desk.RootLine{{Line: ls[1], Why: "near-identical text"}}},
			{Line: ls[2], Note: "nobody says where the press has it from: it counts little beside others"}},
		Disputed: []desk.RootLine{{Line: ls[2]}}}
}

func reportView(l desk.ReportLine) desk.ReportView {
	v := desk.ReportView{Line: l, By: "mira", Claim: claimTree(l), MayGrade: true, MayRetract: true,
		Report: outrider.Report{ID: l.ID, Kind: l.Kind, About: l.People, Occurred: l.Occurred, Text: l.Text, Handling: outrider.DefaultHandling,
			Selectors: []outrider.Selector{{Kind: outrider.SelectorPlate, Value: "EX?MPL47", Partial: true}},
			Behaviour: []outrider.Behaviour{outrider.BehaviourWaiting}, Observer: "protectee"},
		Grades:    []desk.GradeLine{{Grade: "admiralty:C3", By: "mira", At: Now().Add(-47 * time.Hour)}, {Grade: "admiralty:B2", By: "yusuf", At: Now().Add(-40 * time.Hour), Why: "seen by two of our staff"}},
		Proposals: []desk.ProposalLine{{Index: 0, Kind: "place", Text: "Exampleville", Basis: "gazetteer"}, {Index: 1, Kind: "person", Text: "Somebody Invented", Basis: "guess", Settled: "rejected"}},
		Warnings:  []outrider.Notice{{Where: "line 2", What: "the date can be read two ways"}}, Findings: []desk.FindingLine{*finding()}, Hits: hitLines()[2:4]}
	if l.ID == "r-van-1" {
		v.Photos, v.MayDescribe = photoLines(), true
	}
	if l.Urgent {
		v.Emergency = []string{"Call the local emergency number now."}
	}
	return v
}

func k07() desk.PersonLine {
	return desk.PersonLine{ID: "p-k07", Code: "K-07", Reports: 4, Open: 2, LastNews: Now().Add(-time.Hour), Judgement: judgement("Harm within 90 days", 0.18, 0.09, 0.31)}
}

func personView(q desk.PersonQuery) desk.PersonView {
	v := desk.PersonView{Line: k07(), MayReveal: true, Hypotheses: hypotheses(), Account: account(), Findings: []desk.FindingLine{*finding()},
		Horizons: []desk.Judgement{judgement("Harm within 30 days", 0.07, 0.02, 0.15), judgement("Harm within 90 days", 0.18, 0.09, 0.31), judgement("Harm within 365 days", 0.37, 0.2, 0.55)},
		Reports:  reportLines(), Alerts: []desk.QueueItem{item("a-van", outrider.LevelAct)},
		Ties: []desk.PersonLine{{ID: "p-m09", Code: "M-09"}}, Readers: 3, Engine: outrider.Stamp{Version: "test", Params: "0123456789abcdef"},
		Wanted: hitLines()[1:2], Consent: consent(),
		Since: since(), Tasks: []desk.TaskLine{task("open"), task("done")},
		Asks:         []desk.ChangeLine{{If: "the same plate again", To: "45 %", Do: "Ask neighbours to note plates."}, {If: "the keeper is a neighbour", To: "6 %", Do: "Ask whose vehicle it is.", Open: true}},
		Illustrative: "The rates behind these numbers are illustrative. They are not measured data.",
		Protectee: outrider.Protectee{ID: "p-k07", Code: "K-07", Coverage: .8, Actors: []outrider.Actor{{State: "XX", Basis: "a threat in a broadcast of an invented state"}},
			Child: true, Journeys: []outrider.Journey{{ID: "j-1", From: outrider.Place{Name: "Exampleville"}, To: outrider.Place{Name: "Pier Town"}, Leave: Now().AddDate(0, 0, 5), Back: Now().AddDate(0, 0, 9)}},
			Places: []outrider.OwnPlace{{ID: "home", Kind: "home", Place: outrider.Place{Name: "Exampleville"}}},
			Known:  []outrider.Selector{{Kind: outrider.SelectorPlate, Value: "EXFAMILY1"}}}}
	stands := published("published")
	v.Published = &stands
	if q.Reveal {
		v.Identity = &outrider.Identity{Name: MarkerName, Names: []string{"فرنک ساختگی"}, Contact: "by the neighbour, never by phone"}
	}
	return v
}
