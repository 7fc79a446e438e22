package server

import (
	"io"
	"net/http"

	"outrider"
	"outrider/internal/intake"
	"outrider/internal/server/ui"
)

// Intake turns what people type, upload and post into drafts. It files nothing.
type Intake struct {
	Form func(fields map[string][]string) (outrider.Draft, error)
	File func(name string, data []byte) (intake.Result, error)
	JSON func(name string, data []byte) (intake.Result, error)
}

// importPath takes files, and is the only page that takes large bodies.
const importPath = "/reports/import"

func (s *site) getImport(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.show(w, r, v, ui.Import{Status: http.StatusOK})
}

// postImport reads an uploaded file and shows what would be filed and what was
// refused. Nothing is filed until a human has looked and said yes.
func (s *site) postImport(w http.ResponseWriter, r *http.Request, v visitor) error {
	name, data, err := fileOf(r)
	if err == nil && len(data) == 0 {
		err = outrider.Invalid("choose a file first")
	}
	var read intake.Result
	if err == nil {
		read, err = s.Intake.File(name, data)
	}
	if err != nil && outrider.CodeOf(err) == outrider.CodeInvalid {
		return s.showAs(w, r, http.StatusUnprocessableEntity, &v, ui.Import{
			Problem: outrider.SafeText(err), Hint: outrider.HintText(err)})
	}
	if err != nil {
		return err
	}
	once, err := s.sessions.token()
	if err != nil {
		return err
	}
	v.own.mu.Lock()
	v.own.keep(once, kept{drafts: read.Drafts})
	v.own.mu.Unlock()
	check := ui.ImportCheck{Name: name, Once: once, Drafts: read.Drafts, Notices: read.Notices}
	for _, no := range read.Refused {
		check.Refused = append(check.Refused, ui.Unread(no))
	}
	return s.show(w, r, v, check)
}

// fileOf reads the one file of a posted form. The body limit lies under the size
// from which net/http would spill an upload to disk, so it never leaves memory.
func fileOf(r *http.Request) (name string, data []byte, err error) {
	f, head, err := r.FormFile("file")
	if err == http.ErrMissingFile {
		return "", nil, nil
	}
	if err != nil {
		if e := bodyError(err); e != err {
			return "", nil, e
		}
		return "", nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the upload could not be read", Hint: "choose the file and send it again"}
	}
	data, err = io.ReadAll(f)
	if e := f.Close(); err == nil {
		err = e
	}
	return head.Filename, data, err
}

// postImportFile files the drafts that were looked at.
func (s *site) postImportFile(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := form(r); err != nil {
		return err
	}
	once := r.PostForm.Get("once")
	v.own.mu.Lock()
	k, ok := v.own.shelf[once]
	v.own.mu.Unlock()
	if !ok {
		return s.showAs(w, r, http.StatusUnprocessableEntity, &v, ui.Import{
			Problem: "This upload is no longer held.", Hint: "Choose the file again: uploads wait in memory only, and not for ever."})
	}
	if err := s.fileOnce(r, v, once, k.drafts...); err != nil {
		return err
	}
	http.Redirect(w, r, "/reports/filed/"+once, http.StatusSeeOther)
	return nil
}
