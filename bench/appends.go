package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/ledger/sqlite"
	"outrider/internal/seal"
)

const (
	rounds   = 20
	perRound = 100
	batch    = 500
	batches  = 200
)

// appends measures single durable appends against raw writes of the same disk,
// turn and turn about, and batched sealed ones.
func appends(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	raw, err := os.Create(filepath.Join(dir, "raw"))
	if err != nil {
		return err
	}
	db, err := sqlite.Open(filepath.Join(dir, "ledger.db"), [32]byte{1})
	if err != nil {
		return err
	}
	c := ledger.NewCommitter(db, time.Now)
	s := seal.New(seal.NewMemoryTable(rand.Reader), rand.Reader)
	var rawTime, dbTime time.Duration
	for r := range rounds {
		d, err := rawWrites(raw)
		if err != nil {
			return err
		}
		rawTime += d
		if d, err = singles(ctx, c, s, r); err != nil {
			return err
		}
		dbTime += d
	}
	n := float64(rounds * perRound)
	rawRate, dbRate := n/rawTime.Seconds(), n/dbTime.Seconds()
	row("single durable appends", fmt.Sprintf("%.0f/s; %.2f x the disk's %.0f raw 4 KiB write+fsync/s", dbRate, dbRate/rawRate, rawRate), ">= 0.7 x")
	if err := batched(ctx, c, s); err != nil {
		return err
	}
	return db.Close()
}

func rawWrites(f *os.File) (time.Duration, error) {
	page := make([]byte, 4096)
	start := time.Now()
	for range perRound {
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

func singles(ctx context.Context, c *ledger.Committer, s *seal.Sealer, round int) (time.Duration, error) {
	start := time.Now()
	for i := range perRound {
		u, err := s.Seal(plainEntry(fmt.Sprintf("e-%d-%d", round, i)))
		if err != nil {
			return 0, err
		}
		if _, err := c.Append(ctx, ledger.Any(), []ledger.Unsequenced{u}); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// batched counts sealing, chaining and the durable write.
func batched(ctx context.Context, c *ledger.Committer, s *seal.Sealer) error {
	start := time.Now()
	for b := range batches {
		us := make([]ledger.Unsequenced, batch)
		for i := range us {
			var err error
			if us[i], err = s.Seal(plainEntry(fmt.Sprintf("b-%d-%d", b, i))); err != nil {
				return err
			}
		}
		if _, err := c.Append(ctx, ledger.Any(), us); err != nil {
			return err
		}
	}
	row("batched appends, sealed, 500 a commit", fmt.Sprintf("%.0f entries/s", batch*batches/time.Since(start).Seconds()), ">= 15,000/s")
	return nil
}

// plainEntry has a body as long as an ordinary report's.
func plainEntry(id string) outrider.Entry {
	body := make([]byte, 0, 600)
	body = fmt.Appendf(body, `{"report":{"id":%q,"text":%q}}`, id, filler)
	return outrider.Entry{ID: id, Type: outrider.EntryReportFiled, Version: 1, By: "u-1",
		Parts: []outrider.Part{{People: []outrider.PersonID{"p-1"}, Purpose: outrider.PurposeRecord, Body: body}}}
}

const filler = "The grey van stood across the road when I came home, with its engine running, and two hours later it had gone. " +
	"I wrote the number down and asked the neighbour, who had not seen it before. Nobody got out of it while I was looking, and the windows were dark. " +
	"It may be nothing at all; I report it because you asked me to report whatever comes back, and this one has come back."
