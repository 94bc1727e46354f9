package fakeorg

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// corpora are the folders of public metadata projects, or none and a skip.
func corpora(t *testing.T) []string {
	t.Helper()
	shared := os.Getenv("LEASTWISE_SHARED")
	if shared == "" {
		t.Skip("LEASTWISE_SHARED is not set: the corpora are not served")
	}
	dirs, err := filepath.Glob(filepath.Join(shared, "corpora", "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no corpora in %s: %v", shared, err)
	}
	return dirs
}

// TestCorporaAreServedInFull counts, by SOQL over HTTP, what the model of each corpus holds.
func TestCorporaAreServedInFull(t *testing.T) {
	t.Parallel()
	for _, dir := range corpora(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			c := &salesforce.Config{Project: filepath.Base(dir), IntegrationUsers: []string{"clay@acme.com"}}
			s, o := FromProject(t, filepath.Dir(dir), c, Options{})
			want := map[string]int{"PermissionSet WHERE Type IN ('Regular','Session')": 0, "Profile WHERE Name != 'Leastwise Scanner'": 0}
			fields, objects := "FieldPermissions WHERE Parent.Type != 'Group' OR Parent.Type = null", "ObjectPermissions WHERE Parent.Type != 'Group' OR Parent.Type = null"
			setup := "SetupEntityAccess WHERE Parent.Type != 'Group'"
			for _, set := range o.PermissionSets {
				switch set.Kind {
				case salesforce.KindSet:
					want["PermissionSet WHERE Type IN ('Regular','Session')"]++
				case salesforce.KindProfile:
					want["Profile WHERE Name != 'Leastwise Scanner'"]++
				case salesforce.KindMuting:
					want["MutingPermissionSet"]++
				}
				want[objects] += len(set.Objects)
				for object, names := range set.Fields {
					if !slices.Contains(set.Objects[object], "view_all_fields") {
						want[fields] += len(names)
					}
				}
				for object, flags := range set.Objects {
					if slices.Contains(flags, "view_all_fields") {
						want[fields] += len(hidable(o, object))
					}
				}
				for _, names := range set.Setup {
					want[setup] += len(names)
				}
				for _, permission := range set.Permissions {
					if set.Kind != salesforce.KindMuting {
						want["PermissionSet WHERE Type NOT IN ('Group') AND Profile.Name != 'Leastwise Scanner' AND Permissions"+permission+" = true"]++
					}
				}
			}
			want["PermissionSetGroup"], want["PermissionSet WHERE Type = 'Group'"] = len(o.Groups), len(o.Groups)
			for _, what := range slices.Sorted(maps.Keys(want)) {
				var answer struct{ TotalSize int }
				g := get(t, s, soqlPath("SELECT COUNT() FROM "+what))
				if g.status != http.StatusOK {
					t.Fatalf("%s: %s", what, g.body)
				}
				decode(t, g, &answer)
				if answer.TotalSize != want[what] {
					t.Errorf("%s: the org counts %d, the project holds %d", what, answer.TotalSize, want[what])
				}
			}
			t.Logf("%d field permissions, %d object permissions, %d setup entities", want[fields], want[objects], want[setup])
		})
	}
}

// hidable are the fields of an object that any set grants or the object's metadata knows, but for
// those that field security cannot hide: what View All Fields makes readable.
func hidable(o *salesforce.Org, object string) map[string]bool {
	fields := map[string]bool{}
	for _, set := range o.PermissionSets {
		for field := range set.Fields[object] {
			fields[field] = true
		}
	}
	for _, each := range o.Objects {
		for _, field := range each.Fields {
			if each.Name == object {
				fields[field.Name] = field.Permissionable == nil || *field.Permissionable
			}
		}
	}
	maps.DeleteFunc(fields, func(_ string, hidable bool) bool { return !hidable })
	return fields
}

// TestCorporaMetadataReadsBack serves each component as metadata, writes it to a folder, and lets
// the reader of projects read it: it must give what the corpus gave.
func TestCorporaMetadataReadsBack(t *testing.T) {
	t.Parallel()
	for _, dir := range corpora(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			c := &salesforce.Config{Project: filepath.Base(dir), IntegrationUsers: []string{"clay@acme.com"}}
			s, o := FromProject(t, filepath.Dir(dir), c, Options{Scanner: "nobody@acme.com"})
			s.model = o // without the scanner
			again := t.TempDir()
			for _, kind := range []string{"Profile", "PermissionSet", "PermissionSetGroup", "SharingRules", "ConnectedApp"} {
				list, _ := s.components(kind)
				for _, component := range list {
					path := filepath.Join(again, component.folder, component.name+"."+component.suffix+"-meta.xml")
					if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(path, []byte("<"+kind+">"+component.body+"</"+kind+">"), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
			_, back := FromProject(t, filepath.Dir(again), &salesforce.Config{Project: filepath.Base(again), IntegrationUsers: c.IntegrationUsers}, Options{})
			for name, pair := range map[string][2]any{
				"sets": {bareSets(o), bareSets(back)}, "groups": {bareGroups(o), bareGroups(back)}, "sharing rules": {bareRules(o), bareRules(back)},
			} {
				want, got := asJSON(t, pair[0]), asJSON(t, pair[1])
				if want != got {
					t.Errorf("%s differ after a round trip: %s", name, firstDifference(want, got))
				}
			}
		})
	}
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func firstDifference(want, got string) string {
	i := 0
	for i < len(want) && i < len(got) && want[i] == got[i] {
		i++
	}
	from := max(0, i-120)
	return fmt.Sprintf("want ...%.300s, got ...%.300s", want[from:], got[from:])
}

// The places differ, so they are taken out.
func bareSets(o *salesforce.Org) []salesforce.PermissionSet {
	var list []salesforce.PermissionSet
	for _, set := range o.PermissionSets {
		set.Lines, set.Also, set.Location = nil, nil, salesforce.PermissionSet{}.Location
		ranges := slices.Clone(set.LoginIPRanges)
		for i := range ranges {
			ranges[i].Location = set.Location
		}
		set.LoginIPRanges, set.Permissions = ranges, append([]string{}, set.Permissions...)
		list = append(list, set)
	}
	return list
}

func bareGroups(o *salesforce.Org) []salesforce.Group {
	var list []salesforce.Group
	for _, g := range o.Groups {
		g.Also, g.Location = nil, salesforce.Group{}.Location
		list = append(list, g)
	}
	return list
}

func bareRules(o *salesforce.Org) []salesforce.SharingRule {
	var list []salesforce.SharingRule
	for _, r := range o.SharingRules {
		r.Location = salesforce.SharingRule{}.Location
		list = append(list, r)
	}
	return list
}

// TestBigOrgStreams reads a million field permissions through Bulk, page by page.
func TestBigOrgStreams(t *testing.T) {
	const rows, page = 1_000_000, 100_000
	if testing.Short() {
		t.Skip("a million rows take some seconds")
	}
	s := Big(t, rows, Options{BulkPage: page, BulkPolls: 1})
	post := do(t, request(t, s, http.MethodPost, "/services/data/v63.0/jobs/query", "application/json",
		`{"operation":"query","query":"SELECT Id, ParentId, SobjectType, Field, PermissionsRead, PermissionsEdit FROM FieldPermissions"}`))
	var job struct {
		ID                     string
		NumberRecordsProcessed int
	}
	decode(t, post, &job)
	for range 2 {
		decode(t, get(t, s, "/services/data/v63.0/jobs/query/"+job.ID), &job)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	total, pages, locator := 0, 0, ""
	for locator != "null" {
		g := get(t, s, "/services/data/v63.0/jobs/query/"+job.ID+"/results?locator="+locator)
		total += strings.Count(g.body, "\n") - 1
		locator = g.header.Get("Sforce-Locator")
		pages++
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	own := 1 // of BigUser
	if total != rows+own || job.NumberRecordsProcessed != rows+own || pages != rows/page+1 {
		t.Errorf("%d rows came on %d pages, the job says %d", total, pages, job.NumberRecordsProcessed)
	}
	if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > 50<<20 {
		t.Errorf("the org holds %d MB more than before", held>>20)
	}
	again := Big(t, rows, Options{})
	for _, i := range []int{0, 1, rows / 2, rows} {
		if x, y := fmt.Sprint(s.tables["FieldPermissions"].at(i)), fmt.Sprint(again.tables["FieldPermissions"].at(i)); x != y {
			t.Errorf("record %d is %s, and in the next org %s", i, x, y)
		}
	}
}

// TestOnlyTestsImportTheFake walks the module.
func TestOnlyTestsImportTheFake(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	imports, files := regexp.MustCompile(`"github\.com/leastwise/leastwise/snapshot/salesforce/fakeorg"`), 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		if err == nil && imports.Match(data) {
			t.Errorf("%s imports fakeorg: it is for tests alone", path)
		}
		return err
	})
	if err != nil || files < 20 {
		t.Errorf("looked at %d files: %v", files, err)
	}
}
