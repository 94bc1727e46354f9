package clay

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gopkg.in/yaml.v3"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

var update = flag.Bool("update", false, "write the golden files")

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

var config = evidence.Location{File: "leastwise.yaml", Line: 4}

// read reads an inventory as Read does, without a workspace in the configuration to match.
func read(t testing.TB, text string) (*Workspace, evidence.Sections, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "clay.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &Config{Workspace: "acme", Inventory: "clay.yaml", Location: config}
	if strings.Contains(text, "workspace:\n") {
		c.Workspace = ""
	}
	return Read(context.Background(), dir, c, noon)
}

// kept are the sections that an inventory can hold: the last three only Clay knows.
var kept = Sections[:len(Sections)-3]

func full(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReadGivesTheWholeInventory(t *testing.T) {
	t.Parallel()
	ws, coverage, err := Read(context.Background(), "testdata", &Config{Workspace: "acme gtm", Inventory: "full.yaml"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(map[string]any{"clay": ws, "coverage": coverage}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	const golden = "testdata/full.golden.json"
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("run the test with -update if this is meant:\n%s", diff)
	}
	for _, section := range kept {
		if c := coverage["clay."+section]; c.State != evidence.Complete && section != "key_usage" { // see TestReadJudgesKeyUsage
			t.Errorf("%s is %s (%s), want complete", section, c.State, c.Reason)
		}
	}
	if len(coverage) != len(Sections) {
		t.Errorf("coverage has %d sections, want %d", len(coverage), len(Sections))
	}
}

func TestReadMapsRoleWords(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]Role{
		"admin": RoleAdmin, "Owner": RoleAdmin, "editor": RoleEditor, "MEMBER": RoleEditor, "User": RoleEditor, "Viewer": RoleViewer,
		"Sales Rep": RoleSalesRep, "sales-rep": RoleSalesRep, "sales_rep": RoleSalesRep, "Guest": RoleUnknown, "unknown": RoleUnknown,
	} {
		ws, _, err := read(t, "members: [{email: a@x.example, role: "+word+"}]\n")
		if err != nil {
			t.Errorf("%s: %v", word, err)
		} else if m := ws.Members[0]; m.Role != want || m.RoleRaw != word {
			t.Errorf("%s: got role %q, raw %q, want %q", word, m.Role, m.RoleRaw, want)
		}
	}
}

func TestReadPointsAtLines(t *testing.T) {
	t.Parallel()
	text := full(t)
	ws, _, err := read(t, text)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text, "\n")
	for what, test := range map[string]struct {
		at   evidence.Location
		want string
	}{
		"workspace":   {ws.Workspace.Location, `id: "12345"`},
		"member":      {ws.Members[1].Location, "email: Ann@Acme.example"},
		"group":       {ws.Groups[0].Location, "name: RevOps"},
		"workbook":    {ws.Workbooks[0].Location, "id: wb_1"},
		"table":       {ws.Tables[1].Location, "id: t_1"},
		"column":      {ws.Tables[1].Columns[0].Location, "name: Push"},
		"declared":    {ws.Tables[0].Declared.Location, "max_rows: 1000"},
		"budget row":  {ws.Tables[1].Declared.Location, "tableId: t_1"},
		"webhook":     {ws.Webhooks[1].Location, "name: inbound"},
		"connection":  {ws.Connections[0].Location, "id: aa_1"},
		"key":         {ws.APIKeys[1].Location, "crm-sync-prod:"},
		"bare key":    {ws.APIKeys[2].Location, "unexplained:"},
		"budget":      {ws.Budgets[0].Location, "name: Growth"},
		"usage":       {ws.Usage.Location, "observed_by: Usage page"},
		"usage line":  {ws.Usage.ByResource[0].Location, "id: t_1"},
		"mcp":         {ws.MCP.Location, "mcp:"},
		"rotation":    {ws.RotationLog[0].Location, "key: crm-sync-prod"},
		"attestation": {ws.Attestations[0].Location, "control: Change log review"},
	} {
		if test.at.File != "clay.yaml" || test.at.Line < 1 || !strings.Contains(lines[test.at.Line-1], test.want) {
			t.Errorf("%s is at %s, want the line of %q", what, test.at, test.want)
		}
	}
}

func TestReadRecordsEveryMissingSection(t *testing.T) {
	t.Parallel()
	for _, missing := range kept {
		if missing == "columns" || missing == "key_usage" {
			continue // not a key of the file: see TestReadJudgesColumnCoverage and TestReadJudgesKeyUsage
		}
		var root yaml.Node
		if err := yaml.Unmarshal([]byte(full(t)), &root); err != nil {
			t.Fatal(err)
		}
		root.Content[0].Content = without(root.Content[0].Content, missing, "table_budgets")
		text, err := yaml.Marshal(&root)
		if err != nil {
			t.Fatal(err)
		}
		ws, coverage, err := read(t, string(text))
		if err != nil {
			t.Errorf("without %s: %v", missing, err)
			continue
		}
		for _, section := range kept {
			want, reason := evidence.Complete, ""
			if section == "key_usage" {
				continue
			}
			if section == missing || missing == "tables" && section == "columns" {
				want, reason = evidence.Unavailable, "the inventory clay.yaml has no "+missing+" section"
			}
			if c := coverage["clay."+section]; c.State != want || c.Reason != reason {
				t.Errorf("without %s: %s is %s (%s), want %s (%s)", missing, section, c.State, c.Reason, want, reason)
			}
		}
		if ws.Members == nil || ws.Tables == nil || ws.RotationLog == nil {
			t.Errorf("without %s: a list is null in JSON", missing)
		}
	}
}

// without drops keys from the content of a mapping.
func without(content []*yaml.Node, keys ...string) []*yaml.Node {
	var kept []*yaml.Node
	for i := 0; i < len(content); i += 2 {
		drop := false
		for _, key := range keys {
			drop = drop || content[i].Value == key
		}
		if !drop {
			kept = append(kept, content[i], content[i+1])
		}
	}
	return kept
}

// undated leaves out what a test of dates holds.
var undated = cmpopts.IgnoreFields(evidence.Coverage{}, "ObservedWith", "Location")

func TestReadSaysWhereEachDateStandsAndWhatSharesIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[string][3]string{
		"observed_at: 2026-01-31\nmembers: []\ntables:\n  items: []\n  observed_at: 2026-02-28\n": {
			"members": {"2026-01-31", "clay.inventory", "clay.yaml:1"},
			"tables":  {"2026-02-28", "", "clay.yaml:5"},
			"columns": {"2026-02-28", "clay.tables", "clay.yaml:5"},
			"groups":  {"", "", "<nil>"},
		},
		"# ours\n\nmembers: []\napi_keys: {observed_at: 2026-02-28, items: []}\n": {
			"members":   {"", "clay.inventory", "clay.yaml:3"},
			"api_keys":  {"2026-02-28", "", "clay.yaml:4"},
			"key_usage": {"2026-02-28", "clay.api_keys", "clay.yaml:4"},
		},
		"members: []\ntable_budgets:\n  observed_at: 2026-02-28\n  items: []\n": {
			"tables": {"2026-02-28", "", "clay.yaml:3"},
		},
	} {
		_, coverage, err := read(t, text)
		if err != nil {
			t.Fatal(err)
		}
		for section, want := range want {
			c := coverage["clay."+section]
			day, _, _ := strings.Cut(string(c.ObservedAt), "T")
			if diff := cmp.Diff(want, [3]string{day, c.ObservedWith, fmt.Sprint(c.Location)}); diff != "" {
				t.Errorf("%q: %s: %s", text, section, diff)
			}
		}
	}
}

func TestReadTellsEmptyFromMissing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]evidence.Coverage{
		"members: []\n":          {State: evidence.Complete},
		"members: {items: []}\n": {State: evidence.Complete},
		"members:\n":             {State: evidence.Unavailable, Reason: "the inventory clay.yaml has no members section"},
		"members: {}\n":          {State: evidence.Unavailable, Reason: "the members section of the inventory clay.yaml has no items"},
		"members: {items: }\n":   {State: evidence.Unavailable, Reason: "the members section of the inventory clay.yaml has no items"},
		"observed_by: a\nmembers: {observed_by: b, items: []}\n": {State: evidence.Complete, ObservedBy: "b"},
		"observed_by: a\nobserved_at: 2026-01-31\nmembers: []\n": {State: evidence.Complete, ObservedBy: "a", ObservedAt: "2026-01-31T00:00:00Z"},
	} {
		_, coverage, err := read(t, text)
		if err != nil {
			t.Fatal(err)
		}
		want.Source = "inventory"
		if diff := cmp.Diff(want, coverage["clay.members"], undated); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestReadJudgesColumnCoverage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]evidence.Coverage{
		"tables: []\n": {State: evidence.Complete},
		"tables: [{id: a, columns: []}, {id: b, columns: [{id: c}]}]\n": {State: evidence.Complete},
		"tables: [{id: a}, {id: b, columns: }]\n":                       {State: evidence.Unavailable, Reason: "no table of the inventory clay.yaml lists its columns"},
		"tables: [{id: b}, {id: a}, {id: c, columns: []}]\n":            {State: evidence.Partial, Reason: `2 of 3 tables of the inventory clay.yaml list no columns (the first is "a")`},
	} {
		_, coverage, err := read(t, text)
		if err != nil {
			t.Fatal(err)
		}
		want.Source = "inventory"
		if diff := cmp.Diff(want, coverage["clay.columns"], undated); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestReadJudgesKeyUsage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]evidence.Coverage{
		"api_keys: []\n": {State: evidence.Complete},
		"api_keys: {a: {last_used_at: 2026-01-01}}\n": {State: evidence.Complete},
		"api_keys: {a: , b: {purpose: sync}}\n": {State: evidence.Unavailable,
			Reason: "no Clay source knows when a key was last used: record last_used_at beside the keys of the inventory clay.yaml"},
		"api_keys: {c: , b: , a: {last_used_at: 2026-01-01}}\n": {State: evidence.Partial,
			Reason: `2 of 3 keys of the inventory clay.yaml have no last_used_at (the first is "b")`},
		"tables: []\n": {State: evidence.Unavailable, Reason: "the inventory clay.yaml has no api_keys section"},
	} {
		_, coverage, err := read(t, text)
		if err != nil {
			t.Fatal(err)
		}
		want.Source = "inventory"
		if diff := cmp.Diff(want, coverage["clay.key_usage"], undated); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestReadLetsBudgetsStandForTablesNobodyListed(t *testing.T) {
	t.Parallel()
	ws, coverage, err := read(t, "table_budgets:\n  observed_by: ann\n  items:\n  - {tableId: leads, tableName: Leads, maxRows: 5}\n  - {tableId: events}\n")
	if err != nil {
		t.Fatal(err)
	}
	rows := int64(5)
	at := func(line int) evidence.Location { return evidence.Location{File: "clay.yaml", Line: line} }
	want := []Table{
		{ID: "events", Name: "events", Declared: &Declared{Location: at(5)}, Location: at(5)},
		{ID: "leads", Name: "Leads", Declared: &Declared{MaxRows: &rows, Location: at(4)}, Location: at(4)},
	}
	if diff := cmp.Diff(want, ws.Tables); diff != "" {
		t.Error(diff)
	}
	partial := evidence.Coverage{
		State: evidence.Partial, Source: "inventory", ObservedBy: "ann",
		Reason: "the inventory clay.yaml has no tables section, only table_budgets: other tables may exist",
	}
	if diff := cmp.Diff(partial, coverage["clay.tables"], undated); diff != "" {
		t.Error(diff)
	}
	if got := coverage["clay.columns"].State; got != evidence.Unavailable {
		t.Errorf("columns are %s, want unavailable", got)
	}
}

func TestReadWithoutInventoryIsAGapInEverySection(t *testing.T) {
	t.Parallel()
	ws, coverage, err := Read(context.Background(), t.TempDir(), &Config{Workspace: "acme", Location: config}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if ws.Workspace.ID != "acme" || ws.Workspace.Location != config {
		t.Errorf("got workspace %+v", ws.Workspace)
	}
	want := evidence.Coverage{State: evidence.Unavailable, Source: "inventory", Reason: "sources.clay.inventory is not set in leastwise.yaml"}
	for _, section := range kept {
		if diff := cmp.Diff(want, coverage["clay."+section]); diff != "" {
			t.Errorf("%s: %s", section, diff)
		}
	}
}

func TestReadDoesNotDependOnTheOrderOfEntries(t *testing.T) {
	t.Parallel()
	want, wantCoverage, err := read(t, full(t))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		var root yaml.Node
		if err := yaml.Unmarshal([]byte(full(t)), &root); err != nil {
			t.Fatal(err)
		}
		shuffle(random, &root)
		text, err := yaml.Marshal(&root)
		if err != nil {
			t.Fatal(err)
		}
		got, coverage, err := read(t, string(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(evidence.Location{})); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(wantCoverage, coverage, cmpopts.IgnoreTypes(&evidence.Location{})); diff != "" {
			t.Fatal(diff)
		}
	}
}

// shuffle changes the order of every list and of every mapping's keys.
func shuffle(random *rand.Rand, n *yaml.Node) {
	for _, c := range n.Content {
		shuffle(random, c)
	}
	switch n.Kind {
	case yaml.SequenceNode:
		random.Shuffle(len(n.Content), func(i, j int) { n.Content[i], n.Content[j] = n.Content[j], n.Content[i] })
	case yaml.MappingNode:
		random.Shuffle(len(n.Content)/2, func(i, j int) {
			n.Content[2*i], n.Content[2*j] = n.Content[2*j], n.Content[2*i]
			n.Content[2*i+1], n.Content[2*j+1] = n.Content[2*j+1], n.Content[2*i+1]
		})
	}
}

func TestReadStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Read(ctx, ".", &Config{}, noon); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func FuzzInventory(f *testing.F) {
	f.Add(full(f))
	f.Add("api_keys: {items: {a: {used_by: x}}}\ntable_budgets: [{tableId: a}]\ntables: {items: []}\n")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(dir, "clay.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		ws, coverage, err := Read(context.Background(), dir, &Config{Workspace: "acme", Inventory: "clay.yaml", Location: config}, noon)
		var ours *evidence.Error
		switch {
		case err == nil && (ws == nil || len(coverage) != len(Sections)):
			t.Errorf("incomplete answer: %v, %d sections", ws, len(coverage))
		case err != nil && (!errors.As(err, &ours) || strings.ContainsAny(err.Error(), "\n\r\x1b")):
			t.Errorf("not a one-line *evidence.Error: %q", err)
		}
		for _, section := range []string{"members", "groups", "workbooks", "tables", "webhooks", "connections", "api_keys"} {
			if c := coverage["clay."+section]; c.State == evidence.Complete && !strings.Contains(text, section) && !strings.Contains(text, `\`) {
				t.Errorf("%s is complete, and nobody wrote it: %q", section, text)
			}
		}
	})
}
