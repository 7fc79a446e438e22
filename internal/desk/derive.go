package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"outrider"
	"outrider/internal/claim"
	"outrider/internal/picture"
)

// claims groups a person's reports into what was said to have happened, with
// its independent roots.
func (d *Desk) claims(reports []outrider.Report) []outrider.Claim {
	return claim.Merge(reports, d.texts)
}

// findingEntry records a finding, sealed for everybody it is about. Its id holds
// the content and the head it was thought from: the same thought is never written
// twice, and one that holds again after it was withdrawn is written again.
func (d *Desk) findingEntry(f outrider.Finding) (outrider.Entry, error) {
	p, err := part(f, outrider.PurposeRecord, f.People...)
	return outrider.Entry{ID: "f-" + contentHash(strconv.AppendUint(slices.Clone(p.Body), d.head.Seq, 10)), Type: outrider.EntryFinding, Version: 1, Parts: []outrider.Part{p}}, err
}

func (d *Desk) assessmentEntry(x *picture.Person, a outrider.Assessment) (outrider.Entry, error) {
	p, err := part(x.Assessed(a), outrider.PurposeRecord, a.Person)
	return outrider.Entry{ID: d.o.NewID("s"), Type: outrider.EntryAssessment, Version: 1, Parts: []outrider.Part{p}}, err
}

// alertEntry records an alert under its own id: two nodes that think the same
// write one. An alert about nobody in the register is sealed with the report it
// rests on, and one about the desk itself under the desk's own key.
func (d *Desk) alertEntry(a outrider.Alert) (outrider.Entry, error) {
	people := slices.Clone(a.Others)
	if a.Person != "" {
		people = append(people, a.Person)
	}
	if len(people) == 0 && len(a.Basis) > 0 {
		people = []outrider.PersonID{orphan(a.Basis[0])}
	}
	slices.Sort(people)
	p, err := part(a, outrider.PurposeRecord, slices.Compact(people)...)
	return outrider.Entry{ID: string(a.ID), Type: outrider.EntryAlert, Version: 1, Parts: []outrider.Part{p}}, err
}

func contentHash(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:16])
}

// findingOf reads a finding back out of the entry that records it.
func (d *Desk) findingOf(e outrider.Entry) (outrider.Finding, bool) {
	var f outrider.Finding
	if len(e.Parts) == 0 || json.Unmarshal(e.Parts[0].Body, &f) != nil {
		return f, false
	}
	return f, true
}

// unassigned raises the alerts of urgent reports that name nobody in the
// register: a life may be at risk, and a human must find out whose.
func (d *Desk) unassigned(changed []outrider.ReportID, now time.Time, raised map[outrider.AlertID]bool) ([]outrider.Entry, error) {
	var out []outrider.Entry
	for _, id := range changed {
		it, ok := d.p.Report(id)
		if !ok || it.Retracted || len(it.Report.About) > 0 || !it.Report.Urgent() {
			continue
		}
		a := urgentAlert(it)
		a.Raised = now
		if _, known := d.p.Alert(a.ID); known || raised[a.ID] {
			continue
		}
		raised[a.ID] = true
		e, err := d.alertEntry(a)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// urgentAlert is the alert of an urgent report that names nobody in the register.
func urgentAlert(it *picture.Item) outrider.Alert {
	id := it.Report.ID
	th := outrider.NewThread(outrider.RuleUrgent, "", string(id))
	a := outrider.Alert{Thread: th, Level: outrider.LevelAct, Rule: outrider.RuleUrgent, Basis: []outrider.ReportID{id},
		Attack90: outrider.Probability{NoData: true}, Handling: it.Report.Handling,
		Why: "An urgent report names nobody in the register.", Do: "Call the person who reported it and find out who is in danger."}
	a.ID = outrider.NewAlertID(th, a.Level, a.Basis)
	return a
}
