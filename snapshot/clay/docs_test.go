package clay

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func docs(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/clay.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Every configuration that the documentation shows is one that is accepted.
func TestDocumentedConfigurationsAreAccepted(t *testing.T) {
	t.Parallel()
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(docs(t), -1)
	if len(blocks) < 5 {
		t.Fatalf("found %d configurations", len(blocks))
	}
	for _, block := range blocks {
		var file struct {
			Sources struct {
				Clay    Config            `json:"clay"`
				NotKept map[string]string `json:"not_kept"` // of the snapshot, which tests its own words
			} `json:"sources"`
		}
		if _, err := evidence.DecodeYAML("clay.md", []byte(block[1]), &file); err != nil {
			t.Errorf("%v in\n%s", err, block[1])
		} else if err := file.Sources.Clay.check(); err != nil {
			t.Errorf("%v in\n%s", err, block[1])
		}
	}
}

// The commands of the documentation write the files that are read, and all of them.
func TestDocumentedCommandsWriteTheAnswersThatAreRead(t *testing.T) {
	t.Parallel()
	script := regexp.MustCompile("(?s)```sh\n(.*?)```").FindStringSubmatch(docs(t))
	if script == nil {
		t.Fatal("no commands")
	}
	joined := strings.ReplaceAll(script[1], "\n    ", " ")
	documented := map[string]bool{}
	for _, line := range regexp.MustCompile(`(?m)^ *clay ([a-z $-]+?)(?: --limit=100)?(?: \|.*)? > (\S+\.json)$`).FindAllStringSubmatch(joined, -1) {
		words := strings.Fields(line[1])
		if want := answerFile(words); line[2] != want {
			t.Errorf("clay %s is written to %s, and read from %s", line[1], line[2], want)
		}
		documented[strings.TrimSuffix(strings.Join(words, "-"), "-$id")] = true
	}
	for name := range answers() {
		name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "-t_1"), "-t_2"), "-c2")
		if name != "version" && !documented[name] {
			t.Errorf("nothing writes the answer to %s", name)
		}
	}
	for _, file := range []string{"> observed_at\n", "> version\n"} {
		if !strings.Contains(joined, file) {
			t.Errorf("nothing is written %s", file)
		}
	}
}

// The filters keep every secret out of the files, and everything that is read in.
func TestDocumentedFiltersKeepSecretsOut(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("there is no jq to run the documented filters with")
	}
	filters := regexp.MustCompile(`(?s)\| jq '(.*?)'`).FindAllStringSubmatch(docs(t), -1)
	if len(filters) != 2 {
		t.Fatalf("found %d filters", len(filters))
	}
	filter := func(name, given string) string {
		t.Helper()
		i := 0
		if strings.HasPrefix(name, "tables") {
			i = 1
		}
		cmd := exec.Command("jq", filters[i][1])
		cmd.Stdin = strings.NewReader(strings.ReplaceAll(given, "CANARY", canary))
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(out), canary) {
			t.Errorf("%s: a secret got through: %s", name, out)
		}
		return string(out)
	}
	given := answers()
	given["tables-columns-list-t_2"] = `{"data":[{"id":"f_0","type":"basic"},` +
		`{"id":"f_6","type":"action","settings":{"inputsBinding":[{"name":"Headers","formulaMap":{"Authorization":"Bearer CANARY","Accept":"{{f_1}} CANARY"}},{"name":"url","formulaText":"CANARY"}]}},` +
		`{"id":"f_7","type":"action","settings":{"inputsBinding":[{"name":"headers","formulaText":"{\"X-API-Key\": \"CANARY\"}"}]}},` +
		`{"id":"f_8","type":"action","settings":{}}]}`
	plain := answers()
	for _, name := range []string{"tables-columns-list-t_1", "tables-columns-list-t_2", "webhooks-list"} {
		plain[name] = filter(name, given[name])
	}
	read := func(given map[string]string) []Column {
		t.Helper()
		text := strings.Replace(inventoryText, ", columns: []", "", 1)
		ws, _, err := Read(context.Background(), standIn(t, text, given), withCLI(), noon)
		if err != nil {
			t.Fatal(err)
		}
		return ws.Tables[1].Columns
	}
	want := read(given)
	if diff := cmp.Diff(want, read(plain)); diff != "" || len(want) != 3 || !*want[0].InlineSecretSuspect || !*want[1].InlineSecretSuspect {
		t.Errorf("the filtered answers read otherwise, or say too little: %s\n%+v", diff, want)
	}
}
