package snapshot

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/salesforce"
	"github.com/leastwise/leastwise/snapshot/typeschema"
)

// plain is a Snapshot that encoding/json writes by itself.
type plainSnapshot Snapshot

func canonical(t *testing.T, s *Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tidied is the sample as Take would hand it over.
func tidied() *Snapshot {
	s := sample()
	s.tidy()
	return s
}

func TestSampleSetsEveryField(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				name := typeschema.TypeName(v.Type()) + "." + v.Type().Field(i).Name
				met[name] = met[name] || !v.Field(i).IsZero()
				walk(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				walk(v.MapIndex(key))
			}
		}
	}
	walk(reflect.ValueOf(tidied()))
	delete(met, "snapshot.Snapshot.Trimmed")       // no snapshot that is written has it
	delete(met, "salesforce.PermissionSet.Packed") // stands in no document
	for name, set := range met {
		if !set {
			t.Errorf("sample never sets %s", name)
		}
	}
	if len(met) < 200 {
		t.Errorf("sample reaches %d fields only", len(met))
	}
}

func TestWriteIsCanonical(t *testing.T) {
	t.Parallel()
	got := canonical(t, tidied())
	golden(t, "testdata/sample.json", got)

	var want bytes.Buffer
	enc := json.NewEncoder(&want)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode((*plainSnapshot)(tidied())); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("not the bytes of encoding/json:\n%s", diff)
	}
	if bytes.Contains(got, []byte("null")) {
		t.Error("writes null")
	}
}

func TestMarshalJSONNeverGivesNull(t *testing.T) {
	t.Parallel()
	s := &Snapshot{Clay: &clay.Workspace{}, Salesforce: &salesforce.Org{PermissionSets: []salesforce.PermissionSet{{Objects: map[string][]string{"Account": nil}}}}}
	got, err := json.Marshal(struct{ Evidence *Snapshot }{s})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte("null")) || !bytes.Contains(got, []byte(`"members":[]`)) || !bytes.Contains(got, []byte(`"Account":[]`)) {
		t.Errorf("got %s", got)
	}
}

func TestReadGivesBackWhatWasWritten(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sample.json", "sample.json.gz"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), name)
			writeFile(t, file, tidied())
			got, err := ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tidied(), got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("another snapshot (-written +read):\n%s", diff)
			}
			if diff := cmp.Diff(string(canonical(t, tidied())), string(canonical(t, got))); diff != "" {
				t.Errorf("other bytes:\n%s", diff)
			}
		})
	}
}

func TestPackedSnapshotsAreTheSameBytes(t *testing.T) {
	t.Parallel()
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := WriteAs(b, "s.json.gz", tidied()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) || !bytes.HasPrefix(first.Bytes(), []byte{0x1f, 0x8b}) {
		t.Error("two packed files of one snapshot differ, or are not packed")
	}
	bad := tidied()
	bad.TakenAt = "soon"
	if err := WriteAs(io.Discard, "s.json.gz", bad); err == nil {
		t.Error("writes an invalid snapshot")
	}
}

// writeFile writes a snapshot as its name says.
func writeFile(t *testing.T, path string, s *Snapshot) {
	t.Helper()
	var b bytes.Buffer
	if err := WriteAs(&b, path, s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// letters is a map of which each entry is wrong.
func letters() map[string]string {
	m := map[string]string{}
	for c := 'a'; c <= 'z'; c++ {
		m[string(c)] = "bad"
	}
	return m
}

func TestWriteRefusesWhatReadRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*Snapshot)
		want   string
	}{
		{"nil list", func(s *Snapshot) { s.Clay.Members = nil }, `write snapshot: clay.members: is missing`},
		{"nil map", func(s *Snapshot) { s.Salesforce.PermissionSets[0].Objects = nil }, `write snapshot: salesforce.permission_sets[0].objects: is missing`},
		{"infinite number", func(s *Snapshot) { s.Clay.Usage.Unattributed = new(math.Inf(1)) }, `write snapshot: clay.usage.unattributed_credits: wants a number up to 2^53, not +Inf`},
		{"no number", func(s *Snapshot) { s.Clay.Usage.Unattributed = new(math.NaN()) }, `write snapshot: clay.usage.unattributed_credits: wants a number up to 2^53, not NaN`},
		{"number that readers round", func(s *Snapshot) { s.Clay.Tables[0].RowCount = new(int64(1<<53 + 1)) }, `write snapshot: clay.tables[0].row_count: wants a whole number up to 2^53, not 9007199254740993`},
		{"no time where one is required", func(s *Snapshot) { s.Clay.RotationLog[0].At = "" }, `write snapshot: clay.rotation_log[0].at: "" is not a time in UTC and whole seconds, such as 2026-01-31T09:00:00Z`},
		{"Latin-1 text", func(s *Snapshot) { s.Roster.People[0].Name = "J\xf8rgen" }, `write snapshot: roster.people[0].name: is not valid UTF-8`},
		{"Latin-1 key", func(s *Snapshot) { s.Clay.Tables[0].Provenance = map[string]string{"J\xf8rgen": "x"} }, `write snapshot: clay.tables[0].provenance["J\xf8rgen"]: is not valid UTF-8`},
		{"several bad fields", func(s *Snapshot) { s.Salesforce.PermissionSets[0].Fields["Account"] = letters() }, `write snapshot: salesforce.permission_sets[0].fields.Account.a: "bad" is not one of r, rw`},
		{"several bad keys", func(s *Snapshot) {
			s.Clay.Tables[0].Provenance = map[string]string{}
			for name := range letters() {
				s.Clay.Tables[0].Provenance[name+"\xff"] = ""
			}
		}, `write snapshot: clay.tables[0].provenance["a\xff"]: is not valid UTF-8`},
		{"excerpt", func(s *Snapshot) { *s = *s.Excerpt() }, `write snapshot: trimmed: is an excerpt for reports and would pass too much: use the snapshot it was made from`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := tidied()
			test.change(s)
			var b bytes.Buffer
			err := Write(&b, s)
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if b.Len() > 0 {
				t.Error("wrote all the same")
			}
		})
	}
}

func TestDigestNamesTheContent(t *testing.T) {
	t.Parallel()
	first, err := Digest(tidied())
	if err != nil || !strings.HasPrefix(first, "sha256:") || len(first) != 7+64 {
		t.Fatalf("got %q, %v", first, err)
	}
	read, err := Read(bytes.NewReader(canonical(t, tidied())), "x.json")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Digest(read); again != first {
		t.Errorf("%s after reading back, %s before", again, first)
	}
	other := tidied()
	other.Clay.Members[0].Role = clay.RoleViewer
	if changed, _ := Digest(other); changed == first {
		t.Error("a changed role does not change the digest")
	}
}

func TestReadTakesAnyOrderAndBlanks(t *testing.T) {
	t.Parallel()
	var anyOrder map[string]any
	if err := json.Unmarshal(canonical(t, tidied()), &anyOrder); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.Marshal(anyOrder) // keys sorted: "version" is the last
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(bytes.NewReader(slices.Concat([]byte(" \n\t"), sorted, []byte("\r\n"))), "x.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(canonical(t, tidied())), string(canonical(t, got))); diff != "" {
		t.Error(diff)
	}
}

func TestReadBoundsWhatItUnpacks(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	if err := WriteAs(&bomb, ".gz", tidied()); err != nil {
		t.Fatal(err)
	}
	size := int64(len(canonical(t, tidied())))
	if _, err := read(bytes.NewReader(bomb.Bytes()), "s.json.gz", size); err != nil {
		t.Errorf("refuses a snapshot of just the limit: %v", err)
	}
	for name, data := range map[string][]byte{"s.json.gz": bomb.Bytes(), "s.json": canonical(t, tidied())} {
		_, err := read(bytes.NewReader(data), name, size-1)
		if err == nil || !strings.Contains(err.Error(), "is larger than") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestReadFileOfNothingIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := ReadFile(filepath.Join(t.TempDir(), "none.json")); err == nil {
		t.Error("reads a file that is not there")
	}
}
