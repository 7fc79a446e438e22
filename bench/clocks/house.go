package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/desk"
	"outrider/internal/detect"
	"outrider/internal/duty"
	"outrider/internal/ledger"
	"outrider/internal/ledger/sqlite"
	"outrider/internal/notify"
	"outrider/internal/seal"
	"outrider/internal/seal/keytable"
	"outrider/parameters"
)

// house is a desk with its ledger and a pager that takes everything.
type house struct {
	desk    *desk.Desk
	officer outrider.UserID
	now     time.Time
	ids     int
	asked   bool // the desk wants to ring
	pager   *pager
}

// pager takes every message at once and counts.
type pager struct{ calls, other int }

func (p *pager) count(m notify.Message) {
	switch m.Sentence {
	case notify.DutyNow, notify.DutyWaits, notify.DutiesNow, notify.DutiesWait:
		p.calls++
	default:
		p.other++
	}
}

// Deliver takes a message.
func (p *pager) Deliver(_ context.Context, m notify.Message) (string, error) {
	p.count(m)
	return "signal", nil
}

// Over takes a message.
func (p *pager) Over(_ context.Context, _ string, m notify.Message) error {
	p.count(m)
	return nil
}

// Health knows one channel.
func (p *pager) Health() []notify.Health { return []notify.Health{{Name: "signal", Kind: "signal"}} }

// newHouse opens a desk on an engine and a key table as the command does.
func newHouse(ctx context.Context, dir, engine string) (*house, error) {
	h := &house{now: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), pager: &pager{}}
	clock := func() time.Time { return h.now }
	o := desk.Options{Clock: clock, NewID: h.id, Rand: rand.Reader, Pager: h.pager, Ring: func() { h.asked = true }, Zones: time.LoadLocation, Version: "bench"}
	var err error
	if o.Assess, err = assess.Load(parameters.FS); err != nil {
		return nil, err
	}
	if o.Detect, err = detect.Load(parameters.FS); err != nil {
		return nil, err
	}
	if o.Clocks, err = duty.Load(parameters.FS, time.LoadLocation); err != nil {
		return nil, err
	}
	if o.Consent, err = desk.LoadConsent(parameters.FS); err != nil {
		return nil, err
	}
	if o.Book, o.Sealer, err = store(dir, engine, clock); err != nil {
		return nil, err
	}
	if h.desk, err = desk.Open(ctx, o); err != nil {
		return nil, err
	}
	admin, err := h.desk.Decide(ctx, "", desk.Decision{AddUser: &desk.AddUser{Name: "admin", Role: outrider.RoleAdmin}})
	if err != nil {
		return nil, err
	}
	officer, err := h.desk.Decide(ctx, outrider.UserID(admin.ID), desk.Decision{AddUser: &desk.AddUser{Name: "officer", Role: outrider.RoleCase}})
	h.officer = outrider.UserID(officer.ID)
	return h, err
}

// store is the engine and its keys: the default one on this disk, or memory.
func store(dir, engine string, clock func() time.Time) (desk.Book, desk.Sealer, error) {
	if engine == "memory" {
		return ledger.NewCommitter(ledger.NewMemory(), clock), seal.New(seal.NewMemoryTable(rand.Reader), rand.Reader), nil
	}
	master, _, err := keytable.Create(dir, keytable.Secret{KeyFile: make([]byte, 32)}, keytable.DefaultCost)
	if err != nil {
		return nil, nil, err
	}
	db, err := sqlite.Open(filepath.Join(dir, "ledger.db"), master.FileKey())
	if err != nil {
		return nil, nil, err
	}
	table, err := keytable.OpenTable(filepath.Join(dir, "keys"), master)
	if err != nil {
		return nil, nil, err
	}
	signer, err := master.Signer()
	if err != nil {
		return nil, nil, err
	}
	head, err := sqlite.OpenHeadFile(filepath.Join(dir, "head"), signer)
	if err != nil {
		return nil, nil, err
	}
	book := ledger.NewCommitter(db, clock)
	book.OnHead(head.Write)
	return book, seal.New(table, rand.Reader), nil
}

func (h *house) id(prefix string) string {
	h.ids++
	return fmt.Sprintf("%s-%08d", prefix, h.ids)
}

func (h *house) person(ctx context.Context, code string) (outrider.PersonID, error) {
	got, err := h.desk.Decide(ctx, h.officer, desk.Decision{AddPerson: &desk.AddPerson{
		Protectee: outrider.Protectee{Code: code, Coverage: .5}, Identity: outrider.Identity{Name: "Invented " + code}}})
	return outrider.PersonID(got.ID), err
}
