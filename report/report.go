package report

import (
	"errors"
	"io"

	"github.com/leastwise/leastwise/rego"
)

// Options is what the caller knows and an assessment does not.
type Options struct {
	// Root is the slash path from the root of the repository to the directory of
	// leastwise.yaml, "" where they are the same: evidence paths are relative to the latter,
	// SARIF paths to the former.
	Root string
	// IncludeWaived puts waived findings into SARIF, where GitHub shows them as open alerts.
	IncludeWaived bool
}

// Write renders an assessment in one of Formats.
func Write(w io.Writer, format string, a *rego.Assessment, o Options) error {
	return errors.New("not built yet")
}
