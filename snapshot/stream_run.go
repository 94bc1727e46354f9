package snapshot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"slices"
	"sync"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// shardBytes is how much of a file makes a shard: enough that asking the rules costs little
// beside what they are asked about, and little enough to be dropped soon.
const shardBytes = 256 << 10

// shardSets is the most sets of a shard: of small ones there may be many.
const shardSets = 256

// shardRun is one pass over the permission sets.
type shardRun struct {
	stream  *Stream
	workers int
	judge   func(worker, shard int, sets [][]byte) error
	ctx     context.Context // ended by the caller, or by the first fault
	stop    context.CancelFunc
	jobs    chan *shardJob
	free    chan *shardJob // as many jobs as may be under way

	mu      sync.Mutex
	hash    hash.Hash
	done    map[int]*shardJob // judged, and waiting for those before
	next    int               // the shard to be hashed next
	written int               // sets hashed
	behind  []byte
	heads   [][]salesforce.PermissionSet
	failed  error // of judge
	fault   bool  // of the file
}

// shardJob is one shard on its way; its buffers are used again.
type shardJob struct {
	shard  int
	raw    []byte
	cuts   []int // where each set ends in raw
	memory []salesforce.PermissionSet
	json   bytes.Buffer
	sets   [][]byte
	heads  []salesforce.PermissionSet
}

func newShardRun(ctx context.Context, s *Stream, workers int, judge func(worker, shard int, sets [][]byte) error) *shardRun {
	run := &shardRun{
		stream: s, workers: max(workers, 1), judge: judge, hash: sha256.New(), done: map[int]*shardJob{},
		jobs: make(chan *shardJob),
	}
	run.ctx, run.stop = context.WithCancel(ctx)
	run.free = make(chan *shardJob, 2*run.workers)
	for range cap(run.free) {
		run.free <- &shardJob{}
	}
	before, behind := s.restAround()
	run.hash.Write(before)
	run.behind = behind
	return run
}

// all judges every shard; it reports whether the file is at fault.
func (run *shardRun) all() bool {
	defer run.stop()
	var workers sync.WaitGroup
	for worker := range run.workers {
		workers.Go(func() { run.work(worker) })
	}
	ok := run.cut()
	close(run.jobs)
	workers.Wait()
	return !ok || run.fault
}

// cut makes the jobs. It is false where the file cannot be read as it was before.
func (run *shardRun) cut() bool {
	s := run.stream
	if s.open == nil {
		shard := 0
		for rest := s.memory; len(rest) > 0; shard++ {
			n := weighed(rest)
			if !run.send(shard, func(job *shardJob) bool { job.memory = rest[:n]; return true }) {
				return false
			}
			rest = rest[n:]
		}
		return true
	}
	if len(s.sets) == 0 {
		return true
	}
	r, err := s.unpacked()
	if err != nil {
		return false
	}
	defer r.Close()
	pos, shard := int64(0), 0
	for rest := s.sets; len(rest) > 0; shard++ {
		n, size := 1, rest[0].size
		for n < len(rest) && n < shardSets && size+rest[n].size <= shardBytes {
			size += rest[n].size
			n++
		}
		if !run.send(shard, func(job *shardJob) bool {
			for _, set := range rest[:n] {
				if !job.readSet(r, set, pos) {
					return false
				}
				pos = set.start + int64(set.size)
			}
			return true
		}) {
			return false
		}
		rest = rest[n:]
	}
	return true
}

// weighed is how many sets in memory make a shard, by the grants they hold.
func weighed(sets []salesforce.PermissionSet) int {
	const shardGrants = 8192
	grants := 0
	for n := range sets {
		for _, fields := range sets[n].Fields {
			grants += len(fields)
		}
		grants += len(sets[n].Objects) + len(sets[n].Lines) + sets[n].Packed.Len()
		if n > 0 && (grants > shardGrants || n == shardSets) {
			return n
		}
	}
	return len(sets)
}

// send fills a free job and hands it on.
func (run *shardRun) send(shard int, fill func(*shardJob) bool) bool {
	select {
	case job := <-run.free:
		job.shard = shard
		job.raw, job.cuts = job.raw[:0], job.cuts[:0]
		if !fill(job) {
			return false
		}
		select {
		case run.jobs <- job:
			return true
		case <-run.ctx.Done():
		}
	case <-run.ctx.Done():
	}
	return false
}

// readSet reads one set from r, which stands at pos.
func (job *shardJob) readSet(r io.Reader, set extent, pos int64) bool {
	if seeker, ok := r.(io.Seeker); ok {
		if _, err := seeker.Seek(set.start-pos, io.SeekCurrent); err != nil {
			return false
		}
	} else if _, err := io.CopyN(io.Discard, r, set.start-pos); err != nil {
		return false
	}
	from := len(job.raw)
	job.raw = slices.Grow(job.raw, set.size)[:from+set.size]
	if _, err := io.ReadFull(r, job.raw[from:]); err != nil {
		return false
	}
	job.cuts = append(job.cuts, len(job.raw))
	return true
}

// work judges jobs until there are none, or until one fails.
func (run *shardRun) work(worker int) {
	reader := newSetReader()
	for job := range run.jobs {
		if run.ctx.Err() != nil {
			continue
		}
		ok := job.check(reader, run.stream.open == nil)
		var err error
		if ok {
			err = run.judge(worker, job.shard, job.sets)
		}
		run.mu.Lock()
		switch {
		case !ok:
			run.fault = true
			run.stop()
		case err != nil:
			if run.failed == nil {
				run.failed = err
			}
			run.stop()
		default:
			run.done[job.shard] = job
			run.drain()
		}
		run.mu.Unlock()
	}
}

// check brings the sets of a job to their canonical form.
func (job *shardJob) check(reader *setReader, memory bool) bool {
	job.json.Reset()
	job.heads = nil
	var ends []int
	if memory {
		for i := range job.memory {
			reader.encode(&job.json, &job.memory[i], nil, nil)
			ends = append(ends, job.json.Len())
		}
	}
	from := 0
	for _, end := range job.cuts {
		head, ok := reader.read(job.raw[from:end], &job.json)
		if !ok {
			return false
		}
		job.heads = append(job.heads, head)
		ends = append(ends, job.json.Len())
		from = end
	}
	job.sets = job.sets[:0]
	from = 0
	for _, end := range ends {
		job.sets = append(job.sets, job.json.Bytes()[from:end:end])
		from = end
	}
	return true
}

// drain hashes the shards whose turn it is and lets their buffers go.
func (run *shardRun) drain() {
	for job := run.done[run.next]; job != nil; job = run.done[run.next] {
		delete(run.done, run.next)
		run.next++
		run.heads = append(run.heads, job.heads)
		for _, set := range job.sets {
			if run.written > 0 {
				run.hash.Write([]byte{','})
			}
			run.written++
			run.hash.Write([]byte("\n      "))
			run.hash.Write(set)
		}
		run.free <- job
	}
}

func (run *shardRun) digest() string {
	if run.written > 0 {
		run.hash.Write([]byte("\n    "))
	}
	run.hash.Write(run.behind)
	return "sha256:" + hex.EncodeToString(run.hash.Sum(nil))
}
