//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
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

// TestTemporaryFilesAreForTheirOwnerAlone looks at a file beside its target while it is written.
func TestTemporaryFilesAreForTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	for _, mode := range []fs.FileMode{0o600, 0o644} {
		dir := t.TempDir()
		path, seen := filepath.Join(dir, "out"), 0
		err := writeAll(context.Background(), streams{out: &bytes.Buffer{}}, nil, []file{{path: path, mode: mode, write: func(w io.Writer) error {
			for _, name := range entries(t, dir) {
				info, err := os.Stat(filepath.Join(dir, name))
				if err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("%s: %v, %v", name, info.Mode(), err)
				}
				seen++
			}
			_, err := io.WriteString(w, "text")
			return err
		}}})
		if info, statErr := os.Stat(path); err != nil || statErr != nil || info.Mode().Perm() != mode || seen != 1 {
			t.Errorf("%v, %v; %d temporary files seen", err, statErr, seen)
		}
	}
}
