// Package channels reads the file in which an administrator writes down how the
// desk may reach its people, and makes the chain that is tried.
package channels

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/mail"
	"outrider/internal/notify/matrix"
	"outrider/internal/notify/ntfy"
	"outrider/internal/notify/outward"
	"outrider/internal/notify/push"
	"outrider/internal/notify/signal"
	"outrider/internal/notify/webhook"
)

// File is the channels file: the order is the order in which they are tried.
type File struct {
	Channels []Entry `json:"channels"`
	Alive    *Alive  `json:"alive,omitempty"`
}

// Alive is an address away from the desk's machine that is asked for each minute while
// the desk lives and can call somebody. Whoever watches it calls when that ends.
type Alive struct {
	URL    string `json:"url"`
	Inside bool   `json:"inside,omitempty"` // the address is in the house on purpose
}

// Outside is the way to whoever watches the desk; nil: nobody was named.
func (f File) Outside() (*outward.Client, error) {
	if f.Alive == nil {
		return nil, nil
	}
	c, err := outward.New(f.Alive.URL, outward.Options{Inside: f.Alive.Inside})
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeOf(err), Safe: "alive: " + outrider.SafeText(err), Hint: outrider.HintText(err), Err: errors.Unwrap(err)}
	}
	return c, nil
}

// Entry is one channel as it is written down. Which fields a kind needs is in
// docs/formats/channels.schema.json.
type Entry struct {
	Name  string         `json:"name"`
	Kind  string         `json:"kind"`            // mail, push, webhook, matrix, ntfy, signal
	Least outrider.Level `json:"least,omitempty"` // act: carries only what cannot wait

	URL    string `json:"url,omitempty"`
	Inside bool   `json:"inside,omitempty"` // the address is in the house on purpose
	Token  string `json:"token,omitempty"`
	Secret string `json:"secret,omitempty"`

	Host     string          `json:"host,omitempty"`
	Port     int             `json:"port,omitempty"`
	StartTLS bool            `json:"starttls,omitempty"`
	User     string          `json:"user,omitempty"`
	Password string          `json:"password,omitempty"`
	From     string          `json:"from,omitempty"`
	To       json.RawMessage `json:"to,omitempty"` // an address, or a list of them

	Room         string          `json:"room,omitempty"`
	Topic        string          `json:"topic,omitempty"`
	Subscription json.RawMessage `json:"subscription,omitempty"`
	Public       string          `json:"public,omitempty"`
	Private      string          `json:"private,omitempty"`
	Contact      string          `json:"contact,omitempty"`
}

// Options are what channels take from their surroundings.
type Options struct {
	Clock   func() time.Time
	Trusted http.RoundTripper // of tests; nil: the network
}

// named bounds what a channel may be called: it stands in logs and on pages.
var named = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// MaxFile bounds the file; a longer one is some other file.
const MaxFile = 1 << 20

// Read reads a channels file. An unknown field is a fault: a mistyped "tokn" would
// otherwise be a channel that never works.
func Read(data []byte) (File, error) {
	var f File
	if len(data) > MaxFile {
		return f, outrider.Invalid("the channels file is longer than %d bytes", MaxFile)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		line := 1 + bytes.Count(data[:min(int(dec.InputOffset()), len(data))], []byte("\n"))
		return f, &outrider.Error{Code: outrider.CodeInvalid, Safe: fmt.Sprintf("the channels file cannot be read near line %d", line), Hint: "docs/formats/channels.schema.json says what it may hold; outrider channels check reads it without sending", Err: err}
	}
	return f, nil
}

// Links makes the channels of a file, in its order. The error names the entry. None was
// held against a live service, and each says what it was held against instead: only
// this desk's own trial shows that one works.
func (f File) Links(o Options) ([]notify.Link, error) {
	var out []notify.Link
	seen := map[string]bool{}
	for i, e := range f.Channels {
		where := fmt.Sprintf("channel %d", i+1)
		if !named.MatchString(e.Name) || seen[e.Name] {
			return nil, outrider.Invalid("%s needs a name of its own: small letters, digits and hyphens", where)
		}
		seen[e.Name] = true
		if e.Least != "" && e.Least != outrider.LevelAct && e.Least != outrider.LevelLook {
			return nil, outrider.Invalid("%s (%s): least is look or act", where, e.Name)
		}
		c, err := e.channel(o)
		if err != nil {
			return nil, &outrider.Error{Code: outrider.CodeOf(err), Safe: fmt.Sprintf("%s (%s): %s", where, e.Name, outrider.SafeText(err)), Hint: outrider.HintText(err), Err: errors.Unwrap(err)}
		}
		out = append(out, notify.Link{Channel: c, Kind: e.Kind, Least: e.Least, Untested: heldAgainst(e.Kind)})
	}
	return out, nil
}

// heldAgainst says what the makers tried a kind with. A server's own software on the
// same machine is no live service: it has no provider, no filters, and no phone.
func heldAgainst(kind string) string {
	switch kind {
	case "mail":
		return "tried with Postfix 3.7 on one machine, never with a provider's servers"
	case "push":
		return "tried with the standard's own message and another library's reader (http_ece 1.2), never with a browser and its push service"
	case "webhook":
		return "tried with the scheme's own library (JavaScript, 1.1; its newer signatures with a general one), never with a service that takes webhooks"
	case "matrix":
		return "tried with a Dendrite 0.15 home server on one machine, never with a public one"
	case "ntfy":
		return "tried with an ntfy 2.13 server on one machine, never with a public one or a phone"
	case "signal":
		return "tried with signal-cli-rest-api 0.100 on one machine and a stand-in for Signal behind it, never with Signal"
	}
	return "tried with nothing"
}

func (e Entry) channel(o Options) (notify.Channel, error) {
	switch e.Kind {
	case "mail":
		return mail.New(mail.Options{Name: e.Name, Host: e.Host, Port: e.Port, StartTLS: e.StartTLS, User: e.User, Password: e.Password, From: e.From, To: first(e.to()), Inside: e.Inside})
	case "push":
		return push.New(push.Options{Name: e.Name, Subscription: e.Subscription, Public: e.Public, Private: e.Private, Contact: e.Contact, Inside: e.Inside, Trusted: o.Trusted})
	case "webhook":
		return webhook.New(webhook.Options{Name: e.Name, URL: e.URL, Secret: e.Secret, Inside: e.Inside, Clock: o.Clock, Trusted: o.Trusted})
	case "matrix":
		return matrix.New(matrix.Options{Name: e.Name, URL: e.URL, Token: e.Token, Room: e.Room, Inside: e.Inside, Trusted: o.Trusted})
	case "ntfy":
		return ntfy.New(ntfy.Options{Name: e.Name, URL: e.URL, Topic: e.Topic, Token: e.Token, Inside: e.Inside, Trusted: o.Trusted})
	case "signal":
		return signal.New(signal.Options{Name: e.Name, URL: e.URL, From: e.From, To: e.to(), Inside: e.Inside, Trusted: o.Trusted})
	}
	return nil, outrider.Invalid("kind is mail, push, webhook, matrix, ntfy or signal")
}

// to reads one address or a list.
func (e Entry) to() []string {
	var many []string
	var one string
	if json.Unmarshal(e.To, &many) == nil {
		return many
	}
	if json.Unmarshal(e.To, &one) == nil && one != "" {
		return []string{one}
	}
	return nil
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
