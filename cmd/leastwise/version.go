package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/snapshot"
)

// release is the tag of a release build, set by the linker (-X main.release=v1.2.3). Such a
// build leaves git out, so that its checksum is known before the tag is made.
var release string

// version is the release, else what go build stamped: a tag, a pseudo-version, or "devel" in
// a test.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return strings.Trim(info.Main.Version, "()")
}

func tool() snapshot.Tool { return snapshot.Tool{Name: "leastwise", Version: version()} }

func newVersionCmd(s streams) *cobra.Command {
	var bill bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  atMost(0, "no argument"),
		RunE: func(*cobra.Command, []string) error {
			if bill {
				info, _ := debug.ReadBuildInfo()
				return writeSBOM(s.out, info, version())
			}
			_, err := fmt.Fprintln(s.out, "leastwise", version())
			return err
		},
	}
	cmd.Flags().BoolVar(&bill, "sbom", false, "print the modules of this binary as CycloneDX JSON instead")
	return cmd
}
