package desk_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// everywhere asks for every view there is, with everything there is to ask for.
func (b *busy) everywhere() map[string]desk.Query {
	out := b.paths()
	work := func(name string, q desk.CaseworkQuery) { out[name] = desk.Query{Casework: &q} }
	for _, id := range append(b.alerts, b.alert) {
		out["Alert "+string(id)] = desk.Query{Alert: id}
	}
	for _, id := range []outrider.HitID{b.hit, b.judged} {
		out["Hit "+string(id)] = desk.Query{Hit: id}
	}
	for _, id := range []outrider.ReportID{b.proposing, b.both} {
		out["Report "+string(id)] = desk.Query{Report: id}
		out["Photo of "+string(id)] = desk.Query{Photo: &desk.PhotoQuery{Report: id, N: 1}}
	}
	for _, id := range []outrider.DangerID{b.silent, b.closed, b.nearDanger} {
		out["Danger "+string(id)] = desk.Query{Danger: &desk.DangerQuery{ID: id}}
		out["Danger as it was "+string(id)] = desk.Query{Danger: &desk.DangerQuery{ID: id, At: b.now}}
	}
	out["Dangers held back"] = desk.Query{Dangers: &desk.DangersQuery{Silent: true}}
	for _, id := range []outrider.CaseID{b.handed, b.shut, b.wanted, b.twin, b.nearCase} {
		work("Case "+string(id), desk.CaseworkQuery{Case: id})
	}
	for _, id := range []outrider.ReferralID{b.sent, b.ready, b.drafted, b.written} {
		work("Referral "+string(id), desk.CaseworkQuery{Referral: id})
		work("Paper "+string(id), desk.CaseworkQuery{Paper: id})
	}
	work("Cases of one", desk.CaseworkQuery{Cases: &desk.CasesQuery{Closed: true, Person: b.who}})
	work("Cases of one's own", desk.CaseworkQuery{Cases: &desk.CasesQuery{Mine: true}})
	work("Cases of near", desk.CaseworkQuery{Cases: &desk.CasesQuery{Closed: true, Person: b.near}})
	out["Person near"] = desk.Query{Person: &desk.PersonQuery{ID: b.near, Weigh: true}}
	out["Plan near"] = desk.Query{Plan: &desk.PlanQuery{Person: b.near, Lang: "fa"}}
	out["Judge near"] = desk.Query{Judge: &desk.JudgeQuery{Person: b.near}}
	out["Judge by code"] = desk.Query{Judge: &desk.JudgeQuery{Code: leakCode}}
	out["Search by what both were told"] = desk.Query{Search: "somebody asked"}
	out["Learn and leave"] = desk.Query{Learn: &desk.LearnQuery{Leaves: true, Until: b.now}}
	out["Audit before"] = desk.Query{Audit: true, Before: 1 << 40}
	out["Tasks of near"] = desk.Query{Tasks: &desk.TasksQuery{Person: b.near}}
	out["Dangers of near"] = desk.Query{Dangers: &desk.DangersQuery{Person: b.near}}
	out["Precedent"] = desk.Query{Precedent: &desk.PrecedentQuery{Case: "none", Protectee: "none", View: "known", Tier: "A", Step: 1}}
	return out
}

// beyond are the reads that desk.Query does not ask for.
func (b *busy) beyond(by outrider.UserID) map[string]func() (any, error) {
	return map[string]func() (any, error){
		"Like":       func() (any, error) { return b.desk.Like(b.ctx, by, desk.LikeQuery{Person: b.who}) },
		"Weigh":      func() (any, error) { return b.desk.Weigh(b.ctx, by, b.who) },
		"ListAge":    func() (any, error) { return b.desk.ListAge(b.ctx, by, "expelled") },
		"Precedents": func() (any, error) { return b.desk.Precedents(b.ctx, by) },
		"Session":    func() (any, error) { return b.desk.Session(b.ctx, by) },
		"Sources":    func() (any, error) { return b.desk.Sources(), nil },
		"File": func() (any, error) {
			return b.desk.File(b.ctx, by, outrider.Draft{Person: leakCode, Report: outrider.Report{Kind: outrider.KindOther, Text: "x", Channel: outrider.ChannelForm, Occurred: outrider.At(b.now)}})
		},
	}
}

// anywhere is everything that a user is told, over every view and beyond.
func (b *busy) anywhere(by outrider.UserID) []string {
	b.t.Helper()
	out := b.toldOver(b.everywhere(), by)
	for name, ask := range b.beyond(by) {
		v, err := ask()
		if err != nil {
			continue
		}
		for _, secret := range []string{secretName, secretText, secretPlate, string(b.who)} {
			if strings.Contains(text(b.t, v), secret) {
				out = append(out, name+" shows "+secret)
			}
		}
	}
	slices.Sort(out)
	return out
}

// views names the methods by the field of desk.Query that asks for them, where it has
// another name.
var views = map[string]string{"JudgePage": "Judge", "Watching": "Watch", "Referral": "Casework.Referral", "Referrals": "Casework.Referrals", "ReferralPaper": "Casework.Paper",
	"Approvals": "Casework.Approvals", "Case": "Casework.Case", "Cases": "Casework.Cases"}

const (
	ownTried      = "the person's own pages: TestNoPathOutlivesConsent"
	receiverTried = "a receiver's page: TestWhatEndsAReceiversPage"
)

// otherDoors are the exported methods that are no view, each with where it is tried or
// why it shows and sends nothing of anybody.
var otherDoors = map[string]string{
	"Read": "asks for the views", "Decide": "TestEveryActIsTried",
	"OwnHome": ownTried, "OwnData": ownTried, "OwnRisk": ownTried, "OwnMeasures": ownTried, "OwnKit": ownTried, "OwnMayKeep": ownTried, "OwnReceipt": ownTried,
	"OwnTell": ownTried, "OwnAnswer": ownTried, "OwnCheckIn": ownTried, "OwnWithdraw": ownTried, "MyMeasures": ownTried, "AnswerMeasure": ownTried, "SayInPlace": ownTried,
	"CheckIn": ownTried, "OfflineTell": ownTried, "PortalRedeem": "opens what ownTried shows", "PortalSignIn": "opens what ownTried shows", "PortalLinkOpens": "says whether a secret link works",
	"OpenOffline": "opens with the desk's key what a phone sealed, and reads nothing", "OfflineDays": "a number", "OwnPages": "two numbers",
	"Paper": receiverTried, "PaperOpen": receiverTried, "PaperReturn": receiverTried, "AnswerPaper": receiverTried,
	"WordSaid": "says which word it was to the desk's own code, in one time for all", "Lookup": "a user's name to their id", "News": "that something happened, not what", "LookAtEverything": "makes the next tick ask about everybody, and shows nothing",
	"Able": "whether the desk could call anybody at all", "Watched": "a sentence of whoever runs the desk",
	"SignIn": "a user", "Redeem": "a user", "ServePortal": "an address", "BackedUp": "a count; what a backup holds is sealed",
	"Ring": "messages: TestEverySortSaysASentenceOfTheList", "Tick": "messages: TestNoPathOutlivesConsent, TestEverySortSaysASentenceOfTheList", "Screen": "holds what Hits shows",
}

// Every method of the desk is a view that is tried, a read that is tried, or stands
// above with where it is.
func TestEveryDoorIsTried(t *testing.T) {
	b := newBusy(t)
	asked, reads := fields(b.everywhere()), b.beyond(b.duty)
	is := reflect.TypeFor[*desk.Desk]()
	for i := range is.NumMethod() {
		name := is.Method(i).Name
		field, other := views[name]
		if !other {
			field = name
		}
		_, read := reads[name]
		if n := b2n(asked[field]) + b2n(read) + b2n(otherDoors[name] != ""); n != 1 && (n == 0 || otherDoors[name] != "") {
			t.Errorf("desk.%s is tried in %d ways: a view joins everywhere, another read joins beyond, anything else says in otherDoors where it is tried", name, n)
		}
	}
	named := testNames(t)
	for _, why := range slices.Concat(slices.Collect(maps.Values(otherDoors)), slices.Collect(maps.Values(aboutNobody))) {
		for _, name := range testName.FindAllString(why, -1) {
			if !named[name] {
				t.Errorf("%q: there is no %s", why, name)
			}
		}
	}
	for name := range otherDoors {
		if _, ok := is.MethodByName(name); !ok {
			t.Errorf("%s is no method of the desk", name)
		}
	}
}

var testName = regexp.MustCompile(`\bTest[A-Z]\w+`)

// testNames are the tests of this package.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(src), "\n") {
			if name, ok := strings.CutPrefix(line, "func "); ok {
				out[testName.FindString(name)] = true
			}
		}
	}
	return out
}

func b2n(b bool) int {
	if b {
		return 1
	}
	return 0
}

// fields are the fields of desk.Query, and of what stands in them, that are asked with
// something.
func fields(queries map[string]desk.Query) map[string]bool {
	used := map[string]bool{}
	var walk func(v reflect.Value, prefix string)
	walk = func(v reflect.Value, prefix string) {
		for i := range v.NumField() {
			f, name := v.Field(i), prefix+v.Type().Field(i).Name
			if f.IsZero() {
				continue
			}
			used[name] = true
			if f.Kind() == reflect.Pointer {
				walk(f.Elem(), name+".")
			}
		}
	}
	for _, q := range queries {
		walk(reflect.ValueOf(q), "")
	}
	return used
}

// allFields lists every field that could be asked with something.
func allFields(t reflect.Type, prefix string) (out []string) {
	for _, f := range reflect.VisibleFields(t) {
		out = append(out, prefix+f.Name)
		if f.Type.Kind() == reflect.Pointer {
			out = append(out, allFields(f.Type.Elem(), prefix+f.Name+".")...)
		}
	}
	return out
}

func TestEveryPathIsAsked(t *testing.T) {
	used := fields(newBusy(t).everywhere())
	for _, name := range allFields(reflect.TypeFor[desk.Query](), "") {
		if !used[name] {
			t.Errorf("desk.Query.%s is a way to read that the consent test does not try: add it to everywhere", name)
		}
	}
}

// Every view of everything, before and after each no, and from the pages of whoever
// stands by them.
func TestNoDoorOutlivesConsent(t *testing.T) {
	t.Parallel()
	b := newBusy(t)
	staff := map[string]outrider.UserID{"duty": b.night, "analyst": b.analyst} // who brought something in still reads it
	for name, by := range staff {
		if got := b.anywhere(by); len(got) < 60 {
			t.Errorf("%s sees little to begin with: %d places; the test would prove nothing", name, len(got))
		}
	}
	shut := func(when string, users map[string]outrider.UserID) {
		t.Helper()
		for name, by := range users {
			if got := b.anywhere(by); len(got) > 0 {
				t.Errorf("%s, %s: %s", name, when, strings.Join(got, "\n\t"))
			}
		}
	}
	shut("who are of another house", map[string]outrider.UserID{"liaison": b.liaison})
	b.decide(b.officer, desk.Decision{Withhold: &desk.Withhold{Person: b.who, From: []string{"ines", "yusuf"}}})
	shut("on the list", map[string]outrider.UserID{"keeper": b.keeper, "analyst": b.analyst})
	if got := b.anywhere(b.night); len(got) < 60 {
		t.Errorf("the list shuts out one who is not on it: %d places", len(got))
	}
	b.decide(b.officer, desk.Decision{Withhold: &desk.Withhold{Person: b.who}})
	b.no(b.who, outrider.ForRecord)
	shut("without a record", staff)
	b.tick()
	b.reopen()
	shut("after a restart", map[string]outrider.UserID{"duty": b.night})
	b.yes(b.who, outrider.ForRecord)
	if got := b.anywhere(b.night); len(got) < 60 {
		t.Errorf("a new yes opens %d places", len(got))
	} else if got := fmt.Sprint(got); !strings.Contains(got, "Person near shows "+leakCode) || !strings.Contains(got, "Case "+string(b.nearCase)+" shows "+leakCode) {
		t.Error("who stands by them does not show them: the test proves nothing of it")
	}
}
