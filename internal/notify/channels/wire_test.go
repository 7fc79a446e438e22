package channels_test

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/channels"
	"outrider/internal/notify/push"

	"github.com/google/go-cmp/cmp"
)

// parcel is a request as it came over the wire, but for the host that it was sent to.
type parcel struct {
	Line   string
	Header map[string]string
	Body   string
}

// taken keeps the last request of a channel.
type taken struct{ got parcel }

func (k *taken) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	k.got = parcel{Line: r.Method + " " + r.URL.EscapedPath(), Header: map[string]string{}, Body: string(b)}
	for name, values := range r.Header {
		k.got.Header[name] = strings.Join(values, ", ")
	}
	w.WriteHeader(http.StatusCreated)
}

// veiled puts a word where each message differs from the next: the hash that names it,
// signatures, tokens of a push service.
func (p parcel) veiled() parcel {
	hash := regexp.MustCompile(`[0-9a-f]{32}`)
	p.Line, p.Body = hash.ReplaceAllString(p.Line, "HASH"), hash.ReplaceAllString(p.Body, "HASH")
	for name, v := range p.Header {
		v = hash.ReplaceAllString(v, "HASH")
		v = regexp.MustCompile(`^v1,[A-Za-z0-9+/=]{44}$`).ReplaceAllString(v, "v1,SIGNATURE")
		p.Header[name] = regexp.MustCompile(`^vapid t=[A-Za-z0-9_.-]+, k=[A-Za-z0-9_-]{87}$`).ReplaceAllString(v, "vapid SIGNED")
	}
	return p
}

// Whatever leaves over HTTP is held, header by header and byte by byte, against what
// may: whoever adds a header, a title or a field has to write it down here. None of it
// names a product, a machine, a user, a person, a place or a duty.
func TestTheWireHoldsTheseBytesAndNoOthers(t *testing.T) {
	browser, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	own, public, err := push.Keys()
	if err != nil {
		t.Fatal(err)
	}
	said := string(notify.DutyNow)
	with := func(h map[string]string, length int) map[string]string {
		h["User-Agent"], h["Accept-Encoding"], h["Content-Length"] = "Go-http-client/1.1", "gzip", fmt.Sprint(length)
		return h
	}
	hook := `{"type":"duty","timestamp":"2026-03-01T12:00:00Z","data":{"level":"act","sentence":"` + said + `"}}`
	room := `{"body":"` + said + `","msgtype":"m.text"}`
	bridge := `{"message":"` + said + `","number":"+442079460000","recipients":["+442079460001"]}`
	cases := map[string]struct {
		fields string
		want   parcel
	}{
		"webhook": {`"url": "URL/in", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"`, parcel{"POST /in",
			with(map[string]string{"Content-Type": "application/json", "Webhook-Id": "HASH", "Webhook-Timestamp": "1772366400", "Webhook-Signature": "v1,SIGNATURE"}, len(hook)), hook}},
		"matrix": {`"url": "URL", "token": "t", "room": "!r:example.org"`, parcel{"PUT /_matrix/client/v3/rooms/%21r:example.org/send/m.room.message/HASH",
			with(map[string]string{"Content-Type": "application/json", "Authorization": "Bearer t"}, len(room)), room}},
		"ntfy": {`"url": "URL", "topic": "k3v9q2m7x1p8t4w6"`, parcel{"POST /k3v9q2m7x1p8t4w6",
			with(map[string]string{"Content-Type": "text/plain", "Priority": "urgent", "Firebase": "no"}, len(said)), said}},
		"signal": {`"url": "URL", "from": "+442079460000", "to": "+442079460001"`, parcel{"POST /v2/send",
			with(map[string]string{"Content-Type": "application/json"}, len(bridge)), bridge}},
		"push": {fmt.Sprintf(`"subscription": {"endpoint": "URL/sub", "keys": {"p256dh": %q, "auth": "AAAAAAAAAAAAAAAAAAAAAA"}}, "public": %q, "private": %q, "contact": "ops@example.org"`,
			base64.RawURLEncoding.EncodeToString(browser.PublicKey().Bytes()), public, own), parcel{"POST /sub",
			with(map[string]string{"Content-Type": "application/octet-stream", "Content-Encoding": "aes128gcm", "Ttl": "86400", "Urgency": "high", "Authorization": "vapid SIGNED"}, sealed), "SEALED"}},
	}
	for kind, c := range cases {
		k := &taken{}
		s := httptest.NewServer(k)
		defer s.Close()
		f, err := channels.Read([]byte(`{"channels": [{"name": "office-of-k-07", "kind": "` + kind + `", "inside": true, ` + strings.ReplaceAll(c.fields, "URL", s.URL) + `}]}`))
		if err != nil {
			t.Fatal(err)
		}
		links, err := f.Links(channels.Options{Clock: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }})
		if err != nil {
			t.Fatal(kind, err)
		}
		m := notify.Message{ID: "d-3f9c-contact-2", Level: outrider.LevelAct, Sentence: notify.DutyNow}
		if err := notify.NewChain(time.Now, links...).Over(t.Context(), "office-of-k-07", m); err != nil {
			t.Fatal(kind, err)
		}
		got := k.got.veiled()
		if kind == "push" {
			got.Body = "SEALED"
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s sent (-want +got):\n%s", kind, diff)
		}
	}
}

// sealed is the size of every message to a browser, whatever it says.
const sealed = 4096
