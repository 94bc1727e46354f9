package salesforce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// sfTimeout is how long `sf` may take.
const sfTimeout = time.Minute

var errSlowCLI = fmt.Errorf("it did not answer within %s: run it by hand to see why", sfTimeout)

// sfdxURL is force://<clientId>:<clientSecret>:<refreshToken>@<instance>.
type sfdxURL struct{ client, secret, refresh, instance string }

// errSFDX does not repeat the URL, which is a secret as a whole.
var errSFDX = errors.New("is not an SFDX auth URL: it looks like force://<clientId>:<clientSecret>:<refreshToken>@<instance>, as sf org display --verbose prints it")

func parseSFDX(text string) (*sfdxURL, error) {
	rest, ok := strings.CutPrefix(text, "force://")
	at := strings.LastIndex(rest, "@")
	if !ok || at < 0 {
		return nil, errSFDX
	}
	host := strings.TrimSuffix(rest[at+1:], "/")
	if !strings.Contains(host, "://") {
		host = "https://" + host
	}
	base, err := baseURL(host)
	parts := strings.Split(rest[:at], ":")
	if len(parts) == 2 { // an older form leaves the client secret out
		parts = []string{parts[0], "", parts[1]}
	}
	if err != nil || len(parts) != 3 || parts[0] == "" || parts[2] == "" {
		return nil, errSFDX
	}
	return &sfdxURL{client: parts[0], secret: parts[1], refresh: parts[2], instance: base}, nil
}

// askCLI asks `sf` for the session of an org it is logged in to. No shell is involved, and
// nothing of what it prints is repeated but its own error message's name.
func askCLI(ctx context.Context, alias string, d Deps) (session, error) {
	if d.Run == nil {
		return session{}, errors.New("the sf CLI cannot be asked here")
	}
	ctx, cancel := context.WithTimeoutCause(ctx, sfTimeout, errSlowCLI)
	defer cancel()
	out, err := d.Run(ctx, "sf", "org", "display", "--target-org", alias, "--json")
	if ctx.Err() != nil {
		return session{}, fmt.Errorf("run sf org display: %w", context.Cause(ctx))
	}
	var answer struct {
		Status int    `json:"status"`
		Name   string `json:"name"`
		Result struct {
			AccessToken string `json:"accessToken"`
			InstanceURL string `json:"instanceUrl"`
		} `json:"result"`
	}
	if decoded := json.Unmarshal(out, &answer); decoded != nil {
		var exit *exec.ExitError
		switch {
		case err == nil:
			return session{}, errors.New("run sf org display: it did not print JSON")
		case errors.As(err, &exit):
			return session{}, fmt.Errorf("run sf org display: it broke (exit status %d): run it by hand to see why", exit.ExitCode())
		}
		return session{}, errors.New("run sf org display: it cannot be run: install @salesforce/cli, or use another flow")
	}
	if err != nil || answer.Status != 0 {
		return session{}, fmt.Errorf("run sf org display: %s: run sf org login web --alias %s first", evidence.Short(answer.Name), evidence.Short(alias))
	}
	base, err := baseURL(answer.Result.InstanceURL)
	if err != nil {
		return session{}, errors.New("run sf org display: it names no instance")
	}
	if token := answer.Result.AccessToken; token == "" || strings.ContainsAny(token, " []<>*") {
		return session{}, errors.New("run sf org display: it hides the access token (newer versions do): use flow access_token with the token that sf org auth show-access-token prints, or jwt")
	}
	return session{token: answer.Result.AccessToken, instance: base}, nil
}
