package attest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
)

// payloadType is what the payload of an envelope is.
const payloadType = "application/vnd.in-toto+json"

// envelope is a DSSE envelope (https://github.com/secure-systems-lab/dsse).
type envelope struct {
	PayloadType string      `json:"payloadType"`
	Payload     string      `json:"payload"` // base64 of the statement's bytes
	Signatures  []signature `json:"signatures"`
}

type signature struct {
	KeyID string `json:"keyid"` // hex of the SHA-256 of the public key as PKIX DER
	Sig   string `json:"sig"`   // base64
}

// ErrSignature is that an envelope was not signed with the key.
var ErrSignature = errors.New("the signature does not fit: the attestation was changed, or signed with another key")

// Sign returns the envelope of a statement as indented JSON.
func Sign(s *Statement, key ed25519.PrivateKey) ([]byte, error) {
	if err := s.valid(); err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	payload, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	id, err := keyID(key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(envelope{
		PayloadType: payloadType, Payload: base64.StdEncoding.EncodeToString(payload),
		Signatures: []signature{{id, base64.StdEncoding.EncodeToString(ed25519.Sign(key, preAuth(payload)))}},
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return append(data, '\n'), nil
}

// Verify returns the statement of an envelope that was signed with the key. An envelope that
// is not byte for byte what Sign wrote is refused, so that no change at all goes unseen.
func Verify(data []byte, key ed25519.PublicKey) (*Statement, error) {
	var e envelope
	if err := strict(data, &e); err != nil {
		return nil, fmt.Errorf("read attestation: %w", err)
	}
	payload, err := base64.StdEncoding.Strict().DecodeString(e.Payload)
	switch {
	case e.PayloadType != payloadType:
		return nil, fmt.Errorf("read attestation: the payload is %q, not %s", e.PayloadType, payloadType)
	case err != nil:
		return nil, errors.New("read attestation: the payload is not base64")
	case len(e.Signatures) != 1:
		return nil, fmt.Errorf("read attestation: it has %d signatures, not one", len(e.Signatures))
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(e.Signatures[0].Sig)
	if err != nil || !ed25519.Verify(key, preAuth(payload), sig) {
		return nil, ErrSignature
	}
	id, err := keyID(key)
	if err != nil {
		return nil, err
	}
	same, err := json.MarshalIndent(envelope{payloadType, e.Payload, []signature{{id, e.Signatures[0].Sig}}}, "", "  ")
	if err != nil || string(same)+"\n" != string(data) {
		return nil, errors.New("read attestation: it was written again since it was signed")
	}
	s := &Statement{}
	if err := strict(payload, s); err != nil {
		return nil, fmt.Errorf("read attestation: %w", err)
	}
	if err := s.valid(); err != nil {
		return nil, fmt.Errorf("read attestation: %w", err)
	}
	return s, nil
}

// preAuth is the text that DSSE signs: it keeps a payload from being taken for one of another type.
func preAuth(payload []byte) []byte {
	return append(fmt.Appendf(nil, "DSSEv1 %d %s %d ", len(payloadType), payloadType, len(payload)), payload...)
}

func keyID(key ed25519.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", fmt.Errorf("name the key: %w", err)
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:]), nil
}

// PrivateKey reads an ed25519 key in PEM (PKCS#8), as `openssl genpkey -algorithm ed25519`
// writes it. No error repeats what was read.
func PrivateKey(text []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("is not PEM: make one with \"openssl genpkey -algorithm ed25519\"")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, errors.New("is not an ed25519 private key in PKCS#8: make one with \"openssl genpkey -algorithm ed25519\"")
	}
	return key, nil
}

// PublicKey reads an ed25519 key in PEM (PKIX), as `openssl pkey -pubout` writes it.
func PublicKey(text []byte) (ed25519.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("is not PEM: make one with \"openssl pkey -in KEY -pubout\"")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	key, ok := parsed.(ed25519.PublicKey)
	if err != nil || !ok {
		return nil, errors.New("is not an ed25519 public key: make one with \"openssl pkey -in KEY -pubout\"")
	}
	return key, nil
}
