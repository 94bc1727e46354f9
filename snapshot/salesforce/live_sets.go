package salesforce

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// full is an API name with its namespace.
func full(namespace, name string) string {
	if namespace == "" {
		return name
	}
	return namespace + "__" + name
}

func api(object, id string) evidence.Location { return evidence.Location{API: object + "/" + id} }

// readSets reads the permission sets and profiles: who they are, then their user permissions,
// some columns at a time.
func (r *reader) readSets() {
	lose := func(err error) {
		for _, section := range []string{"permission_sets", "profiles"} {
			r.lose(section, "%s", failed(section, "PermissionSet", err))
		}
	}
	fields, err := r.c.describe(r.ctx, "PermissionSet")
	if err != nil {
		lose(err)
		return
	}
	soql, absent := selectFrom("PermissionSet", fields, setColumns)
	for _, column := range []string{"Id", "Name", "IsOwnedByProfile", "ProfileId"} {
		if slices.Contains(absent, column) {
			lose(fmt.Errorf("the describe has no column %s", column))
			return
		}
	}
	err = r.c.query(r.ctx, soql, false, func(row row) {
		id := row.str("Id")
		c := &container{id: id, group: row.str("PermissionSetGroupId"), set: newSet(KindSet, api("PermissionSet", id))}
		c.set.Name, c.set.Label = full(row.str("NamespacePrefix"), row.str("Name")), row.str("Label")
		c.set.License, c.set.SessionActivation = row.str("License.Name"), row.on("HasActivationRequired")
		if row.on("IsOwnedByProfile") {
			c.profile = row.str("ProfileId")
			c.set.Kind, c.set.Name, c.set.Label, c.set.Custom = KindProfile, row.str("Profile.Name"), "", row.flag("IsCustom")
			c.set.SessionActivation = false
			r.byProfile[c.profile] = id
		}
		if c.set.Name == "" || c.set.Kind == KindProfile && c.profile == "" {
			r.gapSets("PermissionSet/%s has no name", evidence.Short(id))
			return
		}
		r.sets[id] = c
	})
	if err != nil {
		r.gapSets("%s", failed("permission_sets", "PermissionSet", err))
	}
	if len(r.sets) == 0 {
		lose(orElse(err, "the org shows none, not even a profile"))
		return
	}
	columns := permissionColumns(fields)
	if len(columns) == 0 {
		r.gapSets("PermissionSet: the describe has no permission columns")
	}
	r.readPermissions("PermissionSet", columns, r.gapSets)
	unavailable := unavailablePermissions(columns)
	for _, c := range r.sets {
		c.set.Unavailable = slices.Clone(unavailable)
	}
	r.readProfiles()
}

func newSet(kind string, at evidence.Location) PermissionSet {
	return PermissionSet{
		Kind: kind, Permissions: []string{}, Objects: map[string][]string{}, Fields: map[string]map[string]string{},
		Setup: map[string][]string{}, Location: at,
	}
}

func orElse(err error, text string) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("%s", text)
}

func (r *reader) gapSets(format string, args ...any) {
	r.gap("permission_sets", format, args...)
	r.gap("profiles", format, args...)
}

// readPermissions reads the permission columns of an object, keyed by Id, in as many queries
// as their length asks for.
func (r *reader) readPermissions(object string, columns []string, gap func(string, ...any)) {
	want := 0
	for _, c := range r.sets {
		if strings.HasPrefix(c.set.Location.API, object+"/") {
			want++
		}
	}
	for _, some := range splitColumns(columns) {
		rows, dumb := 0, ""
		err := r.c.query(r.ctx, "SELECT Id, "+strings.Join(some, ", ")+" FROM "+object, false, func(row row) {
			c := r.sets[row.str("Id")]
			if c == nil {
				return
			}
			rows++
			for _, column := range some {
				switch granted := row.flag(column); {
				case granted == nil:
					dumb = column
				case *granted:
					c.set.Permissions = append(c.set.Permissions, strings.TrimPrefix(column, "Permissions"))
				}
			}
		})
		switch {
		case err != nil:
			gap("%s", failed("permission_sets", object, err))
		case rows < want:
			gap("%s: %s and %d more columns came for %d of %d sets", object, some[0], len(some)-1, rows, want)
		case dumb != "":
			gap("%s: the org left out the column %s", object, dumb)
		}
	}
}

// readProfiles adds licences, login ranges and login hours. The profiles of the integration
// users come first, in case the calls run out.
func (r *reader) readProfiles() {
	err := r.c.query(r.ctx, soqlProfiles, false, func(row row) {
		if c := r.sets[r.byProfile[row.str("Id")]]; c != nil {
			c.set.License = row.str("UserLicense.Name")
		}
	})
	if err != nil {
		r.gap("profiles", "%s", failed("profiles", "Profile", err))
	}
	var first, rest []string
	for profile := range r.byProfile {
		if r.sets[r.byProfile[profile]] == nil {
			continue
		}
		used := slices.ContainsFunc(r.o.IntegrationUsers, func(name string) bool {
			id := r.userID(name)
			return id != "" && r.profileOf[id] == profile
		})
		if used {
			first = append(first, profile)
		} else {
			rest = append(rest, profile)
		}
	}
	var unread []string
	var reason error
	for _, profile := range append(sortedSet(first), sortedSet(rest)...) {
		set := &r.sets[r.byProfile[profile]].set
		if err := r.readProfile(profile, set); err != nil {
			unread, reason = append(unread, set.Name), err
		}
	}
	if len(unread) > 0 {
		slices.Sort(unread)
		r.gap("profiles", "login ranges and hours of %s: %s", evidence.List(unread), failed("profiles", "Profile.Metadata", reason))
	}
}

// profileMetadata is what the Metadata column of a profile says that no other column does.
type profileMetadata struct {
	Custom   *bool `json:"custom"`
	IPRanges []struct {
		Start       string `json:"startAddress"`
		End         string `json:"endAddress"`
		Description string `json:"description"`
	} `json:"loginIpRanges"`
	Hours map[string]any `json:"loginHours"`
}

func (r *reader) readProfile(profile string, set *PermissionSet) error {
	var raw any
	name := ""
	err := r.c.query(r.ctx, strings.ReplaceAll(soqlProfile, "<profile>", profile), true, func(row row) { raw, name = row["Metadata"], row.str("FullName") })
	if err != nil {
		return err
	}
	if _, ok := raw.(map[string]any); !ok {
		return fmt.Errorf("the org gave no metadata of %s", set.Name)
	}
	data, err := json.Marshal(raw)
	if err != nil {
		return fmt.Errorf("encode metadata: %w", err)
	}
	var m profileMetadata
	if err := json.Unmarshal(data, &m); err != nil {
		return jsonError(err)
	}
	set.rename(name, m.Custom)
	limited := false
	for _, hour := range m.Hours {
		limited = limited || hour != nil && hour != ""
	}
	set.LoginHours = &limited
	for _, each := range m.IPRanges {
		if !validRange(each.Start, each.End) {
			return fmt.Errorf("a login range of %s is not one", set.Name)
		}
		set.LoginIPRanges = append(set.LoginIPRanges, IPRange{
			Start: each.Start, End: each.End, Description: each.Description, Location: api("Profile", profile),
		})
	}
	return nil
}

// rename gives a profile the name that metadata has for it, as in Admin for System Administrator, and
// keeps that of Setup, which is in the language of the org, as its label. full is its name in the
// Tooling API, where what a file cannot be called is escaped.
func (s *PermissionSet) rename(full string, custom *bool) {
	name, err := url.PathUnescape(full)
	if err != nil {
		name = full
	}
	if custom != nil {
		s.Custom = custom
	}
	if name == "" && custom != nil && !*custom {
		name = standardProfile(s.Name)
	}
	if name != "" && name != s.Name {
		s.Name, s.Label = name, s.Name
	}
}

// userID finds the id of a username.
func (r *reader) userID(username string) string {
	for id, u := range r.users {
		if u.Username == username {
			return id
		}
	}
	return ""
}

// settle sorts what was gathered into the Org.
func (r *reader) settle() {
	r.fields.numbers = nil // all are packed
	for _, c := range r.sets {
		if c.group != "" {
			continue // the aggregate of a group
		}
		c.set.sort()
		if len(c.fields) > 0 {
			c.set.Packed = &PackedFields{names: r.fields, grants: c.fields}
		}
		r.o.PermissionSets = append(r.o.PermissionSets, c.set)
	}
	key := func(s PermissionSet) string { return s.Name + "\x00" + s.Kind + "\x00" + s.Location.API }
	slices.SortFunc(r.o.PermissionSets, func(a, b PermissionSet) int { return strings.Compare(key(a), key(b)) })
	for _, g := range r.groups {
		r.o.Groups = append(r.o.Groups, *g)
	}
	slices.SortFunc(r.o.Groups, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
	for id, u := range r.users {
		slices.Sort(u.PermissionSetLicenses)
		if c := r.sets[r.byProfile[r.profileOf[id]]]; c != nil {
			u.Profile = c.set.Name
		}
		r.o.Users = append(r.o.Users, *u)
	}
	slices.SortFunc(r.o.Users, func(a, b User) int { return strings.Compare(a.Username, b.Username) })
	r.o.spellGrants()
}
