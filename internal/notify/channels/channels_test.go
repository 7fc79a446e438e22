package channels_test

import (
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/notify/channels"
)

const whole = `{"channels": [
  {"name": "office", "kind": "mail", "host": "mail.example.org", "from": "desk@example.org", "to": "duty@example.org"},
  {"name": "pager", "kind": "webhook", "least": "act", "url": "https://pager.example.org/in", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
  {"name": "room", "kind": "matrix", "url": "https://matrix.example.org", "token": "t", "room": "!r:example.org"},
  {"name": "phone", "kind": "ntfy", "url": "https://ntfy.example.org", "topic": "k3v9q2m7x1p8t4w6"},
  {"name": "bridge", "kind": "signal", "url": "http://127.0.0.1:8080", "inside": true, "from": "+442079460000", "to": ["+442079460001"]}
]}`

func links(text string) (int, error) {
	f, err := channels.Read([]byte(text))
	if err != nil {
		return 0, err
	}
	ls, err := f.Links(channels.Options{Clock: time.Now})
	return len(ls), err
}

func TestRead(t *testing.T) {
	f, err := channels.Read([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	ls, err := f.Links(channels.Options{Clock: time.Now})
	if err != nil || len(ls) != 5 {
		t.Fatalf("%d channels, %v", len(ls), err)
	}
	if ls[1].Channel.Name() != "pager" || ls[1].Least != outrider.LevelAct || ls[1].Untested == "" || ls[4].Kind != "signal" {
		t.Errorf("links %+v", ls)
	}
}

// Each fault names the channel or the line, and says what to do; no secret is in
// what it says.
func TestFaults(t *testing.T) {
	cases := map[string]string{
		`{"channels": [` + "\n" + `{"name": "a", "knd": "mail"}]}`: "near line 2",
		`{"channels": 3}`: "near line 1",
		strings.Replace(whole, `"kind": "mail"`, `"kind": "pigeon"`, 1):                          "channel 1 (office)",
		strings.Replace(whole, `"pager"`, `"office"`, 1):                                         "channel 2",
		strings.Replace(whole, `"room"`, `"A Room"`, 1):                                          "channel 3",
		strings.Replace(whole, `"least": "act"`, `"least": "loud"`, 1):                           "channel 2 (pager)",
		strings.Replace(whole, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_sesame", 1):      "channel 2 (pager)",
		strings.Replace(whole, `"inside": true, `, ``, 1):                                        "channel 5 (bridge)",
		strings.Replace(whole, `"topic": "k3v9q2m7x1p8t4w6"`, `"topic": "desk"`, 1):              "channel 4 (phone)",
		strings.Replace(whole, `"from": "desk@example.org"`, `"from": "desk at example.org"`, 1): "channel 1 (office)",
	}
	for text, want := range cases {
		_, err := links(text)
		if outrider.CodeOf(err) != outrider.CodeInvalid || !strings.Contains(outrider.SafeText(err), want) {
			t.Errorf("want %q: %q", want, outrider.SafeText(err))
		}
		if strings.Contains(outrider.SafeText(err)+outrider.HintText(err), "sesame") {
			t.Errorf("a secret is shown: %v", err)
		}
	}
	if n, err := links(`{"channels": []}`); n != 0 || err != nil {
		t.Errorf("no channels: %d, %v", n, err)
	}
}

// Whatever stands in the file, reading ends with channels or with a fault.
func FuzzRead(f *testing.F) {
	f.Add(whole)
	f.Add(`{"channels": [{"name": "x", "kind": "push", "subscription": {"endpoint": "https://p.example.org", "keys": {"auth": "AA", "p256dh": "AA"}}, "public": "a", "private": "b"}]}`)
	f.Add(`{"channels": [{"to": 3}]}`)
	f.Add(`{"channels": [], "alive": {"url": "https://watch.example.net/alive", "inside": true}}`)
	f.Fuzz(func(t *testing.T, text string) {
		if n, err := links(text); err != nil && (n != 0 || outrider.SafeText(err) == "") {
			t.Errorf("%d channels and %v", n, err)
		}
	})
}
