package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func newGenerateCmd(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "generate",
		Short:   "Write what the policy means: Salesforce metadata, and the runbook of somebody who leaves",
		Example: "  leastwise generate salesforce -o generated\n  leastwise generate revoke dana@example.com",
		Args:    noCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newGenerateSalesforceCmd(s), newGenerateRevokeCmd(s))
	return cmd
}

type generateOptions struct {
	config, snapshot, user, dir string
	orgWide, dryRun, force      bool
	takenAt                     time.Time
}

// runbookFile is the runbook beside the generated source.
const runbookFile = "RUNBOOK.md"

func newGenerateSalesforceCmd(s streams) *cobra.Command {
	var o generateOptions
	var takenAt string
	cmd := &cobra.Command{
		Use:   "salesforce [SNAPSHOT]",
		Short: "Write the policy of the integration users as deployable Salesforce metadata",
		Long: `Write the policy of every integration user in leastwise.yaml as a Salesforce project: the permission
set whole, the user's own API-only profile with its login IP ranges, the write-back object, the
sharing rule with its role or group, the policy of an app of the org's own, the manifest, and
RUNBOOK.md for what metadata cannot do.

What the org already has decides what is written: it is collected from sources.salesforce, or read
from SNAPSHOT. Nothing is deployed. Settings that bear on everybody in the org (org-wide defaults,
Network Access, API Access Control) are written with --org-wide alone.`,
		Example: `  leastwise generate salesforce --dry-run
  leastwise generate salesforce -o generated
  leastwise generate salesforce --user clay@example.com --org-wide --force`,
		Args: atMost(1, "one snapshot"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 1 {
				o.snapshot = args[0]
			}
			if o.takenAt, err = clock(cmd, takenAt); err != nil {
				return err
			}
			return runGenerateSalesforce(cmd.Context(), s, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.config, "config", "c", "", "configuration (default ./"+configName+")")
	flags.StringVarP(&o.dir, "output", "o", "generated", "`DIR` to write into; made when it is not there")
	flags.StringVar(&o.user, "user", "", "one user of policy.salesforce (default all)")
	flags.BoolVar(&o.orgWide, "org-wide", false, "write settings that bear on everybody in the org as well")
	flags.BoolVar(&o.dryRun, "dry-run", false, "list the files and write none")
	flags.BoolVar(&o.force, "force", false, "replace files that are there")
	flags.StringVar(&takenAt, "taken-at", "", "pin the clock that expiring assignments are held against, as RFC 3339 (default now)")
	return cmd
}

func runGenerateSalesforce(ctx context.Context, s streams, o generateOptions) error {
	c, err := loadConfig(o.config)
	if err != nil {
		return err
	}
	users, err := wanted(ctx, c, o.user)
	if err != nil {
		return err
	}
	org, options := &salesforce.Org{}, salesforce.GenerateOptions{OrgWide: o.orgWide, Dir: c.dir(), Project: c.Sources.Salesforce}
	snap, err := salesforceSnapshot(ctx, s, c, o.snapshot, o.takenAt)
	if err != nil {
		return err
	}
	if snap == nil {
		s.say("warning: no sources.salesforce: written from the policy alone, as for an org that has nothing yet")
	} else {
		org, options.Coverage = snap.Salesforce, snap.Coverage
	}
	out, err := salesforce.Generate(org, users, options)
	if err != nil {
		return c.place(err)
	}
	runbook, err := deploymentRunbook(out)
	if err != nil {
		return err
	}
	out.Files = append(out.Files, salesforce.GeneratedFile{Path: runbookFile, Data: runbook})
	if o.dryRun {
		var list strings.Builder
		for _, f := range out.Files {
			fmt.Fprintln(&list, plain(f.Path))
		}
		err = writeAll(ctx, s, nil, []byte(list.String()), nil)
	} else {
		err = writeTree(ctx, s, o.dir, out.Files, o.force)
	}
	if err != nil {
		return err
	}
	for _, text := range out.Warnings {
		s.say("warning: %s", text)
	}
	for _, text := range out.Notes {
		s.say("note: %s", text)
	}
	if o.dryRun {
		return nil
	}
	s.say("wrote %s to %s: read %s before you deploy", evidence.Count(len(out.Files), "file"), o.dir, filepath.Join(o.dir, runbookFile))
	return nil
}

// salesforceSnapshot is the Salesforce part of the snapshot named, or of a new one; nil where
// the configuration has no such source.
func salesforceSnapshot(ctx context.Context, s streams, c *config, file string, takenAt time.Time) (*snapshot.Snapshot, error) {
	if file != "" {
		snap, err := obtain(ctx, s, c, scanOptions{snapshot: file})
		if err == nil && snap.Salesforce == nil {
			err = fmt.Errorf("%s: holds no Salesforce org", file)
		}
		return snap, err
	}
	if c.Sources.Salesforce == nil {
		return nil, nil
	}
	alone := *c
	alone.Sources = snapshot.Config{Salesforce: c.Sources.Salesforce}
	return collect(ctx, s, &alone, takenAt, false)
}

func deploymentRunbook(out *salesforce.Generated) ([]byte, error) {
	var b bytes.Buffer
	steps := append([]salesforce.Steps{{Title: "Deploy", Steps: []string{
		"Try it on a sandbox first, and read every file: what a deployment replaces does not come back by itself.",
		"Validate: `sf project deploy start --manifest manifest/package.xml --dry-run`.",
		"Deploy: `sf project deploy start --manifest manifest/package.xml`.",
	}}}, out.Steps...)
	err := report.WriteRunbook(&b, report.Runbook{
		Title:    "Bring Salesforce to its policy",
		Lead:     []string{"Written by leastwise generate from the policy in leastwise.yaml. The files beside this one are a project in the source format; what follows is what they cannot do."},
		Warnings: out.Warnings, Notes: out.Notes, Steps: steps,
	})
	return b.Bytes(), err
}

// writeTree writes the files below dir together or not at all. A file that is there is an
// error unless force is set; folders that were made for nothing are removed again.
func writeTree(ctx context.Context, s streams, dir string, tree []salesforce.GeneratedFile, force bool) (err error) {
	var files []file
	folders := map[string]bool{}
	for _, f := range tree {
		target := filepath.Join(dir, filepath.FromSlash(f.Path))
		switch _, err := os.Lstat(target); {
		case err == nil && !force:
			return fmt.Errorf("%s: is there already: nothing written; --force replaces it", target)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return evidence.FileError(target, err)
		}
		files = append(files, file{path: target, data: f.Data})
		folders[path.Dir(filepath.ToSlash(target))] = true
	}
	var made []string
	defer func() {
		for i := len(made) - 1; err != nil && i >= 0; i-- {
			_ = os.Remove(made[i]) // only one that is empty goes
		}
	}()
	for folder := range folders {
		if err := makeFolders(filepath.FromSlash(folder), &made); err != nil {
			return err
		}
	}
	return writeAll(ctx, s, nil, nil, files)
}

// makeFolders makes a folder with its parents, and remembers those it made, parents first.
func makeFolders(folder string, made *[]string) error {
	if _, err := os.Stat(folder); err == nil || folder == "." {
		return nil
	}
	if parent := filepath.Dir(folder); parent != folder {
		if err := makeFolders(parent, made); err != nil {
			return err
		}
	}
	if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return evidence.FileError(folder, err)
	}
	*made = append(*made, folder)
	return nil
}
