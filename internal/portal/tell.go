package portal

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
	"outrider/internal/intake"
	"outrider/internal/intake/form"
	"outrider/internal/server/upload"
)

// telling is the form of a report: what happened, one tap each.
type telling struct {
	Once  string
	Kinds []kind
	Keep  bool // their phone may keep reports
}

func (s *site) getTell(w http.ResponseWriter, r *http.Request, own *session) error {
	once, err := s.sessions.token()
	if err != nil {
		return err
	}
	keep, err := s.Desk.OwnMayKeep(r.Context(), own.self())
	if err != nil {
		return err
	}
	s.draw(w, r, own, http.StatusOK, "tell", telling{Once: once, Kinds: kinds, Keep: keep})
	return nil
}

func (s *site) postTell(w http.ResponseWriter, r *http.Request, own *session) error {
	photos, err := upload.Photos(w, r)
	if err != nil {
		return err
	}
	return s.tell(w, r, own, photos...)
}

// parse reads a posted form; a failure is the sender's.
func parse(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the form could not be read", Err: err}
	}
	return nil
}

// tell files a report: the kind is all that it needs. The desk keeps one of the same
// form, however often a nervous thumb sends it.
func (s *site) tell(w http.ResponseWriter, r *http.Request, own *session, photos ...[]byte) error {
	f := r.PostForm
	h, err := s.Desk.OwnHome(r.Context(), own.self())
	if err != nil {
		return err
	}
	k, ok := kindOf(f.Get("kind"))
	if !ok && f.Get("of") == "" {
		return outrider.Invalid("choose what it was")
	}
	if !ok {
		k = kind{Kind: outrider.KindOther}
	}
	dr := draft(k, f, h.Zone)
	dr.Report.Language, dr.Photos = s.languageOf(r, own), photos
	own.mu.Lock()
	defer own.mu.Unlock()
	rc, err := s.Desk.OwnTell(r.Context(), own.own, desk.OwnTold{Once: f.Get("once"), Of: outrider.ReportID(f.Get("of")), Draft: dr})
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/told/"+url.PathEscape(string(rc.Report)), http.StatusSeeOther)
	return nil
}

// draft makes a report of a form. A time or a place that cannot be read stays in the
// words: nothing that somebody told is lost to a rule about dates.
func draft(k kind, f url.Values, zone *time.Location) outrider.Draft {
	when := strings.TrimSpace(f.Get("day") + " " + f.Get("time"))
	fields := map[string][]string{"what": {f.Get("what")}, "when": {when}, "where": {f.Get("where")}}
	o := form.Options{Channel: outrider.ChannelPortal, Time: intake.TimeHint{Zone: zone}}
	dr, err := form.Read(fields, o)
	if err != nil {
		text := strings.Join([]string{f.Get("what"), when, f.Get("where")}, "\n")
		dr = outrider.Draft{Report: outrider.Report{Text: strings.ToValidUTF8(strings.TrimSpace(text), "")}}
	}
	dr.Report.Kind, dr.Report.LifeAtRisk = k.Kind, k.Life
	if k.Value != "" && dr.Report.Text == "" {
		dr.Report.Text = buttonWords[k.Value]
	}
	return dr
}

// buttonWords is what a report says that holds a tap and nothing else, for whoever
// reads it at the desk.
var buttonWords = map[string]string{"help": "They ask for help now. (They tapped this and wrote nothing.)", "person": "They saw a person. (They tapped this and wrote nothing.)",
	"car": "They saw a car. (They tapped this and wrote nothing.)", "text": "They got a text or a call. (They tapped this and wrote nothing.)",
	"parcel": "Something came that they had not ordered. (They tapped this and wrote nothing.)", "ill": "They feel ill and do not know why. (They tapped this and wrote nothing.)",
	"other": "They saw something else. (They tapped this and wrote nothing.)"}

// told is the receipt of a report: what to do first, what happens next and by when,
// and room to add more.
type told struct {
	desk.OwnReceipt
	Once  string
	Cards []guidance.Card // what to do first
}

func (s *site) getTold(w http.ResponseWriter, r *http.Request, own *session) error {
	rc, err := s.Desk.OwnReceipt(r.Context(), own.self(), outrider.ReportID(r.PathValue("id")))
	if err != nil {
		return err
	}
	once, err := s.sessions.token()
	if err != nil {
		return err
	}
	t := told{OwnReceipt: rc, Once: once}
	for _, c := range s.Texts.Set().For(rc.Kind, s.languageOf(r, own)) {
		if rc.Urgent || len(t.Cards) == 0 {
			t.Cards = append(t.Cards, c)
		}
	}
	s.draw(w, r, own, http.StatusOK, "told", t)
	return nil
}
