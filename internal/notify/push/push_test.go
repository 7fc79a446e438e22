package push_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/notify/push"
)

func b64(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// open decrypts as a browser does (RFC 8188 and 8291).
func open(private *ecdh.PrivateKey, auth, body []byte) ([]byte, error) {
	if len(body) < 21 || len(body) < 21+int(body[20]) {
		return nil, fmt.Errorf("%d bytes are no message", len(body))
	}
	salt, size, sender, sealed := body[:16], binary.BigEndian.Uint32(body[16:20]), body[21:21+int(body[20])], body[21+int(body[20]):]
	if len(sealed) > int(size) {
		return nil, fmt.Errorf("a record of %d bytes in %d", len(sealed), size)
	}
	public, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return nil, err
	}
	shared, err := private.ECDH(public)
	if err != nil {
		return nil, err
	}
	info := "WebPush: info\x00" + string(private.PublicKey().Bytes()) + string(sender)
	ikm, err := hkdf.Key(sha256.New, shared, auth, info, 32)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := gcm.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, err
	}
	return []byte(strings.TrimSuffix(strings.TrimRight(string(plain), "\x00"), "\x02")), nil
}

// The browser of these tests opens the message of RFC 8291, appendix A.
func TestTheBrowserOfTheseTestsReadsTheStandardsMessage(t *testing.T) {
	private, err := ecdh.P256().NewPrivateKey(b64(t, "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := open(private, b64(t, "BTBZMqHH6r4Tts7J_aSIgg"), b64(t, "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"))
	if err != nil || string(got) != "When I grow up, I want to be a watermelon" {
		t.Errorf("%q, %v", got, err)
	}
}

// browser subscribes and remembers what comes.
type browser struct {
	private *ecdh.PrivateKey
	auth    []byte
	header  http.Header
	body    []byte
}

func (b *browser) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.header = r.Header.Clone()
	b.body, _ = io.ReadAll(r.Body)
	w.WriteHeader(http.StatusCreated)
}

func (b *browser) subscription(endpoint string) json.RawMessage {
	s := base64.RawURLEncoding.EncodeToString
	return json.RawMessage(fmt.Sprintf(`{"endpoint":%q,"keys":{"auth":%q,"p256dh":%q}}`, endpoint, s(b.auth), s(b.private.PublicKey().Bytes())))
}

// A browser can open what is sent, a push service can check who sent it (RFC 8292),
// and neither the size nor a header tells what it says.
func TestSend(t *testing.T) {
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{private: private, auth: make([]byte, 16)}
	s := httptest.NewTLSServer(b)
	defer s.Close()
	own, public, err := push.Keys()
	if err != nil {
		t.Fatal(err)
	}
	c, err := push.New(push.Options{Name: "desk-browser", Subscription: b.subscription(s.URL + "/sub/1"), Public: public, Private: own, Contact: "desk@example.org", Trusted: s.Client().Transport})
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for level, urgency := range map[outrider.Level]string{outrider.LevelAct: "high", outrider.LevelLook: "normal"} {
		m := notify.Message{ID: "a-1", Level: level, Sentence: notify.SentenceOf(level, 1)}
		if err := c.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		plain, err := open(b.private, b.auth, b.body)
		if want := fmt.Sprintf(`{"body":%q,"tag":"a-1"}`, m.Sentence); err != nil || string(plain) != want {
			t.Errorf("%s: %q, %v", level, plain, err)
		}
		if b.header.Get("Urgency") != urgency || b.header.Get("TTL") == "" || b.header.Get("Content-Encoding") != "aes128gcm" {
			t.Errorf("headers %v", b.header)
		}
		if size != 0 && len(b.body) != size {
			t.Errorf("the size tells one sentence from another: %d and %d", size, len(b.body))
		}
		size = len(b.body)
	}
	claims := vouched(t, b.header.Get("Authorization"), public)
	if claims["aud"] != s.URL || claims["sub"] != "mailto:desk@example.org" {
		t.Errorf("claims %v", claims)
	}
}

// vouched checks a VAPID header against the desk's public key and returns its claims.
func vouched(t *testing.T, header, public string) map[string]any {
	t.Helper()
	token, _, ok := strings.Cut(strings.TrimPrefix(header, "vapid t="), ", k="+public)
	parts := strings.Split(token, ".")
	if !ok || len(parts) != 3 {
		t.Fatalf("authorization %q", header)
	}
	point, sig := b64(t, public), b64(t, parts[2])
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		t.Fatal("the signature does not hold")
	}
	var claims map[string]any
	if err := json.Unmarshal(b64(t, parts[1]), &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestWhatIsNoSubscription(t *testing.T) {
	for _, sub := range []string{``, `{}`, `{"endpoint":"http://push.example.org","keys":{"auth":"AA","p256dh":"AA"}}`, `[1]`} {
		if _, err := push.New(push.Options{Name: "x", Subscription: json.RawMessage(sub), Public: "a", Private: "b"}); outrider.CodeOf(err) != outrider.CodeInvalid {
			t.Errorf("%s: %v", sub, err)
		}
	}
}
