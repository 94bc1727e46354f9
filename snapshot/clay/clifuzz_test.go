package clay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// answerFiles gives the answers of a CLI as the files that a folder of answers has.
func answerFiles() map[string]string {
	files := map[string]string{}
	for name, text := range answers() {
		switch name {
		case "tables-list-c2":
			name = "tables-list-2"
		case "version":
			continue
		default:
			for _, folder := range []string{"tables-get", "tables-columns-list"} {
				if id, ok := strings.CutPrefix(name, folder+"-"); ok {
					name = folder + "/" + id
				}
			}
		}
		files[name+".json"] = text
	}
	return files
}

// whole says, without the reader, whether an answer can be all there is: one JSON document that
// is no error, and where it is a list, a list that does not go on. items is -1 for no list.
func whole(name, text string) (ok bool, items int) {
	var v any
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber() // a number too large for anybody may stand where nobody looks
	if !json.Valid([]byte(text)) || dec.Decode(&v) != nil {
		return false, -1
	}
	if list, ok := v.([]any); ok {
		return true, len(list)
	}
	object, isObject := v.(map[string]any)
	goesOn := object["cursor"] != nil && object["cursor"] != "" && name != "tables-list.json" // which has a second page
	_, failed := object["error"].(string)
	if failed && object["error"] != "" || goesOn || object["hasMore"] == true {
		return false, -1
	}
	if list, ok := object["data"].([]any); ok {
		return isObject, len(list)
	}
	return isObject, -1
}

// FuzzCLIAnswers puts any text in the place of each answer of the CLI. What is read is sane; what
// is not whole leaves a gap that names the file, and never a complete section.
func FuzzCLIAnswers(f *testing.F) {
	dir := f.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "inventory.yaml"), []byte(inventoryText), 0o600); err != nil {
		f.Fatal(err)
	}
	files := answerFiles()
	names := slices.Sorted(maps.Keys(files))
	for i, name := range names {
		good := files[name]
		for _, text := range []string{good, "", "null", "[]", `{"data":[]}`, `{"data":[],"cursor":"c9"}`, `{"data":[],"hasMore":true}`, `{"error":"no"}`, `{"data":[],"error":{"message":"no"}}`,
			`{"data":[{"id":"a"}],"data":[]}`, `{"data":[{"id":"a"},{"id":"a"}]}`, good + "x", good[:len(good)-1], strings.ReplaceAll(good, "1", "99999999999999999999")} {
			f.Add(uint8(i), true, text)
			f.Add(uint8(i), false, text)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, inventory bool, text string) {
		name := names[int(which)%len(names)]
		w := realWorld(dir, noon)
		w.cli = func(context.Context, world, *CLI) (ask, string, evidence.Time, error) {
			return func(_ context.Context, page int, args ...string) ([]byte, string, error) {
				file := answerFile(args)
				if page > 1 {
					file = fmt.Sprintf("%s-%d.json", strings.TrimSuffix(file, ".json"), page)
				}
				switch good, ok := files[file]; {
				case file == name:
					return []byte(text), file, nil
				case ok:
					return []byte(good), file, nil
				}
				return nil, file, &refusal{reason: "there is no " + file}
			}, "1.2.3", "2026-11-01T00:00:00Z", nil
		}
		c := &Config{Workspace: "12345", CLI: &CLI{Answers: "answers"}, Location: config}
		if inventory {
			c.Inventory = "inventory.yaml"
		}
		ws, coverage, err := collect(context.Background(), c, w)
		var ours *evidence.Error
		switch {
		case errors.As(err, &ours) && ours.File != "" && !strings.ContainsFunc(err.Error(), unicode.IsControl):
			return
		case err != nil:
			t.Fatalf("not an error of one line that names its file: %q", err)
		}
		saneWorkspace(t, ws)
		for section, got := range coverage {
			if got.State != evidence.Complete && got.Reason == "" || strings.ContainsFunc(got.Reason, unicode.IsControl) {
				t.Errorf("%s is %s: %q", section, got.State, got.Reason)
			}
		}
		ok, items := whole(name, text)
		if ok {
			wholeList(t, ws, coverage, name, items)
			return
		}
		sections := map[string]string{"routines-list.json": "routines", "webhooks-list.json": "outbound_webhooks"}
		if !inventory {
			sections["tables-columns-list/t_1.json"], sections["tables-columns-list/t_2.json"] = "columns", "columns"
		}
		for _, section := range []string{"contradictions", sections[name]} {
			if got := coverage["clay."+section]; got.State == evidence.Complete {
				t.Errorf("%s is complete though %s holds %q", section, name, text)
			}
		}
		if got := coverage["clay.contradictions"]; inventory && !strings.Contains(got.Reason, strings.TrimSuffix(strings.TrimSuffix(name, ".json"), "-2")) {
			t.Errorf("no reason names %s: %q", name, got.Reason)
		}
	})
}

// wholeList holds what was read of a list that is only there against how much it lists.
func wholeList(t *testing.T, ws *Workspace, coverage evidence.Sections, name string, items int) {
	t.Helper()
	for _, list := range []struct {
		name, section string
		got           int
	}{{"routines-list.json", "routines", len(ws.Routines)}, {"webhooks-list.json", "outbound_webhooks", len(ws.OutboundWebhooks)}} {
		if name == list.name && coverage["clay."+list.section].State == evidence.Complete && list.got != items {
			t.Errorf("%s is complete with %d of %d", list.section, list.got, items)
		}
	}
}

// saneWorkspace checks what no answer may break: ids are plain and stand once in their list, times
// are times, and numbers fit in a snapshot.
func saneWorkspace(t *testing.T, ws *Workspace) {
	t.Helper()
	seen := map[string]bool{}
	id := func(list, id string) {
		if !safeIdent.MatchString(id) || seen[list+id] {
			t.Errorf("%s: %q stands there twice, or is no id", list, id)
		}
		seen[list+id] = true
	}
	number := func(what string, n float64) {
		if n > 1<<53 || n < -1<<53 {
			t.Errorf("%s is %v, which no snapshot holds", what, n)
		}
	}
	for _, x := range ws.Tables {
		id("tables", x.ID)
		if x.RowCount != nil {
			number("rows of "+x.ID, float64(*x.RowCount))
		}
		for _, c := range x.Columns {
			id("columns of "+x.ID, c.ID)
			if slices.ContainsFunc(c.InlineHeaderNames, func(name string) bool { return !headerName.MatchString(name) }) {
				t.Errorf("headers are %q", c.InlineHeaderNames)
			}
		}
	}
	for _, x := range ws.Workbooks {
		id("workbooks", x.ID)
	}
	for _, x := range ws.Routines {
		id("routines", x.ID)
	}
	for _, x := range ws.OutboundWebhooks {
		id("outbound webhooks", x.ID)
		if x.Host == "" || strings.ContainsAny(x.Host, "/@?") {
			t.Errorf("host %q", x.Host)
		}
	}
	for _, x := range ws.Webhooks {
		id("webhooks", x.ID)
		if x.Submissions != nil {
			number("submissions of "+x.ID, float64(*x.Submissions))
		}
	}
	for _, x := range ws.APIKeys {
		id("keys", x.ID)
		if x.CreatedAt != "" && x.CreatedAt.Time().IsZero() {
			t.Errorf("key %s was made at %q", x.ID, x.CreatedAt)
		}
	}
	if c := ws.Workspace.Credits; c != nil {
		for _, n := range []*float64{c.DataBalance, c.ActionBalance} {
			if n != nil {
				number("a balance", *n)
			}
		}
		if top := c.AutoTopUp; top != nil && top.DailyCapCents != nil && (*top.DailyCapCents < 0 || *top.DailyCapCents > 1<<53) {
			t.Error(fmt.Sprint("the cap is ", *top.DailyCapCents))
		}
	}
	if _, err := json.Marshal(ws); err != nil {
		t.Error(err)
	}
}
