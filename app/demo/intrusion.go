// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import "time"

// A Step is one thing that the intruder does.
type Step struct {
	// Name is what the step is called in the truth.
	Name string
	// Technique is that of ATT&CK.
	Technique string
	// After is when it begins, from the day's start.
	After time.Duration

	plan func(p *plan, at int64)
}

// Steps lists what the intruder does, in the order of time.
func Steps() []Step {
	return []Step{
		{"password-spraying", "T1110.003", time.Minute, sprayPasswords},
		{"mfa-fatigue", "T1621", 4*time.Minute + 30*time.Second, pesterVictim},
		{"sign-in-from-elsewhere", "T1078", 8*time.Minute + 20*time.Second, signInElsewhere},
		{"factor-of-the-intruder", "T1556.006", 11 * time.Minute, enrolFactor},
		{"document-opened", "T1204.002", 22 * time.Minute, openDocument},
		{"download-cradle", "T1059.001", 22*time.Minute + 3*time.Second, runCradle},
		{"run-key", "T1547.001", 25 * time.Minute, setRunKey},
		{"directory-listed", "T1087.002", 28 * time.Minute, listDirectory},
		{"lsass-dumped", "T1003.001", 33 * time.Minute, dumpMemory},
		{"program-on-share", "T1021.002", 39 * time.Minute, copyToShare},
		{"service-installed", "T1569.002", 40 * time.Minute, installService},
		{"wmi-command", "T1047", 43 * time.Minute, runOverWMI},
		{"directory-replicated", "T1003.006", 48 * time.Minute, replicateDirectory},
		{"build-server-entered", "T1059.004", 54 * time.Minute, enterBuildServer},
		{"cron-job", "T1053.003", 57 * time.Minute, plantCron},
		{"key-added", "T1098.004", 58 * time.Minute, addKey},
		{"history-cleared", "T1070.003", 59 * time.Minute, clearHistory},
		{"pod-entered", "T1609", 63 * time.Minute, enterPod},
		{"secrets-listed", "T1552.007", 65 * time.Minute, listSecrets},
		{"privileged-pod", "T1611", 67 * time.Minute, escapeToNode},
		{"access-key-created", "T1098.001", 73 * time.Minute, createAccessKey},
		{"trail-stopped", "T1562.008", 75 * time.Minute, stopTrail},
		{"snapshot-shared", "T1537", 78 * time.Minute, shareSnapshot},
		{"gateway-attacked", "T1190", 84 * time.Minute, attackGateway},
		{"web-shell", "T1505.003", 87 * time.Minute, useWebShell},
	}
}

// intrude plans the intrusion.
func intrude(p *plan) {
	for _, s := range Steps() {
		from := len(p.steps)
		s.plan(p, p.start.Add(s.After).UnixNano())
		for i := range p.steps[from:] {
			x := &p.steps[from+i]
			x.name, x.technique = s.Name, s.Technique
		}
	}
}

// intruder is where the intruder comes from.
func intruder() place {
	return place{"198.51.100.77", "Reykjavík", "Capital Region", "Iceland", "64.1466", "-21.9426", 64509, "glacier hosting example"}
}

// The names of what the intruder leaves behind or takes along.
const (
	stolenAdmin  = 0 // in company.admins: has left a session on the workstation
	toolServer   = "http://198.51.100.77:8080"
	intruderFile = "hlpsvc"
)
