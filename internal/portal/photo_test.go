package portal_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"mime/multipart"
	"testing"

	"outrider/internal/desk"
	"outrider/internal/portal/portaltest"
)

// sends posts a form with photos, as a browser does that lets people choose some.
func (p *phone) sends(path string, fields map[string]string, photos ...[]byte) *phone {
	p.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	var errs []error
	for k, v := range fields {
		errs = append(errs, w.WriteField(k, v))
	}
	for _, raw := range photos {
		part, err := w.CreateFormFile("photo", "a.png")
		if err == nil {
			_, err = part.Write(raw)
		}
		errs = append(errs, err)
	}
	if err := errors.Join(append(errs, w.Close())...); err != nil {
		p.t.Fatal(err)
	}
	p.keep(p.http.Post(p.url+path, w.FormDataContentType(), &body))
	return p
}

func TestPhotosFromThePhone(t *testing.T) {
	w := portaltest.New(t)
	ann := w.Person("K-01", "en")
	p := newPhone(t, w).comesIn(w.Number(ann), portaltest.Code).get("/tell")
	p.shows(200, `type="file"`, "then take them out")
	var shot bytes.Buffer
	if err := png.Encode(&shot, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	p.sends("/tell", map[string]string{"once": p.once(), "kind": "car"}, shot.Bytes(), []byte("no photo"))
	p.shows(200, "We have it", "did not say where or when", "could not keep one photo")
	found, err := w.Desk.Search(w.Ctx, w.Duty, "car")
	if err != nil || len(found.Reports) != 1 {
		t.Fatalf("%+v, %v", found.Reports, err)
	}
	if v, err := w.Desk.Report(w.Ctx, w.Duty, found.Reports[0].ID); err != nil || len(v.Photos) != 1 || v.Photos[0].Width != 30 {
		t.Errorf("%+v, %v", v.Photos, err)
	}
	if _, err := w.Desk.Photo(w.Ctx, w.Duty, desk.PhotoQuery{Report: found.Reports[0].ID, N: 1}); err != nil {
		t.Error(err)
	}
}
