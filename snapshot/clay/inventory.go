package clay

import (
	"errors"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// inventory is the hand-kept YAML file. A section that is nil is absent from it.
type inventory struct {
	observed
	Workspace    *detailsEntry             `json:"workspace"`
	Members      *section[Member]          `json:"members"`
	Groups       *section[Group]           `json:"groups"`
	Workbooks    *section[Workbook]        `json:"workbooks"`
	Tables       *section[Table]           `json:"tables"`
	TableBudgets *section[tableBudget]     `json:"table_budgets"`
	Webhooks     *section[webhookEntry]    `json:"webhooks"`
	Connections  *section[connectionEntry] `json:"connections"`
	APIKeys      *section[keyEntry]        `json:"api_keys"`
	Budgets      *section[Budget]          `json:"budgets"`
	Usage        *usageEntry               `json:"usage"`
	MCP          *mcpEntry                 `json:"mcp"`
	RotationLog  *section[Rotation]        `json:"rotation_log"`
	ChangeLog    *section[LoggedChange]    `json:"change_log"`
	Attestations *section[Attestation]     `json:"attestations"`
	Roles        map[string]roleEntry      `json:"roles"`
}

// observed says when somebody looked, and who. Of a section it overrides that of the file.
type observed struct {
	ObservedAt evidence.Time `json:"observed_at"`
	ObservedBy string        `json:"observed_by"`
}

// section is a list, with or without its own observation.
type section[T any] struct {
	observed
	Items []T `json:"items" yaml:"shorthand"`
}

type detailsEntry struct {
	observed
	Details
}

type mcpEntry struct {
	observed
	MCP
}

type usageEntry struct {
	observed
	Usage
	ByResource    []usageLine `json:"by_resource"`
	ByIntegration []usageLine `json:"by_integration"`
}

type usageLine struct {
	ResourceUsage
	Credits *float64 `json:"credits"` // a pointer: credits left out are a mistake, not zero
}

// tableBudget is the budget of a table in the words of scripts that keep one.
type tableBudget struct {
	TableID        string            `json:"tableId"`
	TableName      string            `json:"tableName"`
	MaxRows        *int64            `json:"maxRows"`
	AutoEnrich     *bool             `json:"autoEnrich"`
	Owner          string            `json:"owner"`
	MonthlyCredits *float64          `json:"monthlyCreditsEstimate"`
	Location       evidence.Location `json:"location"`
}

type roleEntry struct {
	AssignTo evidence.Words `json:"assign_to"`
	Why      string         `json:"why"` // for the people who read the file; not in a Workspace
}

type webhookEntry struct {
	Webhook
	noSecrets
	URL string `json:"url"` // only its hash is kept
}

type connectionEntry struct {
	Connection
	noSecrets
}

type keyEntry struct {
	APIKey
	noSecrets
	UsedBy evidence.Words `json:"used_by"` // another word for consumers
}

// noSecrets are the keys under which people write key material.
type noSecrets struct {
	Secret1 secret `json:"key" yaml:"hidden"`
	Secret2 secret `json:"secret" yaml:"hidden"`
	Secret3 secret `json:"token" yaml:"hidden"`
	Secret4 secret `json:"value" yaml:"hidden"`
	Secret5 secret `json:"password" yaml:"hidden"`
	Secret6 secret `json:"api_key" yaml:"hidden"`
	Secret7 secret `json:"auth_token" yaml:"hidden"`
	Secret8 secret `json:"client_secret" yaml:"hidden"`
}

// secret refuses every value, without repeating it.
type secret struct{}

var errSecret = errors.New("never write the key itself here: remove it, and rotate it if the file was ever shared")

func (*secret) UnmarshalText([]byte) error { return errSecret }
