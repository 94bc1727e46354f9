package main

import (
	"fmt"
	"os"
	"syscall"

	"github.com/leastwise/leastwise/rego"
)

// status is an exit status of the program.
type status int

const (
	statusOK          status = 0   // Nothing at or above --fail-on was found.
	statusFindings    status = 1   // Something at or above --fail-on was found.
	statusError       status = 2   // The command line, the configuration, an input or a rule is wrong, or GitHub refused something; but for publish, nothing was written.
	statusIncomplete  status = 3   // Nothing at or above --fail-on was found, but some rule lacked evidence, or part of it.
	statusInterrupted status = 130 // Ctrl-C stopped the run; but for publish, nothing was written.
	statusTerminated  status = 143 // SIGTERM stopped the run; but for publish, nothing was written.
)

// verdictError ends a run that did its work and whose report is out: the status says what it
// found, and there is nothing more to print.
type verdictError status

func (v verdictError) Error() string { return fmt.Sprintf("exit status %d", int(v)) }

// usageError is a mistake on the command line.
type usageError struct {
	command string // whose help says more: "leastwise scan"
	msg     string
}

func (u *usageError) Error() string { return u.msg }

// interruption is why a context was cancelled: the user or the system asked to stop.
type interruption struct{ signal os.Signal }

func (i interruption) Error() string { return "stopped by " + i.signal.String() }

func (i interruption) status() status {
	if i.signal == syscall.SIGTERM {
		return statusTerminated
	}
	return statusInterrupted
}

// underwayError is an error of a run that had begun to write where nothing can be taken back.
type underwayError struct{ err error }

func (u *underwayError) Error() string { return u.err.Error() }
func (u *underwayError) Unwrap() error { return u.err }

// failNone is the --fail-on under which no finding fails a run: no severity is as bad.
const failNone rego.Severity = "none"

// statusOf is the status of a scan without broken rules: findings win over missing evidence.
func statusOf(a *rego.Assessment, failOn rego.Severity, allowIncomplete bool) status {
	switch {
	case a.Failing(failOn) > 0:
		return statusFindings
	case len(a.Incomplete()) > 0 && !allowIncomplete:
		return statusIncomplete
	}
	return statusOK
}
