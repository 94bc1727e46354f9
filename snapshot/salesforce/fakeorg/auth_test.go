package fakeorg

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// assertion signs a JWT as the flow wants it.
func assertion(t *testing.T, key *rsa.PrivateKey, claims map[string]any) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestTokenEndpoint(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s := Start(t, small(), Options{Clients: []Client{
		{ID: "jwt", Key: &key.PublicKey, Approved: []string{"clay@acme.com", "old@acme.com"}},
		{ID: "cc", Secret: "s", RunAs: "clay@acme.com"}, {ID: "none", Secret: "s"},
		{ID: "rt", Secret: "s", RefreshToken: Canary + "refresh-0", Rotates: true}, {ID: "ip", Secret: "s", RunAs: "clay@acme.com", IPRestricted: true},
	}})
	now := s.opts.Now
	jwt := func(key *rsa.PrivateKey, change map[string]any) url.Values {
		claims := map[string]any{"iss": "jwt", "sub": "clay@acme.com", "aud": "https://login.salesforce.com", "exp": now.Add(3 * time.Minute).Unix()}
		for name, value := range change {
			claims[name] = value
		}
		return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion(t, key, claims)}}
	}
	refresh := url.Values{"grant_type": {"refresh_token"}, "client_id": {"rt"}, "client_secret": {"s"}, "refresh_token": {Canary + "refresh-0"}}
	credentials := func(id, secret string) url.Values {
		return url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
	}
	for _, c := range []struct {
		name  string
		form  url.Values
		error string
	}{
		{"jwt", jwt(key, nil), ""},
		{"another key", jwt(other, nil), "invalid_grant: invalid assertion"},
		{"unknown app", jwt(key, map[string]any{"iss": "nobody"}), "invalid_client_id: client identifier invalid"},
		{"wrong audience", jwt(key, map[string]any{"aud": "https://test.salesforce.com"}), "invalid_grant: audience is invalid"},
		{"expired", jwt(key, map[string]any{"exp": now.Unix()}), "invalid_grant: expired authorization code"},
		{"valid for too long", jwt(key, map[string]any{"exp": now.Add(time.Hour).Unix()}), "invalid_grant: expired authorization code"},
		{"not approved", jwt(key, map[string]any{"sub": "scanner@fakeorg.example"}), "invalid_grant: user hasn't approved this consumer"},
		{"inactive", jwt(key, map[string]any{"sub": "old@acme.com"}), "inactive_user: user is inactive"},
		{"no assertion", url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}}, "invalid_grant: invalid assertion"},
		{"client credentials", credentials("cc", "s"), ""},
		{"wrong secret", credentials("cc", "x"), "invalid_client: invalid client credentials"},
		{"no run-as user", credentials("none", "s"), "invalid_grant: no client credentials user enabled"},
		{"ip", credentials("ip", "s"), "invalid_grant: ip restricted"},
		{"refresh", refresh, ""},
		{"refresh once more with a rotated token", refresh, "invalid_grant: expired access/refresh token"},
		{"password", url.Values{"grant_type": {"password"}}, "unsupported_grant_type: grant type not supported"},
	} {
		g := do(t, request(t, s, http.MethodPost, "/services/oauth2/token", "application/x-www-form-urlencoded", c.form.Encode()))
		var answer struct {
			AccessToken      string `json:"access_token"`
			InstanceURL      string `json:"instance_url"`
			Error            string `json:"error"`
			ErrorDescription string `json:"error_description"`
		}
		decode(t, g, &answer)
		if c.error != "" {
			if said := answer.Error + ": " + answer.ErrorDescription; said != c.error || g.status != 400 {
				t.Errorf("%s: got %d %s, want %s", c.name, g.status, said, c.error)
			}
			continue
		}
		req := request(t, s, http.MethodGet, "/services/data/v63.0/query?q=SELECT+COUNT()+FROM+User", "", "")
		req.Header.Set("Authorization", "Bearer "+answer.AccessToken)
		if !strings.Contains(answer.AccessToken, Canary) || answer.InstanceURL != s.URL || do(t, req).status != 200 {
			t.Errorf("%s: got %d %s, and the token does not work", c.name, g.status, g.body)
		}
	}
	if s.opts.Clients[0].ID != "jwt" || s.Calls() != 3 {
		t.Errorf("%d calls counted, want 3: logins are not calls", s.Calls())
	}
	s.EndSessions()
	if g := get(t, s, "/services/oauth2/userinfo"); g.status != 403 || g.body != "Bad_OAuth_Token" {
		t.Errorf("userinfo after the end: %d %s", g.status, g.body)
	}
}
