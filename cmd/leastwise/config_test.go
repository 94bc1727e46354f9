package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func TestPlaceNamesTheFileAsSeenFromTheUser(t *testing.T) {
	t.Parallel()
	other := errors.New("other")
	for name, tt := range map[string]struct {
		config string
		err    error
		want   string
	}{
		"in the working directory":  {"leastwise.yaml", &evidence.Error{File: "clay.yaml", Line: 3, Msg: "m"}, "clay.yaml:3: m"},
		"in a folder":               {"gtm/leastwise.yaml", &evidence.Error{File: "clay.yaml", Line: 3, Msg: "m"}, "gtm/clay.yaml:3: m"},
		"wrapped":                   {"gtm/leastwise.yaml", fmt.Errorf("read: %w", &evidence.Error{File: "clay.yaml", Msg: "m"}), "gtm/clay.yaml: m"},
		"a folder of the same name": {"gtm/leastwise.yaml", &evidence.Error{File: "gtm/clay.yaml", Msg: "m"}, "gtm/gtm/clay.yaml: m"},
		"above":                     {"../leastwise.yaml", &evidence.Error{File: "clay.yaml", Msg: "m"}, "../clay.yaml: m"},
		"absolute":                  {"gtm/leastwise.yaml", &evidence.Error{File: "/x/clay.yaml", Msg: "m"}, "/x/clay.yaml: m"},
		"another error":             {"gtm/leastwise.yaml", other, "other"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &config{path: filepath.FromSlash(tt.config)}
			if got := c.place(tt.err).Error(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPlaceOwnLeavesRuleFilesAlone(t *testing.T) {
	t.Parallel()
	c := &config{path: "gtm/leastwise.yaml"}
	rule := &evidence.Error{File: "ours/x.rego", Line: 2, Msg: "m"}
	if got := c.placeOwn(rule).Error(); got != "ours/x.rego:2: m" {
		t.Errorf("got %q", got)
	}
	if got := c.placeOwn(&evidence.Error{File: "leastwise.yaml", Line: 2, Msg: "m"}).Error(); got != "gtm/leastwise.yaml:2: m" {
		t.Errorf("got %q", got)
	}
}

func TestStarterConfigurationLoads(t *testing.T) {
	t.Parallel()
	c, err := loadConfig("starter/leastwise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if c.Sources.Clay == nil || c.Sources.Roster == nil || c.Policy == nil {
		t.Errorf("starter names too little: %+v", c)
	}
}

// commentedYAML is a comment line of the starter that is configuration, not prose.
var commentedYAML = regexp.MustCompile(`^ *(- )?["a-zA-Z_/@.]+: ?(\S.*)?$|^ *- `)

func TestStarterCommentsAreValidConfiguration(t *testing.T) {
	t.Parallel()
	data, err := starter.ReadFile("starter/leastwise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// What is commented out as YAML ("# key:", "#   - item") must load once the mark is gone.
	var lines []string
	for line := range strings.Lines(string(data)) {
		body, mark := strings.CutPrefix(strings.TrimLeft(line, " "), "# ")
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		if mark && commentedYAML.MatchString(strings.TrimRight(body, "\n")) {
			line = indent + body
		}
		lines = append(lines, line)
	}
	path := filepath.Join(t.TempDir(), "leastwise.yaml")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := loadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.Sources.Salesforce == nil || len(c.Policy.Salesforce) == 0 || len(c.Settings) == 0 || len(c.Waivers) == 0 {
		t.Errorf("the comments hold too little: %+v", c)
	}
}
