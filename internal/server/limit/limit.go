// Package limit makes guessing slow: so many failed tries are free, then each one
// more doubles the pause. It remembers hashes alone, and forgets.
package limit

import (
	"crypto/sha256"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Rule says how failures turn into refusals: so many are free, then each
// further one doubles the pause, up to a longest.
type Rule struct {
	Free    int
	Longest time.Duration
}

// ByName keeps its pause short on purpose: with a long one, anybody could
// shut the officer on duty out by guessing in their name.
func ByName() Rule { return Rule{Free: 5, Longest: time.Minute} }

// FromEverywhere counts one name over all places, beside ByName for the name at one
// place. Its pause is shorter than the one at which a single place ends up, so that
// whoever guesses from one place cannot keep out somebody who comes from another.
func FromEverywhere() Rule { return Rule{Free: 20, Longest: 15 * time.Second} }

// ByPlace is wider, because a whole office may share one address.
func ByPlace() Rule { return Rule{Free: 20, Longest: 5 * time.Minute} }

// forgetAfter is how long failures count; maxLimited bounds what is remembered.
const (
	forgetAfter = 15 * time.Minute
	maxLimited  = 10_000
)

// Limiter counts failed tries by a key. Keys are kept salted and hashed: what
// people type into a name field by mistake is often their passphrase.
type Limiter struct {
	clock func() time.Time
	salt  []byte
	rule  Rule
	mu    sync.Mutex
	seen  map[[sha256.Size]byte]failures
}

// failures is what is remembered of one key.
type failures struct {
	count int
	last  time.Time
}

// New returns a limiter that counts from nothing. The salt keeps what it remembers
// from being looked up.
func New(clock func() time.Time, salt []byte, rule Rule) *Limiter {
	return &Limiter{clock: clock, salt: salt, rule: rule, seen: map[[sha256.Size]byte]failures{}}
}

func (l *Limiter) hash(key string) [sha256.Size]byte {
	return sha256.Sum256(append(append([]byte{}, l.salt...), key...))
}

// Blocked says whether an attempt under this key is refused unseen for now.
func (l *Limiter) Blocked(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.seen[l.hash(key)]
	return l.clock().Before(f.last.Add(l.rule.pause(f.count)))
}

// Failed counts one failure.
func (l *Limiter) Failed(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, h := l.clock(), l.hash(key)
	f := l.seen[h]
	if now.Sub(f.last) >= forgetAfter {
		f.count = 0
	}
	if len(l.seen) >= maxLimited {
		l.forget(now)
	}
	l.seen[h] = failures{count: f.count + 1, last: now}
}

// Passed forgets a key's failures.
func (l *Limiter) Passed(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, l.hash(key))
}

// forget drops what no longer counts, and everything when that is not enough: a
// flood of made-up keys must not fill the memory.
func (l *Limiter) forget(now time.Time) {
	for h, f := range l.seen {
		if now.Sub(f.last) >= forgetAfter {
			delete(l.seen, h)
		}
	}
	if len(l.seen) >= maxLimited {
		clear(l.seen)
	}
}

// pause is how long after the last of n failures attempts are refused.
func (r Rule) pause(n int) time.Duration {
	if n < r.Free {
		return 0
	}
	return min(r.Longest, time.Second<<min(n-r.Free, 20))
}

// Place is the network that an attempt comes from, by its remote address: an address, or for IPv6 the /64
// that one household or host commonly owns whole.
func Place(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
