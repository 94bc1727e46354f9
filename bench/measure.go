package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// tool is one program that is measured, as a whole process.
type tool struct {
	name  string
	args  []string
	allow []int // exit statuses that are no failure: findings are none
}

// cost is what one run took: what the operating system says of the process, when it has ended.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // bytes of memory
}

// run runs a tool once. Its output is read and dropped.
func (t tool) run() (cost, error) {
	cmd := exec.Command(t.args[0], t.args[1:]...)
	var talk bytes.Buffer
	cmd.Stderr = &talk
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && slices.Contains(t.allow, exit.ExitCode())) {
		return cost{}, fmt.Errorf("run %s: %w: %s", t.name, err, strings.TrimSpace(talk.String()))
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return cost{}, fmt.Errorf("run %s: this system does not say what a process used", t.name)
	}
	return cost{wall: wall, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak: usage.Maxrss << 10}, nil
}

// median takes each quantity by itself.
func median(costs []cost) cost {
	return cost{
		wall: middle(costs, func(c cost) time.Duration { return c.wall }),
		cpu:  middle(costs, func(c cost) time.Duration { return c.cpu }),
		peak: middle(costs, func(c cost) int64 { return c.peak }),
	}
}

func middle[T cmp.Ordered](costs []cost, of func(cost) T) T {
	var values []T
	for _, c := range costs {
		values = append(values, of(c))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// decode is what the bare decode of a file into Go's maps costs: the least that a program which
// holds the snapshot as a whole has to do.
func decode(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var v any
	return json.NewDecoder(f).Decode(&v)
}
