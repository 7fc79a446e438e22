package ledger_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/ledger/ledgertest"
)

func keys(t testing.TB) (note.Signer, note.Verifier, string) {
	t.Helper()
	skey, vkey, err := note.GenerateKey(rand.Reader, "desk.example")
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return s, v, vkey
}

func filled(t testing.TB, n int) (*ledger.Memory, []ledger.Record) {
	t.Helper()
	m := ledger.NewMemory()
	recs := ledger.Place(ledger.Head{}, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), ledgertest.Entries(11, n))
	if err := m.Append(t.Context(), ledger.Any(), recs); err != nil {
		t.Fatal(err)
	}
	return m, recs
}

func TestSignedHead(t *testing.T) {
	s, v, _ := keys(t)
	_, recs := filled(t, 5)
	want := ledger.HeadOf(recs[4])
	b, err := ledger.SignHead(want, s)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ledger.OpenHead(b, v)
	if err != nil || got != want {
		t.Errorf("OpenHead = %+v, %v; want %+v", got, err, want)
	}
	zero, err := ledger.SignHead(ledger.Head{}, s)
	if err != nil || len(zero) != len(b) {
		t.Errorf("signed heads differ in length (%d, %d): one cannot overwrite the other in place", len(zero), len(b))
	}
	for i := range b {
		bad := bytes.Clone(b)
		bad[i] ^= 1
		if h, err := ledger.OpenHead(bad, v); err == nil && h != want {
			t.Fatalf("a head altered at byte %d was believed", i)
		}
	}
	_, other, _ := keys(t)
	if _, err := ledger.OpenHead(b, other); outrider.CodeOf(err) != outrider.CodeDamaged {
		t.Errorf("another store's key: %v", err)
	}
}

// TestVerifyNamesTheFirstBadEntry alters one thing at a time in a ledger.
func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	_, recs := filled(t, 20)
	signed := ledger.HeadOf(recs[19])
	change := map[string]func([]ledger.Record) []ledger.Record{
		"body": func(r []ledger.Record) []ledger.Record {
			r[7].Parts = []ledger.Sealed{{Keys: []string{"k"}, Body: []byte("x")}}
			return r
		},
		"type":     func(r []ledger.Record) []ledger.Record { r[7].Type = "alert.raised"; return r },
		"time":     func(r []ledger.Record) []ledger.Record { r[7].Recorded = r[7].Recorded.Add(time.Second); return r },
		"user":     func(r []ledger.Record) []ledger.Record { r[7].By = "u-9"; return r },
		"missing":  func(r []ledger.Record) []ledger.Record { return append(r[:7], r[8:]...) },
		"cut tail": func(r []ledger.Record) []ledger.Record { return r[:7] },
		"rewritten": func(r []ledger.Record) []ledger.Record {
			u := r[7].Unsequenced
			u.By = "u-9"
			tail := []ledger.Unsequenced{u}
			for _, x := range r[8:] {
				tail = append(tail, x.Unsequenced)
			}
			return append(r[:7], ledger.Place(ledger.HeadOf(r[6]), r[7].Recorded, tail)...)
		},
	}
	for name, f := range change {
		t.Run(name, func(t *testing.T) {
			rep, err := ledger.Verify(t.Context(), stored(f(append([]ledger.Record(nil), recs...))), signed, nil)
			if err != nil {
				t.Fatal(err)
			}
			want := uint64(8)
			if name == "rewritten" { // the chain hangs together; only the signed head tells
				want = 20
			}
			if rep.Damage == nil || rep.Damage.Seq != want {
				t.Errorf("damage = %+v, want entry %d", rep.Damage, want)
			}
		})
	}
}

func TestExport(t *testing.T) {
	s, v, vkey := keys(t)
	m, recs := filled(t, 30)
	var out bytes.Buffer
	head, err := ledger.Export(t.Context(), m, &out, s, vkey)
	if err != nil || head != ledger.HeadOf(recs[29]) {
		t.Fatalf("Export: %+v, %v", head, err)
	}
	rep, err := ledger.VerifyExport(bytes.NewReader(out.Bytes()), v)
	if err != nil || !rep.Whole() || rep.Entries != 30 || rep.Signed != 30 {
		t.Errorf("a good export: %+v, %v", rep, err)
	}
	x, err := ledger.ReadExport(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	var back []ledger.Record
	for r, err := range x.Records() {
		if err != nil {
			t.Fatal(err)
		}
		back = append(back, r)
	}
	if diff := cmp.Diff(recs, back); diff != "" {
		t.Errorf("the export is not the ledger:\n%s", diff)
	}
	lines := strings.SplitAfter(out.String(), "\n")
	for name, bad := range map[string]string{
		"a record left out": strings.Join(append(append([]string{}, lines[:9]...), lines[10:]...), ""),
		"cut":               strings.Join(lines[:20], ""),
		"cut, head kept":    strings.Join(append(append([]string{}, lines[:20]...), lines[31:]...), ""),
		"half a line":       out.String()[:len(out.String())/2],
	} {
		rep, err := ledger.VerifyExport(strings.NewReader(bad), v)
		if err != nil || rep.Whole() {
			t.Errorf("%s: %+v, %v; want damage", name, rep, err)
		}
	}
	if _, err := ledger.VerifyExport(strings.NewReader("{}"), v); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Errorf("not an export: %v", err)
	}
}

func TestPartsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := ledgertest.Entries(rapid.Uint64().Draw(t, "seed"), 1)[0].Parts
		got, err := ledger.DecodeParts(ledger.EncodeParts(want))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzDecodeParts(f *testing.F) {
	for _, u := range ledgertest.Entries(3, 5) {
		f.Add(ledger.EncodeParts(u.Parts))
	}
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		parts, err := ledger.DecodeParts(b)
		if err != nil {
			return
		}
		again, err := ledger.DecodeParts(ledger.EncodeParts(parts))
		if err != nil || len(again) != len(parts) {
			t.Errorf("what was read does not survive a round trip: %v", err)
		}
	})
}

func FuzzReadExport(f *testing.F) {
	f.Add([]byte(`{"format":"outrider-ledger/1","verifier":"x"}` + "\n" + `{"signed_head":"y"}` + "\n"))
	f.Add([]byte(`{"format":"outrider-ledger/1"}` + "\n" + `{"id":"e","seq":1,"parts":null,"hash":"00"}`))
	f.Add([]byte("\x00\xff{"))
	_, v, _ := keys(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		if rep, err := ledger.VerifyExport(bytes.NewReader(b), v); err == nil && rep.Whole() {
			t.Error("bytes without a good signature were taken for a whole ledger")
		}
	})
}
