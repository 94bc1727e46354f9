package report

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// The files named github*.go are the only ones that know GitHub's API. What they hold to:
//   - a token goes to the host it was given for and to no other, whatever a server answers
//   - a request that may have changed something is not sent again, unless sending it twice
//     means the same
//   - what GitHub refuses is said in GitHub's words, with what to do about it

// GitHubConfig is where to publish.
type GitHubConfig struct {
	Repository string // "owner/name"
	APIURL     string // of GitHub Enterprise, as in GITHUB_API_URL; "" is https://api.github.com
	Token      string // "" reads public repositories and writes nothing
	DryRun     bool   // read, and say what would be written
	// Category tells scans of one repository apart: their issues and comments never mix.
	Category string
	// Wait pauses between requests; nil sleeps. It returns early when the context ends.
	Wait func(context.Context, time.Duration) error
}

// GitHub publishes to one repository.
type GitHub struct {
	client      *github.Client
	owner, repo string
	category    string
	dryRun      bool
	wait        func(context.Context, time.Duration) error
}

var (
	ownerName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*$`)
	repoName  = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
)

// NewGitHub checks the configuration; it sends nothing.
func NewGitHub(c GitHubConfig) (*GitHub, error) {
	owner, repo, _ := strings.Cut(c.Repository, "/")
	if !ownerName.MatchString(owner) || !repoName.MatchString(repo) || repo == "." || repo == ".." {
		return nil, fmt.Errorf("repository %q is not owner/name", c.Repository)
	}
	base, err := apiURL(c.APIURL)
	if err != nil {
		return nil, err
	}
	if c.Token == "" && !c.DryRun {
		return nil, errors.New("no token: set GITHUB_TOKEN, or look at what would happen with --dry-run")
	}
	if strings.ContainsFunc(c.Token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the token holds characters that no token has")
	}
	wait := c.Wait
	if wait == nil {
		wait = evidence.Pause
	}
	client := github.NewClient(&http.Client{
		Transport:     newGitHubTransport(base, c.Token, wait),
		CheckRedirect: sameHostOnly,
	})
	client.BaseURL = base
	return &GitHub{client: client, owner: owner, repo: repo, category: c.Category, dryRun: c.DryRun, wait: wait}, nil
}

// apiURL is the root of the API with the trailing slash that go-github wants. Plain http
// would show the token to the network, so it is for this machine alone.
func apiURL(raw string) (*url.URL, error) {
	if raw == "" {
		raw = "https://api.github.com"
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the API address is not a plain https URL, without user, query or fragment") // it may hold a password
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && evidence.Loopback(u.Hostname())) {
		return nil, fmt.Errorf("the API address at %s is not https: the token would be readable on the way", u.Host)
	}
	u.Path = strings.TrimRight(u.Path, "/") + "/"
	return u, nil
}

// sameHostOnly stops a redirect to another host or scheme, where the token has no business,
// and one that would turn a write into a read and its success into a lie.
func sameHostOnly(req *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case origin(req.URL) != origin(first.URL):
		return fmt.Errorf("redirect from %s to %s refused: the token is for the first alone", first.URL.Host, req.URL.Host)
	case req.Method != first.Method:
		return fmt.Errorf("redirect of a %s as %s refused: use the repository's present name", first.Method, req.Method)
	case len(via) >= 5:
		return errors.New("too many redirects")
	}
	return nil
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }
