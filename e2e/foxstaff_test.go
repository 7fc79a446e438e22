//go:build e2e

package e2e_test

import (
	"testing"

	"outrider/internal/server/servertest"
)

// TestFirefoxStaff goes from the sign-in page to an alert and takes it, in Firefox as it
// comes and in one set as Tor Browser's strictest level.
func TestFirefoxStaff(t *testing.T) {
	for name, prefs := range map[string]map[string]any{"ordinary": nil, "safest": safest()} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			f := firefox(t, prefs)
			f.open(h.url + "/")
			f.write("#name", "mira")
			f.write("#passphrase", servertest.Passphrase)
			f.tap("main form button", "a[href='/alerts/a-van']")
			f.shoot("fox-queue-" + name)
			f.tap("a[href='/alerts/a-van']", "#why")
			f.shoot("fox-alert-" + name)
			f.tap("form[action$='/take'] button", "main:not(:has(form[action$='/take'])) #why")
			if n := len(h.desk.Decisions); n != 1 || h.desk.Decisions[0].Take == nil {
				t.Errorf("decided %+v", h.desk.Decisions)
			}
			f.sized(320, 700)
			for _, path := range []string{"/", "/alerts/a-van", "/shift", "/reports/new", "/people"} {
				f.open(h.url + path)
				if wide := run[int](f, `return document.documentElement.scrollWidth`); wide > 320 {
					t.Errorf("%s is %d wide on a screen of 320", path, wide)
				}
			}
		})
	}
}
