package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
)

type scanOptions struct {
	snapshot        string // file to judge, "-" for stdin, "" to collect one
	config          string
	outputs         []output
	includeWaived   bool
	failOn          rego.Severity
	allowIncomplete bool
	ruleDirs        []string
	takenAt         time.Time // of a snapshot that is collected
	saveSnapshot    string
	redact          redaction
}

func newScanCmd(s streams) *cobra.Command {
	var (
		o               scanOptions
		out             outputFlags
		failOn, takenAt string
	)
	cmd := &cobra.Command{
		Use:   "scan [SNAPSHOT]",
		Short: "Judge a snapshot, or collect one first, and report",
		Long: `Judge what is against what was approved, and report.

Without SNAPSHOT everything that leastwise.yaml names is collected first. With SNAPSHOT that file is
judged by the policy, settings and waivers of leastwise.yaml, if there is one; "-" reads it from stdin.

The report goes to stdout and the talk to stderr. When the exit status is 2, nothing was written.

Exit status:
  0  nothing at or above --fail-on was found
  1  findings
  2  the command line, the configuration, an input or a rule is wrong
  3  nothing was found, but some rule could not be judged for lack of evidence; --allow-incomplete
     turns it into 0`,
		Example: `  leastwise scan
  leastwise scan --report sarif=results.sarif --report markdown=report.md
  leastwise scan --format markdown -o report.md --fail-on high
  leastwise scan snapshot.json.gz -c leastwise.yaml --format json
  leastwise scan --rules our-rules --allow-incomplete`,
		Args: atMost(1, "one snapshot"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 1 {
				o.snapshot = args[0]
			}
			if o.snapshot != "" && (takenAt != "" || o.saveSnapshot != "") {
				return usagef(cmd, "--taken-at and --save-snapshot are for a snapshot that is collected, not for %s", o.snapshot)
			}
			if o.takenAt, err = clock(cmd, takenAt); err != nil {
				return err
			}
			if o.failOn, err = parseFailOn(cmd, failOn); err != nil {
				return err
			}
			if err := o.redact.check(cmd); err != nil {
				return err
			}
			o.includeWaived = out.includeWaived
			if o.outputs, err = out.outputs(cmd, configFile(o.config), o.snapshot, o.saveSnapshot); err != nil {
				return err
			}
			return runScan(cmd.Context(), s, o)
		},
	}
	out.register(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&o.config, "config", "c", "", "configuration (default ./"+configName+")")
	flags.StringVar(&failOn, "fail-on", string(rego.Medium), "least severity that gives status 1: critical, high, medium, low, none")
	flags.BoolVar(&o.allowIncomplete, "allow-incomplete", false, "accept missing evidence: status 0 instead of 3")
	flags.StringArrayVar(&o.ruleDirs, "rules", nil, "`DIR` of your own rules, beside the built-in ones; may be repeated")
	flags.StringVar(&takenAt, "taken-at", "", "pin the snapshot's clock, as RFC 3339 (default now)")
	o.redact.register(cmd)
	flags.StringVar(&o.saveSnapshot, "save-snapshot", "", "keep the collected snapshot in this `FILE`")
	return cmd
}

func parseFailOn(cmd *cobra.Command, word string) (rego.Severity, error) {
	known := append(slices.Clone(rego.Severities), failNone)
	if slices.Contains(known, rego.Severity(word)) {
		return rego.Severity(word), nil
	}
	return "", usagef(cmd, "--fail-on: unknown severity %q (known: critical, high, medium, low, none)", word)
}

// configFile is the file that loadConfig would read.
func configFile(path string) string {
	if path == "" {
		return configName
	}
	return path
}

func runScan(ctx context.Context, s streams, o scanOptions) error {
	c, err := loadConfig(o.config)
	if err != nil && !(errors.Is(err, errNoConfig) && o.snapshot != "") {
		return err
	}
	policy, err := rego.Load(ctx, c.regoOptions(o.ruleDirs))
	if err != nil {
		return c.placeOwn(err)
	}
	rules := len(policy.Rules())
	if rules == 0 {
		return errors.New("no rules are loaded: there is nothing to judge by")
	}
	snap, err := obtain(ctx, s, c, o)
	if err != nil {
		return err
	}
	snap, redactor, err := o.redact.apply(snap)
	if err != nil {
		return err
	}
	if redactor != nil {
		if policy, err = rego.Load(ctx, pseudonymous(c.regoOptions(o.ruleDirs), redactor)); err != nil {
			return c.placeOwn(err)
		}
	}
	a, err := policy.Assess(ctx, snap)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	if len(a.Verdicts) != rules {
		return fmt.Errorf("judge: %d rules gave %d verdicts", rules, len(a.Verdicts))
	}
	if broken := a.Errored(); len(broken) > 0 {
		for _, v := range broken {
			s.say("rule %s broke: %s", v.Rule.ID, v.Reason)
		}
		return fmt.Errorf("%d of %d rules broke: no report written", len(broken), len(a.Verdicts))
	}
	if err := deliver(ctx, s, c, o, snap, a); err != nil {
		return err
	}
	sayWarnings(s, c, a)
	sayResult(s, a, o.failOn, o.allowIncomplete)
	if st := statusOf(a, o.failOn, o.allowIncomplete); st != statusOK {
		return verdictError(st)
	}
	return nil
}

// obtain is the snapshot the user named, or a new one.
func obtain(ctx context.Context, s streams, c *config, o scanOptions) (*snapshot.Snapshot, error) {
	switch o.snapshot {
	case "":
		return collect(ctx, s, c, o.takenAt)
	case "-":
		data, err := s.readIn(ctx)
		if err != nil {
			return nil, err
		}
		return snapshot.Read(bytes.NewReader(data), "stdin")
	}
	return snapshot.ReadFile(o.snapshot)
}

// deliver writes all that a scan writes, together or not at all.
func deliver(ctx context.Context, s streams, c *config, o scanOptions, snap *snapshot.Snapshot, a *rego.Assessment) error {
	options, err := renderOptions(configFile(o.config), o.includeWaived)
	if err != nil {
		return err
	}
	var kept []file
	if o.saveSnapshot != "" {
		f, err := snapshotFile(o.saveSnapshot, snap)
		if err != nil {
			return err
		}
		kept = append(kept, f)
	}
	return publish(ctx, s, o.outputs, a, options, kept...)
}
