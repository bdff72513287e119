// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

// the channels that categories come from.
const (
	channelSysmon     = "Microsoft-Windows-Sysmon/Operational"
	channelSecurity   = "Security"
	channelPowerShell = "Microsoft-Windows-PowerShell/Operational"
	channelCore       = "PowerShellCore/Operational"
	channelClassic    = "Windows PowerShell"
	channelDefender   = "Microsoft-Windows-Windows Defender/Operational"
)

// windowsChannels are the services of Windows: each is one or more channels of
// the event log.
func windowsChannels() Table {
	t := Table{row("windows", "", "", Origin{Format: formatWindows})}
	add := func(service string, channels ...string) {
		t = append(t, row("windows", service, "", Origin{Format: formatWindows, Channels: channels}))
	}
	add("application", "Application")
	add("security", channelSecurity)
	add("system", "System")
	add("sysmon", channelSysmon)
	add("powershell", channelPowerShell, channelCore)
	add("powershell-classic", channelClassic)
	add("windefend", channelDefender)
	add("msexchange-management", "MSExchange Management")
	add("iis-configuration", "Microsoft-IIS-Configuration/Operational")
	add("openssh", "OpenSSH/Operational")
	add("dns-server", "DNS Server")
	add("dns-server-audit", "Microsoft-Windows-DNS-Server/Audit")
	add("dns-server-analytic", "Microsoft-Windows-DNS-Server/Analytical")
	add("microsoft-servicebus-client", "Microsoft-ServiceBus-Client/Admin", "Microsoft-ServiceBus-Client/Operational")
	add("servicebus-client", "Microsoft-ServiceBus-Client/Admin", "Microsoft-ServiceBus-Client/Operational")
	add("driver-framework", "Microsoft-Windows-DriverFrameworks-UserMode/Operational")
	add("hyper-v-worker", "Microsoft-Windows-Hyper-V-Worker-Admin", "Microsoft-Windows-Hyper-V-Worker-Operational", "Microsoft-Windows-Hyper-V-Worker")
	add("kernel-event-tracing", "Microsoft-Windows-Kernel-EventTracing/Admin", "Microsoft-Windows-Kernel-EventTracing")
	add("dns-client", "Microsoft-Windows-DNS-Client/Operational", "Microsoft-Windows-DNS Client Events/Operational")
	add("firewall-as", "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall")
	add("bitlocker", "Microsoft-Windows-BitLocker/BitLocker Management")
	add("ldap", "Microsoft-Windows-LDAP-Client/Debug")
	add("applocker",
		"Microsoft-Windows-AppLocker/MSI and Script", "Microsoft-Windows-AppLocker/EXE and DLL",
		"Microsoft-Windows-AppLocker/Packaged app-Deployment", "Microsoft-Windows-AppLocker/Packaged app-Execution")
	add("security-mitigations", "Microsoft-Windows-Security-Mitigations/KernelMode", "Microsoft-Windows-Security-Mitigations/UserMode",
		"Microsoft-Windows-Security-Mitigations/Kernel Mode", "Microsoft-Windows-Security-Mitigations/User Mode")
	add("kernel-shimengine", "Microsoft-Windows-Kernel-ShimEngine/Operational", "Microsoft-Windows-Kernel-ShimEngine/Diagnostic")
	add("application-experience",
		"Microsoft-Windows-Application-Experience/Program-Telemetry", "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant")
	add("printservice-admin", "Microsoft-Windows-PrintService/Admin")
	add("appmodel-runtime", "Microsoft-Windows-AppModel-Runtime/Admin")
	add("smbclient-security", "Microsoft-Windows-SmbClient/Security")
	add("smbclient-connectivity", "Microsoft-Windows-SmbClient/Connectivity")
	add("smbserver-connectivity", "Microsoft-Windows-SMBServer/Connectivity")
	add("dhcp", "Microsoft-Windows-DHCP-Server/Operational", "DhcpAdminEvents")
	for _, s := range [][2]string{
		{"ntlm", "NTLM"}, {"taskscheduler", "TaskScheduler"}, {"wmi", "WMI-Activity"}, {"printservice-operational", "PrintService"},
		{"terminalservices-localsessionmanager", "TerminalServices-LocalSessionManager"}, {"codeintegrity-operational", "CodeIntegrity"},
		{"bits-client", "Bits-Client"}, {"diagnosis-scripted", "Diagnosis-Scripted"}, {"shell-core", "Shell-Core"}, {"vhdmp", "VHDMP"},
		{"appxdeployment-server", "AppXDeploymentServer"}, {"lsa-server", "LSA"}, {"appxpackaging-om", "AppxPackaging"}, {"capi2", "CAPI2"},
		{"certificateservicesclient-lifecycle-system", "CertificateServicesClient-Lifecycle-System"}, {"ntfs", "Ntfs"}, {"sense", "SENSE"},
	} {
		add(s[0], "Microsoft-Windows-"+s[1]+"/Operational")
	}
	return t
}

// windowsCategories are the categories that Sysmon, the Security channel and
// PowerShell's channels record.
func windowsCategories() Table {
	sysmon := func(ids ...uint32) Origin {
		return Origin{Format: formatWindows, Channels: []string{channelSysmon}, EventIDs: ids}
	}
	in := func(channel string, ids ...uint32) Origin {
		return Origin{Format: formatWindows, Channels: []string{channel}, EventIDs: ids}
	}
	var t Table
	add := func(category string, origins ...Origin) {
		t = append(t, row("windows", "", category, origins...))
	}
	add("process_creation", sysmon(1), in(channelSecurity, 4688))
	add("file_change", sysmon(2))
	add("network_connection", sysmon(3))
	add("sysmon_status", sysmon(4, 16))
	add("process_termination", sysmon(5))
	add("driver_load", sysmon(6))
	add("image_load", sysmon(7))
	add("create_remote_thread", sysmon(8))
	add("raw_access_thread", sysmon(9))
	add("process_access", sysmon(10))
	add("file_event", sysmon(11))
	add("registry_event", sysmon(12, 13, 14))
	add("registry_add", sysmon(12))
	t[len(t)-1].Field, t[len(t)-1].Values = "EventType", []string{"CreateKey"}
	add("registry_delete", sysmon(12))
	t[len(t)-1].Field, t[len(t)-1].Values = "EventType", []string{"DeleteKey", "DeleteValue"}
	add("registry_set", sysmon(13))
	add("registry_rename", sysmon(14))
	add("create_stream_hash", sysmon(15))
	add("pipe_created", sysmon(17, 18))
	add("wmi_event", sysmon(19, 20, 21))
	add("dns_query", sysmon(22))
	add("file_delete", sysmon(23, 26))
	add("clipboard_change", sysmon(24))
	add("process_tampering", sysmon(25))
	add("file_delete_detected", sysmon(26))
	add("file_block_executable", sysmon(27))
	add("file_block_shredding", sysmon(28))
	add("file_executable_detected", sysmon(29))
	add("sysmon_error", sysmon(255))
	add("ps_module", Origin{Format: formatWindows, Channels: []string{channelPowerShell, channelCore}, EventIDs: []uint32{4103}})
	add("ps_script", Origin{Format: formatWindows, Channels: []string{channelPowerShell, channelCore}, EventIDs: []uint32{4104}})
	add("ps_classic_start", in(channelClassic, 400))
	add("ps_classic_provider_start", in(channelClassic, 600))
	add("ps_classic_script", in(channelClassic, 800))
	add("antivirus", in(channelDefender, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1017, 1018, 1019, 1115, 1116))
	return t
}
