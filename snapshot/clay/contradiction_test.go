package clay

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Every way in which Clay's answers and the inventory cannot both be right.
func TestContradictions(t *testing.T) {
	t.Parallel()
	inInventory := map[string]string{"inventory": "lists it"}
	inCLI := map[string]string{"cli": "lists it"}
	for name, test := range map[string]struct {
		inventory [2]string         // what stands in the inventory -> what stands there instead
		change    map[string]string // of the answers
		want      []Contradiction
	}{
		"a table nobody wrote down": {
			change: map[string]string{"tables-list-c2": `{"data":[{"id":"t_2","name":"Events"},{"id":"t_3","name":"Scratch"}]}`, "tables-get-t_3": `{"rowCount":9}`, "tables-columns-list-t_3": `{"data":[]}`},
			want:   []Contradiction{{Section: "tables", Kind: "clay.table", ID: "t_3", Name: "Scratch", Values: inCLI, MissingIn: []string{"inventory"}}},
		},
		"a table Clay does not have": {
			change: map[string]string{"tables-list-c2": `{"data":[]}`},
			want:   []Contradiction{{Section: "tables", Kind: "clay.table", ID: "t_2", Name: "Events", Values: inInventory, MissingIn: []string{"cli"}}},
		},
		"a table of another name and workbook": {
			change: map[string]string{"tables-list-c2": `{"data":[{"id":"t_2","name":"Happenings","workbook":{"id":"wb_9"}}]}`},
			want: []Contradiction{
				{Section: "tables", Kind: "clay.table", ID: "t_2", Name: "Events", Field: "name", Values: map[string]string{"inventory": "Events", "cli": "Happenings"}},
				{Section: "tables", Kind: "clay.table", ID: "t_2", Name: "Events", Field: "workbook", Values: map[string]string{"inventory": "wb_1", "cli": "wb_9"}},
				{Section: "workbooks", Kind: "clay.workbook", ID: "wb_9", Values: map[string]string{"cli": "names it as the workbook of table t_2"}, MissingIn: []string{"inventory"}},
			},
		},
		"a key nobody declared": {
			change: map[string]string{"api-keys-list": `{"data":[{"id":"ak_1","name":"crm-sync"},{"id":"ak_2","name":"mystery"}]}`},
			want:   []Contradiction{{Section: "api_keys", Kind: "clay.api_key", ID: "ak_2", Name: "mystery", Values: inCLI, MissingIn: []string{"inventory"}}},
		},
		"a key of another date": {
			inventory: [2]string{"{purpose: sync,", "{purpose: sync, created_at: 2026-06-16,"},
			want: []Contradiction{{Section: "api_keys", Kind: "clay.api_key", ID: "crm-sync", Name: "crm-sync", Field: "created_at",
				Values: map[string]string{"inventory": "2026-06-16T00:00:00Z", "cli": "2026-06-15T08:00:00Z"}}},
		},
		"a key of another hour": {
			inventory: [2]string{"{purpose: sync,", "{purpose: sync, created_at: 2026-06-15T09:00:00Z,"},
			want: []Contradiction{{Section: "api_keys", Kind: "clay.api_key", ID: "crm-sync", Name: "crm-sync", Field: "created_at",
				Values: map[string]string{"inventory": "2026-06-15T09:00:00Z", "cli": "2026-06-15T08:00:00Z"}}},
		},
		"a key of the same day": {inventory: [2]string{"{purpose: sync,", "{purpose: sync, created_at: 2026-06-15,"}, want: []Contradiction{}},
		"keys of others the CLI does not list": {
			inventory: [2]string{"api_keys:\n", "api_keys:\n  of-ben: {owner: ben@acme.com}\n"}, want: []Contradiction{},
		},
		"an owner the inventory lacks": {
			change: map[string]string{"tables-list-c2": `{"data":[{"id":"t_2","name":"Events","owner":{"id":"799"}}]}`},
			want:   []Contradiction{{Section: "members", Kind: "clay.member", ID: "799", Values: map[string]string{"cli": "names it as the owner of table t_2"}, MissingIn: []string{"inventory"}}},
		},
		"an owner the inventory lacks, with an address": {
			change: map[string]string{"tables-list-c2": `{"data":[{"id":"t_2","name":"Events","owner":{"id":"799","email":"Zoe@acme.com"}}]}`},
			want:   []Contradiction{{Section: "members", Kind: "clay.member", ID: "zoe@acme.com", Values: map[string]string{"cli": "names it as the owner of table t_2"}, MissingIn: []string{"inventory"}}},
		},
		"another owner": {
			change: map[string]string{"tables-list": `{"data":[{"id":"t_1","name":"Leads","owner":{"id":715}}],"cursor":"c2"}`},
			want: []Contradiction{{Section: "tables", Kind: "clay.table", ID: "t_1", Name: "Leads", Field: "owner",
				Values: map[string]string{"inventory": "ann@acme.com", "cli": "ben@acme.com"}}},
		},
		"a connection nobody wrote down": {
			change: map[string]string{"tables-columns-list-t_2": `{"data":[{"id":"f_5","name":"AI","type":"action","settings":{"authAccountId":"aa_7"}}]}`},
			want: []Contradiction{
				{Section: "columns", Kind: "clay.column", ID: "t_2/f_5", Name: "AI", Values: inCLI, MissingIn: []string{"inventory"}},
				{Section: "connections", Kind: "clay.connection", ID: "aa_7", Values: map[string]string{"cli": "names it in column t_2/f_5"}, MissingIn: []string{"inventory"}},
			},
		},
		"a column Clay does not have": {
			inventory: [2]string{"columns: []", "columns: [{id: f_8, name: Old}]"},
			want:      []Contradiction{{Section: "columns", Kind: "clay.column", ID: "t_2/f_8", Name: "Old", Values: inInventory, MissingIn: []string{"cli"}}},
		},
		"a column that runs unconditionally": {
			inventory: [2]string{"conditional: true", "conditional: false"},
			want: []Contradiction{{Section: "columns", Kind: "clay.column", ID: "t_1/f_2", Name: "Push", Field: "conditional",
				Values: map[string]string{"inventory": "false", "cli": "true"}}},
		},
		"top-up that is on": {
			inventory: [2]string{"enabled: true, threshold: 100", "enabled: false, threshold: 100"},
			want: []Contradiction{{Section: "workspace", Kind: "clay.workspace", ID: "12345", Name: "Acme", Field: "credits.auto_top_up.enabled",
				Values: map[string]string{"inventory": "false", "cli": "true"}}},
		},
		"sections nobody keeps by hand contradict nothing": {
			inventory: [2]string{"connections: [{id: aa_1, name: CRM, provider: salesforce, added_by: ann@acme.com}]\n", ""}, want: []Contradiction{},
		},
		"a table with a name for an id": {
			inventory: [2]string{"{id: t_2, name: Events, workbook: wb_1, columns: []}", "{name: Events, workbook: wb_1, columns: []}"}, want: []Contradiction{},
		},
		"an id alone is no name": {
			inventory: [2]string{"{id: t_2, name: Events,", "{id: t_2,"}, want: []Contradiction{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := answers()
			for file, text := range test.change {
				given[file] = text
			}
			text := inventoryText
			if test.inventory[0] != "" {
				if text = strings.Replace(text, test.inventory[0], test.inventory[1], 1); text == inventoryText {
					t.Fatal("the inventory is unchanged")
				}
			}
			ws, coverage, err := Read(context.Background(), standIn(t, text, given), withCLI(), noon)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, ws.Contradictions, cmpopts.IgnoreFields(Contradiction{}, "Location")); diff != "" {
				t.Error(diff)
			}
			if c := coverage["clay.contradictions"]; c.State != evidence.Complete {
				t.Errorf("contradictions are %s: %s", c.State, c.Reason)
			}
			for _, c := range ws.Contradictions {
				if c.Location == (evidence.Location{}) {
					t.Errorf("%s %s has no place", c.Kind, c.ID)
				}
			}
		})
	}
}

// What Clay says is taken where the two disagree, and the provenance says so.
func TestClayWinsAndOneThingStaysOne(t *testing.T) {
	t.Parallel()
	given := answers()
	given["tables-list-c2"] = `{"data":[{"id":"t_2","name":"Happenings"},{"id":"t_3","name":"Scratch","owner":{"id":"715"}}]}`
	given["tables-get-t_3"], given["tables-columns-list-t_3"] = `{"rowCount":9}`, `{"data":[]}`
	ws, _, err := Read(context.Background(), standIn(t, inventoryText, given), withCLI(), noon)
	if err != nil {
		t.Fatal(err)
	}
	if len(ws.Tables) != 3 || len(ws.Members) != 2 || len(ws.APIKeys) != 1 {
		t.Fatalf("got %d tables, %d members, %d keys", len(ws.Tables), len(ws.Members), len(ws.APIKeys))
	}
	events, scratch := ws.Tables[1], ws.Tables[2]
	if events.Name != "Happenings" || events.Provenance["name"] != "cli" || events.Provenance["workbook"] != "inventory" {
		t.Errorf("got %+v", events)
	}
	if scratch.Owner != "ben@acme.com" || *scratch.RowCount != 9 || scratch.Provenance["owner"] != "cli" {
		t.Errorf("got %+v", scratch)
	}
}

// folder writes answers as files of a folder, as docs/clay.md has it.
func folder(t *testing.T, dir string, given map[string]string) {
	t.Helper()
	for name, text := range given {
		file := filepath.Join(dir, "answers", name+".json")
		switch table, perTable := strings.CutPrefix(name, "tables-get-"); {
		case name == "version":
			file = filepath.Join(dir, "answers", "version")
		case name == "tables-list-c2":
			file = filepath.Join(dir, "answers", "tables-list-2.json")
		case perTable:
			file = filepath.Join(dir, "answers", "tables-get", table+".json")
		case strings.HasPrefix(name, "tables-columns-list-"):
			file = filepath.Join(dir, "answers", "tables-columns-list", strings.TrimPrefix(name, "tables-columns-list-")+".json")
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(text, "CANARY", canary)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnswersOfAFolderAreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	dir := standIn(t, inventoryText, answers())
	want, wantCoverage, err := Read(context.Background(), dir, withCLI(), noon)
	if err != nil {
		t.Fatal(err)
	}
	folder(t, dir, answers())
	c := withCLI()
	c.CLI = &CLI{Answers: "answers", ObservedAt: "2026-11-02T12:00:00Z"}
	got, coverage, err := Read(context.Background(), dir, c, noon)
	if err != nil {
		t.Fatal(err)
	}
	noSecret(t, got, coverage)
	if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(evidence.Location{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(wantCoverage, coverage); diff != "" {
		t.Error(diff)
	}
	if got := got.OutboundWebhooks[0].Location; got != (evidence.Location{File: "answers/webhooks-list.json", Line: 1}) {
		t.Errorf("the webhook is at %s", got)
	}
}

func TestAnswersPointAtTheirLineAndSayWhenTheyWereGiven(t *testing.T) {
	t.Parallel()
	dir := standIn(t, strings.Replace(inventoryText, "  - {id: t_2, name: Events, workbook: wb_1, columns: []}\n", "", 1), nil)
	given := answers()
	folder(t, dir, given)
	c := withCLI()
	c.CLI = &CLI{Answers: "answers"}
	read := func() (*Workspace, evidence.Sections) {
		t.Helper()
		ws, coverage, err := Read(context.Background(), dir, c, noon)
		if err != nil {
			t.Fatal(err)
		}
		return ws, coverage
	}
	ws, coverage := read()
	if len(ws.Contradictions) != 1 || ws.Contradictions[0].Location != (evidence.Location{File: "answers/tables-list-2.json", Line: 3}) {
		t.Errorf("got %+v", ws.Contradictions)
	}
	if at := coverage["clay.contradictions"].ObservedAt; at != "" {
		t.Errorf("observed at %s, and nobody said when", at)
	}
	if err := os.WriteFile(filepath.Join(dir, "answers", "observed_at"), []byte("2026-11-01T08:00:00Z\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, coverage = read(); coverage["clay.contradictions"].ObservedAt != "2026-11-01T08:00:00Z" {
		t.Errorf("got %+v", coverage["clay.contradictions"])
	}
	if err := os.Remove(filepath.Join(dir, "answers", "tables-list-2.json")); err != nil {
		t.Fatal(err)
	}
	_, coverage = read()
	const want = "clay CLI 1.2.3: tables: answers holds no answer to `clay tables list --limit=100 --cursor=c2`: write it to tables-list-2.json"
	if got := coverage["clay.contradictions"]; got.State != evidence.Partial || !strings.HasPrefix(got.Reason, want) {
		t.Errorf("got %+v", got)
	}
}
