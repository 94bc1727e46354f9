package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestRunsLeaveNoGoroutineBehind runs commands that start goroutines of their own (signals, the
// deadline and the memory of rules) in this process, and counts. It is not parallel: others would
// be counted.
func TestRunsLeaveNoGoroutineBehind(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"ok.yaml":   "version: 1\nsources:\n  clay: {workspace: acme, inventory: clay.yaml}\n",
		"clay.yaml": "workspace: {id: acme}\nmembers: []\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all := func() {
		var out, talk bytes.Buffer
		if got := run([]string{"scan", "-c", filepath.Join(dir, "ok.yaml")}, strings.NewReader(""), &out, &talk); got == int(statusError) {
			t.Fatal(talk.String())
		}
	}
	all() // what starts once stays: the runtime's own watch for signals
	before := runtime.NumGoroutine()
	for range 3 {
		all()
	}
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
