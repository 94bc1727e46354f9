package snapshot

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"reflect"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Stream is a snapshot of which the permission sets, by far the largest part of an org, are
// handed out a few at a time instead of being held. It comes from a file (StreamFile, or Stream
// for other readers), which is read twice, or from a snapshot in memory (Snapshot.Stream).
type Stream struct {
	snapshot *Snapshot
	memory   []salesforce.PermissionSet // of a snapshot in memory
	open     func() (io.ReadCloser, error)
	name     string
	sets     []extent // of a file
	rest     []byte
}

// Snapshot returns all but the permission sets. Once Shards has returned without an error it
// has been checked as Read would check it, and holds every permission set by name, label, kind,
// licence and place, which is all that Excerpt and Locator want of them. That of a snapshot in
// memory is the snapshot itself.
func (s *Stream) Snapshot() *Snapshot { return s.snapshot }

// Rest returns the canonical JSON of all but the permission sets: that of a snapshot whose
// salesforce.permission_sets is []. The caller must not change it.
func (s *Stream) Rest() []byte { return s.rest }

// Stream returns s, to be judged in shards. s must not change meanwhile; like Digest it takes
// s as it is.
func (s *Snapshot) Stream() (*Stream, error) {
	stream := &Stream{snapshot: s}
	if s.Salesforce != nil {
		stream.memory = s.Salesforce.PermissionSets
	}
	return stream, stream.encodeRest()
}

// StreamFile opens the snapshot at path; see OpenStream. What can be read only once, such as a
// pipe, is read into memory.
func StreamFile(path string) (*Stream, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		s, err := ReadFile(path)
		if err != nil {
			return nil, err
		}
		return s.Stream()
	}
	return OpenStream(path, func() (io.ReadCloser, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, evidence.FileError(path, err)
		}
		return f, nil
	})
}

// OpenStream reads a snapshot, packed when name ends in .gz, up to its permission sets: those
// Shards reads, from a second call of open. It accepts what Read accepts and gives the errors
// of Read: what it does not understand in passing is read again, by Read.
func OpenStream(name string, open func() (io.ReadCloser, error)) (*Stream, error) {
	stream := &Stream{name: name, open: open}
	if stream.split() {
		return stream, stream.encodeRest()
	}
	s, err := stream.whole()
	if err != nil {
		return nil, err
	}
	return s.Stream()
}

// whole reads the file as Read does.
func (s *Stream) whole() (*Snapshot, error) {
	r, err := s.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return Read(r, s.name)
}

// split reads everything but the permission sets, and where those lie; false where the file is
// not a snapshot, or cannot be told to be one.
func (s *Stream) split() bool {
	r, err := s.unpacked()
	if err != nil {
		return false
	}
	defer r.Close()
	p := splitter{}
	if !p.read(r, MaxBytes) {
		return false
	}
	snapshot := &Snapshot{}
	if len(bytes.TrimSpace(p.rest)) == 0 || checkVersion(p.rest) != nil || decode(p.rest, snapshot) != nil {
		return false
	}
	if (snapshot.Salesforce != nil) != p.met {
		return false // the list has its name in other letters (\u0070ermission_sets), or is another list
	}
	s.snapshot, s.sets = snapshot, p.sets
	return true
}

// unpacked opens the file as the bytes of its JSON.
func (s *Stream) unpacked() (io.ReadCloser, error) {
	r, err := s.open()
	if err != nil || !packed(s.name) {
		return r, err
	}
	return unpackReader(r)
}

// errChanged is for a file that Read accepts where the stream did not.
func (s *Stream) errChanged() error {
	return &evidence.Error{File: s.name, Msg: "changed while it was read: scan it again"}
}

func (s *Stream) encodeRest() error {
	rest := *s.snapshot
	if rest.Salesforce != nil {
		org := *rest.Salesforce
		org.PermissionSets = nil
		rest.Salesforce = &org
	}
	var b bytes.Buffer
	if err := encode(&b, &rest); err != nil {
		return fmt.Errorf("encode snapshot: %w", err)
	}
	s.rest = b.Bytes()
	return nil
}

// noSets is the line of the canonical form without permission sets. No other line of a snapshot
// is like it: text holds no line break, and no other field of that name stands at that depth.
const noSets = "\n    \"permission_sets\": []"

// restAround is the canonical form before and behind the permission sets.
func (s *Stream) restAround() (before, behind []byte) {
	at := bytes.Index(s.rest, []byte(noSets))
	if at < 0 {
		return s.rest, nil
	}
	at += len(noSets)
	return s.rest[:at-1], s.rest[at-1:]
}

// Shards calls judge with all permission sets in shards: runs of neighbours in the canonical
// JSON of each, in as many goroutines as workers (numbered from 0). Shards are numbered in the
// order of the snapshot, though not judged in it; what judge is given is only its own until it
// returns. Shards returns the digest of the snapshot, as Digest does. The first error of judge
// ends it, as the end of ctx does; an error of the file is that of Read.
func (s *Stream) Shards(ctx context.Context, workers int, judge func(worker, shard int, sets [][]byte) error) (string, error) {
	run := newShardRun(ctx, s, workers, judge)
	fault := run.all()
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("read snapshot: %w", context.Cause(ctx))
	case run.failed != nil:
		return "", run.failed
	case s.open != nil && (fault || !s.take(run.heads)):
		if _, err := s.whole(); err != nil {
			return "", err
		}
		return "", s.errChanged()
	}
	return run.digest(), nil
}

// take completes the snapshot with what is kept of the permission sets, and checks the whole.
func (s *Stream) take(heads [][]salesforce.PermissionSet) bool {
	if s.snapshot.Salesforce != nil {
		sets := make([]salesforce.PermissionSet, 0, len(s.sets))
		for _, some := range heads {
			sets = append(sets, some...)
		}
		s.snapshot.Salesforce.PermissionSets = sets
	}
	return s.snapshot.meaning() == nil
}

// setShape is what the reader and the writer know of a permission set.
func setShape() *shape { return shapes{}.of(reflect.TypeFor[salesforce.PermissionSet]()) }
