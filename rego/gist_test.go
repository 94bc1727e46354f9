package rego

import (
	"context"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func TestGistHoldsAllButWhatMeasures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		was, now string
		same     bool
	}{
		"an age":            {"key is 9 days old", "key is 1,120 days old", true},
		"a share":           {"spent 21.38 % of all", "spent 40 % of all", true},
		"a number at first": {"3 members are admins", "4 members are admins", true},
		"a limit":           {"its cadence allows 92", "its cadence allows 30", false},
		"a limit and more":  {"over the 92, and so on", "over the 30, and so on", false},
		"numbers of things": {"owns 12 Account and 5 Lead, whatever sharing says", "owns 9 Account and 50 Lead, whatever sharing says", true},
		"how many more":     {"grants a and 2 more", "grants a and 3 more", false},
		"names that end so": {"lists team 1 and team 2", "lists team 1 and team 3", false},
		"a date":            {"last on 2026-10-30, by her", "last on 2026-10-31, by her", true},
		"a time":            {"since 2026-10-30T09:00:00Z", "since 2026-10-31T09:00:00Z", true},
		"an address":        {"from 198.51.100.16", "from 203.0.113.66", false},
		"a range":           {"from 10.0.0.0 to 10.0.0.9", "from 10.0.0.0 to 10.0.0.255", false},
		"a prefix":          {"from 10.0.0.0/30, as told", "from 10.0.0.0/8, as told", false},
		"an address of v6":  {"from 2001:db8::1", "from 2001:db8::2", false},
		"part of a name":    {"reads Set-1", "reads Set-2", false},
		"end of a name":     {"holds Level 1 and Base", "holds Level 2 and Base", false},
		"a version":         {"runs v1.2", "runs v1.3", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			was, now := wrong("a", c.was), wrong("a", c.now)
			if same := gist(&was) == gist(&now); same != c.same {
				t.Errorf("%q and %q: same is %v", gist(&was), gist(&now), same)
			}
		})
	}
}

func TestGistMeasuresNothingInWhatIsOnlyCounted(t *testing.T) {
	t.Parallel()
	was, now := counting("12 Account", "5 Lead"), counting("13 Account", "50 Lead")
	if gist(&was) != gist(&now) {
		t.Errorf("%q and %q", gist(&was), gist(&now))
	}
	now = counting("12 Account", "5 Case")
	if gist(&was) == gist(&now) {
		t.Errorf("%q is that of another object as well", gist(&now))
	}
}

func TestUncutPartsWhatAMessageOnlyCounts(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		"a and b":                                      "a and b",
		"a and 2 more\x1db\x1fc\x1e, through d":        "a and 2 more, through d|b|c",
		"a and 1 more\x1db\x1e, c and 1 more\x1dd\x1e": "a and 1 more, c and 1 more|b|d",
		"a is wrong.":                                  "a is wrong",
		".":                                            ".",
		"a name\x1d with one mark":                     "a name with one mark",
		"a name\x1dwith\n both\x1e marks":              "a name marks|with both",
	} {
		text, more := uncut(message)
		if got := strings.Join(append([]string{text}, more...), "|"); got != want {
			t.Errorf("%q: got %q, want %q", message, got, want)
		}
	}
}

func TestMessageTooLongGoesOnInMore(t *testing.T) {
	t.Parallel()
	raw := map[string]any{"subject": map[string]any{"kind": "k", "id": "a"}, "message": strings.Repeat("é", maxMessage) + "z"}
	f, err := finding(raw)
	if err != nil || len([]rune(f.Message)) != maxMessage || len(f.More) != 1 || f.More[0] != "éz" {
		t.Errorf("got %d characters and %q, %v", len([]rune(f.Message)), f.More, err)
	}
}

// What a set grants beyond the fourth object is judged by the rules themselves: a baseline with
// six must not accept eleven, nor another six.
func TestBaselineSeesWhatAMessageOnlyCounts(t *testing.T) {
	t.Parallel()
	p, err := Load(context.Background(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	judged := func(objects ...string) *Assessment {
		s := member()
		s.Salesforce = &salesforce.Org{PermissionSets: []salesforce.PermissionSet{{Name: "Foo", Kind: "permission_set", Objects: map[string][]string{}}}}
		for _, object := range objects {
			s.Salesforce.PermissionSets[0].Objects[object] = []string{"read", "modify_all"}
		}
		a, err := p.Assess(context.Background(), s)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	six := []string{"A", "B", "C", "D", "E", "F"}
	base := judged(six...)
	for name, c := range map[string]struct {
		objects  []string
		accepted bool
	}{
		"the same":       {six, true},
		"more":           {append(six, "G"), false},
		"another behind": {[]string{"A", "B", "C", "D", "E", "X"}, false},
	} {
		now := judged(c.objects...)
		if err := now.Accept(base); err != nil {
			t.Fatal(err)
		}
		found := false
		for _, v := range now.Verdicts {
			for _, f := range v.Findings {
				if v.Rule.ID != "least_privilege/salesforce_set_grants_all_data" {
					continue
				}
				found = true
				if f.Baseline != c.accepted {
					t.Errorf("%s: %q (%q) in the baseline is %v", name, f.Message, f.More, f.Baseline)
				}
			}
		}
		if !found {
			t.Errorf("%s: the set was not found", name)
		}
	}
}
