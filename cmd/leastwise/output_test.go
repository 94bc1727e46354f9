package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// entries are the names in dir.
func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestWriteAllWritesEveryOutputOrNone(t *testing.T) {
	t.Parallel()
	stopped, cancel := context.WithCancelCause(context.Background())
	cancel(interruption{os.Interrupt})
	for name, tt := range map[string]struct {
		ctx    context.Context
		broken bool // stdout
		second string
	}{
		"the second file has no folder": {context.Background(), false, "nowhere/b"},
		"the second file is a folder":   {context.Background(), false, "folder"},
		"stdout is broken":              {context.Background(), true, "b"},
		"the run was stopped":           {stopped, false, "b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := errors.Join(os.Mkdir(filepath.Join(dir, "folder"), 0o700), os.WriteFile(filepath.Join(dir, "a"), []byte("old"), 0o600)); err != nil {
				t.Fatal(err)
			}
			var stdout bytes.Buffer
			s := streams{out: &stdout}
			if tt.broken {
				s.out = brokenWriter{}
			}
			err := writeAll(tt.ctx, s, nil, []byte("product"), []file{
				{path: filepath.Join(dir, "a"), data: []byte("new")}, {path: filepath.Join(dir, tt.second), data: []byte("new")},
			})
			if err == nil {
				t.Fatal("no error")
			}
			if got := read(t, filepath.Join(dir, "a")); got != "old" || stdout.Len() > 0 {
				t.Errorf("wrote %q and %q to stdout", got, stdout.String())
			}
			if got := entries(t, dir); len(got) != 2 {
				t.Errorf("left behind: %q", got)
			}
		})
	}
}

func TestWriteAllReplacesAFileThroughItsLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(target, []byte("a longer old text"), 0o600), os.Symlink("target", link)); err != nil {
		t.Fatal(err)
	}
	if err := writeAll(context.Background(), streams{out: &bytes.Buffer{}}, nil, nil, []file{{path: link, data: []byte("new")}}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, target); got != "new" {
		t.Errorf("target holds %q", got)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the report: %v, %v", info, err)
	}
}
