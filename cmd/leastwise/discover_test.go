package main

import (
	"strings"
	"testing"
)

func TestAgrees(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{"\n": true, "y\n": true, " YES\r\n": true, "n\n": false, "no\n": false, "what?\n": false} {
		if got := agrees(line); got != want {
			t.Errorf("%q: got %v", line, got)
		}
	}
}

func TestConfirmAsksNobodyWhereNobodyIs(t *testing.T) {
	t.Parallel()
	var talk strings.Builder
	if !(streams{in: strings.NewReader("n\n"), err: &talk}).confirm("use it?") || talk.Len() > 0 {
		t.Errorf("asked %q", talk.String())
	}
}

// A starter that was edited must still hold the lines that what was found replaces.
func TestDiscoveryFillsEveryPlaceOfTheStarter(t *testing.T) {
	t.Parallel()
	data, err := starter.ReadFile("starter/" + configName)
	if err != nil {
		t.Fatal(err)
	}
	d := &discovery{cli: true, workspace: "12345", project: "force-app", roster: "people.csv"}
	got := string(d.fill(configName, data))
	for _, want := range []string{"\n    cli: true ", "\n    workspace: \"12345\"\n", "\n    project: force-app\n", "\n    csv: people.csv\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if d.fill("roster.csv", nil) != nil || string(d.fill("clay.yaml", []byte("x"))) != "x" {
		t.Error("a file that was found is written again, or one that was not is not written")
	}
}
