package clay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// startText is an inventory of which Clay has filled nothing in yet.
const startText = `# The inventory of a Clay workspace. What the clay CLI lists stands here already; the rest is
# kept by hand, for Clay has no export of it. A section that is not here is a gap and its rules
# are not judged; an empty list says "there are none".

# Who looked, and when. Set both once you have looked at everything below.
# observed_at: 2026-11-02
# observed_by: ada@example.com

# Settings > Workspace.
# workspace: {id: "%s", plan: growth, row_ceiling: 50000}

# Settings > Team. Roles: admin, editor, viewer, sales_rep. Clay can list no members: write
# them down, with Clay's id of each where you know it.
# members:
#   - {email: ada@example.com, name: Ada Example, role: admin, state: active}

# Settings > Connections.
# connections:
#   - {id: aa_1, name: Salesforce, provider: salesforce, added_by: ada@example.com, access: specific, method: client_credentials}

# Inbound webhooks. Their URLs are secrets: never write one here.
# webhooks:
#   - {id: s_1, name: Website forms, table: t_1, has_auth: true}
`

// Start asks the CLI which workspace it is signed in to, and gives the id of it and an
// inventory to start from that holds what the CLI lists. The error says in one line why there
// is none; notes say what a person has to add.
func Start(ctx context.Context, dir string, c *CLI, takenAt time.Time) (id string, text []byte, notes []string, err error) {
	f, err := askCLI(ctx, realWorld(dir, takenAt), &Config{CLI: c}, "", "")
	if err != nil {
		return "", nil, nil, err
	}
	if f.workspace == "" {
		return "", nil, nil, errors.New(f.failed[0])
	}
	if !f.holds("workbooks") && !f.holds("tables") && !f.holds("api_keys") {
		return "", nil, nil, fmt.Errorf("it lists nothing of workspace %s", f.workspace)
	}
	ws := &Workspace{}
	newMerger(ws, evidence.Sections{}).merge(f)
	text, notes, err = Sync("clay.yaml", fmt.Appendf(nil, startText, f.workspace), ws)
	return f.workspace, text, append(f.failed, notes...), err
}
