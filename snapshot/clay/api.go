package clay

import (
	"context"
	"errors"
	"net/http"
	"regexp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// apiPaths are all that is read of the public API.
var apiPaths = regexp.MustCompile(`^/(me|credits/balance)$`)

// askAPI asks the public API, version 0, which tells the workspace of a key and its credits.
func askAPI(ctx context.Context, w world, c *Config, id, name string) (*facts, error) {
	f := newFacts(sourceAPI, "public API v0", evidence.NewTime(w.takenAt))
	key, err := c.API.Key.Resolve(w.dir, w.getenv)
	if err != nil {
		return nil, c.API.Location.At("sources.clay.api.key", "%v", err)
	}
	g, err := newGetter(w, w.api, "Clay's public API", http.Header{"Clay-Api-Key": {key}, "Accept": {"application/json"}}, apiPaths)
	if err != nil {
		return nil, err
	}
	err = readAPI(ctx, g, f, id, name)
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		f.failed = append(f.failed, refused.reason)
	case err != nil:
		return nil, err
	}
	return f, nil
}

func readAPI(ctx context.Context, g *getter, f *facts, id, name string) error {
	data, err := g.get(ctx, "/me", "")
	if err != nil {
		return err
	}
	var me whoami
	if err := checkedObject(data, &me); err != nil {
		return err
	}
	if err := sameWorkspace("the key of the public API is one of", string(me.Workspace.ID), "", id, name); err != nil {
		return err
	}
	if data, err = g.get(ctx, "/credits/balance", ""); err != nil {
		return err
	}
	var c balance
	if err := checkedObject(data, &c); err != nil {
		return err
	}
	f.ws.Workspace.Credits = &Credits{DataBalance: c.Balance, ActionBalance: c.Actions}
	f.read["workspace"] = reading{lacks: "plan, single sign-on and limits"}
	return nil
}
