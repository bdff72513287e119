// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"gambeson/event"
	"gambeson/normalize"
)

// A rule of the mapping: the events it is for, and what they become.
type eventKind struct {
	channels []string
	ids      []uint32
	only     variant // 0: any
	normalize.Mapping
}

// variant tells apart what Windows puts under one event id.
type variant uint8

const (
	anyVariant variant = iota
	registryValue
	registryKeyDelete
	objectKey
	objectProcess
	objectFile
)

type kindKey struct {
	channel string
	id      uint32
	only    variant
}

type kind = *normalize.Compiled

// compileKinds compiles the mappings and returns them as the reference prints
// them.
func (x *Format) compileKinds(f *event.Fields) []normalize.Mapping {
	x.kinds = make(map[kindKey]kind)
	var all []normalize.Mapping
	for _, list := range [][]eventKind{
		sysmonProcess(), sysmonFile(), sysmonRegistry(), sysmonNetwork(), logonKinds(), kerberosKinds(), auditProcess(),
		accountKinds(), groupKinds(), serviceKinds(), jobKinds(), shareKinds(), filteringKinds(), objectKinds(), scriptKinds(),
		logKinds(), defenderKinds(), terminalKinds(),
	} {
		for _, k := range list {
			all = append(all, k.Mapping)
			c := k.Compile(f)
			for _, channel := range k.channels {
				for _, id := range k.ids {
					x.kinds[kindKey{channel, id, k.only}] = c
				}
			}
		}
	}
	base := normalize.Mapping{
		Kind: "any other event", Class: 0, Activity: 99,
		Fields: []normalize.Field{{From: "Message", To: "message"}},
	}
	x.other = base.Compile(f)
	return append(all, base)
}

// mapEvent gives e the class and the attributes of its kind.
func (x *Format) mapEvent(e *event.Event) {
	v := x.variantOf(e)
	c, ok := x.kinds[kindKey{e.Channel, e.EventID, v}]
	if !ok {
		c, ok = x.kinds[kindKey{e.Channel, e.EventID, anyVariant}]
	}
	if !ok {
		c = x.other
	}
	if e.Channel == Defender {
		e.Severity = x.defenderSeverity(e)
	}
	if v >= objectKey {
		e.Activity = accessActivity(e, x, v)
	}
	c.Apply(e)
}

// defenderSeverity reads the severity of a threat; other events keep theirs.
func (x *Format) defenderSeverity(e *event.Event) event.Severity {
	n, _ := normalize.ParseInt(e.Get(x.at.severityID).Text())
	switch n {
	case 1:
		return event.SeverityLow
	case 2:
		return event.SeverityMedium
	case 4:
		return event.SeverityHigh
	case 5:
		return event.SeverityCritical
	}
	return e.Severity
}

// variantOf looks at the field that tells the variants of an event apart.
func (x *Format) variantOf(e *event.Event) variant {
	switch {
	case e.Channel == Sysmon && e.EventID == 12:
		switch string(e.Get(x.at.eventType).Text()) {
		case "DeleteValue", "CreateValue":
			return registryValue
		case "DeleteKey":
			return registryKeyDelete
		}
	case e.Channel == Security && (e.EventID == 4656 || e.EventID == 4663 || e.EventID == 4660):
		switch string(e.Get(x.at.objectType).Text()) {
		case "Key":
			return objectKey
		case "Process":
			return objectProcess
		case "File":
			return objectFile
		}
	}
	return anyVariant
}

// accessActivity reads an access mask: what may be done that weighs most.
func accessActivity(e *event.Event, x *Format, v variant) uint8 {
	const remove, write, read = 0x10000, 0x2, 0x1
	mask, _ := normalize.ParseInt(e.Get(x.at.accessMask).Text())
	switch {
	case v == objectProcess:
		return 3 // open
	case mask&remove != 0:
		return 4 // delete
	case mask&write != 0:
		return 3 // modify a key, update a file
	case mask&read != 0 || v == objectKey:
		return 2 // read
	}
	return 14 // open a file
}

// join puts lists of fields together.
func join(lists ...[]normalize.Field) []normalize.Field {
	var all []normalize.Field
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// device is the host that wrote the event.
func device() []normalize.Field {
	return []normalize.Field{
		{From: "Computer", To: "device.hostname", As: text()},
		{To: "device.type_id", As: normalize.ConstInt(0)},
	}
}

// fileAt is a file with its full path.
func fileAt(from, to string) []normalize.Field {
	return []normalize.Field{
		{From: from, To: to + ".path", As: text()},
		{From: from, To: to + ".name", As: base()},
		{From: from, To: to + ".type_id", As: where(1)},
	}
}

// program is a process by the full path of its file.
func program(from, to string) []normalize.Field {
	return append(fileAt(from, to+".file"), normalize.Field{From: from, To: to + ".name", As: base()})
}

// userIn is the account of a field DOMAIN\account.
func userIn(from, to string) []normalize.Field {
	return []normalize.Field{
		{From: from, To: to + ".name", As: account()},
		{From: from, To: to + ".domain", As: domain()},
	}
}

// accountOf is the account that the audit log writes as four fields with one
// prefix: Subject or Target.
func accountOf(prefix, to string) []normalize.Field {
	return []normalize.Field{
		{From: prefix + "UserSid", To: to + ".uid", As: sid()},
		{From: prefix + "UserName", To: to + ".name", As: text()},
		{From: prefix + "DomainName", To: to + ".domain", As: text()},
	}
}

// writer is the account that the event's envelope names.
func writer(to string) []normalize.Field {
	return []normalize.Field{{From: "UserID", To: to + ".uid", As: sid()}}
}

// hashes are Sysmon's, as a list of one object an algorithm.
func hashes(from, to string) []normalize.Field {
	var all []normalize.Field
	for i, h := range []struct {
		name string
		id   int64
	}{{"MD5", 1}, {"SHA1", 2}, {"SHA256", 3}, {"IMPHASH", 18}} {
		all = append(all,
			normalize.Field{From: from, To: to + ".algorithm_id", As: hasHash(h.name, h.id), Item: i},
			normalize.Field{From: from, To: to + ".value", As: hashOf(h.name), Item: i})
	}
	return all
}

// version is what Sysmon reads out of a program's resources.
func version(to string) []normalize.Field {
	return []normalize.Field{
		{From: "OriginalFileName", To: to + ".internal_name", As: text()},
		{From: "Company", To: to + ".company_name", As: text()},
		{From: "Description", To: to + ".desc", As: text()},
		{From: "FileVersion", To: to + ".version", As: text()},
		{From: "Product", To: to + ".product.name", As: text()},
	}
}
