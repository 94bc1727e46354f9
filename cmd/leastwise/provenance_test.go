package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestCheckoutReadsWhatGitWrites(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	repo := filepath.Join(t.TempDir(), "repo")
	if err := os.Mkdir(repo, 0o700); err != nil {
		t.Fatal(err)
	}
	git(t, repo, "init", "-q", "-b", "main")
	if got := checkout(repo); got == nil || got.Revision != "" || got.Branch != "main" {
		t.Errorf("a repository without a commit: %+v", got)
	}
	git(t, repo, "remote", "add", "origin", "https://github.com/acme/gtm.git")
	git(t, repo, "commit", "-q", "--allow-empty", "-m", "x")
	head := git(t, repo, "rev-parse", "HEAD")
	check := func(dir, branch, what string) {
		t.Helper()
		got := checkout(dir)
		if got == nil || got.URI != "https://github.com/acme/gtm.git" || got.Revision != head || got.Branch != branch {
			t.Errorf("%s: got %+v", what, got)
		}
	}
	check(repo, "main", "a branch")
	git(t, repo, "pack-refs", "--all")
	check(repo, "main", "a packed branch")
	tree := filepath.Join(filepath.Dir(repo), "tree")
	git(t, repo, "worktree", "add", "-q", "-b", "feature/x", tree)
	check(tree, "feature/x", "a worktree")
	git(t, repo, "checkout", "-q", "--detach")
	check(repo, "", "a detached head")
	if got := checkout(filepath.Join(filepath.Dir(repo), "missing")); got != nil {
		t.Errorf("a folder that is not there: %+v", got)
	}
}
