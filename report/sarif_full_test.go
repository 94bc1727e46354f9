package report

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

func fullResults(t *testing.T, a *rego.Assessment, o Options) []*sarif.Result {
	t.Helper()
	var log sarif.Report
	if err := json.Unmarshal(render(t, "sarif-full", a, o), &log); err != nil {
		t.Fatal(err)
	}
	var all []*sarif.Result
	for _, run := range log.Runs {
		all = append(all, run.Results...)
	}
	return all
}

func TestFullSARIFHoldsEveryVerdictWithItsKind(t *testing.T) {
	t.Parallel()
	var got []string
	for _, r := range fullResults(t, compared(t), Options{}) {
		state := "-"
		if r.BaselineState != nil {
			state = *r.BaselineState
		}
		got = append(got, strings.Join([]string{*r.RuleID, *r.Kind, *r.Level, state, evidence.Count(len(r.Suppressions), "suppression")}, " "))
	}
	slices.Sort(got)
	want := []string{
		"evidence/section_missing fail warning unchanged 0 suppressions",
		"former_employee/clay_member_left open none - 0 suppressions",
		"key_rotation/clay_api_key_overdue fail error unchanged 0 suppressions",
		"key_rotation/clay_api_key_overdue fail error unchanged 1 suppression",
		"least_privilege/custom_house_rule open none - 0 suppressions",
		"least_privilege/salesforce_forbidden_permission fail error new 0 suppressions",
		"least_privilege/salesforce_forbidden_permission fail error updated 0 suppressions",
		"least_privilege/salesforce_org_default_open fail warning absent 0 suppressions",
		"least_privilege/salesforce_org_default_open pass none - 0 suppressions",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFullSARIFCutsNothing(t *testing.T) {
	t.Parallel()
	if n := len(fullResults(t, many(5100), Options{})); n < 5100 {
		t.Errorf("%d results of 5100 findings", n)
	}
}

func TestProvenanceNamesTheRepositoryWithoutCredentials(t *testing.T) {
	t.Parallel()
	for remote, want := range map[string]string{
		"https://github.com/acme/gtm.git":                     "https://github.com/acme/gtm",
		"https://ada:ghp_secret@github.com/acme/gtm.git":      "https://github.com/acme/gtm",
		"https://x-access-token:s3cret@ghe.acme.com:8443/a/b": "https://ghe.acme.com:8443/a/b",
		"https://github.com/acme/gtm?token=secret#secret":     "https://github.com/acme/gtm",
		"git@github.com:acme/gtm.git":                         "https://github.com/acme/gtm",
		"ada.secret@github.com:acme/gtm.git":                  "https://github.com/acme/gtm",
		"ssh://git:secret@github.com:22/acme/gtm.git":         "https://github.com/acme/gtm",
		"git://git.acme.com/gtm":                              "https://git.acme.com/gtm",
		"/home/ada/secret":                                    "",
		"../gtm":                                              "",
		"file:///home/ada/secret":                             "",
		`C:\Users\ada\secret`:                                 "",
		"C:/Users/ada/secret":                                 "",
		"ext::sh -c secret":                                   "",
		"https://":                                            "",
		"":                                                    "",
		"%zz://secret":                                        "",
	} {
		o := Options{Repository: &Repository{URI: remote, Revision: "0123456789abcdef0123456789abcdef01234567", Branch: "main"}}
		raw := string(render(t, "sarif", sample(), o))
		var log sarif.Report
		if err := json.Unmarshal([]byte(raw), &log); err != nil {
			t.Fatal(err)
		}
		for _, run := range log.Runs {
			if want == "" {
				if len(run.VersionControlProvenance) != 0 {
					t.Errorf("%s: is named as %s", remote, *run.VersionControlProvenance[0].RepositoryURI)
				}
				continue
			}
			if len(run.VersionControlProvenance) != 1 {
				t.Fatalf("%s: no provenance", remote)
			}
			p := run.VersionControlProvenance[0]
			if *p.RepositoryURI != want || *p.RevisionID != o.Repository.Revision || *p.Branch != "main" {
				t.Errorf("%s: got %s %s %s", remote, *p.RepositoryURI, *p.RevisionID, *p.Branch)
			}
		}
		if strings.Contains(raw, "secret") || strings.Contains(raw, "s3cret") {
			t.Errorf("%s: a credential or path is in the file", remote)
		}
	}
	o := Options{Repository: &Repository{URI: "https://github.com/a/b", Revision: "not a revision", Branch: ""}}
	if raw := string(render(t, "sarif", sample(), o)); strings.Contains(raw, "revisionId") || strings.Contains(raw, `"branch"`) {
		t.Error("what is not known is made up")
	}
}

func TestMessageLinksThePolicyLine(t *testing.T) {
	t.Parallel()
	log, _ := readSARIF(t, sample(), Options{})
	r := log.Runs[0].Results[0]
	if !strings.Contains(*r.Message.Text, "See [policy line 12](1).") || *r.RelatedLocations[0].PhysicalLocation.ArtifactLocation.URI != "leastwise.yaml" {
		t.Errorf("got %s", *r.Message.Text)
	}
}
