package attest_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/report/attest"
)

func key(t testing.TB, seed byte) ed25519.PrivateKey {
	t.Helper()
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func signed(t testing.TB) (envelope []byte, public ed25519.PublicKey) {
	t.Helper()
	s, err := attest.NewStatement([]attest.Subject{
		{Name: "snapshot.json", Digest: attest.Digest{SHA256: strings.Repeat("a1", 32)}},
		{Name: "assessment.json", Digest: attest.Digest{SHA256: strings.Repeat("b2", 32)}},
	}, attest.Predicate{Tool: "leastwise v1"})
	if err != nil {
		t.Fatal(err)
	}
	private := key(t, 7)
	data, err := attest.Sign(s, private)
	if err != nil {
		t.Fatal(err)
	}
	return data, private.Public().(ed25519.PublicKey)
}

func TestSignGivesTheSameEnvelopeEachTimeAndVerifyReadsIt(t *testing.T) {
	t.Parallel()
	data, public := signed(t)
	again, _ := signed(t)
	if !bytes.Equal(data, again) {
		t.Error("two signatures of the same differ")
	}
	s, err := attest.Verify(data, public)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Subject) != 2 || s.Subject[0].Name != "assessment.json" || s.Predicate.Tool != "leastwise v1" {
		t.Errorf("got %+v", s)
	}
}

// The signed text is that of the DSSE protocol, written out here once more by its text.
func TestSignatureFitsTheProtocol(t *testing.T) {
	t.Parallel()
	data, public := signed(t)
	var e struct {
		PayloadType, Payload string
		Signatures           []struct{ Sig string }
	}
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatal(err)
	}
	payload, err := base64.StdEncoding.DecodeString(e.Payload)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := base64.StdEncoding.DecodeString(e.Signatures[0].Sig)
	if err != nil {
		t.Fatal(err)
	}
	text := "DSSEv1 28 application/vnd.in-toto+json " + itoa(len(payload)) + " " + string(payload)
	if !ed25519.Verify(public, []byte(text), sig) {
		t.Error("the signature is not over the pre-authentication encoding of DSSE")
	}
	if !strings.HasPrefix(string(payload), `{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"assessment.json","digest":{"sha256":"b2`) {
		t.Errorf("payload: %s", payload)
	}
}

func itoa(n int) string {
	data, _ := json.Marshal(n)
	return string(data)
}

func TestVerifyTellsAChangeOfAnyByte(t *testing.T) {
	t.Parallel()
	data, public := signed(t)
	for i := range data {
		for _, flip := range []byte{0x01, 0x20} {
			changed := bytes.Clone(data)
			changed[i] ^= flip
			if _, err := attest.Verify(changed, public); err == nil {
				t.Fatalf("byte %d (%q to %q) was changed and nobody told", i, data[i], changed[i])
			}
		}
	}
	for name, changed := range map[string][]byte{
		"cut": data[:len(data)-1], "longer": append(bytes.Clone(data), '\n'), "twice": append(bytes.Clone(data), data...), "empty": nil,
	} {
		if _, err := attest.Verify(changed, public); err == nil {
			t.Errorf("%s: nobody told", name)
		}
	}
}

func TestVerifyRefusesAnotherKey(t *testing.T) {
	t.Parallel()
	data, _ := signed(t)
	if _, err := attest.Verify(data, key(t, 8).Public().(ed25519.PublicKey)); !errors.Is(err, attest.ErrSignature) {
		t.Errorf("got %v", err)
	}
}

func TestStatementsThatSayNothingOrTooMuchAreRefused(t *testing.T) {
	t.Parallel()
	sum := attest.Digest{SHA256: strings.Repeat("a1", 32)}
	for name, subjects := range map[string][]attest.Subject{
		"no file": nil, "a file twice": {{"a", sum}, {"b", sum}, {"a", sum}}, "no name": {{"", sum}}, "no digest": {{Name: "a"}},
	} {
		if _, err := attest.NewStatement(subjects, attest.Predicate{}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestKeysAreEd25519InPEMAndNeverRepeated(t *testing.T) {
	t.Parallel()
	private := key(t, 7)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	pkix, err := x509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	privateText := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
	publicText := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pkix})
	if got, err := attest.PrivateKey(privateText); err != nil || !got.Equal(private) {
		t.Errorf("private key: %v", err)
	}
	if got, err := attest.PublicKey(publicText); err != nil || !got.Equal(private.Public()) {
		t.Errorf("public key: %v", err)
	}
	for name, text := range map[string][]byte{"text": []byte("canary-secret"), "empty": nil, "public": publicText} {
		if _, err := attest.PrivateKey(text); err == nil || strings.Contains(err.Error(), "canary-secret") {
			t.Errorf("%s as a private key: %v", name, err)
		}
	}
	for name, text := range map[string][]byte{"text": []byte("canary-secret"), "empty": nil, "private": privateText} {
		if _, err := attest.PublicKey(text); err == nil || strings.Contains(err.Error(), "canary-secret") {
			t.Errorf("%s as a public key: %v", name, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	data, public := signed(f)
	f.Add(string(data))
	f.Add(`{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"keyid":"","sig":""}]}`)
	f.Add("{}")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := attest.Verify([]byte(text), public); err == nil && text != string(data) {
			t.Errorf("took %q", text)
		}
	})
}
