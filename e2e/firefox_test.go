//go:build e2e

package e2e_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"
)

// fox is a headless Firefox with a fresh profile, driven through Marionette, the remote
// protocol that is built into it (Firefox Source Docs, "Marionette Protocol"): JSON
// arrays with their length before them, over TCP on loopback. It works with the page's
// own scripts switched off, which is what it is here for.
type fox struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	last int // number of the last command
	taps int
}

// patience is how long Firefox may take over one command, and how long something may
// take to appear. It is never waited out where all is well.
const patience = 2 * time.Minute

// listening is how Firefox says where it takes commands.
var listening = regexp.MustCompile(`Listening on port (\d+)`)

// firefox starts a Firefox for one test with preferences of its own.
func firefox(t *testing.T, prefs map[string]any) *fox {
	t.Helper()
	program, err := exec.LookPath("firefox-esr")
	if err != nil {
		t.Fatalf("no browser (install firefox-esr): %v", err)
	}
	profile := profileOf(t, prefs)
	cmd := exec.Command(program, "--marionette", "--remote-allow-system-access", "--headless", "--no-remote", "--profile", profile)
	cmd.Env = append(os.Environ(), "HOME="+profile, "MOZ_CRASHREPORTER_DISABLE=1")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout = cmd.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	late := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(said)
	port := ""
	for port == "" && lines.Scan() {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			port = m[1]
		}
	}
	late.Stop()
	go func() { _, _ = io.Copy(io.Discard, said) }() // a full pipe would stop it
	f := &fox{t: t}
	if f.conn, err = net.Dial("tcp", "127.0.0.1:"+port); err != nil {
		t.Fatalf("Firefox does not listen: %v", err)
	}
	t.Cleanup(func() { _ = f.conn.Close() })
	f.in = bufio.NewReader(f.conn)
	if _, err := f.read(); err != nil { // its greeting
		t.Fatal(err)
	}
	f.do("WebDriver:NewSession", map[string]any{"acceptInsecureCerts": true})
	return f
}

// profileOf writes a profile that holds nothing but preferences.
func profileOf(t *testing.T, prefs map[string]any) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "fox")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	text := []byte("user_pref(\"marionette.port\", 0);\n")
	for name, value := range prefs {
		v, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		text = fmt.Appendf(text, "user_pref(%q, %s);\n", name, v)
	}
	if err := os.WriteFile(filepath.Join(dir, "user.js"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// read takes one message.
func (f *fox) read() ([]byte, error) {
	if err := f.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	length, err := f.in.ReadString(':')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(length[:len(length)-1])
	if err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err = io.ReadFull(f.in, b)
	return b, err
}

// try gives a command and returns its answer, or what Firefox said was wrong.
func (f *fox) try(command string, with map[string]any) (json.RawMessage, error) {
	if with == nil {
		with = map[string]any{}
	}
	f.last++
	b, err := json.Marshal([]any{0, f.last, command, with})
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(f.conn, "%d:%s", len(b), b); err != nil {
		return nil, err
	}
	b, err = f.read()
	if err != nil {
		return nil, err
	}
	answer := [4]json.RawMessage{}
	if err := json.Unmarshal(b, &answer); err != nil {
		return nil, err
	}
	if fault := string(answer[2]); fault != "null" {
		var said struct{ Error, Message string }
		return nil, errors.Join(json.Unmarshal(answer[2], &said), fmt.Errorf("%s: %s", said.Error, said.Message))
	}
	var wrapped struct{ Value json.RawMessage }
	if json.Unmarshal(answer[3], &wrapped) == nil && wrapped.Value != nil {
		return wrapped.Value, nil
	}
	return answer[3], nil
}

// do gives a command that must succeed.
func (f *fox) do(command string, with map[string]any) json.RawMessage {
	f.t.Helper()
	v, err := f.try(command, with)
	if err != nil {
		f.t.Fatalf("%s %v: %v", command, with, err)
	}
	return v
}

// element is how Firefox names a part of a page.
type element map[string]string

// id is the only value of the only key: a constant of the protocol.
func (e element) id() string {
	for _, v := range e {
		return v
	}
	return ""
}

// all finds the parts of the page that a selector means, at this moment.
func (f *fox) all(css string) []element {
	f.t.Helper()
	var out []element
	if err := json.Unmarshal(f.do("WebDriver:FindElements", map[string]any{"using": "css selector", "value": css}), &out); err != nil {
		f.t.Fatal(err)
	}
	return out
}

// sees says whether a person who looks at the page sees something of it there. A page
// that goes away while it is asked is one more moment at which they do not.
func (f *fox) sees(css string) bool {
	f.t.Helper()
	return slices.ContainsFunc(f.all(css), func(e element) bool {
		v, err := f.try("WebDriver:IsElementDisplayed", map[string]any{"id": e.id()})
		return err == nil && string(v) == "true"
	})
}

// until asks again until the answer is yes.
func (f *fox) until(what string, yes func() bool) {
	f.t.Helper()
	for end := time.Now().Add(patience); !yes(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			f.t.Fatalf("%s: not within %s; the page says %q", what, patience, f.text())
		}
	}
}

func (f *fox) wait(css string) {
	f.t.Helper()
	f.until(css, func() bool { return f.sees(css) })
}

// one is the only part of the page that is meant.
func (f *fox) one(css string) string {
	f.t.Helper()
	found := f.all(css)
	if len(found) == 0 {
		f.t.Fatalf("%s is not on the page: %q", css, f.text())
	}
	return found[0].id()
}

// open goes to an address and waits until its page is there. Where there is no net the
// fault is the page.
func (f *fox) open(address string) {
	f.t.Helper()
	f.do("WebDriver:Navigate", map[string]any{"url": address})
}

// write types into a field; for a file it names it.
func (f *fox) write(css, text string) {
	f.t.Helper()
	f.do("WebDriver:ElementSendKeys", map[string]any{"id": f.one(css), "text": text})
}

// press types keys where the keyboard stands.
func (f *fox) press(keys string) {
	f.t.Helper()
	var steps []any
	for _, k := range keys {
		steps = append(steps, map[string]any{"type": "keyDown", "value": string(k)}, map[string]any{"type": "keyUp", "value": string(k)})
	}
	f.do("WebDriver:PerformActions", map[string]any{"actions": []any{map[string]any{"type": "key", "id": "keys", "actions": steps}}})
}

// tap clicks and waits for what the click leads to, which may not be in sight before.
func (f *fox) tap(css, then string) {
	f.t.Helper()
	f.taps++
	if f.sees(then) {
		f.t.Fatalf("tap %s: %s is on the page before the tap", css, then)
	}
	f.click(css)
	f.wait(then)
}

// click clicks what is, or will be, in sight; what comes of it is the caller's to wait for.
func (f *fox) click(css string) {
	f.t.Helper()
	f.wait(css)
	f.do("WebDriver:ElementClick", map[string]any{"id": f.one(css)})
}

func (f *fox) within(budget int, what string) {
	f.t.Helper()
	if f.taps > budget {
		f.t.Errorf("%s took %d taps, the budget is %d", what, f.taps, budget)
	}
	f.t.Logf("%s: %d taps", what, f.taps)
	f.taps = 0
}

// text is what can be read on the page.
func (f *fox) text() string {
	f.t.Helper()
	return run[string](f, `return document.documentElement.innerText`)
}

// run evaluates in the page, from outside it: that works with the page's own scripts
// switched off. A promise is waited for.
func run[T any](f *fox, script string) T {
	f.t.Helper()
	var out T
	v := f.do("WebDriver:ExecuteScript", map[string]any{"script": script, "args": []any{}, "sandbox": "system"})
	if err := json.Unmarshal(v, &out); err != nil {
		f.t.Fatalf("%s: %v", v, err)
	}
	return out
}

// sized makes the page as wide as a telephone. The window itself has a least width, so
// that it is the part of it that shows the page.
func (f *fox) sized(width, height int) {
	f.t.Helper()
	f.do("Marionette:SetContext", map[string]any{"value": "chrome"})
	f.do("WebDriver:ExecuteScript", map[string]any{"args": []any{width, height}, "script": `
		const s = gBrowser.selectedBrowser.style;
		for (const [k, v] of Object.entries({ flex: "none", "min-width": "0", width: arguments[0] + "px", height: arguments[1] + "px" })) s.setProperty(k, v, "important");`})
	f.do("Marionette:SetContext", map[string]any{"value": "content"})
	f.until("the width", func() bool { return run[int](f, `return innerWidth`) == width })
}

// shoot writes a full-page picture where OUTRIDER_SHOTS names a folder.
func (f *fox) shoot(name string) {
	f.t.Helper()
	dir := os.Getenv("OUTRIDER_SHOTS")
	if dir == "" {
		return
	}
	var b64 string
	if err := json.Unmarshal(f.do("WebDriver:TakeScreenshot", map[string]any{"full": true}), &b64); err != nil {
		f.t.Fatal(err)
	}
	png, err := base64.StdEncoding.DecodeString(b64)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		f.t.Fatal(err)
	}
}
