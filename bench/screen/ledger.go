package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/desk"
	"outrider/internal/detect"
	"outrider/internal/ledger"
	"outrider/internal/ledger/sqlite"
	"outrider/internal/seal"
	"outrider/internal/seal/keytable"
	"outrider/internal/server"
	"outrider/internal/server/servertest"
	"outrider/internal/watchlist/inforce"
	"outrider/parameters"
)

// bare is a server that keeps no audit: what asking costs without the ledger.
func bare(lists *inforce.Lists) (http.Handler, error) {
	d := servertest.New()
	return server.New(server.Options{Door: d, Reads: d, Oversight: d, Library: d, Screener: lists, Hits: d, Answers: d, Gate: d, Intake: servertest.Intake(),
		Clock: time.Now, Rand: rand.Reader, Logger: slog.New(slog.DiscardHandler)})
}

// audited is a server over a desk with its ledger, keys and signed head on disk, as
// the command opens them. No answer is given before the audit is durable.
func audited(ctx context.Context, dir string, lists *inforce.Lists) (h http.Handler, closed func() error, err error) {
	m, _, err := keytable.Create(dir, keytable.Secret{KeyFile: make([]byte, 32)}, keytable.DefaultCost)
	if err != nil {
		return nil, nil, err
	}
	db, err := sqlite.Open(filepath.Join(dir, "ledger.db"), m.FileKey())
	if err != nil {
		return nil, nil, err
	}
	table, err := keytable.OpenTable(filepath.Join(dir, "keys"), m)
	if err != nil {
		return nil, nil, err
	}
	signer, err := m.Signer()
	if err != nil {
		return nil, nil, err
	}
	head, err := sqlite.OpenHeadFile(filepath.Join(dir, "head"), signer)
	if err != nil {
		return nil, nil, err
	}
	book := ledger.NewCommitter(db, time.Now)
	book.OnHead(head.Write)
	d, err := openDesk(ctx, book, seal.New(table, rand.Reader))
	if err != nil {
		return nil, nil, err
	}
	h, err = server.New(server.Options{Door: d, Reads: d, Oversight: d, Library: d, Screener: lists, Hits: d, Answers: servertest.New(), Gate: d, Intake: servertest.Intake(),
		Clock: time.Now, Rand: rand.Reader, Logger: slog.New(slog.DiscardHandler)})
	return h, func() error { return errors.Join(head.Close(), table.Close(), db.Close()) }, err
}

// openDesk opens a desk with the one analyst who asks.
func openDesk(ctx context.Context, book desk.Book, s desk.Sealer) (*desk.Desk, error) {
	a, err := assess.Load(parameters.FS)
	if err != nil {
		return nil, err
	}
	p, err := detect.Load(parameters.FS)
	if err != nil {
		return nil, err
	}
	id := func(prefix string) string {
		var b [10]byte
		_, _ = rand.Read(b[:]) // it never fails
		return prefix + "-" + hex.EncodeToString(b[:])
	}
	d, err := desk.Open(ctx, desk.Options{Book: book, Sealer: s, Clock: time.Now, NewID: id, Rand: rand.Reader, Assess: a, Detect: p, Cost: desk.PassCost{Time: 1, Memory: 64}})
	if err != nil {
		return nil, err
	}
	admin, err := d.Decide(ctx, "", desk.Decision{AddUser: &desk.AddUser{Name: "admin", Role: outrider.RoleAdmin}})
	if err != nil {
		return nil, err
	}
	analyst, err := d.Decide(ctx, outrider.UserID(admin.ID), desk.Decision{AddUser: &desk.AddUser{Name: "yusuf", Role: outrider.RoleAnalyst}})
	if err != nil {
		return nil, err
	}
	_, err = d.Decide(ctx, outrider.UserID(analyst.ID), desk.Decision{SetPass: &desk.SetPassphrase{Passphrase: servertest.Passphrase}})
	return d, err
}
