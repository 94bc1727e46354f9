package main

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"runtime/debug"
	"slices"
	"strings"
)

// sbom is a bill of materials in CycloneDX 1.5: the modules in this binary, as the linker
// recorded them. It holds no date and no serial number, so that one binary has one bill.
type sbom struct {
	Format      string        `json:"bomFormat"`
	SpecVersion string        `json:"specVersion"`
	Version     int           `json:"version"`
	Metadata    sbomMetadata  `json:"metadata"`
	Components  []sbomPackage `json:"components"`
}

type sbomMetadata struct {
	Component sbomPackage `json:"component"`
}

type sbomPackage struct {
	Type    string     `json:"type"`
	Name    string     `json:"name"`
	Version string     `json:"version"`
	PURL    string     `json:"purl"`
	Hashes  []sbomHash `json:"hashes,omitempty"` // of the module's files, as in go.sum
}

type sbomHash struct {
	Alg     string `json:"alg"`
	Content string `json:"content"`
}

// writeSBOM writes the bill of the binary that info describes.
func writeSBOM(w io.Writer, info *debug.BuildInfo, version string) error {
	if info == nil {
		return errors.New("list modules: this binary has no build information")
	}
	b := sbom{Format: "CycloneDX", SpecVersion: "1.5", Version: 1, Components: []sbomPackage{
		{Type: "library", Name: "stdlib", Version: strings.TrimPrefix(info.GoVersion, "go"), PURL: "pkg:golang/stdlib@" + strings.TrimPrefix(info.GoVersion, "go")},
	}}
	b.Metadata.Component = sbomPackage{Type: "application", Name: info.Main.Path, Version: version, PURL: "pkg:golang/" + info.Main.Path + "@" + version}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		p := sbomPackage{Type: "library", Name: m.Path, Version: m.Version, PURL: "pkg:golang/" + m.Path + "@" + m.Version}
		if sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && len(sum) == 32 {
			p.Hashes = []sbomHash{{Alg: "SHA-256", Content: hex.EncodeToString(sum)}}
		}
		b.Components = append(b.Components, p)
	}
	slices.SortFunc(b.Components, func(x, y sbomPackage) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Version, y.Version))
	})
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(b)
}
