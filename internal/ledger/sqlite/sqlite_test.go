package sqlite_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/ledger/ledgertest"
	"outrider/internal/ledger/sqlite"
)

func key() [32]byte { return [32]byte{1, 2, 3, 31: 9} }

func TestMain(m *testing.M) {
	ledgertest.Writer(func(place string) (ledger.Log, error) { return sqlite.Open(place, key()) })
	os.Exit(m.Run())
}

func store(t testing.TB) ledgertest.Store {
	path := filepath.Join(t.TempDir(), "ledger.db")
	return ledgertest.Store{Open: func(t testing.TB) (ledger.Log, func()) {
		db := open(t, path)
		return db, func() {
			if err := db.Close(); err != nil {
				t.Errorf("closing: %v", err)
			}
		}
	}}
}

func open(t testing.TB, path string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(path, key())
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestConformance(t *testing.T) { ledgertest.Run(t, store) }

// TestKill kills a writer without warning in the middle of appends: every
// acknowledged entry is there and the chain verifies.
func TestKill(t *testing.T) {
	seed := uint64(20260102)
	ledgertest.Kill(t, seed, ledgertest.Kills(50), filepath.Join(t.TempDir(), "ledger.db"), func(place string) (ledger.Log, func(), error) {
		db, err := sqlite.Open(place, key())
		if err != nil {
			return nil, nil, err
		}
		return db, func() { _ = db.Close() }, nil
	})
}

func TestSecondProcessIsKeptOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	db := open(t, path)
	defer func() { _ = db.Close() }()
	_, err := sqlite.Open(path, key())
	if outrider.CodeOf(err) != outrider.CodeLocked {
		t.Fatalf("a second opening: %v, want locked", err)
	}
	if outrider.HintText(err) == "" {
		t.Error("a locked store must say what to do")
	}
}

func TestWrongKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	_, err := sqlite.Open(path, [32]byte{7})
	if outrider.CodeOf(err) != outrider.CodeDamaged {
		t.Errorf("another key: %v, want damaged", err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	_, err := sqlite.Open(filepath.Join(t.TempDir(), "absent", "ledger.db"), key())
	if outrider.CodeOf(err) != outrider.CodeStorage || outrider.HintText(err) == "" {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestNothingLegibleInTheFile(t *testing.T) {
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "ledger.db"))
	u := ledger.Unsequenced{ID: "e-legible-marker", Type: "report.filed", Version: 1, Parts: []ledger.Sealed{{Keys: []string{"k"}, Body: []byte("body-legible-marker")}}}
	if err := db.Append(t.Context(), ledger.Any(), ledger.Place(ledger.Head{}, time.Unix(1, 0), []ledger.Unsequenced{u})); err != nil {
		t.Fatal(err)
	}
	look := func(when string) {
		for _, f := range files(t, dir) {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(b, []byte("legible-marker")) {
				t.Errorf("%s: %s can be read by anybody", when, filepath.Base(f))
			}
		}
	}
	look("while open")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	look("when closed")
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	m, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(m) == 0 {
		t.Fatalf("no files: %v", err)
	}
	return m
}

// TestFlippedByte flips one byte at every page of the file: whatever was hit,
// either the file does not open, or verification names an entry or a page, or
// the page held nothing. Never is a changed entry taken for a good one.
func TestFlippedByte(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	db := open(t, path)
	want := ledger.Place(ledger.Head{}, time.Unix(1, 0), ledgertest.Entries(9, 300))
	if err := db.Append(t.Context(), ledger.Any(), want); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for at := 100; at < len(whole); at += 4096 {
		if flip(t, path, whole, at, ledger.HeadOf(want[299])) {
			found++
		} else {
			t.Errorf("a byte flipped at %d of %d was not found", at, len(whole))
		}
	}
	t.Logf("%d of %d flips found", found, (len(whole)+4095)/4096)
}

func flip(t *testing.T, path string, whole []byte, at int, signed ledger.Head) bool {
	t.Helper()
	for _, old := range files(t, filepath.Dir(path)) { // a log left by the flip before would heal this one
		if err := os.Remove(old); err != nil {
			t.Fatal(err)
		}
	}
	bad := bytes.Clone(whole)
	bad[at] ^= 0x40
	if err := os.WriteFile(path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(path, key())
	if err != nil {
		return outrider.CodeOf(err) == outrider.CodeDamaged
	}
	defer func() { _ = db.Close() }()
	rep, err := ledger.Verify(t.Context(), db, signed, nil)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Damage != nil && strings.TrimSpace(rep.Damage.Why) != "" {
		return true
	}
	rep.Pages, err = db.CheckPages()
	return err == nil && !rep.Whole()
}

// TestFullDisk: what does not fit is refused whole, what was acknowledged stays,
// and the desk goes on when there is room again.
func TestFullDisk(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "ledger.db"))
	defer func() { _ = db.Close() }()
	all := ledger.Place(ledger.Head{}, time.Unix(1, 0), ledgertest.Entries(4, 400))
	if err := db.Append(t.Context(), ledger.Any(), all[:10]); err != nil {
		t.Fatal(err)
	}
	if err := db.Limit(20); err != nil {
		t.Fatal(err)
	}
	err := db.Append(t.Context(), ledger.Any(), all[10:])
	if outrider.CodeOf(err) != outrider.CodeStorage || !strings.Contains(outrider.SafeText(err), "full") || outrider.HintText(err) == "" {
		t.Fatalf("a full disk: %v", err)
	}
	ledgertest.Whole(t, db, 10)
	if err := db.Limit(1 << 20); err != nil {
		t.Fatal(err)
	}
	if err := db.Append(t.Context(), ledger.Any(), all[10:]); err != nil {
		t.Errorf("with room again: %v", err)
	}
	ledgertest.Whole(t, db, 400)
}
