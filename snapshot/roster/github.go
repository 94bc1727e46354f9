package roster

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// gitHub reads the members of an organisation. GitHub knows logins; the address of a member
// comes from the organisation's single sign-on where the token may see it, else from the
// public profile. A member with neither cannot be matched and leaves a doubt.
type gitHub struct {
	org    string
	token  evidence.Secret
	client *github.Client
	guard  *guard
	*reading
}

// defaultToken is where the token is when the configuration names no place.
const defaultToken = "env:GITHUB_TOKEN"

func (s service) gitHub(ctx context.Context, dir string, c *Config) (*reading, error) {
	token := c.GitHubToken
	if token.IsZero() {
		if err := token.UnmarshalText([]byte(defaultToken)); err != nil {
			return nil, err
		}
	}
	secret, err := token.Resolve(dir, s.getenv)
	if err != nil {
		return nil, c.Location.At("sources.roster.github_token", "%v", err)
	}
	base, query := "https://api.github.com/", "/graphql"
	if c.GitHubURL != "" {
		base, query = strings.TrimSuffix(strings.TrimSpace(c.GitHubURL), "/")+"/api/v3/", "/api/graphql"
	}
	at, err := url.Parse(base)
	if err != nil {
		return nil, lasting("cannot be asked: check github_url")
	}
	g := &guard{name: "roster.github_org", origin: at, token: secret, post: query, next: s.next, timeout: s.timeout, pause: s.pause}
	client := github.NewClient(g.client())
	client.BaseURL = at
	h := &gitHub{org: c.GitHubOrg, token: token, client: client, guard: g, reading: &reading{source: "github_org", people: []Person{}}}
	if err := h.read(ctx); err != nil {
		return nil, err
	}
	return h.reading, nil
}

// read takes the members, then their addresses. Without the list there is nothing; what is
// wrong later leaves a doubt.
func (h *gitHub) read(ctx context.Context) error {
	logins, err := h.members(ctx)
	if err != nil {
		return err
	}
	identities := h.identities(ctx)
	hidden := tally{}
	for _, login := range logins {
		p := Person{Location: evidence.Location{API: "github/" + h.org + "/" + login}}
		p.setStatus("active")
		if addresses := identities[strings.ToLower(login)]; len(addresses) > 0 {
			p.Email, p.Aliases = addresses[0], addresses[1:]
		} else {
			user, _, err := h.client.Users.Get(ctx, login)
			if err != nil {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				h.doubt("was read up to member %s and no further: it %v", evidence.Quote(login), h.refusal(err))
				break
			}
			p.Name, p.Email = user.GetName(), user.GetEmail()
		}
		if field, _ := p.finish("", ""); field != "" {
			hidden.add(login)
			continue
		}
		h.people = append(h.people, p)
	}
	if hidden.count > 0 {
		h.doubt("shows no email address of %d of %d members (the first is %s), who cannot be matched: give the token of an owner who may see single sign-on, "+
			"or list them in another source", hidden.count, len(logins), evidence.Quote(hidden.first))
	}
	return ctx.Err()
}

// members lists the logins, in order. A page that comes twice would go on for ever.
func (h *gitHub) members(ctx context.Context) ([]string, error) {
	seen := map[string]bool{}
	options := &github.ListMembersOptions{ListOptions: github.ListOptions{PerPage: 100}}
	for {
		users, resp, err := h.client.Organizations.ListMembers(ctx, h.org, options)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil && len(seen) == 0:
			return nil, h.refusal(err)
		case err != nil:
			h.doubt("was read up to %d members and no further: it %v", len(seen), h.refusal(err))
			return logins(seen), nil
		}
		before := len(seen)
		for _, u := range users {
			if u.GetLogin() == "" {
				return nil, lasting("answers with members that have no login")
			}
			seen[u.GetLogin()] = true
		}
		switch {
		case resp.NextPage == 0:
			return logins(seen), nil
		case len(seen) == before || len(seen) > maxPeople:
			h.doubt("gives pages without an end: %d members came", len(seen))
			return logins(seen), nil
		}
		options.Page = resp.NextPage
	}
}

func logins(seen map[string]bool) []string {
	all := make([]string, 0, len(seen))
	for login := range seen {
		all = append(all, login)
	}
	slices.Sort(all)
	return all
}

// identityQuery asks whether the token sees private members at all, and for the addresses of
// single sign-on.
const identityQuery = `query($org:String!,$after:String){organization(login:$org){viewerIsAMember samlIdentityProvider{externalIdentities(first:100,after:$after){` +
	`pageInfo{hasNextPage endCursor} nodes{user{login} samlIdentity{nameId username emails{value}} scimIdentity{username emails{value}}}}}}}`

type identity struct {
	NameID   string `json:"nameId"`
	Username string `json:"username"`
	Emails   []struct {
		Value string `json:"value"`
	} `json:"emails"`
}

type identityAnswer struct {
	Data struct {
		Organization *struct {
			ViewerIsAMember bool `json:"viewerIsAMember"`
			Provider        *struct {
				Identities struct {
					PageInfo struct {
						More bool   `json:"hasNextPage"`
						End  string `json:"endCursor"`
					} `json:"pageInfo"`
					Nodes []struct {
						User *struct {
							Login string `json:"login"`
						} `json:"user"`
						SAML identity `json:"samlIdentity"`
						SCIM identity `json:"scimIdentity"`
					} `json:"nodes"`
				} `json:"externalIdentities"`
			} `json:"samlIdentityProvider"`
		} `json:"organization"`
	} `json:"data"`
	Errors []struct {
		Message string `json:"message"`
	} `json:"errors"`
}

// identities are the addresses of single sign-on, by login in lower case. Where they cannot be
// seen the members who need them leave a doubt; that the list may be cut short is one by itself.
func (h *gitHub) identities(ctx context.Context) map[string][]string {
	found := map[string][]string{}
	after := ""
	for first := true; ; first = false {
		answer, err := h.ask(ctx, after)
		if err != nil {
			h.doubt("did not say whether the token sees all members and their single sign-on: it %v", err)
			return found
		}
		org := answer.Data.Organization
		switch {
		case org == nil:
			said := ""
			if len(answer.Errors) > 0 {
				said = ": " + evidence.Quote(h.guard.hide(answer.Errors[0].Message))
			}
			h.doubt("did not say whether the token sees all members and their single sign-on (it wants read:org)%s", said)
			return found
		case first && !org.ViewerIsAMember:
			h.doubt("lists public members only, because the token belongs to nobody in %s: use the token of a member", evidence.Quote(h.org))
		}
		if org.Provider == nil {
			return found // no single sign-on, or not for this token: public profiles are left
		}
		page := org.Provider.Identities
		for _, node := range page.Nodes {
			if node.User == nil {
				continue // somebody of the company who has not linked an account of GitHub
			}
			login := strings.ToLower(node.User.Login)
			found[login] = append(found[login], append(node.SAML.addresses(), node.SCIM.addresses()...)...)
		}
		if !page.PageInfo.More {
			return found
		}
		if page.PageInfo.End == after {
			h.doubt("gives the same page of single sign-on again and again")
			return found
		}
		after = page.PageInfo.End
	}
}

func (i identity) addresses() []string {
	texts := []string{i.NameID, i.Username}
	for _, e := range i.Emails {
		texts = append(texts, e.Value)
	}
	var all []string
	for _, text := range texts {
		if email, err := evidence.Email(text); err == nil {
			all = append(all, email)
		}
	}
	return all
}

func (h *gitHub) ask(ctx context.Context, after string) (*identityAnswer, error) {
	variables := map[string]any{"org": h.org}
	if after != "" {
		variables["after"] = after
	}
	req, err := h.client.NewRequest(http.MethodPost, h.guard.post, map[string]any{"query": identityQuery, "variables": variables})
	if err != nil {
		return nil, lasting("cannot be asked")
	}
	answer := &identityAnswer{}
	if _, err := h.client.Do(ctx, req, answer); err != nil {
		return nil, h.refusal(err)
	}
	return answer, nil
}

// refusal says what to do about an answer of GitHub.
func (h *gitHub) refusal(err error) error {
	var (
		limit  *github.RateLimitError
		abuse  *github.AbuseRateLimitError
		answer *github.ErrorResponse
		syntax *json.SyntaxError
		types  *json.UnmarshalTypeError
		own    *failure
	)
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &limit), errors.As(err, &abuse):
		return passing("asks to come back later: the token of %s has used up its requests", h.token)
	case errors.As(err, &syntax), errors.As(err, &types):
		return lasting("answers with something that is not of GitHub's API: check github_url")
	case !errors.As(err, &answer) || answer.Response == nil:
		return lasting("answers with something that cannot be read")
	}
	detail := ""
	if answer.Message != "" {
		detail = ": " + evidence.Quote(h.guard.hide(answer.Message))
	}
	switch status := answer.Response.StatusCode; {
	case status == http.StatusUnauthorized:
		return lasting("refuses the token of %s (401): make a new one%s", h.token, detail)
	case status == http.StatusForbidden:
		return lasting("does not let the token of %s read members (403): give it read:org, and authorise it for single sign-on%s", h.token, detail)
	case status == http.StatusNotFound:
		return lasting("knows no organisation %s (404), or the token of %s may not see it%s", evidence.Quote(h.org), h.token, detail)
	case status == http.StatusTooManyRequests:
		return passing("asks to come back later (429)%s", detail)
	case status >= 500:
		return passing("is out of order (%d)%s", status, detail)
	default:
		return lasting("answers with status %d%s", status, detail)
	}
}
