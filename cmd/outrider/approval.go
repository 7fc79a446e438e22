package main

import (
	"strings"

	"outrider"
	"outrider/internal/desk"
)

type approvalCmd struct {
	List   approvalListCmd   `cmd:"" help:"What waits for a second person."`
	Give   approvalGiveCmd   `cmd:"" help:"Approve an act that somebody else asked for."`
	Refuse approvalRefuseCmd `cmd:"" help:"Give it back, and say why."`
}

type approvalListCmd struct{}

// Help is shown under the flags.
func (approvalListCmd) Help() string {
	return "Examples:\n\n  outrider --as mira approval list\n  outrider --as mira --json approval list"
}

// Run lists what waits.
func (c *approvalListCmd) Run(e *env) error {
	return e.casework(desk.CaseworkQuery{Approvals: true}, func(a desk.CaseworkAnswer) any {
		for _, l := range a.Approvals.Waiting {
			late := ""
			if l.Overdue {
				late = "; overdue"
			}
			e.print("%s  %s: %s; asked by %s; by %s%s", l.ID, l.What, strings.Join(l.Codes, ", "), l.Asked, l.By.UTC().Format("2006-01-02 15:04"), late)
			if l.Why != "" {
				e.print("    %s", l.Why)
			}
		}
		for _, o := range a.Approvals.Others {
			e.print("%s: %s, answered on its own page", o.Code, o.What)
		}
		if len(a.Approvals.Waiting)+len(a.Approvals.Others) == 0 {
			e.print("Nothing waits for a second person.")
		}
		return a.Approvals
	})
}

type approvalGiveCmd struct {
	ID  string `arg:"" help:"Approval id, from the list."`
	Why string `help:"Why."`
}

// Help is shown under the flags.
func (approvalGiveCmd) Help() string {
	return "Never by the one who asked.\n\n  outrider --as mira approval give y-3f9c --why 'agreed'\n  outrider --as mira --json approval give y-3f9c"
}

// Run gives an approval.
func (c *approvalGiveCmd) Run(e *env) error {
	return e.work(desk.CaseDecision{Approval: &desk.SettleApproval{ID: outrider.ApprovalID(c.ID), Give: true, Why: c.Why}}, "Approved.")
}

type approvalRefuseCmd struct {
	ID  string `arg:"" help:"Approval id, from the list."`
	Why string `help:"Why it goes back." required:""`
}

// Help is shown under the flags.
func (approvalRefuseCmd) Help() string {
	return "Examples:\n\n  outrider --as mira approval refuse y-3f9c --why 'the landlord has not called back'\n  outrider --as ana approval refuse y-3f9c --why 'not that text'"
}

// Run gives an act back.
func (c *approvalRefuseCmd) Run(e *env) error {
	return e.work(desk.CaseDecision{Approval: &desk.SettleApproval{ID: outrider.ApprovalID(c.ID), Why: c.Why}}, "Given back.")
}
