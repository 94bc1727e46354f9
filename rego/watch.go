package rego

import (
	"context"
	"fmt"
	"runtime"
	"runtime/metrics"
	"time"
)

const (
	// DefaultMemory is how much the rules may allocate beside what is in use when they start,
	// where Options.Memory says nothing: ten times what ours take on the largest org seen.
	DefaultMemory = 4 << 30

	memoryInterval = 20 * time.Millisecond
	liveHeap       = "/memory/classes/heap/objects:bytes"
)

// memoryError is that an evaluation took more memory than it may.
type memoryError struct{ limit uint64 }

func (e memoryError) Error() string {
	return fmt.Sprintf("used more than %d MB of memory", e.limit>>20)
}

// watched returns a context that ends when the timeout is over, or when the heap has grown by
// more than limit bytes since; then the memoryError is its cause. stop must be called; it
// returns when nothing watches any more.
func watched(ctx context.Context, timeout time.Duration, limit uint64) (limited context.Context, stop func()) {
	limited, cancel := context.WithCancelCause(ctx)
	limited, stopTimer := context.WithTimeout(limited, timeout)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(memoryInterval)
		defer ticker.Stop()
		start := heap()
		for {
			select {
			case <-limited.Done():
				return
			case <-ticker.C:
				if heap() > start+limit {
					runtime.GC() // what is dead does not count
				}
				if heap() > start+limit {
					cancel(memoryError{limit})
					return
				}
			}
		}
	}()
	return limited, func() {
		stopTimer()
		cancel(nil)
		<-done
	}
}

// heap is the size of all objects on the heap, dead ones that were not collected yet included.
func heap() uint64 {
	sample := []metrics.Sample{{Name: liveHeap}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}
