package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/leastwise/leastwise/report"
)

// renderOptions is what reports say of places, for the configuration at path.
func renderOptions(path string, includeWaived bool) (report.Options, error) {
	dir := filepath.Dir(path)
	root, err := rootPath(dir)
	if err != nil {
		return report.Options{}, fmt.Errorf("find the repository of %s: %w", path, err)
	}
	return report.Options{
		Root: root, Dir: filepath.ToSlash(dir), Config: filepath.Base(path), IncludeWaived: includeWaived, Repository: checkout(dir),
	}, nil
}

// rootPath is the slash path from the root of the repository to dir, which is where paths in
// SARIF have to start for code scanning to find the files. The root is the nearest parent of
// dir that holds .git (a folder, or a file in a worktree), else the working directory. It is
// "" where dir is the root, or lies outside a root that is only the working directory.
func rootPath(dir string) (string, error) {
	dir, err := realPath(dir)
	if err != nil {
		return "", err
	}
	root, err := realPath(".")
	if err != nil {
		return "", err
	}
	if repository := gitRoot(dir); repository != "" {
		root = repository
	}
	rel, err := filepath.Rel(root, dir)
	if err != nil || rel == "." || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", nil
	}
	return filepath.ToSlash(rel), nil
}

// gitRoot is the nearest parent of dir, or dir, that holds .git; "" when none does.
func gitRoot(dir string) string {
	for parent := dir; ; parent = filepath.Dir(parent) {
		if _, err := os.Lstat(filepath.Join(parent, ".git")); err == nil {
			return parent
		}
		if parent == filepath.Dir(parent) {
			return ""
		}
	}
}

func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}
