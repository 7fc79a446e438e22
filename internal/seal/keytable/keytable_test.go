package keytable_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"outrider"
	"outrider/internal/seal"
	"outrider/internal/seal/keytable"
)

var (
	_     seal.Table = (*keytable.Table)(nil)
	cheap            = keytable.Cost{Time: 1, MiB: 1, Threads: 1}
	pass             = keytable.Secret{Passphrase: "nine invented herons"}
)

func create(t *testing.T, s keytable.Secret) (dir, recovery string, m *keytable.Master) {
	t.Helper()
	dir = t.TempDir()
	m, recovery, err := keytable.Create(dir, s, cheap)
	if err != nil {
		t.Fatal(err)
	}
	return dir, recovery, m
}

func table(t *testing.T, dir string, m *keytable.Master) *keytable.Table {
	t.Helper()
	tab, err := keytable.OpenTable(filepath.Join(dir, keytable.TableName), m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tab.Close() })
	return tab
}

func TestUnlock(t *testing.T) {
	dir, _, m := create(t, pass)
	again, err := keytable.Unlock(dir, pass)
	if err != nil {
		t.Fatal(err)
	}
	if again.FileKey() != m.FileKey() || again.Verifier() != m.Verifier() {
		t.Error("the unlocked master is another one")
	}
	for name, s := range map[string]keytable.Secret{
		"wrong": {Passphrase: "ten invented herons"}, "none": {}, "a key file instead": {KeyFile: bytes.Repeat([]byte{7}, 32)},
	} {
		_, err := keytable.Unlock(dir, s)
		if outrider.CodeOf(err) != outrider.CodeLocked || outrider.HintText(err) == "" {
			t.Errorf("%s secret: %v; want locked, with a hint", name, err)
		}
	}
	if _, err := keytable.Unlock(t.TempDir(), pass); outrider.CodeOf(err) != outrider.CodeStorage {
		t.Errorf("an empty folder: %v", err)
	}
	if _, _, err := keytable.Create(dir, pass, cheap); outrider.CodeOf(err) != outrider.CodeConflict {
		t.Errorf("a second store in one folder: %v", err)
	}
}

func TestKeyFile(t *testing.T) {
	s := keytable.Secret{KeyFile: bytes.Repeat([]byte("k"), 64)}
	dir, _, _ := create(t, s)
	if _, err := keytable.Unlock(dir, s); err != nil {
		t.Error(err)
	}
	if _, err := keytable.Unlock(dir, keytable.Secret{KeyFile: []byte("short")}); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Errorf("a short key file: %v", err)
	}
}

func TestRecover(t *testing.T) {
	dir, recovery, m := create(t, pass)
	got, err := keytable.Recover(dir, recovery)
	if err != nil || got.FileKey() != m.FileKey() {
		t.Fatalf("Recover: %v", err)
	}
	fresh := keytable.Secret{Passphrase: "eleven invented herons"}
	if err := got.Rewrap(dir, fresh, cheap); err != nil {
		t.Fatal(err)
	}
	if _, err := keytable.Unlock(dir, pass); outrider.CodeOf(err) != outrider.CodeLocked {
		t.Errorf("the old passphrase still opens the store: %v", err)
	}
	back, err := keytable.Unlock(dir, fresh)
	if err != nil || back.Verifier() != m.Verifier() {
		t.Errorf("the new passphrase: %v", err)
	}
	_, other, _ := create(t, pass)
	if _, err := keytable.Recover(dir, other); outrider.CodeOf(err) != outrider.CodeLocked {
		t.Errorf("another store's recovery key: %v", err)
	}
}

func TestDamagedMaster(t *testing.T) {
	dir, _, _ := create(t, pass)
	path := filepath.Join(dir, keytable.MasterName)
	for name, b := range map[string]string{
		"cut": `{"format":1`, "future": `{"format":9}`, "greedy": `{"format":1,"kdf":"argon2id","argon2id":{"time":1,"mib":999999,"threads":1},"salt":"AAAA"}`,
	} {
		if err := os.WriteFile(path, []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := keytable.Unlock(dir, pass); outrider.CodeOf(err) != outrider.CodeDamaged {
			t.Errorf("%s: %v; want damaged", name, err)
		}
	}
}

func TestKeysSurvive(t *testing.T) {
	dir, _, m := create(t, pass)
	tab := table(t, dir, m)
	a, _, err := tab.Find("p-a", outrider.PurposeRecord, true)
	if err != nil {
		t.Fatal(err)
	}
	if b, _, _ := tab.Find("p-a", outrider.PurposeIdentity, true); b.ID == a.ID || b.Secret == a.Secret {
		t.Error("two purposes share a key")
	}
	if again, ok, _ := tab.Find("p-a", outrider.PurposeRecord, true); !ok || again != a {
		t.Error("the same person and purpose got another key")
	}
	reopened := table(t, dir, m)
	if got, ok := reopened.ByID(a.ID); !ok || got != a {
		t.Errorf("after reopening: %+v, %v", got, ok)
	}
}

// TestDestroyLeavesNoKey looks at the bytes on the disk: the sealed secret that
// was there is gone, the tombstone knows whose it was, and no new key is made.
func TestDestroyLeavesNoKey(t *testing.T) {
	dir, _, m := create(t, pass)
	tab := table(t, dir, m)
	path := filepath.Join(dir, keytable.TableName)
	k, _, err := tab.Find("p-a", outrider.PurposeRecord, true)
	if err != nil {
		t.Fatal(err)
	}
	other, _, _ := tab.Find("p-b", outrider.PurposeRecord, true)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := tab.Destroy("p-a"); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || len(after) != len(before) {
		t.Fatalf("the table changed its size: %d, %d, %v", len(before), len(after), err)
	}
	at := 1 + 26 + 12 + 160 + 16
	if bytes.Equal(before[at:at+60], after[at:at+60]) || len(bytes.Trim(after[at:at+60], "\x00")) != 0 {
		t.Error("the sealed secret still lies in its slot")
	}
	for name, x := range map[string]*keytable.Table{"live": tab, "reopened": table(t, dir, m)} {
		if got, ok := x.ByID(k.ID); ok || got.Person != "p-a" || got.Secret != ([32]byte{}) {
			t.Errorf("%s: a destroyed key is %+v, %v", name, got, ok)
		}
		if _, ok, _ := x.Find("p-a", outrider.PurposeRecord, true); ok {
			t.Errorf("%s: erased people get no new keys", name)
		}
		if got, ok := x.ByID(other.ID); !ok || got != other {
			t.Errorf("%s: somebody else's key went too", name)
		}
	}
}

func TestDamagedTable(t *testing.T) {
	dir, _, m := create(t, pass)
	tab := table(t, dir, m)
	for _, p := range []outrider.PersonID{"p-a", "p-b"} {
		if _, _, err := tab.Find(p, outrider.PurposeRecord, true); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, keytable.TableName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(whole)
	bad[400] ^= 1
	if err := os.WriteFile(path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keytable.OpenTable(path, m); outrider.CodeOf(err) != outrider.CodeDamaged {
		t.Errorf("a flipped byte: %v", err)
	}
	if err := os.WriteFile(path, whole[:len(whole)-7], 0o600); err != nil {
		t.Fatal(err)
	}
	cut, err := keytable.OpenTable(path, m)
	if err != nil {
		t.Fatalf("a slot cut by a crash must not cost the others: %v", err)
	}
	if live, _ := cut.Live(); live != 1 {
		t.Errorf("%d keys live, want 1", live)
	}
	if _, _, err := cut.Find("p-c", outrider.PurposeRecord, true); err != nil {
		t.Error(err)
	}
	_ = cut.Close()
	if again := table(t, dir, m); !has(again, "p-c") {
		t.Error("a key made after a cut slot did not survive")
	}
}

func has(t *keytable.Table, p outrider.PersonID) bool {
	_, ok, err := t.Find(p, outrider.PurposeRecord, false)
	return ok && err == nil
}

func FuzzMasterFile(f *testing.F) {
	f.Add([]byte(`{"format":1,"kdf":"key-file","salt":"AAAA","wrapped":"AAAA"}`))
	f.Add([]byte(`{"format":1,"kdf":"argon2id","argon2id":{"time":0,"mib":0,"threads":0}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := keytable.UnlockBytes(b, keytable.Secret{KeyFile: bytes.Repeat([]byte{1}, 32)}); err == nil {
			t.Errorf("bytes without a secret unlocked %v", m)
		}
	})
}
