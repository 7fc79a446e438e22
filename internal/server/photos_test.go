package server_test

import (
	"bytes"
	"errors"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// withPhotos posts a form as a browser does that lets people choose photos.
func (b *browser) withPhotos(t *testing.T, path string, fields map[string]string, photos ...string) result {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	var errs []error
	for k, v := range fields {
		errs = append(errs, w.WriteField(k, v))
	}
	for _, p := range photos {
		part, err := w.CreateFormFile("photo", "photo.jpg")
		if err == nil {
			_, err = part.Write([]byte(p))
		}
		errs = append(errs, err)
	}
	if err := errors.Join(append(errs, w.Close())...); err != nil {
		t.Fatal(err)
	}
	return b.send(http.MethodPost, path, w.FormDataContentType(), &body)
}

func TestReportWithPhotos(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	res := b.withPhotos(t, "/reports", map[string]string{"once": once(t, b), "what": "two men at the gate"}, "first", "", "second")
	if res.code != http.StatusSeeOther || len(h.desk.Filed) != 1 {
		t.Fatalf("status %d, %d filed", res.code, len(h.desk.Filed))
	}
	dr := h.desk.Filed[0]
	if dr.Report.Text != "two men at the gate" || len(dr.Photos) != 2 || string(dr.Photos[1]) != "second" {
		t.Errorf("%q with %q", dr.Report.Text, dr.Photos)
	}
	res = b.withPhotos(t, "/reports", map[string]string{"once": once(t, b), "what": "x"}, strings.Repeat("x", 32<<20))
	if res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "more than one form may hold") {
		t.Errorf("status %d", res.code)
	}
}

func TestPhotoIsServedAsNothingElse(t *testing.T) {
	h := newHouse(t)
	res := h.as("mira").get("/reports/r-van-1/photos/2")
	if res.code != http.StatusOK {
		t.Fatalf("status %d", res.code)
	}
	if _, err := jpeg.Decode(strings.NewReader(res.body)); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Disposition": `inline; filename="photo-2.jpg"`,
		"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'", "Cross-Origin-Resource-Policy": "same-origin"} {
		if got := res.header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	for user, path := range map[string]string{"mira": "/reports/r-van-1/photos/3", "ana": "/reports/r-van-1/photos/x", "otto": "/reports/r-van-1/photos/1"} {
		if res := h.as(user).get(path); res.code != http.StatusNotFound || strings.Contains(res.body, "JFIF") {
			t.Errorf("%s gets %s: %d", user, path, res.code)
		}
	}
}

func TestPhotosOnTheReportsPage(t *testing.T) {
	h := newHouse(t)
	b := h.as("yusuf")
	page := b.get("/reports/r-van-1").body
	for _, want := range []string{`alt="Photo 1 of report r-van-1, not yet described"`, `alt="A grey van at a kerb"`, `loading="lazy"`, `action="/reports/r-van-1/photos"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if res := b.withPhotos(t, "/reports/r-van-1/photos", nil, "third"); res.code != http.StatusSeeOther {
		t.Errorf("adding: %d", res.code)
	}
	if res := b.withPhotos(t, "/reports/r-van-1/photos", nil); res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "choose a photo first") {
		t.Errorf("adding nothing: %d", res.code)
	}
	if res := b.post("/reports/r-van-1/photos/1/describe", map[string][]string{"text": {"A kerb"}}); res.code != http.StatusSeeOther {
		t.Errorf("describing: %d", res.code)
	}
	ds := h.desk.Decisions
	if len(ds) != 2 || len(ds[0].AddPhotos.Photos) != 1 || *ds[1].Describe != (desk.DescribePhoto{Report: "r-van-1", N: 1, Text: "A kerb"}) {
		t.Errorf("the desk was told %+v", ds)
	}
	h.desk.Refuse = outrider.Invalid("it was not kept: this photo cannot be read")
	if res := b.withPhotos(t, "/reports/r-van-1/photos", nil, "a film"); res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "cannot be read") {
		t.Errorf("refused: %d", res.code)
	}
}
