package clay

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// syncOnce reads a folder and gives what Sync makes of its inventory.
func syncOnce(t *testing.T, dir string) (string, []string, *Workspace) {
	t.Helper()
	ws, _, err := Read(context.Background(), dir, withCLI(), noon)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "inventory.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	got, notes, err := Sync("inventory.yaml", text, ws)
	if err != nil {
		t.Fatal(err)
	}
	return string(got), notes, ws
}

const keptByHand = `# Who looked: Ann.
observed_at: 2026-11-01   # on a Sunday
workspace: {id: "12345", name: Acme, credits: {data_balance: 5, auto_top_up: {enabled: false}}}

members:
  # the founder
  - {id: "714", email: ann@acme.com, role: Admin}
groups: []
workbooks: []
tables:
  items:
    - id: t_1
      name: "Leads — \"EMEA\"" # é: a name of more bytes than letters
      workbook: wb_1

      # Ann counts every Monday.
      row_count: 10 # rows
      declared:
        max_rows: 100
      columns:
        - {id: f_2, name: Push, conditional: false}
    # the last one
    - {name: Events, columns: []} # by name alone
  observed_by: ann@acme.com

webhooks:
- id: s_1
  name: Form
connections: [{id: aa_1, name: CRM, provider: salesforce}]
api_keys:
  crm-sync:
    purpose: sync

  of-ben: {}
# the end
`

func TestSyncChangesWhatClayKnowsAndNothingElse(t *testing.T) {
	t.Parallel()
	text := strings.Replace(keptByHand, "      workbook: wb_1\n", "", 1)
	given := answers()
	given["tables-list-c2"] = `{"data":[{"id":"t_2","name":"Events","workbook":{"id":"wb_1"}},{"id":"t_3","name":"a: b, [c] # d"}]}`
	given["tables-get-t_3"], given["tables-columns-list-t_3"] = `{"rowCount":9}`, `{"data":[]}`
	given["tables-columns-list-t_2"] = `{"data":[{"id":"f_5","name":"AI","type":"action","settings":{"authAccountId":"aa_7"}}]}`
	given["api-keys-list"] = `{"data":[{"id":"ak_1","name":"crm-sync","createdAt":"2026-06-15T08:00:00Z","scopes":["all"]},{"id":"ak_2","name":"new key"}]}`
	dir := standIn(t, text, given)
	got, notes, _ := syncOnce(t, dir)
	want := strings.NewReplacer(
		"auto_top_up: {enabled: false}", "auto_top_up: {enabled: true}",
		"workbooks: []\n", "workbooks:\n  - {id: wb_1, name: Outbound}\n",
		`name: "Leads — \"EMEA\"" # é`, "name: Leads # é",
		"row_count: 10 # rows\n", "row_count: 42 # rows\n      workbook: wb_1\n      owner: ann@acme.com\n",
		"conditional: false}", "conditional: true}",
		"{name: Events, columns: []} # by name alone\n", "{name: Events, workbook: wb_1, row_count: 0, columns: [{id: f_5, name: AI, kind: action, connection: aa_7, conditional: false}]} # by name alone\n"+
			"    - {id: t_3, name: 'a: b, [c] # d', row_count: 9}\n",
		"  name: Form\n", "  name: Form\n  submissions: 77\n",
		"    purpose: sync\n", "    purpose: sync\n    kind: public\n    owner: ann@acme.com\n    scopes: [all]\n    created_at: 2026-06-15T08:00:00Z\n",
		"  of-ben: {}\n", "  of-ben: {}\n  ak_2: {name: new key, kind: public, owner: ann@acme.com}\n",
	).Replace(text)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"clay.connection aa_7 is not in the inventory and only referred to: add it by hand"}, notes); diff != "" {
		t.Error(diff)
	}
}

// A second run finds nothing to do, whatever the first one found.
func TestSyncOfWhatWasSyncedChangesNothing(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"kept by hand": strings.Replace(keptByHand, "      workbook: wb_1\n", "", 1), "agreed": inventoryText,
		"nearly empty": "workspace: {id: \"12345\"}\n", "one line": `{workspace: {id: "12345"}, tables: [{id: t_1}], api_keys: {k: {}}, workbooks: []}`,
		"CRLF": strings.ReplaceAll(inventoryText, "\n", "\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := standIn(t, text, answers())
			once, _, _ := syncOnce(t, dir)
			if err := os.WriteFile(filepath.Join(dir, "inventory.yaml"), []byte(once), 0o600); err != nil {
				t.Fatal(err)
			}
			twice, _, ws := syncOnce(t, dir)
			if diff := cmp.Diff(once, twice); diff != "" {
				t.Error(diff)
			}
			for _, c := range ws.Contradictions {
				if c.Field != "" || len(c.MissingIn) > 0 && c.MissingIn[0] == "inventory" && listed(c) {
					t.Errorf("still contradicted: %+v\n%s", c, once)
				}
			}
			if len(ws.Tables) != 2 {
				t.Errorf("%d tables in\n%s", len(ws.Tables), once)
			}
		})
	}
}

func TestSyncSaysWhatAPersonHasToDo(t *testing.T) {
	t.Parallel()
	text := "workspace: {id: \"12345\"}\ntables:\n  - id: t_1\n    name: >-\n      Old\n      name\n    columns: []\n  - {id: t_8, name: Gone}\n"
	got, notes, _ := syncOnce(t, standIn(t, text, answers()))
	for _, part := range []string{
		"clay.table t_8 is in the inventory and not in Clay (cli): remove it by hand if it is gone",
		"tables t_1: set name to Leads by hand: its place is not one that can be edited",
		"api_keys is a new section: add the keys of everybody else, purposes and consumers by hand",
	} {
		if !strings.Contains(strings.Join(notes, "\n"), part) {
			t.Errorf("no note says %q: %q", part, notes)
		}
	}
	if !strings.Contains(got, "      Old\n      name\n") || !strings.Contains(got, "{id: t_8, name: Gone}") ||
		!strings.Contains(got, "\n# Listed by Clay. To be added by hand: the keys of everybody else, purposes and consumers.\napi_keys:\n  - {id: ak_1,") {
		t.Errorf("got\n%s", got)
	}
}

func TestSyncRefusesWhatIsNoInventory(t *testing.T) {
	t.Parallel()
	if _, _, err := Sync("i.yaml", []byte("tables: 7\n"), &Workspace{}); err == nil || !strings.HasPrefix(err.Error(), "i.yaml:1: ") {
		t.Errorf("got %v", err)
	}
}

// Whatever the text, what comes out is an inventory or an error.
func FuzzSync(f *testing.F) {
	for _, seed := range []string{keptByHand, inventoryText, "tables: []", "{tables: [{id: t_1}]}", "tables:\n- id: t_1\n", "\uFEFFtables: [{name: x}]"} {
		f.Add([]byte(seed))
	}
	rows := int64(7)
	ws := &Workspace{
		Tables:  []Table{{ID: "t_1", Name: "x", RowCount: &rows, Provenance: map[string]string{"name": "cli", "row_count": "cli"}}},
		APIKeys: []APIKey{{ID: "ak", Name: "a: b", Provenance: map[string]string{"name": "cli"}}},
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, _, err := Sync("i.yaml", data, ws)
		if err != nil {
			if !strings.Contains(err.Error(), "i.yaml") || strings.ContainsAny(err.Error(), "\n\r\x1b") {
				t.Errorf("not an error of one line that names the file: %q", err)
			}
			return
		}
		var in inventory
		if _, err := evidence.DecodeYAML("i.yaml", got, &in); err != nil {
			t.Errorf("%v\nfrom %q\nto   %q", err, data, got)
		}
	})
}
