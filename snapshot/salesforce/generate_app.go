package salesforce

import (
	"fmt"
	"slices"
	"strings"
)

// tokenDays is how long a refresh token may lie unused.
const tokenDays = 30

// appUse is an app that policies name, with whom it is for.
type appUse struct {
	name  string
	app   *App // nil where the org's evidence has none of the name
	users []*Wanted
}

// apps writes the OAuth policy of each app that the policies name and that is the org's own: of
// an external client app the policy file, of a connected app its file as the project has it,
// with another policy. For those of others, and for those without a file, it says what to set.
func (g *generator) apps() {
	for _, use := range g.appUses() {
		why := "the org's evidence does not have it"
		switch {
		case use.app == nil:
		case strings.Contains(use.app.Name, "__"):
			why = "its name has a namespace, so that it came with a package"
		case !apiName.MatchString(use.app.Name):
			why = "it has a name that no file of the org's own has, so that it was installed from elsewhere"
		case use.app.Kind == "external_client_app":
			why = g.clientApp(use)
		default:
			why = g.connectedApp(use)
		}
		if why != "" {
			g.appSteps(use, why)
		}
	}
}

// appUses are the apps of all policies, each once. Two apps of one name, a connected app and
// the external client app it was turned into, are both named.
func (g *generator) appUses() []*appUse {
	var uses []*appUse
	add := func(w *Wanted, name string, app *App) {
		i := slices.IndexFunc(uses, func(u *appUse) bool { return u.name == name && u.app == app })
		if i < 0 {
			i, uses = len(uses), append(uses, &appUse{name: name, app: app})
		}
		if !slices.Contains(uses[i].users, w) {
			uses[i].users = append(uses[i].users, w)
		}
	}
	for _, w := range g.wanted {
		for _, name := range sortedSet(slices.Clone(w.Apps)) {
			known := false
			for i := range g.org.Apps {
				if app := &g.org.Apps[i]; strings.EqualFold(app.Name, name) || strings.EqualFold(app.Label, name) {
					known = true
					add(w, app.Name, app)
				}
			}
			if !known {
				add(w, name, nil)
			}
		}
	}
	slices.SortStableFunc(uses, func(a, b *appUse) int { return strings.Compare(a.name, b.name) })
	return uses
}

// sets are the permission sets that may use the app, by name or by label.
func (u *appUse) sets(called func(set string) string) []string {
	var sets []string
	for _, w := range u.users {
		sets = append(sets, called(w.setName()))
	}
	return sortedSet(sets)
}

// clientApp writes the policy of an external client app of the org's own, or says why not.
func (g *generator) clientApp(use *appUse) (why string) {
	app := use.app
	if app.Distribution != "" && app.Distribution != "local" {
		return "its distribution state is " + app.Distribution + ", so that it came with a package"
	}
	policy := app.Name + "_oauthPlcy"
	kind, days := keptPolicy(app.RefreshToken, app.RefreshDays)
	file := branch("ExtlClntAppOauthConfigurablePolicies",
		leaf("commaSeparatedPermissionSet", strings.Join(use.sets(func(set string) string { return set }), ",")),
		leaf("externalClientApplication", app.Name),
		leaf("ipRelaxationPolicyType", "Enforce"),
		leaf("label", policy),
		leaf("permittedUsersPolicyType", "AdminApprovedPreAuthorized"),
		leaf("refreshTokenPolicyType", map[string]string{
			"zero": "Zero", "specific_lifetime": "SpecificLifetime", "specific_inactivity": "SpecificInactivity",
		}[kind]))
	if kind != "zero" {
		file = file.with(leaf("refreshTokenValidityPeriod", fmt.Sprint(days)), leaf("refreshTokenValidityUnit", "Days"))
	}
	g.put(use.users[0], "extlClntAppOauthPolicies/"+policy+".ecaOauthPlcy-meta.xml", "ExtlClntAppOauthConfigurablePolicies", policy, file)
	g.note("The policy of the app %s was written as %s: if the org names it otherwise, rename the file, for an app has one.", quoted(app.Name), quoted(policy))
	if app.Distribution == "" {
		g.note("Nothing says whether the app %s is the org's own or came with a package: the policy of a packaged one is set in Setup.", quoted(app.Name))
	}
	return ""
}

// keptPolicy is the refresh token policy of an app, where it ends soon enough, or else that
// tokens end when they were not used for tokenDays. What an org has is never loosened by more
// than the rest of a day.
func keptPolicy(policy string, ends *int64) (kind string, days int64) {
	kind, _, _ = strings.Cut(policy, ":")
	switch {
	case kind == "zero":
		return kind, 0
	case (kind == "specific_lifetime" || kind == "specific_inactivity") && ends != nil && *ends <= tokenDays:
		return kind, *ends
	}
	return "specific_inactivity", tokenDays
}

// appSteps says what to set by hand, and why metadata does not.
func (g *generator) appSteps(use *appUse, why string) {
	where := "Setup > Connected Apps > Manage Connected Apps"
	switch {
	case use.app == nil:
		where = "Setup > Connected Apps OAuth Usage > Install, where it is not installed, and then Manage Connected Apps"
	case use.app.Kind == "external_client_app":
		where = "Setup > External Client App Manager"
	}
	var labels []string
	for _, set := range use.sets(g.setLabel) {
		labels = append(labels, quoted(set))
	}
	g.out.Steps = append(g.out.Steps, Steps{Title: "The app " + quoted(use.name), Steps: []string{
		"Open the app under " + where + " and edit its policies: no file was written, because " + why + ".",
		"Set Permitted Users to `Admin approved users are pre-authorized`, and name the permission set " + strings.Join(labels, ", ") + " under Manage Permission Sets.",
		"Set IP Relaxation to `Enforce IP restrictions`: with any other value the login IP ranges of the profile are skipped.",
		fmt.Sprintf("Set Refresh Token Policy to `Expire refresh token if not used for` %d days.", tokenDays),
		"Require PKCE and rotate refresh tokens, where the app is your own.",
	}})
}
