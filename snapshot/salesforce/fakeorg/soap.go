package fakeorg

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// soapCall is a call of the Metadata API.
type soapCall struct {
	Session string
	Name    string
	Type    string
	Names   []string
	Lists   []string // types that listMetadata asks for
}

// String is what the log says of the call.
func (c soapCall) String() string {
	if c.Name == "listMetadata" {
		return c.Name + " " + strings.Join(c.Lists, ",")
	}
	return strings.TrimSpace(c.Name + " " + c.Type + " " + strings.Join(c.Names, ","))
}

// readSOAP reads an envelope.
func readSOAP(body []byte) (soapCall, error) {
	var in struct {
		XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
		Session string   `xml:"Header>SessionHeader>sessionId"`
		Body    struct {
			Call struct {
				XMLName xml.Name
				Type    string   `xml:"type"`
				Names   []string `xml:"fullNames"`
				Queries []struct {
					Type string `xml:"type"`
				} `xml:"queries"`
			} `xml:",any"`
		} `xml:"http://schemas.xmlsoap.org/soap/envelope/ Body"`
	}
	if err := xml.Unmarshal(body, &in); err != nil {
		return soapCall{}, fmt.Errorf("read envelope: %w", err)
	}
	call := soapCall{Session: strings.TrimSpace(in.Session), Name: in.Body.Call.XMLName.Local, Type: in.Body.Call.Type, Names: in.Body.Call.Names}
	if space := in.Body.Call.XMLName.Space; space != metadataSpace {
		return soapCall{}, fmt.Errorf("read envelope: the call is in namespace %q", space)
	}
	for _, q := range in.Body.Call.Queries {
		call.Lists = append(call.Lists, q.Type)
	}
	return call, nil
}

const (
	metadataSpace = "http://soap.sforce.com/2006/04/metadata"
	envelopeOpen  = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"`
)

// fault is a refusal in the form of SOAP: HTTP 500 and a faultcode.
func fault(code, format string, args ...any) *reply {
	var text strings.Builder
	if err := xml.EscapeText(&text, []byte(code+": "+fmt.Sprintf(format, args...))); err != nil {
		return notFound()
	}
	return newReply(http.StatusInternalServerError, "text/xml; charset=utf-8", []byte(envelopeOpen+` xmlns:sf="`+metadataSpace+
		`"><soapenv:Body><soapenv:Fault><faultcode>sf:`+code+`</faultcode><faultstring>`+text.String()+
		`</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`))
}

// soap answers the Metadata API.
func (s *Server) soap(c *call) *reply {
	if c.Method != http.MethodPost {
		return newReply(http.StatusMethodNotAllowed, "text/html", []byte("<h1>405</h1>"))
	}
	in, err := readSOAP(c.body)
	if err != nil {
		return fault("UNKNOWN_EXCEPTION", "%v", err)
	}
	if len(c.Header.Values("SOAPAction")) == 0 {
		return fault("UNKNOWN_EXCEPTION", "SOAPAction HTTP header missing")
	}
	if refused := s.enter(c); refused != nil {
		if refused.status == http.StatusUnauthorized {
			return fault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session")
		}
		return fault("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
	}
	v := s.view(c.user, c.version, "M")
	if !v.grants["ModifyMetadata"] && !v.grants["ModifyAllData"] {
		return fault("INSUFFICIENT_ACCESS", "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions")
	}
	switch in.Name {
	case "readMetadata":
		return s.readMetadata(in)
	case "listMetadata":
		return s.listMetadata(in)
	}
	return fault("UNKNOWN_EXCEPTION", "the call %s is not served here", in.Name)
}

// envelope wraps an answer.
func envelope(name, body string) *reply {
	return newReply(http.StatusOK, "text/xml; charset=utf-8", []byte(envelopeOpen+` xmlns="`+metadataSpace+
		`" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><`+name+`>`+body+`</`+name+`></soapenv:Body></soapenv:Envelope>`))
}

func (s *Server) readMetadata(in soapCall) *reply {
	if len(in.Names) > 10 {
		return fault("EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 10 records into this call")
	}
	list, ok := s.components(in.Type)
	if !ok || s.hidden(in.Type) == "invalid_type" {
		return fault("INVALID_TYPE", "This type of metadata is not available for this organization")
	}
	var b strings.Builder
	for _, name := range in.Names {
		i := slices.IndexFunc(list, func(c component) bool { return strings.EqualFold(unescapeName(c.name), unescapeName(name)) })
		if i < 0 || s.hidden(in.Type) == "empty" {
			b.WriteString(`<records xsi:nil="true"/>`)
			continue
		}
		b.WriteString(`<records xsi:type="` + recordType(in.Type, list[i].name) + `">` + tag("fullName", list[i].name) + list[i].body + `</records>`)
	}
	return envelope("readMetadataResponse", "<result>"+b.String()+"</result>")
}

// recordType is the xsi:type of a record: each setting is a type of its own.
func recordType(kind, name string) string {
	if kind == "Settings" {
		return name + "Settings"
	}
	return kind
}

func (s *Server) listMetadata(in soapCall) *reply {
	if len(in.Lists) > 3 {
		return fault("EXCEEDED_ID_LIMIT", "listMetadata takes no more than 3 queries")
	}
	var b strings.Builder
	for _, kind := range in.Lists {
		list, ok := s.components(kind)
		if !ok || s.hidden(kind) == "invalid_type" {
			return fault("INVALID_TYPE", "Unknown type:%s", kind)
		}
		if s.hidden(kind) == "empty" {
			continue
		}
		for i, c := range list {
			b.WriteString(group("result", tag("createdByName", "Admin"), tag("createdDate", "2026-01-01T00:00:00.000Z"),
				tag("fileName", c.folder+"/"+c.name+"."+c.suffix), tag("fullName", c.name), tag("id", newID("000", i)), tag("manageableState", "unmanaged"), tag("type", kind)))
		}
	}
	return envelope("listMetadataResponse", b.String())
}
