package rego

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// FuzzReadAssessment reads any bytes as an assessment: refused in one line, or written again as
// something that reads the same.
func FuzzReadAssessment(f *testing.F) {
	for _, seed := range []string{
		"", "{", "null", "[]", `{"version":1}`, `{"version":2}`, `{"version":"1"}`, `{"version":1,"taken_at":"2026-11-02T09:00:00Z","verdicts":[]}`,
		`{"version":1,"taken_at":"2026-11-02T09:00:00Z","verdicts":[{"rule":{"id":"a/b","severity":"low"},"outcome":"passed","findings":[]}]}`,
		`{"version":1,"taken_at":"x","verdicts":[{"rule":{"id":"a/b","severity":"low"},"outcome":"skipped","reason":"r"}],"evidence":{}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ReadAssessment(strings.NewReader(text), "a.json")
		var ours *evidence.Error
		if err != nil {
			if !errors.As(err, &ours) || strings.ContainsAny(err.Error(), "\n\r\x1b") {
				t.Errorf("not a one-line input error: %q", err)
			}
			return
		}
		var first, second bytes.Buffer
		if err := WriteAssessment(&first, a); err != nil {
			return // an excerpt that cannot be written is an error, not a report
		}
		again, err := ReadAssessment(bytes.NewReader(first.Bytes()), "a.json")
		if err != nil {
			t.Fatalf("what was written is refused: %v", err)
		}
		if err := WriteAssessment(&second, again); err != nil || first.String() != second.String() {
			t.Errorf("written otherwise the second time: %v", err)
		}
	})
}
