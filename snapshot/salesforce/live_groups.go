package salesforce

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readGroups reads the permission set groups, their sets and the muting sets. A muting set
// has rows of its own, whose flags say what it takes away.
func (r *reader) readGroups() {
	const section = "permission_set_groups"
	fields, err := r.c.describe(r.ctx, "PermissionSetGroup")
	if err != nil {
		r.lose(section, "%s", failed(section, "PermissionSetGroup", err))
		return
	}
	soql, absent := selectFrom("PermissionSetGroup", fields, groupColumns)
	if slices.Contains(absent, "DeveloperName") || slices.Contains(absent, "Status") {
		r.gap(section, "PermissionSetGroup: the scanner does not see the columns DeveloperName and Status; it needs ViewSetup")
	}
	err = r.c.query(r.ctx, soql, false, func(row row) {
		id := row.str("Id")
		name := full(row.str("NamespacePrefix"), row.str("DeveloperName"))
		if name == "" {
			r.gap(section, "PermissionSetGroup/%s has no name", evidence.Short(id))
			return
		}
		r.groups[id] = &Group{
			Name: name, Label: row.str("MasterLabel"), Status: row.str("Status"), SessionActivation: row.on("HasActivationRequired"),
			Sets: []string{}, Location: api("PermissionSetGroup", id),
		}
	})
	if err != nil {
		r.gap(section, "%s", failed(section, "PermissionSetGroup", err))
		r.lost[section] = len(r.groups) == 0
	}
	if len(r.groups) == 0 {
		return
	}
	r.readMuting()
	var unknown []string
	err = r.c.query(r.ctx, soqlComponents, false, func(row row) {
		group, set := row.str("PermissionSetGroupId"), row.str("PermissionSetId")
		g, c := r.groups[group], r.sets[set]
		switch {
		case g == nil || c == nil:
			unknown = append(unknown, row.str("Id"))
			return
		case r.mutes[set]:
			g.MutingSets = append(g.MutingSets, c.set.Name)
		default:
			g.Sets = append(g.Sets, c.set.Name)
		}
		r.members[group] = append(r.members[group], set)
	})
	if err != nil {
		r.gap(section, "%s", failed(section, "PermissionSetGroupComponent", err))
	}
	if len(unknown) > 0 {
		r.gap(section, "PermissionSetGroupComponent: %d parts of groups are sets that were not read", len(unknown))
	}
	for _, g := range r.groups {
		g.Sets, g.MutingSets = sortedSet(g.Sets), sortedSet(g.MutingSets)
	}
}

// readMuting reads the muting sets. An org without them has no such object; a group that has
// a part which was not read is then a gap of its own.
func (r *reader) readMuting() {
	const object = "MutingPermissionSet"
	gap := func(format string, args ...any) { r.gap("permission_sets", format, args...) }
	fields, err := r.c.describe(r.ctx, object)
	if err != nil {
		gap("%s", failed("permission_sets", object, err))
		return
	}
	soql, absent := selectFrom(object, fields, mutingColumns)
	if slices.Contains(absent, "DeveloperName") {
		gap("%s: the describe has no column DeveloperName", object)
		return
	}
	found := 0
	err = r.c.query(r.ctx, soql, false, func(row row) {
		id := row.str("Id")
		c := &container{id: id, set: newSet(KindMuting, api(object, id))}
		c.set.Name, c.set.Label = full(row.str("NamespacePrefix"), row.str("DeveloperName")), row.str("MasterLabel")
		r.sets[id], r.mutes[id] = c, true
		found++
	})
	if err != nil {
		gap("%s", failed("permission_sets", object, err))
	}
	if found > 0 {
		r.readPermissions(object, permissionColumns(fields), gap)
	}
}

// readAssignments reads who holds what. The row of a profile says what the user says already;
// the aggregate of a group stands for the group.
func (r *reader) readAssignments() {
	const section, object = "assignments", "PermissionSetAssignment"
	fields, err := r.c.describe(r.ctx, object)
	if err != nil {
		r.lose(section, "%s", failed(section, object, err))
		return
	}
	soql, absent := selectFrom(object, fields, assignmentColumns)
	for _, column := range []string{"ExpirationDate", "IsActive"} {
		if slices.Contains(absent, column) {
			r.gap(section, "%s has no column %s: whether an assignment still counts is not known", object, column)
		}
	}
	nobody, nothing, rows := map[string]bool{}, map[string]bool{}, 0
	err = r.c.query(r.ctx, soql, false, func(row row) {
		rows++
		id, user, set, group := row.str("Id"), row.str("AssigneeId"), row.str("PermissionSetId"), row.str("PermissionSetGroupId")
		if r.users[user] == nil {
			nobody[user] = true
			return
		}
		c := r.sets[set]
		if group == "" && c != nil {
			group = c.group
		}
		if group == "" && c != nil && c.set.Kind == KindProfile {
			return
		}
		a := Assignment{
			User: r.users[user].Username, ExpiresAt: row.time("ExpirationDate"), Active: row.flag("IsActive"), Revoked: row.flag("IsRevoked"),
			Location: api(object, id),
		}
		if row.str("ExpirationDate") != "" && a.ExpiresAt == "" {
			r.gap(section, "%s/%s expires at a time that is not one", object, evidence.Short(id))
		}
		switch {
		case group != "" && r.groups[group] != nil:
			a.Group = r.groups[group].Name
		case group == "" && c != nil:
			a.Set = c.set.Name
		default:
			nothing[id] = true
			return
		}
		r.holds = append(r.holds, holding{user: user, set: set, group: group})
		r.o.Assignments = append(r.o.Assignments, a)
	})
	if err != nil {
		r.gap(section, "%s", failed(section, object, err))
		r.lost[section] = rows == 0
	} else if rows == 0 {
		r.lose(section, "%s: the org shows none, not even those of the profiles; the scanner needs %s", object, strings.Join(neededFor(section), ", "))
	}
	if len(nobody) > 0 && !r.lost["users"] {
		r.gap("users", "User: %d users hold assignments and are hidden from the scanner; it needs ViewAllUsers", len(nobody))
	}
	if len(nothing) > 0 {
		r.gap(section, "%s: %d assignments are of sets or groups that were not read", object, len(nothing))
	}
}

// containers are the ids of everything whose grants reach an integration user, expired or not.
func (r *reader) containers() []string {
	var ids []string
	for _, name := range r.o.IntegrationUsers {
		user := r.userID(name)
		if user == "" {
			continue
		}
		if id := r.byProfile[r.profileOf[user]]; id != "" {
			ids = append(ids, id)
		}
		for _, h := range r.holds {
			if h.user != user {
				continue
			}
			if h.group != "" {
				ids = append(ids, r.members[h.group]...)
			} else {
				ids = append(ids, h.set)
			}
		}
	}
	return sortedSet(ids)
}
