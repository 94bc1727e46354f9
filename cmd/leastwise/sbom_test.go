package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"runtime/debug"
	"strings"
	"testing"
)

func TestSBOMListsEveryModuleOnce(t *testing.T) {
	t.Parallel()
	sum := "h1:" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xab}, 32))
	info := &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Path: "github.com/leastwise/leastwise"}, Deps: []*debug.Module{
		{Path: "z.example/b", Version: "v1.0.0", Sum: sum},
		{Path: "a.example/old", Version: "v0.1.0", Replace: &debug.Module{Path: "a.example/new", Version: "v0.2.0"}},
	}}
	var b, again bytes.Buffer
	if err := writeSBOM(&b, info, "v1.2.3"); err != nil {
		t.Fatal(err)
	}
	if err := writeSBOM(&again, info, "v1.2.3"); err != nil || b.String() != again.String() {
		t.Errorf("two bills of one binary differ: %v", err)
	}
	var got sbom
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	var purls []string
	for _, c := range got.Components {
		purls = append(purls, c.PURL)
	}
	want := "pkg:golang/a.example/new@v0.2.0 pkg:golang/stdlib@1.26.8 pkg:golang/z.example/b@v1.0.0"
	if strings.Join(purls, " ") != want || got.Metadata.Component.Version != "v1.2.3" {
		t.Errorf("bill of %s: %v, want %s", got.Metadata.Component.Version, purls, want)
	}
	if h := got.Components[2].Hashes; len(h) != 1 || h[0].Content != strings.Repeat("ab", 32) {
		t.Errorf("hashes %v", h)
	}
	if err := writeSBOM(&b, nil, ""); err == nil {
		t.Error("a binary without build information has a bill")
	}
}
