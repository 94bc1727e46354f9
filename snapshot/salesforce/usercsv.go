package salesforce

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// userColumns are the columns of users_csv. Only username must be there.
func userColumns() []string {
	return []string{
		"id", "username", "email", "name", "active", "frozen", "type", "profile", "license", "permission_set_licenses", "role",
		"integration", "owns_records", "permission_sets", "permission_set_groups",
	}
}

func readUsersCSV(ctx context.Context, dir string, c *Config) ([]UserConfig, error) {
	file, data, err := readListed(ctx, dir, c, "users_csv", c.UsersCSV)
	if err != nil {
		return nil, err
	}
	return parseUsersCSV(file, data)
}

// readListed reads the file that field of the configuration names, and says what evidence
// calls it.
func readListed(ctx context.Context, dir string, c *Config, field, name string) (file string, data []byte, err error) {
	if file, data, err = evidence.ReadFile(dir, filepath.FromSlash(name), maxFileBytes); err != nil {
		return "", nil, c.Location.At("sources.salesforce."+field, "%v", err)
	}
	evidence.NoteFile(ctx, file, data)
	return file, data, evidence.RefuseSecrets(file, data)
}

// openCSV checks the bytes of a CSV and reads its header.
func openCSV(file string, data []byte) (r *csv.Reader, header []string, err error) {
	if !utf8.Valid(data) {
		return nil, nil, &evidence.Error{File: file, Msg: "is not UTF-8: save it as CSV UTF-8"}
	}
	r = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	header, err = r.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil, &evidence.Error{File: file, Msg: "is empty: the first line names the columns"}
	}
	if err != nil {
		return nil, nil, csvError(file, err)
	}
	return r, header, nil
}

// parseUsersCSV reads users and their assignments: a header, then a user a line. Lists are
// separated by ";", and an item may end in "@2026-12-31", the day it expires.
func parseUsersCSV(file string, data []byte) ([]UserConfig, error) {
	r, header, err := openCSV(file, data)
	if err != nil {
		return nil, err
	}
	columns, err := userHeader(file, header)
	if err != nil {
		return nil, err
	}
	users := []UserConfig{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return users, nil
		}
		if err != nil {
			return nil, csvError(file, err)
		}
		line, _ := r.FieldPos(0)
		at := evidence.Location{File: file, Line: line}
		if len(row) != len(header) {
			return nil, &evidence.Error{File: file, Line: line, Msg: fmt.Sprintf("has %d fields, the header has %d", len(row), len(header))}
		}
		user := UserConfig{Location: at}
		for i, value := range row {
			if err := user.setColumn(columns[i], strings.TrimSpace(value)); err != nil {
				return nil, &evidence.Error{File: file, Line: line, Path: columns[i], Msg: err.Error()}
			}
		}
		if user.Username == "" {
			return nil, &evidence.Error{File: file, Line: line, Path: "username", Msg: "is missing: every user has one"}
		}
		users = append(users, user)
	}
}

// userHeader returns the columns in lower case.
func userHeader(file string, header []string) ([]string, error) {
	var columns []string
	for _, name := range header {
		column := strings.ToLower(strings.TrimSpace(name))
		switch {
		case !slices.Contains(userColumns(), column):
			return nil, &evidence.Error{File: file, Line: 1, Msg: fmt.Sprintf("unknown column %s%s in the header %s",
				evidence.Quote(name), evidence.Suggest(column, userColumns()), evidence.Quote(strings.Join(header, ",")))}
		case slices.Contains(columns, column):
			return nil, &evidence.Error{File: file, Line: 1, Msg: fmt.Sprintf("names the column %s twice", evidence.Quote(column))}
		}
		columns = append(columns, column)
	}
	if !slices.Contains(columns, "username") {
		return nil, &evidence.Error{File: file, Line: 1, Msg: fmt.Sprintf("has no column username in the header %s", evidence.Quote(strings.Join(header, ",")))}
	}
	return columns, nil
}

func (u *UserConfig) setColumn(column, value string) (err error) {
	switch column {
	case "id":
		u.ID = value
	case "permission_set_licenses":
		u.SetLicenses = split(value, ";")
	case "owns_records":
		u.OwnsRecords, err = csvCount(value)
	case "username":
		u.Username = value
	case "email":
		u.Email = value
	case "name":
		u.Name = value
	case "type":
		u.Type = value
	case "profile":
		u.Profile = value
	case "license":
		u.License = value
	case "role":
		u.Role = &value
	case "integration":
		u.Integration = value
	case "active":
		u.Active, err = csvFlag(value)
	case "frozen":
		u.Frozen, err = csvFlag(value)
	case "permission_sets":
		u.PermissionSets, err = csvGrants(value, u.Location)
	case "permission_set_groups":
		u.Groups, err = csvGrants(value, u.Location)
	}
	return err
}

// csvFlag reads a yes or no as spreadsheets write it; an empty cell says nothing.
func csvFlag(value string) (*bool, error) {
	yes, no := true, false
	switch strings.ToLower(value) {
	case "":
		return nil, nil
	case "true", "yes", "1":
		return &yes, nil
	case "false", "no", "0":
		return &no, nil
	}
	return nil, fmt.Errorf("wants true or false, not %s", evidence.Quote(value))
}

// csvCount reads a whole number of things; an empty cell says nothing.
func csvCount(value string) (*int64, error) {
	if value == "" {
		return nil, nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 {
		return nil, fmt.Errorf("wants a whole number, not %s", evidence.Quote(value))
	}
	return &n, nil
}

// csvGrants reads the assignments of one cell. An empty one says that there are none: a list
// without the column is what says nothing.
func csvGrants(value string, at evidence.Location) ([]GrantConfig, error) {
	grants := []GrantConfig{}
	for item := range strings.SplitSeq(value, ";") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		name, expiry, dated := strings.Cut(item, "@")
		grant := GrantConfig{Name: strings.TrimSpace(name), Location: at}
		if dated {
			if err := grant.Expires.UnmarshalText([]byte(expiry)); err != nil {
				return nil, fmt.Errorf("%s expires at %w", evidence.Quote(grant.Name), err)
			}
		}
		grants = append(grants, grant)
	}
	return grants, nil
}

func csvError(file string, err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return &evidence.Error{File: file, Line: parse.Line, Msg: "not valid CSV: " + parse.Err.Error()}
	}
	return &evidence.Error{File: file, Msg: "not valid CSV: " + err.Error()}
}
