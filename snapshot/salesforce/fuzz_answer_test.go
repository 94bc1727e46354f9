package salesforce

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

// FuzzAnswer reads any bytes as the answers of an org: JSON of a resource, CSV of a query job,
// XML of a read of metadata.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"", "{}", "[]", `{"done":true,"records":[]}`, `{"a":1}{"b":2}`, "Id,Name\n1,\"a\nb\"\n", "Id\n\"", "<a/>", "<a><b></a>", "null", strings.Repeat("[", 2000),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var page map[string]json.RawMessage
		if err := decodeJSON([]byte(text), &page); err != nil && strings.ContainsFunc(err.Error(), unicode.IsControl) {
			t.Errorf("an error of more than a line: %q", err)
		}
		rows := 0
		n, err := readCSV([]byte(text), []string{"Id", "Name"}, func([]string) { rows++ })
		if err != nil && strings.ContainsFunc(err.Error(), unicode.IsControl) || err == nil && n != rows {
			t.Errorf("%d rows of %d: %q", rows, n, err)
		}
		if err := checkBulk([]byte(text)); err == nil && !strings.Contains(strings.ToLower(text), "query") {
			t.Errorf("let through as a query job: %q", text)
		}
		if err := checkSOAP([]byte(text)); err == nil && !strings.Contains(text, "Metadata") {
			t.Errorf("let through as a read: %q", text)
		}
	})
}
