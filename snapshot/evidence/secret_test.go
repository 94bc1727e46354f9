package evidence_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

const planted = "00Dx0000canary!SECRET"

func TestSecretRefusesAValueWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{planted, "env:" + planted, "env:", "file:", "file:a\nb", "", "ENV:SF_KEY", "env:3MVG9abcDEF", "-----BEGIN RSA PRIVATE KEY-----"} {
		var s evidence.Secret
		err := s.UnmarshalText([]byte(text))
		if err == nil {
			t.Errorf("%q was taken for a reference", text)
			continue
		}
		if text != "" && len(text) > 6 && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats the value: %v", err)
		}
	}
	doc := struct {
		Key evidence.Secret `json:"key"`
	}{}
	_, err := evidence.DecodeYAML("leastwise.yaml", []byte("key: "+planted), &doc)
	if err == nil || strings.Contains(err.Error(), planted) || !strings.Contains(err.Error(), "leastwise.yaml:1: key: ") {
		t.Errorf("got %v, want an error at leastwise.yaml:1 without the value", err)
	}
}

func TestSecretIsPrintedAsItsReference(t *testing.T) {
	t.Setenv("LW_TEST_KEY", planted)
	var s evidence.Secret
	if err := s.UnmarshalText([]byte("env:LW_TEST_KEY")); err != nil {
		t.Fatal(err)
	}
	value, err := s.Resolve("", os.Getenv)
	if err != nil || value != planted {
		t.Fatalf("Resolve gave %q, %v", value, err)
	}
	data, err := json.Marshal(map[string]any{"s": s})
	if err != nil {
		t.Fatal(err)
	}
	printed := fmt.Sprintf("%v %+v %#v %s %q", s, s, s, data, s)
	if strings.Contains(printed, planted) || string(data) != `{"s":"env:LW_TEST_KEY"}` {
		t.Errorf("printed as %s", printed)
	}
}

func TestSecretThatCannotBeFetchedIsAnError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("good", "  "+planted+"\n")
	write("empty", " \n")
	write("huge", strings.Repeat("x", 1<<20+1))
	for ref, want := range map[string]string{
		"file:good": "", "file:empty": "empty", "file:huge": "larger", "file:none": "does not exist", "file:.": "not a file", "env:NOT_SET": "not set",
	} {
		var s evidence.Secret
		if err := s.UnmarshalText([]byte(ref)); err != nil {
			t.Fatal(err)
		}
		value, err := s.Resolve(dir, func(string) string { return "" })
		switch {
		case want == "" && (err != nil || value != planted):
			t.Errorf("%s: got %q, %v", ref, value, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), planted)):
			t.Errorf("%s: got %v, want an error that says %q", ref, err, want)
		}
	}
	if _, err := (evidence.Secret{}).Resolve(dir, os.Getenv); err == nil {
		t.Error("no secret was resolved")
	}
}
