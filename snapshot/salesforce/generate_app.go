package salesforce

import (
	"slices"
	"strings"
)

// apps writes the OAuth policy of each external client app of the user that the org has, and
// says for the others what to set by hand: the file of a connected app holds a consumer key
// and settings that the evidence leaves out, and an app of another company has no file here.
func (g *generator) apps(w *Wanted, set string) {
	for _, name := range sortedSet(slices.Clone(w.Apps)) {
		i := slices.IndexFunc(g.org.Apps, func(a App) bool { return strings.EqualFold(a.Name, name) || strings.EqualFold(a.Label, name) })
		var kind string
		if i >= 0 {
			name, kind = g.org.Apps[i].Name, g.org.Apps[i].Kind
		}
		if kind == "external_client_app" && apiName.MatchString(name) {
			policy := name + "_oauthPlcy"
			g.put(w, "extlClntAppOauthPolicies/"+policy+".ecaOauthPlcy-meta.xml", "ExtlClntAppOauthConfigurablePolicies", policy,
				branch("ExtlClntAppOauthConfigurablePolicies",
					leaf("commaSeparatedPermissionSet", set),
					leaf("externalClientApplication", name),
					leaf("ipRelaxationPolicyType", "Enforce"),
					leaf("label", policy),
					leaf("permittedUsersPolicyType", "AdminApprovedPreAuthorized"),
					leaf("refreshTokenPolicyType", "SpecificInactivity"),
					leaf("refreshTokenValidityPeriod", "30"),
					leaf("refreshTokenValidityUnit", "Days")))
			g.note("The policy of the app %s was written as %s: if the org names it otherwise, rename the file, for an app has one.", quoted(name), quoted(policy))
			continue
		}
		where := "Setup > Connected Apps > Manage Connected Apps"
		if i < 0 {
			where = "Setup > Connected Apps OAuth Usage > Install, where it is not installed, and then Manage Connected Apps"
		}
		g.out.Steps = append(g.out.Steps, Steps{Title: "The app " + quoted(name), Steps: []string{
			"Open the app under " + where + " and edit its policies: metadata cannot set those of an app whose file is not here in full.",
			"Set Permitted Users to `Admin approved users are pre-authorized`, and name the permission set " + quoted(g.setLabel(set)) + " under Manage Permission Sets.",
			"Set IP Relaxation to `Enforce IP restrictions`: with any other value the login IP ranges of the profile are skipped.",
			"Set Refresh Token Policy to `Expire refresh token if not used for` 30 days.",
			"Require PKCE and rotate refresh tokens, where the app is your own.",
		}})
	}
}
