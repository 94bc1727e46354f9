package clay

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// maxUsageBytes is far above any usage export.
const maxUsageBytes = 64 << 20

// The columns of a usage export, under the names that have been seen or that stand on the
// page. Clay does not publish the header, so that another one is refused rather than guessed.
var usageColumns = map[string][]string{
	"integration": {"integration", "integration name", "provider"},
	"name":        {"name", "resource", "resource name", "workbook", "workbook name", "table", "table name"},
	"part":        {"column", "column name", "run", "run id", "time", "date", "day", "month"},
	"credits":     {"credits used", "credits", "data credits", "data credits used", "credit usage", "total credits"},
	"actions":     {"actions", "actions used", "action executions"},
	"recurring":   {"usage", "usage type", "recurring"},
	"owner":       {"owner", "owner email", "created by"},
	"kind":        {"type", "kind", "resource type"},
	"id":          {"id", "resource id", "workbook id", "table id"},
}

// usageFile is one export that is being read.
type usageFile struct {
	file   string
	csv    *csv.Reader
	column map[string]int
}

// readUsage reads the exports into one Usage: their period is the same. Without the export of
// the Workbooks tab the reason says what is not known.
func readUsage(ctx context.Context, dir string, c *Config, tables []Table) (usage *Usage, reason string, err error) {
	reason = "the Workbooks tab was not exported: what was spent by everything else is not known"
	exports := c.CreditUsage.exports()
	u := &Usage{From: exports[0].From, To: exports[0].To, Location: exports[0].Location}
	for i, e := range exports {
		name, data, err := evidence.ReadFile(dir, e.File, maxUsageBytes)
		if err != nil {
			return nil, "", e.Location.At("sources.clay.credit_usage", "%v", err)
		}
		evidence.NoteFile(ctx, name, data)
		view, lines, err := readExport(name, data)
		if err != nil {
			return nil, "", err
		}
		switch {
		case view == "part" && e.Table == "":
			return nil, "", e.Location.At("sources.clay.credit_usage", "%s is the view of one table: name it beside the file, with table: and its id", name)
		case view != "part" && e.Table != "":
			return nil, "", e.Location.At("sources.clay.credit_usage.table", "stands beside %s, which is not the view of one table", name)
		case view != "name" && e.Unattributed != nil:
			return nil, "", e.Location.At("sources.clay.credit_usage.unattributed_credits", "stands beside %s: write it beside the export of the Workbooks tab", name)
		case view == "part":
			u.ByResource = addTable(u.ByResource, e, name, lines, tables)
		case view == "integration":
			u.ByIntegration = append(u.ByIntegration, lines...)
		default:
			reason = ""
			u.ByResource = append(u.ByResource, lines...)
			if e.Unattributed != nil {
				if u.Unattributed != nil {
					return nil, "", e.Location.At("sources.clay.credit_usage.unattributed_credits", "is given twice: write it beside one file")
				}
				u.Unattributed = e.Unattributed
			}
		}
		if i == 0 {
			u.Location = evidence.Location{File: name, Line: 1}
		}
	}
	u.ByResource, u.ByIntegration = sorted(u.ByResource, usageOrder), sorted(u.ByIntegration, usageOrder)
	return u, reason, nil
}

// addTable adds the view of one table as one line. It is more exact than a line of that name
// in the export of all workbooks, which it replaces.
func addTable(list []ResourceUsage, e UsageExport, file string, parts []ResourceUsage, tables []Table) []ResourceUsage {
	total := ResourceUsage{ID: e.Table, Name: e.Table, Kind: "table", Location: evidence.Location{File: file, Line: 1}}
	for _, t := range tables {
		if t.ID == e.Table {
			total.Name = t.Name
		}
	}
	for _, p := range parts {
		total.Credits += p.Credits
		if p.Actions != nil {
			sum := *p.Actions
			if total.Actions != nil {
				sum += *total.Actions
			}
			total.Actions = &sum
		}
	}
	list = slices.DeleteFunc(list, func(u ResourceUsage) bool {
		return u.ID == "" && u.Name == total.Name && (u.Kind == "" || u.Kind == "table")
	})
	return append(list, total)
}

// readExport reads one export. view is "integration", "name" (workbooks) or "part" (one table).
func readExport(file string, data []byte) (view string, lines []ResourceUsage, err error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		return "", nil, &evidence.Error{File: file, Msg: "is not UTF-8: export it again, and do not save it from a spreadsheet"}
	}
	u := &usageFile{file: file, csv: csv.NewReader(bytes.NewReader(data))}
	u.csv.FieldsPerRecord = -1 // counted here, to name the line
	u.csv.ReuseRecord = true
	header, err := u.csv.Read()
	switch {
	case errors.Is(err, io.EOF):
		return "", nil, &evidence.Error{File: file, Msg: "is empty: export it again under Settings > Usage"}
	case err != nil:
		return "", nil, u.broken(err)
	}
	if view, err = u.layout(header); err != nil {
		return "", nil, err
	}
	width := len(header)
	for {
		record, err := u.csv.Read()
		if errors.Is(err, io.EOF) {
			return view, lines, nil
		}
		if err != nil {
			return "", nil, u.broken(err)
		}
		line, _ := u.csv.FieldPos(0)
		if len(record) != width {
			return "", nil, u.fail(line, "", "has %d fields, the header has %d", len(record), width)
		}
		l, err := u.line(view, record, line)
		if err != nil {
			return "", nil, err
		}
		lines = append(lines, l)
	}
}

func (u *usageFile) fail(line int, column, format string, args ...any) error {
	return &evidence.Error{File: u.file, Line: line, Path: column, Msg: fmt.Sprintf(format, args...)}
}

func (u *usageFile) broken(err error) error {
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		return u.fail(syntax.Line, "", "not valid CSV: %v", syntax.Err)
	}
	return u.fail(0, "", "cannot be read")
}

// layout finds the columns in the header, whatever their order and case.
func (u *usageFile) layout(header []string) (view string, err error) {
	u.column = map[string]int{}
	for i, cell := range header {
		word := plainHeader(cell)
		for what, names := range usageColumns {
			if !slices.Contains(names, word) {
				continue
			}
			if first, twice := u.column[what]; twice {
				return "", u.fail(1, "", "columns %s and %s are both the %s: remove one of them", evidence.Quote(header[first]), evidence.Quote(cell), what)
			}
			u.column[what] = i
		}
	}
	_, credits := u.column["credits"]
	for _, view := range []string{"integration", "name", "part"} {
		if _, ok := u.column[view]; ok && credits {
			return view, nil
		}
	}
	var seen []string
	for _, cell := range header {
		seen = append(seen, evidence.Quote(cell))
	}
	return "", u.fail(1, "", "has a layout this version does not know: it wants a column of names (Name, Integration, Column, ...) and one of credits "+
		"(Credits used), and the header row is %s", strings.Join(seen, ", "))
}

// plainHeader is a header in lower case, with one space for all that is no letter or digit.
func plainHeader(cell string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(cell), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

func (u *usageFile) cell(record []string, what string) (string, bool) {
	i, ok := u.column[what]
	if !ok {
		return "", false
	}
	return strings.TrimSpace(record[i]), true
}

func (u *usageFile) line(view string, record []string, line int) (ResourceUsage, error) {
	l := ResourceUsage{Location: evidence.Location{File: u.file, Line: line}}
	name, _ := u.cell(record, view)
	l.Name = strings.Join(strings.Fields(name), " ") // a name with a line break is one name
	if l.Name == "" {
		return l, u.fail(line, view, "is empty: a line without a name cannot be told apart")
	}
	if strings.Contains(l.Name, "://") {
		return l, u.fail(line, view, "is a URL, which may be a secret: write a name")
	}
	text, _ := u.cell(record, "credits")
	credits, err := number(text)
	if err != nil {
		return l, u.fail(line, "credits", "%v", err)
	}
	l.Credits = credits
	if text, ok := u.cell(record, "actions"); ok && text != "" {
		actions, err := number(text)
		if err != nil {
			return l, u.fail(line, "actions", "%v", err)
		}
		l.Actions = &actions
	}
	if text, ok := u.cell(record, "recurring"); ok {
		l.Recurring = recurring(text)
	}
	l.ID, _ = u.cell(record, "id")
	l.Owner, _ = u.cell(record, "owner")
	if strings.Contains(l.Owner, "@") {
		if l.Owner, err = evidence.Email(l.Owner); err != nil {
			return l, u.fail(line, "owner", "%v", err)
		}
	}
	kind, _ := u.cell(record, "kind")
	if view == "integration" {
		l.Kind = "integration"
	} else if kind = canonical(kind); kind == "folder" || kind == "workbook" || kind == "table" {
		l.Kind = kind
	}
	return l, nil
}

// recurring reads the mark of spend that repeats; nil where the cell says something else.
func recurring(text string) *bool {
	yes := false
	switch plainHeader(text) {
	case "recurring", "yes", "true":
		yes = true
	case "", "no", "false", "one time", "not recurring", "non recurring":
	default:
		return nil
	}
	return &yes
}
