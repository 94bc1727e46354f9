package evidence

import (
	"bytes"
	"regexp"
)

// credential is a text that is a secret whatever it stands under. hint is a part of every such
// text: a file without it is not searched for the form, which is what makes a large file cheap.
// mixed says that the form also fits words joined by hyphens, so that a text of it is a secret
// only if it holds a digit, a capital and a small letter.
type credential struct {
	what, hint string
	form       *regexp.Regexp
	mixed      bool
}

// credentials are the forms that vendors publish for secret scanning. They are few and exact: one
// that also fits an honest value would make a correct file unreadable. The first that fits names
// what was found, so that a longer form stands before one it would also fit.
var credentials = []credential{
	{what: "a private key", hint: "PRIVATE KEY", form: regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----`)},
	{what: "a JSON web token", hint: "eyJ", form: regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)?`)},
	{what: clayWebhook, hint: "api.clay.com/v3/", form: regexp.MustCompile(`\bapi\.clay\.com/v3/sources/webhook/[A-Za-z0-9-]{8,}`)},
	{what: "a Clay session", hint: "claysession", form: regexp.MustCompile(`\bclaysession\s*[=:]\s*["']?s(%3A|:)\S{8,}`)},
	{what: "a Salesforce session", hint: "00D", form: regexp.MustCompile(`\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{20,}`)},
	{what: "a Salesforce refresh token", hint: "5Aep", form: regexp.MustCompile(`\b5Aep[A-Za-z0-9._]{40,}`)},
	{what: "a HubSpot token", hint: "pat-", form: regexp.MustCompile(`\bpat-[a-z]{2}[0-9]-[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}`)},
	{what: "a GitHub token", hint: "gh", form: regexp.MustCompile(`\bgh[pousr]_[A-Za-z0-9]{30,}`)},
	{what: "a GitHub token", hint: "github_pat_", form: regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{30,}`)},
	{what: "a GitLab token", hint: "glpat-", form: regexp.MustCompile(`\bglpat-[A-Za-z0-9_-]{20,}`)},
	{what: "a Slack token", hint: "xox", form: regexp.MustCompile(`\bxox[a-z](\.xox[a-z])?-[A-Za-z0-9-]{10,}`)},
	{what: "an AWS access key", hint: "AKIA", form: regexp.MustCompile(`\bAKIA[A-Z0-9]{16}\b`)},
	{what: "an AWS access key", hint: "ASIA", form: regexp.MustCompile(`\bASIA[A-Z0-9]{16}\b`)},
	{what: "an Azure key", hint: "AccountKey=", form: regexp.MustCompile(`\bAccountKey=[A-Za-z0-9+/]{20,}=*`)},
	{what: "an Azure key", hint: "SharedAccessKey=", form: regexp.MustCompile(`\bSharedAccessKey=[A-Za-z0-9+/]{20,}=*`)},
	{what: "a Google API key", hint: "AIza", form: regexp.MustCompile(`\bAIza[A-Za-z0-9_-]{35}`)},
	{what: "a Google token", hint: "ya29.", form: regexp.MustCompile(`\bya29\.[A-Za-z0-9_-]{20,}`)},
	{what: "an Anthropic key", hint: "sk-ant-", form: regexp.MustCompile(`\bsk-ant-[A-Za-z0-9_-]{20,}`), mixed: true},
	{what: "an OpenAI key", hint: "sk-", form: regexp.MustCompile(`\bsk-[A-Za-z0-9]{32,}`), mixed: true},
	{what: "an OpenAI key", hint: "sk-", form: regexp.MustCompile(`\bsk-(proj|svcacct|admin)-[A-Za-z0-9_-]{20,}`), mixed: true},
	{what: "a Stripe key", hint: "k_live_", form: regexp.MustCompile(`\b[sr]k_live_[A-Za-z0-9]{16,}`)},
	{what: "a Twilio key", hint: "SK", form: regexp.MustCompile(`\bSK[0-9a-f]{32}\b`)},
	{what: "a SendGrid key", hint: "SG.", form: regexp.MustCompile(`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`)},
	{what: "an npm token", hint: "npm_", form: regexp.MustCompile(`\bnpm_[A-Za-z0-9]{36}`)},
	{what: "a PyPI token", hint: "pypi-AgE", form: regexp.MustCompile(`\bpypi-AgE[A-Za-z0-9_-]{20,}`)},
	{what: "a password in a URL", hint: "://", form: regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^\s/:@"']+:[^\s/@"']+@`)},
	{what: "a bearer token", hint: "earer", form: regexp.MustCompile(`\b[Bb]earer\s+[A-Za-z0-9+/._~-]{20,}`)},
}

// clayWebhook is what a webhook's URL is called; a key "url" is the one place of an inventory for it.
const clayWebhook = "a Clay webhook URL"

// in says whether text holds a credential of this form.
func (c *credential) in(text []byte) bool {
	if !bytes.Contains(text, []byte(c.hint)) {
		return false
	}
	if !c.mixed {
		return c.form.Match(text)
	}
	for _, found := range c.form.FindAll(text, -1) {
		if isMixed(found) {
			return true
		}
	}
	return false
}

// isMixed says whether a text holds a digit, a capital and a small letter.
func isMixed(text []byte) bool {
	var kinds [3]bool
	for _, b := range text {
		kinds[0] = kinds[0] || b >= '0' && b <= '9'
		kinds[1] = kinds[1] || b >= 'A' && b <= 'Z'
		kinds[2] = kinds[2] || b >= 'a' && b <= 'z'
	}
	return kinds == [3]bool{true, true, true}
}
