package evidence

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ReadFile reads a file the operator named in the configuration: path is relative to dir, or
// absolute, and may lead out of dir as it is written, but not through a link. It returns the
// file's name as a Location gives it (a slash path relative to dir wherever there is one) and
// its bytes. A folder, a device and a file of more than limit bytes are refused. The error reads well behind the key that named
// the file: `no such file: clay.yaml`.
func ReadFile(dir, path string, limit int64) (name string, data []byte, err error) {
	full := path
	if !filepath.IsAbs(path) {
		full = filepath.Join(dir, path)
	}
	name = filepath.ToSlash(filepath.Clean(path))
	if base, err := filepath.Abs(dir); err == nil && filepath.IsAbs(path) {
		if rel, err := filepath.Rel(base, path); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			name = filepath.ToSlash(rel)
		}
	}
	info, err := os.Stat(full)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return name, nil, fmt.Errorf("no such file: %s", path)
	case err != nil:
		return name, nil, fmt.Errorf("read %s: %w", path, bare(err))
	case info.IsDir():
		return name, nil, fmt.Errorf("is a folder, not a file: %s", path)
	case !info.Mode().IsRegular():
		return name, nil, fmt.Errorf("is not a regular file: %s", path)
	case LeadsOut(dir, path):
		return name, nil, fmt.Errorf("is a link that leads out of the folder of the configuration: put the file there itself, or name the other one: %s", path)
	}
	f, err := os.Open(full)
	if err != nil {
		return name, nil, fmt.Errorf("read %s: %w", path, bare(err))
	}
	defer f.Close()
	data, err = io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		return name, nil, fmt.Errorf("read %s: %w", path, bare(err))
	case int64(len(data)) > limit:
		return name, nil, fmt.Errorf("is larger than %d bytes, the limit: %s", limit, path)
	}
	return name, data, nil
}

// LeadsOut says whether path stands in dir and a link on it leads out of dir. Who may change the
// files of a repository may make one a link to another file of the machine that scans it; who
// writes leastwise.yaml may name any.
func LeadsOut(dir, path string) bool {
	base, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	full := path
	if !filepath.IsAbs(path) {
		full = filepath.Join(base, path)
	}
	if within, err := filepath.Rel(base, full); err != nil || !filepath.IsLocal(within) {
		return false
	}
	base, err = filepath.EvalSymlinks(base)
	real, realErr := filepath.EvalSymlinks(full)
	if err != nil || realErr != nil {
		return false // it is not there
	}
	within, err := filepath.Rel(base, real)
	return err != nil || !filepath.IsLocal(within)
}

// FileError says in one line why a file that the user named on the command line cannot be read.
func FileError(path string, err error) error {
	switch {
	case errors.Is(err, syscall.EISDIR):
		return fmt.Errorf("%s: is a directory, not a file", path)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: does not exist", path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: access is denied", path)
	}
	return fmt.Errorf("read %s: %w", path, bare(err))
}

// bare is the cause of a file error without its path, which the message names as it was written.
func bare(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
