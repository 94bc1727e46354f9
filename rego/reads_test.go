package rego

import (
	"context"
	"strings"
	"testing"
)

// readingStored is a rule that reads a lib, the policy and its own parameters, all of them there.
const readingStored = `# METADATA
# title: A rule
# description: What it is for.
# custom:
#   severity: medium
#   needs: [clay.members, clay.tables, clay.columns, clay.webhooks, clay.workbooks, clay.api_keys, clay.connections, clay.budgets, policy.clay.roles]
#   remediation: Mend it.
#   params:
#     days: {description: Days, default: 1}
package rules.budget.good

import future.keywords.not

import data.lib.clay
import data.lib.params

findings contains finding if {
	some member in input.clay.members
	some table in input.clay.tables
	not member.email in data.policy.clay.roles.admin
	some title in data.policy.clay.roles.assign_to[member.role]
	title != data.policy.clay.api_keys.rotation.quarterly
	count(title) > _params.days
	[table.id, member.email] in clay.owned
	count(data.policy.salesforce[member.email].fields.Account.edit) > 0
	not member.email in [waiver.owner | some waiver in data.waivers]
	finding := {"subject": {"kind": "clay.member", "id": member.email}, "message": "is there"}
}

_params := params.of(rego.metadata.chain())
`

func TestLoadRefusesToReadWhatNothingDefines(t *testing.T) {
	t.Parallel()
	loaded := func(text string) error {
		_, err := load(context.Background(), tree(t, map[string]string{"budget/good": text}), Options{})
		return err
	}
	if err := loaded(readingStored); err != nil {
		t.Fatal(err)
	}
	for path, name := range map[string]string{"data.lib.params as mine": "mine.of", "data.lib": "lib.params.of", "data.lib.params.of": "of"} {
		other := strings.NewReplacer("data.lib.params\n", path+"\n", "params.of", name, "_params.days", "_params.dayz").Replace(readingStored)
		wantError(t, loaded(other), ":23: reads _params.dayz, which nothing defines")
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"path of the policy":      {"clay.roles.admin", "clay.rolez.admin", `:20: reads data.policy.clay.rolez, which nothing defines (did you mean "roles"?): the rule would pass without a word`},
		"leaf of the policy":      {"roles.admin", "roles.admins", `:20: reads data.policy.clay.roles.admins, which nothing defines (did you mean "admin"?)`},
		"behind a variable":       {"fields.Account.edit", "fields.Account.edti", `:25: reads data.policy.salesforce.*.fields.Account.edti, which nothing defines (did you mean "edit"?)`},
		"below a number":          {"rotation.quarterly", "rotation.quarterly.days", ":22: reads data.policy.clay.api_keys.rotation.quarterly.days, which nothing defines"},
		"word in a list":          {"data.policy.clay.roles.admin\n", "data.policy.clay.roles.admin.emails\n", ":20: reads data.policy.clay.roles.admin.emails, which nothing defines"},
		"value of a lib":          {"clay.owned", "clay.ownd", `:24: reads data.lib.clay.ownd, which nothing defines (did you mean "owned"?)`},
		"lib":                     {"data.lib.clay\n", "data.lib.clya as clay\n", ":24: reads data.lib.clya.owned, which nothing defines"},
		"parameter":               {"_params.days", "_params.dayz", `:23: reads _params.dayz, which nothing defines (did you mean "days"?)`},
		"parameter, another word": {"_params.days", `_params["limit"]`, `:23: reads _params.limit, which nothing defines`},
		"parameters of the rule":  {"params.of(rego.metadata.chain())", "params.of(rego.metadata.rule())", ":30: asks for its parameters in another way than _params := params.of(rego.metadata.chain())"},
		"parameters, in part":     {"params.of(rego.metadata.chain())", "params.of(rego.metadata.chain()).days", ":30: asks for its parameters in another way"},
		"parameters in a body":    {"_params.days", "params.of(rego.metadata.chain()).dayz", ":23: asks for its parameters in another way"},
		"parameters of a local":   {"\tcount(title) > _params.days", "\tlocal := params.of(rego.metadata.chain())\n\tcount(title) > local.dayz + _params.days", ":23: asks for its parameters in another way"},
		"document":                {"data.waivers", "data.wavers", `:26: reads data.wavers, which nothing defines (did you mean "waivers"?)`},
		"rule":                    {"data.waivers", "data.rules.budget.other.findings", ":26: reads data.rules.budget.other.findings, which nothing defines"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(readingStored, c.old) {
				t.Fatalf("no %q to edit", c.old)
			}
			wantError(t, loaded(strings.Replace(readingStored, c.old, c.new, 1)), "rego/rules/budget/good/good.rego"+c.want)
		})
	}
}

func TestLoadRefusesARuleThatNeedsNothingOfTheSourceItReads(t *testing.T) {
	t.Parallel()
	body := func(path string) string {
		return "findings contains finding if {\n\tsome x in input." + path + "\n\t" +
			`finding := {"subject": {"kind": "clay.workspace", "id": "w"}, "message": $"has {x}"}` + "\n}"
	}
	for path, needs := range map[string]string{"salesforce.integration_users": "salesforce.users", "roster.matches": "roster.people"} {
		_, err := load(context.Background(), tree(t, map[string]string{"budget/good": ruleText("budget/good", "[clay.members]", "", body(path))}), Options{})
		wantError(t, err, "custom.needs: does not name a section of "+strings.Split(path, ".")[0])
		mustLoad(t, map[string]string{"budget/good": ruleText("budget/good", "["+needs+"]", "", body(path))}, Options{})
	}
	dated := strings.Replace(body("roster.matches"), "some x in input.roster.matches", "x := input.taken_at", 1)
	mustLoad(t, map[string]string{"budget/good": ruleText("budget/good", "[]", "", dated)}, Options{})
}
