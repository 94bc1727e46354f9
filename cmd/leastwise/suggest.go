package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
)

type suggestOptions struct {
	config, snapshot, output string
	takenAt                  time.Time
}

func newSuggestCmd(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "suggest",
		Short:   "Propose a policy from what is in use",
		Example: "  leastwise suggest policy",
		Args:    noCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var o suggestOptions
	var takenAt string
	policy := &cobra.Command{
		Use:   "policy [SNAPSHOT]",
		Short: "Propose the least that keeps Clay working, as a policy with a reason on each line",
		Long: `Propose the policy of every Salesforce user that Clay logs in as: the objects and fields that Clay's
columns map (object, reads and writes of a column in the inventory), the permissions that an integration
needs, and the addresses and apps it was seen with. Where a mapping is not known, what the user holds
today is kept, and the proposal says so.

The proposal is YAML for leastwise.yaml, with a comment on each line that says why it stands there.`,
		Example: `  leastwise suggest policy
  leastwise suggest policy snapshot.json -o policy.yaml`,
		Args: atMost(1, "one snapshot"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 1 {
				o.snapshot = args[0]
			}
			if o.takenAt, err = clock(cmd, takenAt); err != nil {
				return err
			}
			return runSuggest(cmd.Context(), s, o)
		},
	}
	flags := policy.Flags()
	flags.StringVarP(&o.config, "config", "c", "", "configuration (default ./"+configName+")")
	flags.StringVarP(&o.output, "output", "o", "", "file to write (default stdout)")
	flags.StringVar(&takenAt, "taken-at", "", "pin the snapshot's clock, as RFC 3339 (default now)")
	cmd.AddCommand(policy)
	return cmd
}

func runSuggest(ctx context.Context, s streams, o suggestOptions) error {
	in := inputsOf(o.config, o.snapshot)
	if err := in.refuse(o.output); err != nil {
		return err
	}
	_, snap, err := configAndSnapshot(ctx, s, scanOptions{config: o.config, snapshot: o.snapshot, takenAt: o.takenAt})
	if err != nil {
		return err
	}
	data, err := rego.Suggest(snap)
	if err != nil {
		return err
	}
	return writeOne(ctx, s, in.of(o.config, snap), o.output, data)
}
