package servertest

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// photoLines are two photos, one of them described.
func photoLines() []desk.PhotoLine {
	return []desk.PhotoLine{
		{N: 1, ID: "f-one", Width: 64, Height: 48, Bytes: 700, At: Now().Add(-time.Hour), By: "mira", Alt: "Photo 1 of report r-van-1, not yet described"},
		{N: 2, ID: "f-two", Width: 64, Height: 48, Bytes: 700, At: Now().Add(-time.Hour), By: "mira", Alt: "A grey van at a kerb", Description: "A grey van at a kerb", DescribedBy: "yusuf"},
	}
}

// Photo shows a grey picture for every photo that there is.
func (d *Desk) Photo(_ context.Context, by outrider.UserID, q desk.PhotoQuery) (desk.PhotoView, error) {
	if err := d.may(by, "read-report"); err != nil {
		return desk.PhotoView{}, err
	}
	if q.Report != "r-van-1" || q.N < 1 || q.N > len(photoLines()) {
		return desk.PhotoView{}, outrider.ErrNotFound
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 48)), nil)
	return desk.PhotoView{Line: photoLines()[q.N-1], JPEG: b.Bytes()}, err
}
