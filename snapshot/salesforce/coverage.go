package salesforce

import (
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// noUsers is why the sections about people are not there.
const noUsers = "a metadata project holds no users or assignments: list them under sources.salesforce.users or users_csv"

// coverage says of every section how completely it was read. A section whose files are not
// in the project is unavailable, not empty: nobody can tell "none" from "not retrieved".
func coverage(o *Org, c *Config, p *project, notes map[string][]note, users bool, takenAt time.Time) evidence.Sections {
	s := evidence.Sections{}
	set := func(section string, state evidence.State, reasons ...string) {
		s["salesforce."+section] = evidence.Coverage{State: state, Source: "project", Reason: evidence.List(reasons)}
	}
	// fromFiles is complete where there are files and nothing was noted about them.
	fromFiles := func(section string, files int, folder string, reasons ...string) {
		reasons = append(reasons, p.unread[section]...)
		reasons = append(reasons, texts(notes[section])...)
		switch {
		case files == 0 && len(p.unread[section]) == 0:
			set(section, evidence.Unavailable, "the project has no "+folder+": there may be none, or they were not retrieved")
		case len(reasons) > 0:
			set(section, evidence.Partial, reasons...)
		default:
			set(section, evidence.Complete)
		}
	}
	sets, profiles := 0, 0
	for _, each := range o.PermissionSets {
		switch each.Kind {
		case KindProfile:
			profiles++
		case KindSet: // a muting set grants nothing: it does not show that sets were retrieved
			sets++
		}
	}
	fromFiles("permission_sets", sets, "permissionsets/")
	understated := profilesMayUnderstate(c)
	fromFiles("profiles", profiles, "profiles/", understated...)
	fromFiles("permission_set_groups", len(o.Groups), "permissionsetgroups/")
	fromFiles("sharing_rules", len(p.rules), "sharingRules/")
	fromFiles("security_settings", len(p.secure), "settings/Security")
	fromFiles("connected_app_settings", len(p.access), "settings/ConnectedApp")
	fromFiles("apps", len(o.Apps), "connectedApps/ or externalClientApps/")
	fromFiles("roles", len(o.Roles), "roles/")
	var members []string
	if len(c.PublicGroups) == 0 {
		members = []string{"a metadata project does not hold the members of public groups: list them under sources.salesforce.public_groups"}
	}
	fromFiles("public_groups", len(o.PublicGroups), "groups/ or queues/", members...)
	set("tokens", evidence.Unavailable, "a metadata project holds no OAuth tokens: export them and name the file under sources.salesforce.tokens_csv")
	set("logins", evidence.Unavailable, "a metadata project holds no logins: export them and name the file under sources.salesforce.logins_csv")

	s["salesforce.scanner"] = scannerCoverage(o, slices.Concat(understated, doubted(o, p, notes, takenAt, c.scanner())))

	people := func(reasons []string) evidence.Coverage {
		if !users {
			return evidence.Coverage{State: evidence.Unavailable, Source: "project", Reason: noUsers}
		}
		return evidence.Coverage{
			State: state(reasons), Source: userSource(c), Reason: evidence.List(reasons), ObservedAt: c.UsersObservedAt, ObservedBy: c.UsersObservedBy,
		}
	}
	s["salesforce.users"], s["salesforce.assignments"] = people(o.unrecordedOfUsers()), people(o.unrecordedGrants())
	if !users {
		set("access", evidence.Unavailable, noUsers)
		set("fields", evidence.Partial, "which objects the integration users reach is not known: "+noUsers)
		set("objects", evidence.Partial, "which objects the integration users reach is not known: "+noUsers)
	} else {
		reasons := accessReasons(o, p, notes, understated, takenAt)
		set("access", state(reasons), reasons...)
		unmodelled, undefined := reached(o)
		reasons = texts(notes["objects"])
		if len(unmodelled) > 0 {
			reasons = append(reasons, "the project has no sharing model of "+evidence.List(unmodelled))
		}
		set("objects", state(reasons), reasons...)
		reasons = nil
		if len(undefined) > 0 {
			reasons = append(reasons, "the project has no object file of "+evidence.List(undefined)+", so that their required fields are not known")
		}
		if unlisted := o.unlistedCriteria(); len(unlisted) > 0 {
			reasons = append(reasons, "sharing rules select by "+evidence.List(unlisted)+", of which the project has no field file, so that nobody knows whether field security hides them")
		}
		set("fields", state(reasons), reasons...)
	}
	if len(o.Objects) == 0 {
		set("objects", evidence.Unavailable, "the project has no objects/: there may be none, or they were not retrieved")
	}
	if sets+profiles == 0 {
		set("fields", evidence.Unavailable, "the project has neither permissionsets/ nor profiles/")
	}
	return s
}

func texts(notes []note) []string {
	var list []string
	for _, note := range notes {
		list = append(list, note.text)
	}
	return list
}

func state(reasons []string) evidence.State {
	if len(reasons) > 0 {
		return evidence.Partial
	}
	return evidence.Complete
}

func userSource(c *Config) string {
	switch {
	case c.UsersCSV == "":
		return "inventory"
	case len(c.Users) == 0:
		return "csv"
	}
	return "inventory, csv"
}

func profilesMayUnderstate(c *Config) []string {
	if c.ProfilesComplete != nil && *c.ProfilesComplete {
		return nil
	}
	return []string{"a retrieved profile lists only what was retrieved with it: set sources.salesforce.profiles_complete once they are retrieved in full"}
}

// accessReasons are why the effective access may be more or less than what was computed.
func accessReasons(o *Org, p *project, notes map[string][]note, understated []string, takenAt time.Time) []string {
	var reasons []string
	for _, access := range o.Access {
		if !access.Complete {
			reasons = append(reasons, access.User+": "+access.Reason)
		}
	}
	return slices.Concat(reasons, understated, doubted(o, p, notes, takenAt, o.IntegrationUsers...))
}

// doubted are the reasons why the sets, profiles and groups that these users have are not as they were
// read, and what of them was not.
func doubted(o *Org, p *project, notes map[string][]note, takenAt time.Time, users ...string) []string {
	var reasons []string
	used, index := map[string]bool{}, newIndex(o)
	for _, user := range users {
		for _, road := range index.roads(user, takenAt) {
			used[road.Name], used[road.Group] = true, true
			for _, muting := range road.Mutes {
				used[muting.Name] = true
			}
		}
	}
	for _, section := range []string{"permission_sets", "profiles", "permission_set_groups"} {
		for _, note := range notes[section] {
			if used[note.name] {
				reasons = append(reasons, note.text)
			}
		}
		reasons = append(reasons, p.unread[section]...)
	}
	return reasons
}

// reached are the objects that the integration users may read or could with a session
// activation: those whose sharing model the project does not have, and those it does not
// have at all.
func reached(o *Org) (unmodelled, undefined []string) {
	models := map[string]string{}
	for _, object := range o.Objects {
		models[object.Name] = object.SharingModel
	}
	for _, access := range o.Access {
		for _, name := range access.reaches() {
			model, known := models[name]
			if name == "*" {
				continue
			}
			if model == "" {
				unmodelled = append(unmodelled, name)
			}
			if !known {
				undefined = append(undefined, name)
			}
		}
	}
	return sortedSet(unmodelled), sortedSet(undefined)
}

// unlistedCriteria are the custom fields that sharing rules select by and that their objects, as far
// as the project has them, do not list.
func (o *Org) unlistedCriteria() []string {
	listed := map[string]bool{}
	for _, object := range o.Objects {
		listed[object.Name] = true
		for _, field := range object.Fields {
			listed[object.Name+"."+strings.ToLower(field.Name)] = true
		}
	}
	var missing []string
	for _, rule := range o.SharingRules {
		for _, criterion := range rule.Criteria {
			name := criterion.Field
			if strings.HasSuffix(name, "__c") && listed[rule.Object] && !listed[rule.Object+"."+strings.ToLower(name)] {
				missing = append(missing, rule.Object+"."+name)
			}
		}
	}
	return sortedSet(missing)
}
