package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is what the go command says of a module that the program is built from.
type module struct {
	Path, Version, Dir string
	Main               bool
}

// TestDependenciesPageNamesWhatIsBuiltIn holds docs/dependencies.md to the modules that the
// program is built from, each with the licence its files hold.
func TestDependenciesPageNamesWhatIsBuiltIn(t *testing.T) {
	t.Parallel()
	list := exec.Command("go", "list", "-deps", "-json=Module", ".")
	list.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=-mod=readonly")
	out, err := list.Output()
	if err != nil {
		t.Skipf("the go command cannot list the modules: %v", err)
	}
	seen := map[string]module{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ Module *module }
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module != nil && !p.Module.Main {
			seen[p.Module.Path] = *p.Module
		}
	}
	modules := make([]module, 0, len(seen))
	for _, m := range seen {
		modules = append(modules, m)
	}
	slices.SortFunc(modules, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	var b strings.Builder
	fmt.Fprintf(&b, "# Dependencies\n\nThe %d modules that the program is built from on Linux, with the licences that their files hold. A test writes\n"+
		"this page (`go test ./cmd/leastwise -run Dependencies -update`) and fails where it is not what the build uses.\n\n"+
		"| Module | Version | Licence |\n|---|---|---|\n", len(modules))
	for _, m := range modules {
		licence := licenceOf(t, m.Dir)
		if licence == "" {
			t.Errorf("%s: no licence that this test knows: read it, and teach the test", m.Path)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", m.Path, m.Version, licence)
	}
	golden(t, filepath.Join("..", "..", "docs", "dependencies.md"), []byte(b.String()))
}

// licenceOf tells the licence in the folder of a module by the words that every copy has.
func licenceOf(t *testing.T, dir string) string {
	t.Helper()
	var found []string
	for _, name := range entries(t, dir) {
		upper := strings.ToUpper(name)
		if !strings.HasPrefix(upper, "LICENSE") && !strings.HasPrefix(upper, "LICENCE") && !strings.HasPrefix(upper, "COPYING") {
			continue
		}
		text := strings.Join(strings.Fields(read(t, filepath.Join(dir, name))), " ")
		for _, known := range []struct{ name, words string }{
			{"Apache-2.0", "Apache License Version 2.0"},
			{"MPL-2.0", "Mozilla Public License"},
			{"MIT", "Permission is hereby granted, free of charge"},
			{"Unlicense", "free and unencumbered software released into the public domain"},
			{"ISC", "Permission to use, copy, modify, and/or distribute this software"},
			{"BSD-3-Clause", "Neither the name of"},
			{"BSD-2-Clause", "Redistribution and use in source and binary forms"},
		} {
			if strings.Contains(text, known.words) {
				found = append(found, known.name)
				if known.name == "BSD-3-Clause" {
					break
				}
			}
		}
	}
	slices.Sort(found)
	return strings.Join(slices.Compact(found), ", ")
}

// TestActionsArePinnedToCommits: a tag of an action can be moved to other code, a commit cannot.
// A path in an archive can lead anywhere. What is packed here is one stream without names.
func TestNothingUnpacksAnArchive(t *testing.T) {
	t.Parallel()
	looked := 0
	for _, root := range []string{"../../cmd", "../../rego", "../../report", "../../snapshot"} {
		err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" {
				return err
			}
			looked++
			if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), `"archive`+"/") {
				t.Errorf("%s: imports a package of archives: %v", path, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if looked < 200 {
		t.Errorf("looked at %d files", looked)
	}
}

func TestActionsArePinnedToCommits(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "..", ".github", "workflows", "*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflow was looked at: %v", err)
	}
	for _, file := range append(files, filepath.Join("..", "..", "action.yml")) {
		data, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			_, use, ok := strings.Cut(line, "uses: ")
			if !ok || strings.HasPrefix(use, "./") {
				continue
			}
			_, version, _ := strings.Cut(strings.Fields(use)[0], "@")
			if len(version) != 40 || strings.Trim(version, "0123456789abcdef") != "" {
				t.Errorf("%s: %s is not pinned to a commit", file, strings.TrimSpace(line))
			}
		}
	}
}
