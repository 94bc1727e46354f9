package salesforce

import (
	"fmt"
	"slices"
	"strings"
)

// connectedApp writes the file of a connected app of the org's own again, with the policy of an
// integration: who may use it is approved by an administrator and holds the generated set, IP
// ranges are enforced, refresh tokens end, rotate, and are handed to the client that asked. All
// else stays as the project has it, but for the consumer key and secret: no secret is written,
// and a deployment that names the key of an app that is there is refused. why says why nothing
// was written.
func (g *generator) connectedApp(use *appUse) (why string) {
	app := use.app
	if app.Location.File == "" {
		return "its file was not read from a project: one of your own is retrieved with `sf project retrieve start --metadata ConnectedApp:" + app.Name +
			"`, and one that was installed from elsewhere has none"
	}
	root, why := g.source(app.Location, "ConnectedApp")
	if why != "" {
		return why
	}
	config, ok := root.child("oauthConfig")
	_, callback := config.child("callbackUrl")
	_, contact := root.child("contactEmail")
	_, label := root.child("label")
	if !ok || !callback || !contact || !label {
		return "its file does not define it in full, with a label, a contact and a callback, as the file of an app of your own does"
	}
	oauth, ok := root.child("oauthPolicy")
	if !ok {
		oauth = branch("oauthPolicy")
	}
	relaxed, _ := oauth.child("refreshTokenPolicy")
	refresh := strings.ToLower(relaxed.text)
	if kind, days := keptPolicy(refresh, policyDays(refresh)); kind == "specific_inactivity" && days == tokenDays {
		refresh = fmt.Sprintf("specific_inactivity:%d:DAYS", tokenDays)
	} else {
		refresh = relaxed.text
	}
	sets := use.sets(g.setLabel)
	g.connectedAppTold(use, root, config, sets)
	root = root.without("ipRanges", "permissionSetName", "profileName").with(
		config.without("consumerKey", "consumerSecret").with(
			flag("isAdminApproved", true), flag("isPkceRequired", true), flag("isRefreshTokenRotationEnabled", true)),
		oauth.with(leaf("ipRelaxation", "ENFORCE"), leaf("refreshTokenPolicy", refresh)))
	for _, set := range sets {
		root.children = append(root.children, leaf("permissionSetName", set))
	}
	g.put(use.users[0], "connectedApps/"+app.Name+".connectedApp-meta.xml", "ConnectedApp", app.Name, root.sorted())
	return ""
}

// connectedAppTold says what the file does to those who use the app today.
func (g *generator) connectedAppTold(use *appUse, root, config node, sets []string) {
	name := quoted(use.app.Name)
	var others []string
	for _, c := range root.children {
		if c.tag == "profileName" || c.tag == "permissionSetName" && !slices.Contains(sets, c.text) {
			others = append(others, quoted(c.text))
		}
	}
	if len(others) > 0 {
		g.warn("The app %s is pre-authorised for %s today, which the file no longer names: whoever has them and not %s loses it.",
			name, strings.Join(others, ", "), quoted(strings.Join(sets, ", ")))
	}
	if approved, _ := config.child("isAdminApproved"); !approved.on() {
		g.warn("The app %s can then be used by those alone who hold %s: the tokens of everybody who authorised it for themselves stop working.",
			name, quoted(strings.Join(sets, ", ")))
	}
	if _, trusted := root.child("ipRanges"); trusted {
		g.warn("The app %s loses the IP ranges that it trusts: they spared whoever came from there the login IP ranges of the profile.", name)
	}
	pkce, _ := config.child("isPkceRequired")
	rotates, _ := config.child("isRefreshTokenRotationEnabled")
	if !pkce.on() || !rotates.on() {
		g.warn("The app %s requires PKCE and rotates refresh tokens from then on: see on a sandbox that its client does both.", name)
	}
	if _, key := config.child("consumerKey"); key {
		g.note("The consumer key of %s was left out of its file: an app that is there keeps its own, and a deployment that names one is refused.", name)
	}
	var wide []string
	for _, c := range config.children {
		if c.tag == "scopes" && !slices.Contains([]string{"Basic", "Api", "RefreshToken", "OfflineAccess"}, c.text) {
			wide = append(wide, quoted(c.text))
		}
	}
	if len(wide) > 0 {
		g.note("The app %s asks for %s, which an integration seldom needs and no policy names: take it out of the file, if nothing breaks without.",
			name, strings.Join(wide, ", "))
	}
}
