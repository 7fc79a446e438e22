package ui

import (
	"slices"
	"sort"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
)

// The areas of the navigation.
const (
	areaNow     = "now"
	areaPeople  = "people"
	areaReports = "reports"
	areaMore    = "more"
)

// Fields is a form as it was filled in.
type Fields map[string][]string

// Get returns the first value of a field.
func (f Fields) Get(name string) string {
	if vs := f[name]; len(vs) > 0 {
		return vs[0]
	}
	return ""
}

// Has says whether a field holds a value, for checkboxes and choices.
func (f Fields) Has(name, value string) bool { return slices.Contains(f[name], value) }

// Any says whether one of the fields was filled in.
func (f Fields) Any(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return f.Get(n) != "" })
}

// Field is one name and value to carry through another form.
type Field struct{ Name, Value string }

// KeptFields lists what was posted, in a fixed order, without what belongs to
// the sign-in form itself.
func KeptFields(posted map[string][]string) []Field {
	var out []Field
	for name, vs := range posted {
		switch name {
		case "name", "passphrase", "next", "resume":
			continue
		}
		for _, v := range vs {
			out = append(out, Field{name, v})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// SignIn is the page that asks who it is. Kept is a report that was being
// written when the session ended.
type SignIn struct {
	Problem, Next string
	Report        bool
	Kept          []Field
}

// Enter is the page behind a one-time link: a button, because the link alone
// must not use itself up.
type Enter struct{ Token, Problem string }

// Passphrase is the form for one's own passphrase.
type Passphrase struct {
	First         bool
	Problem, Hint string
}

// Queue is the duty officer's screen.
type Queue struct {
	desk.QueueView
	Rule outrider.Rule // whose decisions are all shown; empty: some of each
}

// Alert is one alert with what explains it and the form to dismiss it.
type Alert struct {
	desk.AlertView
	Cards               []guidance.Card
	Reasons             []string
	Reason, Note, Until string
	Problem, Hint       string
}

// People is the register's list.
type People struct{ desk.PeopleView }

// NewPerson is the enrolment form.
type NewPerson struct {
	Fields        Fields
	Made, ID      string   // who was enrolled just now, where Alike is not empty
	Alike         []string // code names of those who may be the same
	Problem, Hint string
}

// Person is one protected person.
type Person struct {
	desk.PersonView
	Status        int
	Problem, Hint string
}

// Reports is the way in to reporting, importing and searching.
type Reports struct{ Newest []desk.ReportLine }

// ReportForm is the form on which a report is typed.
type ReportForm struct {
	Fields                Fields
	People                []desk.PersonLine
	Once                  string // one-time token: the form files once
	Problem, Hint, Notice string
}

// Receipt says what became of what was filed.
type Receipt struct {
	Filed   []desk.Receipt
	Refused []desk.Receipt
}

// NewReceipt sorts receipts into what was filed and what was refused.
func NewReceipt(all []desk.Receipt) Receipt {
	var r Receipt
	for _, one := range all {
		if one.Refused != "" {
			r.Refused = append(r.Refused, one)
			continue
		}
		r.Filed = append(r.Filed, one)
	}
	return r
}

// Report is one report as filed, with its grades, copies and proposals.
type Report struct {
	desk.ReportView
	Status        int
	Problem, Hint string
}

// Import is the form that takes a file.
type Import struct {
	Status        int
	Problem, Hint string
}

// Unread is a part of an upload that could not be read.
type Unread struct{ Where, What string }

// ImportCheck shows what an upload would file, before anything is filed.
type ImportCheck struct {
	Name    string
	Once    string
	Drafts  []outrider.Draft
	Notices []outrider.Notice
	Refused []Unread
}

// Search shows what was found.
type Search struct {
	desk.SearchView
	Asked bool
}

// Precedents is the library of documented cases.
type Precedents struct{ desk.PrecedentsView }

// Precedent is one case replayed step by step.
type Precedent struct{ desk.PrecedentView }

// Step is the moment the slider stands on, nil where the replay fed nothing.
func (p Precedent) Step() *desk.PrecedentStep {
	if p.At < 0 || p.At >= len(p.Steps) {
		return nil
	}
	return &p.Steps[p.At]
}

// Number is the step as people count, from 1.
func (p Precedent) Number() int { return p.At + 1 }

// Before is the number of the step before, 0 at the first.
func (p Precedent) Before() int { return p.At }

// After is the number of the step after, 0 at the last.
func (p Precedent) After() int {
	if p.At+1 >= len(p.Steps) {
		return 0
	}
	return p.At + 2
}

// Audit is a page of acts.
type Audit struct{ desk.AuditView }

// Users is the list of users, and a one-time link just made.
type Users struct {
	desk.UsersView
	Status        int
	Roles         []outrider.Role
	Name          string
	Role          outrider.Role
	Made, Link    string
	Problem, Hint string
}

// Health says what runs and what this version does not do.
type Health struct{ desk.HealthView }

// More lists what the phone's bottom bar has no room for.
type More struct{}

// Problem is an error as a person sees it.
type Problem struct {
	Status     int
	Text, Hint string
}

// place says where a body stands: the template that draws it, its title, and the
// area of the navigation. A title never holds a name: it stays in the history of
// the browser.
type place struct{ Template, Title, Area string }

func (SignIn) place() place      { return place{"signin", "Sign in", ""} }
func (Enter) place() place       { return place{"enter", "Open the desk", ""} }
func (Passphrase) place() place  { return place{"passphrase", "Your passphrase", areaMore} }
func (Queue) place() place       { return place{"queue", "Now", areaNow} }
func (Alert) place() place       { return place{"alert", "Alert", areaNow} }
func (People) place() place      { return place{"people", "People", areaPeople} }
func (NewPerson) place() place   { return place{"newperson", "Enrol a person", areaPeople} }
func (Person) place() place      { return place{"person", "Person", areaPeople} }
func (Reports) place() place     { return place{"reports", "Reports", areaReports} }
func (ReportForm) place() place  { return place{"reportform", "New report", areaReports} }
func (Receipt) place() place     { return place{"receipt", "Filed", areaReports} }
func (Report) place() place      { return place{"report", "Report", areaReports} }
func (Import) place() place      { return place{"import", "Import", areaReports} }
func (ImportCheck) place() place { return place{"importcheck", "Look before filing", areaReports} }
func (Search) place() place      { return place{"search", "Search", areaReports} }
func (Precedents) place() place  { return place{"precedents", "Precedents", areaMore} }
func (Precedent) place() place   { return place{"precedent", "Precedent", areaMore} }
func (Like) place() place        { return place{"like", "Cases like this one", areaMore} }
func (Audit) place() place       { return place{"audit", "Audit", areaMore} }
func (Users) place() place       { return place{"users", "Users", areaMore} }
func (Health) place() place      { return place{"health", "Health", areaMore} }
func (More) place() place        { return place{"more", "More", areaMore} }
func (Problem) place() place     { return place{"problem", "Not possible", ""} }
