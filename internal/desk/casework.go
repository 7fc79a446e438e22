package desk

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
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

// CloseGround is a listed reason to close a case, and what it needs.
type CloseGround struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Needs  []string `json:"needs"`
	Origin string   `json:"origin"`
}

// NamedCode is a code with the words that a page shows for it.
type NamedCode struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// CaseRules are the numbers and lists of cases; see parameters/cases.json.
type CaseRules struct {
	HandOver      time.Duration // until an offer or a request is late
	Ownerless     time.Duration
	Reopened      time.Duration // until the owner of a reopened case must have looked
	SilentGrace   time.Duration // office hours
	MostWait      time.Duration
	Answer        time.Duration // until another house should have answered a referral
	AnswerGrace   time.Duration
	MostReferral  time.Duration
	ReferralLasts time.Duration
	Page          PageRules
	Silent        map[string]time.Duration // by tier of the person most at risk
	Grounds       []CloseGround
	Purposes      []string
	Rejections    []NamedCode
}

// PageRules are the numbers of the page that a referral's receiver may be given.
type PageRules struct {
	Link     time.Duration // until a link must be used where nobody says
	LinkMost time.Duration
	Lasts    time.Duration // of the page, never longer than the referral itself
	Read     time.Duration // office hours until somebody has looked at an answer
	Code     int           // digits of the code that is told by another way
	Openings int           // how often one copy can be opened
	Notes    int           // how many answers one referral takes on the page
}

// CaseworkParams are the organisation's rules for cases; see parameters/approvals.json
// and parameters/cases.json.
type CaseworkParams struct {
	Approvals map[outrider.ApprovalAct]ApprovalRule
	Cases     CaseRules
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

// Ground finds a listed ground.
func (r CaseRules) Ground(id string) (CloseGround, bool) {
	i := slices.IndexFunc(r.Grounds, func(g CloseGround) bool { return g.ID == id })
	if i < 0 {
		return CloseGround{}, false
	}
	return r.Grounds[i], true
}

// Rejection is the name of a reason why another house said no; empty: not listed.
func (r CaseRules) Rejection(id string) string {
	i := slices.IndexFunc(r.Rejections, func(c NamedCode) bool { return c.ID == id })
	if i < 0 {
		return ""
	}
	return r.Rejections[i].Name
}

// notListed refuses what is not on a list, and says what is.
func notListed[T any](safe string, list []T, name func(T) string) error {
	known := make([]string, len(list))
	for i, x := range list {
		known[i] = name(x)
	}
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: safe, Hint: "it has: " + strings.Join(known, ", ")}
}

// LoadCasework reads approvals.json and cases.json.
func LoadCasework(fsys fs.FS) (CaseworkParams, error) {
	approvals, err := loadApprovals(fsys)
	if err != nil {
		return CaseworkParams{}, err
	}
	cases, err := loadCases(fsys)
	return CaseworkParams{Approvals: approvals, Cases: cases}, err
}

func loadApprovals(fsys fs.FS) (map[outrider.ApprovalAct]ApprovalRule, error) {
	var file struct {
		Acts map[outrider.ApprovalAct]ApprovalRule `json:"acts"`
	}
	if err := readRules(fsys, "approvals.json", &file); err != nil {
		return nil, err
	}
	for act, r := range file.Acts {
		switch {
		case !slices.Contains(outrider.ApprovalActs, act):
			return nil, outrider.Invalid("approvals.json: %s is no act that can be put before a second person", act)
		case r.Origin == "" || !(r.Hours > 0) || r.Hours > 24*366:
			return nil, outrider.Invalid("approvals.json: %s needs within_hours and its origin", act)
		case slices.ContainsFunc(r.By, func(x outrider.Role) bool { return !slices.Contains(outrider.Roles, x) }):
			return nil, outrider.Invalid("approvals.json: %s names a role that there is not", act)
		}
		r.Within = hours(r.Hours)
		file.Acts[act] = r
	}
	return file.Acts, nil
}

func hours(n float64) time.Duration { return time.Duration(n * float64(time.Hour)) }

// number is a number with where it comes from.
type number struct {
	Value  float64 `json:"value"`
	Origin string  `json:"origin"`
}

// ok reports whether a number is above nothing, within ten years of hours, and says
// where it comes from.
func (n number) ok() bool { return n.Origin != "" && n.Value > 0 && n.Value <= 24*3660 }

func loadCases(fsys fs.FS) (CaseRules, error) {
	var r CaseRules
	var file struct {
		Numbers    map[string]number `json:"numbers"`
		Silent     map[string]number `json:"silent_days"`
		Grounds    []CloseGround     `json:"grounds"`
		Purposes   []string          `json:"purposes"`
		Rejections []NamedCode       `json:"rejections"`
	}
	if err := readRules(fsys, "cases.json", &file); err != nil {
		return r, err
	}
	for name, to := range map[string]*time.Duration{"hand_over_hours": &r.HandOver, "ownerless_hours": &r.Ownerless, "reopened_hours": &r.Reopened, "silent_grace_hours": &r.SilentGrace,
		"wait_most_days": &r.MostWait, "referral_days": &r.Answer, "referral_grace_hours": &r.AnswerGrace, "referral_most_days": &r.MostReferral, "referral_lasts_days": &r.ReferralLasts,
		"referral_link_hours": &r.Page.Link, "referral_link_most_hours": &r.Page.LinkMost, "referral_page_days": &r.Page.Lasts, "referral_read_hours": &r.Page.Read} {
		n := file.Numbers[name]
		if !n.ok() {
			return r, outrider.Invalid("cases.json: %s needs a positive number and its origin", name)
		}
		if strings.HasSuffix(name, "_days") {
			n.Value *= 24
		}
		*to = hours(n.Value)
	}
	for name, to := range map[string]*int{"referral_code_digits": &r.Page.Code, "referral_openings": &r.Page.Openings, "referral_page_notes": &r.Page.Notes} {
		n := file.Numbers[name]
		if *to = int(n.Value); !n.ok() || float64(*to) != n.Value {
			return r, outrider.Invalid("cases.json: %s needs a whole number and its origin", name)
		}
	}
	r.Silent = map[string]time.Duration{}
	for tier, n := range file.Silent {
		if !n.ok() {
			return r, outrider.Invalid("cases.json: silent_days of %s needs a positive number and its origin", tier)
		}
		r.Silent[tier] = hours(24 * n.Value)
	}
	r.Grounds, r.Purposes, r.Rejections = file.Grounds, file.Purposes, file.Rejections
	return r, r.check()
}

// A code of fewer digits could be guessed within the tries that are let through; more
// nobody reads down a telephone line without a slip.
const (
	leastDigits = 6
	mostDigits  = 16
)

// check refuses grounds that need nothing, or something that nobody can check.
func (r CaseRules) check() error {
	if len(r.Grounds) == 0 || len(r.Purposes) == 0 || len(r.Rejections) == 0 {
		return outrider.Invalid("cases.json: grounds, purposes and rejections are lists with something in them")
	}
	if r.Page.Link > r.Page.LinkMost || r.Page.Code < leastDigits || r.Page.Code > mostDigits {
		return outrider.Invalid("cases.json: referral_link_hours is at most referral_link_most_hours, referral_code_digits between %d and %d", leastDigits, mostDigits)
	}
	for _, g := range r.Grounds {
		if outrider.CheckID("ground", g.ID) != nil || g.Name == "" || g.Origin == "" || g.ID == outrider.GroundErased {
			return outrider.Invalid("cases.json: a ground has an id of its own, a name and an origin")
		}
		if len(g.Needs) == 0 {
			return outrider.Invalid("cases.json: the ground %s needs something: a threat is never closed quietly", g.ID)
		}
		for _, n := range g.Needs {
			if closingNeeds[n] == nil {
				return outrider.Invalid("cases.json: the ground %s needs something that this program cannot check", g.ID)
			}
		}
	}
	return nil
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
