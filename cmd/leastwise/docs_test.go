package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRulesPageIsWhatTheProgramPrints holds docs/rules.md to the catalogue.
func TestRulesPageIsWhatTheProgramPrints(t *testing.T) {
	t.Parallel()
	golden(t, filepath.Join("..", "..", "docs", "rules.md"), []byte(printed(t, "leastwise rules list --format markdown")))
}

// outputBlock is a command and its output in a document: an HTML comment, a console block
// whose first line is the command, and a closing comment.
var outputBlock = regexp.MustCompile("(?s)<!-- output -->\n```console\n\\$ ([^\n]*)\n(.*?)```\n<!-- /output -->")

// TestReadmeShowsWhatTheProgramPrints runs the command of every output block of README.md.
func TestReadmeShowsWhatTheProgramPrints(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "README.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	blocks := outputBlock.FindAllStringSubmatch(text, -1)
	if len(blocks) == 0 {
		t.Fatal("README.md has no output block")
	}
	for _, block := range blocks {
		whole, command, shown := block[0], block[1], block[2]
		now := printed(t, command)
		if *update {
			text = strings.Replace(text, whole, strings.Replace(whole, "$ "+command+"\n"+shown, "$ "+command+"\n"+now, 1), 1)
			continue
		}
		if diff := cmp.Diff(now, shown); diff != "" {
			t.Errorf("README.md shows another output of %q, accept it with -update (-true +shown):\n%s", command, diff)
		}
	}
	if *update {
		golden(t, path, []byte(text))
	}
}

var firstLines = regexp.MustCompile(` \| head -n (\d+)$`)

// printed is what a command of a document prints on stdout, in the root of the repository;
// the one pipe it may end in is `| head -n N`. The version of a test binary says nothing, so
// that of a release stands in for it.
func printed(t *testing.T, command string) string {
	t.Helper()
	lines := -1
	if m := firstLines.FindStringSubmatch(command); m != nil {
		command = strings.TrimSuffix(command, m[0])
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		lines = n
	}
	args := strings.Fields(command)
	if len(args) == 0 || args[0] != "leastwise" {
		t.Fatalf("%q is no command of ours", command)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := &exec.Cmd{Path: exe, Args: args, Dir: filepath.Join("..", ".."), Stderr: &stderr} // argv[0] makes it run the program
	out, err := cmd.Output()
	exit, failed := err.(*exec.ExitError)
	if failed && exit.ExitCode() != int(statusFindings) && exit.ExitCode() != int(statusIncomplete) || err != nil && !failed {
		t.Fatalf("%s: %v: %s", command, err, stderr.String())
	}
	text := strings.Replace(string(out), "Leastwise "+version()+":", "Leastwise v0.1.0:", 1)
	if all := strings.SplitAfter(text, "\n"); lines >= 0 && lines < len(all) {
		text = strings.Join(all[:lines], "")
	}
	return text
}
