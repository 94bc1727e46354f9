package salesforce

import (
	"slices"
	"strings"
)

// readInstalled reads the connected apps of the org by id, those that were made elsewhere among
// them. Their Name is what metadata calls the label, and unique among the apps that an org made: one
// installed from elsewhere may bear it too.
func (r *reader) readInstalled() {
	r.installedErr = r.c.query(r.ctx, soqlApps, false, func(row row) {
		r.installed = append(r.installed, row)
		r.bearers[strings.ToLower(row.str("Name"))]++
	})
	slices.SortFunc(r.installed, func(a, b row) int { return strings.Compare(a.str("Id"), b.str("Id")) })
}

// appName is what a connected app is called: by its name, and with its id where another bears the
// same name, so that no rule takes one for the other.
func (r *reader) appName(id, name string) string {
	if r.bearers[strings.ToLower(name)] > 1 {
		return name + " (" + short(id) + ")"
	}
	return name
}

// doubtTokens notes the tokens of integration users that may be of another app than their policy
// means: a token tells the name of its app alone.
func (r *reader) doubtTokens() {
	for _, t := range r.o.Tokens {
		if n := r.bearers[strings.ToLower(t.App)]; n > 1 && slices.Contains(r.o.IntegrationUsers, t.User) {
			r.gap("tokens", "OauthToken: %s is the name of %d connected apps, and a token of %s does not tell which", t.App, n, t.User)
		}
	}
}

// addInstalled adds the connected apps that metadata does not list: those installed from another
// org, such as a vendor's. Each app of metadata accounts for one of them at most, the likeliest.
func (r *reader) addInstalled() {
	type same func(App, row) bool
	label := func(a App, row row) bool { return a.Label == row.str("Name") }
	left, known := slices.Clone(r.installed), make([]bool, len(r.o.Apps))
	for _, is := range []same{
		func(a App, row row) bool {
			approved := row.flag("OptionsAllowAdminApprovedUsersOnly")
			return label(a, row) && approved != nil && a.AdminApproved != nil && *approved == *a.AdminApproved
		},
		label,
		func(a App, row row) bool { return a.Name == row.str("Name") },
	} {
		for i, app := range r.o.Apps {
			at := slices.IndexFunc(left, func(row row) bool { return is(app, row) })
			if at < 0 || known[i] || app.Kind != "connected_app" {
				continue
			}
			if approved := left[at].flag("OptionsAllowAdminApprovedUsersOnly"); app.AdminApproved != nil && approved != nil && !*approved {
				r.o.Apps[i].AdminApproved = approved // of two answers the worse
			}
			left, known[i] = slices.Delete(left, at, at+1), true
		}
	}
	taken := map[string]bool{}
	for _, app := range r.o.Apps {
		taken[strings.ToLower(app.Name)] = app.Kind == "connected_app" || taken[strings.ToLower(app.Name)]
	}
	for _, row := range left {
		id, name := row.str("Id"), row.str("Name")
		app := App{
			Name: r.appName(id, name), Label: name, Kind: "connected_app", AdminApproved: row.flag("OptionsAllowAdminApprovedUsersOnly"),
			Location: api("ConnectedApplication", id),
		}
		if taken[strings.ToLower(app.Name)] { // the name of another in metadata
			app.Name += " (" + short(id) + ")"
		}
		r.o.Apps = append(r.o.Apps, app)
	}
}
