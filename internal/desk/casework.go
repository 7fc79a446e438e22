package desk

import (
	"context"
	"encoding/json"
	"io/fs"
	"slices"
	"time"

	"outrider"
)

// ApprovalRule says whether an act needs a second person, whose word counts, and how
// long an answer may take.
type ApprovalRule struct {
	Second bool            `json:"second"`
	By     []outrider.Role `json:"by"` // none: every role that may approve
	Hours  float64         `json:"within_hours"`
	Origin string          `json:"origin"`
	Within time.Duration   `json:"-"`
}

// CaseworkParams are the organisation's rules for cases; see parameters/approvals.json.
type CaseworkParams struct {
	Approvals map[outrider.ApprovalAct]ApprovalRule
}

// unlisted is the rule of an act that no file names: a second person, within a day.
var unlisted = ApprovalRule{Second: true, Within: 24 * time.Hour}

// Rule is the rule of an act; one that is not listed needs a second person.
func (p CaseworkParams) Rule(act outrider.ApprovalAct) ApprovalRule {
	if r, ok := p.Approvals[act]; ok {
		return r
	}
	return unlisted
}

// LoadCasework reads approvals.json.
func LoadCasework(fsys fs.FS) (CaseworkParams, error) {
	var p CaseworkParams
	var file struct {
		Acts map[outrider.ApprovalAct]ApprovalRule `json:"acts"`
	}
	if err := readRules(fsys, "approvals.json", &file); err != nil {
		return p, err
	}
	for act, r := range file.Acts {
		switch {
		case !slices.Contains(outrider.ApprovalActs, act):
			return p, outrider.Invalid("approvals.json: %s is no act that can be put before a second person", act)
		case r.Origin == "" || !(r.Hours > 0) || r.Hours > 24*366:
			return p, outrider.Invalid("approvals.json: %s needs within_hours and its origin", act)
		case slices.ContainsFunc(r.By, func(x outrider.Role) bool { return !slices.Contains(outrider.Roles, x) }):
			return p, outrider.Invalid("approvals.json: %s names a role that there is not", act)
		}
		r.Within = time.Duration(r.Hours * float64(time.Hour))
		file.Acts[act] = r
	}
	p.Approvals = file.Acts
	return p, nil
}

// readRules decodes a file of rules.
func readRules(fsys fs.FS, name string, into any) error {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: name + " cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	if err := json.Unmarshal(b, into); err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: name + " is not valid JSON", Hint: "the file in force stays in force", Err: err}
	}
	return nil
}

// decideCase is Decide for approvals, cases and referrals.
func (d *Desk) decideCase(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, decided bool, err error) {
	switch {
	case dec.SettleApproval != nil:
		out, err = d.settleApproval(ctx, by, *dec.SettleApproval)
	default:
		return Outcome{}, false, nil
	}
	return out, true, err
}
