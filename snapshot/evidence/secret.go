package evidence

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// maxSecretBytes is the largest file a secret is read from: keys and tokens are far smaller.
const maxSecretBytes = 1 << 20

// envName is what a variable of the environment is called. Lower case is refused, so that a
// token pasted behind "env:" by mistake is seldom taken for a name and printed.
var envName = regexp.MustCompile(`^[A-Z_][A-Z0-9_]{0,99}$`)

// errInline refuses a secret that stands in the configuration. It does not repeat the value.
var errInline = errors.New("holds a secret itself: write env:NAME (a variable of the environment, in capitals) or file:PATH instead")

// Secret says where a secret is kept: "env:NAME" or "file:PATH". It never holds the secret,
// and refuses to be read from one, without repeating it. The zero Secret is none.
type Secret struct{ ref string }

// UnmarshalText takes a reference and refuses everything else.
func (s *Secret) UnmarshalText(text []byte) error {
	ref := strings.TrimSpace(string(text))
	kind, at, _ := strings.Cut(ref, ":")
	switch {
	case kind == "env" && envName.MatchString(at):
	case kind == "file" && at != "" && !strings.ContainsAny(at, "\r\n\x00"):
	default:
		return errInline
	}
	s.ref = ref
	return nil
}

// IsZero says that no secret was named.
func (s Secret) IsZero() bool { return s.ref == "" }

// String is the reference, as in "env:SF_CLIENT_SECRET": where the secret is, not what it is.
func (s Secret) String() string { return s.ref }

// MarshalText is String, so that neither JSON nor YAML can hold more than the reference.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.ref), nil }

// Resolve fetches the secret: from getenv, or from a file whose path is relative to dir.
// Space around it is dropped. The errors name the reference alone.
func (s Secret) Resolve(dir string, getenv func(string) string) (string, error) {
	kind, at, _ := strings.Cut(s.ref, ":")
	var value string
	switch kind {
	case "env":
		if value = getenv(at); value == "" {
			return "", fmt.Errorf("read secret %s: the variable is not set", s)
		}
	case "file":
		if !filepath.IsAbs(at) {
			at = filepath.Join(dir, filepath.FromSlash(at))
		}
		info, err := os.Stat(at)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return "", fmt.Errorf("read secret %s: the file does not exist (paths are relative to the directory of the configuration)", s)
		case err != nil || !info.Mode().IsRegular():
			return "", fmt.Errorf("read secret %s: it is not a file that can be read", s)
		case info.Size() > maxSecretBytes:
			return "", fmt.Errorf("read secret %s: the file is larger than 1 MB, no secret is", s)
		}
		data, err := os.ReadFile(at)
		if err != nil {
			return "", fmt.Errorf("read secret %s: the file cannot be read", s)
		}
		value = string(data)
	default:
		return "", errors.New("read secret: none is named")
	}
	if value = strings.TrimSpace(value); value == "" {
		return "", fmt.Errorf("read secret %s: it is empty", s)
	}
	return value, nil
}
