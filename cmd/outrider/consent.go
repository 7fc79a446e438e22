package main

import (
	"bufio"
	"io"
	"os"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type personConsentCmd struct {
	Show     consentShowCmd     `cmd:"" help:"Show what somebody agreed to, and what left the desk."`
	Give     consentGiveCmd     `cmd:"" help:"Write down a yes."`
	Renew    consentRenewCmd    `cmd:"" help:"Write down a yes that was said again."`
	Withdraw consentWithdrawCmd `cmd:"" help:"Write down a no: it stops the purpose at once."`
	NotTell  consentNotTellCmd  `cmd:"" help:"Set who must be told nothing."`
	Pass     consentPassCmd     `cmd:"" help:"Record that something is told to somebody outside."`
	Second   consentSecondCmd   `cmd:"" help:"Confirm, as second person, telling somebody without consent."`
	Recalls  consentRecallsCmd  `cmd:"" help:"List what is to be got back."`
	Recalled consentRecalledCmd `cmd:"" help:"Say what became of a recall."`
}

// toldFlags are the source of a yes or a no.
type toldFlags struct {
	Source   string `help:"Who said it: self, parent, guardian, proxy." enum:"self,parent,guardian,proxy" default:"self"`
	How      string `help:"How: in-person, phone, writing, message." enum:"in-person,phone,writing,message" default:"in-person"`
	ToldTo   string `help:"Name of whoever was told; empty: you."`
	Speaking string `help:"Language in which it was said." required:"" placeholder:"LANGUAGE"`
}

func (f toldFlags) told() outrider.Told {
	return outrider.Told{Source: outrider.ConsentSource(f.Source), How: outrider.ConsentWay(f.How), To: f.ToldTo, Language: f.Speaking}
}

// purposeArgs are whom a word is about, and which purpose.
type purposeArgs struct {
	Code    string   `arg:"" help:"Code name or id."`
	Purpose string   `arg:"" help:"record, advice, share or research." enum:"record,advice,share,research"`
	With    []string `help:"For share: with whom; may be repeated." sep:"none" placeholder:"NAME"`
	Note    string   `help:"Anything else that was said."`
	toldFlags
}

type consentGiveCmd struct {
	purposeArgs
	Until string `help:"Last day (a date); the usual time where none is given." placeholder:"DATE"`
}

// Help is shown under the flags.
func (consentGiveCmd) Help() string {
	return `Examples:

  outrider --as ana person consent give K-07 advice --speaking fa
  outrider --as ana person consent give K-07 share --with 'Harbour Desk' --how phone --speaking fa --until 2027-03-01`
}

// Run writes down a yes.
func (c *consentGiveCmd) Run(e *env) error { return c.give(e, c.Until, false) }

type consentRenewCmd struct {
	purposeArgs
	Until string `help:"Last day (a date); the usual time where none is given." placeholder:"DATE"`
}

// Help is shown under the flags.
func (consentRenewCmd) Help() string {
	return "Examples:\n\n  outrider --as ana person consent renew K-07 advice --speaking fa --until 2028-03-01"
}

// Run writes down that it was said again.
func (c *consentRenewCmd) Run(e *env) error { return c.give(e, c.Until, true) }

func (a purposeArgs) give(e *env, until string, again bool) error {
	end, err := untilDay(until)
	if err != nil {
		return err
	}
	return e.withPerson(a.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{Consent: &desk.GiveConsent{Person: id, Purpose: outrider.ConsentPurpose(a.Purpose), With: a.With,
			Told: a.told(), Expires: end, Renews: again, Note: a.Note}})
		return e.done(got, err, "Written down.")
	})
}

// untilDay is the end of a day as written, or zero where none is.
func untilDay(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	w, err := outrider.ParseWhen(s, nil)
	return w.Last(), err
}

// done prints what a decision gave.
func (e *env) done(got desk.Outcome, err error, words string) error {
	if err != nil {
		return err
	}
	if e.cli.JSON {
		return e.printJSON(got)
	}
	e.print("%s", words)
	return nil
}

type consentWithdrawCmd struct{ purposeArgs }

// Help is shown under the flags.
func (consentWithdrawCmd) Help() string {
	return `A no stops the purpose at once and opens a recall for all that was passed on. Of share,
--with names from whom alone. Without a record nothing else goes on either.

  outrider --as ana person consent withdraw K-07 share --with 'Harbour Desk' --speaking fa
  outrider --as ana person consent withdraw K-07 record --how writing --speaking en`
}

// Run writes down a no.
func (c *consentWithdrawCmd) Run(e *env) error {
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{Withdraw: &desk.WithdrawConsent{Person: id, Purpose: outrider.ConsentPurpose(c.Purpose), With: c.With, Told: c.told(), Note: c.Note}})
		if err == nil && got.Recalls > 0 {
			e.say("%d to be got back: outrider person consent recalls", got.Recalls)
		}
		return e.done(got, err, "Stopped.")
	})
}

type consentNotTellCmd struct {
	Code string   `arg:"" help:"Code name or id."`
	Name []string `arg:"" optional:"" help:"Who must be told nothing: users of the desk or others; none clears the list."`
}

// Help is shown under the flags.
func (consentNotTellCmd) Help() string {
	return "The list replaces the one before. A user of the desk on it no longer sees the person.\n\n  outrider --as ana person consent not-tell K-07 'the cousin' yusuf"
}

// Run sets the list.
func (c *consentNotTellCmd) Run(e *env) error {
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{Withhold: &desk.Withhold{Person: id, From: c.Name}})
		return e.done(got, err, "Written down.")
	})
}

type consentPassCmd struct {
	Code   string `arg:"" help:"Code name or id."`
	To     string `help:"Who is told." required:""`
	What   string `help:"What is told, in a sentence." required:""`
	Ground string `help:"Without consent: life-at-risk, child-at-risk, legal-duty." placeholder:"GROUND"`
	Why    string `help:"Why the ground holds."`
}

// Help is shown under the flags.
func (consentPassCmd) Help() string {
	return `It is refused where the person has not agreed. With a ground it waits until a second
person confirms it; no ground reaches those who must not be told.

  outrider --as ana person consent pass K-07 --to 'Harbour Desk' --what 'the plate and the days'
  outrider --as ana person consent pass K-07 --to 'Coast Watch' --what 'where they are now' --ground life-at-risk --why 'armed men at the door'`
}

// Run records what is passed on.
func (c *consentPassCmd) Run(e *env) error {
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{PassOn: &desk.PassOn{Person: id, To: c.To, What: c.What, Ground: outrider.Ground(c.Ground), Why: c.Why}})
		words := "Recorded as passed on."
		if c.Ground != "" {
			words = "Not yet: " + got.ID + " waits for a second person."
		}
		return e.done(got, err, words)
	})
}

type consentSecondCmd struct {
	Code   string `arg:"" help:"Code name or id."`
	ID     string `arg:"" help:"What waits."`
	Refuse string `help:"Why it must not be passed on." placeholder:"WHY"`
}

// Help is shown under the flags.
func (consentSecondCmd) Help() string {
	return "Examples:\n\n  outrider --as mira person consent second K-07 x-4f2k\n  outrider --as mira person consent second K-07 x-4f2k --refuse 'the police are there already'"
}

// Run is the second person's word.
func (c *consentSecondCmd) Run(e *env) error {
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{SettlePassed: &desk.SettlePassed{Person: id, ID: c.ID, Confirm: c.Refuse == "", Why: c.Refuse}})
		return e.done(got, err, "Recorded.")
	})
}

type consentRecalledCmd struct {
	ID   string `arg:"" help:"The recall."`
	Note string `help:"What the other side answered, or why it could not be got back." required:""`
	Not  bool   `help:"It could not be got back."`
}

// Help is shown under the flags.
func (consentRecalledCmd) Help() string {
	return "Examples:\n\n  outrider person consent recalled z-4f2k --note 'they wrote that it is deleted'"
}

// Run closes a recall.
func (c *consentRecalledCmd) Run(e *env) error {
	return e.decide(desk.Decision{CloseRecall: &desk.CloseRecall{Recall: c.ID, Done: !c.Not, Note: c.Note}}, "Closed.")
}

type consentRecallsCmd struct{}

// Help is shown under the flags.
func (consentRecallsCmd) Help() string {
	return "Examples:\n\n  outrider person consent recalls\n\nExit codes: 0 none waits, 1 some do, 2 not done."
}

// Run lists open recalls.
func (consentRecallsCmd) Run(e *env) error {
	waits := false
	err := e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Queue: true})
		if err != nil {
			return err
		}
		var out []desk.RecallLine
		if a.Queue.Consent != nil {
			out = a.Queue.Consent.Recalls
		}
		waits = len(out) > 0
		if !e.cli.JSON {
			e.recalls(out)
		}
		for _, r := range out {
			if e.cli.JSON {
				if err := e.printJSON(r); err != nil {
					return err
				}
			}
		}
		e.say("%d to be got back", len(out))
		return nil
	})
	if err == nil && waits {
		return errRefused
	}
	return err
}

func (e *env) recalls(list []desk.RecallLine) {
	rows := [][]string{}
	for _, r := range list {
		state := r.State
		if r.Overdue {
			state = "OVERDUE"
		}
		rows = append(rows, []string{r.ID, r.Code, r.From, r.What, r.Owner, day(r.Due), state, r.Note})
	}
	e.table(rows)
}

type consentShowCmd struct {
	Code string `arg:"" help:"Code name or id."`
}

// Help is shown under the flags.
func (consentShowCmd) Help() string {
	return "Examples:\n\n  outrider person consent show K-07\n  outrider --json person consent show K-07"
}

// Run shows consent.
func (c *consentShowCmd) Run(e *env) error {
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Person: &desk.PersonQuery{ID: id}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Person.Consent)
		}
		e.sayConsent(*a.Person.Consent)
		return nil
	})
}

func (e *env) sayConsent(v desk.ConsentView) {
	if v.Stopped != "" {
		e.print("%s", v.Stopped)
	}
	rows := [][]string{}
	for _, l := range v.Lines {
		until := ""
		if !l.Expires.IsZero() && l.State != outrider.ConsentWithdrawn {
			until = "until " + day(l.Expires)
		}
		rows = append(rows, []string{string(l.Purpose), l.With, string(l.State), until})
	}
	e.table(rows)
	if len(v.Withheld) > 0 {
		e.print("not to be told: %s", strings.Join(v.Withheld, ", "))
	}
	e.print("%s", v.Tell)
	for _, l := range v.Linked {
		e.print("linked: %s (%s)", l.Code, l.How)
	}
	for _, p := range v.Passed {
		e.print("%s  %s  to %s: %s %s", p.ID, p.State, p.To, p.What, p.Ground)
	}
	e.recalls(v.Recalls)
}

type personWishesCmd struct {
	Code   string   `arg:"" help:"Code name or id."`
	Tell   string   `help:"How to tell them: what-to-do, words, numbers." enum:"what-to-do,words,numbers," default:""`
	Reach  []string `help:"A way to reach them, as 'channel address' or 'channel address 09:00-18:00 Zone/Name'; replaces those before." sep:"none" placeholder:"WAY"`
	Second string   `help:"Second contact, as 'name: channel address'." placeholder:"WHO"`
	Knows  bool     `help:"The second contact knows that the person is protected."`
	Words  string   `help:"File of two lines: the word that all is well, and the word under force; - for standard input." placeholder:"FILE"`
}

// Help is shown under the flags.
func (personWishesCmd) Help() string {
	return `The words are never taken from the command line, where they would stay in its history,
and only a slow hash of them is kept.

  outrider --as ana person wishes K-07 --tell words --reach 'message +990 555 01 09:00-18:00 Europe/Lisbon'
  outrider --as ana person wishes K-07 --second 'Vetta Inventedfriend: phone +990 555 02' --words -`
}

// Run records wishes.
func (c *personWishesCmd) Run(e *env) error {
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		s, err := c.wishes(e)
		if err != nil {
			return err
		}
		s.Person = id
		got, err := d.Decide(e.ctx, by, desk.Decision{Wish: &s})
		return e.done(got, err, "Written down.")
	})
}

func (c *personWishesCmd) wishes(e *env) (s desk.SetWishes, err error) {
	if c.Tell != "" {
		t := outrider.Telling(c.Tell)
		s.Telling = &t
	}
	if len(c.Reach) > 0 {
		var ways []outrider.Reach
		for _, w := range c.Reach {
			ways = append(ways, wayFrom(w))
		}
		s.Reach = &ways
	}
	if c.Second != "" {
		name, way, _ := strings.Cut(c.Second, ":")
		s.Second = &outrider.SecondContact{Name: strings.TrimSpace(name), Reach: wayFrom(way), Knows: c.Knows}
	}
	if c.Words != "" {
		s.Cancel, s.Duress, err = e.agreedWords(c.Words)
	}
	return s, err
}

// wayFrom reads "channel address [09:00-18:00 [Zone/Name]]"; what it cannot place
// belongs to the address.
func wayFrom(s string) outrider.Reach {
	f := strings.Fields(s)
	r := outrider.Reach{}
	if len(f) == 0 {
		return r
	}
	r.Channel, f = f[0], f[1:]
	for i, x := range f {
		from, to, ok := strings.Cut(x, "-")
		if ok && strings.Contains(from, ":") && strings.Contains(to, ":") {
			r.From, r.To, r.Zone = from, to, strings.Join(f[i+1:], " ")
			f = f[:i]
			break
		}
	}
	r.Address = strings.Join(f, " ")
	return r
}

// agreedWords reads the two words, one a line.
func (e *env) agreedWords(file string) (cancel, duress *string, err error) {
	in := e.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, nil, &outrider.Error{Code: outrider.CodeStorage, Safe: "the file with the words cannot be opened", Err: err}
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	sc := bufio.NewScanner(io.LimitReader(in, 1<<10))
	var got []string
	for sc.Scan() {
		got = append(got, strings.TrimSpace(sc.Text()))
	}
	if len(got) < 2 {
		return nil, nil, outrider.Invalid("two lines are needed: the word that all is well, and the word under force")
	}
	return &got[0], &got[1], nil
}

// enrolFlags are what somebody agreed to, and wishes, when they were enrolled.
type enrolFlags struct {
	Agrees    []string `help:"What they agreed to: record, advice, research; separated by commas." placeholder:"PURPOSE"`
	ShareWith []string `help:"With whom they agreed to share; may be repeated." sep:"none" placeholder:"NAME"`
	NotTell   []string `help:"Who must be told nothing; may be repeated." sep:"none" placeholder:"NAME"`
	Source    string   `help:"Who said so: self, parent, guardian, proxy." enum:"self,parent,guardian,proxy" default:"self"`
	How       string   `help:"How: in-person, phone, writing, message." enum:"in-person,phone,writing,message" default:"in-person"`
	Until     string   `help:"Until when it holds (a date)." placeholder:"DATE"`
	Tell      string   `help:"How to tell them: what-to-do, words, numbers." enum:"what-to-do,words,numbers," default:""`
	Sheet     string   `help:"Sheet of somebody linked: household, colleague, linked." enum:"household,colleague,linked," default:""`
	Of        []string `help:"To whom they are linked and how, as CODE:HOW." sep:"none" placeholder:"CODE:HOW"`
	Journey   []string `help:"A way they will go, as DESTINATION@DATE." sep:"none" placeholder:"WHERE@WHEN"`
}

// fill puts what was agreed and wished into an enrolment.
func (f enrolFlags) fill(e *env, d local.Door, by outrider.UserID, a *desk.AddPerson) error {
	end, err := untilDay(f.Until)
	if err != nil {
		return err
	}
	told := outrider.Told{Source: outrider.ConsentSource(f.Source), How: outrider.ConsentWay(f.How), Language: a.Protectee.Language}
	for _, p := range f.Agrees {
		a.Consents = append(a.Consents, desk.GiveConsent{Purpose: outrider.ConsentPurpose(p), Told: told, Expires: end})
	}
	if len(f.ShareWith) > 0 {
		a.Consents = append(a.Consents, desk.GiveConsent{Purpose: outrider.ForSharing, With: f.ShareWith, Told: told, Expires: end})
	}
	if len(a.Consents) > 0 && a.Protectee.Language == "" {
		return outrider.Invalid("say in which language they agreed: --language")
	}
	a.Withheld = f.NotTell
	if f.Tell != "" {
		t := outrider.Telling(f.Tell)
		a.Wishes = &desk.SetWishes{Telling: &t}
	}
	a.Protectee.Sheet = outrider.Sheet(f.Sheet)
	for _, s := range f.Of {
		code, how, _ := strings.Cut(s, ":")
		id, err := personByCode(e, d, by, code)
		if err != nil {
			return err
		}
		a.Protectee.Of = append(a.Protectee.Of, outrider.Relation{To: id, How: how})
	}
	return f.journeys(&a.Protectee)
}

func (f enrolFlags) journeys(p *outrider.Protectee) error {
	for _, s := range f.Journey {
		where, at, _ := strings.Cut(s, "@")
		w, err := outrider.ParseWhen(at, nil)
		if err != nil {
			return err
		}
		p.Journeys = append(p.Journeys, outrider.Journey{ID: "journey-" + day(w.From), To: outrider.Place{Name: where}, Leave: w.From})
	}
	return nil
}
