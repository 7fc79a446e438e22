package sqlite

import (
	"errors"
	"io"
	"os"
	"sync"

	"golang.org/x/mod/sumdb/note"

	"outrider"
	"outrider/internal/ledger"
)

// HeadFile is the signed head beside the store. It is overwritten in place at
// every commit with bytes of one length, so that a crash leaves the old head or
// the new one. It is not synchronised with every commit: after a power cut it may
// be older than the ledger, which proves less and never accuses wrongly.
type HeadFile struct {
	mu     sync.Mutex
	f      *os.File
	signer note.Signer
	err    error
}

// OpenHeadFile opens the head file for writing, making it where there is none.
func OpenHeadFile(path string, signer note.Signer) (*HeadFile, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, headTrouble(err)
	}
	return &HeadFile{f: f, signer: signer}, nil
}

// Write signs a head and puts it in place. An error is kept for Close: the entry
// itself is durable, and the desk must not stop for it.
func (h *HeadFile) Write(head ledger.Head) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b, err := ledger.SignHead(head, h.signer)
	if err == nil {
		_, err = h.f.WriteAt(b, 0)
	}
	h.err = err
}

// Close synchronises the file and returns what last went wrong with it.
func (h *HeadFile) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := errors.Join(h.err, h.f.Sync(), h.f.Close()); err != nil {
		return headTrouble(err)
	}
	return nil
}

// ReadHeadFile reads a signed head. A store that was never written to has none:
// the zero head. A missing or empty file beside a ledger with entries is for the
// caller to judge.
func ReadHeadFile(path string, by note.Verifier) (ledger.Head, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return ledger.Head{}, nil
	}
	if err != nil {
		return ledger.Head{}, headTrouble(err)
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, 1<<16))
	if err != nil {
		return ledger.Head{}, headTrouble(err)
	}
	if len(b) == 0 {
		return ledger.Head{}, nil
	}
	return ledger.OpenHead(b, by)
}

func headTrouble(err error) error {
	return &outrider.Error{Code: outrider.CodeStorage, Safe: "the signed head beside the ledger cannot be read or written",
		Hint: "check the rights and the free space of the data folder", Err: err}
}
