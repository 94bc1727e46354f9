//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
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
	if err := writeAll(context.Background(), streams{out: &bytes.Buffer{}}, nil, nil, []file{{path: path, data: []byte("report")}}); err != nil {
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

// TestOutputsAreReadByThoseWhoMayAlready looks at a file beside its target while it is written, and
// at the target then. The umask belongs to the process: this test runs alone.
func TestOutputsAreReadByThoseWhoMayAlready(t *testing.T) {
	for name, tt := range map[string]struct {
		umask              int
		there, given, want fs.FileMode
		during             fs.FileMode
	}{
		"a report":                         {umask: 0o022, want: 0o644, during: 0o644},
		"a report under a narrow umask":    {umask: 0o077, want: 0o600, during: 0o600},
		"a report over a private one":      {umask: 0o022, there: 0o600, want: 0o600, during: 0o600},
		"a report over one for a group":    {umask: 0o077, there: 0o660, want: 0o660, during: 0o600},
		"a snapshot":                       {umask: 0o022, given: 0o600, want: 0o600, during: 0o600},
		"a snapshot over one of the group": {umask: 0o022, there: 0o640, given: 0o600, want: 0o640, during: 0o600},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path, seen := filepath.Join(dir, "out"), 0
			if tt.there != 0 {
				if err := errors.Join(os.WriteFile(path, []byte("old"), tt.there), os.Chmod(path, tt.there)); err != nil {
					t.Fatal(err)
				}
			}
			defer syscall.Umask(syscall.Umask(tt.umask))
			err := writeAll(context.Background(), streams{out: &bytes.Buffer{}}, nil, nil, []file{{path: path, mode: tt.given, write: func(w io.Writer) error {
				for _, name := range entries(t, dir) {
					if name == "out" {
						continue
					}
					info, err := os.Stat(filepath.Join(dir, name))
					if err != nil || info.Mode().Perm() != tt.during {
						t.Errorf("%s: %v, %v", name, info.Mode(), err)
					}
					seen++
				}
				_, err := io.WriteString(w, "text")
				return err
			}}})
			if info, statErr := os.Stat(path); err != nil || statErr != nil || info.Mode().Perm() != tt.want || seen != 1 {
				t.Errorf("%v, %v, mode %v; %d temporary files seen", err, statErr, info.Mode(), seen)
			}
		})
	}
}
