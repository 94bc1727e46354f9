package roster

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readCSV reads a table with a header line.
func readCSV(name string, data []byte) ([]Person, error) {
	text := strings.TrimPrefix(string(data), "\uFEFF")
	if !utf8.ValidString(text) {
		return nil, &evidence.Error{File: name, Msg: `is not UTF-8: export it as "CSV UTF-8"`}
	}
	r := csv.NewReader(strings.NewReader(text))
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, &evidence.Error{File: name, Msg: "is empty: the first line names the columns, at least email"}
	}
	if err != nil {
		return nil, malformed(name, err)
	}
	line, _ := r.FieldPos(0)
	columns, problem := columnsOf(header)
	if problem != "" {
		return nil, &evidence.Error{File: name, Line: line, Msg: problem}
	}
	people := []Person{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return people, nil
		}
		if err != nil {
			return nil, malformed(name, err)
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue // spreadsheets export the empty rows below a table
		}
		p, err := personOf(name, r, row, columns)
		if err != nil {
			return nil, err
		}
		people = append(people, p)
	}
}

// personOf reads one row; columns maps a field to the position of its column.
func personOf(name string, r *csv.Reader, row []string, columns map[string]int) (Person, error) {
	line, _ := r.FieldPos(0)
	p := Person{Location: evidence.Location{File: name, Line: line}}
	var start, end day
	fail := func(field, problem string) error {
		if i, ok := columns[field]; ok {
			line, _ = r.FieldPos(i)
		}
		return &evidence.Error{File: name, Line: line, Path: field, Msg: problem}
	}
	for field, i := range columns {
		switch field {
		case "email":
			p.Email = row[i]
		case "name":
			p.Name = row[i]
		case "title":
			p.Title = row[i]
		case "status":
			p.setStatus(row[i])
		case "aliases":
			p.Aliases = strings.Split(row[i], ";")
		}
	}
	for _, date := range []struct {
		field string
		day   *day
	}{{"start", &start}, {"end", &end}} {
		i, ok := columns[date.field]
		if !ok || strings.TrimSpace(row[i]) == "" {
			continue
		}
		if err := date.day.UnmarshalText([]byte(row[i])); err != nil {
			return Person{}, fail(date.field, err.Error())
		}
	}
	if field, problem := p.finish(start, end); problem != "" {
		return Person{}, fail(field, problem)
	}
	if _, ok := columns["status"]; ok && p.StatusRaw == "" && p.End == "" {
		p.setStatus(blankStatus) // a cell that says nothing, where the others say something, is doubt
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
