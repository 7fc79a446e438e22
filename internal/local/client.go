package local

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"path/filepath"

	"outrider"
	"outrider/internal/desk"
)

// Client is a Door to a desk that runs elsewhere on this machine.
type Client struct{ http http.Client }

// Dial returns a client of the desk that runs on a data folder.
func Dial(dir string) *Client {
	path := filepath.Join(dir, SocketName)
	t := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}}
	return &Client{http: http.Client{Transport: t}}
}

// Lookup returns the id of an active user by name.
func (c *Client) Lookup(ctx context.Context, name string) (outrider.UserID, error) {
	return ask[outrider.UserID](ctx, c, "lookup", call{Name: name})
}

// File files drafts; see desk.Desk.File.
func (c *Client) File(ctx context.Context, by outrider.UserID, drafts ...outrider.Draft) ([]desk.Receipt, error) {
	return ask[[]desk.Receipt](ctx, c, "file", call{By: by, Drafts: drafts})
}

// Decide does one act; see desk.Desk.Decide.
func (c *Client) Decide(ctx context.Context, by outrider.UserID, d desk.Decision) (desk.Outcome, error) {
	return ask[desk.Outcome](ctx, c, "decide", call{By: by, Decision: &d})
}

// Read asks for one view; see desk.Desk.Read.
func (c *Client) Read(ctx context.Context, by outrider.UserID, q desk.Query) (desk.Answer, error) {
	return ask[desk.Answer](ctx, c, "read", call{By: by, Query: &q})
}

// Keep asks the running desk to verify, back up or export its store.
func (c *Client) Keep(ctx context.Context, what, path string) (json.RawMessage, error) {
	return ask[json.RawMessage](ctx, c, what, call{Path: path})
}

// ask makes one call. An answer may hold a result beside an error: what was done
// before it failed.
func ask[T any](ctx context.Context, c *Client, what string, in call) (T, error) {
	var out T
	body, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://desk/"+what, bytes.NewReader(body))
	if err != nil {
		return out, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return out, &outrider.Error{Code: outrider.CodeStorage, Safe: "the running desk does not answer", Hint: "look at its terminal or its log", Err: err}
	}
	defer drain(resp.Body)
	var rep reply
	if err := json.NewDecoder(resp.Body).Decode(&rep); err != nil {
		return out, &outrider.Error{Code: outrider.CodeInternal, Safe: "the running desk answers something else", Hint: "is it the same version?", Err: err}
	}
	if len(rep.Result) > 0 {
		if err := json.Unmarshal(rep.Result, &out); err != nil {
			return out, &outrider.Error{Code: outrider.CodeInternal, Safe: "the running desk answers something else", Hint: "is it the same version?", Err: err}
		}
	}
	if rep.Code != "" {
		return out, &outrider.Error{Code: rep.Code, Safe: rep.Safe, Hint: rep.Hint}
	}
	return out, nil
}
