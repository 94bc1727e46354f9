package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
)

// extraFlags are what scan and report may add to an assessment, beside formats: the assessments
// before it, and a template of the user's own.
type extraFlags struct {
	previous []string
	template string
}

func (f *extraFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.previous, "previous", nil, "an earlier assessment, JSON `FILE`: says what is new, still there and gone; repeat for a trend")
	flags.StringVar(&f.template, "template", "", "template `FILE` for the primary report, or for --report template=FILE")
}

// prepare makes the template the primary report where no other format was asked for. It returns
// the files that no report may replace.
func (f *extraFlags) prepare(cmd *cobra.Command, out *outputFlags) ([]string, error) {
	inputs := append([]string{}, f.previous...)
	uses := 0
	for _, format := range append(out.formats, reportFormats(out.reports)...) {
		if format == report.TemplateFormat {
			uses++
		}
	}
	switch {
	case f.template == "" && uses > 0:
		return nil, usagef(cmd, "the format template wants --template FILE")
	case f.template != "" && uses == 0 && len(out.formats) > 0:
		return nil, usagef(cmd, "--template is the primary report: leave out --format, or write --report template=FILE")
	case f.template != "" && uses == 0:
		out.formats = []string{report.TemplateFormat}
	}
	if f.template != "" {
		inputs = append(inputs, f.template)
	}
	return inputs, nil
}

// apply compares a with the assessments before it, and reads the template into o.
func (f *extraFlags) apply(ctx context.Context, s streams, a *rego.Assessment, o *report.Options) error {
	var previous []*rego.Assessment
	for _, name := range f.previous {
		p, err := readAssessment(ctx, s, name)
		if err != nil {
			return err
		}
		previous = append(previous, p)
	}
	if err := a.Compare(previous...); err != nil {
		return fmt.Errorf("--previous: %w", err)
	}
	if f.template == "" {
		return nil
	}
	text, err := os.ReadFile(f.template)
	if err != nil {
		return inputError(f.template, err)
	}
	o.Template = &report.Template{Name: f.template, Text: string(text)}
	return nil
}
