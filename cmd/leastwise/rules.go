package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type rulesOptions struct {
	format   string
	ruleDirs []string
	id       string // of the one rule to show; "" lists all
}

func newRulesCmd(s streams) *cobra.Command {
	var o rulesOptions
	cmd := &cobra.Command{
		Use:     "rules",
		Short:   "What is checked: the catalogue of rules",
		Example: "  leastwise rules\n  leastwise rules show key_rotation/clay_api_key_overdue\n  leastwise rules list --format markdown --rules our-rules",
		Args:    noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runRules(cmd, s, o, "text", "json", "markdown")
		},
	}
	cmd.PersistentFlags().StringArrayVar(&o.ruleDirs, "rules", nil, "`DIR` of your own rules, beside the built-in ones; may be repeated")
	list := &cobra.Command{
		Use:     "list",
		Short:   "List every rule with its severity",
		Example: "  leastwise rules list\n  leastwise rules list --format json",
		Args:    atMost(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runRules(cmd, s, o, "text", "json", "markdown")
		},
	}
	show := &cobra.Command{
		Use:     "show ID",
		Short:   "Show one rule: what it says, needs and takes",
		Example: "  leastwise rules show least_privilege/salesforce_forbidden_permission",
		Args:    atMost(1, "one rule id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(cmd, "no rule is named: write its id, such as key_rotation/clay_api_key_overdue")
			}
			o.id = args[0]
			return runRules(cmd, s, o, "text", "json")
		},
	}
	for _, c := range []*cobra.Command{cmd, list} {
		c.Flags().StringVar(&o.format, "format", "text", "text, json, markdown")
	}
	show.Flags().StringVar(&o.format, "format", "text", "text, json")
	cmd.AddCommand(list, show)
	return cmd
}

func runRules(cmd *cobra.Command, s streams, o rulesOptions, formats ...string) error {
	if !slices.Contains(formats, o.format) {
		return usagef(cmd, "--format: unknown format %q%s", o.format, evidence.Suggest(o.format, formats))
	}
	product, err := renderRules(cmd.Context(), o)
	if err != nil {
		return err
	}
	return writeAll(cmd.Context(), s, product, nil)
}

func renderRules(ctx context.Context, o rulesOptions) ([]byte, error) {
	policy, err := rego.Load(ctx, rego.Options{RuleDirs: o.ruleDirs})
	if err != nil {
		return nil, err
	}
	rules := policy.Rules()
	var b bytes.Buffer
	if o.id == "" {
		switch o.format {
		case "json":
			err = writeJSON(&b, rules)
		case "markdown":
			err = listMarkdown(&b, rules)
		default:
			err = listText(&b, rules)
		}
		return b.Bytes(), err
	}
	rule, err := findRule(rules, o.id)
	if err != nil {
		return nil, err
	}
	if o.format == "json" {
		err = writeJSON(&b, rule)
	} else {
		err = showText(&b, rule)
	}
	return b.Bytes(), err
}

func findRule(rules []rego.Rule, id string) (rego.Rule, error) {
	var ids []string
	for _, r := range rules {
		if r.ID == id {
			return r, nil
		}
		ids = append(ids, r.ID)
	}
	return rego.Rule{}, fmt.Errorf("unknown rule %q%s: \"leastwise rules\" lists them", id, evidence.Suggest(id, ids))
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func listText(w io.Writer, rules []rego.Rule) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range rules {
		fmt.Fprintf(t, "%s\t%s\t%s\n", plain(r.ID), r.Severity, plain(r.Title))
	}
	return t.Flush()
}

func listMarkdown(w io.Writer, rules []rego.Rule) error {
	fmt.Fprint(w, "| Rule | Severity | What it finds |\n| --- | --- | --- |\n")
	for _, r := range rules {
		if _, err := fmt.Fprintf(w, "| `%s` | %s | %s |\n", r.ID, r.Severity, cell(r.Title)); err != nil {
			return err
		}
	}
	return nil
}

// cell makes the text of a rule's author fit one cell of a table. What comes from a
// snapshot never gets here.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "`", "\\`", "\n", " ").Replace(text)
}

func showText(w io.Writer, r rego.Rule) error {
	fmt.Fprintf(w, "%s\n%s\n\n", plain(r.ID), plain(r.Title))
	paragraph(w, r.Description)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "Severity\t%s\n", r.Severity)
	fmt.Fprintf(t, "Needs\t%s\n", plain(strings.Join(r.Needs, ", ")))
	for _, name := range slices.Sorted(maps.Keys(r.Controls)) {
		fmt.Fprintf(t, "%s\t%s\n", plain(name), plain(strings.Join(r.Controls[name], ", ")))
	}
	if r.Custom {
		fmt.Fprintf(t, "Source\t--rules\n")
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(r.Params) > 0 {
		fmt.Fprintln(w, "\nParameters (settings in leastwise.yaml)")
		for _, name := range slices.Sorted(maps.Keys(r.Params)) {
			p := r.Params[name]
			value, err := json.Marshal(p.Default)
			if err != nil {
				return fmt.Errorf("show parameter %s: %w", name, err)
			}
			fmt.Fprintf(w, "  %s: %s\n      %s\n", plain(name), plain(string(value)), plain(p.Description))
		}
	}
	fmt.Fprintln(w, "\nRemediation")
	paragraph(w, r.Remediation)
	for _, ref := range r.References {
		fmt.Fprintln(w, plain(strings.TrimSpace(ref.Description+"  "+ref.Ref)))
	}
	return nil
}

// paragraph writes text as it is, line by line, with an empty line behind it.
func paragraph(w io.Writer, text string) {
	for line := range strings.Lines(strings.TrimSpace(text)) {
		fmt.Fprintln(w, plain(strings.TrimRight(line, "\n")))
	}
	fmt.Fprintln(w)
}
