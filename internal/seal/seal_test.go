package seal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/seal"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// newSealer returns a sealer over an empty table with set randomness.
func newSealer(seed byte) *seal.Sealer {
	draws := rand.NewChaCha8([32]byte{seed})
	return seal.New(seal.NewMemoryTable(draws), draws)
}

func mustSeal(t interface{ Fatal(...any) }, s *seal.Sealer, e outrider.Entry) ledger.Record {
	u, err := s.Seal(e)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Record{Unsequenced: u, Seq: 7, Recorded: time.Date(2025, 4, 3, 0, 0, 0, 0, time.UTC)}
}

func body(text string) json.RawMessage {
	b, _ := json.Marshal(text)
	return b
}

func part(text string, people ...outrider.PersonID) outrider.Part {
	purpose := outrider.PurposeRecord
	if len(people) == 0 {
		purpose = outrider.PurposeDesk
	}
	return outrider.Part{People: people, Purpose: purpose, Body: body(text)}
}

func entry(parts ...outrider.Part) outrider.Entry {
	return outrider.Entry{ID: "e-1", Type: outrider.EntryReportFiled, Version: 1, By: "u-1", Parts: parts}
}

func drawEntry(t *rapid.T) outrider.Entry {
	e := entry()
	for range rapid.IntRange(0, 4).Draw(t, "parts") {
		people := rapid.SliceOfNDistinct(rapid.SampledFrom([]outrider.PersonID{"p-1", "p-2", "p-3"}), 0, 3, rapid.ID).Draw(t, "people")
		p := part(rapid.String().Draw(t, "text"), people...)
		if len(people) > 0 && rapid.Bool().Draw(t, "identity") {
			p.Purpose = outrider.PurposeIdentity
		}
		e.Parts = append(e.Parts, p)
	}
	return e
}

// What is opened is what was sealed, byte for byte, and nothing of it stands in
// the record.
func TestOpenReturnsWhatWasSealed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSealer(1)
		e := drawEntry(t)
		marker := outrider.Part{People: []outrider.PersonID{"p-1"}, Purpose: outrider.PurposeRecord, Body: body("a marker that no record may show")}
		e.Parts = append(e.Parts, marker)
		r := mustSeal(t, s, e)
		got, err := s.Open(r)
		if err != nil {
			t.Fatal(err)
		}
		e.Seq, e.Recorded = r.Seq, r.Recorded
		if diff := cmp.Diff(e, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		stored, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Parts {
			stored = append(stored, p.Body...)
		}
		for _, secret := range []string{"marker", "p-1", "p-2", "p-3"} {
			if bytes.Contains(stored, []byte(secret)) {
				t.Fatalf("the record shows %q", secret)
			}
		}
	})
}

// Two seals of one text are told apart by nobody who has no key, and are not equal.
func TestTheSameTextIsSealedDifferently(t *testing.T) {
	s := newSealer(1)
	a, b := mustSeal(t, s, entry(part("same", "p-1"))), mustSeal(t, s, entry(part("same", "p-1")))
	if bytes.Equal(a.Parts[0].Body, b.Parts[0].Body) {
		t.Error("the same text gives the same bytes: a nonce was used twice")
	}
}

// Erasing one of two people takes what is joint and leaves what is the other's
// own; records go on opening for what is left.
func TestErasingOneOfTwo(t *testing.T) {
	for _, gone := range []outrider.PersonID{"p-1", "p-2"} {
		s := newSealer(2)
		r := mustSeal(t, s, entry(part("joint", "p-1", "p-2"), part("one", "p-1"), part("two", "p-2"), part("desk")))
		if _, err := s.Open(r); err != nil { // ciphers are warm when the key goes
			t.Fatal(err)
		}
		if err := s.Erase(gone); err != nil {
			t.Fatal(err)
		}
		got, err := s.Open(r)
		if err != nil {
			t.Fatal(err)
		}
		want := map[int]bool{0: true, 1: gone == "p-1", 2: gone == "p-2", 3: false}
		for i, p := range got.Parts {
			if p.Erased != want[i] || p.Erased != (p.Body == nil) {
				t.Errorf("without %s part %d: erased %v, body %s", gone, i, p.Erased, p.Body)
			}
		}
		if diff := cmp.Diff([]outrider.PersonID{"p-1", "p-2"}, got.Parts[0].People); diff != "" {
			t.Errorf("whose the joint part was (-want +got):\n%s", diff)
		}
	}
}

// Whoever holds every byte that was ever written, and every key but the erased
// one, opens nothing of an erased person.
func TestErasedIsErased(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSealer(3)
		records := []ledger.Record{mustSeal(t, s, entry(part("first", "p-2")))}
		for range rapid.IntRange(1, 5).Draw(t, "entries") {
			records = append(records, mustSeal(t, s, drawEntry(t)))
		}
		if err := s.Erase("p-2"); err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			e, err := s.Open(r)
			if err != nil {
				t.Fatal(err)
			}
			for i, p := range e.Parts {
				if concerns := slices.Contains(p.People, "p-2"); p.Erased != concerns || concerns && p.Body != nil {
					t.Fatalf("part %d of %v: erased %v", i, p.People, p.Erased)
				}
			}
		}
		if _, err := s.Seal(entry(part("again", "p-2"))); outrider.CodeOf(err) != outrider.CodeNotFound {
			t.Fatalf("an erased person got new keys: %v", err)
		}
		if err := s.Erase("p-2"); err != nil {
			t.Fatalf("erasing twice: %v", err)
		}
	})
}

// Any bit that is changed, and any part, key list or envelope that is moved, is
// noticed and named; the error never holds what was inside.
func TestTampering(t *testing.T) {
	s := newSealer(4)
	e := entry(part("joint", "p-1", "p-2"), part("one", "p-1"), part("uno", "p-1"), part("desk"))
	other := e
	other.ID = "e-2"
	cases := map[string]func(*ledger.Record){
		"a byte of the text":     func(r *ledger.Record) { r.Parts[1].Body[20] ^= 1 },
		"the nonce":              func(r *ledger.Record) { r.Parts[1].Body[1] ^= 1 },
		"the format":             func(r *ledger.Record) { r.Parts[1].Body[0] = 2 },
		"the end":                func(r *ledger.Record) { r.Parts[1].Body = r.Parts[1].Body[:5] },
		"no body":                func(r *ledger.Record) { r.Parts[1].Body = nil },
		"the wrapped key":        func(r *ledger.Record) { r.Parts[0].Wrapped[30] ^= 1 },
		"no wrapped key":         func(r *ledger.Record) { r.Parts[0].Wrapped = nil },
		"two parts swapped":      func(r *ledger.Record) { r.Parts[1], r.Parts[2] = r.Parts[2], r.Parts[1] },
		"bodies swapped":         func(r *ledger.Record) { r.Parts[1].Body, r.Parts[2].Body = r.Parts[2].Body, r.Parts[1].Body },
		"another entry's part":   func(r *ledger.Record) { r.Parts[1] = mustSeal(t, s, other).Parts[1] },
		"another id":             func(r *ledger.Record) { r.ID = "e-3" },
		"another type":           func(r *ledger.Record) { r.Type = outrider.EntryReportRetract },
		"another version":        func(r *ledger.Record) { r.Version = 2 },
		"keys in another order":  func(r *ledger.Record) { slices.Reverse(r.Parts[0].Keys) },
		"one key instead of two": func(r *ledger.Record) { r.Parts[0].Keys = r.Parts[0].Keys[:1] },
		"no keys at all":         func(r *ledger.Record) { r.Parts[1].Keys = nil },
		"somebody else's key":    func(r *ledger.Record) { r.Parts[1].Keys = []string{r.Parts[0].Keys[1]} },
	}
	for name, spoil := range cases {
		r := mustSeal(t, s, e)
		spoil(&r)
		_, err := s.Open(r)
		if outrider.CodeOf(err) != outrider.CodeDamaged || err == nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d, ok := errors.AsType[*ledger.Damage](err); !ok || d.Seq != r.Seq {
			t.Errorf("%s: the damage is not named: %v", name, err)
		}
		if s := fmt.Sprint(err); bytes.Contains([]byte(s), []byte("joint")) {
			t.Errorf("%s: the error quotes the text: %s", name, s)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	s := newSealer(5)
	bad := map[string]outrider.Entry{
		"no id":        {Type: outrider.EntryReportFiled, Version: 1},
		"no type":      {ID: "e-1", Version: 1},
		"no version":   {ID: "e-1", Type: outrider.EntryReportFiled},
		"nobody's own": entry(outrider.Part{Purpose: outrider.PurposeRecord, Body: body("x")}),
	}
	for name, e := range bad {
		if _, err := s.Seal(e); outrider.CodeOf(err) != outrider.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	dry := seal.New(seal.NewMemoryTable(bytes.NewReader(nil)), bytes.NewReader(nil))
	if _, err := dry.Seal(entry(part("x", "p-1"))); err == nil {
		t.Error("without randomness something was sealed")
	}
}

// A purpose is withdrawn alone: the identity goes, the record stays.
func TestDestroyOnePurpose(t *testing.T) {
	draws := rand.NewChaCha8([32]byte{6})
	table := seal.NewMemoryTable(draws)
	s := seal.New(table, draws)
	who := part("a name", "p-1")
	who.Purpose = outrider.PurposeIdentity
	r := mustSeal(t, s, entry(part("a record", "p-1"), who))
	if err := table.Destroy("p-1", outrider.PurposeIdentity); err != nil {
		t.Fatal(err)
	}
	e, err := s.Open(r)
	if err != nil {
		t.Fatal(err)
	}
	if e.Parts[0].Erased || !e.Parts[1].Erased {
		t.Errorf("record erased %v, identity erased %v", e.Parts[0].Erased, e.Parts[1].Erased)
	}
	if k, ok := table.ByID(r.Parts[1].Keys[0]); ok || k.Secret != [32]byte{} || k.Person != "p-1" {
		t.Errorf("the tombstone still opens (%v), or no longer says whose it was (%s)", ok, k.Person)
	}
}
