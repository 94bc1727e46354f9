package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// random fills every type of a snapshot by chance: lists and maps of 0 to 3, optional facts half
// of the time, text with every kind of character. What the words and rules ask for is set after.
type random struct {
	*rand.Rand
	ids int
}

func (r *random) text() string {
	r.ids++
	odd := []string{"", " ", "\"", "\\", "<b>&", "\u2028", "é", "日本", "😀", "\x00", "\n\t", "\u007f", "`", "null", "{}"}
	return fmt.Sprintf("t%d%s%s", r.ids, odd[r.IntN(len(odd))], odd[r.IntN(len(odd))])
}

func (r *random) fill(v reflect.Value, s *shape, depth int) {
	switch s.form {
	case pointer:
		if r.IntN(2) == 0 && depth < 8 {
			v.Set(reflect.New(v.Type().Elem()))
			r.fill(v.Elem(), s.elem, depth+1)
		}
	case object:
		for _, f := range s.fields {
			if !f.optional || r.IntN(2) == 0 {
				r.fill(v.Field(f.index), f.shape, depth+1)
			}
		}
	case list:
		n := r.IntN(4)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			r.fill(v.Index(i), s.elem, depth+1)
		}
	case table:
		v.Set(reflect.MakeMap(v.Type()))
		for range r.IntN(4) {
			item := reflect.New(v.Type().Elem()).Elem()
			r.fill(item, s.elem, depth+1)
			v.SetMapIndex(reflect.ValueOf(r.text()).Convert(v.Type().Key()), item)
		}
	case text:
		v.SetString(r.text())
	case moment:
		v.SetString(fmt.Sprintf("20%02d-0%d-%02dT0%d:00:00Z", r.IntN(90), 1+r.IntN(9), 1+r.IntN(28), r.IntN(10)))
	case truth:
		v.SetBool(r.IntN(2) == 0)
	case whole:
		v.SetInt(1 + r.Int64N(maxNumber))
	case decimal:
		v.SetFloat((r.Float64() - 0.5) * []float64{1, 1e-9, 1e6, 1e15}[r.IntN(4)])
	}
}

func pick[T ~string](r *random, words []string) T { return T(words[r.IntN(len(words))]) }

// snapshot makes a random valid snapshot.
func (r *random) snapshot() *Snapshot {
	s := &Snapshot{}
	r.fill(reflect.ValueOf(s).Elem(), shapes{}.of(reflect.TypeFor[Snapshot]()), 0)
	s.Version, s.Trimmed = Version, false
	s.Coverage = evidence.Sections{}
	for _, section := range Sections() {
		s.Coverage[section] = evidence.Coverage{State: evidence.Unavailable, Reason: r.text()}
	}
	for i := range s.Inputs {
		in := &s.Inputs[i]
		in.SHA256 = evidence.SHA256([]byte(in.File))
		if in.API = ""; in.File == "" {
			in.API = r.text() + "x"
		}
	}
	slices.SortFunc(s.Inputs, evidence.CompareInputs)
	s.Inputs = slices.CompactFunc(s.Inputs, func(a, b evidence.Input) bool { return evidence.CompareInputs(a, b) == 0 })
	if s.Clay != nil {
		for i := range s.Clay.Members {
			s.Clay.Members[i].Role, s.Clay.Members[i].State = pick[clay.Role](r, roles()), pick[string](r, memberStates())
		}
		for i := range s.Clay.Contradictions {
			s.Clay.Contradictions[i].Kind = pick[string](r, Kinds())
		}
	}
	if s.Clay != nil {
		for i := range s.Clay.ChangeLog {
			s.Clay.ChangeLog[i].Kind = pick[string](r, clay.ChangeKinds)
		}
	}
	if s.Changes != nil {
		for i := range s.Changes.New {
			s.Changes.New[i].Kind = pick[string](r, changedKinds())
		}
		for i := range s.Changes.Rotated {
			s.Changes.Rotated[i].Kind = pick[string](r, rotatedKinds())
		}
	}
	if s.Salesforce != nil {
		r.words(s.Salesforce)
	}
	if s.Roster != nil {
		for i := range s.Roster.Matches {
			m := &s.Roster.Matches[i]
			m.How, m.Person = pick[roster.How](r, roster.Hows), "ann@acme.com"
		}
		s.Roster.People = append(s.Roster.People, roster.Person{Email: "ann@acme.com"})
	}
	s.tidy()
	return s
}

func (r *random) words(o *salesforce.Org) {
	for i := range o.Users {
		o.Users[i].Unrecorded = salesforce.Recordable[:r.IntN(len(salesforce.Recordable)+1)]
	}
	for i := range o.PermissionSets {
		p := &o.PermissionSets[i]
		p.Kind = pick[string](r, setKinds())
		for object := range p.Objects {
			p.Objects[object] = salesforce.Flags[:r.IntN(len(salesforce.Flags))]
		}
		for _, fields := range p.Fields {
			for name := range fields {
				fields[name] = "r"
			}
		}
		if p.Setup != nil {
			p.Setup = map[string][]string{pick[string](r, salesforce.SetupKinds): {r.text()}}
		}
	}
	for i := range o.Assignments {
		o.Assignments[i].Group = ""
		o.Assignments[i].Set = r.text()
	}
	for i := range o.Apps {
		o.Apps[i].Kind = pick[string](r, salesforce.AppKinds())
	}
	for i := range o.Privileged {
		o.Privileged[i].Permission, o.Privileged[i].Via = r.text(), r.via()
	}
	for i := range o.Access {
		a := &o.Access[i]
		a.Reason = r.text()
		r.access(a)
		if a.Potential != nil {
			a.Potential.Potential = nil
			r.access(a.Potential)
		}
	}
}

func (r *random) via() []salesforce.Via {
	return []salesforce.Via{{Kind: pick[string](r, viaKinds()), Name: r.text(), Access: []string{pick[string](r, viaAccess())}}}
}

func (r *random) access(a *salesforce.Access) {
	for i := range a.Permissions {
		a.Permissions[i].Via = r.via()
	}
	for i := range a.Objects {
		a.Objects[i].Access, a.Objects[i].Via = []string{pick[string](r, salesforce.Flags)}, r.via()
	}
	for i := range a.Fields {
		a.Fields[i].Access, a.Fields[i].Via = pick[string](r, fieldAccess()), r.via()
	}
	for i := range a.Setup {
		a.Setup[i].Kind, a.Setup[i].Via = pick[string](r, salesforce.SetupKinds), r.via()
	}
}

func TestEverySnapshotSurvivesWritingAndReading(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	for seed := range uint64(300) {
		r := &random{Rand: rand.New(rand.NewPCG(seed, 1))}
		s := r.snapshot()
		written := canonical(t, s)
		read, err := Read(bytes.NewReader(written), "s.json")
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if again := canonical(t, read); !bytes.Equal(written, again) {
			t.Fatalf("seed %d: other bytes:\n%s", seed, cmp.Diff(string(written), string(again)))
		}
		if diff := cmp.Diff(s, read, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("seed %d: another snapshot:\n%s", seed, diff)
		}
		var standard bytes.Buffer
		enc := json.NewEncoder(&standard)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode((*plainSnapshot)(s)); err != nil || standard.String() != string(written) {
			t.Fatalf("seed %d: not the bytes of encoding/json: %v\n%s", seed, err, cmp.Diff(standard.String(), string(written)))
		}
		if seed%10 == 0 {
			if err := validate(t, schema, string(written)); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
	}
}

// FuzzRead holds for any bytes: no panic, an error of one line, or a snapshot that encoding/json
// reads alike and that is written and read back unchanged.
func FuzzRead(f *testing.F) {
	sample, err := os.ReadFile("testdata/sample.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	less := tidied() // the mutator works better on a small one
	less.Salesforce, less.Roster = nil, nil
	less.Clay.Tables, less.Clay.Connections, less.Clay.APIKeys = []clay.Table{}, []clay.Connection{}, []clay.APIKey{}
	for _, section := range Sections() {
		less.Coverage[section] = evidence.Coverage{State: evidence.Unavailable, Reason: "-"}
	}
	var b bytes.Buffer
	if err := Write(&b, less); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	for _, seed := range []string{``, `{}`, `{"version":1}`, `{"version":1,"taken_at":"2026-01-01T00:00:00Z"`, `{"version":1,"x":[[{"a":"\u00`, "{\"version\":1\x00}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Read(bytes.NewReader(data), "s.json")
		if err != nil {
			var e *evidence.Error
			if !errors.As(err, &e) || strings.ContainsAny(err.Error(), "\n\r\x1b") {
				t.Fatalf("not one line of input error: %q", err)
			}
			return
		}
		var plain plainSnapshot
		if err := json.Unmarshal(data, &plain); err != nil {
			t.Fatalf("encoding/json refuses it: %v", err)
		}
		if !reflect.DeepEqual((*Snapshot)(&plain), s) { // faster than cmp, which then says where
			t.Fatalf("encoding/json reads another snapshot:\n%s", cmp.Diff((*Snapshot)(&plain), s))
		}
		written := canonical(t, s)
		again, err := Read(bytes.NewReader(written), "s.json")
		if err != nil {
			t.Fatalf("cannot read what was written: %v", err)
		}
		if !bytes.Equal(written, canonical(t, again)) {
			t.Fatal("writing changes the snapshot")
		}
	})
}

// bulky is a snapshot with so many field permissions, in sets of 2,000, and half as many fields
// in the access of the integration user.
func bulky(fields int) *Snapshot {
	s := sample()
	o := s.Salesforce
	a := &o.Access[0]
	for n := 0; n < fields; n += 2000 {
		p := salesforce.PermissionSet{Name: fmt.Sprintf("Set_%03d", n/2000), Kind: salesforce.KindSet, Fields: map[string]map[string]string{}, Lines: map[string]int{}, Location: setFile(1)}
		for i := range 2000 {
			object, name := fmt.Sprintf("Object_%02d__c", i/50), fmt.Sprintf("Some_Field_%03d__c", i%50)
			if i%50 == 0 {
				p.Fields[object] = map[string]string{}
			}
			p.Fields[object][name] = []string{"r", "rw"}[i%2]
			p.Lines["field:"+object+"."+name] = 5*i + 3
			if i%2 == 0 {
				a.Fields = append(a.Fields, salesforce.FieldAccess{
					Object: p.Name + "_" + object, Field: name, Access: "r",
					Via: []salesforce.Via{{Kind: salesforce.KindSet, Name: p.Name, Access: []string{"r"}, Location: setFile(5*i + 3)}},
				})
			}
		}
		o.PermissionSets = append(o.PermissionSets, p)
	}
	s.tidy()
	return s
}

func BenchmarkRead(b *testing.B) {
	var data bytes.Buffer
	if err := Write(&data, bulky(100_000)); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(data.Len()))
	b.ReportAllocs()
	var s *Snapshot
	for b.Loop() {
		var err error
		if s, err = Read(bytes.NewReader(data.Bytes()), "s.json"); err != nil {
			b.Fatal(err)
		}
	}
	data = bytes.Buffer{}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB-held")
	runtime.KeepAlive(s)
}

func BenchmarkWrite(b *testing.B) {
	s := bulky(100_000)
	var size counter
	if err := Write(&size, s); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(new(counter), s); err != nil {
			b.Fatal(err)
		}
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
