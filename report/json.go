package report

import (
	"encoding/json"
	"io"

	"github.com/leastwise/leastwise/rego"
)

// writeJSON writes the assessment as it is, for programs and for rendering again.
func writeJSON(w io.Writer, a *rego.Assessment, _ Options) error { return rego.WriteAssessment(w, a) }

// encode writes indented JSON without HTML escapes: names stay readable and searchable.
func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
