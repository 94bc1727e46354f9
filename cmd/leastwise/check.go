package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// runCheck prints what code scanning would refuse in a SARIF file, one problem a line, and ends
// with status 1 if there is any.
func runCheck(ctx context.Context, s streams, name string) error {
	var data []byte
	var err error
	if name == "-" {
		data, err = s.readIn(ctx)
	} else if data, err = os.ReadFile(name); err != nil {
		err = evidence.FileError(name, err)
	}
	if err != nil {
		return err
	}
	here, err := realPath(".")
	if err != nil {
		return fmt.Errorf("find the repository: %w", err)
	}
	root := gitRoot(here)
	if root == "" {
		root = here
	}
	exists := func(path string) bool {
		_, err := os.Stat(filepath.Join(root, filepath.FromSlash(path)))
		return err == nil
	}
	problems := report.Check(data, report.CheckOptions{Exists: exists, Whole: true})
	if len(problems) == 0 {
		s.say("%s: code scanning would take it", name)
		return nil
	}
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(plain(p) + "\n")
	}
	if err := writeAll(ctx, s, nil, []byte(b.String()), nil); err != nil {
		return err
	}
	s.say("%s: %s", name, evidence.Count(len(problems), "problem"))
	return verdictError(statusFindings)
}
