package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

type snapshotOptions struct {
	config  string
	output  string
	takenAt time.Time
	plan    string // "", text or json
	redact  redaction
}

func newSnapshotCmd(s streams) *cobra.Command {
	var o snapshotOptions
	var takenAt string
	cmd := &cobra.Command{
		Use:   "snapshot",
		Short: "Collect what is, without judging it",
		Long: `Collect every source of leastwise.yaml into one JSON snapshot: what is there, how completely it
was seen and where each fact was read. It holds no verdicts and no secrets.

A section that could not be read in full is named on stderr and stands in the snapshot as a gap;
"leastwise scan" says what it means for the rules.`,
		Example: `  leastwise snapshot > snapshot.json
  leastwise snapshot -c gtm/leastwise.yaml -o snapshot.json.gz
  leastwise snapshot -o today.json && leastwise scan today.json
  leastwise snapshot --plan
  leastwise snapshot --plan=json`,
		Args: atMost(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if o.takenAt, err = clock(cmd, takenAt); err != nil {
				return err
			}
			if err := o.redact.check(cmd); err != nil {
				return err
			}
			switch o.plan {
			case "":
				return runSnapshot(cmd.Context(), s, o)
			case "text", "json":
				return runPlan(cmd.Context(), s, o)
			}
			return usagef(cmd, "--plan: unknown format %q (known: text, json)", o.plan)
		},
	}
	cmd.Flags().StringVarP(&o.config, "config", "c", "", "configuration (default ./"+configName+")")
	cmd.Flags().StringVarP(&o.output, "output", "o", "", "file to write, compressed when it ends in .gz (default stdout)")
	cmd.Flags().StringVar(&takenAt, "taken-at", "", "pin the snapshot's clock, as RFC 3339 (default now)")
	cmd.Flags().StringVar(&o.plan, "plan", "", "list what a running Salesforce org would be asked, and what that costs, without asking: text or json")
	o.redact.register(cmd)
	cmd.Flags().Lookup("plan").NoOptDefVal = "text"
	return cmd
}

// runPlan says what a snapshot would ask of a running org; nothing is asked or written.
func runPlan(ctx context.Context, s streams, o snapshotOptions) error {
	c, err := loadConfig(o.config)
	if err != nil {
		return err
	}
	if c.Sources.Salesforce == nil || c.Sources.Salesforce.Org == nil {
		return fmt.Errorf("%s: sources.salesforce.org is not set: only a running org is asked anything", c.path)
	}
	plan, err := salesforce.Plan(c.Sources.Salesforce)
	if err != nil {
		return c.place(err)
	}
	if o.plan == "text" {
		return writeAll(ctx, s, nil, []byte(plan.Text()), nil)
	}
	data, err := json.MarshalIndent(plan, "", "  ")
	if err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	return writeAll(ctx, s, nil, append(data, '\n'), nil)
}

func runSnapshot(ctx context.Context, s streams, o snapshotOptions) error {
	c, err := loadConfig(o.config)
	if err != nil {
		return err
	}
	in := c.inputs(o.config, o.redact.ref)
	if err := in.refuse(o.output); err != nil {
		return err
	}
	snap, err := collect(ctx, s, c, o.takenAt, true)
	if err != nil {
		return err
	}
	if snap, _, err = o.redact.apply(snap); err != nil {
		return err
	}
	out := snapshotFile(o.output, snap)
	if o.output == "" || o.output == "-" {
		if err := out.write(s.out); err != nil {
			return fmt.Errorf("write to stdout: %w", err)
		}
	} else {
		err = writeAll(ctx, s, in.of(o.config, snap), nil, []file{out})
	}
	if err != nil {
		return err
	}
	sayGaps(s, snap.Coverage)
	complete := 0
	for _, section := range snap.Coverage {
		if section.State == evidence.Complete {
			complete++
		}
	}
	s.say("snapshot at %s: %d of %d sections complete", snap.TakenAt, complete, len(snap.Coverage))
	return nil
}

// snapshotFile is a snapshot as a file to write, packed when the name ends in .gz. It is written as
// it is encoded, and appears together with the reports or not at all.
func snapshotFile(path string, snap *snapshot.Snapshot) file {
	return file{path: path, mode: 0o600, write: func(w io.Writer) error { return snapshot.WriteAs(w, path, snap) }}
}
