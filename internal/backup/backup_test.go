package backup_test

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"outrider"
	"outrider/internal/backup"
	"outrider/internal/ledger"
	"outrider/internal/ledger/ledgertest"
	"outrider/internal/ledger/sqlite"
	"outrider/internal/seal"
	"outrider/internal/seal/keytable"
)

var (
	cheap = keytable.Cost{Time: 1, MiB: 1, Threads: 1}
	pass  = keytable.Secret{Passphrase: "nine invented herons"}
	names = backup.Names{Ledger: "ledger.db", Head: "head"}
)

// machine is a store with one sealed entry about somebody, and its backup.
func machine(t *testing.T) (dir, recovery string, file []byte) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range listFiles() {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m, recovery, err := keytable.Create(dir, pass, cheap)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(filepath.Join(dir, "ledger.db"), m.FileKey())
	if err != nil {
		t.Fatal(err)
	}
	tab, err := keytable.OpenTable(filepath.Join(dir, "keys"), m)
	if err != nil {
		t.Fatal(err)
	}
	e := outrider.Entry{ID: "e-1", Type: outrider.EntryReportFiled, Version: 1, Parts: []outrider.Part{{People: []outrider.PersonID{"p-1"}, Purpose: outrider.PurposeRecord, Body: []byte(`"a grey van, twice"`)}}}
	u, err := seal.New(tab, rand.Reader).Seal(e)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.NewCommitter(db, time.Now).Append(t.Context(), ledger.Any(), append([]ledger.Unsequenced{u}, ledgertest.Entries(1, 4500)...)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	sum, err := backup.Write(t.Context(), backup.Store{Log: db, Master: m, Table: tab, Dir: dir}, &out)
	if err != nil || sum.Entries != 4501 || sum.Keys != 1 {
		t.Fatalf("Write: %+v, %v", sum, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := tab.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, recovery, out.Bytes()
}

// listFiles are the lists of the store: an index and a file.
func listFiles() map[string]string {
	return map[string]string{"lists/versions.jsonl": "{}\n", "lists/files/00ff": "key,name\nK1,Ansel Larchwood\n", "answers/20260301T120000.000000000Z-00ff": "act,entry\n"}
}

// check opens a restored store, looks for the lists, and reads the entry about somebody.
func check(t *testing.T, dir string, s keytable.Secret) {
	t.Helper()
	for name, want := range listFiles() {
		got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || string(got) != want {
			t.Errorf("%s came back as %q, %v", name, got, err)
		}
	}
	m, err := keytable.Unlock(dir, s)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(filepath.Join(dir, "ledger.db"), m.FileKey())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	v, err := note.NewVerifier(m.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	head, err := sqlite.ReadHeadFile(filepath.Join(dir, "head"), v)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := ledger.Verify(t.Context(), db, head, nil)
	if err != nil || !rep.Whole() || rep.Entries != 4501 || rep.Signed != 4501 {
		t.Errorf("the restored ledger: %+v, %v", rep, err)
	}
	tab, err := keytable.OpenTable(filepath.Join(dir, "keys"), m)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tab.Close() }()
	for r := range db.Read(t.Context(), 1) {
		e, err := seal.New(tab, rand.Reader).Open(r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(`"a grey van, twice"`, string(e.Parts[0].Body)); diff != "" {
			t.Error(diff)
		}
		break
	}
}

// TestLoseTheMachine: the folder is gone; the backup and what a human knows remain.
func TestLoseTheMachine(t *testing.T) {
	dir, recovery, file := machine(t)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file, []byte("grey van")) || bytes.Contains(file, []byte("report.filed")) {
		t.Error("the backup can be read by anybody")
	}
	t.Run("with the passphrase", func(t *testing.T) {
		o, err := backup.Open(bytes.NewReader(file), backup.Key{Secret: pass})
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "new")
		if _, err := o.Restore(t.Context(), to, names, nil); err != nil {
			t.Fatal(err)
		}
		check(t, to, pass)
	})
	t.Run("with the recovery key", func(t *testing.T) {
		o, err := backup.Open(bytes.NewReader(file), backup.Key{Recovery: recovery})
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Recovered(recovery); err != nil {
			t.Fatal(err)
		}
		to, fresh := filepath.Join(t.TempDir(), "new"), keytable.Secret{Passphrase: "a new one, invented"}
		if _, err := o.Restore(t.Context(), to, names, &fresh); err != nil {
			t.Fatal(err)
		}
		check(t, to, fresh)
	})
}

func TestBadBackups(t *testing.T) {
	_, _, file := machine(t)
	if _, err := backup.Open(bytes.NewReader(file), backup.Key{Secret: keytable.Secret{Passphrase: "wrong"}}); outrider.CodeOf(err) != outrider.CodeLocked {
		t.Errorf("a wrong passphrase: %v", err)
	}
	if _, err := backup.Open(bytes.NewReader([]byte("hello\n")), backup.Key{Secret: pass}); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Errorf("another file: %v", err)
	}
	first := bytes.IndexByte(file, '\n') + 1
	for name, at := range map[string]int{"flipped near the end": len(file) - 20, "flipped in the middle": (first + len(file)) / 2} {
		bad := bytes.Clone(file)
		bad[at] ^= 1
		if _, err := backup.Open(bytes.NewReader(bad), backup.Key{Secret: pass}); outrider.CodeOf(err) != outrider.CodeDamaged {
			t.Errorf("%s: %v; want damaged", name, err)
		}
	}
	if _, err := backup.Open(bytes.NewReader(file[:len(file)-9000]), backup.Key{Secret: pass}); outrider.CodeOf(err) != outrider.CodeDamaged {
		t.Errorf("cut: %v; want damaged", err)
	}
	o, err := backup.Open(bytes.NewReader(file), backup.Key{Secret: pass})
	if err != nil {
		t.Fatal(err)
	}
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Restore(t.Context(), full, names, nil); outrider.CodeOf(err) != outrider.CodeConflict {
		t.Errorf("a folder that is not empty: %v", err)
	}
}
