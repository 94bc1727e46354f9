package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type reportOptions struct {
	assessments   []string // file, or "-" for stdin; DIR=FILE with merge
	merge         bool
	config        string // only its place matters
	outputs       []output
	includeWaived bool
	extra         extraFlags
	category      string
}

func newReportCmd(s streams) *cobra.Command {
	var o reportOptions
	var out outputFlags
	var check string
	cmd := &cobra.Command{
		Use:   "report ASSESSMENT...",
		Short: "Render an assessment again",
		Long: `Render an assessment, the JSON that "leastwise scan --format json" writes, in another format.
Nothing is judged again: the verdicts are those of the scan. "-" reads the assessment from stdin.

Paths in SARIF start at the root of the repository. Where leastwise.yaml is not in the working
directory, --config says where it is.

--merge lays several assessments of different targets side by side in one report. Write DIR=FILE
where DIR holds the leastwise.yaml of a scan, so that places of evidence can be told apart. Alerts
are not merged: each scan uploads its own SARIF.`,
		Example: `  leastwise scan --format json -o assessment.json
  leastwise report assessment.json --format markdown -o report.md
  leastwise scan --format json | leastwise report - --format sarif
  leastwise report assessment.json --previous october.json --format html -o report.html
  leastwise report assessment.json --template board.md -o board.md
  leastwise report --check results.sarif
  leastwise report --merge orgs/emea=emea.json orgs/apac=apac.json --format markdown -o all.md`,
		Args: func(cmd *cobra.Command, args []string) error {
			if o.merge {
				return nil
			}
			return atMost(1, "one assessment, or several with --merge")(cmd, args)
		},
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
			o.assessments, o.includeWaived, o.category = args, out.includeWaived, out.category
			if err := o.extra.prepare(cmd, &out); err != nil {
				return err
			}
			if o.outputs, err = out.outputs(cmd); err != nil {
				return err
			}
			for _, out := range o.outputs {
				if o.merge && strings.HasPrefix(out.format, "sarif") {
					return usagef(cmd, "--merge writes no SARIF: upload that of each scan")
				}
			}
			return runReport(cmd.Context(), s, o)
		},
	}
	out.register(cmd)
	o.extra.register(cmd)
	cmd.Flags().StringVar(&check, "check", "", "check a SARIF `FILE` for what code scanning would refuse of it as it stands, and render nothing")
	cmd.Flags().StringVarP(&o.config, "config", "c", "", "configuration the assessment was made with (default ./"+configName+")")
	cmd.Flags().BoolVar(&o.merge, "merge", false, "one report of several assessments, each FILE or DIR=FILE")
	return cmd
}

func runReport(ctx context.Context, s streams, o reportOptions) error {
	if err := o.extra.read(ctx, s); err != nil {
		return err
	}
	a, err := o.read(ctx, s)
	if err != nil {
		return err
	}
	options, err := renderOptions(configFile(o.config), o.includeWaived)
	if err != nil {
		return err
	}
	if err := o.extra.apply(a, &options); err != nil {
		return err
	}
	options.Category = o.category
	return publish(ctx, s, o.inputs(a), o.outputs, a, options)
}

// inputs are what no report may replace: of a merge, the configuration of each part too.
func (o *reportOptions) inputs(a *rego.Assessment) inputs {
	in := inputsOf(o.config, o.extra.files()...).of(o.config, a.Evidence)
	for _, arg := range o.assessments {
		if !o.merge {
			in = append(in, arg)
			continue
		}
		dir, file := mergeArgument(arg)
		in = append(in, inputsOf(filepath.Join(dir, configName), file)...)
	}
	return in
}

// read is the assessment to render, merged where there are several.
func (o *reportOptions) read(ctx context.Context, s streams) (*rego.Assessment, error) {
	if !o.merge {
		return readAssessment(ctx, s, o.assessments[0])
	}
	var parts []rego.Part
	for _, arg := range o.assessments {
		dir, file := mergeArgument(arg)
		a, err := readAssessment(ctx, s, file)
		if err != nil {
			return nil, err
		}
		parts = append(parts, rego.Part{Name: file, Dir: filepath.ToSlash(dir), Assessment: a})
	}
	return rego.Merge(parts)
}

// mergeArgument splits DIR=FILE; without DIR places are kept as they are.
func mergeArgument(arg string) (dir, file string) {
	if dir, file, ok := strings.Cut(arg, "="); ok {
		return filepath.Clean(dir), file
	}
	return "", arg
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
		return nil, evidence.FileError(name, err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s: is a directory, not a file", name)
	}
	return rego.ReadAssessment(file, name)
}
