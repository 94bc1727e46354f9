package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/leastwise/leastwise/report"
)

// checkout is the repository and revision that dir lies in, nil where it lies in none. It reads
// the files of git and runs no program. What git does not say there in plain is left empty: this
// is a help to readers of SARIF, and nothing is judged by it.
func checkout(dir string) *report.Repository {
	dir, err := realPath(dir)
	if err != nil {
		return nil
	}
	root := gitRoot(dir)
	if root == "" {
		return nil
	}
	git := gitDir(root)
	common := git
	if other := firstLine(filepath.Join(git, "commondir")); other != "" {
		common = within(git, other)
	}
	r := &report.Repository{URI: originURL(readSmall(filepath.Join(common, "config")))}
	head := firstLine(filepath.Join(git, "HEAD"))
	ref, symbolic := strings.CutPrefix(head, "ref: ")
	if !symbolic {
		r.Revision = head
		return r
	}
	r.Branch = strings.TrimPrefix(ref, "refs/heads/")
	if r.Revision = firstLine(filepath.Join(git, filepath.FromSlash(ref))); r.Revision == "" {
		r.Revision = firstLine(filepath.Join(common, filepath.FromSlash(ref)))
	}
	if r.Revision == "" {
		r.Revision = packedRef(readSmall(filepath.Join(common, "packed-refs")), ref)
	}
	return r
}

// gitDir is the folder of git for a working tree: .git, or what a file of that name points at.
func gitDir(root string) string {
	git := filepath.Join(root, ".git")
	if to, ok := strings.CutPrefix(firstLine(git), "gitdir: "); ok {
		return within(root, to)
	}
	return git
}

func within(dir, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

var (
	remoteSection = regexp.MustCompile(`^\s*\[\s*(?:remote\s+"origin")\s*\]\s*$`)
	anySection    = regexp.MustCompile(`^\s*\[`)
	urlLine       = regexp.MustCompile(`^\s*url\s*=\s*(\S+)\s*$`)
)

// originURL is the url of the remote named origin in a git config.
func originURL(config string) string {
	inside := false
	for line := range strings.SplitSeq(config, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if anySection.MatchString(line) {
			inside = remoteSection.MatchString(line)
		} else if m := urlLine.FindStringSubmatch(line); m != nil && inside {
			return m[1]
		}
	}
	return ""
}

func packedRef(refs, name string) string {
	for line := range strings.SplitSeq(refs, "\n") {
		if hash, ref, ok := strings.Cut(strings.TrimSpace(line), " "); ok && ref == name {
			return hash
		}
	}
	return ""
}

func firstLine(path string) string {
	line, _, _ := strings.Cut(readSmall(path), "\n")
	return strings.TrimSpace(line)
}

// readSmall is the text of a file of git's, "" for anything else.
func readSmall(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > 10<<20 {
		return ""
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(data)
}
