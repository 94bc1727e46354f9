package rego

import (
	"context"
	"strings"
	"testing"
)

// TestRulesNeedTheSectionsOfFactsThatLieInOthers: what lies in the list of another section is
// found by whatever name and through whatever function it is read.
func TestRulesNeedTheSectionsOfFactsThatLieInOthers(t *testing.T) {
	t.Parallel()
	helpers := map[string]string{
		"_fields":    "_fields(access) := access.fields",
		"_all":       "_all contains access if some access in input.salesforce.access",
		"_named":     "_named[access.user] := access if some access in input.salesforce.access",
		"_part":      "_part(x, key) := x.user if key != \"\"\n\nelse := x",
		"_split":     "_split([user, row]) := row if user",
		"_every_one": "_every_one if every access in input.salesforce.access { access.fields }",
	}
	const fields, columns = "salesforce.fields, but the rule reads input.salesforce.access.fields", "clay.columns, but the rule reads input.clay.tables.columns"
	for name, c := range map[string]struct{ needs, body, want string }{
		"by an index":         {"salesforce.access", "input.salesforce.access[_].fields[_].access == \"rw\"", fields},
		"of a name":           {"salesforce.access", "some access in input.salesforce.access\n\tother := access\n\tother.fields[_].access == \"rw\"", fields},
		"of the org":          {"salesforce.access", "org := input.salesforce\n\tsome access in org.access\n\taccess.fields[0]", fields},
		"in a comprehension":  {"salesforce.access", "count([1 | some access in input.salesforce.access; some row in access.fields]) > 0", fields},
		"in a function":       {"salesforce.access", "some access in input.salesforce.access\n\tcount(_fields(access)) > 0", fields},
		"in a branch":         {"salesforce.access", "some access in input.salesforce.access\n\t_part(access, \"\").fields[0]", fields},
		"in a pattern":        {"salesforce.access", "some access in input.salesforce.access\n\t_split([access.user, access]).fields[0]", fields},
		"of a set":            {"salesforce.access", "some access in _all\n\taccess.fields[0]", fields},
		"of an object":        {"salesforce.access", "_named[\"x\"].fields[0]", fields},
		"of every":            {"salesforce.access", "_every_one", fields},
		"of a builtin":        {"salesforce.access", "some access in sort(input.salesforce.access)\n\tobject.get(access, \"fields\", [])[0]", fields},
		"of a builtin's key":  {"salesforce.access", "some access in input.salesforce.access\n\tcount(object.get(access, \"fields\", [])) > 0", fields},
		"unnested":            {"salesforce.access", "some access in input.salesforce.access\n\tcount(array.concat(access.fields, [])) > 0", fields},
		"negated":             {"salesforce.access", "some access in input.salesforce.access\n\tnot access.fields[0]", fields},
		"what a session adds": {"salesforce.access", "input.salesforce.access[_].potential.fields[0]", "salesforce.fields, but the rule reads input.salesforce.access.potential.fields"},
		"of an object in it":  {"salesforce.objects", "input.salesforce.objects[_].fields[0]", "salesforce.fields, but the rule reads input.salesforce.objects.fields"},
		"of objects":          {"salesforce.fields", "input.salesforce.objects[_].fields[0]", "salesforce.objects, but the rule reads input.salesforce.objects"},
		"of a set's":          {"salesforce.permission_sets", "input.salesforce.permission_sets[_].fields.Account", "salesforce.fields, but the rule reads input.salesforce.permission_sets.fields"},
		"ranges of a profile": {"salesforce.permission_sets", "input.salesforce.permission_sets[_].login_ip_ranges[0]", "salesforce.profiles, but the rule reads input.salesforce.permission_sets.login_ip_ranges"},
		"a setting":           {"salesforce.connected_app_settings", "input.salesforce.settings.network_access[0]", "salesforce.security_settings, but the rule reads input.salesforce.settings.network_access"},
		"columns":             {"clay.tables", "some table in input.clay.tables\n\tsome column in table.columns\n\tcolumn.id == \"x\"", columns},
		"columns through lib": {"clay.tables, clay.workbooks, clay.webhooks, clay.api_keys, clay.connections, clay.budgets", "some owned in data.lib.clay.owned", columns},
		"the use of keys":     {"clay.api_keys", "some key in input.clay.api_keys\n\tnot key.last_used_at", "clay.key_usage, but the rule reads input.clay.api_keys.last_used_at"},
		"worked out":          {"salesforce.assignments, salesforce.users, salesforce.permission_sets, salesforce.profiles", "input.salesforce.privileged[0]", "salesforce.permission_set_groups, but the rule reads input.salesforce.privileged"},
		"needed":              {"salesforce.access, salesforce.fields", "input.salesforce.access[_].fields[_].access == \"rw\"", ""},
		"another fact":        {"salesforce.access", "input.salesforce.access[_].objects[_].object == \"x\"", ""},
		"fields of a policy":  {"salesforce.access", "some access in input.salesforce.access\n\tdata.policy.salesforce[access.user].fields.Account", ""},
		"use of a token":      {"salesforce.tokens", "some token in input.salesforce.tokens\n\tnot token.last_used_at", ""},
		"granted fields":      {"salesforce.access", "some access in input.salesforce.access\n\tsome row in data.lib.salesforce.granted_fields(access)\n\trow.access == \"rw\"", ""},
		"the setting itself":  {"salesforce.connected_app_settings", "input.salesforce.settings.api_access_control == false", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := "findings contains {\"subject\": {\"kind\": \"salesforce.org\", \"id\": \"x\"}, \"message\": \"m\"} if {\n\t" + c.body + "\n}"
			for name, helper := range helpers {
				if strings.Contains(c.body, name) {
					body += "\n\n" + helper
				}
			}
			_, err := load(context.Background(), tree(t, map[string]string{"budget/x": ruleText("budget/x", "["+c.needs+"]", "", body)}), Options{})
			if c.want != "" {
				wantError(t, err, "custom.needs: does not name "+c.want)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}
