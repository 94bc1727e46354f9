package main

import (
	"bytes"
	"encoding/json"
	"errors"
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

type rulesShowOptions struct {
	id       string
	format   string
	config   string
	ruleDirs []string
}

// shownRule is one rule in full.
type shownRule struct {
	rego.Rule
	Source  string   `json:"source"`            // the file it was read from
	Example *example `json:"example,omitempty"` // a finding of it, as its tests expect one
}

type example struct {
	Subject rego.Subject `json:"subject"`
	Message string       `json:"message"`
}

func newRulesShowCmd(s streams) *cobra.Command {
	var o rulesShowOptions
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show one rule: what it says, needs and takes",
		Long: `Show one rule in full: why it matters, how to fix it, what it needs, its parameters with the values that
leastwise.yaml sets where there is one, its controls, a finding as its tests expect it, and its file.`,
		Example: "  leastwise rules show least_privilege/salesforce_forbidden_permission",
		Args:    atMost(1, "one rule id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(cmd, "no rule is named: write its id, such as key_rotation/clay_api_key_overdue")
			}
			o.id = args[0]
			if err := knownFormat(cmd, o.format, "text", "json"); err != nil {
				return err
			}
			return runRulesShow(cmd, s, o)
		},
	}
	formatFlag(cmd, &o.format, "text", "json")
	ruleDirsFlag(cmd, &o.ruleDirs)
	cmd.Flags().StringVarP(&o.config, "config", "c", "", "configuration whose settings are shown (default ./"+configName+", if there is one)")
	return cmd
}

func runRulesShow(cmd *cobra.Command, s streams, o rulesShowOptions) error {
	c, err := loadConfig(o.config)
	if err != nil && !errors.Is(err, errNoConfig) {
		return err
	}
	policy, err := rego.Load(cmd.Context(), c.regoOptions(o.ruleDirs))
	if err != nil {
		return c.placeOwn(err)
	}
	rule, err := findRule(policy.Rules(), o.id)
	if err != nil {
		return err
	}
	shown := shownRule{Rule: rule, Source: policy.Source(rule.ID)}
	f, err := policy.Example(rule.ID)
	if err != nil {
		return err
	}
	if f != nil {
		shown.Example = &example{f.Subject, f.Message}
	}
	var b bytes.Buffer
	if o.format == "json" {
		err = writeJSON(&b, shown)
	} else {
		err = showRule(&b, shown)
	}
	if err != nil {
		return err
	}
	return writeAll(cmd.Context(), s, nil, b.Bytes(), nil)
}

func findRule(rules []rego.Rule, id string) (rego.Rule, error) {
	var ids []string
	for _, r := range rules {
		if r.ID == id {
			return r, nil
		}
		ids = append(ids, r.ID)
	}
	return rego.Rule{}, fmt.Errorf("unknown rule %q%s: \"leastwise rules\" lists them; of a rule of your own, name the folder with --rules", id, evidence.Suggest(id, ids))
}

func showRule(w io.Writer, r shownRule) error {
	fmt.Fprintf(w, "%s\n%s\n\n", plain(r.ID), plain(r.Title))
	paragraph(w, r.Description)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "Severity\t%s\n", r.Severity)
	needs := strings.Join(r.Needs, ", ")
	if needs == "" {
		needs = "nothing: it is always judged"
	}
	fmt.Fprintf(t, "Needs\t%s\n", plain(needs))
	if r.OnPartial != "" {
		fmt.Fprintln(t, "\tfindings on partial evidence count")
	}
	for _, name := range slices.Sorted(maps.Keys(r.Controls)) {
		fmt.Fprintf(t, "%s\t%s\n", plain(name), plain(strings.Join(r.Controls[name], ", ")))
	}
	origin := ""
	if r.Custom {
		origin = "--rules "
	}
	fmt.Fprintf(t, "Source\t%s%s\n", origin, plain(r.Source))
	if err := t.Flush(); err != nil {
		return err
	}
	if err := showParams(w, r.Params); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nRemediation")
	paragraph(w, r.Remediation)
	if r.Example != nil {
		fmt.Fprintf(w, "A finding looks like this\n  %s %s: %s\n\n", plain(r.Example.Subject.Kind), plain(r.Example.Subject.ID), plain(r.Example.Message))
	}
	for _, ref := range r.References {
		fmt.Fprintln(w, plain(strings.TrimSpace(ref.Description+"  "+ref.Ref)))
	}
	return nil
}

func showParams(w io.Writer, params map[string]rego.Param) error {
	if len(params) > 0 {
		fmt.Fprintln(w, "\nParameters (settings in leastwise.yaml)")
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		p := params[name]
		value, err := json.Marshal(p.Default)
		if err != nil {
			return fmt.Errorf("show parameter %s: %w", name, err)
		}
		fmt.Fprintf(w, "  %s: %s\n      %s\n", plain(name), plain(string(value)), plain(p.Description))
		if p.Value == nil {
			continue
		}
		if value, err = json.Marshal(p.Value); err != nil {
			return fmt.Errorf("show parameter %s: %w", name, err)
		}
		fmt.Fprintf(w, "      set to %s\n", plain(string(value)))
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
