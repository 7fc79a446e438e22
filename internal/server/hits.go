package server

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

// Hits gives what was held against lists, and one's own watches, cut to the user.
type Hits interface {
	Hits(ctx context.Context, by outrider.UserID, q desk.HitsQuery) (desk.HitsView, error)
	Hit(ctx context.Context, by outrider.UserID, id outrider.HitID) (desk.HitView, error)
	ListAge(ctx context.Context, by outrider.UserID, list string) (desk.ListAge, error)
	Watches(ctx context.Context, by outrider.UserID) (desk.WatchesView, error)
	Watching(ctx context.Context, by outrider.UserID, id outrider.WatchID) (desk.WatchView, error)
}

// Where a browser is sent.
const (
	hitsPath    = "/screen/hits"
	watchesPath = "/watches"
)

func (s *site) getHits(w http.ResponseWriter, r *http.Request, v visitor) error {
	q := desk.HitsQuery{All: r.URL.Query().Get("all") != ""}
	hits, err := s.Hits.Hits(r.Context(), v.User, q)
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Hits{HitsView: hits, All: q.All})
}

func (s *site) getHit(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showHit(w, r, v, ui.Hit{Status: http.StatusOK})
}

// showHit shows the hit of the address, with what a form said where it was refused.
func (s *site) showHit(w http.ResponseWriter, r *http.Request, v visitor, page ui.Hit) error {
	hit, err := s.Hits.Hit(r.Context(), v.User, outrider.HitID(r.PathValue("id")))
	if err != nil {
		return err
	}
	page.HitView = hit
	return s.showAs(w, r, page.Status, &v, page)
}

func (s *site) postVerdict(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	f := r.PostForm
	j := desk.JudgeHit{Hit: outrider.HitID(r.PathValue("id")), Verdict: outrider.Verdict(f.Get("verdict")), Because: f.Get("because")}
	_, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Judge: &j})
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		return s.showHit(w, r, v, ui.Hit{Status: statusOf(err), Because: j.Because, Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, hitsPath, http.StatusSeeOther)
	return nil
}

func (s *site) postRevoke(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	x := desk.RevokeVerdict{Hit: outrider.HitID(r.PathValue("id")), Why: r.PostForm.Get("why")}
	if _, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Revoke: &x}); err != nil {
		return err
	}
	http.Redirect(w, r, hitsPath+"/"+string(x.Hit), http.StatusSeeOther)
	return nil
}

func (s *site) getWatches(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.showWatches(w, r, v, ui.Watches{Status: http.StatusOK})
}

func (s *site) showWatches(w http.ResponseWriter, r *http.Request, v visitor, page ui.Watches) error {
	all, err := s.Hits.Watches(r.Context(), v.User)
	if err != nil {
		return err
	}
	page.WatchesView = all
	return s.showAs(w, r, page.Status, &v, page)
}

func (s *site) postWatch(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	set, err := watchAsked(ui.Fields(r.PostForm))
	if err == nil {
		_, err = s.Door.Decide(r.Context(), v.User, desk.Decision{Watch: &set})
	}
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		return s.showWatches(w, r, v, ui.Watches{Status: statusOf(err), Fields: ui.Fields(r.PostForm), Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, watchesPath, http.StatusSeeOther)
	return nil
}

// watchAsked reads the form: a name, or one thing as it is written.
func watchAsked(f ui.Fields) (desk.SetWatch, error) {
	set := desk.SetWatch{Name: strings.TrimSpace(f.Get("name")), Reason: f.Get("reason")}
	if text := strings.TrimSpace(f.Get("days")); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return set, outrider.Invalid("the days are a number from 1")
		}
		set.Days = n
	}
	if value := strings.TrimSpace(f.Get("value")); value != "" {
		if f.Get("kind") == "" {
			return set, outrider.Invalid("say what sort of number or address it is")
		}
		set.Selector = outrider.Selector{Kind: outrider.SelectorKind(f.Get("kind")), Raw: value}
	}
	return set, nil
}

func (s *site) getWatch(w http.ResponseWriter, r *http.Request, v visitor) error {
	x, err := s.Hits.Watching(r.Context(), v.User, outrider.WatchID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return s.show(w, r, v, ui.Watch{WatchView: x})
}

func (s *site) postUnwatch(w http.ResponseWriter, r *http.Request, v visitor) error {
	x := desk.EndWatch{Watch: outrider.WatchID(r.PathValue("id"))}
	if _, err := s.Door.Decide(r.Context(), v.User, desk.Decision{Unwatch: &x}); err != nil {
		return err
	}
	http.Redirect(w, r, watchesPath, http.StatusSeeOther)
	return nil
}

func (s *site) apiHits(r *http.Request, by outrider.UserID) (any, error) {
	return s.Hits.Hits(r.Context(), by, desk.HitsQuery{All: r.URL.Query().Get("all") != ""})
}

func (s *site) apiHit(r *http.Request, by outrider.UserID) (any, error) {
	return s.Hits.Hit(r.Context(), by, outrider.HitID(r.PathValue("id")))
}
