package snapshot

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// MaxBytes is the largest snapshot that is read, unpacked: three times the largest one seen.
const MaxBytes = 512 << 20

// Write writes the canonical bytes of s: JSON with an indent of two spaces, fields in the order
// of their types, maps by key, every list that is not optional as [], a newline at the end. It
// writes nothing that Read would refuse.
func Write(w io.Writer, s *Snapshot) error {
	if err := s.Validate(); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	if err := encode(w, s); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return nil
}

// MarshalJSON gives the canonical form to whoever embeds a snapshot in JSON, an excerpt too: a
// nil list is [].
func (s *Snapshot) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	err := encode(&b, s)
	return b.Bytes(), err
}

// Digest names a snapshot by its content: "sha256:" and the hex digest of its canonical bytes,
// not packed.
func Digest(s *Snapshot) (string, error) {
	hash := sha256.New()
	if err := encode(hash, s); err != nil {
		return "", fmt.Errorf("digest snapshot: %w", err)
	}
	return "sha256:" + hex.EncodeToString(hash.Sum(nil)), nil
}

// WriteAs writes what Write does, packed when name ends in .gz: without a time or a name in the
// header, so that the same snapshot gives the same bytes.
func WriteAs(w io.Writer, name string, s *Snapshot) error {
	if !packed(name) {
		return Write(w, s)
	}
	z := gzip.NewWriter(w)
	if err := Write(z, s); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return nil
}

func packed(name string) bool { return strings.HasSuffix(name, ".gz") }

// ReadFile reads the snapshot at path; see Read.
func ReadFile(path string) (*Snapshot, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, evidence.FileError(path, err)
	}
	defer f.Close()
	return Read(f, path)
}

// Read reads a snapshot, packed when name ends in .gz. A mistake is an *evidence.Error with name
// as its file, the line in the unpacked document, and the JSON path.
func Read(r io.Reader, name string) (*Snapshot, error) {
	return read(r, name, MaxBytes)
}

func read(r io.Reader, name string, limit int64) (*Snapshot, error) {
	data, err := unpack(r, name, limit)
	if err != nil {
		return nil, err
	}
	if fault := checkVersion(data); fault != nil {
		return nil, faultError(name, data, fault)
	}
	s := &Snapshot{}
	if fault := decode(data, s); fault != nil {
		var other struct{ Verdicts json.RawMessage }
		if json.Unmarshal(data, &other) == nil && other.Verdicts != nil {
			return nil, &evidence.Error{File: name, Msg: "is an assessment, not a snapshot: leastwise report renders it"}
		}
		return nil, faultError(name, data, fault)
	}
	if i := s.meaning(); i != nil {
		at := (&scanner{data: data}).seek(i.path)
		return nil, &evidence.Error{File: name, Line: lineOf(data, at), Path: i.path.String(), Msg: i.msg}
	}
	return s, nil
}

// unpack reads all of r, which is at most limit bytes once unpacked.
func unpack(r io.Reader, name string, limit int64) ([]byte, error) {
	var from io.Reader = r
	if packed(name) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, &evidence.Error{File: name, Msg: "is not gzip data, though its name ends in .gz"}
		}
		from = z
	}
	var b bytes.Buffer
	if f, ok := from.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Size() < limit {
			b.Grow(int(info.Size()) + bytes.MinRead)
		}
	}
	_, err := b.ReadFrom(io.LimitReader(from, limit+1))
	data := b.Bytes()
	switch {
	case packed(name) && err != nil:
		return nil, &evidence.Error{File: name, Msg: "holds broken gzip data: take the snapshot again"}
	case err != nil:
		return nil, evidence.FileError(name, err)
	case int64(len(data)) > limit:
		return nil, &evidence.Error{File: name, Msg: fmt.Sprintf("is larger than %d bytes, the limit for a snapshot", limit)}
	case len(bytes.TrimSpace(data)) == 0:
		return nil, &evidence.Error{File: name, Msg: "is empty"}
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		return nil, &evidence.Error{File: name, Msg: "is gzip data: give it a name that ends in .gz"}
	}
	return data, nil
}

// checkVersion looks at the version before anything else, since another version has other
// fields. A document that breaks before its version is left to the decoder.
func checkVersion(data []byte) *fault {
	s := scanner{data: data}
	if s.expect('{', "an object") != nil {
		return nil
	}
	for first := true; ; first = false {
		more, broken := s.next('}', first)
		if broken != nil {
			return nil
		}
		if !more {
			return &fault{msg: "has no version: it is not a snapshot"}
		}
		name, broken := s.key()
		if broken != nil {
			return nil
		}
		s.peek()
		start := s.pos
		if s.skip(0) != nil {
			return nil
		}
		if string(name) != "version" {
			continue
		}
		value := string(data[start:s.pos])
		if value == strconv.Itoa(Version) {
			return nil
		}
		if strings.Trim(value, "0123456789") != "" {
			value = "of another kind"
		}
		return &fault{offset: start, path: path{"version"}, msg: fmt.Sprintf("snapshot version %s is not one this program reads (%d): take it again", evidence.Short(value), Version)}
	}
}

func faultError(name string, data []byte, f *fault) error {
	p := make(path, 0, len(f.path))
	for i := len(f.path) - 1; i >= 0; i-- {
		p = append(p, f.path[i])
	}
	return &evidence.Error{File: name, Line: lineOf(data, f.offset), Path: p.String(), Msg: f.msg}
}

func lineOf(data []byte, offset int) int {
	return 1 + bytes.Count(data[:min(offset, len(data))], []byte("\n"))
}
