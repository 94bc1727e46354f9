package main

import (
	"bytes"
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot"
)

type revokeOptions struct {
	config, who, snapshot, output string
	takenAt                       time.Time
}

func newGenerateRevokeCmd(s streams) *cobra.Command {
	var o revokeOptions
	var takenAt string
	cmd := &cobra.Command{
		Use:   "revoke USER [SNAPSHOT]",
		Short: "Write the runbook that takes away everything one person or service holds",
		Long: `Write the offboarding runbook of one person as Markdown: what they hold in Salesforce and in Clay, what
goes on working when they are gone, what wants another owner, and what the snapshot cannot say.

USER is an address or a Salesforce username. The sources of leastwise.yaml are collected, or SNAPSHOT
is read. Nothing is revoked: the runbook is for a person to work through.`,
		Example: `  leastwise generate revoke dana@example.com
  leastwise generate revoke dana@example.com snapshot.json -o dana.md`,
		Args: atMost(2, "a user and one snapshot"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 0 || args[0] == "" {
				return usagef(cmd, "nobody is named: write an address or a username, such as dana@example.com")
			}
			o.who = args[0]
			if len(args) == 2 {
				o.snapshot = args[1]
			}
			if o.takenAt, err = clock(cmd, takenAt); err != nil {
				return err
			}
			return runRevoke(cmd.Context(), s, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.config, "config", "c", "", "configuration (default ./"+configName+")")
	flags.StringVarP(&o.output, "output", "o", "", "file to write (default stdout)")
	flags.StringVar(&takenAt, "taken-at", "", "pin the snapshot's clock, as RFC 3339 (default now)")
	return cmd
}

func runRevoke(ctx context.Context, s streams, o revokeOptions) error {
	c, snap, err := configAndSnapshot(ctx, s, scanOptions{config: o.config, snapshot: o.snapshot, takenAt: o.takenAt})
	if err != nil {
		return err
	}
	var policy *rego.Approved
	var waivers []rego.Waiver
	if c != nil {
		policy, waivers = c.Policy, c.Waivers
	}
	runbook, err := report.Revocation(snap, policy, waivers, o.who)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := report.WriteRunbook(&b, runbook); err != nil {
		return err
	}
	return writeOne(ctx, s, o.output, b.Bytes())
}

// configAndSnapshot reads the configuration, which may be missing where a snapshot is named,
// and the snapshot that was named, or collects one.
func configAndSnapshot(ctx context.Context, s streams, o scanOptions) (*config, *snapshot.Snapshot, error) {
	c, err := configFor(o)
	if err != nil {
		return nil, nil, err
	}
	snap, err := obtain(ctx, s, c, o)
	return c, snap, err
}

// writeOne writes a product to a file, or to stdout where none is named.
func writeOne(ctx context.Context, s streams, path string, data []byte) error {
	if path == "" || path == "-" {
		return writeAll(ctx, s, data, nil)
	}
	return writeAll(ctx, s, nil, []file{{path: path, data: data, mode: 0o644}})
}
