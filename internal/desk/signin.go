package desk

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// PassCost is what one guess at a passphrase costs (Argon2id).
type PassCost struct {
	Time   uint32
	Memory uint32 // KiB
}

// DefaultPassCost makes one guess cost about half a second and 64 MiB.
var DefaultPassCost = PassCost{Time: 3, Memory: 64 * 1024}

const (
	minPassphrase = 12
	inviteLife    = 72 * time.Hour
)

// errSignIn is all that a failed sign-in says, whatever failed.
var errSignIn = &outrider.Error{Code: outrider.CodeNotFound, Safe: "name and passphrase do not match", Hint: "an administrator can issue a new one-time link"}

// hashPass writes a verifier in the usual encoded form.
func (d *Desk) hashPass(passphrase string) (string, error) {
	salt := make([]byte, 16)
	if _, err := io.ReadFull(d.o.Rand, salt); err != nil {
		return "", &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness to be had", Err: err}
	}
	c := d.o.Cost
	key := argon2.IDKey([]byte(passphrase), salt, c.Time, c.Memory, 1, 32)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=1$%s$%s", c.Memory, c.Time, enc.EncodeToString(salt), enc.EncodeToString(key)), nil
}

// passMatches checks a passphrase in constant time.
func passMatches(verifier, passphrase string) bool {
	f := strings.Split(verifier, "$")
	if len(f) != 6 || f[1] != "argon2id" {
		return false
	}
	var c PassCost
	if _, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=1", &c.Memory, &c.Time); err != nil {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(f[4])
	want, err2 := base64.RawStdEncoding.DecodeString(f[5])
	if err1 != nil || err2 != nil {
		return false
	}
	got := argon2.IDKey([]byte(passphrase), salt, c.Time, c.Memory, 1, 32)
	return subtle.ConstantTimeCompare(got, want) == 1
}

// noPass is a verifier that costs as much to try as any, down to the length of what is
// compared. Its hash is 32 zero bytes, which nobody will ever hit.
func (d *Desk) noPass() string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", d.o.Cost.Memory, d.o.Cost.Time)
}

// SignIn checks a name and a passphrase. The work is the same whether the name
// exists or not, and is done outside the door so that guesses do not hold it.
func (d *Desk) SignIn(ctx context.Context, name, passphrase string) (Session, error) {
	d.mu.Lock()
	u, ok := d.p.UserNamed(name)
	d.mu.Unlock()
	verifier := u.Secret
	if !ok || verifier == "" {
		verifier = d.noPass()
	}
	if !passMatches(verifier, passphrase) || !ok || u.Disabled {
		return Session{}, errSignIn
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.session(u), d.look(ctx, u.ID, picture.ReadBody{Act: "signed in"})
}

// Redeem takes a one-time link. It works once and for three days.
func (d *Desk) Redeem(ctx context.Context, token string) (Session, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := tokenHash(token)
	inv, ok := d.p.Invite(h)
	if !ok || inv.Used || d.now().Unix() > inv.Expires {
		return Session{}, &outrider.Error{Code: outrider.CodeNotFound, Safe: "this link has been used or has run out", Hint: "ask an administrator for a new one"}
	}
	u, ok := d.p.User(inv.User)
	if !ok || u.Disabled {
		return Session{}, outrider.ErrNotFound
	}
	inv.Used = true
	e, err := d.entry(outrider.EntryUserInvited, u.ID, inv)
	return d.session(u), d.fact(ctx, e, err)
}

// Session tells who a user is and what they may open, or that they may not.
func (d *Desk) Session(_ context.Context, by outrider.UserID) (Session, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, ok := d.p.User(by)
	if !ok || u.Disabled {
		return Session{}, outrider.ErrNotFound
	}
	return d.session(u), nil
}

// Lookup returns the id of an active user by name.
func (d *Desk) Lookup(_ context.Context, name string) (outrider.UserID, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, ok := d.p.UserNamed(name)
	if !ok || u.Disabled {
		return "", outrider.ErrNotFound
	}
	return u.ID, nil
}

func (d *Desk) session(u outrider.User) Session {
	may := map[string]bool{}
	for _, a := range policy.Acts {
		may[string(a)] = policy.May(u, a)
	}
	return Session{User: u.ID, Name: u.Name, Role: u.Role, May: may, MustSetPassphrase: u.Secret == "" && !d.o.Demo}
}

func tokenHash(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// invite makes a one-time token for a user and the entry that remembers its hash.
func (d *Desk) invite(by, user outrider.UserID) (string, outrider.Entry, error) {
	token, err := d.secretToken()
	if err != nil {
		return "", outrider.Entry{}, err
	}
	e, err := d.entry(outrider.EntryUserInvited, by, picture.InvitedBody{User: user, Token: tokenHash(token), Expires: d.now().Add(inviteLife).Unix()})
	return token, e, err
}

// addUser makes a user. The first user of a store needs nobody's leave and is an
// administrator; an existing name gets a new one-time link instead.
func (d *Desk) addUser(ctx context.Context, by outrider.UserID, a AddUser) (Outcome, error) {
	first := len(d.p.Users()) == 0
	if !first {
		if _, err := d.may(by, policy.ManageUsers); err != nil {
			return Outcome{}, err
		}
	}
	u, again := d.p.UserNamed(a.Name)
	if !again {
		u = outrider.User{ID: outrider.UserID(d.o.NewID("u")), Name: strings.ToLower(strings.TrimSpace(a.Name)), Role: a.Role, Added: d.now()}
	}
	if err := u.Validate(); err != nil {
		return Outcome{}, err
	}
	if again && u.Role != a.Role {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this user exists with another role", Hint: "disable the user and add another name"}
	}
	token, inv, err := d.invite(by, u.ID)
	if err != nil {
		return Outcome{}, err
	}
	entries := []outrider.Entry{inv}
	if !again || u.Disabled {
		u.Disabled = false
		e, err := d.entry(outrider.EntryUserAdded, by, picture.UserBody{User: u})
		if err != nil {
			return Outcome{}, err
		}
		entries = []outrider.Entry{e, inv}
	}
	return Outcome{ID: string(u.ID), Link: token}, d.record(ctx, ledger.Any(), entries...)
}

func (d *Desk) disableUser(ctx context.Context, by outrider.UserID, c DisableUser) (Outcome, error) {
	if _, err := d.may(by, policy.ManageUsers); err != nil {
		return Outcome{}, err
	}
	u, ok := d.p.User(c.User)
	if !ok {
		return Outcome{}, outrider.ErrNotFound
	}
	if u.Role == outrider.RoleAdmin && d.administrators() == 1 {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "the last administrator cannot be disabled", Hint: "add another administrator first"}
	}
	u.Disabled, u.Secret = true, ""
	e, err := d.entry(outrider.EntryUserChanged, by, picture.UserBody{User: u})
	return Outcome{ID: string(u.ID)}, d.fact(ctx, e, err)
}

func (d *Desk) administrators() int {
	n := 0
	for _, u := range d.p.Users() {
		if u.Role == outrider.RoleAdmin && !u.Disabled {
			n++
		}
	}
	return n
}

func (d *Desk) setPassphrase(ctx context.Context, by outrider.UserID, s SetPassphrase) (Outcome, error) {
	u, ok := d.p.User(by)
	if !ok || u.Disabled {
		return Outcome{}, outrider.ErrNotFound
	}
	if len([]rune(s.Passphrase)) < minPassphrase || strings.EqualFold(s.Passphrase, u.Name) {
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: fmt.Sprintf("a passphrase has at least %d characters", minPassphrase), Hint: "five random words are easy to type and hard to guess"}
	}
	verifier, err := d.hashPass(s.Passphrase)
	if err != nil {
		return Outcome{}, err
	}
	u.Secret = verifier
	e, err := d.entry(outrider.EntryUserChanged, by, picture.UserBody{User: u})
	return Outcome{ID: string(u.ID)}, d.fact(ctx, e, err)
}

func unique[T ~string](ids []T) []T {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
