package salesforce_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
	"github.com/leastwise/leastwise/snapshot/salesforce/fakeorg"
)

// TestAProjectLendsItsLinesToARunningOrg reads acme's org live with its project beside it. A
// grant that somebody made in Setup alone is in no file, and says so.
func TestAProjectLendsItsLinesToARunningOrg(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), filepath.Join("..", "..", "testdata", "acme")
	c := &salesforce.Config{Name: "acme", Project: "force-app", IntegrationUsers: []string{"clay@acme.com"}, Users: []salesforce.UserConfig{{
		Username: "clay@acme.com", Profile: "Clay Integration", PermissionSets: []salesforce.GrantConfig{{Name: "Clay_Legacy_Sync"}},
	}}}
	org, _, err := salesforce.Read(ctx, dir, c, roadsTakenAt())
	if err != nil {
		t.Fatal(err)
	}
	for i := range org.PermissionSets {
		if set := &org.PermissionSets[i]; set.Name == "Clay_Legacy_Sync" {
			set.Permissions = append(set.Permissions, "ManageUsers") // made in Setup
		}
	}
	s := fakeorg.Start(t, org, fakeorg.Options{Now: roadsTakenAt()})
	live := liveConfig(t, s, "clay@acme.com")
	live.Project = "force-app"
	got, sections, err := salesforce.Collect(ctx, dir, live, roadsTakenAt(), liveDeps())
	if err != nil {
		t.Fatal(err)
	}
	if c := sections["salesforce.access"]; c.State != evidence.Complete {
		t.Errorf("salesforce.access is %s: %s", c.State, c.Reason)
	}
	places := map[string]evidence.Location{}
	for _, p := range got.Access[0].Permissions {
		places[p.Name] = p.Via[0].Location
	}
	if at := places["ManageUsers"]; at.File != "" || !strings.HasPrefix(at.API, "PermissionSet/") {
		t.Errorf("ManageUsers stands in no file, but is placed at %+v", at)
	}
	at := places["ViewAllData"]
	data, err := os.ReadFile(filepath.Join(dir, at.File))
	if err != nil {
		t.Fatalf("ViewAllData is placed at %+v: %v", at, err)
	}
	lines := strings.Split(string(data), "\n")
	if at.Line < 1 || at.Line+2 > len(lines) || !strings.Contains(strings.Join(lines[at.Line-1:at.Line+2], ""), "ViewAllData") {
		t.Errorf("line %d of %s does not grant ViewAllData", at.Line, at.File)
	}
}

// TestCollectWithoutAnOrgReadsTheProject holds that nothing is asked where no org is named.
func TestCollectWithoutAnOrgReadsTheProject(t *testing.T) {
	t.Parallel()
	c := &salesforce.Config{Project: "force-app", IntegrationUsers: []string{"clay@acme.com"}}
	o, sections, err := salesforce.Collect(context.Background(), filepath.Join("..", "..", "testdata", "acme"), c, roadsTakenAt(), salesforce.Deps{})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.PermissionSets) == 0 || sections["salesforce.tokens"].State != evidence.Unavailable {
		t.Errorf("got %d permission sets, tokens %+v", len(o.PermissionSets), sections["salesforce.tokens"])
	}
}
