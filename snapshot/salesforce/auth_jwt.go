package salesforce

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// jwtLife is how long an assertion is good for. Salesforce takes three minutes at most; less
// leaves room for a clock that is slow.
const jwtLife = 150 * time.Second

// jwtSession logs in with a signed assertion. Which audience an org wants cannot be told from
// its address, so that they are tried in turn unless one is configured.
func (a *authority) jwtSession(ctx context.Context) (session, error) {
	auth, d := a.config.Auth, a.c.deps
	client, err := a.secret(auth.ClientID.Resolve(d.Dir, d.Getenv))
	if err != nil {
		return session{}, err
	}
	text, err := a.secret(auth.Key.Resolve(d.Dir, d.Getenv))
	if err != nil {
		return session{}, err
	}
	key, err := parseKey(text)
	if err != nil {
		return session{}, fmt.Errorf("%s: %w", auth.Key, err)
	}
	if d.Now == nil {
		return session{}, errors.New("sign assertion: no clock was given")
	}
	var first error
	for _, audience := range audiences(a.config) {
		assertion, err := signJWT(key, client, auth.Username, audience, d.Now().Add(jwtLife))
		if err != nil {
			return session{}, err
		}
		if assertion, err = a.secret(assertion, nil); err != nil {
			return session{}, err
		}
		s, err := a.token(ctx, url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion}})
		if err == nil {
			return s, nil
		}
		if first == nil {
			first = err
		}
		if !strings.Contains(strings.ToLower(err.Error()), "audience") {
			return session{}, err
		}
	}
	return session{}, first
}

// audiences are the values of aud to try, the likely one first.
func audiences(o OrgConfig) []string {
	if o.Auth.Audience != "" {
		return []string{strings.TrimSuffix(o.Auth.Audience, "/")}
	}
	list := []string{"https://login.salesforce.com", "https://test.salesforce.com"}
	if strings.Contains(o.InstanceURL, ".sandbox.") || strings.Contains(o.InstanceURL, "--") || o.InstanceURL == list[1] {
		list[0], list[1] = list[1], list[0]
	}
	if !loginHost(o.InstanceURL) {
		list = append(list, o.InstanceURL)
	}
	return list
}

// parseKey reads an RSA key in PEM, PKCS#1 or PKCS#8. The errors do not repeat it.
func parseKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("is not a key in PEM (-----BEGIN PRIVATE KEY-----)")
	}
	switch block.Type {
	case "RSA PRIVATE KEY":
		if strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
			return nil, errors.New("is encrypted with a passphrase: write it out without one (openssl pkey -in server.key -out plain.key)")
		}
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("is not an RSA key that can be read (PKCS#1)")
		}
		return checkKey(key)
	case "PRIVATE KEY":
		any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("is not a key that can be read (PKCS#8)")
		}
		key, ok := any.(*rsa.PrivateKey)
		if !ok {
			return nil, errors.New("is not an RSA key: Salesforce takes RS256 alone")
		}
		return checkKey(key)
	case "ENCRYPTED PRIVATE KEY":
		return nil, errors.New("is encrypted with a passphrase: write it out without one (openssl pkey -in server.key -out plain.key)")
	case "CERTIFICATE", "PUBLIC KEY":
		return nil, errors.New("is the certificate, not the private key: the certificate belongs into the app, the key here")
	}
	return nil, errors.New("is not a private key")
}

func checkKey(key *rsa.PrivateKey) (*rsa.PrivateKey, error) {
	if key.N.BitLen() < 2048 {
		return nil, fmt.Errorf("has %d bits: Salesforce wants 2048 or more", key.N.BitLen())
	}
	return key, nil
}

// signJWT makes the assertion of the JWT bearer flow.
func signJWT(key *rsa.PrivateKey, client, username, audience string, expires time.Time) (string, error) {
	claims, err := json.Marshal(map[string]any{"iss": client, "sub": username, "aud": audience, "exp": expires.Unix()})
	if err != nil {
		return "", fmt.Errorf("sign assertion: %w", err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(`{"alg":"RS256"}`)) + "." + encode(claims)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		return "", errors.New("sign assertion: the key does not sign")
	}
	return signed + "." + encode(signature), nil
}
