package report

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/rego"
)

// scanDay is one scan of the table: what every rule of the sample found. A rule that is not
// named passed; "?" is one that could not be judged, "~" one that found its subjects on half
// the evidence.
type scanDay map[string][]string

const (
	keyRule  = "key_rotation/clay_api_key_overdue"
	permRule = "least_privilege/salesforce_forbidden_permission"
	orgRule  = "least_privilege/salesforce_org_default_open"
)

func (d scanDay) assessment() *rego.Assessment {
	a := sample()
	a.Verdicts = []rego.Verdict{a.Verdicts[2], a.Verdicts[4], a.Verdicts[5]}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		v.Outcome, v.Gap, v.Reason, v.Findings = rego.Passed, false, "", []rego.Finding{}
		for _, subject := range d[v.Rule.ID] {
			switch subject {
			case "?":
				v.Outcome, v.Gap, v.Reason = rego.Skipped, true, "the section was not read"
				continue
			case "~":
				v.Gap, v.Reason = true, "half of it was read"
				continue
			}
			subject, waived := strings.CutSuffix(subject, " waived")
			subject, accepted := strings.CutSuffix(subject, " accepted")
			f := rego.Finding{Fingerprint: digest16(subject), Target: "clay/acme-gtm", Subject: rego.Subject{Kind: "clay.api_key", ID: subject}, Message: subject + " is wrong", Baseline: accepted}
			if waived {
				f.Waiver = &rego.Waiver{Rule: v.Rule.ID, Subject: subject, Reason: "known", ApprovedBy: "ciso@acme.com", Expires: "2027-01-31T00:00:00Z"}
			} else {
				v.Outcome = rego.Failed
			}
			v.Findings = append(v.Findings, f)
		}
	}
	return a
}

// steps are the changes of a plan in a word each: "open 1", "close 2".
func steps(p *IssuePlan) []string {
	list := []string{}
	for _, c := range p.Changes {
		list = append(list, fmt.Sprintf("%s %d", c.Action, c.Number))
	}
	return list
}

// standing are the issues of the fake: "1 open: Title".
func (f *fakeGitHub) standing() []string {
	list := []string{}
	for _, i := range f.issues {
		list = append(list, fmt.Sprintf("%d %s: %s", i.number, i.state, i.title))
	}
	return list
}

const (
	keyTitle  = "Clay API key is overdue for rotation"
	permTitle = "Integration user holds a forbidden permission"
)

// TestIssuesFollowThreeScans syncs three times each, over findings that come, change, go and
// could not be looked for.
func TestIssuesFollowThreeScans(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		mode string
		days [3]scanDay
		want [3][]string // steps of each day
		end  []string
	}{
		"a rule: opened, closed, reopened": {
			IssuePerRule, [3]scanDay{{keyRule: {"k1"}}, {}, {keyRule: {"k1"}}},
			[3][]string{{"open 1"}, {"close 1"}, {"reopen 1"}}, []string{"1 open: " + keyTitle},
		},
		"a rule: its findings change": {
			IssuePerRule, [3]scanDay{{keyRule: {"k1"}}, {keyRule: {"k1", "k2"}}, {keyRule: {"k1", "k2"}}},
			[3][]string{{"open 1"}, {"update 1"}, {}}, []string{"1 open: " + keyTitle},
		},
		"a rule: not judged is not gone": {
			IssuePerRule, [3]scanDay{{keyRule: {"k1"}}, {keyRule: {"?"}}, {}},
			[3][]string{{"open 1"}, {}, {"close 1"}}, []string{"1 closed: " + keyTitle},
		},
		"a rule: waived is gone": {
			IssuePerRule, [3]scanDay{{keyRule: {"k1", "k2"}}, {keyRule: {"k1 waived", "k2"}}, {keyRule: {"k1 waived", "k2 waived"}}},
			[3][]string{{"open 1"}, {"update 1"}, {"close 1"}}, []string{"1 closed: " + keyTitle},
		},
		"two rules, the worst first": {
			IssuePerRule, [3]scanDay{{keyRule: {"k1"}, permRule: {"p1"}}, {permRule: {"p1"}}, {keyRule: {"k9"}}},
			[3][]string{{"open 1", "open 2"}, {"close 2"}, {"reopen 2", "close 1"}}, []string{"1 closed: " + permTitle, "2 open: " + keyTitle},
		},
		"findings: one each": {
			IssuePerFinding, [3]scanDay{{keyRule: {"k1", "k2"}}, {keyRule: {"k2", "k3"}}, {keyRule: {"k1"}}},
			[3][]string{{"open 1", "open 2"}, {"open 3", "close 1"}, {"reopen 1", "close 2", "close 3"}},
			[]string{"1 open: " + keyTitle + ": k1", "2 closed: " + keyTitle + ": k2", "3 closed: " + keyTitle + ": k3"},
		},
		"findings: half the evidence closes nothing": {
			IssuePerFinding, [3]scanDay{{keyRule: {"k1", "k2"}}, {keyRule: {"~", "k2"}}, {keyRule: {"k2"}}},
			[3][]string{{"open 1", "open 2"}, {"update 2"}, {"update 2", "close 1"}}, []string{"1 closed: " + keyTitle + ": k1", "2 open: " + keyTitle + ": k2"},
		},
		"a rule: accepted opens nothing, and closes nothing": {
			IssuePerRule, [3]scanDay{{keyRule: {"k1 accepted"}, permRule: {"p1"}}, {keyRule: {"k1 accepted", "k2"}, permRule: {"p1 accepted"}}, {keyRule: {"k1 accepted"}}},
			[3][]string{{"open 1"}, {"update 1", "open 2"}, {"update 2", "close 1"}}, []string{"1 closed: " + permTitle, "2 open: " + keyTitle},
		},
		"findings: accepted is not opened again": {
			IssuePerFinding, [3]scanDay{{keyRule: {"k1", "k2 accepted"}}, {}, {keyRule: {"k1 accepted", "k2 accepted"}}},
			[3][]string{{"open 1"}, {"close 1"}, {}}, []string{"1 closed: " + keyTitle + ": k1"},
		},
		"nothing wrong": {
			IssuePerRule, [3]scanDay{{}, {}, {}}, [3][]string{{}, {}, {}}, []string{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeGitHub(t)
			f.perPage = 1
			for i, day := range tt.days {
				plan, err := f.hub().SyncIssues(t.Context(), day.assessment(), tt.mode)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want[i], steps(plan)); diff != "" {
					t.Errorf("day %d (-want +got):\n%s", i+1, diff)
				}
			}
			if diff := cmp.Diff(tt.end, f.standing()); diff != "" {
				t.Errorf("issues at the end (-want +got):\n%s", diff)
			}
			before := len(f.log)
			plan, err := f.hub().SyncIssues(t.Context(), tt.days[2].assessment(), tt.mode)
			if err != nil || len(plan.Changes) > 0 {
				t.Errorf("a second run of the last day changes %v, %v", steps(plan), err)
			}
			for _, l := range f.log[before:] {
				if !strings.HasPrefix(l, "GET ") {
					t.Errorf("a second run of the last day sends %s", l)
				}
			}
		})
	}
}

func TestIssuesOfOthersAreNeverTouched(t *testing.T) {
	t.Parallel()
	f := newFakeGitHub(t)
	g := f.hub()
	ours := marker{IssuePerRule, g.scope(scanDay{}.assessment()), digest16(keyRule), digest16(keyRule)}.String()
	elsewhere := marker{IssuePerRule, digest16("another scan"), digest16(keyRule), digest16(keyRule)}.String()
	finding := marker{IssuePerFinding, g.scope(scanDay{}.assessment()), digest16(keyRule), digest16("x")}.String()
	label := []string{issueLabel}
	for _, i := range []fakeIssue{
		{title: "no marker", body: "hello", labels: label, association: "OWNER"},
		{title: "marker without label", body: ours, association: "OWNER"},
		{title: "marker of a stranger", body: ours, labels: label, association: "NONE", userType: "User"},
		{title: "marker of a contributor", body: ours, labels: label, association: "CONTRIBUTOR", userType: "User"},
		{title: "marker in the middle", body: "see " + ours, labels: label, association: "OWNER"},
		{title: "a pull request", body: ours, labels: label, association: "OWNER", pull: true},
		{title: "another scan's", body: elsewhere, labels: label, association: "NONE", userType: "Bot"},
		{title: "another mode's", body: finding, labels: label, association: "NONE", userType: "Bot"},
	} {
		i.number, i.state = len(f.issues)+1, "open"
		if i.userType == "" {
			i.userType = "User"
		}
		f.issues = append(f.issues, &i)
	}
	before := f.standing()
	for _, day := range []scanDay{{keyRule: {"k1"}}, {}} {
		if _, err := g.SyncIssues(t.Context(), day.assessment(), IssuePerRule); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(append(before, "9 closed: "+keyTitle), f.standing()); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
	for n := range 8 {
		if f.asked(fmt.Sprintf("PATCH /repos/acme/gtm/issues/%d", n+1)) > 0 {
			t.Errorf("issue %d was written to", n+1)
		}
	}
}

func TestTwoScansOfOneRepositoryKeepTheirIssuesApart(t *testing.T) {
	t.Parallel()
	f := newFakeGitHub(t)
	emea, apac := scanDay{keyRule: {"k1"}}.assessment(), scanDay{}.assessment()
	apac.Targets = []string{"clay/acme-apac"}
	for _, a := range []*rego.Assessment{emea, apac} {
		if _, err := f.hub().SyncIssues(t.Context(), a, IssuePerRule); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.hub(func(c *GitHubConfig) { c.Category = "other" }).SyncIssues(t.Context(), scanDay{}.assessment(), IssuePerRule); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1 open: " + keyTitle}, f.standing()); diff != "" {
		t.Errorf("a scan closed another's issue (-want +got):\n%s", diff)
	}
}

func TestDoubleIssuesAreReducedToTheOldest(t *testing.T) {
	t.Parallel()
	f := newFakeGitHub(t)
	a := scanDay{keyRule: {"k1"}}.assessment()
	if _, err := f.hub().SyncIssues(t.Context(), a, IssuePerRule); err != nil {
		t.Fatal(err)
	}
	twin := *f.issues[0]
	twin.number = 2
	f.issues = append(f.issues, &twin)
	plan, err := f.hub().SyncIssues(t.Context(), a, IssuePerRule)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"close 2"}, steps(plan)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

func TestOneRunOpensALimitedNumberOfIssuesAndTheNextGoesOn(t *testing.T) {
	t.Parallel()
	f := newFakeGitHub(t)
	var keys []string
	for i := range maxNewIssues + 7 {
		keys = append(keys, fmt.Sprintf("key-%02d", i))
	}
	a := scanDay{keyRule: keys}.assessment()
	for day, want := range [][3]int{{maxNewIssues, 7, 0}, {7, 0, maxNewIssues}} {
		plan, err := f.hub().SyncIssues(t.Context(), a, IssuePerFinding)
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]int{len(plan.Changes), plan.NotOpened, plan.Unchanged}; got != want {
			t.Errorf("run %d: opened, left, unchanged %v, want %v", day, got, want)
		}
	}
}

func TestDryRunOnlyReads(t *testing.T) {
	t.Parallel()
	f := newFakeGitHub(t)
	g := f.hub(func(c *GitHubConfig) { c.DryRun = true })
	a := scanDay{keyRule: {"k1"}}.assessment()
	plan, err := g.SyncIssues(t.Context(), a, IssuePerRule)
	if err != nil || !cmp.Equal(steps(plan), []string{"open 0"}) {
		t.Errorf("%v, %v", steps(plan), err)
	}
	if done, err := g.CommentOn(t.Context(), 5, a); done != "write" || err != nil {
		t.Errorf("%q, %v", done, err)
	}
	if d, err := upload(t.Context(), g, t); err != nil || len(d.Sent) != 3 {
		t.Errorf("%+v, %v", d, err)
	}
	for _, l := range f.log {
		if !strings.HasPrefix(l, "GET ") {
			t.Errorf("a dry run sends %s", l)
		}
	}
}

func TestIssueErrorsSayWhatToDoAndKeepWhatWasDone(t *testing.T) {
	t.Parallel()
	const create = "POST /repos/acme/gtm/issues"
	for name, tt := range map[string]struct {
		path string
		h    http.HandlerFunc
		want string
	}{
		"no permission": {create, answer(403, "Resource not accessible by integration"), "issues: write"},
		"switched off":  {create, answer(410, "Issues are disabled for this repo"), "issues are switched off"},
		"too long":      {create, answer(422, "Validation Failed"), "422 (Validation Failed)"},
		"503":           {create, answer(503, "a"), "not available"},
		"no number": {create, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(201)
			fmt.Fprint(w, `{}`)
		}, "no number"},
		"the list": {"GET /repos/acme/gtm/issues", answer(404, "Not Found"), "list issues"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeGitHub(t)
			f.late[tt.path] = tt.h
			_, err := f.hub().SyncIssues(t.Context(), scanDay{keyRule: {"k1"}, permRule: {"p1"}}.assessment(), IssuePerRule)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if n := f.asked(create); n > 1 {
				t.Errorf("%d attempts to open: each may have opened one", n)
			}
		})
	}
}

func TestCommentIsOneAndFollows(t *testing.T) {
	t.Parallel()
	f := newFakeGitHub(t)
	g := f.hub()
	clean, wrong, blind := scanDay{}.assessment(), scanDay{keyRule: {"k1"}}.assessment(), scanDay{keyRule: {"?"}}.assessment()
	mark := "<!-- leastwise:comment:" + g.scope(clean) + " -->"
	f.comments[5] = []*fakeComment{
		{id: 1, body: "hello", association: "OWNER", userType: "User"},
		{id: 2, body: mark + " from a stranger", association: "NONE", userType: "User"},
	}
	f.perPage = 1
	for i, tt := range []struct {
		a    *rego.Assessment
		want string
	}{{clean, ""}, {blind, "write"}, {wrong, "update"}, {wrong, ""}, {clean, "update"}} {
		if done, err := g.CommentOn(t.Context(), 5, tt.a); done != tt.want || err != nil {
			t.Errorf("scan %d: %q, %v, want %q", i, done, err, tt.want)
		}
	}
	if n := len(f.comments[5]); n != 3 || f.comments[5][1].body != mark+" from a stranger" {
		t.Errorf("%d comments: %+v", n, f.comments[5][1])
	}
	if _, err := g.CommentOn(t.Context(), 0, wrong); err == nil {
		t.Error("no pull request is no error")
	}
}

// texts are what is sent to GitHub about an assessment: titles and bodies.
func texts(a *rego.Assessment) (titles, bodies []string) {
	for _, mode := range []string{IssuePerRule, IssuePerFinding} {
		for _, w := range wantedIssues(a, mode, digest16("s")) {
			titles, bodies = append(titles, w.title), append(bodies, w.body)
		}
	}
	return titles, append(bodies, commentBody(a, "<!-- leastwise:comment:"+digest16("s")+" -->"))
}

// TestNamesCannotActInIssuesAndComments puts hostile names everywhere: what GitHub makes of
// the text keeps the shape that a harmless name gives it, with no mention, no reference, and
// the marker whole and single.
func TestNamesCannotActInIssuesAndComments(t *testing.T) {
	t.Parallel()
	_, plain := texts(hostileAssessment(t, "harmless"))
	names := append(hostile(), "--> @octocat", "x --> <!-- leastwise:issue:rule:0000000000000000:0000000000000000:0000000000000000 -->")
	for _, name := range names {
		titles, bodies := texts(hostileAssessment(t, name))
		for _, title := range titles {
			if m := linked.FindString(parseMarkdown(t, []byte(title)).outside); m != "" || len([]rune(title)) > 256 || strings.IndexFunc(title, hidden) >= 0 {
				t.Errorf("%q: title %q acts (%q), hides or is too long", name, title, m)
			}
		}
		if len(bodies) != len(plain) {
			t.Fatalf("%q: %d bodies, want %d", name, len(bodies), len(plain))
		}
		for i, body := range bodies {
			got, want := parseMarkdown(t, []byte(body)), parseMarkdown(t, []byte(plain[i]))
			delete(got.kinds, "Text")
			delete(want.kinds, "Text")
			if strings.TrimSpace(name) == "" {
				delete(got.kinds, "CodeSpan") // an empty name shows as a dash
				delete(want.kinds, "CodeSpan")
			}
			if diff := cmp.Diff(want.kinds, got.kinds); diff != "" {
				t.Errorf("%q changes the shape (-want +got):\n%s\n%s", name, diff, body)
			}
			if m := linked.FindString(got.outside); m != "" {
				t.Errorf("%q: %q stands outside code", name, m)
			}
			first, _, _ := strings.Cut(body, "\n")
			if wantFirst, _, _ := strings.Cut(plain[i], "\n"); len(first) != len(wantFirst) || strings.Count(first, "-->") != 1 || strings.Count(first, "<!--") != 1 {
				t.Errorf("%q: the marker is %q", name, first)
			}
			if len([]rune(body)) > 65536 || strings.IndexFunc(strings.ReplaceAll(body, "\n", ""), hidden) >= 0 {
				t.Errorf("%q: the body is too long or hides something", name)
			}
		}
	}
}

func TestBodiesOfManyFindingsFitGitHub(t *testing.T) {
	t.Parallel()
	a := many(5000)
	for _, w := range wantedIssues(a, IssuePerRule, digest16("s")) {
		if n := len([]rune(w.body)); n > 65536 || !issueMarker.MatchString(w.body) {
			t.Errorf("%s: %d characters", w.title, n)
		}
	}
	body := commentBody(a, "<!-- leastwise:comment:x -->")
	if n := len([]rune(body)); n > 65536 || !strings.Contains(body, "left out") {
		t.Errorf("comment of %d characters does not say what it leaves out", n)
	}
}

func TestIssueNamesTheTargetsOfItsFindingsAlone(t *testing.T) {
	t.Parallel()
	a := sample()
	a.Targets = append(a.Targets, "salesforce/other")
	a.Verdicts[4].Findings[1].Target = "salesforce/other"
	a.Verdicts[2].Findings[1].Target = "clay/waived"
	for _, w := range wantedIssues(a, IssuePerRule, "s") {
		want := map[string]string{
			keyTitle: "1 open finding in `clay/acme-gtm`.", permTitle: "2 open findings in `salesforce/acme`, `salesforce/other`.", "A section was not read": "1 open finding in `leastwise`.",
		}[w.title]
		if want == "" || !strings.Contains(w.body, want) {
			t.Errorf("%s: %q is not in\n%s", w.title, want, w.body)
		}
	}
}
