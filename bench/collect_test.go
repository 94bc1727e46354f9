package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce/fakeorg"
)

// BenchmarkCollect collects a running org with all of its field permissions into a packed file, and
// reports what the operating system says of that process. Run it with
// go test ./bench -run '^$' -bench Collect -benchtime 3x.
func BenchmarkCollect(b *testing.B) {
	program := build(b)
	b.Setenv("LEASTWISE_BENCH_TOKEN", fakeorg.AccessToken)
	for _, grants := range []int{100_000, 1_000_000, 5_000_000} {
		b.Run(fmt.Sprint(grants), func(b *testing.B) {
			measure(b, program, b.TempDir(), fmt.Sprintf("    fields: all\n    org: {instance_url: %q, auth: {flow: access_token, access_token: env:LEASTWISE_BENCH_TOKEN}}\n",
				orgOf(b, grants)), "salesforce.fields")
		})
	}
}

// build makes leastwise of this repository.
func build(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "leastwise")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, "../cmd/leastwise").CombinedOutput(); err != nil {
		b.Fatalf("build leastwise: %v: %s", err, out)
	}
	return program
}

// measure collects what source, the rest of sources.salesforce, names in dir. The section shows
// that all of it came.
func measure(b *testing.B, program, dir, source, section string) {
	b.Helper()
	config, file := filepath.Join(dir, "leastwise.yaml"), filepath.Join(dir, "snapshot.json.gz")
	text := "version: 1\nsources:\n  salesforce:\n    name: big\n    integration_users: [" + fakeorg.BigUser + "]\n" + source
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	collect := tool{name: "leastwise snapshot", args: []string{program, "snapshot", "-c", config, "--taken-at", taken, "-o", file}}
	var costs []cost
	for b.Loop() {
		c, err := collect.run()
		if err != nil {
			b.Fatal(err)
		}
		costs = append(costs, c)
	}
	stream, err := snapshot.StreamFile(file)
	if err != nil {
		b.Fatal(err)
	}
	if c := stream.Snapshot().Coverage[section]; c.State != evidence.Complete {
		b.Fatalf("%s is %s: %s", section, c.State, c.Reason)
	}
	typical := median(costs)
	b.ReportMetric(float64(typical.peak)/(1<<20), "peak-MiB")
	b.ReportMetric(typical.cpu.Seconds(), "cpu-s")
}

// orgGrants is the variable that makes TestServeAnOrg one.
const orgGrants = "LEASTWISE_BENCH_ORG"

// orgOf starts an org in a process of its own and returns its address: what a process has used
// counts for those that it starts.
func orgOf(b *testing.B, grants int) string {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	org := exec.Command(self, "-test.run", "^TestServeAnOrg$", "-test.timeout", "0")
	org.Env = append(os.Environ(), orgGrants+"="+strconv.Itoa(grants))
	stop, err := org.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := org.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := org.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := stop.Close(); err != nil {
			b.Error(err)
		}
		_, _ = io.Copy(io.Discard, out)
		if err := org.Wait(); err != nil {
			b.Errorf("the org ended badly: %v", err)
		}
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatalf("the org says no address: %v", err)
	}
	return strings.TrimSpace(address)
}

// TestServeAnOrg is the other process: it serves an org until its stdin ends.
func TestServeAnOrg(t *testing.T) {
	grants, err := strconv.Atoi(os.Getenv(orgGrants))
	if err != nil {
		t.Skip("only BenchmarkCollect starts it")
	}
	at, err := time.Parse(time.RFC3339, taken)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(fakeorg.Big(t, grants, fakeorg.Options{Now: at, BulkPage: 100_000}).URL)
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		t.Error(err)
	}
}

// BenchmarkCollectProject collects a metadata project on disk, in sets of setGrants fields each.
func BenchmarkCollectProject(b *testing.B) {
	const grants = 1_000_000
	program, dir := build(b), b.TempDir()
	sets := filepath.Join(dir, "force-app", "permissionsets")
	if err := os.MkdirAll(sets, 0o700); err != nil {
		b.Fatal(err)
	}
	for set := range permissionSets(grants) {
		var xml strings.Builder
		xml.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">` + "\n")
		for object, fields := range set.Fields {
			for field, access := range fields {
				fmt.Fprintf(&xml, "    <fieldPermissions>\n        <editable>%v</editable>\n        <field>%s.%s</field>\n        <readable>true</readable>\n    </fieldPermissions>\n",
					access == "rw", object, field)
			}
		}
		xml.WriteString("</PermissionSet>\n")
		if err := os.WriteFile(filepath.Join(sets, set.Name+".permissionset-meta.xml"), []byte(xml.String()), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	measure(b, program, dir, "    project: force-app\n", "salesforce.permission_sets")
}
