package clay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const ann = "members: [{email: ann@x.example, role: admin}]\n"
	for name, test := range map[string]struct{ text, want string }{
		"an unknown section":         {"membrs: []\n", `clay.yaml:1: unknown key "membrs" (did you mean "members"?)`},
		"an unknown field":           {"members:\n- emial: a\n", `clay.yaml:2: members[0]: unknown key "emial" (did you mean "email"?)`},
		"provenance by hand":         {"members:\n- provenance: {}\n", `clay.yaml:2: members[0]: unknown key "provenance" (known: email, expires_at, external, groups, id, invited_at, joined_at, mcp_credit_limit, mcp_user, name, role, role_raw, sponsor, state)`},
		"a section that is a value":  {"members: none\n", `clay.yaml:1: members: wants a list, not a single value`},
		"a bad date of the file":     {"observed_at: today\n", `clay.yaml:1: observed_at: "today" is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z`},
		"a member without email":     {"members:\n- role: admin\n", `clay.yaml:2: members[0].email: is missing`},
		"a member without role":      {"members:\n- email: a@x.example\n", `clay.yaml:2: members[0].role: is missing`},
		"a malformed email":          {"members:\n- role: admin\n  email: ann at x\n", `clay.yaml:3: members[0].email: "ann at x" is not an email address`},
		"an email in a wrapped list": {"members:\n  items:\n  - role: admin\n    email: ann\n", `clay.yaml:4: members.items[0].email: "ann" is not an email address`},
		"a duplicate email": {
			"members:\n- {email: a@x.example, role: admin}\n- {email: A@x.example, role: user}\n",
			`clay.yaml:3: members[1]: email "a@x.example" is listed twice (first on line 2)`,
		},
		"a duplicate member id": {
			"members:\n- {email: a@x.example, role: admin, id: '1'}\n- {email: b@x.example, role: user, id: '1'}\n",
			`clay.yaml:3: members[1]: id "1" is listed twice (first on line 2)`,
		},
		"an unknown state":                    {"members:\n- {email: a@x.example, role: admin, state: pendign}\n", `clay.yaml:2: members[0].state: unknown word "pendign" (did you mean "pending"?)`},
		"a malformed sponsor":                 {"members:\n- {email: a@x.example, role: admin, sponsor: '@b'}\n", `clay.yaml:2: members[0].sponsor: "@b" is not an email address`},
		"a negative MCP limit":                {"members:\n- {email: a@x.example, role: admin, mcp_credit_limit: -0.5}\n", `clay.yaml:2: members[0].mcp_credit_limit: is -0.5: an amount is never negative`},
		"a member of no group":                {"groups: [{name: RevOps, members: []}]\nmembers:\n- {email: a@x.example, role: admin, groups: [Revops]}\n", `clay.yaml:3: members[0].groups[0]: no group "Revops" is listed (did you mean "RevOps"?)`},
		"a group of no member":                {ann + "groups:\n- name: G\n  members: [ANN@x.example, amn@x.example]\n", `clay.yaml:4: groups[0].members[1]: no member "amn@x.example" is listed: take them off the group, or list them under members (did you mean "ann"?)`},
		"a group of a member who was removed": {ann + "groups:\n- name: G\n  members: [ANN@x.example, bob@x.example]\n", `clay.yaml:4: groups[0].members[1]: no member "bob@x.example" is listed: take them off the group, or list them under members`},
		"a group without name":                {"groups: [{members: []}]\n", `clay.yaml:1: groups[0].name: is missing`},
		"a group nobody looked into":          {"groups: [{name: G}]\n", `clay.yaml:1: groups[0].members: is missing: write [] if the group is empty`},
		"a duplicate group":                   {"groups:\n- name: G\n- name: G\n", `clay.yaml:3: groups[1]: name "G" is listed twice (first on line 2)`},
		"an unknown plan":                     {"workspace:\n  id: a\n  plan: grwth\n", `clay.yaml:3: workspace.plan: unknown word "grwth" (did you mean "growth"?)`},
		"a row ceiling of zero":               {"workspace:\n  id: a\n  row_ceiling: 0\n", `clay.yaml:3: workspace.row_ceiling: is 0: the limit must be at least 1`},
		"a negative allotment":                {"workspace:\n  id: a\n  credits:\n    data_allotment: -1\n", `clay.yaml:4: workspace.credits.data_allotment: is -1: an amount is never negative`},
		"a negative cap":                      {"workspace:\n  id: a\n  credits:\n    auto_top_up: {daily_cap_cents: -1}\n", `clay.yaml:4: workspace.credits.auto_top_up.daily_cap_cents: is -1: a count is never negative`},
		"a workspace without id":              {"workspace:\n  plan: free\n", `leastwise.yaml:4: sources.clay.workspace: is missing: give the id or name of the workspace`},
		"another workspace":                   {"workspace: {id: globex, name: Globex}\n", `clay.yaml:1: workspace.id: is "globex", but sources.clay.workspace is "acme": this is the inventory of another workspace`},
		"a workbook without id":               {"workbooks: [{owner: a@x.example}]\n", `clay.yaml:1: workbooks[0].name: is missing`},
		"an unknown edit access":              {"workbooks: [{id: w, edit_access: all}]\n", `clay.yaml:1: workbooks[0].edit_access: unknown word "all" (known: anyone, restricted)`},
		"a malformed collaborator":            {"workbooks: [{id: w, collaborators: [RevOps, a@]}]\n", `clay.yaml:1: workbooks[0].collaborators[1]: "a@" is not an email address`},
		"a workbook of no budget":             {"budgets: [{name: Growth}]\nworkbooks:\n- {id: w, budget: Grwth}\n", `clay.yaml:3: workbooks[0].budget: no budget "Grwth" is listed (did you mean "Growth"?)`},
		"a table of no workbook":              {"workbooks: [{id: wb_1}]\ntables:\n- {id: t, workbook: wb_2}\n", `clay.yaml:3: tables[0].workbook: no workbook "wb_2" is listed (did you mean "wb_1"?)`},
		"a duplicate table":                   {"tables:\n- id: t\n- name: t\n", `clay.yaml:3: tables[1]: id "t" is listed twice (first on line 2)`},
		"a table owner by name":               {"tables:\n- id: t\n  owner: Ann\n", `clay.yaml:3: tables[0].owner: "Ann" is not an email address`},
		"a negative row count":                {"tables:\n- id: t\n  row_count: -5\n", `clay.yaml:3: tables[0].row_count: is -5: a count is never negative`},
		"rows that are no number":             {"tables:\n- id: t\n  row_count: lots\n", `clay.yaml:3: tables[0].row_count: wants a whole number, not "lots"`},
		"a negative budget":                   {"tables:\n- id: t\n  declared:\n    max_rows: -5\n", `clay.yaml:4: tables[0].declared.max_rows: is -5: a count is never negative`},
		"a column of no connection":           {"connections: [{id: aa_1, provider: x}]\ntables:\n- id: t\n  columns:\n  - {id: c, connection: aa_2}\n", `clay.yaml:5: tables[0].columns[0].connection: no connection "aa_2" is listed (did you mean "aa_1"?)`},
		"a duplicate column":                  {"tables:\n- id: t\n  columns:\n  - id: c\n  - id: c\n", `clay.yaml:5: tables[0].columns[1]: id "c" is listed twice (first on line 4)`},
		"an unknown column kind":              {"tables: [{id: t, columns: [{id: c, kind: acton}]}]\n", `clay.yaml:1: tables[0].columns[0].kind: unknown word "acton" (did you mean "action"?)`},
		"a budget of no table":                {"tables: [{id: t_1}]\ntable_budgets:\n- tableId: t_2\n", `clay.yaml:3: table_budgets[0].tableId: no table "t_2" is listed (did you mean "t_1"?)`},
		"a budget without table":              {"table_budgets: [{maxRows: 1}]\n", `clay.yaml:1: table_budgets[0].tableId: is missing`},
		"a negative budget row":               {"table_budgets: [{tableId: a, monthlyCreditsEstimate: -1}]\n", `clay.yaml:1: table_budgets[0].monthlyCreditsEstimate: is -1: an amount is never negative`},
		"a duplicate budget row":              {"table_budgets:\n- tableId: a\n- tableId: a\n", `clay.yaml:3: table_budgets[1]: tableId "a" is listed twice (first on line 2)`},
		"two budgets of a table":              {"tables:\n- id: a\n  declared:\n    max_rows: 1\ntable_budgets:\n- tableId: a\n", `clay.yaml:6: table_budgets[0].tableId: the budget of "a" stands on line 4 already: keep one of them`},
		"a budget of another name":            {"tables:\n- {id: a, name: A}\ntable_budgets:\n- {tableId: a, tableName: B}\n", `clay.yaml:4: table_budgets[0].tableName: is "B", but line 2 names the table "A"`},
		"a webhook of no table":               {"tables: []\nwebhooks:\n- {id: w, table: t}\n", `clay.yaml:3: webhooks[0].table: no table "t" is listed`},
		"a webhook limit of zero":             {"webhooks: [{id: w, limit: 0}]\n", `clay.yaml:1: webhooks[0].limit: is 0: the limit must be at least 1`},
		"negative submissions":                {"webhooks: [{id: w, submissions: -1}]\n", `clay.yaml:1: webhooks[0].submissions: is -1: a count is never negative`},
		"a connection of no provider":         {"connections: [{id: c}]\n", `clay.yaml:1: connections[0].provider: is missing`},
		"an unknown method":                   {"connections: [{id: c, provider: x, method: Oath}]\n", `clay.yaml:1: connections[0].method: unknown word "Oath" (did you mean "oauth"?)`},
		"an unknown status":                   {"connections: [{id: c, provider: x, status: eror}]\n", `clay.yaml:1: connections[0].status: unknown word "eror" (did you mean "error"?)`},
		"an unknown access":                   {"connections: [{id: c, provider: x, access: some}]\n", `clay.yaml:1: connections[0].access: unknown word "some" (known: anyone, specific)`},
		"a duplicate key":                     {"api_keys:\n- name: k\n- name: k\n", `clay.yaml:3: api_keys[1]: id "k" is listed twice (first on line 2)`},
		"a duplicate key of the map":          {"api_keys:\n  k: {}\n  k: {}\n", `clay.yaml:3: api_keys.k: is given twice (first on line 2)`},
		"a key under another id":              {"api_keys:\n  k: {id: j}\n", `clay.yaml:2: api_keys.k: has another id than the key it stands under`},
		"an unknown field of a key":           {"api_keys:\n  k: {pupose: x}\n", `clay.yaml:2: api_keys.k: unknown key "pupose" (did you mean "purpose"?)`},
		"a key that is not suggested":         {"api_keys: {k: {kye: x}}\n", `clay.yaml:1: api_keys.k: unknown key "kye" (known: consumers, created_at, declared_scopes, id, kind, last_used_at, name, owner, purpose, review_at, rotated_at, rotation, scopes, used_by)`},
		"an unknown key kind":                 {"api_keys: {k: {kind: legcy}}\n", `clay.yaml:1: api_keys.k.kind: unknown word "legcy" (did you mean "legacy"?)`},
		"a budget without name":               {"budgets: [{limit: 1}]\n", `clay.yaml:1: budgets[0].name: is missing`},
		"a usage without period":              {"usage: {by_resource: []}\n", `clay.yaml:1: usage.from: is missing`},
		"a usage that ends early":             {"usage: {from: 2026-02-01, to: 2026-01-01, by_resource: []}\n", `clay.yaml:1: usage.to: is before from`},
		"a usage of nothing":                  {"usage: {from: 2026-01-01, to: 2026-02-01}\n", `clay.yaml:1: usage.by_resource: is missing: write [] if nothing was spent`},
		"usage without credits":               {"usage:\n  from: 2026-01-01\n  to: 2026-02-01\n  by_resource:\n  - name: a\n", `clay.yaml:5: usage.by_resource[0].credits: is missing: write 0 if nothing was spent`},
		"usage of a resource twice":           {"usage:\n  from: 2026-01-01\n  to: 2026-02-01\n  by_resource:\n  - {id: a, credits: 1}\n  - {id: a, credits: 1}\n", `clay.yaml:6: usage.by_resource[1]: id "a" is listed twice (first on line 5)`},
		"a negative MCP default":              {"mcp: {default_credit_limit: -1}\n", `clay.yaml:1: mcp.default_credit_limit: is -1: an amount is never negative`},
		"a rotation of no key":                {"rotation_log: [{at: 2026-01-01}]\n", `clay.yaml:1: rotation_log[0].key: is missing`},
		"a rotation without date":             {"rotation_log: [{key: k}]\n", `clay.yaml:1: rotation_log[0].at: is missing`},
		"a change of nothing":                 {"change_log: [{kind: table, at: 2026-01-01, by: ann}]\n", `clay.yaml:1: change_log[0].id: is missing`},
		"a change of no kind":                 {"change_log: [{id: t_1, at: 2026-01-01, by: ann}]\n", `clay.yaml:1: change_log[0].kind: is missing`},
		"a change of another kind":            {"change_log: [{kind: tables, id: t_1, at: 2026-01-01, by: ann}]\n", `clay.yaml:1: change_log[0].kind: unknown word "tables" (did you mean "table"?)`},
		"a change without date":               {"change_log: [{kind: table, id: t_1, by: ann}]\n", `clay.yaml:1: change_log[0].at: is missing`},
		"a change by nobody":                  {"change_log: [{kind: table, id: t_1, at: 2026-01-01}]\n", `clay.yaml:1: change_log[0].by: is missing`},
		"a new member by name":                {"change_log: [{kind: member, id: Ann, at: 2026-01-01, by: ann}]\n", `clay.yaml:1: change_log[0].id: "Ann" is not an email address`},
		"an ambiguous date":                   {"rotation_log: [{key: k, at: 01/02/2026}]\n", `clay.yaml:1: rotation_log[0].at: date "01/02/2026" is ambiguous: write it year first, as 2026-01-31`},
		"an attestation by nobody":            {"attestations: [{control: c, at: 2026-01-01}]\n", `clay.yaml:1: attestations[0].by: is missing`},
		"an unknown declared role":            {"roles:\n  editr: {assign_to: [x]}\n", `clay.yaml:2: roles.editr: unknown role (did you mean "editor"?)`},
		"two words for a role":                {"roles:\n  editor: {assign_to: x}\n  member: {assign_to: y}\n", `clay.yaml:3: roles.member: is the same role as editor: keep one of them`},
		"a role for nobody":                   {"roles:\n  admin:\n", `clay.yaml:2: roles.admin.assign_to: is missing: write [] if nobody is to hold the role`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ws, coverage, err := read(t, test.text)
			if got := fmt.Sprint(err); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			var ours *evidence.Error
			if !errors.As(err, &ours) || ws != nil || coverage != nil {
				t.Errorf("got %T, %v, %v, want an *evidence.Error alone", err, ws, coverage)
			}
		})
	}
}

func TestReadRefusesAConfigurationItCannotHonour(t *testing.T) {
	t.Parallel()
	no := false
	for name, test := range map[string]struct {
		config Config
		want   string
	}{
		"a missing file":      {Config{Inventory: "none.yaml"}, `leastwise.yaml:4: sources.clay.inventory: no such file: none.yaml`},
		"a folder":            {Config{Inventory: "."}, `leastwise.yaml:4: sources.clay.inventory: is a folder, not a file: .`},
		"no workspace at all": {Config{CLI: &CLI{Enabled: &no}, ExperimentalV3: &no}, `leastwise.yaml:4: sources.clay.workspace: is missing: give the id or name of the workspace`},
	} {
		test.config.Location = config
		if _, _, err := Read(context.Background(), t.TempDir(), &test.config, noon); fmt.Sprint(err) != test.want {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
	}
}

func TestReadNeverRepeatsASecret(t *testing.T) {
	t.Parallel()
	const canary = "sk-canary-5f3a9c"
	const found = "holds a secret: write env:NAME or file:PATH instead, or the name of a key, and revoke it if this file was ever shared"
	for name, test := range map[string]struct{ text, want string }{
		"a key beside its id":     {"api_keys:\n- id: k\n  key: CANARY\n", `clay.yaml:3: api_keys[0].key: ` + errSecret.Error()},
		"a key in the map":        {"api_keys:\n  k:\n    secret: CANARY\n", `clay.yaml:3: ` + found},
		"a token":                 {"api_keys: {k: {token: CANARY}}\n", `clay.yaml:1: ` + found},
		"a value":                 {"api_keys: {k: {value: CANARY}}\n", `clay.yaml:1: api_keys.k.value: ` + errSecret.Error()},
		"a list of keys":          {"api_keys: {k: {key: [CANARY]}}\n", `clay.yaml:1: api_keys.k.key: wants a single value, not a list`},
		"a key for its entry":     {"api_keys: {k: CANARY}\n", `clay.yaml:1: api_keys.k: wants a mapping of keys, not a single value`},
		"keys for entries":        {"api_keys: [CANARY]\n", `clay.yaml:1: api_keys[0]: wants a mapping of keys, not a single value`},
		"a key like an alias":     {"api_keys: {k: {key: *CANARY }}\n", `clay.yaml:1: YAML aliases are not accepted: put a value that starts with "*" in quotes`},
		"a key like a tag":        {"api_keys: {k: {key: !CANARY }}\n", `clay.yaml:1: YAML tags are not accepted: put a value that starts with "!" in quotes`},
		"a token as has_auth":     {"webhooks: [{id: w, has_auth: CANARY}]\n", `clay.yaml:1: webhooks[0].has_auth: wants true or false, not text`},
		"a webhook's token":       {"webhooks: [{id: w, auth_token: CANARY}]\n", `clay.yaml:1: ` + found},
		"a connection's password": {"connections: [{id: c, password: CANARY}]\n", `clay.yaml:1: ` + found},
		"a URL that is not one":   {"webhooks: [{id: w, url: CANARY}]\n", `clay.yaml:1: webhooks[0].url: is not a URL that starts with https://`},
		"a URL as its hash":       {"webhooks: [{id: w, url_hash: 'https://x.example/CANARY'}]\n", `clay.yaml:1: webhooks[0].url_hash: is not sha256: and 64 hexadecimal digits: to have it computed, write the URL under url`},
		"a URL and its hash":      {"webhooks: [{id: w, url: 'https://x.example/CANARY', url_hash: 'sha256:" + strings.Repeat("0", 64) + "'}]\n", `clay.yaml:1: webhooks[0].url: stands beside url_hash: keep one of them`},
		"a URL as an id":          {"webhooks: [{id: 'https://x.example/CANARY'}]\n", `clay.yaml:1: webhooks[0].id: is a URL, which may be a secret: use an id or a name`},
		"a URL as a name":         {"webhooks: [{id: w, name: 'https://x.example/CANARY'}]\n", `clay.yaml:1: webhooks[0].name: is a URL, which may be a secret: use an id or a name`},
		"a header with its value": {"tables: [{id: t, columns: [{id: c, inline_header_names: ['Authorization: CANARY']}]}]\n", `clay.yaml:1: tables[0].columns[0].inline_header_names[0]: is not the name of a header: write the name alone, never its value`},
		"a webhook in prose":      {"webhooks: [{id: w, name: x, table: 'api.clay.com/v3/sources/webhook/CANARY'}]\n", `clay.yaml:1: ` + strings.Replace(found, "a secret", "a Clay webhook URL", 1)},
		"a Clay URL":              {"webhooks: [{id: w, url: 'https://api.clay.com/v3/sources/webhook/CANARY'}]\n", `<nil>`},
		"a URL that was accepted": {"webhooks: [{id: w, url: 'https://x.example/CANARY'}]\n", `<nil>`},
	} {
		ws, _, err := read(t, strings.ReplaceAll(test.text, "CANARY", canary))
		if got := fmt.Sprint(err); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
		out, err := json.Marshal(ws)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(out), canary) {
			t.Errorf("%s: the workspace holds the secret: %s", name, out)
		}
	}
}
