package clay

import (
	"context"
	"fmt"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Every way to write sources.clay that is refused, as a person writes it.
func TestConfigRefusesWhatContradictsItself(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"cli: {timeout: soon}":                 "leastwise.yaml:2: sources.clay.cli.timeout: wants a time from 1s to 1h, as 90s or 2m",
		"cli: {timeout: 1ms}":                  "leastwise.yaml:2: sources.clay.cli.timeout: wants a time from 1s to 1h, as 90s or 2m",
		"cli: {answers: a, path: b}":           "leastwise.yaml:2: sources.clay.cli.answers: stands beside path or timeout: with answers the program is not run",
		"cli: {observed_at: 2026-01-01}":       "leastwise.yaml:2: sources.clay.cli.observed_at: is only for answers: a program that is run is asked now",
		"cli: {without: table}":                `leastwise.yaml:2: sources.clay.cli.without: unknown word "table" (did you mean "tables"?)`,
		"cli: {answers: none}":                 "leastwise.yaml:2: sources.clay.cli.answers: no such folder: none",
		"cli: maybe":                           `leastwise.yaml:2: cli: wants true or false, not "maybe"`,
		"api: {}":                              "leastwise.yaml:2: sources.clay.api.key: is missing: write env:CLAY_API_KEY",
		"api: {key: env:LEASTWISE_TEST_UNSET}": "leastwise.yaml:2: sources.clay.api.key: read secret env:LEASTWISE_TEST_UNSET: the variable is not set",
		"experimental_v3: true":                "leastwise.yaml:1: sources.clay.experimental_v3: wants one way to sign in beside it: v3: {key: env:NAME} or v3: {cookie: env:NAME}",
		"v3: {key: env:A}":                     "leastwise.yaml:1: sources.clay.v3: is not asked unless experimental_v3 is true: Clay does not support this API",
		"experimental_v3: true\nv3: {}":        "leastwise.yaml:1: sources.clay.experimental_v3: wants one way to sign in beside it: v3: {key: env:NAME} or v3: {cookie: env:NAME}",
		"experimental_v3: true\nv3: {key: env:A, cookie: env:B}":        "leastwise.yaml:1: sources.clay.experimental_v3: wants one way to sign in beside it: v3: {key: env:NAME} or v3: {cookie: env:NAME}",
		"experimental_v3: true\nv3: {cookie: env:LEASTWISE_TEST_UNSET}": "leastwise.yaml:3: sources.clay.v3.cookie: read secret env:LEASTWISE_TEST_UNSET: the variable is not set",
		"credit_usage: exports/credits.csv": "leastwise.yaml:2: sources.clay.credit_usage: has no period, and the export does not hold one: " +
			"write {file: exports/credits.csv, from: 2026-10-01, to: 2026-10-31} with the days that were chosen on the Usage page",
		"credit_usage: [{file: a.csv, from: 2026-10-01, to: 2026-10-31}, b.csv]": "leastwise.yaml:2: sources.clay.credit_usage[1]: has no period, and the export does not hold one: " +
			"write {file: b.csv, from: 2026-10-01, to: 2026-10-31} with the days that were chosen on the Usage page",
		"credit_usage: [{file: a.csv, from: 2026-10-01, to: 2026-10-31}, {file: b.csv, from: 2026-10-02, to: 2026-10-31}]": "leastwise.yaml:2: sources.clay.credit_usage[1]: has another period than the first export: export all of them for the same days",
		"credit_usage: {from: 2026-10-01, to: 2026-10-31}":                                                                 "leastwise.yaml:2: sources.clay.credit_usage.file: is missing: name the CSV file that Settings > Usage exported",
		"credit_usage: {file: a.csv, from: 2026-10-01, to: 2026-10-31, unattributed_credits: -1}":                          "leastwise.yaml:2: sources.clay.credit_usage.unattributed_credits: is negative: an amount never is",
		"credit_usage: {file: a.csv, from: 2026-10-02, to: 2026-10-01}":                                                    "leastwise.yaml:2: sources.clay.credit_usage.to: is before from",
		"credit_usage: []": "leastwise.yaml:1: sources.clay.credit_usage: is an empty list: name an export, or remove it",
		"credit_usage: {file: a.csv, from: 2026-10-01, to: 2026-10-31}": "leastwise.yaml:2: sources.clay.credit_usage: no such file: a.csv",
	} {
		var c Config
		_, err := evidence.DecodeYAML("leastwise.yaml", []byte("workspace: \"12345\"\n"+text+"\n"), &c)
		if err == nil {
			_, _, err = Read(context.Background(), t.TempDir(), &c, noon)
		}
		if fmt.Sprint(err) != want {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

func TestConfigRefusesASecretWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"api: {key: CANARY}", "v3: {key: CANARY}", "v3: {cookie: 's:CANARY'}"} {
		var c Config
		_, err := evidence.DecodeYAML("leastwise.yaml", []byte(text), &c)
		if err == nil {
			t.Errorf("%s was read", text)
			continue
		}
		noSecret(t, err)
	}
}

func TestConfigTakesTheShortForms(t *testing.T) {
	t.Parallel()
	for text, on := range map[string]bool{"cli: true": true, "cli: false": false, "cli: {path: ./clay}": true, "cli: {enabled: false, path: ./clay}": false, "workspace: w": false} {
		var c Config
		if _, err := evidence.DecodeYAML("leastwise.yaml", []byte(text), &c); err != nil {
			t.Fatal(err)
		}
		if c.CLI.on() != on {
			t.Errorf("%s: on is %v", text, c.CLI.on())
		}
	}
}
