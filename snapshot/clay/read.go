package clay

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// source is what the coverage calls the inventory.
const source = "inventory"

// Read collects the workspace that c names, with the coverage of every one of Sections. Paths
// of c are relative to dir. A file that is missing or malformed is an *evidence.Error; a
// section the inventory does not have is a gap in the coverage.
func Read(ctx context.Context, dir string, c *Config) (*Workspace, evidence.Sections, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("read clay: %w", err)
	}
	if err := supported(c); err != nil {
		return nil, nil, err
	}
	r := &reader{ws: &Workspace{}, coverage: evidence.Sections{}, ids: map[string]ids{}}
	if c.Inventory != "" {
		name, data, err := evidence.ReadFile(dir, c.Inventory, evidence.MaxYAMLBytes)
		if err != nil {
			return nil, nil, c.Location.At("sources.clay.inventory", "%v", err)
		}
		evidence.NoteFile(ctx, name, data)
		if err := evidence.RefuseSecretsButWebhooks(name, data); err != nil {
			return nil, nil, err
		}
		if r.doc, err = evidence.DecodeYAML(name, data, &r.in); err != nil {
			return nil, nil, err
		}
	}
	r.workspace(c)
	r.people()
	r.connections()
	r.keys()
	r.budgets()
	r.workbooks()
	r.tables()
	r.webhooks()
	r.usage()
	r.mcp()
	r.records()
	if r.err != nil {
		return nil, nil, r.err
	}
	return r.ws, r.coverage, nil
}

// supported refuses the sources that the configuration has a name for and this version does
// not read: to ignore one would be to claim evidence nobody took.
func supported(c *Config) error {
	const msg = "is not supported yet: remove it"
	switch {
	case c.CLI != nil && *c.CLI:
		return c.Location.At("sources.clay.cli", msg)
	case c.ExperimentalV3 != nil && *c.ExperimentalV3:
		return c.Location.At("sources.clay.experimental_v3", msg)
	case c.CreditUsage != "":
		return c.Location.At("sources.clay.credit_usage", msg+", and keep a usage section in the inventory")
	}
	return nil
}

// reader turns an inventory into a Workspace. It keeps its first error and then does nothing
// more, so that every method reads as what it checks.
type reader struct {
	in       inventory
	doc      *evidence.Doc // nil without an inventory
	ws       *Workspace
	coverage evidence.Sections
	ids      map[string]ids // by section; only the sections that are in the inventory
	err      error
}

// ids are the ids of one section, with the place of each.
type ids map[string]evidence.Location

// fail records the first mistake, at a field of the entry at the path.
func (r *reader) fail(at []string, field, format string, args ...any) {
	if r.err == nil {
		r.err = r.doc.Errorf(under(at, field), format, args...)
	}
}

// under is the path of a field of the entry at the path; of the entry itself when the field is "".
func under(at []string, field string) []string {
	path := slices.Clone(at)
	if field != "" {
		path = append(path, field)
	}
	return path
}

// covered records how a section was read.
func (r *reader) covered(name string, state evidence.State, o observed, reason string) {
	c := evidence.Coverage{State: state, Source: source, ObservedAt: o.ObservedAt, ObservedBy: o.ObservedBy, Reason: reason}
	if c.ObservedAt == "" {
		c.ObservedAt = r.in.ObservedAt
	}
	if c.ObservedBy == "" {
		c.ObservedBy = r.in.ObservedBy
	}
	r.coverage["clay."+name] = c
}

// absent records a section that nobody wrote down.
func (r *reader) absent(name string) {
	reason := "sources.clay.inventory is not set in leastwise.yaml"
	if r.doc != nil {
		reason = fmt.Sprintf("the inventory %s has no %s section", r.doc.File, name)
	}
	r.coverage["clay."+name] = evidence.Coverage{State: evidence.Unavailable, Source: source, Reason: reason}
}

// entries returns the entries of a section with the path of each, and records its coverage.
func entries[T any](r *reader, name string, s *section[T]) ([]T, [][]string) {
	switch {
	case s == nil:
		r.absent(name)
		return nil, nil
	case s.Items == nil:
		r.covered(name, evidence.Unavailable, s.observed, fmt.Sprintf("the %s section of the inventory %s has no items", name, r.doc.File))
		return nil, nil
	}
	r.ids[name] = ids{}
	r.covered(name, evidence.Complete, s.observed, "")
	return s.Items, paths(r, name)
}

// paths are the paths of the entries of a section, in the order of the file.
func paths(r *reader, name string) [][]string {
	if wrapped := r.doc.Entries(name, "items"); wrapped != nil {
		return wrapped
	}
	return r.doc.Entries(name)
}

// workspace reads the workspace's own settings and holds its id against the configuration.
func (r *reader) workspace(c *Config) {
	r.ws.Workspace = Details{ID: c.Workspace, Location: c.Location}
	w := r.in.Workspace
	if w == nil {
		r.absent("workspace")
	} else {
		r.covered("workspace", evidence.Complete, w.observed, "")
		r.details(c, w.Details)
	}
	if r.err == nil && r.ws.Workspace.ID == "" {
		r.err = c.Location.At("sources.clay.workspace", "is missing: give the id or name of the workspace")
	}
}

func (r *reader) details(c *Config, d Details) {
	at := []string{"workspace"}
	trim(&d.ID, &d.Name)
	if d.ID == "" {
		d.ID = c.Workspace
		if d.ID == "" {
			d.ID = d.Name
		}
	}
	if c.Workspace != "" && c.Workspace != d.ID && !strings.EqualFold(c.Workspace, d.Name) {
		r.fail(at, "id", "is %s, but sources.clay.workspace is %s: this is the inventory of another workspace",
			evidence.Quote(d.ID), evidence.Quote(c.Workspace))
	}
	r.word(at, "plan", &d.Plan, "free", "launch", "growth", "enterprise", "legacy", "unknown")
	r.positive(at, "row_ceiling", d.RowCeiling)
	r.amount(at, "default_workbook_credit_limit", d.DefaultWorkbookCreditLimit)
	if d.SSO != nil {
		for i := range d.SSO.Domains {
			d.SSO.Domains[i] = strings.ToLower(strings.TrimSpace(d.SSO.Domains[i]))
		}
		d.SSO.Domains = set(d.SSO.Domains)
	}
	if d.Credits != nil {
		credits := under(at, "credits")
		r.amount(credits, "data_allotment", d.Credits.DataAllotment)
		r.amount(credits, "action_allotment", d.Credits.ActionAllotment)
		if top := d.Credits.AutoTopUp; top != nil {
			r.amount(under(credits, "auto_top_up"), "threshold", top.Threshold)
			r.amount(under(credits, "auto_top_up"), "credits", top.Credits)
			r.count(under(credits, "auto_top_up"), "daily_cap_cents", top.DailyCapCents)
		}
	}
	r.ws.Workspace = d
}
