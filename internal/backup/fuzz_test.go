package backup_test

import (
	"bytes"
	"testing"

	"outrider/internal/backup"
	"outrider/internal/seal/keytable"
)

func FuzzOpen(f *testing.F) {
	f.Add([]byte("{\"format\":\"outrider-backup/1\",\"master\":{}}\nage-encryption.org/v1\n"))
	f.Add([]byte("{\"format\":\"outrider-backup/1\",\"master\":{\"format\":1,\"kdf\":\"key-file\",\"salt\":\"AAAA\",\"wrapped\":\"AAAA\"}}\n"))
	f.Add([]byte("\x00\xff\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o, err := backup.Open(bytes.NewReader(b), backup.Key{Secret: keytable.Secret{KeyFile: make([]byte, 32)}}); err == nil {
			t.Errorf("bytes without a key opened as a backup: %v", o)
		}
	})
}
