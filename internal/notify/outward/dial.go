package outward

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// What a dial to an address that is refused ends with.
var (
	ErrInside = errors.New("an address inside the house") // allowed where an administrator says so
	ErrNever  = errors.New("an address of the machine's own host")
)

// Dialer dials only what is allowed. The check is on the address that was resolved, at
// the moment of dialling: a name that changes its mind gains nothing.
func Dialer(inside bool) *net.Dialer {
	return &net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		return refuse(address, inside)
	}}
}

func refuse(address string, inside bool) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return ErrInside
	}
	a := plain(ap.Addr())
	switch {
	case a.IsLinkLocalUnicast() || among(hosts, a):
		return ErrNever
	case !inside && private(a):
		return ErrInside
	}
	return nil
}

// hosts are addresses outside the link-local range at which providers of machines give
// the machine itself its passwords and keys, as they document them: Amazon by IPv6,
// Alibaba, Oracle, Azure. A channel never is at one.
var hosts = prefixes("fd00:ec2::254/128", "100.100.100.200/32", "192.0.0.192/32", "168.63.129.16/32")

// reserved are ranges of the registries of special purpose (RFC 6890 and its updates)
// beyond those that netip knows, which lead to no public host.
var reserved = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "64:ff9b:1::/48", "fec0::/10")

func prefixes(s ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(s))
	for i, p := range s {
		out[i] = netip.MustParsePrefix(p)
	}
	return out
}

func among(ranges []netip.Prefix, a netip.Addr) bool {
	for _, r := range ranges {
		if r.Contains(a) {
			return true
		}
	}
	return false
}

func private(a netip.Addr) bool {
	return a.IsPrivate() || a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() || a.IsInterfaceLocalMulticast() || among(reserved, a)
}

// carriers are prefixes of IPv6 behind which an IPv4 address stands: translation
// (RFC 6052), 6to4 (RFC 3056) and the deprecated compatible form (RFC 4291).
var carriers = []struct {
	in netip.Prefix
	at int // the byte at which the IPv4 address begins
}{{netip.MustParsePrefix("64:ff9b::/96"), 12}, {netip.MustParsePrefix("2002::/16"), 2}, {netip.MustParsePrefix("::/96"), 12}}

// plain is the address that is reached in the end.
func plain(a netip.Addr) netip.Addr {
	a = a.Unmap().WithZone("")
	if !a.Is6() || a.IsLoopback() || a.IsUnspecified() {
		return a
	}
	for _, c := range carriers {
		if c.in.Contains(a) {
			b := a.As16()
			return netip.AddrFrom4([4]byte(b[c.at : c.at+4]))
		}
	}
	return a
}
