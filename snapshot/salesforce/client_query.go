package salesforce

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// row is one record of a query. Related records are rows of their own.
type row map[string]any

func (r row) str(path string) string {
	s, _ := r.value(path).(string)
	return s
}

// flag is nil where the column is absent or empty.
func (r row) flag(path string) *bool {
	if b, ok := r.value(path).(bool); ok {
		return &b
	}
	return nil
}

func (r row) on(path string) bool {
	b, _ := r.value(path).(bool)
	return b
}

func (r row) number(path string) *int64 {
	if n, ok := r.value(path).(json.Number); ok {
		if i, err := n.Int64(); err == nil {
			return &i
		}
		if f, err := n.Float64(); err == nil {
			i := int64(f)
			return &i
		}
	}
	return nil
}

// time reads Salesforce's form of a moment, 2026-11-24T10:00:00.000+0000.
func (r row) time(path string) evidence.Time {
	text := r.str(path)
	for _, layout := range []string{"2006-01-02T15:04:05.000-0700", time.RFC3339Nano, "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return evidence.NewTime(t)
		}
	}
	return ""
}

// value follows a path such as Profile.UserLicense.Name.
func (r row) value(path string) any {
	var at any = map[string]any(r)
	for name := range strings.SplitSeq(path, ".") {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[name]
	}
	return at
}

type queryPage struct {
	TotalSize      *int  `json:"totalSize"`
	Done           *bool `json:"done"`
	NextRecordsURL string
	Records        []row
}

// query hands every record to each, page by page, and follows nextRecordsUrl as it is given.
// Whatever the org leaves out is an error, after the rows that came: a page that is not the
// last and names no next one, a page or a record that comes twice, fewer rows than it said. Records
// without an id, as those of OauthToken, may be alike: a page of them comes twice where all of it does.
func (c *client) query(ctx context.Context, soql string, tooling bool, each func(row)) error {
	resource := "/query"
	if tooling {
		resource = "/tooling/query"
	}
	path := c.data(resource) + "?q=" + url.QueryEscape(soql)
	pages, ids, bodies := map[string]bool{}, map[string]bool{}, map[[sha256.Size]byte]bool{}
	total, rows := -1, 0
	for {
		if pages[path] || len(pages) > maxPages {
			return fmt.Errorf("page %d is one that came before", len(pages)+1)
		}
		pages[path] = true
		var page queryPage
		if err := c.getJSON(ctx, path, &page); err != nil {
			if len(pages) > 1 {
				return fmt.Errorf("page %d, after %d rows: %w", len(pages), rows, err)
			}
			return err
		}
		if page.Done == nil || page.TotalSize == nil {
			return fmt.Errorf("page %d does not say whether it is the last", len(pages))
		}
		if total < 0 {
			total = *page.TotalSize
		}
		if slices.ContainsFunc(page.Records, func(r row) bool { return !realID(r.str("Id")) }) {
			body := sha256.Sum256([]byte(fmt.Sprint(page.Records))) // maps print their keys in order
			if bodies[body] {
				return fmt.Errorf("page %d repeats the records of another, after %d rows of %d", len(pages), rows, total)
			}
			bodies[body] = true
		}
		for _, r := range page.Records {
			if id := r.str("Id"); realID(id) {
				if ids[id] {
					return fmt.Errorf("page %d repeats a record, after %d rows of %d", len(pages), rows, total)
				}
				ids[id] = true
			}
			rows++
			each(r)
		}
		if *page.Done {
			break
		}
		if !strings.HasPrefix(page.NextRecordsURL, "/services/data/") {
			return fmt.Errorf("page %d is not the last and names no next one, after %d rows of %d", len(pages), rows, total)
		}
		path = page.NextRecordsURL
	}
	if rows < total {
		return fmt.Errorf("the org gave %d rows of %d and then stopped", rows, total)
	}
	return nil
}

// count asks how many records there are: soql begins with SELECT COUNT().
func (c *client) count(ctx context.Context, soql string) (int, error) {
	var page queryPage
	if err := c.getJSON(ctx, c.data("/query")+"?q="+url.QueryEscape(soql), &page); err != nil {
		return 0, err
	}
	if page.TotalSize == nil {
		return 0, errors.New("the count has no totalSize")
	}
	return *page.TotalSize, nil
}

// fieldInfo is one field of a describe.
type fieldInfo struct {
	Name              string   `json:"name"`
	Type              string   `json:"type"`
	Label             string   `json:"label"`
	Length            int      `json:"length"`
	Permissionable    *bool    `json:"permissionable"`
	Nillable          bool     `json:"nillable"`
	Createable        bool     `json:"createable"`
	Updateable        *bool    `json:"updateable"`
	DefaultedOnCreate bool     `json:"defaultedOnCreate"`
	Calculated        bool     `json:"calculated"`
	AutoNumber        bool     `json:"autoNumber"`
	NameField         bool     `json:"nameField"`
	ReferenceTo       []string `json:"referenceTo"`
	RelationshipOrder *int     `json:"relationshipOrder"`
}

// describe asks for the fields of an object that the scanner may see.
func (c *client) describe(ctx context.Context, object string) ([]fieldInfo, error) {
	var answer struct {
		Name   string      `json:"name"`
		Fields []fieldInfo `json:"fields"`
	}
	if err := c.getJSON(ctx, c.data("/sobjects/"+object+"/describe"), &answer); err != nil {
		return nil, err
	}
	if len(answer.Fields) == 0 {
		return nil, fmt.Errorf("the describe of %s names no fields", object)
	}
	return answer.Fields, nil
}

// inList is an IN of SOQL. Ids and names come from the org or the configuration: what would
// end a literal is escaped.
func inList(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
	}
	return "(" + strings.Join(quoted, ", ") + ")"
}
