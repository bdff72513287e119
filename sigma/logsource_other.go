// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

// the OCSF classes that categories are about.
const (
	classFile     = 1001
	classProcess  = 1007
	classNetwork  = 4001
	classHTTP     = 4002
	classDNS      = 4003
	channelLinSys = "Linux-Sysmon/Operational"
)

// linuxSources are the services and categories of Linux: the audit daemon,
// programs that write to syslog, and Sysmon for Linux.
func linuxSources() Table {
	audit := Origin{Format: formatAuditd}
	sysmon := func(ids ...uint32) Origin {
		return Origin{Format: formatLinux, Channels: []string{channelLinSys}, EventIDs: ids}
	}
	class := func(c uint32) Origin { return Origin{Format: formatAuditd, Classes: []uint32{c}} }
	programs := func(names ...string) Origin { return Origin{Format: formatLinux, Channels: names} }
	return Table{
		row("linux", "", "", audit, Origin{Format: formatLinux}),
		row("linux", "auditd", "", audit),
		row("linux", "syslog", "", Origin{Format: formatLinux}),
		row("linux", "auth", "", programs("sshd", "sshd-session", "sudo", "su", "login", "systemd-logind", "polkitd", "pkexec", "passwd", "useradd", "usermod", "userdel", "groupadd")),
		row("linux", "sshd", "", programs("sshd", "sshd-session")),
		row("linux", "sudo", "", programs("sudo")),
		row("linux", "cron", "", programs("cron", "crond", "CRON", "anacron")),
		row("linux", "systemd", "", programs("systemd", "systemd-logind")),
		row("linux", "vsftpd", "", programs("vsftpd")),
		row("linux", "clamav", "", programs("clamd", "clamav", "freshclam")),
		row("linux", "guacamole", "", programs("guacd", "guacamole")),
		row("linux", "", "process_creation", class(classProcess), sysmon(1)),
		row("linux", "", "network_connection", class(classNetwork), sysmon(3)),
		row("linux", "", "file_event", class(classFile), sysmon(11)),
	}
}

// cloudSources are cloud, identity and orchestration services.
func cloudSources() Table {
	entra := func(logs ...string) Origin { return Origin{Format: formatEntra, Channels: logs} }
	return Table{
		row("aws", "", "", Origin{Format: formatCloudTrail}),
		row("aws", "cloudtrail", "", Origin{Format: formatCloudTrail}),
		row("azure", "", "", Origin{Format: formatEntra}),
		row("azure", "signinlogs", "", entra("SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs")),
		row("azure", "auditlogs", "", entra("AuditLogs")),
		row("azure", "riskdetection", "", entra("UserRiskEvents")),
		row("azure", "pim", "", entra("UserRiskEvents", "AuditLogs")),
		row("okta", "", "", Origin{Format: formatOkta}),
		row("okta", "okta", "", Origin{Format: formatOkta}),
		row("kubernetes", "", "", Origin{Format: formatKubernetes}),
		row("kubernetes", "audit", "", Origin{Format: formatKubernetes}),
		row("kubernetes", "", "application", Origin{Format: formatKubernetes}),
	}
}

// genericSources are the categories of no particular product.
func genericSources() Table {
	class := func(c uint32) []Origin {
		return []Origin{{Format: formatOCSF, Classes: []uint32{c}}, {Format: formatECS, Classes: []uint32{c}}}
	}
	web := append([]Origin{{Format: formatNginx}, {Format: formatEnvoy}}, class(classHTTP)...)
	return Table{
		row("nginx", "", "", Origin{Format: formatNginx}),
		row("", "nginx", "", Origin{Format: formatNginx}),
		row("envoy", "", "", Origin{Format: formatEnvoy}),
		row("", "envoy", "", Origin{Format: formatEnvoy}),
		row("", "", "webserver", web...),
		row("", "", "process_creation", class(classProcess)...),
		row("", "", "file_event", class(classFile)...),
		row("", "", "network_connection", class(classNetwork)...),
		row("", "", "dns", class(classDNS)...),
	}
}
