package clay

import (
	"cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// roleOf knows the words for workspace roles that Clay's screens and documents use or have used.
func roleOf(word string) Role {
	switch canonical(word) {
	case "admin", "owner":
		return RoleAdmin
	case "editor", "member", "user":
		return RoleEditor
	case "viewer":
		return RoleViewer
	case "sales_rep":
		return RoleSalesRep
	}
	return RoleUnknown
}

// people reads members, groups and the table of roles.
func (r *reader) people() {
	groups, groupPaths := entries(r, "groups", r.in.Groups)
	for i := range groups {
		g, at := &groups[i], groupPaths[i]
		trim(&g.Name)
		r.required(at, "name", g.Name)
		r.unique(at, "name", g.Name, g.Location, r.ids["groups"])
	}
	members, memberPaths := entries(r, "members", r.in.Members)
	seen := ids{}
	for i := range members {
		r.member(memberPaths[i], &members[i], seen)
	}
	for i := range groups {
		g, at := &groups[i], groupPaths[i]
		if g.Members == nil {
			r.fail(at, "members", "is missing: write [] if the group is empty")
		}
		for j := range g.Members {
			email := g.Members[j]
			r.email(under(at, "members"), index(j), &email)
			r.refers(under(at, "members"), index(j), email, "member", "members")
		}
		g.Members = orEmpty(r.emails(at, "members", g.Members))
	}
	r.ws.Members = sorted(members, func(m Member) string { return m.ID })
	r.ws.Groups = sorted(groups, func(g Group) string { return g.Name })
	r.declaredRoles()
}

func (r *reader) member(at []string, m *Member, seen ids) {
	trim(&m.ID, &m.Name)
	r.required(at, "email", m.Email)
	r.email(at, "email", &m.Email)
	r.unique(at, "email", m.Email, m.Location, r.ids["members"])
	if m.ID == "" {
		m.ID = m.Email
	}
	r.unique(at, "id", m.ID, m.Location, seen)
	r.required(at, "role", string(m.Role))
	if m.RoleRaw == "" {
		m.RoleRaw = string(m.Role)
	}
	m.Role = roleOf(string(m.Role))
	r.word(at, "state", &m.State, "active", "pending")
	m.State = cmp.Or(m.State, "active")
	r.party(at, "sponsor", &m.Sponsor)
	r.amount(at, "mcp_credit_limit", m.MCPLimit)
	for j, group := range m.Groups {
		r.refers(under(at, "groups"), index(j), group, "group", "groups")
	}
	m.Groups = set(m.Groups)
}

// declaredRoles reads who is meant to hold which role.
func (r *reader) declaredRoles() {
	if r.in.Roles == nil {
		return
	}
	r.ws.DeclaredRoles = map[Role][]string{}
	words := map[Role]string{}
	for _, at := range r.doc.Entries("roles") { // the order of the file: the first mistake is the one reported
		word := at[1]
		role, entry := roleOf(word), r.in.Roles[word]
		switch {
		case role == RoleUnknown:
			r.fail(at, "", "unknown role%s", evidence.Suggest(word, Roles()))
		case words[role] != "":
			r.fail(at, "", "is the same role as %s: keep one of them", words[role])
		case entry.AssignTo == nil:
			r.fail(at, "assign_to", "is missing: write [] if nobody is to hold the role")
		}
		words[role] = word
		r.ws.DeclaredRoles[role] = orEmpty(set(entry.AssignTo))
	}
}
