// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"encoding/hex"
	"strconv"
	"strings"

	"gambeson/event/ocsf"
)

// AppendOCSF appends the finding as an OCSF Detection Finding on one line.
func (f *Finding) AppendOCSF(out []byte) []byte {
	const activityCreate = 1
	out = append(out, `{"activity_id":1,"category_uid":2,"class_uid":2004,"type_uid":`...)
	out = strconv.AppendInt(out, ocsf.DetectionFinding.TypeUID(activityCreate), 10)
	out = appendNumber(out, "time", f.Last/1e6)
	out = appendNumber(out, "severity_id", int64(f.Severity))
	out = append(out, `,"status_id":1`...)
	out = appendString(out, "message", f.Message)
	out = append(out, `,"metadata":{"version":"`+ocsf.Version+`","product":{"name":"Gambeson","vendor_name":"Gambeson"}`...)
	if f.Tenant != "" {
		out = appendString(out, "tenant_uid", f.Tenant)
	}
	out = append(out, '}')
	out = f.appendInfo(out)
	out = f.appendEvidences(out)
	out = f.appendObservables(out)
	return append(out, '}')
}

func (f *Finding) appendInfo(out []byte) []byte {
	out = append(out, `,"finding_info":{"uid":"`...)
	out = append(hex.AppendEncode(out, f.ID[:]), '"')
	out = appendString(out, "title", f.Title)
	out = append(out, `,"analytic":{"uid":`...)
	out = appendQuoted(out, []byte(f.Analytic.UID))
	out = appendString(out, "name", f.Analytic.Name)
	out = appendString(out, "version", f.Analytic.Version)
	out = appendString(out, "type", f.Analytic.Type.String())
	out = append(appendNumber(out, "type_id", int64(f.Analytic.Type)), '}')
	for i, a := range f.Attacks {
		if i == 0 {
			out = append(out, `,"attacks":[`...)
		} else {
			out = append(out, ',')
		}
		out = append(out, `{"technique":{"uid":`...)
		out = append(appendQuoted(out, []byte(a.Parent())), '}')
		if strings.Contains(a.Technique, ".") {
			out = append(out, `,"sub_technique":{"uid":`...)
			out = append(appendQuoted(out, []byte(a.Technique)), '}')
		}
		out = append(out, '}')
	}
	if len(f.Attacks) > 0 {
		out = append(out, ']')
	}
	out = appendNumber(out, "first_seen_time", f.First/1e6)
	out = appendNumber(out, "last_seen_time", f.Last/1e6)
	return append(out, '}')
}

func (f *Finding) appendEvidences(out []byte) []byte {
	for i, x := range f.Evidence {
		if i == 0 {
			out = append(out, `,"evidences":[`...)
		} else {
			out = append(out, ',')
		}
		out = append(out, `{"uid":"`...)
		out = append(hex.AppendEncode(out, x.Event[:]), '"')
		if x.Record > 0 {
			out = append(out, `,"data":{"path":`...)
			out = appendQuoted(out, []byte(x.Source))
			out = append(appendNumber(out, "record", int64(x.Record)), "}}"...)
			continue
		}
		out = append(out, `,"data":{"source":`...)
		out = append(appendQuoted(out, []byte(x.Source)), "}}"...)
	}
	if len(f.Evidence) > 0 {
		out = append(out, ']')
	}
	return out
}

// appendObservables appends the entities. What OCSF has no observable type for
// is of type 99, Other.
func (f *Finding) appendObservables(out []byte) []byte {
	for i, x := range f.Entities {
		if i == 0 {
			out = append(out, `,"observables":[`...)
		} else {
			out = append(out, ',')
		}
		name, id := x.Kind.observable()
		out = append(out, `{"type":`...)
		out = appendQuoted(out, []byte(name))
		out = appendNumber(out, "type_id", id)
		out = appendString(out, "value", x.Value)
		out = append(out, '}')
	}
	if len(f.Entities) > 0 {
		out = append(out, ']')
	}
	return out
}

// observable returns OCSF's observable type for the kind.
func (k EntityKind) observable() (name string, id int64) {
	switch k {
	case Host, Domain:
		return "Hostname", 1
	case Address:
		return "IP Address", 2
	case User:
		return "User Name", 4
	case File:
		return "File Path", 45
	case CloudResource:
		return "Resource UID", 10
	default:
		return string(k), 99
	}
}

func appendNumber(out []byte, name string, v int64) []byte {
	out = append(append(append(out, ',', '"'), name...), '"', ':')
	return strconv.AppendInt(out, v, 10)
}

func appendString(out []byte, name, text string) []byte {
	if text == "" {
		return out
	}
	out = append(append(append(out, ',', '"'), name...), '"', ':')
	return appendQuoted(out, []byte(text))
}
