package portal_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"outrider/internal/desk"
	"outrider/internal/portal/portaltest"
)

// keeps seals a report as the script of the page does.
func keeps(t testing.TB, kit desk.OfflineKit, words string) []byte {
	t.Helper()
	key, err := hpke.DHKEM(ecdh.P256()).NewPublicKey(kit.Public)
	if err != nil {
		t.Fatal(err)
	}
	enc, s, err := hpke.NewSender(key, hpke.HKDFSHA256(), hpke.AES128GCM(), []byte(desk.OfflineInfo))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Seal(nil, []byte(words))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(desk.OfflineEnvelope{Key: kit.Key, Enc: enc, Sealed: sealed})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (p *phone) hands(body []byte) *phone {
	p.t.Helper()
	p.keep(p.http.Post(p.url+"/o", "text/plain", bytes.NewReader(body)))
	return p
}

func TestWithoutANet(t *testing.T) {
	w := portaltest.New(t)
	ann := w.Person("K-01", "en")
	p := newPhone(t, w)
	number := w.Number(ann)
	p.get("/o").shows(404, "!script src")
	p.comesIn(number, portaltest.Code).get("/o").shows(404)
	p.get("/o.js").shows(404)
	p.get("/tell").shows(200, `!href="/o"`)
	w.Decide(w.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
	p.get("/tell").shows(200, `href="/o"`)
	p.get("/o").shows(200, `src="/o.js"`, "3</bdi> days", "!K-01")
	if csp := p.header.Get("Content-Security-Policy"); !strings.Contains(csp, "worker-src 'self'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "require-trusted-types-for") {
		t.Errorf("the policy is %s", csp)
	}
	p.get("/o.js").shows(200, "seal", "!utrider")
	var kit desk.OfflineKit
	if err := json.Unmarshal([]byte(p.post("/o/on").body), &kit); err != nil || kit.Secret == "" || len(kit.Public) != 65 {
		t.Fatalf("%+v, %v", kit, err)
	}
	p.post("/leave")
	words := `{"s":"` + kit.Secret + `","o":"a-token-of-some-length","kind":"car","what":"a grey van","where":"the mill","at":"2031-03-13T18:00:00Z","lang":"en"}`
	stranger := anotherPhone(t, p.url)
	for range 2 {
		stranger.hands(keeps(t, kit, words)).shows(204)
	}
	found, err := w.Desk.Search(w.Ctx, w.Duty, "grey van")
	if err != nil || len(found.Reports) != 1 {
		t.Fatalf("%+v, %v", found.Reports, err)
	}
	v, err := w.Desk.Report(w.Ctx, w.Duty, found.Reports[0].ID)
	if err != nil || v.Report.Occurred.String() != "2031-03-13 18:00 UTC" || v.Report.Place.Name != "the mill" || v.Report.About[0] != ann {
		t.Errorf("%+v, %v", v.Report, err)
	}
	for name, body := range map[string][]byte{"no envelope": []byte("x"), "no secret": keeps(t, kit, strings.Replace(words, kit.Secret, "another", 1)), "no words": keeps(t, kit, "x"), "large": make([]byte, 200<<10)} {
		if stranger.hands(body); stranger.status != 404 {
			t.Errorf("%s: %d", name, stranger.status)
		}
	}
}

// keepsPhoto seals a photo as the script of the page does: words, spaces, and its bytes.
func keepsPhoto(t testing.TB, kit desk.OfflineKit, once string, photo []byte) []byte {
	t.Helper()
	head := fmt.Sprintf(`{"s":%q,"o":%q,"kind":"car","at":"2031-03-13T18:00:00Z","lang":"en","p":%d}`, kit.Secret, once, len(photo))
	return keeps(t, kit, head+strings.Repeat(" ", 1000)+string(photo))
}

// A photo that was kept on the phone follows its words: cleaned, once, in any order, and
// no more of them in a day than one person takes.
func TestPhotosWithoutANet(t *testing.T) {
	w := portaltest.New(t)
	ann := w.Person("K-01", "en")
	p := newPhone(t, w)
	w.Decide(w.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
	var kit desk.OfflineKit
	if err := json.Unmarshal([]byte(p.comesIn(w.Number(ann), portaltest.Code).post("/o/on").body), &kit); err != nil || kit.Photo != 8<<20 {
		t.Fatalf("%+v, %v", kit, err)
	}
	var shot bytes.Buffer
	if err := png.Encode(&shot, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	const once = "a-token-of-some-length"
	words := keeps(t, kit, `{"s":"`+kit.Secret+`","o":"`+once+`","kind":"car","what":"a grey van","at":"2031-03-13T18:00:00Z","lang":"en"}`)
	for _, body := range [][]byte{keepsPhoto(t, kit, once+"/photo", shot.Bytes()), words, keepsPhoto(t, kit, once+"/photo", shot.Bytes()), keepsPhoto(t, kit, "another-token-of-some-length/photo", []byte("no photo"))} {
		p.hands(body).shows(204)
	}
	photos := func() (n int, keys []string) {
		t.Helper()
		v, err := w.Desk.Person(w.Ctx, w.Duty, desk.PersonQuery{ID: ann})
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range v.Reports {
			r, err := w.Desk.Report(w.Ctx, w.Duty, line.ID)
			if err != nil {
				t.Fatal(err)
			}
			n, keys = n+len(r.Photos), append(keys, r.Report.EventKey)
		}
		slices.Sort(keys)
		return n, slices.Compact(keys)
	}
	if n, keys := photos(); n != 1 || len(keys) != 2 {
		t.Errorf("%d photos about %v", n, keys)
	}
	for i := range 30 {
		p.hands(keepsPhoto(t, kit, fmt.Sprintf("token-of-some-length-%d/photo", i), shot.Bytes())).shows(204)
	}
	if n, _ := photos(); n != 24 {
		t.Errorf("%d photos of a day are kept", n)
	}
	p.hands(bytes.Replace(words, []byte(`"k"`), []byte(`"x"`), 1)).shows(404)
	p.hands(make([]byte, 13<<20)).shows(404)
}
