//go:build e2e

package e2e_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/portal/portaltest"
)

// Where the pages are found by a browser of these tests: onion services, which are
// reached without TLS, one of them from a desk that was told that a proxy speaks TLS for
// it; and hosts of the open net. All names are invented.
const (
	atOnion   = "http://ownpagesownpagesownpagesownpagesownpagesownpagesownpages.onion"
	atProxied = "http://tlspagestlspagestlspagestlspagestlspagestlspagestlspages.onion"
	atOpen    = "https://notes.example"
	atPlain   = "http://plain.example"
	atAway    = "https://weather.example"
)

// standing are the preferences of Tor Browser at every level that decide what a page
// may do (browser/app/profile/001-base-profile.js and 000-tor-browser.js in the source
// of tor-browser): windows are private, no worker runs, an onion address is as good as
// TLS.
func standing() map[string]any {
	return map[string]any{
		"browser.privatebrowsing.autostart": true, "browser.cache.disk.enable": false, "permissions.memory_only": true, "security.nocertdb": true, "browser.formfill.enable": false, "signon.rememberSignons": false,
		"browser.sessionstore.privacy_level": 2, "browser.sessionstore.resume_from_crash": false, "dom.security.https_only_mode": true, "browser.send_pings": false, "geo.enabled": false,
		"dom.serviceWorkers.enabled": false, "dom.push.enabled": false, "privacy.resistFingerprinting": true, "privacy.firstparty.isolate": true, "privacy.partition.network_state": false,
		"network.cookie.cookieBehavior": 1, "network.cookie.cookieBehavior.pbmode": 1, "network.http.referer.defaultPolicy": 2, "network.http.referer.XOriginTrimmingPolicy": 2, "network.http.referer.hideOnionSource": true,
		"network.prefetch-next": false, "network.dns.disablePrefetch": true, "network.http.speculative-parallel-limit": 0, "media.peerconnection.enabled": false, "media.navigator.enabled": false,
		"dom.security.https_only_mode.upgrade_onion": false, "dom.securecontext.allowlist_onions": true, "network.dns.blockDotOnion": false, "browser.display.use_system_colors": false, "privacy.globalprivacycontrol.enabled": true,
		"media.gmp-provider.enabled": false, "media.gmp-manager.updateEnabled": false, "media.gmp-manager.url.override": "data:text/plain,", "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false,
		"app.normandy.enabled": false, "app.shield.optoutstudies.enabled": false, "browser.region.update.enabled": false, "extensions.getAddons.cache.enabled": false, "datareporting.policy.dataSubmissionEnabled": false,
	}
}

// safest adds what the level "Safest" does (toolkit/components/securitylevel/
// SecurityLevel.sys.mjs there). It forbids scripts, fonts, media and WebGL through the
// extension NoScript; without it, preferences of the browser do the same here.
func safest() map[string]any {
	prefs := standing()
	for _, name := range []string{"javascript.options.ion", "javascript.options.baselinejit", "javascript.options.native_regexp", "javascript.options.asmjs", "javascript.options.wasm",
		"gfx.font_rendering.graphite.enabled", "gfx.font_rendering.opentype_svg.enabled",
		"javascript.enabled", "gfx.downloadable_fonts.enabled", "media.mp4.enabled", "media.webm.enabled", "media.ogg.enabled", "media.wave.enabled", "dom.webaudio.enabled"} {
		prefs[name] = false
	}
	for _, name := range []string{"mathml.disabled", "svg.disabled", "webgl.disabled"} {
		prefs[name] = true
	}
	return prefs
}

// tor is a world whose pages are open in a Firefox set as Tor Browser is.
type tor struct {
	*portaltest.World
	*fox
	net  *ether
	at   string
	left <-chan string // how somebody left, once the desk has heard of it
}

func newTor(t *testing.T, at string, prefs map[string]any) tor {
	t.Helper()
	w := portaltest.New(t)
	left := make(chan string, 8)
	names := map[string]http.Handler{
		strings.TrimPrefix(atOnion, "http://"):   heard(w.Leaving(atAway+"/"), left),
		strings.TrimPrefix(atProxied, "http://"): heard(w.OverTLS(atAway+"/"), left),
		strings.TrimPrefix(atPlain, "http://"):   heard(w.Leaving(atAway+"/"), left),
		strings.TrimPrefix(atOpen, "https://"):   heard(w.OverTLS(atAway+"/"), left),
	}
	n := newEther(t, names)
	names[strings.TrimPrefix(atAway, "https://")] = http.HandlerFunc(n.weather)
	return tor{w, firefox(t, n.through(prefs)), n, at, left}
}

// arrive opens somebody's pages with number and code.
func (o tor) arrive(number string) {
	o.t.Helper()
	o.open(o.at + "/")
	o.write("#number", number)
	o.write("#code", portaltest.Code)
	o.tap("main button", "nav a[href='/tell']")
	o.taps = 0
}

// telltale writes a photo that says where it was taken and by what.
func telltale(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 32, 24)), nil); err != nil {
		t.Fatal(err)
	}
	le := binary.LittleEndian
	tag := func(out []byte, id, kind uint16, n, v uint32) []byte {
		return le.AppendUint32(le.AppendUint32(le.AppendUint16(le.AppendUint16(out, id), kind), n), v)
	}
	said := le.AppendUint16([]byte("II*\x00\x08\x00\x00\x00"), 2)
	said = tag(said, 0x010f, 2, 9, 38)
	said = tag(said, 0x8825, 4, 1, 48)
	said = append(le.AppendUint32(said, 0), "Invented\x00\x00"...)
	said = le.AppendUint16(said, 4)
	said = tag(said, 1, 2, 2, 'N')
	said = tag(said, 2, 5, 3, 102)
	said = tag(said, 3, 2, 2, 'E')
	said = tag(said, 4, 5, 3, 102)
	said = le.AppendUint32(said, 0)
	for _, v := range []uint32{12, 1, 30, 1, 0, 1} {
		said = le.AppendUint32(said, v)
	}
	said = append([]byte("Exif\x00\x00"), said...)
	file := slices.Concat([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(said)+2)), said, b.Bytes()[2:])
	path := filepath.Join(t.TempDir(), "a.jpg")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestTorJourneys walks everything that a person does on their own pages, in a Firefox
// with the settings of Tor Browser's strictest level, at an onion address and at one of
// the open net.
func TestTorJourneys(t *testing.T) {
	for name, at := range map[string]string{"onion": atOnion, "open": atOpen} {
		t.Run(name, func(t *testing.T) {
			o := newTor(t, at, safest())
			ann := o.Person("K-01", "en")
			number := o.comesByLink(t, o.Link(ann))
			o.reports(t)
			o.checksIn(t, ann)
			o.answers(t)
			o.late(number)
			o.takesBack(t)
			if s := o.net.strangers(); len(s) > 0 {
				t.Errorf("requests left the pages: %v", s)
			}
		})
	}
}

// comesByLink opens a one-time link, chooses a code, and comes back with the number.
func (o tor) comesByLink(t *testing.T, link string) string {
	t.Helper()
	o.open(o.at + link)
	o.write("#code", portaltest.Code)
	o.tap("main button", ".big")
	number := strings.ReplaceAll(run[string](o.fox, `return document.querySelector(".big").innerText`), " ", "")
	o.tap("main a[href='/home']", "main a[href='/tell']")
	o.tap("#leave button", "#weather")
	o.arrive(number)
	return number
}

// late taps after the pages have shut: what was tapped is filed once they are open again.
func (o tor) late(number string) {
	o.t.Helper()
	o.open(o.at + "/tell")
	o.Wait(2 * time.Hour)
	o.tap("button[value=parcel]", "#number")
	o.write("#number", number)
	o.write("#code", portaltest.Code)
	o.tap("main form button", "[role=status]")
}

// reports tells of a car in two taps, and then sends a photo that says too much.
func (o tor) reports(t *testing.T) {
	t.Helper()
	o.tap("main a[href='/tell']", "button[value=car]")
	o.tap("button[value=car]", "[role=status]")
	o.within(2, "a report")
	first := run[string](o.fox, `return location.pathname`)
	o.write("#what", "a grey van by the mill")
	o.write("#photo", telltale(t))
	o.click("main form button")
	o.until("the second receipt", func() bool { return run[string](o.fox, `return location.pathname`) != first && o.sees("[role=status]") })
	o.shoot("tor-receipt")
	found, err := o.Desk.Search(o.Ctx, o.Duty, "grey van")
	if err != nil || len(found.Reports) != 1 {
		t.Fatalf("%+v, %v", found.Reports, err)
	}
	v, err := o.Desk.Photo(o.Ctx, o.Duty, desk.PhotoQuery{Report: found.Reports[0].ID, N: 1})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(v.JPEG, []byte("Exif")) || bytes.Contains(v.JPEG, []byte("Invented")) {
		t.Error("the photo still says where it was taken")
	}
	if text := o.text(); !strings.Contains(text, "This was in your photo: the place, the camera.") {
		t.Errorf("the receipt does not say what the photo had said: %q", text)
	}
}

// checksIn says that all is well with an agreed word, and without one.
func (o tor) checksIn(t *testing.T, ann outrider.PersonID) {
	t.Helper()
	o.open(o.at + "/home")
	o.tap("form[action='/fine'] button", "#word")
	o.write("#word", portaltest.Cancel)
	o.tap("form[action='/fine'] button", "[role=status]")
	o.within(2, "a check-in with a word")
	o.NoWords(ann)
	o.open(o.at + "/home")
	o.tap("form[action='/fine'] button", "[role=status]")
	o.within(1, "a check-in")
}

// answers says yes to one measure and no to another.
func (o tor) answers(t *testing.T) {
	t.Helper()
	o.tap("nav a[href='/measures']", "section:nth-of-type(2) button[value=yes]")
	o.tap("section:nth-of-type(1) button[value=yes]", "button[value=done]")
	o.tap("section:nth-of-type(2) button[value=no]", "section:nth-of-type(2) button[value=yes]:last-child")
	o.within(3, "yes to one measure, no to another")
}

// takesBack reads what is held and takes everything back.
func (o tor) takesBack(t *testing.T) {
	t.Helper()
	o.tap("nav a[href='/data']", "details.box")
	o.shoot("tor-data")
	if text := o.text(); !strings.Contains(text, "grey van") {
		t.Errorf("what is held lacks the report: %q", text)
	}
	o.tap("details.box summary", "details.box button")
	o.click("details.box button")
	o.until("withdrawn", func() bool { return !o.sees("details.box") && o.sees("nav") })
	o.shoot("tor-withdrawn")
}

// TestFirefoxLeave leaves by one Tab and Enter, and goes back, with scripts and without.
func TestFirefoxLeave(t *testing.T) {
	for name, c := range map[string]struct {
		at     string
		prefs  map[string]any
		script bool
	}{"safest onion": {atOnion, safest(), false}, "safest onion with a cookie for TLS": {atProxied, safest(), false}, "safest open": {atOpen, safest(), false}, "ordinary": {atOpen, map[string]any{}, true}} {
		t.Run(name, func(t *testing.T) {
			o := newTor(t, c.at, c.prefs)
			o.arrive(o.Number(o.Person("K-01", "en")))
			for _, path := range []string{"/home", "/tell", "/data", "/advice/illness", "/data"} {
				o.open(o.at + path)
			}
			if shown, _ := o.net.cookies(); shown == "" {
				t.Fatal("no cookie was ever shown: the check below proves nothing")
			}
			o.press("\ue004")
			if got := run[string](o.fox, `return document.activeElement.closest("form").id`); got != "leave" {
				t.Fatalf("one Tab leads to %q", got)
			}
			o.press("\ue007")
			o.wait("#weather")
			if how := hears(t, o.left); (how == "empty") != c.script {
				t.Errorf("left by a request for %q", how)
			}
			if got := run[bool](o.fox, `return document.documentElement.className === "script"`); got != c.script {
				t.Fatalf("scripts run: %v", got)
			}
			if o.net.learnt != "" {
				t.Errorf("the page they left to learnt %q", o.net.learnt)
			}
			for range 3 {
				o.do("WebDriver:Back", nil)
				if text := o.text(); !strings.Contains(text, "There is nothing here.") || strings.Contains(text, "What we hold") {
					t.Errorf("back shows %q", text)
				}
			}
			if _, last := o.net.cookies(); last != "" {
				t.Errorf("the browser still shows %q", last)
			}
		})
	}
}

// outside lists what stands beyond either edge of the window, or has no size although
// nothing folds it away: what a person with this screen could not read or tap.
const outside = `return [...document.querySelectorAll("body *")]
  .filter((e) => e.matches("button, input, textarea, summary, a") || [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .filter((e) => !e.closest("script, style, noscript, [hidden], input[type=hidden]") && (e.matches("summary") || !e.closest("details:not([open])")))
  .filter((e) => { const r = e.getBoundingClientRect(); return r.left < -0.5 || r.right > innerWidth + 0.5 || r.width < 1 || r.height < 1; })
  .map((e) => e.outerHTML.slice(0, 80))`

// TestTorRightToLeft looks at every page in the two languages that are written from
// right to left, on the narrowest telephone: nothing scrolls sideways or is cut off.
func TestTorRightToLeft(t *testing.T) {
	for _, lang := range []string{"fa", "ar"} {
		t.Run(lang, func(t *testing.T) {
			o := newTor(t, atOnion, safest())
			ann := o.Person("K-01", lang)
			o.Shared(ann, "Harbour Desk", "the plate of a van")
			o.Decide(o.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
			o.sized(320, 700)
			o.looks(t, lang, "start", "/?lang="+lang)
			o.looks(t, lang, "link", o.Link(ann)+"&lang="+lang)
			o.arrive(o.Number(ann))
			o.open(o.at + "/tell")
			o.tap("button[value=ill]", "[role=status]")
			pages := []string{run[string](o.fox, `return location.pathname`), "/home", "/tell", "/advice", "/advice/followed", "/advice/delivery?original=yes", "/measures", "/data", "/o"}
			for i, path := range pages {
				o.looks(t, lang, fmt.Sprint(i), path)
			}
		})
	}
}

// looks opens a page and checks how it stands on a narrow screen.
func (o tor) looks(t *testing.T, lang, name, path string) {
	t.Helper()
	o.open(o.at + path)
	if got := run[[]string](o.fox, `const e = document.documentElement; return [e.lang, e.dir, getComputedStyle(document.body).direction]`); !slices.Equal(got, []string{lang, "rtl", "rtl"}) {
		t.Errorf("%s is written as %v", path, got)
	}
	if wide := run[int](o.fox, `return document.documentElement.scrollWidth`); wide > 320 {
		t.Errorf("%s is %d wide on a screen of 320", path, wide)
	}
	run[any](o.fox, `for (const d of document.querySelectorAll("details")) d.open = true; return null`)
	if cut := run[[]string](o.fox, outside); len(cut) > 0 {
		t.Errorf("%s: cannot be seen: %s", path, strings.Join(cut, "\n"))
	}
	if wide := run[int](o.fox, `return document.documentElement.scrollWidth`); wide > 320 {
		t.Errorf("%s, unfolded, is %d wide on a screen of 320", path, wide)
	}
	o.shoot("tor-" + lang + "-" + name)
}

// TestFirefoxWithoutTLS comes in where there is neither TLS nor an onion address, as
// behind a proxy that does not say so: Firefox then tells no Sec-Fetch-Site, and what
// it posts must still be known as ours.
func TestFirefoxWithoutTLS(t *testing.T) {
	o := newTor(t, atPlain, map[string]any{})
	o.arrive(o.Number(o.Person("K-01", "en")))
}
