package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// FuzzConfig reads any bytes as leastwise.yaml.
func FuzzConfig(f *testing.F) {
	for _, file := range []string{"starter/leastwise.yaml", "../../testdata/acme/leastwise.yaml", "../../testdata/tidy/leastwise.yaml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	for _, seed := range []string{"", "version: 1\n", "version: 2\n", "version: 1\nsources: {roster: {scim: {url: x, token: env:A}}}\n", "version: 1\nwaivers: [{}]\n"} {
		f.Add(seed)
	}
	path := filepath.Join(f.TempDir(), configName)
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := loadConfig(path)
		if err != nil {
			var ours *evidence.Error
			if !errors.As(err, &ours) || filepath.Base(ours.File) != configName || strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Errorf("not an error of one line that names the file: %q", err)
			}
			return
		}
		if _, err := c.sourcesInput(); err != nil || c.Version != configVersion {
			t.Errorf("version %d, %v", c.Version, err)
		}
	})
}

// FuzzPlain writes any text to the talk: one line that no terminal and no runner obeys.
func FuzzPlain(f *testing.F) {
	for _, seed := range []string{"##[error]", "::error::", "\x1b[31m", "a\nb", "\u202E", "#\u200b#[x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := plain(text)
		if strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) || strings.Contains(got, "##[") {
			t.Errorf("%q became %q", text, got)
		}
		e := (&evidence.Error{File: text, Line: 1, Path: text, Msg: text}).Error()
		if strings.ContainsFunc(e, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("an error of more than a line: %q", e)
		}
	})
}
