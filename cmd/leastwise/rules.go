package main

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func newRulesCmd(s streams) *cobra.Command {
	list := newRulesListCmd(s)
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "What is checked: the catalogue of rules, and tools for their authors",
		Long: `What is checked, and tools to write rules of your own.

Without a command it lists the rules. A rule of your own is a folder: "new" writes one to start from,
"test" runs its tests, "check" says what keeps it from loading or from being understood, and
"leastwise scan --rules DIR" judges by it.`,
		Example: "  leastwise rules\n  leastwise rules show key_rotation/clay_api_key_overdue\n  leastwise rules new budget/clay_group_empty --dir our-rules",
		Args:    noCommand,
		RunE:    list.RunE,
	}
	cmd.Flags().AddFlagSet(list.Flags())
	cmd.AddCommand(list, newRulesShowCmd(s), newRulesNewCmd(s), newRulesTestCmd(s), newRulesCheckCmd(s))
	return cmd
}

// ruleDirsFlag is the flag by which a command takes rules of the user beside ours.
func ruleDirsFlag(cmd *cobra.Command, dirs *[]string) {
	cmd.Flags().StringArrayVar(dirs, "rules", nil, "`DIR` of your own rules, beside the built-in ones; may be repeated")
}

// formatFlag is the flag by which the commands about rules take a format.
func formatFlag(cmd *cobra.Command, format *string, formats ...string) {
	cmd.Flags().StringVar(format, "format", formats[0], strings.Join(formats, ", "))
}

// knownFormat refuses a format that a command does not write.
func knownFormat(cmd *cobra.Command, format string, formats ...string) error {
	if slices.Contains(formats, format) {
		return nil
	}
	return usagef(cmd, "--format: unknown format %q%s", format, evidence.Suggest(format, formats))
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
