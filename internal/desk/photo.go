package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// Darkroom makes a clean photo of the bytes of a file, or refuses them with a reason
// that is fit to be shown. Nothing of a file but its picture passes it.
type Darkroom interface {
	Develop(raw []byte) (outrider.Photo, error)
	PerReport() int // how many photos a report may have
}

// AddPhotos adds photos to a report that was filed before.
type AddPhotos struct {
	Report outrider.ReportID
	Photos [][]byte // files as they came
}

// DescribePhoto says in words what a photo shows, for whoever cannot see it.
type DescribePhoto struct {
	Report outrider.ReportID
	N      int // the how-manieth photo of the report, from 1
	Text   string
}

// PhotoQuery asks for the pixels of one photo.
type PhotoQuery struct {
	Report outrider.ReportID `json:"report"`
	N      int               `json:"n"` // from 1
}

// PhotoView is one photo with its pixels: a JPEG that holds nothing but the picture.
type PhotoView struct {
	Line PhotoLine `json:"line"`
	JPEG []byte    `json:"jpeg"`
}

// PhotoKept is what a receipt says of a photo: its size as it is kept, and what its
// file said of itself before that was removed.
type PhotoKept struct {
	Width  int                `json:"width"`
	Height int                `json:"height"`
	Said   outrider.PhotoSaid `json:"said,omitzero"`
}

// PhotoLine is one photo of a report without its pixels.
type PhotoLine struct {
	N           int              `json:"n"`
	ID          outrider.PhotoID `json:"id"`
	Width       int              `json:"width"`
	Height      int              `json:"height"`
	Bytes       int              `json:"bytes"`
	At          time.Time        `json:"at"`
	By          string           `json:"by,omitempty"`
	Description string           `json:"description,omitempty"` // empty: nobody has described it
	DescribedBy string           `json:"described_by,omitempty"`
	Alt         string           `json:"alt"` // what stands in its place for whoever cannot see it
}

// errNoPhotos is said where the desk runs without a darkroom.
var errNoPhotos = &outrider.Error{Code: outrider.CodeInvalid, Safe: "this desk takes no photos", Hint: "describe in words what it shows"}

// decidePhoto is Decide for what is said about photos.
func (d *Desk) decidePhoto(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, decided bool, err error) {
	if dec.Describe == nil {
		return Outcome{}, false, nil
	}
	out, err = d.describePhoto(ctx, by, *dec.Describe)
	return out, true, err
}

// developed are the clean photos of one draft.
type developed []outrider.Photo

// develop cleans the photos of drafts, apart from the door: it takes a while. A photo
// that cannot be cleaned costs only itself; the report is kept and says so.
func (d *Desk) develop(by outrider.UserID, drafts []outrider.Draft) ([]outrider.Draft, []developed, error) {
	shots := make([]developed, len(drafts))
	if !slices.ContainsFunc(drafts, func(dr outrider.Draft) bool { return len(dr.Photos) > 0 }) {
		return drafts, shots, nil
	}
	if err := d.first(by, policy.FileReport); err != nil {
		return nil, nil, err
	}
	drafts = slices.Clone(drafts)
	for i, dr := range drafts {
		var notes []outrider.Notice
		shots[i], notes = d.clean(dr.Photos, 0)
		drafts[i].Photos, drafts[i].Warnings = nil, slices.Concat(dr.Warnings, notes)
	}
	return drafts, shots, nil
}

// kept is what a receipt says of them.
func (shots developed) kept() []PhotoKept {
	var out []PhotoKept
	for _, s := range shots {
		out = append(out, PhotoKept{Width: s.Width, Height: s.Height, Said: s.Said})
	}
	return out
}

// ownPhotos cleans the photos of a person's own report, apart from the door.
func (d *Desk) ownPhotos(o Own, files [][]byte) (developed, []outrider.Notice, error) {
	if len(files) == 0 {
		return nil, nil, nil
	}
	d.mu.Lock()
	_, err := d.own(o)
	d.mu.Unlock()
	if err != nil {
		return nil, nil, err
	}
	shots, notes := d.clean(files, 0)
	return shots, notes, nil
}

// photosKept is what a receipt says of the photos of a report that stands.
func photosKept(it *picture.Item) []PhotoKept {
	var out []PhotoKept
	for _, ph := range it.Photos {
		out = append(out, PhotoKept{Width: ph.Width, Height: ph.Height, Said: ph.Said})
	}
	return out
}

// photosLost counts the photos that came with a report and could not be kept.
func photosLost(it *picture.Item) int {
	n := 0
	for _, notice := range it.Notices {
		if strings.HasPrefix(notice.Where, photoNotice) {
			n++
		}
	}
	return n
}

// first asks whether a user may do something, before anything is done that takes
// long.
func (d *Desk) first(by outrider.UserID, a policy.Act) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := d.may(by, a)
	return err
}

// photoNotice begins the place of every notice about a photo.
const photoNotice = "photo"

// clean cleans files, as many as a report that has some photos already may still get.
func (d *Desk) clean(files [][]byte, have int) (got developed, notes []outrider.Notice) {
	for i, raw := range files {
		var p outrider.Photo
		err := error(errNoPhotos)
		if d.o.Photos != nil {
			if have+len(got) >= d.o.Photos.PerReport() {
				notes = append(notes, outrider.Notice{Where: photoNotice + "s", What: fmt.Sprintf("a report holds %d photos; the others were not kept: send them with another report", d.o.Photos.PerReport())})
				break
			}
			p, err = d.o.Photos.Develop(raw)
		}
		if err != nil {
			notes = append(notes, outrider.Notice{Where: fmt.Sprintf(photoNotice+" %d", i+1), What: "it was not kept: " + refusal(err)})
			continue
		}
		got = append(got, p)
	}
	return got, notes
}

// photoEntries are the facts of photos that come with a report, sealed for the same
// people: they go when it goes.
func (d *Desk) photoEntries(by outrider.UserID, id outrider.ReportID, filedFor []outrider.PersonID, shots developed) ([]outrider.Entry, error) {
	whose := keysOf(id, filedFor)
	var out []outrider.Entry
	for _, s := range shots {
		photo := outrider.PhotoID(d.o.NewID("f"))
		known, err := part(picture.PicturedBody{Report: id, Photo: photo, Width: s.Width, Height: s.Height, Bytes: len(s.JPEG), Said: s.Said}, outrider.PurposeRecord, whose...)
		if err != nil {
			return nil, err
		}
		pixels, err := part(picture.PixelsBody{JPEG: s.JPEG}, outrider.PurposeRecord, whose...)
		if err != nil {
			return nil, err
		}
		out = append(out, outrider.Entry{ID: string(photo), Type: outrider.EntryPictured, Version: 1, By: by, Parts: []outrider.Part{known, pixels}})
	}
	return out, nil
}

// keysOf lists under whose keys a report's own words and photos are sealed.
func keysOf(id outrider.ReportID, filedFor []outrider.PersonID) []outrider.PersonID {
	if len(filedFor) == 0 {
		return []outrider.PersonID{orphan(id)}
	}
	return filedFor
}

// addPhotos adds photos to a report. It is called without the door's lock, which it
// takes when they are clean. Where none could be kept, the reason is the error.
func (d *Desk) addPhotos(ctx context.Context, by outrider.UserID, a AddPhotos) (Outcome, error) {
	have, err := d.photosOf(by, a.Report)
	if err != nil {
		return Outcome{}, err
	}
	shots, notes := d.clean(a.Photos, have)
	if len(shots) == 0 && len(notes) > 0 {
		return Outcome{}, outrider.Invalid("%s", notes[0].What)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	it, err := d.reportFor(by, a.Report, policy.FileReport)
	if err != nil {
		return Outcome{}, err
	}
	if d.o.Photos != nil && len(it.Photos)+len(shots) > d.o.Photos.PerReport() {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "somebody else has added photos meanwhile", Hint: "look at the report again"}
	}
	facts, err := d.photoEntries(by, a.Report, it.FiledFor(), shots)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{ID: string(a.Report), Notices: notes}
	for _, e := range facts {
		out.IDs = append(out.IDs, e.ID)
	}
	return out, d.record(ctx, ledger.Any(), facts...)
}

// photosOf counts the photos of a report to which a user may add.
func (d *Desk) photosOf(by outrider.UserID, id outrider.ReportID) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	it, err := d.reportFor(by, id, policy.FileReport)
	if err != nil {
		return 0, err
	}
	return len(it.Photos), nil
}

func (d *Desk) describePhoto(ctx context.Context, by outrider.UserID, s DescribePhoto) (Outcome, error) {
	it, err := d.reportFor(by, s.Report, policy.SettleProposal)
	if err != nil {
		return Outcome{}, err
	}
	if s.N < 1 || s.N > len(it.Photos) {
		return Outcome{}, outrider.ErrNotFound
	}
	text := strings.TrimSpace(s.Text)
	if text == "" || len(text) > outrider.MaxDescription || !utf8.ValidString(text) {
		return Outcome{}, outrider.Invalid("say in at most %d characters what the photo shows", outrider.MaxDescription)
	}
	photo := it.Photos[s.N-1].Photo
	e, err := d.entry(outrider.EntryDescribed, by, picture.DescribedBody{Report: s.Report, Photo: photo})
	if err != nil {
		return Outcome{}, err
	}
	e, err = withNote(e, text, keysOf(s.Report, it.FiledFor()))
	return Outcome{ID: string(photo)}, d.fact(ctx, e, err)
}

// Photo is one photo of a report, opened for a user who may see the report. That
// they looked is recorded before anything is opened.
func (d *Desk) Photo(ctx context.Context, by outrider.UserID, q PhotoQuery) (PhotoView, error) {
	line, seq, err := d.lookAtPhoto(ctx, by, q)
	if err != nil {
		return PhotoView{}, err
	}
	for r, err := range d.o.Book.Read(ctx, seq) {
		if err != nil {
			return PhotoView{}, err
		}
		e, err := d.o.Sealer.Open(r)
		if err != nil {
			return PhotoView{}, err
		}
		if e.ID != string(line.ID) {
			break
		}
		jpeg, ok, err := picture.Pixels(e)
		if err != nil || !ok {
			return PhotoView{}, orNotFound(err)
		}
		return PhotoView{Line: line, JPEG: jpeg}, nil
	}
	return PhotoView{}, &outrider.Error{Code: outrider.CodeDamaged, Safe: "a photo is not where it was kept", Hint: "run outrider verify"}
}

// orNotFound is an error, or that there is nothing: the keys went meanwhile.
func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return outrider.ErrNotFound
}

// lookAtPhoto says where a photo's pixels stand, and writes down who looks at them.
func (d *Desk) lookAtPhoto(ctx context.Context, by outrider.UserID, q PhotoQuery) (PhotoLine, uint64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.ReadReport)
	if err != nil {
		return PhotoLine{}, 0, err
	}
	it, ok := v.Report(q.Report)
	if !ok || it.Erased || q.N < 1 || q.N > len(it.Photos) {
		return PhotoLine{}, 0, outrider.ErrNotFound
	}
	ph := it.Photos[q.N-1]
	objects := []string{string(ph.Photo), string(q.Report)}
	for _, who := range it.Report.About {
		objects = append(objects, string(who))
	}
	return d.photoLine(it, q.N), ph.Seq, d.look(ctx, by, picture.ReadBody{Act: "photo", Objects: objects})
}

func (d *Desk) photoLine(it *picture.Item, n int) PhotoLine {
	ph := it.Photos[n-1]
	l := PhotoLine{N: n, ID: ph.Photo, Width: ph.Width, Height: ph.Height, Bytes: ph.Bytes, At: ph.At, By: d.userName(ph.By), Description: ph.Description}
	l.Alt = fmt.Sprintf("Photo %d of report %s, not yet described", n, it.Report.ID)
	if ph.Description != "" {
		l.DescribedBy, l.Alt = d.userName(ph.Described), ph.Description
	}
	return l
}

// photoLines are all photos of a report.
func (d *Desk) photoLines(it *picture.Item) []PhotoLine {
	var out []PhotoLine
	for i := range it.Photos {
		out = append(out, d.photoLine(it, i+1))
	}
	return out
}
