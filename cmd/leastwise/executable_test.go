package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// executable writes a program that is run soon. A process that another test starts while the file
// is being written holds it open too until it has become a program of its own, and a file that is
// open for writing is not run ("text file busy"): so none starts meanwhile.
func executable(t testing.TB, path, text string) {
	t.Helper()
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o755)); err != nil {
		t.Fatal(err)
	}
}
