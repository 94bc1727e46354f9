package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// TestRemovingEvidenceIsNeverAPass takes one part of a company's inputs away at a time. Every
// section of it must say so, every rule that needs it must be skipped, and the status must
// then not be 0.
func TestRemovingEvidenceIsNeverAPass(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"acme", "tidy"} {
		dir := company(t, name)
		policy := load(t, dir)
		for what, gap := range gaps(t, dir) {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				work := t.TempDir()
				if err := os.CopyFS(work, os.DirFS(dir)); err != nil {
					t.Fatal(err)
				}
				gap.remove(t, work)
				_, a := judge(t, work, policy)
				for _, section := range gap.sections {
					if c := a.Coverage[section]; c.State == evidence.Complete || c.Reason == "" {
						t.Errorf("%s is %q, reason %q", section, c.State, c.Reason)
					}
				}
				judged := 0
				for _, v := range a.Verdicts {
					if !slices.ContainsFunc(v.Rule.Needs, func(need string) bool { return slices.Contains(gap.sections, need) }) {
						continue
					}
					judged++
					seen := v.Outcome == rego.Failed && v.Rule.OnPartial != "" // a violation seen is a violation
					if !seen && (v.Outcome != rego.Skipped || !v.Gap || v.Reason == "") {
						t.Errorf("%s is %s (gap %v, reason %q)", v.Rule.ID, v.Outcome, v.Gap, v.Reason)
					}
				}
				if got := statusOf(a, rego.Medium, false); judged > 0 && got != statusIncomplete && got != statusFindings {
					t.Errorf("status %d", got)
				}
				if broken := a.Errored(); len(broken) > 0 {
					t.Errorf("broken: %+v", broken)
				}
			})
		}
	}
}

// gap is a part of a company's inputs and the sections that are not complete without it.
type gap struct {
	sections []string
	remove   func(t *testing.T, dir string)
}

func gaps(t *testing.T, dir string) map[string]gap {
	t.Helper()
	all := map[string]gap{
		"leastwise.yaml/tokens":   {[]string{"salesforce.tokens"}, removeKey(configName, "sources", "salesforce", "tokens_csv")},
		"leastwise.yaml/logins":   {[]string{"salesforce.logins"}, removeKey(configName, "sources", "salesforce", "logins_csv")},
		"leastwise.yaml/groups":   {[]string{"salesforce.public_groups"}, removeKey(configName, "sources", "salesforce", "public_groups")},
		"leastwise.yaml/scanner":  {[]string{"salesforce.scanner"}, removeKey(configName, "sources", "salesforce", "scanner")},
		"leastwise.yaml/roster":   {[]string{"roster.people"}, removeKey(configName, "sources", "roster")},
		"leastwise.yaml/users":    {[]string{"salesforce.users", "salesforce.assignments", "salesforce.access"}, removeKey(configName, "sources", "salesforce", "users")},
		"leastwise.yaml/previous": {[]string{"changes.new", "changes.rotated"}, removeKey(configName, "sources", "previous")},
		"leastwise.yaml/clay":     {prefixed("clay.", clay.Sections), removeKey(configName, "sources", "clay")},
		"leastwise.yaml/cli":      {[]string{"clay.contradictions", "clay.routines", "clay.outbound_webhooks"}, removeKey(configName, "sources", "clay", "cli")},
		"leastwise.yaml/usage":    {[]string{"clay.usage"}, removeKey(configName, "sources", "clay", "credit_usage")},
	}
	for _, section := range clay.Sections {
		if section != "columns" && hasKey(t, filepath.Join(dir, "clay.yaml"), section) {
			all["clay.yaml/"+section] = gap{[]string{"clay." + section}, removeKey("clay.yaml", section)}
		}
	}
	project := filepath.Join("force-app", "main", "default")
	for folder, sections := range map[string][]string{
		"permissionsets":      {"salesforce.permission_sets", "salesforce.access"},
		"profiles":            {"salesforce.profiles", "salesforce.access"},
		"objects":             {"salesforce.objects", "salesforce.fields"},
		"permissionsetgroups": {"salesforce.permission_set_groups"},
		"sharingRules":        {"salesforce.sharing_rules"},
		"settings":            {"salesforce.security_settings", "salesforce.connected_app_settings"},
		"connectedApps":       {"salesforce.apps"},
		"roles":               {"salesforce.roles"},
		"groups":              {"salesforce.public_groups"},
	} {
		if _, err := os.Stat(filepath.Join(dir, project, folder)); err != nil {
			continue
		}
		all["project/"+folder] = gap{sections, func(t *testing.T, dir string) {
			if err := os.RemoveAll(filepath.Join(dir, project, folder)); err != nil {
				t.Fatal(err)
			}
		}}
	}
	return all
}

func prefixed(prefix string, names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, prefix+n)
	}
	return out
}

func hasKey(t *testing.T, path, key string) bool {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	_, ok := doc[key]
	return ok
}

// removeKey takes the lines of one key, and all below it, out of a block-style YAML file.
func removeKey(file string, path ...string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		name := filepath.Join(dir, file)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(data), "\n")
		first, last := 0, len(lines)
		for depth, key := range path {
			found := false
			for i := first; i < last && !found; i++ {
				if strings.HasPrefix(lines[i], strings.Repeat("  ", depth)+key+":") {
					first, found = i, true
				}
			}
			if !found {
				t.Fatalf("%s has no %s", file, strings.Join(path, "."))
			}
			end := first + 1
			for end < last && (strings.HasPrefix(lines[end], strings.Repeat("  ", depth)+" ") || blank(lines[end])) {
				end++
			}
			if last = end; depth < len(path)-1 {
				first++
			}
		}
		if err := os.WriteFile(name, []byte(strings.Join(slices.Delete(lines, first, last), "")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func blank(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || strings.HasPrefix(line, "#")
}
