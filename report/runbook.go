package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Runbook is a list of things for a person to do, in order, as Markdown with boxes to tick.
// Its texts are ours, with the names of others in backquotes; both go through the escaper.
type Runbook struct {
	Title    string
	Lead     []string
	Warnings []string
	Steps    []salesforce.Steps
	Notes    []string // what is not known, or was left out
}

// WriteRunbook writes the runbook.
func WriteRunbook(w io.Writer, r Runbook) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n", prose(r.Title, false))
	for _, text := range r.Lead {
		fmt.Fprintf(&b, "\n%s\n", prose(text, false))
	}
	section := func(title, mark string, items []string) {
		if len(items) == 0 {
			return
		}
		fmt.Fprintf(&b, "\n## %s\n\n", prose(title, false))
		for _, item := range items {
			fmt.Fprintf(&b, "%s %s\n", mark, prose(item, false))
		}
	}
	section("Read before you start", "-", r.Warnings)
	for _, steps := range r.Steps {
		section(steps.Title, "- [ ]", steps.Steps)
	}
	section("What to know", "-", r.Notes)
	_, err := w.Write(b.Bytes())
	return err
}
