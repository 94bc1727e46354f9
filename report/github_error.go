package report

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-github/v60/github"
)

// refused is an error of one call to GitHub: what was tried, what GitHub said, what to do.
// permission is the one that a workflow's token needs for it.
func refused(what, permission string, err error) error {
	var (
		answer  *github.ErrorResponse
		primary *github.RateLimitError
		abuse   *github.AbuseRateLimitError
	)
	switch {
	case errors.As(err, &primary):
		return fmt.Errorf("%s: GitHub's rate limit is used up until %s: run again then", what, primary.Rate.Reset.UTC().Format("15:04 UTC"))
	case errors.As(err, &abuse):
		return fmt.Errorf("%s: GitHub asks to slow down, also after waiting: %s", what, oneLine(abuse.Message))
	case errors.As(err, &answer) && answer.Response != nil:
		said := fmt.Sprintf("%s: GitHub answered %d", what, answer.Response.StatusCode)
		if m := messages(answer); m != "" {
			said += " (" + m + ")"
		}
		if hint := hint(answer, permission); hint != "" {
			said += ": " + hint
		}
		return errors.New(said)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// messages are the words of an answer, which may stand in one place or several.
func messages(answer *github.ErrorResponse) string {
	parts := []string{oneLine(answer.Message)}
	for _, e := range answer.Errors {
		parts = append(parts, oneLine(strings.TrimSpace(e.Resource+" "+e.Field+" "+e.Code+" "+e.Message)))
	}
	return strings.Trim(strings.Join(parts, "; "), "; ")
}

func hint(answer *github.ErrorResponse, permission string) string {
	message := strings.ToLower(answer.Message)
	switch answer.Response.StatusCode {
	case http.StatusUnauthorized:
		return "the token is not valid or has expired"
	case http.StatusForbidden:
		switch {
		case strings.Contains(message, "must be enabled"):
			return "a private repository needs GitHub Code Security for alerts; without it, keep the SARIF file as an artifact and do not upload it"
		case strings.Contains(message, "not accessible"):
			return "give the job the permission " + permission + "; in pull requests from forks the token cannot write"
		}
		return "does the token have the permission " + permission + "?"
	case http.StatusNotFound:
		return "the repository is not there for this token, which needs " + permission + ", or the feature is switched off"
	case http.StatusGone:
		return "issues are switched off in this repository"
	case http.StatusRequestEntityTooLarge:
		return "the file is larger than GitHub takes: split the scan by target"
	case http.StatusTooManyRequests:
		return "run again later"
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "GitHub is not available: run again later"
	}
	return ""
}
