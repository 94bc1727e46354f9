package snapshot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// opener gives the same bytes every time, a few at a time, as a reader that cannot seek.
func opener(data []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(iotest.HalfReader(bytes.NewReader(data))), nil }
}

// streamed reads data as a stream to its end: what it gives, the sets in their order, the digest.
func streamed(name string, open func() (io.ReadCloser, error)) (*Stream, [][]byte, string, error) {
	stream, err := OpenStream(name, open)
	if err != nil {
		return nil, nil, "", err
	}
	sets, digest, err := gather(stream)
	return stream, sets, digest, err
}

func gather(stream *Stream) ([][]byte, string, error) {
	var mu sync.Mutex
	shards := map[int][][]byte{}
	digest, err := stream.Shards(context.Background(), 3, func(_, shard int, sets [][]byte) error {
		mu.Lock()
		defer mu.Unlock()
		for _, set := range sets {
			shards[shard] = append(shards[shard], bytes.Clone(set))
		}
		return nil
	})
	var all [][]byte
	for _, shard := range slices.Sorted(maps.Keys(shards)) {
		all = append(all, shards[shard]...)
	}
	return all, digest, err
}

// inOtherWords are the same snapshot, written in other ways.
func inOtherWords(t *testing.T, s *Snapshot) map[string][]byte {
	t.Helper()
	written := canonical(t, s)
	var compact, packed bytes.Buffer
	if err := json.Compact(&compact, written); err != nil {
		t.Fatal(err)
	}
	if err := WriteAs(&packed, ".gz", s); err != nil {
		t.Fatal(err)
	}
	var anyOrder map[string]any
	if err := json.Unmarshal(written, &anyOrder); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.MarshalIndent(anyOrder, "\t", " ")
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"canonical.json": written, "compact.json": compact.Bytes(), "packed.json.gz": packed.Bytes(), "sorted.json": sorted,
		"reversed.json": reversed(t, written),
	}
}

// reversed writes the keys of every object backwards, and text with an escape.
func reversed(t *testing.T, data []byte) []byte {
	t.Helper()
	var value any
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := dec.Decode(&value); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	var write func(any)
	write = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			b.WriteString("{")
			for i, key := range slices.Backward(slices.Sorted(maps.Keys(v))) {
				if i < len(v)-1 {
					b.WriteString(" ,")
				}
				write(key)
				b.WriteString("\t:")
				write(v[key])
			}
			b.WriteString("}")
		case []any:
			b.WriteString("[")
			for i, item := range v {
				if i > 0 {
					b.WriteString(",\r\n")
				}
				write(item)
			}
			b.WriteString("]")
		case string:
			text, _ := json.Marshal(v)
			if v != "salesforce" && v != "permission_sets" {
				text = bytes.ReplaceAll(text, []byte("r"), []byte(`\u0072`))
			}
			b.Write(text)
		default:
			text, _ := json.Marshal(v)
			b.Write(text)
		}
	}
	write(value)
	return b.Bytes()
}

func TestAStreamIsTheSnapshotThatWasWritten(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		r := &random{Rand: rand.New(rand.NewPCG(seed, 2))}
		s := r.snapshot()
		if s.Salesforce != nil {
			s.Salesforce.PermissionSets = append(s.Salesforce.PermissionSets, ordinarySets(r.IntN(700))...)
			s.tidy()
		}
		want, err := Digest(s)
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range inOtherWords(t, s) {
			stream, sets, digest, err := streamed(name, opener(data))
			if err != nil {
				t.Fatalf("seed %d: %s: %v", seed, name, err)
			}
			if stream.memory != nil {
				t.Fatalf("seed %d: %s: was read into memory", seed, name)
			}
			compare(t, fmt.Sprintf("seed %d: %s", seed, name), s, stream, sets, digest, want)
		}
		stream, err := s.Stream()
		if err != nil {
			t.Fatal(err)
		}
		sets, digest, err := gather(stream)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, fmt.Sprintf("seed %d: memory", seed), s, stream, sets, digest, want)
	}
}

// ordinarySets are sets in plain words: many enough for several shards.
func ordinarySets(n int) []salesforce.PermissionSet {
	var sets []salesforce.PermissionSet
	for i := range n {
		fields := map[string]string{"Website": "r", "Phone": "rw"}
		sets = append(sets, salesforce.PermissionSet{
			Name: fmt.Sprintf("Set_%04d", i), Kind: salesforce.KindSet, Permissions: []string{}, Objects: map[string][]string{"Account": {"read"}},
			Fields: map[string]map[string]string{"Account": fields, "Lead": {}}, Lines: map[string]int{"field:Account.Phone": 3, "field:Account.Website": 1},
		})
	}
	return sets
}

func compare(t *testing.T, what string, s *Snapshot, stream *Stream, sets [][]byte, digest, want string) {
	t.Helper()
	if digest != want {
		t.Fatalf("%s: digest %s, want %s", what, digest, want)
	}
	if diff := cmp.Diff(s.Excerpt(), stream.Snapshot().Excerpt(), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s: another excerpt:\n%s", what, diff)
	}
	if diff := cmp.Diff(s.Locator().places, stream.Snapshot().Locator().places, cmp.AllowUnexported(subject{})); diff != "" {
		t.Fatalf("%s: other places:\n%s", what, diff)
	}
	rest := *s
	var wantSets []salesforce.PermissionSet
	if s.Salesforce != nil {
		org := *s.Salesforce
		wantSets, org.PermissionSets = org.PermissionSets, []salesforce.PermissionSet{}
		rest.Salesforce = &org
	}
	if diff := cmp.Diff(string(canonical(t, &rest)), string(stream.Rest())); diff != "" {
		t.Fatalf("%s: another rest:\n%s", what, diff)
	}
	got := []salesforce.PermissionSet{}
	if err := json.Unmarshal(slices.Concat([]byte("["), bytes.Join(sets, []byte(",")), []byte("]")), &got); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if diff := cmp.Diff(wantSets, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s: other sets:\n%s", what, diff)
	}
}

func TestAStreamKeepsNoGrant(t *testing.T) {
	t.Parallel()
	stream, _, _, err := streamed("s.json", opener(canonical(t, tidied())))
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range stream.Snapshot().Salesforce.PermissionSets {
		if set.Name == "" || len(set.Fields)+len(set.Objects)+len(set.Permissions)+len(set.Lines) > 0 {
			t.Errorf("keeps %+v", set)
		}
	}
}

func TestAStreamMissesNoSetUnderAnotherSpelling(t *testing.T) {
	t.Parallel()
	doc := string(canonical(t, tidied()))
	want, err := Digest(tidied())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"permission_sets", "salesforce"} {
		data := strings.Replace(doc, `"`+name+`": `, fmt.Sprintf(`"\u%04x%s": `, name[0], name[1:]), 1)
		_, sets, digest, err := streamed("s.json", opener([]byte(data)))
		if err != nil || digest != want || len(sets) != len(tidied().Salesforce.PermissionSets) {
			t.Errorf("%s: %d sets, %s: %v", name, len(sets), digest, err)
		}
	}
}

// sameVerdict holds a stream to what Read says of a file.
func sameVerdict(t *testing.T, name string, data []byte) {
	t.Helper()
	_, want := Read(bytes.NewReader(data), name)
	_, _, _, got := streamed(name, opener(data))
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("a stream says %v\nRead says       %v\nof %.2000q", got, want, data)
	}
}

func TestAStreamRefusesWhatReadRefuses(t *testing.T) {
	t.Parallel()
	doc := string(canonical(t, tidied()))
	for _, test := range malformedSnapshots() {
		sameVerdict(t, "s.json", []byte(test.apply(t, doc)))
	}
	for _, data := range []string{"", " \n", "{}", `"x"`, "[]", "{\"version\": 1}", doc + "{}", doc[:len(doc)-3], "\x1f\x8b\x08\x00"} {
		sameVerdict(t, "s.json", []byte(data))
		sameVerdict(t, "s.json.gz", []byte(data))
	}
	var packed bytes.Buffer
	if err := WriteAs(&packed, ".gz", tidied()); err != nil {
		t.Fatal(err)
	}
	sameVerdict(t, "s.json.gz", packed.Bytes()[:packed.Len()/2])
	sameVerdict(t, "s.json.gz", append(packed.Bytes(), "junk"...))
}

// TestAStreamRefusesBrokenSets breaks a snapshot at random places of its permission sets.
func TestAStreamRefusesBrokenSets(t *testing.T) {
	t.Parallel()
	doc := canonical(t, tidied())
	start := bytes.Index(doc, []byte("\"permission_sets\": [\n"))
	end := start + bytes.Index(doc[start:], []byte("\"permission_set_groups\""))
	r := rand.New(rand.NewPCG(7, 7))
	const odd = "{}[]\",:0123456789.eE+-\\ \n\t\x00\xffrwtfnul"
	broken := 0
	for range 800 {
		data := bytes.Clone(doc)
		switch at, n := start+r.IntN(end-start), 1+r.IntN(12); r.IntN(4) {
		case 0:
			data[at] = odd[r.IntN(len(odd))]
		case 1:
			data = slices.Insert(data, at, odd[r.IntN(len(odd))])
		case 2:
			data = slices.Delete(data, at, at+n)
		default: // a line twice, or moved
			line := bytes.SplitAfter(data[start:end], []byte("\n"))
			i, j := r.IntN(len(line)), r.IntN(len(line))
			line[i] = line[j]
			data = slices.Concat(data[:start], bytes.Join(line, nil), data[end:])
		}
		if _, err := Read(bytes.NewReader(data), "s.json"); err != nil {
			broken++
		}
		if sameVerdict(t, "s.json", data); t.Failed() {
			return
		}
	}
	if broken < 400 {
		t.Errorf("only %d of 800 are broken", broken)
	}
}

func TestAStreamOfAFileThatChangesIsAnError(t *testing.T) {
	t.Parallel()
	doc := canonical(t, tidied())
	other := bytes.Replace(doc, []byte(`"kind": "permission_set"`), []byte(`"kind": "permission_sot"`), 1)
	reads := 0
	_, _, _, err := streamed("s.json", func() (io.ReadCloser, error) {
		reads++
		data := doc
		if reads == 2 {
			data = other
		}
		return io.NopCloser(bytes.NewReader(data)), nil
	})
	if want := "s.json: changed while it was read: scan it again"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestShardsEndWithAnErrorOrTheContext(t *testing.T) {
	t.Parallel()
	s := tidied()
	s.Salesforce.PermissionSets = ordinarySets(3000)
	for name, open := range map[string]func() (*Stream, error){
		"file":   func() (*Stream, error) { return OpenStream("s.json", opener(canonical(t, s))) },
		"memory": s.Stream,
	} {
		stream, err := open()
		if err != nil {
			t.Fatal(err)
		}
		broke := errors.New("broke")
		if _, err := stream.Shards(context.Background(), 2, func(int, int, [][]byte) error { return broke }); !errors.Is(err, broke) {
			t.Errorf("%s: got %v", name, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		if _, err := stream.Shards(ctx, 2, func(int, int, [][]byte) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestStreamFileReadsFilesAndWhatIsNone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "s.json.gz")
	writeFile(t, path, tidied())
	stream, err := StreamFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sets, _, err := gather(stream)
	if err != nil || len(sets) != len(tidied().Salesforce.PermissionSets) {
		t.Errorf("%d sets: %v", len(sets), err)
	}
	for _, name := range []string{filepath.Join(t.TempDir(), "absent.json"), t.TempDir()} {
		_, want := ReadFile(name)
		if _, err := StreamFile(name); err == nil || err.Error() != want.Error() {
			t.Errorf("got  %v\nwant %v", err, want)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Skip("no pipes: ", err)
	}
	defer r.Close()
	go func() { defer w.Close(); _ = Write(w, tidied()) }()
	if _, err := os.Stat("/dev/fd"); err != nil {
		t.Skip("no names for pipes: ", err)
	}
	if _, err := StreamFile(fmt.Sprintf("/dev/fd/%d", r.Fd())); err != nil {
		t.Errorf("of a pipe: %v", err)
	}
}

func TestWriteSetsWritesWhatWriteWrites(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 600} {
		s := tidied()
		s.Salesforce.PermissionSets = ordinarySets(n)
		s.tidy()
		given, without := s.Salesforce.PermissionSets, tidied()
		var b bytes.Buffer
		if err := WriteSets(&b, without, pointers(given)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(canonical(t, s)), b.String()); diff != "" {
			t.Errorf("%d sets: %s", n, diff)
		}
	}
}

func pointers(sets []salesforce.PermissionSet) func(func(*salesforce.PermissionSet) bool) {
	return func(yield func(*salesforce.PermissionSet) bool) {
		for i := range sets {
			if !yield(&sets[i]) {
				return
			}
		}
	}
}

func TestWriteSetsRefusesWhatReadRefuses(t *testing.T) {
	t.Parallel()
	bad := func(change func([]salesforce.PermissionSet)) []salesforce.PermissionSet {
		sets := ordinarySets(3)
		change(sets)
		return sets
	}
	noOrg := tidied()
	noOrg.Salesforce = nil
	for name, c := range map[string]struct {
		s    *Snapshot
		sets []salesforce.PermissionSet
		want string
	}{
		"no org":       {noOrg, nil, "write snapshot: there is no org to hold permission sets: set Salesforce"},
		"out of order": {tidied(), bad(func(s []salesforce.PermissionSet) { s[0], s[1] = s[1], s[0] }), `write snapshot: salesforce.permission_sets[1]: "Set_0000 permission_set" is out of order: the list has to be sorted`},
		"twice":        {tidied(), bad(func(s []salesforce.PermissionSet) { s[1] = s[0] }), `write snapshot: salesforce.permission_sets[1]: "Set_0000 permission_set" is there twice`},
		"no list":      {tidied(), bad(func(s []salesforce.PermissionSet) { s[2].Permissions = nil }), "write snapshot: salesforce.permission_sets[2].permissions: is missing"},
		"no word":      {tidied(), bad(func(s []salesforce.PermissionSet) { s[2].Fields["Account"]["Phone"] = "x" }), `write snapshot: salesforce.permission_sets[2].fields.Account.Phone: "x" is not one of r, rw`},
	} {
		if err := WriteSets(io.Discard, c.s, pointers(c.sets)); err == nil || err.Error() != c.want {
			t.Errorf("%s: got  %v\nwant %s", name, err, c.want)
		}
	}
}
