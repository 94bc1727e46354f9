package clay

import (
	"slices"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Config says where a workspace is read from: sources.clay of leastwise.yaml. Paths are
// relative to the directory of that file.
type Config struct {
	Workspace      string            `json:"workspace"`
	Inventory      string            `json:"inventory,omitempty"`
	CLI            *CLI              `json:"cli,omitempty"`
	API            *API              `json:"api,omitempty"`
	CreditUsage    *UsageExports     `json:"credit_usage,omitempty"`
	ExperimentalV3 *bool             `json:"experimental_v3,omitempty"`
	V3             *V3               `json:"v3,omitempty"`
	Location       evidence.Location `json:"location"`
}

// CLI asks the official `clay` program. In YAML `true` stands for all of its defaults.
type CLI struct {
	Enabled    *bool             `json:"enabled,omitempty" yaml:"shorthand"` // true where it is not given
	Path       string            `json:"path,omitempty"`                     // of the program; default: clay on PATH
	Timeout    string            `json:"timeout,omitempty"`                  // of one command, as 90s or 2m; default: 60s
	Answers    string            `json:"answers,omitempty"`                  // folder of answers it gave earlier, instead of running it
	ObservedAt evidence.Time     `json:"observed_at,omitempty"`              // of the answers, where the folder does not say
	Without    evidence.Words    `json:"without,omitempty"`                  // what not to ask: workbooks, tables, columns, ...
	Location   evidence.Location `json:"location"`
}

// askable are the things the CLI is asked for, by the words of CLI.Without.
var askable = []string{"workbooks", "tables", "columns", "credits", "top_up", "routines", "webhooks", "api_keys"}

// API asks Clay's public API, version 0.
type API struct {
	Key      evidence.Secret   `json:"key"`
	Location evidence.Location `json:"location"`
}

// V3 signs in to the API that Clay's own screens use. Clay does not support it: it is asked
// only where Config.ExperimentalV3 says so.
type V3 struct {
	Key      evidence.Secret   `json:"key,omitempty"`    // the legacy API key of an account
	Cookie   evidence.Secret   `json:"cookie,omitempty"` // a browser session: the value of claysession
	Location evidence.Location `json:"location"`
}

// UsageExports are the CSV files that Settings > Usage exports: one, or a list.
type UsageExports struct {
	UsageExport
	List []UsageExport `json:"exports,omitempty" yaml:"shorthand"`
}

// UsageExport is one CSV file with the period it was exported for, which it does not hold.
type UsageExport struct {
	File     string            `json:"file,omitempty" yaml:"shorthand"`
	From     evidence.Time     `json:"from,omitempty"`
	To       evidence.Time     `json:"to,omitempty"`    // the last day counts
	Table    string            `json:"table,omitempty"` // id of the table of a per-table view
	Location evidence.Location `json:"location"`

	Unattributed *float64 `json:"unattributed_credits,omitempty"` // beside the Workbooks tab: what its page attributes to nothing
}

// cliTimeout is how long one command of the CLI may take.
const cliTimeout = 60 * time.Second

func (c *CLI) on() bool { return c != nil && (c.Enabled == nil || *c.Enabled) }

// asks says whether the CLI is to be asked for one of askable.
func (c *CLI) asks(what string) bool { return !slices.Contains(c.Without, what) }

func (c *CLI) timeout() time.Duration {
	if d, err := time.ParseDuration(c.Timeout); err == nil {
		return d
	}
	return cliTimeout
}

func (c *Config) v3() bool { return c.ExperimentalV3 != nil && *c.ExperimentalV3 }

// exports are the usage exports, however they were written.
func (u *UsageExports) exports() []UsageExport {
	switch {
	case u == nil:
		return nil
	case u.List != nil:
		return u.List
	}
	return []UsageExport{u.UsageExport}
}

// check refuses a configuration that contradicts itself. The error names the key.
func (c *Config) check() error {
	at := func(key, format string, args ...any) error {
		return c.Location.At("sources.clay."+key, format, args...)
	}
	if cli := c.CLI; cli != nil {
		d, err := time.ParseDuration(cli.Timeout)
		switch {
		case cli.Timeout != "" && (err != nil || d < time.Second || d > time.Hour):
			return cli.Location.At("sources.clay.cli.timeout", "wants a time from 1s to 1h, as 90s or 2m")
		case cli.Answers != "" && (cli.Path != "" || cli.Timeout != ""):
			return cli.Location.At("sources.clay.cli.answers", "stands beside path or timeout: with answers the program is not run")
		case cli.Answers == "" && cli.ObservedAt != "":
			return cli.Location.At("sources.clay.cli.observed_at", "is only for answers: a program that is run is asked now")
		}
		for _, word := range cli.Without {
			if !slices.Contains(askable, word) {
				return cli.Location.At("sources.clay.cli.without", "unknown word %s%s", evidence.Quote(word), evidence.Suggest(word, askable))
			}
		}
	}
	if c.API != nil && c.API.Key.IsZero() {
		return c.API.Location.At("sources.clay.api.key", "is missing: write env:CLAY_API_KEY")
	}
	switch given := c.V3 != nil; {
	case given && !c.v3():
		return at("v3", "is not asked unless experimental_v3 is true: Clay does not support this API")
	case c.v3() && (!given || c.V3.Key.IsZero() == c.V3.Cookie.IsZero()):
		return at("experimental_v3", "wants one way to sign in beside it: v3: {key: env:NAME} or v3: {cookie: env:NAME}")
	}
	return c.checkUsage()
}

func (c *Config) checkUsage() error {
	exports := c.CreditUsage.exports()
	if c.CreditUsage != nil && len(exports) == 0 {
		return c.Location.At("sources.clay.credit_usage", "is an empty list: name an export, or remove it")
	}
	for i, u := range exports {
		path := "sources.clay.credit_usage"
		if c.CreditUsage.List != nil {
			path += "[" + index(i) + "]"
		}
		file := u.File
		if file == "" {
			file = "exports/credits.csv"
		}
		switch {
		case u.File == "":
			return u.Location.At(path+".file", "is missing: name the CSV file that Settings > Usage exported")
		case u.From == "" || u.To == "":
			return u.Location.At(path, "has no period, and the export does not hold one: write {file: %s, from: 2026-10-01, to: 2026-10-31} with the days that were chosen on the Usage page", file)
		case u.To < u.From:
			return u.Location.At(path+".to", "is before from")
		case u.Unattributed != nil && *u.Unattributed < 0:
			return u.Location.At(path+".unattributed_credits", "is negative: an amount never is")
		case u.From != exports[0].From || u.To != exports[0].To:
			return u.Location.At(path, "has another period than the first export: export all of them for the same days")
		}
	}
	return nil
}
