package salesforce

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLiveKeepsAppsOfOneName holds that an app that looks like another is there, under an id of its
// own, whichever of them the org names first.
func TestLiveKeepsAppsOfOneName(t *testing.T) {
	t.Parallel()
	row := func(id, name string, approved any) map[string]any {
		return map[string]any{"Id": "0H40000000000" + id + "AAA", "Name": name, "OptionsAllowAdminApprovedUsersOnly": approved}
	}
	const own = `<label>Clay</label><oauthConfig><isAdminApproved>true</isAdminApproved></oauthConfig>`
	for name, test := range map[string]struct {
		rows     []map[string]any
		metadata string // of the org's own app Clay_App; "" for none
		want     []string
	}{
		"one":                    {[]map[string]any{row("01", "Clay", true)}, "", []string{"Clay|Clay true 0H4000000000001"}},
		"its own":                {[]map[string]any{row("01", "Clay", true)}, own, []string{"Clay_App|Clay true "}},
		"its own, named by name": {[]map[string]any{row("01", "Clay_App", true)}, own, []string{"Clay_App|Clay true "}},
		"two installed": {[]map[string]any{row("02", "Clay", false), row("01", "Clay", true)}, "",
			[]string{"Clay (0H4000000000001)|Clay true 0H4000000000001", "Clay (0H4000000000002)|Clay false 0H4000000000002"}},
		"in another case": {[]map[string]any{row("01", "Clay", true), row("02", "CLAY", false)}, "",
			[]string{"CLAY (0H4000000000002)|CLAY false 0H4000000000002", "Clay (0H4000000000001)|Clay true 0H4000000000001"}},
		"its own and a later one":   {[]map[string]any{row("01", "Clay", true), row("02", "Clay", false)}, own, []string{"Clay (0H4000000000002)|Clay false 0H4000000000002", "Clay_App|Clay true "}},
		"its own and an older one":  {[]map[string]any{row("02", "Clay", true), row("01", "Clay", false)}, own, []string{"Clay (0H4000000000001)|Clay false 0H4000000000001", "Clay_App|Clay true "}},
		"its own and two unlike it": {[]map[string]any{row("02", "Clay", false), row("01", "Clay", nil)}, own, []string{"Clay (0H4000000000002)|Clay false 0H4000000000002", "Clay_App|Clay true "}},
		"its own, said to be open":  {[]map[string]any{row("01", "Clay", false)}, own, []string{"Clay_App|Clay false "}},
		"one called as its own is by name": {[]map[string]any{row("01", "Clay", true), row("02", "clay_app", false)}, own,
			[]string{"Clay_App|Clay true ", "clay_app (0H4000000000002)|clay_app false 0H4000000000002"}},
	} {
		small := newSmallOrg(t)
		small.rows["ConnectedApplication"] = test.rows
		delete(small.metadata, "ExternalClientApplication")
		delete(small.metadata, "ExtlClntAppOauthConfigurablePolicies")
		small.metadata["ConnectedApp"] = map[string]string{}
		if test.metadata != "" {
			small.metadata["ConnectedApp"]["Clay_App"] = test.metadata
		}
		o, sections, err := small.live(small.config())
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, app := range o.Apps {
			approved := "unknown"
			if app.AdminApproved != nil {
				approved = fmt.Sprint(*app.AdminApproved)
			}
			id := strings.TrimPrefix(strings.TrimPrefix(app.Location.API, "ConnectedApplication/"), "ConnectedApp/Clay_App")
			got = append(got, app.Name+"|"+app.Label+" "+approved+" "+strings.TrimSuffix(id, "AAA"))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		open := openSections(sections)
		doubted := strings.Contains(open["tokens"], "Clay is the name of 2 connected apps, and a token of clay@acme.com does not tell which")
		if namesakes := len(test.rows) > 1 && strings.EqualFold(test.rows[0]["Name"].(string), test.rows[1]["Name"].(string)); doubted != namesakes || (open["apps"] != "") {
			t.Errorf("%s: open %v", name, open)
		}
	}
}

// TestLiveTellsWhichOfTwoAppsASetOpens: a name that two bear is not that of an approved one.
func TestLiveTellsWhichOfTwoAppsASetOpens(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ other, want string }{{"Clay", "Clay (0H4000000000002)"}, {"Zapier", "Clay"}} {
		small := newSmallOrg(t)
		small.rows["ConnectedApplication"] = []map[string]any{{"Id": "0H4000000000001AAA", "Name": test.other}, {"Id": "0H4000000000002AAA", "Name": "Clay"}}
		small.rows["SetupEntityAccess"] = append(small.rows["SetupEntityAccess"],
			map[string]any{"Id": "0J03", "ParentId": "0PS000000000000005", "SetupEntityId": "0H4000000000002AAA", "SetupEntityType": "ConnectedApplication"})
		o, _, err := small.live(small.config())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(o.PermissionSets, func(s PermissionSet) bool { return s.Name == "clay__Sync" })
		if got := o.PermissionSets[i].Setup["connected_app"]; !slices.Equal(got, []string{test.want}) {
			t.Errorf("beside %s: opens %v, want %s", test.other, got, test.want)
		}
	}
}

func TestLiveDoubtsTokensOfUsersItDidNotRead(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	small.rows["OauthToken"][0]["UserId"], small.rows["OauthToken"][0]["User"] = "005000000000000009", nil
	small.rows["OauthToken"][1]["UserId"] = "005000000000000009" // its name is told
	_, sections, err := small.live(small.config())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"tokens": "partial: OauthToken: 1 tokens are of users who were not read"}, openSections(sections)); diff != "" {
		t.Error(diff)
	}
}
