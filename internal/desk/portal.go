package desk

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/numbers"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// PortalParams are the numbers of the protected person's own pages; see
// parameters/portal.json.
type PortalParams struct {
	Link     time.Duration // how long a one-time link lasts where nobody says
	LinkMost time.Duration
	Code     int           // fewest characters of a code
	Idle     time.Duration // how long pages stay open that nobody touches
	Life     time.Duration // how long they stay open at most
	Read     time.Duration // office hours until a report that is not urgent was read

	Wrong       int           // wrong codes for one number that are an alert
	WrongWithin time.Duration // within so long
}

// LoadPortal reads portal.json.
func LoadPortal(fsys fs.FS) (PortalParams, error) {
	var p PortalParams
	f, err := numbers.Load(fsys, "portal.json")
	if err != nil {
		return p, err
	}
	span := func(name string, to *time.Duration, unit time.Duration) numbers.Field {
		return numbers.Field{Name: name, Span: to, Unit: unit, High: 10_000, Above: true}
	}
	if err := f.Take(span("link_hours", &p.Link, time.Hour), span("link_most_hours", &p.LinkMost, time.Hour),
		numbers.Field{Name: "code_least", Whole: &p.Code, High: 10_000, Above: true},
		span("idle_minutes", &p.Idle, time.Minute), span("life_minutes", &p.Life, time.Minute), span("read_office_hours", &p.Read, time.Hour),
		numbers.Field{Name: "wrong_codes", Whole: &p.Wrong, High: 10_000, Above: true}, span("wrong_code_hours", &p.WrongWithin, time.Hour)); err != nil {
		return p, err
	}
	if p.Link > p.LinkMost || p.Idle > p.Life || p.Code < minWord {
		return p, outrider.Invalid("portal.json: link_hours is at most link_most_hours, idle_minutes at most life_minutes, code_least at least %d", minWord)
	}
	return p, nil
}

// LinkPortal makes a one-time link by which a person opens their own pages. A link
// made before and not used works no more; what is open stays open until the new
// link is used. Hours 0 is the usual time.
type LinkPortal struct {
	Person outrider.PersonID
	Hours  int
}

// EndPortal closes a person's own pages at once: link, number, code and whatever is
// open in a browser.
type EndPortal struct{ Person outrider.PersonID }

// ServePortal says at which address people reach their own pages, so that a link
// made by staff is whole and the health page tells that they are served. Empty: they
// are not.
func (d *Desk) ServePortal(at string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.portalAt = strings.TrimRight(at, "/")
}

// decidePortal is Decide for the pages of a person's own.
func (d *Desk) decidePortal(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, decided bool, err error) {
	switch {
	case dec.LinkPortal != nil:
		out, err = d.linkPortal(ctx, by, *dec.LinkPortal)
	case dec.EndPortal != nil:
		out, err = d.endPortal(ctx, by, *dec.EndPortal)
	default:
		return Outcome{}, false, nil
	}
	return out, true, err
}

func (d *Desk) linkPortal(ctx context.Context, by outrider.UserID, l LinkPortal) (Outcome, error) {
	_, x, err := d.personFor(by, l.Person, policy.ChangePerson)
	if err != nil {
		return Outcome{}, err
	}
	if !x.Allows(outrider.ForRecord, d.now()) {
		return Outcome{}, outrider.Invalid("the record was withdrawn: no new link is made; what they opened before still shows them what is held")
	}
	lasts := cmp.Or(time.Duration(l.Hours)*time.Hour, d.o.Portal.Link)
	if lasts <= 0 || lasts > d.o.Portal.LinkMost {
		return Outcome{}, outrider.Invalid("a link lasts between 1 and %d hours", int(d.o.Portal.LinkMost.Hours()))
	}
	token, err := d.secretToken()
	if err != nil {
		return Outcome{}, err
	}
	link := outrider.PortalLink{Person: l.Person, Access: d.o.NewID("n"), Token: tokenHash(token), Expires: d.now().Add(lasts)}
	e, err := d.portalEntry(outrider.EntryPortalLinked, by, l.Person, picture.PortalLinkedBody{Link: link})
	return Outcome{ID: string(l.Person), Link: d.portalAt + "/e?k=" + token}, d.fact(ctx, e, err)
}

func (d *Desk) endPortal(ctx context.Context, by outrider.UserID, c EndPortal) (Outcome, error) {
	_, x, err := d.personFor(by, c.Person, policy.ChangePerson)
	if err != nil {
		return Outcome{}, err
	}
	if x.Portal.Access == "" && x.Portal.Link.Token == "" {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this person has no pages of their own that are open", Hint: "nothing needs doing"}
	}
	e, err := d.portalEntry(outrider.EntryPortalEnded, by, c.Person, picture.PortalEndedBody{End: outrider.PortalEnd{Person: c.Person, Access: x.Portal.Access}})
	return Outcome{ID: string(c.Person)}, d.fact(ctx, e, err)
}

// portalEntry is a fact about somebody's own pages, sealed with their identity.
func (d *Desk) portalEntry(t outrider.EntryType, by outrider.UserID, who outrider.PersonID, body any) (outrider.Entry, error) {
	p, err := part(body, outrider.PurposeIdentity, who)
	return outrider.Entry{ID: d.o.NewID("e"), Type: t, Version: 1, By: by, Parts: []outrider.Part{p}}, err
}

// secretToken makes what a one-time link carries.
func (d *Desk) secretToken() (string, error) {
	raw := make([]byte, 20)
	if _, err := io.ReadFull(d.o.Rand, raw); err != nil {
		return "", &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness to be had", Err: err}
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// Own is a person on their own pages, in one browser. Whoever holds one has passed
// the link or the code; what it still opens is asked of the desk at each step.
type Own struct {
	Person outrider.PersonID
	access string
	visit  string                    // the entry that opened the pages
	since  uint64                    // sequence number of what it rests on
	said   []outrider.ConsentPurpose // what was withdrawn under duress: shown, and not done
}

// errPortal is all that is said to whoever does not come in, whatever was wrong.
var errPortal = &outrider.Error{Code: outrider.CodeNotFound, Safe: "this opens nothing", Hint: "ask for a new link"}

// ErrCode is said where a person chose a code that is too easy to guess, or one of
// their agreed words: that word would then open everything to whoever forces it out.
var ErrCode = &outrider.Error{Code: outrider.CodeInvalid, Safe: "choose another code", Hint: "eight characters or more, and none of the agreed words"}

// PortalRedeem takes a one-time link and the code that the person chose, and opens
// their pages. It returns besides the number by which they come back. The link works
// once; a code that will not do leaves it unused.
func (d *Desk) PortalRedeem(ctx context.Context, token, code string) (Own, string, error) {
	d.mu.Lock()
	x, ok := d.linked(token)
	words := outrider.Wants{}
	if ok && x.Wants != nil {
		words = *x.Wants
	}
	d.mu.Unlock()
	if !ok {
		return Own{}, "", errPortal
	}
	said := spoken(code)
	if !hardToGuess(said, d.o.Portal.Code) || passMatches(words.Cancel, said) || passMatches(words.Duress, said) {
		return Own{}, "", ErrCode
	}
	hash, err := d.hashPass(said)
	if err != nil {
		return Own{}, "", err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if x, ok = d.linked(token); !ok { // another browser was faster
		return Own{}, "", errPortal
	}
	number, err := d.newNumber()
	if err != nil {
		return Own{}, "", err
	}
	in := outrider.PortalEntry{Person: x.Protectee.ID, Access: x.Portal.Link.Access, Sign: outrider.SignFree, Number: number, Code: hash}
	own, err := d.enter(ctx, in)
	return own, number, err
}

// PortalLinkOpens reports whether a one-time link would open anything now. It uses
// nothing up.
func (d *Desk) PortalLinkOpens(_ context.Context, token string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, ok := d.linked(token)
	return ok
}

// linked finds whose a link is, while it lasts.
func (d *Desk) linked(token string) (*picture.Person, bool) {
	x, ok := d.p.PortalByLink(tokenHash(token))
	if !ok || x.Portal.Used || !d.now().Before(x.Portal.Link.Expires) || !x.Allows(outrider.ForRecord, d.now()) {
		return nil, false
	}
	return x, true
}

// hardToGuess refuses codes that are short, or of so few different characters that
// they are tried first.
func hardToGuess(code string, least int) bool {
	different := map[rune]bool{}
	for _, r := range code {
		different[r] = true
	}
	return len([]rune(code)) >= least && len(code) <= 200 && len(different) > 3
}

// newNumber draws a number that nobody has: eight digits, which say nothing.
func (d *Desk) newNumber() (string, error) {
	for range 100 {
		var raw [8]byte
		if _, err := io.ReadFull(d.o.Rand, raw[:]); err != nil {
			return "", &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness to be had", Err: err}
		}
		n := fmt.Sprintf("%08d", binary.BigEndian.Uint64(raw[:])%100_000_000)
		_, taken := d.p.PortalByNumber(n)
		if _, _, too := d.p.ReferralByNumber(n); !taken && !too {
			return n, nil
		}
	}
	return "", &outrider.Error{Code: outrider.CodeInternal, Safe: "no free number was found"}
}

// PortalSignIn opens a person's pages by their number and code. The word that says
// that somebody forces them opens the same pages, empty. Code and word are both
// compared whatever was typed and whoever's number it is, one entry of one size is
// written for either, and what follows from duress happens when the desk is rung.
func (d *Desk) PortalSignIn(ctx context.Context, number, code string) (Own, error) {
	hash, duress := d.noPass(), d.noPass()
	number = onlyDigits(number)
	d.mu.Lock()
	if x, ok := d.p.PortalByNumber(number); ok {
		hash = cmp.Or(x.Portal.Code, hash)
		if x.Wants != nil {
			duress = cmp.Or(x.Wants.Duress, duress)
		}
	}
	d.mu.Unlock()
	said := spoken(code)
	isCode, isDuress := b2i(passMatches(hash, said)), b2i(passMatches(duress, said))
	sign := [...]outrider.Sign{outrider.SignNone, outrider.SignFree, outrider.SignHeld}[subtle.ConstantTimeSelect(isDuress, 2, isCode)]
	d.mu.Lock()
	defer d.mu.Unlock()
	x, ok := d.p.PortalByNumber(number)
	if !ok || sign == outrider.SignNone {
		var whose outrider.PersonID
		if ok {
			whose = x.Protectee.ID
		}
		if _, _, paper := d.p.ReferralByNumber(number); !paper { // or it is counted where that page is tried
			d.tries.note(whose, d.now(), d.o.Portal.Wrong)
		}
		return Own{}, errPortal
	}
	own, err := d.enter(ctx, outrider.PortalEntry{Person: x.Protectee.ID, Access: x.Portal.Access, Sign: sign})
	if err == nil && d.o.Ring != nil {
		d.o.Ring()
	}
	return own, err
}

func onlyDigits(s string) string {
	digits := "0123456789"
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return rune(digits[r-'٠'])
		case r >= '۰' && r <= '۹':
			return rune(digits[r-'۰'])
		case r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// enter writes down that somebody opened their pages, by their own act.
func (d *Desk) enter(ctx context.Context, in outrider.PortalEntry) (Own, error) {
	e, err := d.portalEntry(outrider.EntryPortalEntered, outrider.Self, in.Person, picture.PortalEnteredBody{Entry: in})
	if err := d.fact(ctx, e, err); err != nil {
		return Own{}, err
	}
	return Own{Person: in.Person, access: in.Access, visit: e.ID, since: d.p.Seq}, nil
}

// heedPortal raises the alerts of pages that were opened with the word for duress. It
// runs apart from whoever opened them.
func (d *Desk) heedPortal(now time.Time) ([]outrider.Entry, error) {
	var out []outrider.Entry
	visits := d.p.HeldVisits()
	for visit, who := range visits {
		x, ok := d.p.Person(who)
		if !ok || x.Erased {
			continue
		}
		e, fresh, err := d.clockAlert(outrider.Alert{Rule: outrider.RuleDuress, Level: outrider.LevelAct, Person: who, For: x.Portal.Linked.By, Raised: now,
			Attack90: outrider.Probability{NoData: true}, Basis: []outrider.ReportID{}, Handling: outrider.DefaultHandling,
			Why: "Their own pages were opened with the word for duress. They show nothing.",
			Do:  "Do what was agreed for this. Do not call, write or visit in a way that shows that you know: somebody may be watching."}, visit)
		if err != nil {
			return nil, err
		}
		if fresh {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b outrider.Entry) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// codeTaken refuses an agreed word that is the code of the person's own pages.
func codeTaken(x *picture.Person, words ...*string) error {
	for _, w := range words {
		if w != nil && x.Portal.Code != "" && passMatches(x.Portal.Code, spoken(*w)) {
			return &outrider.Error{Code: outrider.CodeInvalid, Safe: "this word is in use for something else", Hint: "agree on another word"}
		}
	}
	return nil
}

// unreadOf asks for a look at what people told on their own pages: they were told by
// when somebody will have read it. What is urgent has called somebody already.
func (d *Desk) unreadOf(add adder) {
	for _, it := range d.p.Unread() {
		if len(it.Report.About) == 0 || it.Report.Urgent() || it.Retracted {
			continue
		}
		if x, ok := d.p.Person(it.Report.About[0]); ok && x.Allows(outrider.ForRecord, d.now()) {
			add(outrider.Duty{Sort: outrider.DutyUnread, Person: x.Protectee.ID, About: string(it.Report.ID), Level: outrider.LevelLook, Due: it.Recorded,
				By: d.o.Clocks.Office.Add(it.Recorded, d.o.Portal.Read)}, it.Recorded)
		}
	}
}
