package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type scanOptions struct {
	snapshot        string // file to judge, "-" for stdin, "" to collect one
	config          string
	outputs         []output
	includeWaived   bool
	extra           extraFlags
	category        string
	failOn          rego.Severity
	allowIncomplete bool
	ruleDirs        []string
	takenAt         time.Time // of a snapshot that is collected
	packed          bool      // it may stay packed: nothing looks at the fields of sets
	saveSnapshot    string
	baseline        string // assessment whose findings do not count
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

With --baseline, findings that an earlier assessment has open already, in the same words and at no
lower severity, stay in the report, are marked, and do not count for the exit status.

The report goes to stdout and the talk to stderr. When the exit status is 2, nothing was written.

Exit status:
  0  nothing at or above --fail-on was found
  1  findings
  2  the command line, the configuration, an input or a rule is wrong
  3  nothing at or above --fail-on was found, but some rule could not be judged, or only in part,
     for lack of evidence; --allow-incomplete turns it into 0`,
		Example: `  leastwise scan
  leastwise scan --report sarif=results.sarif --report markdown=report.md
  leastwise scan --format markdown -o report.md --fail-on high
  leastwise scan snapshot.json.gz -c leastwise.yaml --format json
  leastwise scan --rules our-rules --allow-incomplete
  leastwise scan --baseline accepted.json`,
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
			o.includeWaived, o.category = out.includeWaived, out.category
			if err := o.extra.prepare(cmd, &out); err != nil {
				return err
			}
			if o.outputs, err = out.outputs(cmd); err != nil {
				return err
			}
			return runScan(cmd.Context(), s, o)
		},
	}
	out.register(cmd)
	o.extra.register(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&o.config, "config", "c", "", "configuration (default ./"+configName+")")
	flags.StringVar(&failOn, "fail-on", string(rego.Medium), "least severity that gives status 1: critical, high, medium, low, none")
	flags.BoolVar(&o.allowIncomplete, "allow-incomplete", false, "accept missing evidence: status 0 instead of 3")
	flags.StringArrayVar(&o.ruleDirs, "rules", nil, "`DIR` of your own rules, beside the built-in ones; may be repeated")
	flags.StringVar(&takenAt, "taken-at", "", "pin the snapshot's clock, as RFC 3339 (default now)")
	flags.StringVar(&o.baseline, "baseline", "", "count only what this assessment, JSON `FILE`, has not found already")
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
	c, err := configFor(o)
	if err != nil {
		return err
	}
	baseline, err := o.earlier(ctx, s)
	if err != nil {
		return err
	}
	in := c.inputs(o.config, append(o.extra.files(), o.snapshot, o.baseline, o.redact.ref)...).rules(o.ruleDirs)
	if err := in.refuse(append(filesOf(o.outputs), o.saveSnapshot)...); err != nil {
		return err
	}
	read := openSnapshot(o)
	policy, err := loadRules(ctx, c, o)
	if err != nil {
		return err
	}
	snap, redactor, err := obtainStream(ctx, s, c, o, read)
	if err != nil {
		return err
	}
	if err := o.extra.check(snap.Snapshot().TakenAt, snap.Snapshot().Targets()...); err != nil {
		return err
	}
	if redactor != nil {
		if policy, err = rego.Load(ctx, pseudonymous(c.regoOptions(o.ruleDirs), redactor)); err != nil {
			return c.placeOwn(err)
		}
	}
	a, err := assessed(ctx, s, func() (*rego.Assessment, error) { return policy.AssessStream(ctx, snap) })
	if err != nil {
		return err
	}
	if baseline != nil {
		if err := a.Accept(baseline); err != nil {
			return fmt.Errorf("--baseline %s: %w", o.baseline, err)
		}
	}
	if err := deliver(ctx, s, in, o, snap.Snapshot(), a); err != nil {
		return err
	}
	sayWarnings(s, c, a)
	sayUnplaced(s, snap.Snapshot(), a)
	sayResult(s, a, o.failOn, o.allowIncomplete)
	if st := statusOf(a, o.failOn, o.allowIncomplete); st != statusOK {
		return verdictError(st)
	}
	return nil
}

// earlier reads what the flags name beside the snapshot, so that a mistake there is told before
// anybody is asked or anything judged. It returns the baseline, nil where there is none.
func (o *scanOptions) earlier(ctx context.Context, s streams) (baseline *rego.Assessment, err error) {
	if err := o.extra.read(ctx, s); err != nil {
		return nil, err
	}
	if o.snapshot == "" {
		if err := o.extra.check(evidence.NewTime(o.takenAt)); err != nil {
			return nil, err
		}
	}
	if o.baseline != "" {
		return readAssessment(ctx, s, o.baseline)
	}
	return nil, nil
}

// configFor is the configuration, or nil where there is none and a snapshot is named.
func configFor(o scanOptions) (*config, error) {
	c, err := loadConfig(o.config)
	if err != nil && !(errors.Is(err, errNoConfig) && o.snapshot != "") {
		return nil, err
	}
	return c, nil
}

// loadRules are the rules to judge by.
func loadRules(ctx context.Context, c *config, o scanOptions) (*rego.Policy, error) {
	// most of what loading allocates is kept: collecting meanwhile is a quarter of its time
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	policy, err := rego.Load(ctx, c.regoOptions(o.ruleDirs))
	if err != nil {
		return nil, c.placeOwn(err)
	}
	return policy, nil
}

// assess judges a snapshot by every rule; one that broke is an error. A policy that names people
// names nobody in a redacted snapshot, and would pass it.
func assess(ctx context.Context, s streams, policy *rego.Policy, snap *snapshot.Snapshot) (*rego.Assessment, error) {
	if snap.Redacted != "" {
		return nil, fmt.Errorf("the snapshot is redacted (%s): only scan and verify judge one, with --redact-key", snap.Redacted)
	}
	return assessed(ctx, s, func() (*rego.Assessment, error) { return policy.Assess(ctx, snap) })
}

// assessed is the assessment that judge gives, if no rule broke.
func assessed(ctx context.Context, s streams, judge func() (*rego.Assessment, error)) (*rego.Assessment, error) {
	a, err := judge()
	var input *evidence.Error
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.As(err, &input):
		return nil, input
	case err != nil:
		return nil, fmt.Errorf("judge: %w", err)
	}
	if broken := a.Errored(); len(broken) > 0 {
		for _, v := range broken {
			s.say("rule %s broke: %s", v.Rule.ID, v.Reason)
		}
		return nil, fmt.Errorf("%d of %d rules broke: no report written", len(broken), len(a.Verdicts))
	}
	return a, nil
}

// openSnapshot begins to read the snapshot file that the user named, while the rules are loaded;
// the result waits for it. It is nil for a snapshot from elsewhere, which is read when asked for.
func openSnapshot(o scanOptions) func() (*snapshot.Stream, error) {
	name := o.snapshot
	if name == "" || name == "-" || o.redact.on { // what is to be rewritten is held whole
		return nil
	}
	var stream *snapshot.Stream
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		stream, err = snapshot.StreamFile(name)
	}()
	return func() (*snapshot.Stream, error) {
		<-done
		return stream, err
	}
}

// obtainStream is what obtain gives, as a stream, so that a file is never held whole, and a
// redactor where it is redacted.
func obtainStream(ctx context.Context, s streams, c *config, o scanOptions, read func() (*snapshot.Stream, error)) (*snapshot.Stream, *snapshot.Redactor, error) {
	if read != nil {
		stream, err := read()
		if err != nil {
			return nil, nil, err
		}
		_, redactor, err := o.redact.apply(stream.Snapshot())
		return stream, redactor, err
	}
	o.packed = true
	snap, err := obtain(ctx, s, c, o)
	if err != nil {
		return nil, nil, err
	}
	snap, redactor, err := o.redact.apply(snap)
	if err != nil {
		return nil, nil, err
	}
	stream, err := snap.Stream()
	return stream, redactor, err
}

// obtain is the snapshot the user named, or a new one.
func obtain(ctx context.Context, s streams, c *config, o scanOptions) (*snapshot.Snapshot, error) {
	switch o.snapshot {
	case "":
		return collect(ctx, s, c, o.takenAt, o.packed)
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
func deliver(ctx context.Context, s streams, in inputs, o scanOptions, snap *snapshot.Snapshot, a *rego.Assessment) error {
	options, err := renderOptions(configFile(o.config), o.includeWaived)
	if err != nil {
		return err
	}
	options.Category = o.category
	var kept []file
	if o.saveSnapshot != "" {
		kept = append(kept, snapshotFile(o.saveSnapshot, snap))
	}
	if err := o.extra.apply(a, &options); err != nil {
		return err
	}
	return publish(ctx, s, in.of(o.config, snap), o.outputs, a, options, kept...)
}
