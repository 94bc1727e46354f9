//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// canaries are secrets planted in files and in the environment. Each is written so that no
// reader knows its form: what keeps it out of the output is that no output repeats it.
type canaries struct{ all []string }

func (c *canaries) plant() string {
	secret := fmt.Sprintf("canary%02dQ7zP2xLm9Xv", len(c.all))
	c.all = append(c.all, secret)
	return secret
}

// TestNoSecretLeavesTheProgram plants secrets in every kind of input, in the right place, the
// wrong one and in broken files, and in the environment, and looks for them in all that any
// command prints or writes, in every format, whatever its status. A planted file that must be
// refused must be.
func TestNoSecretLeavesTheProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := &canaries{}
	env := append(os.Environ(), "TMPDIR="+filepath.Join(dir, "tmp"), "HOME="+dir)
	for _, name := range []string{"SF_CLIENT_ID", "SF_CLIENT_SECRET", "SF_ACCESS_TOKEN", "SCIM_TOKEN", "GITHUB_TOKEN", "CLAY_API_KEY", "REDACT_KEY", "SIGNING_KEY", "AWS_SECRET_ACCESS_KEY"} {
		env = append(env, name+"="+c.plant()+c.plant())
	}
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	write("tmp/keep", "")
	write("server.key", "-----BEGIN PRIVATE KEY-----\n"+c.plant()+"\n-----END PRIVATE KEY-----\n")
	write("redact.key", c.plant())

	// A company whose honest inventory carries what must not travel: webhook URLs, and references.
	write("ok/clay.yaml", "workspace: {id: acme}\nmembers:\n- {email: gone@acme.example, role: admin}\nwebhooks:\n"+
		"- {id: w1, url: 'https://api.clay.com/v3/sources/webhook/"+c.plant()+"'}\n- {id: w2, url: 'https://hooks.example/"+c.plant()+"?token="+c.plant()+"'}\n")
	write("ok/roster.csv", "email,status\ngone@acme.example,terminated\n")
	write("ok/force-app/applications/x.txt", c.plant())
	write("ok/force-app/connectedApps/Clay.connectedApp-meta.xml", `<?xml version="1.0"?><ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata"><label>Clay</label><contactEmail>a@acme.example</contactEmail><oauthConfig><callbackUrl>https://x.example/`+c.plant()+`</callbackUrl><consumerKey>`+c.plant()+`</consumerKey><consumerSecret>`+c.plant()+`</consumerSecret></oauthConfig></ConnectedApp>`)
	write("ok/force-app/permissionsets/A.permissionset-meta.xml", `<?xml version="1.0"?><PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata"><!-- `+c.plant()+` --><label>A</label><description>`+c.plant()+`</description></PermissionSet>`)
	write("ok/leastwise.yaml", "version: 1\nsources:\n  clay: {workspace: acme, inventory: clay.yaml}\n  roster: {csv: roster.csv}\n  salesforce: {project: force-app, integration_users: [clay@acme.example]}\n")

	// Services that do not answer, with secrets by reference.
	write("live/leastwise.yaml", "version: 1\nsources:\n  salesforce:\n    org:\n      instance_url: http://127.0.0.1:1\n      auth: {flow: client_credentials, client_id: env:SF_CLIENT_ID, client_secret: env:SF_CLIENT_SECRET}\n")
	write("scim/leastwise.yaml", "version: 1\nsources:\n  roster: {scim: {url: 'http://127.0.0.1:1/scim', token: env:SCIM_TOKEN}}\n")
	write("jwt/leastwise.yaml", "version: 1\nsources:\n  salesforce:\n    org:\n      instance_url: http://127.0.0.1:1\n      auth: {flow: jwt, client_id: env:SF_CLIENT_ID, username: a@acme.example, key: file:../server.key}\n")

	// Secrets where none belongs: each of these is refused.
	bad := map[string]string{}
	inventory := "version: 1\nsources:\n  clay: {workspace: acme, inventory: clay.yaml}\n"
	for i, text := range []string{
		"api_keys: {k: {token: CANARY}}\n", "api_keys:\n- id: k\n  key: CANARY\n", "api_keys: {k: {secret: [CANARY]}}\n", "api_keys: CANARY\n",
		"api_keys: {k: CANARY}\n", "webhooks: [{id: w, auth_token: CANARY}]\n", "webhooks: [{id: w, has_auth: CANARY}]\n", "connections: [{id: c, password: CANARY}]\n",
		"members: [{email: a@x.example, role: admin, joined_at: {x: CANARY}}]\n", "tables: [{id: t, row_count: CANARYCANARY}]\n",
		"api_keys: {k: {key: *CANARY }}\n", "api_keys: {k: {key: !CANARY }}\n", "members: [\"CANARY\n", "- CANARY\n", "tables: [{id: t, columns: [{id: c, inline_header_names: ['Authorization: CANARY']}]}]\n",
		"usage: CANARY\n", "webhooks: [{id: 'https://x.example/CANARY'}]\n",
	} {
		folder := fmt.Sprintf("inventory%02d", i)
		write(folder+"/leastwise.yaml", inventory)
		write(folder+"/clay.yaml", strings.ReplaceAll(text, "CANARY", c.plant()))
		bad[folder] = folder + "/leastwise.yaml"
	}
	for i, text := range []string{
		"sources: {roster: {scim: {url: 'https://x.example', token: CANARY}}}\n", "sources: {salesforce: {org: {instance_url: 'https://u:CANARY@x.example'}}}\n",
		"sources: {salesforce: {org: {instance_url: 'https://x.example', auth: {flow: jwt, key: CANARY}}}}\n", "sources: CANARY\n",
		"sources: {salesforce: {org: {instance_url: 'https://x.example', auth: {flow: CANARY}}}}\n", "settings: CANARY\n", "sources: {roster: {github_token: CANARY, github_org: x}}\n",
	} {
		folder := fmt.Sprintf("config%02d", i)
		write(folder+"/leastwise.yaml", "version: 1\n"+strings.ReplaceAll(text, "CANARY", c.plant()))
		bad[folder] = folder + "/leastwise.yaml"
	}
	for i, text := range []string{
		`<PermissionSet><consumerSecret>CANARY`, `<!DOCTYPE a [<!ENTITY x "CANARY">]><PermissionSet>&x;</PermissionSet>`, "CANARY",
	} {
		folder := fmt.Sprintf("xml%02d", i)
		write(folder+"/leastwise.yaml", "version: 1\nsources:\n  salesforce: {project: force-app, integration_users: [clay@acme.example]}\n")
		write(folder+"/force-app/permissionsets/A.permissionset-meta.xml", strings.ReplaceAll(text, "CANARY", c.plant()))
		bad[folder] = folder + "/leastwise.yaml"
	}
	write("broken.json", `{"version": 1, "taken_at": {"token": "`+c.plant()+`"}}`)
	write("broken.txt", c.plant())

	var commands [][]string
	for _, folder := range []string{"ok", "live", "scim", "jwt"} {
		config := folder + "/leastwise.yaml"
		commands = append(commands,
			[]string{"snapshot", "-c", config, "-o", folder + ".json"},
			[]string{"snapshot", "-c", config, "--plan"},
			[]string{"scan", "-c", config, "--save-snapshot", folder + ".kept.json.gz", "--report", "sarif=" + folder + ".sarif", "--report", "markdown=" + folder + ".md", "--report", "json=" + folder + ".assessment.json"})
	}
	for _, format := range formatNames() {
		commands = append(commands, []string{"scan", "ok.json", "-c", "ok/leastwise.yaml", "--format", format}, []string{"report", "ok.assessment.json", "--format", format})
	}
	commands = append(commands,
		[]string{"snapshot", "-c", "ok/leastwise.yaml", "--redact", "--redact-key", "file:redact.key"},
		[]string{"scan", "-c", "ok/leastwise.yaml", "--redact", "--redact-key", "env:REDACT_KEY"},
		[]string{"attest", "ok.json", "--key", "file:server.key"}, []string{"attest", "ok.json", "--key", "env:SIGNING_KEY"},
		[]string{"verify", "ok.json", "ok.assessment.json", "-c", "ok/leastwise.yaml"}, []string{"verify", "ok.json", "--attestation", "broken.json", "--key", "server.key"},
		[]string{"scan", "broken.json"}, []string{"scan", "broken.txt"}, []string{"report", "broken.json"}, []string{"report", "broken.txt"}, []string{"verify", "broken.txt"},
		[]string{"rules"}, []string{"rules", "check", "ok"}, []string{"init", "--help"}, []string{"version"})
	for folder, config := range bad {
		for _, command := range []string{"scan", "snapshot"} {
			out, status := leak(t, c, dir, env, []string{command, "-c", config})
			if status != int(statusError) {
				t.Errorf("%s of %s: status %d, want 2: %s", command, folder, status, out)
			}
		}
	}
	for _, args := range commands {
		leak(t, c, dir, env, args)
	}
	if len(c.all) < 40 {
		t.Errorf("%d canaries, fewer than 40", len(c.all))
	}
	if data := read(t, filepath.Join(dir, "ok.json")); !strings.Contains(data, `"url_hash": "sha256:`) || !json.Valid([]byte(data)) {
		t.Error("the honest company gave no snapshot with its webhooks: nothing was shown")
	}
	planted := regexp.MustCompile(`^(ok|live|scim|jwt|inventory\d+|config\d+|xml\d+)/|^(server|redact)\.key$|^broken\.|^tmp/keep$`)
	written := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, path)
		if err != nil || entry.IsDir() || planted.MatchString(filepath.ToSlash(rel)) {
			return err
		}
		written++
		c.look(t, rel, []byte(read(t, path)))
		return nil
	})
	if err != nil || written < 5 {
		t.Errorf("looked at %d written files: %v", written, err)
	}
	if left := entries(t, filepath.Join(dir, "tmp")); len(left) != 1 {
		t.Errorf("temporary files left: %q", left)
	}
	t.Logf("%d canaries, %d commands, %d files written", len(c.all), len(commands)+2*len(bad), written)
}

// leak runs a command, looks for canaries in what it prints, and returns its stderr and status.
func leak(t *testing.T, c *canaries, dir string, env, args []string) (string, int) {
	t.Helper()
	cmd := program(t, dir, args...)
	cmd.Env = env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	what := strings.Join(args, " ")
	c.look(t, what+": stdout", stdout.Bytes())
	c.look(t, what+": stderr", stderr.Bytes())
	if strings.Contains(stderr.String(), "goroutine ") {
		t.Errorf("%s panics: %s", what, stderr.String())
	}
	return stderr.String(), cmd.ProcessState.ExitCode()
}

func (c *canaries) look(t *testing.T, where string, data []byte) {
	t.Helper()
	for _, secret := range c.all {
		if bytes.Contains(bytes.ToLower(data), []byte(strings.ToLower(secret))) {
			t.Errorf("%s holds %s", where, secret)
		}
	}
}
