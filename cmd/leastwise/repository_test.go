package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRootPathStartsAtTheRepository(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	for _, dir := range []string{"repo/.git", "repo/gtm/acme", "repo/nested/.git", "repo/nested/x", "worktree/gtm"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(base, "worktree/.git"), []byte("gitdir: elsewhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("repo/gtm", filepath.Join(base, "link")); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		"repo":          "",
		"repo/gtm/acme": "gtm/acme",
		"repo/nested/x": "x",
		"worktree/gtm":  "gtm",
		"link/acme":     "gtm/acme",
	} {
		if got, err := rootPath(filepath.Join(base, dir)); err != nil || got != want {
			t.Errorf("rootPath(%s) = %q, %v, want %q", dir, got, err, want)
		}
	}
}

func TestRootPathWithoutRepositoryStartsAtTheWorkingDirectory(t *testing.T) {
	base := t.TempDir()
	if repository := gitRoot(base); repository != "" {
		t.Skipf("the temporary folder lies in the repository %s", repository)
	}
	if err := os.MkdirAll(filepath.Join(base, "gtm/acme"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got, err := rootPath(filepath.Join(base, "gtm/acme")); err != nil || got != "" {
		t.Errorf("not below the working directory: got %q, %v", got, err)
	}
	t.Chdir(base)
	if got, err := rootPath("gtm/acme"); err != nil || got != "gtm/acme" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := rootPath("."); err != nil || got != "" {
		t.Errorf("got %q, %v", got, err)
	}
}
