package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type rulesListOptions struct {
	format    string
	ruleDirs  []string
	checklist bool
	framework string
}

func newRulesListCmd(s streams) *cobra.Command {
	var o rulesListOptions
	formats := []string{"text", "json", "markdown"}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List every rule, and each checklist item with its rules",
		Long: `List every rule by family, and then the items of our checklists with the rules that speak for them.

With --checklist the checklists alone are listed, with --framework the controls of one framework that
rules name. The Markdown list is the whole reference, every rule in full.`,
		Example: "  leastwise rules list\n  leastwise rules list --checklist\n  leastwise rules list --framework soc2 --format markdown\n  leastwise rules list --rules our-rules --format json",
		Args:    atMost(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := knownFormat(cmd, o.format, formats...); err != nil {
				return err
			}
			if o.checklist && o.framework != "" {
				return usagef(cmd, "--checklist and --framework are two views: name one of them")
			}
			product, err := renderRulesList(cmd.Context(), o)
			if err != nil {
				return err
			}
			return writeAll(cmd.Context(), s, nil, product, nil)
		},
	}
	formatFlag(cmd, &o.format, formats...)
	ruleDirsFlag(cmd, &o.ruleDirs)
	cmd.Flags().BoolVar(&o.checklist, "checklist", false, "only the items of our checklists, with their rules")
	cmd.Flags().StringVar(&o.framework, "framework", "", "only the controls of one framework, with their rules: soc2, iso27001, ...")
	return cmd
}

func renderRulesList(ctx context.Context, o rulesListOptions) ([]byte, error) {
	policy, err := rego.Load(ctx, rego.Options{RuleDirs: o.ruleDirs})
	if err != nil {
		return nil, err
	}
	rules := policy.Rules()
	frameworks, err := o.frameworks(rules)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	switch view := o.checklist || o.framework != ""; {
	case o.format == "json" && view:
		err = writeJSON(&b, frameworks)
	case o.format == "json":
		err = writeJSON(&b, rules)
	case o.format == "markdown" && view:
		err = report.WriteFrameworks(&b, frameworks)
	case o.format == "markdown":
		err = report.WriteCatalogue(&b, rules)
	case !view:
		listRules(&b, rules)
		fallthrough
	default:
		listFrameworks(&b, frameworks)
	}
	return b.Bytes(), err
}

// frameworks are those that were asked for: our checklists unless one is named.
func (o rulesListOptions) frameworks(rules []rego.Rule) ([]report.Framework, error) {
	all := report.Frameworks(rules)
	if o.framework == "" {
		return all[:len(rego.Checklists())], nil
	}
	var names []string
	for i, f := range all {
		if f.Name == o.framework {
			return all[i : i+1], nil
		}
		names = append(names, f.Name)
	}
	return nil, fmt.Errorf("no rule names the framework %q%s", o.framework, evidence.Suggest(o.framework, names))
}

// listRules writes one line a rule, family by family.
func listRules(w io.Writer, rules []rego.Rule) {
	id, severity := 0, 0
	for _, r := range rules {
		id, severity = max(id, len(plain(r.ID))), max(severity, len(r.Severity))
	}
	for i, r := range rules {
		if i == 0 || rules[i-1].Family != r.Family {
			n := 0
			for _, other := range rules {
				if other.Family == r.Family {
					n++
				}
			}
			fmt.Fprintf(w, "%s (%d)\n", plain(strings.ReplaceAll(r.Family, "_", " ")), n)
		}
		fmt.Fprintf(w, "%-*s  %-*s  %s\n", id, plain(r.ID), severity, r.Severity, plain(r.Title))
		if i == len(rules)-1 || rules[i+1].Family != r.Family {
			fmt.Fprintln(w)
		}
	}
}

// listFrameworks writes each control on its lines, one for each of its rules.
func listFrameworks(w io.Writer, frameworks []report.Framework) {
	for i, f := range frameworks {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if f.Title == "" {
			fmt.Fprintf(w, "%s\n", plain(f.Name))
		} else {
			fmt.Fprintf(w, "%s (%s): %d of %d items have a rule\n", f.Title, f.Name, f.Covered(), len(f.Items))
		}
		id, title := 0, 0
		for _, item := range f.Items {
			id, title = max(id, len(plain(item.ID))), max(title, len(item.Title))
		}
		for _, item := range f.Items {
			lines := item.Rules
			if len(lines) == 0 {
				lines = []string{"-"}
			}
			for j, rule := range slices.All(lines) {
				if j > 0 {
					item = report.Control{}
				}
				fmt.Fprintf(w, "  %*s  %-*s  %s\n", id, plain(item.ID), title, item.Title, plain(rule))
			}
		}
	}
}
