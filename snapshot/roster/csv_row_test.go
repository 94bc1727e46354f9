package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func TestAPersonOfTwoRowsIsEmployedIfEitherSaysSo(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rows     string
		employed bool
		start    string
		note     string
	}{
		"hired again":                              {"Terminated,2020-01-01,2025-01-31|Active,2026-09-01,", true, "2026-09-01", "ended 2025-01-31 in r.csv:2, employed in r.csv:3"},
		"hired again, the other way round":         {"Active,2026-09-01,|Terminated,2020-01-01,2025-01-31", true, "2026-09-01", "employed in r.csv:2, ended 2025-01-31 in r.csv:3"},
		"hired again for a day to come":            {"Terminated,2020-01-01,2025-01-31|Active,2026-12-01,", false, "2026-12-01", "ended 2025-01-31 in r.csv:2, employed in r.csv:3"},
		"left twice":                               {"Terminated,2020-01-01,2022-01-31|Terminated,2023-01-01,2025-01-31", false, "2023-01-01", ""},
		"a contract after the other":               {"Active,2020-01-01,2026-12-31|Active,2027-01-01,", true, "2020-01-01", "ends 2026-12-31 in r.csv:2, employed in r.csv:3"},
		"the same twice":                           {"Active,2020-01-01,|Active,2020-01-01,", true, "2020-01-01", ""},
		"a word nobody knows beside one that is":   {"Phase 3,2024-01-01,|Active,2020-01-01,", true, "2020-01-01", ""},
		"a word nobody knows beside somebody gone": {"Phase 3,2020-01-01,|Left,2021-01-01,2022-01-31", true, "2020-01-01", "employed in r.csv:2, ended 2022-01-31 in r.csv:3"},
	} {
		text := "email,status,start,end,aliases,name\n"
		for i, row := range strings.Split(test.rows, "|") {
			text += "a@x.example," + row + "," + string(rune('b'+i)) + "@x.example,Ann\n"
		}
		r, coverage, err := readAs(t, text, Config{})
		if err != nil || len(r.People) != 1 {
			t.Errorf("%s: got %+v, %v", name, r, err)
			continue
		}
		p := r.People[0]
		got := []any{p.Employed(noon), strings.TrimSuffix(string(p.Start), "T00:00:00Z"), p.Note, p.Aliases}
		if diff := cmp.Diff([]any{test.employed, test.start, test.note, []string{"b@x.example", "c@x.example"}}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if partial := strings.Contains(name, "beside somebody gone"); partial != (coverage.State == evidence.Partial) {
			t.Errorf("%s: %+v", name, coverage)
		}
	}
}

func TestAnEndBeforeTheStartIsOfAnEarlierEmployment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header, row string
		employed    bool
		end, note   string
	}{
		"an old end":           {"Hire Date,Termination Date", "2026-09-01,2025-01-31", true, "", "ended 2025-01-31 and was hired again for 2026-09-01"},
		"the date of a rehire": {"Hire Date,Rehire Date,Termination Date", "2020-01-01,2026-09-01,2025-01-31", true, "", "ended 2025-01-31 and was hired again for 2026-09-01"},
		"an old and a new end": {"Hire Date,Termination Date,Last day", "2026-09-01,2025-01-31,2026-10-31", false, "2026-10-31", "ended 2025-01-31 and was hired again for 2026-09-01"},
		"a word against it":    {"Hire Date,Termination Date,Status", "2026-09-01,2025-01-31,Terminated", false, "", "ended 2025-01-31 and was hired again for 2026-09-01"},
		"a start to come":      {"Hire Date,Termination Date", "2026-12-01,2025-01-31", false, "", "ended 2025-01-31 and was hired again for 2026-12-01"},
		"the end on the start": {"Hire Date,Termination Date", "2026-09-01,2026-09-01", false, "2026-09-01", ""},
	} {
		r, _, err := readAs(t, "email,"+test.header+"\na@x.example,"+test.row+"\n", Config{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p := r.People[0]
		got := []any{p.Employed(noon), strings.TrimSuffix(string(p.End), "T00:00:00Z"), p.Note}
		if diff := cmp.Diff([]any{test.employed, test.end, test.note}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhoGaveNoticeWorksHereUntilTheLastDayIsOver(t *testing.T) {
	t.Parallel()
	for end, want := range map[string]bool{
		"2026-11-23": false, "2026-11-24": true, "2026-12-31": true, "2027-11-24": true,
		"2027-11-26": false, "2099-12-31": false, // nobody has left who leaves in a year
		"": false,
	} {
		for _, word := range []string{"Resigned", "terminated"} {
			for _, form := range []struct{ csv, yaml string }{{"email,status,end\na@x.example," + word + "," + end + "\n", ""}, {"", "- {email: a@x.example, status: " + word + ", end: '" + end + "'}\n"}} {
				if end == "" && form.yaml != "" {
					form.yaml = "- {email: a@x.example, status: " + word + "}\n"
				}
				r, coverage, err := read(t, form.csv, form.yaml)
				if err != nil || coverage.State != evidence.Complete {
					t.Fatalf("%s: %+v, %v", end, coverage, err)
				}
				if p := r.People[0]; p.Employed(noon) != want || p.StatusRaw != word {
					t.Errorf("%s: got %+v", end, p)
				}
			}
		}
	}
}

func TestANoteOfTheCSVOutlivesTheMerge(t *testing.T) {
	t.Parallel()
	r, _, err := read(t, "email,start,end\na@x.example,2026-09-01,2025-01-31\n", "- {email: a@x.example, status: left}\n")
	if err != nil || r.People[0].Note != "ended 2025-01-31 and was hired again for 2026-09-01; employed in csv, left in yaml" || r.People[0].Employed(noon) {
		t.Errorf("got %+v, %v", r, err)
	}
}
