package formats_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"outrider/internal/desk"
)

// TestOfflineEnvelope seals words as a device does and holds the result to its schema.
func TestOfflineEnvelope(t *testing.T) {
	key, err := hpke.DHKEM(ecdh.P256()).GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	enc, s, err := hpke.NewSender(key.PublicKey(), hpke.HKDFSHA256(), hpke.AES128GCM(), []byte(desk.OfflineInfo))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Seal(nil, bytes.Repeat([]byte(" "), 1024))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []struct {
		desk.OfflineEnvelope
		good bool
	}{{desk.OfflineEnvelope{Key: "k-1", Enc: enc, Sealed: sealed}, true}, {desk.OfflineEnvelope{Key: "k-1", Enc: enc[4:], Sealed: sealed}, false}, {desk.OfflineEnvelope{}, false}} {
		b, err := json.Marshal(e.OfflineEnvelope)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema(t, "offline-envelope").Validate(v); (err == nil) != e.good {
			t.Errorf("an envelope with a key of %d bytes: %v", len(e.Enc), err)
		}
	}
}
