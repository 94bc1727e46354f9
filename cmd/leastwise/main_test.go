package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite golden files and scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"leastwise": main})
}

// TestScripts runs testdata/script, the specification of the command line. Beside the usual
// commands (exec, stdout, stderr, cmp, ...) scripts have three of ours:
//
//	exits STATUS COMMAND...     runs the command and checks its exit status
//	refuses REGEXP COMMAND...   the command ends with status 2, an empty stdout, one line on
//	                            stderr that the expression matches (a second may point to
//	                            --help), and not one file added or changed
//	extract FILE                writes each code block of a Markdown file to the path that
//	                            stands above it, between backticks and alone on its line
func TestScripts(t *testing.T) {
	t.Parallel()
	data, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("TESTDATA", data)
			return writeKeys(filepath.Join(env.WorkDir, "keys"))
		},
		Condition: func(cond string) (bool, error) {
			if cond != "companies" {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			for _, company := range []string{"acme", "tidy"} {
				if _, err := os.Stat(filepath.Join(data, company, configName)); err != nil {
					return false, nil
				}
			}
			return true, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "refuses": refuses, "extract": extract},
	})
}

// writeKeys makes the ed25519 keys of the scripts: a repository holds none, not even for tests.
func writeKeys(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for name, seed := range map[string]byte{"key": 1, "other": 2} {
		private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
		pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
		if err != nil {
			return err
		}
		pkix, err := x509.MarshalPKIXPublicKey(private.Public())
		if err != nil {
			return err
		}
		public := map[string]string{"key": "public.pem", "other": "other.pem"}[name]
		err = os.WriteFile(filepath.Join(dir, public), pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pkix}), 0o600)
		if err == nil && name == "key" {
			err = os.WriteFile(filepath.Join(dir, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := execStatus(ts, args[1:]); got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func refuses(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: refuses REGEXP COMMAND...")
	}
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	before := listing(ts)
	if got := execStatus(ts, args[1:]); got != int(statusError) {
		ts.Fatalf("exit status %d, want %d", got, statusError)
	}
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("stdout is not empty: %q", out)
	}
	var lines []string
	for scan := bufio.NewScanner(strings.NewReader(ts.ReadFile("stderr"))); scan.Scan(); {
		lines = append(lines, scan.Text())
	}
	switch {
	case len(lines) == 0 || len(lines) > 2 || len(lines) == 2 && !strings.Contains(lines[1], "--help"):
		ts.Fatalf("stderr is not one line and a hint, but %d lines", len(lines))
	case !pattern.MatchString(lines[0]):
		ts.Fatalf("stderr %q does not match %q", lines[0], pattern)
	}
	if diff := cmp.Diff(before, listing(ts)); diff != "" {
		ts.Fatalf("files were written (-before +after):\n%s", diff)
	}
}

var pathedBlock = regexp.MustCompile("(?m)^`([^`\n]+)`\n\n```[a-z]*\n((?:[^`].*\n|\n)*)```$")

func extract(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: extract FILE")
	}
	blocks := pathedBlock.FindAllStringSubmatch(ts.ReadFile(args[0]), -1)
	if len(blocks) == 0 {
		ts.Fatalf("%s has no code block below a path", args[0])
	}
	for _, block := range blocks {
		path := ts.MkAbs(block[1])
		ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
		ts.Check(os.WriteFile(path, []byte(block[2]), 0o644))
	}
}

func execStatus(ts *testscript.TestScript, args []string) int {
	err := ts.Exec(args[0], args[1:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit.ExitCode()
	}
	ts.Check(err)
	return 0
}

// listing is every file below the work directory with a digest of what it holds.
func listing(ts *testscript.TestScript) map[string]string {
	files := map[string]string{}
	ts.Check(filepath.WalkDir(ts.Getenv("WORK"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		files[path] = fmt.Sprintf("%x", sha256.Sum256(data))
		return err
	}))
	return files
}
