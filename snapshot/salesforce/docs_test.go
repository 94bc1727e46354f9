package salesforce_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// TestDocumentedProjectHasEveryKey reads the example of a metadata project, and finds every key
// that a project may have in it.
func TestDocumentedProjectHasEveryKey(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/salesforce.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindSubmatch(doc)
	if block == nil {
		t.Fatal("docs/salesforce.md has no example")
	}
	var c struct {
		Sources struct {
			Salesforce salesforce.Config `json:"salesforce"`
		} `json:"sources"`
	}
	if _, err := evidence.DecodeYAML("docs", block[1], &c); err != nil {
		t.Fatal(err)
	}
	for _, of := range []any{salesforce.Config{}, salesforce.UserConfig{}, salesforce.AppConfig{}} {
		for i := range reflect.TypeOf(of).NumField() {
			key, _, _ := strings.Cut(reflect.TypeOf(of).Field(i).Tag.Get("json"), ",")
			switch key {
			case "org", "fields", "location": // of a running org, and of none
			case "name": // of an app a key of a map
			default:
				if !regexp.MustCompile(`(?m)^[ -]*` + key + `:|[{ ]` + key + `: `).Match(block[1]) {
					t.Errorf("the example does not name %s", key)
				}
			}
		}
	}
}
