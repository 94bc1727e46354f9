package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckoutReadsWhatGitWrites(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	repo := filepath.Join(t.TempDir(), "repo")
	git := func(dir string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	if err := os.Mkdir(repo, 0o700); err != nil {
		t.Fatal(err)
	}
	git(repo, "init", "-q")
	if got := checkout(repo); got == nil || got.Revision != "" || got.Branch != "main" {
		t.Errorf("a repository without a commit: %+v", got)
	}
	git(repo, "remote", "add", "origin", "https://github.com/acme/gtm.git")
	git(repo, "commit", "-q", "--allow-empty", "-m", "x")
	head := git(repo, "rev-parse", "HEAD")
	check := func(dir, branch, what string) {
		t.Helper()
		got := checkout(dir)
		if got == nil || got.URI != "https://github.com/acme/gtm.git" || got.Revision != head || got.Branch != branch {
			t.Errorf("%s: got %+v", what, got)
		}
	}
	check(repo, "main", "a branch")
	git(repo, "pack-refs", "--all")
	check(repo, "main", "a packed branch")
	tree := filepath.Join(filepath.Dir(repo), "tree")
	git(repo, "worktree", "add", "-q", "-b", "feature/x", tree)
	check(tree, "feature/x", "a worktree")
	git(repo, "checkout", "-q", "--detach")
	check(repo, "", "a detached head")
	if got := checkout(filepath.Join(filepath.Dir(repo), "missing")); got != nil {
		t.Errorf("a folder that is not there: %+v", got)
	}
}
