package snapshot

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestFieldsAsWrittenAreReadAsFields: the short way accepts nothing that the long way refuses, and
// gives the same; it does take what Write has written.
func TestFieldsAsWrittenAreReadAsFields(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"none":            "{}",
		"of one object":   "{\n          \"Account\": {\n            \"Name\": \"r\"\n          }\n        }",
		"of two objects":  "{\n          \"Account\": {\n            \"Name\": \"r\",\n            \"Phone\": \"rw\"\n          },\n          \"Lead\": {}\n        }",
		"of a muting set": "{\n          \"Account\": {\n            \"Name\": \"w\"\n          }\n        }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var short bulk
			if n := short.asWritten([]byte(text + ",")); n != len(text) {
				t.Fatalf("read %d of %d bytes", n, len(text))
			}
			r := rand.New(rand.NewPCG(1, 2))
			for range 20_000 {
				data := []byte(text)
				for range 1 + r.IntN(2) {
					at := r.IntN(len(data))
					switch r.IntN(3) {
					case 0:
						data[at] = "{}\":, \nrwN\\\x1f\x80"[r.IntN(13)]
					case 1:
						data = append(data[:at], data[min(at+1+r.IntN(8), len(data)):]...)
					default:
						data = append(data[:at], append([]byte(",\n            \"Name\": \"rw\"")[:r.IntN(27)], data[at:]...)...)
					}
					if len(data) == 0 {
						data = []byte("{")
					}
				}
				short, long := bulk{}, bulk{}
				n := short.asWritten(data)
				if n == 0 {
					continue
				}
				s := &scanner{data: data}
				access := func() bool { return long.access(s) }
				ok := long.table(s, inPart, func() bool { return long.table(s, inObject, access) })
				if !ok || s.pos != n || !bytes.Equal(short.text, long.text) || short.both != long.both || short.write != long.write {
					t.Fatalf("of %q: %q, and the long way %v %q", data, short.text, ok, long.text)
				}
			}
		})
	}
}

// BenchmarkReadSet reads a profile of five thousand field permissions as it was written.
func BenchmarkReadSet(b *testing.B) {
	set := ordinarySets(1)[0]
	set.Fields = map[string]map[string]string{}
	for o := range 100 {
		fields := map[string]string{}
		for f := range 50 {
			fields["Custom_Field_"+string(rune('a'+f/26))+string(rune('a'+f%26))+"__c"] = "rw"
		}
		set.Fields["Custom_Object_"+string(rune('a'+o/26))+string(rune('a'+o%26))+"__c"] = fields
	}
	reader := newSetReader()
	var raw, out bytes.Buffer
	reader.encode(&raw, &set, nil, nil)
	b.SetBytes(int64(raw.Len()))
	for b.Loop() {
		out.Reset()
		if _, ok := reader.read(raw.Bytes(), &out); !ok {
			b.Fatal("is refused")
		}
	}
}
