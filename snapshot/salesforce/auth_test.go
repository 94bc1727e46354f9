package salesforce

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// keys are written once: making them is slow.
func keyPEM(t testing.TB, kind string, bits int) (string, *rsa.PrivateKey) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	der := x509.MarshalPKCS1PrivateKey(key)
	if kind == "PRIVATE KEY" {
		if der, err = x509.MarshalPKCS8PrivateKey(key); err != nil {
			t.Fatal(err)
		}
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})), key
}

// loginOrg answers the token endpoint as the test says and everything else with a refusal.
type loginOrg struct {
	*smallOrg
	forms []url.Values
}

func newLoginOrg(t testing.TB, answer func(form url.Values) (int, string)) *loginOrg {
	l := &loginOrg{smallOrg: newSmallOrg(t)}
	l.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/services/oauth2/token" {
			l.ServeHTTP(w, r)
			return
		}
		_ = r.ParseForm()
		l.forms = append(l.forms, r.PostForm)
		status, body := answer(r.PostForm)
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	})
	return l
}

func granted(url.Values) (int, string) {
	return 200, `{"access_token":"` + liveToken + `","id":"https://login.salesforce.com/id/00D/005000000000000002"}`
}

func TestEveryFlowLogsIn(t *testing.T) {
	t.Parallel()
	text, key := keyPEM(t, "PRIVATE KEY", 2048)
	old := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
	env := map[string]string{"ID": "3MVGid", "SECRET": "s3cr3t", "REFRESH": "5Aepref", "KEY8": text, "KEY1": old, "SF_ACCESS_TOKEN": liveToken}
	flows := map[string]struct {
		auth AuthConfig
		form map[string]string // besides the assertion
	}{
		"access_token":       {AuthConfig{Flow: "access_token"}, nil},
		"client_credentials": {AuthConfig{Flow: "client_credentials", ClientID: ref("env:ID"), ClientSecret: ref("env:SECRET")}, map[string]string{"grant_type": "client_credentials", "client_id": "3MVGid", "client_secret": "s3cr3t"}},
		"refresh_token":      {AuthConfig{Flow: "refresh_token", ClientID: ref("env:ID"), RefreshToken: ref("env:REFRESH")}, map[string]string{"grant_type": "refresh_token", "client_id": "3MVGid", "refresh_token": "5Aepref"}},
		"jwt pkcs8":          {AuthConfig{Flow: "jwt", ClientID: ref("env:ID"), Key: ref("env:KEY8"), Username: "scanner@acme.com"}, map[string]string{"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}},
		"jwt pkcs1":          {AuthConfig{Flow: "jwt", ClientID: ref("env:ID"), Key: ref("env:KEY1"), Username: "scanner@acme.com"}, map[string]string{"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}},
		"sfdx_url":           {AuthConfig{Flow: "sfdx_url", URL: ref("env:URL")}, map[string]string{"grant_type": "refresh_token", "client_id": "PlatformCLI", "refresh_token": "5Aepsfdx"}},
		"sf_cli":             {AuthConfig{Flow: "sf_cli", Alias: "prod"}, nil},
	}
	for name, flow := range flows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			org := newLoginOrg(t, granted)
			c := org.config()
			c.Org.Auth = flow.auth
			d := org.deps()
			d.Getenv = func(name string) string {
				if name == "URL" {
					return "force://PlatformCLI::5Aepsfdx@" + org.server.URL
				}
				return env[name]
			}
			d.Run = func(_ context.Context, program string, args ...string) ([]byte, error) {
				if diff := cmp.Diff([]string{"sf", "org", "display", "--target-org", "prod", "--json"}, append([]string{program}, args...)); diff != "" {
					t.Error(diff)
				}
				return []byte(`{"status":0,"result":{"accessToken":"` + liveToken + `","instanceUrl":"` + org.server.URL + `"}}`), nil
			}
			d.Now = func() time.Time { return liveTakenAt }
			o, sections, err := Live(t.Context(), c, liveTakenAt, d)
			if err != nil {
				t.Fatal(err)
			}
			if open := openSections(sections); len(open) > 0 || o.InstanceURL != org.server.URL {
				t.Errorf("open %v, instance %s", open, o.InstanceURL)
			}
			if flow.form == nil {
				if len(org.forms) != 0 {
					t.Errorf("asked the token endpoint: %v", org.forms)
				}
				return
			}
			got := map[string]string{}
			for field := range org.forms[0] {
				if field != "assertion" {
					got[field] = org.forms[0].Get(field)
				}
			}
			if diff := cmp.Diff(flow.form, got); diff != "" {
				t.Error(diff)
			}
			if assertion := org.forms[0].Get("assertion"); assertion != "" {
				checkAssertion(t, assertion, &key.PublicKey, "https://login.salesforce.com")
			}
		})
	}
}

func checkAssertion(t *testing.T, assertion string, key *rsa.PublicKey, audience string) {
	t.Helper()
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		t.Fatalf("assertion has %d parts", len(parts))
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature); err != nil {
		t.Error(err)
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		Iss, Sub, Aud string
		Exp           int64
	}
	if err := json.Unmarshal(data, &claims); err != nil {
		t.Fatal(err)
	}
	left := time.Unix(claims.Exp, 0).Sub(liveTakenAt)
	if claims.Iss != "3MVGid" || claims.Sub != "scanner@acme.com" || claims.Aud != audience || left <= 0 || left > 3*time.Minute {
		t.Errorf("claims %+v, good for %s", claims, left)
	}
}

func TestAudiencesAreTriedInTurn(t *testing.T) {
	t.Parallel()
	text, _ := keyPEM(t, "PRIVATE KEY", 2048)
	var tried []string
	org := newLoginOrg(t, func(form url.Values) (int, string) {
		data, _ := base64.RawURLEncoding.DecodeString(strings.Split(form.Get("assertion"), ".")[1])
		var claims struct{ Aud string }
		_ = json.Unmarshal(data, &claims)
		tried = append(tried, claims.Aud)
		return 400, `{"error":"invalid_grant","error_description":"audience is invalid"}`
	})
	c := org.config()
	c.Org.Auth = AuthConfig{Flow: "jwt", ClientID: ref("env:ID"), Key: ref("env:KEY"), Username: "u"}
	d := org.deps()
	d.Getenv = func(name string) string { return map[string]string{"ID": "x", "KEY": text}[name] }
	_, _, err := Live(t.Context(), c, liveTakenAt, d)
	if err == nil || !strings.Contains(err.Error(), "set auth.audience") {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]string{"https://login.salesforce.com", "https://test.salesforce.com", org.server.URL}, tried); diff != "" {
		t.Error(diff)
	}
	tried, c.Org.Auth.Audience = nil, "https://acme.example.com"
	if _, _, err := Live(t.Context(), c, liveTakenAt, d); err == nil || len(tried) != 1 || tried[0] != "https://acme.example.com" {
		t.Errorf("tried %v: %v", tried, err)
	}
	sandbox := audiences(OrgConfig{InstanceURL: "https://acme--uat.sandbox.my.salesforce.com"})
	if sandbox[0] != "https://test.salesforce.com" {
		t.Errorf("a sandbox tries %v", sandbox)
	}
}

// TestEveryRefusedLoginSaysWhatToDo walks the table of hints, and holds the documentation to
// it: every advice stands there.
func TestEveryRefusedLoginSaysWhatToDo(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "salesforce.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hints() {
		flow := h.flow
		if flow == "" {
			flow = "refresh_token"
		}
		org := newLoginOrg(t, func(url.Values) (int, string) {
			return 400, `{"error":"` + h.code + `","error_description":"` + h.word + `"}`
		})
		c := org.config()
		c.Org.Auth = AuthConfig{Flow: "refresh_token", ClientID: ref("env:X"), RefreshToken: ref("env:X")}
		d := org.deps()
		d.Getenv = func(string) string { return "canary-x" }
		_, _, err := Live(t.Context(), c, liveTakenAt, d)
		if err == nil || !strings.Contains(err.Error(), h.code) || len(org.forms) != 1 {
			t.Errorf("%s %s: %v after %d tries", h.code, h.word, err, len(org.forms))
		}
		if got := authError(h.code, "Failure: "+h.word, flow).Error(); !strings.HasSuffix(got, h.advice) {
			t.Errorf("%s %q (%s) says %s", h.code, h.word, flow, got)
		}
		if !strings.Contains(string(doc), h.advice) {
			t.Errorf("docs/salesforce.md does not say: %s", h.advice)
		}
	}
	if got := authError("new_error", "", "jwt").Error(); !strings.Contains(got, "login history") {
		t.Errorf("an unknown refusal says %s", got)
	}
}

func TestKeysThatAreNotOnesAreRefused(t *testing.T) {
	t.Parallel()
	small, _ := keyPEM(t, "RSA PRIVATE KEY", 1024)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, data []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))
	}
	for text, want := range map[string]string{
		"no key": "not a key in PEM", small: "1024 bits", block("PRIVATE KEY", der): "not an RSA key", block("PRIVATE KEY", []byte("x")): "PKCS#8",
		block("RSA PRIVATE KEY", []byte("x")): "PKCS#1", block("CERTIFICATE", []byte("x")): "certificate", block("ENCRYPTED PRIVATE KEY", nil): "passphrase",
		block("EC PRIVATE KEY", []byte("x")): "not a private key",
	} {
		if _, err := parseKey(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestTheSFCLIThatDoesNotHelpIsAnError(t *testing.T) {
	t.Parallel()
	for out, want := range map[string]string{
		"": "cannot be run", "not json": "cannot be run", `{"status":1,"name":"NamedOrgNotFoundError"}`: "NamedOrgNotFoundError",
		`{"status":0,"result":{"accessToken":"[REDACTED] use show-access-token","instanceUrl":"https://a.my.salesforce.com"}}`: "hides the access token",
		`{"status":0,"result":{"accessToken":"x","instanceUrl":"http://a.my.salesforce.com"}}`:                                 "names no instance",
	} {
		d := Deps{Run: func(context.Context, string, ...string) ([]byte, error) {
			if strings.HasPrefix(want, "cannot") || strings.HasPrefix(want, "Named") {
				return []byte(out), errors.New("exit status 1")
			}
			return []byte(out), nil
		}}
		if _, err := askCLI(t.Context(), "prod", d); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", out, err, want)
		}
	}
	for program, want := range map[string]string{"exit 3": "it broke (exit status 3)", "echo no JSON": "it did not print JSON"} {
		d := Deps{Run: func(ctx context.Context, _ string, _ ...string) ([]byte, error) {
			out, _, err := evidence.Execute(ctx, 100, "sh", "-c", program)
			return out, err
		}}
		if _, err := askCLI(t.Context(), "prod", d); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", program, err, want)
		}
	}
	stopped, stop := context.WithCancelCause(t.Context())
	stop(errors.New("stopped by hand"))
	if _, err := askCLI(stopped, "prod", Deps{Run: func(context.Context, string, ...string) ([]byte, error) { return nil, nil }}); err == nil || !strings.Contains(err.Error(), "stopped by hand") {
		t.Errorf("stopped: got %v", err)
	}
	if _, err := askCLI(t.Context(), "prod", Deps{}); err == nil {
		t.Error("no way to run sf was no error")
	}
}

func TestTheSFCLIThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := Deps{Run: func(ctx context.Context, _ string, _ ...string) ([]byte, error) {
			<-ctx.Done()
			return nil, context.Cause(ctx)
		}}
		if _, err := askCLI(t.Context(), "prod", d); err == nil || !strings.Contains(err.Error(), "it did not answer within 1m0s") {
			t.Errorf("got %v", err)
		}
	})
}

func TestAnAuthURLThatIsNoneIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "https://x", "force://a:b:CANARY", "force://a:b:c:CANARY@x.my.salesforce.com", "force://:b:CANARY@x.my.salesforce.com",
		"force://a:b:CANARY@", "force://a:b:CANARY@http://x.my.salesforce.com", "force://CANARY@x.my.salesforce.com"} {
		if _, err := parseSFDX(text); err == nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: %v", text, err)
		}
	}
	got, err := parseSFDX("force://PlatformCLI:sec:ref@acme.my.salesforce.com")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&sfdxURL{"PlatformCLI", "sec", "ref", "https://acme.my.salesforce.com"}, got, cmp.AllowUnexported(sfdxURL{})); diff != "" {
		t.Error(diff)
	}
}

func TestALoginHandsOverBetweenSalesforceHostsAlone(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]bool{
		"https://acme.my.salesforce.com": true, "https://login.salesforce.com": true, "https://acme.my.salesforce.mil": true,
		"https://evil.example": false, "https://salesforce.com.evil.example": false, "https://evilsalesforce.com": false, "http://127.0.0.1:1": false,
	} {
		if got := sameDomain("https://login.salesforce.com", to); got != want {
			t.Errorf("%s: %v", to, got)
		}
	}
	org := newLoginOrg(t, func(url.Values) (int, string) {
		return 200, `{"access_token":"T0KEN","instance_url":"https://evil.example"}`
	})
	c := org.config()
	c.Org.Auth = AuthConfig{Flow: "client_credentials", ClientID: ref("env:X"), ClientSecret: ref("env:X")}
	d := org.deps()
	d.Getenv = func(string) string { return "x" }
	if _, _, err := Live(t.Context(), c, liveTakenAt, d); err == nil || !strings.Contains(err.Error(), "another host") || strings.Contains(err.Error(), "T0KEN") {
		t.Errorf("got %v", err)
	}
}

func TestAConfigurationThatCannotWorkIsAnErrorWithItsPlace(t *testing.T) {
	t.Parallel()
	good := func() *Config {
		return &Config{IntegrationUsers: []string{"a@b.c"}, Location: evidence.Location{File: "leastwise.yaml", Line: 2}, Org: &OrgConfig{
			InstanceURL: "https://acme.my.salesforce.com", Location: evidence.Location{File: "leastwise.yaml", Line: 4},
			Auth: AuthConfig{Flow: "access_token", Location: evidence.Location{File: "leastwise.yaml", Line: 6}},
		}}
	}
	if _, err := Plan(good()); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Config){
		"leastwise.yaml:2: sources.salesforce.org: is missing":                             func(c *Config) { c.Org = nil },
		"leastwise.yaml:2: sources.salesforce.integration_users: is missing":               func(c *Config) { c.IntegrationUsers = nil },
		"leastwise.yaml:4: sources.salesforce.org.instance_url: is missing":                func(c *Config) { c.Org.InstanceURL = "" },
		"leastwise.yaml:4: sources.salesforce.org.instance_url: wants https":               func(c *Config) { c.Org.InstanceURL = "http://acme.my.salesforce.com" },
		"leastwise.yaml:4: sources.salesforce.org.instance_url: wants an address":          func(c *Config) { c.Org.InstanceURL = "acme.my.salesforce.com" },
		"leastwise.yaml:4: sources.salesforce.org.instance_url: holds a user":              func(c *Config) { c.Org.InstanceURL = "https://u:p@acme.my.salesforce.com" },
		"leastwise.yaml:4: sources.salesforce.org.instance_url: wants the host alone":      func(c *Config) { c.Org.InstanceURL = "https://acme.my.salesforce.com/home" },
		"leastwise.yaml:4: sources.salesforce.org.instance_url: is the address of the pag": func(c *Config) { c.Org.InstanceURL = "https://acme.lightning.force.com" },
		"leastwise.yaml:4: sources.salesforce.org.api_version: wants a version":            func(c *Config) { c.Org.APIVersion = "latest" },
		"leastwise.yaml:4: sources.salesforce.org.max_api_calls: wants a number":           func(c *Config) { c.Org.MaxAPICalls = new(int64) },
		"leastwise.yaml:6: sources.salesforce.org.auth.flow: is missing":                   func(c *Config) { c.Org.Auth.Flow = "" },
		`leastwise.yaml:6: sources.salesforce.org.auth.flow: wants one of`:                 func(c *Config) { c.Org.Auth.Flow = "jwtt" },
		"leastwise.yaml:6: sources.salesforce.org.auth.client_id: is missing":              func(c *Config) { c.Org.Auth.Flow = "jwt" },
		"leastwise.yaml:6: sources.salesforce.org.auth.url: is missing":                    func(c *Config) { c.Org.Auth.Flow = "sfdx_url" },
		"leastwise.yaml:6: sources.salesforce.org.auth.alias: is missing":                  func(c *Config) { c.Org.Auth.Flow = "sf_cli" },
		"leastwise.yaml:6: sources.salesforce.org.auth.audience: wants https":              func(c *Config) { c.Org.Auth.Audience = "http://x.example" },
		"is https://login.salesforce.com, which takes no client credentials": func(c *Config) {
			c.Org.InstanceURL = "https://login.salesforce.com"
			c.Org.Auth = AuthConfig{Flow: "client_credentials", ClientID: ref("env:X"), ClientSecret: ref("env:X")}
		},
		"auth.alias: wants an alias": func(c *Config) { c.Org.Auth = AuthConfig{Flow: "sf_cli", Alias: "--json"} },
	} {
		c := good()
		change(c)
		_, err := Plan(c)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestTheConfigurationIsReadFromYAML(t *testing.T) {
	t.Parallel()
	var c Config
	_, err := evidence.DecodeYAML("leastwise.yaml", []byte(`integration_users: [clay@acme.com]
org:
  instance_url: https://acme.my.salesforce.com
  max_api_calls: 500
  auth: {flow: jwt, client_id: env:SF_CLIENT_ID, username: scanner@acme.com, key: file:server.key}
`), &c)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Org.Auth.Key.String() + " " + c.Org.Auth.ClientID.String(); got != "file:server.key env:SF_CLIENT_ID" || *c.Org.MaxAPICalls != 500 || c.Org.Auth.Location.Line != 5 {
		t.Errorf("got %s, %+v", got, c.Org)
	}
	_, err = evidence.DecodeYAML("leastwise.yaml", []byte("org:\n  auth: {flow: jwt, client_secret: CANARY123}\n"), &c)
	if err == nil || strings.Contains(err.Error(), "CANARY") || !strings.Contains(err.Error(), "leastwise.yaml:2") {
		t.Errorf("got %v", err)
	}
}

// TestNoSecretLeavesTheClient plants secrets wherever the client handles one, makes the org
// repeat them in whatever it answers, and looks for them in all that comes out.
func TestNoSecretLeavesTheClient(t *testing.T) {
	t.Parallel()
	text, _ := keyPEM(t, "PRIVATE KEY", 2048)
	canaries := map[string]string{
		"ID": "CANARYclientid", "SECRET": "CANARYsecret", "REFRESH": "CANARYrefresh", "KEY": text, "SF_ACCESS_TOKEN": "00DCANARYaccess!x", "URL": "force://CANARYa:CANARYb:CANARYc@",
	}
	for name, auth := range map[string]AuthConfig{
		"access_token":       {Flow: "access_token"},
		"client_credentials": {Flow: "client_credentials", ClientID: ref("env:ID"), ClientSecret: ref("env:SECRET")},
		"refresh_token":      {Flow: "refresh_token", ClientID: ref("env:ID"), ClientSecret: ref("env:SECRET"), RefreshToken: ref("env:REFRESH")},
		"jwt":                {Flow: "jwt", ClientID: ref("env:ID"), Key: ref("env:KEY"), Username: "scanner@acme.com"},
		"sfdx_url":           {Flow: "sfdx_url", URL: ref("env:URL")},
		"sf_cli":             {Flow: "sf_cli", Alias: "prod"},
	} {
		for _, loginFails := range []bool{true, false} {
			var sent []string // all that the org was told, which it repeats
			org := newSmallOrg(t)
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				for _, values := range r.PostForm {
					sent = append(sent, values...)
				}
				sent = append(sent, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
				w.Header().Set("Content-Type", "application/json")
				echo := strings.Join(sent, " ")
				switch {
				case r.URL.Path == "/services/oauth2/token" && !loginFails:
					_ = json.NewEncoder(w).Encode(map[string]string{"access_token": "00DCANARYissued", "refresh_token": "CANARYrotated"})
				case r.URL.Path == "/services/oauth2/token":
					w.WriteHeader(400)
					_ = json.NewEncoder(w).Encode(map[string]string{"error": "invalid_grant", "error_description": "bad: " + echo})
				default:
					w.WriteHeader(400)
					_ = json.NewEncoder(w).Encode([]map[string]string{{"errorCode": "ODD " + echo, "message": "bad: " + echo}})
				}
			})
			org.server.Config.Handler = handler
			c := org.config()
			c.Org.Auth = auth
			d := org.deps()
			d.Getenv = func(name string) string {
				if name == "URL" {
					return canaries[name] + org.server.URL
				}
				return canaries[name]
			}
			d.Run = func(context.Context, string, ...string) ([]byte, error) {
				return []byte(`{"status":0,"result":{"accessToken":"00DCANARYcli","instanceUrl":"` + org.server.URL + `"}}`), nil
			}
			o, sections, err := Live(t.Context(), c, liveTakenAt, d)
			data, jerr := json.Marshal(o)
			if jerr != nil {
				t.Fatal(jerr)
			}
			out := fmt.Sprintf("%s %v %v %+v %+v", data, err, sections, *d.Usage, c.Org.Auth)
			for _, bad := range []string{"CANARY", strings.Split(text, "\n")[1], "eyJhbGci"} {
				if at := strings.Index(out, bad); at >= 0 {
					t.Errorf("%s (login fails: %v) gives away %s", name, loginFails, out[max(0, at-80):min(len(out), at+60)])
				}
			}
			if len(sent) == 0 {
				t.Errorf("%s sent nothing", name)
			}
		}
	}
}
