package salesforce_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
	"github.com/leastwise/leastwise/snapshot/salesforce/fakeorg"
)

// tokenOrg is an org with the tokens of two users, two of them of the same moment.
func tokenOrg() *salesforce.Org {
	yes := true
	token := func(id, user, app string, created, used evidence.Time, uses int64) salesforce.Token {
		return salesforce.Token{ID: id, User: user, App: app, CreatedAt: created, LastUsedAt: used, UseCount: &uses}
	}
	return &salesforce.Org{
		Users: []salesforce.User{
			{Username: "clay@acme.com", Name: "Clay", Profile: "Clay", Active: &yes}, {Username: "ann@acme.com", Name: "Ann", Profile: "Clay", Active: &yes},
		},
		PermissionSets: []salesforce.PermissionSet{{Name: "Clay", Kind: salesforce.KindProfile, License: "Salesforce", Permissions: []string{"ApiEnabled"}}},
		Tokens: []salesforce.Token{
			token("0CQ8W0000000001AAA", "clay@acme.com", "Clay", "2026-01-05T10:00:00Z", "2026-11-01T00:00:00Z", 9),
			token("0CQ8W0000000002AAA", "clay@acme.com", "Clay", "2026-01-05T10:00:00Z", "2026-10-01T00:00:00Z", 2),
			token("0CQ8W0000000003AAA", "clay@acme.com", "Zapier", "2026-03-05T10:00:00Z", "", 0),
			token("0CQ8W0000000004AAA", "ann@acme.com", "Clay", "2026-02-05T10:00:00Z", "", 1),
		},
	}
}

func readTokens(t *testing.T, o *salesforce.Org, opts fakeorg.Options) ([]string, evidence.Coverage) {
	t.Helper()
	opts.Now = roadsTakenAt()
	live, sections, err := salesforce.Live(t.Context(), liveConfig(t, fakeorg.Start(t, o, opts), "clay@acme.com"), roadsTakenAt(), liveDeps())
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, token := range live.Tokens {
		ids = append(ids, token.ID)
		if strings.Contains(token.ID+token.Location.API, fakeorg.Canary) {
			t.Errorf("%s tells a secret", token.ID)
		}
	}
	return ids, sections["salesforce.tokens"]
}

// TestLiveNamesTokensThatHaveNoID holds the ids to what stays: the next day's uses change none.
func TestLiveNamesTokensThatHaveNoID(t *testing.T) {
	t.Parallel()
	made := []string{
		"ann@acme.com/Clay/2026-02-05T10:00:00Z",
		"clay@acme.com/Clay/2026-01-05T10:00:00Z", "clay@acme.com/Clay/2026-01-05T10:00:00Z #2", "clay@acme.com/Zapier/2026-03-05T10:00:00Z",
	}
	for ids, want := range map[string][]string{
		"": made, "zero": made, "real": {"0CQ8W0000000004AAA", "0CQ8W0000000001AAA", "0CQ8W0000000002AAA", "0CQ8W0000000003AAA"},
	} {
		today := tokenOrg()
		got, coverage := readTokens(t, today, fakeorg.Options{TokenIDs: ids})
		if !slices.Equal(got, want) || coverage.State != evidence.Complete {
			t.Errorf("ids %q: %s %s, got\n%s\nwant\n%s", ids, coverage.State, coverage.Reason, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		for i := range today.Tokens {
			today.Tokens[i].UseCount, today.Tokens[i].LastUsedAt = new(int64(100-i)), "2026-11-02T00:00:00Z"
		}
		if next, _ := readTokens(t, today, fakeorg.Options{TokenIDs: ids}); !slices.Equal(next, want) {
			t.Errorf("ids %q: after some use they are\n%s", ids, strings.Join(next, "\n"))
		}
	}
}

// TestLiveBelievesTokensOfWhoSeesThemAll: Manage Users shows the scanner its own alone, as an org
// documents.
func TestLiveBelievesTokensOfWhoSeesThemAll(t *testing.T) {
	t.Parallel()
	for lacks, want := range map[string]string{
		"":                     "4 complete ",
		"ManageUsers":          "4 complete ",
		"CustomizeApplication": "0 partial OauthToken: rows may be hidden, since the scanner is not seen to hold CustomizeApplication",
	} {
		ids, c := readTokens(t, tokenOrg(), fakeorg.Options{Grants: without(lacks, "")})
		if got := fmt.Sprintf("%d %s %s", len(ids), c.State, c.Reason); got != want {
			t.Errorf("without %q: got %s, want %s", lacks, got, want)
		}
	}
}

// TestLiveReadsPagesOfTokensWithoutIDs has more tokens than a page, and a page that comes twice.
func TestLiveReadsPagesOfTokensWithoutIDs(t *testing.T) {
	t.Parallel()
	o := tokenOrg()
	for i := range 1100 {
		o.Tokens = append(o.Tokens, salesforce.Token{ID: fmt.Sprint(i), User: "ann@acme.com", App: fmt.Sprint("App", i), CreatedAt: "2026-01-05T10:00:00Z"})
	}
	if got, coverage := readTokens(t, o, fakeorg.Options{}); len(got) != len(o.Tokens) || coverage.State != evidence.Complete {
		t.Errorf("%d of %d: %+v", len(got), len(o.Tokens), coverage)
	}
	for _, ids := range []string{"", "zero"} {
		twice := &fakeorg.Fault{Match: "GET .*OauthToken", Nth: 3, Do: fakeorg.RepeatRecords()} // the count, two pages
		_, coverage := readTokens(t, o, fakeorg.Options{TokenIDs: ids, Faults: []*fakeorg.Fault{twice}})
		if coverage.State != evidence.Partial || !strings.Contains(coverage.Reason, "repeats") {
			t.Errorf("ids %q, a page twice: %+v", ids, coverage)
		}
	}
}
