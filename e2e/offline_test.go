//go:build e2e

package e2e_test

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"outrider/internal/desk"
	"outrider/internal/portal"
	"outrider/internal/portal/portaltest"

	"github.com/chromedp/chromedp"
)

// wire is a net that can be cut, and that can lose the answer to what was sent.
type wire struct {
	http.Handler
	mu   sync.Mutex
	cut  bool
	deaf bool // to sealed reports alone
	lose int  // answers to sealed reports that are lost
	sent int  // sealed reports that arrived
}

func (n *wire) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	sealed := r.Method == http.MethodPost && r.URL.Path == "/o"
	cut := n.cut || n.deaf && sealed
	lost := !cut && sealed && n.lose > 0
	if !cut && sealed {
		n.sent++
	}
	if lost {
		n.lose--
	}
	n.mu.Unlock()
	if !cut && !lost {
		n.Handler.ServeHTTP(w, r)
		return
	}
	if lost {
		n.Handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = c.Close()
	}
}

func (n *wire) set(cut bool, lose int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut, n.lose = cut, lose
}

// arrived counts the sealed reports that got through, answered or not.
func (n *wire) arrived() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sent
}

// listen says whether sealed reports get through where there is a net.
func (n *wire) listen(yes bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.deaf = !yes
}

// wired is a world whose pages are reached over a net that can be cut.
func wired(t *testing.T) (own, *wire) {
	t.Helper()
	w := portaltest.New(t)
	n := &wire{Handler: w.Leaving(portal.DefaultLeave)}
	srv := httptest.NewServer(n)
	t.Cleanup(srv.Close)
	return own{w, srv.URL, "", nil}, n
}

// kept reads everything that the browser holds for the pages, and counts what waits.
const kept = `(async () => {
  const get = (r) => new Promise((ok) => { r.onsuccess = () => ok(r.result); });
  const out = [];
  let waits = 0;
  for (const { name } of await indexedDB.databases()) {
    const db = await get(indexedDB.open(name));
    for (const s of db.objectStoreNames) { const all = await get(db.transaction(s).objectStore(s).getAll()); out.push(JSON.stringify(all)); if (s === "q") waits += all.length; }
    db.close();
  }
  for (const c of await caches.keys()) for (const r of await (await caches.open(c)).keys()) out.push(await (await caches.match(r)).text());
  for (const k of Object.keys(localStorage)) out.push(localStorage[k]);
  return waits + " " + (await navigator.serviceWorker.getRegistrations()).length + " " + out.join(" ");
})()`

func holds(t *testing.T, ctx context.Context) (waits, workers int, all string) {
	t.Helper()
	all = ask[string](t, ctx, kept)
	if _, err := fmt.Sscanf(all, "%d %d", &waits, &workers); err != nil {
		t.Fatal(err)
	}
	return waits, workers, all
}

// until asks a browser again until it answers yes.
func until(t *testing.T, ctx context.Context, what string, yes func() bool) {
	t.Helper()
	for !yes() {
		if ctx.Err() != nil {
			t.Fatalf("%s: %v", what, ctx.Err())
		}
		walk(t, ctx, what, chromedp.Sleep(200*time.Millisecond))
	}
}

// turnsOn comes in and turns the keeping of reports on, in this browser.
func (o own) turnsOn(t *testing.T, ctx context.Context, number string) {
	t.Helper()
	o.comesIn(t, ctx, number, portaltest.Code)
	walk(t, ctx, "tell", chromedp.Navigate(o.url+"/tell"))
	leads(t, ctx, "without a net", "#on", chromedp.Click(chromedp.CSS("main a[href='/o']")))
	leads(t, ctx, "turn on", "#q", chromedp.Click(chromedp.ID("on")))
	until(t, ctx, "the worker", func() bool {
		return ask[bool](t, ctx, `(async () => { const r = await navigator.serviceWorker.ready; return r.active.state === "activated"; })()`)
	})
}

// TestOffline writes two reports without a net, closes the tab, and comes back with a
// net that loses the first answer: both arrive, once each. What lay on the phone
// meanwhile could not be read there.
func TestOffline(t *testing.T) {
	o, net := wired(t)
	ann := o.Person("K-01", "en")
	o.Decide(o.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
	first, foreign := tab(t, chrome(t), o.url)
	ctx, stop := context.WithTimeout(first, 2*time.Minute)
	defer stop()
	o.turnsOn(t, ctx, o.Number(ann))

	net.set(true, 0)
	walk(t, ctx, "without a net", chromedp.Navigate(o.url+"/"), chromedp.WaitVisible(chromedp.ID("q")))
	for i, text := range []string{"a grey van by the mill", "a parcel on the step"} {
		walk(t, ctx, text, chromedp.SendKeys(chromedp.ID("what"), text), chromedp.Click(chromedp.CSS([]string{"button[value=car]", "button[value=parcel]"}[i])))
		until(t, ctx, "kept", func() bool { n, _, _ := holds(t, ctx); return n == i+1 })
	}
	walk(t, ctx, "what it says", chromedp.WaitVisible(chromedp.ID("wait")))
	if _, _, all := holds(t, ctx); strings.Contains(all, "grey van") || strings.Contains(all, "parcel on the step") || strings.Contains(all, "K-01") || strings.Contains(strings.ToLower(all), "outrider") {
		t.Errorf("the phone can be read: %s", all)
	}
	walk(t, ctx, "close", chromedp.Navigate("about:blank"))
	if n := net.arrived(); n != 0 {
		t.Fatalf("%d sent without a net", n)
	}

	net.set(false, 1)
	walk(t, ctx, "come back", chromedp.Navigate(o.url+"/"), chromedp.WaitVisible(chromedp.ID("leave")))
	until(t, ctx, "the first round", func() bool { n, _, _ := holds(t, ctx); return n <= 1 })
	walk(t, ctx, "come again", chromedp.Navigate(o.url+"/"), chromedp.WaitVisible(chromedp.ID("leave")))
	until(t, ctx, "sent", func() bool { n, _, _ := holds(t, ctx); return n == 0 })
	for _, text := range []string{"grey van", "parcel on the step"} {
		if v, err := o.Desk.Search(o.Ctx, o.Duty, text); err != nil || len(v.Reports) != 1 {
			t.Errorf("%q arrived %d times, %v", text, len(v.Reports), err)
		}
	}
	if n := net.arrived(); n < 3 {
		t.Errorf("%d were sent: the lost answer was not sent again, the test proves nothing", n)
	}
	if f := foreign(); len(f) > 0 && f[0] != "about:blank" {
		t.Errorf("requests left the pages: %v", f)
	}
}

// aPhoto writes a picture whose file says something that a search would find.
func aPhoto(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	path := t.TempDir() + "/a.png"
	if err := os.WriteFile(path, append(b.Bytes(), "behind-the-picture"...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOfflinePhoto keeps words and a photo without a net, over a reload, and sends both
// once, the words first; what is too large for the phone is said, and costs no words.
func TestOfflinePhoto(t *testing.T) {
	o, net := wired(t)
	ann := o.Person("K-01", "en")
	o.Decide(o.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
	first, _ := tab(t, chrome(t), o.url)
	ctx, stop := context.WithTimeout(first, 2*time.Minute)
	defer stop()
	o.turnsOn(t, ctx, o.Number(ann))
	large := t.TempDir() + "/large.png"
	if err := os.WriteFile(large, make([]byte, 9<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	net.set(true, 0)
	walk(t, ctx, "without a net", chromedp.Navigate(o.url+"/"), chromedp.WaitVisible(chromedp.ID("q")))
	for i, x := range []struct{ text, file, button, says string }{{"a grey van", aPhoto(t), "car", "#wait"}, {"a man at the gate", large, "person", "#no"}} {
		walk(t, ctx, x.text, chromedp.SendKeys(chromedp.ID("what"), x.text), chromedp.SetUploadFiles(chromedp.ID("photo"), []string{x.file}), chromedp.Click(chromedp.CSS("button[value="+x.button+"]")))
		until(t, ctx, "kept", func() bool { n, _, _ := holds(t, ctx); return n == i+2 })
		walk(t, ctx, x.says, chromedp.WaitVisible(chromedp.CSS(x.says)))
		shoot(t, ctx, fmt.Sprintf("own-offline-photo-%d", i))
	}
	walk(t, ctx, "again", chromedp.Navigate(o.url+"/"), chromedp.WaitVisible(chromedp.ID("wait")))
	if n, _, all := holds(t, ctx); n != 3 || strings.Contains(all, base64.StdEncoding.EncodeToString([]byte("behind-the-picture"))[:20]) || strings.Contains(all, "grey van") {
		t.Errorf("%d wait, and they can be read", n)
	}
	net.set(false, 1)
	until(t, ctx, "sent", func() bool {
		walk(t, ctx, "with a net", chromedp.Navigate(o.url+"/"), chromedp.WaitVisible(chromedp.ID("leave")))
		n, _, _ := holds(t, ctx)
		return n == 0
	})
	v, err := o.Desk.Person(o.Ctx, o.Duty, desk.PersonQuery{ID: ann})
	if err != nil || len(v.Reports) != 3 {
		t.Fatalf("%d reports, %v", len(v.Reports), err)
	}
	photos, of := 0, map[string]int{}
	for _, line := range v.Reports {
		r, err := o.Desk.Report(o.Ctx, o.Duty, line.ID)
		if err != nil {
			t.Fatal(err)
		}
		photos += len(r.Photos)
		of[r.Report.EventKey]++
	}
	if photos != 1 || len(of) != 2 {
		t.Errorf("%d photos, reports of %v", photos, of)
	}
}

// TestOfflineLeaving wipes what waits, and all that made it work.
func TestOfflineLeaving(t *testing.T) {
	o, net := wired(t)
	ann := o.Person("K-01", "en")
	o.Decide(o.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
	ctx, _ := tab(t, chrome(t), o.url)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	o.turnsOn(t, ctx, o.Number(ann))
	net.set(true, 0)
	leads(t, ctx, "write", "#wait", chromedp.SendKeys(chromedp.ID("what"), "somebody at the gate"), chromedp.Click(chromedp.CSS("button[value=person]")))
	if n, _, _ := holds(t, ctx); n != 1 {
		t.Fatalf("%d wait", n)
	}
	net.listen(false)
	net.set(false, 0)
	if got := ask[int](t, ctx, `(async () => (await fetch("/leave", { method: "POST", redirect: "manual" })).status)()`); got != 0 {
		t.Fatalf("status %d", got)
	}
	walk(t, ctx, "look", chromedp.Navigate(o.url+"/"), chromedp.WaitVisible(chromedp.ID("leave")))
	until(t, ctx, "wiped", func() bool {
		n, workers, all := holds(t, ctx)
		return n == 0 && workers == 0 && !strings.Contains(all, "{")
	})
	if v, err := o.Desk.Search(o.Ctx, o.Duty, "somebody at the gate"); err != nil || len(v.Reports) != 0 {
		t.Errorf("what was wiped was sent: %+v, %v", v.Reports, err)
	}
}

// TestOfflineClosed turns it on after the pages have shut: that is no fault of the
// browser, and nothing may say so.
func TestOfflineClosed(t *testing.T) {
	o, _ := wired(t)
	ann := o.Person("K-01", "en")
	o.Decide(o.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
	ctx, _ := tab(t, chrome(t), o.url)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	o.comesIn(t, ctx, o.Number(ann), portaltest.Code)
	walk(t, ctx, "without a net", chromedp.Navigate(o.url+"/o"), chromedp.WaitVisible(chromedp.ID("on")))
	o.Wait(2 * time.Hour)
	leads(t, ctx, "turn on", "main a[href^='/?lang=']", chromedp.Click(chromedp.ID("on")))
	if _, workers, all := holds(t, ctx); workers != 0 || strings.Contains(all, "{") {
		t.Errorf("the browser holds %s", all)
	}
}

// TestSealingAsTheStandardHasIt seals in the browser with the ephemeral key of RFC
// 9180, A.3.1, and opens it with the standard library under the key there.
func TestSealingAsTheStandardHasIt(t *testing.T) {
	const (
		ikmE = "4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e"
		skR  = "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2"
		pkR  = "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0"
		enc  = "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
		info = "4f6465206f6e2061204772656369616e2055726e"
	)
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	kem := hpke.DHKEM(ecdh.P256())
	e, err := kem.DeriveKeyPair(unhex(ikmE))
	if err != nil {
		t.Fatal(err)
	}
	d, err := e.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	point := e.PublicKey().Bytes()
	o, _ := wired(t)
	ann := o.Person("K-01", "en")
	o.Decide(o.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
	ctx, _ := tab(t, chrome(t), o.url)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	o.turnsOn(t, ctx, o.Number(ann))
	const plain = "Beauty is truth, truth beauty"
	got := ask[string](t, ctx, fmt.Sprintf(`(async () => {
  const jwk = { kty: "EC", crv: "P-256", x: %q, y: %q };
  const pair = { privateKey: await crypto.subtle.importKey("jwk", { ...jwk, d: %q }, curve, false, ["deriveBits"]), publicKey: await crypto.subtle.importKey("jwk", jwk, curve, true, []) };
  const s = await seal(from64(%q), from64(%q), utf8(%q), pair);
  return to64(s.enc) + " " + to64(s.sealed);
})()`, b64(point[1:33]), b64(point[33:]), b64(d), base64.StdEncoding.EncodeToString(unhex(pkR)), base64.StdEncoding.EncodeToString(unhex(info)), plain))
	first, second, _ := strings.Cut(got, " ")
	gotEnc, err1 := base64.StdEncoding.DecodeString(first)
	sealed, err2 := base64.StdEncoding.DecodeString(second)
	if err1 != nil || err2 != nil || hex.EncodeToString(gotEnc) != enc {
		t.Fatalf("the ephemeral key is %x", gotEnc)
	}
	key, err := kem.NewPrivateKey(unhex(skR))
	if err != nil {
		t.Fatal(err)
	}
	r, err := hpke.NewRecipient(gotEnc, key, hpke.HKDFSHA256(), hpke.AES128GCM(), unhex(info))
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := r.Open(nil, sealed); err != nil || string(opened) != plain {
		t.Errorf("%q, %v", opened, err)
	}
}
