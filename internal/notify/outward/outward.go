// Package outward is the one way by which a desk speaks to the world of its own
// accord: short messages to addresses that an administrator wrote down. It follows
// no redirect, looks nothing up, and by default refuses addresses inside the house,
// so that a mistyped or hostile address cannot be used to reach what only the desk
// can reach.
package outward

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"outrider"
)

// Client posts to one host.
type Client struct {
	http *http.Client
	base *url.URL
}

// Options of a client.
type Options struct {
	Inside  bool              // the address may be a private one, such as a bridge on this machine
	Trusted http.RoundTripper // of tests; nil: the network
}

// errInside is what a dial to a private address ends with.
var errInside = errors.New("an address inside the house")

// New makes a client for an address: https, or http where it is inside the house
// and that was allowed.
func New(address string, o Options) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !o.Inside) {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a channel's address begins with https:// and holds no password", Hint: "for a bridge on this machine write http://127.0.0.1:PORT and \"inside\": true", Err: err}
	}
	rt := o.Trusted
	if rt == nil {
		rt = transport(o.Inside)
	}
	return &Client{base: u, http: &http.Client{Transport: rt, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

// transport dials only what is allowed. The check is on the address that was
// resolved, at the moment of dialling: a name that changes its mind gains nothing.
func transport(inside bool) *http.Transport {
	d := &net.Dialer{Timeout: 10 * time.Second}
	d.Control = func(_, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil || !inside && private(ap.Addr().Unmap()) {
			return errInside
		}
		return nil
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext, t.Proxy = d.DialContext, nil
	return t
}

func private(a netip.Addr) bool {
	return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified() || a.IsMulticast() || a.IsInterfaceLocalMulticast()
}

// Request is one message as a host takes it.
type Request struct {
	Method string
	Path   []string // joined to the base and escaped; none: the base itself
	Header map[string]string
	Body   io.Reader
}

// Do sends a request and succeeds on 2xx.
func (c *Client) Do(ctx context.Context, r Request) error {
	u := c.base
	if len(r.Path) > 0 {
		escaped := make([]string, len(r.Path))
		for i, p := range r.Path {
			escaped[i] = url.PathEscape(p)
		}
		u = c.base.JoinPath(escaped...)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, u.String(), r.Body)
	if err != nil {
		return failed(err)
	}
	for k, v := range r.Header {
		req.Header.Set(k, v)
	}
	return c.Send(req)
}

// Send is Do for a request made elsewhere.
func (c *Client) Send(req *http.Request) error {
	resp, err := c.http.Do(req)
	if err != nil {
		return failed(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // so that the connection can be used again
	if resp.StatusCode/100 != 2 {
		return &outrider.Error{Code: outrider.CodeUnavailable, Safe: fmt.Sprintf("the channel answered %d", resp.StatusCode), Hint: hint(resp.StatusCode)}
	}
	return nil
}

func failed(err error) error {
	safe, what := "the channel cannot be reached", "check the network and the address"
	switch {
	case errors.Is(err, errInside):
		safe, what = "the channel's address is inside the house", "if that is meant, write \"inside\": true beside it"
	case errors.Is(err, context.DeadlineExceeded):
		safe = "the channel did not answer in time"
	}
	return &outrider.Error{Code: outrider.CodeUnavailable, Safe: safe, Hint: what, Err: err}
}

func hint(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return "its token or password was refused: write a new one into the channels file"
	case http.StatusNotFound, http.StatusGone:
		return "the address or the subscription is gone: write the new one into the channels file"
	case http.StatusTooManyRequests:
		return "it takes no more for now; the next channel is tried"
	}
	return "look at the channel's own log"
}
