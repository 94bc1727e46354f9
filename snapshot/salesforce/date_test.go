package salesforce_test

import (
	"fmt"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func TestWhatAProjectSaysHasTheDateOfTheProject(t *testing.T) {
	t.Parallel()
	const retrieved, listed = evidence.Time("2026-11-20T00:00:00Z"), evidence.Time("2026-11-21T00:00:00Z")
	for _, date := range []evidence.Time{retrieved, ""} {
		_, sections, err := exported(t, "", "", func(c *salesforce.Config) {
			c.ProjectObservedAt, c.UsersObservedAt = date, listed
			c.PublicGroups = []salesforce.GroupConfig{{Name: "EMEA_Sales", Members: []string{"clay@acme.com"}}}
		})
		if err != nil {
			t.Fatal(err)
		}
		with := ""
		if date != "" {
			with = "salesforce.project"
		}
		for section, want := range map[string][2]string{
			"permission_sets": {string(date), with},
			"profiles":        {string(date), with},
			"access":          {string(date), with},
			"users":           {string(listed), ""},
			"assignments":     {string(listed), "salesforce.users"},
			"public_groups":   {string(listed), "salesforce.users"},
			"tokens":          {"", ""}, // nobody looked
		} {
			c := sections["salesforce."+section]
			if got := [2]string{string(c.ObservedAt), c.ObservedWith}; got != want {
				t.Errorf("%s (%s): got %q, want %q", section, c.State, got, want)
			}
		}
	}
}

func TestADateOfNoProjectIsRefused(t *testing.T) {
	t.Parallel()
	c := config(clay("Read"))
	c.Project, c.ProjectObservedAt = "", "2026-11-20T00:00:00Z"
	want := c.Location.At("sources.salesforce.project_observed_at", "stands without project: name the folder that it is the date of, or remove it")
	if _, _, err := salesforce.Collect(t.Context(), t.TempDir(), c, takenAt, salesforce.Deps{}); fmt.Sprint(err) != want.Error() {
		t.Errorf("got %v, want %v", err, want)
	}
}
