package clay

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// usage reads exports of October, named as they are given: "workbooks", "integrations", "table".
func usage(t *testing.T, exports map[string]string) (*Workspace, evidence.Coverage, error) {
	t.Helper()
	dir := t.TempDir()
	c := &Config{Workspace: "acme", Inventory: "inventory.yaml", CreditUsage: &UsageExports{}, Location: config}
	if err := os.WriteFile(filepath.Join(dir, "inventory.yaml"), []byte("tables: [{id: t_1, name: Leads}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"workbooks", "integrations", "table"} {
		text, ok := exports[name]
		if !ok {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		e := UsageExport{File: name + ".csv", From: "2026-10-01T00:00:00Z", To: "2026-10-31T00:00:00Z", Location: config}
		if name == "table" {
			e.Table = "t_1"
		}
		c.CreditUsage.List = append(c.CreditUsage.List, e)
	}
	ws, coverage, err := Read(context.Background(), dir, c, noon)
	return ws, coverage["clay.usage"], err
}

func TestUsageExportIsReadWhateverItsOrderAndCase(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	at := func(line int) evidence.Location { return evidence.Location{File: "workbooks.csv", Line: line} }
	actions := 1250.0
	for name, test := range map[string]struct {
		text string
		want []ResourceUsage
	}{
		"as on the page": {"Name,Usage,Owner,Credits used\nLeads,Recurring,Ann,12\nEvents,,Ben@acme.com,0\n", []ResourceUsage{
			{Name: "Events", Owner: "ben@acme.com", Recurring: &no, Location: at(3)},
			{Name: "Leads", Owner: "Ann", Recurring: &yes, Credits: 12, Location: at(2)},
		}},
		"another order and case": {"CREDITS_USED, owner ,Type,NAME,Actions,Link\n\"1,234.5\",,Workbook,Leads,\"1,250\",x\n", []ResourceUsage{
			{Name: "Leads", Kind: "workbook", Credits: 1234.5, Actions: &actions, Location: at(2)},
		}},
		"a byte order mark, CRLF and a quoted line break": {"\uFEFFName,Credits\r\n\"Leads\r\nEMEA\",\"1 234\"\r\n\"a \"\"b\"\", c\",2\r\n", []ResourceUsage{
			{Name: "Leads EMEA", Credits: 1234, Location: at(2)},
			{Name: `a "b", c`, Credits: 2, Location: at(4)},
		}},
		"a mark nobody knows":       {"Name,Usage,Credits\nLeads,Trial,1\n", []ResourceUsage{{Name: "Leads", Credits: 1, Location: at(2)}}},
		"an id where there is one":  {"Table ID,Name,Credits\nt_1,Leads,1\n", []ResourceUsage{{ID: "t_1", Name: "Leads", Credits: 1, Location: at(2)}}},
		"a header alone is nothing": {"Name,Credits\n", []ResourceUsage{}},
	} {
		ws, coverage, err := usage(t, map[string]string{"workbooks": test.text})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(test.want, ws.Usage.ByResource); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		want := evidence.Coverage{State: evidence.Complete, Source: "usage export", ObservedAt: "2026-10-31T00:00:00Z"}
		if diff := cmp.Diff(want, coverage); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestUsageExportsOfSeveralViewsAreOneUsage(t *testing.T) {
	t.Parallel()
	ws, coverage, err := usage(t, map[string]string{
		"workbooks":    "Name,Credits\nLeads,10\nOther,5\n",
		"integrations": "Integration,Credits,Actions\nOpenAI,4,\n",
		"table":        "Column,Credits,Actions\nEmail,6.5,2\nPhone,4,3\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	five := 5.0
	want := &Usage{
		From: "2026-10-01T00:00:00Z", To: "2026-10-31T00:00:00Z", Location: evidence.Location{File: "workbooks.csv", Line: 1},
		ByResource: []ResourceUsage{
			{ID: "t_1", Name: "Leads", Kind: "table", Credits: 10.5, Actions: &five, Location: evidence.Location{File: "table.csv", Line: 1}},
			{Name: "Other", Credits: 5, Location: evidence.Location{File: "workbooks.csv", Line: 3}},
		},
		ByIntegration: []ResourceUsage{{Name: "OpenAI", Kind: "integration", Credits: 4, Location: evidence.Location{File: "integrations.csv", Line: 2}}},
	}
	if diff := cmp.Diff(want, ws.Usage); diff != "" {
		t.Error(diff)
	}
	if coverage.State != evidence.Complete {
		t.Errorf("got %+v", coverage)
	}
}

func TestUsageHasWhatSomebodyWroteDownBesideTheWorkbooks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"clay.yaml": "tables: [{id: t_1, name: Leads}]\n", "workbooks.csv": "Name,Credits\nLeads,4\n", "more.csv": "Name,Credits\nEvents,4\n",
		"integrations.csv": "Integration,Credits\nOpenAI,4\n", "table.csv": "Date,Credits\n2026-10-01,4\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const key = "leastwise.yaml:4: sources.clay.credit_usage.unattributed_credits: "
	for name, test := range map[string]struct {
		beside []string
		want   string
	}{
		"the Workbooks tab":    {[]string{"workbooks.csv"}, ""},
		"the second file":      {[]string{"more.csv"}, ""},
		"both":                 {[]string{"workbooks.csv", "more.csv"}, key + "is given twice: write it beside one file"},
		"the Integrations tab": {[]string{"integrations.csv"}, key + "stands beside integrations.csv: write it beside the export of the Workbooks tab"},
		"a table":              {[]string{"table.csv"}, key + "stands beside table.csv: write it beside the export of the Workbooks tab"},
		"nothing":              {nil, ""},
	} {
		c := &Config{Workspace: "acme", Inventory: "clay.yaml", CreditUsage: &UsageExports{}, Location: config}
		for _, file := range []string{"workbooks.csv", "more.csv", "integrations.csv", "table.csv"} {
			e := UsageExport{File: file, From: "2026-10-01T00:00:00Z", To: "2026-10-31T00:00:00Z", Location: config}
			if file == "table.csv" {
				e.Table = "t_1"
			}
			if slices.Contains(test.beside, file) {
				e.Unattributed = new(1.5)
			}
			c.CreditUsage.List = append(c.CreditUsage.List, e)
		}
		ws, _, err := Read(t.Context(), dir, c, noon)
		switch {
		case test.want != "":
			if err == nil || err.Error() != test.want {
				t.Errorf("%s: got %v, want %s", name, err, test.want)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case (ws.Usage.Unattributed != nil) != (test.beside != nil), test.beside != nil && *ws.Usage.Unattributed != 1.5:
			t.Errorf("%s: got %v", name, ws.Usage.Unattributed)
		}
	}
}

func TestUsageWithoutTheWorkbooksIsPartial(t *testing.T) {
	t.Parallel()
	for _, exports := range []map[string]string{{"integrations": "Integration,Credits\nOpenAI,4\n"}, {"table": "Date,Credits\n2026-10-01,4\n"}} {
		_, coverage, err := usage(t, exports)
		if err != nil {
			t.Fatal(err)
		}
		if coverage.State != evidence.Partial || coverage.Reason != "the Workbooks tab was not exported: what was spent by everything else is not known" {
			t.Errorf("got %+v", coverage)
		}
	}
}

func TestUsageExportRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	const layout = "has a layout this version does not know: it wants a column of names (Name, Integration, Column, ...) and one of credits (Credits used), and the header row is "
	for text, want := range map[string]string{
		"":                                           "workbooks.csv: is empty: export it again under Settings > Usage",
		"Was,Passiert\nx,1\n":                        `workbooks.csv:1: ` + layout + `"Was", "Passiert"`,
		"Name,Spend\nx,1\n":                          `workbooks.csv:1: ` + layout + `"Name", "Spend"`,
		"Credits\n1\n":                               `workbooks.csv:1: ` + layout + `"Credits"`,
		"Name;Credits\nx;1\n":                        `workbooks.csv:1: ` + layout + `"Name;Credits"`,
		"Name,Credits,credits used\nx,1,1\n":         `workbooks.csv:1: columns "Credits" and "credits used" are both the credits: remove one of them`,
		"Name,Credits\nx,1\ny\n":                     "workbooks.csv:3: has 1 fields, the header has 2",
		"Name,Credits\nx,\n":                         "workbooks.csv:2: credits: is empty: an amount is missing",
		"Name,Credits\nx,-1\n":                       `workbooks.csv:2: credits: is "-1": an amount is never negative`,
		"Name,Credits\nx,\"1,5\"\n":                  `workbooks.csv:2: credits: is "1,5", which is not an amount: write 1234.5, 1,234.5 or 1 234.5`,
		"Name,Credits\nx,1.234.567\n":                `workbooks.csv:2: credits: is "1.234.567", which is not an amount: write 1234.5, 1,234.5 or 1 234.5`,
		"Name,Credits\nx,1e9\n":                      `workbooks.csv:2: credits: is "1e9", which is not an amount: write 1234.5, 1,234.5 or 1 234.5`,
		"Name,Credits,Actions\nx,1,many\n":           `workbooks.csv:2: actions: is "many", which is not an amount: write 1234.5, 1,234.5 or 1 234.5`,
		"Name,Credits\n\"a\nb\",1\n,1\n":             "workbooks.csv:4: name: is empty: a line without a name cannot be told apart",
		"Name,Credits\nhttps://x.example/CANARY,1\n": "workbooks.csv:2: name: is a URL, which may be a secret: write a name",
		"Name,Credits,Owner\nx,1,a@b@c\n":            `workbooks.csv:2: owner: "a@b@c" is not an email address`,
		"Name,Credits\nx,\"1\n":                      "workbooks.csv:2: not valid CSV: extraneous or missing \" in quoted-field",
		"Name,Credits\n\xff,1\n":                     "workbooks.csv: is not UTF-8: export it again, and do not save it from a spreadsheet",
		"Column,Credits\nx,1\n":                      "leastwise.yaml:4: sources.clay.credit_usage: workbooks.csv is the view of one table: name it beside the file, with table: and its id",
	} {
		_, _, err := usage(t, map[string]string{"workbooks": text})
		if fmt.Sprint(err) != want {
			t.Errorf("%q:\ngot  %v\nwant %s", text, err, want)
		}
	}
	_, _, err := usage(t, map[string]string{"table": "Name,Credits\nx,1\n"})
	if want := "leastwise.yaml:4: sources.clay.credit_usage.table: stands beside table.csv, which is not the view of one table"; fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestUsageStandsInOnePlace(t *testing.T) {
	t.Parallel()
	dir := standIn(t, "usage: {from: 2026-10-01, to: 2026-10-31, by_resource: []}\n", nil)
	c := &Config{Workspace: "12345", Inventory: "inventory.yaml", Location: config, CreditUsage: &UsageExports{UsageExport: UsageExport{
		File: "c.csv", From: "2026-10-01T00:00:00Z", To: "2026-10-31T00:00:00Z"}}}
	const want = "inventory.yaml:1: usage: stands in the inventory and in sources.clay.credit_usage: keep one of them"
	if _, _, err := Read(context.Background(), dir, c, noon); fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestNumberReadsThousands(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"0": 0, "7": 7, "0.25": 0.25, "1234.5": 1234.5, "1,234.5": 1234.5, "1 234": 1234, "1\u00a0234\u00a0567": 1234567, "1\u202f234.5": 1234.5,
		"1'234": 1234, "12,345,678": 12345678,
	} {
		if got, err := number(text); err != nil || got != want {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "1,23", "1,2345", "12 34", "1.2.3", ",5", ".5", "5.", "1,234,56", "1 234,567", "NaN", "Inf", "0x10", "١٢", "1_000", strings.Repeat("9", 40)} {
		if got, err := number(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func FuzzUsageExport(f *testing.F) {
	for _, seed := range []string{"Name,Credits\nLeads,\"1,234\"\n", "\uFEFFIntegration,Credits used\r\nx,1\r\n", "Column,Credits\n\"a\nb\",1 234\n", "Name;Credits\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, lines, err := readExport("u.csv", data)
		var ours *evidence.Error
		if err != nil && (!errors.As(err, &ours) || ours.File != "u.csv" || strings.ContainsAny(err.Error(), "\n\r\x1b")) {
			t.Errorf("not an error of one line that names the file: %q", err)
		}
		for _, l := range lines {
			if l.Credits < 0 || l.Credits != l.Credits || l.Name == "" || l.Location.Line < 2 {
				t.Errorf("got %+v", l)
			}
		}
	})
}

func FuzzPage(f *testing.F) {
	for _, seed := range []string{`{"data":[{"id":1}],"cursor":"c"}`, `[1,2]`, `{"x":{"data":[]},"data":[ ]}`, `{"data":[}`, `{"data":[],"pagination":{"meta":{"total":2}}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		items, _, _, err := page(data, "data", 0)
		for _, it := range items {
			if err == nil && (it.line < 1 || len(it.raw) == 0) {
				t.Errorf("got %+v", it)
			}
		}
	})
}
