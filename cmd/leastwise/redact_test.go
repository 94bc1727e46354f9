package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/roster"
)

// TestRedactionChangesNoVerdict judges both companies in clear and under pseudonyms, as whoever
// was given the redacted snapshot and the key judges it: every rule comes out the same with as
// many findings, and no report names anybody. So it is where everybody is called like something
// that the policy, the settings or a rule looks for, as an integration user often is like its profile.
func TestRedactionChangesNoVerdict(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"acme", "tidy", "acme renamed", "tidy renamed"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			name, _, renamed := strings.Cut(name, " ")
			dir := company(t, name)
			snap := goldenSnapshot(t, name)
			c, err := loadConfig(dir + "/" + configName)
			if err != nil {
				t.Fatal(err)
			}
			snap.Roster.Match = &roster.Rules{
				Aliases: map[string]string{"ciso@acme.com": "david.osei@acme.com"}, Domains: map[string]string{"acme.io": "acme.com"}, PlusAddressing: true,
			}
			c.Policy.Clay.Roles.Admin = append(c.Policy.Clay.Roles.Admin, "ciso@acme.com", "maya.okafor@acme.io", "maya.okafor+clay@acme.com",
				"maya.okafor+clay@acme.io", "dana.whitfield+clay@acme.io", "nobody+clay@acme.io")
			for i := range c.Waivers {
				c.Waivers[i].ApprovedBy = strings.Replace(c.Waivers[i].ApprovedBy, "@acme.com", "+risk@acme.io", 1)
				c.Waivers[i].Reason += ", as " + snap.Roster.People[i].Name + " asked for it"
			}
			policy, err := rego.Load(t.Context(), c.regoOptions(nil))
			if err != nil {
				t.Fatal(err)
			}
			if renamed {
				callLikeThings(t, snap, lookedFor(t, c, policy))
			}
			clear, err := policy.Assess(t.Context(), snap)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range clear.Verdicts {
				for _, f := range v.Findings {
					switch v.Rule.ID {
					case "former_employee/waiver_approver_left":
						t.Errorf("an approver is not matched: %s", f.Message)
					case "former_employee/clay_admin_of_record_left":
						if strings.Contains(f.Message, "maya.okafor") || strings.Contains(f.Message, "ciso@") {
							t.Errorf("an admin of the policy is not matched: %s", f.Message)
						}
					}
				}
			}
			key := filepath.Join(t.TempDir(), "key")
			if err := os.WriteFile(key, []byte("0123456789abcdef"), 0o600); err != nil {
				t.Fatal(err)
			}
			var taken, kept redaction
			for _, r := range []*redaction{&taken, &kept} {
				if err := r.key.UnmarshalText([]byte("file:" + key)); err != nil {
					t.Fatal(err)
				}
			}
			taken.on = true
			redacted, _, err := taken.apply(snap)
			if err != nil {
				t.Fatal(err)
			}
			options, err := kept.options(c, nil, redacted)
			if err != nil {
				t.Fatal(err)
			}
			if policy, err = rego.Load(t.Context(), options); err != nil {
				t.Fatal(err)
			}
			a, err := policy.Assess(t.Context(), redacted)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(outcomes(clear), outcomes(a)); diff != "" {
				t.Errorf("pseudonyms change verdicts (-clear +redacted):\n%s", diff)
			}
			if renamed {
				return // a report names the things that people are called like
			}
			var people []string
			for _, p := range snap.Roster.People {
				people = append(people, p.Email)
				if strings.Contains(p.Name, " ") {
					people = append(people, p.Name)
				}
			}
			for _, m := range snap.Clay.Members {
				people = append(people, m.Email)
			}
			for _, format := range formatNames() {
				var b bytes.Buffer
				if err := report.Write(&b, format, a, report.Options{}); err != nil {
					t.Fatal(err)
				}
				text := strings.ToLower(b.String())
				for _, person := range people {
					if names(text, strings.ToLower(person)) {
						t.Errorf("the %s report names %s", format, person)
					}
				}
			}
		})
	}
}

// names is true of a text with a person in it, not as the end of another name.
func names(text, person string) bool {
	for {
		before, after, found := strings.Cut(text, person)
		last, _ := utf8.DecodeLastRuneInString(before)
		if !found || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789.", last) {
			return found
		}
		text = after
	}
}

// outcomes are how each rule came out, and with how many findings, waived or not.
func outcomes(a *rego.Assessment) map[string][3]any {
	all := map[string][3]any{}
	for _, v := range a.Verdicts {
		waived := 0
		for _, f := range v.Findings {
			if f.Waiver != nil {
				waived++
			}
		}
		all[v.Rule.ID] = [3]any{string(v.Outcome), len(v.Findings), waived}
	}
	return all
}

func callLikeThings(t *testing.T, snap *snapshot.Snapshot, things []string) {
	t.Helper()
	var names []*string
	for i := range snap.Salesforce.Users {
		names = append(names, &snap.Salesforce.Users[i].Name)
	}
	for i := range snap.Clay.Members {
		names = append(names, &snap.Clay.Members[i].Name)
	}
	for i := range snap.Roster.People {
		names = append(names, &snap.Roster.People[i].Name)
	}
	if len(things) == 0 || len(things) > len(names) {
		t.Fatalf("%d people cannot be called like these %d things: %q", len(names), len(things), things)
	}
	for i, name := range names {
		*name = things[i%len(things)]
	}
}

// lookedFor are the texts of more than one word in the policy, the settings, and the defaults of
// the rules.
func lookedFor(t *testing.T, c *config, policy *rego.Policy) []string {
	t.Helper()
	defaults := []any{c.Policy, c.Settings}
	for _, rule := range policy.Rules() {
		for _, param := range rule.Params {
			defaults = append(defaults, param.Default)
		}
	}
	data, err := json.Marshal(defaults)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, text := range regexp.MustCompile(`"([^"\\]+ [^"\\]+)"`).FindAllStringSubmatch(string(data), -1) {
		found[text[1]] = true
	}
	return slices.Sorted(maps.Keys(found))
}
