package clay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// canary stands wherever an answer may hold a secret.
const canary = "sk-canary-77d1e0"

// inventoryText is an inventory that agrees with answers below, word for word.
const inventoryText = `observed_at: 2026-11-01
observed_by: ann@acme.com
workspace: {id: "12345", name: Acme, credits: {data_balance: 5, auto_top_up: {enabled: true, threshold: 100}}}
members:
  - {id: "714", email: ann@acme.com, role: Admin}
  - {id: "715", email: ben@acme.com, role: Editor}
groups: []
workbooks: [{id: wb_1, name: Outbound}]
tables:
  - id: t_1
    name: Leads
    workbook: wb_1
    owner: ann@acme.com
    row_count: 10
    columns: [{id: f_2, name: Push, kind: action, action: http-api-v2, connection: aa_1, conditional: true}]
  - {id: t_2, name: Events, workbook: wb_1, columns: []}
webhooks: [{id: s_1, name: Form, table: t_1, submissions: 5}]
connections: [{id: aa_1, name: CRM, provider: salesforce, added_by: ann@acme.com}]
api_keys:
  crm-sync: {purpose: sync, owner: ann@acme.com}
`

// answers are what a CLI prints in a workspace that the inventory describes.
func answers() map[string]string {
	return map[string]string{
		"version":        "clay/1.2.3 linux-x64 node-v22\n",
		"whoami":         `{"user":{"id":714,"name":"Ann","apiToken":"CANARY"},"workspace":{"id":12345}}`,
		"workbooks-list": `{"data":[{"id":"wb_1","name":"Outbound","new":{"field":1}}]}`,
		"tables-list":    "{\"data\":[\n{\"id\":\"t_1\",\"name\":\"Leads\",\"workbook\":{\"id\":\"wb_1\",\"name\":\"Outbound\"},\"owner\":{\"id\":714}}],\n\"cursor\":\"c2\"}",
		"tables-list-c2": "{\"data\":[\n\n{\"id\":\"t_2\",\"name\":\"Events\",\"workbook\":{\"id\":\"wb_1\"}}]}",
		"tables-get-t_1": `{"type":"spreadsheet","name":"Leads","rowCount":42}`,
		"tables-get-t_2": `{"rowCount":0}`,
		"tables-columns-list-t_1": `{"data":[{"id":"f_1","name":"Domain","type":"basic"},{"id":"f_2","name":"Push","type":"action","settings":{"actionKey":"http-api-v2","authAccountId":"aa_1",` +
			`"conditionalRunFormulaText":"{{f_1}}","inputsBinding":[{"name":"url","formulaText":"CANARY"}]}},` +
			`{"id":"f_3","name":"Note","type":"basic","sources":[{"id":"s_1","name":"https://api.clay.com/v3/sources/webhook/CANARY","numSourceRecords":77}]}]}`,
		"tables-columns-list-t_2": `{"data":[]}`,
		"credits-balance":         `{"balance":9840,"actionExecutionBalance":121400}`,
		"credits-top-up-auto-get": `{"enabled":true,"threshold":100,"credits":500,"dailyCapCents":3000,"card":"CANARY"}`,
		"routines-list":           `{"data":[{"id":"rt_1","name":"Enrich"}]}`,
		"webhooks-list":           `{"data":[{"id":"wh_1","url":"https://hooks.acme.com/in/CANARY?k=CANARY","createdAt":"2026-05-01T10:00:00.5Z","secret":"CANARY"}]}`,
		"api-keys-list":           `[{"id":"ak_1","name":"crm-sync","key":"CANARY","scopes":["all"],"createdAt":"2026-06-15T08:00:00Z"}]`,
	}
}

// standIn makes a folder with an inventory, and a clay program in it that gives the answers.
func standIn(t *testing.T, inventory string, given map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	program, err := filepath.Abs("testdata/standin/clay")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(dir, "clay")); err != nil {
		t.Fatal(err)
	}
	put := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.ReplaceAll(text, "CANARY", canary)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("inventory.yaml", inventory)
	for name, text := range given {
		if !strings.Contains(name, ".") {
			name += ".out"
		}
		put(name, text)
	}
	return dir
}

func withCLI() *Config {
	return &Config{Workspace: "12345", Inventory: "inventory.yaml", CLI: &CLI{Path: "./clay"}, Location: config}
}

// noSecret fails where anything holds the canary.
func noSecret(t *testing.T, things ...any) {
	t.Helper()
	for _, thing := range things {
		if err, ok := thing.(error); ok {
			thing = err.Error()
		}
		out, err := json.Marshal(thing)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(out), canary) || strings.Contains(string(out), "://") {
			t.Errorf("a secret got through: %s", out)
		}
	}
}

func TestCLIThatAgreesAddsToTheInventory(t *testing.T) {
	t.Parallel()
	dir := standIn(t, inventoryText, answers())
	ws, coverage, err := Read(context.Background(), dir, withCLI(), noon)
	if err != nil {
		t.Fatal(err)
	}
	noSecret(t, ws, coverage)
	if len(ws.Contradictions) > 0 {
		t.Errorf("contradictions: %+v", ws.Contradictions)
	}
	leads := ws.Tables[0]
	if *leads.RowCount != 42 || *ws.Tables[1].RowCount != 0 {
		t.Errorf("rows %d and %d, want what the CLI counted", *leads.RowCount, *ws.Tables[1].RowCount)
	}
	want := map[string]string{"name": "cli, inventory", "workbook": "cli, inventory", "owner": "cli, inventory", "row_count": "cli"}
	if diff := cmp.Diff(want, leads.Provenance); diff != "" {
		t.Error(diff)
	}
	key := ws.APIKeys[0]
	if key.ID != "crm-sync" || key.CreatedAt != "2026-06-15T08:00:00Z" || key.Provenance["created_at"] != "cli" || key.Provenance["purpose"] != "inventory" {
		t.Errorf("the key is %+v", key)
	}
	if hook := ws.Webhooks[0]; *hook.Submissions != 77 || hook.Provenance["submissions"] != "cli" || hook.Name != "Form" {
		t.Errorf("the webhook is %+v", hook)
	}
	credits := ws.Workspace.Credits
	if *credits.DataBalance != 9840 || *credits.ActionBalance != 121400 || *credits.AutoTopUp.DailyCapCents != 3000 || *credits.AutoTopUp.Threshold != 100 {
		t.Errorf("credits are %+v %+v", credits, credits.AutoTopUp)
	}
	program := evidence.Location{API: "`clay webhooks list`"}
	if diff := cmp.Diff([]OutboundWebhook{{ID: "wh_1", Host: "hooks.acme.com", CreatedAt: "2026-05-01T10:00:00Z", Location: program}}, ws.OutboundWebhooks); diff != "" {
		t.Error(diff)
	}
	if len(ws.Routines) != 1 || ws.Routines[0].Name != "Enrich" {
		t.Errorf("routines are %+v", ws.Routines)
	}
	for section, source := range map[string]string{
		"tables": "inventory, clay CLI 1.2.3", "workspace": "inventory, clay CLI 1.2.3", "members": "inventory", "routines": "clay CLI 1.2.3",
		"contradictions": "clay CLI 1.2.3",
	} {
		if c := coverage["clay."+section]; c.State != evidence.Complete || c.Source != source {
			t.Errorf("%s is %+v, want complete from %s", section, c, source)
		}
	}
	if at := coverage["clay.tables"].ObservedAt; at != "2026-11-01T00:00:00Z" {
		t.Errorf("tables were observed %s, want when the inventory was", at)
	}
	calls, err := os.ReadFile(filepath.Join(dir, "calls"))
	if err != nil {
		t.Fatal(err)
	}
	const asked = "--version\nwhoami\nworkbooks list\ntables list --limit=100\ntables list --limit=100 --cursor=c2\ntables get t_1\ntables get t_2\n" +
		"tables columns list t_1\ntables columns list t_2\napi-keys list\ncredits balance\ncredits top-up auto get\nroutines list\nwebhooks list\n"
	if diff := cmp.Diff(asked, string(calls)); diff != "" {
		t.Errorf("the program was asked for something else: %s", diff)
	}
}

// Everything a CLI can do other than answer is a gap that says what to do.
func TestCLIFailureIsAGap(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change map[string]string // "-" takes an answer away
		state  evidence.State    // of clay.contradictions
		reason string            // part of its reason
	}{
		"signed out":            {map[string]string{"whoami.exit": "3", "whoami.err": "CANARY"}, evidence.Unavailable, "`clay whoami` was refused (exit status 3): sign in with `clay login`"},
		"rate limited":          {map[string]string{"tables-list.exit": "4"}, evidence.Partial, "tables: `clay tables list --limit=100` was told to slow down (exit status 4)"},
		"no network":            {map[string]string{"whoami.exit": "5"}, evidence.Unavailable, "did not reach Clay (exit status 5)"},
		"a table is gone":       {map[string]string{"tables-get-t_2.exit": "6"}, evidence.Partial, "tables: `clay tables get t_2` found nothing (exit status 6)"},
		"unknown command":       {map[string]string{"routines-list": "-"}, evidence.Partial, "routines: `clay routines list` is not a command of this version of the CLI (exit status 2): update it"},
		"broken":                {map[string]string{"api-keys-list.exit": "1", "api-keys-list.err": "CANARY"}, evidence.Partial, "api_keys: `clay api-keys list` broke (exit status 1): run it by hand"},
		"not on the plan":       {map[string]string{"tables-list.exit": "1", "tables-list.err": "The public observability API is not enabled for this workspace (available on Enterprise plans)."}, evidence.Partial, "tables: `clay tables list --limit=100` is not enabled for this workspace on its plan"},
		"an old CLI":            {map[string]string{"whoami.exit": "1", "whoami.err": "unsupported CLI version 1.0.0"}, evidence.Unavailable, "refused to work with this version of the CLI: update it"},
		"another workspace":     {map[string]string{"whoami": `{"workspace":{"id":"999"}}`}, evidence.Unavailable, `signed in to workspace "999", which is not "12345"`},
		"no workspace":          {map[string]string{"whoami": `{"user":{}}`}, evidence.Unavailable, "workspace.id is missing"},
		"not JSON":              {map[string]string{"workbooks-list": "CANARY"}, evidence.Partial, "workbooks: the answer has a shape this version does not know (it is not JSON)"},
		"cut JSON":              {map[string]string{"workbooks-list": `{"data":[{"id":"wb_1"}`}, evidence.Partial, "it is not JSON"},
		"two answers":           {map[string]string{"workbooks-list": `{"data":[]}{"data":[]}`}, evidence.Partial, "something follows the JSON"},
		"nothing":               {map[string]string{"workbooks-list": ""}, evidence.Partial, "it is not JSON"},
		"no data":               {map[string]string{"workbooks-list": `{"items":[]}`}, evidence.Partial, "it has no data"},
		"data is no list":       {map[string]string{"workbooks-list": `{"data":{}}`}, evidence.Partial, "data is not a list"},
		"a word":                {map[string]string{"workbooks-list": `"CANARY"`}, evidence.Partial, "it is neither a list nor an object"},
		"no id":                 {map[string]string{"workbooks-list": `{"data":[{"name":"CANARY"}]}`}, evidence.Partial, "data[0]: the answer has a shape this version does not know (id is missing)"},
		"an id like a flag":     {map[string]string{"tables-list": `{"data":[{"id":"--token=CANARY"}]}`}, evidence.Partial, "an id is not letters, digits, - and _"},
		"a row count of text":   {map[string]string{"tables-get-t_1": `{"rowCount":"CANARY"}`}, evidence.Partial, "tables: the answer has a shape this version does not know (rowCount has another type)"},
		"no row count":          {map[string]string{"tables-get-t_1": `{}`}, evidence.Partial, "rowCount is missing"},
		"a new type of column":  {map[string]string{"tables-columns-list-t_1": `{"data":[{"id":"f","type":"agent"}]}`}, evidence.Partial, "columns: data[0]: the answer has a shape this version does not know (type is neither basic, action nor source)"},
		"an action without any": {map[string]string{"tables-columns-list-t_1": `{"data":[{"id":"f","type":"action"}]}`}, evidence.Partial, "settings of an action are missing"},
		"no balance":            {map[string]string{"credits-balance": `{}`}, evidence.Partial, "workspace: the answer has a shape this version does not know (balance is missing)"},
		"no switch":             {map[string]string{"credits-top-up-auto-get": `{"threshold":1}`}, evidence.Partial, "enabled is missing"},
		"a webhook to nowhere":  {map[string]string{"webhooks-list": `{"data":[{"id":"w","url":"CANARY"}]}`}, evidence.Partial, "url is not a URL"},
		"a strange time":        {map[string]string{"api-keys-list": `{"data":[{"id":"k","createdAt":"CANARY"}]}`}, evidence.Partial, "a time is not written as RFC 3339"},
		"a page for ever":       {map[string]string{"tables-list-c2": `{"data":[],"cursor":"c2"}`}, evidence.Partial, "the next page is the same page"},
		"too many submissions":  {map[string]string{"tables-columns-list-t_2": `{"data":[{"id":"f","type":"source","sources":[{"id":"s","numSourceRecords":-1}]}]}`}, evidence.Partial, "numSourceRecords is out of range"},
		"data twice":            {map[string]string{"workbooks-list": `{"data":[{"id":"wb_1"}],"data":[]}`}, evidence.Partial, "data is given twice"},
		"two cursors":           {map[string]string{"workbooks-list": `{"cursor":"x","data":[],"cursor":null}`}, evidence.Partial, "cursor is not one text"},
		"an error and a list":   {map[string]string{"workbooks-list": `{"data":[],"error":{"message":"CANARY"}}`}, evidence.Partial, "it says that something went wrong"},
		"an error and a thing":  {map[string]string{"credits-balance": `{"balance":5,"errors":["CANARY"]}`}, evidence.Partial, "it says that something went wrong"},
		"a thing twice":         {map[string]string{"routines-list": `{"data":[{"id":"rt_1"},{"id":"rt_1"}]}`}, evidence.Partial, "it lists a thing twice"},
		"too many rows":         {map[string]string{"tables-get-t_1": `{"rowCount":9007199254740993}`}, evidence.Partial, "rowCount is out of range"},
		"too many credits":      {map[string]string{"credits-balance": `{"balance":1e300}`}, evidence.Partial, "a number is out of range"},
		"a cap below nothing":   {map[string]string{"credits-top-up-auto-get": `{"enabled":true,"dailyCapCents":-1}`}, evidence.Partial, "dailyCapCents is out of range"},
		"more in other words":   {map[string]string{"workbooks-list": `{"data":[],"pagination":{"next":"CANARY"}}`}, evidence.Partial, "workbooks: the answer says that the list goes on (pagination), in a way this version does not follow"},
		"prints without end":    {map[string]string{"routines-list": strings.Repeat("x", maxAnswerBytes+1)}, evidence.Partial, "routines: `clay routines list` printed more than 32 MB"},
		"hangs":                 {map[string]string{"routines-list.hang": ""}, evidence.Partial, "routines: `clay routines list` did not answer within 2s: raise sources.clay.cli.timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := answers()
			for file, text := range test.change {
				if given[file] = text; text == "-" {
					delete(given, file)
				}
			}
			c := withCLI()
			if strings.Contains(test.reason, "within 2s") {
				c.CLI.Timeout = "2s"
			}
			ws, coverage, err := Read(context.Background(), standIn(t, inventoryText, given), c, noon)
			if err != nil {
				t.Fatal(err)
			}
			noSecret(t, ws, coverage)
			got := coverage["clay.contradictions"]
			if got.State != test.state || !strings.Contains(got.Reason, test.reason) {
				t.Errorf("contradictions are %s: %s\nwant %s: ...%s...", got.State, got.Reason, test.state, test.reason)
			}
			if c := coverage["clay.tables"]; c.State != evidence.Complete {
				t.Errorf("the inventory's own tables are %s: %s", c.State, c.Reason)
			}
			if len(ws.Contradictions) > 0 {
				t.Errorf("a failure is no contradiction: %+v", ws.Contradictions)
			}
		})
	}
}

func TestCLIThatGoesOnForEverIsLeft(t *testing.T) {
	t.Parallel()
	pages := 0
	w := realWorld(t.TempDir(), noon)
	w.cli = func(context.Context, world, *CLI) (ask, string, evidence.Time, error) {
		return func(_ context.Context, page int, args ...string) ([]byte, string, error) {
			if args[0] == "whoami" {
				return []byte(answers()["whoami"]), "", nil
			}
			pages = max(pages, page)
			return fmt.Appendf(nil, `{"data":[{"id":"r_%d"}],"cursor":"c%d"}`, page, page), "", nil
		}, "1.2.3", "", nil
	}
	c := &Config{Workspace: "12345", CLI: &CLI{Without: evidence.Words{"workbooks", "tables", "columns", "credits", "top_up", "webhooks", "api_keys"}}, Location: config}
	ws, coverage, err := collect(context.Background(), c, w)
	if err != nil {
		t.Fatal(err)
	}
	if got := coverage["clay.routines"]; got.State != evidence.Partial || !strings.Contains(got.Reason, "it has more than 1000 pages") || len(ws.Routines) != maxPages || pages != maxPages {
		t.Errorf("%d pages, %d routines, %+v", pages, len(ws.Routines), got)
	}
}

func TestCLIThatIsNotThereSaysWhatToDo(t *testing.T) {
	t.Parallel()
	dir := standIn(t, inventoryText, nil)
	c := withCLI()
	c.CLI.Path = "bin/none"
	_, coverage, err := Read(context.Background(), dir, c, noon)
	if err != nil {
		t.Fatal(err)
	}
	const want = "clay CLI: there is no program at bin/none: install Clay's CLI there, or correct sources.clay.cli.path; " +
		"where it cannot be installed, read its answers with cli: {answers: DIR}"
	if got := coverage["clay.contradictions"]; got.State != evidence.Unavailable || got.Reason != want {
		t.Errorf("got %+v", got)
	}
	if got := coverage["clay.routines"]; got.State != evidence.Unavailable || got.Reason == "" {
		t.Errorf("routines are %+v", got)
	}
}

func TestCLIWithoutAnInventoryIsNeverComplete(t *testing.T) {
	t.Parallel()
	c := withCLI()
	c.Inventory = ""
	ws, coverage, err := Read(context.Background(), standIn(t, "", answers()), c, noon)
	if err != nil {
		t.Fatal(err)
	}
	if len(ws.Tables) != 2 || ws.Tables[0].Provenance["row_count"] != "cli" || len(ws.Contradictions) > 0 {
		t.Errorf("got %+v, %+v", ws.Tables, ws.Contradictions)
	}
	for section, want := range map[string]evidence.State{
		"tables": evidence.Partial, "workbooks": evidence.Partial, "api_keys": evidence.Partial, "workspace": evidence.Partial,
		"members": evidence.Unavailable, "webhooks": evidence.Unavailable, "columns": evidence.Complete, "contradictions": evidence.NotRequested,
	} {
		if got := coverage["clay."+section]; got.State != want || want != evidence.Complete && got.Reason == "" {
			t.Errorf("%s is %+v, want %s", section, got, want)
		}
	}
	if got := coverage["clay.tables"].Reason; got != "the clay CLI 1.2.3 does not know owners, auto-run and what each table may use: keep the section in the inventory" {
		t.Errorf("the reason is %q", got)
	}
}

func TestCLIIsNotAskedForWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	given := answers()
	given["tables-list.exit"] = "1"
	c := withCLI()
	c.CLI.Without = evidence.Words{"tables", "columns"}
	_, coverage, err := Read(context.Background(), standIn(t, inventoryText, given), c, noon)
	if err != nil {
		t.Fatal(err)
	}
	if got := coverage["clay.contradictions"]; got.State != evidence.Complete {
		t.Errorf("contradictions are %+v", got)
	}
	if got := coverage["clay.tables"]; got.Source != "inventory" {
		t.Errorf("tables are %+v", got)
	}
	c.CLI.Without = askable
	if _, coverage, err = Read(context.Background(), standIn(t, inventoryText, given), c, noon); err != nil {
		t.Fatal(err)
	}
	if got := coverage["clay.contradictions"]; got.State != evidence.NotRequested || got.Reason == "" {
		t.Errorf("contradictions of nothing are %+v", got)
	}
}

func TestCLIStopsWithTheRun(t *testing.T) {
	t.Parallel()
	given := answers()
	given["whoami.hang"] = ""
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if _, _, err := Read(ctx, standIn(t, inventoryText, given), withCLI(), noon); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestCLIHeadersKeepTheirNamesAlone(t *testing.T) {
	t.Parallel()
	for binding, want := range map[string]struct {
		names   []string
		suspect bool
	}{
		`{"name":"headers","formulaMap":{"Authorization":"\"Bearer CANARY\"","Accept":"json"}}`: {[]string{"Accept", "Authorization"}, true},
		`{"name":"Headers","formulaMap":{"X-Api-Key":"{{f_1}}"}}`:                               {[]string{"X-Api-Key"}, false},
		`{"name":"headers","formulaMap":{"Bearer CANARY==":"x"}}`:                               {nil, true},
		`{"name":"headers","formulaText":"{\"Authorization\": \"CANARY\"}"}`:                    {nil, true},
		`{"name":"headers","formulaMap":{"Cookie":"CANARY"}}],"authAccountId":"aa_1","x":[{}`:   {[]string{"Cookie"}, true},
		`{"name":"headers","formulaText":"{\"Accept\": \"json\"}"}`:                             {nil, false},
	} {
		given := answers()
		given["tables-columns-list-t_2"] = `{"data":[{"id":"f_9","type":"action","settings":{"inputsBinding":[` + binding + `]}}]}`
		text := strings.Replace(inventoryText, ", columns: []", "", 1)
		ws, coverage, err := Read(context.Background(), standIn(t, text, given), withCLI(), noon)
		if err != nil {
			t.Fatal(err)
		}
		noSecret(t, ws, coverage)
		column := ws.Tables[1].Columns[0]
		if !cmp.Equal(column.InlineHeaderNames, want.names) || *column.InlineSecretSuspect != want.suspect {
			t.Errorf("%s: got %v, %v", binding, column.InlineHeaderNames, *column.InlineSecretSuspect)
		}
	}
}
