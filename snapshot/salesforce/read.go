package salesforce

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Read reads the org that c describes from disk: the metadata project, and the users and
// assignments of the configuration and the CSV. Paths are relative to dir, the directory of
// the configuration. takenAt decides which assignments have expired. Whatever is malformed is
// an *evidence.Error; what is not there is in the coverage, which has every section.
func Read(ctx context.Context, dir string, c *Config, takenAt time.Time) (*Org, evidence.Sections, error) {
	integration, err := integrationUsers(c)
	if err != nil {
		return nil, nil, err
	}
	users, assignments, known, err := readUsers(ctx, dir, c)
	if err != nil {
		return nil, nil, err
	}
	p, err := readProject(ctx, dir, c)
	if err != nil {
		return nil, nil, err
	}
	o, notes := p.org()
	o.ID, o.Location = name(dir, c), c.Location
	o.IntegrationUsers, o.Users, o.Assignments = integration, users, assignments
	o.spellGrants()
	exports, err := readExports(ctx, dir, c, o)
	if err != nil {
		return nil, nil, err
	}
	o.spellSharing()
	o.openApps()
	if known {
		for _, user := range integration {
			o.Access = append(o.Access, Effective(o, user, takenAt))
		}
	}
	o.serve(takenAt, true, len(exports.gaps["tokens"]) == 0)
	o.Scanner = declaredScanner(o, c, takenAt)
	sections := coverage(o, c, p, notes, known, takenAt)
	exports.cover(sections)
	c.date(sections)
	return o, sections, nil
}

// integrationUsers checks the configuration and returns the users to be judged, sorted.
func integrationUsers(c *Config) ([]string, error) {
	at := func(field, format string, args ...any) error {
		return &evidence.Error{
			File: c.Location.File, Line: c.Location.Line, Path: "sources.salesforce." + field, Msg: fmt.Sprintf(format, args...),
		}
	}
	if c.Fields != "" && c.Fields != "integration_users" && c.Fields != "all" {
		return nil, at("fields", "wants integration_users or all, not %s", evidence.Quote(c.Fields))
	}
	var list []string
	for i, user := range c.IntegrationUsers {
		user = strings.ToLower(strings.TrimSpace(user))
		if user == "" {
			return nil, at(fmt.Sprintf("integration_users[%d]", i), "is empty: write the username")
		}
		list = append(list, user)
	}
	if len(list) == 0 {
		return nil, at("integration_users", "is missing: name the users whose access is judged, such as [clay@acme.com]")
	}
	return sortedSet(list), nil
}

// name is what the org is called: its name in the configuration or the project's folder.
func name(dir string, c *Config) string {
	if c.Name != "" {
		return c.Name
	}
	full, err := filepath.Abs(resolve(dir, c.Project))
	if err != nil {
		return c.Project
	}
	return filepath.Base(full)
}

// org joins what the project's files define. The notes say, by section, where files differ.
func (p *project) org() (*Org, map[string][]note) {
	o := &Org{Access: []Access{}, Tokens: []Token{}, Logins: []Login{}, Privileged: []Privileged{}}
	var notes map[string][]note
	o.PermissionSets, notes = joinSets(p.sets)
	notes["profiles"] = append(notes["profiles"], cutDown(o.PermissionSets, p.denying)...)
	o.Groups, notes["permission_set_groups"] = joinGroups(p.groups)
	o.Objects, notes["objects"] = joinObjects(p.objects)
	o.SharingRules, notes["sharing_rules"] = firstOf(p.rules,
		func(r SharingRule) string { return r.Object + "\x00" + r.Name },
		func(r SharingRule) evidence.Location { return r.Location },
		func(r SharingRule) SharingRule { r.Location = evidence.Location{}; return r })
	slices.SortStableFunc(o.SharingRules, func(a, b SharingRule) int {
		return strings.Compare(a.Object+"\x00"+a.Name, b.Object+"\x00"+b.Name)
	})
	o.Settings = p.settings(notes)
	apps, appNotes := firstOf(p.apps,
		func(a App) string { return a.Name + "\x00" + a.Kind },
		func(a App) evidence.Location { return a.Location },
		func(a App) App {
			a.TrustedIPs, a.Location = bareRanges(a.TrustedIPs), evidence.Location{}
			return a
		})
	apps, partNotes := joinParts(apps, p.parts)
	slices.SortStableFunc(apps, func(a, b App) int { return strings.Compare(a.Name+"\x00"+a.Kind, b.Name+"\x00"+b.Kind) })
	o.Apps, notes["apps"] = apps, append(appNotes, partNotes...)
	o.Roles, notes["roles"] = firstOf(p.roles,
		func(r Role) string { return r.Name },
		func(r Role) evidence.Location { return r.Location },
		func(r Role) Role { r.Location = evidence.Location{}; return r })
	o.PublicGroups, notes["public_groups"] = firstOf(p.public,
		func(g PublicGroup) string { return g.Name },
		func(g PublicGroup) evidence.Location { return g.Location },
		func(g PublicGroup) PublicGroup { g.Location = evidence.Location{}; return g })
	return o, notes
}

// settings takes the first file of each kind and notes those that differ.
func (p *project) settings(notes map[string][]note) Settings {
	var s Settings
	constant := func(Settings) string { return "the setting" }
	secure, secureNotes := firstOf(p.secure, constant,
		func(s Settings) evidence.Location { return s.SecurityLocation },
		func(s Settings) Settings {
			s.NetworkAccess, s.SecurityLocation = bareRanges(s.NetworkAccess), evidence.Location{}
			return s
		})
	if len(secure) > 0 {
		s = secure[0]
	}
	apps, appNotes := firstOf(p.access, constant,
		func(s Settings) evidence.Location { return s.AppLocation },
		func(s Settings) Settings { s.AppLocation = evidence.Location{}; return s })
	if len(apps) > 0 {
		s.APIAccessControl, s.AppLocation = apps[0].APIAccessControl, apps[0].AppLocation
	}
	notes["security_settings"], notes["connected_app_settings"] = secureNotes, appNotes
	return s
}
