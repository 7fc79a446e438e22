// Package servertest is a desk of invented people that answers the server's
// questions from memory, for tests of pages and for runs in a real browser. It
// thinks nothing: its views are written by hand to show every state a page has.
package servertest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"outrider"
	"outrider/internal/answers/held"
	"outrider/internal/desk"
	"outrider/internal/watchlist/inforce"
)

// Now is the moment at which the invented desk stands.
func Now() time.Time { return time.Date(2031, 3, 14, 2, 9, 0, 0, time.UTC) }

// Passphrase opens the desk for every invented user.
const Passphrase = "five invented words here now"

// Marker is a name and a selector that no page may show unless it was asked for
// with a reason: tests look for it.
const (
	MarkerName     = "Ferenc Invented-Marker"
	MarkerSelector = "ZZ 999 MARKER"
)

// Desk is the invented desk. Fail, when set, is returned by every read.
type Desk struct {
	mu        sync.Mutex
	users     map[outrider.UserID]outrider.User
	pass      map[outrider.UserID]bool
	lists     *inforce.Lists
	answers   *held.Book
	Filed     []outrider.Draft
	Decisions []desk.Decision
	Fail      error
	Refuse    error // returned by File and Decide
}

// New returns a desk with one user for each role: mira, ana, yusuf, lev, otto, root.
func New() *Desk {
	d := &Desk{users: map[outrider.UserID]outrider.User{}, pass: map[outrider.UserID]bool{}, lists: inforce.New(shelf(), Now), answers: book()}
	for name, role := range map[string]outrider.Role{"mira": outrider.RoleDuty, "ana": outrider.RoleCase,
		"yusuf": outrider.RoleAnalyst, "lev": outrider.RoleLiaison, "otto": outrider.RoleAuditor, "root": outrider.RoleAdmin} {
		id := outrider.UserID("u-" + name)
		d.users[id] = outrider.User{ID: id, Name: name, Role: role, Added: Now().AddDate(0, -2, 0)}
		d.pass[id] = true
	}
	return d
}

// Disable shuts a user out.
func (d *Desk) Disable(id outrider.UserID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u := d.users[id]
	u.Disabled = true
	d.users[id] = u
}

// mayOf lists what each role may do, as the house's policy has it.
func mayOf(role outrider.Role) map[string]bool {
	acts := map[outrider.Role]string{
		outrider.RoleDuty: "file-report read-queue read-person reveal-identity read-report decide-alert grade-report settle-proposal search read-precedents read-health screen judge confirm collect read-record answer-question record-consent pass-on advise work-case approve read-danger keep-danger decide-danger",
		outrider.RoleCase: "file-report read-queue read-person reveal-identity read-report decide-alert change-person erase-person grade-report settle-proposal search " +
			"read-precedents read-health screen judge publish confirm collect read-record answer-question record-consent pass-on advise work-case approve read-danger keep-danger decide-danger",
		outrider.RoleAnalyst: "file-report read-queue read-person read-report decide-alert grade-report settle-proposal search read-precedents read-health screen judge publish collect read-record answer-question work-case read-danger keep-danger",
		outrider.RoleLiaison: "file-report read-report read-precedents",
		outrider.RoleAuditor: "read-audit read-precedents read-health read-record",
		outrider.RoleAdmin:   "manage-users read-health read-precedents maintain",
	}
	may := map[string]bool{}
	for _, a := range strings.Fields(acts[role]) {
		may[a] = true
	}
	return may
}

// may refuses, in the same words as for what is absent.
func (d *Desk) may(by outrider.UserID, act string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, ok := d.users[by]
	if !ok || u.Disabled || !mayOf(u.Role)[act] {
		return outrider.ErrNotFound
	}
	return d.Fail
}

// SignIn opens a session for an invented user with the one passphrase.
func (d *Desk) SignIn(ctx context.Context, name, passphrase string) (desk.Session, error) {
	if passphrase != Passphrase {
		return desk.Session{}, outrider.ErrNotFound
	}
	return d.Session(ctx, outrider.UserID("u-"+name))
}

// Redeem takes the token "token-NAME" and opens a session without passphrase.
func (d *Desk) Redeem(ctx context.Context, token string) (desk.Session, error) {
	id := outrider.UserID("u-" + strings.TrimPrefix(token, "token-"))
	d.mu.Lock()
	if _, ok := d.users[id]; ok {
		d.pass[id] = false
	}
	d.mu.Unlock()
	return d.Session(ctx, id)
}

// Session says who a user is now.
func (d *Desk) Session(_ context.Context, by outrider.UserID) (desk.Session, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, ok := d.users[by]
	if !ok || u.Disabled {
		return desk.Session{}, outrider.ErrNotFound
	}
	return desk.Session{User: u.ID, Name: u.Name, Role: u.Role, May: mayOf(u.Role), MustSetPassphrase: !d.pass[by]}, nil
}

// Lookup finds a user by name.
func (d *Desk) Lookup(_ context.Context, name string) (outrider.UserID, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := outrider.UserID("u-" + name)
	if _, ok := d.users[id]; !ok {
		return "", outrider.ErrNotFound
	}
	return id, nil
}

// File keeps drafts and answers with receipts.
func (d *Desk) File(_ context.Context, by outrider.UserID, drafts ...outrider.Draft) ([]desk.Receipt, error) {
	if err := d.may(by, "file-report"); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Refuse != nil {
		return nil, d.Refuse
	}
	var out []desk.Receipt
	for _, one := range drafts {
		d.Filed = append(d.Filed, one)
		r := desk.Receipt{Report: "r-new", Seq: uint64(900 + len(d.Filed)), Recorded: Now(), Where: one.Where, People: 1,
			Next: "The officer on duty sees it now. Expect a call within 2 hours.", Warnings: one.Warnings}
		if one.Report.Urgent() {
			r.Urgent, r.Alerts = true, []outrider.AlertID{"a-ill"}
			r.Emergency = []string{"Call the local emergency number now.", "Then call the officer on duty."}
		}
		out = append(out, r)
	}
	return out, nil
}

// AlikeName is a name that is like one in the register.
const AlikeName = "Mirela Double"

// Decide keeps a decision.
func (d *Desk) Decide(_ context.Context, by outrider.UserID, dec desk.Decision) (desk.Outcome, error) {
	act := "decide-alert"
	switch {
	case dec.AddUser != nil, dec.DisableUser != nil:
		act = "manage-users"
	case dec.AddPerson != nil:
		act = "change-person"
	case dec.ErasePerson != nil:
		act = "erase-person"
	case dec.Screened != nil, dec.Judge != nil, dec.Revoke != nil, dec.Watch != nil, dec.Unwatch != nil:
		act = "screen"
	case dec.JudgePerson != nil:
		act = "judge"
	case dec.Publish != nil, dec.ReviewFloor != nil:
		act = "publish"
	case dec.Confirm != nil:
		act = "confirm"
	case dec.MakeTask != nil, dec.CloseTask != nil:
		act = "collect"
	case dec.Consent != nil, dec.Withdraw != nil, dec.Withhold != nil, dec.Wish != nil, dec.CloseRecall != nil:
		act = "record-consent"
	case dec.Sheet != nil:
		act = "change-person"
	case dec.Case != nil:
		act = "work-case"
	case dec.PassOn != nil, dec.SettlePassed != nil:
		act = "pass-on"
	case dec.Resolve != nil:
		act = "answer-question"
	case dec.SetPass != nil:
		return d.setPass(by, dec)
	}
	if err := d.may(by, act); err != nil {
		return desk.Outcome{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Refuse != nil {
		return desk.Outcome{}, d.Refuse
	}
	if dec.ErasePerson != nil && dec.ErasePerson.Confirm != "K-07" {
		return desk.Outcome{}, outrider.Invalid("the code name does not match; nothing was erased")
	}
	d.Decisions = append(d.Decisions, dec)
	out := desk.Outcome{ID: "p-k07", Link: "token-shown-once"}
	if dec.AddPerson != nil && dec.AddPerson.Identity.Name == AlikeName {
		out.Alike = []string{"K-07"}
	}
	if dec.Case != nil && dec.Case.Page != nil {
		out = desk.Outcome{ID: string(dec.Case.Page.ID), Link: "https://notes.invalid/r?k=shown-once", Code: "12345678", Copy: 1}
	}
	return out, nil
}

func (d *Desk) setPass(by outrider.UserID, dec desk.Decision) (desk.Outcome, error) {
	if len(dec.SetPass.Passphrase) < 12 {
		return desk.Outcome{}, outrider.Invalid("a passphrase has at least 12 characters")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pass[by] = true
	d.Decisions = append(d.Decisions, dec)
	return desk.Outcome{}, nil
}

// Queue shows one alert of each sort.
func (d *Desk) Queue(_ context.Context, by outrider.UserID) (desk.QueueView, error) {
	if err := d.may(by, "read-queue"); err != nil {
		return desk.QueueView{}, err
	}
	taken := item("a-story", outrider.LevelLook)
	taken.Owner = "ana"
	return desk.QueueView{Now: Now(), Consent: consentDigest(), Items: []desk.QueueItem{urgentItem(), item("a-van", outrider.LevelAct), maskedItem(), noDataItem()},
		Taken: []desk.QueueItem{taken},
		Quiet: []desk.Quiet{{Person: "p-m09", Code: "M-09", Judgement: small()}, {Person: "p-q02", Code: "Q-02", Judgement: noData()},
			{Person: "p-w03", Code: "W-03", Judgement: heldBack()}},
		Tasks:     []desk.TaskLine{task("open")},
		Duties:    dutyLines(),
		Screening: digest(), Dismissed: 2, Unassigned: 3, NotYet: []string{"Nobody is paged: somebody has to look at this page.", "It does not read mailboxes by itself."}}, nil
}

// Alert shows the alerts of the queue.
func (d *Desk) Alert(_ context.Context, by outrider.UserID, id outrider.AlertID) (desk.AlertView, error) {
	if err := d.may(by, "read-queue"); err != nil {
		return desk.AlertView{}, err
	}
	v := desk.AlertView{Hypotheses: hypotheses(), Account: account(), Reports: reportLines(), Finding: finding(),
		Changed: []string{"1 report came in", "the grade of one report changed"}, Handling: outrider.DefaultHandling.String()}
	switch id {
	case "a-van", "a-story":
		v.Item = item(id, outrider.LevelAct)
	case "a-ill":
		v.Item = urgentItem()
		v.Finding = nil
		v.Emergency = []string{"Call the local emergency number now.", "Take nothing more of what was eaten or drunk."}
	case "a-masked":
		v.Item = maskedItem()
		v.Finding.Masked = true
		v.Reports, v.Account, v.Hypotheses = nil, desk.Account{}, nil
	case "a-quiet":
		v.Item, v.Awake = noDataItem(), "it touches another person"
	default:
		return desk.AlertView{}, outrider.ErrNotFound
	}
	v.Item.Owner = d.ownerOf(id)
	return v, nil
}

// ownerOf says who took an alert here.
func (d *Desk) ownerOf(id outrider.AlertID) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, dec := range d.Decisions {
		if dec.Take != nil && dec.Take.Alert == id {
			return "mira"
		}
	}
	return ""
}

// People lists the register.
func (d *Desk) People(_ context.Context, by outrider.UserID) (desk.PeopleView, error) {
	if err := d.may(by, "read-person"); err != nil {
		return desk.PeopleView{}, err
	}
	return desk.PeopleView{People: []desk.PersonLine{k07(), {ID: "p-m09", Code: "M-09", Judgement: small()},
		{ID: "p-q02", Code: "Q-02", Judgement: noData()}, {ID: "p-x01", Code: "X-01", Erased: true}}}, nil
}

// Person shows K-07, M-09 or somebody erased. The name comes only when it is asked for.
func (d *Desk) Person(_ context.Context, by outrider.UserID, q desk.PersonQuery) (desk.PersonView, error) {
	if err := d.may(by, "read-person"); err != nil {
		return desk.PersonView{}, err
	}
	switch q.ID {
	case "p-k07":
		return personView(q), nil
	case "p-m09":
		return desk.PersonView{Line: desk.PersonLine{ID: "p-m09", Code: "M-09", Judgement: small()},
			Horizons: []desk.Judgement{small()}, Hypotheses: hypotheses()}, nil
	case "p-x01":
		return desk.PersonView{Line: desk.PersonLine{ID: "p-x01", Code: "X-01", Erased: true}}, nil
	}
	return desk.PersonView{}, outrider.ErrNotFound
}

// Report shows one ordinary, one published and one erased report.
func (d *Desk) Report(_ context.Context, by outrider.UserID, id outrider.ReportID) (desk.ReportView, error) {
	if err := d.may(by, "read-report"); err != nil {
		return desk.ReportView{}, err
	}
	lines := reportLines()
	at := slices.IndexFunc(lines, func(l desk.ReportLine) bool { return l.ID == id })
	if id == "r-new" {
		at = 0
	}
	if at < 0 {
		return desk.ReportView{}, outrider.ErrNotFound
	}
	return reportView(lines[at]), nil
}

// Search finds every report for any word but "nothing".
func (d *Desk) Search(_ context.Context, by outrider.UserID, query string) (desk.SearchView, error) {
	if err := d.may(by, "search"); err != nil {
		return desk.SearchView{}, err
	}
	if query == "nothing" {
		return desk.SearchView{Query: query}, nil
	}
	return desk.SearchView{Query: query, Reports: reportLines(), People: []desk.PersonLine{k07()}, More: true}, nil
}
