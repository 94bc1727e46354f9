package salesforce

import (
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// OrgConfig says how a running org is reached: sources.salesforce.org of leastwise.yaml.
type OrgConfig struct {
	InstanceURL string            `json:"instance_url,omitempty"`  // My Domain, as in https://acme.my.salesforce.com
	APIVersion  string            `json:"api_version,omitempty"`   // default 63.0
	MaxAPICalls *int64            `json:"max_api_calls,omitempty"` // default 2000
	Auth        AuthConfig        `json:"auth"`
	Location    evidence.Location `json:"location"`
}

// AuthConfig says how the scanner logs in. Secrets are references alone.
type AuthConfig struct {
	Flow         string            `json:"flow"` // of Flows
	ClientID     evidence.Secret   `json:"client_id,omitzero"`
	ClientSecret evidence.Secret   `json:"client_secret,omitzero"`
	Username     string            `json:"username,omitempty"` // jwt
	Key          evidence.Secret   `json:"key,omitzero"`       // jwt: RSA key in PEM, PKCS#1 or PKCS#8
	Audience     string            `json:"audience,omitempty"` // jwt; default: tried in turn
	RefreshToken evidence.Secret   `json:"refresh_token,omitzero"`
	AccessToken  evidence.Secret   `json:"access_token,omitzero"`
	URL          evidence.Secret   `json:"url,omitzero"`    // sfdx_url: force://...
	Alias        string            `json:"alias,omitempty"` // sf_cli: alias or username
	Location     evidence.Location `json:"location"`
}

// Flows are the ways to log in.
var Flows = []string{"jwt", "client_credentials", "refresh_token", "sfdx_url", "access_token", "sf_cli"}

const (
	defaultAPIVersion  = "63.0" // the first with View All Fields
	defaultMaxAPICalls = 2000
)

var apiVersion = regexp.MustCompile(`^[1-9][0-9]{1,2}\.0$`)

// checkOrg checks the configuration of a running org and fills its defaults into a copy.
func checkOrg(c *Config) (OrgConfig, error) {
	if c.Org == nil {
		return OrgConfig{}, orgError(c, evidence.Location{}, "", "is missing: name the org's instance_url and auth")
	}
	if err := checkBeside(c); err != nil {
		return OrgConfig{}, err
	}
	o := *c.Org
	fail := func(field, format string, args ...any) (OrgConfig, error) {
		at := o.Location
		if strings.HasPrefix(field, "auth") && o.Auth.Location.Line > 0 {
			at = o.Auth.Location
		}
		return OrgConfig{}, orgError(c, at, field, format, args...)
	}
	if o.APIVersion == "" {
		o.APIVersion = defaultAPIVersion
	}
	if !apiVersion.MatchString(o.APIVersion) {
		return fail("api_version", "wants a version such as %s, not %s", defaultAPIVersion, evidence.Quote(o.APIVersion))
	}
	if o.MaxAPICalls == nil {
		most := int64(defaultMaxAPICalls)
		o.MaxAPICalls = &most
	}
	if *o.MaxAPICalls < 1 {
		return fail("max_api_calls", "wants a number above 0, not %d", *o.MaxAPICalls)
	}
	if o.InstanceURL == "" && o.Auth.Flow != "sfdx_url" && o.Auth.Flow != "sf_cli" {
		return fail("instance_url", "is missing: write the My Domain, such as https://acme.my.salesforce.com")
	}
	if o.InstanceURL != "" {
		base, err := baseURL(o.InstanceURL)
		if err != nil {
			return fail("instance_url", "%v", err)
		}
		o.InstanceURL = base
	}
	if o.Auth.Audience != "" {
		if _, err := baseURL(o.Auth.Audience); err != nil {
			return fail("auth.audience", "%v", err)
		}
	}
	if missing := o.Auth.missing(); missing != "" {
		return fail("auth."+missing, "is missing: flow %s needs it", o.Auth.Flow)
	}
	switch {
	case o.Auth.Flow == "":
		return fail("auth.flow", "is missing: write one of %s", strings.Join(Flows, ", "))
	case !o.Auth.known():
		return fail("auth.flow", "wants one of %s, not %s%s", strings.Join(Flows, ", "), evidence.Quote(o.Auth.Flow), nearest(o.Auth.Flow, Flows))
	case o.Auth.Flow == "client_credentials" && loginHost(o.InstanceURL):
		return fail("instance_url", "is %s, which takes no client credentials: write the My Domain, such as https://acme.my.salesforce.com", o.InstanceURL)
	case strings.HasPrefix(o.Auth.Alias, "-"):
		return fail("auth.alias", "wants an alias or a username, not %s", evidence.Quote(o.Auth.Alias))
	}
	return o, nil
}

// checkBeside refuses what stands in for an org where there is one: left there, it would look read.
// Exports of tokens and logins are read instead of the org's, see Live.
func checkBeside(c *Config) error {
	for _, each := range []struct {
		field string
		given bool
	}{
		{"users_csv", c.UsersCSV != ""},
		{"users_observed_at", c.UsersObservedAt != ""},
		{"users_observed_by", c.UsersObservedBy != ""},
		{"public_groups", len(c.PublicGroups) > 0},
		{"profiles_complete", c.ProfilesComplete != nil},
		{"scanner", c.Scanner != ""},
	} {
		if each.given {
			return c.Location.At("sources.salesforce."+each.field, "is not read beside org, which is asked for it: take it out")
		}
	}
	for i, u := range c.Users {
		bare := UserConfig{Username: u.Username, Integration: u.Integration, Location: u.Location}
		if !reflect.DeepEqual(u, bare) {
			return u.Location.At(fmt.Sprintf("sources.salesforce.users[%d]", i), "says more of %s than username and integration, and the org is asked for the rest: take it out", evidence.Quote(u.Username))
		}
	}
	return nil
}

func orgError(c *Config, at evidence.Location, field, format string, args ...any) error {
	if at.Line == 0 {
		at = c.Location
	}
	return &evidence.Error{
		File: at.File, Line: at.Line, Path: strings.TrimSuffix("sources.salesforce.org."+field, "."), Msg: fmt.Sprintf(format, args...),
	}
}

func (a AuthConfig) known() bool {
	for _, flow := range Flows {
		if a.Flow == flow {
			return true
		}
	}
	return false
}

// missing names the first field that the flow needs and that is not there.
func (a AuthConfig) missing() string {
	need := map[string][]struct {
		field string
		unset bool
	}{
		"jwt":                {{"client_id", a.ClientID.IsZero()}, {"username", a.Username == ""}, {"key", a.Key.IsZero()}},
		"client_credentials": {{"client_id", a.ClientID.IsZero()}, {"client_secret", a.ClientSecret.IsZero()}},
		"refresh_token":      {{"client_id", a.ClientID.IsZero()}, {"refresh_token", a.RefreshToken.IsZero()}},
		"sfdx_url":           {{"url", a.URL.IsZero()}},
		"sf_cli":             {{"alias", a.Alias == ""}},
	}
	for _, each := range need[a.Flow] {
		if each.unset {
			return each.field
		}
	}
	return ""
}

// baseURL checks the address of a Salesforce host and returns it without a path: https, or
// http on this machine alone, which is what tests use.
func baseURL(s string) (string, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "":
		return "", fmt.Errorf("wants an address such as https://acme.my.salesforce.com")
	case u.User != nil:
		return "", fmt.Errorf("holds a user or a password: write the address alone")
	case u.Scheme != "https" && !(u.Scheme == "http" && evidence.Loopback(u.Hostname())):
		return "", fmt.Errorf("wants https")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return "", fmt.Errorf("wants the host alone, such as https://acme.my.salesforce.com")
	case strings.HasSuffix(u.Hostname(), ".lightning.force.com"):
		return "", fmt.Errorf("is the address of the pages, not of the API: write the My Domain, which ends in .my.salesforce.com")
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

// loginHost says whether an address is one of Salesforce's shared login hosts.
func loginHost(base string) bool {
	return base == "https://login.salesforce.com" || base == "https://test.salesforce.com"
}
