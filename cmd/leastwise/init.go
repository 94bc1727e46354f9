package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

//go:embed starter
var starter embed.FS

type initOptions struct {
	dir   string
	force bool
}

func newInitCmd(s streams) *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a commented leastwise.yaml and inventory to start from",
		Long: `Write three commented files to start from: leastwise.yaml (where to look and what is approved),
clay.yaml (the inventory of a Clay workspace) and roster.csv (who works here). "leastwise scan"
reads them as they are; replace the example lines with your own.

What the folder and the machine have is used: the clay program on PATH (the inventory then holds
what it lists), the Salesforce project of sfdx-project.json, and a staff roster in CSV. On a
terminal it asks before each.`,
		Example: `  leastwise init
  leastwise init --dir gtm && leastwise scan -c gtm/leastwise.yaml`,
		Args: atMost(0, "no argument: name a folder with --dir"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runInit(cmd.Context(), s, o)
		},
	}
	cmd.Flags().StringVar(&o.dir, "dir", ".", "folder to write into; made when it is not there")
	cmd.Flags().BoolVar(&o.force, "force", false, "replace files that are there")
	return cmd
}

func runInit(ctx context.Context, s streams, o initOptions) error {
	found, err := discover(ctx, s, o.dir)
	if err != nil {
		return err
	}
	entries, err := starter.ReadDir("starter")
	if err != nil {
		return err
	}
	var files []file
	for _, e := range entries {
		data, err := starter.ReadFile("starter/" + e.Name())
		if err != nil {
			return err
		}
		if data = found.fill(e.Name(), data); data == nil {
			continue
		}
		path := filepath.Join(o.dir, e.Name())
		switch _, err := os.Lstat(path); {
		case err == nil && !o.force:
			return fmt.Errorf("%s: is there already: nothing written; --force replaces it", path)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return evidence.FileError(path, err)
		}
		files = append(files, file{path: path, data: data})
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return evidence.FileError(o.dir, err)
	}
	if err := writeAll(ctx, s, nil, nil, files); err != nil {
		return err
	}
	for _, note := range found.notes {
		s.say("%s", note)
	}
	for _, f := range files {
		s.say("wrote %s", f.path)
	}
	scan := "leastwise scan"
	if o.dir != "." {
		scan += " -c " + filepath.Join(o.dir, configName)
	}
	s.say("replace the examples in them with what is true at your company, then run %q", scan)
	return nil
}
