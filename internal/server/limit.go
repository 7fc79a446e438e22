package server

import (
	"crypto/sha256"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// limitRule says how failures turn into refusals: so many are free, then each
// further one doubles the pause, up to a longest.
type limitRule struct {
	free    int
	longest time.Duration
}

// ruleByName keeps its pause short on purpose: with a long one, anybody could
// shut the officer on duty out by guessing in their name.
func ruleByName() limitRule { return limitRule{free: 5, longest: time.Minute} }

// ruleByPlace is wider, because a whole office may share one address.
func ruleByPlace() limitRule { return limitRule{free: 20, longest: 5 * time.Minute} }

// forgetAfter is how long failures count; maxLimited bounds what is remembered.
const (
	forgetAfter = 15 * time.Minute
	maxLimited  = 10_000
)

// limiter counts failed sign-ins by a key. Keys are kept salted and hashed: what
// people type into a name field by mistake is often their passphrase.
type limiter struct {
	clock func() time.Time
	salt  []byte
	rule  limitRule
	mu    sync.Mutex
	seen  map[[sha256.Size]byte]failures
}

// failures is what is remembered of one key.
type failures struct {
	count int
	last  time.Time
}

func newLimiter(clock func() time.Time, salt []byte, rule limitRule) *limiter {
	return &limiter{clock: clock, salt: salt, rule: rule, seen: map[[sha256.Size]byte]failures{}}
}

func (l *limiter) hash(key string) [sha256.Size]byte {
	return sha256.Sum256(append(append([]byte{}, l.salt...), key...))
}

// blocked says whether an attempt under this key is refused unseen for now.
func (l *limiter) blocked(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.seen[l.hash(key)]
	return l.clock().Before(f.last.Add(l.rule.pause(f.count)))
}

// failed counts one failure.
func (l *limiter) failed(key string) {
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

// passed forgets a key's failures.
func (l *limiter) passed(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, l.hash(key))
}

// forget drops what no longer counts, and everything when that is not enough: a
// flood of made-up keys must not fill the memory.
func (l *limiter) forget(now time.Time) {
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
func (r limitRule) pause(n int) time.Duration {
	if n < r.free {
		return 0
	}
	return min(r.longest, time.Second<<min(n-r.free, 20))
}

// placeOf is the network an attempt comes from: an address, or for IPv6 the /64
// that one household or host commonly owns whole.
func placeOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
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
