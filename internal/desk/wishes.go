package desk

import (
	"cmp"
	"context"
	"crypto/subtle"
	"strings"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"

	"golang.org/x/text/unicode/norm"
)

// minWord is how many characters an agreed word has.
const minWord = 3

// SetWishes records how a person wants to be told and reached. A nil field keeps
// what was said before; an empty word takes the old one away.
type SetWishes struct {
	Person  outrider.PersonID
	Telling *outrider.Telling
	Reach   *[]outrider.Reach
	Second  *outrider.SecondContact // without a name: nobody any more
	Cancel  *string                 // the word itself; only its slow hash is kept
	Duress  *string
}

func (d *Desk) setWishes(ctx context.Context, by outrider.UserID, s SetWishes) (Outcome, error) {
	_, x, err := d.personFor(by, s.Person, policy.RecordConsent)
	if err != nil {
		return Outcome{}, err
	}
	if err := codeTaken(x, s.Cancel, s.Duress); err != nil {
		return Outcome{}, err
	}
	e, err := d.wishesEntry(by, s, x)
	return Outcome{ID: string(s.Person)}, d.fact(ctx, e, err)
}

// wishesEntry puts new wishes over the old ones; had is nil for a new person.
func (d *Desk) wishesEntry(by outrider.UserID, s SetWishes, had *picture.Person) (outrider.Entry, error) {
	w := outrider.Wishes{Person: s.Person}
	if had != nil {
		w.Telling = had.Telling
		if had.Wants != nil {
			w.Wants = *had.Wants
		}
	}
	if s.Telling != nil {
		w.Telling = *s.Telling
	}
	if s.Reach != nil {
		w.Reach = *s.Reach
	}
	if s.Second != nil {
		w.Second = s.Second
		if s.Second.Name == "" {
			w.Second = nil
		}
	}
	if err := w.Validate(); err != nil {
		return outrider.Entry{}, err
	}
	if had != nil && w.Second != nil && had.Consents.WithheldFrom(w.Second.Name) {
		return outrider.Entry{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the second contact is on the list of those who must not be told", Hint: "ask the person which of the two holds"}
	}
	if err := d.agreeWords(&w.Wants, s); err != nil {
		return outrider.Entry{}, err
	}
	e := outrider.Entry{ID: d.o.NewID("e"), Type: outrider.EntryWishes, Version: 1, By: by}
	record, err := part(picture.WishesBody{Person: s.Person, Telling: w.Telling}, outrider.PurposeRecord, s.Person)
	if err != nil {
		return e, err
	}
	identity, err := part(w.Wants, outrider.PurposeIdentity, s.Person)
	e.Parts = []outrider.Part{record, identity}
	return e, err
}

// agreeWords hashes new words. The two must differ, or one would be taken for the
// other when it matters.
func (d *Desk) agreeWords(w *outrider.Wants, s SetWishes) error {
	for _, x := range []struct {
		said        *string
		into, other *string
	}{{s.Cancel, &w.Cancel, &w.Duress}, {s.Duress, &w.Duress, &w.Cancel}} {
		if x.said == nil {
			continue
		}
		said := spoken(*x.said)
		if said == "" {
			*x.into = ""
			continue
		}
		if len([]rune(said)) < minWord {
			return outrider.Invalid("an agreed word has at least %d characters", minWord)
		}
		if *x.other != "" && passMatches(*x.other, said) {
			return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the word that all is well and the word under force are the same", Hint: "agree on two words that nobody mixes up"}
		}
		hash, err := d.hashPass(said)
		if err != nil {
			return err
		}
		*x.into = hash
	}
	return nil
}

// spoken is the form in which a word is compared: however it is typed.
func spoken(word string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(word)), " "))
}

// WordSaid says which of a person's agreed words an answer is. The work is the
// same whatever it is, whether words were agreed, and whether there is such a
// person: nobody who watches the clock learns which it was. Hashing is slow and
// is done outside the door.
func (d *Desk) WordSaid(_ context.Context, who outrider.PersonID, said string) outrider.Word {
	cancel, duress := d.noPass(), d.noPass()
	d.mu.Lock()
	if x, ok := d.p.Person(who); ok && x.Wants != nil {
		cancel, duress = cmp.Or(x.Wants.Cancel, cancel), cmp.Or(x.Wants.Duress, duress)
	}
	d.mu.Unlock()
	said = spoken(said)
	isCancel, isDuress := b2i(passMatches(cancel, said)), b2i(passMatches(duress, said))
	which := subtle.ConstantTimeSelect(isDuress, 2, isCancel)
	return [...]outrider.Word{outrider.WordNeither, outrider.WordCancel, outrider.WordDuress}[which]
}
