package report

import (
	"fmt"
	"io"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Options is what the caller knows and an assessment does not.
type Options struct {
	// Root is the slash path from the root of the repository to the directory of
	// leastwise.yaml, "" where they are the same: evidence paths are relative to the latter,
	// SARIF paths to the former.
	Root string
	// Config is the name of the configuration file in Root, "leastwise.yaml" when empty. SARIF
	// anchors there what has no file of its own, such as an object of an API.
	Config string
	// Repository is the checkout the configuration lies in; nil: none. Only SARIF names it.
	Repository *Repository
	// IncludeWaived puts waived findings into SARIF, where GitHub shows them as open alerts.
	IncludeWaived bool
	// Template is the template of TemplateFormat.
	Template *Template
	// MaxBytes is the size a Markdown report stays under by cutting its longest tables; 0 means
	// DefaultMaxBytes.
	MaxBytes int
	// Dir is the slash path from the working directory to the directory of leastwise.yaml, ""
	// where they are the same: the text report's places can be opened from where it is read.
	Dir string
	// Color lets the text report use ANSI colours; set it only where stdout is a terminal.
	Color bool
}

// Repository says which state of which repository a report belongs to. URI may be anything git
// takes for a remote: what is no web address is left out, and credentials in it always are.
type Repository struct {
	URI, Revision, Branch string
}

const defaultConfig = "leastwise.yaml"

// DefaultMaxBytes leaves room for other text in a job summary, which GitHub drops above 1 MiB.
const DefaultMaxBytes = 1<<20 - 16<<10

// Format is one way to write an assessment.
type Format struct {
	Name        string
	Description string
	For         string // the reader it is made for

	write func(io.Writer, *rego.Assessment, Options) error
}

// Formats returns every format that Write knows, in the order people should meet them.
func Formats() []Format {
	return []Format{
		{"text", "findings by severity, each with file and line", "the person at the terminal", writeText},
		{"markdown", "scope, coverage, controls, findings, waivers and every rule", "auditors and job summaries", writeMarkdown},
		{"sarif", "SARIF 2.1.0, open findings only, one run a target", "GitHub code scanning", writeSARIF},
		{"sarif-full", "SARIF 2.1.0, every result with kind, suppressions and baseline", "SARIF viewers; not for upload", writeFullSARIF},
		{"html", "the same as Markdown and an access matrix, in one file", "people with a browser or a printer", writeHTML},
		{"csv", "one line a finding, and a rule not evaluated", "spreadsheets", writeCSV},
		{"junit", "JUnit XML, one test case a rule and subject", "build servers", writeJUnit},
		{"ocsf", "OCSF Compliance Finding events, one a line", "security lakes", writeOCSF},
		{"json", "the assessment itself", "programs, and leastwise report", writeJSON},
	}
}

// Write renders an assessment in one of Formats, or TemplateFormat. A mistake in a template is an
// *evidence.Error that names its line. An unknown format is an error that names the
// nearest one; any other error comes from w.
func Write(w io.Writer, format string, a *rego.Assessment, o Options) error {
	var names []string
	if format == TemplateFormat {
		return writeTemplate(w, a, o)
	}
	for _, f := range Formats() {
		if f.Name == format {
			if err := f.write(w, a, o); err != nil {
				return fmt.Errorf("write %s report: %w", format, err)
			}
			return nil
		}
		names = append(names, f.Name)
	}
	return fmt.Errorf("unknown report format %q%s", format, evidence.Suggest(format, names))
}
