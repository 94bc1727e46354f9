package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// outputFlags are the flags by which scan and report say what to write where.
type outputFlags struct {
	formats       []string
	file          string
	reports       []string
	includeWaived bool
	category      string
}

func (f *outputFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.formats, "format", nil, "format of the primary report: "+strings.Join(formatNames(), ", ")+" (default text)")
	flags.StringVarP(&f.file, "output", "o", "", "file for the primary report (default stdout)")
	flags.StringArrayVar(&f.reports, "report", nil, "write one more report, as `FORMAT=FILE`; may be repeated")
	flags.BoolVar(&f.includeWaived, "sarif-include-waived", false, "put waived findings into SARIF, where code scanning shows them as open alerts")
	flags.StringVar(&f.category, "category", "", "name of this scan in SARIF where a repository has several (default leastwise)")
}

// output is one report to write; file "" is stdout.
type output struct{ format, file string }

// outputs checks the flags. The primary report comes first.
func (f *outputFlags) outputs(cmd *cobra.Command) ([]output, error) {
	primary := output{format: "text", file: f.file}
	switch len(f.formats) {
	case 0:
	case 1:
		primary.format = f.formats[0]
	default:
		return nil, usagef(cmd, "--format is given %d times: name a file for each with --report FORMAT=FILE", len(f.formats))
	}
	if primary.file == "-" {
		primary.file = ""
	}
	if err := checkFormat(cmd, "--format", primary.format); err != nil {
		return nil, err
	}
	outs := []output{primary}
	for _, r := range f.reports {
		format, file, ok := strings.Cut(r, "=")
		if !ok || file == "" || file == "-" {
			return nil, usagef(cmd, "--report %q: write FORMAT=FILE, such as sarif=results.sarif", r)
		}
		if err := checkFormat(cmd, "--report", format); err != nil {
			return nil, err
		}
		outs = append(outs, output{format, file})
	}
	return outs, nil
}

// filesOf are the files of outputs.
func filesOf(outs []output) []string {
	var files []string
	for _, o := range outs {
		files = append(files, o.file)
	}
	return files
}

func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return names
}

func checkFormat(cmd *cobra.Command, flag, format string) error {
	if slices.Contains(formatNames(), format) || format == report.TemplateFormat {
		return nil
	}
	return usagef(cmd, "%s: unknown format %q%s", flag, format, evidence.Suggest(format, formatNames()))
}

// reportFormats are the formats of --report FORMAT=FILE.
func reportFormats(reports []string) []string {
	var formats []string
	for _, r := range reports {
		format, _, _ := strings.Cut(r, "=")
		formats = append(formats, format)
	}
	return formats
}

// publish renders every output, and only when all of them could be rendered and staged, and
// the further files with them, does the first one appear.
func publish(ctx context.Context, s streams, in inputs, outs []output, a *rego.Assessment, o report.Options, files ...file) error {
	var product []byte
	dir := o.Dir
	for _, out := range outs {
		var b bytes.Buffer
		o.Color, o.Dir = false, ""
		if out.file == "" {
			// stdout is read where the user stands; a file is the same bytes wherever it was made
			o.Color, o.Dir = s.color(), dir
		}
		if err := report.Write(&b, out.format, a, o); err != nil {
			return fmt.Errorf("render %s: %w", out.format, err)
		}
		if out.file == "" {
			product = b.Bytes()
		} else {
			files = append(files, file{path: out.file, data: b.Bytes()})
		}
	}
	return writeAll(ctx, s, in, product, files)
}

// file is a file to write whole.
type file struct {
	path  string
	data  []byte
	mode  fs.FileMode           // of one that is new, 0 for what the umask allows; one that is there keeps its own
	write func(io.Writer) error // in the place of data, for what is too large to hold twice
}

func (f file) to(w io.Writer) error {
	if f.write != nil {
		return f.write(w)
	}
	_, err := w.Write(f.data)
	return err
}

// writeAll writes product to stdout and every file to its place, or nothing: the files are
// written beside their places first, and renamed when all else has worked. A file that would
// replace one of in is an error.
func writeAll(ctx context.Context, s streams, in inputs, product []byte, files []file) (err error) {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.path
	}
	if err := in.refuse(paths...); err != nil {
		return err
	}
	var renames []staged
	defer func() {
		if err != nil {
			for _, r := range renames {
				err = errors.Join(err, r.discard())
			}
		}
	}()
	for _, f := range files {
		r, err := stage(f)
		if err != nil {
			return fmt.Errorf("write %s: %w", f.path, explain(err))
		}
		renames = append(renames, r)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if _, err := s.out.Write(product); err != nil {
		return fmt.Errorf("write to stdout: %w", err)
	}
	for len(renames) > 0 {
		if err := renames[0].commit(); err != nil {
			return fmt.Errorf("write %s: %w", renames[0].target, explain(err))
		}
		renames = renames[1:]
	}
	return nil
}

// staged is a file written beside its target. Where a mode is given it is for its owner alone until
// it is whole, and else what the umask makes of it. A target that is not a regular file (a device, a
// pipe) cannot be replaced: its data waits here instead.
type staged struct {
	target, temp string
	mode         fs.FileMode
	data         []byte
}

func stage(f file) (staged, error) {
	target := f.path
	if resolved, err := filepath.EvalSymlinks(target); err == nil {
		target = resolved // write through a link, do not replace it
	}
	mode := f.mode
	if info, err := os.Stat(target); err == nil {
		switch {
		case info.IsDir():
			return staged{}, errors.New("is a directory: name a file")
		case !info.Mode().IsRegular():
			var b bytes.Buffer
			err := f.to(&b)
			return staged{target: target, data: b.Bytes()}, err
		}
		mode = info.Mode().Perm()
	}
	temp, err := beside(target, mode)
	if err != nil {
		return staged{}, err
	}
	r := staged{target: target, temp: temp.Name(), mode: mode}
	err = f.to(temp)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return staged{}, errors.Join(err, r.discard())
	}
	return r, nil
}

// beside makes a file next to target, for its owner alone; without a mode, for those whom the
// umask allows to read it.
func beside(target string, mode fs.FileMode) (*os.File, error) {
	temp, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil || mode != 0 {
		return temp, err
	}
	if err := errors.Join(temp.Close(), os.Remove(temp.Name())); err != nil {
		return nil, err
	}
	return os.OpenFile(temp.Name(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

func (r staged) commit() error {
	if r.temp == "" {
		return os.WriteFile(r.target, r.data, 0o644)
	}
	if r.mode != 0 {
		if err := os.Chmod(r.temp, r.mode); err != nil {
			return err
		}
	}
	return os.Rename(r.temp, r.target)
}

func (r staged) discard() error {
	if r.temp == "" {
		return nil
	}
	return os.Remove(r.temp)
}

// explain takes the temporary name out of an error about writing: the user gave another.
func explain(err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("its folder does not exist: make it first")
	case errors.As(err, &path):
		return path.Err
	}
	return err
}
