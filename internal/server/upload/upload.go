// Package upload reads forms that may carry photos. What somebody photographed never
// lies on a disk in the clear: a form is bounded below the size from which net/http
// would spill it there.
package upload

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"outrider"
)

// Max bounds a form with photos in bytes.
const Max = 31 << 20

// slow is how long a form with photos may take to arrive: some minutes, on a telephone
// in a cellar.
const slow = 5 * time.Minute

// Several reports whether a request says that it is a form that can carry files.
func Several(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// Patient lets a request take as long as a photo takes on a poor net.
func Patient(w http.ResponseWriter) {
	c, until := http.NewResponseController(w), time.Now().Add(slow)
	_, _ = c.SetReadDeadline(until), c.SetWriteDeadline(until.Add(slow)) // where it cannot be set, the usual limits hold
}

// Photos reads a form into r.PostForm and returns the files of its field "photo". A
// form that is too large or cannot be read is CodeInvalid, with a reason to show. The
// caller has bounded the body by Max.
func Photos(w http.ResponseWriter, r *http.Request) ([][]byte, error) {
	if !Several(r) {
		return nil, unread(r.ParseForm())
	}
	Patient(w)
	if err := r.ParseMultipartForm(Max); err != nil {
		return nil, unread(err)
	}
	var photos [][]byte
	for _, head := range r.MultipartForm.File["photo"] {
		if head.Size == 0 {
			continue
		}
		f, err := head.Open()
		if err != nil {
			return nil, unread(err)
		}
		raw, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, unread(err)
		}
		photos = append(photos, raw)
	}
	return photos, nil
}

// unread says why a form was not read.
func unread(err error) error {
	if err == nil {
		return nil
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "that is more than one form may hold", Hint: "send fewer photos at a time, or smaller ones; long material goes through the import page", Err: err}
	}
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the form could not be read", Hint: "go back, reload the page and send it again", Err: err}
}
