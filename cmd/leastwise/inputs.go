package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/leastwise/leastwise/snapshot"
)

// inputs are files that a run is made from, as seen from the working directory. No output of it
// may replace one: writeAll refuses, and a command that works long before it writes asks first.
type inputs []string

// inputsOf are the configuration that a command reads, what that names, and what the command line
// names: files, secrets as file:PATH, and folders of rules. What cannot be read names nothing.
func inputsOf(path string, files ...string) inputs {
	c, err := loadConfig(path)
	if err != nil {
		c = nil
	}
	return c.inputs(path, files...)
}

// inputs is inputsOf for who has loaded the configuration of that path already; c may be nil.
func (c *config) inputs(path string, files ...string) inputs {
	in := inputs{configFile(path)}
	for _, name := range files {
		in = append(in, strings.TrimPrefix(name, "file:"))
	}
	if c != nil {
		in = append(in, c.named()...)
	}
	return in
}

// rules adds the rules in folders.
func (in inputs) rules(dirs []string) inputs {
	for _, dir := range dirs {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && filepath.Ext(path) == ".rego" {
				in = append(in, path)
			}
			return nil // loading the rules says what is wrong with them
		})
	}
	return in
}

// of adds what a snapshot, which may be nil, was made from.
func (in inputs) of(config string, snap *snapshot.Snapshot) inputs {
	if snap == nil {
		return in
	}
	for _, input := range snap.Inputs {
		if input.File != "" {
			in = append(in, besideConfig(filepath.Dir(configFile(config)), input.File))
		}
	}
	return in
}

// named are the files that the sources name: whatever text in them is one. A text that is none
// harms nothing, and a source that names a file in a new way is not forgotten here.
func (c *config) named() []string {
	data, err := json.Marshal(c.Sources)
	if err != nil {
		return nil
	}
	var names []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			names = append(names, besideConfig(c.dir(), strings.TrimPrefix(v, "file:")))
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	var sources any
	if json.Unmarshal(data, &sources) == nil {
		walk(sources)
	}
	return names
}

// besideConfig is a path of the configuration as seen from where the user stands.
func besideConfig(dir, path string) string {
	if path = filepath.FromSlash(path); filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// refuse is an error where an output would replace an input, by whatever name or link, or two
// outputs are one file. What is no regular file, such as /dev/null, is not replaced.
func (in inputs) refuse(outputs ...string) error {
	taken := map[string]bool{}
	for _, out := range outputs {
		if out == "" || out == "-" {
			continue
		}
		info, err := os.Stat(out)
		switch {
		case err == nil && !info.Mode().IsRegular():
			continue
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			continue // writing says why
		case taken[absolute(out)]:
			return fmt.Errorf("%s: is the file of two outputs: name another file for one", out)
		}
		taken[absolute(out)] = true
		for _, name := range in {
			if filepath.Clean(name) == filepath.Clean(out) || same(info, name) {
				return fmt.Errorf("%s: is an input: name another file", out)
			}
		}
	}
	return nil
}

// same says whether a file that may be nil is the one of a name.
func same(info fs.FileInfo, name string) bool {
	if info == nil {
		return false
	}
	other, err := os.Stat(name)
	return err == nil && os.SameFile(info, other)
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
