package salesforce

import (
	"slices"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Apps are read without <consumerKey> and <consumerSecret>: no secret enters a snapshot.

// readConnectedApp reads a connected app.
func readConnectedApp(file, name string, data []byte) (App, error) {
	app := App{Name: name, Kind: "connected_app"}
	wanted := shape{
		"label": false, "ipRanges": true, "oauthConfig": false, "oauthPolicy": false, "permissionSetName": true, "profileName": true,
	}
	line, err := parse(file, data, "ConnectedApp", wanted, func(e *element) {
		switch e.name {
		case "label":
			app.Label = e.text
		case "ipRanges":
			app.TrustedIPs = append(app.TrustedIPs, e.ipRange("start", "end"))
		case "permissionSetName":
			app.PermissionSets = append(app.PermissionSets, e.text)
		case "profileName":
			app.Profiles = append(app.Profiles, e.text)
		case "oauthConfig":
			app.AdminApproved = e.flag("isAdminApproved")
			app.PKCE = e.flag("isPkceRequired")
			app.Rotation = e.flag("isRefreshTokenRotationEnabled")
			app.RunAs = strings.ToLower(e.str("oauthClientCredentialUser"))
			for _, scope := range e.all("scopes") {
				app.Scopes = append(app.Scopes, scope.text)
			}
		case "oauthPolicy":
			app.IPRelaxation = strings.ToLower(e.str("ipRelaxation"))
			app.RefreshToken = strings.ToLower(e.str("refreshTokenPolicy"))
			app.RefreshDays = policyDays(app.RefreshToken)
		}
	})
	app.tidy(file, line)
	return app, err
}

// readClientApp reads the head file of an external client app; its OAuth stands in files of
// their own, see readAppPart.
func readClientApp(file, name string, data []byte) (App, error) {
	app := App{Name: name, Kind: "external_client_app"}
	line, err := parse(file, data, "ExternalClientApplication", shape{"label": false, "distributionState": false}, func(e *element) {
		if e.name == "label" {
			app.Label = e.text
		} else {
			app.Distribution = strings.ToLower(e.text)
		}
	})
	app.tidy(file, line)
	return app, err
}

func (a *App) tidy(file string, line int) {
	a.Scopes, a.PermissionSets, a.Profiles = sortedSet(a.Scopes), sortedSet(a.PermissionSets), sortedSet(a.Profiles)
	a.Location = evidence.Location{File: file, Line: line}
}

// appPart is one OAuth file of an external client app: it sets a part of the App of the name.
type appPart struct {
	app      string
	kind     string
	apply    func(*App)
	location evidence.Location
}

// readAppPart reads the policies (.ecaOauthPlcy), the settings (.ecaOauth) or the global
// settings (.ecaGlblOauth) of an external client app.
func readAppPart(file, kind string, data []byte) (appPart, error) {
	root, wanted := appPartShape(kind)
	var part App
	name, period, unit := "", "", ""
	line, err := parse(file, data, root, wanted, func(e *element) {
		switch e.name {
		case "externalClientApplication":
			name = e.text
		case "ipRelaxationPolicyType":
			part.IPRelaxation = strings.ToLower(e.text)
		case "permittedUsersPolicyType":
			approved := e.text == "AdminApprovedPreAuthorized"
			part.AdminApproved = &approved
		case "refreshTokenPolicyType":
			part.RefreshToken = snake(e.text)
		case "refreshTokenValidityPeriod":
			if period = e.text; days(period, "days") == nil {
				e.fail("", "wants a whole number, not %s", evidence.Quote(e.text))
			}
		case "refreshTokenValidityUnit":
			unit = e.text
		case "clientCredentialsFlowUser":
			part.RunAs = strings.ToLower(e.text)
		case "commaSeparatedPermissionSet":
			part.PermissionSets = split(e.text, ",")
		case "commaSeparatedProfile":
			part.Profiles = split(e.text, ",")
		case "commaSeparatedOauthScopes":
			part.Scopes = split(e.text, ",")
		case "trustedIpRanges":
			part.TrustedIPs = append(part.TrustedIPs, trustedRange(e))
		case "isPkceRequired":
			required := e.is()
			part.PKCE = &required
		case "isRefreshTokenRotationEnabled":
			rotated := e.is()
			part.Rotation = &rotated
		}
	})
	location := evidence.Location{File: file, Line: line}
	if err == nil && name == "" {
		err = &evidence.Error{File: file, Line: line, Path: root + ".externalClientApplication", Msg: "is missing: name the app that this file belongs to"}
	}
	if strings.HasPrefix(part.RefreshToken, "specific_") {
		part.RefreshDays = days(period, unit)
	}
	return appPart{app: name, kind: kind, location: location, apply: func(a *App) {
		switch kind {
		case "ecaOauthPlcy":
			a.IPRelaxation, a.AdminApproved, a.RunAs = part.IPRelaxation, part.AdminApproved, part.RunAs
			a.RefreshToken, a.RefreshDays = part.RefreshToken, part.RefreshDays
			a.PermissionSets, a.Profiles = part.PermissionSets, part.Profiles
		case "ecaOauth":
			a.Scopes, a.TrustedIPs = part.Scopes, part.TrustedIPs
		default:
			a.PKCE, a.Rotation = part.PKCE, part.Rotation
		}
	}}, err
}

func appPartShape(kind string) (root string, wanted shape) {
	switch kind {
	case "ecaOauthPlcy":
		return "ExtlClntAppOauthConfigurablePolicies", shape{
			"externalClientApplication": false, "ipRelaxationPolicyType": false, "permittedUsersPolicyType": false,
			"refreshTokenPolicyType": false, "refreshTokenValidityPeriod": false, "refreshTokenValidityUnit": false,
			"clientCredentialsFlowUser": false, "commaSeparatedPermissionSet": false, "commaSeparatedProfile": false,
		}
	case "ecaOauth":
		return "ExtlClntAppOauthSettings", shape{
			"externalClientApplication": false, "commaSeparatedOauthScopes": false, "trustedIpRanges": true,
		}
	}
	return "ExtlClntAppGlobalOauthSettings", shape{
		"externalClientApplication": false, "isPkceRequired": false, "isRefreshTokenRotationEnabled": false,
	}
}

// trustedRange reads a trusted range of an external client app, whose children are named as
// those of a connected app or as those of a profile.
func trustedRange(e *element) IPRange {
	if e.child("startAddress") != nil {
		return e.ipRange("startAddress", "endAddress")
	}
	return e.ipRange("start", "end")
}

// policyDays reads the days out of a connected app's policy, "specific_lifetime:30:days" or
// "specific_inactivity:6:months"; nil where it does not end or does not say when.
func policyDays(policy string) *int64 {
	parts := strings.Split(policy, ":")
	if len(parts) != 3 || !strings.HasPrefix(parts[0], "specific_") {
		return nil
	}
	return days(parts[1], parts[2])
}

// days is a validity in whole days, rounded up: an hour counts as a day, a month as 31.
func days(period, unit string) *int64 {
	n, err := strconv.ParseInt(period, 10, 32)
	if err != nil || n < 0 {
		return nil
	}
	switch strings.TrimSuffix(strings.ToLower(unit), "s") {
	case "hour":
		n = (n + 23) / 24
	case "day":
	case "month":
		n *= 31
	default:
		return nil
	}
	return &n
}

// snake turns SpecificLifetime into specific_lifetime, the spelling of connected apps.
func snake(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// split takes a list apart, sorted.
func split(s, separator string) []string {
	var list []string
	for item := range strings.SplitSeq(s, separator) {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return sortedSet(list)
}

// joinParts puts the OAuth files of external client apps into their apps. A file whose app
// is not in the project makes an app of its own name, so that its policy is still judged.
func joinParts(apps []App, parts []appPart) ([]App, []note) {
	var notes []note
	seen := map[string]string{}
	for _, part := range parts {
		key := part.kind + " " + strings.ToLower(part.app)
		if before, ok := seen[key]; ok {
			notes = append(notes, notef(part.app, "%s and %s both set the OAuth of %s: the first is kept", before, part.location.File, part.app))
			continue
		}
		seen[key] = part.location.File
		i := slices.IndexFunc(apps, func(a App) bool {
			return a.Kind == "external_client_app" && strings.EqualFold(a.Name, part.app)
		})
		if i < 0 {
			apps = append(apps, App{Name: part.app, Kind: "external_client_app", Location: part.location})
			i = len(apps) - 1
		}
		part.apply(&apps[i])
	}
	return apps, notes
}
