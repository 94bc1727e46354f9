package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
)

type reportOptions struct {
	assessment    string // file, or "-" for stdin
	config        string // only its place matters
	outputs       []output
	includeWaived bool
	extra         extraFlags
}

func newReportCmd(s streams) *cobra.Command {
	var o reportOptions
	var out outputFlags
	var check string
	cmd := &cobra.Command{
		Use:   "report ASSESSMENT",
		Short: "Render an assessment again",
		Long: `Render an assessment, the JSON that "leastwise scan --format json" writes, in another format.
Nothing is judged again: the verdicts are those of the scan. "-" reads the assessment from stdin.

Paths in SARIF start at the root of the repository. Where leastwise.yaml is not in the working
directory, --config says where it is.`,
		Example: `  leastwise scan --format json -o assessment.json
  leastwise report assessment.json --format markdown -o report.md
  leastwise scan --format json | leastwise report - --format sarif
  leastwise report assessment.json --previous october.json --format html -o report.html
  leastwise report assessment.json --template board.md -o board.md
  leastwise report --check results.sarif`,
		Args: atMost(1, "one assessment"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if check != "" {
				if len(args) > 0 || len(out.formats)+len(out.reports) > 0 {
					return usagef(cmd, "--check takes one SARIF file and renders nothing: leave out the rest")
				}
				return runCheck(cmd.Context(), s, check)
			}
			if len(args) == 0 {
				return usagef(cmd, "no assessment is named: leastwise report takes the JSON of a scan")
			}
			o.assessment, o.includeWaived = args[0], out.includeWaived
			inputs, err := o.extra.prepare(cmd, &out)
			if err != nil {
				return err
			}
			if o.outputs, err = out.outputs(cmd, append(inputs, o.assessment)...); err != nil {
				return err
			}
			return runReport(cmd.Context(), s, o)
		},
	}
	out.register(cmd)
	o.extra.register(cmd)
	cmd.Flags().StringVar(&check, "check", "", "check a SARIF `FILE` for what code scanning would refuse, and render nothing")
	cmd.Flags().StringVarP(&o.config, "config", "c", "", "configuration the assessment was made with (default ./"+configName+")")
	return cmd
}

func runReport(ctx context.Context, s streams, o reportOptions) error {
	a, err := readAssessment(ctx, s, o.assessment)
	if err != nil {
		return err
	}
	options, err := renderOptions(configFile(o.config), o.includeWaived)
	if err != nil {
		return err
	}
	if err := o.extra.apply(ctx, s, a, &options); err != nil {
		return err
	}
	return publish(ctx, s, o.outputs, a, options)
}

func readAssessment(ctx context.Context, s streams, name string) (*rego.Assessment, error) {
	if name == "-" {
		data, err := s.readIn(ctx)
		if err != nil {
			return nil, err
		}
		return rego.ReadAssessment(bytes.NewReader(data), "stdin")
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, inputError(name, err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s: is a directory, not a file", name)
	}
	return rego.ReadAssessment(file, name)
}
