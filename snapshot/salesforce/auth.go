package salesforce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// authority logs in by the flow of the configuration, as often as a session ends.
type authority struct {
	c       *client
	config  OrgConfig
	refresh string // the newest refresh token, kept in memory alone
}

// tokenAnswer is what the token endpoint says.
type tokenAnswer struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	InstanceURL  string `json:"instance_url"`
	ID           string `json:"id"` // address of the identity: .../id/<org>/<user>
	Error        string `json:"error"`
	Description  string `json:"error_description"`
}

// connectOrg builds the client of the org and logs in.
func connectOrg(ctx context.Context, config OrgConfig, d Deps) (*client, error) {
	var url *sfdxURL
	if config.Auth.Flow == "sfdx_url" {
		text, err := config.Auth.URL.Resolve(d.Dir, getenv(d))
		if err != nil {
			return nil, fmt.Errorf("log in: %w", err)
		}
		if url, err = parseSFDX(text); err != nil {
			return nil, fmt.Errorf("log in: %s: %w", config.Auth.URL, err)
		}
		config.InstanceURL = url.instance
	}
	var cli *session
	if config.Auth.Flow == "sf_cli" {
		s, err := askCLI(ctx, config.Auth.Alias, d)
		if err != nil {
			return nil, fmt.Errorf("log in: %w", err)
		}
		cli, config.InstanceURL = &s, s.instance
	}
	c := newClient(d, config.APIVersion, int(*config.MaxAPICalls), config.InstanceURL)
	a := &authority{c: c, config: config}
	c.login = func(ctx context.Context) (session, error) {
		if cli != nil {
			s := *cli
			cli = nil // a session that ended is asked for anew
			return s, nil
		}
		return a.session(ctx, url)
	}
	if err := c.connect(ctx); err != nil {
		return nil, fmt.Errorf("log in to %s: %w", config.InstanceURL, err)
	}
	return c, nil
}

func getenv(d Deps) func(string) string {
	if d.Getenv != nil {
		return d.Getenv
	}
	return func(string) string { return "" }
}

// session gets a token by the flow.
func (a *authority) session(ctx context.Context, sfdx *sfdxURL) (session, error) {
	auth := a.config.Auth
	switch auth.Flow {
	case "access_token":
		ref := auth.AccessToken
		if ref.IsZero() {
			if err := ref.UnmarshalText([]byte("env:SF_ACCESS_TOKEN")); err != nil {
				return session{}, err
			}
		}
		token, err := a.secret(ref.Resolve(a.c.deps.Dir, a.c.deps.Getenv))
		if err != nil {
			return session{}, err
		}
		if a.c.session.token == token {
			return session{}, errors.New("the access token has expired or was revoked: give a new one, or use a flow that can renew it (jwt)")
		}
		return session{token: token, instance: a.config.InstanceURL}, nil
	case "sf_cli":
		s, err := askCLI(ctx, auth.Alias, a.c.deps)
		if err == nil && s.token == a.c.session.token {
			err = errors.New("sf still gives the session that ended: run sf org login web again")
		}
		return s, err
	case "client_credentials":
		form, err := a.clientForm("client_credentials")
		if err != nil {
			return session{}, err
		}
		return a.token(ctx, form)
	case "refresh_token":
		form, err := a.clientForm("refresh_token")
		if err != nil {
			return session{}, err
		}
		if a.refresh == "" {
			if a.refresh, err = a.secret(auth.RefreshToken.Resolve(a.c.deps.Dir, a.c.deps.Getenv)); err != nil {
				return session{}, err
			}
		}
		form.Set("refresh_token", a.refresh)
		return a.token(ctx, form)
	case "sfdx_url":
		a.c.secrets = append(a.c.secrets, sfdx.client, sfdx.secret, sfdx.refresh)
		if a.refresh == "" {
			a.refresh = sfdx.refresh
		}
		form := url.Values{"grant_type": {"refresh_token"}, "client_id": {sfdx.client}, "refresh_token": {a.refresh}}
		if sfdx.secret != "" {
			form.Set("client_secret", sfdx.secret)
		}
		return a.token(ctx, form)
	}
	return a.jwtSession(ctx)
}

// secret remembers a secret, so that it is cleaned out of every error.
func (a *authority) secret(value string, err error) (string, error) {
	if err == nil {
		a.c.secrets = append(a.c.secrets, value)
	}
	return value, err
}

// clientForm is a token request with the app's key and, where there is one, its secret.
func (a *authority) clientForm(grant string) (url.Values, error) {
	auth, d := a.config.Auth, a.c.deps
	id, err := a.secret(auth.ClientID.Resolve(d.Dir, d.Getenv))
	if err != nil {
		return nil, err
	}
	form := url.Values{"grant_type": {grant}, "client_id": {id}}
	if !auth.ClientSecret.IsZero() {
		secret, err := a.secret(auth.ClientSecret.Resolve(d.Dir, d.Getenv))
		if err != nil {
			return nil, err
		}
		form.Set("client_secret", secret)
	}
	return form, nil
}

// token asks the token endpoint. A refusal says what to do about it.
func (a *authority) token(ctx context.Context, form url.Values) (session, error) {
	t, err := a.ask(ctx, form)
	if err != nil {
		return session{}, err
	}
	if _, err := a.secret(t.AccessToken, nil); err != nil {
		return session{}, err
	}
	if t.RefreshToken != "" && t.RefreshToken != a.refresh {
		a.refresh, _ = a.secret(t.RefreshToken, nil)
		a.c.usage.Notes = append(a.c.usage.Notes,
			"the app rotates refresh tokens: the one in the configuration is spent, so that the next run needs a new one; use the jwt flow instead")
	}
	instance := a.config.InstanceURL
	if t.InstanceURL != "" {
		base, err := baseURL(t.InstanceURL)
		if err != nil || !sameDomain(instance, base) {
			return session{}, fmt.Errorf("the org answers from another host (%s): write that as instance_url if it is yours", evidence.Short(t.InstanceURL))
		}
		instance = base
	}
	if instance != a.config.InstanceURL {
		a.c.allow(instance)
	}
	return session{token: t.AccessToken, instance: instance, user: path.Base(t.ID)}, nil
}

// allow lets the client reach one more host: the one that the login answered from.
func (c *client) allow(base string) {
	if t, ok := c.http.Transport.(*readOnly); ok {
		t.hosts = append(t.hosts, base)
	}
}

// ask posts a form to the token endpoint of the org's host. Refusals are not tried again: a
// wrong login tried often locks the user.
func (a *authority) ask(ctx context.Context, form url.Values) (tokenAnswer, error) {
	body := form.Encode()
	var refused error
	answer, err := a.c.try(ctx, "application/json", true, func(session) (*http.Request, error) {
		req, err := http.NewRequest(http.MethodPost, a.config.InstanceURL+"/services/oauth2/token", strings.NewReader(body))
		if err == nil {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Accept", "application/json")
		}
		return req, err
	})
	var status *apiError
	if errors.As(err, &status) && status.oauth != nil {
		refused = authError(a.c.say(status.oauth.Error), a.c.say(status.oauth.Description), a.config.Auth.Flow)
	}
	switch {
	case refused != nil:
		return tokenAnswer{}, refused
	case err != nil:
		return tokenAnswer{}, err
	}
	var t tokenAnswer
	if err := json.Unmarshal(answer.body, &t); err != nil || t.AccessToken == "" {
		return tokenAnswer{}, errors.New("the token endpoint answered without a token: is instance_url the org's My Domain?")
	}
	return t, nil
}

// sameDomain says whether a login may hand over from one host to another: to itself, or
// between hosts of Salesforce.
func sameDomain(from, to string) bool {
	if from == to {
		return true
	}
	return salesforceHost(from) && salesforceHost(to)
}

func salesforceHost(base string) bool {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" {
		return false
	}
	for _, domain := range []string{".salesforce.com", ".force.com", ".salesforce.mil", ".sfcrmproducts.cn", ".crmforce.mil"} {
		if strings.HasSuffix(u.Hostname(), domain) {
			return true
		}
	}
	return false
}
