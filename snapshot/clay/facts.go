package clay

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// The sources beside the inventory, as provenance and contradictions name them.
const (
	sourceCLI   = "cli"
	sourceAPI   = "api"
	sourceV3    = "v3"
	sourceUsage = "usage export"
)

// world is what reading needs beside its configuration. Tests put another in its place.
type world struct {
	dir     string
	takenAt time.Time
	getenv  func(string) string
	client  http.RoundTripper
	api, v3 string // where the two APIs are
	wait    func(context.Context, time.Duration) error
	cli     func(ctx context.Context, w world, c *CLI) (ask, string, evidence.Time, error)
}

func realWorld(dir string, takenAt time.Time) world {
	return world{
		dir: dir, takenAt: takenAt, getenv: os.Getenv, client: http.DefaultTransport,
		api: "https://api.clay.com/public/v0", v3: "https://api.clay.com/v3", wait: evidence.Pause, cli: road,
	}
}

// facts are what one source says of the workspace, as far as it knows.
type facts struct {
	source      string // sourceCLI, ...
	label       string // for the coverage: "clay CLI 1.2.0"
	at          evidence.Time
	ws          Workspace
	read        map[string]reading // by section: what was read of it; a section that is not here was not asked
	owners      map[string]string  // table id -> Clay's id of the user who owns it
	people      map[string]string  // Clay's id of a user -> email
	clayManaged map[string]bool    // ids of connections that are Clay's own
	user        string             // Clay's id of the user who is signed in, whose keys are listed
	workspace   string             // Clay's id of the workspace that answered
	failed      []string           // what was asked and not answered, for people
}

// reading is how a source read one section.
type reading struct {
	listed bool   // everything of the kind that exists is there
	some   bool   // a part of it is there
	lacks  string // which facts of the section the source does not have at all
	reason string // why something that was asked is missing
}

func newFacts(source, label string, at evidence.Time) *facts {
	return &facts{
		source: source, label: label, at: at,
		read: map[string]reading{}, owners: map[string]string{}, people: map[string]string{}, clayManaged: map[string]bool{},
	}
}

// fail records that something was asked of a section and not answered.
func (f *facts) fail(section, reason string) {
	r := f.read[section]
	r.some = r.listed || f.holds(section)
	r.listed = false
	if r.reason == "" {
		r.reason = reason
		f.failed = append(f.failed, section+": "+reason)
	}
	f.read[section] = r
}

// holds says whether anything of a section was read.
func (f *facts) holds(section string) bool {
	return map[string]int{
		"members": len(f.ws.Members), "workbooks": len(f.ws.Workbooks), "tables": len(f.ws.Tables), "api_keys": len(f.ws.APIKeys),
		"connections": len(f.ws.Connections), "webhooks": len(f.ws.Webhooks), "routines": len(f.ws.Routines),
		"outbound_webhooks": len(f.ws.OutboundWebhooks),
	}[section] > 0
}

// got says that a source added something to a section.
func (r reading) got() bool { return r.listed || r.some || r.lacks != "" }
