package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type diffOptions struct {
	old, now        string
	config          string
	format          string
	output          string
	failOnNew       bool
	allowIncomplete bool
	ruleDirs        []string
}

func newDiffCmd(s streams) *cobra.Command {
	var o diffOptions
	var failOn string
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what changed between two snapshots or two assessments",
		Long: `Say what changed. Of two snapshots: which grants the integration users gained and lost, and by which
way; which members, roles, keys, connections, tables, budgets, users, sets, apps and settings came,
went or are other ones; and, as both are judged by the policy of leastwise.yaml if there is one,
which findings are new, changed, gone. Of two assessments: their findings.

What moves by mere use (row counts, balances, last logins) is no change here. A section that one of
the snapshots did not read is named and not compared.

Exit status:
  0  whatever changed, without --fail-on
  1  --fail-on new: findings are new, or worse than before
  2  the command line, the configuration, an input or a rule is wrong
  3  --fail-on new: none is new, but some rule could not judge NEW; --allow-incomplete turns it into 0`,
		Example: `  leastwise diff october.json november.json
  leastwise diff october.json november.json --format markdown -o changes.md
  leastwise diff accepted-assessment.json assessment.json --fail-on new`,
		Args: atMost(2, "an old and a new file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usagef(cmd, "leastwise diff takes two files, the older first: snapshots or assessments")
			}
			o.old, o.now = args[0], args[1]
			if !slices.Contains(report.DiffFormats(), o.format) {
				return usagef(cmd, "--format: unknown format %q%s", o.format, evidence.Suggest(o.format, report.DiffFormats()))
			}
			switch failOn {
			case "none":
			case "new":
				o.failOnNew = true
			default:
				return usagef(cmd, "--fail-on: unknown word %q (known: new, none)", failOn)
			}
			return runDiff(cmd.Context(), s, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.config, "config", "c", "", "configuration whose policy judges snapshots (default ./"+configName+")")
	flags.StringVar(&o.format, "format", "text", "format: "+strings.Join(report.DiffFormats(), ", "))
	flags.StringVarP(&o.output, "output", "o", "", "file to write (default stdout)")
	flags.StringVar(&failOn, "fail-on", "none", "what gives status 1: new (findings that are new or worse), none")
	flags.BoolVar(&o.allowIncomplete, "allow-incomplete", false, "with --fail-on, accept missing evidence: status 0 instead of 3")
	flags.StringArrayVar(&o.ruleDirs, "rules", nil, "`DIR` of your own rules, to judge snapshots by; may be repeated")
	return cmd
}

func runDiff(ctx context.Context, s streams, o diffOptions) error {
	in := inputsOf(o.config, o.old, o.now).rules(o.ruleDirs)
	if err := in.refuse(o.output); err != nil {
		return err
	}
	d, now, err := differences(ctx, s, o)
	if err != nil {
		return err
	}
	err = renderOne(ctx, s, in.of(o.config, now.Evidence), o.config, o.output, func(b *bytes.Buffer, options report.Options) error {
		return report.WriteDiff(b, o.format, d, options)
	})
	if err != nil {
		return err
	}
	s.say("findings: %s", d.Findings)
	switch incomplete := len(now.Incomplete()); {
	case !o.failOnNew:
	case d.Findings.Fresh() > 0:
		return verdictError(statusFindings)
	case incomplete > 0 && !o.allowIncomplete:
		s.say("evidence is incomplete for %s", evidence.Count(incomplete, "rule"))
		return verdictError(statusIncomplete)
	}
	return nil
}

// differences compares two files of one kind. The later assessment comes with them.
func differences(ctx context.Context, s streams, o diffOptions) (*report.Differences, *rego.Assessment, error) {
	was, err := fileKind(o.old)
	if err != nil {
		return nil, nil, err
	}
	is, err := fileKind(o.now)
	if err != nil {
		return nil, nil, err
	}
	var d report.Differences
	var old, now *rego.Assessment
	switch {
	case was != is && was != kindOther && is != kindOther:
		return nil, nil, fmt.Errorf("%s is %s and %s is %s: compare two of one kind", o.old, was, o.now, is)
	case was == kindAssessment || is == kindAssessment:
		if old, err = readAssessment(ctx, s, o.old); err == nil {
			now, err = readAssessment(ctx, s, o.now)
		}
	default: // the reader of snapshots says what is wrong with anything else
		d.State, old, now, err = compareSnapshots(ctx, s, o)
	}
	if err != nil {
		return nil, nil, err
	}
	d.Findings, err = rego.Diff(old, now)
	return &d, now, err
}

func compareSnapshots(ctx context.Context, s streams, o diffOptions) (*snapshot.Difference, *rego.Assessment, *rego.Assessment, error) {
	c, err := configFor(scanOptions{config: o.config, snapshot: o.now})
	if err != nil {
		return nil, nil, nil, err
	}
	policy, err := loadRules(ctx, c, scanOptions{ruleDirs: o.ruleDirs})
	if err != nil {
		return nil, nil, nil, err
	}
	old, err := snapshot.ReadFile(o.old)
	if err != nil {
		return nil, nil, nil, err
	}
	now, err := snapshot.ReadFile(o.now)
	if err != nil {
		return nil, nil, nil, err
	}
	state, err := snapshot.Diff(old, now)
	if err != nil {
		return nil, nil, nil, err
	}
	if c == nil {
		s.say("warning: no %s here and no --config: judged without a policy, so rules that need one were skipped", configName)
	}
	was, err := assess(ctx, s, policy, old)
	if err != nil {
		return nil, nil, nil, err
	}
	is, err := assess(ctx, s, policy, now)
	return state, was, is, err
}

// fileKind looks into a file.
func fileKind(name string) (kind, error) {
	file, err := os.Open(name)
	if err != nil {
		return kindOther, evidence.FileError(name, err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return kindOther, fmt.Errorf("%s: is a directory, not a file", name)
	}
	return kindOf(name, file), nil
}
