package salesforce

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// exportRow is one row of a CSV that an org exported: the cells of the columns we know.
type exportRow struct {
	file  string
	line  int
	cells map[string]string
}

// column is a column of an export: what it is called here, and the headers it goes by, as
// canonical spells them.
type column struct {
	name     string
	headers  []string
	required bool
}

// readExport reads the CSV that field of the configuration names. Other columns are passed
// over, but one that holds a credential is refused, whatever is in it.
func readExport(ctx context.Context, dir string, c *Config, field, name string, columns []column) ([]exportRow, error) {
	file, data, err := readListed(ctx, dir, c, field, name)
	if err != nil {
		return nil, err
	}
	return parseExport(file, data, columns)
}

func parseExport(file string, data []byte, columns []column) ([]exportRow, error) {
	r, header, err := openCSV(file, data)
	if err != nil {
		return nil, err
	}
	names, err := exportHeader(file, header, columns)
	if err != nil {
		return nil, err
	}
	rows := []exportRow{}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, csvError(file, err)
		}
		row := exportRow{file: file, cells: map[string]string{}}
		row.line, _ = r.FieldPos(0)
		if len(record) != len(header) {
			return nil, row.fail("", "has %d fields, the header has %d", len(record), len(header))
		}
		for i, value := range record {
			if names[i] != "" {
				row.cells[names[i]] = strings.TrimSpace(value)
			}
		}
		for _, c := range columns {
			if c.required && row.cells[c.name] == "" {
				return nil, row.fail(c.name, "is empty")
			}
		}
		rows = append(rows, row)
	}
}

// exportHeader returns the name of each column, "" for those that are passed over.
func exportHeader(file string, header []string, columns []column) ([]string, error) {
	fail := func(format string, args ...any) error {
		return &evidence.Error{File: file, Line: 1, Msg: fmt.Sprintf(format, args...)}
	}
	names := make([]string, len(header))
	for i, title := range header {
		word := evidence.Letters(title)
		for _, secret := range []string{"accesstoken", "requesttoken", "refreshtoken", "deletetoken", "secret", "sessionid", "password"} {
			if strings.Contains(word, secret) {
				return nil, fail("has the column %s, which holds credentials: export without it, and delete this file", evidence.Quote(title))
			}
		}
		for _, c := range columns {
			if !slices.Contains(c.headers, word) {
				continue
			}
			if slices.Contains(names, c.name) {
				return nil, fail("has two columns for %s: remove one", c.name)
			}
			names[i] = c.name
		}
	}
	for _, c := range columns {
		if c.required && !slices.Contains(names, c.name) {
			return nil, fail("has no column %s in the header %s", c.name, evidence.Quote(strings.Join(header, ",")))
		}
	}
	return names, nil
}

func (r exportRow) fail(field, format string, args ...any) error {
	return &evidence.Error{File: r.file, Line: r.line, Path: field, Msg: fmt.Sprintf(format, args...)}
}

func (r exportRow) location() evidence.Location { return evidence.Location{File: r.file, Line: r.line} }

// time reads a moment as the API writes it ("2026-10-01T08:00:00.000+0000") or as people do;
// an empty cell is one that is not known.
func (r exportRow) time(field string) (evidence.Time, error) {
	value := r.cells[field]
	if value == "" {
		return "", nil
	}
	if t, err := time.Parse("2006-01-02T15:04:05.999-0700", value); err == nil {
		value = t.UTC().Format(time.RFC3339)
	}
	var t evidence.Time
	if err := t.UnmarshalText([]byte(value)); err != nil {
		return "", r.fail(field, "%s", err)
	}
	return t, nil
}
