//go:build unix

package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe in a folder of the test stands for every target that is no regular file: the test
// must be able to fail, and /dev/null must outlive that.
func TestWriteAllWritesIntoAPipeAndLeavesItOne(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	reader, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := writeAll(context.Background(), streams{out: &bytes.Buffer{}}, nil, []file{{path: path, data: []byte("report"), mode: 0o644}}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Fatalf("the pipe was replaced: %v, %v", info, err)
	}
	got := make([]byte, len("report"))
	if _, err := reader.Read(got); err != nil || string(got) != "report" {
		t.Errorf("read %q, %v", got, err)
	}
}
