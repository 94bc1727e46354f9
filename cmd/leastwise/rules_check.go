package main

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type rulesCheckOptions struct {
	dir string
	fix bool
}

func newRulesCheckCmd(s streams) *cobra.Command {
	var o rulesCheckOptions
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Say what is wrong with the rules in DIR",
		Long: `Check a folder of rules and their tests: that they load (syntax, METADATA, every field that is read is one
a snapshot has, every section that is read is named in needs) and that they follow the house rules (opa
fmt, a test beside each rule that flags and one that allows, words that stand in a report). Problems go
to stdout, one a line; notes about what is allowed and hardly meant go to stderr.

Exit status:
  0  there is no problem
  1  there are problems
  2  the folder cannot be read, or holds no rule`,
		Example: "  leastwise rules check our-rules\n  leastwise rules check our-rules --fix",
		Args:    atMost(1, "one folder of rules"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(cmd, "no folder is named: write the one that holds FAMILY/NAME/NAME.rego")
			}
			o.dir = args[0]
			return runRulesCheck(cmd, s, o)
		},
	}
	cmd.Flags().BoolVar(&o.fix, "fix", false, "rewrite files as opa fmt would, and check what is left")
	return cmd
}

func runRulesCheck(cmd *cobra.Command, s streams, o rulesCheckOptions) error {
	checked, err := rego.CheckRules(o.dir)
	if err != nil {
		return err
	}
	if o.fix && len(checked.Unformatted) > 0 {
		var files []file
		for _, path := range slices.Sorted(maps.Keys(checked.Unformatted)) {
			files = append(files, file{path: filepath.FromSlash(path), data: checked.Unformatted[path]})
		}
		if err := writeAll(cmd.Context(), s, nil, nil, files); err != nil {
			return err
		}
		for _, f := range files {
			s.say("formatted %s", f.path)
		}
		if checked, err = rego.CheckRules(o.dir); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	for _, p := range checked.Problems {
		fmt.Fprintln(&b, plain(p.Error()))
	}
	if err := writeAll(cmd.Context(), s, nil, b.Bytes(), nil); err != nil {
		return err
	}
	for _, n := range checked.Notes {
		s.say("note: %v", n)
	}
	if n := len(checked.Problems); n > 0 {
		s.say("%s in %s", evidence.Count(n, "problem"), o.dir)
		return verdictError(statusFindings)
	}
	s.say("no problem: %s in %s", evidence.Count(len(checked.Rules), "rule"), o.dir)
	return nil
}
