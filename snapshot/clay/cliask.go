package clay

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// ask gives the JSON that one command of the CLI prints, or a *refusal. page is 1 for the
// first page of a list; file is the evidence to point at, "" where a program answered.
type ask func(ctx context.Context, page int, args ...string) (data []byte, file string, err error)

// road returns how to ask the CLI, its version, and when it was asked, "" when nobody says.
func road(ctx context.Context, w world, c *CLI) (ask, string, evidence.Time, error) {
	if c.Answers != "" {
		return answered(ctx, w.dir, c)
	}
	run, number, err := program(ctx, w.dir, c)
	return run, number, evidence.NewTime(w.takenAt), err
}

// program finds the CLI and returns how to ask it, with its version.
func program(ctx context.Context, dir string, c *CLI) (ask, string, error) {
	name := c.Path
	if name == "" {
		name = "clay"
	} else if strings.ContainsRune(name, '/') && !filepath.IsAbs(name) {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if !strings.ContainsRune(name, filepath.Separator) {
			name = "." + string(filepath.Separator) + name // in this directory, not on PATH
		}
	}
	path, err := exec.LookPath(name)
	if err != nil && !errors.Is(err, exec.ErrDot) {
		what := "no clay program is on PATH: install Clay's CLI, or give its place as cli: {path: ...}"
		if c.Path != "" {
			what = "there is no program at " + c.Path + ": install Clay's CLI there, or correct sources.clay.cli.path"
		}
		return nil, "", &refusal{reason: what + "; where it cannot be installed, read its answers with cli: {answers: DIR}", final: true}
	} else if err != nil {
		return nil, "", &refusal{reason: "clay lies in the working directory, from where it is not run: give its place as cli: {path: ./clay}", final: true}
	}
	run := func(ctx context.Context, _ int, args ...string) ([]byte, string, error) {
		data, err := execute(ctx, path, c.timeout(), args)
		return data, "", err
	}
	data, _, err := run(ctx, 1, "--version")
	if err != nil {
		return nil, "", err
	}
	return run, version(data), nil
}

var versionNumber = regexp.MustCompile(`\d+\.\d+\.\d+[0-9A-Za-z.+-]{0,40}`)

// version is the version in what `clay --version` prints.
func version(data []byte) string {
	if v := versionNumber.Find(data); v != nil {
		return string(v)
	}
	return "of unknown version"
}

// errSlow is a command of the CLI that took longer than it may.
var errSlow = errors.New("did not answer in time")

// execute runs the CLI and says in our words how it ended.
func execute(ctx context.Context, path string, timeout time.Duration, args []string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, errSlow)
	defer cancel()
	out, talk, err := evidence.Execute(ctx, maxAnswerBytes, path, args...)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return out, nil
	case errors.Is(err, errSlow):
		return nil, &refusal{reason: fmt.Sprintf("%s did not answer within %s: raise sources.clay.cli.timeout", command(args), timeout)}
	case ctx.Err() != nil:
		return nil, err
	case errors.Is(err, evidence.ErrTooMuch):
		return nil, &refusal{reason: fmt.Sprintf("%s printed more than %d MB", command(args), maxAnswerBytes>>20)}
	case errors.As(err, &exit):
		return nil, status(args, exit.ExitCode(), append(out, talk...))
	}
	return nil, &refusal{reason: "the clay program cannot be run: check that it is an executable file for this machine", final: true}
}

// command is what a person would type.
func command(args []string) string { return "`clay " + strings.Join(args, " ") + "`" }

var (
	notOnPlan = regexp.MustCompile(`(?i)not enabled (for|on)|not available on|available on enterprise|requires? an? \w+ plan|upgrade your plan`)
	tooOld    = regexp.MustCompile(`(?i)unsupported (cli )?version|version [^\n]{0,40}(is )?(not|no longer) supported|update (the|your) cli`)
)

// status is what an exit status of the CLI means and what to do. Of what it printed only the
// meaning is kept.
func status(args []string, code int, talk []byte) *refusal {
	said := command(args) + " "
	switch {
	case tooOld.Match(talk):
		return &refusal{reason: said + "refused to work with this version of the CLI: update it", final: true}
	case notOnPlan.Match(talk):
		return &refusal{reason: said + "is not enabled for this workspace on its plan: keep the section in the inventory, and leave it out with sources.clay.cli.without", same: true}
	}
	switch code {
	case 2:
		return &refusal{reason: said + "is not a command of this version of the CLI (exit status 2): update it", same: true}
	case 3:
		return &refusal{reason: said + "was refused (exit status 3): sign in with `clay login` as an Admin or Editor of the workspace", final: true}
	case 4:
		return &refusal{reason: said + "was told to slow down (exit status 4): scan again later", final: true}
	case 5:
		return &refusal{reason: said + "did not reach Clay (exit status 5): check the network, then scan again", final: true}
	case 6:
		return &refusal{reason: said + "found nothing (exit status 6)"}
	}
	return &refusal{reason: fmt.Sprintf("%sbroke (exit status %d): run it by hand to see why", said, code)}
}

// answered returns how to read answers from a folder, where each command has a file:
// `clay tables list` is tables-list.json (its second page tables-list-2.json), `clay tables
// get ID` is tables-get/ID.json.
func answered(ctx context.Context, dir string, c *CLI) (ask, string, evidence.Time, error) {
	read := func(name string) ([]byte, string, error) {
		file, data, err := evidence.ReadFile(dir, filepath.ToSlash(filepath.Join(c.Answers, name)), maxAnswerBytes)
		if err == nil {
			evidence.NoteFile(ctx, file, data)
		}
		return data, file, err
	}
	folder := c.Answers
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(dir, filepath.FromSlash(folder))
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, "", "", c.Location.At("sources.clay.cli.answers", "no such folder: %s", c.Answers)
	}
	at, number := c.ObservedAt, "of unknown version"
	for _, name := range []string{"observed_at", "version"} { // they may be missing, and nothing else
		data, file, err := read(name)
		switch {
		case err != nil && !exists(filepath.Join(folder, name)):
			continue
		case err != nil:
			return nil, "", "", &evidence.Error{File: file, Msg: "cannot be read: " + err.Error()}
		case name == "version":
			number = version(data)
		case at == "":
			if err := at.UnmarshalText(data); err != nil {
				return nil, "", "", &evidence.Error{File: file, Line: 1, Msg: err.Error()}
			}
		}
	}
	return func(_ context.Context, page int, args ...string) ([]byte, string, error) {
		name := answerFile(args)
		if page > 1 {
			name = strings.TrimSuffix(name, ".json") + "-" + index(page) + ".json"
		}
		data, file, err := read(name)
		switch {
		case err != nil && !exists(filepath.Join(folder, name)):
			return nil, file, &refusal{reason: fmt.Sprintf("%s holds no answer to %s: write it to %s", c.Answers, command(args), name)}
		case err != nil:
			return nil, file, &evidence.Error{File: file, Msg: "cannot be read: " + err.Error()}
		}
		return data, file, nil
	}, number, at, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// answerFile names the file of a command's answer: flags do not count, and the id of a
// command on one thing is a file in the folder of the command.
func answerFile(args []string) string {
	var words []string
	for _, a := range args {
		if strings.HasPrefix(a, "-") {
			break
		}
		words = append(words, a)
	}
	if last := len(words) - 1; last >= 2 && words[0] == "tables" && (words[1] == "get" || words[1] == "columns") {
		return strings.Join(words[:last], "-") + "/" + words[last] + ".json"
	}
	return strings.Join(words, "-") + ".json"
}
