package desk_test

import (
	"outrider"
	"outrider/internal/desk"
)

// deed is an act on the person that could be done now.
type deed struct {
	by      func(*busy) outrider.UserID
	do      func(*busy) desk.Decision
	stays   string // why whoever keeps the register may still do it without a record; empty: nobody may
	advises bool   // it is advice, and ends with it
}

func byOfficer(b *busy) outrider.UserID { return b.officer }
func byDuty(b *busy) outrider.UserID    { return b.duty }
func byAnalyst(b *busy) outrider.UserID { return b.analyst }

// deeds are all acts on a person, by the field of desk.Decision that asks for them.
func deeds() map[string]deed {
	out := map[string]deed{}
	for _, of := range []map[string]deed{registerDeeds(), reportDeeds(), judgingDeeds(), planDeeds(), caseDeeds(), dangerDeeds()} {
		for name, d := range of {
			out[name] = d
		}
	}
	return out
}

const (
	toShut  = "it shuts a way out"
	toClose = "what nobody else may know of still needs an owner who closes it"
	written = "what was done, and what somebody thought of it, can always be written down: record.md"
)

const toErase = "whoever keeps the register sees what waits to be erased, or takes the person back"

func registerDeeds() map[string]deed {
	return map[string]deed{
		"ChangePerson": {by: byOfficer, stays: toErase, do: func(b *busy) desk.Decision {
			return desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: outrider.Protectee{ID: b.who, Code: leakCode, Coverage: .7}}}
		}},
		"ErasePerson": {by: byOfficer, stays: toErase, do: func(b *busy) desk.Decision {
			return desk.Decision{ErasePerson: &desk.ErasePerson{Person: b.who, Confirm: leakCode, Reason: "they asked"}}
		}},
		"Sheet": {by: byOfficer, stays: toErase, do: func(b *busy) desk.Decision {
			return desk.Decision{Sheet: &desk.ChangeSheet{Person: b.who, Place: &outrider.OwnPlace{Kind: "home", Place: home}}}
		}},
		"Consent": {by: byOfficer, stays: toErase, do: func(b *busy) desk.Decision {
			return desk.Decision{Consent: &desk.GiveConsent{Person: b.who, Purpose: outrider.ForResearch, Told: selfSaid}}
		}},
		"Withdraw": {by: byOfficer, stays: toErase, do: func(b *busy) desk.Decision {
			return desk.Decision{Withdraw: &desk.WithdrawConsent{Person: b.who, Purpose: outrider.ForResearch, Told: selfSaid}}
		}},
		"Withhold": {by: byOfficer, stays: toErase, do: func(b *busy) desk.Decision {
			return desk.Decision{Withhold: &desk.Withhold{Person: b.who, From: []string{"the cousin"}}}
		}},
		"Wish": {by: byOfficer, stays: toErase, do: func(b *busy) desk.Decision {
			words := outrider.TellWords
			return desk.Decision{Wish: &desk.SetWishes{Person: b.who, Telling: &words}}
		}},
		"PassOn": {by: byOfficer, do: func(b *busy) desk.Decision {
			return desk.Decision{PassOn: &desk.PassOn{Person: b.who, To: receiver, What: "the plate"}}
		}},
		"SettlePassed": {by: byDuty, do: func(b *busy) desk.Decision {
			return desk.Decision{SettlePassed: &desk.SettlePassed{Person: b.who, ID: b.passed, Confirm: true}}
		}},
		"CloseRecall": {by: byOfficer, stays: "a recall is got back because of the no", do: func(b *busy) desk.Decision {
			return desk.Decision{CloseRecall: &desk.CloseRecall{Recall: b.recall, Done: true, Note: "they wrote that it is deleted"}}
		}},
		"SetCheckIn": {by: byOfficer, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: b.who, At: []string{"09:30"}, Zone: "Europe/Vienna"}}
		}},
		"CheckIn": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: b.who, Note: "they rang"}}
		}},
		"LinkPortal": {by: byOfficer, do: func(b *busy) desk.Decision {
			return desk.Decision{LinkPortal: &desk.LinkPortal{Person: b.who}}
		}},
		"EndPortal": {by: byOfficer, stays: toErase, do: func(b *busy) desk.Decision {
			return desk.Decision{EndPortal: &desk.EndPortal{Person: b.who}}
		}},
		"Offline": {by: byOfficer, do: func(b *busy) desk.Decision {
			return desk.Decision{Offline: &desk.SetOffline{Person: b.who, On: true}}
		}},
	}
}

func reportDeeds() map[string]deed {
	return map[string]deed{
		"Take": {by: byDuty, advises: true, do: func(b *busy) desk.Decision { return desk.Decision{Take: &desk.TakeAlert{Alert: b.alert}} }},
		"Dismiss": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{Dismiss: &desk.DismissAlert{Alert: b.alert, Reason: "known", Until: b.now.AddDate(0, 0, 9)}}
		}},
		"Grade": {by: byAnalyst, do: func(b *busy) desk.Decision {
			return desk.Decision{Grade: &desk.GradeReport{Report: b.leaky.report, Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "C", Content: "3"}, Why: "thought again"}}
		}},
		"Retract": {by: byAnalyst, do: func(b *busy) desk.Decision {
			return desk.Decision{Retract: &desk.RetractReport{Report: b.leaky.report, Why: "a mistake"}}
		}},
		"Settle": {by: byAnalyst, do: func(b *busy) desk.Decision {
			return desk.Decision{Settle: &desk.SettleProposal{Report: b.proposing, Index: 0, Confirm: true, Person: b.who}}
		}},
		"AddPhotos": {by: byDuty, do: func(b *busy) desk.Decision {
			return desk.Decision{AddPhotos: &desk.AddPhotos{Report: b.leaky.report, Photos: [][]byte{[]byte("photo:new")}}}
		}},
		"Describe": {by: byDuty, do: func(b *busy) desk.Decision {
			return desk.Decision{Describe: &desk.DescribePhoto{Report: b.leaky.report, N: 1, Text: "a van at a kerb"}}
		}},
		"Judge": {by: byAnalyst, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{Judge: &desk.JudgeHit{Hit: b.hit, Verdict: outrider.VerdictUnsure}}
		}},
		"Revoke": {by: byAnalyst, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{Revoke: &desk.RevokeVerdict{Hit: b.judged, Why: "too quick"}}
		}},
	}
}

func judgingDeeds() map[string]deed {
	return map[string]deed{
		"Ask": {by: byAnalyst, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{Ask: &desk.AskQuestion{Person: b.who, Days: 90, P: .1}}
		}},
		"Resolve": {by: byOfficer, do: func(b *busy) desk.Decision {
			return desk.Decision{Resolve: &desk.ResolveQuestion{Question: b.question, Resolution: outrider.ResolvedYes}}
		}},
		"JudgePerson": {by: byAnalyst, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{JudgePerson: &desk.JudgePerson{Person: b.who, Figures: calmFigures(), Reasons: "quiet for weeks"}}
		}},
		"Publish": {by: byAnalyst, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{Publish: &desk.Publish{Person: b.who, From: "model", Reasons: "nobody was free to judge", Gaps: "much"}}
		}},
		"Confirm": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{Confirm: &desk.SettlePublished{Person: b.who, ID: b.published, Confirm: true}}
		}},
		"Dissent": {by: byAnalyst, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{Dissent: &desk.AddDissent{Person: b.who, ID: b.published, Why: "too low"}}
		}},
		"MakeTask": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{MakeTask: &desk.MakeTask{Person: b.who, Do: "ask the baker"}}
		}},
		"CloseTask": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{CloseTask: &desk.CloseTask{Task: b.task, Done: true, Note: "the van is the baker's"}}
		}},
		"ReviewFloor": {by: byOfficer, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{ReviewFloor: &desk.ReviewFloor{Person: b.who, To: .01, Why: "the caller was found"}}
		}},
	}
}

func planDeeds() map[string]deed {
	return map[string]deed{
		"Offer": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{Offer: &desk.OfferMeasures{Person: b.who, Measures: []string{"account-care"}}}
		}},
		"NoteAnswer": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{NoteAnswer: &desk.NoteAnswer{Person: b.who, Offer: b.unanswered, Accept: true, Note: "by phone, at noon"}}
		}},
		"PlaceMeasure": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{PlaceMeasure: &desk.PlaceMeasure{Person: b.who, Offer: b.accepted, Proof: outrider.ProofSaid, Note: "they say so"}}
		}},
		"KeepUp": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{KeepUp: &desk.KeepUp{Person: b.who, Offer: b.held, Note: "asked, it works"}}
		}},
		"EndMeasure": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{EndMeasure: &desk.EndMeasure{Person: b.who, Offer: b.held, How: outrider.EndedOver, Why: "they moved"}}
		}},
		"AgreePlan": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{AgreePlan: &desk.AgreePlan{Person: b.who, Note: "agreed on the phone"}}
		}},
		"LimitPlan": {by: byDuty, advises: true, do: func(b *busy) desk.Decision {
			return desk.Decision{LimitPlan: &desk.LimitPlan{Limits: outrider.PlanLimits{Person: b.who, Money: 100, Hours: 10, Burden: 9, Measures: 2, Why: "no more now"}}}
		}},
	}
}

// onCase is a deed on cases.
func onCase(stays string, by func(*busy) outrider.UserID, do func(*busy) desk.CaseDecision) deed {
	return deed{by: by, stays: stays, do: func(b *busy) desk.Decision { c := do(b); return desk.Decision{Case: &c} }}
}

func caseDeeds() map[string]deed {
	return map[string]deed{
		"Case.Approval": onCase(toClose, byDuty, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Approval: &desk.SettleApproval{ID: b.asked, Why: "not now"}}
		}),
		"Case.Open": onCase("", byDuty, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Open: &desk.OpenCase{People: []outrider.PersonID{b.who}, Why: "somebody waits at the door"}}
		}),
		"Case.Link": onCase("", byDuty, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Link: &desk.LinkCase{Case: b.leaky.file, Link: outrider.CaseLink{Kind: outrider.LinkReport, ID: string(b.leaky.report)}}}
		}),
		"Case.Note": onCase("", byDuty, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Note: &desk.NoteCase{Case: b.leaky.file, Text: "called about " + leakCode}}
		}),
		"Case.Stand": onCase("", byOfficer, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Stand: &desk.StandCase{Case: b.leaky.file, Until: b.now.AddDate(0, 0, 9), Why: "the court answers then"}}
		}),
		"Case.Offer": onCase(toClose, byOfficer, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Offer: &desk.OfferCase{Case: b.leaky.file, To: "ines"}}
		}),
		"Case.Answer": onCase(toClose, byDuty, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Answer: &desk.AnswerCase{Case: b.handed, Take: true}}
		}),
		"Case.Want": onCase(toClose, byDuty, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Want: &desk.WantCase{Case: b.leaky.file, Why: "I know them"}}
		}),
		"Case.Move": onCase(toClose, func(b *busy) outrider.UserID { return b.keeper }, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Move: &desk.MoveCase{Case: b.wanted, To: "ines", Why: "she knows them"}}
		}),
		"Case.Close": onCase(toClose, byOfficer, func(b *busy) desk.CaseDecision { return b.closes(b.twin) }),
		"Case.Reopen": onCase("", byDuty, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Reopen: &desk.ReopenCase{Case: b.shut, Why: "it was another"}}
		}),
		"Case.Draft": onCase("", byOfficer, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Draft: &desk.DraftReferral{Case: b.leaky.file, Person: b.who, To: receiver, Purpose: "legal help", Text: "Advice.", Fields: []string{outrider.FieldCode}}}
		}),
		"Case.Ask":  onCase("", byOfficer, func(b *busy) desk.CaseDecision { return desk.CaseDecision{Ask: &desk.AskReferral{ID: b.drafted}} }),
		"Case.Send": onCase("", byOfficer, func(b *busy) desk.CaseDecision { return desk.CaseDecision{Send: &desk.SendReferral{ID: b.ready}} }),
		"Case.Page": onCase("", byOfficer, func(b *busy) desk.CaseDecision { return desk.CaseDecision{Page: &desk.LinkReferral{ID: b.sent}} }),
		"Case.Unlink": onCase(toShut, byOfficer, func(b *busy) desk.CaseDecision {
			return desk.CaseDecision{Unlink: &desk.UnlinkReferral{ID: b.sent}}
		}),
		"Case.Step": onCase("", byOfficer, func(b *busy) desk.CaseDecision { return b.step(b.sent, outrider.ReferralAccepted, "", "we begin") }),
	}
}

// onDanger is a deed on a threat record.
func onDanger(stays string, by func(*busy) outrider.UserID, do func(*busy) desk.DangerAct) deed {
	return deed{by: by, stays: stays, advises: stays == "", do: func(b *busy) desk.Decision { a := do(b); return desk.Decision{Danger: &a} }}
}

func dangerDeeds() map[string]deed {
	return map[string]deed{
		"Danger.Open": onDanger("", byDuty, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Open: &desk.OpenDanger{Person: b.who, What: "another caller", Level: "serious", Immediacy: "he named a day"}}
		}),
		"Danger.Know": onDanger("", byAnalyst, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.silent, Know: &desk.KnowDanger{From: outrider.FromReport, Cites: string(b.leaky.report)}}
		}),
		"Danger.Review": onDanger("", byDuty, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.leaky.danger, Review: &desk.ReviewDanger{Immediacy: "within weeks", Why: "looked at again"}}
		}),
		"Danger.Option": onDanger("", byDuty, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.silent, Option: &outrider.DangerOption{What: "Tell them today", For: "it is quick", Against: "it frightens"}}
		}),
		"Danger.Decide": onDanger("", byDuty, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.leaky.danger, Decide: &desk.DecideDanger{Verdict: outrider.DangerWarn, Reasons: "They can act on it."}}
		}),
		"Danger.Approve": onDanger(written, byDuty, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.silent, Approve: &desk.ApproveDanger{Give: true}}
		}),
		"Danger.Dissent": onDanger(written, byAnalyst, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.leaky.danger, Dissent: &outrider.DangerDissent{Why: "it is nearer than that"}}
		}),
		"Danger.Rung": onDanger("", byDuty, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.leaky.danger, Rung: notice()}
		}),
		"Danger.Receipt": onDanger(written, byDuty, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.leaky.danger, Receipt: &outrider.DangerReceipt{Rung: b.rung, Reached: true, Who: "the person", Known: "they rang back"}}
		}),
		"Danger.Link": onDanger("", byDuty, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.leaky.danger, Link: &outrider.DangerLink{Who: "daughter", Child: true, Note: "her aunt knows"}}
		}),
		"Danger.Close": onDanger(written, byDuty, func(b *busy) desk.DangerAct { return desk.DangerAct{Record: b.leaky.danger, Close: b.closing()} }),
		"Danger.Look": onDanger(written, byDuty, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.closed, Look: &outrider.DangerLooked{Why: "quiet", Review: b.now.AddDate(0, 0, 2)}}
		}),
		"Danger.Reopen": onDanger("", byDuty, func(b *busy) desk.DangerAct {
			return desk.DangerAct{Record: b.closed, Reopen: &desk.ReopenDanger{Why: "another call"}}
		}),
	}
}
