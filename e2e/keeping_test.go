//go:build e2e

package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// keeping is somebody who agreed that their phone keeps reports, on the page where they
// turn that on, in a Firefox with a net that can be cut. Loopback is as good as TLS.
func keeping(t *testing.T, prefs map[string]any) (tor, outrider.PersonID, *wire) {
	t.Helper()
	w, net := wired(t)
	ann := w.Person("K-01", "en")
	w.Decide(w.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
	o := tor{World: w.World, fox: firefox(t, prefs), at: w.url}
	o.arrive(w.Number(ann))
	o.open(o.at + "/o")
	return o, ann, net
}

// keeps counts what waits in the browser, and returns all that it holds.
func (o tor) keeps() (waits int, all string) {
	o.t.Helper()
	all = run[string](o.fox, "return "+kept)
	if _, err := fmt.Sscan(all, &waits); err != nil {
		o.t.Fatal(err)
	}
	return waits, all
}

// photos counts the photos that arrived from somebody.
func (o tor) photos(of outrider.PersonID) (n int) {
	o.t.Helper()
	v, err := o.Desk.Person(o.Ctx, o.Duty, desk.PersonQuery{ID: of})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, line := range v.Reports {
		r, err := o.Desk.Report(o.Ctx, o.Duty, line.ID)
		if err != nil {
			o.t.Fatal(err)
		}
		n += len(r.Photos)
	}
	return n
}

// TestFirefoxKeeps writes two reports and a photo without a net, comes back with one, and all
// arrive once. What lay there meanwhile could not be read. Leaving wipes the rest.
func TestFirefoxKeeps(t *testing.T) {
	o, ann, net := keeping(t, nil)
	o.tap("#on", "#q")
	o.until("the worker", func() bool {
		return run[bool](o.fox, `return navigator.serviceWorker.ready.then((r) => r.active.state === "activated")`)
	})
	net.set(true, 0)
	o.open(o.at + "/")
	o.wait("#q")
	o.write("#photo", telltale(t))
	for i, text := range []string{"a grey van by the mill", "a parcel on the step"} {
		o.write("#what", text)
		o.click([]string{"button[value=car]", "button[value=parcel]"}[i])
		o.until("kept", func() bool { n, _ := o.keeps(); return n == i+2 }) // the photo waits apart from its words
	}
	o.wait("#wait")
	if _, all := o.keeps(); strings.Contains(all, "grey van") || strings.Contains(all, "parcel on the step") || strings.Contains(all, "K-01") || strings.Contains(strings.ToLower(all), "outrider") {
		t.Errorf("the phone can be read: %s", all)
	}
	net.set(false, 0)
	o.open(o.at + "/o")
	o.until("sent", func() bool { n, _ := o.keeps(); return n == 0 })
	for _, text := range []string{"grey van", "parcel on the step"} {
		if v, err := o.Desk.Search(o.Ctx, o.Duty, text); err != nil || len(v.Reports) != 1 {
			t.Errorf("%q arrived %d times, %v", text, len(v.Reports), err)
		}
	}
	if n := o.photos(ann); n != 1 {
		t.Errorf("%d photos arrived", n)
	}
	run[int](o.fox, `return fetch("/leave", { method: "POST", redirect: "manual" }).then((r) => r.status)`)
	o.open(o.at + "/")
	o.until("wiped", func() bool { _, all := o.keeps(); return strings.HasPrefix(all, "0 0 ") && !strings.Contains(all, "{") })
}

// TestFirefoxKeepsNothing says in plain words that a browser without workers, as Tor
// Browser is at every level, keeps nothing; and then nothing of the kit is in it.
func TestFirefoxKeepsNothing(t *testing.T) {
	for name, c := range map[string]struct {
		prefs map[string]any
		says  string
	}{"scripts": {standing(), "#cannot"}, "no scripts": {safest(), "noscript p"}} {
		t.Run(name, func(t *testing.T) {
			o, _, _ := keeping(t, c.prefs)
			o.wait(c.says)
			if o.sees("#on") || o.sees("#q") {
				t.Errorf("the page offers what it cannot do: %q", o.text())
			}
			o.shoot("tor-keeps-nothing-" + strings.ReplaceAll(name, " ", "-"))
			o.tap("nav a[href='/tell']", "button[value=car]")
			o.tap("button[value=car]", "[role=status]")
		})
	}
}
