package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
	"outrider/internal/server/upload"
)

// Photos gives one photo of a report to whoever may see the report.
type Photos interface {
	Photo(ctx context.Context, by outrider.UserID, q desk.PhotoQuery) (desk.PhotoView, error)
}

// photoPages is the part of the table of pages that is about photos.
func (s *site) photoPages(all map[string]page) map[string]page {
	all["POST /reports/{id}/photos"] = s.postPhotos
	all["GET /reports/{id}/photos/{n}"] = s.getPhoto
	all["POST /reports/{id}/photos/{n}/describe"] = s.postDescribe
	return all
}

// takesPhotos reports whether a request is a form that may carry photos.
func takesPhotos(r *http.Request) bool {
	path := r.URL.Path
	return upload.Several(r) && (path == reportsPath || strings.HasPrefix(path, reportsPath+"/") && strings.HasSuffix(path, "/photos"))
}

// getPhoto answers with the pixels of one photo. They are a JPEG that we wrote
// ourselves, and are served as nothing else: not to be guessed at, not to be stored,
// and not to run anything if it were one day something else.
func (s *site) getPhoto(w http.ResponseWriter, r *http.Request, v visitor) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return outrider.ErrNotFound
	}
	p, err := s.Reads.Photo(r.Context(), v.User, desk.PhotoQuery{Report: outrider.ReportID(r.PathValue("id")), N: n})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Disposition", fmt.Sprintf(`inline; filename="photo-%d.jpg"`, n))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.JPEG))
	return nil
}

// postPhotos adds photos to a report. Where some could not be kept, the page says so.
func (s *site) postPhotos(w http.ResponseWriter, r *http.Request, v visitor) error {
	photos, err := upload.Photos(w, r)
	if err == nil && len(photos) == 0 {
		err = outrider.Invalid("choose a photo first")
	}
	var out desk.Outcome
	if err == nil {
		out, err = s.Door.Decide(r.Context(), v.User, desk.Decision{AddPhotos: &desk.AddPhotos{Report: outrider.ReportID(r.PathValue("id")), Photos: photos}})
	}
	if c := outrider.CodeOf(err); err != nil && (c == outrider.CodeInvalid || c == outrider.CodeConflict) {
		return s.showReport(w, r, v, ui.Report{Status: http.StatusUnprocessableEntity, Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	if len(out.Notices) > 0 {
		return s.showReport(w, r, v, ui.Report{Status: http.StatusOK, Problem: "Not every photo was kept.", Hint: out.Notices[0].Where + ": " + out.Notices[0].What})
	}
	http.Redirect(w, r, reportsPath+"/"+r.PathValue("id")+"#photos", http.StatusSeeOther)
	return nil
}

func (s *site) postDescribe(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return outrider.ErrNotFound
	}
	return s.decideOnReport(w, r, v, desk.Decision{Describe: &desk.DescribePhoto{Report: outrider.ReportID(r.PathValue("id")), N: n, Text: r.PostForm.Get("text")}}, nil)
}
