// Package outward is the one way by which a desk speaks to the world of its own
// accord: short messages to addresses that an administrator wrote down. It follows
// no redirect, looks nothing up, and by default refuses addresses inside the house,
// so that a mistyped or hostile address cannot be used to reach what only the desk
// can reach. Where hosts of machines hand out their keys nothing is ever sent.
package outward

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
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

func transport(inside bool) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext, t.Proxy = Dialer(inside).DialContext, nil
	return t
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
	defer resp.Body.Close() // unread: an answer that drips would hold up whoever is told next
	if resp.StatusCode/100 != 2 {
		return &outrider.Error{Code: code(resp.StatusCode), Safe: fmt.Sprintf("the channel answered %d", resp.StatusCode), Hint: hint(resp.StatusCode)}
	}
	return nil
}

// failed says what went wrong without the address, which may be a secret itself: who
// knows a webhook's or a topic's can write to it.
func failed(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	safe, what := Why(err)
	return &outrider.Error{Code: outrider.CodeUnavailable, Safe: "the channel " + safe, Hint: what, Err: err}
}

// Why says why a connection failed, to stand behind "the channel" or "the mail
// server", and what to do.
func Why(err error) (safe, hint string) {
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	name, unknown := errors.AsType[*net.DNSError](err)
	switch {
	case errors.Is(err, ErrNever):
		return "has an address from which machines are given their keys", "nothing is sent there, and nothing allows it: write the address that you meant"
	case errors.Is(err, ErrInside):
		return "has an address inside the house", "if that is meant, write \"inside\": true beside it"
	case errors.Is(err, context.DeadlineExceeded):
		return "did not answer in time", "look whether it is up, and whether a firewall drops what is sent to it"
	case certificate:
		return "shows a certificate that does not hold", "nothing was sent: check the name of the host, then ask whoever runs it"
	case unknown && name.IsNotFound:
		return "has a host that nobody knows", "check how the name of the host is written"
	}
	return "cannot be reached", "check the network, the address and the port"
}

// code tells a host that refuses what it was asked, which it will do for this address
// for ever, from one that works for nobody now.
func code(status int) outrider.Code {
	switch status {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return outrider.CodeInvalid
	}
	return outrider.CodeUnavailable
}

func hint(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "it does not understand: check how the room, the topic or the numbers are written"
	case http.StatusUnauthorized:
		return "its token, password or secret was refused: write the right one into the channels file"
	case http.StatusForbidden:
		return "it knows who asks and says no: may this account write to this room or topic?"
	case http.StatusNotFound, http.StatusGone:
		return "the address or the subscription is gone: write the new one into the channels file"
	case http.StatusTooManyRequests:
		return "it takes no more for now; the next channel is tried"
	}
	if status/100 == 3 {
		return "it sends elsewhere, and no redirect is followed: write the final address into the channels file"
	}
	return "look at the channel's own log"
}
