package salesforce

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// serve says of every app whether it works as an integration user, or may: because it runs as one,
// holds a token of one, or is pre-authorised for a permission set or a profile that one holds at
// takenAt. Who may hold one counts too: a user of whom not everything is known, or whom the org did
// not show in whole, and an app that names a set by an id that nobody knows. people says whether the
// users and what they hold were shown in whole. tokens is false where tokens were asked for and those
// of the integration users may be more: of an app that people may authorise themselves nobody knows then.
func (o *Org) serve(takenAt time.Time, people, tokens bool) {
	index := newAdmissions(o)
	var users []admission
	for _, user := range o.IntegrationUsers {
		a := index.of(user, takenAt)
		a.anything = a.anything || !people
		users = append(users, a)
	}
	for i := range o.Apps {
		app := &o.Apps[i]
		serves := slices.ContainsFunc(users, func(a admission) bool {
			return app.RunAs == a.user || o.hasToken(a.user, app) || a.opens(app) ||
				a.admits(index, KindSet, app.PermissionSets) || a.admits(index, KindProfile, app.Profiles)
		})
		if closed := app.AdminApproved != nil && *app.AdminApproved; serves || tokens || closed {
			app.Serves = &serves
		}
	}
}

func (o *Org) hasToken(user string, app *App) bool {
	return slices.ContainsFunc(o.Tokens, func(t Token) bool {
		return t.User == user && (strings.EqualFold(t.App, app.Name) || strings.EqualFold(t.App, app.Label))
	})
}

// admission is by what an app may admit a user: words as admissions.words has them.
type admission struct {
	user     string
	words    map[string]bool
	unread   map[string]bool // kinds of which the user holds one that was not read, so that nobody knows its label
	apps     []string        // that what the user holds opens, as far as sets say so themselves
	anything bool            // what the user holds is not known
}

// admissions knows the words of every set and profile of an org.
type admissions struct {
	org   *index
	known map[string]bool
}

func newAdmissions(o *Org) admissions {
	x := admissions{org: newIndex(o), known: map[string]bool{}}
	for i := range o.PermissionSets {
		for _, each := range x.words(&o.PermissionSets[i]) {
			x.known[each] = true
		}
	}
	return x
}

// words are what an app calls a set or a profile: a connected app by its label, an external
// client app by its name or id.
func (x admissions) words(set *PermissionSet) []string {
	words := []string{admissionWord(set.Kind, set.Name)}
	if set.Label != "" {
		words = append(words, admissionWord(set.Kind, set.Label))
	}
	if _, id, ok := strings.Cut(set.Location.API, "/"); ok {
		words = append(words, admissionWord(set.Kind, id))
	}
	return words
}

// recordID is a record id of a permission set or a profile; its first 15 characters tell it.
var recordID = regexp.MustCompile(`^(0PS|00e)[0-9A-Za-z]{12}([0-9A-Za-z]{3})?$`)

func admissionWord(kind, name string) string {
	switch {
	case recordID.MatchString(name):
		return kind + " " + name[:15]
	case kind == KindProfile:
		name = standardProfile(name)
	}
	return kind + " " + strings.ToLower(name)
}

// of gathers what a user holds at takenAt, by whatever road. What waits for a session counts.
func (x admissions) of(user string, takenAt time.Time) admission {
	a := admission{user: user, words: map[string]bool{}, unread: map[string]bool{}}
	for _, road := range x.org.roads(user, takenAt) {
		switch {
		case road.Ignored != "":
		case road.Set != nil:
			for _, each := range x.words(road.Set) {
				a.words[each] = true
			}
			for _, kind := range AppKinds() {
				a.apps = append(a.apps, road.Set.Setup[kind]...)
			}
		case road.Kind == "" || road.Name == "" && road.Kind == KindProfile:
			a.anything = true
		default:
			a.words[admissionWord(road.Kind, road.Name)] = true
			a.unread[road.Kind] = true
		}
	}
	return a
}

// opens reports whether a set or profile of the user names the app itself.
func (a admission) opens(app *App) bool {
	return slices.ContainsFunc(a.apps, func(name string) bool { return strings.EqualFold(name, app.Name) || strings.EqualFold(name, app.Label) })
}

// admits reports whether one of the names, of an app, is or may be of what the user holds.
func (a admission) admits(x admissions, kind string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		key := admissionWord(kind, name)
		return a.anything || a.words[key] || !x.known[key] && (a.unread[kind] || recordID.MatchString(name))
	})
}

// openApps notes with every set and profile the apps that admit its holders, as a running org does: in
// a project it is the file of the app that names them. A connected app stands under its label, since
// that is what the org knows it by.
func (o *Org) openApps() {
	index := newAdmissions(o)
	for i := range o.PermissionSets {
		set := &o.PermissionSets[i]
		words := index.words(set)
		for j := range o.Apps {
			app := &o.Apps[j]
			listed, name := app.PermissionSets, app.Name
			if set.Kind == KindProfile {
				listed = app.Profiles
			}
			if app.Kind == "connected_app" && app.Label != "" {
				name = app.Label
			}
			if slices.ContainsFunc(listed, func(each string) bool { return slices.Contains(words, admissionWord(set.Kind, each)) }) {
				set.Setup[app.Kind] = sortedSet(append(set.Setup[app.Kind], name))
			}
		}
	}
}
