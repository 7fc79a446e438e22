package ledger_test

import (
	"testing"

	"outrider/internal/ledger"
	"outrider/internal/ledger/ledgertest"
)

func TestMemoryConformance(t *testing.T) {
	ledgertest.Run(t, func(t testing.TB) ledgertest.Store {
		m := ledger.NewMemory()
		return ledgertest.Store{Forgets: true, Open: func(testing.TB) (ledger.Log, func()) { return m, func() {} }}
	})
}
