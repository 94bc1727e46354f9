package salesforce

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// exports are the facts that only a running org knows, as somebody exported or wrote them
// down, and what they leave open.
type exports struct {
	c    *Config
	gaps map[string][]string // section -> why it is not complete
}

// readExports adds to o the tokens, logins, members of public groups and ends of credentials
// that the configuration names.
func readExports(ctx context.Context, dir string, c *Config, o *Org) (exports, error) {
	x := exports{c: c, gaps: map[string][]string{}}
	if c.TokensCSV != "" {
		rows, err := readExport(ctx, dir, c, "tokens_csv", c.TokensCSV, tokenColumns())
		if err == nil {
			o.Tokens, err = tokensOf(rows)
		}
		if err != nil {
			return x, err
		}
		if len(rows) == 0 {
			x.gap("tokens", "%s has a header and no rows: without Customize Application a user is shown its own tokens alone, and not told so", c.TokensCSV)
		}
		if len(o.Tokens) >= maxExportedTokens {
			x.gap("tokens", "%s holds %d tokens: a query of OauthToken stops at %d without a word, so ask by user", c.TokensCSV, len(o.Tokens), maxExportedTokens)
		}
	}
	if c.LoginsCSV != "" {
		rows, err := readExport(ctx, dir, c, "logins_csv", c.LoginsCSV, loginColumns())
		if err != nil {
			return x, err
		}
		if len(rows) == 0 {
			x.gap("logins", "%s has a header and no rows: whoever exported it has logged in, so that it does not hold what it is to hold", c.LoginsCSV)
		}
		var strangers int
		if o.Logins, strangers, err = loginsOf(rows, o); err != nil {
			return x, err
		}
		if without := usersWithoutID(o); strangers > 0 && len(without) > 0 {
			x.gap("logins", "%d logins are of user ids that no known user has: give %s an id under sources.salesforce.users", strangers, evidence.List(without))
		}
	}
	if err := x.groups(o); err != nil {
		return x, err
	}
	return x, x.credentials(o)
}

func (x *exports) gap(section, format string, args ...any) {
	x.gaps[section] = append(x.gaps[section], fmt.Sprintf(format, args...))
}

// groups sets the members of the public groups that the configuration lists.
func (x *exports) groups(o *Org) error {
	if len(x.c.PublicGroups) == 0 {
		return nil
	}
	if len(o.PublicGroups) == 0 {
		x.gap("public_groups", "the project has no groups/ or queues/: there may be more than sources.salesforce.public_groups lists")
	}
	listed := map[string]bool{}
	for _, g := range x.c.PublicGroups {
		key := strings.ToLower(g.Name)
		if g.Name == "" || listed[key] {
			return g.Location.At("sources.salesforce.public_groups", "%s is empty or given twice: name each group once", evidence.Quote(g.Name))
		}
		listed[key] = true
		i := slices.IndexFunc(o.PublicGroups, func(p PublicGroup) bool { return strings.EqualFold(p.Name, g.Name) })
		if i < 0 {
			o.PublicGroups = append(o.PublicGroups, PublicGroup{Name: g.Name, Location: g.Location})
			i = len(o.PublicGroups) - 1
		}
		members := []Principal{}
		for _, member := range g.Members {
			principal, err := listedMember(g, member)
			if err != nil {
				return err
			}
			members = append(members, principal)
		}
		slices.SortFunc(members, comparePrincipals)
		o.PublicGroups[i].Members, o.PublicGroups[i].Location = slices.Compact(members), g.Location // its file holds no members
	}
	slices.SortStableFunc(o.PublicGroups, func(a, b PublicGroup) int { return cmp.Compare(a.Name, b.Name) })
	for _, p := range o.PublicGroups {
		queue := len(p.Members) > 0 // a project holds the members of queues
		if !listed[strings.ToLower(p.Name)] && !queue {
			x.gap("public_groups", "sources.salesforce.public_groups does not list the members of %s", p.Name)
		}
	}
	return nil
}

// credentials sets when the secret or the certificate of an app ends, which no road to an org
// tells. An app goes by its name or, as in the policy and in tokens, by its label.
func (x *exports) credentials(o *Org) error {
	seen := map[string]bool{}
	for _, a := range x.c.Apps {
		name, hint := o.appCalled(a.Name)
		key := strings.ToLower(cmp.Or(name, a.Name))
		if a.Name == "" || seen[key] {
			return a.Location.At("sources.salesforce.apps", "%s is empty or given twice: name each app once", evidence.Quote(a.Name))
		}
		seen[key] = true
		if name == "" {
			x.gap("apps", "sources.salesforce.apps names %s, which was not read%s", a.Name, hint)
		}
		for i := range o.Apps {
			if name != "" && o.Apps[i].Name == name {
				o.Apps[i].SecretExpiresAt, o.Apps[i].CertExpiresAt = a.SecretExpiresAt, a.CertExpiresAt
			}
		}
	}
	return nil
}

// appCalled is the name of the app that a word means: by its name, or by its label where no other
// app has it. Where there is none it is "", with a hint at those that are near.
func (o *Org) appCalled(word string) (name, hint string) {
	var labelled, near []string
	for _, app := range o.Apps {
		if strings.EqualFold(app.Name, word) {
			return app.Name, ""
		}
		if strings.EqualFold(app.Label, word) {
			labelled = append(labelled, app.Name)
		}
		near = append(near, app.Name, app.Label)
	}
	switch labelled = sortedSet(labelled); len(labelled) {
	case 0:
		return "", nearest(word, near)
	case 1:
		return labelled[0], ""
	}
	return "", ": it is the label of " + evidence.List(labelled) + ", so write the name of one"
}

// coverFiles says what the exports of tokens and logins make of their sections.
func (x *exports) coverFiles(s evidence.Sections) {
	for _, export := range []struct {
		section, file string
		at            evidence.Time
	}{{"tokens", x.c.TokensCSV, x.c.TokensObservedAt}, {"logins", x.c.LoginsCSV, x.c.LoginsObservedAt}} {
		if export.file != "" {
			s["salesforce."+export.section] = evidence.Coverage{
				State: state(x.gaps[export.section]), Source: "csv", ObservedAt: export.at, Reason: evidence.List(x.gaps[export.section]),
			}
		}
	}
}

// cover says what the exports make of the sections that a project leaves open.
func (x *exports) cover(s evidence.Sections) {
	x.coverFiles(s)
	if groups := s["salesforce.public_groups"]; len(x.c.PublicGroups) > 0 {
		groups.Source, groups.ObservedAt, groups.ObservedBy = "inventory", x.c.UsersObservedAt, x.c.UsersObservedBy // kept in the same file by the same hand
		s["salesforce.public_groups"] = lessened(groups, x.gaps["public_groups"])
	}
	if apps := s["salesforce.apps"]; apps.State != evidence.Unavailable {
		s["salesforce.apps"] = lessened(apps, x.gaps["apps"])
	}
}

// lessened is a coverage with more reasons why it is not complete.
func lessened(c evidence.Coverage, reasons []string) evidence.Coverage {
	if len(reasons) > 0 {
		c.State, c.Reason = evidence.Partial, strings.Trim(c.Reason+"; "+evidence.List(reasons), "; ")
	}
	return c
}
