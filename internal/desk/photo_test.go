package desk_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// darkroom stands in for the real one: what begins with "photo:" is a photo.
type darkroom struct{}

// secretDevice is what an invented photo says of itself.
const secretDevice = "Inventedcam 9"

func (darkroom) PerReport() int { return 3 }

func (darkroom) Develop(raw []byte) (outrider.Photo, error) {
	pixels, ok := bytes.CutPrefix(raw, []byte("photo:"))
	if !ok {
		return outrider.Photo{}, outrider.Invalid("this photo cannot be read")
	}
	shown := time.Date(2026, 3, 1, 18, 30, 0, 0, time.UTC)
	return outrider.Photo{JPEG: pixels, Width: 4, Height: 3, Said: outrider.PhotoSaid{Taken: outrider.AnyZone(shown), Local: "2026-03-01 18:30:00", Place: home,
		Device: secretDevice, Removed: []string{"software"}}}, nil
}

const secretPixels = "pixels of an invented street"

// pictured is a draft with some photos.
func (h *house) pictured(n int, who ...outrider.PersonID) outrider.Draft {
	dr := h.seen(home, who...)
	for range n {
		dr.Photos = append(dr.Photos, []byte("photo:"+secretPixels))
	}
	return dr
}

func (h *house) report(id outrider.ReportID) desk.ReportView {
	h.t.Helper()
	v, err := h.desk.Report(h.ctx, h.duty, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func (h *house) photo(by outrider.UserID, id outrider.ReportID, n int) (desk.PhotoView, error) {
	return h.desk.Photo(h.ctx, by, desk.PhotoQuery{Report: id, N: n})
}

func TestPhotosComeWithAReport(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	rc := h.file(h.pictured(2, ann))[0]
	if len(rc.Photos) != 2 || rc.Photos[0].Said.Device != secretDevice || len(rc.Warnings) != 0 {
		t.Errorf("the receipt says %+v, %+v", rc.Photos, rc.Warnings)
	}
	for range 2 { // and after a restart
		v := h.report(rc.Report)
		if len(v.Photos) != 2 || v.Photos[1].N != 2 || v.Photos[1].Alt != "Photo 2 of report "+string(rc.Report)+", not yet described" || v.Photos[0].By != "mira" {
			t.Fatalf("%+v", v.Photos)
		}
		if s := text(t, v); strings.Contains(s, "cGl4ZWxz") || strings.Contains(s, "pixels") {
			t.Error("a report's page holds pixels")
		}
		got, err := h.photo(h.duty, rc.Report, 2)
		if err != nil || string(got.JPEG) != secretPixels {
			t.Fatalf("%q, %v", got.JPEG, err)
		}
		h.reopen()
	}
	var kinds []string
	for _, p := range h.report(rc.Report).Proposals {
		kinds = append(kinds, p.Kind+" "+p.Basis)
	}
	if want := []string{"time photo", "place photo", "device photo", "time photo", "place photo", "device photo"}; !slices.Equal(kinds, want) {
		t.Errorf("a human is asked about %v", kinds)
	}
	for _, e := range h.entries() {
		if e.Type == outrider.EntryPictured && (len(e.Parts) != 2 || !slices.Equal(e.Parts[1].People, []outrider.PersonID{ann})) {
			t.Errorf("sealed for %+v", e.Parts)
		}
	}
}

// A photo that cannot be read costs only itself; and there is an end to them.
func TestTheReportIsKeptWhateverItsPhotosAre(t *testing.T) {
	h := newHouse(t)
	dr := h.pictured(1, h.person("K-01"))
	dr.Photos = append(dr.Photos, []byte("a film"), []byte("photo:b"), []byte("photo:c"), []byte("photo:d"), []byte("photo:e"))
	rc := h.file(dr)[0]
	if rc.Refused != "" || len(rc.Photos) != 3 || len(rc.Warnings) != 2 || rc.Warnings[0].Where != "photo 2" || !strings.Contains(rc.Warnings[1].What, "another report") {
		t.Errorf("%+v", rc)
	}
	h.refused(h.duty, desk.Decision{AddPhotos: &desk.AddPhotos{Report: rc.Report, Photos: [][]byte{[]byte("photo:f")}}}, outrider.CodeInvalid)
	again := h.file(h.seen(home))[0]
	h.refused(h.duty, desk.Decision{AddPhotos: &desk.AddPhotos{Report: again.Report, Photos: [][]byte{[]byte("a film")}}}, outrider.CodeInvalid)
	out := h.decide(h.duty, desk.Decision{AddPhotos: &desk.AddPhotos{Report: again.Report, Photos: [][]byte{[]byte("a film"), []byte("photo:g")}}})
	if len(out.IDs) != 1 || len(out.Notices) != 1 || len(h.report(again.Report).Photos) != 1 {
		t.Errorf("%+v", out)
	}
}

func TestPhotosAreDescribedAndLooksRecorded(t *testing.T) {
	h := newHouse(t)
	rc := h.file(h.pictured(1, h.person("K-01")))[0]
	say := func(n int, text string) desk.Decision {
		return desk.Decision{Describe: &desk.DescribePhoto{Report: rc.Report, N: n, Text: text}}
	}
	h.refused(h.analyst, say(2, "a van"), outrider.CodeNotFound)
	h.refused(h.analyst, say(0, "a van"), outrider.CodeNotFound)
	h.refused(h.analyst, say(1, "  "), outrider.CodeInvalid)
	h.refused(h.auditor, say(1, "a van"), outrider.CodeNotFound)
	h.decide(h.analyst, say(1, "A grey van at a kerb, its plate half covered."))
	h.reopen()
	if p := h.report(rc.Report).Photos[0]; p.Alt != "A grey van at a kerb, its plate half covered." || p.DescribedBy != "yusuf" {
		t.Errorf("%+v", p)
	}
	for _, n := range []int{0, 2, -1} {
		_, err := h.photo(h.duty, rc.Report, n)
		h.code(err, outrider.CodeNotFound)
	}
	if _, err := h.photo(h.analyst, rc.Report, 1); err != nil {
		t.Fatal(err)
	}
	a, err := h.desk.Audit(h.ctx, h.auditor, 0)
	if err != nil {
		t.Fatal(err)
	}
	photo := string(h.report(rc.Report).Photos[0].ID)
	if s := text(t, a); !strings.Contains(s, "read photo") || !strings.Contains(s, photo) || strings.Contains(s, "grey van") {
		t.Errorf("the audit does not say who looked, or says too much: %s", s)
	}
}

// Whoever may not see the report sees no photo, and learns nothing from trying.
func TestPhotosAreCutLikeTheirReport(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	dr := h.pictured(1, ann)
	dr.Report.Handling.TLP = outrider.TLPRed
	rc := h.file(dr)[0]
	for _, by := range []outrider.UserID{h.liaison, h.auditor, h.analyst, "nobody"} {
		_, err := h.photo(by, rc.Report, 1)
		h.code(err, outrider.CodeNotFound)
	}
	open := h.file(h.pictured(1, ann))[0]
	if _, err := h.photo(h.analyst, open.Report, 1); err != nil {
		t.Error(err)
	}
	h.no(ann, outrider.ForRecord)
	_, err := h.photo(h.analyst, open.Report, 1)
	h.code(err, outrider.CodeNotFound)
	_, err = h.desk.File(h.ctx, h.auditor, h.pictured(1, ann))
	h.code(err, outrider.CodeNotFound)
}

// Erasing somebody destroys the photos of reports about them: of those about several
// too, and of those that were linked to them later.
func TestErasingTakesPhotosAlong(t *testing.T) {
	h := newHouse(t)
	ann, ben := h.person("K-01"), h.person("K-02")
	orphaned := h.pictured(1)
	orphaned.Proposals = []outrider.Proposal{{Kind: "person", Text: "the editor"}}
	rs := h.file(h.pictured(1, ann), h.pictured(1, ann, ben), orphaned, h.pictured(1, ben))
	h.decide(h.analyst, desk.Decision{Settle: &desk.SettleProposal{Report: rs[2].Report, Index: 0, Confirm: true, Person: ann}})
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: ann, Confirm: "K-01"}})
	for range 2 {
		for i, rc := range rs {
			got, err := h.photo(h.duty, rc.Report, 1)
			if i == 3 && (err != nil || string(got.JPEG) != secretPixels) {
				t.Errorf("somebody else's photo: %v", err)
			}
			if i < 3 && outrider.CodeOf(err) != outrider.CodeNotFound {
				t.Errorf("photo of report %d outlived the erasure: %v", i, err)
			}
		}
		if n := len(h.report(rs[1].Report).Photos); n != 0 {
			t.Errorf("what is left of a joint report shows %d photos", n)
		}
		h.reopen()
	}
	opened := 0
	for _, e := range h.entries() {
		if e.Type == outrider.EntryPictured && !e.Parts[1].Erased {
			opened++
		}
	}
	if opened != 1 {
		t.Errorf("%d photos can still be opened with the keys that are left", opened)
	}
}

// A desk without a darkroom keeps the report and says that it takes no photos.
func TestNoDarkroom(t *testing.T) {
	h := newHouse(t)
	o := h.options()
	o.Photos = nil
	d, err := desk.Open(h.ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	rs, err := d.File(h.ctx, h.duty, h.pictured(2))
	if err != nil || len(rs[0].Warnings) != 2 || len(rs[0].Photos) != 0 || !strings.Contains(rs[0].Warnings[0].What, "takes no photos") {
		t.Errorf("%+v, %v", rs, err)
	}
}

// However many drafts come with however many photos, each gets its own.
func TestPhotosStayWithTheirDraft(t *testing.T) {
	h := newHouse(t)
	var drafts []outrider.Draft
	for i := range 4 {
		dr := h.seen(home)
		for n := range i {
			dr.Photos = append(dr.Photos, fmt.Appendf(nil, "photo:%d of %d", n, i))
		}
		drafts = append(drafts, dr)
	}
	drafts[1].Report.Kind = "gossip"
	rs, err := h.desk.File(h.ctx, h.duty, drafts...)
	if err != nil {
		t.Fatal(err)
	}
	for i, rc := range rs {
		if i == 1 {
			if rc.Refused == "" || len(rc.Photos) != 0 {
				t.Errorf("%+v", rc)
			}
			continue
		}
		for n := range i {
			if got, err := h.photo(h.duty, rc.Report, n+1); err != nil || string(got.JPEG) != fmt.Sprintf("%d of %d", n, i) {
				t.Errorf("photo %d of draft %d is %q, %v", n+1, i, got.JPEG, err)
			}
		}
	}
	if n := h.count(outrider.EntryPictured); n != 5 {
		t.Errorf("%d photos were kept, not 5", n)
	}
}
