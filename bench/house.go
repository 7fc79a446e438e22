package main

import (
	"context"
	"crypto/rand"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/desk"
	"outrider/internal/detect"
	"outrider/internal/ledger"
	"outrider/internal/ledger/sqlite"
	"outrider/internal/picture"
	"outrider/internal/seal"
	"outrider/internal/seal/keytable"
	"outrider/parameters"
)

// house is a store of the size of a large organisation's.
type house struct {
	dir     string
	master  *keytable.Master
	db      *sqlite.DB
	table   *keytable.Table
	head    *sqlite.HeadFile
	desk    *desk.Desk
	ids     int
	people  []outrider.PersonID
	officer outrider.UserID
	now     time.Time
	profile string // file for a processor profile of the start
}

func (h *house) clock() time.Time {
	h.now = h.now.Add(time.Millisecond)
	return h.now
}

func (h *house) id(prefix string) string {
	h.ids++
	return fmt.Sprintf("%s-%08d-%d", prefix, h.ids, h.now.UnixNano())
}

// open opens what the command opens, without the wait for the passphrase.
func (h *house) open(ctx context.Context) (err error) {
	if h.db, err = sqlite.Open(filepath.Join(h.dir, "ledger.db"), h.master.FileKey()); err != nil {
		return err
	}
	if h.table, err = keytable.OpenTable(filepath.Join(h.dir, "keys"), h.master); err != nil {
		return err
	}
	signer, err := h.master.Signer()
	if err != nil {
		return err
	}
	if h.head, err = sqlite.OpenHeadFile(filepath.Join(h.dir, "head"), signer); err != nil {
		return err
	}
	a, err := assess.Load(parameters.FS)
	if err != nil {
		return err
	}
	d, err := detect.Load(parameters.FS)
	if err != nil {
		return err
	}
	book := ledger.NewCommitter(h.db, h.clock)
	book.OnHead(h.head.Write)
	h.desk, err = desk.Open(ctx, desk.Options{Book: book, Sealer: seal.New(h.table, rand.Reader), Clock: h.clock, NewID: h.id, Rand: rand.Reader, Assess: a, Detect: d})
	return err
}

func (h *house) close() error {
	if err := h.head.Close(); err != nil {
		return err
	}
	if err := h.table.Close(); err != nil {
		return err
	}
	return h.db.Close()
}

// build enrols people, writes the facts of a year and lets the desk think once.
func (h *house) build(ctx context.Context, people, reports int) error {
	if err := os.MkdirAll(h.dir, 0o700); err != nil {
		return err
	}
	var err error
	if h.master, _, err = keytable.Create(h.dir, keytable.Secret{KeyFile: make([]byte, 32)}, keytable.DefaultCost); err != nil {
		return err
	}
	h.now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := h.open(ctx); err != nil {
		return err
	}
	if err := h.enrol(ctx, people); err != nil {
		return err
	}
	if err := h.facts(ctx, reports); err != nil {
		return err
	}
	if err := h.close(); err != nil {
		return err
	}
	if err := h.open(ctx); err != nil { // assesses everybody, so that no later figure holds it
		return err
	}
	return h.close()
}

func (h *house) enrol(ctx context.Context, n int) error {
	admin, err := h.desk.Decide(ctx, "", desk.Decision{AddUser: &desk.AddUser{Name: "admin", Role: outrider.RoleAdmin}})
	if err != nil {
		return err
	}
	officer, err := h.desk.Decide(ctx, outrider.UserID(admin.ID), desk.Decision{AddUser: &desk.AddUser{Name: "officer", Role: outrider.RoleCase}})
	if err != nil {
		return err
	}
	h.officer = outrider.UserID(officer.ID)
	for i := range n {
		got, err := h.desk.Decide(ctx, h.officer, desk.Decision{AddPerson: &desk.AddPerson{
			Protectee: outrider.Protectee{Code: fmt.Sprintf("B-%04d", i), Coverage: 0.7}, Identity: outrider.Identity{Name: fmt.Sprintf("Invented Person %d", i)}}})
		if err != nil {
			return err
		}
		h.people = append(h.people, outrider.PersonID(got.ID))
	}
	return nil
}

// facts writes reports as the desk seals them, a thousand a commit, without a
// thought after each: building is not what is measured.
func (h *house) facts(ctx context.Context, n int) error {
	book, s := ledger.NewCommitter(h.db, h.clock), seal.New(h.table, rand.Reader)
	book.OnHead(h.head.Write)
	r := mrand.New(mrand.NewPCG(1, 2))
	var us []ledger.Unsequenced
	for i := range n {
		h.now = h.now.Add(5 * time.Minute)
		rep := h.report(r, fmt.Sprintf("r-%08d", i))
		body, err := picture.Encode(picture.FiledBody{Report: rep})
		if err != nil {
			return err
		}
		u, err := s.Seal(outrider.Entry{ID: string(rep.ID), Type: outrider.EntryReportFiled, Version: 1, By: h.officer,
			Parts: []outrider.Part{{People: rep.About, Purpose: outrider.PurposeRecord, Body: body}}})
		if err != nil {
			return err
		}
		if us = append(us, u); len(us) == 1000 || i == n-1 {
			if _, err := book.Append(ctx, ledger.Any(), us); err != nil {
				return err
			}
			us = us[:0:0]
		}
	}
	return nil
}

// report makes one ordinary report: a few words, a place, often a plate, now and
// then one that has been seen before.
func (h *house) report(r *mrand.Rand, id string) outrider.Report {
	who := h.people[r.IntN(len(h.people))]
	lat, lon := 54+r.Float64(), 2+r.Float64()
	rep := outrider.Report{ID: outrider.ReportID(id), Kind: outrider.Kinds[r.IntN(len(outrider.Kinds))], About: []outrider.PersonID{who}, Occurred: outrider.At(h.now.Add(-time.Hour)),
		Place: outrider.Place{Lat: &lat, Lon: &lon}, Text: words(r, 8+r.IntN(25)), Channel: outrider.ChannelForm, Handling: outrider.DefaultHandling, Observer: "protectee",
		Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "C", Content: "3"}}
	if r.IntN(2) == 0 {
		v := fmt.Sprintf("BN%02dX%c%c", r.IntN(100), 'A'+r.IntN(26), 'A'+r.IntN(26))
		rep.Selectors = []outrider.Selector{{Kind: outrider.SelectorPlate, Value: v, Raw: v}}
	}
	if rep.Kind == outrider.KindDelivery || rep.Kind == outrider.KindIllness {
		rep.Kind = outrider.KindRoutine // urgent ones are rare
	}
	return rep
}

func words(r *mrand.Rand, n int) string {
	list := []string{"van", "grey", "again", "outside", "the", "school", "a", "man", "waited", "with", "phone", "engine", "running", "left", "after", "an", "hour", "nobody", "saw", "it", "before", "corner", "bakery", "light", "stood"}
	b := []byte{}
	for range n {
		b = append(append(b, list[r.IntN(len(list))]...), ' ')
	}
	return string(b)
}

// start measures opening the store: reading, verifying, opening and folding.
func (h *house) start(ctx context.Context) error {
	h.desk = nil // the one that built the store must not be counted
	before := heap()
	begin := time.Now()
	stop, err := profile(h.profile)
	if err != nil {
		return err
	}
	if err := h.open(ctx); err != nil {
		return err
	}
	stop()
	took := time.Since(begin)
	head, err := h.db.Head(ctx)
	if err != nil {
		return err
	}
	row("start: open, verify the chain, unseal, fold", fmt.Sprintf("%.2f s for %d entries", took.Seconds(), head.Seq), "<= 3 s")
	row("fold from the sealed ledger", fmt.Sprintf("%.0f entries/s", float64(head.Seq)/took.Seconds()), ">= 150,000/s")
	row("memory of the picture", fmt.Sprintf("%.0f MB", float64(heap()-before)/1e6), "<= 400 MB")
	return nil
}

// file measures one report after another through all seven steps, and the disk's
// own fsync between them.
func (h *house) file(ctx context.Context, n int) error {
	raw, err := os.Create(filepath.Join(h.dir, "raw"))
	if err != nil {
		return err
	}
	r := mrand.New(mrand.NewPCG(3, 4))
	filed, synced := make([]time.Duration, n), make([]time.Duration, n)
	for i := range n {
		h.now = h.now.Add(5 * time.Minute)
		dr := outrider.Draft{Report: h.report(r, "")}
		begin := time.Now()
		if _, err := h.desk.File(ctx, h.officer, dr); err != nil {
			return err
		}
		filed[i] = time.Since(begin)
		begin = time.Now()
		if _, err := raw.Write(make([]byte, 4096)); err != nil {
			return err
		}
		if err := raw.Sync(); err != nil {
			return err
		}
		synced[i] = time.Since(begin)
	}
	p99, disk := quantile(filed, 0.99), quantile(synced, 0.99)
	row("filing one report, all seven steps, durable", fmt.Sprintf("p50 %s, p99 %s; the disk's own fsync p99 %s", ms(quantile(filed, 0.5)), ms(p99), ms(disk)), "p99 <= 20 ms or 3 x the disk's")
	return raw.Close()
}
