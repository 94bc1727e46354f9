package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// conformance is the folder of tools and files that only the project's own CI has to have.
func conformance(t *testing.T) {
	t.Helper()
	if os.Getenv("LEASTWISE_SHARED") == "" {
		t.Skip("LEASTWISE_SHARED is not set: the tools of GitHub Actions are not run")
	}
}

// goTool is a program of a Go module, installed once per version; the test is skipped where
// it cannot be had.
func goTool(t *testing.T, module, version string) string {
	t.Helper()
	conformance(t)
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("no cache folder for %s: %v", module, err)
	}
	dir := filepath.Join(cache, "leastwise", "tools", version)
	name := filepath.Join(dir, filepath.Base(module))
	if _, err := os.Stat(name); err == nil {
		return name
	}
	cmd := exec.CommandContext(t.Context(), "go", "install", module+"@"+version)
	cmd.Dir = t.TempDir() // outside our module, which needs none of it
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("cannot install %s: %v: %s", module, err, out)
	}
	return name
}

// bash is the interpreter of install.sh and of the action's steps.
func bash(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("bash")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("there is no bash to run the scripts with")
	}
	return path
}

func TestInstallTakesOnlyTheBinaryOfItsCommit(t *testing.T) {
	t.Parallel()
	shell := bash(t)
	binary := "#!/bin/sh\necho leastwise v1.2.3\n"
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(binary)))
	entry := sum + "  leastwise_v1.2.3_linux_amd64\n"
	for name, tt := range map[string]struct {
		checksums, version, token string
		os, arch                  string
		served                    string // by curl; "" is a failure
		gh                        int    // exit status of gh attestation verify
		want                      string // in stderr, "" for success
	}{
		"the release of the commit":  {checksums: "# words\n" + entry, served: binary},
		"the release by name":        {checksums: entry, version: "v1.2.3", served: binary},
		"with provenance":            {checksums: entry, token: "t", served: binary},
		"a runner of a Mac":          {checksums: sum + "  leastwise_v1.2.3_darwin_arm64\n", os: "macOS", arch: "ARM64", served: binary},
		"a runner of Windows":        {checksums: sum + "  leastwise_v1.2.3_windows_amd64.exe\n", os: "Windows", served: binary},
		"other bytes":                {checksums: entry, served: binary + "evil", want: "it is not what this commit"},
		"provenance of another":      {checksums: entry, token: "t", served: binary, gh: 1, want: "provenance"},
		"a release without checksum": {checksums: entry, version: "v1.2.4", served: binary, want: "no entry for leastwise_v1.2.4_linux_amd64"},
		"a platform without one":     {checksums: entry, arch: "ARM64", served: binary, want: "no entry for leastwise_v1.2.3_linux_arm64"},
		"a checksum that is none":    {checksums: "abc  leastwise_v1.2.3_linux_amd64\n", served: binary, want: "no entry"},
		"an entry in a comment":      {checksums: "# " + entry, version: "v1.2.3", served: binary, want: "no entry"},
		"latest":                     {checksums: entry, version: "latest", want: "neither vX.Y.Z nor source"},
		"a path for a version":       {checksums: entry, version: "v1.2.3/../../evil", want: "neither vX.Y.Z nor source"},
		"two lines":                  {checksums: entry, version: "v1.2.3\nbin=/evil", want: "neither vX.Y.Z nor source"},
		"no download":                {checksums: entry, want: "cannot download"},
		"an unknown processor":       {checksums: entry, arch: "RISCV", want: "no release for RISCV"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			script, err := os.ReadFile("../../install.sh")
			if err != nil {
				t.Fatal(err)
			}
			curl := "#!/bin/sh\nexit 22\n"
			if tt.served != "" {
				curl = "#!/bin/sh\nwhile [ \"$1\" != --output ]; do shift; done\ncat \"${0%/*}/../served\" >\"$2\"\n"
			}
			for name, content := range map[string]string{
				"action/install.sh": string(script), "action/checksums.txt": tt.checksums, "served": tt.served,
				"path/curl": curl, "path/gh": fmt.Sprintf("#!/bin/sh\ncase \"$*\" in *--help*) exit 0;; esac\nexit %d\n", tt.gh),
			} {
				executable(t, filepath.Join(dir, name), content)
			}
			cmd := exec.CommandContext(t.Context(), shell, filepath.Join(dir, "action/install.sh"))
			cmd.Env = []string{
				"PATH=" + filepath.Join(dir, "path") + ":" + os.Getenv("PATH"), "RUNNER_TEMP=" + dir, "GITHUB_OUTPUT=" + filepath.Join(dir, "output"),
				"RUNNER_OS=" + orWord(tt.os, "Linux"), "RUNNER_ARCH=" + orWord(tt.arch, "X64"), "LEASTWISE_VERSION=" + tt.version, "GH_TOKEN=" + tt.token,
			}
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			err = cmd.Run()
			output, _ := os.ReadFile(filepath.Join(dir, "output"))
			if tt.want != "" {
				if err == nil || !strings.Contains(stderr.String(), tt.want) || len(output) > 0 {
					t.Errorf("ended with %v, output %q, stderr %s; want %q", err, output, stderr.String(), tt.want)
				}
				return
			}
			bin, _ := strings.CutPrefix(strings.TrimSpace(string(output)), "bin=")
			got, readErr := os.ReadFile(bin)
			if err != nil || readErr != nil || string(got) != binary {
				t.Errorf("ended with %v, installed %q (%v), stderr %s", err, got, readErr, stderr.String())
			}
		})
	}
}

func orWord(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// actionFile is what the tests below ask about action.yml.
type actionFile struct {
	Inputs map[string]struct{ Description, Default string }
	Runs   struct {
		Steps []struct{ Name, Run, Uses, Shell string }
	}
}

func readAction(t *testing.T) actionFile {
	t.Helper()
	data, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a actionFile
	if err := yaml.Unmarshal(data, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestActionScriptsHoldNoInput(t *testing.T) {
	t.Parallel()
	for _, step := range readAction(t).Runs.Steps {
		if strings.Contains(step.Run, "${{") {
			t.Errorf("step %s: an expression in the text of a script lets an input act: pass it through env", step.Name)
		}
		if step.Uses != "" {
			t.Errorf("step %s uses %s: the action stands alone", step.Name, step.Uses)
		}
	}
}

func TestDocumentationNamesEveryInput(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/github-action.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, input := range readAction(t).Inputs {
		if row := fmt.Sprintf("| `%s` | ", name); !strings.Contains(string(doc), row) {
			t.Errorf("docs/github-action.md has no row for the input %s (%s)", name, input.Description)
		}
	}
}

// workflows are all files of the repository that GitHub would run.
func workflows(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"../../.github/workflows/*.yml", "../../examples/workflows/*.yml"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		files = append(files, found...)
	}
	return files
}

func TestWorkflowsPinWhatTheyUse(t *testing.T) {
	t.Parallel()
	for _, file := range workflows(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(data), "\n") {
			_, used, ok := strings.Cut(line, "uses: ")
			if !ok || strings.HasPrefix(used, "./") || strings.HasPrefix(used, "leastwise/leastwise@") {
				continue
			}
			if _, ref, _ := strings.Cut(used, "@"); len(strings.Fields(ref)[0]) != 40 {
				t.Errorf("%s:%d: %s is not pinned to a commit", file, i+1, used)
			}
		}
	}
}

// TestActionlint checks the workflows, the examples, and a workflow that uses the action as
// it lies here, with shellcheck where it is installed.
func TestActionlint(t *testing.T) {
	t.Parallel()
	lint := goTool(t, "github.com/rhysd/actionlint/cmd/actionlint", "v1.7.12")
	dir := t.TempDir()
	user := filepath.Join(dir, ".github/workflows/use.yml")
	action, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	for path, data := range map[string][]byte{
		filepath.Join(dir, "action.yml"): action,
		user: []byte("on: push\njobs:\n  scan:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./\n        id: l\n        with: {config: x.yaml, issues: rule}\n" +
			"      - run: echo \"$N\"\n        env: {N: \"${{ steps.l.outputs.findings }}\"}\n"),
		filepath.Join(dir, ".git/HEAD"): []byte("ref: refs/heads/main\n"),
	} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	run := func(dir string, files ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), lint, append([]string{"-no-color"}, files...)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run(dir, user); err != nil {
		t.Errorf("a workflow that uses the action: %v\n%s", err, out)
	}
	if out, err := run(".", workflows(t)...); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	// The linter looks into the action: an input it does not have is a mistake.
	bad, err := os.ReadFile(user)
	if err == nil {
		err = os.WriteFile(user, bytes.ReplaceAll(bad, []byte("issues: rule"), []byte("isues: rule")), 0o644)
	}
	if out, lintErr := run(dir, user); err != nil || lintErr == nil || !strings.Contains(out, "isues") {
		t.Errorf("a misspelt input passes: %v, %v\n%s", err, lintErr, out)
	}
}

// TestShellcheck reads the scripts and, since no linter looks into composite steps, the text
// of each step.
func TestShellcheck(t *testing.T) {
	t.Parallel()
	conformance(t)
	check, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("shellcheck is not installed: the scripts are not checked")
	}
	files := []string{"../../install.sh", "../../.ci/run", "../../.ci/release", "../../.ci/release-dry"}
	dir := t.TempDir()
	for i, step := range readAction(t).Runs.Steps {
		file := filepath.Join(dir, fmt.Sprintf("step%d-%s.sh", i, step.Name))
		if err := os.WriteFile(file, []byte("#!/usr/bin/env bash\n"+step.Run), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	if out, err := exec.CommandContext(t.Context(), check, files...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestActionValidatorAcceptsTheAction(t *testing.T) {
	t.Parallel()
	conformance(t)
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Skip("npm is not installed: the schema of action.yml is not checked")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("no cache folder for the validator: %v", err)
	}
	tools := filepath.Join(cache, "leastwise", "tools", "action-validator-0.6.0")
	validator := filepath.Join(tools, "node_modules", ".bin", "action-validator")
	if _, err := os.Stat(validator); err != nil {
		// Without a network npm would try for minutes.
		install := exec.CommandContext(t.Context(), npm, "install", "--prefix", tools, "--no-audit", "--no-fund", "--ignore-scripts",
			"--fetch-retries=0", "--fetch-timeout=60000", "@action-validator/cli@0.6.0", "@action-validator/core@0.6.0")
		if out, err := install.CombinedOutput(); err != nil {
			t.Skipf("cannot install the validator: %v\n%s", err, out)
		}
	}
	dir := t.TempDir()
	validate := func(file string) (string, error) {
		cmd := exec.CommandContext(t.Context(), validator, file)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := validate("../../action.yml"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	broken := filepath.Join(dir, "action.yml")
	data, err := os.ReadFile("../../action.yml")
	if err == nil {
		err = os.WriteFile(broken, bytes.Replace(data, []byte("      shell: bash\n"), nil, 1), 0o644)
	}
	if out, lintErr := validate(broken); err != nil || lintErr == nil {
		t.Errorf("a step without a shell passes: %v\n%s", err, out)
	}
}
