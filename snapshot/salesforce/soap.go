package salesforce

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// The Metadata API is the only one that tells sharing rules, security settings and the
// policies of apps. It speaks SOAP; its records are the metadata files of a project without
// the root, and are read by the same functions.

// metadataBatch is how many components one readMetadata takes.
const metadataBatch = 10

type soapFault struct {
	Code    string `xml:"faultcode"`
	Message string `xml:"faultstring"`
}

// readFault finds the fault of a SOAP answer, nil where it is none.
func readFault(body []byte) *soapFault {
	var envelope struct {
		Fault *soapFault `xml:"Body>Fault"`
	}
	if xml.Unmarshal(body, &envelope) != nil || envelope.Fault == nil {
		return nil
	}
	fault := envelope.Fault
	if _, code, ok := strings.Cut(fault.Code, ":"); ok {
		fault.Code = code
	}
	return fault
}

// soap makes one call of the Metadata API. The session stands in the body, so that it is
// built anew for each try.
func (c *client) soap(ctx context.Context, call string, into any) error {
	a, err := c.call(ctx, "text/xml", func(s session) (*http.Request, error) {
		var b bytes.Buffer
		b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` +
			`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:met="http://soap.sforce.com/2006/04/metadata">` +
			`<soapenv:Header><met:SessionHeader><met:sessionId>` + escapeXML(s.token) + `</met:sessionId></met:SessionHeader></soapenv:Header>` +
			`<soapenv:Body>` + call + `</soapenv:Body></soapenv:Envelope>`)
		req, err := http.NewRequest(http.MethodPost, s.instance+"/services/Soap/m/"+c.version, bytes.NewReader(b.Bytes()))
		if err == nil {
			req.Header.Set("Content-Type", "text/xml; charset=UTF-8")
			req.Header.Set("SOAPAction", `""`)
		}
		return req, err
	})
	if err != nil {
		return err
	}
	if fault := readFault(a.body); fault != nil {
		return &apiError{Status: http.StatusOK, Code: c.say(fault.Code), Message: c.say(fault.Message)}
	}
	if err := xml.Unmarshal(a.body, into); err != nil {
		return errors.New("the answer is not the XML that was asked for")
	}
	return nil
}

// listMetadata names the components of a type, sorted.
func (c *client) listMetadata(ctx context.Context, kind string) ([]string, error) {
	var answer struct {
		Response *struct {
			Results []struct {
				FullName string `xml:"fullName"`
			} `xml:"result"`
		} `xml:"Body>listMetadataResponse"`
	}
	call := "<met:listMetadata><met:queries><met:type>" + escapeXML(kind) + "</met:type></met:queries><met:asOfVersion>" +
		escapeXML(c.version) + "</met:asOfVersion></met:listMetadata>"
	if err := c.soap(ctx, call, &answer); err != nil {
		return nil, err
	}
	if answer.Response == nil {
		return nil, errors.New("the answer holds no listMetadataResponse")
	}
	var names []string
	for _, result := range answer.Response.Results {
		if result.FullName == "" {
			return nil, fmt.Errorf("the list of %s holds one without a name", kind)
		}
		names = append(names, result.FullName)
	}
	return sortedSet(names), nil
}

// readMetadata reads components by name and hands each to use as a metadata file of the root
// element. A component that does not come back is an error, after those that came.
func (c *client) readMetadata(ctx context.Context, kind, root string, names []string, use func(name string, file []byte) error) error {
	var missing []string
	for batch := range slices.Chunk(names, metadataBatch) {
		var answer struct {
			Response *struct {
				Records []struct {
					FullName string `xml:"fullName"`
					Inner    []byte `xml:",innerxml"`
				} `xml:"result>records"`
			} `xml:"Body>readMetadataResponse"`
		}
		var call strings.Builder
		call.WriteString("<met:readMetadata><met:type>" + escapeXML(kind) + "</met:type>")
		for _, name := range batch {
			call.WriteString("<met:fullNames>" + escapeXML(name) + "</met:fullNames>")
		}
		call.WriteString("</met:readMetadata>")
		if err := c.soap(ctx, call.String(), &answer); err != nil {
			return err
		}
		if answer.Response == nil {
			return errors.New("the answer holds no readMetadataResponse")
		}
		came := map[string]bool{}
		for _, record := range answer.Response.Records {
			if record.FullName == "" || came[record.FullName] || !slices.Contains(batch, record.FullName) {
				continue // a component that is not there comes as an empty record
			}
			came[record.FullName] = true
			if err := use(record.FullName, slices.Concat([]byte("<"+root+">"), record.Inner, []byte("</"+root+">"))); err != nil {
				return err
			}
		}
		for _, name := range batch {
			if !came[name] {
				missing = append(missing, name)
			}
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("the org did not give %s %s", kind, evidence.List(missing))
	}
	return nil
}

func escapeXML(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}
