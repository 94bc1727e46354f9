package snapshot

import (
	"context"
	"errors"
	"time"
)

// Options is what a collection needs beside its sources.
type Options struct {
	Dir     string    // directory that the paths of a Config are relative to
	TakenAt time.Time // the snapshot's clock
	Tool    Tool
}

// Take collects every source of c. A source that fails part-way is a gap in the coverage; a
// file that is missing or malformed is an error naming it.
func Take(ctx context.Context, c Config, o Options) (*Snapshot, error) {
	return nil, errors.New("not built yet")
}
