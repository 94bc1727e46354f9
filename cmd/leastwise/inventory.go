package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

func newInventoryCmd(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "inventory",
		Short: "Keep the inventory of a Clay workspace",
		Long:  `Tools for the inventory that people keep by hand, since Clay has no export of most of it.`,
		Args:  noCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newSyncCmd(s))
	return cmd
}

type syncOptions struct {
	config string
	write  bool
}

func newSyncCmd(s streams) *cobra.Command {
	var o syncOptions
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "Bring the inventory up to what the clay CLI says",
		Long: `Ask the other sources of sources.clay (the clay CLI, or its answers in a folder), and show as a
diff what they would change in the inventory: counts, fields that are missing or contradicted, and
entries that nobody wrote down. With --write the file is changed.

Comments, order and what people wrote stay. Nothing is removed: what Clay does not list is named on
stderr, for a person to judge. observed_at stays too, since no source sees everything a person does.`,
		Example: `  leastwise inventory sync
  leastwise inventory sync --write && git diff`,
		Args: atMost(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error { return runSync(cmd, s, o) },
	}
	cmd.Flags().StringVarP(&o.config, "config", "c", "", "configuration (default ./"+configName+")")
	cmd.Flags().BoolVar(&o.write, "write", false, "change the inventory instead of showing what would change")
	return cmd
}

// errNothingToSync is a configuration in which nothing but the inventory is read.
var errNothingToSync = errors.New("nothing but the inventory is read: set sources.clay.cli, so that there is something to write into it")

func runSync(cmd *cobra.Command, s streams, o syncOptions) error {
	ctx := cmd.Context()
	c, err := loadConfig(o.config)
	if err != nil {
		return err
	}
	if c.Sources.Clay == nil || c.Sources.Clay.Inventory == "" {
		return fmt.Errorf("%s: sources.clay.inventory is not set: there is nothing to sync", c.path)
	}
	now, err := clock(cmd, "")
	if err != nil {
		return err
	}
	source := *c.Sources.Clay
	source.CreditUsage = nil // what was spent stands in no inventory
	sayUnsupported(s, c)
	ws, sections, err := clay.Read(ctx, c.dir(), &source, now)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return c.place(err)
	}
	held := sections["clay.contradictions"]
	held.Reason = evidence.Withhold(held.Reason)
	switch held.State {
	case evidence.NotRequested:
		return fmt.Errorf("%s: %w", c.path, errNothingToSync)
	case evidence.Unavailable:
		return fmt.Errorf("sync inventory: %s", held.Reason)
	case evidence.Partial:
		s.say("warning: not everything was seen: %s", held.Reason)
	}
	name, old, err := evidence.ReadFile(c.dir(), source.Inventory, evidence.MaxYAMLBytes)
	if err != nil {
		return c.place(source.Location.At("sources.clay.inventory", "%v", err))
	}
	synced, notes, err := clay.Sync(name, old, ws)
	if err != nil {
		return c.place(err)
	}
	for _, note := range notes {
		s.say("%s", note)
	}
	if bytes.Equal(old, synced) {
		s.say("%s agrees with what Clay says: nothing to change", name)
		return nil
	}
	if !o.write {
		return writeAll(ctx, s, nil, diff.Diff(name, old, name+" (synced)", synced), nil)
	}
	path := besideConfig(c.dir(), source.Inventory)
	if err := writeAll(ctx, s, nil, nil, []file{{path: path, data: synced}}); err != nil {
		return err
	}
	s.say("wrote %s", path)
	return nil
}
