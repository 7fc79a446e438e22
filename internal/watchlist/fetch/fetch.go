// Package fetch brings a whole list from where an administrator said that it lies.
//
// The danger is what a request tells: that this machine keeps a certain list is no
// secret, who is looked for in it would be. So a list is fetched whole or not at
// all, nothing about anybody is ever part of an address, and nothing is sent but
// the request itself. What comes is a delivery like any other: it is judged before
// it counts.
package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"outrider"
)

// Limits of one fetch.
const (
	maxRedirects = 5
	patience     = 10 * time.Minute // for the largest list on a slow line
)

// Client returns a client that speaks https alone, wherever it is sent on, and
// gives up in time. It keeps no cookies and sends no referrer. The transport is
// the program's own; nil is the default one.
func Client(rt http.RoundTripper) *http.Client {
	return &http.Client{Transport: rt, Timeout: patience, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return errors.New("too many redirects")
		}
		r.Header.Del("Referer")
		return secure(r.URL)
	}}
}

// secure refuses whatever is not plain https.
func secure(u *url.URL) error {
	if u.Scheme != "https" || u.Host == "" || u.User != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "a list is fetched by https only", Hint: "write https://host/path"}
	}
	return nil
}

// Get fetches a whole list of at most max bytes.
func Get(ctx context.Context, c *http.Client, address string, max int64) ([]byte, error) {
	u, err := url.Parse(address)
	if err == nil {
		err = secure(u)
	}
	if err != nil {
		return nil, failed("the address of the list cannot be used", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, failed("the address of the list cannot be used", err)
	}
	req.Header.Set("User-Agent", "outrider")
	res, err := c.Do(req)
	if err != nil {
		return nil, failed("the list cannot be reached", err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, failed("the list was not given out: "+res.Status, nil)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, max+1))
	switch {
	case err != nil:
		return nil, failed("the list ended early", err)
	case int64(len(data)) > max:
		return nil, failed("the list is larger than any that is known; nothing was kept", nil)
	case res.ContentLength >= 0 && int64(len(data)) != res.ContentLength:
		return nil, failed("the list ended early", nil)
	}
	return data, nil
}

func failed(what string, err error) error {
	return &outrider.Error{Code: outrider.CodeStorage, Safe: what, Hint: "the version in force stays in force; fetch it by hand and import it, or try again later", Err: err}
}
