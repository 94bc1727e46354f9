package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type rulesNewOptions struct{ id, dir string }

func newRulesNewCmd(s streams) *cobra.Command {
	var o rulesNewOptions
	cmd := &cobra.Command{
		Use:   "new FAMILY/NAME",
		Short: "Write a rule to start from, and a test of it that fails",
		Long: `Write a rule and its tests into DIR/FAMILY/NAME. The rule is complete in form, and says FILL IN where its
author has to speak. While it does, "rules check" names the lines, and no scan takes the rule; its first test
fails until the rule says what is wrong.
FAMILY is least_privilege, key_rotation, former_employee, budget, evidence, or a word of your own.`,
		Example: "  leastwise rules new least_privilege/clay_group_empty --dir our-rules",
		Args:    atMost(1, "one rule id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(cmd, "no rule is named: write FAMILY/NAME, such as least_privilege/clay_group_empty")
			}
			o.id = args[0]
			return runRulesNew(cmd.Context(), s, o)
		},
	}
	cmd.Flags().StringVar(&o.dir, "dir", "rules", "folder of your rules; made when it is not there")
	return cmd
}

func runRulesNew(ctx context.Context, s streams, o rulesNewOptions) error {
	texts, err := rego.NewRule(o.id)
	if err != nil {
		return err
	}
	folder := filepath.Join(o.dir, filepath.FromSlash(o.id))
	switch _, err := os.Lstat(folder); {
	case err == nil:
		return fmt.Errorf("%s: is there already: nothing written", folder)
	case !errors.Is(err, fs.ErrNotExist):
		return evidence.FileError(folder, err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return evidence.FileError(folder, err)
	}
	var files []file
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		files = append(files, file{path: filepath.Join(o.dir, filepath.FromSlash(path)), data: []byte(texts[path])})
	}
	if err := writeAll(ctx, s, nil, nil, files); err != nil {
		return err
	}
	for _, f := range files {
		s.say("wrote %s", f.path)
	}
	s.say("next: write the first test, then the rule, and fill in its METADATA; %q and %q say what is left", "leastwise rules test "+o.dir, "leastwise rules check "+o.dir)
	s.say("then judge by it: %q", "leastwise scan --rules "+o.dir)
	return nil
}
