package clay

import (
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// tables lists the tables, and asks each for its row count, which the list does not have.
func (k *cli) tables() error {
	err := list(k, func(t struct {
		cliNamed
		Workbook *cliNamed `json:"workbook"`
		Owner    *cliOwner `json:"owner"`
	}, at evidence.Location) error {
		table := Table{ID: string(t.ID), Name: t.name(), Location: at}
		if t.Workbook != nil {
			table.Workbook = string(t.Workbook.ID)
		}
		if t.Owner != nil && t.Owner.ID != "" {
			k.facts.owners[table.ID] = string(t.Owner.ID)
			if email, err := evidence.Email(t.Owner.Email); err == nil {
				k.facts.people[string(t.Owner.ID)] = email
			}
		}
		k.facts.ws.Tables = append(k.facts.ws.Tables, table)
		return nil
	}, "tables", "list", "--limit=100")
	if err != nil {
		return err
	}
	k.facts.read["tables"] = reading{listed: true, lacks: "owners, auto-run and what each table may use"}
	return k.eachTable(func(t *Table) error {
		var got cliRows
		if err := k.read(&got, "tables", "get", t.ID); err != nil {
			return err
		}
		t.RowCount = got.RowCount
		return nil
	}, func(reason string) {
		listed := k.facts.read["tables"] // of the list nothing is missing
		k.facts.fail("tables", reason)
		listed.reason = reason
		k.facts.read["tables"] = listed
	})
}

type cliOwner struct {
	ID    ident  `json:"id"`
	Email string `json:"email"`
}

// eachTable asks something of every table. What one does not answer is a gap; the others
// are asked all the same.
func (k *cli) eachTable(question func(*Table) error, gap func(reason string)) error {
	for i := range k.facts.ws.Tables {
		err := question(&k.facts.ws.Tables[i])
		var refused *refusal
		switch {
		case err == nil:
		case !errors.As(err, &refused):
			return err
		default:
			gap(refused.reason)
			if refused.final {
				k.stop = refused
			}
			if refused.final || refused.same {
				return nil
			}
		}
	}
	return nil
}

// columns asks every table for its columns, and keeps those that run something.
func (k *cli) columns() error {
	if !k.facts.read["tables"].listed {
		return &refusal{reason: "which tables there are is not known"}
	}
	k.facts.read["columns"] = reading{listed: true}
	return k.eachTable(func(t *Table) error {
		columns := []Column{}
		err := list(k, func(c cliColumn, at evidence.Location) error {
			column, keep, err := c.column(at)
			if err == nil && keep {
				columns = append(columns, column)
			}
			return k.countSources(c, err)
		}, "tables", "columns", "list", t.ID)
		if err == nil {
			t.Columns = columns
		}
		return err
	}, func(reason string) { k.facts.fail("columns", reason) })
}

type cliColumn struct {
	cliNamed
	Type     string `json:"type"`
	Settings *struct {
		Action      string       `json:"actionKey"`
		Connection  ident        `json:"authAccountId"`
		Conditional *string      `json:"conditionalRunFormulaText"`
		Inputs      []cliBinding `json:"inputsBinding"`
	} `json:"settings"`
	Sources []struct {
		cliNamed
		Records *int64 `json:"numSourceRecords"`
	} `json:"sources"`
}

type cliBinding struct {
	Name    string          `json:"name"`
	Formula json.RawMessage `json:"formulaText"`
	Map     json.RawMessage `json:"formulaMap"`
}

// countSources keeps what a source column says of its sources: a webhook among them has this
// many submissions.
func (k *cli) countSources(c cliColumn, err error) error {
	for _, s := range c.Sources {
		if s.Records != nil && (*s.Records < 0 || *s.Records > maxNumber) {
			return drift("numSourceRecords is out of range")
		}
		if s.ID != "" && s.Records != nil {
			k.facts.ws.Webhooks = append(k.facts.ws.Webhooks, Webhook{ID: string(s.ID), Name: s.name(), Submissions: s.Records})
		}
	}
	return err
}

// column is a column as a Workspace has it; keep is false for one that only holds data.
func (c cliColumn) column(at evidence.Location) (column Column, keep bool, err error) {
	column = Column{ID: string(c.ID), Name: c.name(), Kind: c.Type, Location: at}
	switch c.Type {
	case "basic", "source":
		return column, c.Type == "source", nil
	case "action":
	default:
		return column, false, drift("type is neither basic, action nor source")
	}
	if c.Settings == nil {
		return column, false, drift("settings of an action are missing")
	}
	column.Action, column.Connection = c.Settings.Action, string(c.Settings.Connection)
	conditional := c.Settings.Conditional != nil && strings.TrimSpace(*c.Settings.Conditional) != ""
	column.Conditional = &conditional
	for _, in := range c.Settings.Inputs {
		if !strings.EqualFold(in.Name, "headers") {
			continue
		}
		names, suspect, err := inlineHeaders(in)
		if err != nil {
			return column, false, err
		}
		column.InlineHeaderNames = names
		column.InlineSecretSuspect = &suspect
	}
	return column, true, nil
}

// credentialHeader is the name of a header that carries a credential.
var credentialHeader = regexp.MustCompile(`(?i)auth|token|secret|api[-_]?key|cookie|password`)

// inlineHeaders gives the names of the headers that are typed into a column, and whether one
// of them looks like a credential that is written out. Values never leave this function.
func inlineHeaders(in cliBinding) (names []string, suspect bool, err error) {
	if len(in.Map) == 0 || string(in.Map) == "null" {
		return nil, credentialHeader.Match(in.Formula), nil
	}
	values := map[string]json.RawMessage{}
	if json.Unmarshal(in.Map, &values) != nil {
		return nil, false, drift("formulaMap of the headers is not an object")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !headerName.MatchString(name) {
			suspect = true // something else stands where a name should: it may be the secret
			continue
		}
		names = append(names, name)
		refersToColumn := strings.Contains(string(values[name]), "{{")
		suspect = suspect || credentialHeader.MatchString(name) && !refersToColumn
	}
	return names, suspect, nil
}
