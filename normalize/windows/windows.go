// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"fmt"

	"gambeson/event"
	"gambeson/normalize"
)

// Name is the format's name.
const Name = "windows"

// A Format reads Windows events in every wrapping of the package's
// documentation. It is safe for many goroutines.
type Format struct {
	fields *event.Fields
	forms  forms
	info   normalize.Info
	kinds  map[kindKey]kind
	other  *normalize.Compiled
	at     fieldSlots
	second map[string][]event.Slot // the aliases, for names that stand in the record
	texts  normalize.Intern
}

// fieldSlots are the native fields that the format itself reads.
type fieldSlots struct {
	eventID, channel, provider, computer, level, message, data   event.Slot
	timestamp, received, eventType, objectType                   event.Slot
	path, filename, inserts, accessMask, severityID, processGUID event.Slot
	named                                                        []event.Slot // shown by any event that came with its data
}

// New returns the format over f.
func New(f *event.Fields) *Format {
	x := &Format{fields: f, forms: newForms(f), second: make(map[string][]event.Slot)}
	for _, a := range aliases() {
		x.second[a[0]] = append(x.second[a[0]], f.Native(a[1]))
	}
	x.at = fieldSlots{
		eventID: f.Native("EventID"), channel: f.Native("Channel"), provider: f.Native("Provider_Name"),
		computer: f.Native("Computer"), level: f.Native("Level"), message: f.Native("Message"), data: f.Native("Data"),
		timestamp: f.Native("@timestamp"), received: f.Native("EventReceivedTime"), eventType: f.Native("EventType"),
		objectType: f.Native("ObjectType"), path: f.Native("Path"),
		filename: f.Native("Filename"), inserts: f.Native("StringInserts"), accessMask: f.Native("AccessMask"), severityID: f.Native("SeverityID"), processGUID: f.Native("ProcessGuid"),
		named: slots(f, "SubjectUserSid", "SubjectUserName", "TargetUserName", "UtcTime", "ProcessGuid", "NewProcessName",
			"ProcessName", "SourceAddress", "ScriptBlockText", "ServiceName", "param1", "Data"),
	}
	mappings := x.compileKinds(f)
	x.info = normalize.Info{
		Name: Name, Title: "Windows events", Vendor: "Microsoft", Product: "Windows",
		Shapes: []string{
			"tree of the event's XML: System, EventData, UserData (EVTX files and exports)",
			"Winlogbeat 7 and later", "Winlogbeat 6 and earlier", "NXLog JSON", "Fluent Bit winevtlog and winlog",
			"flat JSON of scripts and data sets", "Snare (MSWinEventLog) text, in syslog or in a JSON message",
			"NXLog syslog (RFC 5424) text",
		},
		Mappings: mappings,
		Sources: []string{
			"Microsoft: Windows Event schema, https://learn.microsoft.com/windows/win32/wes/eventschema-schema",
			"Microsoft: Appendix L, Events to Monitor; Advanced security audit policy settings (events 4608 to 5890)",
			"Microsoft Sysinternals: Sysmon 15 manifest, https://learn.microsoft.com/sysinternals/downloads/sysmon",
			"Elastic: Winlogbeat exported fields (6.8 and 8)", "NXLog: im_msvistalog fields; xm_syslog",
			"Fluent Bit: winevtlog and winlog inputs", "Snare for Windows: event output format",
		},
	}
	return x
}

// Info describes the format.
func (x *Format) Info() normalize.Info { return x.info }

// Claim is Sure where the record has the identifying fields of one of the
// wrappings.
func (x *Format) Claim(e *event.Event) normalize.Confidence {
	if root := e.Root(); root.Exists() {
		_, c := recognize(root)
		return c
	}
	return claimText(e.Raw())
}

// Read reads the record in e.
func (x *Format) Read(e *event.Event) error {
	root := e.Root()
	if !root.Exists() {
		if err := x.readText(e); err != nil {
			return err
		}
		return x.finish(e, &x.forms.flat)
	}
	w, c := recognize(root)
	if c == normalize.No {
		return fmt.Errorf("%w: no event id where a Windows event has it", normalize.ErrMalformed)
	}
	fm := x.formOf(w)
	e.BindShape(fm.shape)
	switch w {
	case export:
		x.bindExport(e, root.Child("Event"))
	case message:
		if err := x.readSnare(e, snareIn(root), true); err != nil {
			return err
		}
	}
	return x.finish(e, fm)
}

func (x *Format) formOf(w wrapping) *form {
	switch w {
	case export:
		return &x.forms.export
	case beat7:
		return &x.forms.beat7
	case beat6:
		return &x.forms.beat6
	default:
		return &x.forms.flat
	}
}

// finish does what all wrappings need once the fields are bound.
func (x *Format) finish(e *event.Event, fm *form) error {
	if err := x.setHeader(e, fm); err != nil {
		return err
	}
	x.complete(e)
	x.mapEvent(e)
	return nil
}

// bindName binds n as the native field that the record itself names.
func (x *Format) bindName(e *event.Event, name string, n event.Node) {
	e.Bind(x.fields.Lookup(name), n)
	for _, s := range x.second[name] {
		e.Bind(s, n)
	}
}
