package roster

import (
	"os"
	"regexp"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// TestDocumentedRostersAreRead reads every block of docs/roster.md as what it says it is.
func TestDocumentedRostersAreRead(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/roster.md")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, block := range regexp.MustCompile("(?ms)^```([a-z ]+)\n(.*?)^```$").FindAllSubmatch(doc, -1) {
		kind, text := string(block[1]), block[2]
		count[kind]++
		switch kind {
		case "yaml":
			var c struct {
				Sources struct {
					Roster Config `json:"roster"`
				} `json:"sources"`
			}
			if _, err = evidence.DecodeYAML("docs", text, &c); err == nil {
				err = c.Sources.Roster.check()
			}
		case "csv":
			_, _, err = readCSV("docs", text, &Config{}, noon)
		case "yaml people":
			_, err = readYAML("docs", text, noon)
		}
		if err != nil {
			t.Errorf("%v in:\n%s", err, text)
		}
	}
	if count["yaml"] < 5 || count["csv"] != 1 || count["yaml people"] != 1 {
		t.Errorf("blocks: %v", count)
	}
}
