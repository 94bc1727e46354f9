package salesforce

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readUsers returns the users of the configuration and of the CSV with their assignments,
// which a metadata project does not hold, sorted. ok is false when neither was given.
func readUsers(ctx context.Context, dir string, c *Config) (users []User, assignments []Assignment, ok bool, err error) {
	listed := slices.Clone(c.Users)
	for i := range listed {
		if err := checkUser(&listed[i], fmt.Sprintf("sources.salesforce.users[%d]", i)); err != nil {
			return nil, nil, false, err
		}
	}
	if c.UsersCSV != "" {
		rows, err := readUsersCSV(ctx, dir, c)
		if err != nil {
			return nil, nil, false, err
		}
		for i := range rows {
			if err := checkUser(&rows[i], ""); err != nil {
				return nil, nil, false, err
			}
		}
		listed = append(listed, rows...)
	}
	users, assignments = []User{}, []Assignment{}
	seen := map[string]evidence.Location{}
	for _, u := range listed {
		if before, twice := seen[u.Username]; twice {
			return nil, nil, false, &evidence.Error{
				File: u.Location.File, Line: u.Location.Line, Path: "username",
				Msg: fmt.Sprintf("%s is given twice (first at %s): keep one", evidence.Quote(u.Username), before),
			}
		}
		seen[u.Username] = u.Location
		user := User{
			ID: u.ID, Username: u.Username, Email: u.Email, Name: u.Name, Active: u.Active, Frozen: u.Frozen, Type: u.Type, Profile: u.Profile,
			License: u.License, PermissionSetLicenses: u.SetLicenses, Integration: u.Integration,
			OwnsRecords: u.OwnsRecords, Unrecorded: u.unrecorded(), Location: u.Location,
		}
		if u.Role != nil {
			user.Role = *u.Role
		}
		users = append(users, user)
		for _, g := range u.PermissionSets {
			assignments = append(assignments, Assignment{User: u.Username, Set: g.Name, ExpiresAt: g.Expires, Location: cmp.Or(g.Location, u.Location)})
		}
		for _, g := range u.Groups {
			assignments = append(assignments, Assignment{User: u.Username, Group: g.Name, ExpiresAt: g.Expires, Location: cmp.Or(g.Location, u.Location)})
		}
	}
	slices.SortFunc(users, func(a, b User) int { return cmp.Compare(a.Username, b.Username) })
	sortAssignments(assignments)
	return users, assignments, c.UsersCSV != "" || len(c.Users) > 0, nil
}

// unrecorded are the facts of Recordable that nobody wrote down, sorted.
func (u *UserConfig) unrecorded() []string {
	var list []string
	if u.Groups == nil {
		list = append(list, "permission_set_groups")
	}
	if u.PermissionSets == nil {
		list = append(list, "permission_sets")
	}
	if u.Role == nil {
		list = append(list, "role")
	}
	return list
}

// unrecordedOfUsers says what of the users nobody wrote down and a rule would take for none. A
// user without a role is one for the hierarchy, so only those of the integration users count;
// without a profile there is no user. Other facts that are absent are findings of the rules.
func (o *Org) unrecordedOfUsers() []string {
	var noProfile, noRole []string
	for _, u := range o.Users {
		if u.Profile == "" {
			noProfile = append(noProfile, u.Username)
		}
		if slices.Contains(u.Unrecorded, "role") && slices.Contains(o.IntegrationUsers, u.Username) {
			noRole = append(noRole, u.Username)
		}
	}
	var reasons []string
	if len(noProfile) > 0 {
		reasons = append(reasons, "nobody recorded the profile of "+evidence.List(noProfile))
	}
	if len(noRole) > 0 {
		reasons = append(reasons, "nobody recorded the role of "+evidence.List(noRole)+`: write role: "" for none`)
	}
	return reasons
}

// unrecordedGrants says whose permission sets and groups nobody wrote down.
func (o *Org) unrecordedGrants() []string {
	var reasons []string
	for _, fact := range []string{"permission_sets", "permission_set_groups"} {
		var names []string
		for _, u := range o.Users {
			if slices.Contains(u.Unrecorded, fact) {
				names = append(names, u.Username)
			}
		}
		if len(names) > 0 {
			reasons = append(reasons, fmt.Sprintf("nobody recorded the %s of %s: write %s: [] for none", fact, evidence.List(names), fact))
		}
	}
	return reasons
}

func sortAssignments(list []Assignment) {
	slices.SortStableFunc(list, func(a, b Assignment) int {
		return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.Set, b.Set), cmp.Compare(a.Group, b.Group))
	})
}

// checkUser puts a user into the snapshot's spelling and refuses one without a name or with
// the same grant twice. path is where the user stands in its file.
func checkUser(u *UserConfig, path string) error {
	at := func(field, format string, args ...any) error {
		return &evidence.Error{
			File: u.Location.File, Line: u.Location.Line, Path: strings.Trim(path+"."+field, "."), Msg: fmt.Sprintf(format, args...),
		}
	}
	u.Username = strings.ToLower(strings.TrimSpace(u.Username))
	u.Email = strings.ToLower(strings.TrimSpace(u.Email))
	if u.Username == "" {
		return at("username", "is missing: every user has one")
	}
	if strings.ContainsFunc(u.Username, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return at("username", "%s holds a space: one user has one username", evidence.Quote(u.Username))
	}
	if u.Type = strings.TrimSpace(u.Type); u.Type != "" { // a misspelled Standard would be no staff
		i := slices.IndexFunc(UserTypes, func(known string) bool { return strings.EqualFold(known, u.Type) })
		if i < 0 {
			return at("type", "%s is no type of user%s: types are %s", evidence.Quote(u.Type), evidence.Suggest(u.Type, UserTypes), strings.Join(UserTypes, ", "))
		}
		u.Type = UserTypes[i]
	}
	for _, list := range []struct {
		field  string
		grants []GrantConfig
	}{{"permission_sets", u.PermissionSets}, {"permission_set_groups", u.Groups}} {
		field, seen := list.field, map[string]bool{}
		for _, g := range list.grants {
			key := strings.ToLower(g.Name)
			if strings.TrimSpace(g.Name) == "" {
				return at(field, "holds an assignment without a name")
			}
			if seen[key] {
				return at(field, "%s is given twice", evidence.Quote(g.Name))
			}
			seen[key] = true
		}
	}
	return nil
}
