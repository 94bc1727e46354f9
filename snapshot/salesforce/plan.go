package salesforce

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Reading is what Live would do: every query, what it costs and what it needs. It is made
// without a call to the org.
type Reading struct {
	InstanceURL string       `json:"instance_url"`
	APIVersion  string       `json:"api_version"`
	Flow        string       `json:"flow"`
	LeastCalls  int          `json:"least_api_calls"` // in an org where every answer fits one page
	MaxAPICalls int64        `json:"max_api_calls"`
	Steps       []Step       `json:"steps"`
	Permissions []Permission `json:"permissions"`
}

// Step is one kind of request.
type Step struct {
	Sections []string `json:"sections"`        // that rest on it; empty for what no section holds
	API      string   `json:"api"`             // token, rest, tooling, bulk, soap
	Object   string   `json:"object"`          // what is asked for
	Request  string   `json:"request"`         // the query, or the call; <...> is known only later
	Least    int      `json:"least_api_calls"` // 0 where it depends on the org
	Grows    string   `json:"grows,omitempty"` // what more calls depend on
	Needs    []string `json:"needs,omitempty"` // permissions of the scanner
}

// Permission is one that the scanner's user needs.
type Permission struct {
	Name     string   `json:"name"`
	Required bool     `json:"required"` // false: without it some sections are not complete
	Why      string   `json:"why"`
	Sections []string `json:"sections"`
}

// Plan lists what Live would ask the org of c, without asking.
func Plan(c *Config) (*Reading, error) {
	if _, err := integrationUsers(c); err != nil {
		return nil, err
	}
	config, err := checkOrg(c)
	if err != nil {
		return nil, err
	}
	p := &Reading{
		InstanceURL: config.InstanceURL, APIVersion: config.APIVersion, Flow: config.Auth.Flow, MaxAPICalls: *config.MaxAPICalls,
		Steps: steps(c, config),
	}
	for _, step := range p.Steps {
		p.LeastCalls += step.Least
	}
	for _, n := range needs() {
		p.Permissions = append(p.Permissions, Permission{Name: n.permission, Required: n.required, Why: n.why, Sections: append([]string{}, n.sections...)})
	}
	return p, nil
}

const (
	perPage   = "one more for every 2,000 rows"
	perColumn = "one for every 6,000 bytes of columns: about four in an org with 418"
)

func steps(c *Config, config OrgConfig) []Step {
	var list []Step
	add := func(api, object, request string, least int, grows string, sections ...string) {
		step := Step{Sections: append([]string{}, sections...), API: api, Object: object, Request: request, Least: least, Grows: grows}
		for _, section := range sections {
			for _, n := range neededFor(section) {
				if !strings.Contains(" "+strings.Join(step.Needs, " ")+" ", " "+n+" ") {
					step.Needs = append(step.Needs, n)
				}
			}
		}
		list = append(list, step)
	}
	described := func(object string, columns []string) string {
		return "SELECT " + strings.Join(columns, ", ") + " FROM " + object
	}
	describe := func(object string, sections ...string) {
		add("rest", object, "GET sobjects/"+object+"/describe", 1, "", sections...)
	}
	if flow := config.Auth.Flow; flow != "access_token" && flow != "sf_cli" {
		add("token", "session", "POST /services/oauth2/token ("+flow+")", 1, "")
	}
	add("rest", "Organization", soqlOrganization, 1, "")
	add("rest", "limits", "GET limits", 1, "")
	add("rest", "User", soqlUsers, 1, perPage, "users")
	add("rest", "UserLogin", soqlUserLogin, 1, perPage, "users")
	add("rest", "PermissionSetLicenseAssign", soqlLicenses, 1, perPage, "users")
	describe("PermissionSet", "permission_sets", "profiles")
	add("rest", "PermissionSet", described("PermissionSet", setColumns), 1, perPage, "permission_sets", "profiles")
	add("rest", "PermissionSet", "SELECT Id, <Permissions...> FROM PermissionSet", 1, perColumn, "permission_sets", "profiles")
	add("rest", "Profile", soqlProfiles, 1, perPage, "profiles")
	add("tooling", "Profile", soqlProfile, 1, "one for every profile", "profiles")
	describe("PermissionSetGroup", "permission_set_groups")
	add("rest", "PermissionSetGroup", described("PermissionSetGroup", groupColumns), 1, perPage, "permission_set_groups")
	add("rest", "MutingPermissionSet", described("MutingPermissionSet", mutingColumns), 0,
		"where there are groups: a describe, this query and one for every 6,000 bytes of columns", "permission_sets")
	add("rest", "PermissionSetGroupComponent", soqlComponents, 0, "where there are groups: one for every 2,000 rows", "permission_set_groups")
	describe("PermissionSetAssignment", "assignments")
	add("rest", "PermissionSetAssignment", described("PermissionSetAssignment", assignmentColumns), 1, perPage, "assignments")
	describe("ObjectPermissions", "permission_sets", "profiles")
	add("rest", "ObjectPermissions", described("ObjectPermissions", objectColumns), 1, perPage, "permission_sets", "profiles")
	if c.Fields == "all" {
		add("bulk", "FieldPermissions", soqlFields, 3, "one more for every 100,000 rows, and one for every look at the job", "fields", "access")
	} else {
		add("rest", "FieldPermissions", soqlFields+" WHERE ParentId IN (<what reaches the integration users>)", 1, perPage, "fields", "access")
	}
	add("rest", "SetupEntityAccess", soqlSetup, 1, perPage, "permission_sets", "profiles")
	for _, kind := range slices.Sorted(maps.Keys(setupNames())) {
		if how := setupNames()[kind]; how.soql != "" {
			_, object, _ := strings.Cut(how.soql, " FROM ")
			add("rest", object, how.soql+" WHERE "+how.id+" IN (<opened by a set>)", 0, "where a set opens one: one for every 150")
		}
	}
	add("rest", "UserRole", soqlRoles, 1, perPage, "roles")
	add("rest", "Group", soqlGroups, 1, perPage, "public_groups")
	add("rest", "GroupMember", soqlMembers, 1, perPage, "public_groups")
	add("rest", "userinfo", "GET /services/oauth2/userinfo", 1, "")
	add("rest", "EntityDefinition", soqlEntities+" ORDER BY DurableId LIMIT 2000", 2, perPage, "objects")
	add("rest", "describe", "GET sobjects/<object>/describe", 0, "one for every object that an integration user reaches", "fields", "access")
	for _, each := range []struct{ kind, section string }{
		{"SharingRules", "sharing_rules"}, {"SecuritySettings", "security_settings"}, {"ConnectedAppSettings", "connected_app_settings"},
		{"ConnectedApp", "apps"}, {"ExternalClientApplication", "apps"}, {"ExtlClntAppOauthConfigurablePolicies", "apps"},
		{"ExtlClntAppOauthSettings", "apps"}, {"ExtlClntAppGlobalOauthSettings", "apps"},
	} {
		request, grows := "listMetadata, readMetadata "+each.kind, "one for every 10 components"
		if strings.HasSuffix(each.kind, "Settings") && each.section != "apps" {
			request, grows = "readMetadata "+each.kind, ""
		}
		add("soap", each.kind, request, 1, grows, each.section)
	}
	add("rest", "ConnectedApplication", soqlApps, 1, perPage, "apps")
	if c.TokensCSV == "" {
		add("rest", "OauthToken", soqlTokenCount, 1, "", "tokens")
		add("rest", "OauthToken", soqlTokens, 1, "one more for every 500 rows, to 2,500", "tokens")
	}
	if c.LoginsCSV == "" {
		add("rest", "LoginHistory", soqlLogins+" WHERE UserId IN (<integration users>) AND LoginTime >= <90 days ago>", 1, perPage, "logins")
	}
	add("tooling", "SecurityHealthCheck", soqlHealth, 1, "")
	add("rest", "owned records", soqlOwned, 0, "one for every integration user and object that it reaches and that has owners")
	return list
}

// Text is the plan for a person.
func (p *Reading) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Reads %s over API %s (flow %s). At least %d API calls, at most %d (max_api_calls).\nNothing is written: the client lets reads through and nothing else.\n\n",
		or(p.InstanceURL, "the org that the login names"), p.APIVersion, p.Flow, p.LeastCalls, p.MaxAPICalls)
	b.WriteString("Permissions of the scanner's user:\n")
	for _, n := range p.Permissions {
		kind := "optional"
		if n.Required {
			kind = "required"
		}
		fmt.Fprintf(&b, "  %-21s %s  %s\n", n.Name, kind, n.Why)
	}
	b.WriteString("\nRequests:\n")
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "  %-8s %s\n", s.API, s.Request)
		var more []string
		if len(s.Sections) > 0 {
			more = append(more, "for "+strings.Join(s.Sections, ", "))
		}
		more = append(more, fmt.Sprintf("calls: %d", s.Least))
		if s.Grows != "" {
			more[len(more)-1] += ", " + s.Grows
		}
		if len(s.Needs) > 0 {
			more = append(more, "needs "+strings.Join(s.Needs, ", "))
		}
		fmt.Fprintf(&b, "           %s\n", strings.Join(more, "; "))
	}
	return b.String()
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
