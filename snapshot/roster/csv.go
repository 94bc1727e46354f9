package roster

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readCSV reads a table with a header line, as it is at a moment. The remark is what to know of it
// that is no doubt.
func readCSV(name string, data []byte, c *Config, at time.Time) (people []Person, remark string, err error) {
	text := strings.TrimPrefix(string(data), "\uFEFF")
	if !utf8.ValidString(text) {
		return nil, "", &evidence.Error{File: name, Msg: `is not UTF-8: export it as "CSV UTF-8"`}
	}
	r := csv.NewReader(strings.NewReader(text))
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, "", &evidence.Error{File: name, Msg: "is empty: the first line names the columns, at least email"}
	}
	if err != nil {
		return nil, "", malformed(name, err)
	}
	line, _ := r.FieldPos(0)
	columns, problem := columnsOf(header, c.Columns)
	if problem != "" {
		return nil, "", &evidence.Error{File: name, Line: line, Msg: problem}
	}
	people = []Person{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", malformed(name, err)
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue // spreadsheets export the empty rows below a table
		}
		p, err := (&reader{name, r, columns, c.Statuses, row}).person(at)
		if err != nil {
			return nil, "", err
		}
		people = append(people, p)
	}
	if !columns.has(fieldStatus, fieldActive, fieldGone, fieldResting, fieldEnd) {
		remark = "no column says who left: whoever it lists is taken to work here"
	}
	return oncePerson(people, at), remark, nil
}

// reader reads one row.
type reader struct {
	name     string
	csv      *csv.Reader
	columns  *columns
	statuses map[string]string
	row      []string
}

// fail is what is wrong with the cell of a column, or with the row where i is negative.
func (r *reader) fail(i int, path field, problem string) error {
	line, _ := r.csv.FieldPos(max(i, 0))
	return &evidence.Error{File: r.name, Line: line, Path: string(path), Msg: problem}
}

// cell is what a row says in the one column of a field.
func (r *reader) cell(f field) string {
	if i := r.columns.first(f); i >= 0 {
		return strings.TrimSpace(r.row[i])
	}
	return ""
}

func (r *reader) person(at time.Time) (Person, error) {
	line, _ := r.csv.FieldPos(0)
	p := Person{
		Email: r.cell(fieldEmail), Name: r.cell(fieldName), Title: r.cell(fieldTitle),
		Location: evidence.Location{File: r.name, Line: line},
	}
	for _, i := range r.columns.of[fieldAliases] {
		p.Aliases = append(p.Aliases, strings.Split(r.row[i], ";")...)
	}
	if login := r.cell(fieldLogin); p.Email == "" {
		p.Email = login
	} else if _, err := evidence.Email(login); err == nil {
		p.Aliases = append(p.Aliases, login)
	}
	for _, i := range r.columns.other {
		if word := normal(r.row[i]); meansLeft(word) && !aside(r.columns.header[i]) {
			return Person{}, r.fail(i, "", fmt.Sprintf("column %s holds %s, as if it said whether somebody works here: declare under sources.roster.columns "+
				"what it is, status or ignore", evidence.Quote(r.columns.header[i]), evidence.Quote(strings.TrimSpace(r.row[i]))))
		}
	}
	var notes []string
	if note := r.state(&p); note != "" {
		notes = append(notes, note)
	}
	start, end, note, err := r.dates()
	if err != nil {
		return Person{}, err
	}
	if note != "" {
		notes = append(notes, note)
	}
	p.Note = strings.Join(notes, "; ")
	if f, problem := p.finish(start, end); problem != "" {
		return Person{}, r.fail(r.columns.first(field(f)), field(f), problem)
	}
	p.settle(at)
	if r.columns.has(fieldStatus, fieldActive, fieldGone, fieldResting) && p.StatusRaw == "" && p.End == "" {
		r.setStatus(&p, blankStatus) // a cell that says nothing, where the others say something, is doubt
	}
	return p, nil
}

// blankStatus is the status of somebody whose cell is blank in a roster that has the column.
const blankStatus = "blank"

// malformed is an error of encoding/csv in our words.
func malformed(name string, err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return &evidence.Error{File: name, Msg: "not valid CSV: " + err.Error()}
	}
	msg := "not valid CSV: " + parse.Err.Error()
	switch {
	case errors.Is(parse.Err, csv.ErrFieldCount):
		msg = "has another number of fields than the header: put a value that holds a comma in quotes"
	case errors.Is(parse.Err, csv.ErrQuote):
		msg = `a quote is not closed, or stands inside a value: write "" for a quote inside quotes`
	case errors.Is(parse.Err, csv.ErrBareQuote):
		msg = `a quote stands in a value that is not in quotes: put the value in quotes and write ""`
	}
	return &evidence.Error{File: name, Line: parse.Line, Msg: msg}
}
