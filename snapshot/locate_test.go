package snapshot

import (
	"slices"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"

	"github.com/google/go-cmp/cmp"
)

// subjects is one subject of every kind in the sample, with its place; none for those that a
// snapshot has no place for.
func subjects() map[string]struct{ id, place string } {
	const project = "force-app/main/default/"
	set := project + "permissionsets/Clay.permissionset-meta.xml"
	return map[string]struct{ id, place string }{
		"clay.workspace":                    {"acme-gtm", "clay.yaml:3"},
		"clay.member":                       {"vera@agency.example", "clay.yaml:27"},
		"clay.group":                        {"ops", "clay.yaml:31"},
		"clay.workbook":                     {"wb_1", "clay.yaml:35"},
		"clay.table":                        {"t_1", "clay.yaml:40"},
		"clay.column":                       {"t_1/c_1", "clay.yaml:50"},
		"clay.webhook":                      {"wh_1", "clay.yaml:60"},
		"clay.connection":                   {"conn_sf", "clay.yaml:70"},
		"clay.api_key":                      {"crm-sync-prod", "clay.yaml:90"},
		"clay.budget":                       {"inbound", "clay.yaml:100"},
		"clay.usage":                        {"Clearbit", "exports/integrations.csv:2"},
		"clay.mcp":                          {"mcp", "clay.yaml:110"},
		"clay.rotation":                     {"crm-sync-prod", "clay.yaml:115"},
		"clay.attestation":                  {"access_review", "clay.yaml:120"},
		"salesforce.org":                    {"acme", project + "sfdx-project.json:1"},
		"salesforce.user":                   {"clay@acme.com", "leastwise.yaml:26"},
		"salesforce.permission":             {"clay@acme.com/ApiEnabled", project + "profiles/Clay API.profile-meta.xml:5"},
		"salesforce.object_access":          {"clay@acme.com/Account", set + ":20"},
		"salesforce.field_access":           {"clay@acme.com/Account.Website", set + ":8"},
		"salesforce.setup_access":           {"clay@acme.com/apex_class:ClaySync", set + ":3"},
		"salesforce.permission_set":         {"Clay", set + ":1"},
		"salesforce.profile":                {"Clay API", project + "profiles/Clay API.profile-meta.xml:1"},
		"salesforce.permission_set_group":   {"Integrations", project + "permissionsetgroups/Integrations.permissionsetgroup-meta.xml:1"},
		"salesforce.assignment":             {"clay@acme.com/Integrations", "leastwise.yaml:30"},
		"salesforce.object":                 {"Account", project + "objects/Account/Account.object-meta.xml:1"},
		"salesforce.sharing_rule":           {"Account.Clay_EMEA", project + "sharingRules/Account.sharingRules-meta.xml:3"},
		"salesforce.security_settings":      {"Security", project + "settings/Security.settings-meta.xml:1"},
		"salesforce.connected_app_settings": {"ConnectedApp", project + "settings/ConnectedApp.settings-meta.xml:1"},
		"salesforce.app":                    {"Clay", project + "externalClientApps/Clay.eca-meta.xml:1"},
		"salesforce.role":                   {"COO", project + "roles/COO.role-meta.xml:1"},
		"salesforce.public_group":           {"EMEA", project + "groups/EMEA.group-meta.xml:1"},
		"salesforce.token":                  {"0CQ000000000001", "OauthToken/0CQ000000000001"},
		"salesforce.login":                  {"clay@acme.com/52.7.81.233", "LoginHistory"},
		"salesforce.login_range":            {"clay@acme.com/52.7.81.233-52.7.81.233", project + "profiles/Clay API.profile-meta.xml:12"},
		"roster.person":                     {"ann@acme.com", "roster.csv:2"},
		"snapshot.section":                  {"clay.inventory", "clay.yaml:2"},
		"policy.clay":                       {"acme", ""},
		"policy.user":                       {"clay@acme.com", ""},
		"policy.waiver":                     {"budget/x:y", ""},
	}
}

func TestLocateKnowsEveryKind(t *testing.T) {
	t.Parallel()
	locator := tidied().Locator()
	seen := []string{}
	for kind, want := range subjects() {
		seen = append(seen, kind)
		at, ok := locator.Locate(kind, want.id)
		if at.String() != want.place || ok != (want.place != "") {
			t.Errorf("%s %s: %v, %v; want %q", kind, want.id, at, ok, want.place)
		}
		if at, ok := locator.Locate(kind, "no such thing"); ok {
			t.Errorf("%s that is not there is at %v", kind, at)
		}
	}
	slices.Sort(seen)
	if diff := cmp.Diff(Kinds(), seen); diff != "" {
		t.Errorf("Kinds and the kinds tested differ:\n%s", diff)
	}
}

func TestLocateFindsOtherPlaces(t *testing.T) {
	t.Parallel()
	s := tidied()
	s.Clay.RotationLog = []clay.Rotation{
		{Key: "k", At: "2025-01-01T00:00:00Z", Location: inventory(200)}, {Key: "k", At: "2026-01-01T00:00:00Z", Location: inventory(201)},
	}
	s.Clay.Members[0].Location = evidence.Location{}
	tests := []struct{ name, kind, id, want string }{
		{"unknown kind", "clay.thing", "t_1", ""},
		{"kind without its source's name", "member", "ann@acme.com", ""},
		{"subject whose place is not known", "clay.member", "ann@acme.com", ""},
		{"latest rotation of a key", "clay.rotation", "k", "clay.yaml:201"},
		{"every object", "salesforce.object_access", "clay@acme.com/*", setFile(40).String()},
		{"grant that only session activation gives", "salesforce.permission", "clay@acme.com/ModifyAllData", setFile(44).String()},
		{"assignment of a set", "salesforce.assignment", "clay@acme.com/Clay", "leastwise.yaml:31"},
		{"muting set", "salesforce.permission_set", "Clay_mute", metadata("mutingpermissionsets/Clay_mute.mutingpermissionset-meta.xml", 1).String()},
		{"profile is no permission set", "salesforce.permission_set", "Clay API", ""},
		{"thing that only a contradiction knows", "clay.api_key", "ak_9", "answers/api-keys-list.json:4"},
		{"other workspace", "clay.workspace", "acme", ""},
	}
	locator := s.Locator()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if at, ok := locator.Locate(test.kind, test.id); at.String() != test.want || ok != (test.want != "") {
				t.Errorf("got %v, %v; want %q", at, ok, test.want)
			}
		})
	}
	if _, ok := (&Snapshot{}).Locator().Locate("clay.mcp", "mcp"); ok {
		t.Error("an empty snapshot knows a place")
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	s := tidied()
	if diff := cmp.Diff([]string{"clay/acme-gtm", "salesforce/acme"}, s.Targets()); diff != "" {
		t.Error(diff)
	}
	for _, kind := range Kinds() {
		want := "leastwise"
		switch {
		case strings.HasPrefix(kind, "clay."):
			want = "clay/acme-gtm"
		case strings.HasPrefix(kind, "salesforce."):
			want = "salesforce/acme"
		}
		if got := s.Target(kind); got != want {
			t.Errorf("%s: %s, want %s", kind, got, want)
		}
	}
	bare := &Snapshot{}
	if len(bare.Targets()) != 0 || bare.Targets() == nil || bare.Target("clay.member") != "leastwise" {
		t.Errorf("without sources: %v, %s", bare.Targets(), bare.Target("clay.member"))
	}
}
