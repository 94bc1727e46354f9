package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// run is the program without its process: it is the one place where an error becomes an exit
// status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := stopOnSignal(context.Background())
	defer stop()
	s := streams{in: stdin, out: stdout, err: stderr}
	root := newRootCmd(s, args)
	return int(conclude(ctx, s, root.ExecuteContext(ctx)))
}

func conclude(ctx context.Context, s streams, err error) status {
	var (
		verdict  verdictError
		usage    *usageError
		underway *underwayError
		stopped  interruption
	)
	switch {
	case err == nil:
		return statusOK
	case errors.As(err, &verdict):
		return status(verdict)
	case errors.As(context.Cause(ctx), &stopped) && errors.As(err, &underway):
		s.say("%v: what was published until then stays", stopped)
		return stopped.status()
	case errors.As(context.Cause(ctx), &stopped):
		s.say("%v: nothing written", stopped)
		return stopped.status()
	case errors.As(err, &usage):
		s.say("%v", usage)
		s.say("run %q", usage.command+" --help")
		return statusError
	}
	s.say("%v", err)
	return statusError
}

// stopOnSignal cancels the context on the first SIGINT or SIGTERM, with an interruption as
// the cause. A second one ends the process at once, as if nobody listened.
func stopOnSignal(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case sig := <-caught:
			signal.Stop(caught)
			cancel(interruption{sig})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(caught)
		cancel(context.Canceled)
	}
}

func newRootCmd(s streams, args []string) *cobra.Command {
	root := &cobra.Command{
		Use:   "leastwise",
		Short: "Scan a Clay workspace and a Salesforce org against the access you approved",
		Long: `Leastwise exports the state of a Clay workspace and of a Salesforce org's permissions to one
snapshot, judges it with policy-as-code rules, and reports to code scanning and to auditors.

Exit status:
  0  nothing at or above --fail-on was found
  1  findings
  2  the command line, the configuration, an input or a rule is wrong; nothing was written
     (publish: or GitHub refused something, and what was sent before stays)
  3  evidence is incomplete: some rule could not be judged, or only in part`,
		Example: `  leastwise init                                          # a starting point to edit
  leastwise scan                                          # collect, judge, report
  leastwise scan --report sarif=results.sarif --report markdown=report.md
  leastwise rules                                         # what is checked`,
		Version:           version(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
		Args:              noCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if !cmd.HasParent() && !strings.HasPrefix(args[0], "-") {
			return noCommand(cmd, args) // the flag is unknown because the command is
		}
		return flagError(cmd, err)
	})
	root.AddCommand(newInitCmd(s), newInventoryCmd(s), newSnapshotCmd(s), newScanCmd(s), newReportCmd(s), newPublishCmd(s))
	root.AddCommand(newExplainCmd(s), newDiffCmd(s), newGenerateCmd(s), newFixCmd(s), newSuggestCmd(s), newVerifyCmd(s))
	root.AddCommand(newAttestCmd(s), newRulesCmd(s), newVersionCmd(s))
	root.SetHelpCommand(newHelpCmd())
	return root
}

// newHelpCmd stands in for cobra's own, which calls an unknown command a success.
func newHelpCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about a command",
		RunE: func(cmd *cobra.Command, args []string) error {
			target, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return noCommand(cmd.Root(), args)
			}
			target.InitDefaultHelpFlag()
			return target.Help()
		},
	}
}

// noCommand refuses arguments where only a subcommand may stand.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return usagef(cmd, "unknown command %q%s", args[0], evidence.Suggest(args[0], names))
}

// atMost refuses more arguments than a command takes; what says what one is.
func atMost(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return usagef(cmd, "unexpected argument %q: %s takes %s", args[n], cmd.CommandPath(), what)
		}
		return nil
	}
}

func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || len(unknown.GetSpecifiedName()) < 2 {
		return usagef(cmd, "%v", err)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	name := "--" + unknown.GetSpecifiedName()
	return usagef(cmd, "unknown flag %s%s", name, evidence.Suggest(name, names))
}

func usagef(cmd *cobra.Command, format string, args ...any) error {
	return &usageError{command: cmd.CommandPath(), msg: fmt.Sprintf(format, args...)}
}
