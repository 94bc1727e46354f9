package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type rulesTestOptions struct {
	rego.TestOptions
	format string
}

func newRulesTestCmd(s streams) *cobra.Command {
	var o rulesTestOptions
	cmd := &cobra.Command{
		Use:   "test [DIR]",
		Short: "Run the tests of the rules in DIR, or of the built-in ones",
		Long: `Run the Rego tests that lie beside the rules, in the sandbox that rules are judged in: the same builtins,
the same schema of the snapshot, strict builtin errors. A failure says which expression did not hold,
what its two sides were, and what the test printed.

Exit status:
  0  every test passed
  1  a test failed or broke
  2  the rules or tests do not load, or no test ran`,
		Example: "  leastwise rules test our-rules\n  leastwise rules test our-rules --run group_empty --coverage",
		Args:    atMost(1, "one folder of rules"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.Dir = args[0]
			}
			if err := knownFormat(cmd, o.format, "text", "json"); err != nil {
				return err
			}
			if _, err := regexp.Compile(o.Run); err != nil {
				return usagef(cmd, "--run: %v", err)
			}
			return runRulesTest(cmd, s, o)
		},
	}
	formatFlag(cmd, &o.format, "text", "json")
	cmd.Flags().StringVar(&o.Run, "run", "", "only tests whose full name, data.rules.FAMILY.NAME_test.test_X, matches this `REGEX`")
	cmd.Flags().BoolVar(&o.Coverage, "coverage", false, "say which lines of the rules no test runs")
	return cmd
}

func runRulesTest(cmd *cobra.Command, s streams, o rulesTestOptions) error {
	tests, err := rego.RunTests(cmd.Context(), o.TestOptions)
	if err != nil {
		return oneByOne(s, err)
	}
	switch {
	case len(tests.Tests) == tests.Count(rego.Skipped) && o.Run != "":
		return fmt.Errorf("no test ran: none is called like %q", o.Run)
	case len(tests.Tests) == tests.Count(rego.Skipped):
		return errors.New("no test ran: write one beside the rule, FAMILY/NAME/NAME_test.rego")
	}
	var b bytes.Buffer
	if o.format == "json" {
		if err := writeJSON(&b, tests); err != nil {
			return err
		}
	} else {
		tellTests(&b, tests)
	}
	if err := writeAll(cmd.Context(), s, nil, b.Bytes(), nil); err != nil {
		return err
	}
	if tests.Count(rego.Failed)+tests.Count(rego.Errored) > 0 {
		return verdictError(statusFindings)
	}
	return nil
}

// oneByOne says each mistake on its own line where there are several, and returns the last.
func oneByOne(s streams, err error) error {
	all := rego.Mistakes(err)
	for _, e := range all[:len(all)-1] {
		s.say("%v", e)
	}
	return all[len(all)-1]
}

func tellTests(w io.Writer, tests *rego.TestReport) {
	for _, t := range tests.Tests {
		switch t.Outcome {
		case rego.Passed:
			continue
		case rego.Skipped:
			fmt.Fprintf(w, "LEFT OUT %s\n  %s\n", plain(t.Name), plain(t.Location.String()))
		case rego.Errored:
			fmt.Fprintf(w, "BROKE %s\n  %s\n", plain(t.Name), plain(t.Error))
		default:
			fmt.Fprintf(w, "FAILED %s\n", plain(t.Name))
			tellFailure(w, t)
		}
		if len(t.Output) > 0 {
			fmt.Fprintln(w, "  printed")
		}
		for _, line := range t.Output {
			fmt.Fprintf(w, "    %s\n", plain(line))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%s: %d failed, %d broke, %d left out, %d passed\n", evidence.Count(len(tests.Tests), "test"),
		tests.Count(rego.Failed), tests.Count(rego.Errored), tests.Count(rego.Skipped), tests.Count(rego.Passed))
	if c := tests.Coverage; c != nil {
		fmt.Fprintf(w, "%.2f %% of the lines of the rules ran\n", c.Percent)
		for _, lines := range c.Uncovered {
			fmt.Fprintf(w, "  %s:%d", plain(lines.File), lines.First)
			if lines.Last > lines.First {
				fmt.Fprintf(w, "-%d", lines.Last)
			}
			fmt.Fprintln(w, ": no test runs this")
		}
	}
}

func tellFailure(w io.Writer, t rego.TestResult) {
	f := t.Failure
	if f == nil { // nothing in the test failed, so its value is another than true
		fmt.Fprintf(w, "  %s: is not true\n", plain(t.Location.String()))
		return
	}
	fmt.Fprintf(w, "  %s: %s\n", plain(f.Location.String()), plain(f.Expression))
	if f.Got != "" {
		fmt.Fprintf(w, "    got   %s\n    want  %s\n", plain(f.Got), plain(f.Want))
	}
}
