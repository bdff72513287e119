// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "strings"

// The channels that the mappings know, spelled as Windows does.
const (
	Security      = "Security"
	System        = "System"
	Application   = "Application"
	Sysmon        = "Microsoft-Windows-Sysmon/Operational"
	PowerShell    = "Microsoft-Windows-PowerShell/Operational"
	PowerShell7   = "PowerShellCore/Operational"
	PowerShellOld = "Windows PowerShell"
	Defender      = "Microsoft-Windows-Windows Defender/Operational"
	TaskScheduler = "Microsoft-Windows-TaskScheduler/Operational"
	WMI           = "Microsoft-Windows-WMI-Activity/Operational"
	Terminal      = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"
	exchange      = "MSExchange Management"
)

// channel returns the channel in Windows' own spelling: channel names are the
// same in any case, and collectors differ.
func (x *Format) channel(b []byte) string {
	switch string(b) {
	case Security:
		return Security
	case Sysmon:
		return Sysmon
	case System:
		return System
	case PowerShell:
		return PowerShell
	case PowerShellOld:
		return PowerShellOld
	}
	s := x.texts.String(b)
	for _, c := range [...]string{
		Security, System, Application, Sysmon, PowerShell, PowerShell7, PowerShellOld, Defender, TaskScheduler, WMI, Terminal, exchange,
	} {
		if len(c) == len(s) && strings.EqualFold(c, s) {
			return c
		}
	}
	return s
}

// channelOf returns the channel of the providers that write to one only, for
// records that do not name it.
func channelOf(provider string) string {
	switch provider {
	case "Microsoft-Windows-Sysmon", "Linux-Sysmon":
		return Sysmon
	case "Microsoft-Windows-Security-Auditing":
		return Security
	case "Microsoft-Windows-PowerShell":
		return PowerShell
	case "PowerShell":
		return PowerShellOld
	case "Service Control Manager":
		return System
	case "Microsoft-Windows-Windows Defender":
		return Defender
	case "Microsoft-Windows-TaskScheduler":
		return TaskScheduler
	case "Microsoft-Windows-WMI-Activity":
		return WMI
	default:
		return ""
	}
}
