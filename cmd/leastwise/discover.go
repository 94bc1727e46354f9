package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/roster"
)

// discovery is what init found to start from.
type discovery struct {
	cli       bool
	workspace string // the id of the workspace that the CLI is signed in to
	inventory []byte // what the CLI lists; nil where it lists nothing
	project   string // folder of a Salesforce metadata project, relative
	roster    string // a CSV that reads as a roster, relative
	notes     []string
}

// discover looks at the folder and the machine. It asks before it uses anything where
// somebody is there to answer.
func discover(ctx context.Context, s streams, dir string) (*discovery, error) {
	d := &discovery{}
	path, err := exec.LookPath("clay")
	if err == nil && s.confirm("found the clay CLI ("+path+"): ask it for the workspace's tables and keys?") {
		d.askClay(ctx, dir)
	}
	d.findProject(s, dir)
	d.findRoster(ctx, s, dir)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return d, nil
}

func (d *discovery) askClay(ctx context.Context, dir string) {
	d.cli = true
	id, text, notes, err := clay.Start(ctx, dir, &clay.CLI{}, time.Now())
	if err != nil {
		d.notes = append(d.notes, "found the clay CLI, and it does not answer, so clay.yaml holds examples: "+err.Error())
		return
	}
	d.workspace, d.inventory = id, text
	d.notes = append(d.notes, "found the clay CLI: clay.yaml holds what it lists of workspace "+id)
	d.notes = append(d.notes, notes...)
}

// findProject reads which folder a Salesforce project keeps its metadata in.
func (d *discovery) findProject(s streams, dir string) {
	const name = "sfdx-project.json"
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return // there is none, or none for us
	}
	var project struct {
		Folders []struct {
			Path    string `json:"path"`
			Default bool   `json:"default"`
		} `json:"packageDirectories"`
	}
	if err := json.Unmarshal(data, &project); err != nil {
		d.notes = append(d.notes, name+" is not JSON: no Salesforce project is set")
		return
	}
	for i, f := range project.Folders {
		if i > 0 && !f.Default {
			continue
		}
		if folder := filepath.ToSlash(filepath.Clean(f.Path)); filepath.IsLocal(f.Path) && plainPath.MatchString(folder) {
			d.project = folder
		}
	}
	switch {
	case d.project == "":
		d.notes = append(d.notes, name+" names no folder below this one: no Salesforce project is set")
	case !s.confirm("found a Salesforce project (" + d.project + "): use it?"):
		d.project = ""
	default:
		d.notes = append(d.notes, "found "+name+": set integration_users of sources.salesforce to the users that integrations log in as")
	}
}

// plainPath is a path that stands in YAML without quotes.
var plainPath = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./ -]*$`)

// rosterLike is in the names that people give to files of their staff.
var rosterLike = regexp.MustCompile(`(?i)roster|staff|people|employee|hris|workers`)

// findRoster looks for the one CSV in the folder that reads as a roster.
func (d *discovery) findRoster(ctx context.Context, s streams, dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		return
	}
	var like, other []string
	for _, path := range files {
		name := filepath.Base(path)
		people, _, err := roster.Read(ctx, dir, &roster.Config{CSV: name}, time.Time{})
		switch {
		case err != nil || len(people.People) == 0 || !plainPath.MatchString(name):
		case rosterLike.MatchString(name):
			like = append(like, name)
		default:
			other = append(other, name)
		}
	}
	if len(like) == 0 {
		like = other
	}
	switch {
	case len(like) > 1:
		d.notes = append(d.notes, "found several files that may be the roster ("+strings.Join(like, ", ")+"): set sources.roster.csv to the right one")
	case len(like) == 1 && like[0] != "roster.csv" && s.confirm("found a staff roster ("+like[0]+"): use it?"):
		d.roster = like[0]
		d.notes = append(d.notes, "found "+like[0]+": it is the roster")
	}
}

// fill is a file of the starter with what was found; nil where the file is not needed.
func (d *discovery) fill(name string, data []byte) []byte {
	replace := func(old, with string) { data = bytes.Replace(data, []byte(old), []byte(with), 1) }
	switch name {
	case "roster.csv":
		if d.roster != "" {
			return nil
		}
	case "clay.yaml":
		if d.inventory != nil {
			return d.inventory
		}
	case configName:
		if d.cli {
			replace("    inventory: clay.yaml   # kept by hand, see the file\n",
				"    inventory: clay.yaml   # kept by hand, see the file\n    cli: true              # the clay program is asked as well\n")
		}
		if d.workspace != "" {
			replace("workspace: example-gtm # a name for the workspace; it stands in every report", fmt.Sprintf("workspace: %q", d.workspace))
		}
		if d.roster != "" {
			replace("csv: roster.csv        # who works here: from your HR system", "csv: "+d.roster)
		}
		if d.project != "" {
			replace("  # A Salesforce metadata project", "  salesforce:\n    project: "+d.project+"\n    integration_users: [clay@example.com] # replace: the users that integrations log in as\n\n  # A Salesforce metadata project")
		}
	}
	return data
}

// confirm asks a question on a terminal; where nobody is there to answer, it is yes.
func (s streams) confirm(question string) bool {
	in, ok := s.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return true
	}
	s.say("%s [Y/n]", question)
	line, err := bufio.NewReader(in).ReadString('\n')
	return err == nil && agrees(line)
}

// agrees reads an answer: nothing is yes.
func agrees(line string) bool {
	return slices.Contains([]string{"", "y", "yes"}, strings.ToLower(strings.TrimSpace(line)))
}

// sayUnsupported warns of a source that may be gone any day.
func sayUnsupported(s streams, c *config) {
	if source := c.Sources.Clay; source != nil && source.ExperimentalV3 != nil && *source.ExperimentalV3 {
		s.say("warning: sources.clay.experimental_v3 reads an API that Clay does not support: it may change or end without notice")
	}
}
