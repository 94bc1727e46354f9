package salesforce

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readUsers reads the users, who of them is frozen, and their permission set licences.
func (r *reader) readUsers() {
	const section = "users"
	err := r.c.query(r.ctx, soqlUsers, false, func(row row) {
		id := row.str("Id")
		u := &User{
			ID: id, Username: strings.ToLower(row.str("Username")), Email: strings.ToLower(row.str("Email")), Name: row.str("Name"),
			Active: row.flag("IsActive"), Type: row.str("UserType"), Profile: row.str("Profile.Name"), License: row.str("Profile.UserLicense.Name"),
			CreatedAt: row.time("CreatedDate"), LastLoginAt: row.time("LastLoginDate"),
			Location: api("User", id),
		}
		if id == "" || u.Username == "" {
			r.gap(section, "User/%s has no username", evidence.Short(id))
			return
		}
		for _, declared := range r.config.Users {
			if strings.EqualFold(strings.TrimSpace(declared.Username), u.Username) {
				u.Integration = declared.Integration // what no org knows
			}
		}
		r.users[id], r.profileOf[id] = u, row.str("ProfileId")
		if _, told := row["UserRoleId"]; told {
			r.roleOf[id] = row.str("UserRoleId")
		}
	})
	if err != nil {
		r.gap(section, "%s", failed(section, "User", err))
		r.gap("access", "%s", failed(section, "User", err))
	}
	if len(r.users) == 0 {
		r.lose(section, "User: the org shows no users")
		return
	}
	for _, declared := range r.config.Users {
		if r.userID(strings.ToLower(strings.TrimSpace(declared.Username))) == "" {
			r.gap(section, "sources.salesforce.users names %s, whom the org does not show", declared.Username)
		}
	}
	logins := 0
	err = r.c.query(r.ctx, soqlUserLogin, false, func(row row) {
		if u := r.users[row.str("UserId")]; u != nil {
			u.Frozen = row.flag("IsFrozen")
			logins++
		}
	})
	switch {
	case err != nil:
		r.gap(section, "who is frozen: %s", failed(section, "UserLogin", err))
	case logins == 0:
		r.gap(section, "who is frozen: UserLogin shows no rows; the scanner needs ManageUsers")
	}
	err = r.c.query(r.ctx, soqlLicenses, false, func(row row) {
		if u := r.users[row.str("AssigneeId")]; u != nil {
			u.PermissionSetLicenses = append(u.PermissionSetLicenses, row.str("PermissionSetLicense.DeveloperName"))
		}
	})
	if err != nil {
		r.gap(section, "%s", failed(section, "PermissionSetLicenseAssign", err))
	}
}

// readRoles reads the role hierarchy.
func (r *reader) readRoles() {
	const section = "roles"
	names, parents := map[string]string{}, map[string]string{}
	err := r.c.query(r.ctx, soqlRoles, false, func(row row) {
		id, name := row.str("Id"), row.str("DeveloperName")
		if name == "" {
			r.gap(section, "UserRole/%s has no name", evidence.Short(id))
			return
		}
		names[id], parents[name] = name, row.str("ParentRoleId")
		r.o.Roles = append(r.o.Roles, Role{Name: name, Label: row.str("Name"), Location: api("UserRole", id)})
	})
	if err != nil {
		r.gap(section, "%s", failed(section, "UserRole", err))
		r.lost[section] = len(names) == 0
	}
	r.giveRoles(names)
	for i := range r.o.Roles {
		role := &r.o.Roles[i]
		if parent := parents[role.Name]; parent != "" {
			if role.Parent = names[parent]; role.Parent == "" {
				r.gap(section, "UserRole: the parent of %s was not read", role.Name)
			}
		}
	}
	slices.SortFunc(r.o.Roles, func(a, b Role) int { return strings.Compare(a.Name, b.Name) })
}

// giveRoles tells each user its role by the id that the user has of it. The roles are read apart
// from the users, since an org refuses a query that follows them to who may not see roles. A user
// whose role was not read has one all the same.
func (r *reader) giveRoles(names map[string]string) {
	var unknown []string
	for id, u := range r.users {
		role, told := r.roleOf[id]
		if u.Role = names[role]; u.Role == "" && (role != "" || !told) {
			u.Unrecorded = []string{"role"}
			unknown = append(unknown, u.Username)
		}
	}
	if len(unknown) > 0 && len(r.gaps["roles"]) == 0 {
		slices.Sort(unknown)
		r.gap("roles", "UserRole: the roles of %s were not read; the scanner needs ViewRoles", evidence.List(unknown))
	}
}

// principalKind gives the types of Group the words that sharing rules use.
func principalKind(groupType string) string {
	switch groupType {
	case "Regular":
		return "group"
	case "Organization":
		return "allInternalUsers"
	case "AllCustomerPortal":
		return "allCustomerPortalUsers"
	case "PRMOrganization":
		return "allPartnerUsers"
	case "Manager":
		return "managers"
	case "ManagerAndSubordinatesInternal":
		return "managerSubordinates"
	case "":
		return "unknown"
	}
	return strings.ToLower(groupType[:1]) + groupType[1:]
}

// readPublicGroups reads public groups and queues with their members. Groups of the other
// types stand for a role or for everybody and appear as members alone.
func (r *reader) readPublicGroups() {
	const section = "public_groups"
	roles := map[string]string{}
	for _, role := range r.o.Roles {
		roles[strings.TrimPrefix(role.Location.API, "UserRole/")] = role.Name
	}
	as, groups := map[string]Principal{}, map[string]*PublicGroup{}
	err := r.c.query(r.ctx, soqlGroups, false, func(row row) {
		id, kind := row.str("Id"), row.str("Type")
		p := Principal{Kind: principalKind(kind), Name: row.str("DeveloperName")}
		if role := roles[row.str("RelatedId")]; role != "" {
			p.Name = role
		}
		as[id] = p
		if kind == "Regular" || kind == "Queue" {
			groups[id] = &PublicGroup{Name: row.str("DeveloperName"), Members: []Principal{}, Bosses: row.flag("DoesIncludeBosses"), Location: api("Group", id)}
		}
	})
	if err != nil {
		r.gap(section, "%s", failed(section, "Group", err))
	} else if len(as) == 0 { // one stands for everybody in every org
		r.gap(section, "Group: the org shows none, not even that of all users; the scanner needs ViewSetup")
	}
	if len(as) == 0 {
		r.lost[section] = true
		return
	}
	unknown := 0
	err = r.c.query(r.ctx, soqlMembers, false, func(row row) {
		g, member := groups[row.str("GroupId")], row.str("UserOrGroupId")
		if g == nil {
			return
		}
		if u := r.users[member]; u != nil {
			g.Members = append(g.Members, Principal{Kind: "user", Name: u.Username})
		} else if p, ok := as[member]; ok {
			g.Members = append(g.Members, p)
		} else {
			unknown++
		}
	})
	if err != nil {
		r.gap(section, "%s", failed(section, "GroupMember", err))
	}
	if unknown > 0 {
		r.gap(section, "GroupMember: %d members are users or groups that were not read", unknown)
	}
	for _, g := range groups {
		slices.SortFunc(g.Members, comparePrincipals)
		g.Members = slices.Compact(g.Members)
		r.o.PublicGroups = append(r.o.PublicGroups, *g)
	}
	slices.SortFunc(r.o.PublicGroups, func(a, b PublicGroup) int {
		return strings.Compare(a.Name+"\x00"+a.Location.API, b.Name+"\x00"+b.Location.API)
	})
}
