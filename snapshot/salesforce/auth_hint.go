package salesforce

import (
	"fmt"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// hint is what to do about a refusal of the token endpoint: the first whose code and word of
// the description fit. docs/salesforce.md lists them, and a test holds the two together.
type hint struct {
	code, word string // lower case; "" fits all
	flow       string // "" fits all
	advice     string
}

func hints() []hint {
	return []hint{
		{"invalid_grant", "hasn't approved this consumer", "jwt", "pre-authorize the user: set the app's Permitted Users to admin-approved and give the user a permission set that the app lists"},
		{"invalid_grant", "hasn't approved this consumer", "", "the user must approve the app once, or an administrator must pre-authorize it for the user's permission set"},
		{"invalid_grant", "audience", "", "set auth.audience to https://login.salesforce.com, for a sandbox https://test.salesforce.com, or the My Domain"},
		{"invalid_grant", "ip restricted", "", "the address of this machine is outside the login IP ranges of the user's profile: add it there, JWT logins are always held to them"},
		{"invalid_grant", "inactive user", "", "the user is not active: activate it or name another username"},
		{"invalid_grant", "user is locked", "", "the user is locked or frozen: unlock it in Setup > Users"},
		{"invalid_grant", "inactive org", "", "the org is closed, locked or being refreshed: look at it in Setup or wait"},
		{"invalid_grant", "org is locked", "", "the org is closed, locked or being refreshed: look at it in Setup or wait"},
		{"invalid_grant", "expired access/refresh token", "", "the refresh token has expired, was revoked or was rotated away: log in anew, or use the jwt flow"},
		{"invalid_grant", "token validity expired", "", "the refresh token has expired, was revoked or was rotated away: log in anew, or use the jwt flow"},
		{"invalid_grant", "invalid assertion", "", "the key does not belong to the certificate of the app, the username is not of this org, or the clock of this machine is wrong"},
		{"invalid_grant", "expired assertion", "", "the clock of this machine is wrong: an assertion lasts three minutes"},
		{"invalid_grant", "expired authorization", "", "the clock of this machine is wrong: an assertion lasts three minutes"},
		{"invalid_grant", "no valid scopes", "", "give the app the scopes api and refresh_token, offline_access (Manage user data via APIs; Perform requests at any time)"},
		{"invalid_grant", "no client credentials user", "", "name the Run As user of the client credentials flow in the app's policies"},
		{"invalid_grant", "request not supported on this domain", "", "write the org's My Domain as instance_url: login.salesforce.com takes no client credentials"},
		{"invalid_grant", "ip not allowed", "", "the app lets refresh tokens be used from listed addresses alone: add the address of this machine"},
		{"invalid_grant", "not enabled for client credentials", "", "switch on the client credentials flow in the app's OAuth settings"},
		{"invalid_grant", "authentication failure", "", "look at the login history of the user in Setup: it names the cause that the token endpoint keeps to itself"},
		{"invalid_grant", "", "", "look at the login history of the user in Setup: it names the cause"},
		{"invalid_app_access", "", "", "the user is not admitted to the app: give it a permission set that the app lists"},
		{"invalid_client_id", "", "", "the consumer key in auth.client_id is not of an app of this org: copy it again; a new app takes ten minutes to be known"},
		{"invalid_client", "app not found", "", "the app is not installed in this org: install it, or create the app there"},
		{"invalid_client", "", "", "the consumer key or secret is wrong: copy both again from the app"},
		{"app_not_found", "", "", "the app is not installed in this org: install it, or create the app there"},
		{"oauth_approval_error_generic", "", "", "the app is blocked: install it or let the user Approve Uninstalled Connected Apps while it logs in, not longer"},
		{"inactive_user", "", "", "the user is not active: activate it or name another username"},
		{"inactive_org", "", "", "the org is closed, locked or being refreshed: look at it in Setup or wait"},
		{"rate_limit_exceeded", "", "", "too many logins: wait an hour, and look for another program that logs in with this user"},
		{"unsupported_grant_type", "", "", "the app does not allow this flow: switch it on in its OAuth settings"},
		{"unauthorized_client", "", "", "the app does not allow this flow or this user: look at its OAuth settings and policies"},
		{"unsupported_response_type", "", "", "the app does not allow this flow: switch it on in its OAuth settings"},
		{"invalid_request", "", "", "the request is not one that this app takes: is the flow switched on in its OAuth settings?"},
		{"invalid_scope", "", "", "give the app the scopes api and refresh_token, offline_access"},
		{"server_error", "", "", "Salesforce could not answer: look at status.salesforce.com and try again"},
	}
}

// authError makes the error of a refused login.
func authError(code, description, flow string) error {
	said := evidence.Short(code)
	if description != "" {
		said += ": " + description
	}
	lower := strings.ToLower(description)
	for _, h := range hints() {
		if strings.EqualFold(h.code, code) && strings.Contains(lower, h.word) && (h.flow == "" || h.flow == flow) {
			return fmt.Errorf("%s; %s", said, h.advice)
		}
	}
	return fmt.Errorf("%s; look at the login history of the user in Setup", said)
}
