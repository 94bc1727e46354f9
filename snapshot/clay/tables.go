package clay

import (
	"fmt"
	"regexp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func (r *reader) workbooks() {
	workbooks, paths := entries(r, "workbooks", r.in.Workbooks)
	for i := range workbooks {
		w, at := &workbooks[i], paths[i]
		r.identify(at, &w.ID, &w.Name, w.Location, r.ids["workbooks"])
		r.email(at, "owner", &w.Owner)
		r.word(at, "edit_access", &w.EditAccess, "anyone", "restricted")
		w.Collaborators = r.parties(at, "collaborators", w.Collaborators)
		r.amount(at, "credit_limit", w.CreditLimit)
		r.refers(at, "budget", w.Budget, "budget", "budgets")
	}
	r.ws.Workbooks = sorted(workbooks, func(w Workbook) string { return w.ID })
}

func (r *reader) tables() {
	tables, paths := entries(r, "tables", r.in.Tables)
	for i := range tables {
		t, at := &tables[i], paths[i]
		r.identify(at, &t.ID, &t.Name, t.Location, r.ids["tables"])
		r.refers(at, "workbook", t.Workbook, "workbook", "workbooks")
		r.email(at, "owner", &t.Owner)
		r.count(at, "row_count", t.RowCount)
		if t.Declared != nil {
			r.declared(under(at, "declared"), t.Declared)
		}
		t.Columns = r.columns(under(at, "columns"), t.Columns)
	}
	r.columnCoverage(tables)
	tables = r.tableBudgets(tables)
	r.ws.Tables = sorted(tables, func(t Table) string { return t.ID })
}

func (r *reader) declared(at []string, d *Declared) {
	r.count(at, "max_rows", d.MaxRows)
	r.email(at, "owner", &d.Owner)
	r.amount(at, "monthly_credits", d.MonthlyCredits)
}

// headerName is the name of an HTTP header; with a value behind it, it does not match.
var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$")

func (r *reader) columns(at []string, columns []Column) []Column {
	seen := ids{}
	for i := range columns {
		c, at := &columns[i], under(at, index(i))
		r.identify(at, &c.ID, &c.Name, c.Location, seen)
		r.word(at, "kind", &c.Kind, "basic", "action", "source")
		r.refers(at, "connection", c.Connection, "connection", "connections")
		for j, name := range c.InlineHeaderNames {
			if !headerName.MatchString(name) {
				r.fail(under(at, "inline_header_names"), index(j), "is not the name of a header: write the name alone, never its value")
			}
		}
		c.InlineHeaderNames = set(c.InlineHeaderNames)
		if c.Object == "" && len(c.Reads)+len(c.Writes) > 0 {
			r.fail(at, "object", "is missing: name the object that the fields of reads and writes belong to")
		}
		c.Reads, c.Writes = set(c.Reads), set(c.Writes)
	}
	if columns == nil {
		return nil // nobody looked at the table's columns
	}
	return sorted(columns, func(c Column) string { return c.ID })
}

// columnCoverage says of how many tables the columns are known. `columns: []` is knowledge.
func (r *reader) columnCoverage(tables []Table) {
	if tables == nil {
		r.absent("columns")
		if r.doc != nil {
			r.covered("columns", evidence.Unavailable, observed{}, fmt.Sprintf("the inventory %s has no tables section", r.doc.File))
		}
		return
	}
	missing, first := 0, ""
	for _, t := range tables {
		if t.Columns != nil {
			continue
		}
		missing++
		if first == "" || t.ID < first {
			first = t.ID
		}
	}
	o := r.in.Tables.observed
	switch {
	case missing == 0:
		r.covered("columns", evidence.Complete, o, "")
	case missing == len(tables):
		r.covered("columns", evidence.Unavailable, o, fmt.Sprintf("no table of the inventory %s lists its columns", r.doc.File))
	default:
		r.covered("columns", evidence.Partial, o, fmt.Sprintf("%d of %d tables of the inventory %s list no columns (the first is %s)",
			missing, len(tables), r.doc.File, evidence.Quote(first)))
	}
}

// tableBudgets merges the table_budgets section into the tables, or lets it stand for them
// where the inventory has no tables section.
func (r *reader) tableBudgets(tables []Table) []Table {
	s := r.in.TableBudgets
	if s == nil || s.Items == nil || r.err != nil {
		return tables
	}
	position := map[string]int{}
	for i, t := range tables {
		position[t.ID] = i
	}
	seen := ids{}
	for i, at := range paths(r, "table_budgets") {
		b := s.Items[i]
		trim(&b.TableID, &b.TableName)
		r.required(at, "tableId", b.TableID)
		r.noURL(at, "tableId", b.TableID)
		r.noURL(at, "tableName", b.TableName)
		r.unique(at, "tableId", b.TableID, b.Location, seen)
		r.count(at, "maxRows", b.MaxRows)
		r.email(at, "owner", &b.Owner)
		r.amount(at, "monthlyCreditsEstimate", b.MonthlyCredits)
		r.refers(at, "tableId", b.TableID, "table", "tables")
		d := &Declared{MaxRows: b.MaxRows, AutoRunAllowed: b.AutoEnrich, Owner: b.Owner, MonthlyCredits: b.MonthlyCredits, Location: b.Location}
		if r.in.Tables == nil || r.in.Tables.Items == nil {
			name := b.TableName
			if name == "" {
				name = b.TableID
			}
			tables = append(tables, Table{ID: b.TableID, Name: name, Declared: d, Location: b.Location})
			continue
		}
		if r.err != nil {
			return tables
		}
		t := &tables[position[b.TableID]]
		switch {
		case t.Declared != nil:
			r.fail(at, "tableId", "the budget of %s stands on line %d already: keep one of them", evidence.Quote(t.ID), t.Declared.Location.Line)
		case b.TableName != "" && b.TableName != t.Name:
			r.fail(at, "tableName", "is %s, but line %d names the table %s", evidence.Quote(b.TableName), t.Location.Line, evidence.Quote(t.Name))
		}
		t.Declared = d
	}
	if r.in.Tables == nil || r.in.Tables.Items == nil {
		r.covered("tables", evidence.Partial, s.observed, fmt.Sprintf(
			"the inventory %s has no tables section, only table_budgets: other tables may exist", r.doc.File))
	}
	return tables
}
