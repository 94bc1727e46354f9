package salesforce

import (
	"fmt"
	"slices"
	"strings"
)

// apiOnly are the permissions that the API-only profile of an integration licence holds.
var apiOnly = []string{"ApiEnabled", "ApiUserOnly", "ChatterInternalUser"}

const integrationLicense = "Salesforce Integration"

// profile writes the user's own profile: API only, and bound to the addresses of the policy.
// It is the one place that binds a token to addresses. A standard profile, or one that others
// have, is not written, for the ranges would bind all of them. It returns the name, "" where
// none was written.
func (g *generator) profile(w *Wanted) string {
	name := w.Profile
	if name == "" {
		name = strings.ReplaceAll(componentName(w.User), "_", " ") + " Integration"
		g.note("The policy of %s names no profile: %s was written. Add it to the policy as `profile`.", quoted(w.User), quoted(name))
	}
	existing := g.findProfile(name)
	if standardProfileNames(name) || existing != nil && existing.Custom != nil && !*existing.Custom {
		g.warn("The profile %s is a standard one and was not written: login IP ranges on it bind everybody who has it. "+
			"Name a profile of its own in the policy of %s; until then nothing binds its tokens to addresses.", quoted(name), quoted(w.User))
		return ""
	}
	if others := g.profileHolders(name); len(others) > 0 {
		g.warn("The profile %s was not written, because others have it too: %s. Its login IP ranges would lock them out. "+
			"Name a profile of its own in the policy of %s.", quoted(name), quoted(strings.Join(others, ", ")), quoted(w.User))
		return ""
	}
	profile := branch("Profile",
		flag("custom", true),
		leaf("description", "API only, for "+w.User+". Written by leastwise generate: change the policy, not this file."),
		leaf("userLicense", g.license(w, existing)),
	)
	for _, permission := range apiOnly {
		if slices.Contains(w.Permissions, permission) {
			profile.children = append(profile.children, permissionNode(permission, true))
		}
	}
	for _, permission := range apiOnly[:2] {
		if !slices.Contains(w.Permissions, permission) {
			g.warn("The licence %s comes with %s, which the policy of %s does not approve: add it to system_permissions.",
				quoted(integrationLicense), quoted(permission), quoted(w.User))
		}
	}
	if existing != nil {
		profile.children = append(profile.children, withdrawn(existing, w)...)
	}
	for _, address := range w.LoginIPs {
		first, last, _ := bounds(address) // checked before
		profile.children = append(profile.children,
			branch("loginIpRanges", leaf("description", "leastwise policy"), leaf("endAddress", last.String()), leaf("startAddress", first.String())))
	}
	if len(w.LoginIPs) == 0 {
		g.warn("The policy of %s declares no login_ips: nothing binds its tokens to addresses.", quoted(w.User))
	}
	g.put(w, "profiles/"+fileName(name)+".profile-meta.xml", "Profile", name, profile.sorted())
	return name
}

// withdrawn switches off what the org's profile grants beyond the API-only permissions: a
// deployed profile keeps whatever its file does not name.
func withdrawn(profile *PermissionSet, w *Wanted) []node {
	var off []node
	for object := range profile.Objects {
		off = append(off, objectNode(object, nil))
	}
	for object, fields := range profile.Fields {
		for field := range fields {
			off = append(off, fieldNode(object, field, ""))
		}
	}
	for _, permission := range profile.Permissions {
		if !slices.Contains(apiOnly, permission) || !slices.Contains(w.Permissions, permission) {
			off = append(off, permissionNode(permission, false))
		}
	}
	for kind, names := range profile.Setup {
		tag := setupTag(kind)
		if tag == "" || tooNew(kind) || kind == "external_credential" || kind == "email_routing_address" { // a profile has no element for these
			continue
		}
		for _, name := range names {
			entity := setupNode(tag, name, false)
			if kind == "app" {
				entity = branch(tag, leaf("application", name), flag("default", false), flag("visible", false))
			}
			off = append(off, entity)
		}
	}
	slices.SortFunc(off, func(a, b node) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return off
}

func (g *generator) findProfile(name string) *PermissionSet {
	return newIndex(g.org).set(KindProfile, name)
}

// profileHolders are the users with the profile that are not to be generated.
func (g *generator) profileHolders(name string) []string {
	var holders []string
	for _, user := range g.org.Users {
		own := slices.ContainsFunc(g.wanted, func(w *Wanted) bool { return strings.EqualFold(w.User, user.Username) })
		if strings.EqualFold(user.Profile, name) && !own && (user.Active == nil || *user.Active) {
			holders = append(holders, user.Username)
		}
	}
	return sortedSet(holders)
}

// license is the licence of the profile; that of one that exists cannot be changed.
func (g *generator) license(w *Wanted, existing *PermissionSet) string {
	license := integrationLicense
	switch user := g.findUser(w.User); {
	case existing != nil && existing.License != "":
		license = existing.License
	case user != nil && user.License != "":
		license = user.License
	}
	if license != integrationLicense {
		g.warn("The profile of %s is on the licence %s: an integration belongs on %s, which cannot log in to the pages at all.",
			quoted(w.User), quoted(license), quoted(integrationLicense))
	}
	return license
}

// standardProfileNames tells the names of profiles that come with every org.
func standardProfileNames(name string) bool {
	known := []string{
		"admin", "standard", "readonly", "marketingprofile", "contractmanager", "solutionmanager", "standardaul", "system administrator",
		"standard user", "read only", "minimum access - salesforce", "minimum access - api only integrations",
		"salesforce api only system integrations", "analytics cloud integration user", "analytics cloud security user",
	}
	return slices.Contains(known, strings.ToLower(name))
}

// fileName is a component's name as a file: what a path or another system could take for
// something else is written in percent, as Salesforce's tools write it.
func fileName(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r < 0x80 && strings.ContainsRune("`/\\:*?\"<>|%.&'()+,;=@[]{}#!$^~", r) {
			fmt.Fprintf(&b, "%%%02X", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
