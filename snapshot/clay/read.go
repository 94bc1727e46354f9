package clay

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// source is what the coverage calls the inventory.
const source = "inventory"

// Read collects the workspace that c names from all of its sources, with the coverage of every
// one of Sections. Paths of c are relative to dir; takenAt is when the sources that are asked
// over the network were asked. A file that is missing or malformed is an *evidence.Error; a
// section the inventory does not have, and what another source does not answer, is a gap in
// the coverage.
func Read(ctx context.Context, dir string, c *Config, takenAt time.Time) (*Workspace, evidence.Sections, error) {
	return collect(ctx, c, realWorld(dir, takenAt))
}

func collect(ctx context.Context, c *Config, w world) (*Workspace, evidence.Sections, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("read clay: %w", err)
	}
	if err := c.check(); err != nil {
		return nil, nil, err
	}
	r, err := readInventory(ctx, w.dir, c)
	if err != nil {
		return nil, nil, err
	}
	if err := r.exported(ctx, w.dir, c); err != nil {
		return nil, nil, err
	}
	var all []*facts
	id, name := r.ws.Workspace.ID, r.ws.Workspace.Name
	// What Clay supports is merged last, and so wins.
	for _, source := range []struct {
		on  bool
		ask func() (*facts, error)
	}{
		{c.v3(), func() (*facts, error) { return askV3(ctx, w, c, id) }},
		{c.API != nil, func() (*facts, error) { return askAPI(ctx, w, c, id, name) }},
		{c.CLI.on(), func() (*facts, error) { return askCLI(ctx, w, c, id, name) }},
	} {
		if !source.on {
			continue
		}
		f, err := source.ask()
		if err != nil {
			return nil, nil, err
		}
		all = append(all, f)
	}
	m := newMerger(r.ws, r.coverage)
	for _, f := range all {
		m.merge(f)
	}
	r.ws.Contradictions = m.contradictions()
	r.coverage["clay.contradictions"] = m.compared(r.doc != nil, all)
	return r.ws, r.coverage, nil
}

// readInventory reads the inventory, where there is one.
func readInventory(ctx context.Context, dir string, c *Config) (*reader, error) {
	r := &reader{ws: &Workspace{}, coverage: evidence.Sections{}, ids: map[string]ids{}}
	if c.Inventory != "" {
		name, data, err := evidence.ReadFile(dir, c.Inventory, evidence.MaxYAMLBytes)
		if err != nil {
			return nil, c.Location.At("sources.clay.inventory", "%v", err)
		}
		evidence.NoteFile(ctx, name, data)
		if err := evidence.RefuseSecretsButWebhooks(name, data); err != nil {
			return nil, err
		}
		if r.doc, err = evidence.DecodeYAML(name, data, &r.in); err != nil {
			return nil, err
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
	r.onlyClay(c)
	return r, r.err
}

// onlyClay are the sections that nobody keeps by hand.
func (r *reader) onlyClay(c *Config) {
	r.ws.Routines, r.ws.OutboundWebhooks = []Routine{}, []OutboundWebhook{}
	reason := "only the clay CLI knows it: set sources.clay.cli"
	if c.CLI.on() {
		reason = "sources.clay.cli.without leaves it out"
	}
	for _, section := range []string{"routines", "outbound_webhooks"} {
		r.coverage["clay."+section] = evidence.Coverage{State: evidence.NotRequested, Reason: reason}
	}
}

// exported reads the usage exports, which stand for the usage section of the inventory.
func (r *reader) exported(ctx context.Context, dir string, c *Config) error {
	if c.CreditUsage == nil {
		return nil
	}
	if r.ws.Usage != nil {
		return r.doc.Errorf([]string{"usage"}, "stands in the inventory and in sources.clay.credit_usage: keep one of them")
	}
	usage, reason, err := readUsage(ctx, dir, c, r.ws.Tables)
	if err != nil {
		return err
	}
	r.ws.Usage = usage
	state := evidence.Complete
	if reason != "" {
		state = evidence.Partial
	}
	r.coverage["clay.usage"] = evidence.Coverage{State: state, Source: sourceUsage, ObservedAt: usage.To, Reason: reason}
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
	if state != evidence.Unavailable {
		c.ObservedWith, c.Location = r.dated(name, o)
	}
	r.coverage["clay."+name] = c
}

// dated says with what a section shares its date, "" where with nothing, and where that stands.
func (r *reader) dated(name string, o observed) (with string, at *evidence.Location) {
	with, path := "inventory", []string{"observed_at"}
	if o.ObservedAt != "" {
		with = cmp.Or(map[string]string{"columns": "tables", "key_usage": "api_keys"}[name], name)
		path = []string{with, "observed_at"}
		if with == "tables" && r.in.Tables == nil {
			path[0] = "table_budgets" // which stand for them
		}
	}
	found := r.doc.Find(path...)
	if with == name {
		return "", &found
	}
	return "clay." + with, &found
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
