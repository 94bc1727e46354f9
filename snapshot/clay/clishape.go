package clay

import (
	"encoding/json"
	"math"
	"strings"
)

// The shapes below are what the CLI answers, and the public API alike, as far as it is looked at.
// checked says what an answer has to hold: one that lacks it is of another version.

// checkedObject reads such an answer, of which it asks first whether it tells of an error: then its
// shape is another one.
func checkedObject(data []byte, into interface{ checked() error }) error {
	var all map[string]json.RawMessage
	if err := object(data, &all); err != nil {
		return err
	}
	for name, value := range all {
		if tellsError(name, value) {
			return drift("it says that something went wrong")
		}
	}
	if err := object(data, into); err != nil {
		return err
	}
	return into.checked()
}

type whoami struct {
	User *struct {
		ID ident `json:"id"`
	} `json:"user"`
	Workspace *struct {
		ID   ident  `json:"id"`
		Name string `json:"name"`
	} `json:"workspace"`
}

func (w *whoami) checked() error {
	if w.Workspace == nil || w.Workspace.ID == "" {
		return drift("workspace.id is missing")
	}
	return nil
}

type cliNamed struct {
	ID   ident  `json:"id"`
	Name string `json:"name"`
}

func (n cliNamed) checked() error {
	if n.ID == "" {
		return drift("id is missing")
	}
	return nil
}

func (n cliNamed) key() string { return string(n.ID) }

// name is never a URL, since that of a webhook is a secret.
func (n cliNamed) name() string {
	if n.Name == "" || strings.Contains(n.Name, "://") {
		return string(n.ID)
	}
	return n.Name
}

type balance struct {
	Balance *float64 `json:"balance"`
	Actions *float64 `json:"actionExecutionBalance"`
}

func (b *balance) checked() error {
	if b.Balance == nil {
		return drift("balance is missing")
	}
	return inRange(b.Balance, b.Actions)
}

type cliTopUp struct {
	Enabled   *bool    `json:"enabled"`
	Threshold *float64 `json:"threshold"`
	Credits   *float64 `json:"credits"`
	Cap       *int64   `json:"dailyCapCents"`
}

func (t *cliTopUp) checked() error {
	if t.Enabled == nil {
		return drift("enabled is missing")
	}
	if t.Cap != nil && (*t.Cap < 0 || *t.Cap > maxNumber) {
		return drift("dailyCapCents is out of range")
	}
	return inRange(t.Threshold, t.Credits)
}

type cliRows struct {
	RowCount *int64 `json:"rowCount"`
}

func (r *cliRows) checked() error {
	switch {
	case r.RowCount == nil:
		return drift("rowCount is missing")
	case *r.RowCount < 0 || *r.RowCount > maxNumber:
		return drift("rowCount is out of range")
	}
	return nil
}

// maxNumber is the largest number that a snapshot holds.
const maxNumber = 1 << 53

func inRange(numbers ...*float64) error {
	for _, n := range numbers {
		if n != nil && math.Abs(*n) > maxNumber {
			return drift("a number is out of range")
		}
	}
	return nil
}
