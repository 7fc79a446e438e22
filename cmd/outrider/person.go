package main

import (
	"strconv"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
	"outrider/internal/selector"
)

type personCmd struct {
	Add        personAddCmd        `cmd:"" help:"Enrol somebody under a code name."`
	List       personListCmd       `cmd:"" help:"List the register by code name."`
	Show       personShowCmd       `cmd:"" help:"Show one person: what is thought, and why."`
	Print      personPrintCmd      `cmd:"" help:"Write a person's sheet down as a page that prints."`
	Consent    personConsentCmd    `cmd:"" help:"What somebody agreed to; what was told to whom; recalls."`
	Wishes     personWishesCmd     `cmd:"" help:"How somebody wants to be told and reached."`
	Checkin    personCheckInCmd    `cmd:"" help:"When somebody says that all is well, and what happens if they do not."`
	Portal     personPortalCmd     `cmd:"" help:"Their own pages: a one-time link, whether they are open, their end."`
	Erase      personEraseCmd      `cmd:"" help:"Destroy a person's keys for ever."`
	Judge      personJudgeCmd      `cmd:"" help:"Show what to judge somebody from, or keep your judgement."`
	Judgements personJudgementsCmd `cmd:"" help:"Show model, people, pools and what was published."`
	Publish    personPublishCmd    `cmd:"" help:"Propose the figure to stand by."`
	Dissent    personDissentCmd    `cmd:"" help:"Say that you see a published figure differently."`
	Confirm    personConfirmCmd    `cmd:"" help:"Confirm a proposed figure as second person, or give it back."`
	Tasks      personTasksCmd      `cmd:"" help:"List what is to be found out."`
	Task       personTaskCmd       `cmd:"" help:"Make a task."`
	Done       personDoneCmd       `cmd:"" help:"Close a task."`
	Review     personReviewCmd     `cmd:"" help:"Lower what a threat has left, with the reason."`
}

type personAddCmd struct {
	Code     string   `arg:"" help:"Code name, such as K-07."`
	Name     string   `help:"Real name; sealed under a key of its own."`
	Also     []string `help:"Other spellings of the name, in any script." sep:"none"`
	Contact  string   `help:"How to reach them."`
	Who      string   `help:"File with who they are, instead of the three flags above: the name, how to reach them, other spellings, one a line; - for standard input. The command line stays in a history." placeholder:"FILE"`
	Place    []string `help:"Own place, as kind:latitude,longitude (home:54.6,2.18)." sep:"none" placeholder:"PLACE"`
	Known    []string `help:"Known benign selector, as kind:value (plate:DH 11 PST)." sep:"none" placeholder:"SELECTOR"`
	Tie      []string `help:"Code name of somebody in the register whom they know." placeholder:"CODE"`
	Actor    []string `help:"State that has threatened them and who says so, as ZZ:basis." sep:"none" placeholder:"STATE"`
	Coverage float64  `help:"How far somebody would notice and tell, 0 to 1." default:"0.7"`
	Language string   `help:"Language they read."`
	enrolFlags
}

// Help is shown under the flags.
func (personAddCmd) Help() string {
	return `Examples:

  outrider person add K-07 --name 'Mirela Beispiel' --place home:54.61,2.17 --known 'plate:DH 11 PST'
  outrider person add K-08 --who - --tie K-07 --coverage 0.4
  outrider person add K-09 --language fa --agrees record,advice --share-with 'Harbour Desk' --not-tell 'the cousin' --tell words
  outrider person add K-09a --sheet household --of K-09:child --language fa --agrees record,advice --source parent`
}

// Run enrols somebody.
func (c *personAddCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		p, err := c.protectee(e, d, by)
		if err != nil {
			return err
		}
		who, err := c.identity(e)
		if err != nil {
			return err
		}
		add := desk.AddPerson{Protectee: p, Identity: who}
		if err := c.fill(e, d, by, &add); err != nil {
			return err
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{AddPerson: &add})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("%s is enrolled as %s.", c.Code, got.ID)
		for _, code := range got.Alike {
			e.print("Possibly the same as %s: the names are alike. Nothing was joined.", code)
		}
		return nil
	})
}

// maxWho bounds what is read of who somebody is.
const maxWho = 16 << 10

// identity is who they are, from the flags or, better, from a file: a command stays in
// a shell's history and is seen by whoever lists what runs.
func (c *personAddCmd) identity(e *env) (outrider.Identity, error) {
	if c.Who == "" {
		return outrider.Identity{Name: c.Name, Names: c.Also, Contact: c.Contact}, nil
	}
	if c.Name != "" || len(c.Also) > 0 || c.Contact != "" {
		return outrider.Identity{}, outrider.Invalid("say who they are in the file or by flags, not both")
	}
	b, err := e.readInput(c.Who, maxWho)
	if err != nil {
		return outrider.Identity{}, err
	}
	lines := strings.Split(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n")
	who := outrider.Identity{Name: strings.TrimSpace(lines[0])}
	if who.Name == "" {
		return outrider.Identity{}, outrider.Invalid("the first line of the file is the name")
	}
	for i, l := range lines[1:] {
		switch l = strings.TrimSpace(l); {
		case i == 0:
			who.Contact = l
		case l != "":
			who.Names = append(who.Names, l)
		}
	}
	return who, nil
}

func (c *personAddCmd) protectee(e *env, d local.Door, by outrider.UserID) (outrider.Protectee, error) {
	p := outrider.Protectee{Code: c.Code, Coverage: c.Coverage, Language: c.Language}
	for i, s := range c.Place {
		o, err := ownPlace("place-"+strconv.Itoa(i+1), s)
		if err != nil {
			return p, err
		}
		p.Places = append(p.Places, o)
	}
	for _, s := range c.Known {
		kind, value, _ := strings.Cut(s, ":")
		sel, notes, err := selector.Parse(outrider.SelectorKind(kind), value, selector.Hint{})
		if err != nil {
			return p, err
		}
		for _, n := range notes {
			e.say("note: %s", n.What)
		}
		p.Known = append(p.Known, sel)
	}
	for _, a := range c.Actor {
		state, basis, _ := strings.Cut(a, ":")
		p.Actors = append(p.Actors, outrider.Actor{State: strings.ToUpper(state), Basis: basis})
	}
	for _, code := range c.Tie {
		id, err := personByCode(e, d, by, code)
		if err != nil {
			return p, err
		}
		p.Ties = append(p.Ties, id)
	}
	return p, nil
}

// ownPlace reads kind:latitude,longitude.
func ownPlace(id, s string) (outrider.OwnPlace, error) {
	kind, at, ok := strings.Cut(s, ":")
	lat, lon, both := strings.Cut(at, ",")
	la, err1 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	lo, err2 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	if !ok || !both || err1 != nil || err2 != nil {
		return outrider.OwnPlace{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "--place cannot be read", Hint: "write kind:latitude,longitude, for example home:54.61,2.17"}
	}
	return outrider.OwnPlace{ID: id, Kind: kind, Place: outrider.Place{Lat: &la, Lon: &lo}}, nil
}

// personByCode finds a person by code name, or by id, among those the user may see.
func personByCode(e *env, d local.Door, by outrider.UserID, code string) (outrider.PersonID, error) {
	a, err := d.Read(e.ctx, by, desk.Query{People: true})
	if err != nil {
		return "", err
	}
	for _, l := range a.People.People {
		if strings.EqualFold(l.Code, code) || string(l.ID) == code {
			return l.ID, nil
		}
	}
	return "", outrider.ErrNotFound
}

type personListCmd struct{}

// Help is shown under the flags.
func (personListCmd) Help() string {
	return "Examples:\n\n  outrider person list\n  outrider --json person list"
}

// Run lists the register.
func (c *personListCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{People: true})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.People)
		}
		rows := [][]string{{"CODE", "ABDUCTION OR ATTACK, 90 DAYS", "REPORTS", "OPEN ALERTS", "ID"}}
		for _, l := range a.People.People {
			rows = append(rows, []string{l.Code, l.Judgement.Percent + ", " + l.Judgement.Word, strconv.Itoa(l.Reports), strconv.Itoa(l.Open), string(l.ID)})
		}
		e.table(rows)
		return nil
	})
}

type personShowCmd struct {
	Code   string `arg:"" help:"Code name or id."`
	Reveal string `help:"Show the identity too, for this reason; it is recorded." placeholder:"REASON"`
	AsOf   string `help:"As it stood then (RFC 3339 or a date)." placeholder:"TIME"`

	Tornado bool `help:"Say which conclusions hang on a single rate of the model."`
}

// Help is shown under the flags.
func (personShowCmd) Help() string {
	return "Examples:\n\n  outrider person show K-07\n  outrider person show K-07 --as-of 2026-01-15\n  outrider person show K-07 --tornado"
}

// Run shows one person.
func (c *personShowCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		id, err := personByCode(e, d, by, c.Code)
		if err != nil {
			return err
		}
		q := desk.Query{Person: &desk.PersonQuery{ID: id, Reveal: c.Reveal != "", Reason: c.Reveal, Weigh: c.Tornado}}
		if c.AsOf != "" && c.Tornado {
			return &outrider.Error{Code: outrider.CodeInvalid, Safe: "what hangs on a rate is asked of the present", Hint: "leave out --as-of or --tornado"}
		}
		if c.AsOf != "" {
			w, err := outrider.ParseWhen(c.AsOf, nil)
			if err != nil {
				return err
			}
			q.AsOf = w.Last()
		}
		a, err := d.Read(e.ctx, by, q)
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Person)
		}
		e.sayPerson(*a.Person)
		e.weighed(a.Person.Weighed)
		return nil
	})
}

func (e *env) sayPerson(v desk.PersonView) {
	e.print("%s   %s", v.Line.Code, v.Line.ID)
	if v.Identity != nil {
		e.print("%s   %s", v.Identity.Name, v.Identity.Contact)
	}
	for _, j := range v.Horizons {
		e.judgement(j)
	}
	e.sayStanding(v)
	if c := v.Consent; c != nil {
		e.sayConsent(*c)
	}
	e.print("")
	for _, h := range v.Hypotheses {
		e.print("  %7s  %s", h.Percent, h.Name)
	}
	e.account(v.Account)
	for _, f := range v.Findings {
		e.finding(f)
	}
	e.print("")
	for _, r := range v.Reports {
		e.reportLine(r)
	}
	e.print("")
	e.print("%s", v.Illustrative)
}

type personEraseCmd struct {
	Code    string `arg:"" help:"Code name or id."`
	Confirm string `help:"Repeat the code name: this cannot be undone." required:"" placeholder:"CODE"`
	Reason  string `help:"Why; it is recorded." required:""`
}

// Help is shown under the flags.
func (personEraseCmd) Help() string {
	return `Destroys every key of the person. What was sealed for them, alone or with others, can
never be read again, here; backups made before still hold the keys until you destroy them.

  outrider person erase K-07 --confirm K-07 --reason 'asked for it in person'
  outrider --as mira person erase K-08 --confirm K-08 --reason 'retention period over'`
}

// Run erases somebody.
func (c *personEraseCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		id, err := personByCode(e, d, by, c.Code)
		if err != nil {
			return err
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{ErasePerson: &desk.ErasePerson{Person: id, Confirm: c.Confirm, Reason: c.Reason}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("Erased. Destroy the backups that were made before, or erase again after restoring one.")
		return nil
	})
}
