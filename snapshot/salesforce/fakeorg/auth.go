package fakeorg

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// oauthError is a refusal of the token endpoint.
func oauthError(code, format string, args ...any) *reply {
	return jsonReply(http.StatusBadRequest, jsonOf("error", code, "error_description", fmt.Sprintf(format, args...))).set("Cache-Control", "no-store")
}

// token answers POST /services/oauth2/token.
func (s *Server) token(c *call) *reply {
	if c.Method != http.MethodPost {
		return oauthError("invalid_request", "must use HTTP POST")
	}
	if !strings.HasPrefix(c.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return oauthError("unsupported_grant_type", "grant type not supported")
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return oauthError("invalid_request", "malformed body")
	}
	switch form.Get("grant_type") {
	case "urn:ietf:params:oauth:grant-type:jwt-bearer":
		return s.jwtBearer(form.Get("assertion"))
	case "client_credentials":
		return s.clientCredentials(c, form)
	case "refresh_token":
		return s.refreshToken(form)
	}
	return oauthError("unsupported_grant_type", "grant type not supported")
}

func (s *Server) client(id string) *Client {
	i := slices.IndexFunc(s.opts.Clients, func(c Client) bool { return c.ID == id && id != "" })
	if i < 0 {
		return nil
	}
	return &s.opts.Clients[i]
}

// claims is the payload of a JWT bearer assertion.
type claims struct {
	Issuer   string      `json:"iss"`
	Subject  string      `json:"sub"`
	Audience string      `json:"aud"`
	Expires  json.Number `json:"exp"`
}

func (s *Server) jwtBearer(assertion string) *reply {
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return oauthError("invalid_grant", "invalid assertion")
	}
	var head struct{ Alg string }
	var said claims
	if !decodePart(parts[0], &head) || !decodePart(parts[1], &said) || head.Alg != "RS256" {
		return oauthError("invalid_grant", "invalid assertion")
	}
	client := s.client(said.Issuer)
	if client == nil {
		return oauthError("invalid_client_id", "client identifier invalid")
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err != nil || client.Key == nil || rsa.VerifyPKCS1v15(client.Key, crypto.SHA256, digest[:], signature) != nil {
		return oauthError("invalid_grant", "invalid assertion")
	}
	audiences := s.opts.Audience
	if audiences == nil {
		audiences = []string{"https://login.salesforce.com", s.URL}
	}
	if !slices.Contains(audiences, said.Audience) {
		return oauthError("invalid_grant", "audience is invalid")
	}
	expires, err := strconv.ParseInt(said.Expires.String(), 10, 64)
	if left := time.Unix(expires, 0).Sub(s.opts.Now); err != nil || left <= 0 || left > 5*time.Minute {
		return oauthError("invalid_grant", "expired authorization code")
	}
	if client.Approved != nil && !slices.Contains(client.Approved, said.Subject) || s.user(said.Subject) == nil {
		return oauthError("invalid_grant", "user hasn't approved this consumer")
	}
	return s.grantSession(client, said.Subject, "")
}

func decodePart(part string, into any) bool {
	data, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(data, into) == nil
}

// secretOf takes the client's id and secret from the form or from a Basic header.
func secretOf(c *call, form url.Values) (string, string) {
	if id, secret, ok := c.BasicAuth(); ok {
		return id, secret
	}
	return form.Get("client_id"), form.Get("client_secret")
}

func (s *Server) clientCredentials(c *call, form url.Values) *reply {
	id, secret := secretOf(c, form)
	client := s.client(id)
	switch {
	case s.opts.MyDomain != nil && !*s.opts.MyDomain:
		return oauthError("invalid_grant", "request not supported on this domain")
	case client == nil:
		return oauthError("invalid_client_id", "client identifier invalid")
	case client.Secret != secret:
		return oauthError("invalid_client", "invalid client credentials")
	case client.RunAs == "":
		return oauthError("invalid_grant", "no client credentials user enabled")
	}
	return s.grantSession(client, client.RunAs, "")
}

func (s *Server) refreshToken(form url.Values) *reply {
	client := s.client(form.Get("client_id"))
	if client == nil {
		return oauthError("invalid_client_id", "client identifier invalid")
	}
	if client.Secret != "" && form.Get("client_secret") != client.Secret {
		return oauthError("invalid_client", "invalid client credentials")
	}
	old := form.Get("refresh_token")
	s.mu.Lock()
	known := s.refresh[old] == client.ID && old != ""
	if known && client.Rotates {
		delete(s.refresh, old)
	}
	s.mu.Unlock()
	if !known {
		return oauthError("invalid_grant", "expired access/refresh token")
	}
	return s.grantSession(client, s.opts.Scanner, old)
}

func (s *Server) user(username string) *salesforce.User {
	i := slices.IndexFunc(s.model.Users, func(u salesforce.User) bool { return strings.EqualFold(u.Username, username) })
	if i < 0 {
		return nil
	}
	return &s.model.Users[i]
}

// grantSession gives a token, if neither the app nor the user stands against it. old is the
// refresh token that was shown.
func (s *Server) grantSession(client *Client, username, old string) *reply {
	u := s.user(username)
	switch {
	case client.Blocked:
		return oauthError("invalid_grant", "app must be installed into org")
	case u == nil:
		return oauthError("invalid_grant", "invalid user credentials")
	case u.Active != nil && !*u.Active:
		return oauthError("inactive_user", "user is inactive")
	case u.Frozen != nil && *u.Frozen:
		return oauthError("inactive_user", "user is frozen")
	case client.IPRestricted:
		return oauthError("invalid_grant", "ip restricted")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.minted++
	access := fmt.Sprintf("%s!%saccess-%d", s.orgID()[:15], Canary, s.minted)
	s.sessions[access] = u.Username
	answer := jsonOf("access_token", access)
	if client.Rotates && old != "" {
		next := fmt.Sprintf("5Aep861%srefresh-%d", Canary, s.minted)
		s.refresh[next] = client.ID
		answer = append(answer, jsonMember{"refresh_token", next})
	}
	id := "https://login.salesforce.com/id/" + s.orgID() + "/" + s.ID("User", "Username", u.Username)
	answer = append(answer, jsonOf("signature", Canary+"signature", "scope", "id api refresh_token", "instance_url", s.URL, "id", id,
		"token_type", "Bearer", "issued_at", strconv.FormatInt(s.opts.Now.UnixMilli(), 10))...)
	return jsonReply(http.StatusOK, answer).set("Cache-Control", "no-store")
}

// EndSessions makes every token given so far invalid.
func (s *Server) EndSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.sessions)
}

// userInfo answers GET /services/oauth2/userinfo, which has an error of its own form.
func (s *Server) userInfo(c *call) *reply {
	s.mu.Lock()
	username := s.sessions[c.token]
	s.mu.Unlock()
	u := s.user(username)
	if u == nil {
		return newReply(http.StatusForbidden, "text/html;charset=UTF-8", []byte("Bad_OAuth_Token"))
	}
	id := s.ID("User", "Username", u.Username)
	return jsonReply(http.StatusOK, jsonOf(
		"sub", "https://login.salesforce.com/id/"+s.orgID()+"/"+id, "user_id", id, "organization_id", s.orgID(), "preferred_username", u.Username,
		"nickname", u.Username, "name", u.Name, "email", u.Email, "email_verified", true, "zoneinfo", "Europe/Berlin", "user_type", "STANDARD",
		"is_salesforce_integration_user", false, "language", "en_US", "locale", "en_US", "active", u.Active == nil || *u.Active,
		"updated_at", "2026-01-01T00:00:00Z", "urls", jsonOf("rest", s.URL+"/services/data/v{version}/", "metadata", s.URL+"/services/Soap/m/{version}/"),
	))
}
