package portal

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/limit"
	"outrider/internal/server/upload"
)

// maxEnvelope bounds a sealed report without a photo as it is posted, in bytes, and
// maxLarge one with; the desk's own bounds for what they hold lie below.
const (
	maxEnvelope = 128 << 10
	maxLarge    = 12 << 20
)

// offline is the page that works without a net. It holds nothing about anybody: it
// stays on the phone.
type offline struct {
	Kinds []kind
	Days  int
}

// offlinePages are the pages of an open session that are about reports without a net.
// They are there for those alone who agreed on it with the desk.
func (s *site) offlinePages(mux *http.ServeMux) {
	mux.HandleFunc("GET /o", s.open(s.agreed(s.getOffline)))
	mux.HandleFunc("GET /o.js", s.open(s.agreed(s.getOfflineScript)))
	mux.HandleFunc("POST /o/on", s.open(s.agreed(s.postOfflineOn)))
	mux.HandleFunc("POST /o", s.postOffline)
}

// agreed wraps a page that is there only where the person agreed with the desk that
// their phone may keep reports.
func (s *site) agreed(h page) page {
	return func(w http.ResponseWriter, r *http.Request, own *session) error {
		ok, err := s.Desk.OwnMayKeep(r.Context(), own.self())
		if err == nil && !ok {
			err = outrider.ErrNotFound
		}
		if err != nil {
			return err
		}
		return h(w, r, own)
	}
}

func (s *site) getOffline(w http.ResponseWriter, r *http.Request, own *session) error {
	w.Header().Set("Content-Security-Policy", s.look.offline)
	s.draw(w, r, own, http.StatusOK, "offline", offline{Kinds: kinds, Days: s.Desk.OfflineDays()})
	return nil
}

func (s *site) getOfflineScript(w http.ResponseWriter, r *http.Request, _ *session) error {
	script, err := fs.ReadFile(files, "pages/offline.js")
	if err != nil {
		return unbuilt(err)
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = w.Write(script)
	return nil
}

// postOfflineOn equips the phone in the person's hand.
func (s *site) postOfflineOn(w http.ResponseWriter, r *http.Request, own *session) error {
	kit, err := s.Desk.OwnKit(r.Context(), own.self())
	if err != nil {
		return err
	}
	b, err := json.Marshal(kit)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b)
	return nil
}

// sealed is a report as a phone kept it, opened. Behind it stand spaces, and then the
// bytes of a photo.
type sealed struct {
	Secret string `json:"s"`
	Once   string `json:"o"`
	Kind   string `json:"kind"`
	What   string `json:"what"`
	Where  string `json:"where"`
	At     string `json:"at"` // by the phone's clock
	Lang   string `json:"lang"`
	Photo  int    `json:"p"` // bytes of a photo; 0: none
}

// unpack reads what an envelope held.
func unpack(plain []byte) (k sealed, photos [][]byte, ok bool) {
	d := json.NewDecoder(bytes.NewReader(plain))
	if d.Decode(&k) != nil {
		return k, nil, false
	}
	rest := plain[d.InputOffset():]
	if k.Photo < 0 || k.Photo > len(rest) {
		return k, nil, false
	}
	room, photo := rest[:len(rest)-k.Photo], rest[len(rest)-k.Photo:]
	if len(photo) > 0 {
		photos = [][]byte{photo}
	}
	return k, photos, len(bytes.TrimSpace(room)) == 0
}

// slots bounds how many large envelopes are in memory at once: one from a place, and a
// few in all. Words are small, and never wait for one.
type slots struct {
	mu    sync.Mutex
	taken map[string]bool
}

// maxSlots envelopes with photos are read at once.
const maxSlots = 4

func (s *slots) take(place string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.taken) >= maxSlots || s.taken[place] {
		return false
	}
	s.taken[place] = true
	return true
}

func (s *slots) free(place string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.taken, place)
}

// postOffline takes a sealed report, with no session: 204 where it was taken, now or
// before, and else the page that says nothing.
func (s *site) postOffline(w http.ResponseWriter, r *http.Request) {
	place := limit.Place(r.RemoteAddr)
	if s.byPlace.Blocked(place) {
		s.nothing(w, r)
		return
	}
	if r.ContentLength > maxEnvelope || r.ContentLength < 0 {
		if !s.large.take(place) {
			s.nothing(w, r)
			return
		}
		defer s.large.free(place)
		upload.Patient(w)
	}
	if err := s.takeKept(r); err != nil {
		s.log(r, err)
		if outrider.CodeOf(err) == outrider.CodeNotFound {
			s.byPlace.Failed(place)
		}
		s.nothing(w, r)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *site) takeKept(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "an envelope could not be read", Err: err}
	}
	var e desk.OfflineEnvelope
	if json.Unmarshal(body, &e) != nil {
		return outrider.ErrNotFound
	}
	plain, err := s.Desk.OpenOffline(r.Context(), e)
	if err != nil {
		return err
	}
	k, photos, ok := unpack(plain)
	if !ok {
		return outrider.ErrNotFound
	}
	button, ok := kindOf(k.Kind)
	if !ok {
		button = kind{Kind: outrider.KindOther}
	}
	if strings.HasSuffix(k.Once, desk.OfflinePhoto) { // the words say what was tapped
		button = kind{Kind: button.Kind}
	}
	dr := draft(button, url.Values{"what": {k.What}, "where": {k.Where}, "day": {k.At}}, time.UTC)
	if len(k.Lang) <= 8 {
		dr.Report.Language = k.Lang
	}
	dr.Photos = photos
	return s.Desk.OfflineTell(r.Context(), k.Secret, strings.TrimSpace(k.Once), dr)
}
