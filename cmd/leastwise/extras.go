package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// extraFlags are what scan and report may add to an assessment, beside formats: the assessments
// before it, and a template of the user's own.
type extraFlags struct {
	previous []string
	template string

	before []*rego.Assessment // read from previous
	layout *report.Template   // read from template
}

func (f *extraFlags) register(cmd *cobra.Command) {
	f.registerPrevious(cmd)
	cmd.Flags().StringVar(&f.template, "template", "", "template `FILE` for the primary report, or for --report template=FILE")
}

func (f *extraFlags) registerPrevious(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.previous, "previous", nil, "an earlier assessment, JSON `FILE`: says what is new, still there and gone; repeat for a trend")
}

// prepare makes the template the primary report where no other format was asked for.
func (f *extraFlags) prepare(cmd *cobra.Command, out *outputFlags) error {
	uses := 0
	for _, format := range append(out.formats, reportFormats(out.reports)...) {
		if format == report.TemplateFormat {
			uses++
		}
	}
	switch {
	case f.template == "" && uses > 0:
		return usagef(cmd, "the format template wants --template FILE")
	case f.template != "" && uses == 0 && len(out.formats) > 0:
		return usagef(cmd, "--template is the primary report: leave out --format, or write --report template=FILE")
	case f.template != "" && uses == 0:
		out.formats = []string{report.TemplateFormat}
	}
	return nil
}

// files are those that the flags name.
func (f *extraFlags) files() []string { return append([]string{f.template}, f.previous...) }

// read reads the assessments and the template, and checks what can be checked of them before
// anything is collected or judged.
func (f *extraFlags) read(ctx context.Context, s streams) error {
	for _, name := range f.previous {
		p, err := readAssessment(ctx, s, name)
		if err != nil {
			return err
		}
		f.before = append(f.before, p)
	}
	if f.template == "" {
		return nil
	}
	text, err := os.ReadFile(f.template)
	if err != nil {
		return evidence.FileError(f.template, err)
	}
	f.layout = &report.Template{Name: f.template, Text: string(text)}
	return f.layout.Check()
}

// check refuses assessments that cannot be compared with one of the moment and the targets; no
// targets are ones that are not known yet.
func (f *extraFlags) check(at evidence.Time, targets ...string) error {
	for _, p := range f.before {
		if err := p.Before(at); err != nil {
			return fmt.Errorf("--previous: %w", err)
		}
	}
	if len(targets) == 0 {
		return nil
	}
	return f.apply(&rego.Assessment{TakenAt: at, Targets: targets}, &report.Options{})
}

// apply compares a with the assessments before it, and hands the template to o.
func (f *extraFlags) apply(a *rego.Assessment, o *report.Options) error {
	if err := a.Compare(f.before...); err != nil {
		return fmt.Errorf("--previous: %w", err)
	}
	o.Template = f.layout
	return nil
}
