package main

import (
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/intake"
	"outrider/internal/intake/form"
	"outrider/internal/local"
)

// reportCmd mirrors the report form field by field; see intake/form.
type reportCmd struct {
	Text []string `arg:"" optional:"" help:"A few words: what was seen."`

	Person      []string `help:"Code name; several with commas." sep:"none"`
	Kind        string   `help:"What kind: watched, approach, threat-message, technical, routine, ..."`
	When        string   `help:"When it happened: 2026-01-02T18:30+01:00, 2026-01-02, 2 January 2026."`
	Told        string   `help:"When somebody first told us, if earlier than now."`
	Where       string   `help:"Where, in words."`
	Place       string   `help:"Id of one of the person's own places."`
	Lat         string   `help:"Latitude, WGS 84 degrees."`
	Lon         string   `help:"Longitude, WGS 84 degrees."`
	Country     string   `help:"Country, two letters."`
	Behaviour   []string `help:"waiting, photographing, following-on-foot, other." sep:","`
	Life        bool     `help:"A life is at risk now."`
	Plate       []string `help:"Number plate; ? for a character not read." sep:"none"`
	Phone       []string `help:"Phone number, with +." sep:"none"`
	Email       []string `help:"E-mail address." sep:"none"`
	Handle      []string `help:"Account on a platform, as platform:name." sep:"none"`
	Account     []string `help:"Another account." sep:"none"`
	URL         []string `help:"Web address." sep:"none" name:"url"`
	Device      []string `help:"Device number: MAC, IMEI." sep:"none"`
	Document    []string `help:"Document number." sep:"none"`
	Description []string `help:"Of a vehicle, device or object: colour:grey." sep:"none"`
	Other       []string `help:"Anything else that can recur." sep:"none"`
	Grade       string   `help:"Grade with its scheme: admiralty:C3, 3x5x2:..."`
	TLP         string   `help:"Handling: TLP:RED, TLP:AMBER+STRICT, TLP:AMBER, TLP:GREEN, TLP:CLEAR." name:"tlp"`
	PAP         string   `help:"Permissible actions: PAP:RED to PAP:CLEAR." name:"pap"`
	Observer    string   `help:"Who saw it: protectee, bystander, police, open-source, ..."`
	Event       string   `help:"Key of the happening, where several people report the same."`
	CopyOf      string   `help:"Id of the report that this one repeats."`
	Retracts    string   `help:"Id of a report that whoever said it now takes back: it and all that derives from it are undone."`
	Disputes    string   `help:"Id of a report of which somebody else says that it is not so."`
	Names       []string `help:"Strangers' names, as given; they are sealed and never scored." sep:"none"`
	Employer    string   `help:"Whom a stranger claimed to work for."`
	Story       string   `help:"Reason that a stranger gave: job-offer, interview, delivery, ..."`
	State       string   `help:"State that the report is about, two letters."`
	Language    string   `help:"Language of the text."`
	ID          string   `help:"Id of your own choice; a repeat is refused." name:"id"`
	Photo       []string `help:"File of a photo, JPEG, PNG or WebP; several times for several. What the file says of itself is put before an analyst and removed." type:"existingfile" sep:"none"`
}

// Help is shown under the flags.
func (reportCmd) Help() string {
	return `Only one of kind, words, or a selector is needed; everything else can come later.

  outrider report --person K-01 --kind watched --plate 'DH 47 K?M' "Grey van again, outside the school"
  outrider report --person K-01 --photo van.jpg "This van, an hour ago"
  outrider report --life --person K-02 "Two men at the door, will not go away"

Exit codes: 0 filed, 1 filed with something left open or refused, 2 not filed.`
}

// fields is the command as the form would send it.
func (c *reportCmd) fields() map[string][]string {
	f := map[string][]string{
		"person": c.Person, "behaviour": c.Behaviour, "plate": c.Plate, "phone": c.Phone, "email": c.Email, "handle": c.Handle,
		"account": c.Account, "url": c.URL, "device": c.Device, "document": c.Document, "description": c.Description, "other": c.Other, "names": c.Names,
	}
	for name, v := range map[string]string{
		"what": strings.Join(c.Text, " "), "kind": c.Kind, "when": c.When, "told": c.Told, "where": c.Where, "place": c.Place, "lat": c.Lat,
		"lon": c.Lon, "country": c.Country, "grade": c.Grade, "tlp": c.TLP, "pap": c.PAP, "observer": c.Observer, "event": c.Event,
		"copy-of": c.CopyOf, "retracts": c.Retracts, "disputes": c.Disputes, "state": c.State, "employer": c.Employer, "story": c.Story, "language": c.Language, "id": c.ID,
	} {
		if v != "" {
			f[name] = []string{v}
		}
	}
	if c.Life {
		f["life"] = []string{"yes"}
	}
	return f
}

// Run files one report.
func (c *reportCmd) Run(e *env) error {
	dr, err := form.Read(c.fields(), form.Options{Channel: outrider.ChannelForm, Label: func(f string) string { return "--" + f }})
	if err != nil {
		return err
	}
	for _, name := range c.Photo {
		raw, err := e.readInput(name, intake.MaxBytes)
		if err != nil {
			return err
		}
		dr.Photos = append(dr.Photos, raw)
	}
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		got, err := d.File(e.ctx, by, dr)
		if err != nil {
			return err
		}
		return e.receipts(got)
	})
}

// receipts prints what became of each draft; a refused one ends with exit code 1.
func (e *env) receipts(got []desk.Receipt) error {
	refused := false
	for _, r := range got {
		if e.cli.JSON {
			if err := e.printJSON(r); err != nil {
				return err
			}
		}
		refused = refused || r.Refused != ""
		e.receipt(r)
	}
	if refused {
		return errRefused
	}
	return nil
}

func (e *env) receipt(r desk.Receipt) {
	if r.Refused != "" {
		e.say("refused %s: %s", r.Where, r.Refused)
		return
	}
	for _, n := range r.Warnings {
		e.say("note %s: %s", n.Where, n.What)
	}
	for i, p := range r.Photos {
		e.say("photo %d: kept, %d x %d pixels; %s", i+1, p.Width, p.Height, photoSaid(p.Said))
	}
	if len(r.Emergency) > 0 {
		e.print("DO THIS NOW")
		for i, s := range r.Emergency {
			e.print("  %d. %s", i+1, s)
		}
	}
	e.print("Filed as %s. %s", r.Report, r.Next)
	for _, a := range r.Alerts {
		e.print("  alert %s: outrider alert show %s", a, a)
	}
}

// photoSaid is what a photo's file said of itself, for whoever sent it.
func photoSaid(s outrider.PhotoSaid) string {
	if s.IsZero() {
		return "its file said nothing of itself"
	}
	var said []string
	if s.Local != "" {
		said = append(said, "when it was taken")
	}
	if s.Place.Known() {
		said = append(said, "where")
	}
	if s.Device != "" {
		said = append(said, "with which camera")
	}
	return "removed from its file: " + strings.Join(append(said, s.Removed...), ", ")
}
