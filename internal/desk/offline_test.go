package desk_test

import (
	"crypto/ecdh"
	"crypto/hpke"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/parameters"
)

// offlineParams are the published numbers.
func offlineParams(t testing.TB) desk.OfflineParams {
	p, err := desk.LoadOffline(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// device is a phone that was equipped.
type device struct {
	h   *house
	kit desk.OfflineKit
}

// equips agrees with somebody that their phone may keep reports, and equips it.
func (h *house) equips(p outrider.PersonID) device {
	h.t.Helper()
	h.decide(h.officer, desk.Decision{Offline: &desk.SetOffline{Person: p, On: true}})
	kit, err := h.desk.OwnKit(h.ctx, h.opensPages(p))
	if err != nil {
		h.t.Fatal(err)
	}
	return device{h, kit}
}

// opensPages opens somebody's own pages.
func (h *house) opensPages(p outrider.PersonID) desk.Own {
	h.t.Helper()
	link := h.decide(h.officer, desk.Decision{LinkPortal: &desk.LinkPortal{Person: p}}).Link
	_, token, _ := strings.Cut(link, "k=")
	own, _, err := h.desk.PortalRedeem(h.ctx, token, "seven quiet herons")
	if err != nil {
		h.t.Fatal(err)
	}
	return own
}

// seals closes words as a device does.
func (d device) seals(words string) desk.OfflineEnvelope {
	d.h.t.Helper()
	key, err := hpke.DHKEM(ecdh.P256()).NewPublicKey(d.kit.Public)
	if err != nil {
		d.h.t.Fatal(err)
	}
	enc, s, err := hpke.NewSender(key, hpke.HKDFSHA256(), hpke.AES128GCM(), []byte(desk.OfflineInfo))
	if err != nil {
		d.h.t.Fatal(err)
	}
	sealed, err := s.Seal(nil, []byte(words))
	if err != nil {
		d.h.t.Fatal(err)
	}
	return desk.OfflineEnvelope{Key: d.kit.Key, Enc: enc, Sealed: sealed}
}

const onceToken = "a-token-of-some-length"

// tells files what the device kept; want is the code, empty where it is taken.
func (d device) tells(once string, want outrider.Code) {
	d.h.t.Helper()
	err := d.h.desk.OfflineTell(d.h.ctx, d.kit.Secret, once, outrider.Draft{Report: outrider.Report{Kind: outrider.KindWatched, Text: secretText}})
	if want != "" {
		d.h.code(err, want)
	} else if err != nil {
		d.h.t.Error(err)
	}
}

func TestOfflineIsAgreedFirst(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	own := h.opensPages(ann)
	if may, err := h.desk.OwnMayKeep(h.ctx, own); err != nil || may {
		t.Errorf("%v, %v", may, err)
	}
	_, err := h.desk.OwnKit(h.ctx, own)
	h.code(err, outrider.CodeNotFound)
	h.refused(h.analyst, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}}, outrider.CodeNotFound)
	if n := h.count(outrider.EntryOfflineKeyed); n != 0 {
		t.Errorf("%d keys were made for nobody", n)
	}
}

// What comes twice counts once, also where the desk was started again in between.
func TestOfflineExactlyOnce(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	d := h.equips(ann)
	env := d.seals("sealed words")
	for range 3 {
		if got, err := h.desk.OpenOffline(h.ctx, env); err != nil || string(got) != "sealed words" {
			t.Fatalf("%q, %v", got, err)
		}
		d.tells(onceToken, "")
		h.reopen()
	}
	d.tells("another-token-of-some-length", "")
	if n := h.count(outrider.EntryReportFiled); n != 2 {
		t.Errorf("%d reports of two", n)
	}
	x := h.page(ann)
	if len(x.Reports) != 2 {
		t.Errorf("%d reports on the page", len(x.Reports))
	}
	d.tells("short", outrider.CodeNotFound)
}

// The secret of a device adds reports while it was agreed on, and no longer; nothing
// that is refused says why.
func TestOfflineEnds(t *testing.T) {
	end := map[string]func(h *house, p outrider.PersonID){
		"by the desk": func(h *house, p outrider.PersonID) {
			h.decide(h.officer, desk.Decision{Offline: &desk.SetOffline{Person: p}})
		},
		"with the pages": func(h *house, p outrider.PersonID) {
			h.decide(h.officer, desk.Decision{EndPortal: &desk.EndPortal{Person: p}})
		},
		"with the record": func(h *house, p outrider.PersonID) { h.no(p, outrider.ForRecord) },
		"by erasure": func(h *house, p outrider.PersonID) {
			h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: p, Confirm: "K-01", Reason: "asked"}})
		},
		"after a month": func(h *house, _ outrider.PersonID) { h.now = h.now.Add(offlineParams(h.t).Device + time.Hour) },
		"after three others": func(h *house, p outrider.PersonID) {
			own := h.opensPages(p)
			for range 3 {
				if _, err := h.desk.OwnKit(h.ctx, own); err != nil {
					h.t.Fatal(err)
				}
			}
		},
	}
	for name, ends := range end {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			p := h.person("K-01")
			d := h.equips(p)
			d.tells(onceToken, "")
			ends(h, p)
			for range 2 {
				d.tells("another-token-of-some-length", outrider.CodeNotFound)
				h.reopen()
			}
		})
	}
	h := newHouse(t)
	err := h.desk.OfflineTell(h.ctx, "no secret of anybody", onceToken, h.seen(home))
	h.code(err, outrider.CodeNotFound)
}

// A new key is for what is sealed from now on; the old one opens what is on its way,
// and is destroyed when nothing can be any more.
func TestOfflineKeysAreRotatedAndDestroyed(t *testing.T) {
	h := newHouse(t)
	old := h.equips(h.person("K-01"))
	h.refused(h.officer, desk.Decision{RotateOffline: &desk.RotateOffline{}}, outrider.CodeNotFound)
	h.decide(h.root, desk.Decision{RotateOffline: &desk.RotateOffline{}})
	fresh := h.equips(h.person("K-02"))
	if old.kit.Key == fresh.kit.Key || slices.Equal(old.kit.Public, fresh.kit.Public) {
		t.Fatal("the key is the same")
	}
	env, later := old.seals("on its way"), fresh.seals("later")
	h.now = h.now.Add(offlineParams(t).Device - time.Hour)
	h.tick()
	if _, err := h.desk.OpenOffline(h.ctx, env); err != nil {
		t.Errorf("what was on its way is lost: %v", err)
	}
	h.now = h.now.Add(2 * time.Hour)
	h.tick()
	for range 2 {
		_, err := h.desk.OpenOffline(h.ctx, env)
		h.code(err, outrider.CodeNotFound)
		if got, err := h.desk.OpenOffline(h.ctx, later); err != nil || string(got) != "later" {
			t.Errorf("%q, %v", got, err)
		}
		h.reopen()
	}
	for _, e := range h.entries() {
		if e.Type == outrider.EntryOfflineKeyed && e.Parts[1].Erased != strings.Contains(string(e.Parts[0].Body), old.kit.Key) {
			t.Errorf("the private half of %s: erased %v", e.Parts[0].Body, e.Parts[1].Erased)
		}
	}
	if !h.now.Before(old.kit.Until.Add(2*offlineParams(t).Device)) || old.kit.Until.After(h.now) {
		t.Errorf("a device may write until %v", old.kit.Until)
	}
}

func TestForeignEnvelopes(t *testing.T) {
	h := newHouse(t)
	d := h.equips(h.person("K-01"))
	whole := d.seals("words")
	for name, spoil := range map[string]func(e *desk.OfflineEnvelope){
		"another key":  func(e *desk.OfflineEnvelope) { e.Key = "k-none" },
		"altered":      func(e *desk.OfflineEnvelope) { e.Sealed = append(slices.Clone(e.Sealed), 0) },
		"no point":     func(e *desk.OfflineEnvelope) { e.Enc = []byte{4, 1, 2, 3} },
		"too long":     func(e *desk.OfflineEnvelope) { e.Sealed = make([]byte, offlineParams(t).Envelope+1) },
		"nothing":      func(e *desk.OfflineEnvelope) { *e = desk.OfflineEnvelope{} },
		"cut to a tag": func(e *desk.OfflineEnvelope) { e.Sealed = e.Sealed[:16] },
	} {
		e := whole
		spoil(&e)
		if _, err := h.desk.OpenOffline(h.ctx, e); outrider.CodeOf(err) != outrider.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}
