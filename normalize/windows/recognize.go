// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"bytes"

	"gambeson/event"
	"gambeson/normalize"
)

// wrapping is one of the ways in which a Windows event is written as JSON.
type wrapping uint8

const (
	none wrapping = iota
	export
	beat7
	beat6
	flat
	message // text of an agent, in a JSON object's message
)

// recognize looks once over the names at the top of the record.
func recognize(root event.Node) (wrapping, normalize.Confidence) {
	var id, channel, source, host, agent, sysmon, beatID, beatLog, product, tagged bool
	var text event.Node
	for n := range root.Children() {
		switch string(n.Key()) {
		case "Event":
			if s := n.Child("System"); s.Child("EventID").Exists() {
				return export, normalize.Sure
			}
		case "winlog":
			if n.Kind() == event.Object {
				return beat7, normalize.Sure
			}
		case "event_data", "user_data":
			beatLog = beatLog || n.Kind() == event.Object
		case "event_id":
			beatID = true
		case "log_name", "source_name":
			beatLog = true
		case "EventID", "EventId":
			id = n.Kind() == event.Number || n.Kind() == event.String
		case "Channel", "LogName":
			channel = true
		case "SourceName", "ProviderName", "Provider_Name", "ProviderGuid", "Provider":
			source = true
		case "Hostname", "Computer", "ComputerName":
			host = true
		case "SourceModuleType":
			agent = string(n.Text()) == "im_msvistalog"
		case "UtcTime", "ProcessGuid", "NewProcessName":
			sysmon = true
		case "product":
			product = string(n.Text()) == "windows"
			tagged = true
		case "service", "category":
			tagged = true // by someone who has taken the record apart already
		case "message":
			text = n
		}
	}
	switch {
	case id && (agent || channel && (source || host) || product):
		return flat, normalize.Sure
	case beatID && beatLog:
		return beat6, normalize.Sure
	case id && (channel || sysmon || source && host):
		return flat, normalize.Likely
	case text.Kind() == event.String && !tagged && isSnare(text.Text()):
		return message, normalize.Sure
	}
	return none, normalize.No
}

func isSnare(b []byte) bool {
	return bytes.Contains(b[:min(len(b), snareWithin)], []byte("MSWinEventLog"))
}

func snareIn(root event.Node) []byte { return root.Child("message").Text() }
