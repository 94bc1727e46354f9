package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// configName is the configuration that is read when --config names no other.
const configName = "leastwise.yaml"

// configVersion is the version of leastwise.yaml that this program reads.
const configVersion = 1

// config is leastwise.yaml.
type config struct {
	Version  int                       `json:"version"`
	Sources  snapshot.Config           `json:"sources"`
	Policy   *rego.Approved            `json:"policy"`
	Settings map[string]map[string]any `json:"settings"`
	Waivers  []rego.Waiver             `json:"waivers"`

	path string // as the user would write it
	doc  *evidence.Doc
}

// errNoConfig is that no configuration was named and the working directory has none.
var errNoConfig = errors.New("no " + configName)

// loadConfig reads the configuration at path, or ./leastwise.yaml when path is "".
func loadConfig(path string) (*config, error) {
	if path == "" {
		path = configName
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			here, wdErr := os.Getwd()
			if wdErr != nil {
				here = "the working directory"
			}
			return nil, fmt.Errorf("%w in %s: write one with \"leastwise init\", or name one with --config", errNoConfig, here)
		}
	}
	data, err := readConfig(path)
	if err != nil {
		return nil, err
	}
	if err := evidence.RefuseSecrets(path, data); err != nil {
		return nil, err
	}
	c := &config{path: path}
	if err := checkVersion(path, data); err != nil {
		return nil, err
	}
	if c.doc, err = evidence.DecodeYAML(filepath.Base(path), data, c); err != nil {
		return nil, c.place(err)
	}
	return c, nil
}

func readConfig(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, evidence.FileError(path, err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, evidence.MaxYAMLBytes+1))
	if err != nil {
		return nil, evidence.FileError(path, err)
	}
	return data, nil
}

// checkVersion looks at the version before all else: of another version's keys, "unknown
// key" would be the wrong thing to say.
func checkVersion(path string, data []byte) error {
	var doc yaml.Node
	var head struct{ Version yaml.Node }
	if yaml.Unmarshal(data, &doc) != nil || doc.Kind == 0 || doc.Decode(&head) != nil {
		return nil // DecodeYAML says better what is wrong
	}
	switch {
	case head.Version.IsZero():
		return &evidence.Error{File: path, Line: 1, Path: "version", Msg: fmt.Sprintf("is missing: write \"version: %d\"", configVersion)}
	case head.Version.Value != fmt.Sprint(configVersion):
		return &evidence.Error{File: path, Line: head.Version.Line, Path: "version",
			Msg: fmt.Sprintf("wants %d, the one version this leastwise reads, not %s", configVersion, evidence.Quote(head.Version.Value))}
	}
	return nil
}

// dir is the directory that all paths of the configuration are relative to; c may be nil.
func (c *config) dir() string {
	if c == nil {
		return "."
	}
	return filepath.Dir(c.path)
}

// place turns the file that an error of an input names, relative to the directory of the
// configuration, into the path as seen from where the user stands. It is called once, where the
// error enters this package: a path does not tell whether it was placed.
func (c *config) place(err error) error {
	var input *evidence.Error
	if !errors.As(err, &input) || filepath.IsAbs(input.File) || input.File == "" {
		return err
	}
	dir := c.dir()
	if dir == "." {
		return input
	}
	placed := *input
	placed.File = filepath.ToSlash(filepath.Join(dir, input.File))
	return &placed
}

// placeOwn is place for errors of which only those about the configuration itself are
// relative to it: what rego says of rule folders is relative to the working directory. c may
// be nil.
func (c *config) placeOwn(err error) error {
	var input *evidence.Error
	if c != nil && errors.As(err, &input) && input.File == filepath.Base(c.path) {
		return c.place(err)
	}
	return err
}

// checkSources refuses a configuration that names nothing to collect.
func (c *config) checkSources() error {
	if c.Sources == (snapshot.Config{}) {
		at := c.doc.Find("sources")
		return c.place(&evidence.Error{File: at.File, Line: at.Line, Path: "sources", Msg: "names nothing to collect: add clay, salesforce or roster"})
	}
	return nil
}

// regoOptions are what the configuration says to the rules; c may be nil.
func (c *config) regoOptions(ruleDirs []string) rego.Options {
	if c == nil {
		return rego.Options{RuleDirs: ruleDirs}
	}
	return rego.Options{Policy: c.Policy, Settings: c.Settings, Waivers: c.Waivers, RuleDirs: ruleDirs, Anchor: c.doc.Find}
}
