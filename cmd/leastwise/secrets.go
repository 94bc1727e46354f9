package main

import (
	"bytes"
	"regexp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// secretForms are texts that are credentials whatever key they stand under. They are few and
// exact: a form that also fits an honest value would make a correct file unreadable.
var secretForms = []struct {
	what string
	form *regexp.Regexp
}{
	{"a private key", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`)},
	{"a JSON web token", regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.`)},
	{"a GitHub token", regexp.MustCompile(`\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})`)},
	{"a Slack token", regexp.MustCompile(`\bxox[abprs]-[A-Za-z0-9-]{10,}`)},
	{"an AWS access key", regexp.MustCompile(`\b(AKIA|ASIA)[A-Z0-9]{16}\b`)},
	{"a Salesforce session", regexp.MustCompile(`\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{20,}`)},
	{"a password in a URL", regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^\s/:@"']+:[^\s/@"']+@`)},
	{"a Clay webhook URL", regexp.MustCompile(`\bapi\.clay\.com/v3/sources/webhook/[A-Za-z0-9-]{8,}`)},
	// A value under a key that can only be a secret, unless it says where the secret is.
	{"a secret", regexp.MustCompile(`(?i)(?:^|[{,])\s*(-\s+)?["']?(\w*_)?(token|password|secret|client_secret|api_?key|private_key)["']?\s*:\s*["']?(?:[^\s"'{\[#&*|>]{8,})`)},
}

// reference is how a configuration names a secret that it does not hold.
var reference = regexp.MustCompile(`:\s*["']?(env|file):`)

// refuseSecrets finds credentials in a configuration, before anything else looks at it or
// quotes it. The error never repeats what was found.
func refuseSecrets(file string, data []byte) error {
	for i, line := range bytes.Split(data, []byte("\n")) {
		for _, s := range secretForms {
			if s.form.Match(line) && (s.what != "a secret" || !reference.Match(line)) {
				return &evidence.Error{File: file, Line: i + 1,
					Msg: "holds " + s.what + ": write env:NAME or file:PATH instead, and revoke it if this file was ever shared"}
			}
		}
	}
	return nil
}
