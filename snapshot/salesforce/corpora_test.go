package salesforce_test

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// corpora returns the folders of public metadata projects, or skips.
func corpora(t testing.TB) []string {
	t.Helper()
	shared := os.Getenv("LEASTWISE_SHARED")
	if shared == "" {
		t.Skip("LEASTWISE_SHARED is not set: the corpora are not read")
	}
	dirs, err := filepath.Glob(filepath.Join(shared, "corpora", "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no corpora in %s: %v", shared, err)
	}
	return dirs
}

// filesOf finds metadata files by their names alone, another way than the reader does.
func filesOf(t testing.TB, dir, kind string) []string {
	t.Helper()
	pattern := regexp.MustCompile(`\.` + kind + `(-meta\.xml)?$`)
	var files []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && pattern.MatchString(entry.Name()) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func readCorpus(t testing.TB, dir string) *salesforce.Org {
	t.Helper()
	c := &salesforce.Config{Project: filepath.Base(dir), IntegrationUsers: []string{"clay@acme.com"}}
	org, _, err := salesforce.Read(context.Background(), filepath.Dir(dir), c, time.Unix(1790000000, 0))
	if err != nil {
		t.Fatal(err)
	}
	return org
}

func TestCorporaAreCountedInFull(t *testing.T) {
	t.Parallel()
	for _, dir := range corpora(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			org := readCorpus(t, dir)
			got, distinct := map[string]int{}, map[string]int{}
			for _, set := range org.PermissionSets {
				kind := map[string]string{
					salesforce.KindSet: "permissionset", salesforce.KindProfile: "profile", salesforce.KindMuting: "mutingpermissionset",
				}[set.Kind]
				got[kind] += 1 + len(set.Also)
				distinct[kind]++
			}
			for _, group := range org.Groups {
				got["permissionsetgroup"] += 1 + len(group.Also)
				distinct["permissionsetgroup"]++
			}
			for _, kind := range []string{"permissionset", "profile", "permissionsetgroup", "mutingpermissionset"} {
				files := filesOf(t, dir, kind)
				names := map[string]bool{}
				for _, file := range files {
					base, _, _ := strings.Cut(filepath.Base(file), "."+kind)
					names[strings.ToLower(base)] = true
				}
				if got[kind] != len(files) || distinct[kind] != len(names) {
					t.Errorf("%s: read %d files of %d names, want %d of %d", kind, got[kind], distinct[kind], len(files), len(names))
				}
				t.Logf("%s: %d files, %d names", kind, len(files), len(names))
			}
		})
	}
}

var (
	grantElement = regexp.MustCompile(`(?s)<(fieldPermissions|objectPermissions|userPermissions)>(.*?)</(?:fieldPermissions|objectPermissions|userPermissions)>`)
	grantName    = regexp.MustCompile(`<(?:field|object|name)>([^<]*)</`)
	grantTrue    = regexp.MustCompile(`<(\w+)>true</`)
)

// TestCorporaGrantsAreAllThere finds what is true in every file with regular expressions and
// compares it, file by file, with the project read as if it held that file alone.
func TestCorporaGrantsAreAllThere(t *testing.T) {
	t.Parallel()
	flags := map[string]string{
		"allowRead": "read", "allowCreate": "create", "allowEdit": "edit", "allowDelete": "delete",
		"viewAllRecords": "view_all", "modifyAllRecords": "modify_all", "viewAllFields": "view_all_fields",
	}
	for _, dir := range corpora(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			total, whole := 0, readCorpus(t, dir)
			for _, file := range append(filesOf(t, dir, "permissionset"), filesOf(t, dir, "profile")...) {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				want := map[string]bool{}
				for _, m := range grantElement.FindAllStringSubmatch(string(data), -1) {
					name := grantName.FindStringSubmatch(m[2])[1]
					for _, flag := range grantTrue.FindAllStringSubmatch(m[2], -1) {
						word := flag[1]
						if word == "hidden" {
							continue
						}
						if flags[word] != "" {
							word = flags[word]
						}
						want[m[1]+" "+name+" "+word] = true
					}
				}
				total += len(want)
				alone := t.TempDir()
				writeFile(t, filepath.Join(alone, "profiles", filepath.Base(file)), string(data))
				set := readCorpus(t, alone).PermissionSets[0]
				got := map[string]bool{}
				for _, name := range set.Permissions {
					got["userPermissions "+name+" enabled"] = true
				}
				for object, held := range set.Objects {
					for _, flag := range held {
						got["objectPermissions "+object+" "+flag] = true
					}
				}
				for object, fields := range set.Fields {
					for field, access := range fields {
						got["fieldPermissions "+object+"."+field+" readable"] = true
						if access == "rw" {
							got["fieldPermissions "+object+"."+field+" editable"] = true
						}
					}
				}
				if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
					t.Errorf("%s (-file +org):\n%s", filepath.Base(file), diff)
				}
				everyGrantOf(t, whole, set, file)
			}
			t.Logf("%d grants", total)
		})
	}
}

// everyGrantOf checks that the project's set of that name holds all that one file grants.
func everyGrantOf(t *testing.T, org *salesforce.Org, alone salesforce.PermissionSet, file string) {
	t.Helper()
	i := slices.IndexFunc(org.PermissionSets, func(s salesforce.PermissionSet) bool {
		return s.Kind == alone.Kind && strings.EqualFold(s.Name, alone.Name)
	})
	if i < 0 {
		t.Fatalf("%s %s is not in the project", alone.Kind, alone.Name)
	}
	whole := org.PermissionSets[i]
	for _, name := range alone.Permissions {
		if !slices.Contains(whole.Permissions, name) {
			t.Errorf("%s: permission %s was lost", file, name)
		}
	}
	for object, flags := range alone.Objects {
		for _, flag := range flags {
			if !slices.Contains(whole.Objects[object], flag) {
				t.Errorf("%s: %s on %s was lost", file, flag, object)
			}
		}
	}
	for object, fields := range alone.Fields {
		for field, access := range fields {
			if whole.Fields[object][field] < access {
				t.Errorf("%s: %s on %s.%s was lost", file, access, object, field)
			}
		}
	}
}

// TestCorporaLinesPointAtTheirGrant opens the file of every grant at its line.
func TestCorporaLinesPointAtTheirGrant(t *testing.T) {
	t.Parallel()
	element := map[string][]string{
		"permission": {"userPermissions"}, "object": {"objectPermissions"}, "field": {"fieldPermissions"},
		"setup": {"classAccesses", "pageAccesses", "applicationVisibilities", "customMetadataTypeAccesses", "customPermissions",
			"customSettingAccesses", "externalCredentialPrincipalAccesses", "externalDataSourceAccesses", "flowAccesses"},
	}
	for _, dir := range corpora(t) {
		org := readCorpus(t, dir)
		for _, set := range org.PermissionSets {
			parts := append([]salesforce.Part{{Lines: set.Lines, Location: set.Location}}, set.Also...)
			for _, part := range parts {
				data, err := os.ReadFile(filepath.Join(filepath.Dir(dir), part.Location.File))
				if err != nil {
					t.Fatal(err)
				}
				lines := strings.Split(string(data), "\n")
				for key, line := range part.Lines {
					kind, name, _ := strings.Cut(key, ":")
					if kind == "setup" {
						_, name, _ = strings.Cut(name, ":")
					}
					if !slices.ContainsFunc(element[kind], func(e string) bool { return strings.Contains(lines[line-1], "<"+e+">") }) {
						t.Errorf("%s:%d: %q does not start a %s", part.Location.File, line, lines[line-1], kind)
						continue
					}
					block, _, _ := strings.Cut(strings.Join(lines[line-1:min(line+12, len(lines))], "\n"), "</"+strings.Trim(strings.TrimSpace(lines[line-1]), "<>"))
					if !strings.Contains(block, ">"+name+"<") {
						t.Errorf("%s:%d: %s is not there:\n%s", part.Location.File, line, key, block)
					}
				}
			}
		}
	}
}

func BenchmarkReadNPSP(b *testing.B) {
	dirs := corpora(b)
	i := slices.IndexFunc(dirs, func(dir string) bool { return filepath.Base(dir) == "npsp" })
	if i < 0 {
		b.Skip("the corpora hold no npsp")
	}
	b.ReportAllocs()
	for b.Loop() {
		readCorpus(b, dirs[i])
	}
}
