package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

type fixOptions struct {
	config, user   string
	dryRun, shared bool
	takenAt        time.Time
}

func newFixCmd(s streams) *cobra.Command {
	var o fixOptions
	var takenAt string
	cmd := &cobra.Command{
		Use:   "fix",
		Short: "Edit a metadata project so that its integration users stay within policy",
		Long: `Switch off, in the files of sources.salesforce.project, every grant by which an integration user
reaches more than its policy approves. Only the lines of those grants change: order, comments,
indentation and line endings stay. No grant is ever added.

A set or profile that other users hold too is left alone, unless --shared says to edit it for all.
With --dry-run the change is printed as a patch and nothing is written.

Exit status:
  0  the project is within policy, or was brought there (with --dry-run: would be)
  1  grants beyond policy remain; stderr names each, and why it stays
  2  the command line, the configuration or an input is wrong; nothing was written
  3  none remains of what is known, and not all is: a set, a profile or an assignment was not read in full`,
		Example: `  leastwise fix --dry-run
  leastwise fix --dry-run > fix.patch; echo $?   # 0, 1 or 3: the patch is whole, and stderr says what it leaves
  patch -p1 < fix.patch
  leastwise fix --user clay@example.com`,
		Args: atMost(0, "no argument: the files are those of sources.salesforce.project"),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if o.takenAt, err = clock(cmd, takenAt); err != nil {
				return err
			}
			return runFix(cmd.Context(), s, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.config, "config", "c", "", "configuration (default ./"+configName+")")
	flags.StringVar(&o.user, "user", "", "one user of policy.salesforce (default all)")
	flags.BoolVar(&o.dryRun, "dry-run", false, "print the change as a patch and write nothing")
	flags.BoolVar(&o.shared, "shared", false, "edit sets and profiles that other users hold too")
	flags.StringVar(&takenAt, "taken-at", "", "pin the clock that expiring assignments are held against, as RFC 3339 (default now)")
	return cmd
}

func runFix(ctx context.Context, s streams, o fixOptions) error {
	c, err := loadConfig(o.config)
	if err != nil {
		return err
	}
	if c.Sources.Salesforce == nil || c.Sources.Salesforce.Project == "" {
		at := c.doc.Find("sources", "salesforce")
		return c.place(&evidence.Error{File: at.File, Line: at.Line, Path: "sources.salesforce.project", Msg: "is not set: fix edits the files of a metadata project"})
	}
	users, err := wanted(ctx, c, o.user)
	if err != nil {
		return err
	}
	if o.user != "" {
		c = c.judging(users)
	}
	snap, err := salesforceSnapshot(ctx, s, c, "", o.takenAt)
	if err != nil {
		return err
	}
	fixed, err := salesforce.Fix(ctx, c.dir(), c.Sources.Salesforce, snap.Salesforce, users, salesforce.FixOptions{
		TakenAt: o.takenAt, Shared: o.shared, Coverage: snap.Coverage["salesforce.access"],
	})
	if err != nil {
		return c.place(err)
	}
	var product strings.Builder
	var files []file
	lines := 0
	for _, edit := range fixed.Edits {
		target := filepath.Join(c.dir(), filepath.FromSlash(edit.Path))
		lines += changedLines(edit)
		if o.dryRun {
			product.WriteString(patch(filepath.ToSlash(target), edit.Before, edit.After))
		} else {
			files = append(files, file{path: target, data: edit.After, mode: edit.Mode})
		}
	}
	if err := writeAll(ctx, s, nil, []byte(product.String()), files); err != nil {
		return err
	}
	for _, text := range fixed.Notes {
		s.say("note: %s", text)
	}
	for _, text := range fixed.Unknown {
		s.say("warning: %s", text)
	}
	for _, text := range fixed.Remaining {
		s.say("remains: %s", text)
	}
	verb := "changed"
	if o.dryRun {
		verb = "would change"
	}
	known := ""
	if len(fixed.Unknown) > 0 {
		known = ", as far as is known"
	}
	s.say("%s %s in %s; %s beyond policy remain%s", verb, evidence.Count(lines, "line"), evidence.Count(len(fixed.Edits), "file"), evidence.Count(len(fixed.Remaining), "grant"), known)
	switch {
	case len(fixed.Remaining) > 0:
		return verdictError(statusFindings)
	case len(fixed.Unknown) > 0:
		return verdictError(statusIncomplete)
	}
	return nil
}

// judging is the configuration with the integration users of these policies alone: what is not
// known of others is no gap then.
func (c *config) judging(users []salesforce.Wanted) *config {
	alone, org := *c, *c.Sources.Salesforce
	org.IntegrationUsers = slices.DeleteFunc(slices.Clone(org.IntegrationUsers), func(name string) bool {
		return !slices.ContainsFunc(users, func(w salesforce.Wanted) bool { return strings.EqualFold(w.User, strings.TrimSpace(name)) })
	})
	if len(org.IntegrationUsers) > 0 {
		alone.Sources.Salesforce = &org
	}
	return &alone
}

// changedLines counts the lines that an edit changes; it neither adds nor removes any.
func changedLines(edit salesforce.Edit) int {
	n := 0
	before, after := strings.Split(string(edit.Before), "\n"), strings.Split(string(edit.After), "\n")
	for i := range before {
		if before[i] != after[i] {
			n++
		}
	}
	return n
}

// patch is the unified diff of two texts of as many lines each, which is what an edit in
// place leaves: a line answers to the line of its number.
func patch(path string, before, after []byte) string {
	const context = 3
	old, new := strings.SplitAfter(string(before), "\n"), strings.SplitAfter(string(after), "\n")
	if old[len(old)-1] == "" {
		old, new = old[:len(old)-1], new[:len(new)-1]
	}
	var b strings.Builder
	path = strings.TrimPrefix(path, "/")
	if strings.Contains(path, " ") {
		path += "\t" // where a name ends that holds a space, as diff and git write it
	}
	fmt.Fprintf(&b, "--- a/%s\n+++ b/%s\n", path, path)
	write := func(mark, line string) {
		b.WriteString(mark + line)
		if !strings.HasSuffix(line, "\n") {
			b.WriteString("\n\\ No newline at end of file\n")
		}
	}
	for i := 0; i < len(old); i++ {
		if old[i] == new[i] {
			continue
		}
		start, last := max(0, i-context), i
		for j := i; j < len(old) && j <= last+2*context+1; j++ {
			if old[j] != new[j] {
				last = j
			}
		}
		end := min(len(old), last+context+1)
		fmt.Fprintf(&b, "@@ -%d,%d +%d,%d @@\n", start+1, end-start, start+1, end-start)
		for j := start; j < end; {
			if old[j] == new[j] {
				write(" ", old[j])
				j++
				continue
			}
			run := j
			for run < end && old[run] != new[run] {
				write("-", old[run])
				run++
			}
			for ; j < run; j++ {
				write("+", new[j])
			}
		}
		i = end - 1
	}
	return b.String()
}
