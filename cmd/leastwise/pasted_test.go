package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// pastes are secrets that people paste where something else belongs: one of no known form, which
// nothing refuses beforehand, and one that is longer than what an error repeats of a value.
func pastes() []string {
	return []string{
		"q7Zp2Lm9XvB4tR8wKc1Yd6Hs",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
	}
}

// TestNoErrorRepeatsAPastedSecret pastes a secret into each place of a good input of each reader:
// every value, key, cell and element. What is refused is refused, and what is a gap is a gap,
// without repeating what stood there.
func TestNoErrorRepeatsAPastedSecret(t *testing.T) {
	t.Parallel()
	files := map[string]struct {
		read  func(dir string, c *config) (evidence.Sections, error)
		share int // one of so many places is tried
	}{
		configName:                 {readConfigured, 2},
		"clay.yaml":                {readClay, 7},
		"roster.csv":               {readRoster, 3},
		"people.yaml":              {readRoster, 1},
		"users.csv":                {readSalesforce, 1},
		"exports/credits.csv":      {readClay, 1},
		"exports/integrations.csv": {readClay, 1},
		"exports/oauth-tokens.csv": {readSalesforce, 7}, "exports/login-history.csv": {readSalesforce, 11},
		"exports/previous-snapshot.json": {readConfigured, 400},
	}
	dir := pastable(t)
	for pattern, share := range map[string]int{"exports/clay-cli/*.json": 1, "exports/clay-cli/*/*": 2, "force-app/main/default/*/*.xml": 8, "force-app/main/default/*/*/*.xml": 2, "force-app/main/default/*/*/*/*.xml": 2} {
		found, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		kinds := map[string]bool{}
		for _, path := range found {
			if kinds[filepath.Dir(path)] && share > 1 {
				continue // one file of a kind is enough
			}
			kinds[filepath.Dir(path)] = true
			name, _ := filepath.Rel(dir, path)
			test := files[name]
			if test.read, test.share = readSalesforce, share; filepath.Ext(name) == ".json" {
				test.read = readClay
			}
			files[filepath.ToSlash(name)] = test
		}
	}
	tried, refused := 0, 0
	for name, test := range files {
		good := read(t, filepath.Join(dir, name))
		for _, secret := range pastes() {
			for i, text := range pasteInto(t, name, good, secret) {
				if i%test.share != 0 {
					continue
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				tried++
				said := ""
				c, err := loadConfig(filepath.Join(dir, configName))
				if err == nil {
					var sections evidence.Sections
					sections, err = test.read(dir, c)
					for _, coverage := range sections {
						said += coverage.Reason + "\n"
					}
				}
				if err != nil {
					refused++
					said += err.Error()
				}
				unrepeated(t, name, i, said, secret)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(good), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d places, %d refused", tried, refused)
	if tried < 1000 || refused < 600 {
		t.Errorf("%d places, %d refused: the inputs are not what they were", tried, refused)
	}
}

// TestNoErrorAboutASnapshotOrAssessmentRepeatsAPastedSecret is the same for what the program reads
// of its own.
func TestNoErrorAboutASnapshotOrAssessmentRepeatsAPastedSecret(t *testing.T) {
	t.Parallel()
	a, err := rego.ReadAssessment(strings.NewReader(read(t, "../../testdata/acme/assessment.json")), "a.json")
	if err != nil {
		t.Fatal(err)
	}
	a.Verdicts, a.Evidence = a.Verdicts[:3], nil
	var assessment bytes.Buffer
	if err := rego.WriteAssessment(&assessment, a); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		good string
		read func(text string) error
	}{
		"snapshot.json": {read(t, "../../snapshot/testdata/sample.json"), func(text string) error {
			_, err := snapshot.Read(strings.NewReader(text), "snapshot.json")
			return err
		}},
		"assessment.json": {assessment.String(), func(text string) error {
			_, err := rego.ReadAssessment(strings.NewReader(text), "assessment.json")
			return err
		}},
	} {
		if err := test.read(test.good); err != nil {
			t.Fatal(err)
		}
		refused := 0
		for _, secret := range pastes() {
			for i, text := range pasteInto(t, name, test.good, secret) {
				if err := test.read(text); err != nil {
					refused++
					unrepeated(t, name, i, err.Error(), secret)
				}
			}
		}
		if t.Logf("%s: %d refused", name, refused); refused < 50 {
			t.Errorf("%s: %d refused: nothing was shown", name, refused)
		}
	}
}

func unrepeated(t *testing.T, name string, place int, said, secret string) {
	t.Helper()
	if part := strings.ToLower(secret[:20]); strings.Contains(strings.ToLower(said), part) {
		t.Errorf("%s, place %d: %s", name, place, said)
	}
}

// pastable is a folder with all that acme has, and the users once more as a CSV.
func pastable(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(company(t, "acme"))); err != nil {
		t.Fatal(err)
	}
	config := strings.Replace(read(t, filepath.Join(dir, configName)), "    users_observed_at:", "    users_csv: users.csv\n    users_observed_at:", 1)
	config = strings.Replace(config, "csv: roster.csv", "csv: roster.csv\n    yaml: people.yaml", 1)
	for name, text := range map[string]string{
		configName: config,
		"users.csv": "id,username,email,name,active,frozen,profile,license,permission_set_licenses,role,integration,owns_records,permission_sets,permission_set_groups\n" +
			"0055g000004ABCDEAX,bot@acme.com,bot@acme.com,Bot,true,false,Acme Sales,Salesforce,A;B,CEO,Clay,3,Report_Builder@2026-12-31;App_Installers,Clay_Data_Steward\n",
		"people.yaml": "observed_at: 2026-11-01\nobserved_by: ann@acme.com\npeople:\n- {email: zoe@acme.com, name: Zoe, title: Rep, status: active, start: 2024-01-31, aliases: [z@acme.com]}\n- {email: yan@acme.com, end: 2026-01-31}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := loadConfig(filepath.Join(dir, configName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readConfigured(dir, c); err != nil {
		t.Fatal(err)
	}
	return dir
}

func readClay(dir string, c *config) (evidence.Sections, error) {
	return take(dir, snapshot.Config{Clay: c.Sources.Clay})
}

func readSalesforce(dir string, c *config) (evidence.Sections, error) {
	return take(dir, snapshot.Config{Salesforce: c.Sources.Salesforce})
}

func readRoster(dir string, c *config) (evidence.Sections, error) {
	return take(dir, snapshot.Config{Roster: c.Sources.Roster})
}

// take reads some of the sources, and gives what is said of its sections.
func take(dir string, sources snapshot.Config) (evidence.Sections, error) {
	s, err := snapshot.Take(context.Background(), sources, snapshot.Options{Dir: dir, TakenAt: goldenTime, Tool: snapshot.Tool{Name: "leastwise"}})
	if err != nil {
		return nil, err
	}
	return s.Coverage, nil
}

// readConfigured reads all that a configuration names, and writes metadata for its policy.
func readConfigured(dir string, c *config) (evidence.Sections, error) {
	s, err := snapshot.Take(context.Background(), c.Sources, snapshot.Options{Dir: dir, TakenAt: goldenTime, Tool: snapshot.Tool{Name: "leastwise"}})
	if err != nil {
		return nil, err
	}
	var users []salesforce.Wanted
	if c.Policy != nil {
		for name, user := range c.Policy.Salesforce {
			if user != nil {
				one := user.Wanted(name)
				one.At = c.doc.Find
				users = append(users, one)
			}
		}
	}
	_, err = salesforce.Generate(s.Salesforce, users, salesforce.GenerateOptions{})
	return s.Coverage, err
}

// jsonText and xmlText are the places of JSON and of XML.
var (
	jsonText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b|-?\d[\d.]*`)
	xmlText  = regexp.MustCompile(`>[^<>\s][^<>]*<`)
	xmlName  = regexp.MustCompile(`<(\w+)>[^<>]*</\w+>`)
)

// pasteInto returns an input with a secret in each of its places, one at a time.
func pasteInto(t *testing.T, name, good, secret string) []string {
	t.Helper()
	switch filepath.Ext(name) {
	case ".yaml":
		return pasteIntoYAML(t, good, secret)
	case ".csv":
		return pasteIntoCSV(t, good, secret)
	case ".json":
		quoted, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		return splice(good, jsonText.FindAllStringIndex(good, -1), string(quoted))
	}
	texts := splice(good, xmlText.FindAllStringIndex(good, -1), ">"+secret+"<")
	for _, at := range xmlName.FindAllStringSubmatchIndex(good, -1) {
		whole := good[at[0]:at[1]]
		texts = append(texts, good[:at[0]]+strings.ReplaceAll(whole, good[at[2]:at[3]]+">", secret+">")+good[at[1]:])
	}
	return texts
}

func splice(good string, places [][]int, secret string) []string {
	var texts []string
	for _, at := range places {
		texts = append(texts, good[:at[0]]+secret+good[at[1]:])
	}
	return texts
}

func pasteIntoYAML(t *testing.T, good, secret string) []string {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(good), &doc); err != nil {
		t.Fatal(err)
	}
	var texts []string
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		if n.Kind != yaml.DocumentNode {
			before := *n
			*n = yaml.Node{Kind: yaml.ScalarNode, Value: secret}
			text, err := yaml.Marshal(&doc)
			if err != nil {
				t.Fatal(err)
			}
			*n = before
			texts = append(texts, string(text))
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(&doc)
	return texts
}

func pasteIntoCSV(t *testing.T, good, secret string) []string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(good)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, row := range rows {
		for i, cell := range row {
			row[i] = secret
			var b bytes.Buffer
			if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
				t.Fatal(err)
			}
			texts, row[i] = append(texts, b.String()), cell
		}
	}
	return append(texts, good+fmt.Sprintf("%s,\"\n", secret), secret+"\n"+good, secret)
}
