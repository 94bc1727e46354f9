package clay

import (
	"cmp"
	"strings"

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
			r.memberOf(under(at, "members"), index(j), email)
		}
		g.Members = orEmpty(r.emails(at, "members", g.Members))
	}
	r.ws.Members = sorted(members, func(m Member) string { return m.ID })
	r.ws.Groups = sorted(groups, func(g Group) string { return g.Name })
	r.declaredRoles()
}

// memberOf checks that somebody in a group is a member. Whoever was removed from the workspace is easily
// left in a group of the inventory, so the message guesses at a name only where that was mistyped.
func (r *reader) memberOf(at []string, field, email string) {
	listed, ok := r.ids["members"]
	if email == "" || !ok {
		return
	}
	if _, ok := listed[email]; ok {
		return
	}
	local, domain, _ := strings.Cut(email, "@")
	var names []string
	for other := range listed {
		if name, at, _ := strings.Cut(other, "@"); at == domain {
			names = append(names, name)
		}
	}
	guess := ""
	if evidence.Nearest(local, names) != "" {
		guess = evidence.Suggest(local, names)
	}
	r.fail(at, field, "no member %s is listed: take them off the group, or list them under members%s", evidence.Quote(email), guess)
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
